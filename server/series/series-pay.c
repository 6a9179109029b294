/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/series/series.h"

#include "server/credits/credits.h"
#include "server/nx-audit.h"
#include "server/series/series-store.h"

typedef struct
{
  NxJobRun *run;
  const char *student_id, *seat_id, *session_id, *coach_id;
  gint32 cost;
} Payment;

static gboolean
pay_seat (NxDb *db, gpointer data, GError **error)
{
  Payment *payment = data;
  NxJobRun *run = payment->run;
  gboolean paid;

  if (!nx_series_store_pay (db, payment->seat_id, &paid, error))
    return FALSE;
  if (!paid)
    return TRUE;

  return nx_credits_use (db, &run->actor, payment->student_id, payment->session_id, payment->cost, NULL, error) &&
         nx_audit (db, &run->actor, "session.paid", "session", payment->session_id, NULL, NULL, error) &&
         nx_live_publish (db, &run->actor, "session.changed", payment->session_id, payment->coach_id, payment->student_id, error);
}

/* The earliest first; where the balance does not reach for one, it is kept for that one. */
static gboolean
pay_student (NxJobRun *run, const char *student_id, GError **error)
{
  g_autoptr (NxRows) seats = NULL;

  /* The student's row is the first lock everywhere: bookings, cancellations and other runs wait, and then find what is left. */
  if (!nx_series_store_lock_student (run->db, student_id, error))
    return FALSE;
  seats = nx_series_store_unpaid (run->db, student_id, run->actor.now, error);
  if (seats == NULL)
    return FALSE;
  for (guint i = 0; i < nx_rows_count (seats); i++)
    {
      g_autoptr (GError) local = NULL;
      Payment payment = { .run = run, .student_id = student_id, .seat_id = nx_rows_text (seats, i, "seat_id"),
                          .session_id = nx_rows_text (seats, i, "session_id"), .coach_id = nx_rows_text (seats, i, "coach_id"),
                          .cost = (gint32) nx_rows_int (seats, i, "cost") };

      if (nx_db_savepoint (run->db, pay_seat, &payment, &local))
        continue;
      if (g_error_matches (local, NX_ERROR, NX_ERROR_INSUFFICIENT_CREDITS))
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  return TRUE;
}

gboolean
nx_series_pay_due (NxJobRun *run, GError **error)
{
  g_autoptr (NxRows) students = nx_series_store_payers (run->db, run->actor.now, error);

  return nx_job_each (run, students, pay_student, error);
}
