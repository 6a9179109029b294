/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>
#include "common/nx-clock.h"
#include "desktop/api/nx-connection.h"

G_BEGIN_DECLS

typedef struct _NxLive NxLive;

struct _NxConnection
{
  GObject parent_instance;

  /* Owned */
  GSettings *settings; /* (nullable) */
  NxClock *clock;
  SoupSession *soup;
  char *server;          /* without a closing slash */
  char *token;           /* (nullable) */
  NxUser *user;          /* (nullable): kept while a session that ended is renewed */
  char *keyring_problem; /* (nullable) */
  NxLive *live;

  NxConnectionState state;
  gint64 last_seen;
};

void nx_connection_set_state (NxConnection *self, NxConnectionState state);
/** Something answered at the server. */
void nx_connection_mark_seen (NxConnection *self);
/** The network failed; what is shown stays. */
void nx_connection_mark_lost (NxConnection *self);
/** The server no longer takes the token: who it was stays known, so that only the password has to be asked. */
void nx_connection_expire (NxConnection *self);
void nx_connection_emit_event (NxConnection *self, NxLiveEvent *event);
void nx_connection_emit_resync (NxConnection *self);
/** Who the session belongs to now, with @token. */
void nx_connection_enter (NxConnection *self, const char *server, const char *token, NxUser *user, NxConnectionState state);
void nx_connection_set_keyring_problem (NxConnection *self, const char *sentence);

/* nx-http.c: one exchange, which changes nothing in the connection. */

/** NxHttpCall: what is asked. @raw: the answer is taken as a file, whatever it holds. */
typedef struct
{
  const char *method;
  const char *path;
  const char *media_type;      /* of @body */
  GBytes *body;                /* (nullable) */
  const char *idempotency_key; /* (nullable) */
  const char *if_match;        /* (nullable) */
  gboolean raw;
  NxProgressFunc progress;     /* (nullable): with it the body may take minutes */
  gpointer progress_data;
} NxHttpCall;

void nx_http_call_async (NxConnection *self, const char *server, const char *token, const NxHttpCall *call, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);
/** Of a raw call. Returns: (transfer full) */
NxDownload *nx_http_download_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void nx_http_request_async (NxConnection *self, const char *server, const char *token, const char *method, const char *path,
                            NxJsonWriter *body, const char *idempotency_key, const char *if_match, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data);
JsonNode *nx_http_request_finish (GAsyncResult *result, char **etag, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Returns: (transfer none) (nullable): the answer's X-Action-Id: what an undo of the change is asked with. */
const char *nx_http_request_action_id (GAsyncResult *result);
/** Whether the server itself answered, be it with an error. */
gboolean nx_http_request_was_answered (GAsyncResult *result);

/* nx-upload.c */
/** Returns: (transfer full): the body; @media_type: (out) (transfer full): with its boundary. Nothing can be added afterwards. */
GBytes *nx_upload_end (NxUpload *self, char **media_type);

/* nx-network-error.c */
/** Replaces a failure of the network by %NX_ERROR_UNAVAILABLE with a sentence about @server; others stay. (transfer full) */
GError *nx_network_error (GError *error, const char *server);
/** Returns: (transfer full) (nullable): "https://host:port" of what a person typed, or %NULL with a sentence. */
char *nx_server_address (const char *typed, GError **error);
/** "fr" or "en": what the server should answer in. */
const char *nx_reader_language (void);

/* nx-live.c */
NxLive *nx_live_new (NxConnection *connection);
void nx_live_free (NxLive *self);
void nx_live_start (NxLive *self);
void nx_live_stop (NxLive *self);
void nx_live_retry_now (NxLive *self);

G_END_DECLS
