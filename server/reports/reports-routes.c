/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/http/nx-route.h"
#include "server/reports/reports.h"

#include <string.h>
#include <glib/gi18n-lib.h>
#include "common/nx-json.h"
#include "server/coaches/coaches-input.h"

#define MAX_PUPILS 100

static NxResponse *handle_save (NxRequest *request, NxDb *db, GError **error);
static NxResponse *handle_read (NxRequest *request, NxDb *db, GError **error);
static NxResponse *handle_of_student (NxRequest *request, NxDb *db, GError **error);
static NxResponse *handle_competences (NxRequest *request, NxDb *db, GError **error);

/* One pupil's part; a session with one pupil may carry it at the top. */
#define PUPIL_FIELDS \
  { "studentId", NX_FIELD_ID, NX_FIELD_NULLABLE, .label = N_ ("Student") }, \
  { "attendance", NX_FIELD_ENUM, NX_FIELD_NULLABLE, .enum_type = &nx_attendance_enum, .label = N_ ("Attendance") }, \
  { "worked", NX_FIELD_TEXT, NX_FIELD_NULLABLE, 0, 5000, .label = N_ ("Worked on") }, \
  { "strengths", NX_FIELD_TEXT, NX_FIELD_NULLABLE, 0, 5000, .label = N_ ("What went well") }, \
  { "improve", NX_FIELD_TEXT, NX_FIELD_NULLABLE, 0, 5000, .label = N_ ("What to work on") }, \
  { "homework", NX_FIELD_TEXT, NX_FIELD_NULLABLE, 0, 5000, .label = N_ ("Homework") }, \
  { "homeworkDue", NX_FIELD_DATE, NX_FIELD_NULLABLE, .label = N_ ("Homework due") }, \
  { "marks", NX_FIELD_JSON, NX_FIELD_NULLABLE, .label = N_ ("Marks") }, \
  { "privateNote", NX_FIELD_TEXT, NX_FIELD_NULLABLE, 0, 5000, .label = N_ ("Private note") }, \
  { "addendum", NX_FIELD_TEXT, NX_FIELD_NULLABLE, 0, 5000, .label = N_ ("Correction") }

static const NxField pupil_fields[] = { PUPIL_FIELDS, { NULL } };
static const NxField save_fields[] = {
  PUPIL_FIELDS,
  { "students", NX_FIELD_JSON, NX_FIELD_NULLABLE, .label = N_ ("Pupils") },
  { "submit", NX_FIELD_BOOL },
  { NULL },
};

static const NxField student_query[] = { { "limit", NX_FIELD_INT, 0, 1, 200 }, { NULL } };
static const NxField competences_query[] = { { "subject", NX_FIELD_ENUM, 0, .enum_type = &nx_subject_enum }, { NULL } };

extern const NxRoute nx_reports_routes[];
const NxRoute nx_reports_routes[] = {
  { "PUT", "/api/sessions/{id}/report", NX_ROLES_COACH, NULL, save_fields, handle_save, NX_ROUTE_NONE,
    "Keep a report as a draft, or submit it" },
  { "GET", "/api/sessions/{id}/report", NX_ROLES_SIGNED_IN, NULL, NULL, handle_read, NX_ROUTE_NONE, "The report of a session" },
  { "GET", "/api/students/{id}/reports", NX_ROLES_SIGNED_IN, student_query, NULL, handle_of_student, NX_ROUTE_NONE,
    "A student's reports, the latest first" },
  { "GET", "/api/competences", NX_ROLES_SIGNED_IN, competences_query, NULL, handle_competences, NX_ROUTE_NONE,
    "What pupils are marked on, per subject" },
  { NULL },
};

