/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include "common/nx-format.h"
#include "common/nx-time.h"
#include "desktop/nx-application.h"
#include "desktop/nx-again-dialog.h"
#include "desktop/nx-place.h"
#include "desktop/nx-places.h"
#include "desktop/nx-window-private.h"

G_DEFINE_FINAL_TYPE (NxWindow, nx_window, ADW_TYPE_APPLICATION_WINDOW)

/* Below this a place's own header content has a bar of its own: the switcher needs the header bar. */
#define NARROW_BELOW 1000
/* Below this the places are chosen at the bottom: the header bar has no room for them, and the toolkit would try in vain. */
#define SWITCHER_BELOW 760
/* Left between what is in the header bar. */
#define HEADER_GAP 12


GtkWidget *
nx_window_get_place (NxWindow *self)
{
  GtkWidget *bin = adw_view_stack_get_visible_child (self->places);
  return ADW_IS_BIN (bin) ? adw_bin_get_child (ADW_BIN (bin)) : NULL;
}


static const NxPlaceEntry *
find_entry (const char *name)
{
  for (const NxPlaceEntry *entry = nx_places; entry->name != NULL; entry++)
    if (g_strcmp0 (entry->name, name) == 0)
      return entry;
  return NULL;
}


/* The header bar gives its start only what it needs at least, and keeps room free at its end: a label that can be shortened would
 * be, for nothing. */
static void
give_room (NxWindow *self, GtkWidget *header)
{
  int natural = -1, title = 0, room;
  if (header != NULL && !self->narrow)
    gtk_widget_measure (header, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
  gtk_widget_measure (GTK_WIDGET (self->switcher_title), GTK_ORIENTATION_HORIZONTAL, -1, NULL, &title, NULL, NULL);
  room = gtk_widget_get_width (GTK_WIDGET (self)) - title - self->end_room - HEADER_GAP;
  gtk_widget_set_size_request (GTK_WIDGET (self->wide_header), MAX (MIN (natural, room), -1), -1);
}


static void
move_header (NxWindow *self)
{
  GtkWidget *place = nx_window_get_place (self);
  GtkWidget *header = NX_IS_PLACE (place) ? nx_place_get_header (NX_PLACE (place)) : NULL;
  AdwBin *used = self->narrow ? self->narrow_header : self->wide_header;
  AdwBin *other = self->narrow ? self->wide_header : self->narrow_header;
  if (adw_bin_get_child (other) != NULL)
    adw_bin_set_child (other, NULL);
  if (adw_bin_get_child (used) != header)
    adw_bin_set_child (used, header);
  gtk_widget_set_visible (GTK_WIDGET (self->narrow_header), self->narrow && header != NULL);
  give_room (self, header);
}


static void
set_class (NxWindow *self, const char *name, gboolean set)
{
  if (set)
    gtk_widget_add_css_class (GTK_WIDGET (self->toasts), name);
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->toasts), name);
}


/* A place is made when it is first looked at: the first frame waits for one only. */
static void
on_place_changed (NxWindow *self)
{
  if (!self->shown)
    return;
  const char *name = adw_view_stack_get_visible_child_name (self->places);
  const NxPlaceEntry *entry = find_entry (name);
  GtkWidget *bin = adw_view_stack_get_visible_child (self->places);
  if (entry == NULL || bin == NULL)
    return;
  if (adw_bin_get_child (ADW_BIN (bin)) == NULL)
    adw_bin_set_child (ADW_BIN (bin), entry->make (self->connection));
  move_header (self);
  /* Its keys stand at the bottom: what is told stands above them. */
  set_class (self, "nx-keys-below", g_strcmp0 (name, "transfers") == 0);

  g_autofree char *title = g_strdup_printf ("%s — %s", _(entry->title), _("Nexus Réussite"));
  gtk_window_set_title (GTK_WINDOW (self), title);
  adw_view_switcher_title_set_title (self->switcher_title, _(entry->title));
  if (self->settings != NULL)
    g_settings_set_string (self->settings, "place", name);
  /* A place's keys work from the first one on. */
  gtk_widget_grab_focus (adw_bin_get_child (ADW_BIN (bin)));
}


/* A header bar asks for its title and twice for the wider of its ends, so that the title can stand in the middle. */
static void
measure_end (NxWindow *self)
{
  int bar = 0, title = 0;
  gtk_widget_measure (self->header_bar, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &bar, NULL, NULL);
  gtk_widget_measure (GTK_WIDGET (self->switcher_title), GTK_ORIENTATION_HORIZONTAL, -1, NULL, &title, NULL, NULL);
  self->end_room = (bar - title) / 2;
}


