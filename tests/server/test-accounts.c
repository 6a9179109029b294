/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/server/accounts-fixture.h"

#include <string.h>

#include "common/nx-random.h"
#include "server/accounts/accounts.h"
#include "server/accounts/nx-jwt.h"
#include "server/accounts/nx-password.h"

#define KEY "0123456789abcdef0123456789abcdef"

/* Passwords */

static void
test_password_hash (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *hash = nx_password_hash ("éléphant rose 7", &error);
  g_autofree char *again = nx_password_hash ("éléphant rose 7", &error);

  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (hash, "$2b$12$"));
  g_assert_cmpstr (hash, !=, again);
  g_assert_true (nx_password_verify ("éléphant rose 7", hash));
  g_assert_false (nx_password_verify ("éléphant rose 8", hash));
  g_assert_false (nx_password_verify ("", hash));
}

/* Of the earlier platform, made by other programs. */
static void
test_password_foreign_hashes (void)
{
  static const char *const hashes[] = {
    "$2a$10$abcdefghijklmnopqrstuushsFsFvHTai7pTNGu.B1GNYQQPuCLhO",
    "$2y$11$abcdefghijklmnopqrstuuEaS6L.TUcCOl.qcA6anj0gW5LHMzsa2",
    "$2b$12$abcdefghijklmnopqrstuuUagGArB62pXrVpgrx9YA3PB2GZDkMjS",
  };

  for (guint i = 0; i < G_N_ELEMENTS (hashes); i++)
    {
      g_assert_true (nx_password_verify ("Nexus d'avant 2024", hashes[i]));
      g_assert_false (nx_password_verify ("Nexus d'avant 2025", hashes[i]));
    }
}

static void
test_password_refused_hashes (void)
{
  static const char *const bad[] = {
    "", "*0", "$1$abcdefgh$abcdefghijklmnopqrstu.", "ga3B1abcdefgh", "$2b$04$abcdefghijklmnopqrstuuK5g8Dkq8kD0y6Rz2p2xkZ1bZ0QeYl2K",
    "$2b$15$abcdefghijklmnopqrstuuK5g8Dkq8kD0y6Rz2p2xkZ1bZ0QeYl2K", "$2x$12$abcdefghijklmnopqrstuuK5g8Dkq8kD0y6Rz2p2xkZ1bZ0QeYl2K",
    "$2b$12$abcdefghijklmnopqrstuuK5g8Dkq8kD0y6Rz2p2xkZ1bZ0QeYl2", "$2b$12$abcdefghijklmnopqrstuuK5g8Dkq8kD0y6Rz2p2xkZ1bZ0QeYl2K2",
    "$2b$12$abcdefghijklmnopqrstuuK5g8Dkq8kD0y6Rz2p2xkZ1bZ0QeY!2K", "$6$rounds=5000$abc$def",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_assert_false (nx_password_hash_is_valid (bad[i]));
      g_assert_false (nx_password_verify ("x", bad[i]));
    }
  g_assert_false (nx_password_verify ("x", NULL));
}

static void
test_password_72_bytes (void)
{
  g_autofree char *longest = g_strnfill (72, 'k'), *longer = g_strnfill (73, 'k'), *accents = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *hash = nx_password_hash (longest, &error);
  GString *text = g_string_new (NULL);

  g_assert_true (nx_password_verify (longest, hash));
  /* bcrypt itself would take this for the same password. */
  g_assert_false (nx_password_verify (longer, hash));
  for (guint i = 0; i < 20; i++)
    g_string_append (text, "éàù ");
  accents = g_string_free (text, FALSE);
  g_assert_nonnull (nx_password_weakness (accents, NULL));
}

