/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/admin/catalogue.h"

G_BEGIN_DECLS

/* Rows of the catalogue. No rules here: catalogue-service.c has them. @kind: "plan", "pack", "aria", "session". */

/** All terms of @kind, the latest of each thing first. */
NxRows *nx_catalogue_store_list (NxDb *db, const char *kind, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** @json: (out) (transfer full) (nullable): what is there under that key, %NULL for nothing. */
gboolean nx_catalogue_store_find (NxDb *db, const char *kind, const char *key, char **json, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean nx_catalogue_store_set (NxDb *db, const NxActor *actor, const char *id, const char *kind, const NxCatalogueTerms *terms,
                                 gint64 valid_from, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** @changed: (out): how many things have other terms now. */
gboolean nx_catalogue_store_apply (NxDb *db, gint64 now, guint *changed, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean nx_catalogue_store_add_pack (NxDb *db, const char *key, const char *type, const char *title, const NxCatalogueTerms *terms,
                                      gint64 valid_from, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** @title, @popular, @active: (nullable), "t" or "f": left as they are where %NULL. */
gboolean nx_catalogue_store_edit_plan (NxDb *db, const char *name, const char *title, const char *popular, const char *active,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean nx_catalogue_store_edit_pack (NxDb *db, const char *key, const char *title, const char *description, gint64 valid_until,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
