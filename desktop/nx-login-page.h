/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "desktop/api/nx-connection.h"

G_BEGIN_DECLS

/** NxLoginPage: server, e-mail, password; tests the server before a password is sent to it. */
#define NX_TYPE_LOGIN_PAGE (nx_login_page_get_type ())
G_DECLARE_FINAL_TYPE (NxLoginPage, nx_login_page, NX, LOGIN_PAGE, AdwBin)

GtkWidget *nx_login_page_new (NxConnection *connection, GSettings *settings);
/** Puts the focus in the first empty field. */
void nx_login_page_focus (NxLoginPage *self);

G_END_DECLS
