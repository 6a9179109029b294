/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "desktop/transfers/nx-line-item.h"

G_BEGIN_DECLS

/**
 * NxLineDetail: what is known of the chosen line: why the proposal, its rivals, what differs, and what confirming will do. Over-paid,
 * under-paid and shared lines are forms in here, not dialogs.
 *
 * Signals: "confirm" (note, nullable): with a note the difference is accepted; "assign" (GPtrArray of NxPayment whose amount is its
 * share); "done" () when a form was left and the list should have the keys again.
 */
#define NX_TYPE_LINE_DETAIL (nx_line_detail_get_type ())
G_DECLARE_FINAL_TYPE (NxLineDetail, nx_line_detail, NX, LINE_DETAIL, AdwBin)

/** @item: (nullable); a form that was open for another line is left. */
void nx_line_detail_set_item (NxLineDetail *self, NxLineItem *item);
/** @payments: of NxPayment: what a line can be assigned to besides its candidates */
void nx_line_detail_set_payments (NxLineDetail *self, GListModel *payments);
/** Asks for the note that a difference needs. */
void nx_line_detail_ask_note (NxLineDetail *self);
/** Opens the form that assigns the line to one or several payments. */
void nx_line_detail_share (NxLineDetail *self);
/** Shows the parts of the score one under the other, of the rivals too; or no longer. */
void nx_line_detail_toggle_why (NxLineDetail *self);
void nx_line_detail_set_narrow (NxLineDetail *self, gboolean narrow);
/** Leaves a form. Returns: whether one was open. */
gboolean nx_line_detail_leave (NxLineDetail *self);

G_END_DECLS
