/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * NxMiniMonth: a month of small day buttons. One of them is in the Tab order; arrows walk the days.
 *
 * Signal: "day-chosen" (int date): days since 1970.
 */
#define NX_TYPE_MINI_MONTH (nx_mini_month_get_type ())
G_DECLARE_FINAL_TYPE (NxMiniMonth, nx_mini_month, NX, MINI_MONTH, GtkWidget)

GtkWidget *nx_mini_month_new (void);
/** @date: the day that is shown as chosen; its month is turned to. @length: days from there that are chosen with it (7 for a
 * week). */
void nx_mini_month_set_range (NxMiniMonth *self, gint32 date, int length);
void nx_mini_month_set_today (NxMiniMonth *self, gint32 today);
/** @busy: (nullable): set of days (GINT_TO_POINTER) that get a dot. */
void nx_mini_month_set_busy (NxMiniMonth *self, GHashTable *busy);

G_END_DECLS
