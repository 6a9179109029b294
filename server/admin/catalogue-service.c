/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/admin/catalogue-store.h"

#include <glib/gi18n-lib.h>

#include "common/nx-json.h"
#include "common/nx-random.h"
#include "server/admin/catalogue-private.h"
#include "server/nx-audit.h"

const char *
nx_catalogue_kind_name (NxCatalogueKind kind)
{
  static const char *const names[] = { "plan", "pack", "aria", "session" };

  return names[kind];
}

static char *
write_terms (const NxCatalogueTerms *terms, gint64 valid_from)
{
  g_autoptr (NxJsonWriter) writer = nx_json_writer_new ();

  nx_json_begin_object (writer, NULL);
  nx_json_add_string (writer, "key", terms->key);
  nx_json_add_time (writer, "validFrom", valid_from);
  if (terms->kind != NX_CATALOGUE_SESSION)
    nx_json_add_money (writer, "price", (NxMoney) NX_MONEY_TND (terms->price));
  nx_json_add_credits (writer, "credits", terms->credits);
  nx_json_end_object (writer);
  return nx_json_writer_end (writer, NULL);
}

/* (transfer full): what is there, as JSON; NX_ERROR_NOT_FOUND where nothing is. */
char *
nx_catalogue_find (NxDb *db, NxCatalogueKind kind, const char *key, GError **error)
{
  char *json = NULL;

  if (nx_catalogue_store_find (db, nx_catalogue_kind_name (kind), key, &json, error) && json == NULL)
    g_set_error_literal (error, NX_ERROR, NX_ERROR_NOT_FOUND, _("There is nothing of that name in the catalogue."));
  return json;
}

gboolean
nx_catalogue_set (NxDb *db, const NxActor *actor, const NxCatalogueTerms *terms, GError **error)
{
  const gint64 valid_from = terms->valid_from == NX_TIME_NONE ? actor->now : terms->valid_from;
  g_autofree char *id = nx_uuid_new (actor->now), *before = NULL, *after = write_terms (terms, valid_from);
  guint changed;

  if (valid_from < actor->now)
    return nx_error_refuse_member (error, "validFrom", _("The terms of the past stay as they are: choose a moment to come."));
  before = nx_catalogue_find (db, terms->kind, terms->key, error);
  return before != NULL
         && nx_catalogue_store_set (db, actor, id, nx_catalogue_kind_name (terms->kind), terms, valid_from, error)
         && nx_catalogue_store_apply (db, actor->now, &changed, error)
         && nx_audit (db, actor, "catalogue.priced", nx_catalogue_kind_name (terms->kind), id, before, after, error);
}

/* One transaction of a run. */
static gboolean
apply (NxDb *db, gpointer data, GError **error)
{
  NxJobRun *run = data;
  guint changed;

  if (!nx_catalogue_store_apply (db, run->actor.now, &changed, error))
    return FALSE;
  run->done = changed;
  return TRUE;
}

gboolean
nx_catalogue_apply_due (NxJobRun *run, GError **error)
{
  return nx_db_transaction (run->db, apply, run, error);
}
