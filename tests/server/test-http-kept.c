/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/nx-test-clock.h"
#include "tests/lib/nx-test-server.h"

#include <string.h>

#include "common/nx-time.h"
#include "server/http/nx-route.h"

/* Answers that are given again while the database is in the same state: one worker, so that a question meets the one before. */

enum { NAMES };
static const NxStatement statements[] = {
  [NAMES] = { "test.names", "SELECT string_agg (first_name, ',' ORDER BY first_name) AS names FROM users", 0 },
};

typedef struct
{
  NxTestClock *clock;
  NxTestServer *server;
  char *user, *token;
} Fixture;

static int made;

static NxResponse *
show_names (NxRequest *request, NxDb *db, GError **error)
{
  const NxActor *actor = nx_request_actor (request);
  g_autoptr (NxRows) rows = nx_db_query (db, &statements[NAMES], NULL, 0, error);
  g_autoptr (NxJsonWriter) json = NULL;

  if (rows == NULL)
    return NULL;
  g_atomic_int_inc (&made);
  json = nx_json_writer_new ();
  nx_json_begin_object (json, NULL);
  nx_json_add_string (json, "names", nx_rows_text (rows, 0, "names"));
  nx_json_add_string (json, "user", actor->user_id);
  nx_json_add_string (json, "locale", actor->locale);
  nx_json_add_time (json, "now", actor->now);
  nx_json_end_object (json);

  return nx_response_json (200, g_steal_pointer (&json));
}

static const NxField query[] = {
  { "q", NX_FIELD_STRING, 0, 1, 10 },
  { NULL },
};
static const NxRoute routes[] = {
  { "GET", "/api/kept", NX_ROLES_STAFF, query, NULL, show_names, NX_ROUTE_KEPT, "Kept" },
  { "GET", "/api/made", NX_ROLES_STAFF, query, NULL, show_names, NX_ROUTE_NONE, "Made each time" },
  { NULL },
};
static const NxRoute *const tables[] = { routes, NULL };

static void
set_up (Fixture *self, gconstpointer data)
{
  self->clock = nx_test_clock_new (G_GINT64_CONSTANT (1795500000000000));
  self->server = nx_test_server_new (&(NxTestServerOptions){ .tables = tables, .clock = NX_CLOCK (self->clock), .workers = 1 });
  self->user = nx_test_server_add_user (self->server, NX_ROLE_ASSISTANTE, "amel@nexus.test");
  self->token = nx_test_server_token (self->server, self->user);
  g_atomic_int_set (&made, 0);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  nx_test_server_free (self->server);
  g_object_unref (self->clock);
  g_free (self->user);
  g_free (self->token);
}

static void
ask (Fixture *self, const char *path, guint times, int expected)
{
  int before = g_atomic_int_get (&made);

  for (guint i = 0; i < times; i++)
    {
      g_autoptr (NxTestReply) reply = nx_test_get (self->server, path, self->token);

      nx_test_assert_status (reply, 200);
      g_assert_cmpstr (nx_test_reply_string (reply, "user"), ==, self->user);
      g_assert_cmpstr (nx_test_reply_header (reply, "Cache-Control"), ==, "no-store");
    }
  g_assert_cmpint (g_atomic_int_get (&made) - before, ==, expected);
}

/* The first is only remembered, the second is kept. */
static void
test_same (Fixture *self, gconstpointer data)
{
  ask (self, "/api/kept", 6, 2);
  ask (self, "/api/kept?q=b", 6, 2);
  ask (self, "/api/made", 6, 6);
}

static void
test_change (Fixture *self, gconstpointer data)
{
  ask (self, "/api/kept", 4, 2);
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *name = g_strdup_printf ("Nour%u", i);
      g_autofree char *sql = g_strdup_printf ("UPDATE users SET first_name = '%s'", name);
      g_autoptr (NxTestReply) reply = NULL;

      nx_test_db_script (self->server->db, sql);
      reply = nx_test_get (self->server, "/api/kept", self->token);
      g_assert_cmpstr (nx_test_reply_string (reply, "names"), ==, name);
      ask (self, "/api/kept", 3, 0);
    }
}

/* What is under way elsewhere is not seen, its commit at once. */
static void
test_under_way (Fixture *self, gconstpointer data)
{
  g_autoptr (NxTestReply) reply = NULL;

  nx_test_db_script (self->server->db, "BEGIN");
  nx_test_db_script (self->server->db, "UPDATE users SET first_name = 'Later'");
  ask (self, "/api/kept", 4, 2);
  nx_test_db_script (self->server->db, "COMMIT");
  reply = nx_test_get (self->server, "/api/kept", self->token);
  g_assert_cmpstr (nx_test_reply_string (reply, "names"), ==, "Later");
}

static void
test_ended (Fixture *self, gconstpointer data)
{
  static const char *const ends[] = { "UPDATE auth_tokens SET revoked_at = created_at", "UPDATE auth_tokens SET revoked_at = NULL",
                                      "UPDATE users SET deactivated_at = created_at", "UPDATE users SET deactivated_at = NULL" };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autoptr (NxTestReply) reply = NULL;

      for (guint n = 0; n < 3; n++)
        nx_test_reply_free (nx_test_get (self->server, "/api/kept", self->token));
      nx_test_db_script (self->server->db, ends[i]);
      reply = nx_test_get (self->server, "/api/kept", self->token);
      nx_test_assert_status (reply, i % 2 == 0 ? 401 : 200);
    }
}

