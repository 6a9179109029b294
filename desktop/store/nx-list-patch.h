/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "common/nx-record.h"

G_BEGIN_DECLS

/**
 * nx_list_patch:
 * @store: a list of records
 * @records: (element-type NxRecord): what it should hold now, in this order
 * @id_offset: of the `char *id` in the record's struct: G_STRUCT_OFFSET (NxStudent, id)
 *
 * Makes @store hold @records with the fewest changes: a record that stays is updated in place and keeps its object, so that
 * focus, selection and scroll position stay where they are.
 */
void nx_list_patch (GListStore *store, GPtrArray *records, gsize id_offset);

/** Returns: the position of the record whose id is @id, or %G_MAXUINT. */
guint nx_list_find (GListModel *list, const char *id, gsize id_offset);

G_END_DECLS
