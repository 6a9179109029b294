/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/agenda/nx-hours-page.h"

#include "common/nx-i18n.h"
#include "common/nx-format.h"
#include "desktop/nx-undo-stack.h"
#include "desktop/widgets/nx-day-text.h"
#include "desktop/widgets/nx-palette.h"
#include "desktop/widgets/nx-session-text.h"

#define ALL_TYPES  ((1u << NX_SERVICE_COURS_ONLINE) | (1u << NX_SERVICE_COURS_PRESENTIEL) | (1u << NX_SERVICE_ATELIER_GROUPE))
#define MIDNIGHT   (24 * 60)
#define DAYS_AFTER 400
#define ITEM_DATA  "nx-item"

struct _NxHoursPage
{
  GtkWidget parent_instance;

  /* borrowed: children, and the sheet that they stand in */
  NxAgendaSheet *sheet;
  AdwComboRow *coach;
  GtkWidget *ranges_list;
  AdwComboRow *weekday;
  GtkWidget *range_from;
  GtkWidget *range_to;
  AdwComboRow *types;
  GtkWidget *exceptions_list;
  GtkWidget *day;
  GtkWidget *from;
  GtkWidget *to;
  AdwComboRow *kind;
  GtkWidget *reason;

  /* owned */
  char *coach_id;    /* (nullable) */
  GPtrArray *ranges; /* NxAvailabilityRange as the server has them */
};

G_DEFINE_FINAL_TYPE (NxHoursPage, nx_hours_page, GTK_TYPE_WIDGET)

static const guint32 type_choices[]
    = { ALL_TYPES, 1u << NX_SERVICE_COURS_ONLINE, (1u << NX_SERVICE_COURS_PRESENTIEL) | (1u << NX_SERVICE_ATELIER_GROUPE) };

static void load_ranges (NxHoursPage *self);
static void load_exceptions (NxHoursPage *self);

static char *
types_text (guint32 types)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if ((types & ALL_TYPES) == ALL_TYPES)
    return g_strdup (_ ("all forms"));
  for (int i = 0; i < (int) nx_enum_count (&nx_service_type_enum); i++)
    if (types & (1u << i))
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", nx_session_type_word (i));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
clock_text (gint64 minute)
{
  return g_strdup_printf ("%02d:%02d", (int) (minute / 60), (int) (minute % 60));
}

/* "24:00" ends a day; the reader of times knows no such hour. */
static gboolean
read_time (GtkWidget *entry, int *minute)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (entry));

  if (g_str_equal (text, "24:00") || g_str_equal (text, "24h") || g_str_equal (text, "24"))
    {
      *minute = MIDNIGHT;
      return TRUE;
    }
  return nx_day_text_parse_time (text, minute);
}

/* Weekly ranges: the whole week is sent each time */

static void
on_ranges (GtkWidget *widget, JsonObject *answer, const char *action_id, const GError *error)
{
  nx_agenda_sheet_answered (NX_HOURS_PAGE (widget)->sheet);
  nx_agenda_sheet_say_error (NX_HOURS_PAGE (widget)->sheet, error != NULL ? error->message : NULL);
  if (answer != NULL)
    nx_undo_stack_push (nx_agenda_sheet_get_from (NX_HOURS_PAGE (widget)->sheet), action_id, _ ("The weekly hours are changed"));
  load_ranges (NX_HOURS_PAGE (widget));
}

static void
write_range (NxJsonWriter *json, NxAvailabilityRange *range)
{
  nx_json_begin_object (json, NULL);
  nx_json_add_int (json, "weekday", range->weekday);
  nx_json_add_int (json, "startMinute", range->startMinute);
  nx_json_add_int (json, "endMinute", range->endMinute);
  nx_json_begin_array (json, "types");
  for (int i = 0; i < (int) nx_enum_count (&nx_service_type_enum); i++)
    if (range->types & (1u << i))
      nx_json_add_string (json, NULL, nx_enum_slug (&nx_service_type_enum, i));
  nx_json_end_array (json);
  nx_json_end_object (json);
}

