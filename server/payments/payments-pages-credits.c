/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/payments/payments-pages.h"

#include <string.h>

#include "common/nx-format.h"
#include "common/nx-i18n.h"
#include "server/credits/credits.h"
#include "server/families/families.h"
#include "server/html/nx-page-money.h"
#include "server/html/nx-page-session.h"
#include "server/html/nx-page.h"
#include "server/payments/payments.h"

/* What is left, until when, and where each credit came from and went. Money is the parent's alone to see. */

/* A family hears of credits that end within this time without looking for them. */
#define SOON_DAYS 30
/* Movements that are followed; older ones are the office's to look up. */
#define MAX_MOVEMENTS 400

typedef struct
{
  NxStudent *student;
  NxCreditAccount *account;
  GHashTable *payments; /* id → NxPayment; empty for a pupil */
} Page;

static void
page_clear (Page *self)
{
  g_clear_object (&self->student);
  g_clear_pointer (&self->account, nx_credit_account_free);
  g_clear_pointer (&self->payments, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Page, page_clear)

static gboolean
load_payments (Page *self, NxDb *db, const NxActor *actor, GError **error)
{
  g_autoptr (GPtrArray) payments = NULL;

  self->payments = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
  if (actor->role != NX_ROLE_PARENT)
    return TRUE;
  payments = nx_payments_of (db, actor, self->student->id, error);
  for (guint i = 0; payments != NULL && i < payments->len; i++)
    {
      NxPayment *payment = g_object_ref (g_ptr_array_index (payments, i));

      g_hash_table_insert (self->payments, payment->id, payment);
    }
  return payments != NULL;
}

static gboolean
page_load (Page *self, NxDb *db, const NxActor *actor, const char *student_id, GError **error)
{
  *self = (Page){ .student = nx_families_student (db, actor, student_id, error) };
  self->account = self->student != NULL ? nx_credits_account_page (db, actor, student_id, MAX_MOVEMENTS, NULL, error) : NULL;
  return self->account != NULL && load_payments (self, db, actor, error);
}

static gboolean
is_open (const NxLot *lot, const NxActor *actor)
{
  return lot->remaining > 0 && lot->expiresAt > actor->now;
}

static gboolean
is_soon (const NxLot *lot, const NxActor *actor)
{
  return is_open (lot, actor) && lot->expiresAt - actor->now <= SOON_DAYS * NX_TIME_DAY;
}

/* --- in words --- */

/* What ends soon, all lots of a day together with the first. (transfer full) (nullable) */
static char *
warning_text (const Page *page, const NxActor *actor)
{
  gint64 first = NX_TIME_NONE;
  gint32 quarters = 0;
  g_autofree char *credits = NULL, *day = NULL;

  for (guint i = 0; i < page->account->lots->len; i++)
    {
      const NxLot *lot = g_ptr_array_index (page->account->lots, i);

      if (!is_soon (lot, actor))
        continue;
      if (first == NX_TIME_NONE)
        first = lot->expiresAt;
      quarters += lot->remaining;
    }
  if (first == NX_TIME_NONE)
    return NULL;
  credits = nx_credits_format_noun (quarters);
  day = nx_page_date (first, actor);
  return g_strdup_printf (_ ("%1$s will end soon, the first on %2$s. A session that is booked before keeps them from being lost."),
                          credits, day);
}

/* (transfer full): "Hybride", "8 credits", "A gesture of the office". */
static char *
lot_title (const Page *page, const NxLot *lot)
{
  const NxPayment *payment = lot->paymentId != NULL ? g_hash_table_lookup (page->payments, lot->paymentId) : NULL;

  if (payment != NULL && lot->type == NX_TRANSACTION_MONTHLY_ALLOCATION)
    {
      g_autofree char *plan = nx_page_payment_title (payment);

      return g_strdup_printf (_ ("Plan %s"), plan);
    }
  if (payment != NULL && payment->type == NX_PAYMENT_TYPE_SPECIAL_PACK)
    return nx_page_payment_title (payment);
  return g_strdup (lot->type == NX_TRANSACTION_PURCHASE ? _ ("Credit pack") : nx_enum_label (&nx_transaction_type_enum, lot->type));
}

/* --- lots --- */

static void
write_step (NxJsonWriter *model, const char *tone, const char *text, const char *href, const char *small)
{
  nx_json_begin_object (model, NULL);
  nx_json_add_string (model, "tone", tone);
  nx_json_add_string (model, "text", text);
  nx_json_add_string (model, "href", href);
  nx_json_add_string (model, "small", small);
  nx_json_end_object (model);
}

/* Where the lot came from: the payment, or what the office wrote. */
static void
write_origin (NxJsonWriter *model, const Page *page, const NxLot *lot, const NxActor *actor)
{
  const NxPayment *payment = lot->paymentId != NULL ? g_hash_table_lookup (page->payments, lot->paymentId) : NULL;
  g_autofree char *granted = nx_credits_format_noun (lot->granted);
  g_autofree char *on = nx_page_date (lot->grantedAt, actor), *until = nx_page_date (lot->expiresAt, actor);
  g_autofree char *got = g_strdup_printf (_ ("%1$s received on %2$s"), granted, on);
  g_autofree char *valid = g_strdup_printf (_ ("valid until %s"), until);

  if (payment != NULL)
    {
      g_autofree char *title = nx_page_payment_title (payment), *amount = nx_money_format (payment->amount);
      g_autofree char *paid = nx_page_date (payment->settledAt, actor);
      g_autofree char *text = g_strdup_printf (_ ("Payment: %1$s, %2$s"), title, amount);
      g_autofree char *href = g_strconcat ("/parent/paiements/", payment->id, NULL);

      write_step (model, "", text, href, paid);
    }
  else if (lot->reason != NULL && *lot->reason != '\0')
    write_step (model, "", _ ("From the office"), NULL, lot->reason);
  write_step (model, "", got, NULL, valid);
}

/* (transfer full): "−1 · Mathematics": what a movement took from this lot, or gave back to it. */
static char *
draw_text (const NxTransaction *row, const NxDraw *draw)
{
  g_autofree char *credits = nx_credits_format_noun (ABS (draw->amount));
  const char *what = row->sessionTitle != NULL ? row->sessionTitle : nx_enum_label (&nx_transaction_type_enum, row->type);

  if (row->type == NX_TRANSACTION_REFUND)
    /* Translators: %1$s credits, %2$s a session */
    return g_strdup_printf (_ ("%1$s given back: %2$s"), credits, what);
  if (row->type == NX_TRANSACTION_EXPIRATION)
    return g_strdup_printf (_ ("%s ended unused"), credits);
  return g_strdup_printf (_ ("%1$s for %2$s"), credits, what);
}

static void
write_draw (NxJsonWriter *model, const NxTransaction *row, const NxDraw *draw, const NxActor *actor)
{
  g_autofree char *text = draw_text (row, draw);
  g_autofree char *href = row->sessionId != NULL ? g_strconcat ("/seances/", row->sessionId, NULL) : NULL;
  g_autofree char *when = row->sessionAt != NX_TIME_NONE ? nx_format_date_time (row->sessionAt, nx_page_zone (actor))
                                                         : nx_page_date (row->createdAt, actor);

  write_step (model, draw->amount > 0 ? "gave" : "took", text, href,
              row->type == NX_TRANSACTION_ADJUSTMENT && row->reason != NULL ? row->reason : when);
}

/* From the first movement to the last: the ledger has the latest first. */
static void
write_draws (NxJsonWriter *model, const Page *page, const NxLot *lot, const NxActor *actor)
{
  for (guint i = page->account->transactions->len; i > 0; i--)
    {
      const NxTransaction *row = g_ptr_array_index (page->account->transactions, i - 1);

      for (guint k = 0; row->draws != NULL && k < row->draws->len; k++)
        {
          const NxDraw *draw = g_ptr_array_index (row->draws, k);

          if (g_strcmp0 (draw->lotId, lot->id) == 0)
            write_draw (model, row, draw, actor);
        }
    }
}

static void
write_lot (NxJsonWriter *model, const Page *page, const NxLot *lot, const NxActor *actor)
{
  g_autofree char *title = lot_title (page, lot), *left = nx_credits_format_noun (lot->remaining);
  g_autofree char *granted = nx_credits_format (lot->granted), *until = nx_page_date (lot->expiresAt, actor);
  g_autofree char *since = nx_page_date (lot->grantedAt, actor);
  const int days = (int) ((lot->expiresAt - actor->now) / NX_TIME_DAY);
  g_autofree char *soon = is_soon (lot, actor) ? g_strdup_printf (ngettext ("ends in %d day", "ends in %d days", days), days) : NULL;

  nx_json_begin_object (model, NULL);
  nx_json_add_string (model, "id", lot->id);
  nx_json_add_string (model, "title", title);
  nx_json_add_string (model, "left", left);
  nx_json_add_string (model, "granted", granted);
  nx_json_add_int (model, "value", lot->remaining);
  nx_json_add_int (model, "max", lot->granted);
  nx_json_add_string (model, "since", since);
  nx_json_add_string (model, "until", until);
  nx_json_add_string (model, "soon", soon);
  nx_json_add_bool (model, "isOpen", is_open (lot, actor));
  nx_json_add_bool (model, "isOver", lot->expiresAt <= actor->now);
  nx_json_begin_array (model, "trail");
  write_origin (model, page, lot, actor);
  write_draws (model, page, lot, actor);
  nx_json_end_array (model);
  nx_json_end_object (model);
}

static guint
write_lots (NxJsonWriter *model, const char *member, const Page *page, gboolean open, const NxActor *actor)
{
  guint n = 0;

  nx_json_begin_array (model, member);
  for (guint i = 0; i < page->account->lots->len; i++)
    {
      const NxLot *lot = g_ptr_array_index (page->account->lots, i);

      if (is_open (lot, actor) != open)
        continue;
      write_lot (model, page, lot, actor);
      n++;
    }
  nx_json_end_array (model);
  return n;
}

static NxResponse *
credits_page (NxRequest *request, const Page *page, GError **error)
{
  const NxActor *actor = nx_request_actor (request);
  const gboolean is_parent = actor->role == NX_ROLE_PARENT;
  g_autofree char *child = is_parent ? g_strconcat ("/parent/enfants/", page->student->id, NULL) : NULL;
  g_autofree char *balance = nx_credits_format_noun (page->account->balance);
  g_autofree char *warning = warning_text (page, actor);
  NxJsonWriter *model = nx_json_writer_new ();
  guint open, gone;

  nx_json_begin_object (model, NULL);
  nx_json_add_string (model, "child", child);
  nx_json_add_bool (model, "isParent", is_parent);
  nx_json_add_string (model, "pupil", page->student->firstName);
  nx_json_add_string (model, "studentId", page->student->id);
  nx_json_add_string (model, "balance", balance);
  nx_json_add_string (model, "forecast", page->account->balance > 0 ? page->account->forecast : NULL);
  nx_json_add_string (model, "warning", warning);
  open = write_lots (model, "lots", page, TRUE, actor);
  gone = write_lots (model, "gone", page, FALSE, actor);
  nx_json_add_bool (model, "hasLots", open > 0);
  nx_json_add_bool (model, "hasGone", gone > 0);
  nx_json_add_int (model, "goneCount", gone);
  nx_json_end_object (model);
  return nx_page_respond (request, 200, "credits", is_parent ? _ ("Credits") : _ ("My credits"), model, error);
}

static NxResponse *
show_child (NxRequest *request, NxDb *db, GError **error)
{
  g_auto (Page) page = { NULL };

  return page_load (&page, db, nx_request_actor (request), nx_request_param (request, "id"), error)
             ? credits_page (request, &page, error)
             : NULL;
}

static NxResponse *
show_own (NxRequest *request, NxDb *db, GError **error)
{
  const NxActor *actor = nx_request_actor (request);
  g_auto (Page) page = { NULL };

  return page_load (&page, db, actor, actor->student_id, error) ? credits_page (request, &page, error) : NULL;
}

const NxRoute nx_credit_page_routes[] = {
  { "GET", "/parent/enfants/{id}/credits", NX_ROLES_PARENT, NULL, NULL, show_child, NX_ROUTE_PAGE,
    "A child's credits: how many, until when, from where" },
  { "GET", "/eleve/credits", NX_ROLES_ELEVE, NULL, NULL, show_own, NX_ROUTE_PAGE, "One's own credits" },
  { NULL },
};