static void
test_time (Fixture *self, gconstpointer data)
{
  ask (self, "/api/kept", 4, 2);
  nx_test_clock_advance (self->clock, NX_TIME_SECOND);
  ask (self, "/api/kept", 4, 2);
  nx_test_clock_advance (self->clock, -NX_TIME_SECOND);
  ask (self, "/api/kept", 4, 2);
  nx_test_clock_advance (self->clock, 13 * NX_TIME_HOUR);
  {
    g_autoptr (NxTestReply) reply = nx_test_get (self->server, "/api/kept", self->token);

    nx_test_assert_status (reply, 401);
  }
}

/* Nobody gets what was made for somebody else, or in another language. */
static void
test_others (Fixture *self, gconstpointer data)
{
  g_autofree char *other = nx_test_server_add_user (self->server, NX_ROLE_ADMIN, "sami@nexus.test");
  g_autofree char *token = nx_test_server_token (self->server, other);
  g_autofree char *bearer = g_strconcat ("Bearer ", self->token, NULL);
  const char *headers[] = { "Authorization", bearer, "Accept-Language", "en", NULL };

  ask (self, "/api/kept", 4, 2);
  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (NxTestReply) theirs = nx_test_get (self->server, "/api/kept", token);
      g_autoptr (NxTestReply) nobodys = nx_test_get (self->server, "/api/kept", NULL);
      g_autoptr (NxTestReply) english
          = nx_test_send (self->server, &(NxTestRequest){ .method = "GET", .path = "/api/kept", .headers = headers });

      g_assert_cmpstr (nx_test_reply_string (theirs, "user"), ==, other);
      nx_test_assert_status (nobodys, 401);
      g_assert_cmpstr (nx_test_reply_string (english, "locale"), ==, "en");
    }
  ask (self, "/api/kept", 2, 0);
}

/* Every question is another one, so that nothing is kept: who asks is known, and looked up with the answer all the same. */
static void
test_known (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *sql;
    guint status;
  } changes[] = {
    { "UPDATE auth_tokens SET revoked_at = created_at", 401 },
    { "UPDATE auth_tokens SET revoked_at = NULL", 200 },
    { "UPDATE users SET deactivated_at = created_at", 401 },
    { "UPDATE users SET deactivated_at = NULL, locale = 'en'", 200 },
    { "UPDATE users SET role = 'PARENT'", 403 },
    { "UPDATE users SET role = 'ADMIN', first_name = 'Nour', locale = 'fr'", 200 },
    { "DELETE FROM auth_tokens", 401 },
  };
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autoptr (NxTestReply) long_one = NULL, reply = NULL;
      g_autofree char *path = g_strdup_printf ("/api/kept?q=%u", 1000 + i);

      for (guint again = 0; again < 3; again++)
        {
          g_autofree char *other = g_strdup_printf ("/api/kept?q=%u", n++);

          nx_test_reply_free (nx_test_get (self->server, other, self->token));
        }
      nx_test_db_script (self->server->db, changes[i].sql);
      reply = nx_test_get (self->server, path, self->token);
      nx_test_assert_status (reply, changes[i].status);
      if (changes[i].status == 200)
        g_assert_cmpstr (nx_test_reply_string (reply, "locale"), ==, i == 3 ? "en" : "fr");
      /* What is wrong with a question is told to whoever may ask it. */
      long_one = nx_test_get (self->server, "/api/kept?q=12345678901", self->token);
      nx_test_assert_status (long_one, changes[i].status == 200 ? 422 : changes[i].status);
    }
}

/* One question, one round trip, one run of the handler. */
static void
test_known_once (Fixture *self, gconstpointer data)
{
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *path = g_strdup_printf ("/api/kept?q=%u", i);

      ask (self, path, 1, 1);
    }
}

/* A connection made anew starts without what the old one had made. */
static void
test_connection (Fixture *self, gconstpointer data)
{
  ask (self, "/api/kept", 4, 2);
  nx_test_db_script (self->server->db,
                     "SELECT pg_terminate_backend (pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid () AND datname = current_database ()"
                     " AND query LIKE '%pg_current_snapshot%'");
  g_usleep (G_USEC_PER_SEC / 5);
  ask (self, "/api/kept", 3, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/http-kept/same", Fixture, NULL, set_up, test_same, tear_down);
  g_test_add ("/http-kept/change", Fixture, NULL, set_up, test_change, tear_down);
  g_test_add ("/http-kept/under-way", Fixture, NULL, set_up, test_under_way, tear_down);
  g_test_add ("/http-kept/ended", Fixture, NULL, set_up, test_ended, tear_down);
  g_test_add ("/http-kept/time", Fixture, NULL, set_up, test_time, tear_down);
  g_test_add ("/http-kept/others", Fixture, NULL, set_up, test_others, tear_down);
  g_test_add ("/http-kept/known", Fixture, NULL, set_up, test_known, tear_down);
  g_test_add ("/http-kept/known-once", Fixture, NULL, set_up, test_known_once, tear_down);
  g_test_add ("/http-kept/connection", Fixture, NULL, set_up, test_connection, tear_down);
  return g_test_run ();
}
