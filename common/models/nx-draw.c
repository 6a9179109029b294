/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/models/nx-draw.h"

#include <glib/gi18n-lib.h>

static const NxField fields[] = {
  { "lotId", NX_FIELD_ID, .offset = G_STRUCT_OFFSET (NxDraw, lotId) },
  { "amount", NX_FIELD_CREDITS, .offset = G_STRUCT_OFFSET (NxDraw, amount), .label = N_ ("Credits") },
  { NULL },
};

NX_DEFINE_RECORD (NxDraw, nx_draw, fields)
