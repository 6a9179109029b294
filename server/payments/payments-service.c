/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/payments/payments-service.h"

#include <glib/gi18n-lib.h>

#include "common/nx-json.h"
#include "common/nx-random.h"
#include "server/credits/credits.h"
#include "server/nx-audit.h"
#include "server/payments/payments-store.h"
#include "server/receipts/receipts.h"
#include "server/subscriptions/subscriptions.h"

/* A success that comes after a failure counts: the money is there. */
const NxPaymentTransition nx_payment_transitions[] = {
  { NX_PAYMENT_PENDING, NX_PAYMENT_EVENT_SETTLE, NX_PAYMENT_COMPLETED },
  { NX_PAYMENT_PENDING, NX_PAYMENT_EVENT_FAIL, NX_PAYMENT_FAILED },
  { NX_PAYMENT_FAILED, NX_PAYMENT_EVENT_SETTLE, NX_PAYMENT_COMPLETED },
  { NX_PAYMENT_FAILED, NX_PAYMENT_EVENT_RETRY, NX_PAYMENT_PENDING },
  { NX_PAYMENT_COMPLETED, NX_PAYMENT_EVENT_REFUND, NX_PAYMENT_REFUNDED },
};
const guint nx_payment_n_transitions = G_N_ELEMENTS (nx_payment_transitions);

gboolean
nx_payment_transition (NxPaymentStatus from, NxPaymentEvent event, NxPaymentStatus *to)
{
  for (guint i = 0; i < nx_payment_n_transitions; i++)
    if (nx_payment_transitions[i].from == from && nx_payment_transitions[i].event == event)
      {
        if (to != NULL)
          *to = nx_payment_transitions[i].to;
        return TRUE;
      }
  return FALSE;
}

/* Reading */

gpointer
nx_payments_refuse_unknown (GError **error)
{
  g_set_error_literal (error, NX_ERROR, NX_ERROR_NOT_FOUND, _("There is no such payment."));
  return NULL;
}

/* Why a payment was rejected is written for the family; what the office noted when it settled one is its own. */
static NxPayment *
as_seen_by (const NxActor *actor, NxPayment *payment)
{
  if (!nx_actor_is_office (actor) && payment->status != NX_PAYMENT_FAILED)
    g_clear_pointer (&payment->note, g_free);
  return payment;
}

NxPayment *
nx_payments_get (NxDb *db, const NxActor *actor, const char *payment_id, GError **error)
{
  const gboolean office = nx_actor_is_office (actor);
  g_autoptr (NxRows) rows = NULL;

  if (!nx_uuid_is_valid (payment_id) || (!office && actor->parent_id == NULL))
    return nx_payments_refuse_unknown (error);
  rows = nx_payments_store_get (db, payment_id, office ? NULL : actor->parent_id, error);
  if (rows == NULL)
    return NULL;
  return nx_rows_count (rows) == 1 ? as_seen_by (actor, nx_rows_record (rows, 0, NX_TYPE_PAYMENT)) : nx_payments_refuse_unknown (error);
}

static GPtrArray *
list_page (NxDb *db, const NxActor *actor, NxPaymentFilter *filter, guint limit, char **next, GError **error)
{
  g_autoptr (NxRows) rows = NULL;
  g_autoptr (GPtrArray) payments = NULL;

  *next = NULL;
  if (filter->cursor != NULL && !nx_uuid_is_valid (filter->cursor))
    filter->cursor = NULL;
  filter->limit = limit + 1;
  rows = nx_payments_store_list (db, filter, error);
  if (rows == NULL)
    return NULL;
  payments = nx_rows_records (rows, NX_TYPE_PAYMENT);
  for (guint i = 0; i < payments->len; i++)
    as_seen_by (actor, g_ptr_array_index (payments, i));
  if (payments->len > limit)
    {
      g_ptr_array_set_size (payments, (int) limit);
      *next = g_strdup (((NxPayment *) g_ptr_array_index (payments, limit - 1))->id);
    }
  return g_steal_pointer (&payments);
}

GPtrArray *
nx_payments_list (NxDb *db, const NxActor *actor, const char *student_id, int status, int method, guint limit, const char *cursor,
                  char **next, GError **error)
{
  const gboolean office = nx_actor_is_office (actor);
  NxPaymentFilter filter = { .parent_id = office ? NULL : actor->parent_id, .student_id = student_id, .cursor = cursor,
                             .status = status, .method = method };

  g_return_val_if_fail (office || actor->parent_id != NULL, NULL);
  return list_page (db, actor, &filter, limit, next, error);
}