static void
test_password_weakness (void)
{
  static const char *const own[] = { "Salma", "Ben Rhouma", "salma.benrhouma@example.tn", NULL };
  static const struct { const char *password; gboolean weak; } cases[] = {
    { "neufcarac", TRUE }, { "azertyuiop", TRUE }, { "AZERTYUIOP", TRUE }, { "password123", TRUE }, { "MotDePasse2026!", TRUE },
    { "nexus-2026!!", TRUE }, { "1234567890", TRUE }, { "aaaaaaaaaaaa", TRUE }, { "abcabcabcabc", TRUE }, { "Soleil123456", TRUE },
    { "salma.benrhouma@example.tn", TRUE }, { "Salma.BenRhouma1", TRUE }, { "Ben Rhouma", TRUE }, { "réussite2026", TRUE },
    { "qwertyuiop1", TRUE }, { "!!nexusreussite", TRUE },
    { TEST_PASSWORD, FALSE }, { "correct cheval agrafe", FALSE }, { "salma mange une pomme", FALSE }, { "x9!kQ2#vBn", FALSE },
    { "éléphant rose", FALSE }, { "🐘🐘🦒🦓🐫🐪🦙🦘🦥🦦", FALSE }, { "كلمة سر طويلة", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *why = nx_password_weakness (cases[i].password, own);

      g_test_message ("%s: %s", cases[i].password, why != NULL ? why : "good");
      g_assert_cmpint (why != NULL, ==, cases[i].weak);
    }
}

/* Tokens */

static NxJwt
some_claims (void)
{
  return (NxJwt){ .sub = (char *) "01936d00-0000-7000-8000-000000000001", .role = (char *) "PARENT",
                  .jti = (char *) "01936d00-0000-7000-8000-000000000002", .issued_at = TEST_NOW, .expires_at = TEST_NOW + NX_TIME_HOUR };
}

static void
test_jwt_round_trip (void)
{
  const NxJwt claims = some_claims ();
  g_auto (NxJwt) read = { NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *token = nx_jwt_sign (&claims, KEY, &error);

  g_assert_no_error (error);
  g_assert_true (nx_jwt_read (token, KEY, TEST_NOW, &read, &error));
  g_assert_cmpstr (read.sub, ==, claims.sub);
  g_assert_cmpstr (read.jti, ==, claims.jti);
  g_assert_cmpint (read.expires_at, ==, claims.expires_at);
}

static void
refused (const char *token, const char *key, gint64 now)
{
  g_auto (NxJwt) read = { NULL };
  g_autoptr (GError) error = NULL;

  g_assert_false (nx_jwt_read (token, key, now, &read, &error));
  g_assert_error (error, NX_ERROR, NX_ERROR_UNAUTHENTICATED);
}

static void
test_jwt_refusals (void)
{
  NxJwt claims = some_claims ();
  g_autoptr (GError) error = NULL;
  g_autofree char *token = nx_jwt_sign (&claims, KEY, &error);
  g_autofree char *huge = g_strnfill (NX_JWT_MAX + 1, 'a');
  g_autofree char *changed = g_strdup (token);
  char *dot = strchr (changed, '.');

  refused (token, KEY, claims.expires_at); /* the end itself is too late */
  refused (token, "another key of thirty-two bytes!", TEST_NOW);
  refused (token, "", TEST_NOW);
  refused (token, NULL, TEST_NOW);
  refused ("", KEY, TEST_NOW);
  refused ("a.b", KEY, TEST_NOW);
  refused ("a.b.c.d", KEY, TEST_NOW);
  refused ("..", KEY, TEST_NOW);
  refused (huge, KEY, TEST_NOW);
  refused ("é.é.é", KEY, TEST_NOW);
  dot[10] = dot[10] == 'A' ? 'B' : 'A';
  refused (changed, KEY, TEST_NOW);
  /* {"alg":"none"} and {"alg":"HS512"}, no signature */
  refused ("eyJhbGciOiJub25lIn0.eyJzdWIiOiIwMTkzNmQwMC0wMDAwLTcwMDAtODAwMC0wMDAwMDAwMDAwMDEiLCJleHAiOjk5OTk5OTk5OTl9.", KEY, TEST_NOW);
  refused ("eyJhbGciOiJIUzUxMiJ9.eyJzdWIiOiIwMTkzNmQwMC0wMDAwLTcwMDAtODAwMC0wMDAwMDAwMDAwMDEiLCJleHAiOjk5OTk5OTk5OTl9.AAAA", KEY, TEST_NOW);
  /* claims that are missing or foreign */
  claims.sub = (char *) "1 OR 1=1";
  g_free (token);
  token = nx_jwt_sign (&claims, KEY, &error);
  refused (token, KEY, TEST_NOW);
  claims = some_claims ();
  claims.role = (char *) "ROOT";
  g_free (token);
  token = nx_jwt_sign (&claims, KEY, &error);
  refused (token, KEY, TEST_NOW);
}

static void
test_jwt_short_key (void)
{
  const NxJwt claims = some_claims ();
  g_autoptr (GError) error = NULL;

  g_assert_null (nx_jwt_sign (&claims, "short", &error));
  g_assert_error (error, NX_ERROR, NX_ERROR_INTERNAL);
}

/* Sign-in */

static void
sign_in (AccountsFixture *f, const char *email, const char *password, const NxActor *actor, NxSignIn *out)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = nx_accounts_sign_in (f->db, &f->app, actor, email, password, out, &error);

  g_assert_no_error (error);
  g_assert_true (ok);
}

static void
sign_in_fails (AccountsFixture *f, const char *email, const char *password, const NxActor *actor, NxErrorCode code)
{
  g_auto (NxSignIn) out = { NULL };
  g_autoptr (GError) error = NULL;

  g_assert_false (nx_accounts_sign_in (f->db, &f->app, actor, email, password, &out, &error));
  g_assert_error (error, NX_ERROR, (int) code);
  if (code == NX_ERROR_RATE_LIMITED)
    g_assert_cmpuint (nx_error_get_retry_after (error), >, 0);
}

static gboolean
is_signed_in (AccountsFixture *f, const char *token, gint64 now, NxPrincipal *out)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = nx_accounts_authenticate (&f->app, f->db, token, now, out, &error);

  if (!ok)
    g_assert_error (error, NX_ERROR, NX_ERROR_UNAUTHENTICATED);
  return ok;
}

