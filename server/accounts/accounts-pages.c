/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/accounts/accounts-pages.h"

#include <glib/gi18n-lib.h>

#include "server/accounts/accounts.h"
#include "server/html/nx-page-form.h"
#include "server/html/nx-page.h"

/* Sign-in, sign-out, and the pages that one-time links lead to. */

static const NxField sign_in_query[] = {
  { .name = "suite", .kind = NX_FIELD_STRING, .max = 500 },
  { .name = "expire", .kind = NX_FIELD_BOOL },
  { .name = NULL },
};

static const NxField forgot_query[] = {
  { .name = "envoye", .kind = NX_FIELD_BOOL },
  { .name = NULL },
};

static const NxField token_query[] = {
  { .name = "token", .kind = NX_FIELD_SECRET, .max = 200 },
  { .name = NULL },
};

static const NxPageInput sign_in_inputs[] = {
  { "email", N_ ("E-mail address"), NULL, "email", "username" },
  { "password", N_ ("Password"), NULL, "password", "current-password" },
  { NULL },
};

static const NxPageInput forgot_inputs[] = {
  { "email", N_ ("E-mail address"), NULL, "email", "username" },
  { NULL },
};

static const NxPageInput password_inputs[] = {
  { "password", N_ ("Password"), N_ ("At least 10 characters. A few words in a row are easy to remember and hard to guess."),
    "password", "new-password" },
  { NULL },
};

static guint
status_of (const GError *error)
{
  return error->domain == NX_ERROR ? nx_error_status (error->code) : 500;
}

/* What the person can act on is shown on the page that they are on; the rest is an error page. */
static gboolean
is_for_the_form (const GError *error)
{
  return error->domain == NX_ERROR && nx_error_status (error->code) < 500;
}

static NxResponse *
with_retry_after (NxResponse *response, const GError *error)
{
  g_autofree char *seconds = NULL;

  if (response == NULL || nx_error_get_retry_after (error) == 0)
    return response;

  seconds = g_strdup_printf ("%u", nx_error_get_retry_after (error));
  return nx_response_header (response, "Retry-After", seconds);
}

static NxResponse *
sign_in_page (NxRequest *request, guint status, const char *suite, GHashTable *faults, gboolean expired, GError **error)
{
  NxJsonWriter *model = nx_json_writer_new ();

  nx_json_begin_object (model, NULL);
  nx_json_add_string (model, "suite", nx_page_is_local (suite) ? suite : "");
  nx_json_add_string (model, "notice",
                      expired ? _ ("You were signed out, so that nothing was sent. Sign in: you come back to the form.") : NULL);
  nx_page_write_form (model, request, nx_accounts_sign_in_fields, sign_in_inputs, faults);
  nx_json_end_object (model);
  return nx_page_respond (request, status, "sign-in", _ ("Sign in"), model, error);
}

static NxResponse *
show_sign_in (NxRequest *request, NxDb *db, GError **error)
{
  const NxActor *actor = nx_request_actor (request);
  const char *suite = nx_values_string (nx_request_query (request), "suite");

  if (actor->user_id != NULL)
    return nx_response_redirect (nx_page_is_local (suite) ? suite : nx_page_start (actor->role));
  return sign_in_page (request, 200, suite, NULL, nx_values_bool (nx_request_query (request), "expire", FALSE), error);
}

static NxResponse *
do_sign_in (NxRequest *request, NxDb *db, GError **error)
{
  NxValues *body = nx_request_body (request);
  const NxActor *actor = nx_request_actor (request);
  const char *suite = nx_request_form (request, "_suite");
  g_auto (NxSignIn) result = { NULL };
  g_autoptr (GError) fault = NULL;
  g_autoptr (GHashTable) faults = NULL;

  if (body == NULL)
    return sign_in_page (request, 422, suite, nx_request_faults (request), FALSE, error);
  if (nx_accounts_sign_in (db, nx_request_app (request), actor, nx_values_string (body, "email"),
                           nx_values_string (body, "password"), &result, &fault))
    {
      const char *next = nx_page_is_local (suite) && !g_str_equal (suite, "/") ? suite : nx_page_start (result.user->role);

      return nx_accounts_set_cookie (nx_response_redirect (next), &result, actor->now);
    }
  if (!is_for_the_form (fault))
    {
      g_propagate_error (error, g_steal_pointer (&fault));
      return NULL;
    }

  faults = nx_page_faults (fault);
  return with_retry_after (sign_in_page (request, status_of (fault), suite, faults, FALSE, error), fault);
}

