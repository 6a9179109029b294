/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/agenda/nx-agenda-sheet.h"

G_BEGIN_DECLS

/**
 * NxAbsenceDialog: a coach is absent: from, to, why; the sessions that this touches with who or when could take their place, all
 * moved by one confirmation, each family told once.
 */
#define NX_TYPE_ABSENCE_DIALOG (nx_absence_dialog_get_type ())
G_DECLARE_FINAL_TYPE (NxAbsenceDialog, nx_absence_dialog, NX, ABSENCE_DIALOG, NxAgendaSheet)

/** @coach_id: (nullable): who is absent; @fixed: whether nobody else can be chosen (a coach's own). Returns: (transfer none) */
NxAbsenceDialog *nx_absence_dialog_present (GtkWidget *from, NxConnection *connection, NxSessionSource *source,
                                            const char *coach_id, gboolean fixed, gint32 day);
/** (transfer none): the list of NxAbsenceRow. */
GtkWidget *nx_absence_dialog_get_list (NxAbsenceDialog *self);

G_END_DECLS
