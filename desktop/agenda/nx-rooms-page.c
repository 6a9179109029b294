/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/agenda/nx-rooms-page.h"

#include "common/nx-i18n.h"
#include "desktop/widgets/nx-palette.h"

#define MAX_CAPACITY 60
#define ROOM_DATA    "nx-room"

struct _NxRoomsPage
{
  GtkWidget parent_instance;

  /* borrowed: children, and the sheet that they stand in */
  NxAgendaSheet *sheet;
  GtkWidget *list;
  GtkWidget *name;
  GtkWidget *capacity;
  GtkWidget *add;

  gboolean can_edit;
};

G_DEFINE_FINAL_TYPE (NxRoomsPage, nx_rooms_page, GTK_TYPE_WIDGET)

static void load (NxRoomsPage *self);

static void
on_changed (GtkWidget *widget, JsonObject *answer, const char *action_id, const GError *error)
{
  NxRoomsPage *self = NX_ROOMS_PAGE (widget);

  nx_agenda_sheet_answered (self->sheet);
  nx_agenda_sheet_say_error (self->sheet, error != NULL ? error->message : NULL);
  load (self);
}

static gboolean
on_state_set (GtkSwitch *toggle, gboolean state, NxRoomsPage *self)
{
  GtkWidget *row = gtk_widget_get_ancestor (GTK_WIDGET (toggle), ADW_TYPE_ACTION_ROW);
  NxRoom *room = g_object_get_data (G_OBJECT (row), ROOM_DATA);
  g_autofree char *path = nx_connection_path ("/api/admin/rooms/%s", room->id);
  NxJsonWriter *json = nx_json_writer_new ();

  nx_json_begin_object (json, NULL);
  nx_json_add_bool (json, "active", state);
  nx_json_end_object (json);
  nx_agenda_sheet_ask_for (self->sheet, GTK_WIDGET (self), "PATCH", path, json, NULL, _ ("Changing the room…"), on_changed);
  return FALSE;
}

static void
add_row (NxRoomsPage *self, NxRoom *room)
{
  g_autofree char *places
      = g_strdup_printf (ngettext ("%d place", "%d places", (gulong) room->capacity), (int) room->capacity);
  g_autofree char *text = room->active ? g_strdup (places) : g_strdup_printf ("%s · %s", places, _ ("not in use"));
  GtkWidget *row = nx_agenda_row_new ("mark-location-symbolic", room->name, text), *toggle;

  if (self->can_edit)
    {
      g_autofree char *name = g_strdup_printf (_ ("%s in use"), room->name);

      toggle = gtk_switch_new ();
      gtk_widget_set_valign (toggle, GTK_ALIGN_CENTER);
      gtk_widget_set_tooltip_text (toggle, name);
      gtk_accessible_update_property (GTK_ACCESSIBLE (toggle), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
      gtk_switch_set_active (GTK_SWITCH (toggle), room->active);
      g_signal_connect (toggle, "state-set", G_CALLBACK (on_state_set), self);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), toggle);
      adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), toggle);
    }
  g_object_set_data_full (G_OBJECT (row), ROOM_DATA, g_object_ref (room), g_object_unref);
  gtk_list_box_append (GTK_LIST_BOX (self->list), row);
}

static void
on_loaded (GtkWidget *widget, JsonObject *answer, const char *action_id, const GError *error)
{
  NxRoomsPage *self = NX_ROOMS_PAGE (widget);
  JsonArray *items = answer != NULL ? nx_json_get_array (answer, "items") : NULL;
  g_autoptr (GPtrArray) rooms = items != NULL ? nx_record_list_from_json (NX_TYPE_ROOM, items, NULL) : NULL;

  nx_agenda_sheet_answered (self->sheet);
  if (rooms == NULL)
    {
      nx_agenda_sheet_say_error (self->sheet, error != NULL ? error->message : _ ("The server gave an answer that cannot be read."));
      return;
    }
  nx_agenda_list_clear (self->list);
  for (guint i = 0; i < rooms->len; i++)
    add_row (self, g_ptr_array_index (rooms, i));
  gtk_widget_set_visible (self->list, rooms->len > 0);
}