GPtrArray *
nx_payments_list_attention (NxDb *db, const NxActor *actor, guint limit, const char *cursor, char **next, GError **error)
{
  NxPaymentFilter filter = { .cursor = cursor, .status = -1, .method = -1, .attention = TRUE };

  g_return_val_if_fail (nx_actor_is_office (actor), NULL);
  return list_page (db, actor, &filter, limit, next, error);
}

GPtrArray *
nx_payments_of (NxDb *db, const NxActor *actor, const char *student_id, GError **error)
{
  const NxPaymentFilter filter = { .student_id = student_id, .status = -1, .method = -1, .limit = 200 };
  g_autoptr (NxRows) rows = nx_payments_store_list (db, &filter, error);

  return rows == NULL ? NULL : nx_rows_records (rows, NX_TYPE_PAYMENT);
}

/* Changing */

gboolean
nx_payments_note (NxDb *db, const NxActor *actor, const char *payment_id, const char *kind, const char *detail, GError **error)
{
  g_autofree char *id = nx_uuid_new (actor->now);

  return nx_payments_store_event (db, id, payment_id, kind, actor, detail, error);
}

NxPayment *
nx_payments_create (NxDb *db, const NxActor *actor, const NxNewPayment *payment, GError **error)
{
  g_autofree char *id = nx_uuid_new (actor->now);
  g_autoptr (NxRows) rows = NULL;

  if (!nx_payments_store_insert (db, id, payment, actor->user_id, actor->now, error)
      || !nx_payments_note (db, actor, id, "created", NULL, error)
      || !nx_audit (db, actor, "payment.created", "payment", id, NULL, NULL, error))
    return NULL;
  rows = nx_payments_store_get (db, id, NULL, error);
  if (rows == NULL)
    return NULL;
  return nx_rows_count (rows) == 1 ? nx_rows_record (rows, 0, NX_TYPE_PAYMENT) : nx_payments_refuse_unknown (error);
}

gboolean
nx_payments_give_up (NxDb *db, const NxActor *actor, const char *subscription_id, GError **error)
{
  g_autoptr (NxRows) rows = nx_payments_store_give_up (db, subscription_id, error);

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < nx_rows_count (rows); i++)
    if (!nx_payments_note (db, actor, nx_rows_text (rows, i, "id"), "given_up", NULL, error))
      return FALSE;
  return TRUE;
}

/* A pack's credits, valid as long as the pack says. */
static gboolean
grant_pack (NxDb *db, const NxActor *actor, NxRows *payment, NxRows *item, GError **error)
{
  GTimeZone *zone = nx_time_zone (NX_TIME_CENTRE_ZONE);
  const gint32 today = nx_time_date_in_zone (actor->now, zone);
  NxGrant grant = { .type = NX_TRANSACTION_PURCHASE, .quarters = (gint32) nx_rows_int (payment, 0, "credits"),
                    .payment_id = nx_rows_text (payment, 0, "id"), .period = NX_DATE_NONE };

  if (grant.quarters == 0)
    return TRUE;
  /* Midnight exists on every day of the centre's zone. */
  if (!nx_time_from_local (nx_date_add_months (today, (int) nx_rows_int (item, 0, "validity_months")), 0, zone,
                           &grant.expires_at))
    g_return_val_if_reached (FALSE);
  return nx_credits_grant (db, actor, nx_rows_text (payment, 0, "student_id"), &grant, NULL, error);
}

static gboolean
mail_receipt (NxDb *db, const NxActor *actor, NxRows *payment, NxRows *item, NxMoney received, int year, int number,
              GError **error)
{
  g_autoptr (NxJsonWriter) writer = nx_json_writer_new ();
  g_autofree char *receipt = g_strdup_printf ("%d-%06d", year, number);
  g_autofree char *dedupe = g_strconcat ("paid:", nx_rows_text (payment, 0, "id"), NULL);

  nx_json_begin_object (writer, NULL);
  nx_json_add_string (writer, "name", nx_rows_text (payment, 0, "parent_name"));
  nx_json_add_string (writer, "studentName", nx_rows_text (payment, 0, "student_name"));
  nx_json_add_string (writer, "item", nx_rows_text (item, 0, "title"));
  nx_json_add_money (writer, "amount", received);
  nx_json_add_string (writer, "receipt", receipt);
  return nx_payments_mail_parent (db, actor, payment, "payment_confirmed", dedupe, writer, error);
}

