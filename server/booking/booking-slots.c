/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/booking/booking-slots.h"

#include <glib/gi18n-lib.h>

#include "common/nx-format.h"
#include "server/booking/booking.h"
#include "server/coaches/coaches.h"
#include "server/html/nx-page-session.h"

/* Free starts as the pages show them: a list of days with full dates, then the hours of one day. */

static gint64
start_of_day (gint32 date, GTimeZone *zone)
{
  gint64 time;

  /* Where midnight does not exist, clocks were put forward at it: the day begins at one. */
  if (nx_time_from_local (date, 0, zone, &time) || nx_time_from_local (date, 60, zone, &time))
    return time;
  return (gint64) date * NX_TIME_DAY;
}

GPtrArray *
nx_choice_slots (const NxChoice *choice, NxDb *db, const NxActor *actor, gint32 from, int days, GError **error)
{
  GTimeZone *zone = nx_page_zone (actor);
  NxSlotQuery query = {
    .coach_id = choice->coach != NULL ? choice->coach->id : NULL,
    .subject = choice->subject,
    .type = choice->type,
    .from = MAX (start_of_day (from, zone), actor->now),
    .to = start_of_day (from + days, zone),
    .student_id = choice->student->id,
  };

  return nx_coaches_slots (db, actor, &query, error);
}

static gint32
day_of (GPtrArray *slots, guint i, const NxActor *actor)
{
  const NxSlot *slot = g_ptr_array_index (slots, i);

  return nx_time_date_in_zone (slot->start, nx_page_zone (actor));
}

/* Slots come by start; several coaches may be free at one. */
static guint
count_starts (GPtrArray *slots, guint first, guint end)
{
  guint n = 0;

  for (guint i = first; i < end; i++)
    {
      const NxSlot *slot = g_ptr_array_index (slots, i);

      if (i == first || slot->start != ((NxSlot *) g_ptr_array_index (slots, i - 1))->start)
        n++;
    }
  return n;
}

void
nx_slots_write_days (GPtrArray *slots, const NxChoice *choice, gint32 from, const NxActor *actor, NxJsonWriter *model)
{
  nx_json_begin_array (model, "days");
  for (guint i = 0, end; i < slots->len; i = end)
    {
      gint32 day = day_of (slots, i, actor);
      g_autofree char *date = nx_format_date (day);
      g_autofree char *address = nx_choice_address (choice, "/reserver/creneaux", from, day);
      g_autofree char *href = g_strconcat (address, "#creneaux", NULL);

      for (end = i + 1; end < slots->len && day_of (slots, end, actor) == day; end++)
        ;
      nx_json_begin_object (model, NULL);
      nx_json_add_string (model, "date", date);
      nx_json_add_int (model, "count", count_starts (slots, i, end));
      nx_json_add_string (model, "href", href);
      nx_json_end_object (model);
    }
  nx_json_end_array (model);
  nx_json_add_bool (model, "hasDays", slots->len > 0);
}

static void
write_hour (const NxSlot *slot, guint coaches, const NxActor *actor, gboolean with_day, NxJsonWriter *model)
{
  g_autofree char *value = nx_time_format (slot->start);
  g_autofree char *hour = nx_format_time (slot->start, nx_page_zone (actor));
  g_autofree char *date = nx_format_date_short (nx_time_date_in_zone (slot->start, nx_page_zone (actor)));
  g_autofree char *centre = nx_format_time (slot->start, NULL);

  nx_json_begin_object (model, NULL);
  nx_json_add_string (model, "value", value);
  nx_json_add_string (model, "hour", hour);
  nx_json_add_string (model, "date", with_day ? date : NULL);
  nx_json_add_string (model, "centre", nx_page_is_away (actor, slot->start) ? centre : NULL);
  nx_json_add_int (model, "coaches", coaches);
  nx_json_add_bool (model, "severalCoaches", coaches > 1);
  nx_json_end_object (model);
}

void
nx_slots_write_hours (GPtrArray *slots, const NxActor *actor, gboolean with_day, NxJsonWriter *model)
{
  nx_json_begin_array (model, "slots");
  for (guint i = 0, end; i < slots->len; i = end)
    {
      const NxSlot *slot = g_ptr_array_index (slots, i);

      for (end = i + 1; end < slots->len && ((NxSlot *) g_ptr_array_index (slots, end))->start == slot->start; end++)
        ;
      write_hour (slot, end - i, actor, with_day, model);
    }
  nx_json_end_array (model);
  nx_json_add_bool (model, "hasSlots", slots->len > 0);
}

static gint64
distance (GPtrArray *slots, guint i, gint64 wanted)
{
  return ABS (((NxSlot *) g_ptr_array_index (slots, i))->start - wanted);
}

GPtrArray *
nx_slots_nearest (GPtrArray *slots, gint64 wanted, guint limit)
{
  g_autoptr (GPtrArray) starts = g_ptr_array_new_with_free_func (g_object_unref);
  guint first = 0, end;

  for (guint i = 0; i < slots->len; i++)
    if (count_starts (slots, i > 0 ? i - 1 : 0, i + 1) == (i > 0 ? 2 : 1))
      g_ptr_array_add (starts, g_object_ref (g_ptr_array_index (slots, i)));

  /* They are by time: the nearest are neighbours. Drop the farther end until few enough are left. */
  for (end = starts->len; end - first > limit;)
    {
      if (distance (starts, first, wanted) > distance (starts, end - 1, wanted))
        first++;
      else
        end--;
    }
  g_ptr_array_set_size (starts, (int) end);
  if (first > 0)
    g_ptr_array_remove_range (starts, 0, first);
  return g_steal_pointer (&starts);
}
