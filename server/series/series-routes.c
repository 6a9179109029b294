/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/http/nx-route.h"
#include "server/nx-app.h"
#include "server/series/series-record.h"
#include "server/series/series-weeks.h"

#include <glib/gi18n-lib.h>

static NxResponse *handle_create (NxRequest *request, NxDb *db, GError **error);
static NxResponse *handle_get (NxRequest *request, NxDb *db, GError **error);
static NxResponse *handle_edit (NxRequest *request, NxDb *db, GError **error);

static const NxField create_fields[] = {
  { "studentId", NX_FIELD_ID, NX_FIELD_REQUIRED, .label = N_ ("Student") },
  { "coachId", NX_FIELD_ID, NX_FIELD_REQUIRED, .label = N_ ("Coach") },
  { "subject", NX_FIELD_ENUM, NX_FIELD_REQUIRED, .enum_type = &nx_subject_enum, .label = N_ ("Subject") },
  { "type", NX_FIELD_ENUM, NX_FIELD_REQUIRED, .enum_type = &nx_service_type_enum, .label = N_ ("Modality") },
  { "firstAt", NX_FIELD_TIME, NX_FIELD_REQUIRED, .label = N_ ("First session") },
  { "duration", NX_FIELD_INT, NX_FIELD_NULLABLE, 30, 180, .label = N_ ("Duration") },
  { "until", NX_FIELD_DATE, NX_FIELD_NULLABLE, .label = N_ ("Last day") },
  { "count", NX_FIELD_INT, NX_FIELD_NULLABLE, 1, NX_SERIES_MAX_WEEKS, .label = N_ ("Number of weeks") },
  { "payment", NX_FIELD_ENUM, NX_FIELD_NULLABLE, .enum_type = &nx_series_payment_enum, .label = N_ ("Payment") },
  { "room", NX_FIELD_STRING, NX_FIELD_NULLABLE, 1, 80, .label = N_ ("Room") },
  { "dryRun", NX_FIELD_BOOL },
  { NULL },
};

static const NxField edit_fields[] = {
  { "scope", NX_FIELD_ENUM, NX_FIELD_REQUIRED, .enum_type = &nx_series_scope_enum, .label = N_ ("What is changed") },
  { "sessionId", NX_FIELD_ID, NX_FIELD_NULLABLE, .label = N_ ("Session") },
  { "scheduledAt", NX_FIELD_TIME, NX_FIELD_NULLABLE, .label = N_ ("Start") },
  { "duration", NX_FIELD_INT, NX_FIELD_NULLABLE, 30, 180, .label = N_ ("Duration") },
  { "coachId", NX_FIELD_ID, NX_FIELD_NULLABLE, .label = N_ ("Coach") },
  { "room", NX_FIELD_STRING, NX_FIELD_NULLABLE, 1, 80, .label = N_ ("Room") },
  { "until", NX_FIELD_DATE, NX_FIELD_NULLABLE, .label = N_ ("Last day") },
  { "cancel", NX_FIELD_BOOL },
  { "reason", NX_FIELD_STRING, NX_FIELD_NULLABLE, 0, 500, .label = N_ ("Reason") },
  { "dryRun", NX_FIELD_BOOL },
  { NULL },
};

extern const NxRoute nx_series_routes[];
const NxRoute nx_series_routes[] = {
  { "POST", "/api/series", NX_ROLES_STAFF, NULL, create_fields, handle_create, NX_ROUTE_IDEMPOTENT,
    "Book the same lesson every week; dryRun says what would come of it" },
  { "GET", "/api/series/{id}", NX_ROLES_STAFF, NULL, NULL, handle_get, NX_ROUTE_NONE, "A weekly series and its sessions" },
  { "PATCH", "/api/series/{id}", NX_ROLES_STAFF, NULL, edit_fields, handle_edit, NX_ROUTE_NONE,
    "Change or cancel one session of a series, this and the following, or all" },
  { NULL },
};

static NxResponse *
respond (NxDb *db, guint status, const NxSeriesOutcome *outcome, GError **error)
{
  g_autoptr (NxJsonWriter) json = nx_json_writer_new ();
  g_auto (NxSeriesRow) row = { 0 };
  g_autofree char *series = NULL;

  if (outcome->series_id != NULL)
    {
      if (!nx_series_store_read (db, outcome->series_id, NULL, &row, error))
        return NULL;
      series = nx_series_json (&row);
    }
  nx_json_begin_object (json, NULL);
  nx_series_write_outcome (outcome, series, json);
  nx_json_end_object (json);

  return nx_response_json (status, g_steal_pointer (&json));
}

static NxResponse *
handle_create (NxRequest *request, NxDb *db, GError **error)
{
  NxValues *body = nx_request_body (request);
  gboolean dry_run = nx_values_bool (body, "dryRun", FALSE);
  g_auto (NxSeriesOutcome) outcome = { NULL };
  NxSeriesPlan plan = {
    .student_id = nx_values_string (body, "studentId"),
    .coach_id = nx_values_string (body, "coachId"),
    .room = nx_values_string (body, "room"),
    .subject = nx_values_enum (body, "subject"),
    .type = nx_values_enum (body, "type"),
    .duration = (int) nx_values_int (body, "duration", 0),
    .first_at = nx_values_time (body, "firstAt"),
    .until = nx_values_date (body, "until"),
    .count = nx_values_int (body, "count", 0),
    .payment = nx_values_enum (body, "payment") == NX_SERIES_MONTHLY ? NX_SERIES_MONTHLY : NX_SERIES_AT_ONCE,
  };

  if (!nx_series_create (db, nx_request_actor (request), nx_request_app (request)->config, &plan, dry_run, &outcome, error))
    return NULL;

  return respond (db, dry_run ? 200 : 201, &outcome, error);
}

static NxResponse *
handle_get (NxRequest *request, NxDb *db, GError **error)
{
  g_autoptr (NxJsonWriter) json = nx_json_writer_new ();

  nx_json_begin_object (json, NULL);
  if (!nx_series_write (db, nx_request_actor (request), nx_request_param (request, "id"), json, error))
    return NULL;
  nx_json_end_object (json);

  return nx_response_json (200, g_steal_pointer (&json));
}

static NxResponse *
handle_edit (NxRequest *request, NxDb *db, GError **error)
{
  NxValues *body = nx_request_body (request);
  g_auto (NxSeriesOutcome) outcome = { NULL };
  NxSeriesEdit edit = {
    .series_id = nx_request_param (request, "id"),
    .session_id = nx_values_string (body, "sessionId"),
    .coach_id = nx_values_string (body, "coachId"),
    .room = nx_values_string (body, "room"),
    .reason = nx_values_string (body, "reason"),
    .scope = (NxSeriesScope) nx_values_enum (body, "scope"),
    .scheduled_at = nx_values_time (body, "scheduledAt"),
    .duration = (int) nx_values_int (body, "duration", 0),
    .until = nx_values_date (body, "until"),
    .cancel = nx_values_bool (body, "cancel", FALSE),
  };

  if (!nx_series_edit (db, nx_request_actor (request), nx_request_app (request)->config, &edit,
                       nx_values_bool (body, "dryRun", FALSE), &outcome, error))
    return NULL;

  return respond (db, 200, &outcome, error);
}
