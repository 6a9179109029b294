/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "common/nx-random.h"
#include "server/accounts/accounts.h"
#include "tests/server/breakers-fixture.h"

/*
 * Tokens that are no good (any longer), on a route of the API and on a page; what is forged by hand is made without the code that
 * checks it. And what is not about persons: whose site a change comes from, who may read the metrics.
 */

#define PASSWORD "un tapis de fleurs"

/* --- tokens by hand --- */

static char *
base64url (const char *text, gsize length)
{
  char *encoded = g_base64_encode ((const guchar *) text, length);

  g_strdelimit (encoded, "+", '-');
  g_strdelimit (encoded, "/", '_');
  encoded[strcspn (encoded, "=")] = '\0';
  return encoded;
}

static char *
sign (const char *header, const char *claims, const char *key, GChecksumType type)
{
  g_autofree char *first = base64url (header, strlen (header)), *second = base64url (claims, strlen (claims));
  g_autofree char *both = g_strconcat (first, ".", second, NULL);
  g_autoptr (GHmac) hmac = g_hmac_new (type, (const guchar *) key, strlen (key));
  guint8 digest[64];
  gsize length = sizeof digest;

  g_hmac_update (hmac, (const guchar *) both, -1);
  g_hmac_get_digest (hmac, digest, &length);
  g_autofree char *third = base64url ((const char *) digest, length);
  return g_strconcat (both, ".", third, NULL);
}

static char *
claims_of (const char *sub, const char *role, const char *jti, gint64 issued, gint64 expires)
{
  return g_strdup_printf ("{\"sub\":\"%s\",\"role\":\"%s\",\"jti\":\"%s\",\"iat\":%" G_GINT64_FORMAT ",\"exp\":%" G_GINT64_FORMAT
                          "}",
                          sub, role, jti, issued / NX_TIME_SECOND, expires / NX_TIME_SECOND);
}

/* A row as signing in makes it: only the token's own faults are to be the reason of a refusal. */
static void
add_row (Breakers *self, const char *jti, const char *user, gint64 from, gint64 until)
{
  g_autofree char *first = nx_time_format (from), *last = nx_time_format (until);
  g_autofree char *sql = g_strdup_printf (
      "INSERT INTO auth_tokens (jti, user_id, created_at, expires_at) VALUES ('%s', '%s', '%s', '%s')", jti, user, first, last);

  nx_test_db_script (self->centre.db, sql);
}

/* --- what is answered --- */

static guint
status_of (Breakers *self, const char *token)
{
  g_autoptr (NxTestReply) reply = nx_test_get (self->server, "/api/auth/session", token);

  if (reply->status == 401)
    nx_test_assert_code (reply, 401, "unauthenticated");
  return reply->status;
}

/* On the API by bearer and by cookie, on a page, on a change, as a live connection. */
static void
assert_refused (Breakers *self, const char *token, const char *what)
{
  g_autofree char *cookie = g_strconcat ("nexus_session=", token, NULL);
  static const char *const same[] = { "Sec-Fetch-Site", "same-origin", NULL };

  g_test_message ("%s", what);
  g_assert_cmpuint (status_of (self, token), ==, 401);
  g_autoptr (NxTestReply) by_cookie
      = nx_test_send (self->server, &(NxTestRequest){ .method = "GET", .path = "/api/students", .cookie = cookie });
  nx_test_assert_code (by_cookie, 401, "unauthenticated");
  g_autoptr (NxTestReply) page
      = nx_test_send (self->server, &(NxTestRequest){ .method = "GET", .path = "/parent", .cookie = cookie });
  nx_test_assert_status (page, 303);
  g_assert_true (g_str_has_prefix (nx_test_reply_header (page, "Location"), "/connexion"));
  g_autofree char *body = breakers_booking (1, 1, "2026-11-27T13:00:00Z");
  g_autoptr (NxTestReply) change = nx_test_send (self->server, &(NxTestRequest){
    .method = "POST", .path = "/api/sessions/book", .cookie = cookie, .body = body, .headers = same });
  nx_test_assert_code (change, 401, "unauthenticated");
  g_autoptr (NxTestReply) live = nx_test_get (self->server, "/api/live", token);
  nx_test_assert_code (live, 401, "unauthenticated");
}

