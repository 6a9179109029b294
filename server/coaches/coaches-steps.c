/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/coaches/coaches-steps.h"

#include <glib/gi18n-lib.h>
#include "server/coaches/centre-store.h"
#include "server/coaches/coaches-input.h"
#include "server/coaches/coaches-store.h"
#include "server/coaches/exceptions-store.h"
#include "server/nx-audit.h"

/*
 * Each step says what it is about, how that was left ("from") and how it is to be again ("to"); null: not there. It goes only where
 * it is still as it was left. Its inverse is the same with the ends exchanged.
 */

char *
nx_hours_text (gpointer record)
{
  g_autoptr (NxJsonWriter) json = NULL;

  if (record == NULL)
    return NULL;

  json = nx_json_writer_new ();
  nx_record_write (record, json, NULL);

  return nx_json_writer_end (json, NULL);
}

static void
add_state (NxJsonWriter *json, const char *member, const char *state)
{
  if (state != NULL)
    nx_json_add_raw (json, member, state);
  else
    nx_json_add_null (json, member);
}

static char *
step_text (const char *op, const char *id, const char *from, const char *to)
{
  g_autoptr (NxJsonWriter) json = nx_json_writer_new ();

  nx_json_begin_object (json, NULL);
  nx_json_add_string (json, "op", op);
  nx_json_add_string (json, "id", id);
  add_state (json, "from", from);
  add_state (json, "to", to);
  nx_json_end_object (json);

  return nx_json_writer_end (json, NULL);
}

gboolean
nx_hours_changed (NxDb *db, const NxActor *actor, const char *op, const char *audit, const char *object_type, const char *object_id,
                  const char *before, const char *after, GError **error)
{
  g_autofree char *step = step_text (op, object_id, after, before);

  return nx_audit (db, actor, audit, object_type, object_id, before, after, error) &&
         nx_action_add_step (db, actor, "availability.changed", object_id, step, error);
}

/* What a step holds, in words of the audit as well. */
typedef struct
{
  const char *id;
  JsonNode *from, *to; /* JSON null where it was, or is to be, not there */
  char *before, *after;
} Step;

static void
step_clear (Step *step)
{
  g_free (step->before);
  g_free (step->after);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Step, step_clear)

static char *
node_text (JsonNode *node)
{
  return JSON_NODE_HOLDS_NULL (node) ? NULL : json_to_string (node, FALSE);
}

static gboolean
refuse (GError **error, const char *sentence)
{
  g_set_error_literal (error, NX_ERROR, NX_ERROR_CANNOT_UNDO, sentence);

  return FALSE;
}

static gboolean
step_read (JsonObject *object, Step *step, char **inverse, GError **error)
{
  if (!nx_json_get_string (object, "id", &step->id) || !json_object_has_member (object, "from") || !json_object_has_member (object, "to"))
    return refuse (error, _ ("What was done cannot be read any more."));

  step->from = json_object_get_member (object, "from");
  step->to = json_object_get_member (object, "to");
  step->before = node_text (step->from);
  step->after = node_text (step->to);
  *inverse = step_text (json_object_get_string_member (object, "op"), step->id, step->after, step->before);

  return TRUE;
}

/* Whoever changed it last is named: a change by somebody else is not overwritten. */
static gboolean
refuse_changed (NxDb *db, const NxActor *actor, const char *type, const char *id, GError **error)
{
  g_autofree char *last = nx_last_change (db, actor, type, id, error), *sentence = NULL;

  if (last == NULL)
    return FALSE;
  sentence = g_strconcat (_ ("This was changed meanwhile."), " ", last, NULL);

  return refuse (error, sentence);
}

/* @found: none or one record. Returns: whether it is as the step left it, null being none. */
static gboolean
is_as_left (GPtrArray *found, GType type, JsonNode *left)
{
  g_autoptr (GObject) record = NULL;

  if (!JSON_NODE_HOLDS_OBJECT (left))
    return found->len == 0;
  record = nx_record_from_json (type, json_node_get_object (left), NULL);

  return record != NULL && found->len == 1 && nx_record_equal (NX_RECORD (record), g_ptr_array_index (found, 0));
}

