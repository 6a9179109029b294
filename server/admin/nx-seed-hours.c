/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/admin/nx-seed-private.h"

#include "common/nx-time.h"
#include "server/coaches/centre.h"
#include "server/coaches/exceptions.h"

/* What the demo term leaves alone: its sessions lie before. */
#define CLEAR_DAYS 30

/* Of the year in which they come next; the centre is closed on them. */
static const struct { int month, day; const char *name; } feasts[] = {
  { 1, 1, "Jour de l’An" },
  { 1, 14, "Fête de la Révolution et de la Jeunesse" },
  { 3, 20, "Fête de l’Indépendance" },
  { 4, 9, "Journée des Martyrs" },
  { 5, 1, "Fête du Travail" },
};

/* School holidays of the French schools in Tunisia: shown, and lessons go on. The second month may be of the year after. */
static const struct { int month, day, days; const char *name; gboolean past; } holidays[] = {
  { 10, 24, 9, "Vacances de la Toussaint", TRUE },
  { 12, 19, 16, "Vacances de fin d’année", FALSE },
};

/* Of the demo's coaches, by their place in coaches.json; @weekday: the first such day, 0 for any. */
static const struct { guint coach; int in_days, weekday, start_hour, hours; gboolean available; guint32 types; const char *reason; } exceptions[] = {
  { 0, 31, 3, 13, 5, FALSE, 0, "Formation" },
  { 1, 31, 7, 9, 3, TRUE, 1u << NX_SERVICE_COURS_ONLINE, "Révisions du bac blanc" },
  { 2, 34, 1, 8, 58, FALSE, 0, "Congé" },
};

static gboolean
add_closure (NxDemo *demo, gint32 first, int days, const char *name, gboolean bookable, GError **error)
{
  g_autoptr (NxClosure) closure = g_object_new (NX_TYPE_CLOSURE, NULL);

  closure->firstDay = first;
  closure->lastDay = first + days - 1;
  closure->name = g_strdup (name);
  closure->bookable = bookable;

  return nx_closure_add (demo->db, &demo->office, closure, error);
}

static gboolean
add_exception (NxDemo *demo, guint n, gint32 today, GError **error)
{
  const NxDemoCoach *coach = g_ptr_array_index (demo->coaches, exceptions[n].coach);
  g_autoptr (NxAvailabilityException) exception = g_object_new (NX_TYPE_AVAILABILITY_EXCEPTION, NULL);
  gint32 day = today + exceptions[n].in_days;

  if (exceptions[n].weekday > 0)
    day += (exceptions[n].weekday - nx_date_weekday (day) + 7) % 7;
  if (!nx_time_from_local (day, exceptions[n].start_hour * 60, nx_time_zone (NX_TIME_CENTRE_ZONE), &exception->from))
    return TRUE;
  exception->to = exception->from + exceptions[n].hours * NX_TIME_HOUR;
  exception->coachId = g_strdup (coach->coach_id);
  exception->available = exceptions[n].available;
  exception->types = exceptions[n].types;
  exception->reason = g_strdup (exceptions[n].reason);

  return nx_exception_add (demo->db, &demo->office, exception, error);
}

gboolean
nx_demo_make_hours (NxDemo *demo, GError **error)
{
  const gint32 today = nx_time_date_in_zone (demo->now, nx_time_zone (NX_TIME_CENTRE_ZONE));
  int year;

  nx_date_to_ymd (today, &year, NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (feasts); i++)
    {
      gint32 day = nx_date_from_ymd (year, feasts[i].month, feasts[i].day);

      if (day < today + CLEAR_DAYS)
        day = nx_date_from_ymd (year + 1, feasts[i].month, feasts[i].day);
      if (!add_closure (demo, day, 1, feasts[i].name, FALSE, error))
        return FALSE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (holidays); i++)
    {
      gint32 first = nx_date_from_ymd (year, holidays[i].month, holidays[i].day);

      if (holidays[i].past && first + holidays[i].days > today)
        first = nx_date_from_ymd (year - 1, holidays[i].month, holidays[i].day);
      if (!add_closure (demo, first, holidays[i].days, holidays[i].name, TRUE, error))
        return FALSE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (exceptions); i++)
    if (exceptions[i].coach < demo->coaches->len && !add_exception (demo, i, today, error))
      return FALSE;

  return TRUE;
}