static void
test_forged (Breakers *self, gconstpointer data)
{
  static const char hs256[] = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
  const char *key = self->server->app->config->auth_secret, *me = id_of (ID_PARENT_USER, 1), *office = id_of (ID_OFFICE_USER, 1);
  gint64 now = self->centre.now, day = now + NX_TIME_DAY;
  g_autofree char *jti = nx_uuid_new (now), *theirs = nx_uuid_new (now);
  g_autofree char *good = claims_of (me, "PARENT", jti, now, day);

  add_row (self, jti, me, now, day);
  add_row (self, theirs, office, now, day);
  g_autofree char *proper = sign (hs256, good, key, G_CHECKSUM_SHA256);
  g_assert_cmpuint (status_of (self, proper), ==, 200); /* so that what follows is refused for its own fault */

  g_autofree char *none = base64url ("{\"alg\":\"none\",\"typ\":\"JWT\"}", 27), *payload = base64url (good, strlen (good));
  g_autofree char *unsigned_token = g_strconcat (none, ".", payload, ".", NULL);
  assert_refused (self, unsigned_token, "alg none, no signature");
  g_autofree char *none_signed = sign ("{\"alg\":\"none\",\"typ\":\"JWT\"}", good, key, G_CHECKSUM_SHA256);
  assert_refused (self, none_signed, "alg none, signed");
  g_autofree char *hs512 = sign ("{\"alg\":\"HS512\",\"typ\":\"JWT\"}", good, key, G_CHECKSUM_SHA512);
  assert_refused (self, hs512, "another algorithm under our key");
  g_autofree char *other_key = sign (hs256, good, "another secret, thirty-two characters and more", G_CHECKSUM_SHA256);
  assert_refused (self, other_key, "another key");
  g_autofree char *empty_key = sign (hs256, good, "", G_CHECKSUM_SHA256);
  assert_refused (self, empty_key, "an empty key");

  g_auto (GStrv) parts = g_strsplit (proper, ".", 3);
  g_autofree char *as_office = claims_of (office, "ADMIN", theirs, now, day);
  g_autofree char *edited_payload = base64url (as_office, strlen (as_office));
  g_autofree char *edited = g_strjoin (".", parts[0], edited_payload, parts[2], NULL);
  assert_refused (self, edited, "an edited payload");
  g_autofree char *cut = g_strndup (proper, strlen (proper) - 4);
  assert_refused (self, cut, "a cut signature");
  g_autofree char *two = g_strjoin (".", parts[0], parts[1], NULL);
  assert_refused (self, two, "no signature at all");

  g_autofree char *unknown = claims_of (me, "PARENT", "01936d00-0000-7000-8000-00000000dead", now, day);
  g_autofree char *without_row = sign (hs256, unknown, key, G_CHECKSUM_SHA256);
  assert_refused (self, without_row, "well signed, but never given");
  g_autofree char *swapped = claims_of (office, "ASSISTANTE", jti, now, day);
  g_autofree char *of_another = sign (hs256, swapped, key, G_CHECKSUM_SHA256);
  assert_refused (self, of_another, "another person under one's own sign-in");
  g_autofree char *text_exp
      = g_strdup_printf ("{\"sub\":\"%s\",\"role\":\"PARENT\",\"jti\":\"%s\",\"iat\":1,\"exp\":\"never\"}", me, jti);
  g_autofree char *never = sign (hs256, text_exp, key, G_CHECKSUM_SHA256);
  assert_refused (self, never, "an end that is no number");
  g_autofree char *no_exp = g_strdup_printf ("{\"sub\":\"%s\",\"role\":\"PARENT\",\"jti\":\"%s\",\"iat\":1}", me, jti);
  g_autofree char *endless = sign (hs256, no_exp, key, G_CHECKSUM_SHA256);
  assert_refused (self, endless, "no end");

  static const char *const nonsense[] = { "x", "..", "a.b.c", "null", "eyJhbGciOiJIUzI1NiJ9..", "%00" };
  for (guint i = 0; i < G_N_ELEMENTS (nonsense); i++)
    g_assert_cmpuint (status_of (self, nonsense[i]), ==, 401);
  g_autofree char *long_token = g_strnfill (5000, 'a');
  g_assert_cmpuint (status_of (self, long_token), ==, 401);
}

