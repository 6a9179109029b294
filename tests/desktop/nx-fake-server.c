/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include "tests/desktop/nx-fake-server.h"

#define HUGE_BYTES (9 * 1024 * 1024)
#define NESTED_BRACKETS 100000

typedef struct
{
  guint status;
  char *body;
  const char *type;
} Answer;

typedef struct
{
  guint count;
  char *target;
  char *body;
  GHashTable *headers;
} Seen;

struct _NxFakeServer
{
  SoupServer *server;
  char *address;
  guint port;
  NxFakeMode mode;
  guint delay;
  GHashTable *answers; /* "GET /path" → Answer */
  GHashTable *seen;    /* "/path" and "GET /path" → Seen */
  GPtrArray *sockets;
  GPtrArray *stalled; /* messages that are never answered */
  GHashTable *timers;
  char *action_id; /* (nullable): told with each change that is accepted */
};

typedef struct
{
  NxFakeServer *self;
  SoupServerMessage *message;
  guint id;
} Later;


static void
answer_free (gpointer data)
{
  Answer *self = data;
  g_free (self->body);
  g_free (self);
}


static void
seen_free (gpointer data)
{
  Seen *self = data;
  g_free (self->target);
  g_free (self->body);
  g_clear_pointer (&self->headers, g_hash_table_unref);
  g_free (self);
}


static Seen *
find_seen (NxFakeServer *self, const char *key, gboolean make)
{
  Seen *seen = g_hash_table_lookup (self->seen, key);
  if (seen == NULL && make)
    {
      seen = g_new0 (Seen, 1);
      g_hash_table_insert (self->seen, g_strdup (key), seen);
    }
  return seen;
}


static void
copy_header (const char *name, const char *value, gpointer user_data)
{
  g_hash_table_insert (user_data, g_ascii_strdown (name, -1), g_strdup (value));
}


static void
note (NxFakeServer *self, SoupServerMessage *message, const char *path, const char *target)
{
  g_autofree char *key = g_strconcat (soup_server_message_get_method (message), " ", path, NULL);
  find_seen (self, key, TRUE)->count++;
  Seen *seen = find_seen (self, path, TRUE);
  g_free (seen->target);
  seen->target = g_strdup (target);
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_free (seen->body);
  seen->body = g_strndup (body->data != NULL ? body->data : "", (gsize) body->length);
  g_clear_pointer (&seen->headers, g_hash_table_unref);
  seen->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  soup_message_headers_foreach (soup_server_message_get_request_headers (message), copy_header, seen->headers);
}


static void
give (SoupServerMessage *message, guint status, const char *type, const char *body)
{
  soup_server_message_set_status (message, status, NULL);
  if (body != NULL)
    soup_server_message_set_response (message, type, SOUP_MEMORY_COPY, body, strlen (body));
}


static void
misbehave (NxFakeServer *self, SoupServerMessage *message)
{
  g_autofree char *text = NULL;
  switch (self->mode)
    {
    case NX_FAKE_STALL:
      g_ptr_array_add (self->stalled, g_object_ref (message));
      soup_server_message_pause (message);
      break;
    case NX_FAKE_GARBAGE: give (message, 200, "application/json", "{'not': json, }"); break;
    case NX_FAKE_NESTED:
      text = g_strnfill (NESTED_BRACKETS, '[');
      give (message, 200, "application/json", text);
      break;
    case NX_FAKE_HUGE:
      text = g_strnfill (HUGE_BYTES, ' ');
      give (message, 200, "application/json", text);
      break;
    case NX_FAKE_HTML: give (message, 500, "text/html", "<html><body>Bad gateway</body></html>"); break;
    case NX_FAKE_REDIRECT:
      soup_message_headers_replace (soup_server_message_get_response_headers (message), "Location", "http://127.0.0.1:1/elsewhere");
      give (message, 302, "text/html", "moved");
      break;
    case NX_FAKE_HONEST:
    default: g_assert_not_reached ();
    }
}


