/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/server/booking-fixture.h"

#include "common/nx-time.h"
#include "tests/lib/nx-test-db.h"

/*
 * A crowd at the agenda: fifty clients, each with a connection of its own, ask two hundred times each for lessons, rooms and seats of
 * workshops. What came of it is worked out again from the rows alone, and each refusal is held against them: nothing goes away
 * while the crowd is there, so what stood in somebody's way still stands there afterwards.
 */
#define CLIENTS 50
#define STUDENTS 60
#define COACHES 3
#define WORKSHOPS 6
#define DAYS 24

typedef struct
{
  guint student, coach, workshop; /* coach 0: any; workshop 0: none */
  int type;
  gint64 start, end;
  gboolean won;
  int code;
} Try;

typedef struct
{
  BookingFixture *fixture;
  guint n, rounds;
  char **workshops;
  GArray *tries; /* Try */
} Client;

/* Three in five have a coach in mind, one in five needs a room, one in five wants a workshop. */
static Try
make_try (GRand *rand)
{
  static const int minutes[] = { 30, 60, 60, 90 };
  guint kind = (guint) g_rand_int_range (rand, 0, 10);
  /* From Wednesday on, between 8:00 and 18:00 in Tunis; a Sunday is asked for as well. */
  gint64 day = at ("2026-11-25T07:00:00Z") + g_rand_int_range (rand, 0, DAYS) * NX_TIME_DAY;
  Try one = { .student = (guint) g_rand_int_range (rand, 1, STUDENTS + 1) };

  one.start = day + g_rand_int_range (rand, 0, 40) * 15 * NX_TIME_MINUTE;
  one.end = one.start + minutes[g_rand_int_range (rand, 0, G_N_ELEMENTS (minutes))] * NX_TIME_MINUTE;
  one.type = kind < 2 ? NX_SERVICE_COURS_PRESENTIEL : NX_SERVICE_COURS_ONLINE;
  one.coach = kind % 2 == 0 ? (guint) g_rand_int_range (rand, 1, COACHES + 1) : 0;
  if (kind >= 8)
    one.workshop = (guint) g_rand_int_range (rand, 1, WORKSHOPS + 1);
  return one;
}

static gpointer
ask_for_lessons (gpointer data)
{
  Client *self = data;
  g_autoptr (NxDb) db = nx_test_db_open (self->fixture->conninfo);
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261124 + self->n);
  NxActor office = as_office (self->fixture);

  for (guint i = 0; i < self->rounds; i++)
    {
      Try one = make_try (rand);
      NxBooking booking = { .student_id = STUDENT (one.student),
                            .coach_id = one.coach > 0 ? COACH (one.coach) : NULL,
                            .subject = one.coach == 3 ? NX_SUBJECT_FRANCAIS : NX_SUBJECT_MATHEMATIQUES,
                            .type = one.coach == 3 ? NX_SERVICE_COURS_ONLINE : one.type,
                            .scheduled_at = one.start,
                            .duration = (int) ((one.end - one.start) / NX_TIME_MINUTE) };
      g_autoptr (GError) error = NULL;
      g_autoptr (NxSession) session = NULL;

      one.type = booking.type;
      if (one.workshop > 0)
        booking = (NxBooking){ .student_id = STUDENT (one.student), .session_id = self->workshops[one.workshop - 1] };
      session = book (self->fixture, db, &office, &booking, NULL, &error);
      one.won = session != NULL;
      one.code = error != NULL ? error->code : -1;
      g_assert_true (one.won || error->domain == NX_ERROR);
      g_array_append_val (self->tries, one);
    }

  return NULL;
}

/* ---- what the rows say ---- */

typedef struct
{
  gint64 start, end;
  char coach[37], room[37];
} Taken;

typedef struct
{
  gint64 start, end;
  char student[37];
} Seated;

typedef struct
{
  GArray *sessions, *seats;       /* Taken, Seated */
  gint32 balance[STUDENTS + 1];   /* quarters */
  guint room_left[WORKSHOPS + 1]; /* free seats */
} Rows;

static const NxStatement sessions_sql
    = { "crowd.sessions", "SELECT lower (during) AS starts, upper (during) AS ends, coach_id, room_id FROM sessions WHERE status <> 'CANCELLED'", 0 };
static const NxStatement seats_sql = { "crowd.seats",
                                       "SELECT lower (s.during) AS starts, upper (s.during) AS ends, t.student_id FROM seats t "
                                       "JOIN sessions s ON s.id = t.session_id WHERE t.active AND s.status <> 'CANCELLED'",
                                       0 };
static const NxStatement balance_sql = { "crowd.balance", "SELECT balance FROM students WHERE id = $1::uuid", 1 };
static const NxStatement workshop_sql = { "crowd.workshop",
                                          "SELECT s.capacity - (SELECT count (*) FROM seats t WHERE t.session_id = s.id AND t.active) AS left "
                                          "FROM sessions s WHERE s.id = $1::uuid",
                                          1 };

