/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/server/booking-fixture.h"

#include "server/jobs/nx-jobs.h"
#include "server/reports/reports.h"

typedef struct
{
  NxActor actor;
  const char *session_id;
  const NxReportInput *inputs;
  guint n_inputs;
  gboolean submit;
  gint64 expected;
} Saving;

static gboolean
save_in_transaction (NxDb *db, gpointer data, GError **error)
{
  Saving *saving = data;

  return nx_reports_save (db, &saving->actor, saving->session_id, saving->inputs, saving->n_inputs, saving->submit, saving->expected, error);
}

/* Returns: -1, or the code of the error. */
static int
save (BookingFixture *self, NxActor actor, const char *session, NxReportInput input, gboolean submit, gint64 expected)
{
  Saving saving = { actor, session, &input, 1, submit, expected };
  g_autoptr (GError) error = NULL;

  return nx_db_transaction (self->db, save_in_transaction, &saving, &error) ? -1 : error->code;
}

static NxReportInput
written (void)
{
  return (NxReportInput){ .attendance = NX_ATTENDANCE_PRESENT, .worked = "Dérivées", .strengths = "Rigueur", .improve = "Rédaction",
                          .marks = "{\"calculer\":4,\"raisonner\":3}", .private_note = "Fatigué", .homework_due = NX_DATE_NONE };
}

static char *
book_lesson (BookingFixture *self, guint student)
{
  NxBooking booking = lesson (student, 1, "2026-11-24T10:00:00Z");
  char *id = book_ok (self, &booking);

  self->now = at ("2026-11-24T11:30:00Z");
  return id;
}

static GPtrArray *
reports_for (BookingFixture *self, NxActor actor, const char *session)
{
  return nx_reports_of_session (self->db, &actor, session, NULL);
}

static void
test_draft_and_submit (BookingFixture *self, gconstpointer data)
{
  g_autofree char *session = book_lesson (self, 1);
  g_autoptr (GPtrArray) draft = NULL, hidden = NULL, seen = NULL, office = NULL;
  NxReportInput half = { .attendance = -1, .worked = "Dér", .homework_due = NX_DATE_NONE };
  NxReport *report;

  g_assert_cmpint (save (self, as_coach (self, 1), session, half, FALSE, 0), ==, -1);
  draft = reports_for (self, as_coach (self, 1), session);
  g_assert_cmpuint (draft->len, ==, 1);
  report = g_ptr_array_index (draft, 0);
  g_assert_cmpint (report->status, ==, NX_REPORT_DRAFT);
  g_assert_cmpint (nx_reports_version (draft), ==, 1);
  hidden = reports_for (self, as_parent (self, 1), session);
  g_assert_cmpuint (hidden->len, ==, 0);
  g_assert_cmpint (ask_number (self, "SELECT count (*) AS a FROM sessions WHERE status = 'SCHEDULED'"), ==, 1);

  g_assert_cmpint (save (self, as_coach (self, 1), session, half, TRUE, -1), ==, NX_ERROR_INVALID);
  g_assert_cmpint (save (self, as_coach (self, 1), session, written (), TRUE, 1), ==, -1);
  seen = reports_for (self, as_parent (self, 1), session);
  g_assert_cmpuint (seen->len, ==, 1);
  report = g_ptr_array_index (seen, 0);
  g_assert_cmpstr (report->worked, ==, "Dérivées");
  g_assert_null (report->privateNote);
  g_assert_cmpstr (report->student->firstName, ==, "Élève");
  g_assert_cmpstr (report->session->coach->pseudonym, ==, "Hélios");
  office = reports_for (self, as_office (self), session);
  g_assert_cmpstr (((NxReport *) g_ptr_array_index (office, 0))->privateNote, ==, "Fatigué");

  g_assert_cmpint (ask_number (self, "SELECT count (*) AS a FROM sessions WHERE status = 'COMPLETED'"), ==, 1);
  g_assert_cmpint (ask_number (self, "SELECT count (*) AS a FROM outbox WHERE kind = 'report_available'"), ==, 1);
  g_assert_cmpint (ask_number (self, "SELECT count (*) AS a FROM events WHERE type = 'report.submitted'"), ==, 1);
}

