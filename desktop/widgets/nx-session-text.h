/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "common/models/nx-models.h"

G_BEGIN_DECLS

/** What a session looks like now: an icon, an outline and a word each; colour only third. */
typedef enum
{
  NX_SESSION_STATE_PLANNED,
  NX_SESSION_STATE_RUNNING,
  NX_SESSION_STATE_DONE, /* with its report */
  NX_SESSION_STATE_REPORT_DUE,
  NX_SESSION_STATE_CANCELLED,
  NX_SESSION_STATE_NO_SHOW
} NxSessionState;

NxSessionState nx_session_state (NxSession *session, gint64 now);
/** (transfer none): in the reader's language, lower case ("report to write"). */
const char *nx_session_state_word (NxSessionState state);
/** (transfer none) (nullable): symbolic icon, %NULL for a planned one. */
const char *nx_session_state_icon (NxSessionState state);
const char *nx_session_type_icon (int type);
/** (transfer none): subject inside a sentence: "mathematics", "NSI". */
const char *nx_session_subject_word (int subject);
/** (transfer none): "online", "at the centre", "workshop". */
const char *nx_session_type_word (int type);

gint64 nx_session_end (NxSession *session);
/** (transfer full): "Lina Ben Ali", "Lina Ben Ali and 2 others", the title of an empty workshop. */
char *nx_session_pupils (NxSession *session);
/** (transfer full): "Lina B." where room is short. */
char *nx_session_pupils_short (NxSession *session);
/** (transfer full): first name of the pupil, for short sentences. */
char *nx_session_first_name (NxSession *session);
/** (transfer full): "LB", or what fits of a workshop's title. */
char *nx_session_initials (NxSession *session);
/** (transfer full): "mathematics · online". */
char *nx_session_what (NxSession *session);
/** (transfer full): the whole session as one sentence for a screen reader. */
char *nx_session_sentence (NxSession *session, gint64 now);
/** (transfer full): "mar. 17 nov. at 16:00". */
char *nx_session_when_short (NxSession *session);

/** The zone in which the centre's people read and type times. */
GTimeZone *nx_session_zone (void);

/** Whether @session's room can be entered now: it has a link that a browser can open. */
gboolean nx_session_can_join (NxSession *session, gint64 now);

G_END_DECLS