static void
read_rows (BookingFixture *self, char **workshops, Rows *rows)
{
  g_autoptr (NxRows) sessions = nx_db_run (self->db, &sessions_sql, NULL), seats = nx_db_run (self->db, &seats_sql, NULL);

  rows->sessions = g_array_new (FALSE, TRUE, sizeof (Taken));
  rows->seats = g_array_new (FALSE, TRUE, sizeof (Seated));
  for (guint i = 0; i < nx_rows_count (sessions); i++)
    {
      Taken one = { .start = nx_rows_time (sessions, i, "starts"), .end = nx_rows_time (sessions, i, "ends") };
      const char *room = nx_rows_text (sessions, i, "room_id");

      g_strlcpy (one.coach, nx_rows_text (sessions, i, "coach_id"), sizeof one.coach);
      g_strlcpy (one.room, room != NULL ? room : "", sizeof one.room);
      g_array_append_val (rows->sessions, one);
    }
  for (guint i = 0; i < nx_rows_count (seats); i++)
    {
      Seated one = { .start = nx_rows_time (seats, i, "starts"), .end = nx_rows_time (seats, i, "ends") };

      g_strlcpy (one.student, nx_rows_text (seats, i, "student_id"), sizeof one.student);
      g_array_append_val (rows->seats, one);
    }
  for (guint n = 1; n <= STUDENTS; n++)
    {
      g_autoptr (NxRows) row = nx_db_run (self->db, &balance_sql, NULL, nx_text (STUDENT (n)));

      rows->balance[n] = (gint32) nx_rows_int (row, 0, "balance");
    }
  for (guint n = 1; n <= WORKSHOPS; n++)
    {
      g_autoptr (NxRows) row = nx_db_run (self->db, &workshop_sql, NULL, nx_text (workshops[n - 1]));

      g_assert_cmpint (nx_rows_int (row, 0, "left"), >=, 0);
      rows->room_left[n] = (guint) nx_rows_int (row, 0, "left");
    }
}

static void
rows_clear (Rows *rows)
{
  g_array_unref (rows->sessions);
  g_array_unref (rows->seats);
}

/* Pairs that overlap, of coaches, rooms and students: worked out here, not by the constraints that should have refused them. */
static guint
count_overlaps (const Rows *rows)
{
  guint n = 0;

  for (guint i = 0; i < rows->sessions->len; i++)
    for (guint j = i + 1; j < rows->sessions->len; j++)
      {
        const Taken *a = &g_array_index (rows->sessions, Taken, i), *b = &g_array_index (rows->sessions, Taken, j);

        if (a->start < b->end && b->start < a->end)
          n += strcmp (a->coach, b->coach) == 0 || (a->room[0] != '\0' && strcmp (a->room, b->room) == 0);
      }
  for (guint i = 0; i < rows->seats->len; i++)
    for (guint j = i + 1; j < rows->seats->len; j++)
      {
        const Seated *a = &g_array_index (rows->seats, Seated, i), *b = &g_array_index (rows->seats, Seated, j);

        n += a->start < b->end && b->start < a->end && strcmp (a->student, b->student) == 0;
      }
  return n;
}

