/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/agenda/nx-pupil-search.h"

#include <adwaita.h>
#include "common/nx-i18n.h"

#define PAUSE_MS    120
#define MIN_LETTERS 2

enum
{
  FOUND,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

struct _NxPupilSearch
{
  GObject parent_instance;

  /* owned */
  NxConnection *connection;  /* (nullable) */
  GCancellable *cancellable; /* (nullable): of the question on its way */
  char *text;

  /* borrowed */
  GtkListBox *list;

  guint count;
  guint pause_id;
};

G_DEFINE_FINAL_TYPE (NxPupilSearch, nx_pupil_search, G_TYPE_OBJECT)

static GtkWidget *
make_row (NxStudent *student)
{
  GtkWidget *row = adw_action_row_new (), *avatar;
  g_autofree char *name = g_strdup_printf ("%s %s", student->firstName, student->lastName);
  g_autofree char *escaped = g_markup_escape_text (name, -1), *credits = nx_credits_format_noun (student->balance);
  g_autofree char *subtitle = g_strdup_printf ("%s · %s", nx_enum_label (&nx_grade_enum, student->grade), credits);
  g_autofree char *escaped_subtitle = g_markup_escape_text (subtitle, -1);

  avatar = adw_avatar_new (28, name, TRUE);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), avatar);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), escaped);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), escaped_subtitle);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 1);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "student", g_object_ref (student), g_object_unref);
  return row;
}

void
nx_pupil_search_show (NxPupilSearch *self, GPtrArray *students)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, child);
  self->count = students->len;
  for (guint i = 0; i < students->len; i++)
    gtk_list_box_append (self->list, make_row (g_ptr_array_index (students, i)));
  gtk_list_box_select_row (self->list, gtk_list_box_get_row_at_index (self->list, 0));
  g_signal_emit (self, signals[FOUND], 0);
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (NxPupilSearch) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = nx_connection_send_finish (NX_CONNECTION (source), result, NULL, &error);
  g_autoptr (GPtrArray) students = NULL;
  JsonArray *items = NULL;

  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    items = nx_json_get_array (json_node_get_object (root), "items");
  if (items != NULL)
    students = nx_record_list_from_json (NX_TYPE_STUDENT, items, &error);
  if (students != NULL && self->list != NULL)
    nx_pupil_search_show (self, students);
}

static gboolean
on_pause (gpointer data)
{
  NxPupilSearch *self = data;
  g_autofree char *path = nx_connection_path ("/api/students?query=%s&limit=6", self->text);

  self->pause_id = 0;
  self->cancellable = g_cancellable_new ();
  nx_connection_send_async (self->connection, "GET", path, NULL, NULL, NULL, self->cancellable, on_answer, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static void
give_up (NxPupilSearch *self)
{
  g_clear_handle_id (&self->pause_id, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
nx_pupil_search_dispose (GObject *object)
{
  NxPupilSearch *self = NX_PUPIL_SEARCH (object);

  give_up (self);
  self->list = NULL;
  g_clear_object (&self->connection);
  g_clear_pointer (&self->text, g_free);
  G_OBJECT_CLASS (nx_pupil_search_parent_class)->dispose (object);
}

static void
nx_pupil_search_class_init (NxPupilSearchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = nx_pupil_search_dispose;
  signals[FOUND] = g_signal_new ("found", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
nx_pupil_search_init (NxPupilSearch *self)
{
}

NxPupilSearch *
nx_pupil_search_new (NxConnection *connection, GtkListBox *list)
{
  NxPupilSearch *self = g_object_new (NX_TYPE_PUPIL_SEARCH, NULL);

  self->connection = connection != NULL ? g_object_ref (connection) : NULL;
  self->list = list;
  return self;
}

void
nx_pupil_search_set_text (NxPupilSearch *self, const char *text)
{
  g_autoptr (GPtrArray) nobody = g_ptr_array_new ();

  g_return_if_fail (NX_IS_PUPIL_SEARCH (self));

  give_up (self);
  g_free (self->text);
  self->text = g_strstrip (g_strdup (text));
  if (g_utf8_strlen (self->text, -1) < MIN_LETTERS)
    nx_pupil_search_show (self, nobody);
  else if (self->connection != NULL)
    self->pause_id = g_timeout_add (PAUSE_MS, on_pause, self);
}

guint
nx_pupil_search_get_count (NxPupilSearch *self)
{
  return self->count;
}
