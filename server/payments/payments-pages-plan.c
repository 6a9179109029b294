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
#include "server/subscriptions/subscriptions-quote.h"

/* Step one: the plan and the ARIA subjects, with what they add up to. Step two: what will happen, then the button. */

#define SMALL_ERROR 500

static const NxField choice_fields[] = {
  { "formule", NX_FIELD_ENUM, .enum_type = &nx_plan_name_enum, .label = N_ ("Plan") },
  { "aria", NX_FIELD_ENUM_LIST, .max = 10, .enum_type = &nx_subject_enum, .label = N_ ("ARIA subjects") },
  { NULL },
};

/* Who it is for, what runs, and what was picked on the page. */
typedef struct
{
  NxStudent *student;
  GPtrArray *subscriptions, *items;
  const NxSubscription *running, *waiting; /* borrowed from subscriptions; waiting: paid, starts later */
  int plan;
  guint32 aria;
  NxPlanQuote quote;
} Choice;

static void
choice_clear (Choice *self)
{
  g_clear_object (&self->student);
  g_clear_pointer (&self->subscriptions, g_ptr_array_unref);
  g_clear_pointer (&self->items, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Choice, choice_clear)

static gboolean
is_plan (const NxCatalogueItem *item)
{
  return strcmp (item->kind, "plan") == 0;
}

/* What a family that has no plan yet sees marked first. */
static int
popular_plan (GPtrArray *items)
{
  for (guint i = 0; i < items->len; i++)
    {
      const NxCatalogueItem *item = g_ptr_array_index (items, i);

      if (is_plan (item) && item->popular)
        return nx_enum_value (&nx_plan_name_enum, item->key);
    }
  return NX_PLAN_HYBRIDE;
}

/* The first of the pupil's subjects: one is included in every plan. */
static guint32
first_subject (const NxStudent *student)
{
  return student->subjects & (~student->subjects + 1);
}

static void
pick (Choice *self, NxValues *values)
{
  self->plan = values != NULL ? nx_values_enum (values, "formule") : -1;
  if (self->plan >= 0)
    {
      self->aria = nx_values_enum_list (values, "aria");
      return;
    }
  self->plan = self->running != NULL ? self->running->planName : popular_plan (self->items);
  self->aria = self->running != NULL ? self->running->ariaSubjects : first_subject (self->student);
}

static gboolean
choice_load (Choice *self, NxRequest *request, NxDb *db, NxValues *values, GError **error)
{
  const NxActor *actor = nx_request_actor (request);

  *self = (Choice){ .student = nx_families_student (db, actor, nx_request_param (request, "id"), error) };
  if (self->student == NULL)
    return FALSE;
  self->subscriptions = nx_subscriptions_of (db, actor, self->student->id, error);
  self->items = self->subscriptions != NULL ? nx_subscriptions_catalogue (db, actor, error) : NULL;
  if (self->items == NULL)
    return FALSE;
  for (guint i = 0; i < self->subscriptions->len; i++)
    {
      const NxSubscription *one = g_ptr_array_index (self->subscriptions, i);

      if (one->status == NX_SUBSCRIPTION_ACTIVE)
        self->running = one;
      else if (one->status == NX_SUBSCRIPTION_INACTIVE && one->startsAt != NX_TIME_NONE)
        self->waiting = one;
    }
  pick (self, values);
  return nx_subscriptions_quote (db, actor, self->running, (NxPlanName) self->plan, self->aria, &self->quote, error);
}

/* (transfer full): "Mathematics, NSI"; all of them in two words. */
static char *
subjects_text (guint32 subjects)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  const guint count = nx_enum_count (&nx_subject_enum);

  if (subjects == (1u << count) - 1)
    return g_strdup (_ ("All subjects"));
  for (guint i = 0; i < count; i++)
    if (subjects & (1u << i))
      g_ptr_array_add (names, (char *) nx_enum_label (&nx_subject_enum, (int) i));
  g_ptr_array_add (names, NULL);
  return g_strjoinv (", ", (char **) names->pdata);
}

