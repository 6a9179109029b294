/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/reports/reports-pages.h"

#include <glib/gi18n-lib.h>

#include "common/nx-format.h"
#include "server/booking/booking.h"
#include "server/html/nx-page-session.h"
#include "server/html/nx-page.h"
#include "server/nx-app.h"
#include "server/reports/reports.h"

/* A report as the family reads it. */

static char *
date_text (gint64 time, const NxActor *actor)
{
  return time != NX_TIME_NONE ? nx_format_date (nx_time_date_in_zone (time, nx_page_zone (actor))) : NULL;
}

static void
write_mark (NxJsonWriter *model, const char *id, int subject, const char *slug, gint64 mark)
{
  nx_json_begin_object (model, NULL);
  nx_json_add_string (model, "id", id);
  nx_json_add_string (model, "slug", slug);
  nx_json_add_string (model, "label", nx_report_competence_label (subject, slug));
  nx_json_add_int (model, "mark", mark);
  nx_json_end_object (model);
}

/* In the order of the subject's competences, not of the JSON. */
static void
write_marks (NxJsonWriter *model, const NxReport *report, int subject)
{
  JsonObject *marks
      = report->marks != NULL && JSON_NODE_HOLDS_OBJECT (report->marks) ? json_node_get_object (report->marks) : NULL;
  guint n = 0;

  nx_json_begin_array (model, "marks");
  for (const NxCompetence *competence = nx_report_competences (subject); marks != NULL && competence->slug != NULL; competence++)
    {
      gint64 mark;

      if (!nx_json_get_int (marks, competence->slug, &mark))
        continue;
      write_mark (model, report->id, subject, competence->slug, mark);
      n++;
    }
  nx_json_end_array (model);
  nx_json_add_bool (model, "hasMarks", n > 0);
}

static gboolean
write_addenda (NxJsonWriter *model, NxDb *db, const NxActor *actor, const NxReport *report, GError **error)
{
  g_autoptr (GPtrArray) addenda = nx_report_addenda (db, actor, report->id, error);

  if (addenda == NULL)
    return FALSE;

  nx_json_begin_array (model, "addenda");
  for (guint i = 0; i < addenda->len; i++)
    {
      const NxAddendum *addendum = g_ptr_array_index (addenda, i);
      g_autofree char *date = date_text (addendum->created_at, actor);

      nx_json_begin_object (model, NULL);
      nx_json_add_string (model, "date", date);
      nx_json_add_string (model, "body", addendum->body);
      nx_json_end_object (model);
    }
  nx_json_end_array (model);
  return TRUE;
}

static gboolean
write_report (NxJsonWriter *model, NxDb *db, const NxActor *actor, const NxReport *report, const NxSession *session,
              GError **error)
{
  g_autofree char *due = report->homeworkDue != NX_DATE_NONE ? nx_format_date (report->homeworkDue) : NULL;
  g_autofree char *submitted = date_text (report->submittedAt, actor);

  nx_json_begin_object (model, NULL);
  nx_json_add_string (model, "id", report->id);
  nx_json_add_string (model, "anchor", report->id);
  nx_json_add_string (model, "pupil", report->student != NULL ? report->student->firstName : NULL);
  nx_json_add_string (model, "attendance", nx_enum_label (&nx_attendance_enum, report->attendance));
  nx_json_add_string (model, "worked", report->worked);
  nx_json_add_string (model, "strengths", report->strengths);
  nx_json_add_string (model, "improve", report->improve);
  nx_json_add_string (model, "homework", report->homework);
  nx_json_add_string (model, "homeworkDue", due);
  nx_json_add_string (model, "submitted", submitted);
  nx_page_write_session (model, "session", session, actor);
  write_marks (model, report, session->subject);
  if (!write_addenda (model, db, actor, report, error))
    return FALSE;
  nx_json_end_object (model);
  return TRUE;
}

static NxResponse *
show_report (NxRequest *request, NxDb *db, GError **error)
{
  const NxActor *actor = nx_request_actor (request);
  const char *session_id = nx_request_param (request, "sessionId");
  g_autoptr (NxSession) session = nx_booking_get (db, actor, nx_request_app (request)->config, session_id, error);
  g_autoptr (GPtrArray) reports = session != NULL ? nx_reports_of_session (db, actor, session_id, error) : NULL;
  g_autoptr (NxJsonWriter) model = NULL;

  if (reports == NULL)
    return NULL;
  if (reports->len == 0)
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_NOT_FOUND, _ ("There is no report of this session yet."));
      return NULL;
    }

  model = nx_json_writer_new ();
  nx_json_begin_object (model, NULL);
  nx_json_add_string (model, "home", nx_page_start (actor->role));
  nx_json_begin_array (model, "reports");
  for (guint i = 0; i < reports->len; i++)
    if (!write_report (model, db, actor, g_ptr_array_index (reports, i), session, error))
      return NULL;
  nx_json_end_array (model);
  nx_json_end_object (model);
  return nx_page_respond (request, 200, "report", _ ("Report"), g_steal_pointer (&model), error);
}

const NxRoute nx_reports_page_routes[] = {
  { "GET", "/rapports/{sessionId}", NX_ROLES_FAMILY, NULL, NULL, show_report, NX_ROUTE_PAGE, "A report as the family reads it" },
  { NULL },
};