/* @without: (nullable): is left out; @with: (nullable): is added */
static void
send_ranges (NxHoursPage *self, NxAvailabilityRange *without, NxAvailabilityRange *with)
{
  NxJsonWriter *json = nx_json_writer_new ();
  g_autofree char *path = nx_connection_path ("/api/coaches/%s/availability", self->coach_id);

  nx_json_begin_object (json, NULL);
  nx_json_begin_array (json, "ranges");
  for (guint i = 0; i < self->ranges->len; i++)
    if (g_ptr_array_index (self->ranges, i) != without)
      write_range (json, g_ptr_array_index (self->ranges, i));
  if (with != NULL)
    write_range (json, with);
  nx_json_end_array (json);
  nx_json_end_object (json);
  nx_agenda_sheet_ask_for (self->sheet, GTK_WIDGET (self), "PUT", path, json, NULL, _ ("Changing the hours…"), on_ranges);
}

static void
on_range_remove (GtkWidget *button, NxHoursPage *self)
{
  GtkWidget *row = gtk_widget_get_ancestor (button, ADW_TYPE_ACTION_ROW);

  send_ranges (self, g_object_get_data (G_OBJECT (row), ITEM_DATA), NULL);
}

static void
on_ranges_loaded (GtkWidget *widget, JsonObject *answer, const char *action_id, const GError *error)
{
  NxHoursPage *self = NX_HOURS_PAGE (widget);
  JsonArray *items = answer != NULL ? nx_json_get_array (answer, "ranges") : NULL;
  g_autoptr (GPtrArray) ranges = NULL;

  nx_agenda_sheet_answered (self->sheet);
  if (items == NULL && answer != NULL)
    items = nx_json_get_array (answer, "items");
  if (items != NULL)
    ranges = nx_record_list_from_json (NX_TYPE_AVAILABILITY_RANGE, items, NULL);
  if (ranges == NULL)
    {
      nx_agenda_sheet_say_error (self->sheet, error != NULL ? error->message : _ ("The server gave an answer that cannot be read."));
      return;
    }
  g_clear_pointer (&self->ranges, g_ptr_array_unref);
  self->ranges = g_steal_pointer (&ranges);
  nx_agenda_list_clear (self->ranges_list);
  for (guint i = 0; i < self->ranges->len; i++)
    {
      NxAvailabilityRange *range = g_ptr_array_index (self->ranges, i);
      g_autofree char *start = clock_text (range->startMinute), *end = clock_text (range->endMinute);
      g_autofree char *title = g_strdup_printf ("%s %s–%s", nx_format_weekday_name ((int) range->weekday), start, end);
      g_autofree char *types = types_text (range->types), *name = g_strdup_printf (_ ("Take “%s” off"), title);
      GtkWidget *row = nx_agenda_row_new (NULL, title, types), *remove = nx_agenda_icon_button_new ("user-trash-symbolic", name);

      g_object_set_data_full (G_OBJECT (row), ITEM_DATA, g_object_ref (range), g_object_unref);
      g_signal_connect (remove, "clicked", G_CALLBACK (on_range_remove), self);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), remove);
      gtk_list_box_append (GTK_LIST_BOX (self->ranges_list), row);
    }
  gtk_widget_set_visible (self->ranges_list, self->ranges->len > 0);
}

static void
load_ranges (NxHoursPage *self)
{
  g_autofree char *path = nx_connection_path ("/api/coaches/%s/availability", self->coach_id);

  nx_agenda_sheet_ask_for (self->sheet, GTK_WIDGET (self), "GET", path, NULL, NULL, _ ("Asking for the hours…"),
                           on_ranges_loaded);
}

static void
on_range_add (NxHoursPage *self)
{
  g_autoptr (NxAvailabilityRange) range = NULL;
  int from, to;

  if (self->coach_id == NULL)
    return;
  if (!read_time (self->range_from, &from) || !read_time (self->range_to, &to) || to <= from)
    {
      nx_agenda_sheet_say_error (self->sheet, _ ("Give a beginning and a later end, as “14:00” and “18:00”."));
      return;
    }
  range = g_object_new (NX_TYPE_AVAILABILITY_RANGE, NULL);
  range->weekday = adw_combo_row_get_selected (self->weekday) + 1;
  range->startMinute = from;
  range->endMinute = to;
  range->types = type_choices[MIN (adw_combo_row_get_selected (self->types), G_N_ELEMENTS (type_choices) - 1)];
  send_ranges (self, NULL, range);
}

void
nx_hours_page_add_range (NxHoursPage *self, int weekday, const char *from, const char *to)
{
  adw_combo_row_set_selected (self->weekday, (guint) weekday - 1);
  gtk_editable_set_text (GTK_EDITABLE (self->range_from), from);
  gtk_editable_set_text (GTK_EDITABLE (self->range_to), to);
  on_range_add (self);
}

