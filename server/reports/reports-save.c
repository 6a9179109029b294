/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/reports/reports-store.h"

#include <string.h>
#include <glib/gi18n-lib.h>
#include "common/nx-json.h"
#include "common/nx-random.h"
#include "server/booking/booking.h"
#include "server/coaches/coaches-input.h"
#include "server/nx-audit.h"

/* More would be no mark but a mistake. */
#define MAX_MARKS 20
#define MAX_MARK_NAME 60

static gboolean
refuse (GError **error, NxErrorCode code, const char *sentence)
{
  g_set_error_literal (error, NX_ERROR, (int) code, sentence);

  return FALSE;
}

static gboolean
fault (GError **error, const char *member, const char *sentence)
{
  g_propagate_error (error, nx_input_fault (member, sentence));

  return FALSE;
}

/* Returns: the row of the pupil in what nx_reports_store_hold() gave, or -1. Without a name it is the only one. */
static int
find_pupil (NxRows *held, const char *student_id)
{
  if (student_id == NULL)
    return nx_rows_count (held) == 1 ? 0 : -1;
  for (guint i = 0; i < nx_rows_count (held); i++)
    if (g_ascii_strcasecmp (nx_rows_text (held, i, "student_id"), student_id) == 0)
      return (int) i;

  return -1;
}

static NxReport *
find_report (GPtrArray *reports, const char *student_id)
{
  for (guint i = 0; i < reports->len; i++)
    {
      NxReport *report = g_ptr_array_index (reports, i);

      if (g_str_equal (report->studentId, student_id))
        return report;
    }

  return NULL;
}

static gboolean
check_marks (const char *marks, GError **error)
{
  g_autoptr (JsonNode) node = marks != NULL ? nx_json_parse (marks, -1, &nx_json_limits_request, NULL) : NULL;
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (marks == NULL)
    return TRUE;
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node) || json_object_get_size (json_node_get_object (node)) > MAX_MARKS)
    return fault (error, "marks", _ ("Marks are an object: a competence and its mark from 1 to 5."));

  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &name, &value))
    {
      gint64 mark;

      if (name[0] == '\0' || g_utf8_strlen (name, -1) > MAX_MARK_NAME || !nx_json_get_int (json_node_get_object (node), name, &mark) ||
          mark < 1 || mark > 5)
        return fault (error, "marks", _ ("Each mark is a whole number from 1 to 5."));
    }

  return TRUE;
}

static gboolean
is_blank (const char *text)
{
  return text == NULL || text[0] == '\0';
}

/* A draft may lack anything; what families read may not. Of a pupil who was absent there is nothing to tell. */
static gboolean
check_input (const NxReportInput *input, gboolean submit, GError **error)
{
  const char *sentence = _ ("This is needed before the report is sent.");
  gboolean absent = input->attendance == NX_ATTENDANCE_ABSENT;

  if (!check_marks (input->marks, error))
    return FALSE;
  if (!submit)
    return TRUE;
  if (input->attendance < 0)
    return fault (error, "attendance", sentence);
  if (!absent && is_blank (input->worked))
    return fault (error, "worked", sentence);
  if (!absent && is_blank (input->strengths))
    return fault (error, "strengths", sentence);
  if (!absent && is_blank (input->improve))
    return fault (error, "improve", sentence);

  return TRUE;
}

