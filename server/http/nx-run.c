/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "common/nx-clock.h"
#include "common/nx-random.h"
#include "server/http/nx-language.h"
#include "server/http/nx-problem.h"
#include "server/http/nx-server-private.h"

#define MAX_TOKEN 2048
#define SIGN_IN_PAGE "/connexion"
/* Of the address to go on to: what the sign-in page takes. */
#define MAX_NEXT 490

const char *
nx_request_language (NxRequest *self, const char *locale_of_person)
{
  const char *chosen = nx_language_known (nx_request_cookie (self, NX_LANGUAGE_COOKIE));
  const char *person = nx_language_known (locale_of_person);
  const char *accepted = nx_language_accept (soup_message_headers_get_one (self->headers, "Accept-Language"));

  if (chosen != NULL)
    return chosen;
  /* A program says what it wants in its header; a browser's header says what its vendor thinks. */
  if (!self->is_page && accepted != NULL)
    return accepted;
  if (person != NULL)
    return person;
  return accepted != NULL ? accepted : "fr";
}

static gboolean
is_change (NxRequest *request)
{
  static const char *const safe[] = { "GET", "HEAD", "OPTIONS", "PROPFIND", "REPORT", NULL };

  return !g_strv_contains (safe, request->method);
}

/* --- sign-in --- */

typedef struct
{
  const char *token; /* (nullable) */
  gboolean by_cookie;
} Credential;

static Credential
find_credential (NxRequest *request)
{
  const char *header = soup_message_headers_get_one (request->headers, "Authorization");
  if (header != NULL && g_ascii_strncasecmp (header, "Bearer ", 7) == 0)
    {
      header += 7;
      while (*header == ' ')
        header++;
      return (Credential){ header, FALSE };
    }
  return (Credential){ nx_request_cookie (request, NX_SESSION_COOKIE), TRUE };
}

const char *
nx_run_token (NxRequest *request)
{
  const char *token = find_credential (request).token;
  return token != NULL && *token != '\0' && strlen (token) <= MAX_TOKEN ? token : NULL;
}

/* A token that is no good makes a visitor of its bearer; whatever needs a person then says 401. */
static gboolean
sign_in (NxServer *self, NxRequest *request, NxDb *db, const char *token, gint64 now, GError **error)
{
  if (token == NULL || *token == '\0' || strlen (token) > MAX_TOKEN || self->authenticator == NULL)
    return TRUE;
  g_autoptr (GError) refused = NULL;
  if (self->authenticator (self->app, db, token, now, &request->principal, &refused))
    return TRUE;
  nx_principal_clear (&request->principal);
  if (g_error_matches (refused, NX_ERROR, NX_ERROR_UNAUTHENTICATED))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&refused));
  return FALSE;
}

static gboolean
check_role (NxRequest *request, GError **error)
{
  NxRoles roles = request->route->roles;
  if ((roles & NX_ROLES_ANYONE) != 0)
    return TRUE;
  if (request->actor.user_id == NULL)
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_UNAUTHENTICATED, _("Please sign in."));
      return FALSE;
    }
  if ((roles & (1u << request->actor.role)) != 0)
    return TRUE;
  g_set_error_literal (error, NX_ERROR, NX_ERROR_FORBIDDEN, _("Your account may not do this."));
  return FALSE;
}

/* --- which site sent it --- */

typedef enum { FROM_HERE, FROM_ELSEWHERE, FROM_UNKNOWN } Origin;

/* "https://host:port/…" and "host:port". */
static gboolean
is_own_address (NxRequest *request, const char *address)
{
  const char *app_url = request->app->config != NULL ? request->app->config->app_url : NULL;
  gsize length = app_url != NULL ? strlen (app_url) : 0;
  if (length > 0 && g_ascii_strncasecmp (address, app_url, length) == 0 && (address[length] == '\0' || address[length] == '/'))
    return TRUE;

  const char *host = soup_message_headers_get_one (request->headers, "Host");
  const char *rest = strstr (address, "://");
  if (host == NULL || rest == NULL)
    return FALSE;
  rest += 3;
  gsize host_length = strcspn (rest, "/");
  return host_length == strlen (host) && g_ascii_strncasecmp (rest, host, host_length) == 0;
}

