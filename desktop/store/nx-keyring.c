/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>
#include "common/nx-error.h"
#include "desktop/store/nx-keyring.h"

static const SecretSchema schema = {
  "academy.nexusreussite.Nexus",
  SECRET_SCHEMA_NONE,
  { { "server", SECRET_SCHEMA_ATTRIBUTE_STRING }, { "account", SECRET_SCHEMA_ATTRIBUTE_STRING }, { NULL, 0 } },
};


void
nx_keyring_store_async (const char *server, const char *account, const char *secret, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autofree char *label = g_strdup_printf (_("Nexus Réussite: %s"), account);
  secret_password_store (&schema, SECRET_COLLECTION_DEFAULT, label, secret, NULL, callback, user_data, "server", server, "account",
                         account, NULL);
}


gboolean
nx_keyring_store_finish (GAsyncResult *result, GError **error)
{
  return secret_password_store_finish (result, error);
}


static void
on_retrieved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (SecretValue) value = secret_retrievable_retrieve_secret_finish (SECRET_RETRIEVABLE (source), result, &error);
  if (value == NULL)
    g_task_return_error (task, error != NULL ? error : g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "no secret"));
  else
    g_task_return_pointer (task, g_strdup (secret_value_get_text (value)), g_free);
}


static void
on_searched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GList *found = secret_password_search_finish (result, &error);
  if (found == NULL)
    {
      g_task_return_error (task, error != NULL ? error : g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "no secret"));
      return;
    }
  g_autoptr (SecretRetrievable) first = g_object_ref (found->data);
  g_list_free_full (found, g_object_unref);
  secret_retrievable_retrieve_secret (first, g_task_get_cancellable (task), on_retrieved, g_object_ref (task));
}


/* A search rather than a lookup: secret_password_lookup() of libsecret 0.20 leaks at each call. */
void
nx_keyring_lookup_async (const char *server, const char *account, GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, nx_keyring_lookup_async);
  secret_password_search (&schema, SECRET_SEARCH_UNLOCK | SECRET_SEARCH_LOAD_SECRETS, cancellable, on_searched, task, "server", server,
                          "account", account, NULL);
}


char *
nx_keyring_lookup_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}


static void
on_cleared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  secret_password_clear_finish (result, &error);
  if (error != NULL)
    g_debug ("keyring: %s", error->message);
}


void
nx_keyring_clear (const char *server, const char *account)
{
  secret_password_clear (&schema, NULL, on_cleared, NULL, "server", server, "account", account, NULL);
}