static gboolean
run_sign_out (NxDb *db, gpointer actor, GError **error)
{
  return nx_accounts_sign_out (db, actor, error);
}

typedef struct
{
  AccountsFixture *f;
  const char *email;
} Forgot;

static gboolean
run_forgot (NxDb *db, gpointer data, GError **error)
{
  const Forgot *forgot = data;

  return nx_accounts_forgot (db, &forgot->f->app, &forgot->f->nobody, forgot->email, error);
}

/* As the dispatcher does it: each request in one transaction. */
static void
ask_for_reset (AccountsFixture *f, const char *email)
{
  Forgot forgot = { f, email };
  g_autoptr (GError) error = NULL;
  gboolean ok = nx_db_transaction (f->db, run_forgot, &forgot, &error);

  g_assert_no_error (error);
  g_assert_true (ok);
}

static void
test_sign_in_and_out (AccountsFixture *f, gconstpointer data)
{
  g_auto (NxRegistration) made = { NULL };
  g_auto (NxSignIn) in = { NULL };
  g_auto (NxPrincipal) who = { NULL }, gone = { NULL };
  g_autoptr (GError) error = NULL;
  NxActor actor;

  register_family (f, "salma@example.tn", "Yasmine", "Ben Rhouma", &made);
  sign_in (f, "Salma@Example.TN", TEST_PASSWORD, &f->nobody, &in);
  g_assert_cmpstr (in.user->firstName, ==, "Salma");
  g_assert_cmpint (in.user->role, ==, NX_ROLE_PARENT);
  g_assert_cmpint (in.expires_at, ==, TEST_NOW + 30 * NX_TIME_DAY);

  g_assert_true (is_signed_in (f, in.token, TEST_NOW, &who));
  g_assert_cmpstr (who.parent_id, ==, made.parent_id);
  g_assert_null (who.student_id);
  g_assert_cmpint (who.role, ==, NX_ROLE_PARENT);
  g_assert_cmpstr (who.zone, ==, NX_TIME_CENTRE_ZONE);
  g_assert_false (is_signed_in (f, in.token, in.expires_at, &gone));

  actor = actor_of (NX_ROLE_PARENT, who.user_id, who.parent_id, NULL, NULL);
  actor.jti = who.jti;
  g_assert_true (nx_db_transaction (f->db, run_sign_out, &actor, &error));
  g_assert_false (is_signed_in (f, in.token, TEST_NOW, &gone));
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM audit WHERE action IN ('account.signed_in', 'account.signed_out')"), ==, 2);
}

