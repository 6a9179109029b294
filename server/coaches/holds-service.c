/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/coaches/holds-store.h"

#include <glib/gi18n-lib.h>
#include "common/nx-random.h"
#include "server/booking/booking-rules.h"
#include "server/coaches/coaches.h"
#include "server/coaches/coaches-input.h"
#include "server/families/families.h"
#include "server/nx-audit.h"

/* A family that tries one time after the other does not come near it; one that keeps a coach from all others does: of an hour it
 * has half at most. */
#define HOLDS_AN_HOUR 60
#define HOLDS_OF_A_COACH 10

static gboolean
is_family (const NxActor *actor)
{
  return actor->role == NX_ROLE_PARENT || actor->role == NX_ROLE_ELEVE;
}

static gboolean
check_who (NxDb *db, const NxActor *actor, const NxHoldRequest *request, GError **error)
{
  g_autofree char *bucket = g_strconcat ("hold:", actor->user_id, NULL), *of_coach = NULL;
  g_autoptr (NxCoach) coach = NULL;

  if (actor->role == NX_ROLE_COACH && g_strcmp0 (request->coach_id, actor->coach_id) != 0)
    return nx_booking_refuse (error, NX_ERROR_NOT_FOUND, _ ("There is no such coach."));
  if (request->student_id != NULL && !nx_families_check_student (db, actor, request->student_id, error))
    return FALSE;
  if (is_family (actor) && !nx_rate_limit (db, bucket, HOLDS_AN_HOUR, 3600, actor->now, error))
    return FALSE;

  coach = nx_coach_get (db, actor, request->coach_id, error);
  if (coach == NULL)
    return FALSE;
  of_coach = g_strconcat (bucket, ":", coach->id, NULL);

  return !is_family (actor) || nx_rate_limit (db, of_coach, HOLDS_OF_A_COACH, 3600, actor->now, error);
}

static gboolean
find_room (NxDb *db, const char *name, char **room_id, GError **error)
{
  *room_id = NULL;
  if (name == NULL)
    return TRUE;
  if (!nx_holds_store_room (db, name, room_id, error))
    return FALSE;
  if (*room_id != NULL)
    return TRUE;

  g_propagate_error (error, nx_input_fault ("room", _ ("There is no such room.")));
  return FALSE;
}

static NxHold *
make_hold (const NxActor *actor, const char *id, const NxHoldRequest *request)
{
  NxHold *hold = g_object_new (NX_TYPE_HOLD, NULL);

  hold->id = g_strdup (id);
  hold->coachId = g_strdup (request->coach_id);
  hold->scheduledAt = request->scheduled_at;
  hold->duration = request->duration;
  hold->room = g_strdup (request->room);
  hold->byMe = request->waiting_id == NULL;
  if (hold->byMe && actor->first_name != NULL)
    hold->byName = g_strjoin (" ", actor->first_name, actor->last_name, NULL);
  hold->expiresAt = request->expires_at;

  return hold;
}

NxHold *
nx_hold_take (NxDb *db, const NxActor *actor, const NxHoldRequest *wanted, GError **error)
{
  NxHoldRequest request = *wanted;
  g_autofree char *id = nx_uuid_new (actor->now), *room_id = NULL;

  g_return_val_if_fail (nx_db_in_transaction (db), NULL);
  g_return_val_if_fail (actor->user_id != NULL || request.waiting_id != NULL, NULL);

  if (request.duration == 0)
    request.duration = nx_booking_default_duration (NX_SERVICE_COURS_ONLINE);
  /* A family moves no session: to keep the time of somebody else's would be in the way of whoever does. */
  if (is_family (actor))
    request.session_id = NULL;
  if (request.expires_at == NX_TIME_NONE)
    request.expires_at = actor->now + NX_HOLD_TIME;
  if (!nx_booking_check_time (actor, request.scheduled_at, request.duration, error) ||
      (request.waiting_id == NULL && !check_who (db, actor, &request, error)) ||
      !find_room (db, request.room, &room_id, error) ||
      !nx_holds_store_take (db, actor, id, room_id, &request, is_family (actor), error) ||
      !nx_live_publish (db, actor, "hold.changed", request.coach_id, request.coach_id, NULL, error))
    return NULL;

  return make_hold (actor, id, &request);
}

gboolean
nx_hold_release (NxDb *db, const NxActor *actor, const char *hold_id, GError **error)
{
  g_autofree char *coach_id = NULL;

  if (nx_uuid_is_valid (hold_id) && !nx_holds_store_release (db, actor, hold_id, &coach_id, error))
    return FALSE;
  if (coach_id == NULL)
    return nx_booking_refuse (error, NX_ERROR_NOT_FOUND, _ ("There is no such hold."));

  return nx_live_publish (db, actor, "hold.changed", coach_id, coach_id, NULL, error);
}

gboolean
nx_hold_end_offer (NxDb *db, const NxActor *actor, const char *waiting_id, GError **error)
{
  return nx_holds_store_end_offer (db, actor, waiting_id, error);
}

gboolean
nx_holds_end (NxDb *db, const NxActor *actor, const char *coaches, const char *student_id, gint64 start, gint64 end, GError **error)
{
  return nx_holds_store_end (db, actor, coaches, student_id, start, end, error);
}

GPtrArray *
nx_holds_list (NxDb *db, const NxActor *actor, gint64 from, gint64 to, GError **error)
{
  return nx_holds_store_list (db, actor, from, to, error);
}

char *
nx_holds_refusal (const NxActor *actor, const char *by)
{
  if (*by == '\0')
    return g_strdup (_ ("This time is offered to a family on the waiting list at the moment."));
  if (is_family (actor) || actor->role < 0)
    return g_strdup (_ ("Somebody is booking this time at the moment."));

  /* TRANSLATORS: a name. */
  return g_strdup_printf (_ ("%s is booking this time at the moment."), by);
}
