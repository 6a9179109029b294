/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "../nx-record.h"

G_BEGIN_DECLS

/**
 * NxCatalogueItem: A plan, pack or session cost as it is sold now (domain.md section 4).
 *
 * Members are named as on the wire; read them directly, they belong to the record.
 */
#define NX_TYPE_CATALOGUE_ITEM (nx_catalogue_item_get_type ())
G_DECLARE_FINAL_TYPE (NxCatalogueItem, nx_catalogue_item, NX, CATALOGUE_ITEM, NxRecord)

struct _NxCatalogueItem
{
  NxRecord parent_instance;
  char *key;
  char *kind; /* "plan", "credit_pack", "special_pack", "aria" */
  char *name;
  NxMoney price;
  gint32 credits;
  gint64 validityMonths;
  gboolean popular;
};

G_END_DECLS
