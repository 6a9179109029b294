/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/agenda/nx-agenda-sheet.h"

G_BEGIN_DECLS

/** NxHoursPage: when a coach can be booked each week, and the exceptions: away, or there besides. */
#define NX_TYPE_HOURS_PAGE (nx_hours_page_get_type ())
G_DECLARE_FINAL_TYPE (NxHoursPage, nx_hours_page, NX, HOURS_PAGE, GtkWidget)

/** @own_coach: (nullable): the only one who can be chosen */
GtkWidget *nx_hours_page_new (NxAgendaSheet *sheet, const char *own_coach);
/** (transfer none): the weekly ranges; the exceptions. */
GtkWidget *nx_hours_page_get_ranges (NxHoursPage *self);
GtkWidget *nx_hours_page_get_exceptions (NxHoursPage *self);
/** Fill and send the two forms. @weekday: ISO 1 to 7 */
void nx_hours_page_add_range (NxHoursPage *self, int weekday, const char *from, const char *to);
void nx_hours_page_add_exception (NxHoursPage *self, const char *day, const char *from, const char *to, gboolean available,
                                  const char *reason);

G_END_DECLS
