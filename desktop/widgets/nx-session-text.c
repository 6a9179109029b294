/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/widgets/nx-session-text.h"

#include "common/nx-i18n.h"
#include "common/nx-format.h"

#define JOIN_BEFORE (15 * NX_TIME_MINUTE)

static const char *const state_words[] = {
  [NX_SESSION_STATE_PLANNED] = N_ ("planned"),        [NX_SESSION_STATE_RUNNING] = N_ ("in progress"),
  [NX_SESSION_STATE_DONE] = N_ ("done, report sent"), [NX_SESSION_STATE_REPORT_DUE] = N_ ("report to write"),
  [NX_SESSION_STATE_CANCELLED] = N_ ("cancelled"),    [NX_SESSION_STATE_NO_SHOW] = N_ ("pupil did not come"),
};

static const char *const state_icons[] = {
  [NX_SESSION_STATE_PLANNED] = NULL,
  [NX_SESSION_STATE_RUNNING] = "media-playback-start-symbolic",
  [NX_SESSION_STATE_DONE] = "object-select-symbolic",
  [NX_SESSION_STATE_REPORT_DUE] = "document-edit-symbolic",
  [NX_SESSION_STATE_CANCELLED] = "window-close-symbolic",
  [NX_SESSION_STATE_NO_SHOW] = "action-unavailable-symbolic",
};

static const char *const type_icons[] = {
  [NX_SERVICE_COURS_ONLINE] = "camera-video-symbolic",
  [NX_SERVICE_COURS_PRESENTIEL] = "mark-location-symbolic",
  [NX_SERVICE_ATELIER_GROUPE] = "system-users-symbolic",
};

static const char *const type_words[] = {
  [NX_SERVICE_COURS_ONLINE] = N_ ("online"),
  [NX_SERVICE_COURS_PRESENTIEL] = N_ ("at the centre"),
  [NX_SERVICE_ATELIER_GROUPE] = N_ ("workshop"),
};

/* Subjects inside a sentence: the labels of the enumeration begin with a capital. */
static const char *const subject_words[] = {
  [NX_SUBJECT_MATHEMATIQUES] = N_ ("mathematics"),
  [NX_SUBJECT_NSI] = N_ ("computer science"),
  [NX_SUBJECT_FRANCAIS] = NC_ ("subject", "French"),
  [NX_SUBJECT_PHILOSOPHIE] = N_ ("philosophy"),
  [NX_SUBJECT_HISTOIRE_GEO] = N_ ("history and geography"),
  [NX_SUBJECT_ANGLAIS] = NC_ ("subject", "English"),
  [NX_SUBJECT_ESPAGNOL] = NC_ ("subject", "Spanish"),
  [NX_SUBJECT_PHYSIQUE_CHIMIE] = N_ ("physics and chemistry"),
  [NX_SUBJECT_SVT] = N_ ("life sciences"),
  [NX_SUBJECT_SES] = N_ ("economics"),
};

NxSessionState
nx_session_state (NxSession *session, gint64 now)
{
  if (session->status == NX_SESSION_CANCELLED)
    return NX_SESSION_STATE_CANCELLED;
  if (session->status == NX_SESSION_NO_SHOW)
    return NX_SESSION_STATE_NO_SHOW;
  if (now < session->scheduledAt)
    return NX_SESSION_STATE_PLANNED;
  if (session->reportStatus == NX_REPORT_SUBMITTED)
    return NX_SESSION_STATE_DONE;
  return now < nx_session_end (session) ? NX_SESSION_STATE_RUNNING : NX_SESSION_STATE_REPORT_DUE;
}

const char *
nx_session_state_word (NxSessionState state)
{
  return _ (state_words[state]);
}

const char *
nx_session_state_icon (NxSessionState state)
{
  return state_icons[state];
}

const char *
nx_session_type_icon (int type)
{
  return type >= 0 && type < (int) G_N_ELEMENTS (type_icons) ? type_icons[type] : "x-office-calendar-symbolic";
}

const char *
nx_session_type_word (int type)
{
  return type >= 0 && type < (int) G_N_ELEMENTS (type_words) ? _ (type_words[type]) : "";
}

const char *
nx_session_subject_word (int subject)
{
  if (subject < 0 || subject >= (int) G_N_ELEMENTS (subject_words))
    return "";
  if (subject == NX_SUBJECT_FRANCAIS || subject == NX_SUBJECT_ANGLAIS || subject == NX_SUBJECT_ESPAGNOL)
    return g_dpgettext2 (GETTEXT_PACKAGE, "subject", subject_words[subject]);
  return _ (subject_words[subject]);
}

gint64
nx_session_end (NxSession *session)
{
  return session->scheduledAt + session->duration * NX_TIME_MINUTE;
}

static NxPerson *
first_pupil (NxSession *session)
{
  if (session->students == NULL || session->students->len == 0)
    return NULL;
  return g_ptr_array_index (session->students, 0);
}

static char *
with_others (NxSession *session, const char *first)
{
  guint others = session->students->len - 1;

  if (others == 0)
    return g_strdup (first);
  return g_strdup_printf (ngettext ("%s and %u other", "%s and %u others", others), first, others);
}

