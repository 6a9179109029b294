/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nx-message.h"

#include <gmime/gmime.h>
#include <string.h>
#include "common/nx-time.h"
#include "server/gateways/nx-gmime.h"

/* GMime 3 has no cleanup functions of its own. */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GMimeStream, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GMimeDataWrapper, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GMimePart, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GMimeObject, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GMimeMessage, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InternetAddressList, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GMimeFormatOptions, g_mime_format_options_free)

gboolean
nx_message_address_is_safe (const char *address)
{
  const char *at;
  if (address == NULL || strlen (address) > 254)
    return FALSE;
  for (const char *p = address; *p != '\0'; p++)
    if ((guchar) *p <= ' ' || (guchar) *p >= 0x7f || strchr ("<>\"(),:;\\[]", *p) != NULL)
      return FALSE;
  at = strchr (address, '@');
  return at != NULL && at != address && at[1] != '\0' && strchr (at + 1, '@') == NULL;
}

/* A header is one line whatever was typed: GMime would fold it, readers would not. */
static char *
single_line (const char *text)
{
  char *line = g_strdup (text);
  for (char *p = line; *p != '\0'; p++)
    if ((guchar) *p < ' ' || *p == 0x7f)
      *p = ' ';
  return g_strstrip (line);
}

static GMimePart *
text_part (const char *subtype, const char *text)
{
  GMimePart *part = g_mime_part_new_with_type ("text", subtype);
  g_autoptr (GMimeStream) stream = g_mime_stream_mem_new_with_buffer (text, strlen (text));
  g_autoptr (GMimeDataWrapper) content = g_mime_data_wrapper_new_with_stream (stream, GMIME_CONTENT_ENCODING_DEFAULT);
  g_mime_object_set_content_type_parameter (GMIME_OBJECT (part), "charset", "utf-8");
  g_mime_part_set_content (part, content);
  g_mime_part_set_content_encoding (part, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
  return part;
}

static GMimePart *
file_part (const NxAttachment *attachment)
{
  g_auto (GStrv) type = g_strsplit (attachment->media_type, "/", 2);
  GMimePart *part = g_mime_part_new_with_type (type[0], type[1]);
  gsize length;
  const char *data = g_bytes_get_data (attachment->content, &length);
  g_autoptr (GMimeStream) stream = g_mime_stream_mem_new_with_buffer (data, length);
  g_autoptr (GMimeDataWrapper) content = g_mime_data_wrapper_new_with_stream (stream, GMIME_CONTENT_ENCODING_DEFAULT);
  g_mime_part_set_content (part, content);
  g_mime_part_set_content_encoding (part, GMIME_CONTENT_ENCODING_BASE64);
  g_mime_object_set_disposition (GMIME_OBJECT (part), GMIME_DISPOSITION_ATTACHMENT);
  g_mime_part_set_filename (part, attachment->file_name);
  return part;
}

/* In base64: its lines end with CR LF, which no relay may touch. */
static GMimePart *
calendar_part (const NxMessageCalendar *calendar)
{
  GMimePart *part = text_part ("calendar", calendar->text);
  g_mime_object_set_content_type_parameter (GMIME_OBJECT (part), "method", calendar->method);
  g_mime_part_set_content_encoding (part, GMIME_CONTENT_ENCODING_BASE64);
  return part;
}

static GMimeObject *
build_text (const NxMessage *message)
{
  GMimePart *text = text_part ("plain", message->text);
  g_autoptr (GMimePart) html = message->html != NULL ? text_part ("html", message->html) : NULL;
  g_autoptr (GMimePart) calendar = message->n_calendars > 0 ? calendar_part (&message->calendars[0]) : NULL;
  GMimeMultipart *forms;
  if (html == NULL && calendar == NULL)
    return GMIME_OBJECT (text);
  forms = g_mime_multipart_new_with_subtype ("alternative");
  g_mime_multipart_add (forms, GMIME_OBJECT (text));
  if (html != NULL)
    g_mime_multipart_add (forms, GMIME_OBJECT (html));
  if (calendar != NULL)
    g_mime_multipart_add (forms, GMIME_OBJECT (calendar));
  g_object_unref (text);
  return GMIME_OBJECT (forms);
}

static void
add_file (GMimeMultipart *all, const NxAttachment *attachment)
{
  g_autoptr (GMimePart) file = file_part (attachment);
  g_mime_multipart_add (all, GMIME_OBJECT (file));
}

/* A further one is also read by programs that look at every part: its type says what it is. */
static void
add_calendar (GMimeMultipart *all, const NxMessageCalendar *calendar, gboolean further)
{
  g_autoptr (GBytes) invite = g_bytes_new (calendar->text, strlen (calendar->text));
  g_autoptr (GMimePart) part = NULL;
  if (!further)
    {
      add_file (all, &(NxAttachment){ "invite.ics", "application/ics", invite });
      return;
    }
  part = calendar_part (calendar);
  g_mime_object_set_disposition (GMIME_OBJECT (part), GMIME_DISPOSITION_ATTACHMENT);
  g_mime_part_set_filename (part, "invite.ics");
  g_mime_multipart_add (all, GMIME_OBJECT (part));
}

/* (transfer full): what is read, and after it the files (RFC 2046, section 5.1.3). */
static GMimeObject *
build_body (const NxMessage *message)
{
  GMimeObject *text = build_text (message);
  GMimeMultipart *all;
  if (message->n_attachments == 0 && message->n_calendars == 0)
    return text;
  all = g_mime_multipart_new_with_subtype ("mixed");
  g_mime_multipart_add (all, text);
  g_object_unref (text);
  for (guint i = 0; i < message->n_attachments; i++)
    add_file (all, &message->attachments[i]);
  for (guint i = 0; i < message->n_calendars; i++)
    add_calendar (all, &message->calendars[i], i > 0);
  return GMIME_OBJECT (all);
}

static gboolean
set_sender (GMimeMessage *mime, const char *from, GError **error)
{
  g_autoptr (InternetAddressList) list = internet_address_list_parse (NULL, from);
  InternetAddress *first = list != NULL && internet_address_list_length (list) == 1 ? internet_address_list_get_address (list, 0) : NULL;
  if (first == NULL || !INTERNET_ADDRESS_IS_MAILBOX (first)
      || !nx_message_address_is_safe (internet_address_mailbox_get_addr (INTERNET_ADDRESS_MAILBOX (first))))
    {
      g_set_error (error, NX_ERROR, NX_ERROR_INVALID, "the sender “%s” is not an e-mail address", from);
      return FALSE;
    }
  g_mime_message_add_mailbox (mime, GMIME_ADDRESS_TYPE_FROM, internet_address_get_name (first),
                              internet_address_mailbox_get_addr (INTERNET_ADDRESS_MAILBOX (first)));
  return TRUE;
}

GBytes *
nx_message_build (const NxMessage *message, GError **error)
{
  g_autoptr (GMimeMessage) mime = NULL;
  g_autoptr (GMimeObject) body = NULL;
  g_autoptr (GMimeFormatOptions) options = NULL;
  g_autoptr (GDateTime) date = NULL;
  g_autofree char *subject = NULL, *name = NULL, *text = NULL;

  g_return_val_if_fail (message->from != NULL && message->subject != NULL && message->text != NULL, NULL);
  nx_gmime_ensure ();
  if (!nx_message_address_is_safe (message->to_address))
    {
      g_set_error (error, NX_ERROR, NX_ERROR_INVALID, "the recipient is not an e-mail address");
      return NULL;
    }
  mime = g_mime_message_new (TRUE);
  if (!set_sender (mime, message->from, error))
    return NULL;
  subject = single_line (message->subject);
  name = message->to_name != NULL ? single_line (message->to_name) : NULL;
  date = g_date_time_new_from_unix_utc (message->date / NX_TIME_SECOND);
  g_mime_message_add_mailbox (mime, GMIME_ADDRESS_TYPE_TO, name, message->to_address);
  g_mime_message_set_subject (mime, subject, "utf-8");
  g_mime_message_set_message_id (mime, message->message_id);
  g_mime_message_set_date (mime, date);
  /* RFC 3834: no out-of-office answers to a program. */
  g_mime_object_append_header (GMIME_OBJECT (mime), "Auto-Submitted", "auto-generated", "utf-8");
  body = build_body (message);
  g_mime_message_set_mime_part (mime, body);
  options = g_mime_format_options_new ();
  g_mime_format_options_set_newline_format (options, GMIME_NEWLINE_FORMAT_DOS);
  text = g_mime_object_to_string (GMIME_OBJECT (mime), options);
  return g_bytes_new (text, strlen (text));
}
