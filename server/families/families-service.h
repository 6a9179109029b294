/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/families/families.h"

G_BEGIN_DECLS

/** NxStudentEdit: what to change of a pupil's identity; %NULL, -1 and %NX_DATE_NONE leave it as it is. */
typedef struct
{
  const char *first_name, *last_name, *school;
  int grade;
  gint32 birth_date;
} NxStudentEdit;

gboolean nx_families_edit (NxDb *db, const NxActor *actor, const char *student_id, const NxStudentEdit *edit, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

/** Staff only; the newest first. Returns: (transfer full): rows with id, body, author, created_at. */
NxRows *nx_families_notes (NxDb *db, const NxActor *actor, const char *student_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean nx_families_add_note (NxDb *db, const NxActor *actor, const char *student_id, const char *body, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