static void
test_sign_in_refusals (AccountsFixture *f, gconstpointer data)
{
  g_auto (NxRegistration) made = { NULL };
  g_autoptr (GError) error = NULL;

  register_family (f, "salma@example.tn", "Yasmine", "Ben Rhouma", &made);
  sign_in_fails (f, "salma@example.tn", "wrong password", &f->nobody, NX_ERROR_BAD_CREDENTIALS);
  sign_in_fails (f, "nobody@example.tn", TEST_PASSWORD, &f->nobody, NX_ERROR_BAD_CREDENTIALS);
  /* not yet activated: no password is right */
  sign_in_fails (f, made.login, "", &f->nobody, NX_ERROR_BAD_CREDENTIALS);
  g_assert_true (nx_accounts_user_deactivate (f->db, &f->office, "salma@example.tn", &error));
  sign_in_fails (f, "salma@example.tn", TEST_PASSWORD, &f->nobody, NX_ERROR_BAD_CREDENTIALS);
}

static gint64
time_of_refusal (AccountsFixture *f, const char *email)
{
  gint64 best = G_MAXINT64;

  for (guint i = 0; i < 3; i++)
    {
      const gint64 start = g_get_monotonic_time ();

      sign_in_fails (f, email, "wrong password", &f->nobody, NX_ERROR_BAD_CREDENTIALS);
      best = MIN (best, g_get_monotonic_time () - start);
    }
  return best;
}

static void
test_sign_in_same_time (AccountsFixture *f, gconstpointer data)
{
  g_auto (NxRegistration) made = { NULL };
  gint64 known, unknown, waiting;

  register_family (f, "salma@example.tn", "Yasmine", "Ben Rhouma", &made);
  known = time_of_refusal (f, "salma@example.tn");
  unknown = time_of_refusal (f, "nobody@example.tn");
  waiting = time_of_refusal (f, made.login);
  g_test_message ("known %.1f ms, unknown %.1f ms, not activated %.1f ms", known / 1e3, unknown / 1e3, waiting / 1e3);
  /* Without the dummy hash the second would be a hundred times faster. */
  g_assert_cmpint (unknown, >, known / 2);
  g_assert_cmpint (unknown, <, known * 2);
  g_assert_cmpint (waiting, >, known / 2);
}

static void
test_sign_in_attempts (AccountsFixture *f, gconstpointer data)
{
  g_auto (NxRegistration) made = { NULL };
  g_auto (NxSignIn) in = { NULL };
  NxActor actor = f->nobody;

  register_family (f, "salma@example.tn", "Yasmine", "Ben Rhouma", &made);
  for (guint i = 0; i < 5; i++)
    sign_in_fails (f, "salma@example.tn", "wrong password", &actor, NX_ERROR_BAD_CREDENTIALS);
  /* Now also the right password waits, from any address, written in any case. */
  actor.remote = "198.51.100.7";
  sign_in_fails (f, "SALMA@example.tn", TEST_PASSWORD, &actor, NX_ERROR_RATE_LIMITED);
  actor.now += 31 * NX_TIME_SECOND;
  sign_in_fails (f, "salma@example.tn", "wrong password", &actor, NX_ERROR_BAD_CREDENTIALS);
  actor.now += 31 * NX_TIME_SECOND; /* the pause has doubled */
  sign_in_fails (f, "salma@example.tn", TEST_PASSWORD, &actor, NX_ERROR_RATE_LIMITED);
  actor.now += 31 * NX_TIME_SECOND;
  sign_in (f, "salma@example.tn", TEST_PASSWORD, &actor, &in);
  /* A success forgives. */
  for (guint i = 0; i < 5; i++)
    sign_in_fails (f, "salma@example.tn", "wrong password", &actor, NX_ERROR_BAD_CREDENTIALS);
}

