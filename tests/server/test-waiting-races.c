/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/server/waiting-fixture.h"

#include "server/waiting/waiting.h"

/*
 * Twenty at once cancel, join, wait, accept, leave, and let offers expire: never a seat too many, never an offer without its place,
 * never a mail twice.
 */

#define HOUR "2026-11-27T13:00:00Z"
#define PEOPLE 20

typedef struct
{
  Breakers *web;
  const char *workshop;
  guint rounds;
  gint answers[600];
} Crowd;

static gboolean
in_transaction (NxDb *db, NxDbFunc func, gpointer data, Crowd *crowd)
{
  g_autoptr (GError) error = NULL;
  gboolean done = nx_db_transaction (db, func, data, &error);

  /* Refused in words, or in the way of somebody else: never a fault of the program. */
  if (error != NULL && error->code == NX_ERROR_INTERNAL)
    g_error ("%s", error->message);
  g_atomic_int_inc (&crowd->answers[error != NULL ? nx_error_status ((NxErrorCode) error->code) : 200]);
  return done;
}

typedef struct
{
  Crowd *crowd;
  NxActor actor;
  guint student;
  char *entry;
} Step;

static gboolean
wait_for_seat (NxDb *db, gpointer data, GError **error)
{
  Step *step = data;
  g_autoptr (NxWaitingEntry) entry = nx_waiting_join (db, &step->actor, &step->crowd->web->centre.config,
                                                      &(NxWaitingRequest){ .student_id = STUDENT (step->student),
                                                      .session_id = step->crowd->workshop }, error);
  return entry != NULL;
}

static gboolean
wait_for_time (NxDb *db, gpointer data, GError **error)
{
  Step *step = data;
  g_autoptr (NxWaitingEntry) entry = nx_waiting_join (db, &step->actor, &step->crowd->web->centre.config,
                                                      &(NxWaitingRequest){ .student_id = STUDENT (step->student), .coach_id = COACH (2),
                                                      .subject = NX_SUBJECT_MATHEMATIQUES, .type = NX_SERVICE_COURS_ONLINE,
                                                      .scheduled_at = at (HOUR) }, error);
  return entry != NULL;
}

static gboolean
take_seat (NxDb *db, gpointer data, GError **error)
{
  Step *step = data;
  NxBooking booking = { .student_id = STUDENT (step->student), .session_id = step->crowd->workshop };
  g_autoptr (NxSession) session = nx_booking_book (db, &step->actor, &step->crowd->web->centre.config, &booking, NULL, error);

  return session != NULL;
}

static gboolean
take_time (NxDb *db, gpointer data, GError **error)
{
  Step *step = data;
  NxBooking booking = lesson (step->student, 2, HOUR);
  g_autoptr (NxSession) session = nx_booking_book (db, &step->actor, &step->crowd->web->centre.config, &booking, NULL, error);

  return session != NULL;
}

/* The student's open name, whatever it waits for. */
static gboolean
find_entry (NxDb *db, Step *step, GError **error)
{
  g_autofree char *cursor = NULL;
  g_autoptr (GPtrArray) entries = nx_waiting_list (db, &step->actor, &(NxWaitingFilter){ .student_id = STUDENT (step->student), .status = -1,
                                                   .limit = 200 }, &cursor, error);

  g_clear_pointer (&step->entry, g_free);
  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      const NxWaitingEntry *entry = g_ptr_array_index (entries, i);

      if (entry->status == NX_WAITING_OFFERED || (step->entry == NULL && entry->status == NX_WAITING_WAITING))
        {
          g_free (step->entry);
          step->entry = g_strdup (entry->id);
        }
    }
  if (step->entry == NULL)
    g_set_error_literal (error, NX_ERROR, NX_ERROR_NOT_FOUND, "no name");

  return step->entry != NULL;
}

