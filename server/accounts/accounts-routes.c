/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/accounts/accounts.h"

#include <glib/gi18n-lib.h>

#include "server/accounts/nx-password.h"

const NxField nx_accounts_sign_in_fields[] = {
  { "email", NX_FIELD_EMAIL, NX_FIELD_REQUIRED, .label = N_("E-mail address") },
  { "password", NX_FIELD_SECRET, NX_FIELD_REQUIRED, 1, 500, .label = N_("Password") },
  { NULL }
};

const NxField nx_accounts_forgot_fields[] = {
  { "email", NX_FIELD_EMAIL, NX_FIELD_REQUIRED, .label = N_("E-mail address") },
  { NULL }
};

const NxField nx_accounts_token_fields[] = {
  { "token", NX_FIELD_SECRET, NX_FIELD_REQUIRED, 1, 200, .label = N_("Link") },
  { "password", NX_FIELD_SECRET, NX_FIELD_REQUIRED, NX_PASSWORD_MIN, 500, .label = N_("Password") },
  { NULL }
};

static NxResponse *sign_in_page (NxRequest *request, NxDb *db, GError **error);
static NxResponse *sign_in (NxRequest *request, NxDb *db, GError **error);
static NxResponse *session (NxRequest *request, NxDb *db, GError **error);
static NxResponse *sign_out (NxRequest *request, NxDb *db, GError **error);
static NxResponse *forgot (NxRequest *request, NxDb *db, GError **error);
static NxResponse *reset (NxRequest *request, NxDb *db, GError **error);
static NxResponse *activate (NxRequest *request, NxDb *db, GError **error);

const NxRoute nx_accounts_routes[] = {
  { "GET", "/api/auth/callback/credentials", NX_ROLES_ANYONE, NULL, NULL, sign_in_page, NX_ROUTE_NONE, "Sends to the sign-in page" },
  { "POST", "/api/auth/callback/credentials", NX_ROLES_ANYONE, NULL, nx_accounts_sign_in_fields, sign_in,
    NX_ROUTE_SLOW | NX_ROUTE_OWN_TRANSACTION, "Sign in with e-mail address and password" },
  { "GET", "/api/auth/session", NX_ROLES_SIGNED_IN, NULL, NULL, session, NX_ROUTE_NONE, "Who is signed in" },
  { "POST", "/api/auth/signout", NX_ROLES_SIGNED_IN, NULL, NULL, sign_out, NX_ROUTE_NONE, "End this sign-in" },
  { "POST", "/api/auth/password/forgot", NX_ROLES_ANYONE, NULL, nx_accounts_forgot_fields, forgot, NX_ROUTE_NONE,
    "Ask for a link to choose a new password" },
  { "POST", "/api/auth/password/reset", NX_ROLES_ANYONE, NULL, nx_accounts_token_fields, reset,
    NX_ROUTE_SLOW | NX_ROUTE_OWN_TRANSACTION, "Choose a new password by a one-time link" },
  { "POST", "/api/auth/activate", NX_ROLES_ANYONE, NULL, nx_accounts_token_fields, activate,
    NX_ROUTE_SLOW | NX_ROUTE_OWN_TRANSACTION, "Activate an account by a one-time link" },
  { NULL }
};

NxResponse *
nx_accounts_set_cookie (NxResponse *response, const NxSignIn *sign_in_result, gint64 now)
{
  const gint64 seconds = (sign_in_result->expires_at - now) / NX_TIME_SECOND;

  return nx_response_cookie (response, NX_ACCOUNTS_COOKIE, sign_in_result->token, (int) seconds);
}

static NxResponse *
sign_in_page (NxRequest *request, NxDb *db, GError **error)
{
  return nx_response_redirect ("/connexion");
}

static NxResponse *
sign_in (NxRequest *request, NxDb *db, GError **error)
{
  NxValues *body = nx_request_body (request);
  const NxActor *actor = nx_request_actor (request);
  g_auto (NxSignIn) result = { NULL };
  g_autoptr (NxJsonWriter) writer = NULL;

  if (!nx_accounts_sign_in (db, nx_request_app (request), actor, nx_values_string (body, "email"), nx_values_string (body, "password"),
                            &result, error))
    return NULL;
  writer = nx_json_writer_new ();
  nx_json_begin_object (writer, NULL);
  nx_record_write (NX_RECORD (result.user), writer, "user");
  nx_json_add_string (writer, "token", result.token);
  nx_json_add_time (writer, "expiresAt", result.expires_at);
  nx_json_end_object (writer);
  return nx_accounts_set_cookie (nx_response_json (200, g_steal_pointer (&writer)), &result, actor->now);
}

static NxResponse *
session (NxRequest *request, NxDb *db, GError **error)
{
  g_autoptr (NxUser) user = nx_accounts_current (nx_request_actor (request));

  return nx_response_record (200, "user", user);
}

static NxResponse *
sign_out (NxRequest *request, NxDb *db, GError **error)
{
  if (!nx_accounts_sign_out (db, nx_request_actor (request), error))
    return NULL;
  return nx_response_cookie (nx_response_empty (), NX_ACCOUNTS_COOKIE, "", 0);
}

static NxResponse *
forgot (NxRequest *request, NxDb *db, GError **error)
{
  g_autoptr (NxJsonWriter) writer = NULL;

  if (!nx_accounts_forgot (db, nx_request_app (request), nx_request_actor (request),
                           nx_values_string (nx_request_body (request), "email"), error))
    return NULL;
  writer = nx_json_writer_new ();
  nx_json_begin_object (writer, NULL);
  nx_json_add_bool (writer, "accepted", TRUE);
  nx_json_end_object (writer);
  return nx_response_json (202, g_steal_pointer (&writer));
}

static NxResponse *
use_link (NxRequest *request, NxDb *db, NxOneTimeKind kind, GError **error)
{
  NxValues *body = nx_request_body (request);

  if (!nx_accounts_use_token (db, nx_request_actor (request), kind, nx_values_string (body, "token"),
                              nx_values_string (body, "password"), error))
    return NULL;
  return nx_response_empty ();
}

static NxResponse *
reset (NxRequest *request, NxDb *db, GError **error)
{
  return use_link (request, db, NX_ONE_TIME_RESET, error);
}

static NxResponse *
activate (NxRequest *request, NxDb *db, GError **error)
{
  return use_link (request, db, NX_ONE_TIME_ACTIVATION, error);
}
