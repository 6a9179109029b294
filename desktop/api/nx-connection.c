/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <string.h>
#include "desktop/api/nx-connection-private.h"
#include "desktop/store/nx-keyring.h"

G_DEFINE_FINAL_TYPE (NxConnection, nx_connection, G_TYPE_OBJECT)

enum { PROP_0, PROP_STATE, PROP_USER, PROP_SERVER, PROP_LAST_SEEN, PROP_KEYRING_PROBLEM, N_PROPS };
static GParamSpec *props[N_PROPS];

enum { LIVE_EVENT, RESYNC, N_SIGNALS };
static guint signals[N_SIGNALS];

#define IO_TIMEOUT_SECONDS 20


/* State */

void
nx_connection_set_state (NxConnection *self, NxConnectionState state)
{
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}


void
nx_connection_mark_seen (NxConnection *self)
{
  self->last_seen = nx_clock_now (self->clock);
  if (self->state != NX_CONNECTION_OFFLINE)
    return;
  nx_connection_set_state (self, NX_CONNECTION_ONLINE);
  nx_live_retry_now (self->live);
}


void
nx_connection_mark_lost (NxConnection *self)
{
  if (self->state == NX_CONNECTION_ONLINE)
    nx_connection_set_state (self, NX_CONNECTION_OFFLINE);
}


void
nx_connection_expire (NxConnection *self)
{
  if (self->token == NULL)
    return;
  g_clear_pointer (&self->token, g_free);
  nx_live_stop (self->live);
  if (self->settings != NULL && self->user != NULL)
    nx_keyring_clear (self->server, self->user->email);
  nx_connection_set_state (self, NX_CONNECTION_SIGNED_OUT);
}


void
nx_connection_enter (NxConnection *self, const char *server, const char *token, NxUser *user, NxConnectionState state)
{
  g_object_freeze_notify (G_OBJECT (self));
  if (g_set_object (&self->user, user))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_USER]);
  if (g_strcmp0 (self->server, server) != 0)
    {
      g_free (self->server);
      self->server = g_strdup (server);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SERVER]);
    }
  char *copy = g_strdup (token); /* @token may be our own */
  g_free (self->token);
  self->token = copy;
  nx_connection_set_state (self, state);
  g_object_thaw_notify (G_OBJECT (self));
  nx_live_start (self->live);
}


void
nx_connection_set_keyring_problem (NxConnection *self, const char *sentence)
{
  if (g_strcmp0 (self->keyring_problem, sentence) == 0)
    return;
  g_free (self->keyring_problem);
  self->keyring_problem = g_strdup (sentence);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_KEYRING_PROBLEM]);
}


void
nx_connection_emit_event (NxConnection *self, NxLiveEvent *event)
{
  g_signal_emit (self, signals[LIVE_EVENT], 0, event);
}


void
nx_connection_emit_resync (NxConnection *self)
{
  g_signal_emit (self, signals[RESYNC], 0);
}


/* Requests */

typedef struct
{
  char *token; /* that the request went with */
  char *etag;
  char *action_id;
  gboolean raw;
} Sent;


static void
sent_free (gpointer data)
{
  Sent *sent = data;
  g_free (sent->token);
  g_free (sent->etag);
  g_free (sent->action_id);
  g_free (sent);
}


static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  NxConnection *self = NX_CONNECTION (source);
  Sent *sent = g_task_get_task_data (task);
  GError *error = NULL;
  gpointer answer = sent->raw ? (gpointer) nx_http_download_finish (result, &error)
                              : (gpointer) nx_http_request_finish (result, &sent->etag, &error);
  sent->action_id = g_strdup (nx_http_request_action_id (result));
  gboolean current = g_strcmp0 (sent->token, self->token) == 0;
  if (current && nx_http_request_was_answered (result))
    nx_connection_mark_seen (self);
  else if (current && g_error_matches (error, NX_ERROR, NX_ERROR_UNAVAILABLE))
    nx_connection_mark_lost (self);
  if (current && g_error_matches (error, NX_ERROR, NX_ERROR_UNAUTHENTICATED))
    nx_connection_expire (self);

  if (answer != NULL)
    g_task_return_pointer (task, answer, sent->raw ? (GDestroyNotify) nx_download_free : (GDestroyNotify) json_node_unref);
  else
    g_task_return_error (task, error);
}


