/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "desktop/api/nx-connection.h"

G_BEGIN_DECLS

/** NxTransfersTodo: "3 transfers to confirm", "1 payment to be looked at", with the way there. Hidden where there is none. Signal "changed" (). */
#define NX_TYPE_TRANSFERS_TODO (nx_transfers_todo_get_type ())
G_DECLARE_FINAL_TYPE (NxTransfersTodo, nx_transfers_todo, NX, TRANSFERS_TODO, AdwBin)

GtkWidget *nx_transfers_todo_new (NxConnection *connection);
guint nx_transfers_todo_get_count (NxTransfersTodo *self);
void nx_transfers_todo_refresh (NxTransfersTodo *self);

G_END_DECLS
