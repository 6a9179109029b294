/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/payments/payments-refresh.h"

#include <glib/gi18n-lib.h>

#include "common/nx-json.h"
#include "common/nx-random.h"
#include "server/gateways/nx-konnect.h"
#include "server/nx-audit.h"
#include "server/payments/konnect-store.h"
#include "server/payments/payments-service.h"
#include "server/payments/payments-store.h"

/*
 * What became of a link: asked without a transaction, judged and kept in one. Notices, the page that a family returns to, the office
 * and the job all come here: whichever comes first settles, the others find it done.
 */

#define MINUTE_CLAIM (2 * NX_TIME_MINUTE)
#define ADOPTABLE (48 * NX_TIME_HOUR)

/* Questions and kept calls, in a window: more are let pass without being kept. */
#define READS_OF_LINK 20
#define READS_WINDOW 30
#define NOTICES_OF_LINK 30
#define NOTICES_WINDOW 3600
#define STRANGERS 200
#define STRANGERS_OF_ONE 30
#define STRANGERS_WINDOW 3600
#define ADOPTIONS 20
#define ADOPTIONS_WINDOW 60

/* What Konnect's word means for a payment. */
typedef enum { WAITING, PAID, DEAD, WRONG } Verdict;

typedef struct
{
  NxApp *app;
  const NxActor *actor;
  const char *link_id, *payment_id;
  const NxKonnectState *said;
} Reading;

/* How long until it is asked again: what is old is asked about less and less. */
static gint64
next_check (gint64 asked_at, gint64 now)
{
  const gint64 age = now - asked_at;

  if (age < NX_TIME_HOUR)
    return now + 10 * NX_TIME_MINUTE;
  if (age < 48 * NX_TIME_HOUR)
    return now + NX_TIME_HOUR;
  return age < 30 * NX_TIME_DAY ? now + NX_TIME_DAY : NX_TIME_NONE;
}

static gboolean
is_dead (const char *status)
{
  static const char *const words[] = { "failed", "failure", "canceled", "cancelled", "expired", "rejected", "refused", "declined", NULL };

  return g_strv_contains (words, status);
}

/* The first thing that is not as it was asked for; NULL where all is. What Konnect does not say is not as it should be either. */
static const char *
find_difference (const NxKonnectState *said, NxRows *payment, const char *wallet)
{
  g_autofree char *amount = g_strdup_printf ("%" G_GINT64_FORMAT " %s", said->amount, said->currency != NULL ? said->currency : "");

  if (g_strcmp0 (said->order_id, nx_rows_text (payment, 0, "id")) != 0)
    return "order";
  if (g_strcmp0 (said->currency, "TND") != 0)
    return "currency";
  if (!g_str_equal (amount, nx_rows_text (payment, 0, "amount")) || (said->reached >= 0 && said->reached < said->amount))
    return "amount";
  if (said->wallet != NULL && g_strcmp0 (said->wallet, wallet) != 0)
    return "wallet";
  return NULL;
}

static Verdict
judge (const NxKonnectState *said, NxRows *payment, const char *wallet, const char **difference)
{
  *difference = NULL;
  if (is_dead (said->status))
    return DEAD;
  if (!g_str_equal (said->status, "completed"))
    return WAITING;
  *difference = find_difference (said, payment, wallet);
  return *difference != NULL ? WRONG : PAID;
}

static char *
detail_of (const NxKonnectState *said, const char *reference, const char *difference)
{
  g_autoptr (NxJsonWriter) writer = nx_json_writer_new ();

  nx_json_begin_object (writer, NULL);
  nx_json_add_string (writer, "ref", reference);
  nx_json_add_string (writer, "status", said->status);
  nx_json_add_int (writer, "amount", said->amount);
  nx_json_add_string (writer, "currency", said->currency);
  nx_json_add_string (writer, "order", said->order_id);
  if (said->reached >= 0)
    nx_json_add_int (writer, "reached", said->reached);
  if (said->wallet != NULL)
    nx_json_add_string (writer, "wallet", said->wallet);
  if (difference != NULL)
    nx_json_add_string (writer, "difference", difference);
  nx_json_end_object (writer);
  return nx_json_writer_end (writer, NULL);
}

