/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/desktop/nx-fake-server.h"

/* An office as the real server describes it: api.md's shapes, names that are long, foreign or need escaping. */

#define UUID(n) "0193a0b0-0000-7000-8000-0000000000" n

#define COACH "{\"id\": \"" UUID ("c1") "\", \"pseudonym\": \"Hélios\", \"mark\": \"HE\", \"color\": 2}"

#define LINA_PERSON "{\"id\": \"" UUID ("01") "\", \"firstName\": \"Lina\", \"lastName\": \"Ben Ali\"}"

#define SESSION(n, at, status, due)                                                                                        \
  "{\"id\": \"" UUID (n) "\", \"title\": \"Mathématiques\", \"subject\": \"MATHEMATIQUES\", \"type\": \"COURS_ONLINE\", "     \
  "\"status\": \"" status "\", \"scheduledAt\": \"" at "\", \"duration\": 60, \"creditCost\": 1, \"coach\": " COACH ", "       \
  "\"students\": [" LINA_PERSON "], \"capacity\": 1, \"seatsTaken\": 1, \"reportDue\": " due ", \"version\": 1}"

#define SUBSCRIPTION                                                                                                       \
  "{\"id\": \"" UUID ("51") "\", \"studentId\": \"" UUID ("01") "\", \"planName\": \"HYBRIDE\", \"status\": \"ACTIVE\", "     \
  "\"creditsPerMonth\": 4, \"monthlyPrice\": {\"amount\": 179000, \"currency\": \"TND\"}, "                                \
  "\"ariaSubjects\": [\"MATHEMATIQUES\"], \"startsAt\": \"2026-11-02T09:00:00Z\", \"paidUntil\": \"2099-12-02T09:00:00Z\"}"

#define PARENT                                                                                                             \
  "{\"id\": \"" UUID ("f1") "\", \"firstName\": \"Karim\", \"lastName\": \"Ben Ali\", \"email\": \"karim.benali@example.tn\", " \
  "\"phone\": \"+216 98 123 456\"}"

#define LINA                                                                                                               \
  "{\"id\": \"" UUID ("01") "\", \"firstName\": \"Lina\", \"lastName\": \"Ben Ali\", \"grade\": \"PREMIERE\", "               \
  "\"school\": \"Lycée Pierre-Mendès-France\", \"balance\": 2.75, \"parent\": " PARENT ", \"subscription\": " SUBSCRIPTION ", " \
  "\"nextSession\": " SESSION ("a1", "2099-11-25T14:00:00Z", "SCHEDULED", "false") ", "                                    \
  "\"nextExpiry\": \"2099-11-02T09:00:00Z\", \"subjects\": [\"MATHEMATIQUES\", \"NSI\"], \"activated\": true, "               \
  "\"createdAt\": \"2026-10-01T09:00:00Z\"}"

#define LONG_NAME                                                                                                          \
  "{\"id\": \"" UUID ("02") "\", \"firstName\": \"Marie-Antoinette Joséphine\", "                                          \
  "\"lastName\": \"de La Rochefoucauld <b>Ben</b> & Trabelsi-Bouguerra\", \"grade\": \"TERMINALE\", "                      \
  "\"school\": \"Lycée international Victor-Hugo de La Marsa\", \"balance\": 0, \"parent\": null, \"subscription\": null, " \
  "\"activated\": false, \"createdAt\": \"2026-11-20T09:00:00Z\"}"

#define YASSINE                                                                                                            \
  "{\"id\": \"" UUID ("03") "\", \"firstName\": \"ياسين\", \"lastName\": \"الطرابلسي\", \"grade\": \"SECONDE\", "            \
  "\"school\": null, \"balance\": 8, \"subscription\": null, \"activated\": true, \"createdAt\": \"2026-11-21T09:00:00Z\"}"

#define TRANSACTION(n, type, amount, after, at, reason)                                                                    \
  "{\"id\": \"" UUID (n) "\", \"type\": \"" type "\", \"amount\": " amount ", \"balanceAfter\": " after ", "                \
  "\"createdAt\": \"" at "\", \"draws\": [{\"lotId\": \"" UUID ("71") "\", \"amount\": " amount "}], \"reason\": " reason "}"

