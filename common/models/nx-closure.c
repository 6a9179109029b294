/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/models/nx-closure.h"

#include <glib/gi18n-lib.h>

static const NxField fields[] = {
  { "id", NX_FIELD_ID, NX_FIELD_READ_ONLY, .offset = G_STRUCT_OFFSET (NxClosure, id) },
  { "firstDay", NX_FIELD_DATE, .offset = G_STRUCT_OFFSET (NxClosure, firstDay), .label = N_ ("First day") },
  { "lastDay", NX_FIELD_DATE, .offset = G_STRUCT_OFFSET (NxClosure, lastDay), .label = N_ ("Last day") },
  { "name", NX_FIELD_STRING, 0, 1, 120, .offset = G_STRUCT_OFFSET (NxClosure, name), .label = N_ ("Name") },
  { "bookable", NX_FIELD_BOOL, .offset = G_STRUCT_OFFSET (NxClosure, bookable), .label = N_ ("Sessions can be booked") },
  { NULL },
};

NX_DEFINE_RECORD (NxClosure, nx_closure, fields)