/* When @quote would take effect, for a card and for the sum. */
static char *
effect_text (const NxPlanQuote *quote, const NxSubscription *running, const NxActor *actor)
{
  g_autofree char *from = nx_page_date (quote->starts_at, actor);

  if (quote->is_current)
    return g_strdup (_ ("This is what runs today."));
  if (from != NULL)
    return g_strdup_printf (_ ("Cheaper: it starts on %s, when the month already paid ends."), from);
  return g_strdup (running != NULL ? _ ("It starts as soon as it is paid, for a month.") : _ ("It starts as soon as it is paid."));
}

static gboolean
write_offer (NxJsonWriter *model, NxDb *db, const Choice *choice, const NxCatalogueItem *item, const NxActor *actor,
             GError **error)
{
  const int plan = nx_enum_value (&nx_plan_name_enum, item->key);
  NxPlanQuote quote;
  g_autofree char *effect = NULL;

  if (plan < 0)
    return TRUE;
  /* A card speaks of the plan alone: the same ARIA subjects as today where there is a plan. */
  if (!nx_subscriptions_quote (db, actor, choice->running, (NxPlanName) plan,
                               choice->running != NULL ? choice->running->ariaSubjects : 0, &quote, error))
    return FALSE;
  effect = choice->running != NULL ? effect_text (&quote, choice->running, actor) : NULL;
  nx_json_begin_object (model, NULL);
  nx_page_write_plan (model, item);
  nx_json_add_bool (model, "checked", plan == choice->plan);
  nx_json_add_bool (model, "isCurrent", choice->running != NULL && choice->running->planName == plan);
  nx_json_add_string (model, "effect", effect);
  nx_json_end_object (model);
  return TRUE;
}

static gboolean
write_offers (NxJsonWriter *model, NxDb *db, const Choice *choice, const NxActor *actor, GError **error)
{
  nx_json_begin_array (model, "offers");
  for (guint i = 0; i < choice->items->len; i++)
    {
      const NxCatalogueItem *item = g_ptr_array_index (choice->items, i);

      if (is_plan (item) && !write_offer (model, db, choice, item, actor, error))
        return FALSE;
    }
  nx_json_end_array (model);
  return TRUE;
}

static void
write_subjects (NxJsonWriter *model, const Choice *choice)
{
  nx_json_begin_array (model, "options");
  for (guint i = 0; i < nx_enum_count (&nx_subject_enum); i++)
    {
      const char *slug = nx_enum_slug (&nx_subject_enum, (int) i);
      g_autofree char *id = g_strconcat ("aria-", slug, NULL);

      nx_json_begin_object (model, NULL);
      nx_json_add_string (model, "id", id);
      nx_json_add_string (model, "value", slug);
      nx_json_add_string (model, "label", nx_enum_label (&nx_subject_enum, (int) i));
      nx_json_add_bool (model, "checked", (choice->aria & (1u << i)) != 0);
      nx_json_end_object (model);
    }
  nx_json_end_array (model);
}

/* What ARIA costs, and the moment from which all subjects cost no more than the ones ticked. */
static char *
aria_note (const NxPlanQuote *quote)
{
  if (quote->chosen < nx_enum_count (&nx_subject_enum) && quote->extra.amount >= quote->all.amount)
    return g_strdup (_ ("At this price all subjects are open: tick as many as you like."));
  return NULL;
}

/* (transfer full) (nullable): "4 credits every month, each valid for 12 months." */
static char *
credits_text (const Choice *choice)
{
  const char *key = nx_enum_slug (&nx_plan_name_enum, choice->plan);
  g_autofree char *credits = nx_credits_format_noun (choice->quote.credits);

  for (guint i = 0; choice->quote.credits > 0 && i < choice->items->len; i++)
    {
      const NxCatalogueItem *item = g_ptr_array_index (choice->items, i);
      const int months = (int) item->validityMonths;

      if (is_plan (item) && strcmp (item->key, key) == 0)
        return g_strdup_printf (ngettext ("%1$s every month, each valid for %2$d month.",
                                          "%1$s every month, each valid for %2$d months.", months),
                                credits, months);
    }
  return NULL;
}

