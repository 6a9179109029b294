/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nx-fake-smtp.h"

#include <gio/gio.h>
#include <pthread.h>
#include <string.h>

#define STALL_MS 400

struct _NxFakeSmtp
{
  GSocketListener *listener;
  GCancellable *cancellable;
  GThread *thread;
  guint port;
  pthread_mutex_t mutex; /* for all below */
  NxFakeSmtpMode mode;
  GPtrArray *messages;   /* char * */
  GPtrArray *recipients; /* char * */
};

static NxFakeSmtpMode
get_mode (NxFakeSmtp *self)
{
  NxFakeSmtpMode mode;
  pthread_mutex_lock (&self->mutex);
  mode = self->mode;
  pthread_mutex_unlock (&self->mutex);
  return mode;
}

static gboolean
say (GOutputStream *out, const char *line)
{
  return g_output_stream_write_all (out, line, strlen (line), NULL, NULL, NULL);
}

static void
keep (NxFakeSmtp *self, GString *message, GString *recipients)
{
  pthread_mutex_lock (&self->mutex);
  g_ptr_array_add (self->messages, g_strdup (message->str));
  g_ptr_array_add (self->recipients, g_strdup (recipients->str));
  pthread_mutex_unlock (&self->mutex);
}

/* Returns: whether the conversation goes on. */
static gboolean
take_data (NxFakeSmtp *self, GDataInputStream *in, GOutputStream *out, GString *recipients)
{
  NxFakeSmtpMode mode = get_mode (self);
  g_autoptr (GString) message = g_string_new (NULL);
  char *line;
  say (out, "354 go ahead\r\n");
  while ((line = g_data_input_stream_read_line (in, NULL, NULL, NULL)) != NULL)
    {
      g_autofree char *owned G_GNUC_UNUSED = line;
      if (strcmp (line, ".") == 0)
        {
          keep (self, message, recipients);
          return mode != NX_FAKE_SMTP_CUT_BEFORE_OK && say (out, "250 taken\r\n");
        }
      if (mode == NX_FAKE_SMTP_CUT_IN_DATA && message->len > 100)
        return FALSE;
      g_string_append_printf (message, "%s\r\n", line[0] == '.' ? line + 1 : line);
    }
  return FALSE;
}

static gboolean
answer_recipient (NxFakeSmtp *self, GOutputStream *out, const char *line, GString *recipients)
{
  const char *open = strchr (line, '<'), *close = open != NULL ? strchr (open, '>') : NULL;
  if (get_mode (self) == NX_FAKE_SMTP_TRY_LATER)
    return say (out, "451 try again later\r\n");
  if (get_mode (self) == NX_FAKE_SMTP_NO_SUCH_USER)
    return say (out, "550 no such user\r\n");
  if (close == NULL)
    return say (out, "501 what\r\n");
  if (recipients->len > 0)
    g_string_append_c (recipients, ',');
  g_string_append_len (recipients, open + 1, close - open - 1);
  return say (out, "250 fine\r\n");
}

static gboolean
answer (NxFakeSmtp *self, GDataInputStream *in, GOutputStream *out, const char *line, GString *recipients)
{
  if (get_mode (self) == NX_FAKE_SMTP_GARBAGE)
    return say (out, "\x01\xff<html>\r\n");
  if (g_ascii_strncasecmp (line, "EHLO", 4) == 0)
    return say (out, "250-fake.invalid\r\n250 8BITMIME\r\n");
  if (g_ascii_strncasecmp (line, "RCPT", 4) == 0)
    return answer_recipient (self, out, line, recipients);
  if (g_ascii_strncasecmp (line, "DATA", 4) == 0)
    return take_data (self, in, out, recipients);
  if (g_ascii_strncasecmp (line, "QUIT", 4) == 0)
    {
      say (out, "221 bye\r\n");
      return FALSE;
    }
  return say (out, "250 fine\r\n");
}

static void
converse (NxFakeSmtp *self, GSocketConnection *connection)
{
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  g_autoptr (GDataInputStream) in = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  g_autoptr (GString) recipients = g_string_new (NULL);
  char *line;
  gboolean goes_on = TRUE;
  g_data_input_stream_set_newline_type (in, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
  if (get_mode (self) == NX_FAKE_SMTP_SILENT)
    {
      g_usleep (STALL_MS * 1000);
      return;
    }
  goes_on = say (out, get_mode (self) == NX_FAKE_SMTP_BUSY ? "421 busy\r\n" : "220 fake.invalid ESMTP\r\n");
  while (goes_on && (line = g_data_input_stream_read_line (in, NULL, self->cancellable, NULL)) != NULL)
    {
      g_autofree char *owned G_GNUC_UNUSED = line;
      goes_on = answer (self, in, out, line, recipients);
    }
}

static gpointer
serve (gpointer data)
{
  NxFakeSmtp *self = data;
  while (!g_cancellable_is_cancelled (self->cancellable))
    {
      g_autoptr (GSocketConnection) connection = g_socket_listener_accept (self->listener, NULL, self->cancellable, NULL);
      if (connection != NULL)
        {
          converse (self, connection);
          g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
        }
    }
  return NULL;
}

NxFakeSmtp *
nx_fake_smtp_start (void)
{
  NxFakeSmtp *self = g_new0 (NxFakeSmtp, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) got = NULL;
  self->listener = g_socket_listener_new ();
  self->cancellable = g_cancellable_new ();
  self->messages = g_ptr_array_new_with_free_func (g_free);
  self->recipients = g_ptr_array_new_with_free_func (g_free);
  pthread_mutex_init (&self->mutex, NULL);
  if (!g_socket_listener_add_address (self->listener, wanted, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, &got, NULL))
    g_error ("the fake mail server could not listen");
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (got));
  self->thread = g_thread_new ("fake-smtp", serve, self);
  return self;
}

void
nx_fake_smtp_stop (NxFakeSmtp *self)
{
  g_cancellable_cancel (self->cancellable);
  g_thread_join (self->thread);
  g_socket_listener_close (self->listener);
  g_object_unref (self->listener);
  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->messages);
  g_ptr_array_unref (self->recipients);
  pthread_mutex_destroy (&self->mutex);
  g_free (self);
}

guint
nx_fake_smtp_port (NxFakeSmtp *self)
{
  return self->port;
}

void
nx_fake_smtp_set_mode (NxFakeSmtp *self, NxFakeSmtpMode mode)
{
  pthread_mutex_lock (&self->mutex);
  self->mode = mode;
  pthread_mutex_unlock (&self->mutex);
}

guint
nx_fake_smtp_count (NxFakeSmtp *self)
{
  guint n;
  pthread_mutex_lock (&self->mutex);
  n = self->messages->len;
  pthread_mutex_unlock (&self->mutex);
  return n;
}

static char *
nth (NxFakeSmtp *self, GPtrArray *array, guint n)
{
  char *text;
  pthread_mutex_lock (&self->mutex);
  text = n < array->len ? g_strdup (g_ptr_array_index (array, n)) : NULL;
  pthread_mutex_unlock (&self->mutex);
  return text;
}

char *
nx_fake_smtp_message (NxFakeSmtp *self, guint n)
{
  return nth (self, self->messages, n);
}

char *
nx_fake_smtp_recipients (NxFakeSmtp *self, guint n)
{
  return nth (self, self->recipients, n);
}
