/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/families/families-service.h"

#include <glib/gi18n-lib.h>

const NxField nx_families_registration_fields[] = {
  { "parentFirstName", NX_FIELD_STRING, NX_FIELD_REQUIRED, 2, 80, .label = N_("Your first name") },
  { "parentLastName", NX_FIELD_STRING, NX_FIELD_REQUIRED, 2, 80, .label = N_("Your last name") },
  { "parentEmail", NX_FIELD_EMAIL, NX_FIELD_REQUIRED, .label = N_("E-mail address") },
  { "parentPhone", NX_FIELD_PHONE, NX_FIELD_REQUIRED, 8, 20, .label = N_("Phone") },
  { "parentPassword", NX_FIELD_SECRET, NX_FIELD_REQUIRED, 10, 200, .label = N_("Password") },
  { "studentFirstName", NX_FIELD_STRING, NX_FIELD_REQUIRED, 2, 80, .label = N_("Pupil's first name") },
  { "studentLastName", NX_FIELD_STRING, NX_FIELD_REQUIRED, 2, 80, .label = N_("Pupil's last name") },
  { "studentGrade", NX_FIELD_ENUM, NX_FIELD_REQUIRED, .enum_type = &nx_grade_enum, .label = N_("Grade") },
  { "studentSchool", NX_FIELD_STRING, NX_FIELD_NULLABLE, 0, 120, .label = N_("School") },
  { "studentBirthDate", NX_FIELD_DATE, NX_FIELD_NULLABLE, .label = N_("Birth date") },
  { "subjects", NX_FIELD_ENUM_LIST, NX_FIELD_REQUIRED, 1, 10, .enum_type = &nx_subject_enum, .label = N_("Subjects") },
  { "currentLevel", NX_FIELD_TEXT, NX_FIELD_REQUIRED, 1, 500, .label = N_("Current level") },
  { "objectives", NX_FIELD_TEXT, NX_FIELD_REQUIRED, 10, 2000, .label = N_("Objectives") },
  { "difficulties", NX_FIELD_TEXT, NX_FIELD_NULLABLE, 0, 2000, .label = N_("Difficulties") },
  { "preferredModality", NX_FIELD_ENUM, NX_FIELD_REQUIRED, .enum_type = &nx_modality_enum, .label = N_("Preferred form") },
  { "availability", NX_FIELD_TEXT, NX_FIELD_NULLABLE, 0, 500, .label = N_("Availability") },
  { "acceptTerms", NX_FIELD_BOOL, NX_FIELD_REQUIRED | NX_FIELD_MUST_BE_TRUE, .label = N_("Terms of use") },
  { "acceptNewsletter", NX_FIELD_BOOL, NX_FIELD_NULLABLE, .label = N_("Newsletter") },
  { NULL }
};

static const NxField list_query[] = {
  { "query", NX_FIELD_STRING, .max = 100 },
  { "limit", NX_FIELD_INT, .min = 1, .max = 200 },
  { "cursor", NX_FIELD_STRING, .max = 400 },
  { NULL }
};

static const NxField edit_fields[] = {
  { "firstName", NX_FIELD_STRING, NX_FIELD_OPTIONAL, 2, 80, .label = N_("First name") },
  { "lastName", NX_FIELD_STRING, NX_FIELD_OPTIONAL, 2, 80, .label = N_("Last name") },
  { "grade", NX_FIELD_ENUM, NX_FIELD_OPTIONAL, .enum_type = &nx_grade_enum, .label = N_("Grade") },
  { "school", NX_FIELD_STRING, NX_FIELD_OPTIONAL, 0, 120, .label = N_("School") },
  { "birthDate", NX_FIELD_DATE, NX_FIELD_OPTIONAL, .label = N_("Birth date") },
  { NULL }
};

static const NxField note_fields[] = {
  { "body", NX_FIELD_TEXT, NX_FIELD_REQUIRED, 1, 4000, .label = N_("Note") },
  { NULL }
};

static NxResponse *register_family (NxRequest *request, NxDb *db, GError **error);
static NxResponse *list (NxRequest *request, NxDb *db, GError **error);
static NxResponse *get (NxRequest *request, NxDb *db, GError **error);
static NxResponse *edit (NxRequest *request, NxDb *db, GError **error);
static NxResponse *list_notes (NxRequest *request, NxDb *db, GError **error);
static NxResponse *add_note (NxRequest *request, NxDb *db, GError **error);
static NxResponse *send_activation (NxRequest *request, NxDb *db, GError **error);

