/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nx-jobs.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include "common/nx-json.h"
#include "common/nx-time.h"
#include "server/calendar/calendar.h"
#include "server/gateways/nx-message.h"
#include "server/http/nx-language.h"
#include "server/jobs/jobs-store.h"
#include "server/notices/nx-mail-content.h"
#include "server/receipts/receipts.h"

#define BATCH 20
/* Longer than one mail can take to leave: mails are claimed one at a time. */
#define CLAIM (2 * NX_TIME_MINUTE)
#define MAX_ATTEMPTS 12
#define LONGEST_PAUSE (6 * NX_TIME_HOUR)

/* A payload is ours, but may be large: it is read with the limits of an answer. */
static const NxJsonLimits *const limits = &nx_json_limits_answer;

/* The same at every attempt: a mail that left just before a crash and leaves again is one mail to its reader. */
static char *
message_id (NxApp *app, gint64 id, const char *dedupe)
{
  g_autoptr (GUri) uri = g_uri_parse (app->config->app_url, G_URI_FLAGS_NONE, NULL);
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, dedupe, -1);
  digest[24] = '\0';
  return g_strdup_printf ("%" G_GINT64_FORMAT ".%s@%s", id, digest, uri != NULL && g_uri_get_host (uri) != NULL ? g_uri_get_host (uri) : "localhost");
}

typedef struct
{
  gint64 id, created_at;
  const char *kind, *to_address, *to_name, *locale, *payload, *dedupe;
  guint attempts;
} Mail;

/*
 * (transfer full) (nullable): the receipt that a confirmed payment's mail carries, made now from what was written down then. A mail
 * without it is better than none: the family finds the receipt on its page as well.
 */
static GBytes *
make_receipt (NxApp *app, NxDb *db, const Mail *mail, JsonObject *payload, char **file_name)
{
  const char *number = NULL;
  g_autoptr (GError) error = NULL;
  GBytes *pdf;
  if (strcmp (mail->kind, "payment_confirmed") != 0 || !nx_json_get_string (payload, "receipt", &number))
    return NULL;
  pdf = nx_receipts_pdf_of_number (app, db, mail->locale, number, file_name, &error);
  if (pdf == NULL)
    g_warning ("mail %" G_GINT64_FORMAT ": receipt %s could not be made, the mail leaves without it: %s", mail->id, number, error->message);
  return pdf;
}

/* None where it is the office's own: that has the desktop's agenda. */
static void
make_invites (NxApp *app, NxMailer *mailer, const Mail *mail, JsonObject *payload, NxCalendarInvites *invites)
{
  if (mail->to_address != NULL)
    nx_calendar_invite (app->config, mail->kind, payload, mail->to_address, mail->to_name, nx_mailer_from (mailer), mail->created_at, invites);
}

static GBytes *
build_mail (NxApp *app, NxDb *db, NxMailer *mailer, const Mail *mail, const char *to, GError **error)
{
  g_autoptr (JsonNode) payload = nx_json_parse (mail->payload, -1, limits, error);
  g_autoptr (NxMailContent) content = NULL;
  g_autoptr (GBytes) receipt = NULL;
  g_autofree char *text = NULL, *html = NULL, *id = NULL, *file_name = NULL;
  g_auto (NxCalendarInvites) invites = { 0 };
  NxMessageCalendar calendars[G_N_ELEMENTS (invites.items)];
  NxAttachment attachment;
  NxMessage message;

  if (payload == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (payload))
    {
      g_set_error (error, NX_ERROR, NX_ERROR_INVALID, "the payload is no object");
      return NULL;
    }
  content = nx_mail_content_new (mail->kind, json_node_get_object (payload), app->config->app_url, error);
  if (content == NULL)
    return NULL;
  receipt = make_receipt (app, db, mail, json_node_get_object (payload), &file_name);
  if (receipt != NULL)
    nx_mail_add_paragraph (content, g_strdup (_ ("Your receipt is attached to this mail.")));
  text = nx_mail_content_text (content);
  html = nx_mail_content_html (content, app->templates, mail->locale, error);
  if (html == NULL)
    return NULL;
  id = message_id (app, mail->id, mail->dedupe);
  make_invites (app, mailer, mail, json_node_get_object (payload), &invites);
  for (guint i = 0; i < invites.n; i++)
    calendars[i] = (NxMessageCalendar){ invites.items[i].method, invites.items[i].text };
  attachment = (NxAttachment){ file_name, "application/pdf", receipt };
  message = (NxMessage){
    .from = nx_mailer_from (mailer), .to_address = to, .to_name = mail->to_name, .subject = nx_mail_content_subject (content),
    .text = text, .html = html, .message_id = id, .date = mail->created_at, .calendars = calendars,
    .n_calendars = invites.n,
    .attachments = &attachment, .n_attachments = receipt != NULL ? 1 : 0,
  };
  return nx_message_build (&message, error);
}

