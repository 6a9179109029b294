/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/server/renewals-fixture.h"

#include <string.h>

#include "server/credits/credits.h"
#include "server/jobs/nx-job-runner.h"

/* Renewals */

#define MAILS(kind) "SELECT count (*) AS a FROM outbox WHERE kind = '" kind "'"
#define STATUS "SELECT string_agg (plan_name || ' ' || status, ', ' ORDER BY created_at, id) AS a FROM subscriptions"

static void
test_asked_and_paid (FamiliesFixture *f, gconstpointer data)
{
  g_auto (Family) family = { { NULL } };
  g_autofree char *payment = NULL;

  add_family (f, "a@example.tn", "Yasmine", "Ben Rhouma", &family);
  sell (f, &family, NX_PLAN_HYBRIDE, "2026-11-24T09:00:00Z");
  /* Seven days before its day, and not a minute earlier. */
  jobs (f, "2026-12-17T08:59:00Z");
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM payments"), ==, 1);
  jobs (f, "2026-12-17T09:00:00Z");
  assert_text (f, "SELECT status || ' ' || amount || ' ' || period || ' ' || credits AS a FROM payments WHERE period IS NOT NULL",
               "PENDING 179000 2026-12-24 16");
  g_assert_cmpint (ask_number (f, MAILS ("renewal_due")), ==, 1);
  jobs (f, "2026-12-18T09:00:00Z");
  jobs (f, "2026-12-18T09:00:00Z");
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM payments"), ==, 2);
  g_assert_cmpint (ask_number (f, MAILS ("renewal_due")), ==, 1);

  /* Paid before its day: the credits come on the day, once. */
  payment = waiting_payment (f);
  settle (f, payment, "2026-12-20T10:00:00Z");
  g_assert_cmpint (balance (f), ==, 16);
  jobs (f, "2026-12-24T08:59:00Z");
  g_assert_cmpint (balance (f), ==, 16);
  jobs (f, "2026-12-24T09:00:00Z");
  g_assert_cmpint (balance (f), ==, 32);
  jobs (f, "2026-12-24T09:01:00Z");
  jobs (f, "2026-12-25T09:01:00Z");
  g_assert_cmpint (balance (f), ==, 32);
  assert_text (f, "SELECT to_char (paid_until, 'YYYY-MM-DD\"T\"HH24:MI') AS a FROM subscriptions", "2027-01-24T09:00");
  assert_text (f, "SELECT string_agg (period::text, ' ' ORDER BY period) AS a FROM credit_lots", "2026-11-24 2026-12-24");
  assert_sound (f, at ("2026-12-25T09:01:00Z"));
}

static void
test_unpaid (FamiliesFixture *f, gconstpointer data)
{
  g_auto (Family) family = { { NULL } };
  g_autofree char *payment = NULL;

  add_family (f, "a@example.tn", "Yasmine", "Ben Rhouma", &family);
  sell (f, &family, NX_PLAN_HYBRIDE, "2026-11-24T09:00:00Z");
  jobs (f, "2026-12-18T09:00:00Z");
  payment = waiting_payment (f);
  jobs (f, "2026-12-31T08:59:00Z");
  assert_text (f, STATUS, "HYBRIDE ACTIVE");
  jobs (f, "2026-12-31T09:00:00Z");
  jobs (f, "2026-12-31T09:05:00Z");
  assert_text (f, STATUS, "HYBRIDE EXPIRED");
  g_assert_cmpint (ask_number (f, MAILS ("subscription_expired")), ==, 1);
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM payments WHERE status = 'FAILED'"), ==, 1);
  /* Credits already granted stay. */
  g_assert_cmpint (balance (f), ==, 16);
  assert_sound (f, at ("2026-12-31T09:05:00Z"));

  /* The money that comes all the same is not lost: the plan begins anew, from then on. */
  settle (f, payment, "2027-01-05T10:00:00Z");
  assert_text (f, STATUS, "HYBRIDE EXPIRED, HYBRIDE ACTIVE");
  assert_text (f, "SELECT to_char (paid_until, 'YYYY-MM-DD') AS a FROM subscriptions WHERE status = 'ACTIVE'", "2027-02-05");
  g_assert_cmpint (balance (f), ==, 32);
  assert_sound (f, at ("2027-01-05T10:00:00Z"));
}

