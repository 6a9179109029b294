/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "tests/server/breakers-fixture.h"

/*
 * What people, programs and attackers send to the real routes: each gets its own clear answer, in French and in English, and
 * nothing is written by half. What breaks the rules of HTTP itself is in test-bad-input-wire.
 */

typedef enum { NOBODY, PARENT, PUPIL, OFFICE, THE_COACH } Who;

#define S4 "00000004-0000-7000-8000-000000000004"
#define C1 "00000006-0000-7000-8000-000000000001"
#define BOOK(rest) "{\"studentId\":\"" S4 "\"," rest "}"
#define LESSON "\"subject\":\"MATHEMATIQUES\",\"type\":\"COURS_ONLINE\""
#define FAMILY(name, email, birth)                                                                                               \
  "{\"parentFirstName\":\"" name "\",\"parentLastName\":\"Ben Salah\",\"parentEmail\":\"" email                                  \
  "\",\"parentPhone\":\"+216 20 111 222\","                                                                                      \
  "\"parentPassword\":\"un tapis de fleurs\",\"studentFirstName\":\"Yasmine\",\"studentLastName\":\"Ben "                        \
  "Salah\",\"studentGrade\":\"TERMINALE\","                                                                                      \
  "\"subjects\":[\"NSI\"],\"currentLevel\":\"12\",\"objectives\":\"La mention très "                                            \
  "bien\",\"preferredModality\":\"online\"," birth "\"acceptTerms\":true}"
#define ADJUST(amount) "{\"studentId\":\"" S4 "\",\"amount\":" amount ",\"reason\":\"A gesture\"}"

