/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/admin/nx-seed-private.h"

#include "common/nx-json.h"
#include "server/admin/nx-seed-plans.h"
#include "server/booking/booking.h"
#include "server/reports/reports.h"

/*
 * A term of the demo centre. What happened is listed first, put in the order of time, then done one after the other by the
 * domains' own functions, each at its time: so ledger, states and audit of the demo are those of real use.
 */

#define WEEKS_PAST 9
#define WEEKS_COMING 3
/* How long ahead a session is booked; coming ones beyond the second do not exist yet. */
#define LEAD_PAST (6 * NX_TIME_DAY)
#define LEAD_COMING (16 * NX_TIME_DAY)
/* A lesson a week is a little more than a plan's month: most families add a pack. */
#define TOP_UP_AFTER (12 * NX_TIME_DAY)

typedef enum { BUY, RENEW, TOP_UP, BOOK, CANCEL, REPORT } What;

/* One session of one or, a workshop's, several pupils. */
typedef struct
{
  GPtrArray *pupils; /* NxDemoPupil (borrowed) */
  const NxDemoCoach *coach;
  int subject, type, duration;
  const char *title;
  gint64 start;
  guint chance;     /* decides what became of it: the same at every seed */
  char *session_id; /* NULL where it could not be booked */
  guint n_seats;
} Lesson;

typedef struct
{
  gint64 at;
  What what;
  NxDemoPupil *pupil;
  Lesson *lesson;
} Event;

typedef struct
{
  NxDemo *demo;
  GPtrArray *lessons; /* Lesson */
  GArray *events;     /* Event */
  JsonArray *reports;
} Term;

static void
lesson_free (gpointer data)
{
  Lesson *lesson = data;

  g_ptr_array_unref (lesson->pupils);
  g_free (lesson->session_id);
  g_free (lesson);
}

static int
by_time (gconstpointer a, gconstpointer b)
{
  const Event *first = a, *second = b;

  return (first->at > second->at) - (first->at < second->at);
}

static void
add_event (Term *term, gint64 at, What what, NxDemoPupil *pupil, Lesson *lesson)
{
  const Event event = { at, what, pupil, lesson };

  if (at < term->demo->now)
    g_array_append_val (term->events, event);
}

/* A number that looks drawn, the same at every seed. */
static guint
chance_of (guint a, guint b)
{
  guint hash = 2166136261u;

  hash = (hash ^ (a + 1)) * 16777619u;
  hash = (hash ^ (b + 101)) * 16777619u;
  return (hash ^ (hash >> 15)) % 1000;
}

static const NxDemoCoach *
find_coach (const NxDemo *demo, const char *pseudonym)
{
  for (guint i = 0; i < demo->coaches->len; i++)
    if (g_strcmp0 (((NxDemoCoach *) g_ptr_array_index (demo->coaches, i))->pseudonym, pseudonym) == 0)
      return g_ptr_array_index (demo->coaches, i);
  g_return_val_if_reached (NULL);
}

/* What is to happen */

static void
plan_lesson (Term *term, Lesson *lesson, gint64 earliest)
{
  const gint64 end = lesson->start + lesson->duration * NX_TIME_MINUTE, now = term->demo->now;
  const gint64 booked_at = MAX (earliest, lesson->start - (lesson->start > now ? LEAD_COMING : LEAD_PAST));
  const gboolean workshop = lesson->type == NX_SERVICE_ATELIER_GROUPE;

  add_event (term, booked_at, BOOK, NULL, lesson);
  if (!workshop && lesson->chance % 19 == 0 && lesson->start - 3 * NX_TIME_DAY > booked_at)
    {
      add_event (term, lesson->start - 3 * NX_TIME_DAY, CANCEL, NULL, lesson);
      return;
    }
  /* A few reports are late, and those of the last hours are not written yet. */
  if ((end > now - 6 * NX_TIME_DAY && lesson->chance % 5 == 0) || (end > now - NX_TIME_DAY && lesson->chance % 2 == 0))
    return;
  add_event (term, end + (1 + lesson->chance % 18) * NX_TIME_HOUR, REPORT, NULL, lesson);
}