/* A server that was down is no reason to end a plan: the family is asked, and has its days from then. */
static void
test_asked_late (FamiliesFixture *f, gconstpointer data)
{
  g_auto (Family) family = { { NULL } };

  add_family (f, "a@example.tn", "Yasmine", "Ben Rhouma", &family);
  sell (f, &family, NX_PLAN_HYBRIDE, "2026-11-24T09:00:00Z");
  jobs (f, "2027-01-10T09:00:00Z");
  assert_text (f, STATUS, "HYBRIDE ACTIVE");
  g_assert_cmpint (ask_number (f, MAILS ("renewal_due")), ==, 1);
  jobs (f, "2027-01-17T08:59:00Z");
  assert_text (f, STATUS, "HYBRIDE ACTIVE");
  jobs (f, "2027-01-17T09:00:00Z");
  assert_text (f, STATUS, "HYBRIDE EXPIRED");
}

/* A transfer that the family says it sent is waited for; once it is refused there is a new payment to make. */
static void
test_declared_is_waited_for (FamiliesFixture *f, gconstpointer data)
{
  g_auto (Family) family = { { NULL } };

  add_family (f, "a@example.tn", "Yasmine", "Ben Rhouma", &family);
  sell (f, &family, NX_PLAN_HYBRIDE, "2026-11-24T09:00:00Z");
  jobs (f, "2026-12-18T09:00:00Z");
  nx_test_db_script (f->server->db, "UPDATE payments SET declared_at = '2026-12-30' WHERE status = 'PENDING'");
  jobs (f, "2027-01-02T09:00:00Z");
  assert_text (f, STATUS, "HYBRIDE ACTIVE");
  nx_test_db_script (f->server->db, "UPDATE payments SET status = 'FAILED' WHERE status = 'PENDING'");
  jobs (f, "2027-01-02T10:00:00Z");
  assert_text (f, STATUS, "HYBRIDE EXPIRED");

  nx_test_db_script (f->server->db, "UPDATE subscriptions SET status = 'ACTIVE', ends_at = NULL, paid_until = '2027-01-24T09:00Z'");
  jobs (f, "2027-01-20T10:00:00Z");
  nx_test_db_script (f->server->db, "UPDATE payments SET status = 'FAILED' WHERE status = 'PENDING'");
  jobs (f, "2027-01-20T10:01:00Z");
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM payments WHERE status = 'PENDING' AND period = '2027-01-24'"), ==, 1);
  /* Told once a month. */
  g_assert_cmpint (ask_number (f, MAILS ("renewal_due")), ==, 2);
}

/* 31 January, 28 February (29 in a leap year), 31 March. */
static void
test_last_day (FamiliesFixture *f, gconstpointer data)
{
  static const struct { const char *start, *months[3]; } years[] = {
    { "2027-01-31T09:00:00Z", { "2027-02-28", "2027-03-31", "2027-04-30" } },
    { "2028-01-31T09:00:00Z", { "2028-02-29", "2028-03-31", "2028-04-30" } },
  };
  Family families[2] = { { { NULL } }, { { NULL } } };

  for (guint i = 0; i < G_N_ELEMENTS (years); i++)
    {
      g_autofree char *email = g_strdup_printf ("p%u@example.tn", i), *granted = NULL, *expected = NULL;
      gint64 now = at (years[i].start);

      nx_test_db_script (f->server->db, "UPDATE subscriptions SET status = 'CANCELLED', ends_at = paid_until WHERE status = 'ACTIVE'");
      add_family (f, email, "Yasmine", "Ben Rhouma", &families[i]);
      sell (f, &families[i], NX_PLAN_HYBRIDE, years[i].start);
      for (guint day = 1; day <= 95; day++)
        {
          g_autofree char *payment = NULL, *moment = nx_time_format (now + day * NX_TIME_DAY);

          jobs (f, moment);
          payment = waiting_payment (f);
          if (payment != NULL)
            settle (f, payment, moment);
        }
      granted = ask (f, "SELECT string_agg (period::text, ' ' ORDER BY period) AS a FROM credit_lots WHERE subscription_id = "
                        "(SELECT id FROM subscriptions WHERE status = 'ACTIVE')");
      expected = g_strdup_printf ("%.10s %s %s %s", years[i].start, years[i].months[0], years[i].months[1], years[i].months[2]);
      g_assert_cmpstr (granted, ==, expected);
      family_clear (&families[i]);
    }
}