#define CREDITS                                                                                                            \
  "{\"balance\": 2.75, \"lots\": [{\"id\": \"" UUID ("71") "\", \"type\": \"MONTHLY_ALLOCATION\", \"granted\": 4, "          \
  "\"remaining\": 2.75, \"grantedAt\": \"2026-11-02T09:00:00Z\", \"expiresAt\": \"2099-11-02T09:00:00Z\", \"paymentId\": \"" UUID ("61") "\"}], "              \
  "\"transactions\": [" TRANSACTION ("81", "MONTHLY_ALLOCATION", "4", "4", "2026-11-02T09:00:00Z", "null") ", "             \
  TRANSACTION ("82", "USAGE", "-1.25", "2.75", "2026-11-05T10:00:00Z", "null") "]}"

#define PAYMENTS                                                                                                           \
  "{\"items\": [{\"id\": \"" UUID ("61") "\", \"studentId\": \"" UUID ("01") "\", \"type\": \"SUBSCRIPTION\", "              \
  "\"method\": \"wise\", \"status\": \"COMPLETED\", \"amount\": {\"amount\": 179000, \"currency\": \"TND\"}, "              \
  "\"itemKey\": \"HYBRIDE\", \"title\": \"Hybride\", \"createdAt\": \"2026-11-01T09:00:00Z\", "                              \
  "\"settledAt\": \"2026-11-02T09:00:00Z\", \"receiptNumber\": \"2026-000012\", \"credits\": 4}], \"nextCursor\": null}"

#define REPORTS                                                                                                            \
  "{\"items\": [{\"id\": \"" UUID ("91") "\", \"sessionId\": \"" UUID ("a2") "\", \"studentId\": \"" UUID ("01") "\", "       \
  "\"status\": \"SUBMITTED\", \"attendance\": \"PRESENT\", \"worked\": \"Suites géométriques et récurrence\", "            \
  "\"submittedAt\": \"2026-11-10T16:20:00Z\", \"session\": "                                                               \
  SESSION ("a2", "2026-11-10T15:00:00Z", "COMPLETED", "false") "}], \"nextCursor\": null}"

#define CATALOGUE                                                                                                          \
  "{\"items\": [{\"key\": \"ACCES_PLATEFORME\", \"kind\": \"plan\", \"name\": \"Accès Plateforme\", "                       \
  "\"price\": {\"amount\": 79000, \"currency\": \"TND\"}, \"credits\": 0, \"popular\": false}, "                           \
  "{\"key\": \"HYBRIDE\", \"kind\": \"plan\", \"name\": \"Hybride\", \"price\": {\"amount\": 179000, \"currency\": \"TND\"}, " \
  "\"credits\": 4, \"popular\": true}, "                                                                                   \
  "{\"key\": \"IMMERSION\", \"kind\": \"plan\", \"name\": \"Immersion\", \"price\": {\"amount\": 299000, \"currency\": \"TND\"}, " \
  "\"credits\": 8, \"popular\": false}, "                                                                                  \
  "{\"key\": \"PACK_8\", \"kind\": \"credit_pack\", \"name\": \"Pack 8 crédits\", \"price\": {\"amount\": 340000, "         \
  "\"currency\": \"TND\"}, \"credits\": 8, \"popular\": false}, "                                                          \
  "{\"key\": \"GRAND_ORAL\", \"kind\": \"special_pack\", \"name\": \"Pack Grand Oral\", \"price\": {\"amount\": 750000, "  \
  "\"currency\": \"TND\"}, \"credits\": 0, \"popular\": false}, "                                                          \
  "{\"key\": \"ONE_SUBJECT\", \"kind\": \"aria\", \"name\": \"Une matière\", \"price\": {\"amount\": 50000, "               \
  "\"currency\": \"TND\"}, \"credits\": 0, \"popular\": false}, "                                                          \
  "{\"key\": \"ALL_SUBJECTS\", \"kind\": \"aria\", \"name\": \"Toutes\", \"price\": {\"amount\": 120000, "                  \
  "\"currency\": \"TND\"}, \"credits\": 0, \"popular\": false}], \"nextCursor\": null}"


