/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/credits/credits-store.h"

#include <glib/gi18n-lib.h>

#include "common/nx-random.h"
#include "common/nx-time.h"
#include "server/credits/credits-forecast.h"

/* What a page shows at once. */
#define ROWS 200
/* The pace is that of the last eight weeks, of a newcomer of two at least. */
#define PACE_DAYS 56
#define SHORTEST_PACE_DAYS 14

void
nx_credit_account_free (NxCreditAccount *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->lots, g_ptr_array_unref);
  g_clear_pointer (&self->transactions, g_ptr_array_unref);
  g_free (self->next);
  g_free (self->forecast);
  g_free (self);
}

gboolean
nx_credits_check_student (NxDb *db, const NxActor *actor, const char *student_id, gint32 *balance, GError **error)
{
  gboolean found = FALSE;

  if (nx_uuid_is_valid (student_id) && !nx_credits_store_balance (db, actor, student_id, &found, balance, error))
    return FALSE;
  if (!found)
    g_set_error_literal (error, NX_ERROR, NX_ERROR_NOT_FOUND, _ ("There is no such student."));

  return found;
}

typedef struct
{
  const NxActor *actor;
  const char *student_id;
  gint64 before;
  guint limit;
  NxCreditAccount *account;
} Reading;

/* A session without a title is called by its subject. */
static void
name_sessions (NxRows *rows, GPtrArray *transactions)
{
  for (guint i = 0; i < transactions->len; i++)
    {
      NxTransaction *one = g_ptr_array_index (transactions, i);
      int subject;

      if (one->sessionTitle == NULL || !nx_rows_bool (rows, i, "is_subject"))
        continue;
      subject = nx_enum_value (&nx_subject_enum, one->sessionTitle);
      g_free (one->sessionTitle);
      one->sessionTitle = g_strdup (nx_enum_label (&nx_subject_enum, subject));
    }
}

static gboolean
read_transactions (NxDb *db, const Reading *reading, GError **error)
{
  NxCreditAccount *account = reading->account;
  g_autoptr (NxRows) rows = nx_credits_store_transactions (db, reading->student_id, reading->before, reading->limit + 1, error);

  if (rows == NULL)
    return FALSE;
  g_clear_pointer (&account->transactions, g_ptr_array_unref);
  g_clear_pointer (&account->next, g_free);
  account->transactions = nx_rows_records (rows, NX_TYPE_TRANSACTION);
  name_sessions (rows, account->transactions);
  if (account->transactions->len > reading->limit)
    {
      g_ptr_array_set_size (account->transactions, (int) reading->limit);
      account->next = g_strdup_printf ("%" G_GINT64_FORMAT, nx_rows_int (rows, reading->limit - 1, "seq"));
    }
  return TRUE;
}

/* (transfer full): an array literal of the lots that the rows speak of, so that each of them can be followed. */
static char *
named_lots (GPtrArray *transactions)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char **ids = NULL;
  g_autofree char *joined = NULL;

  for (guint i = 0; i < transactions->len; i++)
    {
      const NxTransaction *one = g_ptr_array_index (transactions, i);

      if (one->lotId != NULL)
        g_hash_table_add (seen, one->lotId);
      for (guint k = 0; one->draws != NULL && k < one->draws->len; k++)
        g_hash_table_add (seen, ((NxDraw *) g_ptr_array_index (one->draws, k))->lotId);
    }
  ids = (char **) g_hash_table_get_keys_as_array (seen, NULL);
  joined = g_strjoinv (",", ids);
  return g_strdup_printf ("{%s}", joined);
}

