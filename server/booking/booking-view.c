/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/booking/booking-view.h"

#include <string.h>
#include "server/booking/booking-location.h"

struct _NxSessionViews
{
  NxRows *rows;  /* (owned) */
  GArray *views; /* NxSessionView */
};

static gboolean
is_family (const NxActor *actor)
{
  return actor->role == NX_ROLE_PARENT || actor->role == NX_ROLE_ELEVE;
}

/* The row after @row that is of another student, or of another session. */
static guint
next_student (NxRows *rows, guint row)
{
  const char *session = nx_rows_text (rows, row, "id"), *student = nx_rows_text (rows, row, "student_id");

  for (row++; row < nx_rows_count (rows); row++)
    if (strcmp (nx_rows_text (rows, row, "id"), session) != 0 || g_strcmp0 (nx_rows_text (rows, row, "student_id"), student) != 0)
      break;

  return row;
}

static gboolean
is_same_session (NxRows *rows, guint row, const NxSessionView *view)
{
  return row < nx_rows_count (rows) && strcmp (nx_rows_text (rows, row, "id"), view->id) == 0;
}

static void
read_session (NxSessionView *view, NxRows *rows, guint row)
{
  view->id = nx_rows_text (rows, row, "id");
  view->subject = nx_rows_text (rows, row, "subject");
  view->title = nx_session_title (nx_rows_text (rows, row, "title"), nx_enum_value (&nx_subject_enum, view->subject));
  view->description = nx_rows_text (rows, row, "description");
  view->type = nx_rows_text (rows, row, "type");
  view->status = nx_rows_text (rows, row, "status");
  view->scheduled_at = nx_rows_time (rows, row, "scheduled_at");
  view->duration = (int) ((nx_rows_time (rows, row, "ends_at") - view->scheduled_at) / NX_TIME_MINUTE);
  view->capacity = nx_rows_int (rows, row, "capacity");
  view->seats_taken = nx_rows_int (rows, row, "seats_taken");
  view->credit_cost = (gint32) nx_rows_int (rows, row, "credit_cost");
  view->cancelled_at = nx_rows_time (rows, row, "cancelled_at");
  view->cancel_reason = nx_rows_text (rows, row, "cancel_reason");
  view->refunded = nx_rows_bool (rows, row, "refunded");
  view->version = nx_rows_int (rows, row, "version");
  view->waiting = nx_rows_int (rows, row, "names_waiting");
  view->coach_id = nx_rows_text (rows, row, "coach_id");
  view->pseudonym = nx_rows_text (rows, row, "pseudonym");
  view->mark = nx_rows_text (rows, row, "mark");
  view->color = nx_rows_int (rows, row, "color");
  view->room = nx_rows_text (rows, row, "room");
  view->report_status = -1;
  view->series_id = nx_rows_text (rows, row, "series_id");
}

/* For a family a seat that was given up is a cancelled session, whatever became of the others. */
static void
apply_seat (NxSessionView *view, NxRows *rows, guint row, gboolean family)
{
  int report = nx_enum_value (&nx_report_status_enum, nx_rows_text (rows, row, "report_status"));

  if (family && report != NX_REPORT_SUBMITTED)
    report = -1;
  /* A report of several pupils is submitted when each one's is. */
  view->report_status = view->n_students == 0 ? report : MIN (view->report_status, report);
  if (nx_rows_bool (rows, row, "seat_active") && !nx_rows_bool (rows, row, "paid") && !nx_rows_bool (rows, row, "seat_refunded"))
    view->unpaid = TRUE;
  if (!family)
    view->attendance = view->n_students == 0 ? nx_rows_text (rows, row, "attendance") : NULL;
  if (!family)
    return;

  view->credit_cost = (gint32) nx_rows_int (rows, row, "seat_cost");
  view->refunded = nx_rows_bool (rows, row, "seat_refunded");
  if (!nx_rows_bool (rows, row, "seat_active") && strcmp (view->status, "SCHEDULED") == 0)
    {
      view->status = "CANCELLED";
      view->cancelled_at = nx_rows_time (rows, row, "seat_cancelled_at");
    }
}

