/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "common/models/nx-models.h"
#include "common/nx-json.h"
#include "server/nx-actor.h"

G_BEGIN_DECLS

/* How pages show sessions and times: in the reader's own zone, with Tunis time beside it where that is another. */

/** Returns: (transfer none): the reader's zone. */
GTimeZone *nx_page_zone (const NxActor *actor);

/** Whether the reader's clock shows another hour than the centre's at @time. */
gboolean nx_page_is_away (const NxActor *actor, gint64 time);

/** Returns: (transfer full) (nullable): "Paris time; 14:00 in Tunis", %NULL where the reader's clock shows Tunis time. */
char *nx_page_zone_note (const NxActor *actor, gint64 time);

/** When @session ends. */
gint64 nx_page_session_end (const NxSession *session);

/** Writes @session as the partials session-row and session-recap read it. */
void nx_page_write_session (NxJsonWriter *writer, const char *member, const NxSession *session, const NxActor *actor);

/** The same for each of @sessions (element-type NxSession), as an array. */
void nx_page_write_sessions (NxJsonWriter *writer, const char *member, GPtrArray *sessions, const NxActor *actor);

/** Writes a row of a list of reports: with its session's date, subject and coach. */
void nx_page_write_reports (NxJsonWriter *writer, const char *member, GPtrArray *reports, const NxActor *actor);

/** Writes who a pupil is and where they stand: name, grade, plan, credits, next session. */
void nx_page_write_student (NxJsonWriter *writer, const char *member, const NxStudent *student, const NxActor *actor);

G_END_DECLS
