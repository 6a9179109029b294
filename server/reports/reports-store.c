/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/reports/reports-store.h"

enum { HOLD, WRITE, SEAT_MARKS, ADD_ADDENDUM, SET_SESSION_STATUS, VISIBLE, OF_SESSION, OF_STUDENT, GET, ADDENDA };

/* The reader: $1 office, $2 coach, $3 parent, $4 student. */
#define MAY_READ \
  " ($1::boolean OR x.coach_id = $2::uuid OR (p.status = 'SUBMITTED' AND (s.parent_id = $3::uuid OR s.id = $4::uuid)))"
#define COLUMNS \
  "SELECT p.id, p.session_id, p.student_id, p.status, p.attendance, p.worked, p.strengths, p.improve, p.homework, p.homework_due," \
  " p.marks, CASE WHEN $1::boolean OR $2::uuid IS NOT NULL THEN p.private_note END AS private_note, p.submitted_at, p.updated_at," \
  " p.version, u.first_name, u.last_name, x.title, x.subject, x.type, x.status AS session_status, lower (x.during) AS scheduled_at," \
  " (extract (epoch FROM upper (x.during) - lower (x.during)) / 60)::integer AS duration, c.id AS coach_id, c.pseudonym, c.mark, c.color" \
  " FROM reports p JOIN sessions x ON x.id = p.session_id JOIN coaches c ON c.id = x.coach_id JOIN students s ON s.id = p.student_id" \
  " JOIN users u ON u.id = s.user_id WHERE" MAY_READ

static const NxStatement statements[] = {
  [HOLD] = { "reports.hold",
    "SELECT x.status AS session_status, x.subject, x.type, lower (x.during) AS scheduled_at,"
    " (extract (epoch FROM upper (x.during) - lower (x.during)) / 60)::integer AS duration, c.pseudonym, s.id AS student_id,"
    " su.first_name, su.last_name, su.id AS pupil_id, su.email AS pupil_address, su.locale AS pupil_locale, su.zone AS pupil_zone,"
    " pu.id AS parent_user, pu.email AS parent_address, pu.first_name AS parent_name, pu.locale AS parent_locale,"
    " pu.zone AS parent_zone, (SELECT p.id FROM reports p WHERE p.session_id = x.id AND p.student_id = s.id) AS report_id"
    " FROM sessions x JOIN coaches c ON c.id = x.coach_id JOIN seats t ON t.session_id = x.id"
    " AND (t.active OR x.status = 'CANCELLED') JOIN students s ON s.id = t.student_id JOIN users su ON su.id = s.user_id"
    " JOIN parents q ON q.id = s.parent_id JOIN users pu ON pu.id = q.user_id"
    " WHERE x.id = $1::uuid AND x.coach_id = $2::uuid ORDER BY su.last_name, su.first_name FOR NO KEY UPDATE OF x", 2 },
  [WRITE] = { "reports.write",
    "INSERT INTO reports (id, session_id, student_id, coach_id, status, attendance, worked, strengths, improve, homework,"
    " homework_due, marks, private_note, created_at, updated_at, submitted_at) VALUES ($1::uuid, $2::uuid, $3::uuid, $4::uuid,"
    " $5::text, $6, $7, $8, $9, $10, $11::date, $12::jsonb, $13, $14::timestamptz, $14, CASE WHEN $5 = 'SUBMITTED' THEN $14 END)"
    " ON CONFLICT (session_id, student_id) DO UPDATE SET status = excluded.status, attendance = excluded.attendance,"
    " worked = excluded.worked, strengths = excluded.strengths, improve = excluded.improve, homework = excluded.homework,"
    " homework_due = excluded.homework_due, marks = excluded.marks, private_note = excluded.private_note,"
    " updated_at = excluded.updated_at, submitted_at = coalesce (reports.submitted_at, excluded.submitted_at),"
    " version = reports.version + 1", 14 },
  [SEAT_MARKS] = { "reports.seat_marks",
    "SELECT student_id, attendance FROM seats WHERE session_id = $1::uuid AND active AND attendance IS NOT NULL ORDER BY student_id", 1 },
  [ADD_ADDENDUM] = { "reports.add_addendum",
    "WITH touched AS (UPDATE reports SET version = version + 1, updated_at = $5::timestamptz WHERE id = $2::uuid)"
    " INSERT INTO report_addenda (id, report_id, author_id, body, created_at) VALUES ($1::uuid, $2, $3::uuid, $4, $5)", 5 },
  [SET_SESSION_STATUS] = { "reports.set_session_status",
    "UPDATE sessions SET status = $2, updated_at = $3::timestamptz, version = version + 1 WHERE id = $1::uuid AND status <> $2::text", 3 },
  [VISIBLE] = { "reports.session_is_visible",
    "SELECT x.subject FROM sessions x WHERE x.id = $5::uuid AND ($1::boolean OR x.coach_id = $2::uuid OR EXISTS (SELECT FROM seats t"
    " JOIN students s ON s.id = t.student_id WHERE t.session_id = x.id AND (s.parent_id = $3::uuid OR s.id = $4::uuid)))", 5 },
  [OF_SESSION] = { "reports.of_session", COLUMNS " AND p.session_id = $5::uuid ORDER BY u.last_name, u.first_name, p.id", 5 },
  [OF_STUDENT] = { "reports.of_student",
    COLUMNS " AND p.student_id = $5::uuid ORDER BY lower (x.during) DESC, p.id LIMIT $6::integer", 6 },
  [GET] = { "reports.get", COLUMNS " AND p.id = $5::uuid", 5 },
  [ADDENDA] = { "reports.addenda", "SELECT body, created_at FROM report_addenda WHERE report_id = $1::uuid ORDER BY created_at, id", 1 },
};
NX_STATEMENTS (reports, statements)

