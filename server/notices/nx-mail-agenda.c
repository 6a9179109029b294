/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/notices/nx-mail-agenda.h"

#include "common/nx-enums.h"
#include "common/nx-format.h"
#include "common/nx-i18n.h"
#include "common/nx-json.h"
#include "common/nx-time.h"

static const char *
text_of (JsonObject *object, const char *member)
{
  const char *text = NULL;

  return nx_json_get_string (object, member, &text) && text[0] != '\0' ? text : NULL;
}

static char *
moment_of (JsonObject *change, const char *member, const char *zone)
{
  gint64 at;
  GTimeZone *tz = zone != NULL ? nx_time_zone (zone) : NULL;
  g_autofree char *moment = NULL;

  if (!nx_json_get_time (change, member, &at))
    return NULL;
  moment = nx_format_date_time (at, tz != NULL ? tz : nx_time_zone (NX_TIME_CENTRE_ZONE));
  /* Translators: a moment and the zone that it is read in, for a family abroad. */
  if (tz != NULL && g_strcmp0 (zone, NX_TIME_CENTRE_ZONE) != 0)
    return g_strdup_printf (_("%s (%s)"), moment, zone);

  return g_steal_pointer (&moment);
}

/* "Yasmine Trabelsi", "Mathematics with Hélios", "Room 1": what a session is. */
static void
add_session (GPtrArray *pieces, JsonObject *change)
{
  const char *coach = text_of (change, "coachName"), *slug = text_of (change, "subject");
  const char *subject = slug != NULL ? nx_enum_label (&nx_subject_enum, nx_enum_value (&nx_subject_enum, slug)) : NULL;

  if (text_of (change, "studentName") != NULL)
    g_ptr_array_add (pieces, g_strdup (text_of (change, "studentName")));
  if (subject != NULL && coach != NULL)
    /* Translators: Mathematics with Hélios */
    g_ptr_array_add (pieces, g_strdup_printf (_("%1$s with %2$s"), subject, coach));
  if (text_of (change, "room") != NULL)
    g_ptr_array_add (pieces, g_strdup (text_of (change, "room")));
}

static void
add_fate (GPtrArray *pieces, JsonObject *change, const char *zone)
{
  const char *kind = text_of (change, "kind");
  g_autofree char *before = moment_of (change, "before", zone);
  gint32 quarters = 0;

  if (g_strcmp0 (kind, "CANCELLED") == 0)
    {
      g_ptr_array_add (pieces, g_strdup (_("cancelled")));
      if (nx_json_get_credits (change, "creditsRefunded", &quarters) && quarters > 0)
        {
          g_autofree char *credits = nx_credits_format_noun (quarters);

          g_ptr_array_add (pieces, g_strdup_printf (_("given back: %s"), credits));
        }
    }
  else if (g_strcmp0 (kind, "GIVEN") == 0)
    g_ptr_array_add (pieces, g_strdup (_("no longer yours")));
  else if (before != NULL)
    /* Translators: of a session that was moved: the moment at which it was before. */
    g_ptr_array_add (pieces, g_strdup_printf (_("instead of %s"), before));
}

static void
add_change (NxMailContent *content, JsonObject *change, const char *zone)
{
  g_autoptr (GPtrArray) pieces = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *moment = moment_of (change, "at", zone);

  if (moment == NULL)
    return;
  add_session (pieces, change);
  add_fate (pieces, change, zone);
  g_ptr_array_add (pieces, NULL);
  nx_mail_add_fact (content, moment, g_strjoinv (" · ", (char **) pieces->pdata));
}

static const char *
first_student (JsonArray *changes)
{
  const char *name = changes != NULL && json_array_get_length (changes) > 0
                       ? text_of (json_array_get_object_element (changes, 0), "studentName") : NULL;

  return name != NULL ? name : "";
}

static void
open_mail (NxMailContent *content, const char *cause, JsonArray *changes, gboolean family)
{
  guint n = changes != NULL ? json_array_get_length (changes) : 0;

  if (g_strcmp0 (cause, "ABSENCE") == 0)
    {
      nx_mail_set_subject (content, g_strdup (family ? _ ("A coach is away: what changes for you")
                                                     : _ ("An absence: what changes in your agenda")));
      nx_mail_add_paragraph (
          content,
          g_strdup (family ? _ ("The coach cannot be there. Here is what becomes of the sessions; you have nothing to do.")
                           : _ ("Here is what becomes of the sessions that the absence touches.")));
    }
  else if (g_strcmp0 (cause, "SERIES") == 0)
    {
      nx_mail_set_subject (content, g_strdup_printf (_("Weekly sessions booked: %s"), first_student (changes)));
      nx_mail_add_paragraph (content,
                             g_strdup_printf (ngettext ("%u weekly session is booked.", "%u weekly sessions are booked.", n), n));
    }
  else if (g_strcmp0 (cause, "SERIES_CHANGED") != 0)
    {
      nx_mail_set_subject (content, g_strdup (_("Sessions changed")));
      nx_mail_add_paragraph (content, g_strdup (_("Here is what changes in the sessions.")));
    }
  else
    {
      nx_mail_set_subject (content, g_strdup_printf (_("Weekly sessions changed: %s"), first_student (changes)));
      nx_mail_add_paragraph (content, g_strdup (_("Here is what changes in the weekly sessions.")));
    }
}

void
nx_mail_build_agenda_changes (NxMailContent *content, JsonObject *payload)
{
  JsonArray *changes = nx_json_get_array (payload, "changes");
  const char *name = text_of (payload, "name");
  gboolean family = FALSE;

  if (!nx_json_get_bool (payload, "family", &family))
    family = FALSE;
  nx_mail_set_greeting (content, name != NULL ? g_strdup_printf (_("Hello %s,"), name) : g_strdup (_("Hello,")));
  open_mail (content, text_of (payload, "cause"), changes, family);
  for (guint i = 0; changes != NULL && i < json_array_get_length (changes); i++)
    add_change (content, json_array_get_object_element (changes, i), text_of (payload, "zone"));
  nx_mail_add_fact (content, _("Reason"), g_strdup (text_of (payload, "reason")));
  if (text_of (payload, "link") != NULL)
    nx_mail_set_action (content, _("Open my page"), text_of (payload, "link"));
}
