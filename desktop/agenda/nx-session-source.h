/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/agenda/nx-session-list.h"
#include "desktop/api/nx-connection.h"

G_BEGIN_DECLS

/**
 * NxSessionSource: keeps a NxSessionList and the list of coaches as the server has them: asks for ranges, follows the pages,
 * fetches what live events name, asks again after a gap. What is shown stays while it asks.
 *
 * Signals: "loaded" (): an answer for the range asked last is in the list; "failed" (GError *): it could not be had;
 * "coaches-changed" (); "busy-changed" (); "told" (NxSession *session, char *by, char *type): a colleague did @type ("session.moved") to
 * it, and the list has it as it is now.
 */
#define NX_TYPE_SESSION_SOURCE (nx_session_source_get_type ())
G_DECLARE_FINAL_TYPE (NxSessionSource, nx_session_source, NX, SESSION_SOURCE, GObject)

/** @connection: (nullable): without one it never asks, and holds what it is given. */
NxSessionSource *nx_session_source_new (NxConnection *connection);

/** Returns: (transfer none) */
NxSessionList *nx_session_source_get_list (NxSessionSource *self);
/** Returns: (transfer none) (element-type NxCoach): by pseudonym */
GPtrArray *nx_session_source_get_coaches (NxSessionSource *self);
void nx_session_source_set_coaches (NxSessionSource *self, GPtrArray *coaches);
/** Returns: (transfer none) (nullable) */
NxCoach *nx_session_source_find_coach (NxSessionSource *self, const char *id);

/** @query: (nullable): what every range is narrowed by: "due=true" */
void nx_session_source_set_query (NxSessionSource *self, const char *query);
/** Asks for [from, to); gives up an earlier range that has not come yet. */
void nx_session_source_load (NxSessionSource *self, gint64 from, gint64 to);
void nx_session_source_reload (NxSessionSource *self);
/** Asks for one session and patches it in. */
void nx_session_source_load_one (NxSessionSource *self, const char *id);
/** Whether the coaches are known, or on their way. */
gboolean nx_session_source_is_whole (NxSessionSource *self);
gboolean nx_session_source_get_busy (NxSessionSource *self);
/** Whether [from, to) was answered before. */
gboolean nx_session_source_covers (NxSessionSource *self, gint64 from, gint64 to);
/** When the last range came, %NX_TIME_NONE before. */
gint64 nx_session_source_get_loaded_at (NxSessionSource *self);

G_END_DECLS
