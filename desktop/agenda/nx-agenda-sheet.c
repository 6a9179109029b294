/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/agenda/nx-agenda-sheet.h"

#include "common/nx-i18n.h"
#include "common/nx-random.h"
#include "desktop/widgets/nx-day-text.h"
#include "desktop/widgets/nx-palette.h"
#include "desktop/widgets/nx-progress-line.h"
#include "desktop/widgets/nx-session-text.h"

#define LONG_MS   1000
#define MAX_WIDTH 640

typedef struct
{
  /* borrowed: children */
  AdwWindowTitle *title;
  GtkWidget *safe;
  GtkWidget *accept;
  GtkBox *box;
  GtkWidget *waiting_box;
  GtkSpinner *spinner;
  GtkLabel *waiting_label;
  GtkLabel *status;
  GtkLabel *error;
  GtkWidget *footer;
  NxProgressLine *progress;

  /* owned */
  GtkWidget *from;         /* (nullable) */
  GWeakRef focus;          /* where the focus comes back to */
  GWeakRef locked_focus;   /* and where it was in here before it was locked */
  NxConnection *connection; /* (nullable) */
  NxSessionSource *source;  /* (nullable) */
  GCancellable *cancellable;
  char *key;
  char *key_for;
  char *waiting;

  guint asking;
  guint long_id;
} NxAgendaSheetPrivate;

G_DEFINE_TYPE_WITH_PRIVATE (NxAgendaSheet, nx_agenda_sheet, ADW_TYPE_WINDOW)

#define PRIVATE(self) ((NxAgendaSheetPrivate *) nx_agenda_sheet_get_instance_private (self))

/* Waiting */

static void
update_footer (NxAgendaSheetPrivate *priv)
{
  gtk_widget_set_visible (priv->footer, gtk_widget_get_visible (GTK_WIDGET (priv->status))
                                            || gtk_widget_get_visible (GTK_WIDGET (priv->error))
                                            || gtk_widget_get_visible (priv->waiting_box));
}

static void
say (NxAgendaSheetPrivate *priv, GtkLabel *label, const char *text)
{
  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && text[0] != '\0');
  update_footer (priv);
}

static gboolean
on_long (gpointer data)
{
  NxAgendaSheetPrivate *priv = PRIVATE (NX_AGENDA_SHEET (data));

  priv->long_id = 0;
  gtk_label_set_label (priv->waiting_label, priv->waiting);
  gtk_widget_set_visible (priv->waiting_box, TRUE);
  gtk_spinner_start (priv->spinner);
  update_footer (priv);
  return G_SOURCE_REMOVE;
}

static void
unlock (NxAgendaSheetPrivate *priv)
{
  g_autoptr (GtkWidget) focus = g_weak_ref_get (&priv->locked_focus);

  if (gtk_widget_get_sensitive (GTK_WIDGET (priv->box)))
    return;
  gtk_widget_set_sensitive (GTK_WIDGET (priv->box), TRUE);
  g_weak_ref_set (&priv->locked_focus, NULL);
  if (focus != NULL && gtk_widget_get_mapped (focus))
    gtk_widget_grab_focus (focus);
}

static void
stop_waiting (NxAgendaSheetPrivate *priv)
{
  g_clear_handle_id (&priv->long_id, g_source_remove);
  gtk_spinner_stop (priv->spinner);
  gtk_widget_set_visible (priv->waiting_box, FALSE);
  unlock (priv);
  nx_progress_line_set_active (priv->progress, FALSE);
  update_footer (priv);
}

void
nx_agenda_sheet_ask (NxAgendaSheet *self, const char *method, const char *path, NxJsonWriter *body, const char *key,
                     const char *waiting, NxAgendaAnswer done)
{
  nx_agenda_sheet_ask_for (self, GTK_WIDGET (self), method, path, body, key, waiting, done);
}

void
nx_agenda_sheet_ask_for (NxAgendaSheet *self, GtkWidget *widget, const char *method, const char *path, NxJsonWriter *body,
                         const char *key, const char *waiting, NxAgendaAnswer done)
{
  NxAgendaSheetPrivate *priv = PRIVATE (self);

  priv->asking++;
  nx_progress_line_set_active (priv->progress, TRUE);
  if (waiting != NULL)
    {
      g_free (priv->waiting);
      priv->waiting = g_strdup (waiting);
      if (priv->long_id == 0)
        priv->long_id = g_timeout_add (LONG_MS, on_long, self);
    }
  nx_agenda_ask (widget, priv->connection, method, path, body, key, priv->cancellable, done);
}

