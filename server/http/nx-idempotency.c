/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "common/nx-time.h"
#include "server/http/nx-server-private.h"
#include "server/http/nx-upload.h"

/* api.md "Rules". */
#define KEPT (24 * NX_TIME_HOUR)

/* A claim of a handler with transactions of its own that left no answer: its process ended. None takes as long. */
#define UNDER_WAY (60 * NX_TIME_SECOND)

enum { CLAIM, READ, FINISH, RELEASE };

/* A twin that is under way is waited for by the claim itself; whether it then exists depends on how it ended. */
static const NxStatement statements[] = {
  [CLAIM] = { "http.idempotency_claim",
              "INSERT INTO idempotency_keys AS k (caller, key, route, request_hash, created_at) VALUES ($1, $2, $3, $4::bytea, $5::timestamptz) "
              "ON CONFLICT (caller, key) DO UPDATE SET route = excluded.route, request_hash = excluded.request_hash, status = NULL, "
              "content_type = NULL, body = NULL, action_id = NULL, created_at = excluded.created_at WHERE k.created_at < $6::timestamptz "
              "OR (k.status IS NULL AND k.created_at < $7::timestamptz AND k.request_hash = excluded.request_hash) RETURNING key",
              7 },
  [READ] = { "http.idempotency_read",
             "SELECT status, content_type, encode (body, 'base64') AS body, request_hash = $3::bytea AS same, action_id "
             "FROM idempotency_keys WHERE caller = $1 AND key = $2",
             3 },
  [FINISH] = { "http.idempotency_finish",
               "UPDATE idempotency_keys SET status = $3::smallint, content_type = $4, body = $5::bytea, action_id = $6::uuid "
               "WHERE caller = $1 AND key = $2", 6 },
  [RELEASE] = { "http.idempotency_release", "DELETE FROM idempotency_keys WHERE caller = $1 AND key = $2 AND status IS NULL", 2 },
};
NX_STATEMENTS (http, statements)

#define HASH_LENGTH 32

static void
hash_text (GChecksum *checksum, const char *text)
{
  g_checksum_update (checksum, (const guchar *) text, strlen (text) + 1);
}

/* A form with files has other boundaries each time it is sent. */
static void
hash_form (GChecksum *checksum, NxRequest *request)
{
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (request->form), (GCompareFunc) strcmp);

  for (GList *at = names; at != NULL; at = at->next)
    {
      hash_text (checksum, at->data);
      hash_text (checksum, g_hash_table_lookup (request->form, at->data));
    }
  for (guint i = 0; i < request->parts->len; i++)
    {
      const NxUploadPart *part = request->parts->pdata[i];
      gsize length;
      const guchar *content = g_bytes_get_data (part->content, &length);
      hash_text (checksum, part->name);
      g_checksum_update (checksum, content, length);
    }
}

static void
hash_request (NxRequest *request, guint8 *hash)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  gsize length = 0, hash_length = HASH_LENGTH;
  const guchar *body = g_bytes_get_data (request->raw_body, &length);

  g_checksum_update (checksum, (const guchar *) request->method, strlen (request->method) + 1);
  g_checksum_update (checksum, (const guchar *) request->path, strlen (request->path) + 1);
  if (request->query_text != NULL)
    g_checksum_update (checksum, (const guchar *) request->query_text, strlen (request->query_text));
  g_checksum_update (checksum, (const guchar *) "", 1);
  if (request->parts != NULL)
    hash_form (checksum, request);
  else if (length > 0)
    g_checksum_update (checksum, body, length);
  g_checksum_get_digest (checksum, hash, &hash_length);
}

static const char *
caller_of (NxRequest *request)
{
  if (request->actor.user_id != NULL)
    return request->actor.user_id;
  return request->remote != NULL ? request->remote : "unknown";
}

static NxResponse *
replay_of (NxRows *rows)
{
  const char *text = nx_rows_text (rows, 0, "body"), *type = nx_rows_text (rows, 0, "content_type");
  gsize length = 0;
  guchar *data = text != NULL ? g_base64_decode (text, &length) : NULL;
  g_autoptr (GBytes) body = g_bytes_new_take (data, length);
  guint status = (guint) nx_rows_int (rows, 0, "status");
  NxResponse *response = status == 204 ? nx_response_empty () : nx_response_bytes (status, type != NULL ? type : "application/json", body);
  const char *action_id = nx_rows_text (rows, 0, "action_id");
  if (action_id != NULL)
    nx_response_header (response, "X-Action-Id", action_id);
  return nx_response_header (response, "Idempotent-Replay", "true");
}

NxIdempotency
nx_idempotency_begin (NxDb *db, NxRequest *request, const char *key, NxResponse **replay, GError **error)
{
  guint8 hash[HASH_LENGTH];
  gint64 now = request->actor.now;
  const char *caller = caller_of (request);

  hash_request (request, hash);
  g_autoptr (NxRows) claimed = nx_db_run (db, &statements[CLAIM], error, nx_text (caller), nx_text (key), nx_text (request->route->pattern),
                                          nx_bytes (hash, HASH_LENGTH), nx_time (now), nx_time (now - KEPT), nx_time (now - UNDER_WAY));
  if (claimed == NULL)
    return NX_IDEMPOTENCY_ERROR;
  if (nx_rows_count (claimed) > 0)
    return NX_IDEMPOTENCY_NEW;

  g_autoptr (NxRows) rows = nx_db_run (db, &statements[READ], error, nx_text (caller), nx_text (key), nx_bytes (hash, HASH_LENGTH));
  if (rows == NULL)
    return NX_IDEMPOTENCY_ERROR;
  if (nx_rows_count (rows) == 0 || nx_rows_text (rows, 0, "status") == NULL)
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_UNAVAILABLE, _("The same request is under way. Try again in a moment."));
      return NX_IDEMPOTENCY_ERROR;
    }
  if (!nx_rows_bool (rows, 0, "same"))
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_IDEMPOTENCY_CONFLICT, _("This Idempotency-Key was used for another request."));
      return NX_IDEMPOTENCY_ERROR;
    }
  *replay = replay_of (rows);
  return NX_IDEMPOTENCY_REPLAY;
}

gboolean
nx_idempotency_end (NxDb *db, NxRequest *request, const char *key, NxResponse *response, GError **error)
{
  gsize length = 0;
  const void *body = response->body != NULL ? g_bytes_get_data (response->body, &length) : "";
  return nx_db_later (db, &statements[FINISH], error, nx_text (caller_of (request)), nx_text (key), nx_int (response->status),
                      nx_text (response->content_type), nx_bytes (body != NULL ? body : "", length), nx_text (request->action_id));
}

gboolean
nx_idempotency_release (NxDb *db, NxRequest *request, const char *key, GError **error)
{
  return nx_db_do (db, &statements[RELEASE], error, nx_text (caller_of (request)), nx_text (key));
}