/* Exceptions */

static void
on_exception_changed (NxHoursPage *self, JsonObject *answer, const char *action_id, const GError *error, const char *sentence)
{
  nx_agenda_sheet_answered (self->sheet);
  nx_agenda_sheet_say_error (self->sheet, error != NULL ? error->message : NULL);
  if (answer != NULL)
    nx_undo_stack_push (nx_agenda_sheet_get_from (self->sheet), action_id, sentence);
  load_exceptions (self);
}

static void
on_exception_removed (GtkWidget *widget, JsonObject *answer, const char *action_id, const GError *error)
{
  on_exception_changed (NX_HOURS_PAGE (widget), answer, action_id, error, _ ("The exception is taken off"));
}

static void
on_exception_added (GtkWidget *widget, JsonObject *answer, const char *action_id, const GError *error)
{
  NxHoursPage *self = NX_HOURS_PAGE (widget);

  if (answer != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->day), "");
  on_exception_changed (self, answer, action_id, error, _ ("The exception is entered"));
}

static void
on_exception_remove (GtkWidget *button, NxHoursPage *self)
{
  GtkWidget *row = gtk_widget_get_ancestor (button, ADW_TYPE_ACTION_ROW);
  NxAvailabilityException *exception = g_object_get_data (G_OBJECT (row), ITEM_DATA);
  g_autofree char *path = nx_connection_path ("/api/coaches/%s/exceptions/%s", self->coach_id, exception->id);

  nx_agenda_sheet_ask_for (self->sheet, GTK_WIDGET (self), "DELETE", path, NULL, NULL, _ ("Taking it off…"), on_exception_removed);
}

static void
add_exception_row (NxHoursPage *self, NxAvailabilityException *exception)
{
  g_autofree char *from = nx_format_date_time (exception->from, nx_session_zone ());
  g_autofree char *to = nx_format_date_time (exception->to, nx_session_zone ());
  gint32 first = nx_time_date_in_zone (exception->from, nx_session_zone ());
  gint32 last = nx_time_date_in_zone (exception->to - 1, nx_session_zone ());
  g_autofree char *when = first == last ? nx_format_range (exception->from, exception->to, nx_session_zone ())
                                        : g_strdup_printf ("%s – %s", from, to);
  const char *kind = exception->available ? _ ("there besides") : _ ("away");
  g_autofree char *text
      = exception->reason != NULL ? g_strdup_printf ("%s · %s", kind, exception->reason) : g_strdup (kind);
  g_autofree char *name = g_strdup_printf (_ ("Take “%s” off"), when);
  GtkWidget *row = nx_agenda_row_new (NULL, when, text), *remove = nx_agenda_icon_button_new ("user-trash-symbolic", name);

  g_object_set_data_full (G_OBJECT (row), ITEM_DATA, g_object_ref (exception), g_object_unref);
  g_signal_connect (remove, "clicked", G_CALLBACK (on_exception_remove), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), remove);
  gtk_list_box_append (GTK_LIST_BOX (self->exceptions_list), row);
}

static void
on_exceptions_loaded (GtkWidget *widget, JsonObject *answer, const char *action_id, const GError *error)
{
  NxHoursPage *self = NX_HOURS_PAGE (widget);
  JsonArray *items = answer != NULL ? nx_json_get_array (answer, "items") : NULL;
  g_autoptr (GPtrArray) exceptions = items != NULL ? nx_record_list_from_json (NX_TYPE_AVAILABILITY_EXCEPTION, items, NULL) : NULL;

  nx_agenda_sheet_answered (self->sheet);
  if (exceptions == NULL)
    {
      nx_agenda_sheet_say_error (self->sheet, error != NULL ? error->message : _ ("The server gave an answer that cannot be read."));
      return;
    }
  nx_agenda_list_clear (self->exceptions_list);
  for (guint i = 0; i < exceptions->len; i++)
    add_exception_row (self, g_ptr_array_index (exceptions, i));
  gtk_widget_set_visible (self->exceptions_list, exceptions->len > 0);
}

static gint32
get_today (NxHoursPage *self)
{
  return nx_time_date_in_zone (nx_connection_now (nx_agenda_sheet_get_connection (self->sheet)), nx_session_zone ());
}

