/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "common/models/nx-models.h"
#include "server/db/nx-db.h"
#include "server/nx-actor.h"

G_BEGIN_DECLS

/* Rows that only a seed writes; everything else goes through the domains' own functions. */

/** Columns: email, activated; no row where there is no administrator. */
NxRows *nx_seed_store_administrator (NxDb *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** @there: (out): whether the demo centre exists already. Takes a lock until the end: two seeds at once make one centre. */
gboolean nx_seed_store_demo_exists (NxDb *db, gboolean *there, GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean nx_seed_store_add_room (NxDb *db, const char *id, const char *name, int capacity, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
gboolean nx_seed_store_add_closure (NxDb *db, const char *id, gint32 first, gint32 last, const char *name, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
/** @subjects: an array literal. */
gboolean nx_seed_store_add_coach (NxDb *db, const char *user_id, const NxCoach *coach, const char *subjects, gint64 now, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
gboolean nx_seed_store_add_availability (NxDb *db, const char *id, const char *coach_id, gint64 weekday, gint64 start_minute,
                                         gint64 end_minute, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** @grade: (nullable). */
gboolean nx_seed_store_add_content (NxDb *db, const char *id, const char *subject, const char *grade, const char *title, const char *body,
                                    gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** No mail of the invented past ever leaves. */
gboolean nx_seed_store_silence (NxDb *db, const char *request_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
