/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/series/absences-proposals.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include "common/nx-format.h"
#include "server/booking/booking-change-store.h"
#include "server/coaches/coaches.h"

/* Of each kind: more is no help to who has to choose. */
#define MOST 3
#define NEAR (14 * NX_TIME_DAY)

/* A time that an earlier session of the list would take. */
typedef struct
{
  char *coach_id, **students;
  gint64 start, end;
} Pick;

struct _NxProposals
{
  const NxActor *actor;
  const NxAbsence *absence;
  GPtrArray *picks;
};

/* The session that is looked at. */
typedef struct
{
  const char *id;
  char **students;
  gint64 start;
  int duration, subject, type;
  gboolean picked; /* its first proposal is there */
} Touched;

static void
pick_free (gpointer data)
{
  Pick *pick = data;

  g_free (pick->coach_id);
  g_strfreev (pick->students);
  g_free (pick);
}

NxProposals *
nx_proposals_new (const NxActor *actor, const NxAbsence *absence)
{
  NxProposals *self = g_new0 (NxProposals, 1);

  self->actor = actor;
  self->absence = absence;
  self->picks = g_ptr_array_new_with_free_func (pick_free);

  return self;
}

void
nx_proposals_free (NxProposals *self)
{
  g_ptr_array_unref (self->picks);
  g_free (self);
}

static gboolean
share_one (char **some, char **others)
{
  for (guint i = 0; some[i] != NULL; i++)
    if (g_strv_contains ((const char *const *) others, some[i]))
      return TRUE;

  return FALSE;
}

static gboolean
is_picked (NxProposals *self, const Touched *touched, const char *coach_id, gint64 start)
{
  gint64 end = start + touched->duration * NX_TIME_MINUTE;

  for (guint i = 0; i < self->picks->len; i++)
    {
      const Pick *pick = g_ptr_array_index (self->picks, i);

      if (pick->start < end && start < pick->end
          && (g_str_equal (pick->coach_id, coach_id) || share_one (pick->students, touched->students)))
        return TRUE;
    }

  return FALSE;
}

static char *
sentence_of (NxProposals *self, const char *pseudonym, gint64 start, gboolean same_time)
{
  GTimeZone *zone = nx_time_zone (NX_TIME_CENTRE_ZONE);
  g_autofree char *when = nx_format_date_time (start, zone);

  /* Translators: what could become of a session whose coach is away: another coach, or another time. */
  return same_time ? g_strdup_printf (_ ("%s takes it, at the same time"), pseudonym)
                   : g_strdup_printf (_ ("With %1$s, %2$s"), pseudonym, when);
}

static void
add (NxProposals *self, Touched *touched, const char *kind, const char *coach_id, const char *pseudonym, gint64 start,
     NxJsonWriter *json)
{
  g_autofree char *sentence = sentence_of (self, pseudonym, start, start == touched->start);

  nx_json_begin_object (json, NULL);
  nx_json_add_string (json, "kind", kind);
  nx_json_add_string (json, "coachId", coach_id);
  nx_json_add_string (json, "pseudonym", pseudonym);
  nx_json_add_time (json, "scheduledAt", start);
  nx_json_add_int (json, "duration", touched->duration);
  nx_json_add_string (json, "sentence", sentence);
  nx_json_end_object (json);

  if (!touched->picked)
    {
      Pick *pick = g_new0 (Pick, 1);

      pick->coach_id = g_strdup (coach_id);
      pick->students = g_strdupv (touched->students);
      pick->start = start;
      pick->end = start + touched->duration * NX_TIME_MINUTE;
      g_ptr_array_add (self->picks, pick);
      touched->picked = TRUE;
    }
}

static gboolean
is_free (const NxMoveTarget *target, int type)
{
  return nx_rows_count (target->rows) > 0 && target->coach.teaches && target->coach.offers && target->coach.available
         && !target->coach.busy && target->coach.held_by == NULL && !target->closed
         && (type == NX_SERVICE_COURS_ONLINE || target->room_id != NULL);
}

