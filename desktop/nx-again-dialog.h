/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "desktop/api/nx-connection.h"

G_BEGIN_DECLS

/**
 * Asks for the password where a session ended while its owner was at work; what they were doing stays as it is behind it.
 *
 * Returns: (transfer none): the dialog, which closes itself when the connection is signed in again
 */
GtkWindow *nx_again_dialog_present (GtkWindow *parent, NxConnection *connection);
/** Returns: (transfer none) (nullable): the dialog that is shown over @parent. */
GtkWindow *nx_again_dialog_find (GtkWindow *parent);

G_END_DECLS
