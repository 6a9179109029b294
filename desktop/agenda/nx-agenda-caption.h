/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "desktop/agenda/nx-session-source.h"

G_BEGIN_DECLS

/**
 * NxAgendaCaption: one quiet line over the agenda: what a colleague just did ("Salma moved Lina to 17:00"), which goes by itself, or
 * what the keys do while something is being moved. A screen reader says it.
 */
#define NX_TYPE_AGENDA_CAPTION (nx_agenda_caption_get_type ())
G_DECLARE_FINAL_TYPE (NxAgendaCaption, nx_agenda_caption, NX, AGENDA_CAPTION, GtkWidget)

/** @source: whose "told" signal it follows */
GtkWidget *nx_agenda_caption_new (NxSessionSource *source);
/** @text: (nullable): stays until %NULL is given */
void nx_agenda_caption_set_hint (NxAgendaCaption *self, const char *text);
/** Returns: (transfer none): what it says now, "" for nothing. */
const char *nx_agenda_caption_get_text (NxAgendaCaption *self);

G_END_DECLS