static Origin
find_origin (NxRequest *request)
{
  const char *site = soup_message_headers_get_one (request->headers, "Sec-Fetch-Site");
  if (site != NULL)
    return strcmp (site, "same-origin") == 0 || strcmp (site, "none") == 0 ? FROM_HERE : FROM_ELSEWHERE;
  const char *origin = soup_message_headers_get_one (request->headers, "Origin");
  if (origin == NULL)
    origin = soup_message_headers_get_one (request->headers, "Referer");
  if (origin == NULL)
    return FROM_UNKNOWN;
  return is_own_address (request, origin) ? FROM_HERE : FROM_ELSEWHERE;
}

/*
 * What a browser adds by itself (the cookie) proves nothing about who wanted the change; forms are checked for visitors as well,
 * else another site could sign a person in as somebody else. Programs without a cookie say nothing of a site and need not.
 */
static gboolean
check_site (NxRequest *request, const Credential *credential, GError **error)
{
  gboolean by_cookie = credential->by_cookie && credential->token != NULL;
  Origin origin = find_origin (request);
  request->same_site = origin == FROM_HERE;

  if (!is_change (request) || origin == FROM_HERE || !credential->by_cookie)
    return TRUE;
  if (origin == FROM_UNKNOWN && !by_cookie && (request->route->flags & NX_ROUTE_PAGE) == 0)
    return TRUE;
  g_set_error_literal (error, NX_ERROR, NX_ERROR_CROSS_SITE, _("This request came from another site. Open the page again and retry."));
  return FALSE;
}

/* --- the handler --- */

typedef struct
{
  NxRequest *request;
  const char *key; /* (nullable): Idempotency-Key */
  NxResponse *response;
} Attempt;

/* Runs again from the start after a deadlock. Fails, so that all is rolled back, also where the handler answers 4xx itself. */
static gboolean
run_in_transaction (NxDb *db, gpointer data, GError **error)
{
  Attempt *attempt = data;
  NxRequest *request = attempt->request;

  g_clear_pointer (&attempt->response, nx_response_free);
  if (attempt->key != NULL)
    {
      NxIdempotency found = nx_idempotency_begin (db, request, attempt->key, &attempt->response, error);
      if (found != NX_IDEMPOTENCY_NEW)
        return found == NX_IDEMPOTENCY_REPLAY;
    }
  attempt->response = request->route->handler (request, db, error);
  if (attempt->response == NULL)
    return FALSE;
  if (nx_response_status (attempt->response) >= 400)
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_CONFLICT, "rolled back");
      return FALSE;
    }
  return attempt->key == NULL || nx_idempotency_end (db, request, attempt->key, attempt->response, error);
}

static gboolean
check_key (const char *key, GError **error)
{
  gsize length = strlen (key);
  gboolean good = length >= 8 && length <= 64;
  for (const char *at = key; *at != '\0'; at++)
    good = good && *at > ' ' && *at < 0x7f;
  if (!good)
    g_set_error_literal (error, NX_ERROR, NX_ERROR_INVALID, _("Idempotency-Key must be 8 to 64 visible ASCII characters."));
  return good;
}

static gboolean
claim_key (NxDb *db, gpointer data, GError **error)
{
  Attempt *attempt = data;

  g_clear_pointer (&attempt->response, nx_response_free);
  return nx_idempotency_begin (db, attempt->request, attempt->key, &attempt->response, error) != NX_IDEMPOTENCY_ERROR;
}

static gboolean
keep_answer (NxDb *db, gpointer data, GError **error)
{
  Attempt *attempt = data;

  return nx_idempotency_end (db, attempt->request, attempt->key, attempt->response, error);
}

/*
 * A handler that has its own transactions because it waits for another service: the key is claimed before and keeps the answer after;
 * what failed leaves it free. What such a handler does again after a lost answer must find what it did before.
 */
