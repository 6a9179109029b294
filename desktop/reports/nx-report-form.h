/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "common/models/nx-models.h"

G_BEGIN_DECLS

/*
 * What a report's editor holds, without a widget: read from the server's reports or from a draft on disk, written as a draft or
 * as the body of PUT /api/sessions/{id}/report.
 */

#define NX_REPORT_MAX_TEXT 5000

typedef enum
{
  NX_REPORT_WORKED,
  NX_REPORT_STRENGTHS,
  NX_REPORT_IMPROVE,
  NX_REPORT_HOMEWORK,
  NX_REPORT_PRIVATE,
  NX_REPORT_N_TEXTS
} NxReportText;

/** NxReportPupil: one pupil's part. */
typedef struct
{
  char *student_id;
  char *name;
  int attendance;                 /* NxAttendance, -1 none */
  char *texts[NX_REPORT_N_TEXTS]; /* (nullable) */
  gint32 homework_due;            /* NX_DATE_NONE for none */
  GHashTable *marks;              /* competence slug → GINT_TO_POINTER (1 to 5) */
} NxReportPupil;

/** NxReportCompetence: what is marked. */
typedef struct
{
  char *slug;
  char *label;
} NxReportCompetence;

typedef struct
{
  char *session_id;
  char *etag;         /* (nullable): of the server's reports that this began from */
  gboolean submitted; /* what the server holds is submitted */
  gboolean unsent;    /* something here is not on the server */
  gint64 saved_at;    /* on this disk, NX_TIME_NONE before */
  gint64 sent_at;     /* to the server */
  GPtrArray *pupils;  /* NxReportPupil */
} NxReportForm;

NxReportForm *nx_report_form_new (NxSession *session);
void nx_report_form_free (NxReportForm *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NxReportForm, nx_report_form_free)

/** Returns: (transfer none) (nullable) */
NxReportPupil *nx_report_form_find (NxReportForm *self, const char *student_id);
/** Whom the session's own marks say was there: an answer's array of {studentId, attendance}, for whom the report says nothing yet. */
void nx_report_form_take_attendance (NxReportForm *self, JsonArray *marks);
/** Takes what the server holds: @reports is (element-type NxReport). */
void nx_report_form_take_reports (NxReportForm *self, GPtrArray *reports, const char *etag);
/** (transfer full): the body of the PUT. */
NxJsonWriter *nx_report_form_to_json (NxReportForm *self, gboolean submit);
/** (transfer full): for the disk. */
char *nx_report_form_to_draft (NxReportForm *self);
/** Takes a draft; members that are missing or strange are left as they are. */
gboolean nx_report_form_take_draft (NxReportForm *self, const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** (transfer full) (nullable): a sentence on what lacks before it may be submitted, and whose. @pupil: (out) (optional) */
char *nx_report_form_missing (NxReportForm *self, guint *pupil);
/**
 * (transfer full): markup of what the parent will read of @pupil.
 * @competences: (element-type NxReportCompetence)
 */
char *nx_report_form_preview (NxReportPupil *pupil, GPtrArray *competences);
gboolean nx_report_pupil_is_empty (NxReportPupil *pupil);

void nx_report_competence_free (NxReportCompetence *self);
/** (transfer full) (element-type NxReportCompetence): of the server's {"items": [{slug, label}]}. */
GPtrArray *nx_report_competences_from_json (JsonNode *root);

G_END_DECLS