static Lesson *
new_lesson (Term *term, JsonObject *row, gint32 date, guint chance)
{
  Lesson *lesson = g_new0 (Lesson, 1);
  gint64 start = 0;

  /* Every minute of the day exists in the centre's zone outside the two nights of a change of its clocks. */
  if (!nx_time_from_local (date, (int) nx_demo_number (row, "startMinute"), nx_time_zone (NX_TIME_CENTRE_ZONE), &start))
    g_warn_if_reached ();
  lesson->pupils = g_ptr_array_new ();
  lesson->coach = find_coach (term->demo, nx_demo_text (row, "coach"));
  lesson->subject = nx_enum_value (&nx_subject_enum, nx_demo_text (row, "subject"));
  lesson->type = NX_SERVICE_ATELIER_GROUPE;
  lesson->title = nx_demo_text (row, "title");
  lesson->start = start;
  lesson->chance = chance;
  lesson->duration = 120;
  g_ptr_array_add (term->lessons, lesson);
  return lesson;
}

static void
plan_weeks (Term *term, NxDemoPupil *pupil, JsonObject *row, guint n)
{
  const gint32 monday = nx_date_week_start (nx_time_date_in_zone (term->demo->now, nx_time_zone (NX_TIME_CENTRE_ZONE)));
  const gint64 first = pupil->registered_at + 4 * NX_TIME_DAY;

  for (int week = -WEEKS_PAST; week <= WEEKS_COMING; week++)
    {
      const gint32 date = monday + 7 * week + (gint32) nx_demo_number (row, "weekday") - 1;
      Lesson *lesson = new_lesson (term, row, date, chance_of (pupil->number * 4 + n, (guint) (week + WEEKS_PAST)));

      lesson->type = nx_enum_value (&nx_service_type_enum, nx_demo_text (row, "type"));
      lesson->duration = 60;
      g_ptr_array_add (lesson->pupils, pupil);
      if (lesson->start > first + 3 * NX_TIME_HOUR)
        plan_lesson (term, lesson, first);
    }
}

/* Workshops every other week: those of their grade who have the larger plan. */
static void
plan_workshop (Term *term, JsonObject *row, guint n)
{
  const gint32 monday = nx_date_week_start (nx_time_date_in_zone (term->demo->now, nx_time_zone (NX_TIME_CENTRE_ZONE)));

  for (int week = -8; week <= 2; week += 2)
    {
      Lesson *lesson = new_lesson (term, row, monday + 7 * week + (gint32) nx_demo_number (row, "weekday") - 1,
                                   chance_of (500 + n, (guint) (week + 8)));

      for (guint i = 0; i < term->demo->pupils->len && lesson->pupils->len < 6; i++)
        {
          NxDemoPupil *pupil = g_ptr_array_index (term->demo->pupils, i);

          if (g_strcmp0 (pupil->grade, nx_demo_text (row, "grade")) == 0 && g_str_equal (pupil->plan, "IMMERSION"))
            g_ptr_array_add (lesson->pupils, pupil);
        }
      plan_lesson (term, lesson, term->demo->now - 60 * NX_TIME_DAY);
    }
}

static void
plan_term (Term *term, JsonArray *workshops)
{
  for (guint i = 0; i < term->demo->pupils->len; i++)
    {
      NxDemoPupil *pupil = g_ptr_array_index (term->demo->pupils, i);
      const gint64 bought_at = pupil->registered_at + 3 * NX_TIME_DAY;

      if (g_str_equal (pupil->plan, "NEW"))
        continue;
      add_event (term, bought_at, BUY, pupil, NULL);
      for (int month = 1; month < 4; month++)
        add_event (term, nx_demo_months_later (bought_at, month) + 2 * NX_TIME_HOUR, RENEW, pupil, NULL);
      if (pupil->lessons != NULL && pupil->number % 5 != 4)
        add_event (term, bought_at + TOP_UP_AFTER, TOP_UP, pupil, NULL);
      for (guint n = 0; pupil->lessons != NULL && n < json_array_get_length (pupil->lessons); n++)
        plan_weeks (term, pupil, json_array_get_object_element (pupil->lessons, n), n);
    }
  for (guint n = 0; n < json_array_get_length (workshops); n++)
    plan_workshop (term, json_array_get_object_element (workshops, n), n);
  g_array_sort (term->events, by_time);
}

/* Doing it */

