/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/admin/catalogue-store.h"

enum
{
  LIST,
  FIND,
  SET,
  APPLY,
  ADD_PACK,
  EDIT_PLAN,
  EDIT_PACK
};

static const NxStatement statements[] = {
  [LIST] = { "catalogue.list",
    "SELECT t.id, t.key, t.valid_from, t.valid_until, t.price, t.currency, t.credits, t.validity_months, t.aria_subjects_included, "
    "t.minutes, t.capacity, (t.valid_from IS NULL OR t.valid_from <= $2::timestamptz) "
    "AND (t.valid_until IS NULL OR t.valid_until > $2::timestamptz) AS in_force, "
    "coalesce (pl.title, pk.title, a.title, '') AS title, coalesce (pl.popular, false) AS popular, "
    "coalesce (pl.active, pk.valid_until IS NULL OR pk.valid_until > $2::timestamptz) AS sold, pk.type, pk.valid_until AS sold_until "
    "FROM catalogue_terms t LEFT JOIN plans pl ON t.kind = 'plan' AND pl.name = t.key "
    "LEFT JOIN packs pk ON t.kind = 'pack' AND pk.key = t.key LEFT JOIN aria_addons a ON t.kind = 'aria' AND a.key = t.key "
    "WHERE t.kind = $1 ORDER BY coalesce (pl.position, pk.position, 0), t.key, t.valid_from DESC NULLS LAST", 2 },
  [FIND] = { "catalogue.find",
    "SELECT row_to_json (x)::text AS json FROM (SELECT title, price, credits, validity_months, popular, active, NULL::timestamptz "
    "AS valid_until FROM plans WHERE $1 = 'plan' AND name = $2 "
    "UNION ALL SELECT title, price, credits, validity_months, NULL, NULL, valid_until FROM packs WHERE $1 = 'pack' AND key = $2 "
    "UNION ALL SELECT title, price, 0, NULL, NULL, NULL, NULL FROM aria_addons WHERE $1 = 'aria' AND key = $2 "
    "UNION ALL SELECT type, NULL, cost, NULL, NULL, NULL, NULL FROM session_costs WHERE $1 = 'session' AND type = $2) x", 2 },
  [SET] = { "catalogue.set",
    "SELECT nx_catalogue_set (ROW ($1::uuid, $2::text, $3::text, $4::timestamptz, NULL, $5::bigint, $6::char(3), $7::int, $8::smallint, "
    "$9::smallint, $10::smallint, $11::smallint, $12::timestamptz, $13::uuid)::catalogue_terms)", 13 },
  [APPLY] = { "catalogue.apply", "SELECT nx_catalogue_apply ($1::timestamptz) AS changed", 1 },
  [ADD_PACK] = { "catalogue.add_pack",
    "INSERT INTO packs (key, type, title, price, credits, validity_months, position, valid_from) VALUES ($1, $2, $3, $4::bigint, $5::int, "
    "$6::smallint, (SELECT coalesce (max (position), 0) + 1 FROM packs), $7::timestamptz)", 7 },
  [EDIT_PLAN] = { "catalogue.edit_plan",
    "UPDATE plans SET title = coalesce ($2, title), popular = coalesce ($3::boolean, popular), active = coalesce ($4::boolean, active) "
    "WHERE name = $1", 4 },
  [EDIT_PACK] = { "catalogue.edit_pack",
    "UPDATE packs SET title = coalesce ($2, title), description = coalesce ($3, description), "
    "valid_until = coalesce ($4::timestamptz, valid_until) WHERE key = $1", 4 },
};
NX_STATEMENTS (catalogue, statements)

NxRows *
nx_catalogue_store_list (NxDb *db, const char *kind, gint64 now, GError **error)
{
  return nx_db_run (db, &statements[LIST], error, nx_text (kind), nx_time (now));
}

gboolean
nx_catalogue_store_find (NxDb *db, const char *kind, const char *key, char **json, GError **error)
{
  g_autoptr (NxRows) rows = nx_db_run (db, &statements[FIND], error, nx_text (kind), nx_text (key));

  if (rows == NULL)
    return FALSE;
  *json = nx_rows_count (rows) == 0 ? NULL : g_strdup (nx_rows_text (rows, 0, "json"));
  return TRUE;
}

static NxParam
int_or_null (gboolean there, gint64 number)
{
  return there ? nx_int (number) : nx_null ();
}

gboolean
nx_catalogue_store_set (NxDb *db, const NxActor *actor, const char *id, const char *kind, const NxCatalogueTerms *terms,
                        gint64 valid_from, GError **error)
{
  const gboolean priced = terms->kind != NX_CATALOGUE_SESSION;

  return nx_db_do (db, &statements[SET], error, nx_text (id), nx_text (kind), nx_text (terms->key), nx_time (valid_from),
                   int_or_null (priced, terms->price), nx_text (priced ? "TND" : NULL), nx_int (terms->credits),
                   int_or_null (terms->validity_months > 0, terms->validity_months),
                   int_or_null (terms->kind == NX_CATALOGUE_PLAN, terms->aria_included), int_or_null (!priced, terms->minutes),
                   int_or_null (!priced, terms->capacity), nx_time (actor->now), nx_text (actor->user_id));
}

gboolean
nx_catalogue_store_apply (NxDb *db, gint64 now, guint *changed, GError **error)
{
  g_autoptr (NxRows) rows = nx_db_run (db, &statements[APPLY], error, nx_time (now));

  if (rows == NULL)
    return FALSE;
  *changed = (guint) nx_rows_int (rows, 0, "changed");
  return TRUE;
}

gboolean
nx_catalogue_store_add_pack (NxDb *db, const char *key, const char *type, const char *title, const NxCatalogueTerms *terms,
                             gint64 valid_from, GError **error)
{
  return nx_db_do (db, &statements[ADD_PACK], error, nx_text (key), nx_text (type), nx_text (title), nx_int (terms->price),
                   nx_int (terms->credits), nx_int (terms->validity_months), nx_time (valid_from));
}

gboolean
nx_catalogue_store_edit_plan (NxDb *db, const char *name, const char *title, const char *popular, const char *active, GError **error)
{
  return nx_db_do (db, &statements[EDIT_PLAN], error, nx_text (name), nx_text (title), nx_text (popular), nx_text (active));
}

gboolean
nx_catalogue_store_edit_pack (NxDb *db, const char *key, const char *title, const char *description, gint64 valid_until, GError **error)
{
  return nx_db_do (db, &statements[EDIT_PACK], error, nx_text (key), nx_text (title), nx_text (description), nx_time (valid_until));
}
