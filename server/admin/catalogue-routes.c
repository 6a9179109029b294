/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/admin/catalogue-store.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "server/admin/catalogue-private.h"
#include "server/nx-audit.h"

/* The catalogue, for the administrator. What POST takes are terms: valid from now, or from a moment to come. */

#define MOST_MILLIMES G_GINT64_CONSTANT (100000000)
#define PRICE { "price", NX_FIELD_MONEY, NX_FIELD_REQUIRED, 0, MOST_MILLIMES, .label = N_("Price") }
#define CREDITS_GIVEN { "credits", NX_FIELD_CREDITS, NX_FIELD_REQUIRED, 0, NX_CREDITS (200), .label = N_("Credits") }
#define VALIDITY { "validityMonths", NX_FIELD_INT, NX_FIELD_OPTIONAL, 1, 60, .label = N_("Validity in months") }
#define FROM { "validFrom", NX_FIELD_TIME, NX_FIELD_NULLABLE, .label = N_("Valid from") }
#define USUAL_VALIDITY 12

static const NxField plan_fields[] = {
  { "key", NX_FIELD_STRING, NX_FIELD_REQUIRED, 1, 40, .label = N_("Plan") },
  PRICE, CREDITS_GIVEN, VALIDITY, FROM,
  { "ariaSubjectsIncluded", NX_FIELD_INT, NX_FIELD_OPTIONAL, 0, 10, .label = N_("ARIA subjects included") },
  { NULL }
};
/* With type and title: a pack that is new. */
static const NxField pack_fields[] = {
  { "key", NX_FIELD_STRING, NX_FIELD_REQUIRED, 1, 40, .label = N_("Pack") },
  PRICE, CREDITS_GIVEN, VALIDITY, FROM,
  { "type", NX_FIELD_ENUM, NX_FIELD_NULLABLE, .enum_type = &nx_payment_type_enum, .label = N_("Kind") },
  { "title", NX_FIELD_STRING, NX_FIELD_NULLABLE, 1, 100, .label = N_("Name") },
  { NULL }
};
static const NxField aria_fields[] = {
  { "key", NX_FIELD_STRING, NX_FIELD_REQUIRED, 1, 40, .label = N_("Key") },
  PRICE, FROM,
  { NULL }
};
static const NxField session_fields[] = {
  { "key", NX_FIELD_STRING, NX_FIELD_REQUIRED, 1, 40, .label = N_("Kind of session") },
  CREDITS_GIVEN, FROM,
  { "minutes", NX_FIELD_INT, NX_FIELD_REQUIRED, 30, 180, .label = N_("Length") },
  { "capacity", NX_FIELD_INT, NX_FIELD_REQUIRED, 1, 50, .label = N_("Places") },
  { NULL }
};
static const NxField edit_plan_fields[] = {
  { "title", NX_FIELD_STRING, NX_FIELD_NULLABLE, 1, 100, .label = N_("Name") },
  { "popular", NX_FIELD_BOOL, NX_FIELD_NULLABLE, .label = N_("Popular") },
  { "active", NX_FIELD_BOOL, NX_FIELD_NULLABLE, .label = N_("Sold") },
  { NULL }
};
static const NxField edit_pack_fields[] = {
  { "title", NX_FIELD_STRING, NX_FIELD_NULLABLE, 1, 100, .label = N_("Name") },
  { "description", NX_FIELD_TEXT, NX_FIELD_NULLABLE, 0, 2000, .label = N_("Description") },
  { "soldUntil", NX_FIELD_TIME, NX_FIELD_NULLABLE, .label = N_("Sold until") },
  { NULL }
};

static NxResponse *list_plans (NxRequest *request, NxDb *db, GError **error);
static NxResponse *list_packs (NxRequest *request, NxDb *db, GError **error);
static NxResponse *list_addons (NxRequest *request, NxDb *db, GError **error);
static NxResponse *list_costs (NxRequest *request, NxDb *db, GError **error);
static NxResponse *set_plan (NxRequest *request, NxDb *db, GError **error);
static NxResponse *set_pack (NxRequest *request, NxDb *db, GError **error);
static NxResponse *set_addon (NxRequest *request, NxDb *db, GError **error);
static NxResponse *set_cost (NxRequest *request, NxDb *db, GError **error);
static NxResponse *edit_plan (NxRequest *request, NxDb *db, GError **error);
static NxResponse *edit_pack (NxRequest *request, NxDb *db, GError **error);