static const struct
{
  const char *name, *method, *path;
  Who who;
  const char *body, *type;
  guint status;
  const char *code, *field;
} cases[] = {
  /* no JSON, or not the JSON that is taken */
  { "nothing", "POST", "/api/sessions/book", PARENT, "", NULL, 400, "bad_json", NULL },
  { "half an object", "POST", "/api/sessions/book", PARENT, "{\"studentId\":", NULL, 400, "bad_json", NULL },
  { "two objects", "POST", "/api/sessions/book", PARENT, "{}{}", NULL, 400, "bad_json", NULL },
  { "a comment", "POST", "/api/sessions/book", PARENT, "{/* */}", NULL, 400, "bad_json", NULL },
  { "single quotes", "POST", "/api/sessions/book", PARENT, "{'studentId':1}", NULL, 400, "bad_json", NULL },
  { "no UTF-8", "POST", "/api/sessions/book", PARENT, BOOK (LESSON ",\"title\":\"\xff\xfe\""), NULL, 400, "bad_json", NULL },
  { "half a surrogate", "POST", "/api/sessions/book", PARENT, BOOK (LESSON ",\"title\":\"\\ud800\""), NULL, 400, "bad_json",
    NULL },
  { "an array", "POST", "/api/sessions/book", PARENT, "[]", NULL, 422, "invalid", NULL },
  { "null", "POST", "/api/sessions/book", PARENT, "null", NULL, 422, "invalid", NULL },
  { "a duplicated member", "POST", "/api/credits/adjust", OFFICE,
    "{\"studentId\":\"" S4 "\",\"amount\":1,\"amount\":9,\"reason\":\"A gesture\"}", NULL, 422, "invalid", "amount" },
  { "NaN", "POST", "/api/credits/adjust", OFFICE, ADJUST ("NaN"), NULL, 400, "bad_json", NULL },
  { "Infinity", "POST", "/api/credits/adjust", OFFICE, ADJUST ("-Infinity"), NULL, 400, "bad_json", NULL },
  /* numbers */
  { "1e400", "POST", "/api/credits/adjust", OFFICE, ADJUST ("1e400"), NULL, 422, "invalid", NULL },
  { "-1e400", "POST", "/api/credits/adjust", OFFICE, ADJUST ("-1e400"), NULL, 422, "invalid", NULL },
  { "1e308", "POST", "/api/credits/adjust", OFFICE, ADJUST ("1e308"), NULL, 422, "invalid", NULL },
  { "2^63", "POST", "/api/credits/adjust", OFFICE, ADJUST ("9223372036854775808"), NULL, 422, "invalid", NULL },
  { "a third", "POST", "/api/credits/adjust", OFFICE, ADJUST ("0.3333"), NULL, 422, "invalid", "amount" },
  { "0.1", "POST", "/api/credits/adjust", OFFICE, ADJUST ("0.1"), NULL, 422, "invalid", "amount" },
  { "zero", "POST", "/api/credits/adjust", OFFICE, ADJUST ("0"), NULL, 422, "invalid", "amount" },
  { "a number as text", "POST", "/api/credits/adjust", OFFICE, ADJUST ("\"1\""), NULL, 422, "invalid", "amount" },
  { "a boolean", "POST", "/api/credits/adjust", OFFICE, ADJUST ("true"), NULL, 422, "invalid", "amount" },
  { "an array for a number", "POST", "/api/credits/adjust", OFFICE, ADJUST ("[1]"), NULL, 422, "invalid", "amount" },
  { "a fraction of a minute", "POST", "/api/sessions/book", PARENT,
    BOOK (LESSON ",\"scheduledAt\":\"2026-11-27T13:00:00Z\",\"duration\":60.5"), NULL, 422, "invalid", "duration" },
  /* members */
  { "an unknown member", "POST", "/api/sessions/book", PARENT,
    BOOK (LESSON ",\"scheduledAt\":\"2026-11-27T13:00:00Z\",\"price\":0"), NULL, 422, "invalid", "price" },
  { "a price of one's own", "POST", "/api/sessions/book", PARENT,
    BOOK (LESSON ",\"scheduledAt\":\"2026-11-27T13:00:00Z\",\"creditCost\":0"), NULL, 422, "invalid", "creditCost" },
  { "a role of one's own", "POST", "/api/bilan-gratuit", NOBODY, FAMILY ("Leïla", "leila@example.com", "\"role\":\"ADMIN\","),
    NULL, 422, "invalid", "role" },
  { "a proto", "POST", "/api/sessions/book", PARENT, BOOK (LESSON ",\"__proto__\":{}"), NULL, 422, "invalid", "__proto__" },
  { "an identifier that is none", "POST", "/api/sessions/book", PARENT, "{\"studentId\":\"1 OR 1=1\"," LESSON "}", NULL, 422,
    "invalid", "studentId" },
  { "an identifier that is a list", "POST", "/api/sessions/cancel", PARENT, "{\"sessionId\":[\"" S4 "\"]}", NULL, 422, "invalid",
    "sessionId" },
  { "an unknown subject", "POST", "/api/sessions/book", PARENT, BOOK ("\"subject\":\"ASTROLOGIE\""), NULL, 422, "invalid",
    "subject" },
  { "a subject in small letters", "POST", "/api/sessions/book", PARENT, BOOK ("\"subject\":\"nsi\""), NULL, 422, "invalid",
    "subject" },
  { "an unknown plan", "POST", "/api/subscriptions/change", PARENT,
    "{\"studentId\":\"" S4 "\",\"planName\":\"GRATUIT\",\"ariaSubjects\":[]}", NULL, 422, "invalid", "planName" },
  { "a subject twice", "POST", "/api/subscriptions/change", PARENT,
    "{\"studentId\":\"" S4 "\",\"planName\":\"HYBRIDE\",\"ariaSubjects\":[\"NSI\",\"NSI\"]}", NULL, 422, "invalid",
    "ariaSubjects" },
  /* times: UTC, real, on the grid, in the future */
  { "30 February", "POST", "/api/sessions/book", PARENT, BOOK (LESSON ",\"scheduledAt\":\"2026-02-30T13:00:00Z\""), NULL, 422,
    "invalid", "scheduledAt" },
  { "hour 24", "POST", "/api/sessions/book", PARENT, BOOK (LESSON ",\"scheduledAt\":\"2026-11-27T24:00:00Z\""), NULL, 422,
    "invalid", "scheduledAt" },
  { "hour 25", "POST", "/api/sessions/book", PARENT, BOOK (LESSON ",\"scheduledAt\":\"2026-11-27T25:00:00Z\""), NULL, 422,
    "invalid", "scheduledAt" },
  { "minute 60", "POST", "/api/sessions/book", PARENT, BOOK (LESSON ",\"scheduledAt\":\"2026-11-27T13:60:00Z\""), NULL, 422,
    "invalid", "scheduledAt" },
  { "an offset", "POST", "/api/sessions/book", PARENT, BOOK (LESSON ",\"scheduledAt\":\"2026-11-27T14:00:00+01:00\""), NULL, 422,
    "invalid", "scheduledAt" },
  { "no zone", "POST", "/api/sessions/book", PARENT, BOOK (LESSON ",\"scheduledAt\":\"2026-11-27T14:00:00\""), NULL, 422,
    "invalid", "scheduledAt" },
  { "an hour that no clock of Paris shows", "POST", "/api/sessions/book", PARENT,
    BOOK (LESSON ",\"scheduledAt\":\"2027-03-28T02:30:00+01:00[Europe/Paris]\""), NULL, 422, "invalid", "scheduledAt" },
  { "a number for a time", "POST", "/api/sessions/book", PARENT, BOOK (LESSON ",\"scheduledAt\":1795438800"), NULL, 422,
    "invalid", "scheduledAt" },
  { "off the grid", "POST", "/api/sessions/book", PARENT,
    BOOK (LESSON ",\"coachId\":\"" C1 "\",\"scheduledAt\":\"2026-11-27T13:07:00Z\""), NULL, 422, "invalid", "scheduledAt" },
  { "a second off the grid", "POST", "/api/sessions/book", PARENT,
    BOOK (LESSON ",\"coachId\":\"" C1 "\",\"scheduledAt\":\"2026-11-27T13:00:01Z\""), NULL, 422, "invalid", "scheduledAt" },
  { "the past", "POST", "/api/sessions/book", PARENT,
    BOOK (LESSON ",\"coachId\":\"" C1 "\",\"scheduledAt\":\"2026-11-20T13:00:00Z\""), NULL, 422, "invalid", "scheduledAt" },
  { "the year 9999", "POST", "/api/sessions/book", PARENT,
    BOOK (LESSON ",\"coachId\":\"" C1 "\",\"scheduledAt\":\"9999-12-31T13:00:00Z\""), NULL, 422, "invalid", "scheduledAt" },
  { "fifty minutes", "POST", "/api/sessions/book", PARENT,
    BOOK (LESSON ",\"coachId\":\"" C1 "\",\"scheduledAt\":\"2026-11-27T13:00:00Z\",\"duration\":50"), NULL, 422, "invalid",
    "duration" },
  { "a day long", "POST", "/api/sessions/book", PARENT,
    BOOK (LESSON ",\"coachId\":\"" C1 "\",\"scheduledAt\":\"2026-11-27T13:00:00Z\",\"duration\":1440"), NULL, 422, "invalid",
    "duration" },
  { "born on 30 February", "POST", "/api/bilan-gratuit", NOBODY,
    FAMILY ("Leïla", "leila@example.com", "\"studentBirthDate\":\"2010-02-30\","), NULL, 422, "invalid", "studentBirthDate" },
  { "a day of 30 February", "GET", "/api/sessions?from=2026-02-30", PARENT, NULL, NULL, 422, "invalid", "from" },
  { "an end before its beginning", "GET", "/api/sessions?from=2026-11-25&to=2026-11-20", PARENT, NULL, NULL, 422, "invalid",
    "to" },
  { "a range of minutes that is none", "PUT", "/api/coaches/" C1 "/availability", OFFICE,
    "{\"ranges\":[{\"weekday\":1,\"startMinute\":1200,\"endMinute\":480,\"types\":[\"COURS_ONLINE\"]}]}", NULL, 422, "invalid",
    NULL },
  { "an eighth day", "PUT", "/api/coaches/" C1 "/availability", OFFICE,
    "{\"ranges\":[{\"weekday\":8,\"startMinute\":480,\"endMinute\":1200,\"types\":[\"COURS_ONLINE\"]}]}", NULL, 422, "invalid",
    NULL },
  /* addresses and words */
  { "an e-mail with a newline", "POST", "/api/bilan-gratuit", NOBODY,
    FAMILY ("Leïla", "leila@example.com\\nBcc: all@example.com", ""), NULL, 422, "invalid", "parentEmail" },
  { "an e-mail with CR LF", "POST", "/api/auth/password/forgot", NOBODY, "{\"email\":\"a@example.com\\r\\nTo: b@example.com\"}",
    NULL, 422, "invalid", "email" },
  { "two e-mails", "POST", "/api/auth/password/forgot", NOBODY, "{\"email\":\"a@example.com,b@example.com\"}", NULL, 422,
    "invalid", "email" },
  { "a name with a newline", "POST", "/api/bilan-gratuit", NOBODY, FAMILY ("Leïla\\nX", "leila@example.com", ""), NULL, 422,
    "invalid", "parentFirstName" },
  { "a name with a NUL", "POST", "/api/bilan-gratuit", NOBODY, FAMILY ("Leïla\\u0000X", "leila@example.com", ""), NULL, 422,
    "invalid", NULL },
  { "a name with a bell", "POST", "/api/bilan-gratuit", NOBODY, FAMILY ("Leïla\\u0007", "leila@example.com", ""), NULL, 422,
    "invalid", "parentFirstName" },
  { "a name that turns round", "POST", "/api/bilan-gratuit", NOBODY, FAMILY ("Leïla\\u202egnp", "leila@example.com", ""), NULL,
    422, "invalid", "parentFirstName" },
  { "a name of blanks", "POST", "/api/bilan-gratuit", NOBODY, FAMILY ("   \\u00a0 ", "leila@example.com", ""), NULL, 422,
    "invalid", "parentFirstName" },
  { "a common password", "POST", "/api/bilan-gratuit", NOBODY,
    "{\"parentFirstName\":\"Leïla\",\"parentLastName\":\"Ben "
    "Salah\",\"parentEmail\":\"leila@example.com\",\"parentPhone\":\"+216 20 111 222\","
    "\"parentPassword\":\"motdepasse123\",\"studentFirstName\":\"Yasmine\",\"studentLastName\":\"Ben "
    "Salah\",\"studentGrade\":\"TERMINALE\","
    "\"subjects\":[\"NSI\"],\"currentLevel\":\"12\",\"objectives\":\"La mention très "
    "bien\",\"preferredModality\":\"online\",\"acceptTerms\":true}",
    NULL, 422, "invalid", "parentPassword" },
  { "an address that is taken", "POST", "/api/bilan-gratuit", NOBODY, FAMILY ("Leïla", "PARENT4@Example.com", ""), NULL, 409,
    "email_taken", NULL },
  /* type, query, method, place */
  { "a form for JSON", "POST", "/api/sessions/book", PARENT, "studentId=1", "application/x-www-form-urlencoded", 415,
    "unsupported_media_type", NULL },
  { "text for JSON", "POST", "/api/sessions/book", PARENT, "{}", "text/plain", 415, "unsupported_media_type", NULL },
  { "XML for JSON", "POST", "/api/sessions/book", PARENT, "<a/>", "application/xml", 415, "unsupported_media_type", NULL },
  { "almost JSON", "POST", "/api/sessions/book", PARENT, "{}", "application/jsonp", 415, "unsupported_media_type", NULL },
  { "an unknown query", "GET", "/api/sessions?studentID=1", PARENT, NULL, NULL, 422, "invalid", "studentID" },
  { "a query twice", "GET", "/api/sessions?limit=1&limit=2", PARENT, NULL, NULL, 422, "invalid", "limit" },
  { "too many at once", "GET", "/api/students?limit=201", OFFICE, NULL, NULL, 422, "invalid", "limit" },
  { "fewer than one", "GET", "/api/students?limit=0", OFFICE, NULL, NULL, 422, "invalid", "limit" },
  { "SQL for a limit", "GET", "/api/students?limit=1;DROP%20TABLE%20users", OFFICE, NULL, NULL, 422, "invalid", "limit" },
  { "a cursor of one's own", "GET", "/api/sessions?cursor=%27%20OR%201=1", OFFICE, NULL, NULL, 422, "invalid", "cursor" },
  { "another method", "DELETE", "/api/sessions", PARENT, NULL, NULL, 405, "method_not_allowed", NULL },
  { "an unknown method", "BREW", "/api/coaches", PARENT, NULL, NULL, 405, "method_not_allowed", NULL },
  { "no such place", "GET", "/api/nothing", PARENT, NULL, NULL, 404, "not_found", NULL },
  { "a role that may not", "POST", "/api/credits/adjust", THE_COACH, ADJUST ("1"), NULL, 403, "forbidden", NULL },
};