static void
test_downgrade_at_the_anniversary (FamiliesFixture *f, gconstpointer data)
{
  g_auto (Family) family = { { NULL } };

  add_family (f, "a@example.tn", "Yasmine", "Ben Rhouma", &family);
  sell (f, &family, NX_PLAN_IMMERSION, "2026-11-24T09:00:00Z");
  jobs (f, "2026-12-18T09:00:00Z");
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM payments WHERE status = 'PENDING'"), ==, 1);
  sell (f, &family, NX_PLAN_HYBRIDE, "2026-12-19T09:00:00Z");
  /* What was asked for the plan that ends is void. */
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM payments WHERE status = 'PENDING'"), ==, 0);
  jobs (f, "2026-12-24T08:59:00Z");
  assert_text (f, STATUS, "IMMERSION ACTIVE, HYBRIDE INACTIVE");
  jobs (f, "2026-12-24T09:00:00Z");
  jobs (f, "2026-12-24T09:01:00Z");
  assert_text (f, STATUS, "IMMERSION CANCELLED, HYBRIDE ACTIVE");
  g_assert_cmpint (balance (f), ==, 32 + 16);
  g_assert_cmpint (ask_number (f, MAILS ("subscription_active")), ==, 2);
  jobs (f, "2027-01-17T09:00:00Z");
  assert_text (f, "SELECT item_key || ' ' || amount AS a FROM payments WHERE status = 'PENDING'", "HYBRIDE 179000");
  assert_sound (f, at ("2027-01-17T09:00:00Z"));
}

/* A month that was paid early is not lost by choosing a dearer plan. */
static void
test_upgrade_grants_what_was_paid (FamiliesFixture *f, gconstpointer data)
{
  g_auto (Family) family = { { NULL } };
  g_autofree char *payment = NULL;

  add_family (f, "a@example.tn", "Yasmine", "Ben Rhouma", &family);
  sell (f, &family, NX_PLAN_HYBRIDE, "2026-11-24T09:00:00Z");
  jobs (f, "2026-12-18T09:00:00Z");
  payment = waiting_payment (f);
  settle (f, payment, "2026-12-18T10:00:00Z");
  sell (f, &family, NX_PLAN_IMMERSION, "2026-12-19T09:00:00Z");
  assert_text (f, STATUS, "HYBRIDE CANCELLED, IMMERSION ACTIVE");
  g_assert_cmpint (balance (f), ==, 16 + 16 + 32);
  jobs (f, "2026-12-26T09:00:00Z");
  g_assert_cmpint (balance (f), ==, 16 + 16 + 32);
  assert_sound (f, at ("2026-12-26T09:00:00Z"));
}

static void
test_free_plan (FamiliesFixture *f, gconstpointer data)
{
  g_auto (Family) family = { { NULL } };

  add_family (f, "a@example.tn", "Yasmine", "Ben Rhouma", &family);
  sell (f, &family, NX_PLAN_HYBRIDE, "2026-11-24T09:00:00Z");
  nx_test_db_script (f->server->db, "UPDATE subscriptions SET monthly_price = 0");
  /* Three months in which no server ran: each has its credits, nobody is asked to pay. */
  jobs (f, "2027-02-25T09:00:00Z");
  jobs (f, "2027-02-25T09:01:00Z");
  g_assert_cmpint (balance (f), ==, 4 * 16);
  assert_text (f, "SELECT string_agg (period::text, ' ' ORDER BY period) AS a FROM credit_lots", "2026-11-24 2026-12-24 2027-01-24 2027-02-24");
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM payments"), ==, 1);
  g_assert_cmpint (ask_number (f, MAILS ("renewal_due")), ==, 0);
  assert_sound (f, at ("2027-02-25T09:01:00Z"));
}