static void
load_exceptions (NxHoursPage *self)
{
  gint32 today = get_today (self);
  g_autofree char *from = nx_date_format (today), *to = nx_date_format (today + DAYS_AFTER);
  g_autofree char *path = nx_connection_path ("/api/coaches/%s/exceptions?from=%s&to=%s", self->coach_id, from, to);

  nx_agenda_sheet_ask_for (self->sheet, GTK_WIDGET (self), "GET", path, NULL, NULL, _ ("Asking for the exceptions…"),
                           on_exceptions_loaded);
}

static gboolean
read_exception (NxHoursPage *self, gint64 *from, gint64 *to)
{
  gint32 date;
  int first, last;

  if (!nx_day_text_parse (gtk_editable_get_text (GTK_EDITABLE (self->day)), get_today (self), &date)
      || !read_time (self->from, &first) || !read_time (self->to, &last) || last <= first)
    return FALSE;
  return nx_time_from_local (date, first, nx_session_zone (), from)
         && nx_time_from_local (last == MIDNIGHT ? date + 1 : date, last % MIDNIGHT, nx_session_zone (), to);
}

static void
on_exception_add (NxHoursPage *self)
{
  g_autofree char *reason = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->reason))));
  g_autofree char *path = NULL;
  NxJsonWriter *json;
  gint64 from, to;

  if (self->coach_id == NULL)
    return;
  if (!read_exception (self, &from, &to))
    {
      nx_agenda_sheet_say_error (self->sheet, _ ("Give a day, a beginning and a later end."));
      return;
    }
  json = nx_json_writer_new ();
  nx_json_begin_object (json, NULL);
  nx_json_add_time (json, "from", from);
  nx_json_add_time (json, "to", to);
  nx_json_add_bool (json, "available", adw_combo_row_get_selected (self->kind) == 1);
  if (reason[0] != '\0')
    nx_json_add_string (json, "reason", reason);
  nx_json_end_object (json);
  path = nx_connection_path ("/api/coaches/%s/exceptions", self->coach_id);
  nx_agenda_sheet_ask_for (self->sheet, GTK_WIDGET (self), "POST", path, json, NULL, _ ("Entering the exception…"), on_exception_added);
}

void
nx_hours_page_add_exception (NxHoursPage *self, const char *day, const char *from, const char *to, gboolean available,
                             const char *reason)
{
  gtk_editable_set_text (GTK_EDITABLE (self->day), day);
  gtk_editable_set_text (GTK_EDITABLE (self->from), from);
  gtk_editable_set_text (GTK_EDITABLE (self->to), to);
  gtk_editable_set_text (GTK_EDITABLE (self->reason), reason != NULL ? reason : "");
  adw_combo_row_set_selected (self->kind, available ? 1 : 0);
  on_exception_add (self);
}

/* Whose hours */

static void
on_coach (NxHoursPage *self)
{
  GPtrArray *coaches = nx_session_source_get_coaches (nx_agenda_sheet_get_source (self->sheet));
  guint selected = adw_combo_row_get_selected (self->coach);

  if (selected >= coaches->len)
    return;
  g_free (self->coach_id);
  self->coach_id = g_strdup (((NxCoach *) g_ptr_array_index (coaches, selected))->id);
  load_ranges (self);
  load_exceptions (self);
}

/* Construction */

static void
nx_hours_page_dispose (GObject *object)
{
  nx_widget_drop_children (GTK_WIDGET (object));
  g_clear_pointer (&NX_HOURS_PAGE (object)->coach_id, g_free);
  g_clear_pointer (&NX_HOURS_PAGE (object)->ranges, g_ptr_array_unref);
  G_OBJECT_CLASS (nx_hours_page_parent_class)->dispose (object);
}