static gboolean
accept_offer (NxDb *db, gpointer data, GError **error)
{
  Step *step = data;
  gint32 balance;
  g_autoptr (NxSession) session = NULL;

  if (find_entry (db, step, error))
    session = nx_waiting_accept (db, &step->actor, &step->crowd->web->centre.config, step->entry, &balance, error);

  return session != NULL;
}

static gboolean
leave_list (NxDb *db, gpointer data, GError **error)
{
  Step *step = data;

  return find_entry (db, step, error) && nx_waiting_leave (db, &step->actor, step->entry, error);
}

/* Gives up whatever the student has at that hour. */
static gboolean
give_up (NxDb *db, gpointer data, GError **error)
{
  Step *step = data;
  NxSessionFilter filter = NX_SESSION_FILTER_INIT;
  g_autoptr (GPtrArray) sessions = NULL;

  filter.student_id = STUDENT (step->student);
  filter.status = NX_SESSION_SCHEDULED;
  sessions = nx_booking_list (db, &step->actor, &step->crowd->web->centre.config, &filter, NULL, error);
  for (guint i = 0; sessions != NULL && i < sessions->len; i++)
    {
      NxSession *session = g_ptr_array_index (sessions, i);
      NxCancellation cancellation = { .session_id = session->id, .student_id = STUDENT (step->student) };

      /* The workshop goes on as long as it has somebody: its first pupil stays. */
      if (!nx_booking_cancel (db, &step->actor, &cancellation, error))
        return FALSE;
    }

  return sessions != NULL;
}

static void
act (gpointer data, guint i)
{
  Crowd *crowd = data;
  static const NxDbFunc ways[] = { wait_for_seat, take_seat, accept_offer, give_up, wait_for_time, take_time, accept_offer, leave_list };
  g_autoptr (NxDb) db = nx_test_db_open (crowd->web->centre.conninfo);
  g_autoptr (GRand) rand = g_rand_new_with_seed (4711 + i);

  for (guint round = 0; round < crowd->rounds; round++)
    {
      Step step = { .crowd = crowd, .student = 4 + i, .actor = as_office (&crowd->web->centre) };

      step.actor.now = waiting_now (crowd->web);
      if (i % 10 == 9)
        waiting_job (crowd->web, db, NX_TIME_NONE);
      else
        in_transaction (db, ways[g_rand_int_range (rand, 0, G_N_ELEMENTS (ways))], &step, crowd);
      if (i == 0 && round % 10 == 9)
        nx_test_clock_advance (crowd->web->clock, 16 * NX_TIME_MINUTE);
      g_free (step.entry);
    }
}

static void
test_mixed (Breakers *self, gconstpointer data)
{
  g_autofree char *workshop = waiting_workshop (self, 3);
  Crowd crowd = { .web = self, .workshop = workshop, .rounds = breakers_count (60, 20) };

  breakers_race (PEOPLE, act, &crowd);
  g_test_message ("%d done, %d not found, %d refused, %d not now", crowd.answers[200], crowd.answers[404], crowd.answers[409], crowd.answers[503]);
  g_assert_cmpint (crowd.answers[200], >, 20);
  waiting_job (self, NULL, NX_TIME_NONE);
  breakers_check (self);
  g_assert_cmpint (ask_number (&self->centre, "SELECT count (*) AS a FROM sessions WHERE seats_taken + seats_offered > capacity"), ==, 0);
  /* One mail for each offer that somebody was told of. */
  g_assert_cmpint (ask_number (&self->centre, "SELECT count (*) - count (DISTINCT (payload ->> 'link', payload ->> 'until')) AS a FROM outbox"
                                              " WHERE kind = 'waiting_offer'"), ==, 0);
  g_assert_cmpint (ask_number (&self->centre, "SELECT count (*) AS a FROM waiting_list WHERE status = 'OFFERED' AND mailed_at IS NULL"), ==, 0);
  /* In a short race it may be that nobody who waited was ever the next. */
  if (crowd.rounds >= 60)
    g_assert_cmpint (waiting_mails (self, "waiting_offer"), >, 0);
}