static void
test_cancel (FamiliesFixture *f, gconstpointer data)
{
  g_auto (Family) family = { { NULL } };

  add_family (f, "a@example.tn", "Yasmine", "Ben Rhouma", &family);
  sell (f, &family, NX_PLAN_HYBRIDE, "2026-11-24T09:00:00Z");
  jobs (f, "2026-12-18T09:00:00Z");
  end_plan (f, &family, FALSE, "2026-12-19T09:00:00Z");
  assert_text (f, STATUS, "HYBRIDE ACTIVE");
  assert_text (f, "SELECT ends_at = paid_until AS a FROM subscriptions WHERE cancel_reason = 'déménagement'", "t");
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM payments WHERE status = 'PENDING'"), ==, 0);
  /* Thought better of it: asked again, and again not. */
  end_plan (f, &family, TRUE, "2026-12-20T09:00:00Z");
  jobs (f, "2026-12-20T09:00:00Z");
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM payments WHERE status = 'PENDING'"), ==, 1);
  end_plan (f, &family, FALSE, "2026-12-21T09:00:00Z");
  jobs (f, "2026-12-24T08:59:00Z");
  assert_text (f, STATUS, "HYBRIDE ACTIVE");
  jobs (f, "2026-12-24T09:00:00Z");
  assert_text (f, STATUS, "HYBRIDE CANCELLED");
  g_assert_cmpint (balance (f), ==, 16);
  jobs (f, "2027-01-24T09:00:00Z");
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM payments WHERE status = 'PENDING'"), ==, 0);
  assert_sound (f, at ("2027-01-24T09:00:00Z"));
}

static void
test_cancel_over_http (FamiliesFixture *f, gconstpointer data)
{
  g_auto (Family) family = { { NULL } }, other = { { NULL } };
  g_autofree char *body = NULL;
  g_autoptr (NxTestReply) nothing = NULL, foreign = NULL, pupil = NULL, ended = NULL, twice = NULL, resumed = NULL, again = NULL;

  add_family (f, "a@example.tn", "Yasmine", "Ben Rhouma", &family);
  add_family (f, "b@example.tn", "Adam", "Trabelsi", &other);
  body = g_strdup_printf ("{\"studentId\": \"%s\"}", family.made.student_id);
  nothing = nx_test_post (f->server, "/api/subscriptions/cancel", family.parent, body);
  nx_test_assert_code (nothing, 409, "conflict");
  sell (f, &family, NX_PLAN_HYBRIDE, "2026-11-24T09:00:00Z");
  foreign = nx_test_post (f->server, "/api/subscriptions/cancel", other.parent, body);
  nx_test_assert_code (foreign, 404, "not_found");
  pupil = nx_test_post (f->server, "/api/subscriptions/cancel", family.pupil, body);
  nx_test_assert_code (pupil, 403, "forbidden");
  ended = nx_test_post (f->server, "/api/subscriptions/cancel", family.parent, body);
  nx_test_assert_status (ended, 200);
  g_assert_cmpstr (nx_test_reply_string (ended, "subscription.status"), ==, "ACTIVE");
  g_assert_cmpstr (nx_test_reply_string (ended, "subscription.endsAt"), ==, "2026-12-24T09:00:00Z");
  g_assert_cmpstr (nx_test_reply_string (ended, "subscription.cancelledAt"), ==, "2026-11-24T09:00:00Z");
  twice = nx_test_post (f->server, "/api/subscriptions/cancel", family.parent, body);
  nx_test_assert_code (twice, 409, "conflict");
  resumed = nx_test_post (f->server, "/api/subscriptions/resume", family.parent, body);
  nx_test_assert_status (resumed, 200);
  g_assert_true (json_node_is_null (nx_test_reply_node (resumed, "subscription.endsAt")));
  again = nx_test_post (f->server, "/api/subscriptions/resume", family.parent, body);
  nx_test_assert_code (again, 409, "conflict");
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM audit WHERE action IN ('subscription.cancelling', 'subscription.resumed')"), ==, 2);
}

