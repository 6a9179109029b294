/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/http/nx-pages.h"

#include "server/http/nx-response-private.h"

/* Paths come from the route table, a few; parameters could make more of them. */
#define MAX_PAGES 200

typedef struct
{
  NxResponse *response;
  gint64 until_us; /* monotonic */
} Page;

struct _NxPages
{
  guint keep_ms;
  guint64 generation;
  GHashTable *pages[2]; /* [1]: English; path → Page */
};

static void
page_free (gpointer data)
{
  Page *page = data;
  nx_response_free (page->response);
  g_free (page);
}

NxPages *
nx_pages_new (guint keep_ms)
{
  NxPages *self = g_new0 (NxPages, 1);
  self->keep_ms = keep_ms;
  for (guint i = 0; i < 2; i++)
    self->pages[i] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, page_free);
  return self;
}

void
nx_pages_free (NxPages *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->pages[0]);
  g_hash_table_unref (self->pages[1]);
  g_free (self);
}

static GHashTable *
table_of (NxPages *self, const char *language)
{
  return self->pages[language[0] == 'e' ? 1 : 0];
}

NxResponse *
nx_pages_find (NxPages *self, const char *path, const char *language)
{
  Page *page = g_hash_table_lookup (table_of (self, language), path);
  if (page == NULL)
    return NULL;
  if (g_get_monotonic_time () <= page->until_us)
    return page->response;
  g_hash_table_remove (table_of (self, language), path);
  return NULL;
}

guint64
nx_pages_generation (NxPages *self)
{
  return self->generation;
}

char *
nx_pages_etag (GBytes *body)
{
  g_autofree char *sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, body);
  sum[32] = '\0';
  return g_strdup_printf ("\"%s\"", sum);
}

void
nx_pages_keep (NxPages *self, const char *path, const char *language, NxResponse *response, guint64 generation)
{
  GHashTable *table = table_of (self, language);
  if (generation != self->generation || response->status != 200 || response->body == NULL || g_hash_table_size (table) >= MAX_PAGES ||
      nx_response_find_header (response, "Set-Cookie") != NULL)
    return;

  g_autofree char *etag = nx_pages_etag (response->body);
  if (nx_response_find_header (response, "ETag") == NULL)
    nx_response_header (response, "ETag", etag);
  Page *page = g_new (Page, 1);
  *page = (Page){ nx_response_ref (response), g_get_monotonic_time () + self->keep_ms * G_GINT64_CONSTANT (1000) };
  g_hash_table_replace (table, g_strdup (path), page);
}

void
nx_pages_drop (NxPages *self)
{
  self->generation++;
  g_hash_table_remove_all (self->pages[0]);
  g_hash_table_remove_all (self->pages[1]);
}
