/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/server/accounts-fixture.h"

#include <string.h>

#include "server/accounts/accounts.h"
#include "server/admin/nx-seed.h"
#include "server/coaches/coaches.h"
#include "server/nx-check.h"
#include "tests/lib/nx-test-clock.h"

static char *
seed (AccountsFixture *f, gboolean demo)
{
  g_autoptr (GError) error = NULL;
  char *said = NULL;
  gboolean ok = nx_seed (f->db, &f->app, demo, &said, &error);

  g_assert_no_error (error);
  g_assert_true (ok);
  return said;
}

static void
test_administrator (AccountsFixture *f, gconstpointer data)
{
  g_autofree char *first = seed (f, FALSE), *second = seed (f, FALSE), *third = NULL, *token = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (strstr (first, "https://nexus.test/activation?token="));
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM users WHERE role = 'ADMIN' AND password_hash IS NULL"), ==, 1);
  /* Not opened yet: a new link, and the first one ends. */
  g_assert_nonnull (strstr (second, "token="));
  token = g_strndup (strstr (first, "token=") + 6, 43);
  g_assert_false (nx_accounts_use_token (f->db, &f->nobody, NX_ONE_TIME_ACTIVATION, token, TEST_PASSWORD, &error));
  g_assert_error (error, NX_ERROR, NX_ERROR_TOKEN_USED_OR_EXPIRED);
  g_clear_error (&error);
  g_free (token);
  token = g_strndup (strstr (second, "token=") + 6, 43);
  g_assert_true (nx_accounts_use_token (f->db, &f->nobody, NX_ONE_TIME_ACTIVATION, token, TEST_PASSWORD, &error));
  third = seed (f, FALSE);
  g_assert_null (strstr (third, "token="));
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM users WHERE role = 'ADMIN'"), ==, 1);
}

/* What `nexus-server check` proves, and that every seat was paid before its session. */
static void
assert_ledger (AccountsFixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) results = nx_check_run (f->db, f->office.now, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < results->len; i++)
    {
      const NxCheckResult *result = g_ptr_array_index (results, i);

      if (result->faults->len > 0)
        g_error ("%s %s: %s", result->code, result->says, (const char *) g_ptr_array_index (result->faults, 0));
    }
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM seats x WHERE active AND NOT EXISTS (SELECT FROM credit_transactions t "
                                  "WHERE t.type = 'USAGE' AND t.session_id = x.session_id AND t.student_id = x.student_id "
                                  "AND t.amount = -x.cost AND t.created_at < lower (x.during))"), ==, 0);
}

static void
test_demo (AccountsFixture *f, gconstpointer data)
{
  gint64 before = g_get_monotonic_time (), sessions;
  g_autofree char *said = seed (f, TRUE), *again = NULL, *rows = NULL;
  const double seconds = (g_get_monotonic_time () - before) / 1e6;
  g_auto (NxSignIn) in = { NULL };
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (strstr (said, NX_DEMO_PASSWORD));
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM coaches"), ==, 9);
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM parents"), ==, 40);
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM students"), >=, 40);
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM rooms WHERE name IN ('C13', 'C14', 'C15')"), ==, 3);
  g_assert_cmpint (ask_number (f, "SELECT count (DISTINCT subject) AS a FROM teaching_content"), ==, 10);
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM outbox WHERE cancelled_at IS NULL"), ==, 0);
  sessions = ask_number (f, "SELECT count (*) AS a FROM sessions");
  rows = ask (f, "SELECT string_agg (status || ' ' || n, ', ') AS a FROM (SELECT status, count (*) AS n FROM sessions GROUP BY status "
                 "UNION ALL SELECT 'due', count (*) FROM sessions WHERE status = 'SCHEDULED' AND upper (during) < '2026-11-24T09:00:00Z' "
                 "UNION ALL SELECT 'coming', count (*) FROM sessions WHERE status = 'SCHEDULED' AND lower (during) > '2026-11-24T09:00:00Z' "
                 "UNION ALL SELECT 'today', count (*) FROM sessions WHERE status <> 'CANCELLED' AND lower (during)::date = '2026-11-24' "
                 "UNION ALL SELECT 'workshops', count (*) FROM sessions WHERE type = 'ATELIER_GROUPE') x");
  g_test_message ("%.2f s, %" G_GINT64_FORMAT " sessions: %s", seconds, sessions, rows);
  g_assert_cmpint (sessions, >, 250);
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM sessions WHERE status = 'NO_SHOW'"), >, 0);
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM sessions WHERE status = 'CANCELLED'"), >, 0);
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM sessions WHERE status = 'SCHEDULED' AND upper (during) < '2026-11-23T09:00:00Z'"), >, 0);
  assert_ledger (f);

  /* A second run makes nothing more. */
  again = seed (f, TRUE);
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM sessions"), ==, sessions);
  g_assert_true (nx_accounts_sign_in (f->db, &f->app, &f->nobody, NX_DEMO_PUPIL, NX_DEMO_PASSWORD, &in, &error));
  g_assert_cmpint (ask_number (f, "SELECT balance AS a FROM students s JOIN users u ON u.id = s.user_id WHERE u.email = 'eleve@nexus.demo'"), >=, 4);
  if (!g_test_undefined ())
    g_assert_cmpfloat (seconds, <, 5);
}