static gboolean
mail_reader (NxDb *db, const NxActor *actor, NxRows *held, guint row, const char *session_id, gboolean parent, GError **error)
{
  const char *address = nx_rows_text (held, row, parent ? "parent_address" : "pupil_address");
  g_autofree char *name = g_strjoin (" ", nx_rows_text (held, row, "first_name"), nx_rows_text (held, row, "last_name"), NULL);
  g_autofree char *dedupe = NULL, *payload = NULL;
  g_autoptr (NxJsonWriter) json = NULL;
  NxMail mail = { .kind = "report_available", .to_address = address, .not_before = NX_TIME_NONE };

  if (!parent && g_str_has_suffix (address, "@nexus-student.local"))
    return TRUE; /* a technical address: nobody reads it */

  json = nx_json_writer_new ();
  nx_json_begin_object (json, NULL);
  nx_json_add_string (json, "name", nx_rows_text (held, row, parent ? "parent_name" : "first_name"));
  nx_json_add_string (json, "sessionId", session_id);
  nx_json_add_string (json, "studentName", name);
  nx_json_add_string (json, "coachName", nx_rows_text (held, row, "pseudonym"));
  nx_json_add_string (json, "subject", nx_rows_text (held, row, "subject"));
  nx_json_add_string (json, "type", nx_rows_text (held, row, "type"));
  nx_json_add_time (json, "at", nx_rows_time (held, row, "scheduled_at"));
  nx_json_add_int (json, "duration", nx_rows_int (held, row, "duration"));
  nx_json_add_string (json, "zone", nx_rows_text (held, row, parent ? "parent_zone" : "pupil_zone"));
  nx_json_end_object (json);
  payload = nx_json_writer_end (json, NULL);
  dedupe = g_strjoin (":", "report_available", session_id, nx_rows_text (held, row, "student_id"), parent ? "parent" : "pupil", NULL);
  mail.dedupe = dedupe;
  mail.to_name = nx_rows_text (held, row, parent ? "parent_name" : "first_name");
  mail.locale = nx_rows_text (held, row, parent ? "parent_locale" : "pupil_locale");
  mail.payload = payload;

  return nx_outbox_add (db, actor, &mail, error);
}

static void
add_difference (GString *text, const char *label, const char *before, const char *after)
{
  if (is_blank (after) || g_strcmp0 (before, after) == 0)
    return;
  if (text->len > 0)
    g_string_append_c (text, '\n');
  /* Translators: a part of a report and its corrected text. */
  g_string_append_printf (text, _ ("%s: %s"), label, after);
}

/* After 48 hours the report stays as the family read it; the correction stands below it. */
static gboolean
add_addendum (NxDb *db, const NxActor *actor, const NxReport *report, const NxReportInput *input, GError **error)
{
  g_autofree char *id = nx_uuid_new (actor->now);
  g_autoptr (GString) text = g_string_new (input->addendum);

  if (text->len == 0)
    {
      add_difference (text, _ ("Worked on"), report->worked, input->worked);
      add_difference (text, _ ("What went well"), report->strengths, input->strengths);
      add_difference (text, _ ("What to work on"), report->improve, input->improve);
      add_difference (text, _ ("Homework"), report->homework, input->homework);
    }
  if (text->len == 0)
    return TRUE;

  return nx_reports_store_add_addendum (db, actor, id, report->id, text->str, error) &&
         nx_audit (db, actor, "report.addendum", "report", report->id, NULL, NULL, error);
}

static gboolean
save_one (NxDb *db, const NxActor *actor, const char *session_id, NxRows *held, GPtrArray *reports, const NxReportInput *wanted,
          gboolean submit, GError **error)
{
  int row = find_pupil (held, wanted->student_id);
  NxReport *report;
  NxReportInput input = *wanted;
  g_autofree char *id = NULL;
  gboolean submitted;

  if (row < 0)
    return wanted->student_id == NULL ? fault (error, "studentId", _ ("Say of which pupil of the session this is."))
                                      : refuse (error, NX_ERROR_NOT_FOUND, _ ("There is no such pupil in this session."));
  input.student_id = nx_rows_text (held, (guint) row, "student_id");
  report = find_report (reports, input.student_id);
  submitted = report != NULL && report->status == NX_REPORT_SUBMITTED;
  if (submitted && actor->now > report->submittedAt + NX_REPORT_CORRECTION)
    return add_addendum (db, actor, report, &input, error);
  if (!is_blank (input.addendum))
    return fault (error, "addendum", _ ("A correction stands below a report from 48 hours after it was sent. Until then, change the report."));
  if (!check_input (&input, submit || submitted, error))
    return FALSE;

  id = report != NULL ? g_strdup (report->id) : nx_uuid_new (actor->now);
  if (!nx_reports_store_write (db, actor, id, session_id, &input, submit || submitted ? NX_REPORT_SUBMITTED : NX_REPORT_DRAFT, error))
    return FALSE;
  if (submitted || !submit)
    return nx_audit (db, actor, submitted ? "report.corrected" : "report.saved", "report", id, NULL, NULL, error);

  return nx_audit (db, actor, "report.submitted", "report", id, NULL, NULL, error) &&
         mail_reader (db, actor, held, (guint) row, session_id, TRUE, error) &&
         mail_reader (db, actor, held, (guint) row, session_id, FALSE, error) &&
         nx_live_publish (db, actor, "report.submitted", session_id, actor->coach_id, input.student_id, error);
}

