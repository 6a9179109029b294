/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "jobs-store.h"

enum
{
  CLAIM_MAILS,
  MAIL_SENT,
  MAIL_FAILED,
  TROUBLED_MAILS,
  RETRY_MAIL,
  CLEAR_IDEMPOTENCY,
  CLEAR_LIMITS,
  CLEAR_ONE_TIME_TOKENS,
  CLEAR_AUTH_TOKENS,
  CLEAR_SIGN_IN_ATTEMPTS,
  CLEAR_MAIL_CONTENTS,
  CLEAR_EVENTS,
  CLEAR_JOB_RUNS,
  END_SESSIONS,
};

/* A link that opens an account is a password until it is used: once it has left, or will not, it is kept no longer. */
#define SPENT_PAYLOAD "CASE WHEN payload ->> 'link' LIKE '%token=%' THEN payload - 'link' ELSE payload END"

static const NxStatement statements[] = {
  [CLAIM_MAILS] = { "jobs.claim_mails",
                    "UPDATE outbox SET locked_until = $2, attempts = attempts + 1 WHERE id IN ("
                    " SELECT id FROM outbox WHERE sent_at IS NULL AND dead_at IS NULL AND cancelled_at IS NULL AND not_before <= $1"
                    "  AND (locked_until IS NULL OR locked_until < $1) ORDER BY not_before, id LIMIT $3::int FOR UPDATE SKIP LOCKED)"
                    " RETURNING id, kind, to_address, to_name, locale, payload, attempts, dedupe, created_at",
                    3 },
  [MAIL_SENT] = { "jobs.mail_sent",
                  "UPDATE outbox SET sent_at = $2, locked_until = NULL, last_error = NULL, payload = " SPENT_PAYLOAD " WHERE id = $1::bigint", 2 },
  [MAIL_FAILED] = { "jobs.mail_failed",
                    "UPDATE outbox SET not_before = $2, dead_at = $3, last_error = $4, locked_until = NULL,"
                    " payload = CASE WHEN $3::timestamptz IS NULL THEN payload ELSE " SPENT_PAYLOAD " END WHERE id = $1::bigint",
                    4 },
  [TROUBLED_MAILS] = { "jobs.troubled_mails",
                       "SELECT id, kind, to_address, attempts, not_before, dead_at, last_error, created_at FROM outbox"
                       " WHERE sent_at IS NULL AND cancelled_at IS NULL AND last_error IS NOT NULL ORDER BY id DESC LIMIT $1::int",
                       1 },
  [RETRY_MAIL] = { "jobs.retry_mail",
                   "WITH mail AS (SELECT id, kind IN ('activation', 'password_reset', 'account_ready') AND payload ->> 'link' IS NULL"
                   " AS spent FROM outbox WHERE id = $1::bigint AND dead_at IS NOT NULL FOR UPDATE),"
                   " line AS (UPDATE outbox o SET dead_at = NULL, attempts = 0, not_before = $2, locked_until = NULL FROM mail m"
                   " WHERE o.id = m.id AND NOT m.spent) SELECT spent FROM mail",
                   2 },
  [CLEAR_IDEMPOTENCY] = { "jobs.clear_idempotency",
                          "DELETE FROM idempotency_keys WHERE created_at < $1::timestamptz - interval '24 hours'", 1 },
  [CLEAR_LIMITS] = { "jobs.clear_limits", "DELETE FROM rate_limits WHERE window_start < $1::timestamptz - interval '1 day'", 1 },
  [CLEAR_ONE_TIME_TOKENS] = { "jobs.clear_one_time_tokens",
                              "DELETE FROM one_time_tokens WHERE expires_at < $1::timestamptz - interval '30 days'", 1 },
  [CLEAR_AUTH_TOKENS] = { "jobs.clear_auth_tokens",
                          "DELETE FROM auth_tokens WHERE expires_at < $1::timestamptz - interval '30 days'", 1 },
  [CLEAR_SIGN_IN_ATTEMPTS] = { "jobs.clear_sign_in_attempts",
                               "DELETE FROM sign_in_attempts WHERE last_at < $1::timestamptz - interval '1 day'"
                               " AND blocked_until <= $1::timestamptz",
                               1 },
  /* The rows stay: their dedupe says for ever that the mail left. */
  [CLEAR_MAIL_CONTENTS] = { "jobs.clear_mail_contents",
                            "UPDATE outbox SET payload = '{}', to_name = NULL WHERE sent_at < $1::timestamptz - interval '90 days'"
                            " AND payload <> '{}'",
                            1 },
  [CLEAR_EVENTS] = { "jobs.clear_events", "DELETE FROM events WHERE at < $1::timestamptz - interval '30 days'", 1 },
  /* Days and months are kept: the last one that is done says where to go on. */
  [CLEAR_JOB_RUNS] = { "jobs.clear_job_runs",
                       "DELETE FROM job_runs WHERE length (period) > 10 AND started_at < $1::timestamptz - interval '2 days'", 1 },
  /* Reported on before its end, a session is held, or missed where nobody came, once it is over. The index on the start serves it. */
  [END_SESSIONS] = { "jobs.end_sessions",
                     "UPDATE sessions x SET status = CASE WHEN EXISTS (SELECT FROM reports p JOIN seats t ON t.session_id = p.session_id"
                     " AND t.student_id = p.student_id AND t.active WHERE p.session_id = x.id AND p.attendance <> 'ABSENT')"
                     " THEN 'COMPLETED' ELSE 'NO_SHOW' END, updated_at = $1::timestamptz, version = x.version + 1"
                     " WHERE x.status = 'SCHEDULED' AND lower (x.during) > $1::timestamptz - interval '31 days'"
                     " AND lower (x.during) < $1::timestamptz AND upper (x.during) <= $1::timestamptz AND x.seats_taken > 0"
                     " AND (NOT EXISTS (SELECT FROM seats t WHERE t.session_id = x.id AND t.active AND NOT EXISTS (SELECT FROM reports p"
                     " WHERE p.session_id = x.id AND p.student_id = t.student_id AND p.status = 'SUBMITTED'))"
                     " OR NOT EXISTS (SELECT FROM seats t WHERE t.session_id = x.id AND t.active AND t.attendance IS DISTINCT FROM 'ABSENT'))"
                     " RETURNING x.id, x.coach_id, x.status",
                     1 },
};
NX_STATEMENTS (jobs, statements)