/* One freed seat, twenty who want it: the name that waits gets it. */
static void
grab (gpointer data, guint i)
{
  Crowd *crowd = data;
  g_autoptr (NxDb) db = nx_test_db_open (crowd->web->centre.conninfo);
  Step step = { .crowd = crowd, .student = 10 + i, .actor = as_office (&crowd->web->centre) };

  if (i == 0)
    {
      step.student = 2;
      in_transaction (db, give_up, &step, crowd);
    }
  else
    in_transaction (db, take_seat, &step, crowd);
}

static void
test_nobody_between (Breakers *self, gconstpointer data)
{
  g_autofree char *workshop = waiting_workshop (self, 2), *five = waiting_join (self, 5, workshop);
  Crowd crowd = { .web = self, .workshop = workshop };

  breakers_race (PEOPLE, grab, &crowd);
  waiting_assert_status (self, five, "OFFERED");
  g_assert_cmpint (crowd.answers[200], ==, 1);
  g_assert_cmpint (crowd.answers[409], ==, PEOPLE - 1);
}

/* Two runners, one offer: one mail; both see it end, one passes it on. */
static void
run_job (gpointer data, guint i)
{
  Crowd *crowd = data;
  g_autoptr (NxDb) db = nx_test_db_open (crowd->web->centre.conninfo);

  waiting_job (crowd->web, db, NX_TIME_NONE);
}

static void
test_two_runners (Breakers *self, gconstpointer data)
{
  g_autofree char *workshop = waiting_workshop (self, 2), *five = waiting_join (self, 5, workshop), *six = waiting_join (self, 6, workshop);
  Crowd crowd = { .web = self, .workshop = workshop };

  waiting_give_up (self, workshop, STUDENT (2));
  breakers_race (4, run_job, &crowd);
  g_assert_cmpint (waiting_mails (self, "waiting_offer"), ==, 1);
  nx_test_clock_advance (self->clock, NX_WAITING_OFFER_TIME);
  breakers_race (4, run_job, &crowd);
  waiting_job (self, NULL, NX_TIME_NONE);
  waiting_assert_status (self, five, "EXPIRED");
  waiting_assert_status (self, six, "OFFERED");
  g_assert_cmpint (waiting_mails (self, "waiting_offer"), ==, 2);
  g_assert_cmpint (waiting_mails (self, "waiting_expired"), ==, 1);
}

static void
accept_five (gpointer data, guint i)
{
  Crowd *crowd = data;
  g_autoptr (NxDb) db = nx_test_db_open (crowd->web->centre.conninfo);
  Step step = { .crowd = crowd, .student = 5, .actor = as_office (&crowd->web->centre) };

  step.actor.now = waiting_now (crowd->web);
  in_transaction (db, i % 2 == 0 ? accept_offer : take_seat, &step, crowd);
  g_free (step.entry);
}

/* Mother and father on the button at once, and by the booking page besides. */
static void
test_accept_once (Breakers *self, gconstpointer data)
{
  g_autofree char *workshop = waiting_workshop (self, 2), *five = waiting_join (self, 5, workshop);
  Crowd crowd = { .web = self, .workshop = workshop };

  waiting_give_up (self, workshop, STUDENT (2));
  breakers_race (8, accept_five, &crowd);
  g_assert_cmpint (crowd.answers[200], ==, 1);
  waiting_assert_status (self, five, "ACCEPTED");
  g_assert_cmpint (ask_number (&self->centre, "SELECT balance AS a FROM students WHERE id = '00000004-0000-7000-8000-000000000005'"), ==, 10);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test) g_test_add ("/waiting/races/" path, Breakers, NULL, breakers_setup, test, breakers_teardown)
  ADD ("nobody-between", test_nobody_between);
  ADD ("two-runners", test_two_runners);
  ADD ("accept-once", test_accept_once);
  ADD ("mixed", test_mixed);
  return g_test_run ();
}
