/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "desktop/agenda/nx-session-source.h"
#include "tests/desktop/agenda-fixture.h"
#include "tests/desktop/nx-fake-server.h"
#include "tests/desktop/nx-test-wait.h"
#include "tests/desktop/nx-test-widgets.h"

G_BEGIN_DECLS

#define ID(tail) "0193a0b0-0000-7000-8000-0000000000" tail
#define LINA     ID ("01")
#define HELIOS   ID ("c1")

/* An office that is signed in to a furnished server, with a window to hang dialogs on. */
typedef struct
{
  NxFakeServer *server;
  NxConnection *connection;
  NxSessionSource *source;
  GtkWidget *label; /* in the window: where dialogs are asked from */
  GtkWidget *window;
} Dialogs;

/* @role: (nullable): ASSISTANTE */
void dialogs_set_up (Dialogs *self, gconstpointer role);
void dialogs_tear_down (Dialogs *self, gconstpointer role);

/* A session of the server's day, @minutes from now; @version 1. (transfer full) */
char *dialogs_session_json (Dialogs *self, const char *id, int minutes, const char *members);
/* (transfer full): the same as an object */
NxSession *dialogs_session (Dialogs *self, const char *id, int minutes, const char *members);

/* Text of the @n-th row of a list of AdwActionRow, AdwExpanderRow; "" where there is none. */
const char *row_title (GtkWidget *list, int n);
const char *row_subtitle (GtkWidget *list, int n);
int row_count (GtkWidget *list);
/* Clicks the first button in @from whose tooltip or label contains @text. */
void click (GtkWidget *from, const char *text);
/* A picture of a window that is shown. */
void dialogs_shot (gpointer window, const char *name);

G_END_DECLS
