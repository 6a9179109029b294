/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include "common/nx-format.h"
#include "common/nx-i18n.h"
#include "desktop/agenda/nx-agenda-place-private.h"
#include "desktop/widgets/nx-session-text.h"

/* Which period is shown, how, and how one gets to another. */

static const char *const mode_names[] = {
  [NX_AGENDA_DAY] = "day",
  [NX_AGENDA_WEEK] = "week",
  [NX_AGENDA_MONTH] = "month",
  [NX_AGENDA_LIST] = "list",
};

static GtkToggleButton *
mode_button (NxAgendaPlace *self, NxAgendaMode mode)
{
  GtkToggleButton *buttons[] = { self->day_button, self->week_button, self->month_button, self->list_button };

  return buttons[mode];
}

NxAgendaMode
_nx_agenda_place_mode_of (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (mode_names); i++)
    if (g_strcmp0 (name, mode_names[i]) == 0)
      return (NxAgendaMode) i;
  return NX_AGENDA_WEEK;
}

/* The period in words */

static void
show_texts (NxAgendaPlace *self, const char *full, const char *middle, const char *tiny)
{
  gtk_label_set_label (self->period_label, full);
  gtk_label_set_label (self->period_short_label, middle);
  gtk_label_set_label (self->period_tiny_label, tiny);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->period_short_label), full);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->period_tiny_label), full);
}

static void
show_month (NxAgendaPlace *self, gint32 first)
{
  g_autofree char *text = NULL;
  int year, month, day;

  nx_date_to_ymd (first, &year, &month, &day);
  text = g_strdup_printf ("%s %d", nx_format_month_name (month), year);
  show_texts (self, text, text, text);
}

static void
show_period (NxAgendaPlace *self, gint32 first, int days)
{
  NxAgendaMode mode = nx_agenda_view_get_mode (self->view);
  g_autofree char *full = mode == NX_AGENDA_DAY ? nx_format_date (first) : nx_format_week (first);
  g_autofree char *short_first = nx_format_date_short (first), *short_last = nx_format_date_short (first + days - 1);
  g_autofree char *middle = mode == NX_AGENDA_DAY ? g_strdup (short_first) : nx_format_week_short (first);
  /* Translators: short for "week", then its number: "wk 47" */
  g_autofree char *week = g_strdup_printf (_ ("wk %d"), nx_date_week_number (first));
  g_autofree char *range = g_strdup_printf ("%s – %s", short_first, short_last);

  if (mode == NX_AGENDA_MONTH)
    show_month (self, first);
  else if (mode == NX_AGENDA_LIST)
    show_texts (self, range, range, week);
  else
    show_texts (self, full, middle, mode == NX_AGENDA_DAY ? short_first : week);
}

static const char *
empty_text (NxAgendaMode mode)
{
  switch (mode)
    {
    case NX_AGENDA_DAY:
      return _ ("No session this day.");
    case NX_AGENDA_WEEK:
      return _ ("No session this week.");
    case NX_AGENDA_MONTH:
      return _ ("No session this month.");
    default:
      return _ ("No session in these two weeks.");
    }
}

static const char *
next_text (NxAgendaMode mode)
{
  switch (mode)
    {
    case NX_AGENDA_DAY:
      return _ ("See the N_ext Day");
    case NX_AGENDA_WEEK:
      return _ ("See the N_ext Week");
    case NX_AGENDA_MONTH:
      return _ ("See the N_ext Month");
    default:
      return _ ("See the N_ext Two Weeks");
    }
}

static gboolean
is_searching (NxAgendaPlace *self)
{
  const char *query = nx_agenda_view_get_filter (self->view)->query;

  return query != NULL && query[0] != '\0';
}

void
_nx_agenda_place_update_empty (NxAgendaPlace *self)
{
  NxAgendaMode mode = nx_agenda_view_get_mode (self->view);
  guint count = nx_agenda_view_count (self->view);
  gboolean empty;
  gint64 from, to;
  g_autofree char *found = NULL;

  nx_agenda_view_get_range (self->view, &from, &to);
  empty = count == 0 && !is_searching (self) && nx_session_source_covers (self->source, from, to);
  gtk_label_set_label (self->empty_label, empty_text (mode));
  gtk_button_set_label (self->empty_next_button, next_text (mode));
  gtk_revealer_set_reveal_child (self->empty, empty);
  gtk_widget_set_can_target (GTK_WIDGET (self->empty), empty);
  if (is_searching (self))
    found = count == 0 ? g_strdup (_ ("Nothing matches")) : g_strdup_printf (ngettext ("%u session", "%u sessions", count), count);
  gtk_label_set_label (self->search_count, found != NULL ? found : "");
}

