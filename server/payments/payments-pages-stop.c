/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/payments/payments-pages.h"

#include "common/nx-format.h"
#include "common/nx-i18n.h"
#include "server/families/families.h"
#include "server/html/nx-page-money.h"
#include "server/html/nx-page.h"
#include "server/subscriptions/subscriptions.h"

/* Ending a plan: what it means first, then the button. */

static NxResponse *
to_child (const NxStudent *student)
{
  g_autofree char *address = g_strconcat ("/parent/enfants/", student->id, NULL);

  return nx_response_redirect (address);
}

static NxResponse *
show_stop (NxRequest *request, NxDb *db, GError **error)
{
  const NxActor *actor = nx_request_actor (request);
  g_autoptr (NxStudent) student = nx_families_student (db, actor, nx_request_param (request, "id"), error);
  const NxSubscription *running = student != NULL ? student->subscription : NULL;
  g_autofree char *child = NULL, *until = NULL, *balance = NULL, *pupil = NULL;
  NxJsonWriter *model;

  if (student == NULL)
    return NULL;
  if (running == NULL || running->endsAt != NX_TIME_NONE)
    return to_child (student);

  child = g_strconcat ("/parent/enfants/", student->id, NULL);
  pupil = g_strconcat ("\u2068", student->firstName, "\u2069", NULL);
  balance = nx_credits_format_noun (student->balance);
  if (running->paidUntil != NX_TIME_NONE && running->paidUntil > actor->now)
    until = nx_page_date (running->paidUntil, actor);
  model = nx_json_writer_new ();
  nx_json_begin_object (model, NULL);
  nx_json_add_string (model, "child", child);
  /* Within a sentence, whatever script it is written in: a number that follows stays where it is. */
  nx_json_add_string (model, "pupil", pupil);
  nx_json_add_string (model, "plan", nx_enum_label (&nx_plan_name_enum, running->planName));
  nx_json_add_string (model, "until", until);
  nx_json_add_string (model, "balance", student->balance > 0 ? balance : NULL);
  nx_json_end_object (model);
  return nx_page_respond (request, 200, "plan-stop", _ ("End the plan"), model, error);
}

static NxResponse *
do_stop (NxRequest *request, NxDb *db, GError **error)
{
  const NxActor *actor = nx_request_actor (request);
  g_autoptr (NxStudent) student = nx_families_student (db, actor, nx_request_param (request, "id"), error);
  g_autoptr (NxSubscription) ended = NULL;
  g_autoptr (GError) fault = NULL;

  if (student == NULL)
    return NULL;
  ended = nx_subscriptions_cancel (db, actor, student->id, NULL, &fault);
  /* A form sent twice: it ends already, and the plan's page says when. */
  if (ended == NULL && !g_error_matches (fault, NX_ERROR, NX_ERROR_CONFLICT))
    {
      g_propagate_error (error, g_steal_pointer (&fault));
      return NULL;
    }
  g_autofree char *address = g_strconcat ("/parent/enfants/", student->id, "/formule", NULL);
  return nx_response_redirect (address);
}

const NxRoute nx_stop_page_routes[] = {
  { "GET", "/parent/enfants/{id}/formule/arreter", NX_ROLES_PARENT, NULL, NULL, show_stop, NX_ROUTE_PAGE,
    "What ending a plan means" },
  { "POST", "/parent/enfants/{id}/formule/arreter", NX_ROLES_PARENT, NULL, NULL, do_stop, NX_ROUTE_PAGE, "End a plan by the page" },
  { NULL },
};