static NxResponse *
run_between (Attempt *attempt, NxDb *db, GError **error)
{
  NxRequest *request = attempt->request;
  g_autoptr (GError) second = NULL;

  if (!nx_db_transaction (db, claim_key, attempt, error))
    return NULL;
  if (attempt->response != NULL)
    return attempt->response;
  attempt->response = request->route->handler (request, db, error);
  if (attempt->response != NULL && nx_response_status (attempt->response) < 400)
    {
      if (!nx_db_transaction (db, keep_answer, attempt, &second))
        g_message ("request %s: its answer could not be kept for repetitions: %s", request->id, second->message);
    }
  else if (!nx_idempotency_release (db, request, attempt->key, &second))
    g_message ("request %s: its key could not be given up: %s", request->id, second->message);
  return attempt->response;
}

/* What staff change is an action, whose name is what undoes it (server/undo/undo.h). */
static void
name_action (NxRequest *request)
{
  const NxActor *actor = &request->actor;

  if (!is_change (request) || actor->user_id == NULL || (NX_ROLES_STAFF & (1u << actor->role)) == 0)
    return;
  g_free (request->action_id);
  request->action_id = nx_uuid_new (actor->now);
  request->actor.action_id = request->action_id;
}

/* An answer that is given again has the name that the first one had. */
static void
tell_action (NxRequest *request, NxResponse *response)
{
  if (request->action_id != NULL && nx_response_status (response) < 300 && nx_response_find_header (response, "Idempotent-Replay") == NULL)
    nx_response_header (response, "X-Action-Id", request->action_id);
}

static NxResponse *
run_handler (NxRequest *request, NxDb *db, GError **error)
{
  const NxRoute *route = request->route;
  Attempt attempt = { .request = request };
  g_autoptr (GError) failure = NULL;

  if (is_change (request) && (route->flags & NX_ROUTE_IDEMPOTENT) != 0)
    attempt.key = soup_message_headers_get_one (request->headers, "Idempotency-Key");
  if (attempt.key != NULL && !check_key (attempt.key, error))
    return NULL;
  if (!is_change (request) || (route->flags & NX_ROUTE_OWN_TRANSACTION) != 0)
    return attempt.key != NULL ? run_between (&attempt, db, error) : route->handler (request, db, error);
  if (nx_db_transaction (db, run_in_transaction, &attempt, &failure))
    return attempt.response;
  if (attempt.response != NULL && nx_response_status (attempt.response) >= 400)
    return attempt.response;
  g_clear_pointer (&attempt.response, nx_response_free);
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}

/* What was read for a person who may not be who asks is read again. */
static void
forget_input (NxRequest *request)
{
  nx_principal_clear (&request->principal);
  g_clear_pointer (&request->query, nx_values_unref);
  g_clear_pointer (&request->body, nx_values_unref);
  g_clear_pointer (&request->form, g_hash_table_unref);
  g_clear_pointer (&request->faults, g_hash_table_unref);
}

/*
 * For a token that is known: the handler of a GET works for whom the token stood for a moment ago, and whether that still holds
 * comes with the rows of its own query. Where it does not, or anything else is in doubt, nothing of it is used.
 *
 * Returns: %FALSE where the request goes the long way; else @response is its answer, or %NULL with @error.
 */
static gboolean
run_known (NxServer *self, NxRequest *request, NxDb *db, const Credential *credential, gint64 now, NxResponse **response, GError **error)
{
  g_auto (NxPrincipal) fresh = { .role = -1 };
  g_autoptr (GError) refused = NULL, failure = NULL;

  if (self->recheck == NULL || (request->route->flags & NX_ROUTE_KEPT) == 0 || credential->token == NULL
      || !nx_known_find (self->known, credential->token, now, &request->principal))
    return FALSE;
  nx_request_set_actor (request, nx_request_language (request, request->principal.locale), now);
  nx_language_enter (request->actor.locale);
  if (check_role (request, NULL) && check_site (request, credential, NULL) && nx_input_read (request, NULL)
      && self->recheck->ask (db, request->principal.jti, now, NULL))
    {
      *response = request->route->handler (request, db, &failure);
      if (self->recheck->answer (db, &fresh, &refused) && nx_principal_equal (&fresh, &request->principal))
        {
          if (failure != NULL)
            g_propagate_error (error, g_steal_pointer (&failure));
          return TRUE;
        }
      g_clear_pointer (response, nx_response_free);
      nx_known_forget (self->known, credential->token);
    }
  forget_input (request);
  return FALSE;
}

