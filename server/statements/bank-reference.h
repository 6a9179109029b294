/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/statements/bank-match.h"

G_BEGIN_DECLS

/** NxReferenceIndex: finds known references in labels that banks mangle. */
typedef struct _NxReferenceIndex NxReferenceIndex;
NxReferenceIndex *nx_reference_index_new (const NxBankDue *dues, guint n_dues);
void nx_reference_index_free (NxReferenceIndex *self);

/** @doubtful: it may as well be another's. */
typedef struct
{
  guint due;
  NxBankReference how;
  gboolean doubtful;
} NxReferenceFound;

/** Appends to @found (NxReferenceFound) each due whose reference is in @text, once. */
void nx_reference_index_find (const NxReferenceIndex *self, const char *text, GArray *found);

/** Returns: (transfer full) (nullable): the first whole reference in @text, whose ever it is. */
char *nx_reference_in (const char *text);

G_END_DECLS
