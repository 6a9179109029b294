/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "tests/server/breakers-fixture.h"

/*
 * Sixteen clients book, cancel, adjust, move, read and repeat at random for some seconds. Each keeps a history of what it was
 * told; at the end the database holds what was acknowledged, nothing that was refused, and every invariant of `nexus-server
 * check`.
 */

#define CLIENTS 16
#define FAMILIES 12 /* pupils 3 … 14: few, so that they meet */

typedef struct
{
  guint booked, cancelled, adjusted, moved, replayed, refused, busy;
  gint64 granted; /* quarter-credits that adjustments gave, less what they took */
  GPtrArray *open; /* sessions that this client booked and nobody of its own cancelled */
} History;

typedef struct
{
  Breakers *breakers;
  gint64 until;
  guint32 seed;
  char *parent[FAMILIES];
  char *office;
  History history[CLIENTS];
} Mix;

typedef struct
{
  Mix *mix;
  History *history;
  GRand *rand;
  guint i, n;
} Client;

static char *
random_start (GRand *rand)
{
  return g_strdup_printf ("2026-%s-%02dT%02d:%02d:00Z", "12", g_rand_int_range (rand, 1, 4), g_rand_int_range (rand, 8, 17),
                          g_rand_int_range (rand, 0, 4) * 15);
}

static gboolean
refused_properly (NxTestReply *reply)
{
  static const char *const codes[]
      = { "slot_taken",        "student_busy",         "insufficient_credits", "outside_availability",
          "already_cancelled", "refund_window_passed", "no_coach_available",   "conflict" };
  if (reply->status == 503)
    return nx_test_reply_header (reply, "Retry-After") != NULL;
  /* Where it is already, or moved by somebody else between reading and writing it. */
  if ((reply->status == 422 && nx_test_reply_node (reply, "fields.scheduledAt") != NULL) || reply->status == 412)
    return TRUE;
  if (reply->status != 409)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (strcmp (nx_test_reply_string (reply, "code"), codes[i]) == 0)
      return TRUE;
  return FALSE;
}

/* Returns: whether it was done; else counts the refusal, which must be a clear one. */
static gboolean
done (Client *client, NxTestReply *reply, guint status)
{
  if (reply->status == status)
    return TRUE;
  if (!refused_properly (reply))
    g_error ("seed %u, client %u, request %u: %u %s", client->mix->seed, client->i, client->n, reply->status, reply->body);
  if (reply->status == 503)
    client->history->busy++;
  else
    client->history->refused++;
  return FALSE;
}

static void
book_one (Client *client)
{
  Mix *mix = client->mix;
  guint family = g_rand_int_range (client->rand, 0, FAMILIES);
  g_autofree char *start = random_start (client->rand);
  g_autofree char *body = breakers_booking (family + 3, g_rand_int_range (client->rand, 1, 3), start);
  g_autofree char *key = g_strdup_printf ("mix-%02u-%06u", client->i, client->n);
  const char *headers[] = { "Idempotency-Key", key, NULL };
  NxTestRequest request
      = { .method = "POST", .path = "/api/sessions/book", .token = mix->parent[family], .body = body, .headers = headers };
  g_autoptr (NxTestReply) reply = nx_test_send (mix->breakers->server, &request);

  if (!done (client, reply, 201))
    return;
  client->history->booked++;
  g_ptr_array_add (client->history->open, g_strdup (nx_test_reply_string (reply, "session.id")));
  if (g_rand_int_range (client->rand, 0, 3) != 0)
    return;
  g_autoptr (NxTestReply) again = nx_test_send (mix->breakers->server, &request);
  if (!done (client, again, 201))
    return;
  g_assert_cmpstr (again->body, ==, reply->body);
  client->history->replayed++;
}

static void
cancel_one (Client *client)
{
  GPtrArray *open = client->history->open;
  if (open->len == 0)
    return;
  guint which = g_rand_int_range (client->rand, 0, open->len);
  g_autofree char *body = g_strdup_printf ("{\"sessionId\":\"%s\"}", (const char *) open->pdata[which]);
  g_autoptr (NxTestReply) reply = nx_test_post (client->mix->breakers->server, "/api/sessions/cancel", client->mix->office, body);

  if (!done (client, reply, 200))
    return;
  g_assert_cmpfloat (nx_test_reply_number (reply, "creditsRefunded"), ==, 1);
  client->history->cancelled++;
  g_ptr_array_remove_index_fast (open, which);
}

static void
move_one (Client *client)
{
  GPtrArray *open = client->history->open;
  if (open->len == 0)
    return;
  g_autofree char *start = random_start (client->rand);
  g_autofree char *path = g_strconcat ("/api/sessions/", open->pdata[g_rand_int_range (client->rand, 0, open->len)], NULL);
  g_autofree char *body = g_strdup_printf ("{\"scheduledAt\":\"%s\"}", start);
  g_autoptr (NxTestReply) reply = nx_test_send (client->mix->breakers->server, &(NxTestRequest){
    .method = "PATCH", .path = path, .token = client->mix->office, .body = body });

  if (done (client, reply, 200))
    client->history->moved++;
}

