/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * nx_agenda_goto_parse:
 * @text: what nx_day_text_parse() reads, and what one goes to besides: "hier", "-2s", "+1m" (months), "s47", "week 47", "15" (of this
 *   month or the next), "décembre", "dec 2027"
 *
 * Returns: whether @date was set
 */
gboolean nx_agenda_goto_parse (const char *text, gint32 today, gint32 *date) G_GNUC_WARN_UNUSED_RESULT;

/**
 * NxAgendaGoto: a line to type a date into, and the day that it was understood as.
 *
 * Signal: "chosen" (int date).
 */
#define NX_TYPE_AGENDA_GOTO (nx_agenda_goto_get_type ())
G_DECLARE_FINAL_TYPE (NxAgendaGoto, nx_agenda_goto, NX, AGENDA_GOTO, GtkPopover)

GtkWidget *nx_agenda_goto_new (void);
/** Empties the line and opens it. */
void nx_agenda_goto_begin (NxAgendaGoto *self, gint32 today);

G_END_DECLS
