/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/http/nx-kept.h"

#include <pthread.h>
#include <string.h>

#include "common/nx-time.h"

#define LIFE NX_TIME_SECOND
#define MAX_ANSWERS 64
#define MAX_BODY (32 * 1024)

enum { STATE };

static const NxStatement statements[] = {
  [STATE] = { "http_kept.state", "SELECT pg_current_snapshot()::text AS state", 0 },
};
NX_STATEMENTS (http_kept, statements)

/* Asked for once: only what is asked for again within its life is worth keeping, so that others pay nothing. */
typedef struct
{
  gint64 since;
  char *state;          /* (nullable): NULL while it was asked for only once */
  NxResponse *response; /* (nullable): likewise */
  NxPrincipal principal;
  const char *language;
} Answer;

struct _NxKept
{
  pthread_mutex_t lock;
  GHashTable *answers; /* (owned): key → Answer */
};

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  g_free (answer->state);
  nx_response_free (answer->response);
  nx_principal_clear (&answer->principal);
  g_free (answer);
}

NxKept *
nx_kept_new (void)
{
  NxKept *self = g_new0 (NxKept, 1);

  pthread_mutex_init (&self->lock, NULL);
  self->answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, answer_free);
  return self;
}

void
nx_kept_free (NxKept *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->answers);
  pthread_mutex_destroy (&self->lock);
  g_free (self);
}

void
nx_kept_look_clear (NxKeptLook *look)
{
  g_clear_pointer (&look->key, g_free);
  g_clear_pointer (&look->state, g_free);
}

static const char *
text_of (const char *text)
{
  return text != NULL ? text : "";
}

/* A request's head holds no line break, so that no two requests have the same key. */
static char *
make_key (NxRequest *request, NxDb *db, const char *token)
{
  return g_strdup_printf ("%p\n%s\n%s\n%s\n%s\n%s\n%s", (void *) db, request->method, request->path,
                          text_of (request->query_text), text_of (nx_request_cookie (request, NX_LANGUAGE_COOKIE)),
                          text_of (soup_message_headers_get_one (request->headers, "Accept-Language")), token);
}

/* A connection made anew may be one to a database that came back from a crash, whose transaction numbers need not go on. */
static char *
read_state (NxDb *db)
{
  g_autoptr (NxRows) rows = nx_db_query (db, &statements[STATE], NULL, 0, NULL);

  return rows != NULL ? g_strdup_printf ("%u %s", nx_db_connections (db), nx_rows_text (rows, 0, "state")) : NULL;
}

static gboolean
is_alive (const Answer *answer, gint64 now)
{
  return now >= answer->since && now - answer->since < LIFE;
}

/* Whether @key was asked for a moment ago; else it is remembered that it was now. */
static gboolean
was_asked_for (NxKept *self, const char *key, gint64 now)
{
  Answer *answer = g_hash_table_lookup (self->answers, key);

  if (answer != NULL && is_alive (answer, now))
    return TRUE;
  if (answer != NULL)
    g_hash_table_remove (self->answers, key);
  if (g_hash_table_size (self->answers) >= MAX_ANSWERS)
    g_hash_table_remove_all (self->answers);
  answer = g_new0 (Answer, 1);
  answer->since = now;
  answer->principal.role = -1;
  g_hash_table_insert (self->answers, g_strdup (key), answer);
  return FALSE;
}

/* (transfer full) (nullable) */
static NxResponse *
take_answer (NxKept *self, NxRequest *request, const NxKeptLook *look, gint64 now)
{
  const Answer *answer = g_hash_table_lookup (self->answers, look->key);

  if (answer == NULL || answer->response == NULL || !is_alive (answer, now) || strcmp (answer->state, look->state) != 0
      || answer->principal.expires_at <= now)
    return NULL;
  nx_principal_copy (&request->principal, &answer->principal);
  nx_request_set_actor (request, answer->language, now);
  return nx_response_ref (answer->response);
}

NxResponse *
nx_kept_find (NxKept *self, NxRequest *request, NxDb *db, const char *token, gint64 now, NxKeptLook *look)
{
  NxResponse *response;
  gboolean again;

  if ((request->route->flags & NX_ROUTE_KEPT) == 0 || token == NULL || db == NULL)
    return NULL;
  look->key = make_key (request, db, token);
  pthread_mutex_lock (&self->lock);
  again = was_asked_for (self, look->key, now);
  pthread_mutex_unlock (&self->lock);
  if (!again)
    return NULL;
  look->state = read_state (db);
  if (look->state == NULL)
    return NULL;
  pthread_mutex_lock (&self->lock);
  response = take_answer (self, request, look, now);
  pthread_mutex_unlock (&self->lock);
  return response;
}

void
nx_kept_keep (NxKept *self, NxRequest *request, const NxKeptLook *look, NxResponse *response)
{
  Answer *answer;

  if (look->state == NULL || request->actor.user_id == NULL || nx_response_status (response) != 200 || response->headers != NULL
      || response->body == NULL || g_bytes_get_size (response->body) > MAX_BODY)
    return;
  answer = g_new0 (Answer, 1);
  answer->since = request->actor.now;
  answer->state = g_strdup (look->state);
  answer->response = nx_response_ref (response);
  answer->language = g_intern_string (request->actor.locale);
  nx_principal_copy (&answer->principal, &request->principal);
  pthread_mutex_lock (&self->lock);
  g_hash_table_replace (self->answers, g_strdup (look->key), answer);
  pthread_mutex_unlock (&self->lock);
}
