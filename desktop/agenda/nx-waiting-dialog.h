/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/agenda/nx-agenda-sheet.h"
#include "desktop/agenda/nx-booking-request.h"

G_BEGIN_DECLS

/**
 * NxWaitingDialog: who waits for a place of a workshop, or for a time, in the order in which a freed place is offered; names are
 * added by two letters and taken off with Del. What is offered says how long it still is.
 */
#define NX_TYPE_WAITING_DIALOG (nx_waiting_dialog_get_type ())
G_DECLARE_FINAL_TYPE (NxWaitingDialog, nx_waiting_dialog, NX, WAITING_DIALOG, NxAgendaSheet)

/** Who waits for @session. Returns: (transfer none) */
NxWaitingDialog *
nx_waiting_dialog_present (GtkWidget *from, NxConnection *connection, NxSessionSource *source, NxSession *session);
/**
 * For a booking that was refused because the time or the workshop is taken: @request's pupil is put on the list for it.
 * @why: (nullable): the refusal. Returns: (transfer none)
 */
NxWaitingDialog *nx_waiting_dialog_present_request (GtkWidget *from, NxConnection *connection, NxSessionSource *source,
                                                    const NxBookingRequest *request, const char *why);
/** (transfer none): the list of names. */
GtkWidget *nx_waiting_dialog_get_list (NxWaitingDialog *self);

G_END_DECLS
