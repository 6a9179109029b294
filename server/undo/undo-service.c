/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/undo/undo.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include "common/nx-random.h"
#include "common/nx-time.h"
#include "server/nx-audit.h"
#include "server/nx-steps.h"
#include "server/undo/undo-store.h"
#include "server/undo/undo-words.h"

void
nx_undone_clear (NxUndone *self)
{
  g_clear_pointer (&self->sentence, g_free);
  g_clear_pointer (&self->object_ids, g_ptr_array_unref);
}

gboolean
nx_action_add_step (NxDb *db, const NxActor *actor, const char *kind, const char *object_id, const char *step, GError **error)
{
  g_return_val_if_fail (kind != NULL && step != NULL, FALSE);

  if (actor->action_id == NULL || actor->undoing)
    return TRUE;

  return nx_undo_store_add_step (db, actor, kind, object_id, step, error);
}

static gboolean
cannot (GError **error, const char *sentence)
{
  g_set_error_literal (error, NX_ERROR, NX_ERROR_CANNOT_UNDO, sentence);

  return FALSE;
}

/* A change of which no steps were kept is known by its audit. */
static gboolean
refuse_unknown (NxDb *db, const char *action_id, GError **error)
{
  gboolean known;

  if (!nx_undo_store_is_audited (db, action_id, &known, error))
    return FALSE;
  if (known)
    return cannot (error, _ ("This change cannot be undone."));
  g_set_error_literal (error, NX_ERROR, NX_ERROR_NOT_FOUND, _ ("There is no such action."));

  return FALSE;
}

static gboolean
check_action (NxRows *rows, const NxActor *actor, GError **error)
{
  gint64 undone_at = nx_rows_time (rows, 0, "undone_at");

  if (g_strcmp0 (nx_rows_text (rows, 0, "actor_id"), actor->user_id) != 0)
    {
      g_autofree char *when = nx_undo_words_when (nx_rows_time (rows, 0, "at"), actor);

      g_set_error (error, NX_ERROR, NX_ERROR_CANNOT_UNDO, _ ("%1$s did this, %2$s. Each person undoes what they did themselves."),
                   nx_rows_text (rows, 0, "name"), when);
      return FALSE;
    }
  if (undone_at != NX_TIME_NONE || nx_rows_text (rows, 0, "undone_by") != NULL)
    {
      g_autofree char *when = nx_undo_words_when (undone_at != NX_TIME_NONE ? undone_at : actor->now, actor);

      g_set_error (error, NX_ERROR, NX_ERROR_CANNOT_UNDO, _ ("This was undone already, %s."), when);
      return FALSE;
    }

  return TRUE;
}

static NxStepFunc
find_step (const char *op)
{
  const NxStepKind *const *tables = nx_step_tables ();

  for (guint i = 0; tables[i] != NULL; i++)
    for (const NxStepKind *kind = tables[i]; kind->op != NULL; kind++)
      if (strcmp (kind->op, op) == 0)
        return kind->apply;

  return NULL;
}

/* Whatever a guard says is the reason why it cannot be undone; a fault of the machine stays one. */
static void
explain (GError **error, GError *reason)
{
  guint status = reason->domain == NX_ERROR ? nx_error_status ((NxErrorCode) reason->code) : 500;

  if (status >= 500 || status == 429)
    {
      g_propagate_error (error, reason);
      return;
    }
  g_set_error_literal (error, NX_ERROR, NX_ERROR_CANNOT_UNDO, reason->message);
  g_error_free (reason);
}

static gboolean
apply_step (NxDb *db, const NxActor *actor, const NxConfig *config, const char *text, guint n, GError **error)
{
  g_autoptr (JsonNode) node = nx_json_parse (text, -1, &nx_json_limits_answer, error);
  g_autofree char *inverse = NULL;
  const char *op = NULL;
  NxStepFunc apply;
  GError *reason = NULL;

  if (node == NULL)
    return FALSE;
  apply = nx_json_get_string (json_node_get_object (node), "op", &op) ? find_step (op) : NULL;
  if (apply == NULL)
    return cannot (error, _ ("This change can no longer be undone."));
  /* What was queued before is refused here, as the reason, and not later. */
  if (!apply (db, actor, config, json_node_get_object (node), &inverse, &reason) || !nx_db_flush (db, &reason))
    {
      explain (error, reason);
      return FALSE;
    }

  return inverse == NULL || nx_undo_store_add_inverse (db, actor, n, inverse, error);
}

/* Of several sessions at once each family is told once, also when they are taken back. */
static gboolean
is_of_several (const char *kind)
{
  return g_str_has_prefix (kind, "series.") || g_str_has_prefix (kind, "absence.");
}

static gboolean
begin (NxDb *db, const NxActor *actor, NxRows *rows, NxActor *undoer, GError **error)
{
  guint n_mails, n_taken;
  NxUndoAction action = {
    .kind = nx_rows_text (rows, 0, "kind"), .object_id = nx_rows_text (rows, 0, "object_id"), .undoes = nx_rows_text (rows, 0, "id"),
    .redo = nx_rows_text (rows, 0, "undoes") != NULL && !nx_rows_bool (rows, 0, "redo"),
  };

  if (!nx_undo_store_take_mails (db, action.undoes, actor->now, &n_mails, &n_taken, error))
    return FALSE;
  action.mails_taken_back = n_mails > 0 && n_taken == n_mails;
  *undoer = *actor;
  undoer->undoing = TRUE;
  /* An action without mails of its own: nobody knows of it, unless it silently took back what they had been told. */
  undoer->quiet = n_mails > 0 ? n_taken == n_mails : !nx_rows_bool (rows, 0, "mails_taken_back");
  undoer->gathered = !undoer->quiet && is_of_several (action.kind);
  undoer->quiet |= undoer->gathered;

  return nx_undo_store_begin (db, actor, &action, error);
}