static char *
fingerprint (Breakers *self)
{
  return ask_text (
      &self->centre,
      "SELECT concat_ws (' ', (SELECT count (*) FROM users), (SELECT count (*) FROM parents), (SELECT count (*) FROM students),"
      " (SELECT count (*) FROM sessions), (SELECT count (*) FROM seats), (SELECT count (*) FROM credit_transactions),"
      " (SELECT count (*) FROM subscriptions), (SELECT count (*) FROM payments), (SELECT count (*) FROM outbox), (SELECT count "
      "(*) FROM audit),"
      " (SELECT count (*) FROM events), (SELECT count (*) FROM idempotency_keys), (SELECT count (*) FROM consents), (SELECT "
      "count (*) FROM leads),"
      " (SELECT count (*) FROM one_time_tokens), (SELECT md5 (string_agg (a::text, ',' ORDER BY id)) FROM availability a),"
      " (SELECT sum (balance) FROM students)) AS a");
}

static const char *
token_of (char **tokens, Who who)
{
  return who == NOBODY ? NULL : tokens[who];
}

static void
make_tokens (Breakers *self, char **tokens)
{
  tokens[PARENT] = breakers_token (self, ID_PARENT_USER, 4);
  tokens[PUPIL] = breakers_token (self, ID_PUPIL_USER, 4);
  tokens[OFFICE] = breakers_token (self, ID_OFFICE_USER, 1);
  tokens[THE_COACH] = breakers_token (self, ID_COACH_USER, 1);
}

