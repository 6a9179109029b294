/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "desktop/api/nx-connection.h"

G_BEGIN_DECLS

/** NxPlaceEntry: one top view of the window. A new place is one line in nx-places.c. */
typedef struct
{
  const char *name;  /* of the stack page and of the "place" setting */
  const char *title; /* N_() */
  const char *icon;
  GtkWidget *(*make) (NxConnection *connection); /* returns a floating NxPlace; called when it is first shown */
  gboolean office; /* not for coaches */
} NxPlaceEntry;

/** Terminated by a row whose name is %NULL. */
extern const NxPlaceEntry nx_places[];

G_END_DECLS
