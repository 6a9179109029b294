/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/families/families-pages.h"

#include <string.h>

#include "common/nx-format.h"
#include "common/nx-i18n.h"
#include "server/coaches/coaches.h"
#include "server/html/nx-page-money.h"
#include "server/html/nx-page.h"
#include "server/subscriptions/subscriptions.h"

/* The home page: what is sold and who teaches, as they are in the database now. */

static char *
pack_content (const NxCatalogueItem *item)
{
  int sessions = item->credits / NX_CREDITS (1);
  int months = (int) item->validityMonths;

  if (strcmp (item->kind, "special_pack") == 0)
    return g_strdup_printf (ngettext ("%d session", "%d sessions", sessions), sessions);
  return g_strdup_printf (ngettext ("Valid for %d month", "Valid for %d months", months), months);
}

static void
write_pack (NxJsonWriter *writer, const NxCatalogueItem *item)
{
  g_autofree char *price = nx_page_price (item->price);
  g_autofree char *content = pack_content (item);
  g_autofree char *credits = nx_credits_format_noun (item->credits);

  nx_json_begin_object (writer, NULL);
  nx_json_add_string (writer, "name", strcmp (item->kind, "credit_pack") == 0 ? credits : item->name);
  nx_json_add_string (writer, "price", price);
  nx_json_add_string (writer, "content", content);
  nx_json_end_object (writer);
}

static gboolean
is_pack (const NxCatalogueItem *item)
{
  return strcmp (item->kind, "special_pack") == 0 || strcmp (item->kind, "credit_pack") == 0;
}

static const NxCatalogueItem *
find_item (GPtrArray *items, const char *kind, const char *key)
{
  for (guint i = 0; i < items->len; i++)
    {
      const NxCatalogueItem *item = g_ptr_array_index (items, i);

      if (strcmp (item->kind, kind) == 0 && strcmp (item->key, key) == 0)
        return item;
    }
  return NULL;
}

/* Special packs are what a family looks for; packs of credits come after them. */
static void
write_packs (NxJsonWriter *writer, GPtrArray *items)
{
  nx_json_begin_array (writer, "packs");
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < items->len; i++)
      {
        const NxCatalogueItem *item = g_ptr_array_index (items, i);

        if (is_pack (item) && (strcmp (item->kind, "special_pack") == 0) == (pass == 0))
          write_pack (writer, item);
      }
  nx_json_end_array (writer);
}

static void
write_sentences (NxJsonWriter *writer, GPtrArray *items)
{
  const NxCatalogueItem *online = find_item (items, "session", "COURS_ONLINE");
  const NxCatalogueItem *centre = find_item (items, "session", "COURS_PRESENTIEL");
  const NxCatalogueItem *workshop = find_item (items, "session", "ATELIER_GROUPE");
  const NxCatalogueItem *one = find_item (items, "aria", "ONE_SUBJECT");
  const NxCatalogueItem *all = find_item (items, "aria", "ALL_SUBJECTS");
  g_autofree char *costs = NULL, *aria = NULL;

  if (online != NULL && centre != NULL && workshop != NULL)
    {
      g_autofree char *a = nx_credits_format_noun (online->credits);
      g_autofree char *b = nx_credits_format_noun (centre->credits);
      g_autofree char *c = nx_credits_format_noun (workshop->credits);

      costs = g_strdup_printf (_ ("A lesson online costs %1$s, a lesson at the centre %2$s, a workshop %3$s."), a, b, c);
    }
  if (one != NULL && all != NULL)
    {
      g_autofree char *a = nx_page_price (one->price);
      g_autofree char *b = nx_page_price (all->price);

      aria = g_strdup_printf (_ ("ARIA: one more subject for %1$s a month, all subjects for %2$s a month."), a, b);
    }
  nx_json_add_string (writer, "costs", costs);
  nx_json_add_string (writer, "ariaAddOns", aria);
}

static void
write_coach (NxJsonWriter *writer, const NxCoach *coach)
{
  g_autofree char *avatar = nx_page_avatar (coach->pseudonym);

  nx_json_begin_object (writer, NULL);
  nx_json_add_string (writer, "avatar", avatar);
  nx_json_add_string (writer, "pseudonym", coach->pseudonym);
  nx_json_add_string (writer, "title", coach->title);
  nx_json_add_string (writer, "tag", coach->tag);
  nx_json_add_string (writer, "description", coach->description);
  nx_json_begin_array (writer, "subjects");
  for (guint i = 0; i < nx_enum_count (&nx_subject_enum); i++)
    if (coach->subjects & (1u << i))
      nx_json_add_string (writer, NULL, nx_enum_label (&nx_subject_enum, i));
  nx_json_end_array (writer);
  nx_json_end_object (writer);
}

static NxResponse *
show_home (NxRequest *request, NxDb *db, GError **error)
{
  const NxActor *actor = nx_request_actor (request);
  g_autoptr (GPtrArray) items = nx_subscriptions_catalogue (db, actor, error);
  g_autoptr (GPtrArray) coaches = items != NULL ? nx_coaches_list (db, actor, error) : NULL;
  NxJsonWriter *model;

  if (coaches == NULL)
    return NULL;

  model = nx_json_writer_new ();
  nx_json_begin_object (model, NULL);
  nx_json_begin_array (model, "plans");
  for (guint i = 0; i < items->len; i++)
    if (strcmp (((NxCatalogueItem *) g_ptr_array_index (items, i))->kind, "plan") == 0)
      {
        nx_json_begin_object (model, NULL);
        nx_page_write_plan (model, g_ptr_array_index (items, i));
        nx_json_end_object (model);
      }
  nx_json_end_array (model);
  write_packs (model, items);
  write_sentences (model, items);
  nx_json_begin_array (model, "coaches");
  for (guint i = 0; i < coaches->len; i++)
    write_coach (model, g_ptr_array_index (coaches, i));
  nx_json_end_array (model);
  nx_json_end_object (model);
  return nx_page_respond (request, 200, "home", _ ("Tutoring for the bac"), model, error);
}

const NxRoute nx_home_page_routes[] = {
  { "GET", "/", NX_ROLES_ANYONE, NULL, NULL, show_home, NX_ROUTE_PAGE | NX_ROUTE_CACHED, "Home page" },
  { NULL },
};
