/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/agenda/nx-session-list.h"

G_BEGIN_DECLS

/** (transfer full): "Good morning, Salma" by the hour of the centre. @first_name: (nullable) */
char *nx_today_greeting (const char *first_name, gint64 now);
/** (transfer full): "in 12 minutes", "begun 5 minutes ago". */
char *nx_today_countdown (NxSession *session, gint64 now);
/** (transfer full): "6 sessions today, 2 reports to write". */
char *nx_today_summary (guint sessions, guint due);
/** Returns: (transfer none) (nullable): what runs now or comes next today. */
NxSession *nx_today_next (NxSessionList *list, gint64 now, const char *only_coach);
/** [@from, @to): the day of @now in the centre's zone. */
void nx_today_range (gint64 now, gint64 *from, gint64 *to);

G_END_DECLS