static void
free_tokens (char **tokens)
{
  for (guint i = 0; i < 5; i++)
    g_free (tokens[i]);
}

static NxTestReply *
send_case (Breakers *self, guint i, char **tokens, const char *language)
{
  const char *headers[] = { "Accept-Language", language, NULL };

  return nx_test_send (self->server, &(NxTestRequest){
    .method = cases[i].method, .path = cases[i].path, .token = token_of (tokens, cases[i].who), .body = cases[i].body,
    .content_type = cases[i].type, .headers = headers });
}

/* Returns: (transfer full) (nullable): what is wrong with the answer. */
static char *
fault_of (guint i, NxTestReply *reply)
{
  if (reply->status != cases[i].status)
    return g_strdup_printf ("%u, expected %u", reply->status, cases[i].status);
  if (strcmp (nx_test_reply_string (reply, "code"), cases[i].code) != 0)
    return g_strdup_printf ("expected code %s", cases[i].code);
  if (cases[i].field != NULL)
    {
      g_autofree char *path = g_strconcat ("fields.", cases[i].field, NULL);

      if (nx_test_reply_node (reply, path) == NULL)
        return g_strdup_printf ("does not name %s", cases[i].field);
    }
  if (strcmp (nx_test_reply_string (reply, "detail"), nx_test_reply_string (reply, "error")) != 0)
    return g_strdup ("error is not detail");
  static const char *const inner[] = { "SELECT", "INSERT", "pg_", "constraint", ".c:", "/usr/", "nx_", "0x", "(null)" };
  for (guint j = 0; j < G_N_ELEMENTS (inner); j++)
    if (strstr (reply->body, inner[j]) != NULL)
      return g_strdup_printf ("shows %s", inner[j]);
  return NULL;
}