#define READER(actor)                                                                                                     \
  nx_bool (nx_actor_is_office (actor)), nx_text ((actor)->role == NX_ROLE_COACH ? (actor)->coach_id : NULL),              \
    nx_text ((actor)->role == NX_ROLE_PARENT ? (actor)->parent_id : NULL),                                                \
    nx_text ((actor)->role == NX_ROLE_ELEVE ? (actor)->student_id : NULL)

NxRows *
nx_reports_store_hold (NxDb *db, const char *session_id, const char *coach_id, GError **error)
{
  return nx_db_run (db, &statements[HOLD], error, nx_text (session_id), nx_text (coach_id));
}

gboolean
nx_reports_store_write (NxDb *db, const NxActor *actor, const char *id, const char *session_id, const NxReportInput *input,
                        NxReportStatus status, GError **error)
{
  return nx_db_do (db, &statements[WRITE], error, nx_text (id), nx_text (session_id), nx_text (input->student_id),
                   nx_text (actor->coach_id), nx_text (nx_enum_slug (&nx_report_status_enum, status)),
                   nx_text (nx_enum_slug (&nx_attendance_enum, input->attendance)), nx_text (input->worked),
                   nx_text (input->strengths), nx_text (input->improve), nx_text (input->homework),
                   input->homework_due == NX_DATE_NONE ? nx_null () : nx_date (input->homework_due),
                   nx_text (input->marks != NULL ? input->marks : "{}"), nx_text (input->private_note), nx_time (actor->now));
}

NxRows *
nx_reports_store_seat_marks (NxDb *db, const char *session_id, GError **error)
{
  return nx_db_run (db, &statements[SEAT_MARKS], error, nx_text (session_id));
}

gboolean
nx_reports_store_add_addendum (NxDb *db, const NxActor *actor, const char *id, const char *report_id, const char *body, GError **error)
{
  return nx_db_do (db, &statements[ADD_ADDENDUM], error, nx_text (id), nx_text (report_id), nx_text (actor->user_id), nx_text (body),
                   nx_time (actor->now));
}

gboolean
nx_reports_store_set_session_status (NxDb *db, const NxActor *actor, const char *session_id, NxSessionStatus status, GError **error)
{
  return nx_db_do (db, &statements[SET_SESSION_STATUS], error, nx_text (session_id),
                   nx_text (nx_enum_slug (&nx_session_status_enum, status)), nx_time (actor->now));
}

