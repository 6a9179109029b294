/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/series/absences.h"

#include <glib/gi18n-lib.h>
#include "common/nx-random.h"
#include "server/coaches/coaches.h"
#include "server/nx-audit.h"
#include "server/series/absences-proposals.h"
#include "server/series/series-weeks.h"
#include "server/undo/undo.h"

/* Longer than that a coach has left. */
#define LONGEST (366 * NX_TIME_DAY)

static const NxEnumValue actions[] = {
  { "MOVE", NC_ ("CoverAction", "Move") },
  { "CANCEL", NC_ ("CoverAction", "Cancel") },
  { "KEEP", NC_ ("CoverAction", "Keep") },
  { NULL },
};
const NxEnum nx_cover_action_enum = { "CoverAction", actions };

static gboolean
unknown (GError **error, const char *sentence)
{
  g_set_error_literal (error, NX_ERROR, NX_ERROR_NOT_FOUND, sentence);

  return FALSE;
}

static void
write_absence (const NxAbsence *absence, NxJsonWriter *json)
{
  nx_json_begin_object (json, "absence");
  nx_json_add_string (json, "id", absence->id);
  nx_json_add_string (json, "coachId", absence->coach_id);
  nx_json_add_string (json, "pseudonym", absence->pseudonym);
  nx_json_add_time (json, "from", absence->from);
  nx_json_add_time (json, "to", absence->to);
  nx_json_add_string (json, "reason", absence->reason);
  nx_json_add_time (json, "coveredAt", absence->covered_at);
  nx_json_end_object (json);
}

static gboolean
write_touched (NxDb *db, const NxActor *actor, const NxConfig *config, const NxAbsence *absence, NxJsonWriter *json, GError **error)
{
  g_autoptr (NxRows) rows = nx_absences_store_touched (db, actor, absence, error);
  g_autoptr (NxProposals) proposals = nx_proposals_new (actor, absence);

  if (rows == NULL)
    return FALSE;
  nx_json_begin_array (json, "sessions");
  for (guint i = 0; i < nx_rows_count (rows); i++)
    {
      g_autoptr (NxSession) session = nx_booking_get (db, actor, config, nx_rows_text (rows, i, "id"), error);

      if (session == NULL)
        return FALSE;
      nx_json_begin_object (json, NULL);
      nx_record_write (NX_RECORD (session), json, "session");
      if (!nx_proposals_write (proposals, db, rows, i, json, error))
        return FALSE;
      nx_json_end_object (json);
    }
  nx_json_end_array (json);

  return TRUE;
}

/* Recording */

typedef struct
{
  const NxActor *actor;
  const NxConfig *config;
  const char *coach_id, *reason;
  gint64 from, to;
  gboolean dry_run;
  NxJsonWriter *json;
} Adding;

static char *
step_json (const char *op, const char *absence_id)
{
  return g_strdup_printf ("{\"op\":\"%s\",\"absenceId\":\"%s\"}", op, absence_id);
}

static gboolean
record (NxDb *db, const NxActor *actor, const char *action, const NxAbsence *absence, GError **error)
{
  g_autoptr (NxJsonWriter) json = nx_json_writer_new ();
  g_autofree char *after = NULL;

  nx_json_begin_object (json, NULL);
  nx_json_add_string (json, "coachId", absence->coach_id);
  nx_json_add_time (json, "from", absence->from);
  nx_json_add_time (json, "to", absence->to);
  nx_json_add_string (json, "reason", absence->reason);
  nx_json_end_object (json);
  after = nx_json_writer_end (json, NULL);

  return nx_audit (db, actor, action, "absence", absence->id, NULL, after, error) &&
         nx_live_publish (db, actor, "availability.changed", absence->coach_id, absence->coach_id, NULL, error);
}