static gboolean
send_mail (NxApp *app, NxDb *db, NxMailer *mailer, const Mail *mail, gboolean *permanent, GError **error)
{
  const char *to = mail->to_address != NULL ? mail->to_address : app->config->office_email;
  g_autoptr (GBytes) message = NULL;
  locale_t before;

  *permanent = TRUE;
  if (to == NULL)
    {
      g_set_error (error, NX_ERROR, NX_ERROR_INVALID, "no address of the office is configured (OFFICE_EMAIL)");
      return FALSE;
    }
  before = nx_language_enter (mail->locale);
  message = build_mail (app, db, mailer, mail, to, error);
  nx_language_leave (before);
  return message != NULL && nx_mailer_send (mailer, to, message, permanent, error);
}

static gboolean
record_failure (NxDb *db, const Mail *mail, gboolean permanent, const GError *failure, gint64 now, NxOutboxCounts *counts, GError **error)
{
  gint64 pause = MIN (NX_TIME_MINUTE << MIN (mail->attempts - 1, 16), LONGEST_PAUSE);
  gboolean dead = permanent || mail->attempts >= MAX_ATTEMPTS;
  counts->failed++;
  counts->dead += dead;
  g_warning ("mail %" G_GINT64_FORMAT " (%s), attempt %u: %s%s", mail->id, mail->kind, mail->attempts, failure->message,
             dead ? "; given up" : "");
  return nx_jobs_store_mail_failed (db, mail->id, now + pause, dead ? now : NX_TIME_NONE, failure->message, error);
}

static gboolean
deliver_one (NxApp *app, NxDb *db, NxMailer *mailer, const Mail *mail, gint64 now, NxOutboxCounts *counts, GError **error)
{
  g_autoptr (GError) failure = NULL;
  gboolean permanent;
  if (!send_mail (app, db, mailer, mail, &permanent, &failure))
    return record_failure (db, mail, permanent, failure, now, counts, error);
  counts->sent++;
  return nx_jobs_store_mail_sent (db, mail->id, now, error);
}

/* @n: (out): 0 where no mail is due. */
static gboolean
deliver_next (NxApp *app, NxDb *db, NxMailer *mailer, gint64 now, guint *n, NxOutboxCounts *counts, GError **error)
{
  g_autoptr (NxRows) rows = nx_jobs_store_claim_mails (db, now, now + CLAIM, 1, error);
  if (rows == NULL)
    return FALSE;
  *n = nx_rows_count (rows);
  if (*n == 0)
    return TRUE;
  Mail mail = {
    .id = nx_rows_int (rows, 0, "id"), .created_at = nx_rows_time (rows, 0, "created_at"), .kind = nx_rows_text (rows, 0, "kind"),
    .to_address = nx_rows_text (rows, 0, "to_address"), .to_name = nx_rows_text (rows, 0, "to_name"),
    .locale = nx_rows_text (rows, 0, "locale"), .payload = nx_rows_text (rows, 0, "payload"),
    .dedupe = nx_rows_text (rows, 0, "dedupe"), .attempts = (guint) nx_rows_int (rows, 0, "attempts"),
  };
  return deliver_one (app, db, mailer, &mail, now, counts, error);
}

gboolean
nx_outbox_deliver (NxApp *app, NxDb *db, NxMailer *mailer, gint64 now, NxOutboxCounts *counts, GError **error)
{
  gint64 began = g_get_monotonic_time ();
  guint n = 1;
  *counts = (NxOutboxCounts){ 0 };
  /* A slow server makes a round long: each claim counts from its own moment. */
  for (guint i = 0; i < BATCH && n > 0; i++)
    if (!deliver_next (app, db, mailer, i == 0 ? now : now + g_get_monotonic_time () - began, &n, counts, error))
      return FALSE;
  return TRUE;
}
