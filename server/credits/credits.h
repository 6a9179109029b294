/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "common/models/nx-models.h"
#include "server/db/nx-db.h"
#include "server/jobs/nx-job.h"
#include "server/nx-actor.h"

G_BEGIN_DECLS

/*
 * The ledger (domain.md section 5). All amounts in quarter-credits, all inside the caller's transaction. Lock order everywhere:
 * student → session → lot by expiry. Errors: %NX_ERROR_INSUFFICIENT_CREDITS, %NX_ERROR_NOT_FOUND.
 */

/**
 * nx_credits_use: takes @quarters from lots that are valid at actor->now, the earliest expiry first, for a seat of @session_id, and
 * writes one USAGE row with its draws. @balance: (out) (optional): what is left.
 */
gboolean nx_credits_use (NxDb *db, const NxActor *actor, const char *student_id, const char *session_id, gint32 quarters,
                         gint32 *balance, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * nx_credits_refund: gives back what @session_id cost @student_id to the lots it was drawn from; what would land in a lot expired
 * meanwhile becomes a lot valid 30 days. Once: a second call gives back nothing. @refunded: (out) (optional).
 */
gboolean nx_credits_refund (NxDb *db, const NxActor *actor, const char *student_id, const char *session_id, const char *reason,
                            gint32 *refunded, gint32 *balance, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * nx_credits_retake: takes again what the last refund of @session_id gave back to @student_id, where it is undone: from exactly the lots
 * that it went to, where these still hold it, else as nx_credits_use() does. Nothing where no refund stands. @balance: (out) (optional).
 */
gboolean nx_credits_retake (NxDb *db, const NxActor *actor, const char *student_id, const char *session_id, gint32 *balance,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * NxGrant: a lot to make. @payment_id or @period (the first day of a renewal's month, with @subscription_id) says where it came from;
 * an ADJUSTMENT has a @reason. The database refuses a second lot of the same payment or period.
 */
typedef struct
{
  NxTransactionType type;
  gint32 quarters;
  gint64 expires_at;
  const char *payment_id, *subscription_id, *reason;
  gint32 period; /* NX_DATE_NONE where it is no renewal */
} NxGrant;

gboolean nx_credits_grant (NxDb *db, const NxActor *actor, const char *student_id, const NxGrant *grant, gint32 *balance,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * nx_credits_adjust: an assistant's correction by hand, audited. A positive one is a lot valid until @expires_at (12 months where it
 * is %NX_TIME_NONE); a negative one draws from the lots as a usage does.
 *
 * Returns: (transfer full): the row of the ledger
 */
NxTransaction *nx_credits_adjust (NxDb *db, const NxActor *actor, const char *student_id, gint32 quarters, const char *reason,
                                  gint64 expires_at, gint32 *balance, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * nx_credits_expire_due: a job: takes what is left of the lots whose time is over, once, and tells the parent: one mail for all lots
 * of a child that end together.
 */
gboolean nx_credits_expire_due (NxJobRun *run, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * nx_credits_warn_due: a job of a day: tells the parent about the lots that end within the next days (setting expiry_notice_days),
 * once a lot: one mail for all lots of a child, at eight in the morning.
 */
gboolean nx_credits_warn_due (NxJobRun *run, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** NxCreditAccount: what a family or the office reads of a student's credits. */
typedef struct
{
  gint32 balance;
  GPtrArray *lots;         /* NxLot: those with something left, by expiry; then those that @transactions name */
  GPtrArray *transactions; /* NxTransaction: latest first, with their draws and sessions */
  char *next;              /* (nullable): where the rows before @transactions begin */
  char *forecast;          /* how long the credits last as things go, in the reader's language */
  gint32 runs_out_on;      /* the day that they would not, NX_DATE_NONE where that is not within a year */
} NxCreditAccount;
void nx_credit_account_free (NxCreditAccount *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NxCreditAccount, nx_credit_account_free)

/** Returns: (transfer full): the account of @student_id, or %NX_ERROR_NOT_FOUND where the actor may not see that student. */
NxCreditAccount *nx_credits_account (NxDb *db, const NxActor *actor, const char *student_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/**
 * The same, of at most @limit rows of the ledger before @cursor (nullable), which is a former account's next. As fast with ten
 * thousand rows as with a hundred.
 */
NxCreditAccount *nx_credits_account_page (NxDb *db, const NxActor *actor, const char *student_id, guint limit, const char *cursor,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
