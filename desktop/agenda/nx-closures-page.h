/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/agenda/nx-agenda-sheet.h"

G_BEGIN_DECLS

/** NxClosuresPage: days on which the centre is closed, and holidays that are shown but booked all the same; what lies in each. */
#define NX_TYPE_CLOSURES_PAGE (nx_closures_page_get_type ())
G_DECLARE_FINAL_TYPE (NxClosuresPage, nx_closures_page, NX, CLOSURES_PAGE, GtkWidget)

GtkWidget *nx_closures_page_new (NxAgendaSheet *sheet);
/** (transfer none): the list of closures. */
GtkWidget *nx_closures_page_get_list (NxClosuresPage *self);
/** Fills the form that adds one. */
void nx_closures_page_fill (NxClosuresPage *self, const char *name, const char *first_day, const char *last_day, gboolean bookable);
void nx_closures_page_add (NxClosuresPage *self);

G_END_DECLS
