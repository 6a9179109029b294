/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/models/nx-report.h"

#include <glib/gi18n-lib.h>

static const NxField fields[] = {
  { "id", NX_FIELD_ID, .offset = G_STRUCT_OFFSET (NxReport, id) },
  { "sessionId", NX_FIELD_ID, .offset = G_STRUCT_OFFSET (NxReport, sessionId) },
  { "studentId", NX_FIELD_ID, .offset = G_STRUCT_OFFSET (NxReport, studentId) },
  { "student", NX_FIELD_RECORD, .record_type = nx_person_get_type, .offset = G_STRUCT_OFFSET (NxReport, student),
    .label = N_ ("Student") },
  { "status", NX_FIELD_ENUM, .enum_type = &nx_report_status_enum, .offset = G_STRUCT_OFFSET (NxReport, status),
    .label = N_ ("Status") },
  { "attendance", NX_FIELD_ENUM, .enum_type = &nx_attendance_enum, .offset = G_STRUCT_OFFSET (NxReport, attendance),
    .label = N_ ("Attendance") },
  { "worked", NX_FIELD_TEXT, .offset = G_STRUCT_OFFSET (NxReport, worked), .label = N_ ("What was worked on") },
  { "strengths", NX_FIELD_TEXT, .offset = G_STRUCT_OFFSET (NxReport, strengths), .label = N_ ("What went well") },
  { "improve", NX_FIELD_TEXT, .offset = G_STRUCT_OFFSET (NxReport, improve), .label = N_ ("What to work on") },
  { "homework", NX_FIELD_TEXT, .offset = G_STRUCT_OFFSET (NxReport, homework), .label = N_ ("Homework") },
  { "homeworkDue", NX_FIELD_DATE, .offset = G_STRUCT_OFFSET (NxReport, homeworkDue), .label = N_ ("Homework due on") },
  { "marks", NX_FIELD_JSON, .offset = G_STRUCT_OFFSET (NxReport, marks), .label = N_ ("Marks") },
  { "privateNote", NX_FIELD_TEXT, .offset = G_STRUCT_OFFSET (NxReport, privateNote), .label = N_ ("Private note") },
  { "submittedAt", NX_FIELD_TIME, .offset = G_STRUCT_OFFSET (NxReport, submittedAt), .label = N_ ("Submitted on") },
  { "updatedAt", NX_FIELD_TIME, .offset = G_STRUCT_OFFSET (NxReport, updatedAt), .label = N_ ("Changed on") },
  { "version", NX_FIELD_INT, .offset = G_STRUCT_OFFSET (NxReport, version) },
  { "session", NX_FIELD_RECORD, .record_type = nx_session_get_type, .offset = G_STRUCT_OFFSET (NxReport, session),
    .label = N_ ("Session") },
  { NULL },
};

NX_DEFINE_RECORD (NxReport, nx_report, fields)