const NxRoute nx_catalogue_routes[] = {
  { "GET", "/api/admin/plans", NX_ROLES_ADMIN, NULL, NULL, list_plans, NX_ROUTE_NONE, "Plans with their terms, past and to come" },
  { "POST", "/api/admin/plans", NX_ROLES_ADMIN, NULL, plan_fields, set_plan, NX_ROUTE_IDEMPOTENT, "New terms of a plan, valid from a moment" },
  { "PATCH", "/api/admin/plans/{key}", NX_ROLES_ADMIN, NULL, edit_plan_fields, edit_plan, NX_ROUTE_NONE, "How a plan is shown, and whether it is sold" },
  { "GET", "/api/admin/packs", NX_ROLES_ADMIN, NULL, NULL, list_packs, NX_ROUTE_NONE, "Packs with their terms, past and to come" },
  { "POST", "/api/admin/packs", NX_ROLES_ADMIN, NULL, pack_fields, set_pack, NX_ROUTE_IDEMPOTENT, "A new pack, or new terms of one" },
  { "PATCH", "/api/admin/packs/{key}", NX_ROLES_ADMIN, NULL, edit_pack_fields, edit_pack, NX_ROUTE_NONE, "How a pack is shown, and how long it is sold" },
  { "GET", "/api/admin/aria-addons", NX_ROLES_ADMIN, NULL, NULL, list_addons, NX_ROUTE_NONE, "ARIA add-ons with their terms" },
  { "POST", "/api/admin/aria-addons", NX_ROLES_ADMIN, NULL, aria_fields, set_addon, NX_ROUTE_IDEMPOTENT, "New terms of an ARIA add-on" },
  { "GET", "/api/admin/session-costs", NX_ROLES_ADMIN, NULL, NULL, list_costs, NX_ROUTE_NONE, "What sessions cost, with their terms" },
  { "POST", "/api/admin/session-costs", NX_ROLES_ADMIN, NULL, session_fields, set_cost, NX_ROUTE_IDEMPOTENT, "New terms of a kind of session" },
  { NULL }
};

/* Answers */

static void
write_row (NxJsonWriter *writer, NxRows *rows, guint i, NxCatalogueKind kind)
{
  nx_json_begin_object (writer, NULL);
  nx_json_add_string (writer, "id", nx_rows_text (rows, i, "id"));
  nx_json_add_string (writer, "key", nx_rows_text (rows, i, "key"));
  nx_json_add_string (writer, "title", nx_rows_text (rows, i, "title"));
  nx_json_add_time (writer, "validFrom", nx_rows_time (rows, i, "valid_from"));
  nx_json_add_time (writer, "validUntil", nx_rows_time (rows, i, "valid_until"));
  nx_json_add_bool (writer, "inForce", nx_rows_bool (rows, i, "in_force"));
  if (kind != NX_CATALOGUE_SESSION)
    nx_json_add_money (writer, "price", (NxMoney) NX_MONEY_TND (nx_rows_int (rows, i, "price")));
  if (kind != NX_CATALOGUE_ARIA)
    nx_json_add_credits (writer, "credits", (gint32) nx_rows_int (rows, i, "credits"));
  if (kind == NX_CATALOGUE_PLAN || kind == NX_CATALOGUE_PACK)
    {
      nx_json_add_int (writer, "validityMonths", nx_rows_int (rows, i, "validity_months"));
      nx_json_add_bool (writer, "sold", nx_rows_bool (rows, i, "sold"));
    }
  if (kind == NX_CATALOGUE_PLAN)
    {
      nx_json_add_int (writer, "ariaSubjectsIncluded", nx_rows_int (rows, i, "aria_subjects_included"));
      nx_json_add_bool (writer, "popular", nx_rows_bool (rows, i, "popular"));
    }
  if (kind == NX_CATALOGUE_PACK)
    {
      nx_json_add_string (writer, "type", nx_rows_text (rows, i, "type"));
      nx_json_add_time (writer, "soldUntil", nx_rows_time (rows, i, "sold_until"));
    }
  if (kind == NX_CATALOGUE_SESSION)
    {
      nx_json_add_int (writer, "minutes", nx_rows_int (rows, i, "minutes"));
      nx_json_add_int (writer, "capacity", nx_rows_int (rows, i, "capacity"));
    }
  nx_json_end_object (writer);
}

