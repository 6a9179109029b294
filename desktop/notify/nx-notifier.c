/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <libnotify/notify.h>
#include "desktop/notify/nx-notifier.h"
#include "desktop/widgets/nx-session-text.h"

#define SERVICE "org.freedesktop.Notifications"

struct _NxNotifier
{
  GObject parent_instance;

  /* Borrowed */
  GtkApplication *application; /* (weak) */

  /* Owned */
  NxConnection *connection;
  GSettings *settings;
  GSignalGroup *signals;
  GPtrArray *shown;    /* NotifyNotification: an action comes only to one that is alive */
  GPtrArray *waiting;  /* NxSession: until the service answers */
  guint watch_id;
  gboolean available;  /* the service has an owner: calling it does not wait for its start */
};

G_DEFINE_FINAL_TYPE (NxNotifier, nx_notifier, G_TYPE_OBJECT)


static gboolean
is_in_front (NxNotifier *self)
{
  for (GList *l = gtk_application_get_windows (self->application); l != NULL; l = l->next)
    if (gtk_window_is_active (l->data))
      return TRUE;
  return FALSE;
}


static gboolean
is_wanted (NxNotifier *self, NxLiveEvent *event)
{
  NxUser *user = nx_connection_get_user (self->connection);
  if (self->application == NULL || user == NULL || event->id == NULL || g_strcmp0 (event->type, "session.booked") != 0)
    return FALSE;
  if (user->role == NX_ROLE_COACH && g_strcmp0 (event->coachId, user->coachId) != 0)
    return FALSE;
  g_autofree char *me = g_strdup_printf ("%s %s", user->firstName ? user->firstName : "", user->lastName ? user->lastName : "");
  return g_strcmp0 (event->by, me) != 0 && g_settings_get_boolean (self->settings, "notices") && !is_in_front (self);
}


static void
on_action (NotifyNotification *notification, char *action, gpointer user_data)
{
  NxNotifier *self = user_data;
  const char *id = g_object_get_data (G_OBJECT (notification), "nx-session");
  if (self->application != NULL)
    g_action_group_activate_action (G_ACTION_GROUP (self->application), "open-session", g_variant_new_string (id));
}


static void
on_closed (NotifyNotification *notification, NxNotifier *self)
{
  g_ptr_array_remove (self->shown, notification);
}


static void
show (NxNotifier *self, NxSession *session)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *pupils = nx_session_pupils (session);
  g_autofree char *when = nx_session_when_short (session);
  g_autofree char *what = nx_session_what (session);
  g_autofree char *summary = g_strdup_printf (_("New session: %s"), pupils);
  const char *coach = session->coach != NULL ? session->coach->pseudonym : NULL;
  g_autofree char *text = g_strjoin (" · ", when, what, coach, NULL);
  /* The body is markup to most services. */
  g_autofree char *body = g_markup_escape_text (text, -1);

  NotifyNotification *notification = notify_notification_new (summary, body, "academy.nexusreussite.Nexus");
  g_ptr_array_add (self->shown, notification);
  notify_notification_set_hint (notification, "desktop-entry", g_variant_new_string ("academy.nexusreussite.Nexus"));
  g_object_set_data_full (G_OBJECT (notification), "nx-session", g_strdup (session->id), g_free);
  notify_notification_add_action (notification, "default", _("Open"), on_action, self, NULL);
  notify_notification_add_action (notification, "open", _("Open"), on_action, self, NULL);
  g_signal_connect_object (notification, "closed", G_CALLBACK (on_closed), self, 0);
  if (!notify_notification_show (notification, &error))
    {
      g_debug ("notice: %s", error->message);
      g_ptr_array_remove (self->shown, notification);
    }
}


static void
show_waiting (NxNotifier *self)
{
  g_autoptr (GPtrArray) waiting = g_steal_pointer (&self->waiting);
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < waiting->len; i++)
    show (self, waiting->pdata[i]);
}


static void
on_name_appeared (GDBusConnection *bus, const char *name, const char *owner, gpointer user_data)
{
  NxNotifier *self = user_data;
  self->available = TRUE;
  if (notify_is_initted () || notify_init (_("Nexus Réussite")))
    show_waiting (self);
}


static void
on_name_vanished (GDBusConnection *bus, const char *name, gpointer user_data)
{
  NxNotifier *self = user_data;
  self->available = FALSE;
  g_ptr_array_set_size (self->waiting, 0);
}


/* The service is looked for when there is a first notice to show: it costs a start nothing. */
static void
show_when_available (NxNotifier *self, NxSession *session)
{
  if (self->available)
    {
      show (self, session);
      return;
    }
  g_ptr_array_add (self->waiting, g_object_ref (session));
  if (self->watch_id == 0)
    self->watch_id = g_bus_watch_name (G_BUS_TYPE_SESSION, SERVICE, G_BUS_NAME_WATCHER_FLAGS_AUTO_START, on_name_appeared,
                                       on_name_vanished, self, NULL);
}


static void
on_session (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (NxNotifier) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = nx_connection_send_finish (NX_CONNECTION (source), result, NULL, &error);
  JsonObject *object = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  JsonObject *inner = object != NULL ? nx_json_get_object (object, "session") : NULL;
  g_autoptr (NxSession) session = object != NULL
                                    ? nx_record_from_json (NX_TYPE_SESSION, inner != NULL ? inner : object, &error) : NULL;
  if (session == NULL || session->id == NULL)
    g_debug ("no notice: %s", error != NULL ? error->message : "no session");
  else if (self->application != NULL && session->status == NX_SESSION_SCHEDULED)
    show_when_available (self, session);
}


static void
on_live_event (NxNotifier *self, NxLiveEvent *event)
{
  if (!is_wanted (self, event))
    return;
  g_autofree char *path = nx_connection_path ("/api/sessions/%s", event->id);
  nx_connection_send_async (self->connection, "GET", path, NULL, NULL, NULL, NULL, on_session, g_object_ref (self));
}


static void
nx_notifier_dispose (GObject *object)
{
  NxNotifier *self = NX_NOTIFIER (object);
  if (self->watch_id != 0)
    g_bus_unwatch_name (self->watch_id);
  self->watch_id = 0;
  g_clear_weak_pointer (&self->application);
  g_clear_object (&self->signals);
  g_clear_object (&self->connection);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->shown, g_ptr_array_unref);
  g_clear_pointer (&self->waiting, g_ptr_array_unref);
  G_OBJECT_CLASS (nx_notifier_parent_class)->dispose (object);
}


static void
nx_notifier_class_init (NxNotifierClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = nx_notifier_dispose;
}


static void
nx_notifier_init (NxNotifier *self)
{
  self->shown = g_ptr_array_new_with_free_func (g_object_unref);
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
}


NxNotifier *
nx_notifier_new (GtkApplication *application, NxConnection *connection, GSettings *settings)
{
  g_return_val_if_fail (GTK_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (NX_IS_CONNECTION (connection), NULL);

  NxNotifier *self = g_object_new (NX_TYPE_NOTIFIER, NULL);
  g_set_weak_pointer (&self->application, application);
  self->connection = g_object_ref (connection);
  self->settings = g_object_ref (settings);
  self->signals = g_signal_group_new (NX_TYPE_CONNECTION);
  g_signal_group_connect_swapped (self->signals, "live-event", G_CALLBACK (on_live_event), self);
  g_signal_group_set_target (self->signals, connection);
  return self;
}
