/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "desktop/api/nx-connection.h"

G_BEGIN_DECLS

/*
 * A place is a widget in the window's view stack: nx_today_place_new (connection), nx_agenda_place_new (…), nx_students_place_new (…),
 * nx_reports_place_new (…), each returning a GtkWidget. Places talk to the rest through widget actions that the window installs, so
 * that none includes another:
 *
 *   win.open-student  (s) student id     → Élèves, that file
 *   win.open-session  (s) session id     → Agenda, that day, that block selected
 *   win.open-report   (s) session id     → Rapports, that editor
 *   win.open-payment  (s) payment id or "" → Virements, that payment
 *   win.new-session   (s) student id or "" → Agenda with the booking popover
 *   win.refresh       ()                 → the visible place asks the server now
 *
 * A place implements NxPlace so that the window can pass keys on.
 */
#define NX_TYPE_PLACE (nx_place_get_type ())
G_DECLARE_INTERFACE (NxPlace, nx_place, NX, PLACE, GtkWidget)

struct _NxPlaceInterface
{
  GTypeInterface parent;
  void (*refresh) (NxPlace *self);                   /* ask the server, keep what is shown */
  void (*focus_search) (NxPlace *self);              /* Ctrl+F */
  void (*open) (NxPlace *self, const char *id);      /* the object of win.open-… */
  void (*create) (NxPlace *self, const char *id);    /* Ctrl+N; @id may be "" */
  GtkWidget *(*get_header) (NxPlace *self);          /* (nullable) (transfer none): the place's own header bar content, which the
                                                      * place keeps a reference on; below 1000 px it is a bar under the header bar */
};

void nx_place_refresh (NxPlace *self);
void nx_place_focus_search (NxPlace *self);
void nx_place_open (NxPlace *self, const char *id);
void nx_place_create (NxPlace *self, const char *id);
/** Returns: (transfer none) (nullable) */
GtkWidget *nx_place_get_header (NxPlace *self);

/**
 * nx_toast:
 * @from: any widget inside the window
 * @text: plain text: names are escaped here
 * @undo_label: (nullable): with it the toast has a button for ten seconds
 *
 * Returns: (transfer none): the toast, to connect "button-clicked" to
 */
AdwToast *nx_toast (GtkWidget *from, const char *text, const char *undo_label);

/**
 * nx_settings:
 * @from: any widget
 *
 * Returns: (transfer none) (nullable): the application's settings, where @from stands in its window
 */
GSettings *nx_settings (GtkWidget *from);
/** Whether keys without a modifier are commands: a person may switch them off. */
gboolean nx_settings_letters (GtkWidget *from);

/** Shows @error as a toast (a sentence in the reader's language); cancelled operations show nothing. */
void nx_toast_error (GtkWidget *from, const GError *error);

G_END_DECLS