static gboolean
on_later (gpointer user_data)
{
  Later *later = user_data;
  soup_server_message_unpause (later->message);
  g_hash_table_remove (later->self->timers, GUINT_TO_POINTER (later->id));
  return G_SOURCE_REMOVE;
}


static void
later_free (gpointer data)
{
  Later *later = data;
  g_object_unref (later->message);
  g_free (later);
}


static void
on_request (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer user_data)
{
  NxFakeServer *self = user_data;
  GUri *uri = soup_server_message_get_uri (message);
  g_autofree char *target = g_uri_get_query (uri) != NULL ? g_strconcat (path, "?", g_uri_get_query (uri), NULL) : g_strdup (path);
  note (self, message, path, target);
  if (self->mode != NX_FAKE_HONEST)
    {
      misbehave (self, message);
      return;
    }
  g_autofree char *exact = g_strconcat (soup_server_message_get_method (message), " ", target, NULL);
  g_autofree char *plain = g_strconcat (soup_server_message_get_method (message), " ", path, NULL);
  Answer *answer = g_hash_table_lookup (self->answers, exact);
  if (answer == NULL)
    answer = g_hash_table_lookup (self->answers, plain);
  if (answer != NULL)
    {
      give (message, answer->status, answer->type, answer->body);
      if (self->action_id != NULL && answer->status < 300 && !g_str_equal (soup_server_message_get_method (message), "GET"))
        soup_message_headers_replace (soup_server_message_get_response_headers (message), "X-Action-Id", self->action_id);
    }
  else
    give (message, 404, "application/problem+json", "{\"code\": \"not_found\", \"status\": 404, \"detail\": \"Nothing is here.\"}");
  if (self->delay > 0)
    {
      Later *later = g_new0 (Later, 1);
      later->self = self;
      later->message = g_object_ref (message);
      soup_server_message_pause (message);
      later->id = g_timeout_add_full (G_PRIORITY_DEFAULT, self->delay, on_later, later, later_free);
      g_hash_table_add (self->timers, GUINT_TO_POINTER (later->id));
    }
}


static void
on_socket_closed (SoupWebsocketConnection *socket, NxFakeServer *self)
{
  g_ptr_array_remove (self->sockets, socket);
}


static void
on_socket (SoupServer *server, SoupServerMessage *message, const char *path, SoupWebsocketConnection *socket, gpointer user_data)
{
  NxFakeServer *self = user_data;
  GUri *uri = soup_server_message_get_uri (message);
  g_autofree char *target = g_uri_get_query (uri) != NULL ? g_strconcat (path, "?", g_uri_get_query (uri), NULL) : g_strdup (path);
  note (self, message, path, target);
  g_ptr_array_add (self->sockets, g_object_ref (socket));
  g_signal_connect (socket, "closed", G_CALLBACK (on_socket_closed), self);
}


NxFakeServer *
nx_fake_server_new (void)
{
  NxFakeServer *self = g_new0 (NxFakeServer, 1);
  self->answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, answer_free);
  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, seen_free);
  self->sockets = g_ptr_array_new_with_free_func (g_object_unref);
  self->stalled = g_ptr_array_new_with_free_func (g_object_unref);
  self->timers = g_hash_table_new (NULL, NULL);
  nx_fake_server_resume (self);
  return self;
}