static void
test_changed_elsewhere (BookingFixture *self, gconstpointer data)
{
  g_autofree char *session = book_lesson (self, 1);
  NxReportInput draft = { .attendance = -1, .worked = "un", .homework_due = NX_DATE_NONE };

  g_assert_cmpint (save (self, as_coach (self, 1), session, draft, FALSE, 3), ==, NX_ERROR_CHANGED_ELSEWHERE);
  g_assert_cmpint (save (self, as_coach (self, 1), session, draft, FALSE, 0), ==, -1);
  g_assert_cmpint (save (self, as_coach (self, 1), session, draft, FALSE, 1), ==, -1);
  g_assert_cmpint (save (self, as_coach (self, 1), session, draft, FALSE, 1), ==, NX_ERROR_CHANGED_ELSEWHERE);
  g_assert_cmpint (save (self, as_coach (self, 1), session, draft, FALSE, -1), ==, -1);
}

static void
test_who_writes (BookingFixture *self, gconstpointer data)
{
  g_autofree char *session = book_lesson (self, 1);
  NxReportInput other = written ();
  g_autoptr (GPtrArray) stranger = NULL;

  g_assert_cmpint (save (self, as_coach (self, 2), session, written (), TRUE, -1), ==, NX_ERROR_NOT_FOUND);
  g_assert_cmpint (save (self, as_coach (self, 1), STUDENT (1), written (), TRUE, -1), ==, NX_ERROR_NOT_FOUND);
  g_assert_cmpint (save (self, as_coach (self, 1), "x", written (), TRUE, -1), ==, NX_ERROR_NOT_FOUND);
  other.student_id = STUDENT (3);
  g_assert_cmpint (save (self, as_coach (self, 1), session, other, TRUE, -1), ==, NX_ERROR_NOT_FOUND);
  stranger = reports_for (self, as_parent (self, 3), session);
  g_assert_null (stranger);
  stranger = reports_for (self, as_coach (self, 2), session);
  g_assert_null (stranger);
}

static void
test_marks (BookingFixture *self, gconstpointer data)
{
  static const char *const bad[] = { "[]", "{\"calculer\":0}", "{\"calculer\":6}", "{\"calculer\":2.5}", "{\"calculer\":\"4\"}", "{\"\":4}", "4" };
  g_autofree char *session = book_lesson (self, 1);

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      NxReportInput input = written ();

      input.marks = bad[i];
      g_assert_cmpint (save (self, as_coach (self, 1), session, input, FALSE, -1), ==, NX_ERROR_INVALID);
    }
  g_assert_cmpint (ask_number (self, "SELECT count (*) AS a FROM reports"), ==, 0);
}

static void
test_nobody_came (BookingFixture *self, gconstpointer data)
{
  g_autofree char *session = book_lesson (self, 2);
  NxReportInput absent = { .attendance = NX_ATTENDANCE_ABSENT, .homework_due = NX_DATE_NONE };

  g_assert_cmpint (save (self, as_coach (self, 1), session, absent, TRUE, -1), ==, -1);
  g_assert_cmpint (ask_number (self, "SELECT count (*) AS a FROM sessions WHERE status = 'NO_SHOW'"), ==, 1);
  g_assert_cmpint (ask_number (self, "SELECT count (*) AS a FROM credit_transactions WHERE type = 'REFUND'"), ==, 0);
  /* A pupil with an address of their own reads it too. */
  g_assert_cmpint (ask_number (self, "SELECT count (*) AS a FROM outbox WHERE kind = 'report_available'"), ==, 2);

  /* The coach was wrong: within 48 hours it is put right. */
  g_assert_cmpint (save (self, as_coach (self, 1), session, written (), TRUE, -1), ==, -1);
  g_assert_cmpint (ask_number (self, "SELECT count (*) AS a FROM sessions WHERE status = 'COMPLETED'"), ==, 1);
  g_assert_cmpint (ask_number (self, "SELECT count (*) AS a FROM outbox WHERE kind = 'report_available'"), ==, 2);
}

