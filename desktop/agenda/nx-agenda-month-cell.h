/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "common/models/nx-closure.h"
#include "common/models/nx-models.h"

G_BEGIN_DECLS

/** So many sessions are named; the others are counted. */
#define NX_AGENDA_MONTH_LINES 3

/** NxAgendaMonthCell: a day of a month: one widget, read aloud as one sentence. Signals: "chosen" (char *id, nullable): a click on a
 * session's line, or Enter and a click elsewhere. */
#define NX_TYPE_AGENDA_MONTH_CELL (nx_agenda_month_cell_get_type ())
G_DECLARE_FINAL_TYPE (NxAgendaMonthCell, nx_agenda_month_cell, NX, AGENDA_MONTH_CELL, GtkWidget)

GtkWidget *nx_agenda_month_cell_new (void);
/**
 * nx_agenda_month_cell_set:
 * @sessions: (array length=n): of that day, by start
 * @closure: (nullable)
 * @inside: whether the day is of the month that is shown
 */
void nx_agenda_month_cell_set (NxAgendaMonthCell *self, gint32 date, NxSession **sessions, guint n, NxClosure *closure, gint64 now,
                               gboolean inside);

G_END_DECLS
