/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** NxAgendaBands: what lasts for days, above the hours: a band over the columns of its days. */
#define NX_TYPE_AGENDA_BANDS (nx_agenda_bands_get_type ())
G_DECLARE_FINAL_TYPE (NxAgendaBands, nx_agenda_bands, NX, AGENDA_BANDS, GtkWidget)

GtkWidget *nx_agenda_bands_new (void);
/** Begins anew for @columns; bands that stay the same keep their widget. */
void nx_agenda_bands_begin (NxAgendaBands *self, int columns);
/**
 * nx_agenda_bands_add:
 * @id: of what lasts
 * @first: @last: columns, both included
 * @closed: whether nothing can be booked
 * @spoken: the whole for a screen reader, and the tooltip
 */
void nx_agenda_bands_add (NxAgendaBands *self, const char *id, const char *text, int first, int last, gboolean closed,
                          const char *spoken);
/** Drops the bands that were not added since nx_agenda_bands_begin(). */
void nx_agenda_bands_end (NxAgendaBands *self);

G_END_DECLS
