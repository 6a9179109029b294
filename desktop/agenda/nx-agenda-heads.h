/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "common/models/nx-models.h"

G_BEGIN_DECLS

/**
 * NxAgendaHeads: what stands above the columns: days of a week, coaches or rooms of a day.
 *
 * Signal: "chosen" (int column).
 */
#define NX_TYPE_AGENDA_HEADS (nx_agenda_heads_get_type ())
G_DECLARE_FINAL_TYPE (NxAgendaHeads, nx_agenda_heads, NX, AGENDA_HEADS, GtkWidget)

GtkWidget *nx_agenda_heads_new (void);
/** Makes place for @n heads; each is then set. */
void nx_agenda_heads_begin (NxAgendaHeads *self, int n, int minimum_width);
void nx_agenda_heads_set_day (NxAgendaHeads *self, int column, gint32 date, gboolean today, guint count);
/** @coach: (nullable) */
void nx_agenda_heads_set_coach (NxAgendaHeads *self, int column, NxCoach *coach, guint count);
/** @room: (nullable): of what is in none */
void nx_agenda_heads_set_room (NxAgendaHeads *self, int column, const char *room, guint count);

G_END_DECLS
