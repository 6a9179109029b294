/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/db/nx-db.h"

G_BEGIN_DECLS

/** Columns salt hash renewed_at. */
NxRows *nx_calendar_store_find (NxDb *db, const char *user_id, GError **error);
/** @replace: whether one that is there already gives way. */
gboolean nx_calendar_store_put (NxDb *db, const char *user_id, GBytes *salt, const char *hash, gint64 now, gboolean replace, GError **error);
/** @hash: in hexadecimal. The person whose secret has it, while the account is in use: columns id role locale zone coach_id parent_id student_id. */
NxRows *nx_calendar_store_owner (NxDb *db, const char *hash, GError **error);

/**
 * NxCalendarScope: whose sessions, and from when to when they begin.
 * @cancelled_after: cancelled ones since then
 */
typedef struct
{
  const char *coach_id, *parent_id, *student_id; /* (nullable) each: all sessions where none is given */
  const char *session_id;                        /* (nullable): this one alone, for staff */
  gint64 from, to, cancelled_after;
} NxCalendarScope;

/** By start: columns id subject title type start end version updated_at cancelled pseudonym room names n_names. */
NxRows *nx_calendar_store_sessions (NxDb *db, const NxCalendarScope *scope, GError **error);
/** One row, column names (nullable): of the pupils with a place in the session whose mails go to @address. */
NxRows *nx_calendar_store_kept (NxDb *db, const char *session_id, const char *address, GError **error);

G_END_DECLS