/* Whether one of the reader's seats ended with the session: whoever had left before is not told why the last family did. */
static gboolean
ended_with_it (NxRows *rows, guint first, guint end)
{
  for (guint i = first; i < end; i++)
    if (nx_rows_text (rows, i, "student_id") != NULL &&
        nx_rows_time (rows, i, "seat_cancelled_at") == nx_rows_time (rows, i, "cancelled_at"))
      return TRUE;

  return FALSE;
}

/* Returns: the first row of the next session. */
static guint
read_view (NxSessionView *view, NxRows *rows, guint row, const NxActor *actor, const NxConfig *config)
{
  const char *jitsi_room = nx_rows_text (rows, row, "jitsi_room");
  gboolean family = is_family (actor);

  *view = (NxSessionView){ .rows = rows, .first = row };
  read_session (view, rows, row);
  if (family)
    view->waiting = 0;
  for (; is_same_session (rows, row, view); row = next_student (rows, row))
    {
      if (nx_rows_text (rows, row, "student_id") == NULL)
        continue;
      apply_seat (view, rows, row, family);
      view->n_students++;
    }
  if (family && !ended_with_it (rows, view->first, row))
    view->cancel_reason = NULL;
  view->location = nx_booking_location (config, actor, &(NxBookingPlace){ .room = view->room, .jitsi_room = jitsi_room,
                                        .coach_id = view->coach_id, .coach_name = view->pseudonym, .title = view->title,
                                        .scheduled = strcmp (view->status, "SCHEDULED") == 0,
                                        .has_seat = view->n_students > 0, .start = view->scheduled_at,
                                        .end = view->scheduled_at + view->duration * NX_TIME_MINUTE });
  view->report_due = strcmp (view->status, "SCHEDULED") == 0 && view->report_status != NX_REPORT_SUBMITTED
                     && view->scheduled_at + view->duration * NX_TIME_MINUTE + NX_BOOKING_REPORT_DUE_AFTER <= actor->now;

  return row;
}

NxSessionViews *
nx_session_views_new (NxRows *rows, const NxActor *actor, const NxConfig *config)
{
  NxSessionViews *self = g_new0 (NxSessionViews, 1);

  self->rows = rows;
  self->views = g_array_sized_new (FALSE, FALSE, sizeof (NxSessionView), nx_rows_count (rows));
  for (guint row = 0; row < nx_rows_count (rows);)
    {
      NxSessionView view;

      row = read_view (&view, rows, row, actor, config);
      g_array_append_val (self->views, view);
    }

  return self;
}

void
nx_session_views_free (NxSessionViews *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->views->len; i++)
    g_free (g_array_index (self->views, NxSessionView, i).location);
  g_array_unref (self->views);
  nx_rows_free (self->rows);
  g_free (self);
}

guint
nx_session_views_count (NxSessionViews *self)
{
  return self->views->len;
}

const NxSessionView *
nx_session_views_get (NxSessionViews *self, guint n)
{
  g_return_val_if_fail (n < self->views->len, NULL);

  return &g_array_index (self->views, NxSessionView, n);
}

static void
add_students (const NxSessionView *self, NxSession *session)
{
  guint row = self->first;

  if (session->students == NULL)
    session->students = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < self->n_students; i++, row = next_student (self->rows, row))
    {
      NxPerson *person = g_object_new (NX_TYPE_PERSON, NULL);

      person->id = g_strdup (nx_rows_text (self->rows, row, "student_id"));
      person->firstName = g_strdup (nx_rows_text (self->rows, row, "first_name"));
      person->lastName = g_strdup (nx_rows_text (self->rows, row, "last_name"));
      g_ptr_array_add (session->students, person);
    }
}