/* --- what follows from it, the payment and the link being locked --- */

static gboolean
settle (NxDb *db, const Reading *reading, NxRows *payment, NxRows *link, const char *detail, GError **error)
{
  const NxActor *actor = reading->actor;
  const char *id = nx_rows_text (payment, 0, "id"), *reference = nx_rows_text (link, 0, "provider_ref");
  const NxPaymentStatus status = (NxPaymentStatus) nx_enum_value (&nx_payment_status_enum, nx_rows_text (payment, 0, "status"));
  const NxMoney received = NX_MONEY_TND (reading->said->amount);
  NxActor konnect = *actor;

  if (!nx_payments_note (db, actor, id, "konnect_completed", detail, error))
    return FALSE;
  /* Paid already, by another link, a transfer or at the desk: this money has to go back, which is the office's to do. */
  if (!nx_payment_transition (status, NX_PAYMENT_EVENT_SETTLE, NULL))
    return nx_payments_note (db, actor, id, "paid_twice", detail, error)
           && nx_payments_call_attention (db, actor, id, NX_PAYMENT_ATTENTION_PAID_TWICE, error);
  /* Whoever asked: the word is Konnect's. */
  konnect.user_id = konnect.first_name = konnect.last_name = NULL;
  konnect.role = -1;
  return nx_konnect_store_paid_by (db, id, reference, error) && nx_payments_settle (db, &konnect, id, received, NULL, NULL, error);
}

static gboolean
fail (NxDb *db, const Reading *reading, NxRows *payment, const char *detail, GError **error)
{
  const char *id = nx_rows_text (payment, 0, "id");
  gboolean other = FALSE;

  if (!nx_payments_note (db, reading->actor, id, "konnect_failed", detail, error)
      || !nx_konnect_store_has_other (db, id, reading->link_id, &other, error))
    return FALSE;
  if (other || !g_str_equal (nx_rows_text (payment, 0, "status"), "PENDING") || !g_str_equal (nx_rows_text (payment, 0, "method"), "konnect"))
    return TRUE;
  return nx_payments_store_fail (db, id, error)
         && nx_audit (db, reading->actor, "payment.failed", "payment", id, "{\"status\": \"PENDING\"}", "{\"status\": \"FAILED\"}", error);
}

static gboolean
draw_consequences (NxDb *db, const Reading *reading, NxRows *payment, NxRows *link, Verdict verdict, const char *detail, GError **error)
{
  const char *id = nx_rows_text (payment, 0, "id");

  switch (verdict)
    {
    case PAID:
      return settle (db, reading, payment, link, detail, error);
    case DEAD:
      return fail (db, reading, payment, detail, error);
    case WRONG:
      return nx_payments_note (db, reading->actor, id, "konnect_mismatch", detail, error)
             && nx_payments_call_attention (db, reading->actor, id, NX_PAYMENT_ATTENTION_MISMATCH, error);
    default:
      return nx_payments_note (db, reading->actor, id, "konnect_waiting", detail, error);
    }
}

static gboolean
apply (NxDb *db, gpointer data, GError **error)
{
  static const char *const states[] = { [WAITING] = "OPEN", [PAID] = "COMPLETED", [DEAD] = "FAILED", [WRONG] = "MISMATCH" };
  const Reading *reading = data;
  const gint64 now = reading->actor->now;
  g_autoptr (NxRows) payment = nx_payments_store_lock (db, reading->payment_id, error);
  g_autoptr (NxRows) link = payment != NULL ? nx_konnect_store_lock (db, reading->link_id, error) : NULL;
  g_autofree char *detail = NULL;
  const char *difference;
  Verdict verdict;
  gint64 next;

  if (link == NULL)
    return FALSE;
  if (nx_rows_count (payment) == 0 || nx_rows_count (link) == 0)
    return nx_payments_refuse_unknown (error) != NULL;
  /* Its money came: nothing more can happen to it. */
  if (g_str_equal (nx_rows_text (link, 0, "state"), "COMPLETED"))
    return TRUE;
  verdict = judge (reading->said, payment, reading->app->config->konnect_wallet_id, &difference);
  detail = detail_of (reading->said, nx_rows_text (link, 0, "provider_ref"), difference);
  next = verdict == PAID ? NX_TIME_NONE : next_check (nx_rows_time (link, 0, "asked_at"), now);
  if (g_strcmp0 (detail, nx_rows_text (link, 0, "said")) != 0
      && !draw_consequences (db, reading, payment, link, verdict, detail, error))
    return FALSE;
  return nx_konnect_store_read (db, reading->link_id, states[verdict], detail, now, next, error);
}

