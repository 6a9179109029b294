/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/booking/booking-pages.h"

#include <glib/gi18n-lib.h>

#include "common/nx-format.h"
#include "server/booking/booking.h"
#include "server/html/nx-page-session.h"
#include "server/html/nx-page.h"
#include "server/nx-app.h"

/* A coach's week on a phone, between two lessons: who, where, the way in. The work itself is done in the desktop application. */

#define MOST_SESSIONS 200
/* As far as a session can be booked. */
#define FARTHEST_DAYS (2 * 366)

static const NxField agenda_query[] = {
  { .name = "jour", .kind = NX_FIELD_DATE, .label = N_ ("Day") },
  { .name = NULL },
};

static gint32
monday_of (gint32 date)
{
  return date - (nx_date_weekday (date) - 1);
}

/* Where clocks are put forward at midnight the day begins at one. */
static gint64
start_of (gint32 day, GTimeZone *zone)
{
  gint64 start = NX_TIME_NONE;

  for (int minute = 0; minute <= 120 && !nx_time_from_local (day, minute, zone, &start); minute += 60)
    ;
  return start;
}

static char *
names_of (const NxSession *session)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; session->students != NULL && i < session->students->len; i++)
    {
      const NxPerson *person = g_ptr_array_index (session->students, i);

      g_ptr_array_add (names, g_strjoin (" ", person->firstName, person->lastName, NULL));
    }
  g_ptr_array_add (names, NULL);
  return g_strjoinv (", ", (char **) names->pdata);
}

static void
write_session (NxJsonWriter *model, const NxSession *session, const NxActor *actor)
{
  g_autofree char *names = names_of (session);
  gboolean workshop = session->type == NX_SERVICE_ATELIER_GROUPE;
  g_autofree char *places = workshop ? g_strdup_printf (_ ("%1$d of %2$d places taken"), (int) session->seatsTaken, (int) session->capacity) : NULL;

  nx_json_begin_object (model, NULL);
  nx_json_add_string (model, "names", names[0] != '\0' ? names : NULL);
  nx_json_add_string (model, "places", places);
  nx_json_add_bool (model, "reportDue", session->reportDue);
  nx_json_add_bool (model, "now", session->status == NX_SESSION_SCHEDULED && session->scheduledAt <= actor->now
                                      && actor->now < nx_page_session_end (session));
  nx_page_write_session (model, "session", session, actor);
  nx_json_end_object (model);
}

/* A day of the week that has something, and today in any case. */
static void
write_day (NxJsonWriter *model, gint32 day, gint32 today, GPtrArray *sessions, const NxActor *actor)
{
  g_autofree char *date = nx_format_date (day);
  guint n = 0;

  for (guint i = 0; i < sessions->len; i++)
    n += nx_time_date_in_zone (((NxSession *) g_ptr_array_index (sessions, i))->scheduledAt, nx_page_zone (actor)) == day;
  if (n == 0 && day != today)
    return;

  nx_json_begin_object (model, NULL);
  nx_json_add_string (model, "date", date);
  nx_json_add_bool (model, "today", day == today);
  nx_json_add_bool (model, "empty", n == 0);
  nx_json_begin_array (model, "items");
  for (guint i = 0; i < sessions->len; i++)
    {
      const NxSession *session = g_ptr_array_index (sessions, i);

      if (nx_time_date_in_zone (session->scheduledAt, nx_page_zone (actor)) == day)
        write_session (model, session, actor);
    }
  nx_json_end_array (model);
  nx_json_end_object (model);
}

static void
write_pager (NxJsonWriter *model, gint32 monday, gint32 today)
{
  g_autofree char *before = nx_date_format (monday - 7), *after = nx_date_format (monday + 7), *title = nx_format_week (monday);
  g_autofree char *previous = g_strconcat ("/equipe/agenda?jour=", before, NULL);
  g_autofree char *next = g_strconcat ("/equipe/agenda?jour=", after, NULL);

  nx_json_add_string (model, "week", title);
  nx_json_add_string (model, "previous", monday > today - FARTHEST_DAYS ? previous : NULL);
  nx_json_add_string (model, "next", monday < today + FARTHEST_DAYS ? next : NULL);
  nx_json_add_bool (model, "isThisWeek", monday == monday_of (today));
}

static NxResponse *
show_agenda (NxRequest *request, NxDb *db, GError **error)
{
  const NxActor *actor = nx_request_actor (request);
  GTimeZone *zone = nx_page_zone (actor);
  gint32 today = nx_time_date_in_zone (actor->now, zone), day = nx_values_date (nx_request_query (request), "jour");
  gint32 monday = monday_of (day != NX_DATE_NONE ? CLAMP (day, today - FARTHEST_DAYS, today + FARTHEST_DAYS) : today);
  NxSessionFilter filter = NX_SESSION_FILTER_INIT;
  g_autoptr (GPtrArray) sessions = NULL;
  g_autofree char *note = nx_page_zone_note (actor, actor->now);
  NxJsonWriter *model;

  filter.from = start_of (monday, zone);
  filter.to = start_of (monday + 7, zone);
  filter.limit = MOST_SESSIONS;
  sessions = nx_booking_list (db, actor, nx_request_app (request)->config, &filter, NULL, error);
  if (sessions == NULL)
    return NULL;

  model = nx_json_writer_new ();
  nx_json_begin_object (model, NULL);
  write_pager (model, monday, today);
  nx_json_add_bool (model, "isAway", note != NULL);
  nx_json_add_bool (model, "isEmpty", sessions->len == 0);
  nx_json_begin_array (model, "days");
  for (gint32 date = monday; date < monday + 7; date++)
    write_day (model, date, today, sessions, actor);
  nx_json_end_array (model);
  nx_json_end_object (model);
  return nx_page_respond (request, 200, "coach-agenda", _ ("My agenda"), model, error);
}

const NxRoute nx_coach_page_routes[] = {
  { "GET", "/equipe/agenda", NX_ROLES_COACH, agenda_query, NULL, show_agenda, NX_ROUTE_PAGE, "A coach's week, on a phone" },
  { NULL },
};