static NxResponse *
do_sign_out (NxRequest *request, NxDb *db, GError **error)
{
  const NxActor *actor = nx_request_actor (request);

  if (actor->user_id != NULL && !nx_accounts_sign_out (db, actor, error))
    return NULL;
  return nx_response_cookie (nx_response_redirect ("/"), NX_ACCOUNTS_COOKIE, "", 0);
}

static NxResponse *
forgot_page (NxRequest *request, guint status, gboolean sent, GHashTable *faults, GError **error)
{
  NxJsonWriter *model = nx_json_writer_new ();

  nx_json_begin_object (model, NULL);
  nx_json_add_bool (model, "sent", sent);
  nx_page_write_form (model, request, nx_accounts_forgot_fields, forgot_inputs, faults);
  nx_json_end_object (model);
  return nx_page_respond (request, status, "forgot", _ ("A new password"), model, error);
}

static NxResponse *
show_forgot (NxRequest *request, NxDb *db, GError **error)
{
  return forgot_page (request, 200, nx_values_bool (nx_request_query (request), "envoye", FALSE), NULL, error);
}

static NxResponse *
do_forgot (NxRequest *request, NxDb *db, GError **error)
{
  NxValues *body = nx_request_body (request);

  if (body == NULL)
    return forgot_page (request, 422, FALSE, nx_request_faults (request), error);
  if (!nx_accounts_forgot (db, nx_request_app (request), nx_request_actor (request), nx_values_string (body, "email"), error))
    return NULL;
  return nx_response_redirect ("/mot-de-passe-oublie?envoye=1");
}

/* The address holds a secret: it goes nowhere. */
static NxResponse *
keep_address (NxResponse *response)
{
  return response != NULL ? nx_response_header (response, "Referrer-Policy", "no-referrer") : NULL;
}

static NxResponse *
link_gone_page (NxRequest *request, NxOneTimeKind kind, GError **error)
{
  NxJsonWriter *model = nx_json_writer_new ();

  nx_json_begin_object (model, NULL);
  nx_json_add_bool (model, "isActivation", kind == NX_ONE_TIME_ACTIVATION);
  nx_json_end_object (model);
  return keep_address (nx_page_respond (request, 409, "link-gone", _ ("This link no longer works"), model, error));
}

static NxResponse *
password_page (NxRequest *request, guint status, NxOneTimeKind kind, NxUser *user, GHashTable *faults, GError **error)
{
  NxJsonWriter *model = nx_json_writer_new ();
  const char *token = nx_values_string (nx_request_query (request), "token");
  const char *page = kind == NX_ONE_TIME_ACTIVATION ? NX_ACCOUNTS_ACTIVATION_PAGE : NX_ACCOUNTS_RESET_PAGE;
  g_autofree char *escaped = g_uri_escape_string (token != NULL ? token : "", NULL, FALSE);
  g_autofree char *action = g_strconcat (page, "?token=", escaped, NULL);

  nx_json_begin_object (model, NULL);
  nx_json_add_bool (model, "isActivation", kind == NX_ONE_TIME_ACTIVATION);
  nx_json_add_string (model, "firstName", user->firstName);
  nx_json_add_string (model, "login", user->email);
  nx_json_add_string (model, "action", action);
  nx_json_add_string (model, "token", token);
  nx_page_write_form (model, request, nx_accounts_token_fields, password_inputs, faults);
  nx_json_end_object (model);
  return keep_address (nx_page_respond (request, status, "set-password", _ ("Choose a password"), model, error));
}

/* Returns: whose link it is; NULL with @response or @error set. */
static NxUser *
find_owner (NxRequest *request, NxDb *db, NxOneTimeKind kind, NxResponse **response, GError **error)
{
  const char *token = nx_values_string (nx_request_query (request), "token");
  g_autoptr (GError) fault = NULL;
  NxUser *user = nx_accounts_peek_token (db, nx_request_actor (request), kind, token != NULL ? token : "", &fault);

  if (user == NULL && g_error_matches (fault, NX_ERROR, NX_ERROR_TOKEN_USED_OR_EXPIRED))
    *response = link_gone_page (request, kind, error);
  else if (user == NULL)
    g_propagate_error (error, g_steal_pointer (&fault));
  return user;
}

static NxResponse *
show_password (NxRequest *request, NxDb *db, NxOneTimeKind kind, GError **error)
{
  NxResponse *gone = NULL;
  g_autoptr (NxUser) user = find_owner (request, db, kind, &gone, error);

  return user != NULL ? password_page (request, 200, kind, user, NULL, error) : gone;
}

