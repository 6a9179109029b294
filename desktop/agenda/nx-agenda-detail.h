/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "desktop/agenda/nx-attendance-list.h"
#include "desktop/api/nx-connection.h"

G_BEGIN_DECLS

/**
 * NxAgendaDetail: one session, read beside the agenda: who, when, where, what it costs, its series, who waits for a place, what
 * happened to it. Its buttons are widget actions: win.open-student, win.open-report, and agenda.join, agenda.move, agenda.video,
 * agenda.cancel, agenda.mark, agenda.waiting, agenda.series-edit, agenda.close-detail of the place.
 */
#define NX_TYPE_AGENDA_DETAIL (nx_agenda_detail_get_type ())
G_DECLARE_FINAL_TYPE (NxAgendaDetail, nx_agenda_detail, NX, AGENDA_DETAIL, GtkWidget)

GtkWidget *nx_agenda_detail_new (void);
/** Where balances, marks and history are asked for; without one the pane shows what the session itself says. */
void nx_agenda_detail_set_connection (NxAgendaDetail *self, NxConnection *connection);
/** @session: (nullable). @can_cancel: whether the reader may */
void nx_agenda_detail_set_session (NxAgendaDetail *self, NxSession *session, gint64 now, gboolean can_cancel);
/** Returns: (transfer none) */
NxAttendanceList *nx_agenda_detail_get_pupils (NxAgendaDetail *self);

/** How long before its start who came can be marked. */
#define NX_ATTENDANCE_BEFORE (15 * NX_TIME_MINUTE)
/** Whether who came to @session can be marked at @now. */
gboolean nx_session_can_mark (NxSession *session, gint64 now);

G_END_DECLS