static void
nx_hours_page_class_init (NxHoursPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = nx_hours_page_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
nx_hours_page_init (NxHoursPage *self)
{
  self->ranges = g_ptr_array_new_with_free_func (g_object_unref);
}

static GtkWidget *
add_entry (GtkWidget *list, const char *title, const char *text, const char *tooltip)
{
  GtkWidget *row = nx_agenda_entry_new (title, text, tooltip);

  gtk_list_box_append (GTK_LIST_BOX (list), row);
  return row;
}

static AdwComboRow *
add_combo (GtkWidget *list, const char *title, GtkStringList *names)
{
  GtkWidget *row = nx_agenda_combo_new (title, names);

  gtk_list_box_append (GTK_LIST_BOX (list), row);
  return ADW_COMBO_ROW (row);
}

static void
add_button (NxHoursPage *self, GtkBox *box, const char *label, GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_widget_set_halign (button, GTK_ALIGN_END);
  g_signal_connect_swapped (button, "clicked", callback, self);
  gtk_box_append (box, button);
}

static void
add_heading (GtkBox *box, const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  gtk_box_append (box, label);
}

static void
make_week (NxHoursPage *self, GtkBox *box)
{
  GtkWidget *form = nx_agenda_list_new (_ ("New hours"));
  GtkStringList *days = gtk_string_list_new (NULL);
  const char *tip = _ ("A time: “16:00”, “16h30”");

  add_heading (box, _ ("Each week"));
  self->ranges_list = nx_agenda_list_new (_ ("Weekly hours"));
  gtk_widget_set_visible (self->ranges_list, FALSE);
  gtk_box_append (box, self->ranges_list);
  for (int i = 1; i <= 7; i++)
    gtk_string_list_append (days, nx_format_weekday_name (i));
  self->weekday = add_combo (form, _ ("Week_day"), days);
  self->range_from = add_entry (form, _ ("_From"), NULL, tip);
  self->range_to = add_entry (form, _ ("_Until"), NULL, tip);
  self->types = add_combo (
      form, _ ("_Forms"),
      gtk_string_list_new ((const char *[]){ _ ("all forms"), _ ("online only"), _ ("at the centre only"), NULL }));
  gtk_box_append (box, form);
  add_button (self, box, _ ("Add _Hours"), G_CALLBACK (on_range_add));
}

static void
make_exceptions (NxHoursPage *self, GtkBox *box)
{
  GtkWidget *form = nx_agenda_list_new (_ ("New exception"));
  const char *tip = _ ("A time: “16:00”, “16h30”");

  add_heading (box, _ ("Exceptions"));
  self->exceptions_list = nx_agenda_list_new (_ ("Exceptions"));
  gtk_widget_set_visible (self->exceptions_list, FALSE);
  gtk_box_append (box, self->exceptions_list);
  self->kind = add_combo (form, _ ("_Kind"),
                          gtk_string_list_new ((const char *[]){ _ ("away"), _ ("there besides"), NULL }));
  self->day = add_entry (form, _ ("D_ay"), NULL, _ ("A day: “thu”, “12 dec”, “+7”"));
  self->from = add_entry (form, _ ("Fro_m"), "08:00", tip);
  self->to = add_entry (form, _ ("Un_til"), "20:00", tip);
  self->reason = add_entry (form, _ ("_Reason"), NULL, NULL);
  gtk_box_append (box, form);
  add_button (self, box, _ ("Add _Exception"), G_CALLBACK (on_exception_add));
}

static void
make_coach (NxHoursPage *self, GtkBox *box, const char *own_coach)
{
  GPtrArray *coaches = nx_session_source_get_coaches (nx_agenda_sheet_get_source (self->sheet));
  GtkStringList *names = gtk_string_list_new (NULL);
  GtkWidget *list = nx_agenda_list_new (_ ("Coach"));

  for (guint i = 0; i < coaches->len; i++)
    gtk_string_list_append (names, ((NxCoach *) g_ptr_array_index (coaches, i))->pseudonym);
  self->coach = add_combo (list, _ ("C_oach"), names);
  gtk_widget_set_visible (list, own_coach == NULL);
  gtk_box_append (box, list);
}

GtkWidget *
nx_hours_page_new (NxAgendaSheet *sheet, const char *own_coach)
{
  NxHoursPage *self = g_object_new (NX_TYPE_HOURS_PAGE, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->sheet = sheet;
  gtk_widget_set_parent (box, GTK_WIDGET (self));
  make_coach (self, GTK_BOX (box), own_coach);
  make_week (self, GTK_BOX (box));
  make_exceptions (self, GTK_BOX (box));
  if (own_coach != NULL)
    {
      self->coach_id = g_strdup (own_coach);
      load_ranges (self);
      load_exceptions (self);
      return GTK_WIDGET (self);
    }
  g_signal_connect_swapped (self->coach, "notify::selected", G_CALLBACK (on_coach), self);
  on_coach (self);
  return GTK_WIDGET (self);
}

GtkWidget *
nx_hours_page_get_ranges (NxHoursPage *self)
{
  return self->ranges_list;
}

GtkWidget *
nx_hours_page_get_exceptions (NxHoursPage *self)
{
  return self->exceptions_list;
}