static gboolean
apply_closure (NxDb *db, const NxActor *actor, const NxConfig *config G_GNUC_UNUSED, JsonObject *object, char **inverse, GError **error)
{
  g_auto (Step) step = { 0 };
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (NxClosure) closure = NULL;

  if (!step_read (object, &step, inverse, error))
    return FALSE;
  found = nx_centre_store_closure (db, step.id, error);
  if (found == NULL)
    return FALSE;
  if (!is_as_left (found, NX_TYPE_CLOSURE, step.from))
    return refuse_changed (db, actor, "closure", step.id, error);

  if (JSON_NODE_HOLDS_OBJECT (step.to))
    {
      closure = nx_record_from_json (NX_TYPE_CLOSURE, json_node_get_object (step.to), error);
      if (closure == NULL || !nx_centre_store_put_closure (db, closure, error))
        return FALSE;
    }
  else if (!nx_centre_store_remove_closure (db, step.id, error))
    return FALSE;

  return nx_audit (db, actor, "closure.undone", "closure", step.id, step.before, step.after, error) &&
         nx_centre_store_tell_all (db, actor, step.id, error);
}

/* The step is about the coach; the exception is in its states. */
static gboolean
apply_exception (NxDb *db, const NxActor *actor, const NxConfig *config G_GNUC_UNUSED, JsonObject *object, char **inverse, GError **error)
{
  g_auto (Step) step = { 0 };
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (NxAvailabilityException) exception = NULL;
  gboolean comes_back;

  if (!step_read (object, &step, inverse, error))
    return FALSE;
  comes_back = JSON_NODE_HOLDS_OBJECT (step.to);
  exception = nx_record_from_json (NX_TYPE_AVAILABILITY_EXCEPTION, json_node_get_object (comes_back ? step.to : step.from), error);
  found = exception != NULL ? nx_exceptions_store_get (db, step.id, exception->id, error) : NULL;
  if (found == NULL)
    return FALSE;
  if (!is_as_left (found, NX_TYPE_AVAILABILITY_EXCEPTION, step.from))
    return refuse_changed (db, actor, "coach", step.id, error);

  return (comes_back ? nx_exceptions_store_add (db, actor, exception, error) : nx_exceptions_store_remove (db, exception->id, error)) &&
         nx_audit (db, actor, "coach.exception_undone", "coach", step.id, step.before, step.after, error) &&
         nx_live_publish (db, actor, "availability.changed", step.id, step.id, NULL, error);
}

static gboolean
same_ranges (GPtrArray *a, GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    if (!nx_record_equal (g_ptr_array_index (a, i), g_ptr_array_index (b, i)))
      return FALSE;

  return TRUE;
}

static GPtrArray *
read_ranges (JsonNode *node, GError **error)
{
  GPtrArray *ranges = NULL;

  if (JSON_NODE_HOLDS_ARRAY (node))
    ranges = nx_record_list_from_json (NX_TYPE_AVAILABILITY_RANGE, json_node_get_array (node), error);
  else
    refuse (error, _ ("What was done cannot be read any more."));

  return ranges;
}

static gboolean
apply_availability (NxDb *db, const NxActor *actor, const NxConfig *config G_GNUC_UNUSED, JsonObject *object, char **inverse, GError **error)
{
  g_auto (Step) step = { 0 };
  g_autoptr (GPtrArray) now = NULL, left = NULL, ranges = NULL;

  if (!step_read (object, &step, inverse, error) || !nx_coaches_store_lock (db, step.id, error))
    return FALSE;
  left = read_ranges (step.from, error);
  ranges = left != NULL ? read_ranges (step.to, error) : NULL;
  now = ranges != NULL ? nx_coaches_store_ranges (db, step.id, error) : NULL;
  if (now == NULL)
    return FALSE;
  if (!same_ranges (now, left))
    return refuse_changed (db, actor, "coach", step.id, error);

  return nx_coaches_store_set_ranges (db, actor, step.id, ranges, error) &&
         nx_audit (db, actor, "coach.availability_undone", "coach", step.id, step.before, step.after, error) &&
         nx_live_publish (db, actor, "availability.changed", step.id, step.id, NULL, error);
}

extern const NxStepKind nx_coaches_steps[];
const NxStepKind nx_coaches_steps[] = {
  { "availability.set", apply_availability },
  { "closure.set", apply_closure },
  { "exception.set", apply_exception },
  { NULL, NULL },
};
