/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/series/series-mail.h"

#include "server/nx-audit.h"
#include "server/undo/undo.h"

typedef struct
{
  NxNewsKind kind;
  char *session_id;
  gint64 was_at;
  char *was_coach; /* (nullable): id of who held it before */
} Item;

/* Whoever gets a mail, and the rows of the people that it tells about. */
typedef struct
{
  char *key, *user_id, *address, *name, *locale, *zone; /* copies */
  gboolean family, mixed;                              /* mixed: the rows have several readers */
  gboolean parent;
  GArray *rows;                                        /* guint */
} Reader;

struct _NxAgendaNews
{
  char *cause, *object_id, *reason;
  GPtrArray *items;
};

static void
item_free (gpointer data)
{
  Item *item = data;

  g_free (item->session_id);
  g_free (item->was_coach);
  g_free (item);
}

static void
reader_free (gpointer data)
{
  Reader *reader = data;

  g_free (reader->key);
  g_free (reader->user_id);
  g_free (reader->address);
  g_free (reader->name);
  g_free (reader->locale);
  g_free (reader->zone);
  g_array_unref (reader->rows);
  g_free (reader);
}

NxAgendaNews *
nx_agenda_news_new (const char *cause, const char *object_id, const char *reason)
{
  NxAgendaNews *self = g_new0 (NxAgendaNews, 1);

  self->cause = g_strdup (cause);
  self->object_id = g_strdup (object_id);
  self->reason = g_strdup (reason);
  self->items = g_ptr_array_new_with_free_func (item_free);

  return self;
}

void
nx_agenda_news_free (NxAgendaNews *self)
{
  g_free (self->cause);
  g_free (self->object_id);
  g_free (self->reason);
  g_ptr_array_unref (self->items);
  g_free (self);
}

void
nx_agenda_news_add (NxAgendaNews *self, NxNewsKind kind, const char *session_id, gint64 was_at, const char *was_coach)
{
  Item *item = g_new0 (Item, 1);

  item->kind = kind;
  item->session_id = g_strdup (session_id);
  item->was_at = was_at;
  item->was_coach = g_strdup (was_coach);
  g_ptr_array_add (self->items, item);
}

static const Item *
item_of (NxAgendaNews *self, NxRows *rows, guint row)
{
  const char *id = nx_rows_text (rows, row, "session_id");

  for (guint i = 0; i < self->items->len; i++)
    {
      const Item *item = g_ptr_array_index (self->items, i);

      if (g_str_equal (item->session_id, id))
        return item;
    }
  g_return_val_if_reached (NULL);
}

static Reader *
reader_of (GPtrArray *readers, const char *key)
{
  Reader *reader;

  for (guint i = 0; i < readers->len; i++)
    {
      reader = g_ptr_array_index (readers, i);
      if (g_str_equal (reader->key, key))
        return reader;
    }
  reader = g_new0 (Reader, 1);
  reader->key = g_strdup (key);
  reader->rows = g_array_new (FALSE, FALSE, sizeof (guint));
  g_ptr_array_add (readers, reader);

  return reader;
}

static void
name_reader (Reader *reader, const char *user_id, const char *address, const char *name, const char *locale, const char *zone)
{
  g_free (reader->user_id);
  g_free (reader->address);
  g_free (reader->name);
  g_free (reader->locale);
  g_free (reader->zone);
  reader->user_id = g_strdup (user_id);
  reader->address = g_strdup (address);
  reader->name = g_strdup (name);
  reader->locale = g_strdup (locale);
  reader->zone = g_strdup (zone);
}

/* The pupil reads what is theirs alone; where it is of brothers and sisters with addresses of their own, their parent reads for
 * both. */
static void
add_family (GPtrArray *readers, NxRows *people, guint row)
{
  Reader *reader = reader_of (readers, nx_rows_text (people, row, "parent_id"));
  const char *user = nx_rows_text (people, row, "reader_user");

  reader->family = TRUE;
  g_array_append_val (reader->rows, row);
  if (reader->user_id == NULL)
    name_reader (reader, user, nx_rows_text (people, row, "reader_address"), nx_rows_text (people, row, "reader_name"),
                 nx_rows_text (people, row, "reader_locale"), nx_rows_text (people, row, "reader_zone"));
  if (reader->rows->len == 1)
    reader->parent = g_strcmp0 (user, nx_rows_text (people, row, "parent_user")) == 0;
  else if (!reader->mixed && !g_str_equal (reader->user_id, user))
    {
      reader->mixed = reader->parent = TRUE;
      name_reader (reader, nx_rows_text (people, row, "parent_user"), nx_rows_text (people, row, "parent_address"),
                   nx_rows_text (people, row, "parent_name"), nx_rows_text (people, row, "parent_locale"),
                   nx_rows_text (people, row, "parent_zone"));
    }
}

