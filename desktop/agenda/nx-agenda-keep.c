/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/agenda/nx-agenda-keep.h"

void
nx_agenda_keep_free (NxAgendaKeep *self)
{
  g_clear_pointer (&self->sessions, g_ptr_array_unref);
  g_clear_pointer (&self->coaches, g_ptr_array_unref);
  g_clear_pointer (&self->rooms, g_ptr_array_unref);
  g_clear_pointer (&self->closures, g_ptr_array_unref);
  g_clear_pointer (&self->open, g_ptr_array_unref);
  g_free (self);
}

static void
write_records (NxJsonWriter *writer, const char *member, GPtrArray *records)
{
  nx_json_begin_array (writer, member);
  for (guint i = 0; i < records->len; i++)
    nx_record_write (g_ptr_array_index (records, i), writer, NULL);
  nx_json_end_array (writer);
}

GBytes *
nx_agenda_keep_write (gint64 at, gint64 from, gint64 to, NxSessionList *list, GPtrArray *coaches, NxAgendaFacts *facts)
{
  g_autoptr (NxJsonWriter) writer = nx_json_writer_new ();
  gint64 open_from, open_to;
  gsize length;
  char *text;

  nx_agenda_facts_get_open_range (facts, &open_from, &open_to);
  nx_json_begin_object (writer, NULL);
  nx_json_add_time (writer, "at", at);
  nx_json_add_time (writer, "from", from);
  nx_json_add_time (writer, "to", to);
  nx_json_begin_array (writer, "sessions");
  for (guint i = nx_session_list_lower_bound (list, from); i < nx_session_list_get_length (list); i++)
    {
      NxSession *session = nx_session_list_get (list, i);

      if (session->scheduledAt >= to)
        break;
      nx_record_write (NX_RECORD (session), writer, NULL);
    }
  nx_json_end_array (writer);
  write_records (writer, "coaches", coaches);
  write_records (writer, "rooms", nx_agenda_facts_get_rooms (facts));
  write_records (writer, "closures", nx_agenda_facts_get_closures (facts));
  write_records (writer, "open", nx_agenda_facts_get_open (facts));
  nx_json_add_time (writer, "openFrom", open_from);
  nx_json_add_time (writer, "openTo", open_to);
  nx_json_end_object (writer);
  text = nx_json_writer_end (writer, &length);
  return g_bytes_new_take (text, length);
}

static gboolean
read_records (JsonObject *object, const char *member, GType type, GPtrArray **records, GError **error)
{
  JsonArray *array = nx_json_get_array (object, member);

  if (array == NULL)
    {
      g_set_error (error, NX_ERROR, NX_ERROR_INVALID, "the copy of the agenda: no %s", member);
      return FALSE;
    }
  *records = nx_record_list_from_json (type, array, error);
  return *records != NULL;
}

NxAgendaKeep *
nx_agenda_keep_read (GBytes *content, GError **error)
{
  g_autoptr (NxAgendaKeep) self = g_new0 (NxAgendaKeep, 1);
  gsize length;
  const char *text = g_bytes_get_data (content, &length);
  g_autoptr (JsonNode) root = nx_json_parse (text, (gssize) length, &nx_json_limits_answer, error);
  JsonObject *object;

  if (root == NULL)
    return NULL;
  object = JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  if (object == NULL || !nx_json_get_time (object, "at", &self->at) || !nx_json_get_time (object, "from", &self->from)
      || !nx_json_get_time (object, "to", &self->to))
    {
      g_set_error (error, NX_ERROR, NX_ERROR_INVALID, "the copy of the agenda: not such a text");
      return NULL;
    }
  if (!nx_json_get_time (object, "openFrom", &self->open_from) || !nx_json_get_time (object, "openTo", &self->open_to))
    self->open_from = self->open_to = NX_TIME_NONE;
  if (!read_records (object, "sessions", NX_TYPE_SESSION, &self->sessions, error)
      || !read_records (object, "coaches", NX_TYPE_COACH, &self->coaches, error)
      || !read_records (object, "rooms", NX_TYPE_ROOM, &self->rooms, error)
      || !read_records (object, "closures", NX_TYPE_CLOSURE, &self->closures, error)
      || !read_records (object, "open", NX_TYPE_OPEN_RANGE, &self->open, error))
    return NULL;
  return g_steal_pointer (&self);
}
