/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/waiting/waiting-private.h"

#include <glib/gi18n-lib.h>
#include "common/nx-json.h"
#include "server/booking/booking-rules.h"
#include "server/undo/undo.h"

/* What takes joining, leaving and accepting back. A name that comes back has its old place. */

char *
nx_waiting_step (const char *op, const char *id, const char *status)
{
  g_autoptr (NxJsonWriter) json = nx_json_writer_new ();

  nx_json_begin_object (json, NULL);
  nx_json_add_string (json, "op", op);
  nx_json_add_string (json, "id", id);
  if (status != NULL)
    nx_json_add_string (json, "status", status);
  nx_json_end_object (json);

  return nx_json_writer_end (json, NULL);
}

static gboolean
close_name (NxDb *db, const NxActor *actor, const NxConfig *config, JsonObject *step, char **inverse, GError **error)
{
  const char *id = json_object_get_string_member (step, "id"), *status = json_object_get_string_member (step, "status");
  g_autoptr (NxWaitingEntry) entry = nx_waiting_get (db, actor, id, error);
  gboolean ended;

  if (entry == NULL || !nx_waiting_store_end (db, id, status, NULL, actor->now, &ended, error))
    return FALSE;
  if (!ended)
    return nx_booking_refuse (error, NX_ERROR_CANNOT_UNDO, entry->status == NX_WAITING_ACCEPTED
                                                             ? _ ("The place that the name waited for was accepted meanwhile.")
                                                             : _ ("This name is no longer on the list."));
  *inverse = nx_waiting_step ("waiting.reopen", id, NULL);

  return nx_waiting_record (db, actor, "waiting.left", entry, error);
}

static gboolean
reopen_name (NxDb *db, const NxActor *actor, const NxConfig *config, JsonObject *step, char **inverse, GError **error)
{
  const char *id = json_object_get_string_member (step, "id");
  g_autoptr (NxWaitingEntry) entry = nx_waiting_get (db, actor, id, error);
  gboolean reopened;

  if (entry == NULL || !nx_waiting_store_reopen (db, id, actor->now, &reopened, error))
    return FALSE;
  if (!reopened)
    return nx_booking_refuse (error, NX_ERROR_CANNOT_UNDO, _ ("The waiting list of this session is closed."));
  *inverse = nx_waiting_step ("waiting.close", id, nx_enum_slug (&nx_waiting_status_enum, entry->status));

  return nx_waiting_record (db, actor, "waiting.joined", entry, error);
}

extern const NxStepKind nx_waiting_steps[];
const NxStepKind nx_waiting_steps[] = {
  { "waiting.close", close_name },
  { "waiting.reopen", reopen_name },
  { NULL, NULL },
};
