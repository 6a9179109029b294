/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "common/models/nx-models.h"

G_BEGIN_DECLS

/**
 * NxAgendaDetail: one session, read beside the agenda. Its buttons are widget actions: win.open-student, win.open-report, and
 * agenda.join, agenda.cancel, agenda.close-detail of the place.
 */
#define NX_TYPE_AGENDA_DETAIL (nx_agenda_detail_get_type ())
G_DECLARE_FINAL_TYPE (NxAgendaDetail, nx_agenda_detail, NX, AGENDA_DETAIL, GtkWidget)

GtkWidget *nx_agenda_detail_new (void);
/** @session: (nullable). @can_cancel: whether the reader may */
void nx_agenda_detail_set_session (NxAgendaDetail *self, NxSession *session, gint64 now, gboolean can_cancel);

G_END_DECLS
