/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/agenda/nx-closures-page.h"

#include "common/nx-i18n.h"
#include "common/nx-format.h"
#include "desktop/nx-undo-stack.h"
#include "desktop/widgets/nx-palette.h"
#include "desktop/widgets/nx-session-text.h"

#define MAX_NAME     80
#define DAYS_BEFORE  31
#define DAYS_AFTER   400
#define CLOSURE_DATA "nx-closure"

struct _NxClosuresPage
{
  GtkWidget parent_instance;

  /* borrowed: children, and the sheet that they stand in */
  NxAgendaSheet *sheet;
  GtkWidget *list;
  GtkWidget *empty;
  GtkWidget *name;
  GtkWidget *first;
  GtkWidget *last;
  GtkWidget *bookable;
  GtkWidget *add;

  char *doing; /* (nullable): name of what the question on its way is about */
};

G_DEFINE_FINAL_TYPE (NxClosuresPage, nx_closures_page, GTK_TYPE_WIDGET)

static void load (NxClosuresPage *self);

static char *
days_text (NxClosure *closure)
{
  g_autofree char *first = nx_format_date_short (closure->firstDay), *last = nx_format_date_short (closure->lastDay);
  g_autofree char *days = closure->firstDay == closure->lastDay ? g_strdup (first) : g_strdup_printf ("%s – %s", first, last);

  return g_strdup_printf ("%s · %s", days, closure->bookable ? _ ("booked with a warning") : _ ("the centre is closed"));
}

/* What lies in a closure */

static void
show_sessions (GtkWidget *row, JsonArray *items)
{
  guint n = items != NULL ? json_array_get_length (items) : 0;

  if (n == 0)
    adw_expander_row_add_row (ADW_EXPANDER_ROW (row), nx_agenda_row_new (NULL, _ ("No session lies in it."), NULL));
  for (guint i = 0; i < n; i++)
    {
      JsonObject *item = nx_agenda_item (items, i);
      g_autoptr (NxSession) session = item != NULL ? nx_record_from_json (NX_TYPE_SESSION, item, NULL) : NULL;
      g_autofree char *pupils = NULL, *when = NULL, *text = NULL;

      if (session == NULL)
        continue;
      pupils = nx_session_pupils (session);
      when = nx_session_when_short (session);
      text = session->coach != NULL ? g_strdup_printf ("%s · %s", when, session->coach->pseudonym) : g_strdup (when);
      adw_expander_row_add_row (ADW_EXPANDER_ROW (row), nx_agenda_row_new (NULL, pupils, text));
    }
}

static void
on_sessions (GtkWidget *row, JsonObject *answer, const char *action_id, const GError *error)
{
  NxClosuresPage *self = NX_CLOSURES_PAGE (gtk_widget_get_ancestor (row, NX_TYPE_CLOSURES_PAGE));

  if (self == NULL)
    return;
  nx_agenda_sheet_answered (self->sheet);
  if (answer != NULL)
    show_sessions (row, nx_json_get_array (answer, "items"));
  else
    {
      nx_agenda_sheet_say_error (self->sheet, error->message);
      g_object_set_data (G_OBJECT (row), "nx-asked", NULL);
    }
}

static void
on_expanded (GtkWidget *row, GParamSpec *spec, NxClosuresPage *self)
{
  NxClosure *closure = g_object_get_data (G_OBJECT (row), CLOSURE_DATA);
  g_autofree char *path = NULL, *from_text = NULL, *to_text = NULL;
  gint64 from, to;

  if (!adw_expander_row_get_expanded (ADW_EXPANDER_ROW (row)) || g_object_get_data (G_OBJECT (row), "nx-asked") != NULL
      || !nx_time_from_local (closure->firstDay, 0, nx_session_zone (), &from)
      || !nx_time_from_local (closure->lastDay + 1, 0, nx_session_zone (), &to))
    return;
  g_object_set_data (G_OBJECT (row), "nx-asked", row);
  from_text = nx_time_format (from);
  to_text = nx_time_format (to);
  path = nx_connection_path ("/api/sessions?from=%s&to=%s&status=SCHEDULED&limit=200", from_text, to_text);
  nx_agenda_sheet_ask_for (self->sheet, row, "GET", path, NULL, NULL, _ ("Asking what lies in it…"), on_sessions);
}

/* Removing */

static void
on_removed (GtkWidget *widget, JsonObject *answer, const char *action_id, const GError *error)
{
  NxClosuresPage *self = NX_CLOSURES_PAGE (widget);
  g_autofree char *text = g_strdup_printf (_ ("“%s” is taken off"), self->doing);

  nx_agenda_sheet_answered (self->sheet);
  nx_agenda_sheet_say_error (self->sheet, error != NULL ? error->message : NULL);
  if (answer != NULL)
    nx_undo_stack_push (nx_agenda_sheet_get_from (self->sheet), action_id, text);
  load (self);
}