static void
test_correction (BookingFixture *self, gconstpointer data)
{
  g_autofree char *session = book_lesson (self, 1), *report = NULL;
  gint64 submitted = self->now;
  NxReportInput corrected = written ();
  NxActor parent;
  g_autoptr (GPtrArray) addenda = NULL;

  g_assert_cmpint (save (self, as_coach (self, 1), session, written (), TRUE, -1), ==, -1);
  report = ask_text (self, "SELECT id AS a FROM reports");
  corrected.worked = "Intégrales";
  self->now = submitted + 48 * NX_TIME_HOUR;
  g_assert_cmpint (save (self, as_coach (self, 1), session, corrected, TRUE, -1), ==, -1);
  g_assert_cmpint (ask_number (self, "SELECT count (*) AS a FROM reports WHERE worked = 'Intégrales'"), ==, 1);
  g_assert_cmpint (ask_number (self, "SELECT count (*) AS a FROM report_addenda"), ==, 0);

  self->now += 1;
  corrected.worked = "Suites";
  g_assert_cmpint (save (self, as_coach (self, 1), session, corrected, TRUE, 2), ==, -1);
  g_assert_cmpint (ask_number (self, "SELECT count (*) AS a FROM reports WHERE worked = 'Intégrales' AND version = 3"), ==, 1);
  parent = as_parent (self, 1);
  addenda = nx_report_addenda (self->db, &parent, report, NULL);
  g_assert_cmpuint (addenda->len, ==, 1);
  g_assert_nonnull (strstr (((NxAddendum *) g_ptr_array_index (addenda, 0))->body, "Suites"));
}

/* After 48 hours a correction needs no more than itself; before, it would be lost. */
static void
test_addendum_alone (BookingFixture *self, gconstpointer data)
{
  g_autofree char *session = book_lesson (self, 1), *body = NULL;
  NxReportInput correction = { .attendance = -1, .addendum = "Lire « Suites ».", .homework_due = NX_DATE_NONE };

  g_assert_cmpint (save (self, as_coach (self, 1), session, written (), TRUE, -1), ==, -1);
  g_assert_cmpint (save (self, as_coach (self, 1), session, correction, TRUE, -1), ==, NX_ERROR_INVALID);
  self->now += 49 * NX_TIME_HOUR;
  g_assert_cmpint (save (self, as_coach (self, 1), session, correction, TRUE, -1), ==, -1);
  body = ask_text (self, "SELECT body AS a FROM report_addenda");
  g_assert_cmpstr (body, ==, "Lire « Suites ».");
}

static void
end_sessions_at (BookingFixture *self, const char *time)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (nx_jobs_end_sessions (self->db, at (time), &error));
  g_assert_no_error (error);
}

