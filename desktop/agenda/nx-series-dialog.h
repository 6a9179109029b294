/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/agenda/nx-agenda-sheet.h"

G_BEGIN_DECLS

/**
 * NxSeriesDialog: « every week »: the same lesson until a date or a number of times. What would come of it is asked for and shown
 * while it is filled in: each date with what stands against it, the cost and the balance after.
 */
#define NX_TYPE_SERIES_DIALOG (nx_series_dialog_get_type ())
G_DECLARE_FINAL_TYPE (NxSeriesDialog, nx_series_dialog, NX, SERIES_DIALOG, NxAgendaSheet)

/** @start: of the first lesson; @coach_id: (nullable); @student: (nullable). Returns: (transfer none) */
NxSeriesDialog *nx_series_dialog_present (GtkWidget *from, NxConnection *connection, NxSessionSource *source, gint64 start,
                                          const char *coach_id, NxStudent *student);

/** (transfer full): what would be sent as it stands, %NULL where something is missing or cannot be read. */
NxJsonWriter *nx_series_dialog_get_request (NxSeriesDialog *self, gboolean dry_run);

G_END_DECLS
