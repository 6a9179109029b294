/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/agenda/nx-booking-request.h"

#include "common/nx-time.h"
#include "desktop/widgets/nx-session-text.h"

/* domain.md section 4: what the catalogue begins with. */
static const gint32 first_costs[] = {
  [NX_SERVICE_COURS_ONLINE] = 4,
  [NX_SERVICE_COURS_PRESENTIEL] = 5,
  [NX_SERVICE_ATELIER_GROUPE] = 6,
};

NxBookingRequest *
nx_booking_request_copy (const NxBookingRequest *self)
{
  NxBookingRequest *copy = g_new0 (NxBookingRequest, 1);

  *copy = *self;
  copy->student_id = g_strdup (self->student_id);
  copy->coach_id = g_strdup (self->coach_id);
  copy->room = g_strdup (self->room);
  copy->student_name = g_strdup (self->student_name);
  return copy;
}

void
nx_booking_request_free (NxBookingRequest *self)
{
  g_free (self->student_id);
  g_free (self->coach_id);
  g_free (self->student_name);
  g_free (self->room);
  g_free (self);
}

NxJsonWriter *
nx_booking_request_to_json (const NxBookingRequest *self)
{
  NxJsonWriter *json = nx_json_writer_new ();

  nx_json_begin_object (json, NULL);
  nx_json_add_string (json, "studentId", self->student_id);
  if (self->coach_id != NULL)
    nx_json_add_string (json, "coachId", self->coach_id);
  nx_json_add_string (json, "subject", nx_enum_slug (&nx_subject_enum, self->subject));
  nx_json_add_string (json, "type", nx_enum_slug (&nx_service_type_enum, self->type));
  nx_json_add_time (json, "scheduledAt", self->start);
  nx_json_add_int (json, "duration", self->duration);
  if (self->room != NULL)
    nx_json_add_string (json, "room", self->room);
  nx_json_end_object (json);
  return json;
}

gint32
nx_booking_estimate_cost (NxSessionList *list, int type)
{
  g_return_val_if_fail (type >= 0 && type < (int) G_N_ELEMENTS (first_costs), 0);

  for (guint i = nx_session_list_get_length (list); i > 0; i--)
    {
      NxSession *session = nx_session_list_get (list, i - 1);

      if (session->type == type && session->creditCost > 0)
        return session->creditCost;
    }
  return first_costs[type];
}

gboolean
nx_booking_coach_fits (NxCoach *coach, int subject, int type)
{
  if (subject < 0 || !(coach->subjects & (1u << subject)))
    return FALSE;
  return type == NX_SERVICE_COURS_ONLINE ? coach->online : coach->inPerson;
}

static guint
count_week (NxSessionList *list, const char *coach_id, gint64 start)
{
  gint32 monday = nx_date_week_start (nx_time_date_in_zone (start, nx_session_zone ()));
  guint count = 0;

  for (guint i = nx_session_list_lower_bound (list, start - 8 * NX_TIME_DAY); i < nx_session_list_get_length (list); i++)
    {
      NxSession *session = nx_session_list_get (list, i);

      if (session->scheduledAt > start + 8 * NX_TIME_DAY)
        break;
      if (session->status != NX_SESSION_CANCELLED && session->coach != NULL && g_strcmp0 (session->coach->id, coach_id) == 0
          && nx_date_week_start (nx_time_date_in_zone (session->scheduledAt, nx_session_zone ())) == monday)
        count++;
    }
  return count;
}

NxCoach *
nx_booking_suggest_coach (GPtrArray *coaches, NxSessionList *list, int subject, int type, gint64 start, int duration)
{
  NxCoach *best = NULL;
  guint best_count = G_MAXUINT;

  for (guint i = 0; i < coaches->len; i++)
    {
      NxCoach *coach = g_ptr_array_index (coaches, i);
      guint count;

      if (!nx_booking_coach_fits (coach, subject, type)
          || nx_session_list_conflict (list, coach->id, NULL, start, start + duration * NX_TIME_MINUTE) != NULL)
        continue;
      count = count_week (list, coach->id, start);
      if (count >= best_count)
        continue;
      best = coach;
      best_count = count;
    }
  return best;
}
