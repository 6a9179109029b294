/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/agenda/nx-agenda-sidebar.h"

#include "common/nx-i18n.h"
#include "desktop/widgets/nx-mini-month.h"
#include "desktop/widgets/nx-palette.h"
#include "desktop/widgets/nx-session-text.h"

enum
{
  DAY_CHOSEN,
  FILTER_CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

struct _NxAgendaSidebar
{
  GtkWidget parent_instance;

  /* template widgets, borrowed */
  GtkBox *month_box;
  GtkWidget *coaches_title;
  GtkWidget *all_button;
  GtkBox *coaches_box;
  GtkWidget *rooms_expander;
  GtkWidget *subjects_expander;
  GtkWidget *states_expander;
  GtkBox *rooms_box;
  GtkBox *subjects_box;
  GtkBox *states_box;
  GtkCheckButton *cancelled_check;

  /* borrowed */
  NxMiniMonth *month;

  /* owned */
  NxSessionSource *source;
  NxAgendaFacts *facts; /* (nullable) */
  GHashTable *hidden;
  GHashTable *hidden_rooms;
  guint32 hidden_states, hidden_subjects;
  char *own_coach; /* (nullable) */
  gboolean filling;
};

G_DEFINE_FINAL_TYPE (NxAgendaSidebar, nx_agenda_sidebar, GTK_TYPE_WIDGET)

static void
on_day_chosen (NxMiniMonth *month, int date, NxAgendaSidebar *self)
{
  g_signal_emit (self, signals[DAY_CHOSEN], 0, date);
}

/* What is closed and hides something says so. */
static void
mark_filtered (GtkWidget *expander, gboolean filtered)
{
  if (filtered)
    gtk_widget_add_css_class (expander, "filtered");
  else
    gtk_widget_remove_css_class (expander, "filtered");
}

static void
emit_changed (NxAgendaSidebar *self)
{
  gtk_widget_set_visible (self->all_button, g_hash_table_size (self->hidden) > 0);
  mark_filtered (self->rooms_expander, g_hash_table_size (self->hidden_rooms) > 0);
  mark_filtered (self->subjects_expander, self->hidden_subjects != 0);
  mark_filtered (self->states_expander, self->hidden_states != 0);
  g_signal_emit (self, signals[FILTER_CHANGED], 0);
}

static void
on_coach_toggled (GtkCheckButton *check, NxAgendaSidebar *self)
{
  const char *id = g_object_get_data (G_OBJECT (check), "coach");

  if (self->filling)
    return;
  if (gtk_check_button_get_active (check))
    g_hash_table_remove (self->hidden, id);
  else
    g_hash_table_add (self->hidden, g_strdup (id));
  emit_changed (self);
}

static void
on_cancelled_toggled (NxAgendaSidebar *self)
{
  g_signal_emit (self, signals[FILTER_CHANGED], 0);
}

static void
on_all (NxAgendaSidebar *self)
{
  nx_agenda_sidebar_show_only (self, -1);
}

static char *
subjects_text (guint32 subjects)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < nx_enum_count (&nx_subject_enum); i++)
    if (subjects & (1u << i))
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", nx_session_subject_word ((int) i));
  return g_strdup (text->str);
}

static GtkWidget *
make_row (NxAgendaSidebar *self, NxCoach *coach)
{
  GtkWidget *check = gtk_check_button_new (), *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *subjects = subjects_text (coach->subjects);
  GtkWidget *name = gtk_label_new (coach->pseudonym), *what = gtk_label_new (subjects);

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_xalign (GTK_LABEL (what), 0);
  gtk_label_set_ellipsize (GTK_LABEL (what), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (what), 20);
  gtk_widget_set_visible (what, subjects[0] != '\0');
  gtk_widget_set_valign (texts, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (what, "caption");
  gtk_widget_add_css_class (what, "dim-label");
  gtk_box_append (GTK_BOX (texts), name);
  gtk_box_append (GTK_BOX (texts), what);
  gtk_box_append (GTK_BOX (row), nx_mark_new (coach));
  gtk_box_append (GTK_BOX (row), texts);
  gtk_check_button_set_child (GTK_CHECK_BUTTON (check), row);
  gtk_widget_set_tooltip_text (check, subjects);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, coach->pseudonym, -1);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), !g_hash_table_contains (self->hidden, coach->id));
  g_object_set_data_full (G_OBJECT (check), "coach", g_strdup (coach->id), g_free);
  g_signal_connect (check, "toggled", G_CALLBACK (on_coach_toggled), self);
  return check;
}

static void
fill_coaches (NxAgendaSidebar *self)
{
  GPtrArray *coaches = nx_session_source_get_coaches (self->source);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->coaches_box))) != NULL)
    gtk_box_remove (self->coaches_box, child);
  for (guint i = 0; i < coaches->len; i++)
    gtk_box_append (self->coaches_box, make_row (self, g_ptr_array_index (coaches, i)));
  gtk_widget_set_visible (self->coaches_title, self->own_coach == NULL && coaches->len > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->coaches_box), self->own_coach == NULL);
}