/* Returns: (transfer full) (nullable): the task, or %NULL where nobody is signed in and it has ended. */
static GTask *
begin (NxConnection *self, gpointer tag, gboolean raw, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Sent *sent = g_new0 (Sent, 1);
  sent->token = g_strdup (self->token);
  sent->raw = raw;
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, sent, sent_free);
  if (self->token != NULL)
    return g_steal_pointer (&task);
  g_task_return_new_error (task, NX_ERROR, NX_ERROR_UNAUTHENTICATED, _("You are signed out. Sign in again to go on."));
  return NULL;
}


void
nx_connection_send_async (NxConnection *self, const char *method, const char *path, NxJsonWriter *body, const char *idempotency_key,
                          const char *if_match, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (NX_IS_CONNECTION (self));
  g_return_if_fail (method != NULL && path != NULL && path[0] == '/');

  g_autoptr (NxJsonWriter) writer = body;
  GTask *task = begin (self, nx_connection_send_async, FALSE, cancellable, callback, user_data);
  if (task == NULL)
    return;
  nx_http_request_async (self, self->server, self->token, method, path, g_steal_pointer (&writer), idempotency_key, if_match, cancellable,
                         on_answered, task);
}


JsonNode *
nx_connection_send_finish (NxConnection *self, GAsyncResult *result, char **etag, GError **error)
{
  g_return_val_if_fail (NX_IS_CONNECTION (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  JsonNode *node = g_task_propagate_pointer (G_TASK (result), error);
  if (node != NULL && etag != NULL)
    {
      Sent *sent = g_task_get_task_data (G_TASK (result));
      *etag = g_steal_pointer (&sent->etag);
    }
  return node;
}


const char *
nx_connection_action_id (GAsyncResult *result)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);

  Sent *sent = g_task_get_task_data (G_TASK (result));
  return sent != NULL ? sent->action_id : NULL;
}


void
nx_connection_upload_async (NxConnection *self, const char *path, NxUpload *upload, NxProgressFunc progress, gpointer progress_data,
                            GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (NX_IS_CONNECTION (self));
  g_return_if_fail (path != NULL && path[0] == '/' && upload != NULL);

  g_autoptr (NxUpload) form = upload;
  g_autofree char *media_type = NULL;
  g_autoptr (GBytes) body = nx_upload_end (form, &media_type);
  GTask *task = begin (self, nx_connection_upload_async, TRUE, cancellable, callback, user_data);
  const NxHttpCall call = { .method = "POST", .path = path, .media_type = media_type, .body = body, .raw = TRUE,
                            .progress = progress, .progress_data = progress_data };
  if (task != NULL)
    nx_http_call_async (self, self->server, self->token, &call, cancellable, on_answered, task);
}


void
nx_connection_download_async (NxConnection *self, const char *path, GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_return_if_fail (NX_IS_CONNECTION (self));
  g_return_if_fail (path != NULL && path[0] == '/');

  GTask *task = begin (self, nx_connection_download_async, TRUE, cancellable, callback, user_data);
  const NxHttpCall call = { .method = "GET", .path = path, .raw = TRUE };
  if (task != NULL)
    nx_http_call_async (self, self->server, self->token, &call, cancellable, on_answered, task);
}


