/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/nx-login-page.h"
#include "desktop/nx-undo-stack.h"
#include "desktop/nx-window.h"

struct _NxWindow
{
  AdwApplicationWindow parent_instance;

  /* Template */
  GtkWidget *header_bar;
  AdwBin *login_bin;
  AdwBin *narrow_header;
  AdwViewStack *places;
  GtkStack *root_stack;
  GtkRevealer *strip;
  GtkLabel *strip_label;
  AdwViewSwitcherBar *switcher_bar;
  AdwViewSwitcherTitle *switcher_title;
  AdwToastOverlay *toasts;
  AdwBin *wide_header;

  /* Borrowed */
  GtkWindow *again;     /* (nullable) (weak): the dialog that asks for the password again */
  AdwToast *undo_toast; /* (nullable) (weak): the last with a button */

  /* Owned */
  NxConnection *connection;
  GSettings *settings;
  GSignalGroup *signals;
  NxUndoStack *undo; /* what Ctrl+Z takes back, also when its notice is no longer seen */
  int end_room; /* that the buttons at the header bar’s end need */
  gboolean narrow;
  gboolean resumed; /* the kept sign-in was asked for */
  gboolean shown; /* places were filled in */
};

/** Shows @toast: (transfer full), one with a button at a time. */
void nx_window_show_toast (NxWindow *self, AdwToast *toast);
/** Installs the window's actions and keys on its class. */
void nx_window_install_actions (GtkWidgetClass *widget_class);
/** Enables what can be done in the connection's state. */
void nx_window_update_actions (NxWindow *self);
/** Returns: (transfer none) (nullable): the visible NxPlace. */
GtkWidget *nx_window_get_place (NxWindow *self);
