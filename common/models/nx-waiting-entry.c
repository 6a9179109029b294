/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/models/nx-waiting-entry.h"

#include <glib/gi18n-lib.h>

static const NxField fields[] = {
  { "id", NX_FIELD_ID, .offset = G_STRUCT_OFFSET (NxWaitingEntry, id) },
  { "studentId", NX_FIELD_ID, .offset = G_STRUCT_OFFSET (NxWaitingEntry, studentId) },
  { "studentName", NX_FIELD_STRING, .offset = G_STRUCT_OFFSET (NxWaitingEntry, studentName), .label = N_ ("Student") },
  { "sessionId", NX_FIELD_ID, .offset = G_STRUCT_OFFSET (NxWaitingEntry, sessionId) },
  { "coachId", NX_FIELD_ID, .offset = G_STRUCT_OFFSET (NxWaitingEntry, coachId) },
  { "coachName", NX_FIELD_STRING, .offset = G_STRUCT_OFFSET (NxWaitingEntry, coachName), .label = N_ ("Coach") },
  { "subject", NX_FIELD_ENUM, .enum_type = &nx_subject_enum, .offset = G_STRUCT_OFFSET (NxWaitingEntry, subject),
    .label = N_ ("Subject") },
  { "type", NX_FIELD_ENUM, .enum_type = &nx_service_type_enum, .offset = G_STRUCT_OFFSET (NxWaitingEntry, type),
    .label = N_ ("Kind of session") },
  { "scheduledAt", NX_FIELD_TIME, .offset = G_STRUCT_OFFSET (NxWaitingEntry, scheduledAt), .label = N_ ("Start") },
  { "duration", NX_FIELD_INT, .offset = G_STRUCT_OFFSET (NxWaitingEntry, duration), .label = N_ ("Duration in minutes") },
  { "status", NX_FIELD_ENUM, .enum_type = &nx_waiting_status_enum, .offset = G_STRUCT_OFFSET (NxWaitingEntry, status),
    .label = N_ ("Status") },
  { "position", NX_FIELD_INT, .offset = G_STRUCT_OFFSET (NxWaitingEntry, position), .label = N_ ("Place on the list") },
  { "offerExpiresAt", NX_FIELD_TIME, .offset = G_STRUCT_OFFSET (NxWaitingEntry, offerExpiresAt), .label = N_ ("Offered until") },
  { NULL },
};

NX_DEFINE_RECORD (NxWaitingEntry, nx_waiting_entry, fields)