static gboolean
read_forecast (NxDb *db, const Reading *reading, GError **error)
{
  GTimeZone *zone = nx_time_zone (NX_TIME_CENTRE_ZONE);
  NxCreditAccount *account = reading->account;
  const gint64 now = reading->actor->now;
  g_autoptr (NxRows) pace = nx_credits_store_pace (db, reading->student_id, now - PACE_DAYS * NX_TIME_DAY, error);
  g_autoptr (GArray) lots = g_array_new (FALSE, FALSE, sizeof (NxForecastLot));
  NxForecast forecast = { .today = nx_time_date_in_zone (now, zone), .span = PACE_DAYS, .lots = lots, .next_grant = NX_DATE_NONE };

  if (pace == NULL)
    return FALSE;
  for (guint i = 0; i < account->lots->len; i++)
    {
      const NxLot *lot = g_ptr_array_index (account->lots, i);
      const NxForecastLot left = { lot->remaining, nx_time_date_in_zone (lot->expiresAt - 1, zone) };

      if (lot->remaining > 0 && lot->expiresAt > now)
        g_array_append_val (lots, left);
    }
  forecast.used = (gint32) nx_rows_int (pace, 0, "used");
  if (nx_rows_time (pace, 0, "first") != NX_TIME_NONE)
    forecast.span = CLAMP (forecast.today - nx_time_date_in_zone (nx_rows_time (pace, 0, "first"), zone), SHORTEST_PACE_DAYS, PACE_DAYS);
  if (nx_rows_time (pace, 0, "next_grant") != NX_TIME_NONE)
    {
      forecast.month_quarters = (gint32) nx_rows_int (pace, 0, "month_quarters");
      forecast.validity_months = (gint32) nx_rows_int (pace, 0, "validity_months");
      forecast.next_grant = nx_time_date_in_zone (nx_rows_time (pace, 0, "next_grant"), zone);
    }
  account->runs_out_on = nx_forecast_run (&forecast);
  g_free (account->forecast);
  account->forecast = nx_forecast_sentence (&forecast, account->balance, account->runs_out_on);
  return TRUE;
}

/* A coach sees how many credits there are and for which sessions they went, not what was paid and why the office gave or took. */
static void
hide_money (NxCreditAccount *account)
{
  for (guint i = 0; i < account->lots->len; i++)
    {
      NxLot *lot = g_ptr_array_index (account->lots, i);

      g_clear_pointer (&lot->paymentId, g_free);
      g_clear_pointer (&lot->reason, g_free);
    }
  for (guint i = 0; i < account->transactions->len; i++)
    {
      NxTransaction *one = g_ptr_array_index (account->transactions, i);

      g_clear_pointer (&one->paymentId, g_free);
      g_clear_pointer (&one->reason, g_free);
    }
}

static gboolean
read_account (NxDb *db, gpointer data, GError **error)
{
  Reading *reading = data;
  NxCreditAccount *account = reading->account;
  g_autofree char *named = NULL;

  if (!nx_credits_check_student (db, reading->actor, reading->student_id, &account->balance, error)
      || !read_transactions (db, reading, error))
    return FALSE;
  named = named_lots (account->transactions);
  g_clear_pointer (&account->lots, g_ptr_array_unref);
  account->lots = nx_credits_store_lots (db, reading->student_id, named, error);
  return account->lots != NULL && read_forecast (db, reading, error);
}

/* Balance, lots and ledger agree with each other, also where somebody books between the queries. */
NxCreditAccount *
nx_credits_account_page (NxDb *db, const NxActor *actor, const char *student_id, guint limit, const char *cursor, GError **error)
{
  g_autoptr (NxCreditAccount) account = g_new0 (NxCreditAccount, 1);
  Reading reading = { actor, student_id, G_MAXINT64, limit, account };

  /* A cursor that is none begins at the beginning. */
  if (cursor != NULL && !g_ascii_string_to_signed (cursor, 10, 1, G_MAXINT64, &reading.before, NULL))
    reading.before = G_MAXINT64;
  if (!nx_db_snapshot (db, read_account, &reading, error))
    return NULL;
  if (actor->role == NX_ROLE_COACH)
    hide_money (account);
  return g_steal_pointer (&account);
}

NxCreditAccount *
nx_credits_account (NxDb *db, const NxActor *actor, const char *student_id, GError **error)
{
  return nx_credits_account_page (db, actor, student_id, ROWS, NULL, error);
}
