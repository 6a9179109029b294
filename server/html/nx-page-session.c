/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/html/nx-page-session.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "common/nx-format.h"
#include "common/nx-time.h"
#include "server/html/nx-page.h"

GTimeZone *
nx_page_zone (const NxActor *actor)
{
  GTimeZone *zone = nx_time_zone (actor->zone);

  return zone != NULL ? zone : nx_time_zone (NX_TIME_CENTRE_ZONE);
}

static gint64
clock_of (gint64 time, GTimeZone *zone)
{
  g_autoptr (GDateTime) local = nx_time_in_zone (time, zone);

  return g_date_time_get_utc_offset (local);
}

gboolean
nx_page_is_away (const NxActor *actor, gint64 time)
{
  return clock_of (time, nx_page_zone (actor)) != clock_of (time, nx_time_zone (NX_TIME_CENTRE_ZONE));
}

char *
nx_page_zone_note (const NxActor *actor, gint64 time)
{
  const char *slash = strrchr (actor->zone, '/');
  g_autofree char *city = g_strdelimit (g_strdup (slash != NULL ? slash + 1 : actor->zone), "_", ' ');
  g_autofree char *centre = NULL;

  if (!nx_page_is_away (actor, time))
    return NULL;

  centre = nx_format_time (time, NULL);
  /* Translators: %1$s is a city (Paris), %2$s a time of day (14:00) */
  return g_strdup_printf (_ ("%1$s time; %2$s in Tunis"), city, centre);
}

gint64
nx_page_session_end (const NxSession *session)
{
  return session->scheduledAt + session->duration * NX_TIME_MINUTE;
}

typedef struct
{
  const char *text, *tone; /* tone: a class of the stylesheet */
} State;

static State
state_of (const NxSession *session, gint64 now)
{
  switch (session->status)
    {
    case NX_SESSION_COMPLETED:
      return (State){ _ ("Done"), "ok" };
    case NX_SESSION_CANCELLED:
      return (State){ _ ("Cancelled"), "off" };
    case NX_SESSION_NO_SHOW:
      return (State){ _ ("Missed"), "warn" };
    default:
      if (now < session->scheduledAt)
        return (State){ _ ("Planned"), "" };
      return now < nx_page_session_end (session) ? (State){ _ ("In progress"), "warn" }
                                                 : (State){ _ ("Done, report to come"), "" };
    }
}

static void
write_day (NxJsonWriter *writer, gint64 time, const NxActor *actor)
{
  gint32 date = nx_time_date_in_zone (time, nx_page_zone (actor));
  g_autofree char *iso = nx_time_format (time);
  int year, month, day;

  nx_date_to_ymd (date, &year, &month, &day);
  nx_json_add_string (writer, "iso", iso);
  nx_json_add_string (writer, "weekday", nx_format_weekday_short (nx_date_weekday (date)));
  nx_json_add_int (writer, "day", day);
  nx_json_add_string (writer, "month", nx_format_month_name (month));
}

static int
year_of (gint64 time, GTimeZone *zone)
{
  int year, month, day;

  nx_date_to_ymd (nx_time_date_in_zone (time, zone), &year, &month, &day);
  return year;
}

/* A list that crosses New Year's Eve says the year of what lies beyond it. */
static char *
when_text (const NxSession *session, gint64 end, const NxActor *actor)
{
  GTimeZone *zone = nx_page_zone (actor);
  g_autofree char *day = NULL, *from = NULL, *to = NULL;

  if (year_of (session->scheduledAt, zone) == year_of (actor->now, zone))
    return nx_format_range (session->scheduledAt, end, zone);
  day = nx_format_date (nx_time_date_in_zone (session->scheduledAt, zone));
  from = nx_format_time (session->scheduledAt, zone);
  to = nx_format_time (end, zone);
  return g_strdup_printf (C_ ("range", "%1$s, %2$s–%3$s"), day, from, to);
}

static void
write_when (NxJsonWriter *writer, const NxSession *session, const NxActor *actor)
{
  gint64 end = nx_page_session_end (session);
  GTimeZone *zone = nx_page_zone (actor);
  g_autofree char *when = when_text (session, end, actor);
  g_autofree char *from = nx_format_time (session->scheduledAt, zone);
  g_autofree char *to = nx_format_time (end, zone);
  g_autofree char *hours = g_strconcat (from, "–", to, NULL);
  g_autofree char *note = nx_page_zone_note (actor, session->scheduledAt);
  g_autofree char *duration = nx_format_duration ((int) session->duration);

  write_day (writer, session->scheduledAt, actor);
  nx_json_add_string (writer, "when", when);
  nx_json_add_string (writer, "from", from);
  nx_json_add_string (writer, "to", to);
  nx_json_add_string (writer, "hours", hours);
  nx_json_add_string (writer, "zoneNote", note);
  nx_json_add_string (writer, "duration", duration);
}

static void
write_coach (NxJsonWriter *writer, const NxCoach *coach)
{
  g_autofree char *avatar = nx_page_avatar (coach != NULL ? coach->pseudonym : NULL);

  nx_json_add_string (writer, "coach", coach != NULL ? coach->pseudonym : NULL);
  nx_json_add_string (writer, "avatar", avatar);
}

static char *
names_of (GPtrArray *students)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; students != NULL && i < students->len; i++)
    {
      const NxPerson *person = g_ptr_array_index (students, i);

      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", person->firstName != NULL ? person->firstName : "");
    }
  return g_string_free (names, FALSE);
}

