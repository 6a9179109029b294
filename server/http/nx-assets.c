/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/http/nx-assets.h"

#include <string.h>

#include "server/http/nx-pages.h"

typedef struct
{
  NxResponse *kept;      /* for addresses with a version */
  NxResponse *revalidated;
} Asset;

struct _NxAssets
{
  GResource *resource;
  GHashTable *assets; /* path → Asset */
};

/* Never guessed from the content: the list is what we serve. */
static const struct
{
  const char *suffix, *type;
} types[] = {
  { ".css", "text/css; charset=utf-8" },
  { ".js", "text/javascript; charset=utf-8" },
  { ".mjs", "text/javascript; charset=utf-8" },
  { ".svg", "image/svg+xml" },
  { ".png", "image/png" },
  { ".jpg", "image/jpeg" },
  { ".webp", "image/webp" },
  { ".ico", "image/x-icon" },
  { ".woff2", "font/woff2" },
  { ".txt", "text/plain; charset=utf-8" },
  { ".webmanifest", "application/manifest+json" },
  { ".json", "application/json" },
};

static const char *
type_of (const char *path)
{
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_str_has_suffix (path, types[i].suffix))
      return types[i].type;
  return "application/octet-stream";
}

static void
asset_free (gpointer data)
{
  Asset *asset = data;
  nx_response_free (asset->kept);
  nx_response_free (asset->revalidated);
  g_free (asset);
}

static NxResponse *
make (const char *path, GBytes *body, const char *cache_control)
{
  g_autofree char *etag = nx_pages_etag (body);
  NxResponse *response = nx_response_bytes (200, type_of (path), body);
  nx_response_header (response, "Cache-Control", cache_control);
  return nx_response_header (response, "ETag", etag);
}

static void
add_folder (NxAssets *self, const char *folder, const char *address)
{
  g_auto (GStrv) names = g_resource_enumerate_children (self->resource, folder, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      g_autofree char *file = g_strconcat (folder, "/", names[i], NULL);
      g_autofree char *path = g_strconcat (address, "/", names[i], NULL);
      if (g_str_has_suffix (names[i], "/"))
        {
          file[strlen (file) - 1] = path[strlen (path) - 1] = '\0';
          add_folder (self, file, path);
          continue;
        }
      g_autoptr (GBytes) body = g_resource_lookup_data (self->resource, file, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
      if (body == NULL)
        continue;
      Asset *asset = g_new (Asset, 1);
      asset->kept = make (path, body, "public, max-age=31536000, immutable");
      asset->revalidated = make (path, body, "public, max-age=0, must-revalidate");
      g_hash_table_insert (self->assets, g_steal_pointer (&path), asset);
    }
}

NxAssets *
nx_assets_new (GResource *resource, const char *prefix)
{
  NxAssets *self = g_new0 (NxAssets, 1);
  g_autofree char *folder = g_strdup (prefix);
  gsize length = strlen (folder);

  if (length > 1 && folder[length - 1] == '/')
    folder[length - 1] = '\0';
  self->resource = g_resource_ref (resource);
  self->assets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, asset_free);
  add_folder (self, folder, "/assets");
  return self;
}

void
nx_assets_free (NxAssets *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->assets);
  g_resource_unref (self->resource);
  g_free (self);
}

NxResponse *
nx_assets_find (NxAssets *self, const char *path, gboolean versioned)
{
  Asset *asset = g_hash_table_lookup (self->assets, path);
  if (asset == NULL)
    return NULL;
  return versioned ? asset->kept : asset->revalidated;
}