void
_nx_agenda_place_update_period (NxAgendaPlace *self)
{
  int days;
  gint32 first = nx_agenda_view_get_first_day (self->view, &days);

  show_period (self, first, days);
  nx_agenda_sidebar_set_period (self->sidebar, first, days, nx_time_date_in_zone (self->now, nx_session_zone ()));
  _nx_agenda_place_update_empty (self);
}

/* Going somewhere */

static void
ask (NxAgendaPlace *self)
{
  gint64 from, to;

  nx_agenda_view_get_range (self->view, &from, &to);
  nx_agenda_facts_load (self->facts, from, to);
  if (self->asked_from == from && self->asked_to == to && nx_session_source_covers (self->source, from, to))
    return;
  self->asked_from = from;
  self->asked_to = to;
  nx_session_source_load (self->source, from, to);
}

void
nx_agenda_place_go (NxAgendaPlace *self, NxAgendaMode mode, gint32 date)
{
  GSettings *settings;
  gint64 from, to;

  g_return_if_fail (NX_IS_AGENDA_PLACE (self));

  settings = nx_settings (GTK_WIDGET (self));
  nx_agenda_view_set_period (self->view, mode, date);
  gtk_toggle_button_set_active (mode_button (self, mode), TRUE);
  gtk_menu_button_set_label (self->mode_menu_button, gtk_button_get_label (GTK_BUTTON (mode_button (self, mode))));
  if (self->restored && !self->narrow && settings != NULL)
    g_settings_set_string (settings, "agenda-view", mode_names[mode]);
  nx_agenda_view_get_range (self->view, &from, &to);
  if (self->now >= from && self->now < to)
    nx_agenda_view_set_cursor (self->view, self->now / NX_TIME_HOUR * NX_TIME_HOUR);
  _nx_agenda_place_update_period (self);
  ask (self);
}

void
_nx_agenda_place_turn (NxAgendaPlace *self, int direction)
{
  NxAgendaMode mode = nx_agenda_view_get_mode (self->view);
  int days;
  gint32 first = nx_agenda_view_get_first_day (self->view, &days);
  gint32 date = direction == 0 ? nx_time_date_in_zone (self->now, nx_session_zone ()) : first + direction * days;

  if (mode == NX_AGENDA_MONTH && direction != 0)
    date = nx_date_add_months (first, direction);
  nx_agenda_place_go (self, mode, date);
}

/* Turns to @date in the view that is shown, and leaves the cursor there. */
static void
go_to (NxAgendaPlace *self, gint32 date)
{
  nx_agenda_place_go (self, nx_agenda_view_get_mode (self->view), date);
  nx_agenda_view_show_date (self->view, date);
}

static void
on_date_wanted (NxAgendaView *view, int date, NxAgendaPlace *self)
{
  go_to (self, date);
  nx_agenda_view_focus_grid (self->view);
}

static void
on_session_chosen (NxAgendaView *view, const char *id, NxAgendaPlace *self)
{
  NxSession *session = nx_session_list_find (nx_session_source_get_list (self->source), id);

  if (session == NULL)
    return;
  nx_agenda_place_go (self, NX_AGENDA_DAY, nx_time_date_in_zone (session->scheduledAt, nx_session_zone ()));
  nx_agenda_view_select (self->view, id, TRUE);
}

static void
on_mode_toggled (GtkToggleButton *button, NxAgendaPlace *self)
{
  NxAgendaMode before = nx_agenda_view_get_mode (self->view), mode = before;
  gint32 today = nx_time_date_in_zone (self->now, nx_session_zone ()), first, date;
  const char *coach;
  gint64 cursor;
  int days;

  if (!gtk_toggle_button_get_active (button))
    return;
  for (NxAgendaMode i = NX_AGENDA_DAY; i <= NX_AGENDA_LIST; i++)
    if (mode_button (self, i) == button)
      mode = i;
  if (mode == before)
    return;
  /* A view opens on the day that the cursor was on, or on today where that was shown. */
  first = nx_agenda_view_get_first_day (self->view, &days);
  nx_agenda_view_get_cursor (self->view, &cursor, &coach);
  date = today >= first && today < first + days ? today : nx_time_date_in_zone (cursor, nx_session_zone ());
  nx_agenda_place_go (self, mode, before == NX_AGENDA_MONTH ? nx_time_date_in_zone (cursor, nx_session_zone ()) : date);
}

/* Going to a date that is typed */

static void
on_goto_closed (NxAgendaPlace *self)
{
  nx_agenda_view_focus_grid (self->view);
}

