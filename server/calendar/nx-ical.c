/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/calendar/nx-ical.h"

#include <string.h>

#include "common/nx-time.h"
#include "server/calendar/nx-ical-private.h"

#define PRODUCT "-//Nexus Réussite//Nexus " NX_VERSION "//FR"
/* How often a calendar program may ask again: an agenda changes during the day. */
#define REFRESH_SECONDS 3600

/* (transfer full): libical escapes what the format needs; characters that no text may hold it would pass on. */
static char *
clean (const char *text, gboolean many_lines)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *out = g_string_sized_new (strlen (valid));

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);
      gboolean is_end = c == '\n' || (c == '\r' && at[1] != '\n') || c == 0x2028 || c == 0x2029 || c == 0x85;

      if (many_lines && is_end)
        g_string_append_c (out, '\n');
      else if (many_lines && c == '\r')
        continue;
      else
        g_string_append_unichar (out, is_end || g_unichar_iscntrl (c) ? ' ' : c);
    }
  return g_string_free (out, FALSE);
}

static void
add_text (icalcomponent *component, icalproperty *(*make) (const char *), const char *text, gboolean many_lines)
{
  g_autofree char *value = text != NULL ? clean (text, many_lines) : NULL;

  if (value != NULL && *value != '\0')
    icalcomponent_add_property (component, make (value));
}

/* libical reads its list of zones before it gives the first one, which is not for several threads at once. */
static const icaltimezone *
utc (void)
{
  static gsize zone = 0;

  if (g_once_init_enter (&zone))
    g_once_init_leave (&zone, (gsize) icaltimezone_get_utc_timezone ());
  return (const icaltimezone *) zone;
}

static icaltimetype
utc_time (gint64 time)
{
  icaltimetype value = nx_ical_clock_time (time / NX_TIME_SECOND);

  value.zone = utc ();
  return value;
}

static void
add_local_time (icalcomponent *component, icalproperty *(*make) (icaltimetype), gint64 time, GTimeZone *zone, const char *name)
{
  gint64 seconds = time / NX_TIME_SECOND;
  int interval = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, seconds);
  icalproperty *property = make (nx_ical_clock_time (seconds + g_time_zone_get_offset (zone, interval)));

  icalproperty_add_parameter (property, icalparameter_new_tzid (name));
  icalcomponent_add_property (component, property);
}

static void
add_person (icalcomponent *component, icalproperty *(*make) (const char *), const char *address, const char *name, gboolean attends)
{
  g_autofree char *clean_address = clean (address, FALSE), *uri = g_strconcat ("mailto:", clean_address, NULL);
  g_autofree char *label = name != NULL ? clean (name, FALSE) : NULL;
  icalproperty *property = make (uri);

  if (label != NULL && *label != '\0')
    icalproperty_add_parameter (property, icalparameter_new_cn (label));
  if (attends)
    {
      icalproperty_add_parameter (property, icalparameter_new_role (ICAL_ROLE_REQPARTICIPANT));
      icalproperty_add_parameter (property, icalparameter_new_partstat (ICAL_PARTSTAT_ACCEPTED));
      icalproperty_add_parameter (property, icalparameter_new_rsvp (ICAL_RSVP_FALSE));
    }
  icalcomponent_add_property (component, property);
}

static icalcomponent *
write_event (const NxIcalHead *head, const NxIcalEvent *event, GTimeZone *zone, const char *zone_name)
{
  icalcomponent *component = icalcomponent_new (ICAL_VEVENT_COMPONENT);
  g_autofree char *uid = g_strconcat (event->id, "@" NX_ICAL_DOMAIN, NULL);

  icalcomponent_add_property (component, icalproperty_new_uid (uid));
  icalcomponent_add_property (component, icalproperty_new_dtstamp (utc_time (event->stamp)));
  icalcomponent_add_property (component, icalproperty_new_lastmodified (utc_time (event->stamp)));
  icalcomponent_add_property (component, icalproperty_new_sequence ((int) event->sequence));
  add_local_time (component, icalproperty_new_dtstart, event->start, zone, zone_name);
  add_local_time (component, icalproperty_new_dtend, event->end, zone, zone_name);
  add_text (component, icalproperty_new_summary, event->summary, FALSE);
  add_text (component, icalproperty_new_location, event->location, FALSE);
  add_text (component, icalproperty_new_description, event->description, TRUE);
  add_text (component, icalproperty_new_url, event->url, FALSE);
  icalcomponent_add_property (component, icalproperty_new_status (event->cancelled ? ICAL_STATUS_CANCELLED : ICAL_STATUS_CONFIRMED));
  icalcomponent_add_property (component, icalproperty_new_transp (event->cancelled ? ICAL_TRANSP_TRANSPARENT : ICAL_TRANSP_OPAQUE));
  if (head->method != NULL && head->organizer != NULL)
    add_person (component, icalproperty_new_organizer, head->organizer, head->organizer_name, FALSE);
  if (head->method != NULL && event->attendee != NULL)
    add_person (component, icalproperty_new_attendee, event->attendee, event->attendee_name, TRUE);
  return component;
}