/* --- asking --- */

/* TRUE with @limited where there were too many; FALSE where the database failed. */
static gboolean
count (NxDb *db, const char *bucket, guint limit, guint window, gint64 now, gboolean *limited, GError **error)
{
  g_autoptr (GError) local = NULL;

  *limited = !nx_rate_limit (db, bucket, limit, window, now, &local);
  if (!*limited || g_error_matches (local, NX_ERROR, NX_ERROR_RATE_LIMITED))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* Konnect says that it does not know a link that it gave us: nothing came by it, and it is asked again later. */
static gboolean
keep_unknown (NxDb *db, gpointer data, GError **error)
{
  const Reading *reading = data;
  g_autoptr (NxRows) link = nx_konnect_store_lock (db, reading->link_id, error);

  if (link == NULL)
    return FALSE;
  if (nx_rows_count (link) == 0 || g_str_equal (nx_rows_text (link, 0, "state"), "COMPLETED"))
    return TRUE;
  if (g_strcmp0 (nx_rows_text (link, 0, "said"), "unknown") != 0
      && !nx_payments_note (db, reading->actor, reading->payment_id, "konnect_unknown", NULL, error))
    return FALSE;
  return nx_konnect_store_read (db, reading->link_id, nx_rows_text (link, 0, "state"), "unknown", reading->actor->now,
                                next_check (nx_rows_time (link, 0, "asked_at"), reading->actor->now), error);
}

/* One link of row @row. Upstream failures are told apart by their code. */
static gboolean
ask_about (NxApp *app, NxDb *db, const NxActor *actor, NxRows *links, guint row, GError **error)
{
  const char *reference = nx_rows_text (links, row, "provider_ref");
  g_auto (NxKonnectState) said = { NULL };
  g_autofree char *bucket = g_strconcat ("konnect:read:", reference, NULL);
  g_autoptr (GError) local = NULL;
  Reading reading = { .app = app, .actor = actor, .link_id = nx_rows_text (links, row, "id"),
                      .payment_id = nx_rows_text (links, row, "payment_id"), .said = &said };
  gboolean limited;

  if (!count (db, bucket, READS_OF_LINK, READS_WINDOW, actor->now, &limited, error))
    return FALSE;
  if (limited)
    return TRUE;
  if (nx_konnect_read (app->config, app->konnect, reference, &said, &local))
    return nx_db_transaction (db, apply, &reading, error);
  if (g_error_matches (local, NX_ERROR, NX_ERROR_NOT_FOUND))
    return nx_db_transaction (db, keep_unknown, &reading, error);
  if (!nx_konnect_store_hasten (db, reading.link_id, actor->now + NX_TIME_MINUTE, error))
    return FALSE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
ask_about_all (NxApp *app, NxDb *db, const NxActor *actor, const char *payment_id, GError **error)
{
  g_autoptr (NxRows) links = nx_konnect_store_watched (db, payment_id, error);

  if (links == NULL)
    return FALSE;
  for (guint i = 0; i < nx_rows_count (links); i++)
    if (!ask_about (app, db, actor, links, i, error))
      return FALSE;
  return TRUE;
}

gboolean
nx_payments_refresh (NxApp *app, NxDb *db, const NxActor *actor, const char *payment_id, NxPayment **payment, GError **error)
{
  g_autoptr (GError) asked = NULL;

  g_return_val_if_fail (!nx_db_in_transaction (db), FALSE);

  *payment = nx_payments_get (db, actor, payment_id, error);
  if (*payment == NULL)
    return FALSE;
  if (!nx_payment_transition ((*payment)->status, NX_PAYMENT_EVENT_SETTLE, NULL) || !nx_konnect_is_offered (app->config))
    return TRUE;
  if (!ask_about_all (app, db, actor, payment_id, &asked) && !g_error_matches (asked, NX_ERROR, NX_ERROR_UPSTREAM_FAILED))
    {
      g_clear_object (payment);
      g_propagate_error (error, g_steal_pointer (&asked));
      return FALSE;
    }
  g_clear_object (payment);
  *payment = nx_payments_get (db, actor, payment_id, error);
  if (*payment == NULL || asked == NULL)
    return *payment != NULL;
  g_propagate_error (error, g_steal_pointer (&asked));
  return FALSE;
}

gboolean
nx_payments_poll_pending (NxApp *app, NxDb *db, gint64 now, guint limit, GError **error)
{
  const NxActor nobody = { .role = -1, .zone = NX_TIME_CENTRE_ZONE, .locale = "fr", .request_id = "jobs", .now = now };
  g_autoptr (NxRows) links = NULL;

  g_return_val_if_fail (!nx_db_in_transaction (db), FALSE);

  if (!nx_konnect_is_offered (app->config))
    return TRUE;
  links = nx_konnect_store_claim (db, now, now + MINUTE_CLAIM, limit, error);
  if (links == NULL)
    return FALSE;
  for (guint i = 0; i < nx_rows_count (links); i++)
    {
      g_autoptr (GError) local = NULL;

      if (ask_about (app, db, &nobody, links, i, &local))
        continue;
      /* The others are claimed for two minutes and come back then. */
      if (g_error_matches (local, NX_ERROR, NX_ERROR_UPSTREAM_FAILED))
        return TRUE;
      if (g_error_matches (local, NX_ERROR, NX_ERROR_UNAVAILABLE))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      g_warning ("payment %s: what Konnect says could not be kept: %s", nx_rows_text (links, i, "payment_id"), local->message);
    }
  return TRUE;
}

/* --- notices --- */

typedef struct
{
  const NxActor *actor;
  const char *payment_id, *kind, *detail;
} Note;

static gboolean
keep_note (NxDb *db, gpointer data, GError **error)
{
  const Note *note = data;

  return nx_payments_note (db, note->actor, note->payment_id, note->kind, note->detail, error);
}

static char *
detail_of_notice (const NxActor *actor, const char *reference, gboolean signed_by_us)
{
  g_autoptr (NxJsonWriter) writer = nx_json_writer_new ();

  nx_json_begin_object (writer, NULL);
  if (reference != NULL)
    nx_json_add_string (writer, "ref", reference);
  nx_json_add_bool (writer, "signed", signed_by_us);
  if (actor->remote != NULL)
    nx_json_add_string (writer, "from", actor->remote);
  nx_json_end_object (writer);
  return nx_json_writer_end (writer, NULL);
}

/* A call about nothing of ours: kept, as far as there are not too many. */
static gboolean
keep_stranger (NxDb *db, const NxActor *actor, const char *kind, const char *reference, gboolean signed_by_us, GError **error)
{
  g_autofree char *detail = detail_of_notice (actor, reference, signed_by_us);
  g_autofree char *bucket = g_strconcat ("konnect:stranger:", actor->remote != NULL ? actor->remote : "unknown", NULL);
  Note note = { actor, NULL, kind, detail };
  gboolean limited;

  if (!count (db, bucket, STRANGERS_OF_ONE, STRANGERS_WINDOW, actor->now, &limited, error))
    return FALSE;
  if (!limited && !count (db, "konnect:strangers", STRANGERS, STRANGERS_WINDOW, actor->now, &limited, error))
    return FALSE;
  return limited || nx_db_transaction (db, keep_note, &note, error);
}

gboolean
nx_payments_note_forgery (NxDb *db, const NxActor *actor, GError **error)
{
  return keep_stranger (db, actor, "notice_forged", NULL, FALSE, error);
}

typedef struct
{
  const NxActor *actor;
  const char *payment_id, *reference;
  gboolean adopted;
} Adoption;

static gboolean
adopt (NxDb *db, gpointer data, GError **error)
{
  Adoption *adoption = data;
  const gint64 now = adoption->actor->now;
  g_autoptr (NxRows) payment = nx_payments_store_lock (db, adoption->payment_id, error);
  g_autoptr (NxRows) link = NULL;

  adoption->adopted = FALSE;
  if (payment == NULL)
    return FALSE;
  if (nx_rows_count (payment) == 0)
    return TRUE;
  link = nx_konnect_store_unanswered (db, adoption->payment_id, now - ADOPTABLE, error);
  if (link == NULL)
    return FALSE;
  if (nx_rows_count (link) == 0)
    return TRUE;
  adoption->adopted = TRUE;
  return nx_konnect_store_open (db, nx_rows_text (link, 0, "id"), adoption->reference, NULL, now, error)
         && nx_payments_note (db, adoption->actor, adoption->payment_id, "link_found", NULL, error);
}

/*
 * A reference that we never saw may be that of a link whose answer was lost: Konnect knows for which order it is. Asked only where
 * there is such a link, and not often.
 */
static gboolean
try_to_adopt (NxApp *app, NxDb *db, const NxActor *actor, const char *reference, gboolean *adopted, GError **error)
{
  g_auto (NxKonnectState) said = { NULL };
  Adoption adoption = { .actor = actor, .reference = reference };
  gboolean any = FALSE, limited = FALSE;

  *adopted = FALSE;
  if (!nx_konnect_store_has_unanswered (db, actor->now - ADOPTABLE, &any, error))
    return FALSE;
  if (!any || !nx_konnect_is_offered (app->config))
    return TRUE;
  if (!count (db, "konnect:adopt", ADOPTIONS, ADOPTIONS_WINDOW, actor->now, &limited, error))
    return FALSE;
  if (limited || !nx_konnect_read (app->config, app->konnect, reference, &said, NULL) || said.order_id == NULL || !nx_uuid_is_valid (said.order_id))
    return TRUE;
  adoption.payment_id = said.order_id;
  if (!nx_db_transaction (db, adopt, &adoption, error))
    return FALSE;
  *adopted = adoption.adopted;
  return TRUE;
}

static gboolean
keep_notice (NxDb *db, const NxActor *actor, NxRows *links, const char *reference, gboolean signed_by_us, GError **error)
{
  g_autofree char *detail = detail_of_notice (actor, reference, signed_by_us);
  g_autofree char *bucket = g_strconcat ("konnect:notice:", reference, NULL);
  Note note = { actor, nx_rows_text (links, 0, "payment_id"), "notice", detail };
  gboolean limited;

  if (!count (db, bucket, NOTICES_OF_LINK, NOTICES_WINDOW, actor->now, &limited, error))
    return FALSE;
  return limited || nx_db_transaction (db, keep_note, &note, error);
}

gboolean
nx_payments_take_notice (NxApp *app, NxDb *db, const NxActor *actor, const char *reference, gboolean signed_by_us, GError **error)
{
  g_autoptr (NxRows) links = NULL;
  g_autoptr (GError) asked = NULL;
  gboolean adopted = FALSE;

  if (!nx_konnect_reference_is_valid (reference))
    return keep_stranger (db, actor, "notice_unknown", NULL, signed_by_us, error);
  links = nx_konnect_store_find (db, reference, error);
  if (links == NULL)
    return FALSE;
  if (nx_rows_count (links) == 0)
    {
      if (!try_to_adopt (app, db, actor, reference, &adopted, error))
        return FALSE;
      if (!adopted)
        return keep_stranger (db, actor, "notice_unknown", reference, signed_by_us, error);
      nx_rows_free (links);
      links = nx_konnect_store_find (db, reference, error);
      if (links == NULL)
        return FALSE;
    }
  if (!keep_notice (db, actor, links, reference, signed_by_us, error))
    return FALSE;
  if (g_str_equal (nx_rows_text (links, 0, "state"), "COMPLETED") || !nx_konnect_is_offered (app->config)
      || ask_about (app, db, actor, links, 0, &asked) || g_error_matches (asked, NX_ERROR, NX_ERROR_UPSTREAM_FAILED))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&asked));
  return FALSE;
}