static NxResponse *
do_password (NxRequest *request, NxDb *db, NxOneTimeKind kind, GError **error)
{
  NxValues *body = nx_request_body (request);
  const NxActor *actor = nx_request_actor (request);
  NxResponse *gone = NULL;
  g_autoptr (NxUser) user = find_owner (request, db, kind, &gone, error);
  g_auto (NxSignIn) sign_in = { NULL };
  g_autoptr (GError) fault = NULL;
  g_autoptr (GHashTable) faults = NULL;

  if (user == NULL)
    return gone;
  if (body == NULL)
    return password_page (request, 422, kind, user, nx_request_faults (request), error);
  if (!nx_accounts_use_token (db, actor, kind, nx_values_string (body, "token"), nx_values_string (body, "password"), &fault))
    {
      if (g_error_matches (fault, NX_ERROR, NX_ERROR_TOKEN_USED_OR_EXPIRED))
        return link_gone_page (request, kind, error);
      if (!is_for_the_form (fault))
        {
          g_propagate_error (error, g_steal_pointer (&fault));
          return NULL;
        }
      faults = nx_page_faults (fault);
      return password_page (request, status_of (fault), kind, user, faults, error);
    }

  /* Whoever just proved that the account is theirs need not type the password again. */
  if (!nx_accounts_sign_in (db, nx_request_app (request), actor, user->email, nx_values_string (body, "password"), &sign_in,
                            NULL))
    return nx_response_redirect ("/connexion");
  return nx_accounts_set_cookie (nx_response_redirect (nx_page_start (sign_in.user->role)), &sign_in, actor->now);
}

static NxResponse *
show_activation (NxRequest *request, NxDb *db, GError **error)
{
  return show_password (request, db, NX_ONE_TIME_ACTIVATION, error);
}

static NxResponse *
do_activation (NxRequest *request, NxDb *db, GError **error)
{
  return do_password (request, db, NX_ONE_TIME_ACTIVATION, error);
}

static NxResponse *
show_reset (NxRequest *request, NxDb *db, GError **error)
{
  return show_password (request, db, NX_ONE_TIME_RESET, error);
}

static NxResponse *
do_reset (NxRequest *request, NxDb *db, GError **error)
{
  return do_password (request, db, NX_ONE_TIME_RESET, error);
}

#define SLOW_PAGE (NX_ROUTE_PAGE | NX_ROUTE_SLOW | NX_ROUTE_OWN_TRANSACTION)

const NxRoute nx_accounts_page_routes[] = {
  { "GET", "/connexion", NX_ROLES_ANYONE, sign_in_query, NULL, show_sign_in, NX_ROUTE_PAGE, "Sign-in page" },
  { "POST", "/connexion", NX_ROLES_ANYONE, NULL, nx_accounts_sign_in_fields, do_sign_in, SLOW_PAGE, "Sign in by the page" },
  { "POST", "/deconnexion", NX_ROLES_ANYONE, NULL, NULL, do_sign_out, NX_ROUTE_PAGE, "Sign out by the page" },
  { "GET", "/mot-de-passe-oublie", NX_ROLES_ANYONE, forgot_query, NULL, show_forgot, NX_ROUTE_PAGE,
    "Page that asks for a reset link" },
  { "POST", "/mot-de-passe-oublie", NX_ROLES_ANYONE, NULL, nx_accounts_forgot_fields, do_forgot, NX_ROUTE_PAGE,
    "Ask for a reset link by the page" },
  { "GET", NX_ACCOUNTS_RESET_PAGE, NX_ROLES_ANYONE, token_query, NULL, show_reset, NX_ROUTE_PAGE, "Page of a reset link" },
  { "POST", NX_ACCOUNTS_RESET_PAGE, NX_ROLES_ANYONE, token_query, nx_accounts_token_fields, do_reset, SLOW_PAGE,
    "Set a new password by the page" },
  { "GET", NX_ACCOUNTS_ACTIVATION_PAGE, NX_ROLES_ANYONE, token_query, NULL, show_activation, NX_ROUTE_PAGE,
    "Page of an activation link" },
  { "POST", NX_ACCOUNTS_ACTIVATION_PAGE, NX_ROLES_ANYONE, token_query, nx_accounts_token_fields, do_activation, SLOW_PAGE,
    "Open an account by the page" },
  { NULL },
};
