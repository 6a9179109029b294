/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/coaches/coaches-spans.h"
#include "server/coaches/coaches-store.h"

#include <glib/gi18n-lib.h>
#include "common/nx-random.h"
#include "server/booking/booking.h"
#include "server/coaches/coaches-input.h"
#include "server/families/families.h"

/* A coach's or a room's times while slots are computed. */
typedef struct
{
  char *id;
  GArray *open;  /* NxSpan */
  GArray *taken; /* NxSpan */
} Calendar;

static void
calendar_free (gpointer data)
{
  Calendar *self = data;

  g_free (self->id);
  g_array_unref (self->open);
  g_array_unref (self->taken);
  g_free (self);
}

static Calendar *
calendar_of (GPtrArray *calendars, const char *id)
{
  Calendar *calendar;

  for (guint i = 0; i < calendars->len; i++)
    {
      calendar = g_ptr_array_index (calendars, i);
      if (g_str_equal (calendar->id, id))
        return calendar;
    }

  calendar = g_new0 (Calendar, 1);
  calendar->id = g_strdup (id);
  calendar->open = g_array_new (FALSE, FALSE, sizeof (NxSpan));
  calendar->taken = g_array_new (FALSE, FALSE, sizeof (NxSpan));
  g_ptr_array_add (calendars, calendar);

  return calendar;
}

static GPtrArray *
read_openings (NxRows *rows, gint64 from, gint64 until)
{
  GPtrArray *coaches = g_ptr_array_new_with_free_func (calendar_free);

  for (guint i = 0; i < nx_rows_count (rows); i++)
    {
      Calendar *coach = calendar_of (coaches, nx_rows_text (rows, i, "coach_id"));

      if (nx_rows_text (rows, i, "weekday") != NULL)
        nx_spans_add_weekly (coach->open, (int) nx_rows_int (rows, i, "weekday"), (int) nx_rows_int (rows, i, "start_minute"),
                             (int) nx_rows_int (rows, i, "end_minute"), from, until);
    }

  return coaches;
}

/* @everyone: (out): what closes the time of all: holidays, and the student's own sessions. */
static void
read_taken (NxRows *rows, GPtrArray *coaches, GPtrArray *rooms, GArray *everyone)
{
  for (guint i = 0; i < nx_rows_count (rows); i++)
    {
      const char *kind = nx_rows_text (rows, i, "kind"), *id = nx_rows_text (rows, i, "object_id");
      NxSpan span = { nx_rows_time (rows, i, "starts"), nx_rows_time (rows, i, "ends") };

      if (g_str_equal (kind, "session") || g_str_equal (kind, "away"))
        g_array_append_val (calendar_of (coaches, id)->taken, span);
      else if (g_str_equal (kind, "extra"))
        g_array_append_val (calendar_of (coaches, id)->open, span);
      else if (g_str_equal (kind, "student"))
        g_array_append_val (everyone, span);
      else if (g_str_equal (kind, "closed"))
        {
          gint32 last = nx_rows_date (rows, i, "last_day");

          for (gint32 day = nx_rows_date (rows, i, "first_day"); day <= last; day++)
            nx_spans_add_day (everyone, day, 0, 1440);
        }
      else
        {
          Calendar *room = calendar_of (rooms, id);

          if (g_str_equal (kind, "room"))
            g_array_append_val (room->taken, span);
          else
            g_array_append_val (room->open, span); /* its being there is what counts */
        }
    }
}

/* Whether a room that is large enough is free for all of it. */
static gboolean
has_room (GPtrArray *rooms, gint64 start, gint64 end)
{
  for (guint i = 0; i < rooms->len; i++)
    {
      Calendar *room = g_ptr_array_index (rooms, i);
      gboolean taken = room->open->len == 0;

      for (guint j = 0; !taken && j < room->taken->len; j++)
        {
          const NxSpan *span = &g_array_index (room->taken, NxSpan, j);

          taken = span->start < end && span->end > start;
        }
      if (!taken)
        return TRUE;
    }

  return FALSE;
}

static void
add_slots (GPtrArray *slots, Calendar *coach, GPtrArray *rooms, GArray *everyone, const NxSlotQuery *query, gint64 now)
{
  gint64 duration = query->duration * NX_TIME_MINUTE;
  g_autoptr (GArray) starts = NULL;

  if (everyone->len > 0)
    g_array_append_vals (coach->taken, everyone->data, everyone->len);
  nx_spans_merge (coach->open);
  nx_spans_merge (coach->taken);
  nx_spans_subtract (coach->open, coach->taken);
  starts = nx_spans_starts (coach->open, query->from, query->to, now, duration);

  for (guint i = 0; i < starts->len; i++)
    {
      gint64 start = g_array_index (starts, gint64, i);
      NxSlot *slot;

      if (query->type != NX_SERVICE_COURS_ONLINE && !has_room (rooms, start, start + duration))
        continue;
      slot = g_object_new (NX_TYPE_SLOT, NULL);
      slot->start = start;
      slot->duration = query->duration;
      slot->coachId = g_strdup (coach->id);
      g_ptr_array_add (slots, slot);
    }
}

