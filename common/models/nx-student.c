/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/models/nx-student.h"

#include <glib/gi18n-lib.h>

static const NxField fields[] = {
  { "id", NX_FIELD_ID, .offset = G_STRUCT_OFFSET (NxStudent, id) },
  { "firstName", NX_FIELD_STRING, .offset = G_STRUCT_OFFSET (NxStudent, firstName), .label = N_ ("First name") },
  { "lastName", NX_FIELD_STRING, .offset = G_STRUCT_OFFSET (NxStudent, lastName), .label = N_ ("Last name") },
  { "email", NX_FIELD_EMAIL, .offset = G_STRUCT_OFFSET (NxStudent, email), .label = N_ ("E-mail") },
  { "grade", NX_FIELD_ENUM, .enum_type = &nx_grade_enum, .offset = G_STRUCT_OFFSET (NxStudent, grade), .label = N_ ("Grade") },
  { "school", NX_FIELD_STRING, .offset = G_STRUCT_OFFSET (NxStudent, school), .label = N_ ("School") },
  { "birthDate", NX_FIELD_DATE, .offset = G_STRUCT_OFFSET (NxStudent, birthDate), .label = N_ ("Birth date") },
  { "balance", NX_FIELD_CREDITS, .offset = G_STRUCT_OFFSET (NxStudent, balance), .label = N_ ("Credits left") },
  { "parent", NX_FIELD_RECORD, .record_type = nx_family_get_type, .offset = G_STRUCT_OFFSET (NxStudent, parent),
    .label = N_ ("Parent") },
  { "subscription", NX_FIELD_RECORD, .record_type = nx_subscription_get_type, .offset = G_STRUCT_OFFSET (NxStudent,
    subscription), .label = N_ ("Plan") },
  { "nextSession", NX_FIELD_RECORD, .record_type = nx_session_get_type, .offset = G_STRUCT_OFFSET (NxStudent, nextSession),
    .label = N_ ("Next session") },
  { "nextExpiry", NX_FIELD_TIME, .offset = G_STRUCT_OFFSET (NxStudent, nextExpiry), .label = N_ ("Credits expire on") },
  { "subjects", NX_FIELD_ENUM_LIST, .enum_type = &nx_subject_enum, .offset = G_STRUCT_OFFSET (NxStudent, subjects),
    .label = N_ ("Subjects") },
  { "objectives", NX_FIELD_TEXT, .offset = G_STRUCT_OFFSET (NxStudent, objectives), .label = N_ ("Objectives") },
  { "difficulties", NX_FIELD_TEXT, .offset = G_STRUCT_OFFSET (NxStudent, difficulties), .label = N_ ("Difficulties") },
  { "currentLevel", NX_FIELD_STRING, .offset = G_STRUCT_OFFSET (NxStudent, currentLevel), .label = N_ ("Current level") },
  { "preferredModality", NX_FIELD_ENUM, .enum_type = &nx_modality_enum, .offset = G_STRUCT_OFFSET (NxStudent,
    preferredModality), .label = N_ ("Preferred modality") },
  { "activated", NX_FIELD_BOOL, .offset = G_STRUCT_OFFSET (NxStudent, activated), .label = N_ ("Account activated") },
  { "createdAt", NX_FIELD_TIME, .offset = G_STRUCT_OFFSET (NxStudent, createdAt), .label = N_ ("Registered on") },
  { NULL },
};

NX_DEFINE_RECORD (NxStudent, nx_student, fields)
