/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/agenda/nx-session-source.h"
#include "desktop/nx-place.h"

G_BEGIN_DECLS

/** NxTodayPlace: the day at a glance: what comes next, today's sessions, what is due. */
#define NX_TYPE_TODAY_PLACE (nx_today_place_get_type ())
G_DECLARE_FINAL_TYPE (NxTodayPlace, nx_today_place, NX, TODAY_PLACE, GtkWidget)

/** @connection: (nullable): without one the place shows what its sources hold */
GtkWidget *nx_today_place_new (NxConnection *connection);
/** Returns: (transfer none): today's sessions */
NxSessionSource *nx_today_place_get_day (NxTodayPlace *self);
/** Returns: (transfer none): sessions whose report is due */
NxSessionSource *nx_today_place_get_due (NxTodayPlace *self);
/** Where there is no connection: the time to show. */
void nx_today_place_set_now (NxTodayPlace *self, gint64 now);

G_END_DECLS