/* What a mail to the office says of a payment. */
static char *
describe (const NxPayment *payment, NxPaymentAttention attention)
{
  g_autoptr (NxJsonWriter) writer = nx_json_writer_new ();

  nx_json_begin_object (writer, NULL);
  nx_json_add_string (writer, "studentName", payment->studentName);
  nx_json_add_string (writer, "parentName", payment->parentName);
  nx_json_add_string (writer, "item", payment->title);
  nx_json_add_money (writer, "amount", payment->amount);
  nx_json_add_string (writer, "attention", nx_enum_slug (&nx_payment_attention_enum, attention));
  nx_json_end_object (writer);
  return nx_json_writer_end (writer, NULL);
}

gboolean
nx_payments_call_attention (NxDb *db, const NxActor *actor, const char *payment_id, NxPaymentAttention attention, GError **error)
{
  const char *slug = nx_enum_slug (&nx_payment_attention_enum, attention);
  g_autofree char *dedupe = g_strconcat ("attention:", payment_id, ":", slug, NULL), *payload = NULL;
  g_autoptr (NxRows) rows = NULL;
  g_autoptr (NxPayment) payment = NULL;

  if (!nx_payments_store_set_attention (db, payment_id, slug, error))
    return FALSE;
  rows = nx_payments_store_get (db, payment_id, NULL, error);
  if (rows == NULL)
    return FALSE;
  payment = nx_rows_record (rows, 0, NX_TYPE_PAYMENT);
  payload = describe (payment, attention);
  return nx_audit (db, actor, "payment.attention", "payment", payment_id, NULL, payload, error)
         && nx_outbox_add (db, actor,
                           &(NxMail){ .kind = "payment_attention", .dedupe = dedupe, .locale = "fr", .payload = payload,
                                      .not_before = NX_TIME_NONE },
                           error);
}

static gboolean
start_plan (NxDb *db, gpointer data, GError **error)
{
  const NxActor *actor = ((gpointer *) data)[0];

  return nx_subscriptions_paid (db, actor, ((gpointer *) data)[1], error);
}

/* Money that came is never refused: where its plan cannot start any more, the office decides what becomes of it. */
static gboolean
give_effect (NxDb *db, const NxActor *actor, NxRows *payment, NxRows *item, GError **error)
{
  const char *id = nx_rows_text (payment, 0, "id");
  gpointer data[] = { (gpointer) actor, (gpointer) id };
  g_autoptr (GError) local = NULL;

  if (nx_enum_value (&nx_payment_type_enum, nx_rows_text (payment, 0, "type")) != NX_PAYMENT_TYPE_SUBSCRIPTION)
    return grant_pack (db, actor, payment, item, error);
  if (nx_db_savepoint (db, start_plan, data, &local))
    return TRUE;
  if (g_error_matches (local, NX_ERROR, NX_ERROR_CONFLICT))
    return nx_payments_note (db, actor, id, "plan_replaced", NULL, error)
           && nx_payments_call_attention (db, actor, id, NX_PAYMENT_ATTENTION_PLAN_REPLACED, error);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* (transfer full): the locked payment, NULL where it cannot be settled (any more). */
static NxRows *
lock_unsettled (NxDb *db, const char *payment_id, GError **error)
{
  g_autoptr (NxRows) payment = nx_payments_store_lock (db, payment_id, error);

  if (payment == NULL)
    return NULL;
  if (nx_rows_count (payment) == 0)
    {
      nx_payments_refuse_unknown (error);
      return NULL;
    }
  if (!nx_payment_transition (nx_enum_value (&nx_payment_status_enum, nx_rows_text (payment, 0, "status")),
                              NX_PAYMENT_EVENT_SETTLE, NULL))
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_ALREADY_SETTLED, _("This payment is settled already."));
      return NULL;
    }
  return g_steal_pointer (&payment);
}