static char *
without_pupil (NxSession *session)
{
  if (session->title != NULL && session->title[0] != '\0')
    return g_strdup (session->title);
  return g_strdup (session->type == NX_SERVICE_ATELIER_GROUPE ? _ ("Workshop") : _ ("Session"));
}

char *
nx_session_pupils (NxSession *session)
{
  NxPerson *pupil = first_pupil (session);
  g_autofree char *name = NULL;

  if (pupil == NULL)
    return without_pupil (session);
  name = g_strdup_printf ("%s %s", pupil->firstName != NULL ? pupil->firstName : "",
                          pupil->lastName != NULL ? pupil->lastName : "");
  return with_others (session, g_strstrip (name));
}

char *
nx_session_pupils_short (NxSession *session)
{
  NxPerson *pupil = first_pupil (session);
  g_autofree char *name = NULL, *initial = NULL;

  if (pupil == NULL)
    return without_pupil (session);
  if (pupil->lastName == NULL || pupil->lastName[0] == '\0')
    return g_strdup (pupil->firstName);
  initial = g_utf8_substring (pupil->lastName, 0, MIN (1, g_utf8_strlen (pupil->lastName, -1)));
  name = g_strdup_printf ("%s %s.", pupil->firstName, initial);
  if (session->students->len > 1)
    return g_strdup_printf ("%s +%u", name, session->students->len - 1);
  return g_steal_pointer (&name);
}

char *
nx_session_first_name (NxSession *session)
{
  NxPerson *pupil = first_pupil (session);

  return pupil != NULL ? g_strdup (pupil->firstName) : without_pupil (session);
}

char *
nx_session_initials (NxSession *session)
{
  NxPerson *pupil = first_pupil (session);
  g_autofree char *first = NULL, *last = NULL;

  if (pupil == NULL || pupil->firstName == NULL)
    return without_pupil (session);
  first = g_utf8_substring (pupil->firstName, 0, MIN (1, g_utf8_strlen (pupil->firstName, -1)));
  last = pupil->lastName != NULL ? g_utf8_substring (pupil->lastName, 0, MIN (1, g_utf8_strlen (pupil->lastName, -1))) : NULL;
  return g_strconcat (first, last != NULL ? last : "", NULL);
}

char *
nx_session_what (NxSession *session)
{
  return g_strdup_printf ("%s · %s", nx_session_subject_word (session->subject), nx_session_type_word (session->type));
}

static char *
duration_words (gint64 minutes)
{
  switch (minutes)
    {
    case 30:
      return g_strdup (_ ("half an hour"));
    case 60:
      return g_strdup (_ ("one hour"));
    case 90:
      return g_strdup (_ ("one hour and a half"));
    case 120:
      return g_strdup (_ ("two hours"));
    default:
      return nx_format_duration ((int) minutes);
    }
}

char *
nx_session_sentence (NxSession *session, gint64 now)
{
  g_autofree char *pupils = nx_session_pupils (session);
  g_autofree char *time = nx_format_time (session->scheduledAt, nx_session_zone ());
  g_autofree char *duration = duration_words (session->duration);
  g_autoptr (GDateTime) local = nx_time_in_zone (session->scheduledAt, nx_session_zone ());
  const char *state = nx_session_state_word (nx_session_state (session, now));
  const char *coach = session->coach != NULL ? session->coach->pseudonym : NULL;

  /* Translators: a session read aloud: pupil, subject modality, weekday day at time, duration, state */
  g_autofree char *sentence
      = g_strdup_printf (_ ("%1$s, %2$s %3$s, %4$s %5$d at %6$s, %7$s, %8$s"), pupils, nx_session_subject_word (session->subject),
                         nx_session_type_word (session->type), nx_format_weekday_name (g_date_time_get_day_of_week (local)),
                         g_date_time_get_day_of_month (local), time, duration, state);
  if (coach == NULL)
    return g_steal_pointer (&sentence);
  /* Translators: a session read aloud, then who teaches it */
  return g_strdup_printf (_ ("%s, with %s"), sentence, coach);
}

char *
nx_session_when_short (NxSession *session)
{
  g_autofree char *date = nx_format_date_short (nx_time_date_in_zone (session->scheduledAt, nx_session_zone ()));
  g_autofree char *time = nx_format_time (session->scheduledAt, nx_session_zone ());

  /* Translators: short date, then time: "Tue 17 Nov at 16:00" */
  return g_strdup_printf (_ ("%s at %s"), date, time);
}

GTimeZone *
nx_session_zone (void)
{
  return nx_time_zone (NX_TIME_CENTRE_ZONE);
}

gboolean
nx_session_can_join (NxSession *session, gint64 now)
{
  return session->type == NX_SERVICE_COURS_ONLINE && session->status == NX_SESSION_SCHEDULED && session->location != NULL
         && (g_str_has_prefix (session->location, "https://") || g_str_has_prefix (session->location, "http://"))
         && now >= session->scheduledAt - JOIN_BEFORE && now < nx_session_end (session);
}
