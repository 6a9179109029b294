/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/subscriptions/subscriptions.h"

#include <glib/gi18n-lib.h>

#include "server/families/families.h"
#include "server/nx-audit.h"
#include "server/payments/payments.h"
#include "server/subscriptions/subscriptions-store.h"

/* A family ends its plan (domain.md section 6): it keeps it until what is paid is over, and may think better of it until then. */

static gboolean
refuse (GError **error, const char *sentence)
{
  g_set_error_literal (error, NX_ERROR, NX_ERROR_CONFLICT, sentence);
  return FALSE;
}

/* (transfer full) (nullable): the one that runs, else the one that was chosen last and nobody paid. */
static NxSubscription *
find_current (GPtrArray *all)
{
  NxSubscription *chosen = NULL;

  for (guint i = 0; i < all->len; i++)
    {
      NxSubscription *one = g_ptr_array_index (all, i);

      if (one->status == NX_SUBSCRIPTION_ACTIVE)
        return g_object_ref (one);
      if (one->status == NX_SUBSCRIPTION_INACTIVE && chosen == NULL)
        chosen = one;
    }
  return chosen == NULL ? NULL : g_object_ref (chosen);
}

static NxSubscription *
lock_current (NxDb *db, const NxActor *actor, const char *student_id, GError **error)
{
  g_autoptr (GPtrArray) all = NULL;
  NxSubscription *current;

  if (!nx_families_check_student (db, actor, student_id, error) || !nx_subscriptions_store_lock_student (db, student_id, error))
    return NULL;
  all = nx_subscriptions_of (db, actor, student_id, error);
  if (all == NULL)
    return NULL;
  current = find_current (all);
  if (current == NULL)
    refuse (error, _("There is no plan to end."));
  return current;
}

static gboolean
record (NxDb *db, const NxActor *actor, const NxSubscription *subscription, const char *action, const char *reason, GError **error)
{
  g_autoptr (NxJsonWriter) writer = nx_json_writer_new ();
  g_autofree char *after = NULL;

  nx_json_begin_object (writer, NULL);
  nx_json_add_string (writer, "reason", reason);
  nx_json_end_object (writer);
  after = nx_json_writer_end (writer, NULL);
  return nx_audit (db, actor, action, "subscription", subscription->id, NULL, after, error)
         && nx_live_publish (db, actor, "subscription.changed", subscription->id, NULL, subscription->studentId, error);
}

static NxSubscription *
read_again (NxDb *db, const NxActor *actor, const NxSubscription *subscription, GError **error)
{
  g_autoptr (GPtrArray) all = nx_subscriptions_of (db, actor, subscription->studentId, error);

  for (guint i = 0; all != NULL && i < all->len; i++)
    if (g_str_equal (((NxSubscription *) g_ptr_array_index (all, i))->id, subscription->id))
      return g_object_ref (g_ptr_array_index (all, i));
  return NULL;
}

/* Not paid, or not any more: there is nothing left to keep. */
static gboolean
end_now (NxDb *db, const NxActor *actor, const NxSubscription *subscription, GError **error)
{
  NxSubscriptionStatus to;

  if (!nx_subscription_transition ((NxSubscriptionStatus) subscription->status, NX_SUBSCRIPTION_EVENT_CANCEL, &to))
    g_return_val_if_reached (FALSE);
  return nx_subscriptions_store_end (db, subscription->id, to, actor->now, error);
}

NxSubscription *
nx_subscriptions_cancel (NxDb *db, const NxActor *actor, const char *student_id, const char *reason, GError **error)
{
  g_autoptr (NxSubscription) current = NULL;
  gboolean running, paid;

  g_return_val_if_fail (nx_db_in_transaction (db), NULL);

  current = lock_current (db, actor, student_id, error);
  if (current == NULL)
    return NULL;
  running = current->status == NX_SUBSCRIPTION_ACTIVE;
  paid = running && (current->paidUntil == NX_TIME_NONE || current->paidUntil > actor->now);
  if (running ? current->endsAt != NX_TIME_NONE : current->startsAt != NX_TIME_NONE)
    {
      refuse (error, current->cancelledAt != NX_TIME_NONE
                       ? _("This plan is ended already.")
                       : _("A change of plan is paid already and starts at the next anniversary."));
      return NULL;
    }
  if (!nx_subscriptions_store_cancel (db, current->id, paid && current->paidUntil != NX_TIME_NONE ? current->paidUntil : actor->now, reason,
                                      actor, error)
      || (!paid && !end_now (db, actor, current, error))
      || !nx_payments_give_up (db, actor, current->id, error)
      || !record (db, actor, current, paid ? "subscription.cancelling" : "subscription.cancelled", reason, error))
    return NULL;
  return read_again (db, actor, current, error);
}

NxSubscription *
nx_subscriptions_resume (NxDb *db, const NxActor *actor, const char *student_id, GError **error)
{
  g_autoptr (NxSubscription) current = NULL;

  g_return_val_if_fail (nx_db_in_transaction (db), NULL);

  current = lock_current (db, actor, student_id, error);
  if (current == NULL)
    return NULL;
  if (current->status != NX_SUBSCRIPTION_ACTIVE || current->cancelledAt == NX_TIME_NONE || current->endsAt <= actor->now)
    {
      refuse (error, _("There is no end of a plan to take back."));
      return NULL;
    }
  if (!nx_subscriptions_store_resume (db, current->id, error)
      || !record (db, actor, current, "subscription.resumed", NULL, error))
    return NULL;
  return read_again (db, actor, current, error);
}