static void
fill_places (NxWindow *self)
{
  gtk_widget_set_size_request (GTK_WIDGET (self->wide_header), -1, -1);
  NxUser *user = nx_connection_get_user (self->connection);
  for (const NxPlaceEntry *entry = nx_places; entry->name != NULL; entry++)
    if (!entry->office || (user != NULL && user->role != NX_ROLE_COACH))
      adw_view_stack_add_titled_with_icon (self->places, adw_bin_new (), entry->name, _(entry->title), entry->icon);
  measure_end (self);
  g_autofree char *last = self->settings != NULL ? g_settings_get_string (self->settings, "place") : g_strdup ("today");
  if (adw_view_stack_get_child_by_name (self->places, last) != NULL)
    adw_view_stack_set_visible_child_name (self->places, last);
  self->shown = TRUE;
  on_place_changed (self);
}


/* What was shown belongs to who was signed in: the next person starts with nothing of it. */
static void
empty_places (NxWindow *self)
{
  self->shown = FALSE;
  nx_undo_stack_clear (self->undo);
  adw_bin_set_child (self->wide_header, NULL);
  adw_bin_set_child (self->narrow_header, NULL);
  for (const NxPlaceEntry *entry = nx_places; entry->name != NULL; entry++)
    {
      GtkWidget *bin = adw_view_stack_get_child_by_name (self->places, entry->name);
      if (bin != NULL)
        adw_view_stack_remove (self->places, bin);
    }
}


static void
show_login (NxWindow *self)
{
  if (self->again != NULL)
    gtk_window_destroy (self->again);
  if (self->shown)
    empty_places (self);
  if (adw_bin_get_child (self->login_bin) == NULL)
    adw_bin_set_child (self->login_bin, nx_login_page_new (self->connection, self->settings));
  gtk_stack_set_visible_child_name (self->root_stack, "login");
  gtk_window_set_title (GTK_WINDOW (self), _("Nexus Réussite"));
  nx_login_page_focus (NX_LOGIN_PAGE (adw_bin_get_child (self->login_bin)));
}


static void
show_main (NxWindow *self)
{
  if (self->shown)
    return;
  fill_places (self);
  if (adw_bin_get_child (self->login_bin) != NULL)
    gtk_stack_set_transition_type (self->root_stack, GTK_STACK_TRANSITION_TYPE_CROSSFADE);
  gtk_stack_set_visible_child_name (self->root_stack, "main");
  adw_bin_set_child (self->login_bin, NULL);
}


static void
on_keyring_problem (NxWindow *self)
{
  const char *problem = nx_connection_get_keyring_problem (self->connection);
  if (problem != NULL)
    nx_toast (GTK_WIDGET (self), problem, NULL);
}


static void
update_strip (NxWindow *self, NxConnectionState state)
{
  if (state == NX_CONNECTION_OFFLINE)
    {
      gint64 seen;
      g_object_get (self->connection, "last-seen", &seen, NULL);
      g_autofree char *time = seen > 0 ? nx_format_time (seen, NULL) : NULL;
      /* Translators: %s is a time of day. */
      g_autofree char *text = time != NULL ? g_strdup_printf (_("Offline since %s. What you see is from that time."), time)
                                           : g_strdup (_("The server cannot be reached."));
      gtk_label_set_text (self->strip_label, text);
    }
  gtk_revealer_set_reveal_child (self->strip, state == NX_CONNECTION_OFFLINE);
}


static void
on_state_changed (NxWindow *self)
{
  NxConnectionState state = nx_connection_get_state (self->connection);
  NxUser *user = nx_connection_get_user (self->connection);
  nx_window_update_actions (self);
  update_strip (self, state);
  if (state == NX_CONNECTION_SIGNED_OUT && user == NULL)
    show_login (self);
  else if (state == NX_CONNECTION_SIGNED_OUT && self->again == NULL)
    {
      /* The session ended while somebody was at work: all stays as it is behind a question for the password. */
      g_set_weak_pointer (&self->again, nx_again_dialog_present (GTK_WINDOW (self), self->connection));
    }
  else if (user != NULL && (state == NX_CONNECTION_ONLINE || state == NX_CONNECTION_OFFLINE))
    {
      if (self->again != NULL)
        gtk_window_destroy (self->again);
      show_main (self);
      if (state == NX_CONNECTION_ONLINE)
        nx_undo_stack_fill (self->undo);
    }
}