NxSession *
nx_session_view_record (const NxSessionView *self)
{
  NxSession *session = g_object_new (NX_TYPE_SESSION, NULL);

  session->id = g_strdup (self->id);
  session->title = g_strdup (self->title);
  session->description = g_strdup (self->description);
  session->subject = nx_enum_value (&nx_subject_enum, self->subject);
  session->type = nx_enum_value (&nx_service_type_enum, self->type);
  session->status = nx_enum_value (&nx_session_status_enum, self->status);
  session->scheduledAt = self->scheduled_at;
  session->duration = self->duration;
  session->creditCost = self->credit_cost;
  session->coach = g_object_new (NX_TYPE_COACH, NULL);
  session->coach->id = g_strdup (self->coach_id);
  session->coach->pseudonym = g_strdup (self->pseudonym);
  session->coach->mark = g_strdup (self->mark);
  session->coach->color = self->color;
  add_students (self, session);
  session->capacity = self->capacity;
  session->seatsTaken = self->seats_taken;
  session->location = g_strdup (self->location);
  session->room = g_strdup (self->room);
  session->reportStatus = self->report_status;
  session->reportDue = self->report_due;
  session->cancelledAt = self->cancelled_at;
  session->cancelReason = g_strdup (self->cancel_reason);
  session->refunded = self->refunded;
  session->version = self->version;
  session->seriesId = g_strdup (self->series_id);
  session->unpaid = self->unpaid;
  session->attendance = nx_enum_value (&nx_attendance_enum, self->attendance);
  session->waiting = self->waiting;

  return session;
}

static void
write_people (const NxSessionView *self, NxJsonWriter *json)
{
  guint row = self->first;

  nx_json_begin_object (json, "coach");
  nx_json_add_string (json, "id", self->coach_id);
  nx_json_add_string (json, "pseudonym", self->pseudonym);
  nx_json_add_string (json, "mark", self->mark);
  nx_json_add_int (json, "color", self->color);
  nx_json_end_object (json);

  nx_json_begin_array (json, "students");
  for (guint i = 0; i < self->n_students; i++, row = next_student (self->rows, row))
    {
      nx_json_begin_object (json, NULL);
      nx_json_add_string (json, "id", nx_rows_text (self->rows, row, "student_id"));
      nx_json_add_string (json, "firstName", nx_rows_text (self->rows, row, "first_name"));
      nx_json_add_string (json, "lastName", nx_rows_text (self->rows, row, "last_name"));
      nx_json_end_object (json);
    }
  nx_json_end_array (json);
}

void
nx_session_view_write (const NxSessionView *self, NxJsonWriter *json)
{
  nx_json_begin_object (json, NULL);
  nx_json_add_string (json, "id", self->id);
  nx_json_add_string (json, "title", self->title);
  nx_json_add_string (json, "description", self->description);
  nx_json_add_string (json, "subject", self->subject);
  nx_json_add_string (json, "type", self->type);
  nx_json_add_string (json, "status", self->status);
  nx_json_add_time (json, "scheduledAt", self->scheduled_at);
  nx_json_add_int (json, "duration", self->duration);
  nx_json_add_credits (json, "creditCost", self->credit_cost);
  write_people (self, json);
  nx_json_add_int (json, "capacity", self->capacity);
  nx_json_add_int (json, "seatsTaken", self->seats_taken);
  nx_json_add_string (json, "location", self->location);
  nx_json_add_string (json, "room", self->room);
  nx_json_add_string (json, "reportStatus", nx_enum_slug (&nx_report_status_enum, self->report_status));
  nx_json_add_bool (json, "reportDue", self->report_due);
  nx_json_add_time (json, "cancelledAt", self->cancelled_at);
  nx_json_add_string (json, "cancelReason", self->cancel_reason);
  nx_json_add_bool (json, "refunded", self->refunded);
  nx_json_add_int (json, "version", self->version);
  nx_json_add_string (json, "seriesId", self->series_id);
  nx_json_add_bool (json, "unpaid", self->unpaid);
  nx_json_add_int (json, "waiting", self->waiting);
  nx_json_add_string (json, "attendance", self->attendance);
  nx_json_end_object (json);
}