static void
write_sum (NxJsonWriter *model, const Choice *choice, const NxActor *actor)
{
  const NxPlanQuote *quote = &choice->quote;
  const guint more = quote->chosen > quote->included ? quote->chosen - quote->included : 0;
  g_autofree char *plan = nx_page_price (quote->plan), *extra = nx_page_price (quote->extra), *total = nx_page_price (quote->total);
  g_autofree char *credits = credits_text (choice);
  g_autofree char *effect = effect_text (quote, choice->running, actor);
  g_autofree char *note = aria_note (quote);
  g_autofree char *subjects = subjects_text (choice->aria);

  nx_json_add_string (model, "planName", nx_enum_label (&nx_plan_name_enum, choice->plan));
  nx_json_add_string (model, "planPrice", plan);
  nx_json_add_string (model, "subjects", subjects);
  nx_json_add_bool (model, "hasExtra", more > 0);
  nx_json_add_int (model, "more", more);
  nx_json_add_string (model, "extraPrice", extra);
  nx_json_add_string (model, "total", total);
  nx_json_add_string (model, "credits", credits);
  nx_json_add_string (model, "effect", effect);
  nx_json_add_string (model, "ariaNote", note);
}

/* Addresses and who it is about, on every page of the journey. */
static void
write_frame (NxJsonWriter *model, const Choice *choice, const NxActor *actor)
{
  g_autofree char *child = g_strconcat ("/parent/enfants/", choice->student->id, NULL);
  g_autofree char *base = g_strconcat (child, "/formule", NULL);
  g_autofree char *until = choice->running != NULL ? nx_page_date (choice->running->paidUntil, actor) : NULL;
  g_autofree char *ends = choice->running != NULL ? nx_page_date (choice->running->endsAt, actor) : NULL;
  g_autofree char *from = choice->waiting != NULL ? nx_page_date (choice->waiting->startsAt, actor) : NULL;
  g_autofree char *name = g_strconcat (choice->student->firstName, " ", choice->student->lastName, NULL);

  nx_json_add_string (model, "child", child);
  nx_json_add_string (model, "base", base);
  nx_json_add_string (model, "pupil", choice->student->firstName);
  nx_json_add_string (model, "pupilName", name);
  nx_json_add_string (model, "running",
                      choice->running != NULL ? nx_enum_label (&nx_plan_name_enum, choice->running->planName) : NULL);
  nx_json_add_string (model, "paidUntil", until);
  nx_json_add_string (model, "endsOn", ends);
  nx_json_add_string (model, "waiting",
                      choice->waiting != NULL ? nx_enum_label (&nx_plan_name_enum, choice->waiting->planName) : NULL);
  nx_json_add_string (model, "waitingFrom", from);
}

static NxResponse *
choice_page (NxRequest *request, NxDb *db, const Choice *choice, guint status, const char *fault, GError **error)
{
  const NxActor *actor = nx_request_actor (request);
  g_autofree char *one = nx_page_price (choice->quote.one), *all = nx_page_price (choice->quote.all);
  g_autoptr (NxJsonWriter) model = nx_json_writer_new ();

  nx_json_begin_object (model, NULL);
  nx_json_add_string (model, "fault", fault);
  nx_json_add_bool (model, "same",
                    choice->quote.is_current && nx_request_query (request) != NULL
                        && nx_values_enum (nx_request_query (request), "formule") >= 0);
  nx_json_add_string (model, "onePrice", one);
  nx_json_add_string (model, "allPrice", all);
  write_frame (model, choice, actor);
  if (!write_offers (model, db, choice, actor, error))
    return NULL;
  write_subjects (model, choice);
  write_sum (model, choice, actor);
  nx_json_end_object (model);
  return nx_page_respond (request, status, "plan", _ ("Choose a plan"), g_steal_pointer (&model), error);
}

