/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/agenda/nx-agenda-sheet.h"

G_BEGIN_DECLS

/** NxRoomsPage: the rooms of the centre; an admin adds them and takes them out of use. */
#define NX_TYPE_ROOMS_PAGE (nx_rooms_page_get_type ())
G_DECLARE_FINAL_TYPE (NxRoomsPage, nx_rooms_page, NX, ROOMS_PAGE, GtkWidget)

GtkWidget *nx_rooms_page_new (NxAgendaSheet *sheet, gboolean can_edit);
/** (transfer none) */
GtkWidget *nx_rooms_page_get_list (NxRoomsPage *self);
void nx_rooms_page_fill (NxRoomsPage *self, const char *name, const char *capacity);
void nx_rooms_page_add (NxRoomsPage *self);

G_END_DECLS