static void
adjust_one (Client *client)
{
  static const struct
  {
    const char *text;
    int quarters;
  } amounts[] = { { "1.25", 5 }, { "0.25", 1 }, { "-0.5", -2 }, { "-2", -8 }, { "3", 12 } };
  guint which = g_rand_int_range (client->rand, 0, G_N_ELEMENTS (amounts));
  g_autofree char *body = g_strdup_printf ("{\"studentId\":\"%s\",\"amount\":%s,\"reason\":\"At random\"}",
                                           STUDENT (g_rand_int_range (client->rand, 3, 3 + FAMILIES)), amounts[which].text);
  g_autoptr (NxTestReply) reply = nx_test_post (client->mix->breakers->server, "/api/credits/adjust", client->mix->office, body);

  if (!done (client, reply, 201))
    return;
  client->history->adjusted++;
  client->history->granted += amounts[which].quarters;
}

static void
read_one (Client *client)
{
  guint family = g_rand_int_range (client->rand, 0, FAMILIES);
  g_autofree char *path = g_strdup_printf ("/api/students/%s/credits", STUDENT (family + 3));
  g_autoptr (NxTestReply) reply = nx_test_get (client->mix->breakers->server, path, client->mix->parent[family]);

  if (!done (client, reply, 200))
    return;
  /* What one answer says agrees with itself, whatever others do meanwhile. */
  double balance = nx_test_reply_number (reply, "balance"), sum = 0;
  JsonArray *lots = json_node_get_array (nx_test_reply_node (reply, "lots"));
  for (guint i = 0; i < json_array_get_length (lots); i++)
    sum += json_object_get_double_member (json_array_get_object_element (lots, i), "remaining");
  g_assert_cmpfloat (sum, ==, balance);
}

static void
live (gpointer data, guint i)
{
  Mix *mix = data;
  Client client = { .mix = mix, .history = &mix->history[i], .rand = g_rand_new_with_seed (mix->seed + i), .i = i };

  for (client.n = 0; g_get_monotonic_time () < mix->until; client.n++)
    {
      int dice = g_rand_int_range (client.rand, 0, 100);
      if (dice < 45)
        book_one (&client);
      else if (dice < 70)
        cancel_one (&client);
      else if (dice < 80)
        move_one (&client);
      else if (dice < 90)
        adjust_one (&client);
      else
        read_one (&client);
    }
  g_rand_free (client.rand);
}

static void
test_mix (Breakers *self, gconstpointer data)
{
  Mix mix = { .breakers = self, .seed = (guint32) g_test_rand_int () };
  History all = { 0 };

  mix.office = breakers_token (self, ID_OFFICE_USER, 1);
  for (guint i = 0; i < FAMILIES; i++)
    mix.parent[i] = breakers_token (self, ID_PARENT_USER, i + 3);
  for (guint i = 0; i < CLIENTS; i++)
    mix.history[i].open = g_ptr_array_new_with_free_func (g_free);
  gint64 before = ask_number (&self->centre, "SELECT sum (balance) AS a FROM students");
  mix.until = g_get_monotonic_time () + breakers_count (5, 8) * G_USEC_PER_SEC;
  breakers_race (CLIENTS, live, &mix);
  guint open = 0;
  for (guint i = 0; i < CLIENTS; i++)
    {
      const History *one = &mix.history[i];
      all.booked += one->booked, all.cancelled += one->cancelled, all.adjusted += one->adjusted, all.moved += one->moved;
      all.replayed += one->replayed, all.refused += one->refused, all.busy += one->busy, all.granted += one->granted;
      open += one->open->len;
    }
  g_test_message ("seed %u: %u booked, %u cancelled, %u moved, %u adjusted, %u replayed, %u refused, %u busy", mix.seed,
                  all.booked, all.cancelled, all.moved, all.adjusted, all.replayed, all.refused, all.busy);
  g_assert_cmpuint (all.booked, >, 20);
  g_assert_cmpuint (all.cancelled, >, 5);
  g_assert_cmpint (ask_number (&self->centre, "SELECT count (*) AS a FROM sessions"), ==, all.booked);
  g_assert_cmpint (ask_number (&self->centre, "SELECT count (*) AS a FROM sessions WHERE status = 'CANCELLED'"), ==,
                   all.cancelled);
  g_assert_cmpint (ask_number (&self->centre, "SELECT count (*) AS a FROM credit_transactions WHERE type = 'REFUND'"), ==,
                   all.cancelled);
  g_assert_cmpint (ask_number (&self->centre, "SELECT count (*) AS a FROM credit_transactions WHERE type = 'ADJUSTMENT'"), ==,
                   all.adjusted);
  g_assert_cmpint (ask_number (&self->centre,
                               "SELECT count (DISTINCT dedupe) AS a FROM outbox WHERE kind = 'booking_confirmation'"
                               " AND dedupe LIKE '%coach%'"),
                   <=, all.booked);
  /* A lesson online costs four quarters: not one more was taken, not one was lost. */
  g_assert_cmpint (ask_number (&self->centre, "SELECT sum (balance) AS a FROM students"), ==,
                   before + all.granted - 4 * (gint64) open);
  for (guint i = 0; i < CLIENTS; i++)
    g_ptr_array_unref (mix.history[i].open);
  for (guint i = 0; i < FAMILIES; i++)
    g_free (mix.parent[i]);
  g_free (mix.office);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/race/mix", Breakers, NULL, breakers_setup, test_mix, breakers_teardown);
  return g_test_run ();
}
