/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/http/nx-response.h"

G_BEGIN_DECLS

/**
 * NxPages: answers of NX_ROUTE_CACHED routes, one for each path and language, for visitors who are nobody in particular. On the
 * server's thread only.
 */
typedef struct _NxPages NxPages;

NxPages *nx_pages_new (guint keep_ms);
void nx_pages_free (NxPages *self);
/** Returns: (transfer none) (nullable) */
NxResponse *nx_pages_find (NxPages *self, const char *path, const char *language);
/** Counts the drops: an answer that was begun before one must not be kept. */
guint64 nx_pages_generation (NxPages *self);
/** Gives @response an ETag and keeps it. @response is not changed any more after. */
void nx_pages_keep (NxPages *self, const char *path, const char *language, NxResponse *response, guint64 generation);
void nx_pages_drop (NxPages *self);

/** Returns: (transfer full): a strong ETag of @body. */
char *nx_pages_etag (GBytes *body);

G_END_DECLS