static NxResponse *
show_choice (NxRequest *request, NxDb *db, GError **error)
{
  g_auto (Choice) choice = { 0 };

  return choice_load (&choice, request, db, nx_request_query (request), error) ? choice_page (request, db, &choice, 200, NULL, error)
                                                                               : NULL;
}

/* What pressing the button does, one sentence each. */
static void
write_consequences (NxJsonWriter *model, const Choice *choice, const NxActor *actor)
{
  const NxPlanQuote *quote = &choice->quote;
  const char *plan = nx_enum_label (&nx_plan_name_enum, choice->plan);
  g_autofree char *credits = nx_credits_format_noun (quote->credits);
  g_autofree char *from = nx_page_date (quote->starts_at, actor);
  g_autofree char *start = from != NULL ? g_strdup_printf (_ ("%1$s starts on %2$s. Until then nothing changes."), plan, from)
                                        : g_strdup_printf (_ ("%s starts as soon as the payment has arrived."), plan);
  g_autofree char *grant = g_strdup_printf (_ ("%s arrive at the start, and again each month on the same day."), credits);
  g_autofree char *ends = NULL;

  if (choice->running != NULL)
    ends = g_strdup_printf (from != NULL ? _ ("%s runs to the end of the month that is paid. Its credits stay.")
                                         : _ ("%s ends at that moment. Credits already received stay, up to their own dates."),
                            nx_enum_label (&nx_plan_name_enum, choice->running->planName));
  nx_json_begin_array (model, "consequences");
  nx_json_add_string (model, NULL, start);
  if (quote->credits > 0)
    nx_json_add_string (model, NULL, grant);
  if (ends != NULL)
    nx_json_add_string (model, NULL, ends);
  nx_json_add_string (model, NULL, _ ("Nothing is taken by itself: each month you receive an e-mail and pay as you like. You can stop at the end of any month."));
  nx_json_end_array (model);
}

static void
write_picked (NxJsonWriter *model, const Choice *choice)
{
  const guint count = nx_enum_count (&nx_subject_enum);
  const char *pairs[2 * 12 + 3] = { "formule", nx_enum_slug (&nx_plan_name_enum, choice->plan) };
  guint n = 2;

  for (guint i = 0; i < count; i++)
    if (choice->aria & (1u << i))
      {
        pairs[n++] = "aria";
        pairs[n++] = nx_enum_slug (&nx_subject_enum, (int) i);
      }
  nx_page_write_hidden (model, pairs);
}

/* (transfer full): the choice as an address, to change it or to come back to it. */
static char *
address_of (const Choice *choice)
{
  GString *address = g_string_new (NULL);

  g_string_printf (address, "/parent/enfants/%s/formule?formule=%s", choice->student->id,
                   nx_enum_slug (&nx_plan_name_enum, choice->plan));
  for (guint i = 0; i < nx_enum_count (&nx_subject_enum); i++)
    if (choice->aria & (1u << i))
      g_string_append_printf (address, "&aria=%s", nx_enum_slug (&nx_subject_enum, (int) i));
  return g_string_free (address, FALSE);
}

static NxResponse *
show_review (NxRequest *request, NxDb *db, GError **error)
{
  const NxActor *actor = nx_request_actor (request);
  g_auto (Choice) choice = { 0 };
  g_autofree char *back = NULL, *due = NULL;
  NxJsonWriter *model;

  if (!choice_load (&choice, request, db, nx_request_query (request), error))
    return NULL;
  back = address_of (&choice);
  if (nx_values_enum (nx_request_query (request), "formule") < 0 || choice.quote.is_current || choice.waiting != NULL)
    return nx_response_redirect (back);

  due = nx_money_format (choice.quote.total);
  model = nx_json_writer_new ();
  nx_json_begin_object (model, NULL);
  write_frame (model, &choice, actor);
  write_sum (model, &choice, actor);
  write_consequences (model, &choice, actor);
  write_picked (model, &choice);
  nx_json_add_string (model, "due", due);
  nx_json_add_string (model, "back", back);
  nx_json_end_object (model);
  return nx_page_respond (request, 200, "plan-review", _ ("Check and confirm"), model, error);
}

