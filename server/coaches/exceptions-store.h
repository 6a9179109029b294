/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/coaches/exceptions.h"

G_BEGIN_DECLS

/** @coach_id: (nullable): of all. Returns: (transfer full) (element-type NxAvailabilityException): by coach, then time. */
GPtrArray *nx_exceptions_store_list (NxDb *db, const char *coach_id, gint64 from, gint64 to, GError **error);
/** Locks it. Returns: (transfer full): none or one. */
GPtrArray *nx_exceptions_store_get (NxDb *db, const char *coach_id, const char *exception_id, GError **error);
gboolean nx_exceptions_store_add (NxDb *db, const NxActor *actor, const NxAvailabilityException *exception, GError **error);
gboolean nx_exceptions_store_remove (NxDb *db, const char *exception_id, GError **error);
/** (columns) coach_id, weekday, start_minute, end_minute, types, online, in_person: by coach; one row of NULLs where there is no range. */
NxRows *nx_exceptions_store_weeks (NxDb *db, const char *coach_id, GError **error);

/** Returns: (transfer full): bits 1 << NxServiceType as a list in PostgreSQL's form. */
char *nx_exceptions_store_types (guint32 types);

G_END_DECLS
