/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "common/nx-json.h"

G_BEGIN_DECLS

/**
 * NxSeriesOutcome: what came, or would come, of making or changing a series.
 * @made: sessions; @refused: dates that something stands against; @skipped: closures and holidays
 */
typedef struct
{
  guint made, refused, skipped;
  gint32 cost, balance;
} NxSeriesOutcome;

/** Reads an answer, and fills @list (nullable), a GtkListBox, with a row a date, by time. */
void nx_series_outcome_read (NxSeriesOutcome *self, JsonObject *answer, GtkWidget *list);
/** (transfer full): "28 sessions, 35 credits. Balance after: 1 credit. 2 dates are left out." */
char *nx_series_outcome_text (const NxSeriesOutcome *self, gboolean monthly);
/** (transfer full): "12 sessions are moved. 1 date cannot be used: that session stays." @cancel: whether they are cancelled */
char *nx_series_outcome_change_text (const NxSeriesOutcome *self, gboolean cancel);

G_END_DECLS