static gboolean
add_coach (GPtrArray *readers, NxDb *db, const char *coach_id, guint row, GError **error)
{
  Reader *reader = reader_of (readers, coach_id);

  g_array_append_val (reader->rows, row);
  if (reader->user_id == NULL)
    {
      g_autoptr (NxRows) coach = nx_series_store_coach (db, coach_id, error);

      if (coach == NULL)
        return FALSE;
      name_reader (reader, nx_rows_text (coach, 0, "reader_user"), nx_rows_text (coach, 0, "reader_address"),
                   nx_rows_text (coach, 0, "reader_name"), nx_rows_text (coach, 0, "reader_locale"),
                   nx_rows_text (coach, 0, "reader_zone"));
    }

  return TRUE;
}

static gboolean
collect (NxAgendaNews *self, NxDb *db, NxRows *people, GPtrArray *readers, GError **error)
{
  for (guint row = 0; row < nx_rows_count (people); row++)
    {
      const Item *item = item_of (self, people, row);
      const char *coach_id = nx_rows_text (people, row, "coach_id");

      add_family (readers, people, row);
      if (!add_coach (readers, db, coach_id, row, error))
        return FALSE;
      if (item->was_coach != NULL && !g_str_equal (item->was_coach, coach_id)
          && !add_coach (readers, db, item->was_coach, row, error))
        return FALSE;
    }

  return TRUE;
}

static const char *
kind_for (const Reader *reader, const Item *item, NxRows *people, guint row)
{
  static const char *const kinds[] = { "BOOKED", "MOVED", "CANCELLED" };
  const char *coach_id = nx_rows_text (people, row, "coach_id");

  /* To whoever held it until now, a session of somebody else is over; to whoever takes it, it is new. */
  if (!reader->family && item->was_coach != NULL && !g_str_equal (item->was_coach, coach_id))
    return g_str_equal (reader->key, coach_id) ? "BOOKED" : "GIVEN";

  return kinds[item->kind];
}

static void
write_change (NxAgendaNews *self, const Reader *reader, NxRows *people, guint row, NxJsonWriter *json)
{
  const Item *item = item_of (self, people, row);
  const char *kind = kind_for (reader, item, people, row);

  nx_json_begin_object (json, NULL);
  nx_json_add_string (json, "kind", kind);
  nx_json_add_string (json, "sessionId", nx_rows_text (people, row, "session_id"));
  nx_json_add_time (json, "at", nx_rows_time (people, row, "at"));
  if (item->was_at != NX_TIME_NONE && item->was_at != nx_rows_time (people, row, "at"))
    nx_json_add_time (json, "before", item->was_at);
  nx_json_add_string (json, "studentName", nx_rows_text (people, row, "student_name"));
  nx_json_add_string (json, "coachName", nx_rows_text (people, row, "pseudonym"));
  nx_json_add_string (json, "subject", nx_rows_text (people, row, "subject"));
  nx_json_add_string (json, "type", nx_rows_text (people, row, "type"));
  nx_json_add_int (json, "duration", nx_rows_int (people, row, "duration"));
  nx_json_add_int (json, "version", nx_rows_int (people, row, "version"));
  if (nx_rows_text (people, row, "room") != NULL)
    nx_json_add_string (json, "room", nx_rows_text (people, row, "room"));
  if (reader->family && item->kind == NX_NEWS_CANCELLED && nx_rows_bool (people, row, "refunded"))
    nx_json_add_credits (json, "creditsRefunded", (gint32) nx_rows_int (people, row, "given_back"));
  nx_json_end_object (json);
}

