/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/server/http-routes.h"

#include "common/nx-random.h"

static const NxField echo_query[] = { { "limit", NX_FIELD_INT, NX_FIELD_OPTIONAL, 1, 200 }, { NULL } };
static const NxField echo_body[] = {
  { "name", NX_FIELD_STRING, NX_FIELD_REQUIRED, 1, 80 },
  { "count", NX_FIELD_INT, NX_FIELD_OPTIONAL, 0, 1000 },
  { "fail", NX_FIELD_STRING, NX_FIELD_OPTIONAL, 1, 20 },
  { NULL }
};
static const NxField form_body[] = {
  { "name", NX_FIELD_STRING, NX_FIELD_REQUIRED, 2, 80 },
  { "password", NX_FIELD_SECRET, NX_FIELD_OPTIONAL, 1, 80 },
  { NULL }
};

enum { ADD, COUNT };
static const NxStatement statements[] = {
  [ADD] = { "test.setting_add", "INSERT INTO settings (key, value, updated_at) VALUES ($1, to_jsonb ($2::text), $3::timestamptz)", 3 },
  [COUNT] = { "test.setting_count", "SELECT count (*) AS n FROM settings WHERE key LIKE 'test:%'", 0 },
};

NxResponse *
test_echo (NxRequest *request, NxDb *db, GError **error)
{
  NxJsonWriter *writer = nx_json_writer_new ();
  nx_json_begin_object (writer, NULL);
  nx_json_add_string (writer, "method", nx_request_method (request));
  nx_json_add_string (writer, "path", nx_request_path (request));
  nx_json_add_string (writer, "language", nx_request_actor (request)->locale);
  nx_json_add_string (writer, "user", nx_request_actor (request)->user_id);
  nx_json_add_int (writer, "length", g_bytes_get_size (nx_request_raw_body (request)));
  if (g_str_equal (nx_request_path (request), "/api/echo") && nx_request_query (request) != NULL && nx_values_has (nx_request_query (request), "limit"))
    nx_json_add_int (writer, "limit", nx_values_int (nx_request_query (request), "limit", 0));
  nx_json_end_object (writer);
  return nx_response_json (200, writer);
}

static NxResponse *
thing (NxRequest *request, NxDb *db, GError **error)
{
  NxJsonWriter *writer = nx_json_writer_new ();
  nx_json_begin_object (writer, NULL);
  nx_json_add_string (writer, "id", nx_request_param (request, "id"));
  nx_json_end_object (writer);
  return nx_response_json (200, writer);
}

static NxResponse *
broken (NxRequest *request, NxDb *db, GError **error)
{
  g_set_error_literal (error, NX_ERROR, NX_ERROR_INTERNAL, "no such column in secret table");
  return NULL;
}

static NxResponse *
slow (NxRequest *request, NxDb *db, GError **error)
{
  g_usleep (300000);
  return test_echo (request, db, error);
}

/* Writes a row; fails afterwards where the body says so. */
static NxResponse *
book (NxRequest *request, NxDb *db, GError **error)
{
  const NxActor *actor = nx_request_actor (request);
  NxValues *body = nx_request_body (request);
  g_autofree char *key = nx_uuid_new (actor->now);
  g_autofree char *name = g_strconcat ("test:", key, NULL);
  const char *fail = nx_values_string (body, "fail");

  if (!nx_db_do (db, &statements[ADD], error, nx_text (name), nx_text (nx_values_string (body, "name")), nx_time (actor->now)))
    return NULL;
  if (g_strcmp0 (fail, "error") == 0)
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_SLOT_TAKEN, "taken");
      return NULL;
    }
  NxJsonWriter *writer = nx_json_writer_new ();
  nx_json_begin_object (writer, NULL);
  nx_json_add_string (writer, "key", key);
  nx_json_end_object (writer);
  return nx_response_json (g_strcmp0 (fail, "status") == 0 ? 409 : 201, writer);
}

static NxResponse *
count (NxRequest *request, NxDb *db, GError **error)
{
  g_autoptr (NxRows) rows = nx_db_query (db, &statements[COUNT], NULL, 0, error);
  if (rows == NULL)
    return NULL;
  NxJsonWriter *writer = nx_json_writer_new ();
  nx_json_begin_object (writer, NULL);
  nx_json_add_int (writer, "n", nx_rows_int (rows, 0, "n"));
  nx_json_end_object (writer);
  return nx_response_json (200, writer);
}