/* A report may be sent early; the session stays in the agenda until it is over. */
static void
test_before_the_end (BookingFixture *self, gconstpointer data)
{
  NxBooking first = lesson (1, 1, "2026-11-24T10:00:00Z"), second = lesson (3, 2, "2026-11-24T10:00:00Z");
  NxBooking bare = lesson (4, 1, "2026-11-24T11:00:00Z");
  g_autofree char *held = book_ok (self, &first), *missed = book_ok (self, &second);
  g_autofree char *unreported G_GNUC_UNUSED = book_ok (self, &bare);
  NxReportInput absent = { .attendance = NX_ATTENDANCE_ABSENT, .homework_due = NX_DATE_NONE };

  self->now = at ("2026-11-24T10:59:59Z");
  g_assert_cmpint (save (self, as_coach (self, 1), held, written (), TRUE, -1), ==, -1);
  g_assert_cmpint (save (self, as_coach (self, 2), missed, absent, TRUE, -1), ==, -1);
  g_assert_cmpint (ask_number (self, "SELECT count (*) AS a FROM sessions WHERE status = 'SCHEDULED'"), ==, 3);

  end_sessions_at (self, "2026-11-24T10:59:59Z");
  g_assert_cmpint (ask_number (self, "SELECT count (*) AS a FROM sessions WHERE status = 'SCHEDULED'"), ==, 3);
  end_sessions_at (self, "2026-11-24T12:30:00Z");
  end_sessions_at (self, "2026-11-24T12:31:00Z");
  g_assert_cmpint (ask_number (self, "SELECT count (*) AS a FROM sessions WHERE status = 'COMPLETED'"), ==, 1);
  g_assert_cmpint (ask_number (self, "SELECT count (*) AS a FROM sessions WHERE status = 'NO_SHOW'"), ==, 1);
  g_assert_cmpint (ask_number (self, "SELECT count (*) AS a FROM sessions WHERE status = 'SCHEDULED'"), ==, 1);
  g_assert_cmpint (ask_number (self, "SELECT count (*) AS a FROM events WHERE type = 'session.ended'"), ==, 2);
  g_assert_cmpint (ask_number (self, "SELECT count (*) AS a FROM audit WHERE action = 'session.missed'"), ==, 1);
}

/* In a workshop the job waits for the report on everybody who kept a place. */
static void
test_before_the_end_of_a_workshop (BookingFixture *self, gconstpointer data)
{
  NxBooking booking = lesson (1, 1, "2026-11-24T10:00:00Z"), join = { .student_id = STUDENT (3) };
  NxReportInput one = written (), other = { .attendance = NX_ATTENDANCE_ABSENT, .homework_due = NX_DATE_NONE };
  g_autofree char *session = NULL;

  booking.type = NX_SERVICE_ATELIER_GROUPE;
  session = book_ok (self, &booking);
  join.session_id = session;
  g_free (book_ok (self, &join));
  one.student_id = STUDENT (1);
  other.student_id = STUDENT (3);
  g_assert_cmpint (save (self, as_coach (self, 1), session, one, TRUE, -1), ==, -1);
  end_sessions_at (self, "2026-11-24T13:00:00Z");
  g_assert_cmpint (ask_number (self, "SELECT count (*) AS a FROM sessions WHERE status = 'SCHEDULED'"), ==, 1);
  g_assert_cmpint (save (self, as_coach (self, 1), session, other, TRUE, -1), ==, -1);
  end_sessions_at (self, "2026-11-24T13:00:00Z");
  g_assert_cmpint (ask_number (self, "SELECT count (*) AS a FROM sessions WHERE status = 'COMPLETED'"), ==, 1);
}

static void
test_workshop (BookingFixture *self, gconstpointer data)
{
  NxBooking booking = lesson (1, 1, "2026-11-24T10:00:00Z"), join = { .student_id = STUDENT (3) };
  NxReportInput one = written (), both[2];
  Saving saving;
  g_autofree char *session = NULL;
  g_autoptr (GPtrArray) mine = NULL;
  g_autoptr (GError) error = NULL;

  booking.type = NX_SERVICE_ATELIER_GROUPE;
  session = book_ok (self, &booking);
  join.session_id = session;
  g_free (book_ok (self, &join));
  self->now = at ("2026-11-24T12:30:00Z");

  g_assert_cmpint (save (self, as_coach (self, 1), session, one, TRUE, -1), ==, NX_ERROR_INVALID);
  one.student_id = STUDENT (1);
  g_assert_cmpint (save (self, as_coach (self, 1), session, one, TRUE, -1), ==, -1);
  g_assert_cmpint (ask_number (self, "SELECT count (*) AS a FROM sessions WHERE status = 'SCHEDULED'"), ==, 1);

  both[0] = both[1] = one;
  both[1].student_id = STUDENT (3);
  both[1].attendance = NX_ATTENDANCE_ABSENT;
  saving = (Saving){ as_coach (self, 1), session, both, 2, TRUE, -1 };
  g_assert_true (nx_db_transaction (self->db, save_in_transaction, &saving, &error));
  g_assert_no_error (error);
  g_assert_cmpint (ask_number (self, "SELECT count (*) AS a FROM sessions WHERE status = 'COMPLETED'"), ==, 1);
  mine = reports_for (self, as_parent (self, 3), session);
  g_assert_cmpuint (mine->len, ==, 1);
  g_assert_cmpstr (((NxReport *) g_ptr_array_index (mine, 0))->studentId, ==, STUDENT (3));
}

