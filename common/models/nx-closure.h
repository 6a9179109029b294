/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "../nx-record.h"

G_BEGIN_DECLS

/**
 * NxClosure: Days on which the centre is closed, or school holidays; both ends included, on the centre's calendar.
 *
 * Members are named as on the wire; read them directly, they belong to the record.
 */
#define NX_TYPE_CLOSURE (nx_closure_get_type ())
G_DECLARE_FINAL_TYPE (NxClosure, nx_closure, NX, CLOSURE, NxRecord)

struct _NxClosure
{
  NxRecord parent_instance;
  char *id;
  gint32 firstDay;
  gint32 lastDay;
  char *name;
  gboolean bookable; /* school holidays: shown as a band, booking goes on with a warning */
};

G_END_DECLS
