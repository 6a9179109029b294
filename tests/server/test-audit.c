/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/nx-audit.h"

#include "common/nx-random.h"
#include "common/nx-time.h"
#include "tests/lib/nx-test-db.h"

#define NOW G_GINT64_CONSTANT (1795363200000000)

typedef struct
{
  char *conninfo;
  NxDb *db;
  char *id;
  NxActor actor;
} Fixture;

static void
setup (Fixture *f, gconstpointer data)
{
  f->conninfo = nx_test_db_new ();
  f->db = nx_test_db_open (f->conninfo);
  f->id = nx_uuid_new (NOW);
  f->actor = (NxActor){ .role = NX_ROLE_ASSISTANTE, .first_name = "Olfa", .last_name = "Ben", .zone = "Africa/Tunis", .locale = "fr",
                        .request_id = "req-1", .remote = "127.0.0.1", .now = NOW };
}

static void
teardown (Fixture *f, gconstpointer data)
{
  nx_db_close (f->db);
  nx_test_db_drop (f->conninfo);
  g_free (f->id);
}

static gboolean
all_three (NxDb *db, gpointer user_data, GError **error)
{
  Fixture *f = user_data;
  NxMail mail = { .kind = "welcome", .dedupe = "welcome:1", .to_address = "a@b.c", .to_name = "A", .locale = "fr", .payload = "{\"x\": 1}",
                  .not_before = NX_TIME_NONE };

  return nx_audit (db, &f->actor, "session.booked", "session", f->id, NULL, "{\"status\": \"SCHEDULED\"}", error)
         && nx_live_publish (db, &f->actor, "session.booked", f->id, NULL, NULL, error) && nx_outbox_add (db, &f->actor, &mail, error)
         && nx_outbox_add (db, &f->actor, &mail, error);
}

static void
on_notify (const char *channel, const char *payload, gpointer user_data)
{
  g_assert_cmpstr (channel, ==, NX_LIVE_CHANNEL);
  g_string_append (user_data, payload);
}

static void
test_one_transaction (Fixture *f, gconstpointer data)
{
  g_autoptr (NxDb) listener = nx_test_db_open (f->conninfo);
  g_autoptr (GString) seen = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  nx_test_db_script (listener, "LISTEN nx_live");
  g_assert_true (nx_db_transaction (f->db, all_three, f, &error));
  g_assert_no_error (error);
  nx_test_db_script (f->db,
                     "DO $$ BEGIN "
                     "ASSERT (SELECT count (*) = 1 FROM audit WHERE action = 'session.booked' AND actor_role = 'ASSISTANTE' "
                     "AND request_id = 'req-1' AND after ->> 'status' = 'SCHEDULED'), 'audit'; "
                     "ASSERT (SELECT count (*) = 1 FROM events WHERE by_name = 'Olfa Ben'), 'events'; "
                     "ASSERT (SELECT count (*) = 1 FROM outbox WHERE dedupe = 'welcome:1' AND not_before = created_at), 'outbox'; END $$");
  for (int i = 0; i < 200 && seen->len == 0; i++)
    {
      g_usleep (10000);
      g_assert_true (nx_db_read_notifications (listener, on_notify, seen, &error));
    }
  g_assert_cmpstr (seen->str, ==, "1");
}

static void
test_history_stays (Fixture *f, gconstpointer data)
{
  static const char *const crimes[] = { "UPDATE audit SET action = 'x'", "DELETE FROM audit", "TRUNCATE audit", "DELETE FROM credit_draws",
    "UPDATE credit_transactions SET amount = 1", "TRUNCATE settlements CASCADE", "DELETE FROM payment_events" };

  for (guint i = 0; i < G_N_ELEMENTS (crimes); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, "*append-only*");
      g_assert_false (nx_db_script (f->db, crimes[i], &error));
      g_test_assert_expected_messages ();
    }
}

static void
test_rate_limit (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < 3; i++)
    g_assert_true (nx_rate_limit (f->db, "signin:a", 3, 60, NOW + i * NX_TIME_SECOND, &error));
  g_assert_false (nx_rate_limit (f->db, "signin:a", 3, 60, NOW + 20 * NX_TIME_SECOND, &error));
  g_assert_error (error, NX_ERROR, NX_ERROR_RATE_LIMITED);
  g_assert_cmpuint (nx_error_get_retry_after (error), ==, 40);
  g_clear_error (&error);
  /* another bucket, and the same one when its window is over */
  g_assert_true (nx_rate_limit (f->db, "signin:b", 3, 60, NOW + 20 * NX_TIME_SECOND, &error));
  g_assert_true (nx_rate_limit (f->db, "signin:a", 3, 60, NOW + 60 * NX_TIME_SECOND, &error));
  g_assert_no_error (error);
}

#define ADD(name, func) g_test_add ("/audit/" name, Fixture, NULL, setup, func, teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("one-transaction", test_one_transaction);
  ADD ("history-stays", test_history_stays);
  ADD ("rate-limit", test_rate_limit);
  return g_test_run ();
}
