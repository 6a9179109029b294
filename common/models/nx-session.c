/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/models/nx-session.h"

#include <glib/gi18n-lib.h>

static const NxField fields[] = {
  { "id", NX_FIELD_ID, .offset = G_STRUCT_OFFSET (NxSession, id) },
  { "title", NX_FIELD_STRING, .offset = G_STRUCT_OFFSET (NxSession, title), .label = N_ ("Title") },
  { "description", NX_FIELD_TEXT, .offset = G_STRUCT_OFFSET (NxSession, description), .label = N_ ("Description") },
  { "subject", NX_FIELD_ENUM, .enum_type = &nx_subject_enum, .offset = G_STRUCT_OFFSET (NxSession, subject),
    .label = N_ ("Subject") },
  { "type", NX_FIELD_ENUM, .enum_type = &nx_service_type_enum, .offset = G_STRUCT_OFFSET (NxSession, type),
    .label = N_ ("Kind of session") },
  { "status", NX_FIELD_ENUM, .enum_type = &nx_session_status_enum, .offset = G_STRUCT_OFFSET (NxSession, status),
    .label = N_ ("Status") },
  { "scheduledAt", NX_FIELD_TIME, .offset = G_STRUCT_OFFSET (NxSession, scheduledAt), .label = N_ ("Start") },
  { "duration", NX_FIELD_INT, .offset = G_STRUCT_OFFSET (NxSession, duration), .label = N_ ("Duration in minutes") },
  { "creditCost", NX_FIELD_CREDITS, .offset = G_STRUCT_OFFSET (NxSession, creditCost), .label = N_ ("Cost in credits") },
  { "coach", NX_FIELD_RECORD, .record_type = nx_coach_get_type, .offset = G_STRUCT_OFFSET (NxSession, coach),
    .label = N_ ("Coach") },
  { "students", NX_FIELD_RECORD_LIST, .record_type = nx_person_get_type, .offset = G_STRUCT_OFFSET (NxSession, students),
    .label = N_ ("Students") },
  { "capacity", NX_FIELD_INT, .offset = G_STRUCT_OFFSET (NxSession, capacity), .label = N_ ("Places") },
  { "seatsTaken", NX_FIELD_INT, .offset = G_STRUCT_OFFSET (NxSession, seatsTaken), .label = N_ ("Places taken") },
  { "location", NX_FIELD_STRING, .offset = G_STRUCT_OFFSET (NxSession, location), .label = N_ ("Place") },
  { "room", NX_FIELD_STRING, .offset = G_STRUCT_OFFSET (NxSession, room), .label = N_ ("Room") },
  { "reportStatus", NX_FIELD_ENUM, .enum_type = &nx_report_status_enum, .offset = G_STRUCT_OFFSET (NxSession, reportStatus),
    .label = N_ ("Report") },
  { "reportDue", NX_FIELD_BOOL, .offset = G_STRUCT_OFFSET (NxSession, reportDue), .label = N_ ("Report due") },
  { "cancelledAt", NX_FIELD_TIME, .offset = G_STRUCT_OFFSET (NxSession, cancelledAt), .label = N_ ("Cancelled on") },
  { "cancelReason", NX_FIELD_TEXT, .offset = G_STRUCT_OFFSET (NxSession, cancelReason), .label = N_ ("Reason") },
  { "refunded", NX_FIELD_BOOL, .offset = G_STRUCT_OFFSET (NxSession, refunded), .label = N_ ("Refunded") },
  { "version", NX_FIELD_INT, .offset = G_STRUCT_OFFSET (NxSession, version) },
  { "seriesId", NX_FIELD_ID, .offset = G_STRUCT_OFFSET (NxSession, seriesId) },
  { "unpaid", NX_FIELD_BOOL, .offset = G_STRUCT_OFFSET (NxSession, unpaid), .label = N_ ("Not paid yet") },
  { "waiting", NX_FIELD_INT, .offset = G_STRUCT_OFFSET (NxSession, waiting), .label = N_ ("Waiting") },
  { "attendance", NX_FIELD_ENUM, .enum_type = &nx_attendance_enum, .offset = G_STRUCT_OFFSET (NxSession, attendance),
    .label = N_ ("Attendance") },
  { NULL },
};

NX_DEFINE_RECORD (NxSession, nx_session, fields)

const char *
nx_session_title (const char *title, int subject)
{
  return title != NULL && title[0] != '\0' ? title : nx_enum_label (&nx_subject_enum, subject);
}
