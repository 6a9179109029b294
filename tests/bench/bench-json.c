/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What it costs to make and write the sessions of an agenda, beside json-glib's tree and generator in the same run. */

#include "common/models/nx-models.h"
#include "common/nx-json.h"

#define SESSIONS 20
#define ROUNDS 5000

static const struct { const char *name, *text; } row[] = {
  { "id", "01932c07-7b00-7abc-8def-0123456789ab" },
  { "title", "Limites et continuité" },
  { "description", "Chapitre 4, exercices 12 à 20" },
  { "subject", "MATHEMATIQUES" },
  { "type", "COURS_PRESENTIEL" },
  { "status", "SCHEDULED" },
  { "scheduledAt", "2026-11-25 14:00:00+00" },
  { "duration", "60" },
  { "creditCost", "5" },
  { "capacity", "1" },
  { "seatsTaken", "1" },
  { "location", "Salle B2" },
  { "room", "B2" },
  { "reportStatus", NULL },
  { "reportDue", "f" },
  { "cancelledAt", NULL },
  { "cancelReason", NULL },
  { "refunded", "f" },
  { "version", "3" },
};

static NxSession *
make_session (void)
{
  NxSession *session = g_object_new (NX_TYPE_SESSION, NULL);
  const NxField *fields = nx_record_get_fields (NX_RECORD (session));
  guint i;

  for (i = 0; i < G_N_ELEMENTS (row); i++)
    g_assert_true (nx_record_set_text (NX_RECORD (session), nx_fields_find (fields, row[i].name), row[i].text));
  session->coach = g_object_new (NX_TYPE_COACH, NULL);
  session->coach->id = g_strdup ("01932c07-7b00-7abc-8def-0123456789ac");
  session->coach->pseudonym = g_strdup ("Hélios");
  session->coach->mark = g_strdup ("HÉ");
  session->coach->color = 3;
  return session;
}

static GPtrArray *
make_agenda (void)
{
  GPtrArray *agenda = g_ptr_array_new_with_free_func (g_object_unref);
  int i;

  for (i = 0; i < SESSIONS; i++)
    g_ptr_array_add (agenda, make_session ());
  return agenda;
}

static char *
write_agenda (GPtrArray *agenda)
{
  g_autoptr (NxJsonWriter) writer = nx_json_writer_new ();
  guint i;

  nx_json_begin_array (writer, NULL);
  for (i = 0; i < agenda->len; i++)
    nx_record_write (g_ptr_array_index (agenda, i), writer, NULL);
  nx_json_end_array (writer);
  return nx_json_writer_end (writer, NULL);
}

static void
report (const char *what, gint64 microseconds)
{
  double nanoseconds = microseconds * 1000.0 / ROUNDS;

  g_print ("%-44s %8.1f us an agenda %8.0f ns a session\n", what, nanoseconds / 1000, nanoseconds / SESSIONS);
}

static JsonNode *
deep_copy (JsonNode *node)
{
  JsonNode *copy;

  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *from = json_node_get_array (node);
      JsonArray *to = json_array_sized_new (json_array_get_length (from));
      guint i;

      for (i = 0; i < json_array_get_length (from); i++)
        json_array_add_element (to, deep_copy (json_array_get_element (from, i)));
      copy = json_node_init_array (json_node_alloc (), to);
      json_array_unref (to);
      return copy;
    }
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObject *to = json_object_new ();
      JsonObjectIter iter;
      const char *name;
      JsonNode *value;

      json_object_iter_init_ordered (&iter, json_node_get_object (node));
      while (json_object_iter_next_ordered (&iter, &name, &value))
        json_object_set_member (to, name, deep_copy (value));
      copy = json_node_init_object (json_node_alloc (), to);
      json_object_unref (to);
      return copy;
    }
  return json_node_copy (node);
}

/* The same text by json-glib: a tree made of it once, written each round; then the tree made each round too. */
static gint64
bench_json_glib (const char *json, gboolean with_tree)
{
  g_autoptr (JsonNode) shared = nx_json_parse (json, -1, &nx_json_limits_answer, NULL);
  gint64 start = g_get_monotonic_time ();
  int i;

  for (i = 0; i < ROUNDS; i++)
    {
      g_autoptr (JsonGenerator) generator = json_generator_new ();
      g_autoptr (JsonNode) tree = with_tree ? deep_copy (shared) : json_node_ref (shared);
      g_autofree char *text = NULL;

      json_generator_set_root (generator, tree);
      text = json_generator_to_data (generator, NULL);
    }
  return g_get_monotonic_time () - start;
}

int
main (void)
{
  g_autoptr (GPtrArray) agenda = make_agenda ();
  g_autofree char *json = write_agenda (agenda);
  gint64 start, made, written, parsed;
  int i;

  start = g_get_monotonic_time ();
  for (i = 0; i < ROUNDS; i++)
    {
      g_autoptr (GPtrArray) fresh = make_agenda ();
    }
  made = g_get_monotonic_time () - start;

  start = g_get_monotonic_time ();
  for (i = 0; i < ROUNDS; i++)
    {
      g_autofree char *text = write_agenda (agenda);
    }
  written = g_get_monotonic_time () - start;

  start = g_get_monotonic_time ();
  for (i = 0; i < ROUNDS; i++)
    g_assert_true (nx_json_guard_check (json, -1, &nx_json_limits_answer, NULL));
  parsed = g_get_monotonic_time () - start;

  g_print ("%d sessions, %zu bytes\n", SESSIONS, strlen (json));
  report ("made from a row's texts (and freed)", made);
  report ("written by nx_record_write", written);
  report ("made and written", made + written);
  report ("json-glib: generator alone", bench_json_glib (json, FALSE));
  report ("json-glib: tree and generator", bench_json_glib (json, TRUE));
  report ("guard: checked", parsed);
  return 0;
}
