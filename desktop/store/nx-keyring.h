/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/** The keyring of the person's session: one secret per server and account. Never blocks. */
void nx_keyring_store_async (const char *server, const char *account, const char *secret, GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean nx_keyring_store_finish (GAsyncResult *result, GError **error);

void nx_keyring_lookup_async (const char *server, const char *account, GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data);
/** Returns: (transfer full): the secret; %NULL with @error where there is none or no keyring answers. */
char *nx_keyring_lookup_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Forgets the secret; a failure is only logged. */
void nx_keyring_clear (const char *server, const char *account);

G_END_DECLS