/* The role in a token is not believed: the row in the database is. */
static void
test_role (Breakers *self, gconstpointer data)
{
  gint64 now = self->centre.now;
  g_autofree char *jti = nx_uuid_new (now);
  g_autofree char *claims = claims_of (id_of (ID_PARENT_USER, 1), "ADMIN", jti, now, now + NX_TIME_DAY);
  g_autofree char *token
      = sign ("{\"alg\":\"HS256\",\"typ\":\"JWT\"}", claims, self->server->app->config->auth_secret, G_CHECKSUM_SHA256);

  add_row (self, jti, id_of (ID_PARENT_USER, 1), now, now + NX_TIME_DAY);
  g_autoptr (NxTestReply) session = nx_test_get (self->server, "/api/auth/session", token);
  nx_test_assert_status (session, 200);
  g_assert_cmpstr (nx_test_reply_string (session, "user.role"), ==, "PARENT");
  g_autoptr (NxTestReply) outbox = nx_test_get (self->server, "/api/outbox", token);
  nx_test_assert_code (outbox, 403, "forbidden");

  /* Nor does a coach keep what the office gave before: it is read at each request. */
  g_autofree char *coach = breakers_token (self, ID_COACH_USER, 1);
  NxBooking booking = lesson (9, 1, "2026-11-27T13:00:00Z");
  g_free (book_ok (&self->centre, &booking));
  g_autofree char *path = g_strconcat ("/api/students/", STUDENT (9), NULL);
  g_autoptr (NxTestReply) file = nx_test_get (self->server, path, coach);
  nx_test_assert_status (file, 200);
  nx_test_db_script (self->centre.db, "UPDATE users SET role = 'ELEVE' WHERE id = '00000005-0000-7000-8000-000000000001'");
  g_autoptr (NxTestReply) dismissed = nx_test_get (self->server, path, coach);
  nx_test_assert_code (dismissed, 404, "not_found");
  nx_test_db_script (self->centre.db, "UPDATE users SET role = 'COACH' WHERE id = '00000005-0000-7000-8000-000000000001'");
}

static void
test_end (Breakers *self, gconstpointer data)
{
  g_autofree char *token = breakers_token (self, ID_PARENT_USER, 1), *other = breakers_token (self, ID_PARENT_USER, 1);

  /* Sign-out ends one sign-in, and not the others. */
  g_autoptr (NxTestReply) out = nx_test_post (self->server, "/api/auth/signout", token, NULL);
  nx_test_assert_status (out, 204);
  assert_refused (self, token, "after sign-out");
  g_assert_cmpuint (status_of (self, other), ==, 200);

  /* Its last second is good, the next is not. */
  gint64 start = self->centre.now;
  nx_test_clock_set (self->clock, start + 12 * NX_TIME_HOUR - NX_TIME_SECOND);
  g_assert_cmpuint (status_of (self, other), ==, 200);
  nx_test_clock_set (self->clock, start + 12 * NX_TIME_HOUR);
  assert_refused (self, other, "expired");
  nx_test_clock_set (self->clock, start);

  /* A longer life in the token than in its row, and the other way round. */
  g_autofree char *jti = nx_uuid_new (start), *me = g_strdup (id_of (ID_PARENT_USER, 1));
  g_autofree char *claims = claims_of (me, "PARENT", jti, start, start + 48 * NX_TIME_HOUR);
  g_autofree char *longer
      = sign ("{\"alg\":\"HS256\",\"typ\":\"JWT\"}", claims, self->server->app->config->auth_secret, G_CHECKSUM_SHA256);
  add_row (self, jti, me, start - 2 * NX_TIME_HOUR, start - NX_TIME_HOUR);
  assert_refused (self, longer, "its row has ended");
}

static void
test_deactivated (Breakers *self, gconstpointer data)
{
  g_autofree char *token = breakers_token (self, ID_COACH_USER, 1), *office = breakers_token (self, ID_OFFICE_USER, 1);
  g_autoptr (GError) error = NULL;
  NxActor actor = as_office (&self->centre);

  g_assert_cmpuint (status_of (self, token), ==, 200);
  gboolean done = nx_accounts_user_deactivate (self->centre.db, &actor, "coach1@nexus.test", &error);
  g_assert_no_error (error);
  g_assert_true (done);
  assert_refused (self, token, "a deactivated account");
  g_autofree char *late = breakers_token (self, ID_COACH_USER, 1);
  assert_refused (self, late, "a token made after the deactivation");
  nx_test_db_script (self->centre.db, "UPDATE auth_tokens SET revoked_at = created_at WHERE revoked_at IS NULL");
  g_free (office);
  office = breakers_token (self, ID_OFFICE_USER, 1);
  g_assert_cmpuint (status_of (self, office), ==, 200);
}

