/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/store/nx-list-patch.h"

static const char *
record_id (gpointer record, gsize id_offset)
{
  const char *id = G_STRUCT_MEMBER (const char *, record, id_offset);
  return id != NULL ? id : "";
}


guint
nx_list_find (GListModel *list, const char *id, gsize id_offset)
{
  g_return_val_if_fail (G_IS_LIST_MODEL (list), G_MAXUINT);
  g_return_val_if_fail (id != NULL, G_MAXUINT);

  guint n = g_list_model_get_n_items (list);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (list, i);
      if (g_str_equal (record_id (item, id_offset), id))
        return i;
    }
  return G_MAXUINT;
}


static void
remove_missing (GListStore *store, GHashTable *wanted, gsize id_offset)
{
  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (store)); i > 0; i--)
    {
      g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (store), i - 1);
      if (!g_hash_table_contains (wanted, record_id (item, id_offset)))
        g_list_store_remove (store, i - 1);
    }
}


void
nx_list_patch (GListStore *store, GPtrArray *records, gsize id_offset)
{
  g_return_if_fail (G_IS_LIST_STORE (store));
  g_return_if_fail (records != NULL);

  g_autoptr (GHashTable) wanted = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < records->len; i++)
    g_hash_table_add (wanted, (gpointer) record_id (records->pdata[i], id_offset));
  remove_missing (store, wanted, id_offset);

  for (guint i = 0; i < records->len; i++)
    {
      gpointer record = records->pdata[i];
      guint at = nx_list_find (G_LIST_MODEL (store), record_id (record, id_offset), id_offset);
      if (at == G_MAXUINT)
        {
          g_list_store_insert (store, i, record);
          continue;
        }
      g_autoptr (NxRecord) kept = g_list_model_get_item (G_LIST_MODEL (store), at);
      nx_record_update (kept, record);
      /* An earlier place that is taken already means that the server gave the same record twice. */
      if (at > i)
        {
          g_list_store_remove (store, at);
          g_list_store_insert (store, i, kept);
        }
    }
}