/* A form that shows what was wrong and what was typed. */
static NxResponse *
form (NxRequest *request, NxDb *db, GError **error)
{
  GHashTable *faults = nx_request_faults (request);
  if (faults == NULL && nx_request_body (request) != NULL)
    return nx_response_cookie (nx_response_redirect ("/done"), "test", "1", 60);
  g_autofree char *typed = g_markup_escape_text (nx_request_form (request, "name"), -1);
  return nx_response_html (faults != NULL ? 422 : 200, g_strdup_printf ("<p>typed=%s secret=%s faults=%u</p>", typed, nx_request_form (request, "password"),
                                                                      faults != NULL ? g_hash_table_size (faults) : 0));
}

static NxResponse *
cached (NxRequest *request, NxDb *db, GError **error)
{
  const NxActor *actor = nx_request_actor (request);
  return nx_response_html (200, g_strdup_printf ("<p>%s %s %" G_GINT64_FORMAT "</p>", actor->locale, actor->user_id != NULL ? actor->user_id : "nobody",
                                                 g_get_monotonic_time ()));
}

static const NxRoute routes[] = {
  { "GET", "/api/echo", NX_ROLES_ANYONE, echo_query, NULL, test_echo, NX_ROUTE_NONE, "Echo" },
  { "POST", "/api/echo", NX_ROLES_ANYONE, NULL, echo_body, test_echo, NX_ROUTE_NONE, "Echo a body" },
  { "GET", "/api/things/{id}", NX_ROLES_ANYONE, NULL, NULL, thing, NX_ROUTE_NONE, "A thing" },
  { "GET", "/api/office", NX_ROLES_OFFICE, NULL, NULL, test_echo, NX_ROUTE_NONE, "For the office" },
  { "POST", "/api/family", NX_ROLES_FAMILY, NULL, echo_body, test_echo, NX_ROUTE_NONE, "For families" },
  { "GET", "/api/broken", NX_ROLES_ANYONE, NULL, NULL, broken, NX_ROUTE_NONE, "Fails" },
  { "GET", "/api/slow", NX_ROLES_ANYONE, NULL, NULL, slow, NX_ROUTE_NONE, "Takes 0.3 s" },
  { "POST", "/api/hash", NX_ROLES_ANYONE, NULL, NULL, slow, NX_ROUTE_SLOW | NX_ROUTE_OWN_TRANSACTION, "Takes 0.3 s on a slow worker" },
  { "POST", "/api/book", NX_ROLES_SIGNED_IN, NULL, echo_body, book, NX_ROUTE_IDEMPOTENT, "Writes a row" },
  { "GET", "/api/count", NX_ROLES_ANYONE, NULL, NULL, count, NX_ROUTE_NONE, "Counts rows" },
  { "GET", "/form", NX_ROLES_ANYONE, NULL, NULL, form, NX_ROUTE_PAGE, "A form" },
  { "POST", "/form", NX_ROLES_ANYONE, NULL, form_body, form, NX_ROUTE_PAGE, "Its target" },
  { "GET", "/parent/home", NX_ROLES_FAMILY, NULL, NULL, form, NX_ROUTE_PAGE, "A page for families" },
  { "POST", "/parent/home", NX_ROLES_FAMILY, NULL, form_body, form, NX_ROUTE_PAGE, "Its form" },
  { "GET", "/cached", NX_ROLES_ANYONE, NULL, NULL, cached, NX_ROUTE_PAGE | NX_ROUTE_CACHED, "A cached page" },
  { "GET", "/x", NX_ROLES_ANYONE, NULL, NULL, test_echo, NX_ROUTE_NONE, "Raw cases" },
  { "POST", "/x", NX_ROLES_ANYONE, NULL, NULL, test_echo, NX_ROUTE_NONE, "Raw cases" },
  { "GET", "/{a}", NX_ROLES_ANYONE, NULL, NULL, test_echo, NX_ROUTE_PAGE, "Raw cases" },
  { NULL }
};

const NxRoute *const test_tables[] = { routes, NULL };