static gboolean
add (NxDb *db, gpointer data, GError **error)
{
  Adding *adding = data;
  const NxActor *actor = adding->actor;
  g_autofree char *id = nx_uuid_new (actor->now), *exception_id = nx_uuid_new (actor->now), *step = step_json ("absence.end", id);
  g_auto (NxAbsence) absence = { 0 };

  if (!nx_absences_store_add (db, actor, id, exception_id, adding->coach_id, adding->from, adding->to, adding->reason, error) ||
      !nx_absences_store_get (db, id, NULL, &absence, error) ||
      !nx_action_add_step (db, actor, "absence.added", absence.coach_id, step, error) ||
      !record (db, actor, "absence.added", &absence, error))
    return FALSE;

  if (adding->dry_run)
    nx_json_add_null (adding->json, "absence");
  else
    write_absence (&absence, adding->json);

  return write_touched (db, actor, adding->config, &absence, adding->json, error);
}

static gboolean
check_period (const NxActor *actor, gint64 from, gint64 to, GError **error)
{
  if (to <= from)
    return nx_error_refuse_member (error, "to", _ ("The end must come after the beginning."));
  if (to <= actor->now)
    return nx_error_refuse_member (error, "to", _ ("This absence is over already."));
  if (to - from > LONGEST)
    return nx_error_refuse_member (error, "to", _ ("An absence lasts a year at most."));
  if (from < actor->now - LONGEST || to > actor->now + 2 * LONGEST)
    return nx_error_refuse_member (error, "from", _ ("The absence must lie within the next two years."));

  return TRUE;
}

gboolean
nx_absence_add (NxDb *db, const NxActor *actor, const NxConfig *config, const char *coach_id, gint64 from, gint64 to,
                const char *reason, gboolean dry_run, NxJsonWriter *json, GError **error)
{
  Adding adding = { actor, config, coach_id, reason, from, to, dry_run, json };
  g_autoptr (NxCoach) coach = NULL;

  g_return_val_if_fail (nx_db_in_transaction (db), FALSE);

  if (!nx_uuid_is_valid (coach_id) || (actor->role == NX_ROLE_COACH && g_ascii_strcasecmp (coach_id, actor->coach_id) != 0))
    return unknown (error, _ ("There is no such coach."));
  coach = nx_coach_get (db, actor, coach_id, error);
  if (coach == NULL || !check_period (actor, from, to, error))
    return FALSE;

  return nx_series_trial (db, dry_run, add, &adding, error);
}

/* Reading */

gboolean
nx_absence_write (NxDb *db, const NxActor *actor, const NxConfig *config, const char *absence_id, NxJsonWriter *json,
                  GError **error)
{
  g_auto (NxAbsence) absence = { 0 };

  if (nx_uuid_is_valid (absence_id) &&
      !nx_absences_store_get (db, absence_id, actor->role == NX_ROLE_COACH ? actor->coach_id : NULL, &absence, error))
    return FALSE;
  if (absence.id == NULL || absence.cancelled_at != NX_TIME_NONE)
    return unknown (error, _ ("There is no such absence."));
  write_absence (&absence, json);

  return write_touched (db, actor, config, &absence, json, error);
}

gboolean
nx_absences_write (NxDb *db, const NxActor *actor, gint64 from, gint64 to, NxJsonWriter *json, GError **error)
{
  g_autoptr (NxRows) rows
      = nx_absences_store_list (db, actor, actor->role == NX_ROLE_COACH ? actor->coach_id : NULL, from, to, error);

  if (rows == NULL)
    return FALSE;
  nx_json_begin_array (json, "items");
  for (guint i = 0; i < nx_rows_count (rows); i++)
    {
      nx_json_begin_object (json, NULL);
      nx_json_add_string (json, "id", nx_rows_text (rows, i, "id"));
      nx_json_add_string (json, "coachId", nx_rows_text (rows, i, "coach_id"));
      nx_json_add_string (json, "pseudonym", nx_rows_text (rows, i, "pseudonym"));
      nx_json_add_time (json, "from", nx_rows_time (rows, i, "starts"));
      nx_json_add_time (json, "to", nx_rows_time (rows, i, "ends"));
      nx_json_add_string (json, "reason", nx_rows_text (rows, i, "reason"));
      nx_json_add_time (json, "coveredAt", nx_rows_time (rows, i, "covered_at"));
      nx_json_add_int (json, "touched", nx_rows_int (rows, i, "touched"));
      nx_json_end_object (json);
    }
  nx_json_end_array (json);
  nx_json_add_null (json, "nextCursor");

  return TRUE;
}

