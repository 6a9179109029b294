/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "server/families/families.h"
#include "server/nx-actor.h"
#include "server/nx-app.h"

G_BEGIN_DECLS

/** NxDemoCoach: a coach of the demo centre. */
typedef struct
{
  char *pseudonym, *user_id, *coach_id;
} NxDemoCoach;

/** NxDemoPupil: a pupil with what the term needs of them. */
typedef struct
{
  NxRegistration made;
  char *plan;        /* a plan's name, "PACK", "PENDING" or "NEW" */
  char *grade;
  JsonArray *lessons; /* (nullable) (borrowed from NxDemo.families) */
  guint number;
  gint64 registered_at;
  char *subscription_id; /* (nullable) */
} NxDemoPupil;

/** NxDemo: the demo centre while it is made. */
typedef struct
{
  NxDb *db;
  NxApp *app;
  NxActor office;       /* its time moves through the term */
  gint64 now;
  char *password_hash;
  char *office_id;
  JsonNode *families;   /* owned */
  GPtrArray *coaches;   /* NxDemoCoach */
  GPtrArray *pupils;    /* NxDemoPupil */
} NxDemo;

/** Returns: (transfer full): the array of resource @name ("coaches.json"). */
JsonNode *nx_demo_read (const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Returns: (transfer none) (nullable): text member @member of @object. */
const char *nx_demo_text (JsonObject *object, const char *member);
gint64 nx_demo_number (JsonObject *object, const char *member);

/** Rooms, closures, coaches, teaching content, staff. */
gboolean nx_demo_make_centre (NxDemo *demo, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Feasts, school holidays, and exceptions of coaches, all beyond the sessions of the term. */
gboolean nx_demo_make_hours (NxDemo *demo, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Families, who registered over the term. */
gboolean nx_demo_make_families (NxDemo *demo, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Plans, sessions and reports, past and coming, each made at its own time by the rules of its domain. */
gboolean nx_demo_make_term (NxDemo *demo, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
