/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/today/nx-today-text.h"

#include "common/nx-i18n.h"
#include "common/nx-format.h"
#include "common/nx-time.h"
#include "desktop/widgets/nx-session-text.h"

#define EVENING 18

char *
nx_today_greeting (const char *first_name, gint64 now)
{
  g_autoptr (GDateTime) local = nx_time_in_zone (now, nx_session_zone ());
  gboolean evening = g_date_time_get_hour (local) >= EVENING;

  if (first_name == NULL || first_name[0] == '\0')
    return g_strdup (evening ? _ ("Good evening") : _ ("Good day"));
  return g_strdup_printf (evening ? _ ("Good evening, %s") : _ ("Good day, %s"), first_name);
}

char *
nx_today_countdown (NxSession *session, gint64 now)
{
  gint64 minutes = (ABS (session->scheduledAt - now) + NX_TIME_MINUTE / 2) / NX_TIME_MINUTE;
  g_autofree char *duration = NULL;

  if (minutes == 0)
    return g_strdup (_ ("begins now"));
  if (minutes < 60 && now < session->scheduledAt)
    return g_strdup_printf (ngettext ("in %d minute", "in %d minutes", (int) minutes), (int) minutes);
  if (minutes < 60)
    return g_strdup_printf (ngettext ("begun %d minute ago", "begun %d minutes ago", (int) minutes), (int) minutes);
  duration = nx_format_duration ((int) minutes);
  return g_strdup_printf (now < session->scheduledAt ? _ ("in %s") : _ ("begun %s ago"), duration);
}

char *
nx_today_summary (guint sessions, guint due)
{
  g_autofree char *first = sessions == 0
                               ? g_strdup (_ ("no session today"))
                               : g_strdup_printf (ngettext ("%u session today", "%u sessions today", sessions), sessions);
  g_autofree char *second = NULL;

  if (due == 0)
    return g_steal_pointer (&first);
  second = g_strdup_printf (ngettext ("%u report to write", "%u reports to write", due), due);
  return g_strdup_printf ("%s · %s", first, second);
}

NxSession *
nx_today_next (NxSessionList *list, gint64 now, const char *only_coach)
{
  gint64 from, to;

  nx_today_range (now, &from, &to);
  for (guint i = nx_session_list_lower_bound (list, from); i < nx_session_list_get_length (list); i++)
    {
      NxSession *session = nx_session_list_get (list, i);

      if (session->scheduledAt >= to)
        break;
      if (only_coach != NULL && (session->coach == NULL || g_strcmp0 (session->coach->id, only_coach) != 0))
        continue;
      if (session->status == NX_SESSION_SCHEDULED && nx_session_end (session) > now)
        return session;
    }
  return NULL;
}

void
nx_today_range (gint64 now, gint64 *from, gint64 *to)
{
  gint32 today = nx_time_date_in_zone (now, nx_session_zone ());

  if (!nx_time_from_local (today, 0, nx_session_zone (), from))
    *from = today * NX_TIME_DAY;
  if (!nx_time_from_local (today + 1, 0, nx_session_zone (), to))
    *to = *from + NX_TIME_DAY;
}