gboolean
nx_reports_store_session_is_visible (NxDb *db, const NxActor *actor, const char *session_id, gboolean *visible, int *subject, GError **error)
{
  g_autoptr (NxRows) rows = nx_db_run (db, &statements[VISIBLE], error, READER (actor), nx_text (session_id));

  if (rows == NULL)
    return FALSE;
  *visible = nx_rows_count (rows) > 0;
  *subject = *visible ? nx_enum_value (&nx_subject_enum, nx_rows_text (rows, 0, "subject")) : -1;

  return TRUE;
}

static NxReport *
read_report (NxRows *rows, guint row)
{
  NxReport *report = nx_rows_record (rows, row, NX_TYPE_REPORT);
  NxSession *session = g_object_new (NX_TYPE_SESSION, NULL);

  report->student = g_object_new (NX_TYPE_PERSON, NULL);
  report->student->id = g_strdup (nx_rows_text (rows, row, "student_id"));
  report->student->firstName = g_strdup (nx_rows_text (rows, row, "first_name"));
  report->student->lastName = g_strdup (nx_rows_text (rows, row, "last_name"));

  session->id = g_strdup (nx_rows_text (rows, row, "session_id"));
  session->subject = nx_enum_value (&nx_subject_enum, nx_rows_text (rows, row, "subject"));
  session->title = g_strdup (nx_session_title (nx_rows_text (rows, row, "title"), session->subject));
  session->type = nx_enum_value (&nx_service_type_enum, nx_rows_text (rows, row, "type"));
  session->status = nx_enum_value (&nx_session_status_enum, nx_rows_text (rows, row, "session_status"));
  session->scheduledAt = nx_rows_time (rows, row, "scheduled_at");
  session->duration = nx_rows_int (rows, row, "duration");
  session->reportStatus = report->status;
  session->coach = g_object_new (NX_TYPE_COACH, NULL);
  session->coach->id = g_strdup (nx_rows_text (rows, row, "coach_id"));
  session->coach->pseudonym = g_strdup (nx_rows_text (rows, row, "pseudonym"));
  session->coach->mark = g_strdup (nx_rows_text (rows, row, "mark"));
  session->coach->color = nx_rows_int (rows, row, "color");
  g_set_object (&report->session, session);
  g_object_unref (session);

  return report;
}

/* @rows: (transfer full) (nullable). */
static GPtrArray *
read_reports (NxRows *rows)
{
  g_autoptr (NxRows) owned = rows;
  GPtrArray *reports;

  if (owned == NULL)
    return NULL;

  reports = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < nx_rows_count (owned); i++)
    g_ptr_array_add (reports, read_report (owned, i));

  return reports;
}

GPtrArray *
nx_reports_store_of_session (NxDb *db, const NxActor *actor, const char *session_id, GError **error)
{
  return read_reports (nx_db_run (db, &statements[OF_SESSION], error, READER (actor), nx_text (session_id)));
}

GPtrArray *
nx_reports_store_of_student (NxDb *db, const NxActor *actor, const char *student_id, int limit, GError **error)
{
  return read_reports (nx_db_run (db, &statements[OF_STUDENT], error, READER (actor), nx_text (student_id), nx_int (limit)));
}

GPtrArray *
nx_reports_store_get (NxDb *db, const NxActor *actor, const char *report_id, GError **error)
{
  return read_reports (nx_db_run (db, &statements[GET], error, READER (actor), nx_text (report_id)));
}

GPtrArray *
nx_reports_store_addenda (NxDb *db, const char *report_id, GError **error)
{
  g_autoptr (NxRows) rows = nx_db_run (db, &statements[ADDENDA], error, nx_text (report_id));
  GPtrArray *addenda;

  if (rows == NULL)
    return NULL;

  addenda = g_ptr_array_new_with_free_func ((GDestroyNotify) nx_addendum_free);
  for (guint i = 0; i < nx_rows_count (rows); i++)
    {
      NxAddendum *addendum = g_new0 (NxAddendum, 1);

      addendum->body = g_strdup (nx_rows_text (rows, i, "body"));
      addendum->created_at = nx_rows_time (rows, i, "created_at");
      g_ptr_array_add (addenda, addendum);
    }

  return addenda;
}
