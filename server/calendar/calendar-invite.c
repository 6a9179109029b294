/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/calendar/calendar.h"

#include <string.h>

#include "common/nx-enums.h"
#include "common/nx-json.h"
#include "common/nx-time.h"
#include "server/calendar/calendar-store.h"
#include "server/calendar/calendar-words.h"

typedef struct
{
  const char *kind, *method;
} Method;

static const Method methods[] = {
  { "booking_confirmation", "REQUEST" },
  { "move", "REQUEST" },
  { "reminder", "REQUEST" },
  { "cancellation", "CANCEL" },
};

/* Of the changes that one mail tells of together. */
static const Method changed[] = {
  { "BOOKED", "REQUEST" },
  { "MOVED", "REQUEST" },
  { "CANCELLED", "CANCEL" },
  { "GIVEN", "CANCEL" },
};

/* Whoever is invited. */
typedef struct
{
  const char *address, *name;
  gint64 written_at;
} Reader;

static const char *
method_of (const Method *table, guint n, const char *kind)
{
  for (guint i = 0; i < n; i++)
    if (strcmp (kind, table[i].kind) == 0)
      return table[i].method;
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

/* What a mail says of a session: its own members, or those of one change of several. */
typedef struct
{
  const char *id;
  NxCalendarSession session;
  NxIcalEvent event;
} Said;

/* Written before mails knew the session's version: the calendar that is subscribed to shows it. */
static gboolean
read_said (JsonObject *payload, Said *said)
{
  gint64 minutes;

  said->id = text_of (payload, "sessionId");
  said->session = (NxCalendarSession){
    .id = said->id, .coach = text_of (payload, "coachName"), .room = text_of (payload, "room"), .names = text_of (payload, "studentName"),
    .n_names = 1, .subject = enum_of (payload, "subject", &nx_subject_enum), .type = enum_of (payload, "type", &nx_service_type_enum),
  };
  said->event = (NxIcalEvent){ .id = said->id };
  if (said->id == NULL || said->session.subject < 0 || said->session.type < 0 || !nx_json_get_time (payload, "at", &said->event.start)
      || !nx_json_get_int (payload, "duration", &minutes) || !nx_json_get_int (payload, "version", &said->event.sequence))
    return FALSE;
  said->event.end = said->event.start + minutes * NX_TIME_MINUTE;
  /* A workshop is one event for its coach, whoever has just joined it. */
  if (said->session.type == NX_SERVICE_ATELIER_GROUPE)
    said->session.names = NULL;
  return TRUE;
}

static void
write_invite (const NxConfig *config, const NxIcalHead *head, Said *said, guint n, gboolean page, const Reader *reader, NxCalendarInvite *invite)
{
  g_autofree NxCalendarWords *words = g_new0 (NxCalendarWords, n);
  g_autofree NxIcalEvent *events = g_new (NxIcalEvent, n);

  for (guint i = 0; i < n; i++)
    {
      said[i].session.page = page;
      nx_calendar_words (config, &said[i].session, &words[i]);
      events[i] = said[i].event;
      events[i].stamp = reader->written_at;
      events[i].attendee = reader->address;
      events[i].attendee_name = reader->name;
      events[i].cancelled = strcmp (head->method, "CANCEL") == 0;
      nx_calendar_words_lend (&words[i], &events[i]);
    }
  invite->method = head->method;
  invite->text = nx_ical_write (head, events, n);
  for (guint i = 0; i < n; i++)
    nx_calendar_words_clear (&words[i]);
}

/* Brothers and sisters in one workshop are one event, as are a coach's pupils in it. */
static gboolean
has_said (const Said *said, guint n, const char *id)
{
  for (guint i = 0; i < n; i++)
    if (strcmp (said[i].id, id) == 0)
      return TRUE;
  return FALSE;
}

/* Those of @changes with @method. Returns: how many, in @said. */
static guint
read_changes (JsonArray *changes, const char *method, Said *said)
{
  guint n = 0;

  for (guint i = 0; i < json_array_get_length (changes); i++)
    {
      JsonObject *change = json_array_get_object_element (changes, i);
      const char *kind = text_of (change, "kind");

      if (kind != NULL && g_strcmp0 (method_of (changed, G_N_ELEMENTS (changed), kind), method) == 0 && read_said (change, &said[n])
          && !has_said (said, n, said[n].id))
        n++;
    }
  return n;
}

static void
invite_to_changes (const NxConfig *config, JsonObject *payload, NxIcalHead *head, const Reader *reader, NxCalendarInvites *invites)
{
  static const char *const both[] = { "REQUEST", "CANCEL" };
  JsonArray *changes = nx_json_get_array (payload, "changes");
  g_autofree Said *said = changes != NULL ? g_new0 (Said, json_array_get_length (changes) + 1) : NULL;

  for (guint i = 0; changes != NULL && i < G_N_ELEMENTS (both); i++)
    {
      const guint n = read_changes (changes, both[i], said);

      head->method = both[i];
      if (n > 0)
        write_invite (config, head, said, n, text_of (payload, "link") != NULL, reader, &invites->items[invites->n++]);
    }
}

void
nx_calendar_invites_clear (NxCalendarInvites *self)
{
  for (guint i = 0; i < self->n; i++)
    g_clear_pointer (&self->items[i].text, g_free);
  self->n = 0;
}

void
nx_calendar_invite (const NxConfig *config, const char *kind, JsonObject *payload, const char *to_address, const char *to_name,
                    const char *sender, gint64 written_at, NxCalendarInvites *invites)
{
  g_autofree char *organizer = bare_address (sender);
  const Reader reader = { to_address, to_name, written_at };
  NxIcalHead head = { .method = method_of (methods, G_N_ELEMENTS (methods), kind), .organizer = organizer,
                      .organizer_name = "Nexus Réussite", .zone = text_of (payload, "zone") };
  const char *kept = text_of (payload, "kept");
  Said said = { NULL };

  *invites = (NxCalendarInvites){ 0 };
  if (strcmp (kind, "agenda_changes") == 0)
    invite_to_changes (config, payload, &head, &reader, invites);
  if (head.method == NULL || !read_said (payload, &said))
    return;
  /* The event is also that of a brother or sister, who still goes. */
  if (kept != NULL)
    {
      head.method = "REQUEST";
      said.session.names = kept;
    }
  write_invite (config, &head, &said, 1, text_of (payload, "link") != NULL, &reader, &invites->items[invites->n++]);
}

gboolean
nx_calendar_kept (NxDb *db, const char *session_id, const char *address, char **names, GError **error)
{
  g_autoptr (NxRows) rows = nx_calendar_store_kept (db, session_id, address, error);

  if (rows == NULL)
    return FALSE;
  *names = g_strdup (nx_rows_text (rows, 0, "names"));
  return TRUE;
}
