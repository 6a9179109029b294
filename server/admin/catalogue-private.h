/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/admin/catalogue.h"

G_BEGIN_DECLS

/** As the tables call it, and the audit. */
const char *nx_catalogue_kind_name (NxCatalogueKind kind);
/** Returns: (transfer full): what is there under that key, as JSON; %NX_ERROR_NOT_FOUND where nothing is. */
char *nx_catalogue_find (NxDb *db, NxCatalogueKind kind, const char *key, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