/* Rooms, subjects, states */

static void
on_room_toggled (GtkCheckButton *check, NxAgendaSidebar *self)
{
  const char *room = g_object_get_data (G_OBJECT (check), "room");

  if (gtk_check_button_get_active (check))
    g_hash_table_remove (self->hidden_rooms, room);
  else
    g_hash_table_add (self->hidden_rooms, g_strdup (room));
  emit_changed (self);
}

static void
add_room (NxAgendaSidebar *self, const char *room, const char *label)
{
  GtkWidget *check = gtk_check_button_new_with_label (label);

  g_object_set_data_full (G_OBJECT (check), "room", g_strdup (room), g_free);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), !g_hash_table_contains (self->hidden_rooms, room));
  g_signal_connect (check, "toggled", G_CALLBACK (on_room_toggled), self);
  gtk_box_append (self->rooms_box, check);
}

/* Filled anew only where the rooms are others: the focus may be on one. */
static void
fill_rooms (NxAgendaSidebar *self)
{
  GPtrArray *rooms = nx_agenda_facts_get_rooms (self->facts);
  GtkWidget *check = gtk_widget_get_first_child (GTK_WIDGET (self->rooms_box));
  gboolean same = TRUE;

  for (guint i = 0; i < rooms->len; i++)
    {
      NxRoom *room = g_ptr_array_index (rooms, i);

      if (!room->active || room->name == NULL)
        continue;
      same = same && check != NULL && g_strcmp0 (g_object_get_data (G_OBJECT (check), "room"), room->name) == 0;
      check = check != NULL ? gtk_widget_get_next_sibling (check) : NULL;
    }
  gtk_widget_set_visible (self->rooms_expander, rooms->len > 0);
  if (same && (rooms->len == 0 || (check != NULL && gtk_widget_get_next_sibling (check) == NULL)))
    return;
  while ((check = gtk_widget_get_first_child (GTK_WIDGET (self->rooms_box))) != NULL)
    gtk_box_remove (self->rooms_box, check);
  for (guint i = 0; i < rooms->len; i++)
    {
      NxRoom *room = g_ptr_array_index (rooms, i);

      if (room->active && room->name != NULL)
        add_room (self, room->name, room->name);
    }
  add_room (self, "", _ ("Without a room"));
}

static void
on_bit_toggled (GtkCheckButton *check, NxAgendaSidebar *self)
{
  guint32 bit = 1u << GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (check), "bit"));
  guint32 *hidden = gtk_widget_is_ancestor (GTK_WIDGET (check), GTK_WIDGET (self->states_box)) ? &self->hidden_states
                                                                                              : &self->hidden_subjects;

  *hidden = gtk_check_button_get_active (check) ? *hidden & ~bit : *hidden | bit;
  emit_changed (self);
}

static void
add_bit (NxAgendaSidebar *self, GtkBox *box, guint bit, const char *icon, const char *label)
{
  GtkWidget *check = gtk_check_button_new (), *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  if (icon != NULL)
    gtk_box_append (GTK_BOX (row), gtk_image_new_from_icon_name (icon));
  gtk_box_append (GTK_BOX (row), gtk_label_new (label));
  gtk_check_button_set_child (GTK_CHECK_BUTTON (check), row);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_object_set_data (G_OBJECT (check), "bit", GUINT_TO_POINTER (bit));
  g_signal_connect (check, "toggled", G_CALLBACK (on_bit_toggled), self);
  gtk_box_append (box, check);
}

static void
fill_bits (NxAgendaSidebar *self)
{
  for (guint i = 0; i < nx_enum_count (&nx_subject_enum); i++)
    add_bit (self, self->subjects_box, i, NULL, nx_session_subject_word ((int) i));
  /* Cancelled ones have their own line, which is always seen. */
  for (guint i = NX_SESSION_STATE_PLANNED; i <= NX_SESSION_STATE_NO_SHOW; i++)
    if (i != NX_SESSION_STATE_CANCELLED)
      add_bit (self, self->states_box, i, nx_session_state_icon (i), nx_session_state_word (i));
}

static void
nx_agenda_sidebar_dispose (GObject *object)
{
  NxAgendaSidebar *self = NX_AGENDA_SIDEBAR (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), NX_TYPE_AGENDA_SIDEBAR);
  nx_widget_drop_children (GTK_WIDGET (self));
  g_clear_object (&self->source);
  g_clear_object (&self->facts);
  g_clear_pointer (&self->hidden_rooms, g_hash_table_unref);
  g_clear_pointer (&self->hidden, g_hash_table_unref);
  g_clear_pointer (&self->own_coach, g_free);
  G_OBJECT_CLASS (nx_agenda_sidebar_parent_class)->dispose (object);
}