NxRows *
nx_jobs_store_claim_mails (NxDb *db, gint64 now, gint64 locked_until, guint limit, GError **error)
{
  return nx_db_run (db, &statements[CLAIM_MAILS], error, nx_time (now), nx_time (locked_until), nx_int (limit));
}

gboolean
nx_jobs_store_mail_sent (NxDb *db, gint64 id, gint64 now, GError **error)
{
  return nx_db_do (db, &statements[MAIL_SENT], error, nx_int (id), nx_time (now));
}

gboolean
nx_jobs_store_mail_failed (NxDb *db, gint64 id, gint64 not_before, gint64 dead_at, const char *reason, GError **error)
{
  return nx_db_do (db, &statements[MAIL_FAILED], error, nx_int (id), nx_time (not_before), nx_time (dead_at), nx_text (reason));
}

NxRows *
nx_jobs_store_troubled_mails (NxDb *db, guint limit, GError **error)
{
  return nx_db_run (db, &statements[TROUBLED_MAILS], error, nx_int (limit));
}

gboolean
nx_jobs_store_retry_mail (NxDb *db, gint64 id, gint64 now, gboolean *found, gboolean *spent, GError **error)
{
  g_autoptr (NxRows) rows = nx_db_run (db, &statements[RETRY_MAIL], error, nx_int (id), nx_time (now));
  if (rows == NULL)
    return FALSE;
  *found = nx_rows_count (rows) == 1;
  *spent = *found && nx_rows_bool (rows, 0, "spent");
  return TRUE;
}

gboolean
nx_jobs_store_clear (NxDb *db, gint64 now, GError **error)
{
  for (int i = CLEAR_IDEMPOTENCY; i <= CLEAR_JOB_RUNS; i++)
    if (!nx_db_do (db, &statements[i], error, nx_time (now)))
      return FALSE;
  return TRUE;
}

NxRows *
nx_jobs_store_end_sessions (NxDb *db, gint64 now, GError **error)
{
  return nx_db_run (db, &statements[END_SESSIONS], error, nx_time (now));
}