static void
on_goto_chosen (NxAgendaGoto *popover, int date, NxAgendaPlace *self)
{
  go_to (self, date);
}

static void
action_goto (GtkWidget *widget, const char *name, GVariant *parameter)
{
  NxAgendaPlace *self = NX_AGENDA_PLACE (widget);

  if (self->go_to == NULL)
    {
      self->go_to = nx_agenda_goto_new ();
      gtk_widget_set_parent (self->go_to, GTK_WIDGET (self->content_overlay));
      gtk_popover_set_position (GTK_POPOVER (self->go_to), GTK_POS_BOTTOM);
      g_signal_connect_object (self->go_to, "chosen", G_CALLBACK (on_goto_chosen), self, 0);
      g_signal_connect_object (self->go_to, "closed", G_CALLBACK (on_goto_closed), self, G_CONNECT_SWAPPED);
    }
  gtk_popover_set_pointing_to (GTK_POPOVER (self->go_to),
                               &(GdkRectangle){ gtk_widget_get_width (GTK_WIDGET (self->content_overlay)) / 2, 0, 1, 1 });
  nx_agenda_goto_begin (NX_AGENDA_GOTO (self->go_to), nx_time_date_in_zone (self->now, nx_session_zone ()));
}

/* Searching in this view */

static void
on_search_changed (NxAgendaPlace *self)
{
  NxAgendaFilter *filter = nx_agenda_view_get_filter (self->view);

  g_free (filter->query);
  filter->query = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));
  nx_agenda_view_filter_changed (self->view);
  _nx_agenda_place_update_empty (self);
}

static void
on_search_mode (NxAgendaPlace *self)
{
  if (gtk_search_bar_get_search_mode (self->search_bar))
    return;
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  on_search_changed (self);
  nx_agenda_view_focus_grid (self->view);
}

static void
on_search_activate (NxAgendaPlace *self)
{
  nx_agenda_view_focus_grid (self->view);
}

void
_nx_agenda_place_search (NxAgendaPlace *self)
{
  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

static void
action_search (GtkWidget *widget, const char *name, GVariant *parameter)
{
  _nx_agenda_place_search (NX_AGENDA_PLACE (widget));
}

/* Actions */

static void
action_view (GtkWidget *widget, const char *name, GVariant *parameter)
{
  NxAgendaPlace *self = NX_AGENDA_PLACE (widget);
  int by = g_str_equal (name, "agenda.next-view") ? 1 : g_str_equal (name, "agenda.previous-view") ? -1 : 0;
  NxAgendaMode mode = by == 0 ? _nx_agenda_place_mode_of (name + strlen ("agenda."))
                              : (NxAgendaMode) (((int) nx_agenda_view_get_mode (self->view) + by + 4) % 4);

  gtk_toggle_button_set_active (mode_button (self, mode), TRUE);
  nx_agenda_view_focus_grid (self->view);
}

static void
action_by_room (GtkWidget *widget, const char *name, GVariant *parameter)
{
  NxAgendaPlace *self = NX_AGENDA_PLACE (widget);

  if (nx_agenda_view_get_mode (self->view) == NX_AGENDA_DAY)
    nx_agenda_view_set_by_room (self->view, !nx_agenda_view_get_by_room (self->view));
}

static const struct
{
  guint key;
  GdkModifierType modifiers;
  const char *action;
} bindings[] = {
  { GDK_KEY_3, GDK_ALT_MASK, "agenda.month" },
  { GDK_KEY_4, GDK_ALT_MASK, "agenda.list" },
  { GDK_KEY_KP_1, GDK_ALT_MASK, "agenda.day" },
  { GDK_KEY_KP_2, GDK_ALT_MASK, "agenda.week" },
  { GDK_KEY_KP_3, GDK_ALT_MASK, "agenda.month" },
  { GDK_KEY_KP_4, GDK_ALT_MASK, "agenda.list" },
  /* the keys 3 and 4 of a French keyboard without Shift */
  { GDK_KEY_quotedbl, GDK_ALT_MASK, "agenda.month" },
  { GDK_KEY_apostrophe, GDK_ALT_MASK, "agenda.list" },
  { GDK_KEY_Page_Down, GDK_CONTROL_MASK, "agenda.next-view" },
  { GDK_KEY_Page_Up, GDK_CONTROL_MASK, "agenda.previous-view" },
  { GDK_KEY_g, GDK_CONTROL_MASK, "agenda.goto" },
  { GDK_KEY_p, GDK_CONTROL_MASK, "agenda.print" },
};

void
_nx_agenda_place_class_init_views (GtkWidgetClass *widget_class)
{
  static const char *const views[] = { "agenda.month", "agenda.list", "agenda.next-view", "agenda.previous-view" };

  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    gtk_widget_class_install_action (widget_class, views[i], NULL, action_view);
  gtk_widget_class_install_action (widget_class, "agenda.goto", NULL, action_goto);
  gtk_widget_class_install_action (widget_class, "agenda.search", NULL, action_search);
  gtk_widget_class_install_action (widget_class, "agenda.by-room", NULL, action_by_room);
  _nx_agenda_place_class_init_print (widget_class);
  for (guint i = 0; i < G_N_ELEMENTS (bindings); i++)
    gtk_widget_class_add_binding_action (widget_class, bindings[i].key, bindings[i].modifiers, bindings[i].action, NULL);
}

/* Single keys: only while the agenda has the focus, and only where they are wanted. */
static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, NxAgendaPlace *self)
{
  const char *action = NULL;

  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0 || !nx_agenda_view_has_keys (self->view)
      || !nx_settings_letters (GTK_WIDGET (self)))
    return FALSE;
  switch (gdk_keyval_to_lower (key))
    {
    case GDK_KEY_g:
      action = "agenda.goto";
      break;
    case GDK_KEY_c:
      action = "agenda.by-room";
      break;
    case GDK_KEY_slash:
    case GDK_KEY_KP_Divide:
      action = "agenda.search";
      break;
    default:
      return FALSE;
    }
  gtk_widget_activate_action (GTK_WIDGET (self), action, NULL);
  return TRUE;
}