static void
add_raw (icalcomponent *component, const char *name, const char *value)
{
  icalproperty *property = icalproperty_new_x (value);

  icalproperty_set_x_name (property, name);
  icalcomponent_add_property (component, property);
}

/* What the programs of GNOME, Google and Apple read besides the standard: a name, a zone, how often to ask. */
static void
write_head (icalcomponent *calendar, const NxIcalHead *head, const char *zone_name)
{
  icalcomponent_add_property (calendar, icalproperty_new_prodid (PRODUCT));
  icalcomponent_add_property (calendar, icalproperty_new_version ("2.0"));
  icalcomponent_add_property (calendar, icalproperty_new_calscale ("GREGORIAN"));
  if (head->method != NULL)
    {
      icalproperty_method method = strcmp (head->method, "CANCEL") == 0 ? ICAL_METHOD_CANCEL : ICAL_METHOD_REQUEST;

      icalcomponent_add_property (calendar, icalproperty_new_method (method));
      return;
    }
  if (head->name != NULL)
    {
      g_autofree char *name = clean (head->name, FALSE);

      icalcomponent_add_property (calendar, icalproperty_new_name (name));
      add_raw (calendar, "X-WR-CALNAME", g_strdelimit (name, ",;\\", ' '));
    }
  add_raw (calendar, "X-WR-TIMEZONE", zone_name);
  add_raw (calendar, "X-PUBLISHED-TTL", "PT1H");
  icalcomponent_add_property (calendar, icalproperty_new_refreshinterval (icaldurationtype_from_int (REFRESH_SECONDS)));
}

/* The octets that a line may have, without its end. */
#define LINE 75

/* @line: without its end. */
static void
append_line (GString *out, const char *line, gsize length)
{
  gsize room = LINE;

  while (length > room)
    {
      gsize taken = room;

      /* Not inside a character. */
      while (taken > 0 && ((guchar) line[taken] & 0xc0) == 0x80)
        taken--;
      g_string_append_len (out, line, (gssize) taken);
      g_string_append (out, "\r\n ");
      line += taken;
      length -= taken;
      room = LINE - 1;
    }
  g_string_append_len (out, line, (gssize) length);
  g_string_append (out, "\r\n");
}

/*
 * (transfer full): @text folded anew: libical 3.0 counts the end of a line as part of it, and at some lengths folds between its CR and
 * its LF.
 */
static char *
fold (const char *text)
{
  g_auto (GStrv) pieces = g_strsplit (text, "\r\n ", -1);
  g_autofree char *unfolded = g_strjoinv (NULL, pieces);
  GString *out = g_string_sized_new (strlen (text) + strlen (text) / 16);
  const char *end;

  for (const char *line = unfolded; *line != '\0'; line = end + 2)
    {
      end = strstr (line, "\r\n");
      g_return_val_if_fail (end != NULL, g_string_free (out, FALSE));
      append_line (out, line, (gsize) (end - line));
    }
  return g_string_free (out, FALSE);
}

char *
nx_ical_write (const NxIcalHead *head, const NxIcalEvent *events, guint n_events)
{
  GTimeZone *zone = head->zone != NULL ? nx_time_zone (head->zone) : NULL;
  const char *zone_name = zone != NULL ? head->zone : NX_TIME_CENTRE_ZONE;
  icalcomponent *calendar = icalcomponent_new (ICAL_VCALENDAR_COMPONENT);
  gint64 from = G_MAXINT64, to = G_MININT64;
  char *text, *folded;

  if (zone == NULL)
    zone = nx_time_zone (NX_TIME_CENTRE_ZONE);
  write_head (calendar, head, zone_name);
  for (guint i = 0; i < n_events; i++)
    {
      from = MIN (from, events[i].start);
      to = MAX (to, events[i].end);
    }
  icalcomponent_add_component (calendar, nx_ical_zone (zone, zone_name, n_events > 0 ? from : 0, n_events > 0 ? to : 0));
  for (guint i = 0; i < n_events; i++)
    icalcomponent_add_component (calendar, write_event (head, &events[i], zone, zone_name));

  text = icalcomponent_as_ical_string_r (calendar);
  folded = fold (text);
  icalmemory_free_buffer (text);
  icalcomponent_free (calendar);
  return folded;
}