static gboolean
send_one (NxAgendaNews *self, NxDb *db, const NxActor *actor, const Reader *reader, NxRows *people, GError **error)
{
  g_autoptr (NxJsonWriter) json = nx_json_writer_new ();
  g_autofree char *payload = NULL, *turn = g_strdup_printf ("%" G_GINT64_FORMAT, actor->now), *dedupe = NULL;

  nx_json_begin_object (json, NULL);
  nx_json_add_string (json, "name", reader->name);
  nx_json_add_string (json, "cause", self->cause);
  nx_json_add_string (json, "zone", reader->zone);
  nx_json_add_bool (json, "family", reader->family);
  if (reader->family)
    nx_json_add_string (json, "link", reader->parent ? "/parent" : "/eleve");
  if (self->reason != NULL && !reader->family)
    nx_json_add_string (json, "reason", self->reason);
  nx_json_begin_array (json, "changes");
  for (guint i = 0; i < reader->rows->len; i++)
    write_change (self, reader, people, g_array_index (reader->rows, guint, i), json);
  nx_json_end_array (json);
  nx_json_end_object (json);
  payload = nx_json_writer_end (json, NULL);
  dedupe = g_strjoin (":", "agenda_changes", self->object_id, reader->user_id, actor->action_id != NULL ? actor->action_id : turn,
                      NULL);

  return nx_outbox_add (db, actor, &(NxMail){ .kind = "agenda_changes", .dedupe = dedupe, .to_address = reader->address,
                                              .to_name = reader->name, .locale = reader->locale, .payload = payload,
                                              .not_before = actor->now + NX_UNDO_PAUSE }, error);
}

static char *
session_list (NxAgendaNews *self)
{
  GString *list = g_string_new ("{");

  for (guint i = 0; i < self->items->len; i++)
    g_string_append_printf (list, "%s%s", i > 0 ? "," : "", ((Item *) g_ptr_array_index (self->items, i))->session_id);
  g_string_append_c (list, '}');

  return g_string_free (list, FALSE);
}

gboolean
nx_agenda_news_send (NxAgendaNews *self, NxDb *db, const NxActor *actor, GError **error)
{
  g_autofree char *sessions = session_list (self);
  g_autoptr (NxRows) people = NULL;
  g_autoptr (GPtrArray) readers = g_ptr_array_new_with_free_func (reader_free);

  if (self->items->len == 0 || actor->quiet)
    return TRUE;
  people = nx_series_store_people (db, sessions, actor->now, error);
  if (people == NULL || !collect (self, db, people, readers, error))
    return FALSE;
  for (guint i = 0; i < readers->len; i++)
    if (!send_one (self, db, actor, g_ptr_array_index (readers, i), people, error))
      return FALSE;

  return TRUE;
}

/* Taking back */

static char *
step_json (const char *cause, const char *object_id)
{
  return g_strdup_printf ("{\"op\":\"agenda.news\",\"cause\":\"%s\",\"objectId\":\"%s\"}", cause, object_id);
}

gboolean
nx_agenda_news_add_step (NxDb *db, const NxActor *actor, const char *kind, const char *about, const char *cause,
                         const char *object_id, GError **error)
{
  g_autofree char *step = step_json (cause, object_id);

  return nx_action_add_step (db, actor, kind, about, step, error);
}

static gboolean
has_item (NxAgendaNews *self, const char *session_id)
{
  for (guint i = 0; i < self->items->len; i++)
    if (g_str_equal (((Item *) g_ptr_array_index (self->items, i))->session_id, session_id))
      return TRUE;

  return FALSE;
}

gboolean
nx_agenda_news_apply (NxDb *db, const NxActor *actor, const NxConfig *config, JsonObject *step, char **inverse, GError **error)
{
  const char *cause = "CHANGED", *object_id = "";
  g_autoptr (NxRows) changes = NULL;
  g_autoptr (NxAgendaNews) news = NULL;
  NxActor teller = *actor;

  if (!nx_json_get_string (step, "cause", &cause) || !nx_json_get_string (step, "objectId", &object_id))
    g_debug ("news without a cause");
  *inverse = step_json (cause, object_id);
  if (!actor->gathered || actor->action_id == NULL)
    return TRUE;

  changes = nx_series_store_changes (db, actor->action_id, error);
  if (changes == NULL)
    return FALSE;
  news = nx_agenda_news_new (cause, object_id, NULL);
  for (guint i = 0; i < nx_rows_count (changes); i++)
    {
      const char *id = nx_rows_text (changes, i, "session_id"), *action = nx_rows_text (changes, i, "action");
      gboolean moved = g_str_equal (action, "session.moved");

      if (!has_item (news, id))
        nx_agenda_news_add (news,
                            moved                                       ? NX_NEWS_MOVED
                            : g_str_equal (action, "session.cancelled") ? NX_NEWS_CANCELLED
                                                                        : NX_NEWS_BOOKED,
                            id, moved ? nx_rows_time (changes, i, "was_at") : NX_TIME_NONE,
                            nx_rows_text (changes, i, "was_coach"));
    }
  teller.quiet = FALSE;

  return nx_agenda_news_send (news, db, &teller, error);
}