static NxActor
pupil_actor (const NxDemo *demo, const NxDemoPupil *pupil)
{
  return (NxActor){ .user_id = pupil->made.student_user_id, .role = NX_ROLE_ELEVE, .student_id = pupil->made.student_id,
                    .zone = NX_TIME_CENTRE_ZONE, .locale = "fr", .request_id = demo->office.request_id, .now = demo->office.now };
}

/* Not enough credits, a holiday, another session at that hour: a real family would choose something else; here it is left out. */
static gboolean
is_everyday (const GError *error)
{
  static const NxErrorCode codes[]
      = { NX_ERROR_INSUFFICIENT_CREDITS, NX_ERROR_SLOT_TAKEN,     NX_ERROR_STUDENT_BUSY, NX_ERROR_ROOM_TAKEN,
          NX_ERROR_OUTSIDE_AVAILABILITY, NX_ERROR_NO_ACTIVE_PLAN, NX_ERROR_WORKSHOP_FULL };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_error_matches (error, NX_ERROR, (int) codes[i]))
      return TRUE;
  return FALSE;
}

static gboolean
book_seat (Term *term, Lesson *lesson, const NxDemoPupil *pupil, GError **error)
{
  const NxDemo *demo = term->demo;
  const NxActor own = pupil_actor (demo, pupil);
  /* A workshop is the office's to open; a lesson is booked by the pupil or, every third, by phone. */
  const NxActor *actor = lesson->type == NX_SERVICE_ATELIER_GROUPE || lesson->chance % 3 == 0 ? &demo->office : &own;
  const NxBooking booking = { .student_id = pupil->made.student_id,
                              .session_id = lesson->session_id,
                              .coach_id = lesson->coach->coach_id,
                              .subject = lesson->subject,
                              .type = lesson->type,
                              .scheduled_at = lesson->start,
                              .duration = lesson->duration,
                              .title = lesson->title };
  g_autoptr (GError) refused = NULL;
  g_autoptr (NxSession) session = nx_booking_book (demo->db, actor, demo->app->config, &booking, NULL, &refused);

  if (session == NULL && is_everyday (refused))
    return TRUE;
  if (session == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&refused));
      return FALSE;
    }
  if (lesson->session_id == NULL)
    lesson->session_id = g_strdup (session->id);
  lesson->n_seats++;
  return TRUE;
}

static gboolean
cancel (Term *term, Lesson *lesson, GError **error)
{
  const NxDemoPupil *pupil = g_ptr_array_index (lesson->pupils, 0);
  const NxActor parent = { .user_id = pupil->made.parent_user_id, .role = NX_ROLE_PARENT, .parent_id = pupil->made.parent_id,
                           .zone = NX_TIME_CENTRE_ZONE, .locale = "fr", .request_id = term->demo->office.request_id,
                           .now = term->demo->office.now };
  NxCancellation wanted = { .session_id = lesson->session_id, .reason = "Rendez-vous médical" };

  return nx_booking_cancel (term->demo->db, &parent, &wanted, error);
}

/* The @n-th text of @subject, round and round. */
static JsonObject *
report_text (Term *term, int subject, guint n)
{
  const char *slug = nx_enum_slug (&nx_subject_enum, subject);
  guint found = 0;

  for (guint pass = 0; pass < 2; pass++)
    {
      for (guint i = 0, k = 0; i < json_array_get_length (term->reports); i++)
        {
          JsonObject *row = json_array_get_object_element (term->reports, i);

          if (g_strcmp0 (nx_demo_text (row, "subject"), slug) != 0)
            continue;
          if (pass == 0)
            found++;
          else if (k++ == n % found)
            return row;
        }
      g_return_val_if_fail (found > 0, NULL);
    }
  return NULL;
}

/* (transfer full): marks from 2 to 5 that rise with the weeks. */
static char *
marks_of (const Lesson *lesson, guint seat)
{
  g_autoptr (NxJsonWriter) writer = nx_json_writer_new ();
  guint n = 0;

  nx_json_begin_object (writer, NULL);
  for (const NxCompetence *one = nx_report_competences (lesson->subject); one->slug != NULL; one++, n++)
    nx_json_add_int (writer, one->slug, 2 + chance_of (lesson->chance, seat * 8 + n) % 4);
  nx_json_end_object (writer);
  return nx_json_writer_end (writer, NULL);
}

