/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/server/renewals-fixture.h"

/*
 * A year, a tick a day, against a model of a few lines: who pays at once, who pays on the last day of grace, who pays every month but
 * one, and who pays nothing. The model counts months on the calendar alone.
 */
typedef struct
{
  const char *start;
  int delay;       /* days from the day that a month is asked for to its payment; -1: never */
  int stops_after; /* months that are paid */
} Habit;

static const Habit habits[] = {
  { "2027-01-31T10:00:00Z", 0, 99 }, { "2027-01-15T10:00:00Z", 13, 99 }, { "2027-01-30T10:00:00Z", 3, 4 }, { "2027-01-01T10:00:00Z", -1, 1 },
};

/* The months of @habit that have been granted at the end of @day. */
static guint
model_months (const Habit *habit, gint32 day)
{
  const gint32 start = (gint32) (at (habit->start) / NX_TIME_DAY);
  guint months = 0;

  for (int i = 0; i < habit->stops_after; i++)
    {
      const gint32 due = nx_date_add_months (start, i);
      const gint32 paid = i == 0 ? start : due - 7 + habit->delay;

      if (i > 0 && habit->delay < 0)
        break;
      months += MAX (due, paid) <= day;
    }
  return months;
}

static gboolean
model_active (const Habit *habit, gint32 day)
{
  const gint32 start = (gint32) (at (habit->start) / NX_TIME_DAY);

  return habit->delay < 0 ? day < nx_date_add_months (start, 1) + 7
                          : habit->stops_after == 99 || day < nx_date_add_months (start, habit->stops_after) + 7;
}

static void
pay_by_habit (FamiliesFixture *f, const Family *family, const Habit *habit, gint32 day, gint64 now)
{
  g_autofree char *sql = g_strdup_printf (
    "SELECT p.id::text AS a FROM payments p WHERE p.student_id = '%s' AND p.status = 'PENDING' AND p.created_at::date + %d <= '1970-01-01'::date + %d "
    "AND (SELECT count (*) FROM payments q WHERE q.student_id = p.student_id AND q.status = 'COMPLETED') < %d",
    family->made.student_id, MAX (habit->delay, 0), day, habit->stops_after);
  g_autofree char *payment = habit->delay < 0 ? NULL : ask (f, sql), *moment = nx_time_format (now);

  if (payment != NULL)
    settle (f, payment, moment);
}

static void
compare (FamiliesFixture *f, const Family *family, const Habit *habit, gint32 day)
{
  g_autofree char *sql = g_strdup_printf (
    "SELECT (SELECT count (*) FROM credit_lots WHERE student_id = s.id) || ' ' || s.balance || ' ' || EXISTS (SELECT FROM subscriptions x "
    "WHERE x.student_id = s.id AND x.status = 'ACTIVE') AS a FROM students s WHERE s.id = '%s'", family->made.student_id);
  g_autofree char *is = ask (f, sql), *date = nx_date_format (day);
  const guint months = model_months (habit, day);
  g_autofree char *expected = g_strdup_printf ("%u %u %s", months, months * 16, model_active (habit, day) ? "true" : "false");

  if (!g_str_equal (is, expected))
    g_error ("%s, who began on %s: is %s, should be %s", date, habit->start, is, expected);
}

static void
test_a_year (FamiliesFixture *f, gconstpointer data)
{
  Family families[G_N_ELEMENTS (habits)] = { { { NULL } } };
  const gint32 first = nx_date_from_ymd (2027, 1, 1);

  for (gint32 day = first; day < first + 364; day++)
    {
      /* The day's tick is after the hour that all of them began at. */
      const gint64 now = day * NX_TIME_DAY + 11 * NX_TIME_HOUR;

      for (guint i = 0; i < G_N_ELEMENTS (habits); i++)
        if (day == (gint32) (at (habits[i].start) / NX_TIME_DAY))
          {
            g_autofree char *email = g_strdup_printf ("p%u@example.tn", i);

            add_family (f, email, "Yasmine", "Ben Rhouma", &families[i]);
            sell (f, &families[i], NX_PLAN_HYBRIDE, habits[i].start);
          }
      jobs_on (f, f->server->db, now);
      for (guint i = 0; i < G_N_ELEMENTS (habits); i++)
        if (families[i].parent != NULL)
          {
            pay_by_habit (f, &families[i], &habits[i], day, now);
            compare (f, &families[i], &habits[i], day);
          }
    }
  assert_sound (f, (first + 364) * NX_TIME_DAY);
  for (guint i = 0; i < G_N_ELEMENTS (habits); i++)
    family_clear (&families[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/renewals/a-year", FamiliesFixture, NULL, families_setup, test_a_year, families_teardown);
  return g_test_run ();
}