/* The live stream tells it too, but may be away. */
static void
on_undone (NxWindow *self)
{
  GtkWidget *place = nx_window_get_place (self);
  if (place != NULL)
    nx_place_refresh (NX_PLACE (place));
}


static void
on_resumed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (NxWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  if (!nx_connection_resume_finish (NX_CONNECTION (source), result, &error))
    g_debug ("not resumed: %s", error->message);
  on_state_changed (self);
}


static gboolean
update_narrow (gpointer user_data)
{
  NxWindow *self = user_data;
  if (self->connection == NULL)
    return G_SOURCE_REMOVE;
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  self->narrow = width < NARROW_BELOW;
  adw_view_switcher_title_set_view_switcher_enabled (self->switcher_title, width >= SWITCHER_BELOW);
  adw_view_switcher_bar_set_reveal (self->switcher_bar, adw_view_switcher_title_get_title_visible (self->switcher_title));
  set_class (self, "narrow", width < SWITCHER_BELOW);
  move_header (self);
  return G_SOURCE_REMOVE;
}


/* Moving and showing widgets while they are being laid out is not allowed: after it, then. */
static void
queue_narrow (NxWindow *self)
{
  g_idle_add_full (G_PRIORITY_HIGH_IDLE + 15, update_narrow, g_object_ref (self), g_object_unref);
}


static void
on_surface_layout (GdkSurface *surface, int width, int height, NxWindow *self)
{
  queue_narrow (self);
}


/* A window is seen before anything is asked of the keyring or the network. */
static void
on_first_paint (GdkFrameClock *clock, NxWindow *self)
{
  g_signal_handlers_disconnect_by_func (clock, on_first_paint, self);
  if (!self->resumed && self->connection != NULL)
    nx_connection_resume_async (self->connection, NULL, on_resumed, g_object_ref (self));
  self->resumed = TRUE;
}


static void
nx_window_realize (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (nx_window_parent_class)->realize (widget);
  g_signal_connect_object (gtk_native_get_surface (GTK_NATIVE (widget)), "layout", G_CALLBACK (on_surface_layout), widget, 0);
  g_signal_connect_object (gtk_widget_get_frame_clock (widget), "after-paint", G_CALLBACK (on_first_paint), widget, 0);
}


static gboolean
nx_window_close_request (GtkWindow *window)
{
  NxWindow *self = NX_WINDOW (window);
  if (self->settings != NULL)
    {
      int width, height;
      gtk_window_get_default_size (window, &width, &height);
      g_settings_set_int (self->settings, "window-width", MAX (width, 360));
      g_settings_set_int (self->settings, "window-height", MAX (height, 294));
      g_settings_set_boolean (self->settings, "window-maximized", gtk_window_is_maximized (window));
    }
  return GTK_WINDOW_CLASS (nx_window_parent_class)->close_request (window);
}


static void
nx_window_dispose (GObject *object)
{
  NxWindow *self = NX_WINDOW (object);
  if (self->again != NULL)
    gtk_window_destroy (self->again);
  self->shown = FALSE;
  g_clear_weak_pointer (&self->again);
  g_clear_weak_pointer (&self->undo_toast);
  if (self->undo != NULL)
    nx_undo_stack_clear (self->undo);
  g_clear_object (&self->undo);
  g_clear_object (&self->signals);
  g_clear_object (&self->connection);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (nx_window_parent_class)->dispose (object);
}


static void
nx_window_class_init (NxWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = nx_window_dispose;
  widget_class->realize = nx_window_realize;
  GTK_WINDOW_CLASS (klass)->close_request = nx_window_close_request;

  gtk_widget_class_set_template_from_resource (widget_class, NX_RESOURCE_PATH "/nx-window.ui");
  gtk_widget_class_bind_template_child (widget_class, NxWindow, header_bar);
  gtk_widget_class_bind_template_child (widget_class, NxWindow, login_bin);
  gtk_widget_class_bind_template_child (widget_class, NxWindow, narrow_header);
  gtk_widget_class_bind_template_child (widget_class, NxWindow, places);
  gtk_widget_class_bind_template_child (widget_class, NxWindow, root_stack);
  gtk_widget_class_bind_template_child (widget_class, NxWindow, strip);
  gtk_widget_class_bind_template_child (widget_class, NxWindow, strip_label);
  gtk_widget_class_bind_template_child (widget_class, NxWindow, switcher_bar);
  gtk_widget_class_bind_template_child (widget_class, NxWindow, switcher_title);
  gtk_widget_class_bind_template_child (widget_class, NxWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, NxWindow, wide_header);
  gtk_widget_class_bind_template_callback (widget_class, on_place_changed);
  gtk_widget_class_bind_template_callback (widget_class, queue_narrow);
  nx_window_install_actions (widget_class);
}


