/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/agenda/nx-agenda-print.h"

G_BEGIN_DECLS

typedef struct
{
  char *title, *subtitle;
  GPtrArray *sessions; /* NxSession, by start */
} NxAgendaPage;

struct _NxAgendaPages
{
  GPtrArray *pages; /* NxAgendaPage */
  gint32 date;      /* the day, or the Monday */
  gboolean week;
};

G_END_DECLS
