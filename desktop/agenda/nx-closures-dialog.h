/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/agenda/nx-agenda-sheet.h"

G_BEGIN_DECLS

/**
 * NxClosuresDialog: when the centre and its coaches can be booked: closures and holidays, rooms, the weekly hours of a coach and the
 * exceptions to them. A coach sees and edits their own hours.
 */
#define NX_TYPE_CLOSURES_DIALOG (nx_closures_dialog_get_type ())
G_DECLARE_FINAL_TYPE (NxClosuresDialog, nx_closures_dialog, NX, CLOSURES_DIALOG, NxAgendaSheet)

/** @own_coach: (nullable): of a coach, who sees only their hours; @admin: whether rooms may be edited. Returns: (transfer none) */
NxClosuresDialog *nx_closures_dialog_present (GtkWidget *from, NxConnection *connection, NxSessionSource *source,
                                              const char *own_coach, gboolean admin);
/** Shows "closures", "rooms" or "hours". */
void nx_closures_dialog_show (NxClosuresDialog *self, const char *page);
/** Returns: (transfer none) (nullable): a page: an NxClosuresPage, NxRoomsPage or NxHoursPage. */
GtkWidget *nx_closures_dialog_get_page (NxClosuresDialog *self, const char *page);

G_END_DECLS