static void
load (NxRoomsPage *self)
{
  nx_agenda_sheet_ask_for (self->sheet, GTK_WIDGET (self), "GET", "/api/rooms", NULL, NULL, _ ("Asking for the rooms…"), on_loaded);
}

static gboolean
read_form (NxRoomsPage *self, char **name, gint64 *capacity)
{
  *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name))));
  return (*name)[0] != '\0'
         && g_ascii_string_to_signed (gtk_editable_get_text (GTK_EDITABLE (self->capacity)), 10, 1, MAX_CAPACITY, capacity, NULL);
}

static void
update (NxRoomsPage *self)
{
  g_autofree char *name = NULL;
  gint64 capacity;

  gtk_widget_set_sensitive (self->add, read_form (self, &name, &capacity));
}

static void
on_added (GtkWidget *widget, JsonObject *answer, const char *action_id, const GError *error)
{
  if (answer != NULL)
    nx_rooms_page_fill (NX_ROOMS_PAGE (widget), "", "");
  on_changed (widget, answer, action_id, error);
}

void
nx_rooms_page_add (NxRoomsPage *self)
{
  g_autofree char *name = NULL;
  NxJsonWriter *json;
  gint64 capacity;

  if (!read_form (self, &name, &capacity))
    return;
  json = nx_json_writer_new ();
  nx_json_begin_object (json, NULL);
  nx_json_add_string (json, "name", name);
  nx_json_add_int (json, "capacity", capacity);
  nx_json_end_object (json);
  nx_agenda_sheet_ask_for (self->sheet, GTK_WIDGET (self), "POST", "/api/admin/rooms", json, NULL, _ ("Adding the room…"), on_added);
}

void
nx_rooms_page_fill (NxRoomsPage *self, const char *name, const char *capacity)
{
  gtk_editable_set_text (GTK_EDITABLE (self->name), name);
  gtk_editable_set_text (GTK_EDITABLE (self->capacity), capacity);
  update (self);
}

GtkWidget *
nx_rooms_page_get_list (NxRoomsPage *self)
{
  return self->list;
}

static void
nx_rooms_page_dispose (GObject *object)
{
  nx_widget_drop_children (GTK_WIDGET (object));
  G_OBJECT_CLASS (nx_rooms_page_parent_class)->dispose (object);
}

static void
nx_rooms_page_class_init (NxRoomsPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = nx_rooms_page_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
nx_rooms_page_init (NxRoomsPage *self)
{
}

static GtkWidget *
add_entry (NxRoomsPage *self, GtkWidget *list, const char *title)
{
  GtkWidget *row = nx_agenda_entry_new (title, NULL, NULL);

  gtk_list_box_append (GTK_LIST_BOX (list), row);
  g_signal_connect_swapped (row, "changed", G_CALLBACK (update), self);
  g_signal_connect_swapped (row, "entry-activated", G_CALLBACK (nx_rooms_page_add), self);
  return row;
}

GtkWidget *
nx_rooms_page_new (NxAgendaSheet *sheet, gboolean can_edit)
{
  NxRoomsPage *self = g_object_new (NX_TYPE_ROOMS_PAGE, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12), *form = nx_agenda_list_new (_ ("New room"));

  self->sheet = sheet;
  self->can_edit = can_edit;
  gtk_widget_set_parent (box, GTK_WIDGET (self));
  self->list = nx_agenda_list_new (_ ("Rooms"));
  gtk_widget_set_visible (self->list, FALSE);
  gtk_box_append (GTK_BOX (box), self->list);
  self->add = gtk_button_new_with_mnemonic (_ ("_Add"));
  gtk_widget_set_halign (self->add, GTK_ALIGN_END);
  g_signal_connect_swapped (self->add, "clicked", G_CALLBACK (nx_rooms_page_add), self);
  self->name = add_entry (self, form, _ ("_New room: its name"));
  self->capacity = add_entry (self, form, _ ("_Places in it"));
  gtk_box_append (GTK_BOX (box), form);
  gtk_box_append (GTK_BOX (box), self->add);
  gtk_widget_set_visible (form, can_edit);
  gtk_widget_set_visible (self->add, can_edit);
  update (self);
  load (self);
  return GTK_WIDGET (self);
}