/* What the steps name as theirs: "sessionId", "seriesId" … of the action and of each step. */
static void
add_object (GPtrArray *ids, const char *id)
{
  if (id != NULL && !g_ptr_array_find_with_equal_func (ids, id, g_str_equal, NULL))
    g_ptr_array_add (ids, g_strdup (id));
}

static gboolean
run_steps (NxDb *db, const NxActor *undoer, const NxConfig *config, NxRows *steps, GPtrArray *ids, GError **error)
{
  for (guint i = 0; i < nx_rows_count (steps); i++)
    {
      const char *text = nx_rows_text (steps, i, "step");

      if (!apply_step (db, undoer, config, text, i, error))
        return FALSE;
      add_object (ids, nx_rows_text (steps, i, "object_id"));
    }

  return TRUE;
}

static gboolean
tell (NxDb *db, const NxActor *actor, NxRows *rows, GError **error)
{
  const char *id = nx_rows_text (rows, 0, "id");
  g_autoptr (NxJsonWriter) json = nx_json_writer_new ();
  g_autofree char *after = NULL;

  nx_json_begin_object (json, NULL);
  nx_json_add_string (json, "kind", nx_rows_text (rows, 0, "kind"));
  nx_json_add_string (json, "undoneBy", actor->action_id);
  nx_json_end_object (json);
  after = nx_json_writer_end (json, NULL);

  return nx_audit (db, actor, "action.undone", "action", id, NULL, after, error) &&
         nx_live_publish (db, actor, "action.undone", id, actor->coach_id, NULL, error) && nx_db_flush (db, error);
}

gboolean
nx_undo (NxDb *db, const NxActor *actor, const NxConfig *config, const char *action_id, NxUndone *undone, GError **error)
{
  g_autoptr (NxRows) rows = NULL, steps = NULL;
  g_autofree char *what = NULL;
  NxActor undoer;

  g_return_val_if_fail (nx_db_in_transaction (db) && actor->action_id != NULL, FALSE);

  *undone = (NxUndone){ .object_ids = g_ptr_array_new_with_free_func (g_free) };
  if (!nx_uuid_is_valid (action_id))
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_NOT_FOUND, _ ("There is no such action."));
      return FALSE;
    }
  rows = nx_undo_store_find (db, action_id, error);
  if (rows == NULL)
    return FALSE;
  if (nx_rows_count (rows) == 0)
    return refuse_unknown (db, action_id, error);
  if (!check_action (rows, actor, error))
    return FALSE;
  steps = nx_undo_store_steps (db, action_id, error);
  if (steps == NULL || !begin (db, actor, rows, &undoer, error))
    return FALSE;
  add_object (undone->object_ids, nx_rows_text (rows, 0, "object_id"));
  if (!run_steps (db, &undoer, config, steps, undone->object_ids, error) || !tell (db, actor, rows, error))
    return FALSE;

  what = nx_undo_words_what (rows, 0, actor);
  undone->sentence = nx_undo_words_taken_back (what, nx_rows_text (rows, 0, "undoes") != NULL && !nx_rows_bool (rows, 0, "redo"));

  return TRUE;
}

static void
write_action (NxRows *rows, guint row, const NxActor *actor, NxJsonWriter *json)
{
  g_autofree char *what = nx_undo_words_what (rows, row, actor), *sentence = NULL;
  const char *undoes = nx_rows_text (rows, row, "undoes");

  sentence = undoes != NULL ? nx_undo_words_taken_back (what, nx_rows_bool (rows, row, "redo")) : g_steal_pointer (&what);
  nx_json_begin_object (json, NULL);
  nx_json_add_string (json, "id", nx_rows_text (rows, row, "id"));
  nx_json_add_string (json, "kind", nx_rows_text (rows, row, "kind"));
  nx_json_add_time (json, "at", nx_rows_time (rows, row, "at"));
  nx_json_add_string (json, "sentence", sentence);
  nx_json_add_string (json, "objectId", nx_rows_text (rows, row, "object_id"));
  nx_json_add_string (json, "undoneBy", nx_rows_text (rows, row, "undone_by"));
  nx_json_add_string (json, "undoes", undoes);
  nx_json_end_object (json);
}

gboolean
nx_actions_write (NxDb *db, const NxActor *actor, guint limit, NxJsonWriter *json, GError **error)
{
  g_autoptr (NxRows) rows = nx_undo_store_list (db, actor, limit, error);

  if (rows == NULL)
    return FALSE;
  nx_json_begin_array (json, "items");
  for (guint i = 0; i < nx_rows_count (rows); i++)
    write_action (rows, i, actor, json);
  nx_json_end_array (json);

  return TRUE;
}

char *
nx_last_change (NxDb *db, const NxActor *actor, const char *object_type, const char *object_id, GError **error)
{
  g_autoptr (NxRows) rows = nx_undo_store_last_change (db, object_type, object_id, error);

  if (rows == NULL)
    return NULL;
  if (nx_rows_count (rows) == 0)
    return g_strdup (_ ("Somebody changed it meanwhile."));

  return nx_undo_words_change (nx_rows_text (rows, 0, "name"), nx_rows_text (rows, 0, "action"), nx_rows_time (rows, 0, "at"), actor);
}
