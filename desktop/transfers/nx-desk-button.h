/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "desktop/api/nx-connection.h"

G_BEGIN_DECLS

/** NxDeskButton: "Take a Payment…": asks for whom, by the first letters of the name, and opens what takes cash and cheques. */
#define NX_TYPE_DESK_BUTTON (nx_desk_button_get_type ())
G_DECLARE_FINAL_TYPE (NxDeskButton, nx_desk_button, NX, DESK_BUTTON, AdwBin)

GtkWidget *nx_desk_button_new (NxConnection *connection);
/** Asks for whom. */
void nx_desk_button_ask (NxDeskButton *self);

G_END_DECLS