static void
on_remove_clicked (GtkWidget *button, NxClosuresPage *self)
{
  NxClosure *closure = g_object_get_data (G_OBJECT (gtk_widget_get_ancestor (button, ADW_TYPE_EXPANDER_ROW)), CLOSURE_DATA);
  g_autofree char *path = nx_connection_path ("/api/closures/%s", closure->id);

  g_free (self->doing);
  self->doing = g_strdup (closure->name);
  nx_agenda_sheet_ask_for (self->sheet, GTK_WIDGET (self), "DELETE", path, NULL, NULL, _ ("Taking it off…"), on_removed);
}

/* The list */

static void
add_row (NxClosuresPage *self, NxClosure *closure)
{
  GtkWidget *row = adw_expander_row_new (), *remove;
  g_autofree char *days = days_text (closure), *name = g_strdup_printf (_ ("Take “%s” off"), closure->name);
  g_autofree char *escaped = g_markup_escape_text (closure->name, -1), *escaped_days = g_markup_escape_text (days, -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), escaped);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), escaped_days);
  g_object_set_data_full (G_OBJECT (row), CLOSURE_DATA, g_object_ref (closure), g_object_unref);
  remove = nx_agenda_icon_button_new ("user-trash-symbolic", name);
  g_signal_connect (remove, "clicked", G_CALLBACK (on_remove_clicked), self);
  adw_expander_row_add_action (ADW_EXPANDER_ROW (row), remove);
  g_signal_connect (row, "notify::expanded", G_CALLBACK (on_expanded), self);
  gtk_list_box_append (GTK_LIST_BOX (self->list), row);
}

static void
on_loaded (GtkWidget *widget, JsonObject *answer, const char *action_id, const GError *error)
{
  NxClosuresPage *self = NX_CLOSURES_PAGE (widget);
  JsonArray *items = answer != NULL ? nx_json_get_array (answer, "items") : NULL;
  g_autoptr (GPtrArray) closures = items != NULL ? nx_record_list_from_json (NX_TYPE_CLOSURE, items, NULL) : NULL;

  nx_agenda_sheet_answered (self->sheet);
  if (closures == NULL)
    {
      nx_agenda_sheet_say_error (self->sheet, error != NULL ? error->message : _ ("The server gave an answer that cannot be read."));
      return;
    }
  nx_agenda_list_clear (self->list);
  for (guint i = 0; i < closures->len; i++)
    add_row (self, g_ptr_array_index (closures, i));
  gtk_widget_set_visible (self->list, closures->len > 0);
  gtk_widget_set_visible (self->empty, closures->len == 0);
}

static void
load (NxClosuresPage *self)
{
  gint32 today
      = nx_time_date_in_zone (nx_connection_now (nx_agenda_sheet_get_connection (self->sheet)), nx_session_zone ());
  g_autofree char *from = nx_date_format (today - DAYS_BEFORE), *to = nx_date_format (today + DAYS_AFTER);
  g_autofree char *path = nx_connection_path ("/api/closures?from=%s&to=%s", from, to);

  nx_agenda_sheet_ask_for (self->sheet, GTK_WIDGET (self), "GET", path, NULL, NULL, _ ("Asking for the closures…"), on_loaded);
}

/* Adding */

static void
update (NxClosuresPage *self)
{
  gint32 first = 0, last = 0;
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name))));
  g_autofree char *first_text = nx_agenda_sheet_read_day (self->sheet, GTK_EDITABLE (self->first), &first);
  g_autofree char *last_text = nx_agenda_sheet_read_day (self->sheet, GTK_EDITABLE (self->last), &last);
  gboolean one_day = gtk_editable_get_text (GTK_EDITABLE (self->last))[0] == '\0';

  gtk_widget_set_sensitive (self->add, name[0] != '\0' && g_utf8_strlen (name, -1) <= MAX_NAME && first_text != NULL
                                           && (one_day || (last_text != NULL && last >= first)));
}

static void
on_added (GtkWidget *widget, JsonObject *answer, const char *action_id, const GError *error)
{
  NxClosuresPage *self = NX_CLOSURES_PAGE (widget);
  JsonArray *sessions = answer != NULL ? nx_json_get_array (answer, "sessions") : NULL;
  guint n = sessions != NULL ? json_array_get_length (sessions) : 0;
  g_autofree char *text = NULL, *lies = NULL;

  nx_agenda_sheet_answered (self->sheet);
  nx_agenda_sheet_say_error (self->sheet, error != NULL ? error->message : NULL);
  if (answer == NULL)
    return;
  text = g_strdup_printf (_ ("“%s” is entered"), self->doing);
  nx_undo_stack_push (nx_agenda_sheet_get_from (self->sheet), action_id, text);
  if (n > 0)
    lies = g_strdup_printf (ngettext ("%u session lies in “%s” and stays until it is moved or cancelled.",
                                      "%u sessions lie in “%s” and stay until they are moved or cancelled.", n),
                            n, self->doing);
  nx_agenda_sheet_say (self->sheet, lies);
  nx_closures_page_fill (self, "", "", "", FALSE);
  load (self);
}

