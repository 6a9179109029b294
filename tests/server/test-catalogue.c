/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/nx-test-clock.h"
#include "tests/lib/nx-test-server.h"

#include <string.h>

#include "common/nx-time.h"
#include "server/admin/catalogue.h"
#include "server/jobs/nx-job-runner.h"
#include "server/subscriptions/subscriptions.h"

#define NOW G_GINT64_CONSTANT (1795510800000000) /* 2026-11-24T09:00:00Z */

typedef struct
{
  NxTestServer *server;
  NxTestClock *clock;
  char *admin_id, *admin, *office_id, *office;
} Fixture;

static const NxRoute *const tables[] = { nx_catalogue_routes, nx_subscriptions_routes, NULL };

static void
setup (Fixture *f, gconstpointer data)
{
  f->clock = nx_test_clock_new (NOW);
  f->server = nx_test_server_new (&(NxTestServerOptions){ .tables = tables, .clock = NX_CLOCK (f->clock) });
  f->admin_id = nx_test_server_add_user (f->server, NX_ROLE_ADMIN, "admin@nexus.test");
  f->admin = nx_test_server_token (f->server, f->admin_id);
  f->office_id = nx_test_server_add_user (f->server, NX_ROLE_ASSISTANTE, "bureau@nexus.test");
  f->office = nx_test_server_token (f->server, f->office_id);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  nx_test_server_free (f->server);
  g_object_unref (f->clock);
  g_free (f->admin);
  g_free (f->admin_id);
  g_free (f->office);
  g_free (f->office_id);
}

static gint64
number (Fixture *f, const NxStatement *question)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NxRows) rows = nx_db_query (f->server->db, question, NULL, 0, &error);

  g_assert_no_error (error);
  return nx_rows_int (rows, 0, "a");
}

static void
jobs (Fixture *f, gint64 now)
{
  static const NxJob table[] = { { "catalogue", NX_JOB_MINUTE, nx_catalogue_apply_due }, { NULL } };
  g_autoptr (GError) error = NULL;

  g_assert_true (nx_jobs_run_due (NULL, f->server->db, table, NX_JOB_MONTH, now, NULL, NULL, &error));
  g_assert_no_error (error);
}

static const NxStatement hybride = { "test.hybride", "SELECT price AS a FROM plans WHERE name = 'HYBRIDE'", 0 };
static const NxStatement terms = { "test.terms", "SELECT count (*) AS a FROM catalogue_terms WHERE kind = 'plan' AND key = 'HYBRIDE'", 0 };

static NxTestReply *
price (Fixture *f, int dinars, const char *from)
{
  g_autofree char *body = g_strdup_printf ("{\"key\": \"HYBRIDE\", \"price\": {\"amount\": %d000, \"currency\": \"TND\"}, \"credits\": 4%s%s%s}",
                                           dinars, from != NULL ? ", \"validFrom\": \"" : "", from != NULL ? from : "",
                                           from != NULL ? "\"" : "");

  return nx_test_post (f->server, "/api/admin/plans", f->admin, body);
}

