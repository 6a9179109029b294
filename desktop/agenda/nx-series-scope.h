/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/agenda/nx-agenda-sheet.h"

G_BEGIN_DECLS

/** How much of a series a change is meant for. */
typedef enum { NX_SERIES_SCOPE_THIS, NX_SERIES_SCOPE_FOLLOWING, NX_SERIES_SCOPE_ALL } NxSeriesScopeChoice;

/**
 * NxSeriesChange: what is to become of a session of a series, and perhaps of its sisters.
 * @scheduled_at: %NX_TIME_NONE where the time stays; @duration: 0 where it stays; @coach_id, @room: (nullable): where they stay
 * @cancel: they are cancelled
 */
typedef struct
{
  gint64 scheduled_at;
  int duration;
  const char *coach_id, *room;
  gboolean cancel;
} NxSeriesChange;
#define NX_SERIES_CHANGE_INIT { .scheduled_at = NX_TIME_NONE }

/**
 * NxSeriesScope: asks whether a change is meant for this session, this and the following, or the whole series, says what comes of
 * it (dates that something stands against, credits given back), and does it: one action to undo.
 */
#define NX_TYPE_SERIES_SCOPE (nx_series_scope_get_type ())
G_DECLARE_FINAL_TYPE (NxSeriesScope, nx_series_scope, NX, SERIES_SCOPE, NxAgendaSheet)

/** @session: one with a seriesId. Returns: (transfer none): the dialog; "done" (gboolean changed) is emitted once, at its end. */
NxSeriesScope *nx_series_scope_present (GtkWidget *from, NxConnection *connection, NxSessionSource *source, NxSession *session,
                                        const NxSeriesChange *change);
void nx_series_scope_choose (NxSeriesScope *self, NxSeriesScopeChoice choice);

G_END_DECLS
