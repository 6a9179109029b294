/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "common/models/nx-models.h"
#include "common/nx-error.h"
#include "common/nx-json.h"

G_BEGIN_DECLS

typedef enum { NX_CONNECTION_SIGNED_OUT, NX_CONNECTION_SIGNING_IN, NX_CONNECTION_ONLINE, NX_CONNECTION_OFFLINE } NxConnectionState;

/**
 * NxConnection: the one way to the server: sign-in, requests, live events. A state machine: signed out → signing in → online ⇄
 * offline. Main thread only.
 *
 * Properties: "state" (NxConnectionState), "user" (NxUser, nullable), "server" (address), "last-seen" (gint64 µs UTC of the last answer).
 * Signals: "live-event" (NxLiveEvent *event); "resync" () when events may have been missed and lists should ask again.
 */
#define NX_TYPE_CONNECTION (nx_connection_get_type ())
G_DECLARE_FINAL_TYPE (NxConnection, nx_connection, NX, CONNECTION, GObject)

NxConnection *nx_connection_new (GSettings *settings);
NxConnectionState nx_connection_get_state (NxConnection *self);
/** Returns: (transfer none) (nullable) */
NxUser *nx_connection_get_user (NxConnection *self);
/** Returns: (transfer none): the server's address without a closing slash ("https://nexus.example"), "" where none is known. */
const char *nx_connection_get_server (NxConnection *self);
/** Microseconds UTC, through the connection's clock. */
gint64 nx_connection_now (NxConnection *self);

/**
 * nx_connection_send_async:
 * @method: "GET", "POST", …
 * @path: "/api/sessions?from=…", with everything percent-encoded (nx_connection_path() helps)
 * @body: (transfer full) (nullable): JSON
 * @idempotency_key: (nullable): sent as Idempotency-Key; keep the key for a retry of the same act
 * @if_match: (nullable): an ETag
 *
 * Errors: %NX_ERROR with the server's code and its sentence (already in the reader's language), %NX_ERROR_UNAVAILABLE where the server
 * cannot be reached. The answer is guarded and limited to 8 MiB.
 */
void nx_connection_send_async (NxConnection *self, const char *method, const char *path, NxJsonWriter *body,
                               const char *idempotency_key, const char *if_match, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);
/** @etag: (out) (optional) (transfer full) (nullable). Returns: (transfer full): the root; a null node for 204; %NULL with @error. */
JsonNode *nx_connection_send_finish (NxConnection *self, GAsyncResult *result, char **etag, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer none) (nullable): of an answer to a change, what nx_undo_stack_push() is told; lives as long as @result. */
const char *nx_connection_action_id (GAsyncResult *result);

/** NxDownload: a file that came from the server. */
typedef struct
{
  GBytes *content;
  char *media_type; /* (nullable): as the server says */
  char *file_name;  /* (nullable) */
} NxDownload;

void nx_download_free (NxDownload *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NxDownload, nx_download_free)

/** Files to send are at most as large as this. */
#define NX_UPLOAD_MAX_BYTES (5 * 1024 * 1024)

/** How much of a body went out; in the main thread. */
typedef void (*NxProgressFunc) (goffset written, goffset total, gpointer user_data);

/** NxUpload: a form with files, as multipart/form-data. */
typedef struct _NxUpload NxUpload;
NxUpload *nx_upload_new (void);
void nx_upload_free (NxUpload *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NxUpload, nx_upload_free)
void nx_upload_add_text (NxUpload *self, const char *name, const char *text);
/** Returns: whether it was taken; %FALSE with %NX_ERROR_TOO_LARGE where it is beyond %NX_UPLOAD_MAX_BYTES, %NX_ERROR_INVALID where empty. */
gboolean nx_upload_add_file (NxUpload *self, const char *name, const char *file_name, const char *media_type, GBytes *content,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * nx_connection_upload_async:
 * @upload: (transfer full)
 * @progress: called while it goes out, until the operation ends
 *
 * POSTs a form with files. The answer comes as it is, so that a long one can be read outside the main thread; errors as those of
 * nx_connection_send_async(). Finished by nx_connection_download_finish().
 */
void nx_connection_upload_async (NxConnection *self, const char *path, NxUpload *upload, NxProgressFunc progress, gpointer progress_data,
                                 GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/** GETs a file. */
void nx_connection_download_async (NxConnection *self, const char *path, GCancellable *cancellable, GAsyncReadyCallback callback,
                                   gpointer user_data);
/** Returns: (transfer full) */
NxDownload *nx_connection_download_finish (NxConnection *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** printf-like, each %s is percent-encoded as one path segment or query value. Returns: (transfer full). */
char *nx_connection_path (const char *format, ...) G_GNUC_PRINTF (1, 2);

void nx_connection_sign_in_async (NxConnection *self, const char *server, const char *email, const char *password,
                                  GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean nx_connection_sign_in_finish (NxConnection *self, GAsyncResult *result, GError **error);
/** Takes the token from the keyring, where there is one that still works. */
void nx_connection_resume_async (NxConnection *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean nx_connection_resume_finish (NxConnection *self, GAsyncResult *result, GError **error);
void nx_connection_sign_out (NxConnection *self);

/**
 * Asks whether a Nexus Réussite server answers at @server ("nexus.example", "http://127.0.0.1:8080"): https is assumed, except for
 * this machine. Returns: (transfer full): its address in full form; %NULL with a sentence that says what was found instead.
 */
void nx_connection_probe_async (NxConnection *self, const char *server, GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data);
char *nx_connection_probe_finish (NxConnection *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Tries the live stream again now, instead of after the pause that is running. */
void nx_connection_reconnect (NxConnection *self);
/** Returns: (transfer none) (nullable): a sentence that says why the sign-in will not outlive the program. */
const char *nx_connection_get_keyring_problem (NxConnection *self);

G_END_DECLS