static void
test_sign_in_attempts_unknown (AccountsFixture *f, gconstpointer data)
{
  for (guint i = 0; i < 5; i++)
    sign_in_fails (f, "nobody@example.tn", "wrong password", &f->nobody, NX_ERROR_BAD_CREDENTIALS);
  sign_in_fails (f, "nobody@example.tn", "wrong password", &f->nobody, NX_ERROR_RATE_LIMITED);
}

static void
test_staff_lifetime (AccountsFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *link = nx_accounts_user_add (f->db, &f->app, &f->nobody, NX_ROLE_ADMIN, "chef@nexus.test", "Ada", "Chef", &error);
  g_auto (NxSignIn) in = { NULL };

  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (link, "https://nexus.test/activation?token="));
  g_assert_true (nx_accounts_use_token (f->db, &f->nobody, NX_ONE_TIME_ACTIVATION, strchr (link, '=') + 1, TEST_PASSWORD, &error));
  sign_in (f, "chef@nexus.test", TEST_PASSWORD, &f->nobody, &in);
  g_assert_cmpint (in.expires_at, ==, TEST_NOW + 12 * NX_TIME_HOUR);
}

/* One-time links */

static void
test_activation_once (AccountsFixture *f, gconstpointer data)
{
  g_auto (NxRegistration) made = { NULL };
  g_auto (NxSignIn) in = { NULL };
  g_autofree char *token = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (NxUser) user = NULL;

  register_family (f, "salma@example.tn", "Yasmine", "Ben Rhouma", &made);
  token = token_in_outbox (f, "activation");
  user = nx_accounts_peek_token (f->db, &f->nobody, NX_ONE_TIME_ACTIVATION, token, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (user->firstName, ==, "Yasmine");

  /* of the other kind, weak password, then good, then used */
  g_assert_false (nx_accounts_use_token (f->db, &f->nobody, NX_ONE_TIME_RESET, token, "girafe bleue 12", &error));
  g_assert_error (error, NX_ERROR, NX_ERROR_TOKEN_USED_OR_EXPIRED);
  g_clear_error (&error);
  g_assert_false (nx_accounts_use_token (f->db, &f->nobody, NX_ONE_TIME_ACTIVATION, token, "azertyuiop", &error));
  g_assert_error (error, NX_ERROR, NX_ERROR_INVALID);
  g_assert_nonnull (g_hash_table_lookup (nx_error_get_fields (error), "password"));
  g_clear_error (&error);
  g_assert_true (nx_accounts_use_token (f->db, &f->nobody, NX_ONE_TIME_ACTIVATION, token, "girafe bleue 12", &error));
  g_assert_false (nx_accounts_use_token (f->db, &f->nobody, NX_ONE_TIME_ACTIVATION, token, "girafe verte 12", &error));
  g_assert_error (error, NX_ERROR, NX_ERROR_TOKEN_USED_OR_EXPIRED);
  sign_in (f, made.login, "girafe bleue 12", &f->nobody, &in);
  g_assert_cmpstr (in.user->studentId, ==, made.student_id);
}

static void
test_activation_expires (AccountsFixture *f, gconstpointer data)
{
  g_auto (NxRegistration) made = { NULL };
  g_autofree char *token = NULL;
  g_autoptr (GError) error = NULL;
  NxActor late = f->nobody;

  register_family (f, "salma@example.tn", "Yasmine", "Ben Rhouma", &made);
  token = token_in_outbox (f, "activation");
  late.now += 72 * NX_TIME_HOUR;
  g_assert_false (nx_accounts_use_token (f->db, &late, NX_ONE_TIME_ACTIVATION, token, "girafe bleue 12", &error));
  g_assert_error (error, NX_ERROR, NX_ERROR_TOKEN_USED_OR_EXPIRED);
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM one_time_tokens WHERE octet_length (hash) = 32 AND used_at IS NULL"), ==, 1);
}

static void
test_forgot_and_reset (AccountsFixture *f, gconstpointer data)
{
  g_auto (NxRegistration) made = { NULL };
  g_auto (NxSignIn) before = { NULL }, after = { NULL };
  g_auto (NxPrincipal) who = { NULL };
  g_autofree char *token = NULL, *earlier = NULL;
  g_autoptr (GError) error = NULL;

  register_family (f, "salma@example.tn", "Yasmine", "Ben Rhouma", &made);
  sign_in (f, "salma@example.tn", TEST_PASSWORD, &f->nobody, &before);
  ask_for_reset (f, "salma@example.tn");
  earlier = token_in_outbox (f, "password_reset");
  ask_for_reset (f, "salma@example.tn");
  token = token_in_outbox (f, "password_reset");
  g_assert_cmpstr (token, !=, earlier);

  g_assert_false (nx_accounts_use_token (f->db, &f->nobody, NX_ONE_TIME_RESET, earlier, "girafe bleue 12", &error));
  g_assert_error (error, NX_ERROR, NX_ERROR_TOKEN_USED_OR_EXPIRED);
  g_clear_error (&error);
  g_assert_true (nx_accounts_use_token (f->db, &f->nobody, NX_ONE_TIME_RESET, token, "girafe bleue 12", &error));
  g_assert_no_error (error);
  g_assert_false (nx_accounts_use_token (f->db, &f->nobody, NX_ONE_TIME_RESET, token, "girafe verte 12", &error));
  g_assert_error (error, NX_ERROR, NX_ERROR_TOKEN_USED_OR_EXPIRED);

  /* What was open under the old password is over. */
  g_assert_false (is_signed_in (f, before.token, TEST_NOW, &who));
  sign_in_fails (f, "salma@example.tn", TEST_PASSWORD, &f->nobody, NX_ERROR_BAD_CREDENTIALS);
  sign_in (f, "salma@example.tn", "girafe bleue 12", &f->nobody, &after);
}

static void
test_forgot_tells_nothing (AccountsFixture *f, gconstpointer data)
{
  g_auto (NxRegistration) made = { NULL };

  register_family (f, "salma@example.tn", "Yasmine", "Ben Rhouma", &made);
  ask_for_reset (f, "nobody@example.tn");
  ask_for_reset (f, made.login);
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM outbox WHERE kind = 'password_reset'"), ==, 0);
  /* A flood is dropped without a word. */
  for (guint i = 0; i < 6; i++)
    ask_for_reset (f, "salma@example.tn");
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM outbox WHERE kind = 'password_reset'"), ==, 3);
}

/* A pupil's technical address is nobody's mailbox: the parent gets the link, and one limit counts however the address is typed. */
static void
test_forgot_by_pupil (AccountsFixture *f, gconstpointer data)
{
  g_auto (NxRegistration) made = { NULL };
  g_auto (NxSignIn) in = { NULL };
  g_autofree char *activation = NULL, *token = NULL, *shouted = NULL;
  g_autoptr (GError) error = NULL;

  register_family (f, "salma@example.tn", "Yasmine", "Ben Rhouma", &made);
  activation = token_in_outbox (f, "activation");
  g_assert_true (nx_accounts_use_token (f->db, &f->nobody, NX_ONE_TIME_ACTIVATION, activation, "girafe bleue 12", &error));
  ask_for_reset (f, made.login);
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM outbox WHERE kind = 'password_reset' AND to_address = 'salma@example.tn' "
                                  "AND payload ->> 'studentName' = 'Yasmine'"), ==, 1);
  token = token_in_outbox (f, "password_reset");
  g_assert_true (nx_accounts_use_token (f->db, &f->nobody, NX_ONE_TIME_RESET, token, "girafe verte 12", &error));
  sign_in (f, made.login, "girafe verte 12", &f->nobody, &in);

  shouted = g_ascii_strup (made.login, -1);
  for (guint i = 0; i < 4; i++)
    ask_for_reset (f, i % 2 == 0 ? shouted : made.login);
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM outbox WHERE kind = 'password_reset'"), ==, 3);
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM rate_limits WHERE bucket LIKE '%@%'"), ==, 0);
}