/* @key: (nullable): of that thing alone. */
static NxResponse *
answer (guint status, NxRequest *request, NxDb *db, NxCatalogueKind kind, const char *key, GError **error)
{
  g_autoptr (NxRows) rows = nx_catalogue_store_list (db, nx_catalogue_kind_name (kind), nx_request_actor (request)->now, error);
  g_autoptr (NxJsonWriter) writer = NULL;

  if (rows == NULL)
    return NULL;
  writer = nx_json_writer_new ();
  nx_json_begin_object (writer, NULL);
  nx_json_begin_array (writer, "items");
  for (guint i = 0; i < nx_rows_count (rows); i++)
    if (key == NULL || g_str_equal (nx_rows_text (rows, i, "key"), key))
      write_row (writer, rows, i, kind);
  nx_json_end_array (writer);
  nx_json_add_null (writer, "nextCursor");
  nx_json_end_object (writer);
  return nx_response_json (status, g_steal_pointer (&writer));
}

static NxResponse *
list_plans (NxRequest *request, NxDb *db, GError **error)
{
  return answer (200, request, db, NX_CATALOGUE_PLAN, NULL, error);
}

static NxResponse *
list_packs (NxRequest *request, NxDb *db, GError **error)
{
  return answer (200, request, db, NX_CATALOGUE_PACK, NULL, error);
}

static NxResponse *
list_addons (NxRequest *request, NxDb *db, GError **error)
{
  return answer (200, request, db, NX_CATALOGUE_ARIA, NULL, error);
}

static NxResponse *
list_costs (NxRequest *request, NxDb *db, GError **error)
{
  return answer (200, request, db, NX_CATALOGUE_SESSION, NULL, error);
}

/* Terms */

static gboolean
read_terms (NxRequest *request, NxCatalogueKind kind, NxCatalogueTerms *terms, GError **error)
{
  NxValues *body = nx_request_body (request);
  NxMoney price = { 0, "TND" };

  *terms = (NxCatalogueTerms){ .kind = kind, .key = nx_values_string (body, "key"), .valid_from = nx_values_time (body, "validFrom") };
  if (kind != NX_CATALOGUE_SESSION && (!nx_values_money (body, "price", &price) || !g_str_equal (price.currency, "TND")))
    return nx_error_refuse_member (error, "price", _("Prices are in dinars."));
  terms->price = price.amount;
  if (kind != NX_CATALOGUE_ARIA)
    terms->credits = nx_values_credits (body, "credits", 0);
  if (kind == NX_CATALOGUE_PLAN || kind == NX_CATALOGUE_PACK)
    terms->validity_months = (int) nx_values_int (body, "validityMonths", USUAL_VALIDITY);
  if (kind == NX_CATALOGUE_PLAN)
    terms->aria_included = (int) nx_values_int (body, "ariaSubjectsIncluded", 1);
  if (kind != NX_CATALOGUE_SESSION)
    return TRUE;
  terms->minutes = (int) nx_values_int (body, "minutes", 60);
  terms->capacity = (int) nx_values_int (body, "capacity", 1);
  return terms->minutes % 15 == 0 || nx_error_refuse_member (error, "minutes", _("A session lasts a whole number of quarters of an hour."));
}

static NxResponse *
set_terms (NxRequest *request, NxDb *db, NxCatalogueKind kind, GError **error)
{
  NxCatalogueTerms terms;

  if (!read_terms (request, kind, &terms, error) || !nx_catalogue_set (db, nx_request_actor (request), &terms, error))
    return NULL;
  return answer (201, request, db, kind, terms.key, error);
}