static void
test_cases (Breakers *self, gconstpointer data)
{
  char *tokens[5] = { NULL };
  g_autofree char *before = fingerprint (self);
  guint wrong = 0;

  make_tokens (self, tokens);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      nx_test_db_script (self->centre.db, "DELETE FROM rate_limits");
      g_autoptr (NxTestReply) english = send_case (self, i, tokens, "en"), french = send_case (self, i, tokens, "fr");
      g_autofree char *fault = fault_of (i, english), *other = fault_of (i, french);

      if (fault == NULL && other == NULL
          && strcmp (nx_test_reply_string (english, "title"), nx_test_reply_string (french, "title")) == 0)
        fault = g_strdup ("is not translated");
      if (fault == NULL && other == NULL)
        continue;
      g_printerr ("%s (%s %s): %s\n  en: %.600s\n  fr: %.600s\n", cases[i].name, cases[i].method, cases[i].path,
                  fault != NULL ? fault : other, english->body, french->body);
      wrong++;
    }
  g_test_message ("%zu cases", G_N_ELEMENTS (cases));
  g_assert_cmpuint (wrong, ==, 0);
  g_autofree char *after = fingerprint (self);
  g_assert_cmpstr (after, ==, before);
  free_tokens (tokens);
}

/* --- brackets --- */

