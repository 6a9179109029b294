/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/coaches/centre-store.h"

#include <glib/gi18n-lib.h>
#include "common/nx-random.h"
#include "server/coaches/coaches-steps.h"
#include "server/nx-audit.h"

/* A summer is ten weeks; a year is a mistake in the date. */
#define MOST_DAYS 200

/* --- rooms --- */

GPtrArray *
nx_rooms_list (NxDb *db, const NxActor *actor, GError **error)
{
  return nx_centre_store_rooms (db, error);
}

gboolean
nx_room_add (NxDb *db, const NxActor *actor, NxRoom *room, GError **error)
{
  g_autofree char *after = NULL;

  g_free (room->id);
  room->id = nx_uuid_new (actor->now);
  after = nx_hours_text (room);

  return nx_centre_store_add_room (db, room, error) && nx_audit (db, actor, "room.added", "room", room->id, NULL, after, error);
}

static gpointer
one_of (GPtrArray *records, const char *sentence, GError **error)
{
  if (records == NULL)
    return NULL;
  if (records->len == 0)
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_NOT_FOUND, sentence);
      return NULL;
    }

  return g_object_ref (g_ptr_array_index (records, 0));
}

static GPtrArray *
nothing (void)
{
  return g_ptr_array_new_with_free_func (g_object_unref);
}

NxRoom *
nx_room_change (NxDb *db, const NxActor *actor, const char *room_id, const char *name, int capacity, int active, GError **error)
{
  g_autoptr (GPtrArray) found = nx_uuid_is_valid (room_id) ? nx_centre_store_room (db, room_id, error) : nothing ();
  g_autoptr (NxRoom) room = one_of (found, _ ("There is no such room."), error);
  g_autofree char *before = NULL, *after = NULL;

  if (room == NULL)
    return NULL;

  before = nx_hours_text (room);
  if (name != NULL)
    {
      g_free (room->name);
      room->name = g_strdup (name);
    }
  if (capacity > 0)
    room->capacity = capacity;
  if (active >= 0)
    room->active = active;
  after = nx_hours_text (room);
  if (!nx_centre_store_set_room (db, room, error) ||
      !nx_audit (db, actor, "room.changed", "room", room->id, before, after, error))
    return NULL;

  return g_steal_pointer (&room);
}

/* --- closures --- */

GPtrArray *
nx_closures_list (NxDb *db, const NxActor *actor, gint32 from, gint32 to, GError **error)
{
  if (from != NX_DATE_NONE && to != NX_DATE_NONE && to < from)
    {
      nx_error_refuse_member (error, "to", _ ("The last day must not come before the first."));
      return NULL;
    }

  return nx_centre_store_closures (db, from, to, error);
}

static gboolean
check_closure (const NxClosure *closure, GError **error)
{
  if (closure->lastDay < closure->firstDay)
    return nx_error_refuse_member (error, "lastDay", _ ("The last day must not come before the first."));
  if (closure->lastDay - closure->firstDay >= MOST_DAYS)
    return nx_error_refuse_member (error, "lastDay", _ ("The centre is never closed for longer than half a year: check the dates."));

  return TRUE;
}

static gboolean
put_closure (NxDb *db, const NxActor *actor, const NxClosure *closure, const char *before, GError **error)
{
  g_autofree char *after = nx_hours_text ((gpointer) closure);

  return check_closure (closure, error) && nx_centre_store_put_closure (db, closure, error) &&
         nx_hours_changed (db, actor, "closure.set", before == NULL ? "closure.added" : "closure.changed", "closure", closure->id,
                           before, after, error) &&
         nx_centre_store_tell_all (db, actor, closure->id, error);
}

gboolean
nx_closure_add (NxDb *db, const NxActor *actor, NxClosure *closure, GError **error)
{
  g_free (closure->id);
  closure->id = nx_uuid_new (actor->now);

  return put_closure (db, actor, closure, NULL, error);
}

static NxClosure *
lock_closure (NxDb *db, const char *closure_id, GError **error)
{
  g_autoptr (GPtrArray) found = nx_uuid_is_valid (closure_id) ? nx_centre_store_closure (db, closure_id, error) : nothing ();

  return one_of (found, _ ("There is no such closure."), error);
}

NxClosure *
nx_closure_change (NxDb *db, const NxActor *actor, const char *closure_id, gint32 first_day, gint32 last_day, const char *name,
                   int bookable, GError **error)
{
  g_autoptr (NxClosure) closure = lock_closure (db, closure_id, error);
  g_autofree char *before = NULL;

  if (closure == NULL)
    return NULL;

  before = nx_hours_text (closure);
  if (first_day != NX_DATE_NONE)
    closure->firstDay = first_day;
  if (last_day != NX_DATE_NONE)
    closure->lastDay = last_day;
  if (name != NULL)
    {
      g_free (closure->name);
      closure->name = g_strdup (name);
    }
  if (bookable >= 0)
    closure->bookable = bookable;

  return put_closure (db, actor, closure, before, error) ? g_steal_pointer (&closure) : NULL;
}

gboolean
nx_closure_remove (NxDb *db, const NxActor *actor, const char *closure_id, GError **error)
{
  g_autoptr (NxClosure) closure = lock_closure (db, closure_id, error);
  g_autofree char *before = nx_hours_text (closure);

  return closure != NULL && nx_centre_store_remove_closure (db, closure->id, error) &&
         nx_hours_changed (db, actor, "closure.set", "closure.removed", "closure", closure->id, before, NULL, error) &&
         nx_centre_store_tell_all (db, actor, closure->id, error);
}
