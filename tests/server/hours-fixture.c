/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/server/hours-fixture.h"

#include <string.h>

void
hours_setup (Hours *self, gconstpointer data)
{
  g_autofree char *colleague = NULL, *admin = NULL;

  breakers_setup (&self->base, data);
  colleague = nx_test_server_add_user (self->base.server, NX_ROLE_ASSISTANTE, "collegue@nexus.test");
  admin = nx_test_server_add_user (self->base.server, NX_ROLE_ADMIN, "admin@nexus.test");
  self->office = breakers_token (&self->base, ID_OFFICE_USER, 1);
  self->colleague = nx_test_server_token (self->base.server, colleague);
  self->admin = nx_test_server_token (self->base.server, admin);
  self->parent = breakers_token (&self->base, ID_PARENT_USER, 1);
  self->stranger = breakers_token (&self->base, ID_PARENT_USER, 3);
  self->pupil = breakers_token (&self->base, ID_PUPIL_USER, 1);
  self->coach = breakers_token (&self->base, ID_COACH_USER, 1);
  self->other_coach = breakers_token (&self->base, ID_COACH_USER, 2);
}

void
hours_teardown (Hours *self, gconstpointer data)
{
  char *tokens[] = { self->office, self->colleague, self->admin, self->parent, self->stranger, self->pupil, self->coach, self->other_coach };

  for (guint i = 0; i < G_N_ELEMENTS (tokens); i++)
    g_free (tokens[i]);
  breakers_teardown (&self->base, data);
}

NxTestReply *
hours_send (Hours *self, const char *method, const char *path, const char *token, const char *body, guint status)
{
  NxTestReply *reply
    = nx_test_send (self->base.server, &(NxTestRequest){ .method = method, .path = path, .token = token, .body = body });

  nx_test_assert_status (reply, status);

  return reply;
}

char *
hours_do (Hours *self, const char *method, const char *path, const char *token, const char *body, guint status)
{
  g_autoptr (NxTestReply) reply = hours_send (self, method, path, token, body, status);
  const char *action = nx_test_reply_header (reply, "x-action-id");

  return g_strdup (action != NULL ? action : "");
}

void
hours_refused (Hours *self, const char *method, const char *path, const char *token, const char *body, guint status, const char *code)
{
  g_autoptr (NxTestReply) reply
    = nx_test_send (self->base.server, &(NxTestRequest){ .method = method, .path = path, .token = token, .body = body });

  nx_test_assert_code (reply, status, code);
}

char *
hours_hold (Hours *self, const char *token, guint coach, const char *start)
{
  g_autofree char *body
    = g_strdup_printf ("{\"coachId\":\"%s\",\"scheduledAt\":\"%s\",\"duration\":60}", COACH (coach), start);
  g_autoptr (NxTestReply) reply = nx_test_post (self->base.server, "/api/holds", token, body);

  if (reply->status == 201)
    return g_strdup (nx_test_reply_string (reply, "hold.id"));
  nx_test_assert_code (reply, 409, "slot_taken");

  return NULL;
}

guint
hours_book (Hours *self, const char *token, guint student, guint coach, const char *start)
{
  g_autofree char *body = breakers_booking (student, coach, start);
  g_autoptr (NxTestReply) reply = nx_test_post (self->base.server, "/api/sessions/book", token, body);

  return reply->status;
}

static JsonArray *
slots_of (NxTestReply *reply)
{
  nx_test_assert_status (reply, 200);

  return json_object_get_array_member (json_node_get_object (reply->json), "items");
}

gboolean
hours_offered (Hours *self, const char *token, guint coach, const char *start, const char *more)
{
  g_autofree char *path = g_strdup_printf ("/api/coaches/%s/slots?from=%.10s&to=%.10s%s", COACH (coach), start, start, more);
  g_autoptr (NxTestReply) reply = nx_test_get (self->base.server, path, token);
  JsonArray *items = slots_of (reply);

  for (guint i = 0; i < json_array_get_length (items); i++)
    if (strcmp (json_object_get_string_member (json_array_get_object_element (items, i), "start"), start) == 0)
      return TRUE;

  return FALSE;
}

guint
hours_count (Hours *self, const char *token, guint coach, const char *query)
{
  g_autofree char *path = g_strdup_printf ("/api/coaches/%s/slots?%s", COACH (coach), query);
  g_autoptr (NxTestReply) reply = nx_test_get (self->base.server, path, token);

  return json_array_get_length (slots_of (reply));
}

NxTestReply *
hours_undo (Hours *self, const char *token, const char *action, guint status)
{
  g_autofree char *body = g_strdup_printf ("{\"actionId\":\"%s\"}", action);

  return hours_send (self, "POST", "/api/undo", token, body, status);
}