void
nx_fake_server_resume (NxFakeServer *self)
{
  g_autoptr (GError) error = NULL;
  self->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (self->server, "/", on_request, self, NULL);
  soup_server_add_websocket_handler (self->server, "/api/live", NULL, NULL, on_socket, self, NULL);
  soup_server_listen_local (self->server, self->port, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  GSList *uris = soup_server_get_uris (self->server);
  self->port = (guint) g_uri_get_port (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  g_free (self->address);
  self->address = g_strdup_printf ("http://127.0.0.1:%u", self->port);
}


void
nx_fake_server_drop_live (NxFakeServer *self)
{
  g_autoptr (GPtrArray) sockets = g_steal_pointer (&self->sockets);
  self->sockets = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < sockets->len; i++)
    {
      g_signal_handlers_disconnect_by_data (sockets->pdata[i], self);
      if (soup_websocket_connection_get_state (sockets->pdata[i]) == SOUP_WEBSOCKET_STATE_OPEN)
        soup_websocket_connection_close (sockets->pdata[i], SOUP_WEBSOCKET_CLOSE_GOING_AWAY, NULL);
    }
}


void
nx_fake_server_pause (NxFakeServer *self)
{
  nx_fake_server_drop_live (self);
  GHashTableIter iter;
  gpointer id;
  g_hash_table_iter_init (&iter, self->timers);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_source_remove (GPOINTER_TO_UINT (id));
  g_hash_table_remove_all (self->timers);
  g_ptr_array_set_size (self->stalled, 0);
  soup_server_disconnect (self->server);
  g_clear_object (&self->server);
}


void
nx_fake_server_free (NxFakeServer *self)
{
  if (self->server != NULL)
    nx_fake_server_pause (self);
  g_hash_table_unref (self->answers);
  g_hash_table_unref (self->seen);
  g_hash_table_unref (self->timers);
  g_ptr_array_unref (self->sockets);
  g_ptr_array_unref (self->stalled);
  g_free (self->address);
  g_free (self->action_id);
  g_free (self);
}


void
nx_fake_server_set_action_id (NxFakeServer *self, const char *action_id)
{
  g_free (self->action_id);
  self->action_id = g_strdup (action_id);
}


const char *
nx_fake_server_get_address (NxFakeServer *self)
{
  return self->address;
}


void
nx_fake_server_set_mode (NxFakeServer *self, NxFakeMode mode)
{
  self->mode = mode;
}


void
nx_fake_server_set_delay (NxFakeServer *self, guint milliseconds)
{
  self->delay = milliseconds;
}


static void
set_answer (NxFakeServer *self, const char *method, const char *path, guint status, const char *type, char *body)
{
  Answer *answer = g_new0 (Answer, 1);
  answer->status = status;
  answer->type = type;
  answer->body = body;
  g_hash_table_replace (self->answers, g_strconcat (method, " ", path, NULL), answer);
}


void
nx_fake_server_answer (NxFakeServer *self, const char *method, const char *path, guint status, const char *body)
{
  set_answer (self, method, path, status, "application/json", g_strdup (body));
}


void
nx_fake_server_refuse (NxFakeServer *self, const char *method, const char *path, guint status, const char *code, const char *detail)
{
  set_answer (self, method, path, status, "application/problem+json",
              g_strdup_printf ("{\"type\": \"about:blank\", \"title\": \"x\", \"status\": %u, \"code\": \"%s\", \"detail\": \"%s\", "
                               "\"error\": \"%s\"}", status, code, detail, detail));
}


guint
nx_fake_server_count (NxFakeServer *self, const char *method, const char *path)
{
  g_autofree char *key = g_strconcat (method, " ", path, NULL);
  Seen *seen = find_seen (self, key, FALSE);
  return seen != NULL ? seen->count : 0;
}


const char *
nx_fake_server_header (NxFakeServer *self, const char *path, const char *name)
{
  Seen *seen = find_seen (self, path, FALSE);
  g_autofree char *lower = g_ascii_strdown (name, -1);
  return seen != NULL ? g_hash_table_lookup (seen->headers, lower) : NULL;
}


const char *
nx_fake_server_body (NxFakeServer *self, const char *path)
{
  Seen *seen = find_seen (self, path, FALSE);
  return seen != NULL ? seen->body : NULL;
}


const char *
nx_fake_server_target (NxFakeServer *self, const char *path)
{
  Seen *seen = find_seen (self, path, FALSE);
  return seen != NULL ? seen->target : NULL;
}


guint
nx_fake_server_live (NxFakeServer *self)
{
  return self->sockets->len;
}


void
nx_fake_server_emit (NxFakeServer *self, const char *event)
{
  for (guint i = 0; i < self->sockets->len; i++)
    soup_websocket_connection_send_text (self->sockets->pdata[i], event);
}
