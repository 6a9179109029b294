/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "../nx-record.h"
#include "nx-person.h"
#include "nx-session.h"

G_BEGIN_DECLS

/**
 * NxReport: One pupil's report of one session (domain.md section 8).
 *
 * Members are named as on the wire; read them directly, they belong to the record.
 */
#define NX_TYPE_REPORT (nx_report_get_type ())
G_DECLARE_FINAL_TYPE (NxReport, nx_report, NX, REPORT, NxRecord)

struct _NxReport
{
  NxRecord parent_instance;
  char *id;
  char *sessionId;
  char *studentId;
  NxPerson *student;
  int status;
  int attendance;
  char *worked;
  char *strengths;
  char *improve;
  char *homework;
  gint32 homeworkDue;
  JsonNode *marks; /* object: competence slug → 1 to 5 */
  char *privateNote; /* staff only */
  gint64 submittedAt;
  gint64 updatedAt;
  gint64 version;
  NxSession *session;
};

G_END_DECLS
