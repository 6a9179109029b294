/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "common/models/nx-hold.h"
#include "common/models/nx-models.h"

G_BEGIN_DECLS

/** NxAgendaHold: a time that a colleague keeps while booking it: hatched, with the name. Nothing can be done to it. */
#define NX_TYPE_AGENDA_HOLD (nx_agenda_hold_get_type ())
G_DECLARE_FINAL_TYPE (NxAgendaHold, nx_agenda_hold, NX, AGENDA_HOLD, GtkWidget)

/** @coach: (nullable): whose time it is, where that is known */
GtkWidget *nx_agenda_hold_new (NxHold *hold, NxCoach *coach);

G_END_DECLS