static NxResponse *
run_checked (NxServer *self, NxRequest *request, NxDb *db, GError **error)
{
  gint64 now = nx_clock_now (self->app->clock);
  Credential credential = find_credential (request);

  nx_request_set_actor (request, nx_request_language (request, NULL), now);
  if (db == NULL)
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_UNAVAILABLE, _("The service is busy or being restarted. Try again in a moment."));
      return NULL;
    }
  g_auto (NxKeptLook) look = { NULL, NULL };
  NxResponse *response = nx_kept_find (self->kept, request, db, credential.token, now, &look);
  if (response != NULL)
    return response;
  if (run_known (self, request, db, &credential, now, &response, error))
    {
      if (response != NULL)
        nx_kept_keep (self->kept, request, &look, response);
      return response;
    }
  nx_request_set_actor (request, nx_request_language (request, NULL), now);
  if (!sign_in (self, request, db, credential.token, now, error))
    return NULL;
  nx_request_set_actor (request, nx_request_language (request, request->principal.locale), now);
  nx_language_enter (request->actor.locale);
  if (!check_role (request, error) || !check_site (request, &credential, error) || !nx_input_read (request, error))
    return NULL;
  if (credential.token != NULL && (request->route->flags & NX_ROUTE_KEPT) != 0 && request->principal.user_id != NULL)
    nx_known_add (self->known, credential.token, &request->principal);
  name_action (request);
  response = run_handler (request, db, error);
  if (response != NULL)
    tell_action (request, response);
  if (response != NULL)
    nx_kept_keep (self->kept, request, &look, response);
  return response;
}

static char *
with_query (const char *path, const char *query)
{
  return query != NULL && *query != '\0' && strlen (path) + strlen (query) < MAX_NEXT ? g_strconcat (path, "?", query, NULL) : g_strdup (path);
}

/* Returns: (transfer full): the page that held the form that was sent: as the browser names it, else the page at the same address. */
static char *
page_of_form (NxServer *self, NxRequest *request)
{
  const char *referer = soup_message_headers_get_one (request->headers, "Referer");
  g_autoptr (GUri) uri = referer != NULL && is_own_address (request, referer) ? g_uri_parse (referer, G_URI_FLAGS_ENCODED, NULL) : NULL;
  NxMatch match;
  gboolean is_page;

  if (uri != NULL && g_str_has_prefix (g_uri_get_path (uri), "/"))
    return with_query (g_uri_get_path (uri), g_uri_get_query (uri));
  nx_router_match (self->router, "GET", request->path, &match);
  is_page = match.route != NULL && (match.route->flags & NX_ROUTE_PAGE) != 0;
  nx_match_clear (&match);
  return g_strdup (is_page ? request->path : "/");
}

/* Whoever signs in goes on where they were: with what they had chosen, at the form that they had filled in. */
NxResponse *
nx_run_sign_in_page (NxServer *self, NxRequest *request)
{
  g_autofree char *next = is_change (request) ? page_of_form (self, request) : with_query (request->path, request->query_text);
  g_autofree char *escaped = g_uri_escape_string (next, "/", FALSE);
  g_autofree char *location = g_strconcat (SIGN_IN_PAGE "?suite=", escaped, is_change (request) ? "&expire=1" : NULL, NULL);
  return nx_response_redirect (location);
}

NxResponse *
nx_run (NxServer *self, NxRequest *request, NxDb *db)
{
  g_autoptr (GError) error = NULL;
  locale_t before = nx_language_enter (nx_request_language (request, NULL));

  NxResponse *response = run_checked (self, request, db, &error);
  if (response == NULL && request->is_page && g_error_matches (error, NX_ERROR, NX_ERROR_UNAUTHENTICATED))
    response = nx_run_sign_in_page (self, request);
  if (response == NULL)
    response = nx_problem_respond (request, error, self->error_page);
  nx_language_leave (before);
  return response;
}