/* Expiry */

static void
test_expiry (FamiliesFixture *f, gconstpointer data)
{
  g_auto (Family) family = { { NULL } };
  g_autofree char *payload = NULL, *sql = NULL;

  add_family (f, "a@example.tn", "Yasmine", "Ben Rhouma", &family);
  sell (f, &family, NX_PLAN_HYBRIDE, "2026-11-24T09:00:00Z");
  end_plan (f, &family, FALSE, "2026-11-24T09:00:00Z");
  /* Two more lots: one of the same day, one of the day before. */
  sql = g_strdup_printf ("SELECT nx_ledger_grant (gen_random_uuid (), gen_random_uuid (), '%1$s', 'ADJUSTMENT', 2, '2027-11-24T12:00Z', "
                         "NULL, NULL, NULL, 'geste', NULL, 'test', '2026-11-24T09:00Z'); "
                         "SELECT nx_ledger_grant (gen_random_uuid (), gen_random_uuid (), '%1$s', 'ADJUSTMENT', 4, '2027-11-23T12:00Z', "
                         "NULL, NULL, NULL, 'geste', NULL, 'test', '2026-11-24T09:00Z');", family.made.student_id);
  nx_test_db_script (f->server->db, sql);
  jobs (f, "2027-11-15T08:00:00Z");
  g_assert_cmpint (ask_number (f, MAILS ("credits_expiring")), ==, 0);
  /* Seven days before the first: at midnight, for eight in the morning in Tunis. */
  jobs (f, "2027-11-15T23:00:00Z");
  assert_text (f, "SELECT to_char (not_before, 'YYYY-MM-DD HH24:MI') AS a FROM outbox WHERE kind = 'credits_expiring'", "2027-11-16 07:00");
  jobs (f, "2027-11-16T23:00:00Z");
  jobs (f, "2027-11-17T23:00:00Z");
  jobs (f, "2027-11-20T23:00:00Z");
  /* Both lots of the other day in one mail, each lot once. */
  assert_text (f, "SELECT string_agg (payload ->> 'lots', ' ' ORDER BY id) AS a FROM outbox WHERE kind = 'credits_expiring'",
               "[{\"credits\": 1, \"expiresAt\": \"2027-11-23T12:00:00Z\"}] [{\"credits\": 4.5, \"expiresAt\": \"2027-11-24T09:00:00Z\"}]");

  jobs (f, "2027-11-23T11:59:00Z");
  g_assert_cmpint (balance (f), ==, 22);
  jobs (f, "2027-11-23T12:00:00Z");
  g_assert_cmpint (balance (f), ==, 18);
  jobs (f, "2027-11-25T00:00:00Z");
  jobs (f, "2027-11-25T00:01:00Z");
  g_assert_cmpint (balance (f), ==, 0);
  assert_text (f, "SELECT string_agg (amount::text, ' ' ORDER BY seq) AS a FROM credit_transactions WHERE type = 'EXPIRATION'", "-4 -16 -2");
  g_assert_cmpint (ask_number (f, MAILS ("credits_expired")), ==, 2);
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM audit WHERE action = 'credits.expired'"), ==, 2);
  payload = ask (f, "SELECT payload::text AS a FROM outbox WHERE kind = 'credits_expired' ORDER BY id DESC LIMIT 1");
  g_assert_nonnull (strstr (payload, "\"balance\": 0"));
  assert_sound (f, at ("2027-11-25T00:01:00Z"));
}

/* Races */

typedef struct
{
  FamiliesFixture *f;
  gint64 now;
} Racer;

