/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/reports/reports-store.h"

#include <glib/gi18n-lib.h>
#include "common/nx-random.h"
#include "server/families/families.h"

#define DEFAULT_LIMIT 50
#define MAX_LIMIT 200

void
nx_addendum_free (NxAddendum *self)
{
  if (self == NULL)
    return;
  g_free (self->body);
  g_free (self);
}

static gpointer
not_found (GError **error, const char *sentence)
{
  g_set_error_literal (error, NX_ERROR, NX_ERROR_NOT_FOUND, sentence);

  return NULL;
}

gint64
nx_reports_version (GPtrArray *reports)
{
  gint64 version = 0;

  for (guint i = 0; i < reports->len; i++)
    version += ((NxReport *) g_ptr_array_index (reports, i))->version;

  return version;
}

GPtrArray *
nx_reports_of_session (NxDb *db, const NxActor *actor, const char *session_id, GError **error)
{
  gboolean visible = FALSE;
  int subject;

  if (nx_uuid_is_valid (session_id) && !nx_reports_store_session_is_visible (db, actor, session_id, &visible, &subject, error))
    return NULL;
  if (!visible)
    return not_found (error, _ ("There is no such session."));

  return nx_reports_store_of_session (db, actor, session_id, error);
}

GPtrArray *
nx_reports_of_student (NxDb *db, const NxActor *actor, const char *student_id, int limit, GError **error)
{
  if (!nx_families_check_student (db, actor, student_id, error))
    return NULL;

  return nx_reports_store_of_student (db, actor, student_id, limit > 0 ? MIN (limit, MAX_LIMIT) : DEFAULT_LIMIT, error);
}

NxReport *
nx_report_get (NxDb *db, const NxActor *actor, const char *report_id, GError **error)
{
  g_autoptr (GPtrArray) reports = NULL;

  if (!nx_uuid_is_valid (report_id))
    return not_found (error, _ ("There is no such report."));
  reports = nx_reports_store_get (db, actor, report_id, error);
  if (reports == NULL)
    return NULL;
  if (reports->len == 0)
    return not_found (error, _ ("There is no such report."));

  return g_object_ref (g_ptr_array_index (reports, 0));
}

GPtrArray *
nx_report_addenda (NxDb *db, const NxActor *actor, const char *report_id, GError **error)
{
  g_autoptr (NxReport) report = nx_report_get (db, actor, report_id, error);

  return report != NULL ? nx_reports_store_addenda (db, report_id, error) : NULL;
}

gboolean
nx_reports_write_marks (NxDb *db, const char *session_id, NxJsonWriter *json, GError **error)
{
  g_autoptr (NxRows) rows = nx_reports_store_seat_marks (db, session_id, error);

  if (rows == NULL)
    return FALSE;
  nx_json_begin_array (json, "attendance");
  for (guint i = 0; i < nx_rows_count (rows); i++)
    {
      nx_json_begin_object (json, NULL);
      nx_json_add_string (json, "studentId", nx_rows_text (rows, i, "student_id"));
      nx_json_add_string (json, "attendance", nx_rows_text (rows, i, "attendance"));
      nx_json_end_object (json);
    }
  nx_json_end_array (json);

  return TRUE;
}
