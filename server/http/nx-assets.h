/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "server/http/nx-response.h"

G_BEGIN_DECLS

/** NxAssets: the files of a resource as answers, made once. */
typedef struct _NxAssets NxAssets;

NxAssets *nx_assets_new (GResource *resource, const char *prefix);
void nx_assets_free (NxAssets *self);
/** Returns: (transfer none) (nullable): the answer for @path ("/assets/style.css"); @versioned: its address names its version, so
 *  that it may be kept for ever. */
NxResponse *nx_assets_find (NxAssets *self, const char *path, gboolean versioned);

G_END_DECLS