void
nx_agenda_sheet_answered (NxAgendaSheet *self)
{
  NxAgendaSheetPrivate *priv = PRIVATE (self);

  if (priv->asking > 0 && --priv->asking == 0)
    stop_waiting (priv);
}

void
nx_agenda_sheet_lock (NxAgendaSheet *self)
{
  NxAgendaSheetPrivate *priv = PRIVATE (self);

  g_weak_ref_set (&priv->locked_focus, gtk_window_get_focus (GTK_WINDOW (self)));
  gtk_widget_set_sensitive (GTK_WIDGET (priv->box), FALSE);
}

void
nx_agenda_sheet_say_error (NxAgendaSheet *self, const char *text)
{
  NxAgendaSheetPrivate *priv = PRIVATE (self);

  say (priv, priv->error, text);
}

void
nx_agenda_sheet_say (NxAgendaSheet *self, const char *text)
{
  NxAgendaSheetPrivate *priv = PRIVATE (self);

  say (priv, priv->status, text);
}

const char *
nx_agenda_sheet_get_error (NxAgendaSheet *self)
{
  return gtk_label_get_label (PRIVATE (self)->error);
}

const char *
nx_agenda_sheet_get_status (NxAgendaSheet *self)
{
  return gtk_label_get_label (PRIVATE (self)->status);
}

const char *
nx_agenda_sheet_key_for (NxAgendaSheet *self, const char *act)
{
  NxAgendaSheetPrivate *priv = PRIVATE (self);

  if (g_strcmp0 (priv->key_for, act) != 0)
    {
      g_free (priv->key_for);
      priv->key_for = g_strdup (act);
      g_free (priv->key);
      priv->key = nx_random_token (18);
    }
  return priv->key;
}

char *
nx_agenda_sheet_read_day (NxAgendaSheet *self, GtkEditable *entry, gint32 *date)
{
  NxAgendaSheetPrivate *priv = PRIVATE (self);
  gint32 today = nx_time_date_in_zone (nx_connection_now (priv->connection), nx_session_zone ()), day;

  if (!nx_day_text_parse (gtk_editable_get_text (entry), today, &day))
    return NULL;
  if (date != NULL)
    *date = day;
  return nx_date_format (day);
}

/* Rows */

GtkWidget *
nx_agenda_sheet_add_group (NxAgendaSheet *self, const char *title)
{
  GtkWidget *group = adw_preferences_group_new ();
  g_autofree char *escaped = title != NULL ? g_markup_escape_text (title, -1) : NULL;

  if (escaped != NULL)
    adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), escaped);
  gtk_box_append (PRIVATE (self)->box, group);
  return group;
}

GtkWidget *
nx_agenda_list_new (const char *accessible_name)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, accessible_name, -1);
  return list;
}

void
nx_agenda_list_clear (GtkWidget *list)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), 0)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (list), GTK_WIDGET (row));
}

GtkWidget *
nx_agenda_row_new (const char *icon, const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *escaped = g_markup_escape_text (title, -1);
  g_autofree char *escaped_subtitle = subtitle != NULL ? g_markup_escape_text (subtitle, -1) : NULL;

  if (icon != NULL)
    adw_action_row_set_icon_name (ADW_ACTION_ROW (row), icon);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), escaped);
  if (escaped_subtitle != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), escaped_subtitle);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 2);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 3);
  return row;
}

GtkWidget *
nx_agenda_entry_new (const char *title, const char *text, const char *tooltip)
{
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (row), TRUE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (text != NULL)
    gtk_editable_set_text (GTK_EDITABLE (row), text);
  if (tooltip != NULL)
    gtk_widget_set_tooltip_text (row, tooltip);
  return row;
}

GtkWidget *
nx_agenda_combo_new (const char *title, GtkStringList *names)
{
  GtkWidget *row = adw_combo_row_new ();

  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (row), TRUE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (names));
  g_object_unref (names);
  return row;
}

GtkWidget *
nx_agenda_icon_button_new (const char *icon, const char *name)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return button;
}

/* Construction */

static void
on_accept (NxAgendaSheet *self)
{
  if (nx_agenda_sheet_get_can_accept (self) && gtk_widget_is_sensitive (GTK_WIDGET (PRIVATE (self)->box))
      && NX_AGENDA_SHEET_GET_CLASS (self)->accept != NULL)
    NX_AGENDA_SHEET_GET_CLASS (self)->accept (self);
}

static gboolean
on_accept_key (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  on_accept (NX_AGENDA_SHEET (widget));
  return TRUE;
}

