/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/server/breakers-fixture.h"

#include <pthread.h>

#include "server/html/nx-page.h"
#include "server/nx-routes.h"

void
breakers_setup (Breakers *self, gconstpointer data)
{
  static const NxServerLimits defaults = { 0 };
  const NxServerLimits *limits = data != NULL ? data : &defaults;

  booking_setup (&self->centre, NULL);
  booking_pay_plans (&self->centre);
  self->clock = nx_test_clock_new (self->centre.now);
  self->server = nx_test_server_new (&(NxTestServerOptions){
    .tables = nx_route_tables (), .clock = NX_CLOCK (self->clock), .conninfo = self->centre.conninfo, .error_page = nx_page_error,
    .limits = *limits, .workers = 8 });
}

char *
breakers_faults (Breakers *self)
{
  return booking_faults (self->centre.db, nx_clock_now (NX_CLOCK (self->clock)));
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