static void
fill_report (Term *term, const Lesson *lesson, guint seat, char *marks, NxReportInput *input)
{
  JsonObject *text = report_text (term, lesson->subject, lesson->chance + seat);
  const gint32 day = nx_time_date_in_zone (lesson->start, nx_time_zone (NX_TIME_CENTRE_ZONE));
  const gboolean absent = (lesson->chance + seat) % 23 == 0;

  *input = (NxReportInput){ .student_id = ((NxDemoPupil *) g_ptr_array_index (lesson->pupils, seat))->made.student_id,
                            .attendance = absent ? NX_ATTENDANCE_ABSENT
                                          : (lesson->chance + seat) % 11 == 0 ? NX_ATTENDANCE_LATE : NX_ATTENDANCE_PRESENT,
                            .homework_due = NX_DATE_NONE };
  if (absent)
    {
      input->private_note = "Ni prévenu, ni joignable : à rappeler.";
      return;
    }
  input->worked = nx_demo_text (text, "worked");
  input->strengths = nx_demo_text (text, "strengths");
  input->improve = nx_demo_text (text, "improve");
  input->homework = nx_demo_text (text, "homework");
  input->homework_due = input->homework != NULL ? day + 7 : NX_DATE_NONE;
  input->marks = marks;
}

static gboolean
report (Term *term, Lesson *lesson, GError **error)
{
  const NxActor coach = { .user_id = lesson->coach->user_id, .role = NX_ROLE_COACH, .coach_id = lesson->coach->coach_id,
                          .zone = NX_TIME_CENTRE_ZONE, .locale = "fr", .request_id = term->demo->office.request_id,
                          .now = term->demo->office.now };
  g_autofree NxReportInput *inputs = g_new0 (NxReportInput, lesson->pupils->len);
  g_autoptr (GPtrArray) marks = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < lesson->pupils->len; i++)
    {
      g_ptr_array_add (marks, marks_of (lesson, i));
      fill_report (term, lesson, i, g_ptr_array_index (marks, i), &inputs[i]);
    }
  return nx_reports_save (term->demo->db, &coach, lesson->session_id, inputs, lesson->pupils->len, TRUE, -1, error);
}

static gboolean
book (Term *term, Lesson *lesson, GError **error)
{
  for (guint i = 0; i < lesson->pupils->len;)
    {
      const guint seats = lesson->n_seats;

      if (!book_seat (term, lesson, g_ptr_array_index (lesson->pupils, i), error))
        return FALSE;
      /* Who got no seat is not reported on either. */
      if (lesson->n_seats == seats)
        g_ptr_array_remove_index (lesson->pupils, i);
      else
        i++;
    }
  return TRUE;
}

static gboolean
happen (Term *term, const Event *event, GError **error)
{
  term->demo->office.now = event->at;
  if (event->what == BUY)
    return nx_demo_buy (term->demo, event->pupil, error);
  if (event->what == RENEW)
    return nx_demo_renew (term->demo, event->pupil, error);
  if (event->what == TOP_UP)
    return nx_demo_top_up (term->demo, event->pupil, error);
  if (event->what == BOOK)
    return book (term, event->lesson, error);
  if (event->lesson->session_id == NULL)
    return TRUE;
  return event->what == CANCEL ? cancel (term, event->lesson, error) : report (term, event->lesson, error);
}

gboolean
nx_demo_make_term (NxDemo *demo, GError **error)
{
  g_autoptr (JsonNode) reports = nx_demo_read ("reports.json", error);
  g_autoptr (JsonNode) workshops = reports != NULL ? nx_demo_read ("workshops.json", error) : NULL;
  g_autoptr (GPtrArray) lessons = g_ptr_array_new_with_free_func (lesson_free);
  g_autoptr (GArray) events = g_array_new (FALSE, FALSE, sizeof (Event));
  Term term = { .demo = demo, .lessons = lessons, .events = events };

  if (workshops == NULL)
    return FALSE;
  term.reports = json_node_get_array (reports);
  plan_term (&term, json_node_get_array (workshops));
  for (guint i = 0; i < events->len; i++)
    if (!happen (&term, &g_array_index (events, Event, i), error))
      return FALSE;
  return TRUE;
}
