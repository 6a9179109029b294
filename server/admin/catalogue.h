/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/http/nx-route.h"
#include "server/jobs/nx-job.h"

G_BEGIN_DECLS

extern const NxRoute nx_catalogue_routes[];

/** What the catalogue has terms for: domain.md section 4. */
typedef enum { NX_CATALOGUE_PLAN, NX_CATALOGUE_PACK, NX_CATALOGUE_ARIA, NX_CATALOGUE_SESSION } NxCatalogueKind;

/** NxCatalogueTerms: what a thing is sold for, from a moment on. */
typedef struct
{
  NxCatalogueKind kind;
  const char *key;
  gint64 valid_from;     /* NX_TIME_NONE for now */
  gint64 price;          /* millimes */
  gint32 credits;        /* quarters: granted, or a session's cost */
  int validity_months, aria_included, minutes, capacity; /* 0 where the kind has none */
} NxCatalogueTerms;

/**
 * nx_catalogue_set: new terms of something that is sold already. They are a row of their own, so that nothing that was sold changes;
 * those that are valid from now on are in force at once, others when their time has come.
 *
 * Errors: %NX_ERROR_NOT_FOUND, %NX_ERROR_INVALID for a moment that has passed
 */
gboolean nx_catalogue_set (NxDb *db, const NxActor *actor, const NxCatalogueTerms *terms, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** A job: terms whose time has come. */
gboolean nx_catalogue_apply_due (NxJobRun *run, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
