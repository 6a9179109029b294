/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "common/models/nx-models.h"
#include "common/nx-json.h"

G_BEGIN_DECLS

/** What becomes of a session whose coach is absent. */
typedef enum { NX_COVER_MOVE, NX_COVER_CANCEL, NX_COVER_KEEP } NxCoverAction;

/**
 * NxAbsenceRow: a session that an absence touches, and what becomes of it: the best proposal is chosen already; Enter opens the
 * others, ↑↓ and Enter take one.
 *
 * Signal: "changed" ().
 */
#define NX_TYPE_ABSENCE_ROW (nx_absence_row_get_type ())
G_DECLARE_FINAL_TYPE (NxAbsenceRow, nx_absence_row, NX, ABSENCE_ROW, AdwComboRow)

/** @item: {session, proposals} of an answer. Returns: (transfer none) (nullable): where that cannot be read, %NULL */
GtkWidget *nx_absence_row_new (JsonObject *item);
NxCoverAction nx_absence_row_get_action (NxAbsenceRow *self);
gboolean nx_absence_row_has_proposal (NxAbsenceRow *self);
/** (transfer none) */
NxSession *nx_absence_row_get_session (NxAbsenceRow *self);
/** Writes the choice as a member of an array. */
void nx_absence_row_write (NxAbsenceRow *self, NxJsonWriter *json);
/** Takes over what was chosen for the same session by hand, where @other still can be. */
void nx_absence_row_take_choice (NxAbsenceRow *self, NxAbsenceRow *other);

G_END_DECLS
