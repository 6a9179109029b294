/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/server/undo-fixture.h"

#include <string.h>

/* What staff see of a session besides the session: who did what, and its seats; balances are for the office. */

#define FRIDAY "2026-11-27T13:00:00Z"
#define FRIDAY_LATER "2026-11-27T15:00:00Z"

static NxTestReply *
ask (Desk *self, const char *session, const char *token)
{
  g_autofree char *path = g_strdup_printf ("/api/sessions/%s/history", session);

  return nx_test_get (self->server, path, token);
}

static void
test_events (Desk *self, gconstpointer data)
{
  g_autofree char *session = desk_book (self, 1, 1, FRIDAY, NULL), *path = g_strconcat ("/api/sessions/", session, NULL);
  g_autoptr (NxTestReply) reply = NULL, of_coach = NULL;
  const char *moved, *booked;

  g_free (desk_change (self, self->office, "PATCH", path, "{\"scheduledAt\":\"" FRIDAY_LATER "\"}", 200));
  g_free (desk_change (self, self->office, "PATCH", path, "{\"duration\":90}", 200));
  reply = ask (self, session, self->office);
  g_assert_cmpuint (reply->status, ==, 200);
  /* the latest first, with where it was */
  moved = strstr (reply->body, "\"kind\":\"session.moved\"");
  booked = strstr (reply->body, "\"kind\":\"session.booked\"");
  g_assert_nonnull (moved);
  g_assert_nonnull (booked);
  g_assert_true (moved < booked);
  g_assert_nonnull (strstr (reply->body, "14:00"));
  g_assert_nonnull (strstr (reply->body, "\"attendance\":null,\"unpaid\":false"));
  g_assert_nonnull (strstr (reply->body, "\"balance\":"));
  /* its coach sees the same but for what a family has left */
  of_coach = ask (self, session, self->coach);
  g_assert_cmpuint (of_coach->status, ==, 200);
  g_assert_null (strstr (of_coach->body, "\"balance\":"));
  g_assert_nonnull (strstr (of_coach->body, "\"kind\":\"session.moved\""));
}

static void
test_refused (Desk *self, gconstpointer data)
{
  g_autofree char *of_another = desk_book (self, 3, 2, FRIDAY, NULL);
  g_autoptr (NxTestReply) coach = ask (self, of_another, self->coach), parent = ask (self, of_another, self->parent);
  g_autoptr (NxTestReply) nothing = ask (self, "0193a0b0-0000-7000-8000-00000000dead", self->office);
  g_autoptr (NxTestReply) garbage = ask (self, "x%27--", self->office);

  g_assert_cmpuint (coach->status, ==, 404);
  g_assert_cmpuint (parent->status, ==, 403);
  g_assert_cmpuint (nothing->status, ==, 404);
  g_assert_cmpuint (garbage->status, ==, 404);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/booking/history/events", Desk, NULL, desk_setup, test_events, desk_teardown);
  g_test_add ("/booking/history/refused", Desk, NULL, desk_setup, test_refused, desk_teardown);
  return g_test_run ();
}
