/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/server/breakers-fixture.h"

#include <pthread.h>

#include "server/html/nx-page.h"
#include "server/nx-check.h"
#include "server/nx-routes.h"

/* The centre's plans, as money: what `nexus-server check` asks of a live database. */
static const char paid[] = "INSERT INTO payments (id, student_id, parent_id, type, method, status, amount, item_key, credits, "
                           "subscription_id, created_at,"
                           " settled_at, settled_by)"
                           " SELECT ('00000012' || substr (b.id::text, 9))::uuid, b.student_id, s.parent_id, 'SUBSCRIPTION', "
                           "'manual', 'COMPLETED', 179000,"
                           " 'HYBRIDE', 16, b.id, b.created_at, b.created_at, '00000008-0000-7000-8000-000000000001'"
                           "   FROM subscriptions b JOIN students s ON s.id = b.student_id;"
                           "INSERT INTO settlements (payment_id, method, amount, currency, settled_at, settled_by)"
                           " SELECT id, method, amount, currency, settled_at, settled_by FROM payments;";

void
breakers_setup (Breakers *self, gconstpointer data)
{
  static const NxServerLimits defaults = { 0 };
  const NxServerLimits *limits = data != NULL ? data : &defaults;

  booking_setup (&self->centre, NULL);
  nx_test_db_script (self->centre.db, paid);
  self->clock = nx_test_clock_new (self->centre.now);
  self->server = nx_test_server_new (&(NxTestServerOptions){
    .tables = nx_route_tables (), .clock = NX_CLOCK (self->clock), .conninfo = self->centre.conninfo, .error_page = nx_page_error,
    .limits = *limits, .workers = 8 });
}

char *
breakers_faults (Breakers *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) results = nx_check_run (self->centre.db, nx_clock_now (NX_CLOCK (self->clock)), &error);
  GString *text = g_string_new (NULL);

  g_assert_no_error (error);
  g_assert_cmpuint (results->len, >, 20);
  for (guint i = 0; i < results->len; i++)
    {
      const NxCheckResult *result = g_ptr_array_index (results, i);

      for (guint j = 0; j < result->faults->len; j++)
        g_string_append_printf (text, "%s %s: %s\n", result->code, result->says,
                                (const char *) g_ptr_array_index (result->faults, j));
    }
  return g_string_free (text, FALSE);
}

void
breakers_check (Breakers *self)
{
  g_autofree char *faults = breakers_faults (self);

  g_assert_cmpstr (faults, ==, "");
}

void
breakers_teardown (Breakers *self, gconstpointer data)
{
  nx_test_server_free (self->server);
  breakers_check (self);
  g_object_unref (self->clock);
  booking_teardown (&self->centre, NULL);
}

char *
breakers_token (Breakers *self, IdKind kind, guint n)
{
  return nx_test_server_token (self->server, id_of (kind, n));
}

char *
breakers_cookie (Breakers *self, IdKind kind, guint n)
{
  g_autofree char *token = breakers_token (self, kind, n);

  return g_strconcat ("nexus_session=", token, NULL);
}

char *
breakers_booking (guint student, guint coach, const char *start)
{
  return g_strdup_printf ("{\"studentId\":\"%s\",\"coachId\":\"%s\",\"subject\":\"MATHEMATIQUES\",\"type\":\"COURS_ONLINE\","
                          "\"scheduledAt\":\"%s\"}", STUDENT (student), COACH (coach), start);
}

guint
breakers_count (guint usual, guint sanitized)
{
  const char *set = g_getenv ("NEXUS_SANITIZED");

  return set != NULL && *set != '\0' && *set != '0' ? sanitized : usual;
}

typedef struct
{
  void (*func) (gpointer data, guint i);
  gpointer data;
  pthread_mutex_t lock;
  pthread_cond_t changed;
  guint waiting;
  gboolean go;
} Race;

typedef struct
{
  Race *race;
  guint i;
} Runner;

static gpointer
run (gpointer data)
{
  Runner *runner = data;
  Race *race = runner->race;

  pthread_mutex_lock (&race->lock);
  race->waiting++;
  pthread_cond_broadcast (&race->changed);
  while (!race->go)
    pthread_cond_wait (&race->changed, &race->lock);
  pthread_mutex_unlock (&race->lock);
  race->func (race->data, runner->i);
  return NULL;
}

void
breakers_race (guint n, void (*func) (gpointer data, guint i), gpointer data)
{
  Race race = { .func = func, .data = data };
  g_autofree Runner *runners = g_new0 (Runner, n);
  g_autofree GThread **threads = g_new0 (GThread *, n);

  pthread_mutex_init (&race.lock, NULL);
  pthread_cond_init (&race.changed, NULL);
  for (guint i = 0; i < n; i++)
    {
      runners[i] = (Runner){ &race, i };
      threads[i] = g_thread_new ("client", run, &runners[i]);
    }
  pthread_mutex_lock (&race.lock);
  while (race.waiting < n)
    pthread_cond_wait (&race.changed, &race.lock);
  race.go = TRUE;
  pthread_cond_broadcast (&race.changed);
  pthread_mutex_unlock (&race.lock);
  for (guint i = 0; i < n; i++)
    g_thread_join (threads[i]);
  pthread_mutex_destroy (&race.lock);
  pthread_cond_destroy (&race.changed);
}
