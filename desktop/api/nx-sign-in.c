/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <string.h>
#include "desktop/api/nx-connection-private.h"
#include "desktop/store/nx-keyring.h"

/* What the keyring keeps: the token, and who it belongs to, so that the application opens without a network too. */
static char *
write_secret (const char *token, NxUser *user)
{
  g_autoptr (NxJsonWriter) writer = nx_json_writer_new ();
  nx_json_begin_object (writer, NULL);
  nx_json_add_string (writer, "token", token);
  nx_record_write (NX_RECORD (user), writer, "user");
  nx_json_end_object (writer);
  return nx_json_writer_end (writer, NULL);
}


/* Returns: (transfer full) (nullable): the user of an answer or a secret that has "token" and "user". */
static NxUser *
read_secret (JsonNode *root, const char **token, GError **error)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  JsonObject *user = object != NULL ? nx_json_get_object (object, "user") : NULL;
  if (user == NULL || (token != NULL && !nx_json_get_string (object, "token", token)))
    {
      g_set_error (error, NX_ERROR, NX_ERROR_BAD_JSON, _("The server gave an answer that cannot be read."));
      return NULL;
    }
  return nx_record_from_json (NX_TYPE_USER, user, error);
}


static void
on_stored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (NxConnection) self = user_data;
  g_autoptr (GError) error = NULL;
  if (nx_keyring_store_finish (result, &error))
    {
      nx_connection_set_keyring_problem (self, NULL);
      return;
    }
  g_debug ("keyring: %s", error->message);
  nx_connection_set_keyring_problem (self, _("No keyring answers on this computer: you are signed in until you close the application."));
}


static void
forget_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = nx_http_request_finish (result, NULL, &error);
  if (node == NULL)
    g_debug ("sign-out: %s", error->message);
}


/* Sign-in */

typedef struct
{
  char *server;
  char *email;
  NxConnectionState before;
} SignIn;


static void
sign_in_free (gpointer data)
{
  SignIn *self = data;
  g_free (self->server);
  g_free (self->email);
  g_free (self);
}


static gboolean
works_here (NxUser *user)
{
  return user->role == NX_ROLE_ADMIN || user->role == NX_ROLE_ASSISTANTE || user->role == NX_ROLE_COACH;
}


static void
accept_user (NxConnection *self, SignIn *sign_in, const char *token, NxUser *user)
{
  nx_connection_enter (self, sign_in->server, token, user, NX_CONNECTION_ONLINE);
  nx_connection_mark_seen (self);
  if (self->settings == NULL)
    return;
  g_settings_set_string (self->settings, "server", sign_in->server);
  g_settings_set_string (self->settings, "account", user->email != NULL ? user->email : sign_in->email);
  g_autofree char *secret = write_secret (token, user);
  nx_keyring_store_async (sign_in->server, user->email != NULL ? user->email : sign_in->email, secret, on_stored, g_object_ref (self));
}


static void
on_signed_in (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  NxConnection *self = NX_CONNECTION (source);
  SignIn *sign_in = g_task_get_task_data (task);
  GError *error = NULL;
  const char *token = NULL;
  g_autoptr (JsonNode) root = nx_http_request_finish (result, NULL, &error);
  g_autoptr (NxUser) user = root != NULL ? read_secret (root, &token, &error) : NULL;
  if (user != NULL && works_here (user))
    {
      accept_user (self, sign_in, token, user);
      g_task_return_boolean (task, TRUE);
      return;
    }
  nx_connection_set_state (self, sign_in->before);
  if (user != NULL)
    {
      /* The session that was just made is of no use to anyone. */
      nx_http_request_async (self, sign_in->server, token, "POST", "/api/auth/signout", NULL, NULL, NULL, NULL, forget_answer, NULL);
      error = g_error_new (NX_ERROR, NX_ERROR_FORBIDDEN,
                           _("This application is for the office and the coaches. Your family’s space is on the web: %s"),
                           sign_in->server);
    }
  g_task_return_error (task, error);
}


void
nx_connection_sign_in_async (NxConnection *self, const char *server, const char *email, const char *password,
                             GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (NX_IS_CONNECTION (self));
  g_return_if_fail (server != NULL && email != NULL && password != NULL);

  GError *error = NULL;
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, nx_connection_sign_in_async);
  SignIn *sign_in = g_new0 (SignIn, 1);
  sign_in->server = nx_server_address (server, &error);
  sign_in->email = g_strstrip (g_strdup (email));
  sign_in->before = NX_CONNECTION_SIGNED_OUT;
  g_task_set_task_data (task, sign_in, sign_in_free);
  if (sign_in->server == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  nx_connection_set_state (self, NX_CONNECTION_SIGNING_IN);
  NxJsonWriter *body = nx_json_writer_new ();
  nx_json_begin_object (body, NULL);
  nx_json_add_string (body, "email", sign_in->email);
  nx_json_add_string (body, "password", password);
  nx_json_end_object (body);
  nx_http_request_async (self, sign_in->server, NULL, "POST", "/api/auth/callback/credentials", body, NULL, NULL, cancellable,
                         on_signed_in, g_steal_pointer (&task));
}


gboolean
nx_connection_sign_in_finish (NxConnection *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}


/* Resume */