static char *
repeated (const char *head, const char *unit, guint n, const char *tail)
{
  GString *text = g_string_new (head);

  for (guint i = 0; i < n; i++)
    g_string_append (text, unit);
  g_string_append (text, tail);
  return g_string_free (text, FALSE);
}

static void
test_deep (Breakers *self, gconstpointer data)
{
  g_autofree char *token = breakers_token (self, ID_OFFICE_USER, 1);
  static const char *const routes[]
      = { "/api/sessions/book", "/api/credits/adjust", "/api/auth/callback/credentials", "/api/bilan-gratuit" };
  g_autofree char *open = repeated ("", "[", 100000, ""), *fits = repeated ("", "[", 65536, ""),
                  *objects = repeated ("", "{\"a\":", 10000, "");
  g_autofree char *opening = repeated ("{\"studentId\":", "[", 20000, ""), *closing = repeated ("", "]", 20000, "}");
  g_autofree char *closed = g_strconcat (opening, closing, NULL);
  const struct { const char *body; guint status; const char *code; } bodies[] = {
    { open, 413, "too_large" }, { fits, 422, "invalid" }, { objects, 422, "invalid" }, { closed, 422, "invalid" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    for (guint j = 0; j < G_N_ELEMENTS (bodies); j++)
      {
        g_autoptr (NxTestReply) reply = nx_test_post (self->server, routes[i], token, bodies[j].body);

        if (reply->status == 400)
          nx_test_assert_code (reply, 400, "bad_json");
        else
          nx_test_assert_code (reply, bodies[j].status, bodies[j].code);
      }
  g_autofree char *pairs = repeated ("a=1", "&x%5B%5D=1", 6000, "");
  g_autoptr (NxTestReply) form = nx_test_form (self->server, "/connexion", NULL, pairs);
  g_assert_cmpuint (form->status, >=, 400);
  g_assert_cmpuint (form->status, <, 500);
  g_autoptr (NxTestReply) health = nx_test_get (self->server, "/healthz", NULL);
  nx_test_assert_status (health, 200);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test) g_test_add (path, Breakers, NULL, breakers_setup, test, breakers_teardown)
  ADD ("/bad-input/cases", test_cases);
  ADD ("/bad-input/deep", test_deep);
  return g_test_run ();
}