static gboolean
propose_coaches (NxProposals *self, NxDb *db, Touched *touched, NxJsonWriter *json, GError **error)
{
  GTimeZone *zone = nx_time_zone (NX_TIME_CENTRE_ZONE);
  gint32 monday = nx_date_week_start (nx_time_date_in_zone (touched->start, zone));
  gint64 week_start, week_end;
  g_autoptr (NxRows) coaches = NULL;

  /* Only the office gives a session to somebody else. */
  if (!nx_actor_is_office (self->actor))
    return TRUE;
  if (!nx_time_from_local (monday, 0, zone, &week_start) || !nx_time_from_local (monday + 7, 0, zone, &week_end))
    week_start = touched->start, week_end = touched->start + 7 * NX_TIME_DAY;
  coaches = nx_absences_store_candidates (db, touched->id, self->absence->coach_id, week_start, week_end, error);
  if (coaches == NULL)
    return FALSE;

  for (guint i = 0, n = 0; i < nx_rows_count (coaches) && n < MOST; i++)
    {
      g_auto (NxMoveTarget) target = { 0 };
      const char *id = nx_rows_text (coaches, i, "id");

      if (is_picked (self, touched, id, touched->start))
        continue;
      if (!nx_booking_store_move_target (db, self->actor, touched->id, id, touched->start, touched->duration, NULL, &target, error))
        return FALSE;
      if (!is_free (&target, touched->type))
        continue;
      add (self, touched, "COACH", id, target.coach.pseudonym, touched->start, json);
      n++;
    }

  return TRUE;
}

static int
compare_distance (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const gint64 *from = user_data;
  gint64 x = ABS (*(const gint64 *) a - *from), y = ABS (*(const gint64 *) b - *from);

  return (x > y) - (x < y);
}

/* The free times of the coach that all pupils have free too, the nearest first. */
static GArray *
free_starts (NxProposals *self, NxDb *db, const Touched *touched, GError **error)
{
  NxSlotQuery query = { .coach_id = self->absence->coach_id, .subject = -1, .type = touched->type, .duration = touched->duration,
                        .from = MAX (self->actor->now, touched->start - NEAR), .to = touched->start + NEAR };
  g_autoptr (GPtrArray) slots = nx_coaches_slots (db, self->actor, &query, error);
  g_autoptr (GString) list = g_string_new ("{");
  g_autoptr (NxRows) rows = NULL;
  GArray *starts;

  if (slots == NULL)
    return NULL;
  for (guint i = 0; i < slots->len; i++)
    {
      char buffer[NX_TIME_BUFFER];

      nx_time_format_to (((NxSlot *) g_ptr_array_index (slots, i))->start, buffer);
      g_string_append_printf (list, "%s%s", i > 0 ? "," : "", buffer);
    }
  g_string_append_c (list, '}');
  rows = nx_absences_store_pupils_free (db, touched->id, list->str, touched->duration, error);
  if (rows == NULL)
    return NULL;

  starts = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < nx_rows_count (rows); i++)
    {
      gint64 start = nx_rows_time (rows, i, "start");

      g_array_append_val (starts, start);
    }
  g_array_sort_with_data (starts, compare_distance, (gpointer) &touched->start);

  return starts;
}

static gboolean
propose_times (NxProposals *self, NxDb *db, Touched *touched, NxJsonWriter *json, GError **error)
{
  g_autoptr (GArray) starts = free_starts (self, db, touched, error);
  gint64 last = NX_TIME_NONE;

  if (starts == NULL)
    return FALSE;
  for (guint i = 0, n = 0; i < starts->len && n < MOST; i++)
    {
      gint64 start = g_array_index (starts, gint64, i);

      /* Quarters of an hour beside each other are one proposal. */
      if (last != NX_TIME_NONE && ABS (start - last) < NX_TIME_HOUR)
        continue;
      if (is_picked (self, touched, self->absence->coach_id, start))
        continue;
      add (self, touched, "TIME", self->absence->coach_id, self->absence->pseudonym, start, json);
      last = start;
      n++;
    }

  return TRUE;
}

gboolean
nx_proposals_write (NxProposals *self, NxDb *db, NxRows *rows, guint row, NxJsonWriter *json, GError **error)
{
  g_auto (GStrv) students = g_strsplit (nx_rows_text (rows, row, "students"), ",", -1);
  Touched touched = { .id = nx_rows_text (rows, row, "id"), .students = students, .start = nx_rows_time (rows, row, "start"),
                      .duration = (int) nx_rows_int (rows, row, "duration"),
                      .subject = nx_enum_value (&nx_subject_enum, nx_rows_text (rows, row, "subject")),
                      .type = nx_enum_value (&nx_service_type_enum, nx_rows_text (rows, row, "type")) };

  nx_json_begin_array (json, "proposals");
  if (!propose_coaches (self, db, &touched, json, error) || !propose_times (self, db, &touched, json, error))
    return FALSE;
  nx_json_end_array (json);

  return TRUE;
}