static void
on_session_checked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  NxConnection *self = NX_CONNECTION (source);
  GError *error = NULL;
  g_autoptr (JsonNode) root = nx_http_request_finish (result, NULL, &error);
  g_autoptr (NxUser) user = root != NULL ? read_secret (root, NULL, &error) : NULL;
  if (user != NULL && works_here (user))
    {
      g_autofree char *token = g_strdup (self->token);
      nx_connection_enter (self, self->server, token, user, NX_CONNECTION_ONLINE);
      nx_connection_mark_seen (self);
      g_task_return_boolean (task, TRUE);
      return;
    }
  if (g_error_matches (error, NX_ERROR, NX_ERROR_UNAVAILABLE))
    {
      /* No network is no reason to refuse somebody their own screen. */
      g_clear_error (&error);
      nx_connection_set_state (self, NX_CONNECTION_OFFLINE);
      nx_live_start (self->live);
      g_task_return_boolean (task, TRUE);
      return;
    }
  nx_connection_sign_out (self);
  g_task_return_error (task, error != NULL ? error
                                           : g_error_new_literal (NX_ERROR, NX_ERROR_FORBIDDEN, _("You are signed out.")));
}


static void
on_secret (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  NxConnection *self = g_task_get_source_object (task);
  GError *error = NULL;
  const char *token = NULL;
  g_autofree char *secret = nx_keyring_lookup_finish (result, &error);
  g_autoptr (JsonNode) root = secret != NULL ? nx_json_parse (secret, -1, &nx_json_limits_request, &error) : NULL;
  g_autoptr (NxUser) user = root != NULL ? read_secret (root, &token, &error) : NULL;
  if (user == NULL || self->state != NX_CONNECTION_SIGNED_OUT)
    {
      if (user != NULL)
        error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "signed in meanwhile");
      g_task_return_error (task, error);
      return;
    }
  g_set_object (&self->user, user);
  g_free (self->token);
  self->token = g_strdup (token);
  nx_connection_set_state (self, NX_CONNECTION_SIGNING_IN);
  nx_http_request_async (self, self->server, self->token, "GET", "/api/auth/session", NULL, NULL, NULL,
                         g_task_get_cancellable (task), on_session_checked, g_object_ref (task));
}


void
nx_connection_resume_async (NxConnection *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (NX_IS_CONNECTION (self));

  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, nx_connection_resume_async);
  g_autofree char *account = self->settings != NULL ? g_settings_get_string (self->settings, "account") : g_strdup ("");
  if (*account == '\0' || *self->server == '\0' || self->token != NULL)
    {
      g_task_return_new_error (task, NX_ERROR, NX_ERROR_UNAUTHENTICATED, _("You are signed out."));
      return;
    }
  nx_keyring_lookup_async (self->server, account, cancellable, on_secret, g_steal_pointer (&task));
}


gboolean
nx_connection_resume_finish (NxConnection *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}


void
nx_connection_sign_out (NxConnection *self)
{
  g_return_if_fail (NX_IS_CONNECTION (self));

  if (self->token != NULL)
    nx_http_request_async (self, self->server, self->token, "POST", "/api/auth/signout", NULL, NULL, NULL, NULL, forget_answer, NULL);
  if (self->settings != NULL && self->user != NULL && self->user->email != NULL)
    nx_keyring_clear (self->server, self->user->email);
  g_clear_pointer (&self->token, g_free);
  nx_live_stop (self->live);
  g_object_freeze_notify (G_OBJECT (self));
  if (self->user != NULL)
    {
      g_clear_object (&self->user);
      g_object_notify (G_OBJECT (self), "user");
    }
  nx_connection_set_state (self, NX_CONNECTION_SIGNED_OUT);
  g_object_thaw_notify (G_OBJECT (self));
}


/* Probe */

static void
on_probed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const char *server = g_task_get_task_data (task), *title = NULL;
  GError *error = NULL;
  g_autoptr (JsonNode) root = nx_http_request_finish (result, NULL, &error);
  JsonObject *info = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? nx_json_get_object (json_node_get_object (root), "info") : NULL;
  if (info != NULL && nx_json_get_string (info, "title", &title) && strstr (title, "Nexus") != NULL)
    {
      g_task_return_pointer (task, g_strdup (server), g_free);
      return;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
      || (g_error_matches (error, NX_ERROR, NX_ERROR_UNAVAILABLE) && !nx_http_request_was_answered (result)))
    {
      g_task_return_error (task, error);
      return;
    }
  g_clear_error (&error);
  g_task_return_new_error (task, NX_ERROR, NX_ERROR_NOT_FOUND, _("Something answers at %s, but it is not Nexus Réussite."), server);
}


void
nx_connection_probe_async (NxConnection *self, const char *server, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_return_if_fail (NX_IS_CONNECTION (self));
  g_return_if_fail (server != NULL);

  GError *error = NULL;
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, nx_connection_probe_async);
  char *address = nx_server_address (server, &error);
  if (address == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_task_set_task_data (task, address, g_free);
  nx_http_request_async (self, address, NULL, "GET", "/api/openapi.json", NULL, NULL, NULL, cancellable, on_probed,
                         g_steal_pointer (&task));
}


char *
nx_connection_probe_finish (NxConnection *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