static gpointer
race (gpointer data)
{
  Racer *racer = data;
  g_autoptr (NxDb) db = nx_test_db_open (racer->f->server->conninfo);
  NxJobRun run = { .app = racer->f->server->app, .db = db, .until = racer->now, .day = (gint32) (racer->now / NX_TIME_DAY),
                   .actor = { .role = -1, .zone = NX_TIME_CENTRE_ZONE, .locale = "fr", .request_id = "race", .now = racer->now } };
  g_autoptr (GError) error = NULL;

  /* Past the claims, as if two processes both believed to be the one: the rows themselves let each thing happen once. */
  g_assert_true (nx_subscriptions_renew_due (&run, &error));
  g_assert_no_error (error);
  g_assert_true (nx_credits_warn_due (&run, &error));
  g_assert_no_error (error);
  g_assert_true (nx_credits_expire_due (&run, &error));
  g_assert_no_error (error);
  return NULL;
}

static void
test_two_processes (FamiliesFixture *f, gconstpointer data)
{
  static const char *const days[] = { "2026-12-18T09:00:00Z", "2026-12-24T10:00:00Z", "2027-11-18T10:00:00Z", "2027-11-25T00:00:00Z" };
  Family families[6] = { { { NULL } } };

  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    {
      g_autofree char *email = g_strdup_printf ("p%u@example.tn", i);

      add_family (f, email, "Yasmine", "Ben Rhouma", &families[i]);
      sell (f, &families[i], i % 2 == 0 ? NX_PLAN_HYBRIDE : NX_PLAN_IMMERSION, "2026-11-24T09:00:00Z");
    }
  nx_test_db_script (f->server->db, "UPDATE subscriptions SET monthly_price = 0 WHERE plan_name = 'IMMERSION'");
  for (guint i = 0; i < G_N_ELEMENTS (days); i++)
    {
      Racer racer = { f, at (days[i]) };
      GThread *threads[4];

      for (guint k = 0; k < G_N_ELEMENTS (threads); k++)
        threads[k] = g_thread_new ("race", race, &racer);
      for (guint k = 0; k < G_N_ELEMENTS (threads); k++)
        g_thread_join (threads[k]);
      assert_sound (f, racer.now);
    }
  /* Three were asked, did not pay, were told and ended; three went on for nothing; the lots of a year ago are gone, once each. */
  g_assert_cmpint (ask_number (f, MAILS ("renewal_due")), ==, 3);
  g_assert_cmpint (ask_number (f, MAILS ("subscription_expired")), ==, 3);
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM subscriptions WHERE status = 'EXPIRED'"), ==, 3);
  g_assert_cmpint (ask_number (f, MAILS ("credits_expired")), ==, 6);
  g_assert_cmpint (ask_number (f, MAILS ("credits_expiring")), ==, 6);
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM credit_lots WHERE type = 'MONTHLY_ALLOCATION'"), ==, 3 + 3 * 13);
  g_assert_cmpint (balance (f), ==, 3 * 12 * 32);
  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    family_clear (&families[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, FamiliesFixture, NULL, families_setup, function, families_teardown)
  ADD ("/renewals/asked-and-paid", test_asked_and_paid);
  ADD ("/renewals/unpaid", test_unpaid);
  ADD ("/renewals/asked-late", test_asked_late);
  ADD ("/renewals/declared-is-waited-for", test_declared_is_waited_for);
  ADD ("/renewals/last-day", test_last_day);
  ADD ("/renewals/downgrade-at-the-anniversary", test_downgrade_at_the_anniversary);
  ADD ("/renewals/upgrade-grants-what-was-paid", test_upgrade_grants_what_was_paid);
  ADD ("/renewals/free-plan", test_free_plan);
  ADD ("/renewals/cancel", test_cancel);
  ADD ("/renewals/cancel-over-http", test_cancel_over_http);
  ADD ("/renewals/expiry", test_expiry);
  ADD ("/renewals/two-processes", test_two_processes);
  return g_test_run ();
}