static gboolean
announce (NxDb *db, const NxActor *actor, NxRows *payment, GError **error)
{
  const char *id = nx_rows_text (payment, 0, "id");
  const char *before = g_str_equal (nx_rows_text (payment, 0, "status"), "FAILED") ? "{\"status\": \"FAILED\"}"
                                                                                   : "{\"status\": \"PENDING\"}";

  return nx_audit (db, actor, "payment.settled", "payment", id, before, "{\"status\": \"COMPLETED\"}", error)
         && nx_live_publish (db, actor, "payment.settled", id, NULL, nx_rows_text (payment, 0, "student_id"), error);
}

gboolean
nx_payments_settle_on (NxDb *db, const NxActor *actor, const char *payment_id, NxMoney received, gint32 received_on, const char *note,
                       NxPayment **settled, GError **error)
{
  const gint32 today = nx_time_date_in_zone (actor->now, nx_time_zone (NX_TIME_CENTRE_ZONE));
  g_autofree char *receipt_id = nx_uuid_new (actor->now);
  g_autoptr (NxRows) payment = NULL, item = NULL, after = NULL;
  int year = 0, month = 0, day = 0, number = 0;

  g_return_val_if_fail (nx_db_in_transaction (db), FALSE);

  nx_date_to_ymd (today, &year, &month, &day);
  payment = lock_unsettled (db, payment_id, error);
  if (payment == NULL)
    return FALSE;
  item = nx_payments_store_item (db, nx_enum_value (&nx_payment_type_enum, nx_rows_text (payment, 0, "type")),
                                 nx_rows_text (payment, 0, "item_key"), error);
  if (item == NULL
      || !nx_payments_store_settle (db, payment_id, received, received_on, actor->user_id, actor->request_id, note, actor->now, error)
      || !give_effect (db, actor, payment, item, error)
      /* Last, since the counter's row is locked for all until the end. */
      || !nx_payments_store_receipt (db, receipt_id, payment_id, year, actor->now, &number, error)
      || !nx_receipts_issue (db, actor, receipt_id, error)
      || !nx_payments_note (db, actor, payment_id, "settled", NULL, error)
      || !mail_receipt (db, actor, payment, item, received, year, number, error) || !announce (db, actor, payment, error))
    return FALSE;
  if (settled == NULL)
    return TRUE;
  after = nx_payments_store_get (db, payment_id, NULL, error);
  if (after == NULL)
    return FALSE;
  *settled = nx_rows_record (after, 0, NX_TYPE_PAYMENT);
  return TRUE;
}

gboolean
nx_payments_settle (NxDb *db, const NxActor *actor, const char *payment_id, NxMoney received, const char *note, NxPayment **settled,
                    GError **error)
{
  return nx_payments_settle_on (db, actor, payment_id, received,
                                nx_time_date_in_zone (actor->now, nx_time_zone (NX_TIME_CENTRE_ZONE)), note, settled, error);
}

GHashTable *
nx_payments_by_ids (NxDb *db, const char *ids, GError **error)
{
  g_autoptr (NxRows) rows = nx_payments_store_several (db, ids, error);
  GHashTable *payments;

  if (rows == NULL)
    return NULL;
  payments = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
  for (guint i = 0; i < nx_rows_count (rows); i++)
    {
      NxPayment *payment = nx_rows_record (rows, i, NX_TYPE_PAYMENT);

      g_hash_table_insert (payments, payment->id, payment);
    }
  return payments;
}

char *
nx_payments_describe_note (const char *note)
{
  g_autoptr (NxJsonWriter) writer = nx_json_writer_new ();

  nx_json_begin_object (writer, NULL);
  nx_json_add_string (writer, "note", note);
  nx_json_end_object (writer);
  return nx_json_writer_end (writer, NULL);
}

gboolean
nx_payments_mail_parent (NxDb *db, const NxActor *actor, NxRows *locked, const char *kind, const char *dedupe, NxJsonWriter *payload,
                         GError **error)
{
  g_autofree char *text = NULL;

  nx_json_end_object (payload);
  text = nx_json_writer_end (payload, NULL);
  return nx_outbox_add (db, actor,
                        &(NxMail){ .kind = kind,
                                   .dedupe = dedupe,
                                   .to_address = nx_rows_text (locked, 0, "parent_email"),
                                   .to_name = nx_rows_text (locked, 0, "parent_name"),
                                   .locale = nx_rows_text (locked, 0, "parent_locale"),
                                   .payload = text,
                                   .not_before = NX_TIME_NONE },
                        error);
}
