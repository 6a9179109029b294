/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/undo/undo-store.h"

enum { ADD_STEP, FIND, AUDITED, STEPS, TAKE_MAILS, BEGIN, UNDONE, ADD_INVERSE, LIST, LAST_CHANGE };

/* What an action was about, where that was a session. */
#define ABOUT \
  "a.id, a.actor_id, a.kind, a.object_id, a.at, a.undoes, a.undone_by, a.redo, a.mails_taken_back, x.title, x.subject," \
  " lower (x.during) AS session_at, c.pseudonym, CASE WHEN x.type <> 'ATELIER_GROUPE' THEN (SELECT concat_ws (' ', su.first_name, su.last_name)" \
  " FROM seats t JOIN students s ON s.id = t.student_id JOIN users su ON su.id = s.user_id WHERE t.session_id = x.id" \
  " ORDER BY t.active DESC, t.booked_at DESC, t.id LIMIT 1) END AS student"
#define ABOUT_FROM \
  " FROM actions a LEFT JOIN sessions x ON x.id = a.object_id LEFT JOIN coaches c ON c.id = x.coach_id"

static const NxStatement statements[] = {
  [ADD_STEP] = { "undo.add_step",
    "WITH action AS (INSERT INTO actions (id, actor_id, kind, object_id, at, request_id) VALUES ($1::uuid, $2::uuid, $3, $4::uuid,"
    " $5::timestamptz, $6) ON CONFLICT (id) DO NOTHING) INSERT INTO action_steps (action_id, n, step)"
    " SELECT $1::uuid, count (*), $7::jsonb FROM action_steps WHERE action_id = $1::uuid", 7 },
  [FIND] = { "undo.find",
    "SELECT " ABOUT ", concat_ws (' ', u.first_name, u.last_name) AS name, b.at AS undone_at" ABOUT_FROM
    " JOIN users u ON u.id = a.actor_id LEFT JOIN actions b ON b.undoes = a.id WHERE a.id = $1::uuid FOR NO KEY UPDATE OF a", 1 },
  [AUDITED] = { "undo.audited", "SELECT EXISTS (SELECT FROM audit WHERE action_id = $1::uuid) AS known", 1 },
  [STEPS] = { "undo.steps", "SELECT step, coalesce (step ->> 'sessionId', step ->> 'objectId') AS object_id FROM action_steps WHERE action_id = $1::uuid ORDER BY n DESC", 1 },
  [TAKE_MAILS] = { "undo.take_mails",
    "WITH taken AS (UPDATE outbox SET cancelled_at = $2::timestamptz WHERE action_id = $1::uuid AND sent_at IS NULL AND dead_at IS NULL"
    " AND cancelled_at IS NULL AND (locked_until IS NULL OR locked_until < $2) RETURNING id)"
    " SELECT (SELECT count (*) FROM outbox WHERE action_id = $1 AND dead_at IS NULL AND cancelled_at IS NULL) AS n_mails,"
    " (SELECT count (*) FROM taken) AS n_taken", 2 },
  [BEGIN] = { "undo.begin",
    "INSERT INTO actions (id, actor_id, kind, object_id, at, request_id, undoes, redo, mails_taken_back)"
    " VALUES ($1::uuid, $2::uuid, $3, $4::uuid, $5::timestamptz, $6, $7::uuid, $8::boolean, $9::boolean)", 9 },
  [UNDONE] = { "undo.undone", "UPDATE actions SET undone_by = $2::uuid WHERE id = $1::uuid", 2 },
  [ADD_INVERSE] = { "undo.add_inverse", "INSERT INTO action_steps (action_id, n, step) VALUES ($1::uuid, $2::smallint, $3::jsonb)", 3 },
  [LIST] = { "undo.list",
    "SELECT " ABOUT ABOUT_FROM " WHERE a.actor_id = $1::uuid ORDER BY a.seq DESC LIMIT $2::integer", 2 },
  [LAST_CHANGE] = { "undo.last_change",
    "SELECT a.action, a.at, a.actor_role, concat_ws (' ', u.first_name, u.last_name) AS name FROM audit a LEFT JOIN users u ON u.id = a.actor_id"
    " WHERE a.object_type = $1 AND a.object_id = $2::uuid ORDER BY a.id DESC LIMIT 1", 2 },
};
NX_STATEMENTS (undo, statements)

gboolean
nx_undo_store_add_step (NxDb *db, const NxActor *actor, const char *kind, const char *object_id, const char *step, GError **error)
{
  return nx_db_later (db, &statements[ADD_STEP], error, nx_text (actor->action_id), nx_text (actor->user_id), nx_text (kind),
                      nx_text (object_id), nx_time (actor->now), nx_text (actor->request_id), nx_text (step));
}

NxRows *
nx_undo_store_find (NxDb *db, const char *action_id, GError **error)
{
  return nx_db_run (db, &statements[FIND], error, nx_text (action_id));
}

gboolean
nx_undo_store_is_audited (NxDb *db, const char *action_id, gboolean *known, GError **error)
{
  g_autoptr (NxRows) rows = nx_db_run (db, &statements[AUDITED], error, nx_text (action_id));

  if (rows == NULL)
    return FALSE;
  *known = nx_rows_bool (rows, 0, "known");

  return TRUE;
}

NxRows *
nx_undo_store_steps (NxDb *db, const char *action_id, GError **error)
{
  return nx_db_run (db, &statements[STEPS], error, nx_text (action_id));
}

gboolean
nx_undo_store_take_mails (NxDb *db, const char *action_id, gint64 now, guint *n_mails, guint *n_taken, GError **error)
{
  g_autoptr (NxRows) rows = nx_db_run (db, &statements[TAKE_MAILS], error, nx_text (action_id), nx_time (now));

  if (rows == NULL)
    return FALSE;
  *n_mails = (guint) nx_rows_int (rows, 0, "n_mails");
  *n_taken = (guint) nx_rows_int (rows, 0, "n_taken");

  return TRUE;
}

gboolean
nx_undo_store_begin (NxDb *db, const NxActor *actor, const NxUndoAction *action, GError **error)
{
  return nx_db_later (db, &statements[BEGIN], error, nx_text (actor->action_id), nx_text (actor->user_id), nx_text (action->kind),
                      nx_text (action->object_id), nx_time (actor->now), nx_text (actor->request_id), nx_text (action->undoes),
                      nx_bool (action->redo), nx_bool (action->mails_taken_back)) &&
         nx_db_later (db, &statements[UNDONE], error, nx_text (action->undoes), nx_text (actor->action_id));
}

gboolean
nx_undo_store_add_inverse (NxDb *db, const NxActor *actor, guint n, const char *step, GError **error)
{
  return nx_db_later (db, &statements[ADD_INVERSE], error, nx_text (actor->action_id), nx_int (n), nx_text (step));
}

NxRows *
nx_undo_store_list (NxDb *db, const NxActor *actor, guint limit, GError **error)
{
  return nx_db_run (db, &statements[LIST], error, nx_text (actor->user_id), nx_int (limit));
}

NxRows *
nx_undo_store_last_change (NxDb *db, const char *object_type, const char *object_id, GError **error)
{
  return nx_db_run (db, &statements[LAST_CHANGE], error, nx_text (object_type), nx_text (object_id));
}