static GtkLabel *
make_label (const char *css, GtkAccessibleRole role)
{
  GtkLabel *label = g_object_new (GTK_TYPE_LABEL, "accessible-role", role, "wrap", TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR,
                                  "xalign", 0.0, "visible", FALSE, NULL);

  gtk_widget_add_css_class (GTK_WIDGET (label), css);
  return label;
}

static GtkWidget *
make_bar (NxAgendaSheet *self, NxAgendaSheetPrivate *priv)
{
  GtkWidget *bar = adw_header_bar_new ();

  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (bar), FALSE);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (bar), FALSE);
  priv->title = ADW_WINDOW_TITLE (adw_window_title_new ("", ""));
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (bar), GTK_WIDGET (priv->title));
  priv->safe = gtk_button_new ();
  gtk_button_set_use_underline (GTK_BUTTON (priv->safe), TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (priv->safe), "window.close");
  adw_header_bar_pack_start (ADW_HEADER_BAR (bar), priv->safe);
  priv->accept = gtk_button_new ();
  gtk_button_set_use_underline (GTK_BUTTON (priv->accept), TRUE);
  gtk_widget_add_css_class (priv->accept, "suggested-action");
  g_signal_connect_swapped (priv->accept, "clicked", G_CALLBACK (on_accept), self);
  adw_header_bar_pack_end (ADW_HEADER_BAR (bar), priv->accept);
  return bar;
}

static GtkWidget *
make_footer (NxAgendaSheetPrivate *priv)
{
  priv->footer = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_add_css_class (priv->footer, "nx-effect");
  gtk_widget_set_visible (priv->footer, FALSE);
  priv->waiting_box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  gtk_widget_set_visible (priv->waiting_box, FALSE);
  priv->spinner = GTK_SPINNER (gtk_spinner_new ());
  priv->waiting_label = make_label ("dim-label", GTK_ACCESSIBLE_ROLE_STATUS);
  gtk_widget_set_visible (GTK_WIDGET (priv->waiting_label), TRUE);
  gtk_box_append (GTK_BOX (priv->waiting_box), GTK_WIDGET (priv->spinner));
  gtk_box_append (GTK_BOX (priv->waiting_box), GTK_WIDGET (priv->waiting_label));
  priv->status = make_label ("nx-numbers", GTK_ACCESSIBLE_ROLE_STATUS);
  priv->error = make_label ("nx-message-error", GTK_ACCESSIBLE_ROLE_ALERT);
  gtk_box_append (GTK_BOX (priv->footer), GTK_WIDGET (priv->status));
  gtk_box_append (GTK_BOX (priv->footer), GTK_WIDGET (priv->error));
  gtk_box_append (GTK_BOX (priv->footer), priv->waiting_box);
  return priv->footer;
}

static GtkWidget *
make_body (NxAgendaSheetPrivate *priv)
{
  GtkWidget *clamp = adw_clamp_new (), *scrolled = gtk_scrolled_window_new (), *overlay = gtk_overlay_new ();

  priv->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 18));
  gtk_widget_set_margin_top (GTK_WIDGET (priv->box), 18);
  gtk_widget_set_margin_bottom (GTK_WIDGET (priv->box), 18);
  gtk_widget_set_margin_start (GTK_WIDGET (priv->box), 18);
  gtk_widget_set_margin_end (GTK_WIDGET (priv->box), 18);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), MAX_WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), GTK_WIDGET (priv->box));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), clamp);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_widget_set_vexpand (scrolled, TRUE);
  priv->progress = NX_PROGRESS_LINE (nx_progress_line_new ());
  gtk_widget_set_valign (GTK_WIDGET (priv->progress), GTK_ALIGN_START);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), scrolled);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), GTK_WIDGET (priv->progress));
  return overlay;
}

static void
nx_agenda_sheet_init (NxAgendaSheet *self)
{
  NxAgendaSheetPrivate *priv = PRIVATE (self);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  nx_style_ensure ();
  g_weak_ref_init (&priv->focus, NULL);
  g_weak_ref_init (&priv->locked_focus, NULL);
  priv->cancellable = g_cancellable_new ();
  gtk_box_append (GTK_BOX (box), make_bar (self, priv));
  gtk_box_append (GTK_BOX (box), make_body (priv));
  gtk_box_append (GTK_BOX (box), make_footer (priv));
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (self), 560, 620);
  gtk_widget_set_size_request (GTK_WIDGET (self), 340, -1);
}

