/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/payments/payments-pages.h"

#include <string.h>

#include "common/nx-format.h"
#include "common/nx-i18n.h"
#include "server/families/families.h"
#include "server/html/nx-page-money.h"
#include "server/html/nx-page-session.h"
#include "server/html/nx-page.h"
#include "server/payments/payments-service.h"
#include "server/subscriptions/subscriptions.h"

/* What is on sale, then what one of them costs and brings, then the button. The amount is the catalogue's alone. */

static const NxField pack_fields[] = {
  { "pack", NX_FIELD_STRING, .max = 60, .label = N_ ("Pack") },
  { NULL },
};

static gboolean
is_special (const NxCatalogueItem *item)
{
  return strcmp (item->kind, "special_pack") == 0;
}

static gboolean
is_pack (const NxCatalogueItem *item)
{
  return is_special (item) || strcmp (item->kind, "credit_pack") == 0;
}

static char *
name_of (const NxCatalogueItem *item)
{
  return is_special (item) ? g_strdup (item->name) : nx_credits_format_noun (item->credits);
}

/* What a family reads below the name. Packs that were added to the catalogue later say their credits alone. */
static const char *
about (const NxCatalogueItem *item)
{
  static const struct
  {
    const char *key, *text;
  } texts[] = {
    { "GRAND_ORAL", N_ ("Choosing the questions, building the talk, rehearsing in front of a jury.") },
    { "BAC_FRANCAIS", N_ ("Commentary, dissertation and the oral: method, texts and mock exams.") },
    { "ORIENTATION", N_ ("Finding the way after the bac, and a Parcoursup file that looks like your child.") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (strcmp (texts[i].key, item->key) == 0)
      return _ (texts[i].text);
  return NULL;
}

static char *
content_of (const NxCatalogueItem *item)
{
  const int sessions = item->credits / NX_CREDITS (1);
  const int months = (int) item->validityMonths;
  g_autofree char *valid = g_strdup_printf (ngettext ("valid for %d month", "valid for %d months", months), months);
  g_autofree char *what = is_special (item) ? g_strdup_printf (ngettext ("%d session", "%d sessions", sessions), sessions)
                                            : g_strdup (_ ("For any session"));

  return g_strconcat (what, ", ", valid, NULL);
}

/* Per credit, where several packs can be compared by it. */
static char *
each_of (const NxCatalogueItem *item)
{
  g_autofree char *price = NULL;
  NxMoney each = item->price;

  if (is_special (item) || item->credits < NX_CREDITS (1))
    return NULL;
  each.amount = each.amount * NX_CREDITS (1) / item->credits;
  price = nx_page_price (each);
  return g_strdup_printf (_ ("%s a credit"), price);
}

static void
write_pack (NxJsonWriter *model, const char *member, const NxCatalogueItem *item, const char *student_id)
{
  g_autofree char *name = name_of (item), *price = nx_page_price (item->price), *content = content_of (item), *each = each_of (item);
  g_autofree char *key = g_uri_escape_string (item->key, NULL, FALSE);
  g_autofree char *href = g_strdup_printf ("/parent/enfants/%s/packs/confirmer?pack=%s", student_id, key);

  nx_json_begin_object (model, member);
  nx_json_add_string (model, "key", item->key);
  nx_json_add_string (model, "name", name);
  nx_json_add_string (model, "price", price);
  nx_json_add_string (model, "content", content);
  nx_json_add_string (model, "each", each);
  nx_json_add_string (model, "about", about (item));
  nx_json_add_string (model, "href", href);
  nx_json_end_object (model);
}

static guint
write_packs (NxJsonWriter *model, const char *member, GPtrArray *items, gboolean special, const char *student_id)
{
  guint n = 0;

  nx_json_begin_array (model, member);
  for (guint i = 0; i < items->len; i++)
    {
      const NxCatalogueItem *item = g_ptr_array_index (items, i);

      if (!is_pack (item) || is_special (item) != special)
        continue;
      write_pack (model, NULL, item, student_id);
      n++;
    }
  nx_json_end_array (model);
  return n;
}

static void
write_frame (NxJsonWriter *model, const NxStudent *student)
{
  g_autofree char *child = g_strconcat ("/parent/enfants/", student->id, NULL);
  g_autofree char *name = g_strconcat (student->firstName, " ", student->lastName, NULL);
  g_autofree char *balance = nx_credits_format_noun (student->balance);

  nx_json_add_string (model, "child", child);
  nx_json_add_string (model, "pupil", student->firstName);
  nx_json_add_string (model, "pupilName", name);
  nx_json_add_string (model, "balance", balance);
}

/* (transfer full): "A lesson online costs 1 credit, …" as far as the catalogue knows. */
static char *
costs_text (GPtrArray *items)
{
  const NxCatalogueItem *found[3] = { NULL };
  static const char *const keys[] = { "COURS_ONLINE", "COURS_PRESENTIEL", "ATELIER_GROUPE" };

  for (guint i = 0; i < items->len; i++)
    for (guint k = 0; k < G_N_ELEMENTS (keys); k++)
      {
        const NxCatalogueItem *item = g_ptr_array_index (items, i);

        if (strcmp (item->kind, "session") == 0 && strcmp (item->key, keys[k]) == 0)
          found[k] = item;
      }
  if (found[0] == NULL || found[1] == NULL || found[2] == NULL)
    return NULL;

  g_autofree char *a = nx_credits_format_noun (found[0]->credits);
  g_autofree char *b = nx_credits_format_noun (found[1]->credits);
  g_autofree char *c = nx_credits_format_noun (found[2]->credits);
  return g_strdup_printf (_ ("A lesson online costs %1$s, a lesson at the centre %2$s, a workshop %3$s."), a, b, c);
}

static NxResponse *
packs_page (NxRequest *request, NxDb *db, guint status, const char *fault, GError **error)
{
  const NxActor *actor = nx_request_actor (request);
  g_autoptr (NxStudent) student = nx_families_student (db, actor, nx_request_param (request, "id"), error);
  g_autoptr (GPtrArray) items = student != NULL ? nx_subscriptions_catalogue (db, actor, error) : NULL;
  g_autofree char *costs = items != NULL ? costs_text (items) : NULL;
  NxJsonWriter *model;
  guint credit, special;

  if (items == NULL)
    return NULL;

  model = nx_json_writer_new ();
  nx_json_begin_object (model, NULL);
  write_frame (model, student);
  nx_json_add_string (model, "fault", fault);
  nx_json_add_string (model, "costs", costs);
  credit = write_packs (model, "creditPacks", items, FALSE, student->id);
  special = write_packs (model, "specialPacks", items, TRUE, student->id);
  nx_json_add_bool (model, "hasCreditPacks", credit > 0);
  nx_json_add_bool (model, "hasSpecialPacks", special > 0);
  nx_json_end_object (model);
  return nx_page_respond (request, status, "packs", _ ("Packs"), model, error);
}

static NxResponse *
show_packs (NxRequest *request, NxDb *db, GError **error)
{
  return packs_page (request, db, 200, NULL, error);
}

static NxCatalogueItem *
find_pack (GPtrArray *items, NxValues *values, GError **error)
{
  const char *key = values != NULL ? nx_values_string (values, "pack") : NULL;

  for (guint i = 0; key != NULL && i < items->len; i++)
    {
      NxCatalogueItem *item = g_ptr_array_index (items, i);

      if (is_pack (item) && strcmp (item->key, key) == 0)
        return g_object_ref (item);
    }
  g_set_error_literal (error, NX_ERROR, NX_ERROR_NOT_FOUND, _ ("This pack is not sold at the moment."));
  return NULL;
}

static NxResponse *
show_review (NxRequest *request, NxDb *db, GError **error)
{
  const NxActor *actor = nx_request_actor (request);
  g_autoptr (NxStudent) student = nx_families_student (db, actor, nx_request_param (request, "id"), error);
  g_autoptr (GPtrArray) items = student != NULL ? nx_subscriptions_catalogue (db, actor, error) : NULL;
  g_autoptr (NxCatalogueItem) item = items != NULL ? find_pack (items, nx_request_query (request), error) : NULL;
  g_autofree char *due = NULL, *after = NULL, *until = NULL;
  NxJsonWriter *model;

  if (item == NULL)
    return NULL;

  due = nx_money_format (item->price);
  after = nx_credits_format_noun (student->balance + item->credits);
  until = nx_format_date (nx_date_add_months (nx_time_date_in_zone (actor->now, nx_time_zone (NX_TIME_CENTRE_ZONE)),
                                              (int) item->validityMonths));
  model = nx_json_writer_new ();
  nx_json_begin_object (model, NULL);
  write_frame (model, student);
  write_pack (model, "pack", item, student->id);
  nx_json_add_string (model, "due", due);
  nx_json_add_string (model, "after", after);
  nx_json_add_string (model, "until", until);
  nx_page_write_hidden (model, (const char *const[]){ "pack", item->key, NULL });
  nx_json_end_object (model);
  return nx_page_respond (request, 200, "pack-review", _ ("Check and confirm"), model, error);
}

/* The same pack, due and not begun: a form sent twice, or somebody who came back to it. (transfer full) (nullable) */
static NxPayment *
find_twin (NxDb *db, const NxActor *actor, const char *student_id, const NxCatalogueItem *item, GError **error)
{
  g_autofree char *next = NULL;
  g_autoptr (GPtrArray) pending = nx_payments_list (db, actor, student_id, NX_PAYMENT_PENDING, -1, 50, NULL, &next, error);

  for (guint i = 0; pending != NULL && i < pending->len; i++)
    {
      NxPayment *payment = g_ptr_array_index (pending, i);

      if (payment->type != NX_PAYMENT_TYPE_SUBSCRIPTION && payment->declaredAt == NX_TIME_NONE
          && g_strcmp0 (payment->itemKey, item->key) == 0 && payment->amount.amount == item->price.amount)
        return g_object_ref (payment);
    }
  return NULL;
}

static NxResponse *
do_buy (NxRequest *request, NxDb *db, GError **error)
{
  const NxActor *actor = nx_request_actor (request);

  if (nx_request_body (request) == NULL || nx_values_string (nx_request_body (request), "pack") == NULL)
    return packs_page (request, db, 422, _ ("Choose one of the packs."), error);

  g_autoptr (NxStudent) student = nx_families_student (db, actor, nx_request_param (request, "id"), error);
  g_autoptr (GPtrArray) items = student != NULL ? nx_subscriptions_catalogue (db, actor, error) : NULL;
  g_autoptr (NxCatalogueItem) item = items != NULL ? find_pack (items, nx_request_body (request), error) : NULL;
  g_autoptr (GError) fault = NULL;
  g_autoptr (NxPayment) payment = item != NULL ? find_twin (db, actor, student->id, item, &fault) : NULL;
  g_autofree char *address = NULL;

  if (item == NULL)
    return NULL;
  if (fault != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&fault));
      return NULL;
    }
  if (payment == NULL)
    payment = nx_payments_create (db, actor,
                                  &(NxNewPayment){ .student_id = student->id,
                                                   .item_key = item->key,
                                                   .type = is_special (item) ? NX_PAYMENT_TYPE_SPECIAL_PACK : NX_PAYMENT_TYPE_CREDIT_PACK,
                                                   .method = NX_PAYMENT_METHOD_KONNECT,
                                                   .amount = item->price,
                                                   .credits = item->credits },
                                  error);
  if (payment == NULL)
    return NULL;
  address = g_strconcat ("/parent/paiements/", payment->id, NULL);
  return nx_response_redirect (address);
}

const NxRoute nx_pack_page_routes[] = {
  { "GET", "/parent/enfants/{id}/packs", NX_ROLES_PARENT, NULL, NULL, show_packs, NX_ROUTE_PAGE, "Packs for a child" },
  { "GET", "/parent/enfants/{id}/packs/confirmer", NX_ROLES_PARENT, pack_fields, NULL, show_review, NX_ROUTE_PAGE,
    "What a pack costs and brings" },
  { "POST", "/parent/enfants/{id}/packs", NX_ROLES_PARENT, NULL, pack_fields, do_buy, NX_ROUTE_PAGE, "Take a pack by the page" },
  { NULL },
};