/*
 * A form sent twice gets the payment that the first made. A choice is a twin where it was made last, is not paid, and names the same
 * plan, subjects and price. Returns: (transfer full) (nullable)
 */
static NxPayment *
find_twin (NxDb *db, const NxActor *actor, const Choice *choice, GError **error)
{
  const NxSubscription *last = choice->subscriptions->len > 0 ? g_ptr_array_index (choice->subscriptions, 0) : NULL;
  g_autofree char *next = NULL;
  g_autoptr (GPtrArray) pending = NULL;

  if (last == NULL || last->status != NX_SUBSCRIPTION_INACTIVE || last->startsAt != NX_TIME_NONE || last->planName != choice->plan
      || last->ariaSubjects != choice->aria)
    return NULL;
  pending = nx_payments_list (db, actor, choice->student->id, NX_PAYMENT_PENDING, -1, 50, NULL, &next, error);
  for (guint i = 0; pending != NULL && i < pending->len; i++)
    {
      NxPayment *payment = g_ptr_array_index (pending, i);

      if (payment->type == NX_PAYMENT_TYPE_SUBSCRIPTION && payment->amount.amount == choice->quote.total.amount
          && g_strcmp0 (payment->itemKey, nx_enum_slug (&nx_plan_name_enum, choice->plan)) == 0)
        return g_object_ref (payment);
    }
  return NULL;
}

static NxResponse *
to_payment (const NxPayment *payment)
{
  g_autofree char *address = g_strconcat ("/parent/paiements/", payment->id, NULL);

  return nx_response_redirect (address);
}

static NxResponse *
do_choose (NxRequest *request, NxDb *db, GError **error)
{
  const NxActor *actor = nx_request_actor (request);
  NxValues *body = nx_request_body (request);
  g_auto (Choice) choice = { 0 };
  g_autoptr (NxSubscription) subscription = NULL;
  g_autoptr (NxPayment) payment = NULL;
  g_autoptr (GError) fault = NULL;
  NxSubscriptionChange change = { .method = -1 };

  if (!choice_load (&choice, request, db, body, error))
    return NULL;
  if (body == NULL || nx_values_enum (body, "formule") < 0)
    return choice_page (request, db, &choice, 422, _ ("Choose one of the three plans."), error);
  payment = find_twin (db, actor, &choice, &fault);
  if (payment != NULL)
    return to_payment (payment);

  change.student_id = choice.student->id;
  change.plan = (NxPlanName) choice.plan;
  change.aria_subjects = choice.aria;
  if (fault == NULL && nx_subscriptions_change (db, actor, &change, &subscription, &payment, &fault))
    {
      g_autofree char *child = g_strconcat ("/parent/enfants/", choice.student->id, NULL);

      return payment != NULL ? to_payment (payment) : nx_response_redirect (child);
    }
  if (fault->domain != NX_ERROR || nx_error_status (fault->code) >= SMALL_ERROR || fault->code == NX_ERROR_NOT_FOUND)
    {
      g_propagate_error (error, g_steal_pointer (&fault));
      return NULL;
    }
  return choice_page (request, db, &choice, nx_error_status (fault->code), fault->message, error);
}

const NxRoute nx_plan_page_routes[] = {
  { "GET", "/parent/enfants/{id}/formule", NX_ROLES_PARENT, choice_fields, NULL, show_choice, NX_ROUTE_PAGE,
    "Choose a plan and ARIA subjects for a child" },
  { "GET", "/parent/enfants/{id}/formule/confirmer", NX_ROLES_PARENT, choice_fields, NULL, show_review, NX_ROUTE_PAGE,
    "What a choice of a plan costs and does" },
  { "POST", "/parent/enfants/{id}/formule", NX_ROLES_PARENT, NULL, choice_fields, do_choose, NX_ROUTE_PAGE,
    "Choose a plan by the page" },
  { NULL },
};
