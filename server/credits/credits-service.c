/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/credits/credits-store.h"

#include <glib/gi18n-lib.h>
#include "common/nx-random.h"
#include "common/nx-time.h"
#include "server/nx-audit.h"

/* An adjustment in favour of the student is valid as long as what a plan grants. */
#define ADJUSTMENT_MONTHS 12

gboolean
nx_credits_use (NxDb *db, const NxActor *actor, const char *student_id, const char *session_id, gint32 quarters, gint32 *balance,
                GError **error)
{
  g_autofree char *id = nx_uuid_new (actor->now);
  gint32 left;

  g_return_val_if_fail (quarters >= 0, FALSE);

  if (!nx_credits_store_take (db, actor, id, student_id, NX_TRANSACTION_USAGE, quarters, session_id, NULL, &left, error))
    return FALSE;
  if (balance != NULL)
    *balance = left;

  return TRUE;
}

gboolean
nx_credits_refund (NxDb *db, const NxActor *actor, const char *student_id, const char *session_id, const char *reason,
                   gint32 *refunded, gint32 *balance, GError **error)
{
  g_autofree char *id = nx_uuid_new (actor->now), *lot_id = nx_uuid_new (actor->now);
  gint32 given, left;

  if (!nx_credits_store_refund (db, actor, id, lot_id, student_id, session_id, reason != NULL ? reason : "refund", &given, &left, error))
    return FALSE;
  if (refunded != NULL)
    *refunded = given;
  if (balance != NULL)
    *balance = left;

  return TRUE;
}

gboolean
nx_credits_retake (NxDb *db, const NxActor *actor, const char *student_id, const char *session_id, gint32 *balance, GError **error)
{
  g_autofree char *id = nx_uuid_new (actor->now);
  gint32 left;

  if (!nx_credits_store_retake (db, actor, id, student_id, session_id, &left, error))
    return FALSE;
  if (balance != NULL)
    *balance = left;

  return TRUE;
}

static gboolean
grant_as (NxDb *db, const NxActor *actor, const char *id, const char *student_id, const NxGrant *grant, gint32 *balance, GError **error)
{
  g_autofree char *lot_id = nx_uuid_new (actor->now);
  gint32 left;

  g_return_val_if_fail (grant->quarters > 0, FALSE);

  if (!nx_credits_store_grant (db, actor, id, lot_id, student_id, grant, &left, error))
    return FALSE;
  if (balance != NULL)
    *balance = left;

  return TRUE;
}

gboolean
nx_credits_grant (NxDb *db, const NxActor *actor, const char *student_id, const NxGrant *grant, gint32 *balance, GError **error)
{
  g_autofree char *id = nx_uuid_new (actor->now);

  return grant_as (db, actor, id, student_id, grant, balance, error);
}

static gboolean
check_adjustment (const NxActor *actor, gint32 quarters, gint64 expires_at, GError **error)
{
  const char *member = NULL, *sentence = NULL;

  if (quarters == 0)
    member = "amount", sentence = _ ("The correction must not be zero.");
  else if (expires_at != NX_TIME_NONE && quarters < 0)
    member = "expiresAt", sentence = _ ("Only credits that are added have an expiry.");
  else if (expires_at != NX_TIME_NONE && expires_at <= actor->now)
    member = "expiresAt", sentence = _ ("The expiry must be in the future.");

  return member == NULL || nx_error_refuse_member (error, member, sentence);
}

static gboolean
record_adjustment (NxDb *db, const NxActor *actor, const char *student_id, gint32 quarters, gint32 balance, const char *reason, GError **error)
{
  g_autoptr (NxJsonWriter) before = nx_json_writer_new (), after = nx_json_writer_new ();
  g_autofree char *before_json = NULL, *after_json = NULL;

  nx_json_begin_object (before, NULL);
  nx_json_add_credits (before, "balance", balance - quarters);
  nx_json_end_object (before);
  before_json = nx_json_writer_end (before, NULL);
  nx_json_begin_object (after, NULL);
  nx_json_add_credits (after, "balance", balance);
  nx_json_add_string (after, "reason", reason);
  nx_json_end_object (after);
  after_json = nx_json_writer_end (after, NULL);

  return nx_audit (db, actor, "credits.adjusted", "student", student_id, before_json, after_json, error) &&
         nx_live_publish (db, actor, "credits.adjusted", student_id, NULL, student_id, error);
}

NxTransaction *
nx_credits_adjust (NxDb *db, const NxActor *actor, const char *student_id, gint32 quarters, const char *reason, gint64 expires_at,
                   gint32 *balance, GError **error)
{
  g_autofree char *id = nx_uuid_new (actor->now);
  gint32 left;
  NxGrant grant = { .type = NX_TRANSACTION_ADJUSTMENT, .quarters = quarters, .reason = reason, .period = NX_DATE_NONE };

  if (!check_adjustment (actor, quarters, expires_at, error) || !nx_credits_check_student (db, actor, student_id, &left, error))
    return NULL;

  grant.expires_at = expires_at;
  if (expires_at == NX_TIME_NONE)
    grant.expires_at = nx_date_add_months ((gint32) (actor->now / NX_TIME_DAY), ADJUSTMENT_MONTHS) * NX_TIME_DAY + actor->now % NX_TIME_DAY;
  if (quarters > 0 ? !grant_as (db, actor, id, student_id, &grant, &left, error)
                   : !nx_credits_store_take (db, actor, id, student_id, NX_TRANSACTION_ADJUSTMENT, -quarters, NULL, reason, &left, error))
    return NULL;
  if (!record_adjustment (db, actor, student_id, quarters, left, reason, error))
    return NULL;
  if (balance != NULL)
    *balance = left;

  return nx_credits_store_transaction (db, id, error);
}