static void
nx_window_init (NxWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}


static void
restore_size (NxWindow *self)
{
  gtk_window_set_default_size (GTK_WINDOW (self), g_settings_get_int (self->settings, "window-width"),
                               g_settings_get_int (self->settings, "window-height"));
  if (g_settings_get_boolean (self->settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
}


NxWindow *
nx_window_new (GtkApplication *application, NxConnection *connection, GSettings *settings)
{
  g_return_val_if_fail (NX_IS_CONNECTION (connection), NULL);

  NxWindow *self = g_object_new (NX_TYPE_WINDOW, "application", application, NULL);
  self->connection = g_object_ref (connection);
  self->undo = nx_undo_stack_new (GTK_WIDGET (self), connection);
  g_signal_connect_object (self->undo, "changed", G_CALLBACK (on_undone), self, G_CONNECT_SWAPPED);
  if (settings != NULL)
    {
      self->settings = g_object_ref (settings);
      restore_size (self);
    }
  self->signals = g_signal_group_new (NX_TYPE_CONNECTION);
  g_signal_group_connect_swapped (self->signals, "notify::state", G_CALLBACK (on_state_changed), self);
  g_signal_group_connect_swapped (self->signals, "notify::user", G_CALLBACK (on_state_changed), self);
  g_signal_group_connect_swapped (self->signals, "notify::keyring-problem", G_CALLBACK (on_keyring_problem), self);
  nx_window_update_actions (self);
  g_signal_group_set_target (self->signals, connection);
  return self;
}


void
nx_window_show_toast (NxWindow *self, AdwToast *toast)
{
  g_return_if_fail (NX_IS_WINDOW (self));
  g_return_if_fail (ADW_IS_TOAST (toast));

  /* Its act stays undoable by the key; what happened after it is not kept waiting ten seconds. */
  if (self->undo_toast != NULL)
    adw_toast_dismiss (self->undo_toast);
  g_clear_weak_pointer (&self->undo_toast);
  if (adw_toast_get_button_label (toast) != NULL)
    g_set_weak_pointer (&self->undo_toast, toast);
  adw_toast_overlay_add_toast (self->toasts, toast);
}


void
nx_window_add_toast (NxWindow *self, AdwToast *toast)
{
  g_return_if_fail (NX_IS_WINDOW (self));
  g_return_if_fail (ADW_IS_TOAST (toast));

  if (adw_toast_get_button_label (toast) != NULL)
    nx_undo_stack_add_toast (self->undo, toast);
  nx_window_show_toast (self, toast);
}


NxWindow *
nx_window_find (GtkWidget *from)
{
  g_return_val_if_fail (GTK_IS_WIDGET (from), NULL);

  /* A dialog of ours is transient for the window: its notices belong there, where they outlive it. */
  GtkRoot *root = gtk_widget_get_root (from);
  while (root != NULL && !NX_IS_WINDOW (root) && GTK_IS_WINDOW (root))
    root = GTK_ROOT (gtk_window_get_transient_for (GTK_WINDOW (root)));
  return NX_IS_WINDOW (root) ? NX_WINDOW (root) : NULL;
}


GSettings *
nx_window_get_settings (NxWindow *self)
{
  g_return_val_if_fail (NX_IS_WINDOW (self), NULL);
  return self->settings;
}


GtkWidget *
nx_window_show_place (NxWindow *self, const char *name)
{
  g_return_val_if_fail (NX_IS_WINDOW (self), NULL);

  if (!self->shown || adw_view_stack_get_child_by_name (self->places, name) == NULL)
    return NULL;
  adw_view_stack_set_visible_child_name (self->places, name);
  return nx_window_get_place (self);
}


void
nx_window_open_session (NxWindow *self, const char *session_id)
{
  g_return_if_fail (NX_IS_WINDOW (self));
  gtk_widget_activate_action (GTK_WIDGET (self), "win.open-session", "s", session_id);
}
