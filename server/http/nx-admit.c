/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "common/nx-clock.h"
#include "server/http/nx-language.h"
#include "server/http/nx-problem.h"
#include "server/http/nx-server-private.h"
#include "server/http/nx-upload.h"

/* Bodies beyond the limit of all others are let in for files alone, from those who are signed in, a few at a time: each is in memory
 * until its request is answered. */

/* So that nobody keeps the others out. */
#define MOST_OF_ONE 2

struct _NxUploads
{
  guint most;
  GPtrArray *tokens; /* of those that are under way, one each */
};

static void
uploads_clear (gpointer data)
{
  NxUploads *self = data;
  g_ptr_array_unref (self->tokens);
}

NxUploads *
nx_uploads_new (guint most)
{
  NxUploads *self = g_rc_box_new0 (NxUploads);
  self->most = most;
  self->tokens = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
nx_uploads_unref (NxUploads *self)
{
  g_rc_box_release_full (self, uploads_clear);
}

typedef struct
{
  NxUploads *uploads;
  char *token; /* owned by @uploads */
} Slot;

static void
slot_free (gpointer data)
{
  Slot *self = data;
  g_ptr_array_remove_fast (self->uploads->tokens, self->token);
  nx_uploads_unref (self->uploads);
  g_free (self);
}

/* A slot is free again when its message is gone, and with it what came. */
static gboolean
take_slot (NxUploads *self, SoupServerMessage *message, const char *token)
{
  guint of_one = 0;
  for (guint i = 0; i < self->tokens->len; i++)
    of_one += strcmp (self->tokens->pdata[i], token) == 0;
  if (self->tokens->len >= self->most || of_one >= MOST_OF_ONE)
    return FALSE;

  Slot *slot = g_new (Slot, 1);
  *slot = (Slot){ g_rc_box_acquire (self), g_strdup (token) };
  g_ptr_array_add (self->tokens, slot->token);
  g_object_set_data_full (G_OBJECT (message), "nx-upload-slot", slot, slot_free);
  return TRUE;
}

static void
append_header (const char *name, const char *value, gpointer data)
{
  g_string_append_printf (data, "%s: %s\r\n", name, value);
}

/* What the dispatcher would answer, as bytes: libsoup would first read all that comes. */
static GBytes *
print_response (NxServer *self, NxRequest *request, NxResponse *response)
{
  SoupMessageHeaders *headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);
  GString *text = g_string_new (NULL);
  gsize length = 0;
  const char *body = response->body != NULL ? g_bytes_get_data (response->body, &length) : NULL;

  nx_answer_add_headers (self, request, response, headers);
  g_string_printf (text, "HTTP/1.1 %u %s\r\n", response->status, soup_status_get_phrase (response->status));
  soup_message_headers_foreach (headers, append_header, text);
  if (response->content_type != NULL)
    append_header ("Content-Type", response->content_type, text);
  g_string_append_printf (text, "Content-Length: %" G_GSIZE_FORMAT "\r\nConnection: close\r\n\r\n", length);
  g_string_append_len (text, body, length);
  soup_message_headers_unref (headers);
  return g_string_free_to_bytes (text);
}

static gboolean
check (NxServer *self, SoupServerMessage *message, NxRequest *request, gsize length, GError **error)
{
  const char *token = nx_run_token (request);
  gint64 now = nx_clock_now (self->app->clock);

  if (length > NX_UPLOAD_MAX_FILES + NX_UPLOAD_MAX_REST)
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_TOO_LARGE, _("A file may have at most 5 MB."));
      return FALSE;
    }
  if (token == NULL || (self->glance != NULL && !self->glance (self->app, token, now)))
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_UNAUTHENTICATED, _("Please sign in."));
      return FALSE;
    }
  if (take_slot (self->uploads, message, token))
    return TRUE;
  g_set_error_literal (error, NX_ERROR, NX_ERROR_UNAVAILABLE, _("Too many files arrive at the moment. Try again in a moment."));
  return FALSE;
}

guint
nx_admit (NxServer *self, SoupServerMessage *message, gsize length, GBytes **answer)
{
  g_autoptr (GError) error = NULL;
  NxMatch match;

  nx_router_match (self->router, soup_server_message_get_method (message), g_uri_get_path (soup_server_message_get_uri (message)), &match);
  if (match.route == NULL || (match.route->flags & NX_ROUTE_UPLOAD) == 0)
    {
      nx_match_clear (&match);
      return 413;
    }
  g_autoptr (NxRequest) request = nx_dispatch_request (self, message, &match);
  const char *language = nx_request_language (request, NULL);
  locale_t before = nx_language_enter (language);
  nx_request_set_actor (request, language, nx_clock_now (self->app->clock));
  guint status = 0;
  if (!check (self, message, request, length, &error))
    {
      gboolean to_sign_in = request->is_page && g_error_matches (error, NX_ERROR, NX_ERROR_UNAUTHENTICATED);
      g_autoptr (NxResponse) response = to_sign_in ? nx_run_sign_in_page (self, request) : nx_problem_respond (request, error, self->error_page);
      *answer = print_response (self, request, response);
      status = response->status;
    }
  nx_language_leave (before);
  return status;
}
