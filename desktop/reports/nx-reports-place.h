/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/agenda/nx-session-source.h"
#include "desktop/nx-place.h"
#include "desktop/reports/nx-report-editor.h"

G_BEGIN_DECLS

/** NxReportsPlace: sessions whose report is due, and recent ones, beside the editor. */
#define NX_TYPE_REPORTS_PLACE (nx_reports_place_get_type ())
G_DECLARE_FINAL_TYPE (NxReportsPlace, nx_reports_place, NX, REPORTS_PLACE, GtkWidget)

/** @connection: (nullable): without one the place shows what its source holds */
GtkWidget *nx_reports_place_new (NxConnection *connection);
/** Returns: (transfer none) */
NxSessionSource *nx_reports_place_get_source (NxReportsPlace *self);
/** Returns: (transfer none) */
NxReportEditor *nx_reports_place_get_editor (NxReportsPlace *self);
/** Where there is no connection: the time to show. */
void nx_reports_place_set_now (NxReportsPlace *self, gint64 now);

G_END_DECLS