static void
test_price_change (Fixture *f, gconstpointer data)
{
  static const NxStatement audited = { "test.audited", "SELECT count (*) AS a FROM audit WHERE action = 'catalogue.priced' "
                                                       "AND before ->> 'price' = '179000'", 0 };
  g_autoptr (NxTestReply) later = NULL, past = NULL, now = NULL, all = NULL, sold = NULL;

  /* From the first of the year: today nothing changes. */
  later = price (f, 189, "2027-01-01T00:00:00Z");
  nx_test_assert_status (later, 201);
  g_assert_cmpstr (nx_test_reply_string (later, "items.0.validFrom"), ==, "2027-01-01T00:00:00Z");
  g_assert_false (json_node_get_boolean (nx_test_reply_node (later, "items.0.inForce")));
  g_assert_cmpstr (nx_test_reply_string (later, "items.1.validUntil"), ==, "2027-01-01T00:00:00Z");
  g_assert_true (json_node_get_boolean (nx_test_reply_node (later, "items.1.inForce")));
  jobs (f, NOW);
  g_assert_cmpint (number (f, &hybride), ==, 179000);
  past = price (f, 1, "2026-11-24T08:59:59Z");
  nx_test_assert_code (past, 422, "invalid");

  /* And from now on until then another one. */
  now = price (f, 185, NULL);
  nx_test_assert_status (now, 201);
  g_assert_cmpint (number (f, &hybride), ==, 185000);
  g_assert_cmpint (number (f, &terms), ==, 3);
  sold = nx_test_get (f->server, "/api/catalogue", NULL);
  g_assert_cmpfloat (nx_test_reply_number (sold, "items.1.price.amount"), ==, 185000);
  jobs (f, NOW + 37 * NX_TIME_DAY);
  g_assert_cmpint (number (f, &hybride), ==, 185000);
  jobs (f, NOW + 39 * NX_TIME_DAY);
  g_assert_cmpint (number (f, &hybride), ==, 189000);
  g_assert_cmpint (number (f, &audited), ==, 2);
  all = nx_test_get (f->server, "/api/admin/plans", f->admin);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (nx_test_reply_node (all, "items"))), ==, 5);
}

/* What is to begin at a moment is replaced by what is said later; the two never stand beside each other. */
static void
test_said_again (Fixture *f, gconstpointer data)
{
  g_autoptr (NxTestReply) one = price (f, 189, "2027-01-01T00:00:00Z"), other = price (f, 199, "2027-01-01T00:00:00Z"),
                          between = price (f, 182, "2026-12-01T00:00:00Z");

  nx_test_assert_status (one, 201);
  nx_test_assert_status (other, 201);
  nx_test_assert_status (between, 201);
  g_assert_cmpint (number (f, &terms), ==, 3);
  jobs (f, NOW + 10 * NX_TIME_DAY);
  g_assert_cmpint (number (f, &hybride), ==, 182000);
  jobs (f, NOW + 40 * NX_TIME_DAY);
  g_assert_cmpint (number (f, &hybride), ==, 199000);
}

static void
test_packs (Fixture *f, gconstpointer data)
{
  static const NxStatement credits = { "test.pack", "SELECT credits AS a FROM packs WHERE key = 'STAGE_HIVER'", 0 };
  g_autoptr (NxTestReply) nameless = NULL, made = NULL, priced = NULL, ended = NULL, sold = NULL, unknown = NULL, foreign = NULL;

  nameless = nx_test_post (f->server, "/api/admin/packs", f->admin,
                           "{\"key\": \"STAGE_HIVER\", \"price\": {\"amount\": 400000, \"currency\": \"TND\"}, \"credits\": 6}");
  nx_test_assert_code (nameless, 404, "not_found");
  made = nx_test_post (f->server, "/api/admin/packs", f->admin,
                       "{\"key\": \"STAGE_HIVER\", \"type\": \"SPECIAL_PACK\", \"title\": \"Stage d’hiver\", "
                       "\"price\": {\"amount\": 400000, \"currency\": \"TND\"}, \"credits\": 6, \"validityMonths\": 6}");
  nx_test_assert_status (made, 201);
  g_assert_cmpint (number (f, &credits), ==, 24);
  priced = nx_test_post (f->server, "/api/admin/packs", f->admin,
                         "{\"key\": \"STAGE_HIVER\", \"price\": {\"amount\": 380000, \"currency\": \"TND\"}, \"credits\": 7}");
  nx_test_assert_status (priced, 201);
  g_assert_cmpint (number (f, &credits), ==, 28);
  foreign = nx_test_post (f->server, "/api/admin/packs", f->admin,
                          "{\"key\": \"STAGE_HIVER\", \"price\": {\"amount\": 380000, \"currency\": \"EUR\"}, \"credits\": 7}");
  nx_test_assert_code (foreign, 422, "invalid");
  ended = nx_test_send (f->server, &(NxTestRequest){ .method = "PATCH", .path = "/api/admin/packs/STAGE_HIVER", .token = f->admin,
                                                     .body = "{\"soldUntil\": \"2026-11-24T09:00:00Z\"}" });
  nx_test_assert_status (ended, 422);
  nx_test_clock_advance (f->clock, NX_TIME_HOUR);
  g_clear_pointer (&ended, nx_test_reply_free);
  ended = nx_test_send (f->server, &(NxTestRequest){ .method = "PATCH", .path = "/api/admin/packs/STAGE_HIVER", .token = f->admin,
                                                     .body = "{\"soldUntil\": \"2026-11-24T09:30:00Z\"}" });
  nx_test_assert_status (ended, 200);
  g_assert_false (json_node_get_boolean (nx_test_reply_node (ended, "items.0.sold")));
  sold = nx_test_get (f->server, "/api/catalogue", NULL);
  g_assert_null (strstr (sold->body, "STAGE_HIVER"));
  unknown = nx_test_send (f->server, &(NxTestRequest){ .method = "PATCH", .path = "/api/admin/packs/RIEN", .token = f->admin, .body = "{}" });
  nx_test_assert_code (unknown, 404, "not_found");
}