static NxReportInput
read_input (NxValues *values, GPtrArray *kept)
{
  NxReportInput input = {
    .student_id = nx_values_string (values, "studentId"),
    .attendance = nx_values_enum (values, "attendance"),
    .worked = nx_values_string (values, "worked"),
    .strengths = nx_values_string (values, "strengths"),
    .improve = nx_values_string (values, "improve"),
    .homework = nx_values_string (values, "homework"),
    .homework_due = nx_values_date (values, "homeworkDue"),
    .private_note = nx_values_string (values, "privateNote"),
    .addendum = nx_values_string (values, "addendum"),
  };

  if (nx_values_json (values, "marks") != NULL)
    {
      input.marks = json_to_string (nx_values_json (values, "marks"), FALSE);
      g_ptr_array_add (kept, (gpointer) input.marks);
    }

  return input;
}

/* @kept: (element-type utf8), @parts: keep alive what the inputs borrow. */
static gboolean
read_pupils (JsonNode *node, GArray *inputs, GPtrArray *kept, GPtrArray *parts, GError **error)
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  guint n = array != NULL ? json_array_get_length (array) : 0;

  if (n == 0 || n > MAX_PUPILS)
    {
      g_propagate_error (error, nx_input_fault ("students", _ ("Give a list with one report a pupil.")));
      return FALSE;
    }
  for (guint i = 0; i < n; i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      NxValues *values;
      NxReportInput input;

      if (!JSON_NODE_HOLDS_OBJECT (element))
        {
          g_propagate_error (error, nx_input_fault ("students", _ ("Give a list with one report a pupil.")));
          return FALSE;
        }
      values = nx_values_from_json (pupil_fields, json_node_get_object (element), error);
      if (values == NULL)
        return FALSE;
      g_ptr_array_add (parts, values);
      input = read_input (values, kept);
      g_array_append_val (inputs, input);
    }

  return TRUE;
}

/* Returns: the version of If-Match, -1 where there is none or "*", -2 where it is none of ours. */
static gint64
expected_version (NxRequest *request)
{
  const char *tag = nx_request_header (request, "If-Match");
  g_autofree char *number = NULL;
  gsize length = tag != NULL ? strlen (tag) : 0;
  gint64 version;

  if (tag == NULL || g_str_equal (tag, "*"))
    return -1;
  if (length < 3 || tag[0] != '"' || tag[length - 1] != '"')
    return -2;
  number = g_strndup (tag + 1, length - 2);

  return g_ascii_string_to_signed (number, 10, 0, G_MAXINT32, &version, NULL) ? version : -2;
}

static gboolean
write_addenda (NxDb *db, const NxActor *actor, NxReport *report, NxJsonWriter *json, GError **error)
{
  g_autoptr (GPtrArray) addenda = nx_report_addenda (db, actor, report->id, error);

  if (addenda == NULL)
    return FALSE;
  for (guint i = 0; i < addenda->len; i++)
    {
      NxAddendum *addendum = g_ptr_array_index (addenda, i);

      nx_json_begin_object (json, NULL);
      nx_json_add_string (json, "reportId", report->id);
      nx_json_add_string (json, "body", addendum->body);
      nx_json_add_time (json, "createdAt", addendum->created_at);
      nx_json_end_object (json);
    }

  return TRUE;
}

/* {"report": the first or only one, "reports": one a pupil, "addenda": […], "attendance": […] for staff} with the ETag of all of them. */
static NxResponse *
respond (NxRequest *request, NxDb *db, const char *session_id, GPtrArray *reports, GError **error)
{
  const NxActor *actor = nx_request_actor (request);
  g_autoptr (NxJsonWriter) json = nx_json_writer_new ();
  g_autofree char *tag = g_strdup_printf ("\"%" G_GINT64_FORMAT "\"", nx_reports_version (reports));

  nx_json_begin_object (json, NULL);
  if (reports->len > 0)
    nx_record_write (g_ptr_array_index (reports, 0), json, "report");
  else
    nx_json_add_null (json, "report");
  nx_json_begin_array (json, "reports");
  for (guint i = 0; i < reports->len; i++)
    nx_record_write (g_ptr_array_index (reports, i), json, NULL);
  nx_json_end_array (json);
  nx_json_begin_array (json, "addenda");
  for (guint i = 0; i < reports->len; i++)
    if (!write_addenda (db, actor, g_ptr_array_index (reports, i), json, error))
      return NULL;
  nx_json_end_array (json);
  if ((NX_ROLES_STAFF & (1u << actor->role)) != 0 && !nx_reports_write_marks (db, session_id, json, error))
    return NULL;
  nx_json_end_object (json);

  return nx_response_header (nx_response_json (200, g_steal_pointer (&json)), "ETag", tag);
}

