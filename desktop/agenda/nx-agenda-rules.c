/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/agenda/nx-agenda-rules.h"

#include "common/nx-format.h"
#include "common/nx-i18n.h"
#include "desktop/agenda/nx-agenda-layout.h"
#include "desktop/agenda/nx-booking-request.h"
#include "desktop/widgets/nx-session-text.h"

/* What stands against a wish */

static gint64
end_of (const NxAgendaWish *wish)
{
  return wish->start + wish->duration * NX_TIME_MINUTE;
}

static char *
coach_sentence (NxSessionSource *source, const NxAgendaWish *wish, NxCoach *coach)
{
  NxSession *clash = nx_session_list_conflict_but (nx_session_source_get_list (source),
                                                   wish->session != NULL ? wish->session->id : NULL, coach->id, NULL, wish->start,
                                                   end_of (wish));
  g_autofree char *pupils = NULL, *time = NULL;

  if (coach->subjects != 0 && wish->subject >= 0 && !(coach->subjects & (1u << wish->subject)))
    return g_strdup_printf (_ ("%s does not teach %s."), coach->pseudonym, nx_session_subject_word (wish->subject));
  if (coach->subjects != 0 && !nx_booking_coach_fits (coach, wish->subject, wish->type))
    return g_strdup_printf (wish->type == NX_SERVICE_COURS_ONLINE ? _ ("%s does not teach online.")
                                                                  : _ ("%s does not teach at the centre."),
                            coach->pseudonym);
  if (clash == NULL)
    return NULL;
  pupils = nx_session_pupils (clash);
  time = nx_format_time (clash->scheduledAt, nx_session_zone ());
  return g_strdup_printf (_ ("%s already has a session with %s at %s."), coach->pseudonym, pupils, time);
}

static char *
pupil_sentence (NxSessionSource *source, const NxAgendaWish *wish, const char *id, const char *name)
{
  NxSession *clash = nx_session_list_conflict_but (nx_session_source_get_list (source),
                                                   wish->session != NULL ? wish->session->id : NULL, NULL, id, wish->start,
                                                   end_of (wish));
  g_autofree char *time = NULL;

  if (clash == NULL)
    return NULL;
  time = nx_format_time (clash->scheduledAt, nx_session_zone ());
  return g_strdup_printf (_ ("%s already has a session at %s."), name, time);
}

static char *
pupils_sentence (NxSessionSource *source, const NxAgendaWish *wish)
{
  GPtrArray *pupils = wish->session != NULL ? wish->session->students : NULL;

  if (wish->student_id != NULL)
    return pupil_sentence (source, wish, wish->student_id, wish->student_name);
  for (guint i = 0; pupils != NULL && i < pupils->len; i++)
    {
      NxPerson *pupil = g_ptr_array_index (pupils, i);
      char *sentence = pupil_sentence (source, wish, pupil->id, pupil->firstName);

      if (sentence != NULL)
        return sentence;
    }
  return NULL;
}

/* First name of a colleague: they know one another. */
static char *
short_name (const char *name)
{
  const char *space = name != NULL ? strchr (name, ' ') : NULL;

  return space != NULL ? g_strndup (name, (gsize) (space - name)) : g_strdup (name);
}

static char *
hold_sentence (NxAgendaFacts *facts, NxSessionSource *source, const NxAgendaWish *wish, gint64 now)
{
  GPtrArray *holds = nx_agenda_facts_get_holds (facts);

  for (guint i = 0; i < holds->len; i++)
    {
      NxHold *hold = g_ptr_array_index (holds, i);
      NxCoach *coach = nx_session_source_find_coach (source, hold->coachId);
      gboolean same_room = wish->room != NULL && g_strcmp0 (wish->room, hold->room) == 0;
      g_autofree char *who = NULL;

      if (hold->byMe || hold->expiresAt <= now
          || !nx_agenda_overlaps (wish->start, end_of (wish), hold->scheduledAt, hold->scheduledAt + hold->duration * NX_TIME_MINUTE))
        continue;
      if (!same_room && g_strcmp0 (wish->coach_id, hold->coachId) != 0)
        continue;
      who = short_name (hold->byName);
      if (who == NULL || coach == NULL)
        return g_strdup (_ ("Somebody is booking that time just now."));
      /* Translators: a colleague, then the coach whose time they are booking */
      return g_strdup_printf (_ ("%s is booking %s at that time."), who, coach->pseudonym);
    }
  return NULL;
}