static gboolean
is_free_at_two (AccountsFixture *f, const char *coach_id, gint32 date)
{
  GTimeZone *zone = nx_time_zone (NX_TIME_CENTRE_ZONE);
  NxSlotQuery query = { .coach_id = coach_id, .subject = NX_SUBJECT_MATHEMATIQUES, .type = NX_SERVICE_COURS_ONLINE, .duration = 60 };
  g_autoptr (GPtrArray) slots = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (nx_time_from_local (date, 14 * 60, zone, &query.from));
  query.to = query.from + NX_TIME_MINUTE;
  slots = nx_coaches_slots (f->db, &f->office, &query, &error);
  g_assert_no_error (error);
  return slots->len == 1;
}

/* Whatever the day on which somebody tries the demo, Hélios is free at 14:00 three days later. */
static void
test_demo_helios_is_free (AccountsFixture *f, gconstpointer data)
{
  g_autofree char *said G_GNUC_UNUSED = seed (f, TRUE), *helios = ask (f, "SELECT id AS a FROM coaches WHERE pseudonym = 'Hélios'");
  const gint32 today = nx_time_date_in_zone (TEST_NOW, nx_time_zone (NX_TIME_CENTRE_ZONE));

  for (gint32 day = 1; day <= 14; day++)
    g_assert_true (is_free_at_two (f, helios, today + day));
}

/* Made on each day of a week: always something today. */
static void
test_demo_on_any_day (AccountsFixture *f, gconstpointer data)
{
  const int days = GPOINTER_TO_INT (data);
  g_autofree char *said = NULL, *today = NULL, *question = NULL;

  nx_test_clock_set (NX_TEST_CLOCK (f->app.clock), TEST_NOW + days * NX_TIME_DAY);
  f->office.now = TEST_NOW + days * NX_TIME_DAY;
  said = seed (f, TRUE);
  assert_ledger (f);
  today = nx_date_format (nx_time_date_in_zone (f->office.now, nx_time_zone (NX_TIME_CENTRE_ZONE)));
  question = g_strdup_printf ("SELECT count (*) AS a FROM sessions WHERE status <> 'CANCELLED' AND lower (during)::date = '%s'", today);
  g_test_message ("%s: %" G_GINT64_FORMAT " sessions", today, ask_number (f, question));
  g_assert_cmpint (ask_number (f, question), >=, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/seed/administrator", AccountsFixture, NULL, accounts_setup, test_administrator, accounts_teardown);
  g_test_add ("/seed/demo", AccountsFixture, NULL, accounts_setup, test_demo, accounts_teardown);
  g_test_add ("/seed/demo-helios-is-free", AccountsFixture, NULL, accounts_setup, test_demo_helios_is_free, accounts_teardown);
  /* Sanitized, the ends and the middle of the week will do. */
  for (int day = 0; day < 7; day += g_getenv ("NEXUS_SANITIZED") != NULL ? 3 : 1)
    {
      g_autofree char *path = g_strdup_printf ("/seed/demo-on-day/%d", day);

      g_test_add (path, AccountsFixture, GINT_TO_POINTER (day), accounts_setup, test_demo_on_any_day, accounts_teardown);
    }
  return g_test_run ();
}
