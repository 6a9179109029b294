/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/coaches/exceptions-store.h"

#include <glib/gi18n-lib.h>
#include "common/nx-random.h"
#include "server/coaches/coaches.h"
#include "server/coaches/coaches-steps.h"
#include "server/nx-audit.h"

#define ALL_TYPES ((1u << NX_SERVICE_COURS_ONLINE) | (1u << NX_SERVICE_COURS_PRESENTIEL) | (1u << NX_SERVICE_ATELIER_GROUPE))

/* Whether the actor may look at and change this coach's: what is not theirs is not there. */
static gboolean
check_coach (NxDb *db, const NxActor *actor, const char *coach_id, GError **error)
{
  g_autoptr (NxCoach) coach = NULL;

  if (!nx_actor_is_office (actor) && (actor->coach_id == NULL || g_ascii_strcasecmp (actor->coach_id, coach_id) != 0))
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_NOT_FOUND, _ ("There is no such coach."));
      return FALSE;
    }
  coach = nx_coach_get (db, actor, coach_id, error);

  return coach != NULL;
}

GPtrArray *
nx_exceptions_list (NxDb *db, const NxActor *actor, const char *coach_id, gint64 from, gint64 to, GError **error)
{
  return check_coach (db, actor, coach_id, error) ? nx_exceptions_store_list (db, coach_id, from, to, error) : NULL;
}

static gboolean
check_times (const NxAvailabilityException *exception, GError **error)
{
  if (exception->from % NX_TIME_MINUTE != 0)
    return nx_error_refuse_member (error, "from", _ ("Give a time in whole minutes."));
  if (exception->to % NX_TIME_MINUTE != 0)
    return nx_error_refuse_member (error, "to", _ ("Give a time in whole minutes."));
  if (exception->to <= exception->from)
    return nx_error_refuse_member (error, "to", _ ("The end must come after the beginning."));
  if (exception->to - exception->from > 366 * NX_TIME_DAY)
    return nx_error_refuse_member (error, "to", _ ("An exception lasts a year at most."));

  return TRUE;
}

gboolean
nx_exception_add (NxDb *db, const NxActor *actor, NxAvailabilityException *exception, GError **error)
{
  g_autofree char *after = NULL;

  if (!check_coach (db, actor, exception->coachId, error) || !check_times (exception, error))
    return FALSE;

  g_free (exception->id);
  exception->id = nx_uuid_new (actor->now);
  if (exception->types == 0)
    exception->types = ALL_TYPES;
  after = nx_hours_text (exception);

  return nx_exceptions_store_add (db, actor, exception, error) &&
         nx_hours_changed (db, actor, "exception.set", "coach.exception_added", "coach", exception->coachId, NULL, after, error) &&
         nx_live_publish (db, actor, "availability.changed", exception->coachId, exception->coachId, NULL, error);
}

gboolean
nx_exception_remove (NxDb *db, const NxActor *actor, const char *coach_id, const char *exception_id, GError **error)
{
  g_autoptr (GPtrArray) found = NULL;
  g_autofree char *before = NULL;

  if (!check_coach (db, actor, coach_id, error))
    return FALSE;
  if (nx_uuid_is_valid (exception_id))
    {
      found = nx_exceptions_store_get (db, coach_id, exception_id, error);
      if (found == NULL)
        return FALSE;
    }
  if (found == NULL || found->len == 0)
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_NOT_FOUND, _ ("There is no such exception."));
      return FALSE;
    }

  before = nx_hours_text (g_ptr_array_index (found, 0));

  return nx_exceptions_store_remove (db, exception_id, error) &&
         nx_hours_changed (db, actor, "exception.set", "coach.exception_removed", "coach", coach_id, before, NULL, error) &&
         nx_live_publish (db, actor, "availability.changed", coach_id, coach_id, NULL, error);
}
