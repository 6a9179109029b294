/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "desktop/api/nx-connection.h"

G_BEGIN_DECLS

#define NX_APPLICATION_ID "academy.nexusreussite.Nexus"
#define NX_RESOURCE_PATH "/academy/nexusreussite/Nexus"

/** NxApplication: owns the settings and the connection, and the one window. */
#define NX_TYPE_APPLICATION (nx_application_get_type ())
G_DECLARE_FINAL_TYPE (NxApplication, nx_application, NX, APPLICATION, AdwApplication)

NxApplication *nx_application_new (void);
/** Says on standard error what is missing where the settings' schema is not installed. Returns: whether all is there. */
gboolean nx_application_check_installation (void);
/** Returns: (transfer none) */
NxConnection *nx_application_get_connection (NxApplication *self);
/** Returns: (transfer none) */
GSettings *nx_application_get_settings (NxApplication *self);

G_END_DECLS