static NxResponse *
handle_save (NxRequest *request, NxDb *db, GError **error)
{
  NxValues *body = nx_request_body (request);
  const NxActor *actor = nx_request_actor (request);
  const char *session_id = nx_request_param (request, "id");
  g_autoptr (GArray) inputs = g_array_new (FALSE, FALSE, sizeof (NxReportInput));
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) nx_values_unref);
  g_autoptr (GPtrArray) reports = NULL;
  gint64 expected = expected_version (request);

  if (nx_values_json (body, "students") != NULL)
    {
      if (!read_pupils (nx_values_json (body, "students"), inputs, kept, parts, error))
        return NULL;
    }
  else
    {
      NxReportInput input = read_input (body, kept);

      g_array_append_val (inputs, input);
    }

  if (expected == -2)
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_CHANGED_ELSEWHERE, _ ("This report was changed elsewhere meanwhile."));
      return NULL;
    }
  if (!nx_reports_save (db, actor, session_id, (const NxReportInput *) (gpointer) inputs->data, inputs->len,
                        nx_values_bool (body, "submit", FALSE), expected, error))
    return NULL;
  reports = nx_reports_of_session (db, actor, session_id, error);

  return reports != NULL ? respond (request, db, session_id, reports, error) : NULL;
}

static NxResponse *
handle_read (NxRequest *request, NxDb *db, GError **error)
{
  const NxActor *actor = nx_request_actor (request);
  g_autoptr (GPtrArray) reports = nx_reports_of_session (db, actor, nx_request_param (request, "id"), error);

  if (reports == NULL)
    return NULL;
  if (reports->len == 0 && (actor->role == NX_ROLE_PARENT || actor->role == NX_ROLE_ELEVE))
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_NOT_FOUND, _ ("There is no report to read yet."));
      return NULL;
    }

  return respond (request, db, nx_request_param (request, "id"), reports, error);
}

static NxResponse *
handle_of_student (NxRequest *request, NxDb *db, GError **error)
{
  int limit = (int) nx_values_int (nx_request_query (request), "limit", 0);
  g_autoptr (GPtrArray) reports = nx_reports_of_student (db, nx_request_actor (request), nx_request_param (request, "id"), limit, error);

  return reports != NULL ? nx_response_list (reports, NULL) : NULL;
}

static NxResponse *
handle_competences (NxRequest *request, NxDb *db, GError **error)
{
  int only = nx_values_enum (nx_request_query (request), "subject");
  g_autoptr (NxJsonWriter) json = nx_json_writer_new ();

  nx_json_begin_object (json, NULL);
  nx_json_begin_array (json, "items");
  for (int subject = 0; subject < (int) nx_enum_count (&nx_subject_enum); subject++)
    for (const NxCompetence *row = nx_report_competences (subject); row->slug != NULL && (only < 0 || only == subject); row++)
      {
        nx_json_begin_object (json, NULL);
        nx_json_add_string (json, "subject", nx_enum_slug (&nx_subject_enum, subject));
        nx_json_add_string (json, "slug", row->slug);
        nx_json_add_string (json, "label", _ (row->label));
        nx_json_end_object (json);
      }
  nx_json_end_array (json);
  nx_json_add_null (json, "nextCursor");
  nx_json_end_object (json);

  return nx_response_json (200, g_steal_pointer (&json));
}
