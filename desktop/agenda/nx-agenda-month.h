/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "desktop/agenda/nx-agenda-facts.h"

G_BEGIN_DECLS

/**
 * NxAgendaMonthView: the weeks that a month touches, a cell a day: how many sessions, and the first three. Arrows move by day and
 * week, Enter opens the day.
 *
 * Signals: "day-chosen" (int date); "session-chosen" (char *id): a line was clicked; "leave" (int date): the cursor wants a day that
 * is not here.
 */
#define NX_TYPE_AGENDA_MONTH_VIEW (nx_agenda_month_view_get_type ())
G_DECLARE_FINAL_TYPE (NxAgendaMonthView, nx_agenda_month_view, NX, AGENDA_MONTH_VIEW, GtkWidget)

GtkWidget *nx_agenda_month_view_new (void);
/** @month: its first day; @sessions: (element-type NxSession): what is shown, by start; cells that stay the same are left alone. */
void nx_agenda_month_view_set (NxAgendaMonthView *self, gint32 month, gint64 now, GPtrArray *sessions, NxAgendaFacts *facts);
gint32 nx_agenda_month_view_get_cursor (NxAgendaMonthView *self);
/** Puts the cursor on @date, where that is shown; the focus follows where it is in the month. */
void nx_agenda_month_view_set_cursor (NxAgendaMonthView *self, gint32 date);
/** @area: out: where @date stands in @relative, left alone where it does not. */
void nx_agenda_month_view_get_cell (NxAgendaMonthView *self, gint32 date, GtkWidget *relative, GdkRectangle *area);

G_END_DECLS
