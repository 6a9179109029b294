/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "desktop/students/nx-student-data.h"

G_BEGIN_DECLS

/** NxTimelineItem: one thing that happened, or will. */
#define NX_TYPE_TIMELINE_ITEM (nx_timeline_item_get_type ())
G_DECLARE_FINAL_TYPE (NxTimelineItem, nx_timeline_item, NX, TIMELINE_ITEM, GObject)

struct _NxTimelineItem
{
  GObject parent_instance;
  gint64 at;
  const char *icon;   /* static */
  char *title;
  char *detail;       /* (nullable) */
  char *amount;       /* (nullable): credits with their sign */
  const char *action; /* (nullable) (static): "win.open-session", … */
  char *target;       /* (nullable): its parameter */
  gboolean future;
};

/** Makes @store hold all that is known of @data's student, newest first, with the fewest changes. */
void nx_timeline_update (GListStore *store, NxStudentData *data);

/** Returns: (transfer full): "+4", "−1,25" with the typographic minus. */
char *nx_timeline_amount (gint32 quarters);

G_END_DECLS