void
nx_fake_server_furnish (NxFakeServer *self, const char *role)
{
  g_autofree char *user = g_strdup_printf ("{\"id\": \"" UUID ("e1") "\", \"email\": \"salma@nexus.tn\", \"role\": \"%s\", "
                                           "\"firstName\": \"Salma\", \"lastName\": \"Haddad\"}", role);
  g_autofree char *signed_in = g_strdup_printf ("{\"user\": %s, \"token\": \"token-1\", \"expiresAt\": \"2099-01-01T00:00:00Z\"}",
                                                user);
  g_autofree char *session = g_strdup_printf ("{\"user\": %s}", user);
  nx_fake_server_answer (self, "GET", "/api/openapi.json", 200, "{\"openapi\": \"3.1.0\", \"info\": {\"title\": \"Nexus Réussite\"}}");
  nx_fake_server_answer (self, "POST", "/api/auth/callback/credentials", 200, signed_in);
  nx_fake_server_answer (self, "GET", "/api/auth/session", 200, session);
  nx_fake_server_answer (self, "POST", "/api/auth/signout", 204, NULL);
  nx_fake_server_answer (self, "GET", "/api/students", 200,
                         "{\"items\": [" YASSINE ", " LONG_NAME ", " LINA "], \"nextCursor\": null}");
  nx_fake_server_answer (self, "GET", "/api/students?query=lin&limit=20", 200, "{\"items\": [" LINA "], \"nextCursor\": null}");
  nx_fake_server_answer (self, "GET", "/api/students?query=zzz&limit=20", 200, "{\"items\": [], \"nextCursor\": null}");
  nx_fake_server_answer (self, "GET", "/api/students/" UUID ("01"), 200, LINA);
  nx_fake_server_answer (self, "GET", "/api/students/" UUID ("02"), 200, LONG_NAME);
  nx_fake_server_answer (self, "GET", "/api/students/" UUID ("03"), 200, YASSINE);
  nx_fake_server_answer (self, "GET", "/api/students/" UUID ("01") "/credits", 200, CREDITS);
  nx_fake_server_answer (self, "GET", "/api/students/" UUID ("01") "/reports", 200, REPORTS);
  nx_fake_server_answer (self, "GET", "/api/payments", 200, "{\"items\": [], \"nextCursor\": null}");
  nx_fake_server_answer (self, "GET", "/api/payments?studentId=" UUID ("01") "&limit=100", 200, PAYMENTS);
  static const char *const others[] = { UUID ("02"), UUID ("03") };
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autofree char *credits = g_strconcat ("/api/students/", others[i], "/credits", NULL);
      g_autofree char *reports = g_strconcat ("/api/students/", others[i], "/reports", NULL);
      nx_fake_server_answer (self, "GET", credits, 200, "{\"balance\": 0, \"lots\": [], \"transactions\": []}");
      nx_fake_server_answer (self, "GET", reports, 200, "{\"items\": []}");
    }
  nx_fake_server_answer (self, "GET", "/api/sessions", 200, "{\"items\": [], \"nextCursor\": null}");
  nx_fake_server_answer (self, "GET", "/api/sessions?studentId=" UUID ("01") "&order=desc&limit=200", 200,
                         "{\"items\": [" SESSION ("a1", "2099-11-25T14:00:00Z", "SCHEDULED", "false") ", "
                         SESSION ("a2", "2026-11-10T15:00:00Z", "COMPLETED", "false") ", "
                         SESSION ("a3", "2026-11-03T15:00:00Z", "CANCELLED", "false") "], \"nextCursor\": null}");
  nx_fake_server_answer (self, "GET", "/api/sessions/" UUID ("a1"), 200,
                         "{\"session\": " SESSION ("a1", "2099-11-25T14:00:00Z", "SCHEDULED", "false") "}");
  nx_fake_server_answer (self, "GET", "/api/catalogue", 200, CATALOGUE);
  nx_fake_server_answer (self, "GET", "/api/coaches", 200, "{\"items\": [" COACH "], \"nextCursor\": null}");
  nx_fake_server_answer (self, "POST", "/api/subscriptions/change", 201, "{\"subscription\": " SUBSCRIPTION ", \"payment\": null}");
  nx_fake_server_answer (self, "POST", "/api/payments/manual", 201,
                         "{\"payment\": {\"id\": \"" UUID ("62") "\", \"studentId\": \"" UUID ("01") "\", \"type\": \"CREDIT_PACK\", "
                         "\"method\": \"manual\", \"status\": \"COMPLETED\", \"amount\": {\"amount\": 340000, \"currency\": \"TND\"}, "
                         "\"itemKey\": \"PACK_8\", \"createdAt\": \"2026-11-22T10:00:00Z\"}}");
  nx_fake_server_answer (self, "POST", "/api/credits/adjust", 201,
                         "{\"transaction\": " TRANSACTION ("83", "ADJUSTMENT", "1", "3.75", "2026-11-22T10:00:00Z", "null")
                         ", \"balance\": 3.75}");
}