static void
nx_agenda_sidebar_class_init (NxAgendaSidebarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = nx_agenda_sidebar_dispose;
  signals[DAY_CHOSEN] = g_signal_new ("day-chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_NONE, 1, G_TYPE_INT);
  signals[FILTER_CHANGED]
      = g_signal_new ("filter-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/academy/nexusreussite/Nexus/agenda/nx-agenda-sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, NxAgendaSidebar, all_button);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaSidebar, cancelled_check);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaSidebar, coaches_box);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaSidebar, coaches_title);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaSidebar, month_box);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaSidebar, rooms_box);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaSidebar, rooms_expander);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaSidebar, states_box);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaSidebar, states_expander);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaSidebar, subjects_box);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaSidebar, subjects_expander);
  gtk_widget_class_bind_template_callback (widget_class, on_all);
  gtk_widget_class_bind_template_callback (widget_class, on_cancelled_toggled);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "nxagendasidebar");
}

static void
nx_agenda_sidebar_init (NxAgendaSidebar *self)
{
  self->hidden = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->hidden_rooms = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_bits (self);
  self->month = NX_MINI_MONTH (nx_mini_month_new ());
  gtk_box_append (self->month_box, GTK_WIDGET (self->month));
  g_signal_connect (self->month, "day-chosen", G_CALLBACK (on_day_chosen), self);
}

GtkWidget *
nx_agenda_sidebar_new (NxSessionSource *source, const char *own_coach)
{
  NxAgendaSidebar *self = g_object_new (NX_TYPE_AGENDA_SIDEBAR, NULL);

  self->source = g_object_ref (source);
  self->own_coach = g_strdup (own_coach);
  g_signal_connect_object (source, "coaches-changed", G_CALLBACK (fill_coaches), self, G_CONNECT_SWAPPED);
  fill_coaches (self);
  return GTK_WIDGET (self);
}

static void
add_busy (NxAgendaSidebar *self)
{
  NxSessionList *list = nx_session_source_get_list (self->source);
  g_autoptr (GHashTable) busy = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < nx_session_list_get_length (list); i++)
    {
      NxSession *session = nx_session_list_get (list, i);

      if (session->status != NX_SESSION_CANCELLED)
        g_hash_table_add (busy, GINT_TO_POINTER (nx_time_date_in_zone (session->scheduledAt, nx_session_zone ())));
    }
  nx_mini_month_set_busy (self->month, busy);
}

void
nx_agenda_sidebar_set_period (NxAgendaSidebar *self, gint32 date, int days, gint32 today)
{
  g_return_if_fail (NX_IS_AGENDA_SIDEBAR (self));

  nx_mini_month_set_today (self->month, today);
  nx_mini_month_set_range (self->month, date, days);
  add_busy (self);
}

GHashTable *
nx_agenda_sidebar_get_hidden (NxAgendaSidebar *self)
{
  return self->hidden;
}

gboolean
nx_agenda_sidebar_get_show_cancelled (NxAgendaSidebar *self)
{
  return gtk_check_button_get_active (self->cancelled_check);
}

void
nx_agenda_sidebar_bind (NxAgendaSidebar *self, GSettings *settings)
{
  g_return_if_fail (NX_IS_AGENDA_SIDEBAR (self));

  g_settings_bind (settings, "agenda-cancelled", self->cancelled_check, "active",
                   G_SETTINGS_BIND_DEFAULT | G_SETTINGS_BIND_NO_SENSITIVITY);
}

void
nx_agenda_sidebar_show_only (NxAgendaSidebar *self, int position)
{
  GPtrArray *coaches = nx_session_source_get_coaches (self->source);

  if (position >= (int) coaches->len || self->own_coach != NULL)
    return;
  g_hash_table_remove_all (self->hidden);
  for (guint i = 0; i < coaches->len; i++)
    if (position >= 0 && (int) i != position)
      g_hash_table_add (self->hidden, g_strdup (((NxCoach *) g_ptr_array_index (coaches, i))->id));
  self->filling = TRUE;
  fill_coaches (self);
  self->filling = FALSE;
  emit_changed (self);
}

void
nx_agenda_sidebar_set_facts (NxAgendaSidebar *self, NxAgendaFacts *facts)
{
  g_return_if_fail (NX_IS_AGENDA_SIDEBAR (self));

  g_set_object (&self->facts, facts);
  g_signal_connect_object (facts, "changed", G_CALLBACK (fill_rooms), self, G_CONNECT_SWAPPED);
  fill_rooms (self);
}

void
nx_agenda_sidebar_fill_filter (NxAgendaSidebar *self, NxAgendaFilter *filter)
{
  g_return_if_fail (NX_IS_AGENDA_SIDEBAR (self));

  g_clear_pointer (&filter->hidden_coaches, g_hash_table_unref);
  g_clear_pointer (&filter->hidden_rooms, g_hash_table_unref);
  filter->hidden_coaches = g_hash_table_ref (self->hidden);
  filter->hidden_rooms = g_hash_table_ref (self->hidden_rooms);
  filter->hidden_subjects = self->hidden_subjects;
  filter->hidden_states = self->hidden_states;
  if (!nx_agenda_sidebar_get_show_cancelled (self))
    filter->hidden_states |= 1u << NX_SESSION_STATE_CANCELLED;
}
