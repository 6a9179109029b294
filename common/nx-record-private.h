/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "common/nx-record.h"

G_BEGIN_DECLS

/** What a class works out from its field table once, so that writing a record looks nothing up. */
struct _NxRecordPlan
{
  guint n_fields;
  GParamSpec **pspecs; /* in the order of the fields */
  char **keys;         /* "\"name\":" with its comma before it, for all but the first */
  gsize *key_lengths;
};

/** The member of @self that @field describes, as an lvalue of @type. */
#define NX_RECORD_SLOT(self, field, type) (*(type *) (gpointer) ((char *) (self) + (field)->offset))

/** Frees what the member holds and sets it to its kind's absent value. */
void nx_record_reset (NxRecord *self, const NxField *field);

G_END_DECLS