/* The focus goes back to where it came from, where that is still shown. */
static gboolean
nx_agenda_sheet_close_request (GtkWindow *window)
{
  NxAgendaSheetPrivate *priv = PRIVATE (NX_AGENDA_SHEET (window));
  g_autoptr (GtkWidget) focus = g_weak_ref_get (&priv->focus);

  g_cancellable_cancel (priv->cancellable);
  if (focus != NULL && gtk_widget_get_mapped (focus))
    gtk_widget_grab_focus (focus);
  return GTK_WINDOW_CLASS (nx_agenda_sheet_parent_class)->close_request (window);
}

static void
nx_agenda_sheet_dispose (GObject *object)
{
  NxAgendaSheetPrivate *priv = PRIVATE (NX_AGENDA_SHEET (object));

  g_cancellable_cancel (priv->cancellable);
  g_clear_handle_id (&priv->long_id, g_source_remove);
  g_clear_object (&priv->from);
  g_clear_object (&priv->connection);
  g_clear_object (&priv->source);
  G_OBJECT_CLASS (nx_agenda_sheet_parent_class)->dispose (object);
}

static void
nx_agenda_sheet_finalize (GObject *object)
{
  NxAgendaSheetPrivate *priv = PRIVATE (NX_AGENDA_SHEET (object));

  g_weak_ref_clear (&priv->focus);
  g_weak_ref_clear (&priv->locked_focus);
  g_clear_object (&priv->cancellable);
  g_free (priv->key);
  g_free (priv->key_for);
  g_free (priv->waiting);
  G_OBJECT_CLASS (nx_agenda_sheet_parent_class)->finalize (object);
}

static void
nx_agenda_sheet_class_init (NxAgendaSheetClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = nx_agenda_sheet_dispose;
  G_OBJECT_CLASS (klass)->finalize = nx_agenda_sheet_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = nx_agenda_sheet_close_request;
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, on_accept_key, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_Enter, GDK_CONTROL_MASK, on_accept_key, NULL);
}

void
nx_agenda_sheet_begin (NxAgendaSheet *self, GtkWidget *from, NxConnection *connection, NxSessionSource *source)
{
  NxAgendaSheetPrivate *priv = PRIVATE (self);
  GtkRoot *root = gtk_widget_get_root (from);

  g_set_object (&priv->from, from);
  g_set_object (&priv->connection, connection);
  g_set_object (&priv->source, source);
  if (root == NULL)
    return;
  g_weak_ref_set (&priv->focus, gtk_root_get_focus (root));
  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (GTK_WINDOW (self), GTK_WINDOW (root));
}

void
nx_agenda_sheet_set_titles (NxAgendaSheet *self, const char *title, const char *subtitle, const char *safe, const char *accept)
{
  NxAgendaSheetPrivate *priv = PRIVATE (self);

  gtk_window_set_title (GTK_WINDOW (self), title);
  adw_window_title_set_title (priv->title, title);
  adw_window_title_set_subtitle (priv->title, subtitle != NULL ? subtitle : "");
  gtk_button_set_label (GTK_BUTTON (priv->safe), safe);
  nx_agenda_sheet_set_accept_label (self, accept);
}

void
nx_agenda_sheet_set_accept_label (NxAgendaSheet *self, const char *label)
{
  NxAgendaSheetPrivate *priv = PRIVATE (self);

  gtk_widget_set_visible (priv->accept, label != NULL);
  if (label != NULL)
    gtk_button_set_label (GTK_BUTTON (priv->accept), label);
}

void
nx_agenda_sheet_set_can_accept (NxAgendaSheet *self, gboolean can_accept)
{
  gtk_widget_set_sensitive (PRIVATE (self)->accept, can_accept);
}

gboolean
nx_agenda_sheet_get_can_accept (NxAgendaSheet *self)
{
  NxAgendaSheetPrivate *priv = PRIVATE (self);

  return gtk_widget_get_visible (priv->accept) && gtk_widget_get_sensitive (priv->accept);
}

GtkBox *
nx_agenda_sheet_get_box (NxAgendaSheet *self)
{
  return PRIVATE (self)->box;
}

NxConnection *
nx_agenda_sheet_get_connection (NxAgendaSheet *self)
{
  return PRIVATE (self)->connection;
}

NxSessionSource *
nx_agenda_sheet_get_source (NxAgendaSheet *self)
{
  return PRIVATE (self)->source;
}

GtkWidget *
nx_agenda_sheet_get_from (NxAgendaSheet *self)
{
  return PRIVATE (self)->from;
}

GCancellable *
nx_agenda_sheet_get_cancellable (NxAgendaSheet *self)
{
  return PRIVATE (self)->cancellable;
}