NxDownload *
nx_connection_download_finish (NxConnection *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (NX_IS_CONNECTION (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}


char *
nx_connection_path (const char *format, ...)
{
  GString *path = g_string_new (NULL);
  va_list arguments;
  va_start (arguments, format);
  for (const char *p = format; *p != '\0'; p++)
    {
      if (p[0] == '%' && p[1] == 's')
        {
          g_string_append_uri_escaped (path, va_arg (arguments, const char *), NULL, FALSE);
          p++;
        }
      else if (p[0] == '%' && p[1] == 'd')
        {
          g_string_append_printf (path, "%d", va_arg (arguments, int));
          p++;
        }
      else if (p[0] == '%' && p[1] == 'u')
        {
          g_string_append_printf (path, "%u", va_arg (arguments, unsigned));
          p++;
        }
      else if (p[0] == '%' && p[1] == '%')
        g_string_append_c (path, *p++);
      else
        {
          /* Another directive would read the arguments out of step. */
          g_assert (p[0] != '%');
          g_string_append_c (path, *p);
        }
    }
  va_end (arguments);
  return g_string_free (path, FALSE);
}


/* GObject */

static void
nx_connection_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  NxConnection *self = NX_CONNECTION (object);
  switch (property_id)
    {
    case PROP_STATE: g_value_set_int (value, (int) self->state); break;
    case PROP_USER: g_value_set_object (value, self->user); break;
    case PROP_SERVER: g_value_set_string (value, self->server); break;
    case PROP_LAST_SEEN: g_value_set_int64 (value, self->last_seen); break;
    case PROP_KEYRING_PROBLEM: g_value_set_string (value, self->keyring_problem); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}


static void
nx_connection_finalize (GObject *object)
{
  NxConnection *self = NX_CONNECTION (object);
  g_clear_pointer (&self->live, nx_live_free);
  soup_session_abort (self->soup);
  g_clear_object (&self->soup);
  g_clear_object (&self->settings);
  g_clear_object (&self->clock);
  g_clear_object (&self->user);
  g_clear_pointer (&self->server, g_free);
  g_clear_pointer (&self->token, g_free);
  g_clear_pointer (&self->keyring_problem, g_free);
  G_OBJECT_CLASS (nx_connection_parent_class)->finalize (object);
}


static void
nx_connection_class_init (NxConnectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  object_class->get_property = nx_connection_get_property;
  object_class->finalize = nx_connection_finalize;

  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  props[PROP_STATE] = g_param_spec_int ("state", NULL, NULL, 0, NX_CONNECTION_OFFLINE, 0, flags);
  props[PROP_USER] = g_param_spec_object ("user", NULL, NULL, NX_TYPE_USER, flags);
  props[PROP_SERVER] = g_param_spec_string ("server", NULL, NULL, NULL, flags);
  props[PROP_LAST_SEEN] = g_param_spec_int64 ("last-seen", NULL, NULL, 0, G_MAXINT64, 0, flags);
  props[PROP_KEYRING_PROBLEM] = g_param_spec_string ("keyring-problem", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[LIVE_EVENT] = g_signal_new ("live-event", NX_TYPE_CONNECTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                      NX_TYPE_LIVE_EVENT);
  signals[RESYNC] = g_signal_new ("resync", NX_TYPE_CONNECTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}


static void
nx_connection_init (NxConnection *self)
{
  self->clock = nx_clock_system_new ();
  self->soup = soup_session_new_with_options ("user-agent", "nexus-desktop/" NX_VERSION, "timeout", IO_TIMEOUT_SECONDS,
                                              "idle-timeout", 60, "max-conns-per-host", 6, NULL);
  self->server = g_strdup ("");
  self->live = nx_live_new (self);
}


NxConnection *
nx_connection_new (GSettings *settings)
{
  NxConnection *self = g_object_new (NX_TYPE_CONNECTION, NULL);
  if (settings != NULL)
    {
      self->settings = g_object_ref (settings);
      g_free (self->server);
      self->server = g_settings_get_string (settings, "server");
    }
  return self;
}


NxConnectionState
nx_connection_get_state (NxConnection *self)
{
  g_return_val_if_fail (NX_IS_CONNECTION (self), NX_CONNECTION_SIGNED_OUT);
  return self->state;
}


NxUser *
nx_connection_get_user (NxConnection *self)
{
  g_return_val_if_fail (NX_IS_CONNECTION (self), NULL);
  return self->user;
}


const char *
nx_connection_get_server (NxConnection *self)
{
  g_return_val_if_fail (NX_IS_CONNECTION (self), "");
  return self->server;
}


gint64
nx_connection_now (NxConnection *self)
{
  g_return_val_if_fail (NX_IS_CONNECTION (self), 0);
  return nx_clock_now (self->clock);
}


const char *
nx_connection_get_keyring_problem (NxConnection *self)
{
  g_return_val_if_fail (NX_IS_CONNECTION (self), NULL);
  return self->keyring_problem;
}


void
nx_connection_reconnect (NxConnection *self)
{
  g_return_if_fail (NX_IS_CONNECTION (self));
  nx_live_retry_now (self->live);
}
