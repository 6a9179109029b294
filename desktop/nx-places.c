/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include "desktop/agenda/nx-agenda-place.h"
#include "desktop/nx-places.h"
#include "desktop/reports/nx-reports-place.h"
#include "desktop/students/nx-students-place.h"
#include "desktop/today/nx-today-place.h"
#include "desktop/transfers/nx-transfers-place.h"

/* To add a place: include its header and add its line; its constructor returns a widget that implements NxPlace. */
const NxPlaceEntry nx_places[] = {
  { "today", N_("Today"), "nx-today-symbolic", nx_today_place_new, FALSE },
  { "agenda", N_("Agenda"), "nx-agenda-symbolic", nx_agenda_place_new, FALSE },
  { "students", N_("Students"), "nx-students-symbolic", nx_students_place_new, FALSE },
  { "reports", N_("Reports"), "nx-reports-symbolic", nx_reports_place_new, FALSE },
  { "transfers", N_("Transfers"), "nx-transfers-symbolic", nx_transfers_place_new, TRUE },
  { NULL, NULL, NULL, NULL, FALSE },
};
