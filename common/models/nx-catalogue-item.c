/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/models/nx-catalogue-item.h"

#include <glib/gi18n-lib.h>

static const NxField fields[] = {
  { "key", NX_FIELD_STRING, .offset = G_STRUCT_OFFSET (NxCatalogueItem, key), .label = N_ ("Key") },
  { "kind", NX_FIELD_STRING, .offset = G_STRUCT_OFFSET (NxCatalogueItem, kind), .label = N_ ("Kind") },
  { "name", NX_FIELD_STRING, .offset = G_STRUCT_OFFSET (NxCatalogueItem, name), .label = N_ ("Name") },
  { "price", NX_FIELD_MONEY, .offset = G_STRUCT_OFFSET (NxCatalogueItem, price), .label = N_ ("Price") },
  { "credits", NX_FIELD_CREDITS, .offset = G_STRUCT_OFFSET (NxCatalogueItem, credits), .label = N_ ("Credits") },
  { "validityMonths", NX_FIELD_INT, .offset = G_STRUCT_OFFSET (NxCatalogueItem, validityMonths),
    .label = N_ ("Validity in months") },
  { "popular", NX_FIELD_BOOL, .offset = G_STRUCT_OFFSET (NxCatalogueItem, popular), .label = N_ ("Popular") },
  { NULL },
};

NX_DEFINE_RECORD (NxCatalogueItem, nx_catalogue_item, fields)