static int
compare_slots (gconstpointer a, gconstpointer b)
{
  const NxSlot *x = *(NxSlot *const *) a, *y = *(NxSlot *const *) b;

  return (x->start > y->start) - (x->start < y->start);
}

static gboolean
check_query (const NxSlotQuery *query, GError **error)
{
  const char *member = NULL, *sentence = NULL;

  if (query->duration < 30 || query->duration > 180 || query->duration % NX_SLOT_GRID != 0)
    member = "duration", sentence = _ ("A session lasts 30 to 180 minutes, in quarters of an hour.");
  else if (query->to <= query->from)
    member = "to", sentence = _ ("The end must come after the beginning.");
  else if (query->to - query->from > NX_SLOTS_MAX_DAYS * NX_TIME_DAY)
    member = "to", sentence = _ ("Ask for at most two months at once.");
  if (member == NULL)
    return TRUE;

  g_propagate_error (error, nx_input_fault (member, sentence));
  return FALSE;
}

/* No openings: there is no such coach, or one who does not offer this. */
static gboolean
check_coach (NxDb *db, const NxActor *actor, const NxSlotQuery *query, NxRows *openings, GError **error)
{
  g_autoptr (NxCoach) coach = NULL;

  if (query->coach_id == NULL || nx_rows_count (openings) > 0)
    return TRUE;
  coach = nx_coach_get (db, actor, query->coach_id, error);

  return coach != NULL;
}

GPtrArray *
nx_coaches_slots (NxDb *db, const NxActor *actor, const NxSlotQuery *wanted, GError **error)
{
  NxSlotQuery query = *wanted;
  g_autoptr (NxRows) openings = NULL, taken = NULL;
  g_autoptr (GPtrArray) coaches = NULL, rooms = NULL, slots = NULL;
  g_autoptr (GArray) everyone = g_array_new (FALSE, FALSE, sizeof (NxSpan));
  gint64 until;

  if (query.duration == 0)
    query.duration = nx_booking_default_duration (query.type);
  if (!check_query (&query, error))
    return NULL;

  /* The hours that are not offered tell when a pupil is busy. */
  if (query.student_id != NULL && !nx_families_check_student (db, actor, query.student_id, error))
    return NULL;

  if (query.coach_id != NULL && !nx_uuid_is_valid (query.coach_id))
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_NOT_FOUND, _ ("There is no such coach."));
      return NULL;
    }

  until = query.to + query.duration * NX_TIME_MINUTE;
  openings = nx_coaches_store_openings (db, &query, error);
  if (openings == NULL || !check_coach (db, actor, &query, openings, error))
    return NULL;
  taken = nx_coaches_store_taken (db, actor, &query, until, error);
  if (taken == NULL)
    return NULL;

  coaches = read_openings (openings, query.from, until);
  rooms = g_ptr_array_new_with_free_func (calendar_free);
  read_taken (taken, coaches, rooms, everyone);

  slots = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < coaches->len; i++)
    add_slots (slots, g_ptr_array_index (coaches, i), rooms, everyone, &query, actor->now);
  g_ptr_array_sort (slots, compare_slots);

  return g_steal_pointer (&slots);
}

/* Each start once: several coaches may be free at one. */
static void
drop_twins (GPtrArray *slots)
{
  guint kept = 0;

  for (guint i = 0; i < slots->len; i++)
    {
      NxSlot *slot = g_ptr_array_index (slots, i);

      if (kept > 0 && ((NxSlot *) g_ptr_array_index (slots, kept - 1))->start == slot->start)
        continue;
      g_ptr_array_index (slots, i) = g_ptr_array_index (slots, kept);
      g_ptr_array_index (slots, kept++) = slot;
    }
  g_ptr_array_set_size (slots, (int) kept);
}

static gint64
distance (GPtrArray *slots, guint i, gint64 around)
{
  return ABS (((NxSlot *) g_ptr_array_index (slots, i))->start - around);
}

GPtrArray *
nx_coaches_nearest (NxDb *db, const NxActor *actor, const NxSlotQuery *wanted, gint64 around, guint n, GError **error)
{
  static const int reach[] = { 2, 7, 28 }; /* days to each side */
  g_autoptr (GPtrArray) slots = NULL;
  guint first = 0, end;

  for (guint i = 0; i < G_N_ELEMENTS (reach) && (slots == NULL || slots->len < n); i++)
    {
      NxSlotQuery query = *wanted;

      g_clear_pointer (&slots, g_ptr_array_unref);
      query.from = MAX (around - reach[i] * NX_TIME_DAY, actor->now);
      query.to = MAX (around, actor->now) + reach[i] * NX_TIME_DAY;
      slots = nx_coaches_slots (db, actor, &query, error);
      if (slots == NULL)
        return NULL;
      drop_twins (slots);
    }

  /* They are by time: the nearest are neighbours. The farther end goes until few enough are left. */
  for (end = slots->len; end - first > n;)
    {
      if (distance (slots, first, around) > distance (slots, end - 1, around))
        first++;
      else
        end--;
    }
  g_ptr_array_set_size (slots, (int) end);
  if (first > 0)
    g_ptr_array_remove_range (slots, 0, first);

  return g_steal_pointer (&slots);
}