void
nx_closures_page_add (NxClosuresPage *self)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name))));
  g_autofree char *first = nx_agenda_sheet_read_day (self->sheet, GTK_EDITABLE (self->first), NULL);
  g_autofree char *last = nx_agenda_sheet_read_day (self->sheet, GTK_EDITABLE (self->last), NULL);
  NxJsonWriter *json;

  if (!gtk_widget_get_sensitive (self->add))
    return;
  g_free (self->doing);
  self->doing = g_strdup (name);
  json = nx_json_writer_new ();
  nx_json_begin_object (json, NULL);
  nx_json_add_string (json, "firstDay", first);
  nx_json_add_string (json, "lastDay", last != NULL ? last : first);
  nx_json_add_string (json, "name", name);
  nx_json_add_bool (json, "bookable", gtk_switch_get_active (GTK_SWITCH (self->bookable)));
  nx_json_end_object (json);
  nx_agenda_sheet_ask_for (self->sheet, GTK_WIDGET (self), "POST", "/api/closures", json, NULL, _ ("Entering the closure…"),
                           on_added);
}

void
nx_closures_page_fill (NxClosuresPage *self, const char *name, const char *first_day, const char *last_day, gboolean bookable)
{
  gtk_editable_set_text (GTK_EDITABLE (self->name), name);
  gtk_editable_set_text (GTK_EDITABLE (self->first), first_day);
  gtk_editable_set_text (GTK_EDITABLE (self->last), last_day);
  gtk_switch_set_active (GTK_SWITCH (self->bookable), bookable);
  update (self);
}

GtkWidget *
nx_closures_page_get_list (NxClosuresPage *self)
{
  return self->list;
}

/* Construction */

static void
nx_closures_page_dispose (GObject *object)
{
  nx_widget_drop_children (GTK_WIDGET (object));
  g_clear_pointer (&NX_CLOSURES_PAGE (object)->doing, g_free);
  G_OBJECT_CLASS (nx_closures_page_parent_class)->dispose (object);
}

static void
nx_closures_page_class_init (NxClosuresPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = nx_closures_page_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
nx_closures_page_init (NxClosuresPage *self)
{
}

static GtkWidget *
add_entry (NxClosuresPage *self, GtkWidget *list, const char *title, const char *tooltip)
{
  GtkWidget *row = nx_agenda_entry_new (title, NULL, tooltip);

  gtk_list_box_append (GTK_LIST_BOX (list), row);
  g_signal_connect_swapped (row, "changed", G_CALLBACK (update), self);
  g_signal_connect_swapped (row, "entry-activated", G_CALLBACK (nx_closures_page_add), self);
  return row;
}

static GtkWidget *
make_form (NxClosuresPage *self)
{
  GtkWidget *list = nx_agenda_list_new (_ ("New closure")), *row;
  const char *tip = _ ("A day: “thu”, “12 dec”, “+7”");

  self->name = add_entry (self, list, _ ("_New closure or holiday: its name"), NULL);
  self->first = add_entry (self, list, _ ("_First day"), tip);
  self->last = add_entry (self, list, _ ("_Last day, empty for one day"), tip);
  row = nx_agenda_row_new (NULL, _ ("Booked all the same"), _ ("School holidays: shown as a band, booked with a warning"));
  self->bookable = gtk_switch_new ();
  gtk_widget_set_valign (self->bookable, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), self->bookable);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), self->bookable);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self->bookable), GTK_ACCESSIBLE_RELATION_LABELLED_BY, row, NULL, -1);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  return list;
}

GtkWidget *
nx_closures_page_new (NxAgendaSheet *sheet)
{
  NxClosuresPage *self = g_object_new (NX_TYPE_CLOSURES_PAGE, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->sheet = sheet;
  gtk_widget_set_parent (box, GTK_WIDGET (self));
  self->empty = gtk_label_new (_ ("No closure in the coming year."));
  gtk_widget_add_css_class (self->empty, "dim-label");
  gtk_widget_set_visible (self->empty, FALSE);
  gtk_box_append (GTK_BOX (box), self->empty);
  self->list = nx_agenda_list_new (_ ("Closures and holidays"));
  gtk_widget_set_visible (self->list, FALSE);
  gtk_box_append (GTK_BOX (box), self->list);
  gtk_box_append (GTK_BOX (box), make_form (self));
  self->add = gtk_button_new_with_mnemonic (_ ("_Add"));
  gtk_widget_set_halign (self->add, GTK_ALIGN_END);
  gtk_widget_set_sensitive (self->add, FALSE);
  g_signal_connect_swapped (self->add, "clicked", G_CALLBACK (nx_closures_page_add), self);
  gtk_box_append (GTK_BOX (box), self->add);
  load (self);
  return GTK_WIDGET (self);
}