static gint64
session_end (NxRows *held)
{
  return nx_rows_time (held, 0, "scheduled_at") + nx_rows_int (held, 0, "duration") * NX_TIME_MINUTE;
}

/*
 * Once all pupils are reported on, the session was held, or missed where nobody came. Before its end it is neither yet: it can still be
 * joined; nx_jobs_end_sessions() ends it.
 */
static gboolean
settle_session (NxDb *db, const NxActor *actor, const char *session_id, NxRows *held, GError **error)
{
  g_autoptr (GPtrArray) reports = nx_reports_store_of_session (db, actor, session_id, error);
  NxSessionStatus from = (NxSessionStatus) nx_enum_value (&nx_session_status_enum, nx_rows_text (held, 0, "session_status")), to;
  gboolean anybody = FALSE;

  if (reports == NULL)
    return FALSE;
  if (from == NX_SESSION_SCHEDULED && session_end (held) > actor->now)
    return TRUE;
  for (guint i = 0; i < nx_rows_count (held); i++)
    {
      NxReport *report = find_report (reports, nx_rows_text (held, i, "student_id"));

      if (report == NULL || report->status != NX_REPORT_SUBMITTED)
        return TRUE;
      anybody = anybody || report->attendance != NX_ATTENDANCE_ABSENT;
    }
  if (!nx_session_transition (from, anybody ? NX_SESSION_EVENT_HOLD : NX_SESSION_EVENT_MISS, actor->role, &to))
    return refuse (error, NX_ERROR_ALREADY_CANCELLED, _ ("This session was cancelled: it has no report."));

  return to == from || nx_reports_store_set_session_status (db, actor, session_id, to, error);
}

gboolean
nx_reports_save (NxDb *db, const NxActor *actor, const char *session_id, const NxReportInput *inputs, guint n_inputs, gboolean submit,
                 gint64 expected, GError **error)
{
  g_autoptr (NxRows) held = NULL;
  g_autoptr (GPtrArray) reports = NULL;

  g_return_val_if_fail (nx_db_in_transaction (db), FALSE);

  held = nx_uuid_is_valid (session_id) ? nx_reports_store_hold (db, session_id, actor->coach_id, error) : NULL;
  if (held == NULL && nx_uuid_is_valid (session_id))
    return FALSE;
  if (held == NULL || nx_rows_count (held) == 0)
    return refuse (error, NX_ERROR_NOT_FOUND, _ ("There is no such session."));
  if (g_str_equal (nx_rows_text (held, 0, "session_status"), "CANCELLED"))
    return refuse (error, NX_ERROR_ALREADY_CANCELLED, _ ("This session was cancelled: it has no report."));

  reports = nx_reports_store_of_session (db, actor, session_id, error);
  if (reports == NULL)
    return FALSE;
  if (expected >= 0 && expected != nx_reports_version (reports))
    return refuse (error, NX_ERROR_CHANGED_ELSEWHERE, _ ("This report was changed elsewhere meanwhile."));

  for (guint i = 0; i < n_inputs; i++)
    if (!save_one (db, actor, session_id, held, reports, &inputs[i], submit, error))
      return FALSE;

  return settle_session (db, actor, session_id, held, error) && nx_db_flush (db, error);
}