const NxRoute nx_families_routes[] = {
  { "POST", "/api/bilan-gratuit", NX_ROLES_ANYONE, NULL, nx_families_registration_fields, register_family,
    NX_ROUTE_SLOW | NX_ROUTE_OWN_TRANSACTION, "Register a family for the free strategic assessment" },
  { "GET", "/api/students", NX_ROLES_SIGNED_IN, list_query, NULL, list, NX_ROUTE_NONE, "Pupils by name" },
  { "GET", "/api/students/{id}", NX_ROLES_SIGNED_IN, NULL, NULL, get, NX_ROUTE_NONE, "A pupil's file" },
  { "PATCH", "/api/students/{id}", NX_ROLES_OFFICE, NULL, edit_fields, edit, NX_ROUTE_NONE, "Edit a pupil's identity" },
  { "GET", "/api/students/{id}/notes", NX_ROLES_STAFF, NULL, NULL, list_notes, NX_ROUTE_NONE, "Notes of the staff on a pupil" },
  { "POST", "/api/students/{id}/notes", NX_ROLES_STAFF, NULL, note_fields, add_note, NX_ROUTE_NONE, "Add a note on a pupil" },
  { "POST", "/api/students/{id}/activation", NX_ROLES_OFFICE | NX_ROLES_PARENT, NULL, NULL, send_activation, NX_ROUTE_NONE,
    "Send the parent a new activation link" },
  { NULL }
};

static NxResponse *
register_family (NxRequest *request, NxDb *db, GError **error)
{
  g_auto (NxRegistration) made = { NULL };
  g_autoptr (NxJsonWriter) writer = NULL;

  if (!nx_families_register (db, nx_request_app (request), nx_request_actor (request), nx_request_body (request), &made, error))
    return NULL;
  writer = nx_json_writer_new ();
  nx_json_begin_object (writer, NULL);
  nx_json_add_bool (writer, "success", TRUE);
  nx_json_add_string (writer, "parentId", made.parent_id);
  nx_json_add_string (writer, "studentId", made.student_id);
  nx_json_end_object (writer);
  return nx_response_json (201, g_steal_pointer (&writer));
}

static NxResponse *
list (NxRequest *request, NxDb *db, GError **error)
{
  NxValues *query = nx_request_query (request);
  g_autofree char *next = NULL;
  g_autoptr (GPtrArray) students
      = nx_families_students (db, nx_request_actor (request), nx_values_string (query, "query"),
                              (guint) nx_values_int (query, "limit", 50), nx_values_string (query, "cursor"), &next, error);

  return students == NULL ? NULL : nx_response_list (students, next);
}

static NxResponse *
get (NxRequest *request, NxDb *db, GError **error)
{
  g_autoptr (NxStudent) student = nx_families_student (db, nx_request_actor (request), nx_request_param (request, "id"), error);

  return student == NULL ? NULL : nx_response_record (200, "student", student);
}

static NxResponse *
edit (NxRequest *request, NxDb *db, GError **error)
{
  NxValues *body = nx_request_body (request);
  const NxStudentEdit wanted = { .first_name = nx_values_string (body, "firstName"), .last_name = nx_values_string (body, "lastName"),
                                 .school = nx_values_string (body, "school"), .grade = nx_values_enum (body, "grade"),
                                 .birth_date = nx_values_date (body, "birthDate") };

  if (!nx_families_edit (db, nx_request_actor (request), nx_request_param (request, "id"), &wanted, error))
    return NULL;
  return get (request, db, error);
}

static NxResponse *
list_notes (NxRequest *request, NxDb *db, GError **error)
{
  g_autoptr (NxRows) rows = nx_families_notes (db, nx_request_actor (request), nx_request_param (request, "id"), error);
  g_autoptr (NxJsonWriter) writer = NULL;

  if (rows == NULL)
    return NULL;
  writer = nx_json_writer_new ();
  nx_json_begin_object (writer, NULL);
  nx_json_begin_array (writer, "items");
  for (guint i = 0; i < nx_rows_count (rows); i++)
    {
      nx_json_begin_object (writer, NULL);
      nx_json_add_string (writer, "id", nx_rows_text (rows, i, "id"));
      nx_json_add_string (writer, "body", nx_rows_text (rows, i, "body"));
      nx_json_add_string (writer, "author", nx_rows_text (rows, i, "author"));
      nx_json_add_time (writer, "createdAt", nx_rows_time (rows, i, "created_at"));
      nx_json_end_object (writer);
    }
  nx_json_end_array (writer);
  nx_json_add_null (writer, "nextCursor");
  nx_json_end_object (writer);
  return nx_response_json (200, g_steal_pointer (&writer));
}

static NxResponse *
add_note (NxRequest *request, NxDb *db, GError **error)
{
  if (!nx_families_add_note (db, nx_request_actor (request), nx_request_param (request, "id"),
                             nx_values_string (nx_request_body (request), "body"), error))
    return NULL;
  return list_notes (request, db, error);
}

static NxResponse *
send_activation (NxRequest *request, NxDb *db, GError **error)
{
  if (!nx_families_resend_activation (db, nx_request_app (request), nx_request_actor (request), nx_request_param (request, "id"), error))
    return NULL;
  return nx_response_empty ();
}