static void
test_cancelled (BookingFixture *self, gconstpointer data)
{
  NxBooking booking = lesson (1, 1, "2026-11-24T10:00:00Z");
  g_autofree char *session = book_ok (self, &booking);
  NxCancellation cancellation = { .session_id = session };
  NxActor office = as_office (self);

  g_assert_true (cancel (self->db, &office, &cancellation, NULL));
  g_assert_cmpint (save (self, as_coach (self, 1), session, written (), TRUE, -1), ==, NX_ERROR_ALREADY_CANCELLED);
}

static void
test_of_student (BookingFixture *self, gconstpointer data)
{
  g_autofree char *session = book_lesson (self, 1);
  NxActor readers[] = { as_parent (self, 1), as_pupil (self, 1), as_office (self), as_coach (self, 1) };
  NxActor strangers[] = { as_parent (self, 3), as_pupil (self, 2), as_coach (self, 2) };

  g_assert_cmpint (save (self, as_coach (self, 1), session, written (), TRUE, -1), ==, -1);
  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    {
      g_autoptr (GPtrArray) reports = nx_reports_of_student (self->db, &readers[i], STUDENT (1), 0, NULL);

      g_assert_nonnull (reports);
      g_assert_cmpuint (reports->len, ==, 1);
    }
  for (guint i = 0; i < G_N_ELEMENTS (strangers); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (nx_reports_of_student (self->db, &strangers[i], STUDENT (1), 0, &error));
      g_assert_error (error, NX_ERROR, NX_ERROR_NOT_FOUND);
    }
}

static void
test_competences (void)
{
  for (int subject = 0; subject < (int) nx_enum_count (&nx_subject_enum); subject++)
    {
      g_autoptr (GHashTable) slugs = g_hash_table_new (g_str_hash, g_str_equal);

      for (const NxCompetence *row = nx_report_competences (subject); row->slug != NULL; row++)
        {
          g_assert_true (g_hash_table_add (slugs, (gpointer) row->slug));
          g_assert_cmpstr (nx_report_competence_label (subject, row->slug), !=, "");
        }
      g_assert_cmpuint (g_hash_table_size (slugs), >=, 4);
    }
  g_assert_cmpstr (nx_report_competence_label (NX_SUBJECT_SVT, "autre"), ==, "autre");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test) g_test_add (path, BookingFixture, NULL, booking_setup, test, booking_teardown)
  ADD ("/reports/draft-and-submit", test_draft_and_submit);
  ADD ("/reports/changed-elsewhere", test_changed_elsewhere);
  ADD ("/reports/who-writes", test_who_writes);
  ADD ("/reports/marks", test_marks);
  ADD ("/reports/nobody-came", test_nobody_came);
  ADD ("/reports/correction", test_correction);
  ADD ("/reports/addendum-alone", test_addendum_alone);
  ADD ("/reports/before-the-end", test_before_the_end);
  ADD ("/reports/before-the-end-of-a-workshop", test_before_the_end_of_a_workshop);
  ADD ("/reports/workshop", test_workshop);
  ADD ("/reports/cancelled", test_cancelled);
  ADD ("/reports/of-student", test_of_student);
  g_test_add_func ("/reports/competences", test_competences);
  return g_test_run ();
}