static gboolean
is_taken (const Rows *rows, const Try *one, const char *coach, const char *room)
{
  for (guint i = 0; i < rows->sessions->len; i++)
    {
      const Taken *taken = &g_array_index (rows->sessions, Taken, i);

      if (one->start < taken->end && taken->start < one->end && (coach != NULL ? strcmp (taken->coach, coach) == 0 : strcmp (taken->room, room) == 0))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_student_busy (const Rows *rows, const Try *one)
{
  for (guint i = 0; i < rows->seats->len; i++)
    {
      const Seated *seat = &g_array_index (rows->seats, Seated, i);

      if (one->start < seat->end && seat->start < one->end && strcmp (seat->student, STUDENT (one->student)) == 0)
        return TRUE;
    }
  return FALSE;
}

/* Whether the rows bear out why @one was refused. */
static gboolean
is_right (const Rows *rows, const Try *one, const gint32 *costs)
{
  gboolean rooms_taken = is_taken (rows, one, NULL, id_of (ID_ROOM, 1)) && is_taken (rows, one, NULL, id_of (ID_ROOM, 2));
  gboolean sunday = nx_date_weekday (nx_time_date_in_zone (one->start, nx_time_zone (NX_TIME_CENTRE_ZONE))) == 7;

  switch (one->code)
    {
    case NX_ERROR_INSUFFICIENT_CREDITS:
      return rows->balance[one->student] < costs[one->workshop > 0 ? NX_SERVICE_ATELIER_GROUPE : one->type];
    case NX_ERROR_STUDENT_BUSY:
      return one->workshop > 0 || is_student_busy (rows, one);
    case NX_ERROR_WORKSHOP_FULL:
      return one->workshop > 0 && rows->room_left[one->workshop] == 0;
    case NX_ERROR_OUTSIDE_AVAILABILITY:
      return one->coach > 0 && sunday;
    case NX_ERROR_ROOM_TAKEN:
      return one->type == NX_SERVICE_COURS_PRESENTIEL && rooms_taken;
    case NX_ERROR_SLOT_TAKEN:
      return (one->coach > 0 && is_taken (rows, one, COACH (one->coach), NULL)) || (one->type == NX_SERVICE_COURS_PRESENTIEL && rooms_taken);
    case NX_ERROR_NO_COACH_AVAILABLE:
      return one->coach == 0 && (sunday || (is_taken (rows, one, COACH (1), NULL) && is_taken (rows, one, COACH (2), NULL)) ||
                                 (one->type == NX_SERVICE_COURS_PRESENTIEL && rooms_taken));
    default:
      return FALSE;
    }
}

/* ---- the crowd ---- */

static void
give_credits (BookingFixture *self)
{
  NxActor office = as_office (self);

  for (guint n = 1; n <= STUDENTS; n++)
    {
      g_autoptr (GError) error = NULL;
      NxGrant lot = { .type = NX_TRANSACTION_ADJUSTMENT, .quarters = (gint32) (4 * (n % 12)), .expires_at = at ("2027-10-01T00:00:00Z"),
                      .reason = "crowd", .period = NX_DATE_NONE };

      if (lot.quarters > 0)
        g_assert_true (grant (self->db, &office, n, &lot, NULL, &error));
      g_assert_no_error (error);
    }
}

/* On six days at seven in the evening, when no lesson of the crowd is asked for; each with one seat taken. */
static char **
plan_workshops (BookingFixture *self)
{
  char **workshops = g_new0 (char *, WORKSHOPS + 1);

  for (guint n = 0; n < WORKSHOPS; n++)
    {
      g_autofree char *start = g_strdup_printf ("2026-12-%02uT17:45:00Z", 14 + n);
      NxBooking booking = lesson (STUDENTS - n, 1 + n % 2, start);

      booking.type = NX_SERVICE_ATELIER_GROUPE;
      booking.duration = 60;
      workshops[n] = book_ok (self, &booking);
    }
  return workshops;
}

static void
test_crowd (BookingFixture *self, gconstpointer data)
{
  guint rounds = g_getenv ("NEXUS_SANITIZED") != NULL ? 20 : 200, won = 0, wrong = 0, counted[NX_ERROR_LAST] = { 0 };
  g_auto (GStrv) workshops = NULL;
  Client clients[CLIENTS];
  GThread *threads[CLIENTS];
  gint32 costs[3];
  Rows rows;
  NxActor office = as_office (self);
  g_autofree char *faults = NULL;

  booking_pay_plans (self);
  give_credits (self);
  workshops = plan_workshops (self);
  for (int type = 0; type < 3; type++)
    g_assert_true (nx_booking_cost (self->db, &office, type, &costs[type], NULL));
  for (guint n = 0; n < CLIENTS; n++)
    {
      clients[n] = (Client){ self, n, rounds, workshops, g_array_new (FALSE, FALSE, sizeof (Try)) };
      threads[n] = g_thread_new ("client", ask_for_lessons, &clients[n]);
    }
  for (guint n = 0; n < CLIENTS; n++)
    g_thread_join (threads[n]);

  read_rows (self, workshops, &rows);
  for (guint n = 0; n < CLIENTS; n++)
    {
      for (guint i = 0; i < clients[n].tries->len; i++)
        {
          const Try *one = &g_array_index (clients[n].tries, Try, i);

          won += one->won;
          if (one->won)
            continue;
          counted[one->code]++;
          if (is_right (&rows, one, costs))
            continue;
          wrong++;
          g_test_message ("%s without a reason: student %u coach %u workshop %u type %d at %" G_GINT64_FORMAT, nx_error_slug (one->code), one->student, one->coach, one->workshop, one->type, one->start / NX_TIME_MINUTE);
        }
      g_array_unref (clients[n].tries);
    }
  for (guint code = 0; code < NX_ERROR_LAST; code++)
    if (counted[code] > 0)
      g_test_message ("%u × %s", counted[code], nx_error_slug (code));
  g_test_message ("%u of %u booked", won, CLIENTS * rounds);

  g_assert_cmpuint (wrong, ==, 0);
  g_assert_cmpuint (count_overlaps (&rows), ==, 0);
  g_assert_cmpint (rows.seats->len, ==, won + WORKSHOPS);
  g_assert_cmpuint (won, >, 100);
  faults = booking_faults (self->db, self->now);
  g_assert_cmpstr (faults, ==, "");
  rows_clear (&rows);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/agenda/crowd", BookingFixture, NULL, booking_setup, test_crowd, booking_teardown);

  return g_test_run ();
}