/* Some password that nobody knows: who has none yet cannot forget it. */
static void
give_passwords (Breakers *self)
{
  nx_test_db_script (
      self->centre.db,
      "UPDATE users SET password_hash = '$2b$12$' || repeat ('x', 53), activated_at = created_at WHERE role = 'PARENT'");
}

static char *
link_in_outbox (Breakers *self)
{
  return ask_text (&self->centre,
                   "SELECT split_part (payload ->> 'link', 'token=', 2) AS a FROM outbox WHERE kind = 'password_reset'"
                   " ORDER BY id DESC LIMIT 1");
}

static void
test_password_changed (Breakers *self, gconstpointer data)
{
  g_autofree char *first = breakers_token (self, ID_PARENT_USER, 4), *second = breakers_token (self, ID_PARENT_USER, 4);
  g_autofree char *bystander = breakers_token (self, ID_PARENT_USER, 5);

  give_passwords (self);
  g_autoptr (NxTestReply) asked
      = nx_test_post (self->server, "/api/auth/password/forgot", NULL, "{\"email\":\"parent4@example.com\"}");
  nx_test_assert_status (asked, 202);
  g_assert_cmpuint (status_of (self, first), ==, 200); /* asking ends nothing */
  g_autofree char *link = link_in_outbox (self);
  g_assert_nonnull (link);
  g_autofree char *body = g_strdup_printf ("{\"token\":\"%s\",\"password\":\"" PASSWORD "\"}", link);
  g_autoptr (NxTestReply) changed = nx_test_post (self->server, "/api/auth/password/reset", NULL, body);
  nx_test_assert_status (changed, 204);
  assert_refused (self, first, "after a password change");
  assert_refused (self, second, "another sign-in of the same account");
  g_assert_cmpuint (status_of (self, bystander), ==, 200);

  g_autoptr (NxTestReply) again = nx_test_post (self->server, "/api/auth/password/reset", NULL, body);
  nx_test_assert_code (again, 409, "token_used_or_expired");
  g_autoptr (NxTestReply) in = nx_test_post (self->server, "/api/auth/callback/credentials", NULL,
                                             "{\"email\":\"PARENT4@example.com\",\"password\":\"" PASSWORD "\"}");
  nx_test_assert_status (in, 200);
  g_assert_cmpuint (status_of (self, nx_test_reply_string (in, "token")), ==, 200);
}

/* A link from a mail is used by one of those who press it at once. */
typedef struct
{
  Breakers *breakers;
  char *body;
  guint done[8];
} Link;

static void
press (gpointer data, guint i)
{
  Link *link = data;
  g_autoptr (NxTestReply) reply = nx_test_post (link->breakers->server, "/api/auth/password/reset", NULL, link->body);

  if (reply->status != 204)
    nx_test_assert_code (reply, 409, "token_used_or_expired");
  link->done[i] = reply->status == 204;
}

static void
test_link_once (Breakers *self, gconstpointer data)
{
  Link race = { .breakers = self };
  guint done = 0;

  give_passwords (self);
  g_autoptr (NxTestReply) asked
      = nx_test_post (self->server, "/api/auth/password/forgot", NULL, "{\"email\":\"parent6@example.com\"}");
  nx_test_assert_status (asked, 202);
  g_autofree char *link = link_in_outbox (self);
  race.body = g_strdup_printf ("{\"token\":\"%s\",\"password\":\"" PASSWORD "\"}", link);
  breakers_race (4, press, &race);
  for (guint i = 0; i < 4; i++)
    done += race.done[i];
  g_assert_cmpuint (done, ==, 1);
  g_free (race.body);
}

/* --- not about persons --- */

static guint
cancel_from (Breakers *self, const char *cookie, const char *name, const char *value)
{
  const char *headers[] = { name, value, NULL };
  g_autoptr (NxTestReply) reply = nx_test_send (self->server, &(NxTestRequest){
    .method = "POST", .path = "/api/sessions/cancel", .cookie = cookie, .headers = name != NULL ? headers : NULL,
    .body = "{\"sessionId\":\"01936d00-0000-7000-8000-00000000dead\"}" });

  if (reply->status == 403)
    nx_test_assert_code (reply, 403, "cross_site");
  return reply->status;
}