static void
test_deactivation_ends_sign_in (AccountsFixture *f, gconstpointer data)
{
  g_auto (NxRegistration) made = { NULL };
  g_auto (NxSignIn) in = { NULL };
  g_auto (NxPrincipal) who = { NULL };
  g_autoptr (GError) error = NULL;

  register_family (f, "salma@example.tn", "Yasmine", "Ben Rhouma", &made);
  sign_in (f, "salma@example.tn", TEST_PASSWORD, &f->nobody, &in);
  g_assert_true (nx_accounts_user_deactivate (f->db, &f->office, "salma@example.tn", &error));
  g_assert_false (is_signed_in (f, in.token, TEST_NOW, &who));
  g_assert_false (nx_accounts_user_deactivate (f->db, &f->office, "nobody@example.tn", &error));
  g_assert_error (error, NX_ERROR, NX_ERROR_NOT_FOUND);
}

static void
test_commands (AccountsFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *link = nx_accounts_user_add (f->db, &f->app, &f->nobody, NX_ROLE_ASSISTANTE, "leila@nexus.test", "Leïla", "K", &error);
  g_autofree char *twice = NULL, *password = NULL;

  g_assert_no_error (error);
  twice = nx_accounts_user_add (f->db, &f->app, &f->nobody, NX_ROLE_ASSISTANTE, "LEILA@nexus.test", "Leïla", "K", &error);
  g_assert_null (twice);
  g_assert_error (error, NX_ERROR, NX_ERROR_EMAIL_TAKEN);
  g_clear_error (&error);
  password = nx_accounts_user_password (f->db, &f->app, &f->nobody, "leila@nexus.test", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (password, !=, link);
  g_assert_null (nx_accounts_user_add (f->db, &f->app, &f->nobody, NX_ROLE_PARENT, "p@nexus.test", "P", "P", &error));
  g_assert_error (error, NX_ERROR, NX_ERROR_INVALID);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/accounts/password/hash", test_password_hash);
  g_test_add_func ("/accounts/password/foreign-hashes", test_password_foreign_hashes);
  g_test_add_func ("/accounts/password/refused-hashes", test_password_refused_hashes);
  g_test_add_func ("/accounts/password/72-bytes", test_password_72_bytes);
  g_test_add_func ("/accounts/password/weakness", test_password_weakness);
  g_test_add_func ("/accounts/jwt/round-trip", test_jwt_round_trip);
  g_test_add_func ("/accounts/jwt/refusals", test_jwt_refusals);
  g_test_add_func ("/accounts/jwt/short-key", test_jwt_short_key);
#define ADD(path, function) g_test_add ("/accounts/" path, AccountsFixture, NULL, accounts_setup, function, accounts_teardown)
  ADD ("sign-in/and-out", test_sign_in_and_out);
  ADD ("sign-in/refusals", test_sign_in_refusals);
  ADD ("sign-in/same-time", test_sign_in_same_time);
  ADD ("sign-in/attempts", test_sign_in_attempts);
  ADD ("sign-in/attempts-unknown", test_sign_in_attempts_unknown);
  ADD ("sign-in/staff-lifetime", test_staff_lifetime);
  ADD ("links/activation-once", test_activation_once);
  ADD ("links/activation-expires", test_activation_expires);
  ADD ("links/forgot-and-reset", test_forgot_and_reset);
  ADD ("links/forgot-tells-nothing", test_forgot_tells_nothing);
  ADD ("links/forgot-by-pupil", test_forgot_by_pupil);
  ADD ("deactivation", test_deactivation_ends_sign_in);
  ADD ("commands", test_commands);
  return g_test_run ();
}
