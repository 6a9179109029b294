/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "common/models/nx-models.h"

G_BEGIN_DECLS

/**
 * NxSessionList: the sessions that the desktop knows, a GListModel of NxSession by start. It is patched, never rebuilt: an item
 * that changes is the same object afterwards, so that focus, selection and scroll stay.
 *
 * Signal: "session-changed" (NxSession *session): an item's members changed in place.
 */
#define NX_TYPE_SESSION_LIST (nx_session_list_get_type ())
G_DECLARE_FINAL_TYPE (NxSessionList, nx_session_list, NX, SESSION_LIST, GObject)

NxSessionList *nx_session_list_new (void);

/** Adds @session, or takes its members for the item of that id; an older version than the one held is not taken. Returns: whether
 * anything changed */
gboolean nx_session_list_upsert (NxSessionList *self, NxSession *session);

/**
 * nx_session_list_replace:
 * @sessions: (element-type NxSession): all that the server knows from @from to @to
 * @keep: (nullable) (element-type utf8): ids to keep even where they are not in @sessions: they changed while it was on its way
 */
void nx_session_list_replace (NxSessionList *self, gint64 from, gint64 to, GPtrArray *sessions, GHashTable *keep);

gboolean nx_session_list_remove (NxSessionList *self, const char *id);
/** Returns: (transfer none) (nullable) */
NxSession *nx_session_list_find (NxSessionList *self, const char *id);
guint nx_session_list_get_length (NxSessionList *self);
/** Returns: (transfer none): items are by start, then id. */
NxSession *nx_session_list_get (NxSessionList *self, guint position);
/** The first position whose start is not before @time. */
guint nx_session_list_lower_bound (NxSessionList *self, gint64 time);

/**
 * nx_session_list_conflict:
 * @coach_id: (nullable): @student_id: (nullable): whom to look at
 *
 * Returns: (transfer none) (nullable): a session, not cancelled, of that coach or student that overlaps the range
 */
NxSession *nx_session_list_conflict (NxSessionList *self, const char *coach_id, const char *student_id, gint64 start, gint64 end);

/** The same without the session @except (nullable): what is moved does not stand in its own way. */
NxSession *nx_session_list_conflict_but (NxSessionList *self, const char *except, const char *coach_id, const char *student_id,
                                         gint64 start, gint64 end);

/** Whether @student_id is one of @session's pupils. */
gboolean nx_session_has_student (NxSession *session, const char *student_id);

G_END_DECLS
