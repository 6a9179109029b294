/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/nx-audit.h"

#include "common/nx-i18n.h"
#include "common/nx-time.h"

enum
{
  AUDIT,
  PUBLISH,
  MAIL,
  HIT
};

static const NxStatement statements[] = {
  [AUDIT] = { "audit.add",
              "INSERT INTO audit (at, actor_id, actor_role, action, object_type, object_id, before, after, request_id, remote, action_id) "
              "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
              11 },
  /* The number is all that travels: no private data in the channel. */
  [PUBLISH]
  = { "audit.publish",
      "WITH event AS (INSERT INTO events (type, object_id, coach_id, student_id, by_name, at) VALUES ($1, $2, $3, $4, $5, $6) "
      "RETURNING seq) SELECT pg_notify ('" NX_LIVE_CHANNEL "', seq::text) FROM event",
      6 },
  [MAIL] = { "audit.outbox_add",
             "INSERT INTO outbox (kind, dedupe, to_address, to_name, locale, payload, created_at, not_before, request_id, action_id) "
             "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (dedupe) DO NOTHING",
             10 },
  [HIT] = { "audit.rate_limit_hit",
            "INSERT INTO rate_limits AS r (bucket, window_start, hits) VALUES ($1, $2, 1) ON CONFLICT (bucket) DO UPDATE SET "
            "hits = CASE WHEN r.window_start <= $3 THEN 1 ELSE least (r.hits + 1, 1000000) END, "
            "window_start = CASE WHEN r.window_start <= $3 THEN $2 ELSE r.window_start END RETURNING hits, window_start",
            3 },
};
NX_STATEMENTS (audit, statements)

gboolean
nx_audit (NxDb *db, const NxActor *actor, const char *action, const char *object_type, const char *object_id, const char *before,
          const char *after, GError **error)
{
  g_return_val_if_fail (db != NULL && actor != NULL && action != NULL && object_type != NULL, FALSE);

  return nx_db_later (db, &statements[AUDIT], error, nx_time (actor->now), nx_text (actor->user_id),
                      nx_text (nx_enum_slug (&nx_role_enum, actor->role)), nx_text (action), nx_text (object_type),
                      nx_text (object_id), nx_text (before), nx_text (after), nx_text (actor->request_id),
                      nx_text (actor->remote), nx_text (actor->action_id));
}

static char *
name_of (const NxActor *actor)
{
  if (actor->first_name == NULL)
    return NULL;
  return actor->last_name != NULL ? g_strdup_printf ("%s %s", actor->first_name, actor->last_name) : g_strdup (actor->first_name);
}

gboolean
nx_live_publish (NxDb *db, const NxActor *actor, const char *type, const char *object_id, const char *coach_id,
                 const char *student_id, GError **error)
{
  g_autofree char *by = NULL;

  g_return_val_if_fail (db != NULL && actor != NULL && type != NULL && object_id != NULL, FALSE);

  by = name_of (actor);
  return nx_db_later (db, &statements[PUBLISH], error, nx_text (type), nx_text (object_id), nx_text (coach_id),
                      nx_text (student_id), nx_text (by), nx_time (actor->now));
}

gboolean
nx_outbox_add (NxDb *db, const NxActor *actor, const NxMail *mail, GError **error)
{
  gint64 not_before;

  g_return_val_if_fail (db != NULL && actor != NULL && mail != NULL, FALSE);
  g_return_val_if_fail (mail->kind != NULL && mail->dedupe != NULL && mail->locale != NULL && mail->payload != NULL, FALSE);

  if (actor->quiet)
    return TRUE;
  not_before = mail->not_before == NX_TIME_NONE ? actor->now : mail->not_before;
  /* Time for an undo that takes the mail back as well. */
  if (actor->action_id != NULL)
    not_before = MAX (not_before, actor->now + NX_UNDO_PAUSE);
  return nx_db_later (db, &statements[MAIL], error, nx_text (mail->kind), nx_text (mail->dedupe), nx_text (mail->to_address),
                      nx_text (mail->to_name), nx_text (mail->locale), nx_text (mail->payload), nx_time (actor->now),
                      nx_time (not_before), nx_text (actor->request_id), nx_text (actor->action_id));
}

static void
set_rate_limited (gint64 wait, GError **error)
{
  guint seconds = (guint) MAX (1, (wait + NX_TIME_SECOND - 1) / NX_TIME_SECOND);
  guint minutes = (seconds + 59) / 60;
  GError *limited = g_error_new (NX_ERROR, NX_ERROR_RATE_LIMITED,
                                 ngettext ("Too many attempts. Please try again in %u minute.",
                                           "Too many attempts. Please try again in %u minutes.", minutes),
                                 minutes);

  nx_error_set_retry_after (limited, seconds);
  g_propagate_error (error, limited);
}

gboolean
nx_rate_limit (NxDb *db, const char *bucket, guint limit, guint window_seconds, gint64 now, GError **error)
{
  gint64 window = window_seconds * NX_TIME_SECOND;
  g_autoptr (NxRows) rows = NULL;

  g_return_val_if_fail (db != NULL && bucket != NULL && window_seconds > 0, FALSE);

  rows = nx_db_run (db, &statements[HIT], error, nx_text (bucket), nx_time (now), nx_time (now - window));
  if (rows == NULL)
    return FALSE;
  if (nx_rows_int (rows, 0, "hits") <= limit)
    return TRUE;
  set_rate_limited (nx_rows_time (rows, 0, "window_start") + window - now, error);
  return FALSE;
}