static void
test_cross_site (Breakers *self, gconstpointer data)
{
  g_autofree char *cookie = breakers_cookie (self, ID_PARENT_USER, 1);
  static const struct { const char *name, *value; guint status;
  } cases[] = {
    { "Sec-Fetch-Site", "same-origin", 404 },
    { "Sec-Fetch-Site", "cross-site", 403 },
    { "Sec-Fetch-Site", "same-site", 403 },
    { "Origin", "http://nexus.test", 404 },
    { "Origin", "https://evil.example", 403 },
    { "Origin", "null", 403 },
    { "Origin", "http://nexus.test.evil.example", 403 },
    { "Origin", "http://nexus.test@evil.example", 403 },
    { "Referer", "https://evil.example/?http://nexus.test/", 403 },
    { "Referer", "http://nexus.test/parent", 404 },
    { NULL, NULL, 403 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint status = cancel_from (self, cookie, cases[i].name, cases[i].value);

      if (status != cases[i].status)
        g_error ("%s: %s: %u, expected %u", cases[i].name, cases[i].value, status, cases[i].status);
    }
  g_autoptr (NxTestReply) form = nx_test_send (self->server, &(NxTestRequest){
    .method = "POST", .path = "/connexion", .body = "email=a@b.c&password=x", .content_type = "application/x-www-form-urlencoded",
    .headers = (const char *[]){ "Origin", "https://evil.example", NULL } });
  nx_test_assert_status (form, 403);
}

static void
test_metrics (Breakers *self, gconstpointer data)
{
  g_autofree char *admin_id = nx_test_server_add_user (self->server, NX_ROLE_ADMIN, "admin@nexus.test");
  g_autofree char *admin = nx_test_server_token (self->server, admin_id), *office = breakers_token (self, ID_OFFICE_USER, 1);
  const char *from[] = { "X-Forwarded-For", "203.0.113.9", NULL };
  static const struct
  {
    gboolean far, admin;
    guint status;
  } cases[] = { { FALSE, FALSE, 200 }, { TRUE, TRUE, 200 }, { TRUE, FALSE, 404 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (NxTestReply) reply = nx_test_send (self->server, &(NxTestRequest){
        .method = "GET", .path = "/metrics", .token = cases[i].admin ? admin : office, .headers = cases[i].far ? from : NULL });
      nx_test_assert_status (reply, cases[i].status);
    }
  g_autoptr (NxTestReply) stranger
      = nx_test_send (self->server, &(NxTestRequest){ .method = "GET", .path = "/metrics", .headers = from });
  nx_test_assert_code (stranger, 404, "not_found");
}

/* What a client writes of itself before the proxy of this machine adds who it is. */
static void
test_forwarded (Breakers *self, gconstpointer data)
{
  const char *from[] = { "X-Forwarded-For", "198.51.100.7, 203.0.113.9", NULL };
  g_autoptr (NxTestReply) reply = nx_test_send (self->server, &(NxTestRequest){
    .method = "POST", .path = "/api/auth/callback/credentials", .body = "{\"email\":\"a@b.example\",\"password\":\"x\"}", .headers = from });
  nx_test_assert_code (reply, 401, "bad_credentials");
  nx_test_db_script (self->server->db, "DO $$ BEGIN ASSERT (SELECT array_agg (bucket) = '{signin:ip:203.0.113.9}' FROM rate_limits"
                                       " WHERE bucket LIKE 'signin:%'); END $$");
}

/* Where no member is taken, each is unknown; and a sign-out that was refused did not take place. */
static void
test_no_body (Breakers *self, gconstpointer data)
{
  g_autofree char *office = breakers_token (self, ID_OFFICE_USER, 1);
  g_autoptr (NxTestReply) unknown = nx_test_post (self->server, "/api/auth/signout", office, "{\"everywhere\":true}");
  nx_test_assert_code (unknown, 422, "invalid");
  g_autoptr (NxTestReply) broken = nx_test_post (self->server, "/api/auth/signout", office, "{");
  nx_test_assert_code (broken, 400, "bad_json");
  g_autoptr (NxTestReply) good = nx_test_post (self->server, "/api/auth/signout", office, "{}");
  nx_test_assert_status (good, 204);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test) g_test_add (path, Breakers, NULL, breakers_setup, test, breakers_teardown)
  ADD ("/tokens/forged", test_forged);
  ADD ("/tokens/role", test_role);
  ADD ("/tokens/end", test_end);
  ADD ("/tokens/deactivated", test_deactivated);
  ADD ("/tokens/password-changed", test_password_changed);
  ADD ("/tokens/link-once", test_link_once);
  ADD ("/tokens/cross-site", test_cross_site);
  ADD ("/tokens/metrics", test_metrics);
  ADD ("/matrix/forwarded", test_forwarded);
  ADD ("/matrix/no-body", test_no_body);
  return g_test_run ();
}