/* The header stands in the window's bar, where the place's own actions do not reach: its menu has twins of those that it names. */

static void
on_twin (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autofree char *name = g_strconcat ("agenda.", g_action_get_name (G_ACTION (action)), NULL);

  gtk_widget_activate_action (GTK_WIDGET (data), name, NULL);
}

static void
add_twins (NxAgendaPlace *self, GMenuModel *menu, GSimpleActionGroup *group)
{
  for (int i = 0; i < g_menu_model_get_n_items (menu); i++)
    {
      g_autoptr (GMenuModel) section = g_menu_model_get_item_link (menu, i, G_MENU_LINK_SECTION);
      g_autofree char *name = NULL;
      g_autoptr (GSimpleAction) action = NULL;

      if (section != NULL)
        add_twins (self, section, group);
      if (!g_menu_model_get_item_attribute (menu, i, G_MENU_ATTRIBUTE_ACTION, "s", &name) || !g_str_has_prefix (name, "agenda."))
        continue;
      action = g_simple_action_new (name + strlen ("agenda."), NULL);
      g_signal_connect_object (action, "activate", G_CALLBACK (on_twin), self, 0);
      g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
    }
}

void
_nx_agenda_place_init_views (NxAgendaPlace *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();

  add_twins (self, gtk_menu_button_get_menu_model (self->menu_button), group);
  add_twins (self, gtk_menu_button_get_menu_model (self->mode_menu_button), group);
  gtk_widget_insert_action_group (self->header, "agenda", G_ACTION_GROUP (group));
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_search_bar_connect_entry (self->search_bar, GTK_EDITABLE (self->search_entry));
  for (NxAgendaMode i = NX_AGENDA_DAY; i <= NX_AGENDA_LIST; i++)
    {
      gtk_widget_set_focus_on_click (GTK_WIDGET (mode_button (self, i)), FALSE);
      g_signal_connect_object (mode_button (self, i), "toggled", G_CALLBACK (on_mode_toggled), self, 0);
    }
  g_signal_connect_object (self->search_entry, "search-changed", G_CALLBACK (on_search_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search_entry, "activate", G_CALLBACK (on_search_activate), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search_bar, "notify::search-mode-enabled", G_CALLBACK (on_search_mode), self, G_CONNECT_SWAPPED);
}

static void
on_by_room_changed (NxAgendaPlace *self)
{
  GSettings *settings = nx_settings (GTK_WIDGET (self));

  if (settings != NULL && self->restored)
    g_settings_set_boolean (settings, "agenda-by-room", nx_agenda_view_get_by_room (self->view));
}

void
_nx_agenda_place_connect_views (NxAgendaPlace *self)
{
  g_signal_connect_object (self->view, "date-wanted", G_CALLBACK (on_date_wanted), self, 0);
  g_signal_connect_object (self->view, "session-chosen", G_CALLBACK (on_session_chosen), self, 0);
  g_signal_connect_object (self->view, "by-room-changed", G_CALLBACK (on_by_room_changed), self, G_CONNECT_SWAPPED);
}
