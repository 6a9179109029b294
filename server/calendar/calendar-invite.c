/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/calendar/calendar.h"

#include <string.h>

#include "common/nx-enums.h"
#include "common/nx-json.h"
#include "common/nx-time.h"
#include "server/calendar/calendar-words.h"

static const struct
{
  const char *kind, *method;
} methods[] = {
  { "booking_confirmation", "REQUEST" },
  { "move", "REQUEST" },
  { "reminder", "REQUEST" },
  { "cancellation", "CANCEL" },
};

static const char *
method_of (const char *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    if (strcmp (kind, methods[i].kind) == 0)
      return methods[i].method;
  return NULL;
}

static const char *
text_of (JsonObject *payload, const char *member)
{
  const char *text = NULL;

  return nx_json_get_string (payload, member, &text) && text[0] != '\0' ? text : NULL;
}

static int
enum_of (JsonObject *payload, const char *member, const NxEnum *type)
{
  const char *slug = text_of (payload, member);

  return slug != NULL ? nx_enum_value (type, slug) : -1;
}

/* (transfer full): the address in "Name <address>". */
static char *
bare_address (const char *sender)
{
  const char *open = strrchr (sender, '<');

  return open != NULL ? g_strndup (open + 1, strcspn (open + 1, ">")) : g_strdup (sender);
}

gboolean
nx_calendar_invite (const NxConfig *config, const char *kind, JsonObject *payload, const char *to_address, const char *to_name,
                    const char *sender, gint64 written_at, NxCalendarInvite *invite)
{
  const char *method = method_of (kind);
  NxCalendarSession session = {
    .id = text_of (payload, "sessionId"), .coach = text_of (payload, "coachName"), .room = text_of (payload, "room"),
    .names = text_of (payload, "studentName"), .n_names = 1,
    .subject = enum_of (payload, "subject", &nx_subject_enum), .type = enum_of (payload, "type", &nx_service_type_enum),
  };
  g_auto (NxCalendarWords) words = { NULL };
  g_autofree char *organizer = bare_address (sender);
  NxIcalHead head = { .method = method, .organizer = organizer, .organizer_name = "Nexus Réussite", .zone = text_of (payload, "zone") };
  NxIcalEvent event = { .id = session.id, .stamp = written_at, .attendee = to_address, .attendee_name = to_name };
  gint64 minutes;

  /* Written before mails knew the session's version, or about several sessions: the calendar that is subscribed to shows them. */
  if (method == NULL || session.id == NULL || session.subject < 0 || session.type < 0 || !nx_json_get_time (payload, "at", &event.start)
      || !nx_json_get_int (payload, "duration", &minutes) || !nx_json_get_int (payload, "version", &event.sequence))
    return FALSE;
  event.end = event.start + minutes * NX_TIME_MINUTE;
  event.cancelled = strcmp (method, "CANCEL") == 0;
  /* A workshop is one event for its coach, whoever has just joined it. */
  if (session.type == NX_SERVICE_ATELIER_GROUPE)
    session.names = NULL;
  session.page = text_of (payload, "link") != NULL;
  nx_calendar_words (config, &session, &words);
  nx_calendar_words_lend (&words, &event);
  invite->method = method;
  invite->text = nx_ical_write (&head, &event, 1);
  return TRUE;
}
