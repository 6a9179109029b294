/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/coaches/coaches-store.h"

#include <glib/gi18n-lib.h>
#include "common/nx-random.h"
#include "server/coaches/coaches-input.h"
#include "server/coaches/coaches-steps.h"
#include "server/nx-audit.h"

GPtrArray *
nx_coaches_list (NxDb *db, const NxActor *actor, GError **error)
{
  return nx_coaches_store_list (db, error);
}

NxCoach *
nx_coach_get (NxDb *db, const NxActor *actor, const char *coach_id, GError **error)
{
  g_autoptr (GPtrArray) coaches = NULL;

  if (nx_uuid_is_valid (coach_id))
    {
      coaches = nx_coaches_store_get (db, coach_id, error);
      if (coaches == NULL)
        return NULL;
    }
  if (coaches == NULL || coaches->len == 0)
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_NOT_FOUND, _ ("There is no such coach."));
      return NULL;
    }

  return g_object_ref (g_ptr_array_index (coaches, 0));
}

GPtrArray *
nx_coach_availability (NxDb *db, const NxActor *actor, const char *coach_id, GError **error)
{
  g_autoptr (NxCoach) coach = nx_coach_get (db, actor, coach_id, error);

  return coach != NULL ? nx_coaches_store_ranges (db, coach_id, error) : NULL;
}

static const char *
find_fault (GPtrArray *ranges, guint n)
{
  const NxAvailabilityRange *range = g_ptr_array_index (ranges, n);

  if (range->weekday < 1 || range->weekday > 7)
    return _ ("A weekday is a number from 1, Monday, to 7, Sunday.");
  if (range->startMinute < 0 || range->endMinute > 1440 || range->startMinute % NX_SLOT_GRID != 0 || range->endMinute % NX_SLOT_GRID != 0)
    return _ ("Start and end are minutes of the day on quarters of an hour.");
  if (range->endMinute <= range->startMinute)
    return _ ("A range must end after it starts.");
  if (range->types == 0)
    return _ ("A range needs at least one modality.");

  for (guint i = 0; i < n; i++)
    {
      const NxAvailabilityRange *other = g_ptr_array_index (ranges, i);

      if (other->weekday == range->weekday && other->startMinute < range->endMinute && range->startMinute < other->endMinute)
        return _ ("Two ranges of one day overlap.");
    }

  return NULL;
}

static char *
ranges_json (GPtrArray *ranges)
{
  g_autoptr (NxJsonWriter) json = nx_json_writer_new ();

  nx_json_begin_array (json, NULL);
  for (guint i = 0; i < ranges->len; i++)
    nx_record_write (g_ptr_array_index (ranges, i), json, NULL);
  nx_json_end_array (json);

  return nx_json_writer_end (json, NULL);
}

static int
compare_ranges (gconstpointer a, gconstpointer b)
{
  const NxAvailabilityRange *x = *(NxAvailabilityRange *const *) a, *y = *(NxAvailabilityRange *const *) b;

  return x->weekday != y->weekday ? (int) (x->weekday - y->weekday) : (int) (x->startMinute - y->startMinute);
}

gboolean
nx_coach_set_availability (NxDb *db, const NxActor *actor, const char *coach_id, GPtrArray *ranges, GError **error)
{
  g_autoptr (GPtrArray) before = NULL;
  g_autofree char *before_json = NULL, *after_json = NULL;

  if (actor->role == NX_ROLE_COACH && g_strcmp0 (actor->coach_id, coach_id) != 0)
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_NOT_FOUND, _ ("There is no such coach."));
      return FALSE;
    }
  /* Two that save at once would else each delete what was there before and both add theirs. */
  if (nx_uuid_is_valid (coach_id) && !nx_coaches_store_lock (db, coach_id, error))
    return FALSE;
  before = nx_coach_availability (db, actor, coach_id, error);
  if (before == NULL)
    return FALSE;

  for (guint i = 0; i < ranges->len; i++)
    {
      const char *sentence = find_fault (ranges, i);

      if (sentence != NULL)
        {
          g_propagate_error (error, nx_input_fault ("ranges", sentence));
          return FALSE;
        }
    }

  /* As they are read back: an undo compares. */
  g_ptr_array_sort (ranges, compare_ranges);
  before_json = ranges_json (before);
  after_json = ranges_json (ranges);

  return nx_coaches_store_set_ranges (db, actor, coach_id, ranges, error) &&
         nx_hours_changed (db, actor, "availability.set", "coach.availability_changed", "coach", coach_id, before_json, after_json,
                           error) &&
         nx_live_publish (db, actor, "availability.changed", coach_id, coach_id, NULL, error) &&
         nx_db_flush (db, error);
}
