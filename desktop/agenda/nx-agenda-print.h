/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "desktop/agenda/nx-agenda-facts.h"
#include "desktop/agenda/nx-session-list.h"

G_BEGIN_DECLS

/**
 * NxAgendaPages: what is printed: the day of each room, or the week of each coach, a page each (more where a day does not fit). It is
 * laid out without a printer, so that it can be drawn on any surface.
 */
typedef struct _NxAgendaPages NxAgendaPages;

/** Pages of @date: a page a room in which something takes place (@rooms: (element-type NxRoom): in that order, others after
 * them), and last what has no room. Cancelled sessions are left out. */
NxAgendaPages *nx_agenda_pages_new_rooms (NxSessionList *list, GPtrArray *rooms, gint32 date);
/** Pages of the week of @monday: a page a coach of @coaches (element-type NxCoach) who has a session in it. */
NxAgendaPages *nx_agenda_pages_new_coaches (NxSessionList *list, GPtrArray *coaches, gint32 monday);
void nx_agenda_pages_free (NxAgendaPages *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NxAgendaPages, nx_agenda_pages_free)

guint nx_agenda_pages_count (NxAgendaPages *self);
/** Whether the sheet lies: weeks do. */
gboolean nx_agenda_pages_is_landscape (NxAgendaPages *self);
/** Returns: (transfer none): the heading of page @n. */
const char *nx_agenda_pages_title (NxAgendaPages *self, guint n);
/** Draws page @n into [0, @width) × [0, @height) points of @cr. */
void nx_agenda_pages_draw (NxAgendaPages *self, guint n, cairo_t *cr, double width, double height);

/** Asks for a printer and prints. @pages: (transfer full) */
void nx_agenda_pages_print (NxAgendaPages *pages, GtkWindow *window);

G_END_DECLS