void
nx_page_write_session (NxJsonWriter *writer, const char *member, const NxSession *session, const NxActor *actor)
{
  State state = state_of (session, actor->now);
  g_autofree char *href = g_strconcat ("/seances/", session->id, NULL);
  g_autofree char *cancel = g_strconcat (href, "/annuler", NULL);
  g_autofree char *report = g_strconcat ("/rapports/", session->id, NULL);
  g_autofree char *join = g_strconcat (href, "/rejoindre", NULL);
  g_autofree char *names = names_of (session->students);
  g_autofree char *cost = nx_credits_format_noun (session->creditCost);
  gboolean is_online = session->type == NX_SERVICE_COURS_ONLINE;
  gboolean may_cancel = session->status == NX_SESSION_SCHEDULED && session->scheduledAt > actor->now;

  nx_json_begin_object (writer, member);
  nx_json_add_string (writer, "id", session->id);
  nx_json_add_string (writer, "href", href);
  nx_json_add_string (writer, "subject", nx_enum_label (&nx_subject_enum, session->subject));
  nx_json_add_string (writer, "type", nx_enum_label (&nx_service_type_enum, session->type));
  nx_json_add_string (writer, "topic",
                      g_strcmp0 (session->title, nx_enum_label (&nx_subject_enum, session->subject)) != 0 ? session->title
                                                                                                          : NULL);
  nx_json_add_string (writer, "pupils", names);
  nx_json_add_string (writer, "cost", cost);
  nx_json_add_string (writer, "state", state.text);
  nx_json_add_string (writer, "tone", state.tone);
  nx_json_add_bool (writer, "isOnline", is_online);
  nx_json_add_bool (writer, "isPlanned", may_cancel);
  nx_json_add_string (writer, "room", session->room);
  nx_json_add_string (writer, "join", is_online && session->location != NULL ? join : NULL);
  nx_json_add_string (writer, "cancelHref", may_cancel ? cancel : NULL);
  nx_json_add_string (writer, "reportHref", session->reportStatus == NX_REPORT_SUBMITTED ? report : NULL);
  write_coach (writer, session->coach);
  write_when (writer, session, actor);
  nx_json_end_object (writer);
}

void
nx_page_write_sessions (NxJsonWriter *writer, const char *member, GPtrArray *sessions, const NxActor *actor)
{
  nx_json_begin_array (writer, member);
  for (guint i = 0; i < sessions->len; i++)
    nx_page_write_session (writer, NULL, g_ptr_array_index (sessions, i), actor);
  nx_json_end_array (writer);
}

void
nx_page_write_reports (NxJsonWriter *writer, const char *member, GPtrArray *reports, const NxActor *actor)
{
  nx_json_begin_array (writer, member);
  for (guint i = 0; i < reports->len; i++)
    {
      const NxReport *report = g_ptr_array_index (reports, i);
      const NxSession *session = report->session;
      g_autofree char *href = g_strconcat ("/rapports/", report->sessionId, NULL);

      if (session == NULL)
        continue;
      nx_json_begin_object (writer, NULL);
      nx_json_add_string (writer, "href", href);
      nx_json_add_string (writer, "subject", nx_enum_label (&nx_subject_enum, session->subject));
      nx_json_add_string (writer, "pupil", report->student != NULL ? report->student->firstName : NULL);
      nx_json_add_string (writer, "attendance", nx_enum_label (&nx_attendance_enum, report->attendance));
      write_coach (writer, session->coach);
      write_when (writer, session, actor);
      nx_json_end_object (writer);
    }
  nx_json_end_array (writer);
}

static void
write_plan (NxJsonWriter *writer, const NxSubscription *subscription, const NxActor *actor)
{
  g_autofree char *until = NULL;

  nx_json_add_string (writer, "plan", subscription != NULL ? nx_enum_label (&nx_plan_name_enum, subscription->planName) : NULL);
  if (subscription != NULL && subscription->paidUntil != NX_TIME_NONE)
    until = nx_format_date (nx_time_date_in_zone (subscription->paidUntil, nx_page_zone (actor)));
  nx_json_add_string (writer, "paidUntil", until);
}

void
nx_page_write_student (NxJsonWriter *writer, const char *member, const NxStudent *student, const NxActor *actor)
{
  g_autofree char *name = g_strconcat (student->firstName, " ", student->lastName, NULL);
  g_autofree char *initials = nx_page_initials (student->firstName, student->lastName);
  g_autofree char *balance = nx_credits_format (student->balance);
  g_autofree char *balance_noun = nx_credits_format_noun (student->balance);
  g_autofree char *expiry = student->nextExpiry != NX_TIME_NONE
                                ? nx_format_date (nx_time_date_in_zone (student->nextExpiry, nx_page_zone (actor)))
                                : NULL;

  nx_json_begin_object (writer, member);
  nx_json_add_string (writer, "id", student->id);
  nx_json_add_string (writer, "name", name);
  nx_json_add_string (writer, "firstName", student->firstName);
  nx_json_add_string (writer, "initials", initials);
  nx_json_add_string (writer, "login", student->email);
  nx_json_add_string (writer, "grade", student->grade >= 0 ? nx_enum_label (&nx_grade_enum, student->grade) : NULL);
  nx_json_add_string (writer, "school", student->school);
  nx_json_add_string (writer, "balance", balance);
  nx_json_add_string (writer, "balanceNoun", balance_noun);
  nx_json_add_string (writer, "expiry", student->balance > 0 ? expiry : NULL);
  nx_json_add_bool (writer, "waits", !student->activated);
  write_plan (writer, student->subscription, actor);
  if (student->nextSession != NULL)
    nx_page_write_session (writer, "next", student->nextSession, actor);
  else
    nx_json_add_null (writer, "next");
  nx_json_end_object (writer);
}
