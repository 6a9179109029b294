/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "../nx-record.h"

G_BEGIN_DECLS

/**
 * NxDraw: what a movement of the ledger took from a lot (amount < 0) or gave back to it; domain.md section 5.
 *
 * Members are named as on the wire; read them directly, they belong to the record.
 */
#define NX_TYPE_DRAW (nx_draw_get_type ())
G_DECLARE_FINAL_TYPE (NxDraw, nx_draw, NX, DRAW, NxRecord)

struct _NxDraw
{
  NxRecord parent_instance;
  char *lotId;
  gint32 amount;
};

G_END_DECLS