/* Taking back */

static gboolean
find_absence (NxDb *db, JsonObject *step, NxAbsence *absence, GError **error)
{
  const char *id = NULL;

  if (nx_json_get_string (step, "absenceId", &id) && !nx_absences_store_lock (db, id, NULL, absence, error))
    return FALSE;
  if (absence->id != NULL)
    return TRUE;
  g_set_error_literal (error, NX_ERROR, NX_ERROR_CANNOT_UNDO, _ ("This absence no longer exists."));

  return FALSE;
}

static gboolean
apply_end (NxDb *db, const NxActor *actor, const NxConfig *config, JsonObject *step, char **inverse, GError **error)
{
  g_auto (NxAbsence) absence = { 0 };

  if (!find_absence (db, step, &absence, error))
    return FALSE;
  *inverse = step_json ("absence.restore", absence.id);

  return nx_absences_store_end (db, actor, &absence, error) && record (db, actor, "absence.ended", &absence, error);
}

static gboolean
apply_restore (NxDb *db, const NxActor *actor, const NxConfig *config, JsonObject *step, char **inverse, GError **error)
{
  g_auto (NxAbsence) absence = { 0 };
  g_autofree char *exception_id = nx_uuid_new (actor->now);

  if (!find_absence (db, step, &absence, error))
    return FALSE;
  *inverse = step_json ("absence.end", absence.id);

  return nx_absences_store_restore (db, actor, &absence, exception_id, error)
         && record (db, actor, "absence.added", &absence, error);
}

/* Sessions that go back to the absent coach find the time open; the absence is there again when they are back. */
static gboolean
shut (NxDb *db, const NxActor *actor, const NxAbsence *absence, GError **error)
{
  g_autofree char *exception_id = nx_uuid_new (actor->now);

  return absence->exception_id != NULL || absence->cancelled_at != NX_TIME_NONE ||
         nx_absences_store_restore (db, actor, absence, exception_id, error);
}

static gboolean
apply_door (NxDb *db, const NxActor *actor, const NxConfig *config, JsonObject *step, char **inverse, GError **error)
{
  g_auto (NxAbsence) absence = { 0 };
  gboolean open = FALSE;

  if (!find_absence (db, step, &absence, error))
    return FALSE;
  if (!nx_json_get_bool (step, "open", &open))
    open = FALSE;
  *inverse = g_strdup_printf ("{\"op\":\"absence.door\",\"absenceId\":\"%s\",\"open\":%s}", absence.id, open ? "false" : "true");
  if (!open)
    return shut (db, actor, &absence, error);

  return absence.exception_id == NULL || nx_absences_store_open (db, &absence, error);
}

static gboolean
apply_covered (NxDb *db, const NxActor *actor, const NxConfig *config, JsonObject *step, char **inverse, GError **error)
{
  g_auto (NxAbsence) absence = { 0 };
  gboolean covered = FALSE;

  if (!find_absence (db, step, &absence, error))
    return FALSE;
  if (!nx_json_get_bool (step, "covered", &covered))
    covered = FALSE;
  *inverse = g_strdup_printf ("{\"op\":\"absence.covered\",\"absenceId\":\"%s\",\"covered\":%s}", absence.id,
                              absence.covered_at != NX_TIME_NONE ? "true" : "false");

  return shut (db, actor, &absence, error) &&
         nx_absences_store_set_covered (db, absence.id, covered ? actor->now : NX_TIME_NONE, error) &&
         record (db, actor, "absence.covered", &absence, error);
}

extern const NxStepKind nx_absences_steps[];
const NxStepKind nx_absences_steps[] = {
  { "absence.end", apply_end },
  { "absence.restore", apply_restore },
  { "absence.covered", apply_covered },
  { "absence.door", apply_door },
  { NULL },
};
