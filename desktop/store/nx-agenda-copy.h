/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * NxAgendaCopy: what one person was last shown of the agenda at one server, on this machine: encrypted (AES-256-GCM), the key in
 * the keyring of the person's session. Another account has another file and another key, and a file that was exchanged is
 * refused: server and account are part of what is authenticated. Without a keyring nothing is kept.
 */
#define NX_TYPE_AGENDA_COPY (nx_agenda_copy_get_type ())
G_DECLARE_FINAL_TYPE (NxAgendaCopy, nx_agenda_copy, NX, AGENDA_COPY, GObject)

#define NX_AGENDA_COPY_KEY_BYTES 32

/** @folder: (nullable): where to keep it; the person's cache folder where %NULL */
NxAgendaCopy *nx_agenda_copy_new (const char *folder, const char *server, const char *user_id);
/** Uses @key (%NX_AGENDA_COPY_KEY_BYTES) instead of asking the keyring. */
void nx_agenda_copy_set_key (NxAgendaCopy *self, GBytes *key);

/** Fetches the key and reads the copy. To be finished before nx_agenda_copy_store(). */
void nx_agenda_copy_load_async (NxAgendaCopy *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/** Returns: (transfer full): what was stored; %NULL with %G_IO_ERROR_NOT_FOUND where there is none, or another @error. */
GBytes *nx_agenda_copy_load_finish (NxAgendaCopy *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Whether anything can be kept: there is a key. */
gboolean nx_agenda_copy_is_open (NxAgendaCopy *self);

/** Encrypts and writes @content in a thread; of several that wait the last one is written. A failure is only logged. */
void nx_agenda_copy_store (NxAgendaCopy *self, GBytes *content);
/** Removes the file and its key: nobody is signed in any more. */
void nx_agenda_copy_erase (NxAgendaCopy *self);
/** Returns: (transfer none) */
const char *nx_agenda_copy_get_path (NxAgendaCopy *self);

/* What the file holds. @owner: server and account. (transfer full); %NX_ERROR_INVALID where @sealed is not what was sealed. */
GBytes *nx_agenda_copy_seal (GBytes *content, GBytes *key, const char *owner, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes *nx_agenda_copy_unseal (GBytes *sealed, GBytes *key, const char *owner, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
