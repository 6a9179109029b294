/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/server/series-web.h"

extern const NxRoute nx_absences_routes[], nx_booking_routes[], nx_series_routes[], nx_undo_routes[];
static const NxRoute *const tables[] = { nx_absences_routes, nx_booking_routes, nx_series_routes, nx_undo_routes, NULL };

void
series_web_setup (SeriesWeb *self, gconstpointer data)
{
  booking_setup (&self->base, data);
  booking_pay_plans (&self->base);
  self->clock = nx_test_clock_new (self->base.now);
  self->server = nx_test_server_new (&(NxTestServerOptions){ .tables = tables, .clock = NX_CLOCK (self->clock),
                                                             .conninfo = self->base.conninfo });
  self->office = nx_test_server_token (self->server, id_of (ID_OFFICE_USER, 1));
  self->coach = nx_test_server_token (self->server, id_of (ID_COACH_USER, 1));
  self->other_coach = nx_test_server_token (self->server, id_of (ID_COACH_USER, 2));
  self->parent = nx_test_server_token (self->server, id_of (ID_PARENT_USER, 1));
}

void
series_web_teardown (SeriesWeb *self, gconstpointer data)
{
  g_autofree char *faults = booking_faults (self->base.db, nx_clock_now (NX_CLOCK (self->clock)));

  g_assert_cmpstr (faults, ==, "");
  nx_test_server_free (self->server);
  g_object_unref (self->clock);
  g_free (self->office);
  g_free (self->coach);
  g_free (self->other_coach);
  g_free (self->parent);
  nx_db_close (self->base.db);
  nx_test_db_drop (self->base.conninfo);
}

NxTestReply *
series_patch (SeriesWeb *self, const char *token, const char *path, const char *body)
{
  return nx_test_send (self->server, &(NxTestRequest){ .method = "PATCH", .path = path, .token = token, .body = body });
}

NxTestReply *
series_undo (SeriesWeb *self, const char *token, NxTestReply *reply)
{
  const char *action = nx_test_reply_header (reply, "X-Action-Id");
  g_autofree char *body = NULL;

  g_assert_nonnull (action);
  body = g_strdup_printf ("{\"actionId\":\"%s\"}", action);

  return nx_test_post (self->server, "/api/undo", token, body);
}

guint
series_length (NxTestReply *reply, const char *path)
{
  return json_array_get_length (json_node_get_array (nx_test_reply_node (reply, path)));
}

const char *
series_text (NxTestReply *reply, const char *list, guint n, const char *member)
{
  JsonArray *array = json_node_get_array (nx_test_reply_node (reply, list));
  JsonNode *node;

  g_assert_cmpuint (n, <, json_array_get_length (array));
  node = json_object_get_member (json_array_get_object_element (array, n), member);

  return node != NULL && !JSON_NODE_HOLDS_NULL (node) ? json_node_get_string (node) : NULL;
}

char *
series_book (SeriesWeb *self, guint student, guint coach, const char *start)
{
  NxBooking booking = lesson (student, coach, start);

  return book_ok (&self->base, &booking);
}
