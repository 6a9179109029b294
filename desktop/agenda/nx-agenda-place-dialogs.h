/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/agenda/nx-agenda-place-private.h"

G_BEGIN_DECLS

/*
 * The place's third concern: what is done to a session besides booking and moving it, and the dialogs.
 *
 *   agenda.present, agenda.late, agenda.absent  ()   the selected session's pupil; of a workshop the list takes the focus
 *   agenda.mark         (ss)  student id, attendance ("" takes the mark off)
 *   agenda.peek         ()    quick look on the block with the focus
 *   agenda.video        ()    a new room for the selected session
 *   agenda.series       ()    a new weekly series; agenda.series-edit () the series of the selected session
 *   agenda.absence      ()    a coach is absent; agenda.waiting () who waits for the selected session
 *   agenda.waiting-request ()  who the booking popover could not book is put on the list
 *   agenda.closures     ()    closures, rooms, hours and exceptions
 */
void _nx_agenda_place_class_init_dialogs (GtkWidgetClass *widget_class);
/* After the place's children are made. */
void _nx_agenda_place_init_dialogs (NxAgendaPlace *self);

G_END_DECLS