/* Ranges of a coach that touch one another are one: a session may lie over their border. */
static gboolean
is_open (GPtrArray *open, const NxAgendaWish *wish)
{
  gint64 reached = wish->start;
  gboolean grew = TRUE;

  while (grew && reached < end_of (wish))
    {
      grew = FALSE;
      for (guint i = 0; i < open->len; i++)
        {
          NxOpenRange *range = g_ptr_array_index (open, i);

          if (g_strcmp0 (range->coachId, wish->coach_id) != 0 || !(range->types & (1u << wish->type)) || range->from > reached
              || range->to <= reached)
            continue;
          reached = range->to;
          grew = TRUE;
        }
    }
  return reached >= end_of (wish);
}

static char *
hours_sentence (NxAgendaFacts *facts, const NxAgendaWish *wish, NxCoach *coach)
{
  if (!nx_agenda_facts_knows_open (facts, wish->start, end_of (wish)) || is_open (nx_agenda_facts_get_open (facts), wish))
    return NULL;
  return g_strdup_printf (_ ("%s cannot be booked at that time."), coach->pseudonym);
}

static char *
room_sentence (NxSessionSource *source, const NxAgendaWish *wish)
{
  NxSessionList *list = nx_session_source_get_list (source);

  if (wish->room == NULL)
    return NULL;
  for (guint i = nx_session_list_lower_bound (list, wish->start - 4 * NX_TIME_HOUR); i < nx_session_list_get_length (list); i++)
    {
      NxSession *session = nx_session_list_get (list, i);

      if (session->scheduledAt >= end_of (wish))
        break;
      if (session->status != NX_SESSION_CANCELLED && session != wish->session && g_strcmp0 (session->room, wish->room) == 0
          && nx_session_end (session) > wish->start)
        return g_strdup_printf (_ ("Room %s is taken at that time."), wish->room);
    }
  return NULL;
}

char *
nx_agenda_refusal (NxAgendaFacts *facts, NxSessionSource *source, const NxAgendaWish *wish, gint64 now)
{
  NxCoach *coach;
  char *sentence;

  g_return_val_if_fail (NX_IS_SESSION_SOURCE (source), NULL);
  g_return_val_if_fail (wish != NULL, NULL);

  coach = nx_session_source_find_coach (source, wish->coach_id);
  if (wish->start <= now)
    return g_strdup (_ ("That time is over."));
  sentence = coach != NULL ? coach_sentence (source, wish, coach) : NULL;
  if (sentence == NULL)
    sentence = pupils_sentence (source, wish);
  if (sentence == NULL && facts != NULL)
    sentence = hold_sentence (facts, source, wish, now);
  if (sentence == NULL && facts != NULL && coach != NULL)
    sentence = hours_sentence (facts, wish, coach);
  if (sentence == NULL)
    sentence = room_sentence (source, wish);
  return sentence;
}

char *
nx_agenda_warning (NxAgendaFacts *facts, gint64 start)
{
  NxClosure *closure = facts != NULL ? nx_agenda_facts_closure_of (facts, nx_time_date_in_zone (start, nx_session_zone ())) : NULL;

  if (closure == NULL)
    return NULL;
  return g_strdup_printf (closure->bookable ? _ ("Holidays: %s.") : _ ("The centre is closed: %s."), closure->name);
}