static void
test_costs_and_addons (Fixture *f, gconstpointer data)
{
  static const NxStatement cost = { "test.cost", "SELECT cost AS a FROM session_costs WHERE type = 'COURS_PRESENTIEL'", 0 };
  static const NxStatement addon = { "test.addon", "SELECT price AS a FROM aria_addons WHERE key = 'ONE_SUBJECT'", 0 };
  g_autoptr (NxTestReply) dearer = NULL, odd = NULL, aria = NULL, refused = NULL, hidden = NULL, shown = NULL;

  dearer = nx_test_post (f->server, "/api/admin/session-costs", f->admin, "{\"key\": \"COURS_PRESENTIEL\", \"credits\": 1.5, \"minutes\": 60, \"capacity\": 1}");
  nx_test_assert_status (dearer, 201);
  g_assert_cmpint (number (f, &cost), ==, 6);
  odd = nx_test_post (f->server, "/api/admin/session-costs", f->admin, "{\"key\": \"COURS_PRESENTIEL\", \"credits\": 1.5, \"minutes\": 50, \"capacity\": 1}");
  nx_test_assert_code (odd, 422, "invalid");
  aria = nx_test_post (f->server, "/api/admin/aria-addons", f->admin, "{\"key\": \"ONE_SUBJECT\", \"price\": {\"amount\": 55000, \"currency\": \"TND\"}}");
  nx_test_assert_status (aria, 201);
  g_assert_cmpint (number (f, &addon), ==, 55000);
  refused = nx_test_post (f->server, "/api/admin/aria-addons", f->office, "{\"key\": \"ONE_SUBJECT\", \"price\": {\"amount\": 0, \"currency\": \"TND\"}}");
  nx_test_assert_code (refused, 403, "forbidden");
  hidden = nx_test_send (f->server, &(NxTestRequest){ .method = "PATCH", .path = "/api/admin/plans/IMMERSION", .token = f->admin,
                                                      .body = "{\"active\": false}" });
  nx_test_assert_status (hidden, 200);
  shown = nx_test_get (f->server, "/api/catalogue", NULL);
  g_assert_null (strstr (shown->body, "IMMERSION"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, Fixture, NULL, setup, function, teardown)
  ADD ("/catalogue/price-change", test_price_change);
  ADD ("/catalogue/said-again", test_said_again);
  ADD ("/catalogue/packs", test_packs);
  ADD ("/catalogue/costs-and-addons", test_costs_and_addons);
  return g_test_run ();
}
