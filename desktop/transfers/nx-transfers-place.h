/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/nx-place.h"

G_BEGIN_DECLS

/** NxTransfersPlace: bank statements and payments that are awaited, for the office. */
#define NX_TYPE_TRANSFERS_PLACE (nx_transfers_place_get_type ())
G_DECLARE_FINAL_TYPE (NxTransfersPlace, nx_transfers_place, NX, TRANSFERS_PLACE, GtkWidget)

GtkWidget *nx_transfers_place_new (NxConnection *connection);
/** Imports @file, as dropping it does. */
void nx_transfers_place_import (NxTransfersPlace *self, GFile *file);

G_END_DECLS
