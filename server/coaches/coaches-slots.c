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
  GArray *open;  /* NxSpan */
  GArray *taken; /* NxSpan */
} Calendar;

static void
calendar_free (gpointer data)
{
  Calendar *self = data;

  g_array_unref (self->open);
  g_array_unref (self->taken);
  g_free (self);
}

/* What there is of several: in the order in which they came, and by their identifiers. */
typedef struct
{
  GPtrArray *ids; /* (element-type utf8): owned by the table */
  GHashTable *by_id;
} Calendars;

static void
calendars_init (Calendars *self)
{
  self->ids = g_ptr_array_new ();
  self->by_id = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, calendar_free);
}

static void
calendars_clear (Calendars *self)
{
  g_clear_pointer (&self->ids, g_ptr_array_unref);
  g_clear_pointer (&self->by_id, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Calendars, calendars_clear)

static Calendar *
calendar_of (Calendars *calendars, const char *id)
{
  Calendar *calendar = g_hash_table_lookup (calendars->by_id, id);
  char *key;

  if (calendar != NULL)
    return calendar;

  key = g_strdup (id);
  calendar = g_new0 (Calendar, 1);
  calendar->open = g_array_new (FALSE, FALSE, sizeof (NxSpan));
  calendar->taken = g_array_new (FALSE, FALSE, sizeof (NxSpan));
  g_hash_table_insert (calendars->by_id, key, calendar);
  g_ptr_array_add (calendars->ids, key);

  return calendar;
}

static void
read_openings (NxRows *rows, Calendars *coaches, gint64 from, gint64 until)
{
  for (guint i = 0; i < nx_rows_count (rows); i++)
    {
      Calendar *coach = calendar_of (coaches, nx_rows_text (rows, i, "coach_id"));

      if (nx_rows_text (rows, i, "weekday") != NULL)
        nx_spans_add_weekly (coach->open, (int) nx_rows_int (rows, i, "weekday"), (int) nx_rows_int (rows, i, "start_minute"),
                             (int) nx_rows_int (rows, i, "end_minute"), from, until);
    }
}

/* @everyone: (out): what closes the time of all: holidays, and the student's own sessions. */
static void
read_taken (NxRows *rows, Calendars *coaches, Calendars *rooms, GArray *everyone)
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

/* The rooms that are large enough, each with its times in order. */
static GPtrArray *
usable_rooms (Calendars *rooms)
{
  GPtrArray *usable = g_ptr_array_new ();

  for (guint i = 0; i < rooms->ids->len; i++)
    {
      Calendar *room = calendar_of (rooms, g_ptr_array_index (rooms->ids, i));

      if (room->open->len == 0)
        continue;
      nx_spans_merge (room->taken);
      g_ptr_array_add (usable, room);
    }

  return usable;
}

/* @spans: merged. */
static gboolean
is_free (GArray *spans, gint64 start, gint64 end)
{
  guint low = 0, high = spans->len;

  /* The first that ends after @start. */
  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (g_array_index (spans, NxSpan, middle).end <= start)
        low = middle + 1;
      else
        high = middle;
    }

  return low == spans->len || g_array_index (spans, NxSpan, low).start >= end;
}

/* Whether one of @rooms is free for all of it. */
static gboolean
has_room (GPtrArray *rooms, gint64 start, gint64 end)
{
  for (guint i = 0; i < rooms->len; i++)
    if (is_free (((Calendar *) g_ptr_array_index (rooms, i))->taken, start, end))
      return TRUE;

  return FALSE;
}

static void
add_slots (GPtrArray *slots, const char *coach_id, Calendar *coach, GPtrArray *rooms, GArray *everyone, const NxSlotQuery *query,
           gint64 now)
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
      slot->coachId = g_strdup (coach_id);
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
  g_autoptr (GPtrArray) slots = NULL, usable = NULL;
  g_auto (Calendars) coaches = { NULL }, rooms = { NULL };
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

  calendars_init (&coaches);
  calendars_init (&rooms);
  read_openings (openings, &coaches, query.from, until);
  read_taken (taken, &coaches, &rooms, everyone);
  usable = usable_rooms (&rooms);

  slots = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < coaches.ids->len; i++)
    {
      const char *id = g_ptr_array_index (coaches.ids, i);

      add_slots (slots, id, calendar_of (&coaches, id), usable, everyone, &query, actor->now);
    }
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
