/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "common/models/nx-models.h"

G_BEGIN_DECLS

/** NxAgendaLine: an entry of the list: a session, or the day that the ones below it are of. */
#define NX_TYPE_AGENDA_LINE (nx_agenda_line_get_type ())
G_DECLARE_FINAL_TYPE (NxAgendaLine, nx_agenda_line, NX, AGENDA_LINE, GtkWidget)

GtkWidget *nx_agenda_line_new (void);
void nx_agenda_line_set_session (NxAgendaLine *self, NxSession *session, gint64 now);
/** @band: (nullable): the holidays that the day is in */
void nx_agenda_line_set_heading (NxAgendaLine *self, const char *day, const char *band, gboolean today);

G_END_DECLS