static NxResponse *
set_plan (NxRequest *request, NxDb *db, GError **error)
{
  return set_terms (request, db, NX_CATALOGUE_PLAN, error);
}

static NxResponse *
set_addon (NxRequest *request, NxDb *db, GError **error)
{
  return set_terms (request, db, NX_CATALOGUE_ARIA, error);
}

static NxResponse *
set_cost (NxRequest *request, NxDb *db, GError **error)
{
  return set_terms (request, db, NX_CATALOGUE_SESSION, error);
}

/* A pack that is not there yet is made where its kind and name are said. */
static gboolean
add_pack (NxRequest *request, NxDb *db, GError **error)
{
  const NxActor *actor = nx_request_actor (request);
  NxValues *body = nx_request_body (request);
  const int type = nx_values_enum (body, "type");
  NxCatalogueTerms terms;
  char *before = NULL;

  if (!read_terms (request, NX_CATALOGUE_PACK, &terms, error)
      || !nx_catalogue_store_find (db, "pack", terms.key, &before, error))
    return FALSE;
  if (before != NULL || type < 0)
    {
      g_free (before);
      return TRUE;
    }
  if (type == NX_PAYMENT_TYPE_SUBSCRIPTION)
    return nx_error_refuse_member (error, "type", _("A pack is of credits, or a special one."));
  if (nx_values_string (body, "title") == NULL)
    return nx_error_refuse_member (error, "title", _("A new pack needs a name."));
  if (terms.key[strspn (terms.key, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")] != '\0' || !g_ascii_isupper (terms.key[0]))
    return nx_error_refuse_member (error, "key", _("A key is made of capitals, digits and low lines."));
  return nx_catalogue_store_add_pack (db, terms.key, nx_enum_slug (&nx_payment_type_enum, type), nx_values_string (body, "title"), &terms,
                                      terms.valid_from == NX_TIME_NONE ? actor->now : terms.valid_from, error);
}

static NxResponse *
set_pack (NxRequest *request, NxDb *db, GError **error)
{
  return add_pack (request, db, error) ? set_terms (request, db, NX_CATALOGUE_PACK, error) : NULL;
}

/* What is no term: how it is shown, and whether it is sold */

static const char *
truth (NxValues *body, const char *name)
{
  if (!nx_values_has (body, name))
    return NULL;
  return nx_values_bool (body, name, FALSE) ? "t" : "f";
}

static NxResponse *
edited (NxRequest *request, NxDb *db, NxCatalogueKind kind, const char *before, GError **error)
{
  const char *key = nx_request_param (request, "key");
  g_autofree char *after = nx_catalogue_find (db, kind, key, error);

  if (after == NULL
      || !nx_audit (db, nx_request_actor (request), "catalogue.edited", nx_catalogue_kind_name (kind), NULL, before, after, error))
    return NULL;
  return answer (200, request, db, kind, key, error);
}

static NxResponse *
edit_plan (NxRequest *request, NxDb *db, GError **error)
{
  NxValues *body = nx_request_body (request);
  const char *key = nx_request_param (request, "key");
  g_autofree char *before = nx_catalogue_find (db, NX_CATALOGUE_PLAN, key, error);

  if (before == NULL
      || !nx_catalogue_store_edit_plan (db, key, nx_values_string (body, "title"), truth (body, "popular"), truth (body, "active"), error))
    return NULL;
  return edited (request, db, NX_CATALOGUE_PLAN, before, error);
}

static NxResponse *
edit_pack (NxRequest *request, NxDb *db, GError **error)
{
  NxValues *body = nx_request_body (request);
  const char *key = nx_request_param (request, "key");
  g_autofree char *before = nx_catalogue_find (db, NX_CATALOGUE_PACK, key, error);

  if (before == NULL
      || !nx_catalogue_store_edit_pack (db, key, nx_values_string (body, "title"), nx_values_string (body, "description"),
                                        nx_values_time (body, "soldUntil"), error))
    return NULL;
  return edited (request, db, NX_CATALOGUE_PACK, before, error);
}
