/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include "tests/desktop/nx-fake-server.h"

/* A bank's statement and what is awaited: most lines certain, some with rivals, some that nothing resembles. */

#define STATEMENT_ID "0193a0b0-0000-7000-8000-0000000005a1"
#define LINE_ID "0193a0b0-0000-7000-9000-%012u"
#define PAYMENT_ID "0193a0b0-0000-7000-a000-%012u"
#define STUDENT_ID "0193a0b0-0000-7000-8000-000000000001"

/* As many results as lines are asked for at once, and those between that are not. */
#define PORTION 300

static const char *const names[][2] = {
  { "Inès Benali", "Mohamed Benali" }, { "Lina Ben Ali", "Karim Ben Ali" }, { "Sami Trabelsi", "Mounir Trabelsi" },
  { "Marie-Antoinette Joséphine de La Rochefoucauld", "Jean-Baptiste de La Rochefoucauld-Bouguerra" },
  { "ياسين الطرابلسي", "منير الطرابلسي" }, { "Nour Haddad & fils", "Olfa Haddad" },
};

static const char *const items[][3] = {
  { "HYBRIDE", "Hybride", "179000" }, { "IMMERSION", "Immersion", "299000" }, { "PACK_8", "Pack 8 crédits", "340000" },
};


static void
add_payment (GString *json, guint n, const char *status, gboolean declared)
{
  g_autofree char *digits = g_strdup_printf ("NR7K%02uM9Q%u", n % 80 + 10, n % 7 + 2);
  const char *const *name = names[n % G_N_ELEMENTS (names)], *const *item = items[n % G_N_ELEMENTS (items)];
  const char *method = n % 9 == 7 ? "manual" : n % 9 == 8 ? "konnect" : "wise";
  g_string_append_printf (json, "{\"id\": \"" PAYMENT_ID "\", \"studentId\": \"" STUDENT_ID "\", \"type\": \"SUBSCRIPTION\", "
                          "\"method\": \"%s\", \"status\": \"%s\", \"amount\": {\"amount\": %s, \"currency\": \"TND\"}, "
                          "\"itemKey\": \"%s\", \"reference\": \"%s\", \"createdAt\": \"2026-11-%02uT09:00:00Z\", \"credits\": 4, "
                          "\"title\": \"%s\", \"studentName\": \"%s\", \"parentName\": \"%s\", \"hasProof\": %s",
                          n, method, status, item[2], item[0], digits, 10 + n % 10, item[1], name[0], name[1], n % 2 == 0 ? "true" : "false");
  if (declared)
    g_string_append_printf (json, ", \"declaredAt\": \"2026-11-%02uT10:00:00Z\", \"transferDate\": \"2026-11-%02u\", "
                            "\"declaredAmount\": {\"amount\": %s, \"currency\": \"TND\"}", 11 + n % 9, 11 + n % 9, item[2]);
  g_string_append_c (json, '}');
}


static void
add_match (GString *json, guint n, guint confidence, gboolean certain, int difference)
{
  const char *const *name = names[n % G_N_ELEMENTS (names)], *const *item = items[n % G_N_ELEMENTS (items)];
  g_string_append_printf (json, "{\"paymentId\": \"" PAYMENT_ID "\", \"confidence\": %u, \"certain\": %s, \"reasons\": [", n, confidence,
                          certain ? "true" : "false");
  g_string_append (json, certain ? "\"référence trouvée, clé de contrôle juste (+60)\", \"montant exact (+30)\", \"nom du parent (+7)\""
                                 : "\"montant à 0,500 près (+25)\", \"même jour que l’annonce (+20)\", \"preuve jointe (+16)\"");
  g_string_append_printf (json, "], \"difference\": {\"amount\": %d, \"currency\": \"TND\"}, \"effect\": \"activera %s pour %s, 4 crédits, "
                          "courriel au parent\", \"payment\": ", difference, item[1], name[0]);
  add_payment (json, n, "PENDING", TRUE);
  g_string_append_c (json, '}');
}


/* Of each ten lines seven are certain, one is short of 0.500, one has two rivals, one is unknown. */
static void
add_line (GString *json, guint n)
{
  const char *const *item = items[n % G_N_ELEMENTS (items)], *const *name = names[n % G_N_ELEMENTS (names)];
  g_autofree char *upper = g_utf8_strup (name[1], -1);
  guint kind = n % 10;
  g_autoptr (GString) label = g_string_new (NULL);
  int amount = (int) g_ascii_strtoll (item[2], NULL, 10);
  if (kind < 7)
    g_string_append_printf (label, "VIR RECU WISE EUR NR-7K%02uM9Q%u %s", n % 80 + 10, n % 7 + 2, upper);
  else if (kind < 9)
    g_string_append_printf (label, "WISE PAYMENTS LTD %s", upper);
  else
    g_string_append (label, "VERSEMENT ESPECES AGENCE LA MARSA");
  amount = kind == 7 || kind == 8 ? amount - 500 : kind == 9 ? 50000 : amount;
  g_string_append_printf (json, "{\"lineId\": \"" LINE_ID "\", \"position\": %u, \"date\": \"2026-11-%02u\", "
                          "\"amount\": {\"amount\": %d, \"currency\": \"TND\"}, \"payer\": \"%s\", \"label\": \"%s\", "
                          "\"reference\": null, \"status\": \"OPEN\", \"settledBy\": null, \"settledAt\": null, \"match\": ",
                          n, n + 1, 20 - n % 3, amount, upper, label->str);
  if (kind == 9)
    g_string_append (json, "null");
  else
    add_match (json, n, kind < 7 ? 97 + n % 3 : 61, kind < 7, kind < 7 ? 0 : -500);
  g_string_append (json, ", \"rivals\": [");
  if (kind == 8)
    {
      add_match (json, n + 1, 58, FALSE, 0);
      g_string_append (json, ", ");
      add_match (json, n + 2, 44, FALSE, 1500);
    }
  g_string_append (json, "]}");
}


static char *
statement (guint n, gboolean lines)
{
  GString *json = g_string_new (NULL);
  g_string_append_printf (json, "{\"statementId\": \"" STATEMENT_ID "\", \"fileName\": \"relevé BIAT 2026-11-20.csv\", \"format\": \"csv\", "
                          "\"importedAt\": \"2026-11-20T16:20:00Z\", \"importedBy\": \"Salma\", \"known\": false, "
                          "\"opening\": {\"amount\": 1250000, \"currency\": \"TND\"}, \"closing\": {\"amount\": 9870500, \"currency\": "
                          "\"TND\"}, \"balanced\": true, \"counts\": {\"lines\": %u, \"certain\": %u, \"doubtful\": %u, \"unknown\": %u, "
                          "\"done\": 0, \"ignored\": 0}", n, n * 7 / 10, n * 2 / 10, n / 10);
  if (lines)
    {
      g_string_append (json, ", \"lines\": [");
      for (guint i = 0; i < n; i++)
        {
          g_string_append (json, i > 0 ? ", " : "");
          add_line (json, i);
        }
      g_string_append_c (json, ']');
    }
  g_string_append_c (json, '}');
  return g_string_free (json, FALSE);
}


static char *
results (guint n)
{
  GString *json = g_string_new ("{\"confirmed\": 1, \"results\": [");
  for (guint i = 0; i < n; i++)
    g_string_append_printf (json, "%s{\"lineId\": \"" LINE_ID "\", \"code\": \"settled\", \"detail\": null}", i > 0 ? ", " : "", i);
  g_string_append (json, "]}");
  return g_string_free (json, FALSE);
}


static char *
payments (guint n)
{
  GString *json = g_string_new ("{\"items\": [");
  for (guint i = 0; i < n; i++)
    {
      g_string_append (json, i > 0 ? ", " : "");
      add_payment (json, i, "PENDING", i % 3 != 0);
    }
  g_string_append (json, "], \"nextCursor\": null}");
  return g_string_free (json, FALSE);
}


void
nx_fake_server_furnish_money (NxFakeServer *self, guint n_lines, guint n_payments)
{
  g_autofree char *full = statement (n_lines, TRUE), *row = statement (n_lines, FALSE);
  g_autofree char *list = g_strdup_printf ("{\"items\": [%s], \"nextCursor\": null}", row);
  g_autofree char *pending = payments (n_payments), *done = results (MIN (n_lines, PORTION));
  g_autoptr (GString) line = g_string_new ("{\"line\": ");
  g_autoptr (GString) detail = g_string_new ("{\"payment\": ");
  nx_fake_server_answer (self, "GET", "/api/payments/statements", 200, list);
  nx_fake_server_answer (self, "GET", "/api/payments/statement/" STATEMENT_ID, 200, full);
  nx_fake_server_answer (self, "POST", "/api/payments/statement", 200, full);
  nx_fake_server_answer (self, "POST", "/api/payments/statement/" STATEMENT_ID "/confirm", 200, done);
  nx_fake_server_answer (self, "POST", "/api/payments/statement/" STATEMENT_ID "/undo", 200, "{\"undone\": true}");
  nx_fake_server_answer (self, "POST", "/api/payments/statement/preview", 200,
                         "{\"format\": \"csv\", \"delimiter\": \";\", \"header\": [\"Date opération\", \"Date valeur\", \"Libellé\", \"Débit\", "
                         "\"Crédit\"], \"sample\": [[\"20/11/2026\", \"20/11/2026\", \"VIR RECU WISE EUR NR-7K3M9QX2 BENALI\", \"\", "
                         "\"179,000\"], [\"19/11/2026\", \"20/11/2026\", \"FRAIS DE TENUE DE COMPTE\", \"4,500\", \"\"]], "
                         "\"columns\": {\"date\": 0, \"amount\": null, \"label\": 2, \"payer\": null, \"credit\": 4, \"debit\": 3}}");
  nx_fake_server_answer (self, "GET", "/api/payments?status=PENDING&limit=100", 200, pending);
  add_line (line, 0);
  g_string_replace (line, "\"status\": \"OPEN\"", "\"status\": \"IGNORED\"", 1);
  g_string_append_c (line, '}');
  g_autofree char *decide = g_strdup_printf ("/api/payments/statement/lines/" LINE_ID "/decide", 0u);
  nx_fake_server_answer (self, "POST", decide, 200, line->str);
  add_payment (detail, 1, "PENDING", TRUE);
  g_string_append (detail, ", \"events\": [{\"kind\": \"CREATED\", \"at\": \"2026-11-11T09:00:00Z\", \"by\": \"Karim Ben Ali\", "
                   "\"detail\": null, \"sentence\": \"Virement demandé par Karim Ben Ali\"}, {\"kind\": \"DECLARED\", "
                   "\"at\": \"2026-11-12T10:00:00Z\", \"by\": \"Karim Ben Ali\", \"detail\": null, "
                   "\"sentence\": \"Virement annoncé, avec une preuve\"}], \"instructions\": null}");
  for (guint i = 0; i < n_payments; i++)
    {
      g_autofree char *path = g_strdup_printf ("/api/payments/" PAYMENT_ID, i);
      nx_fake_server_answer (self, "GET", path, 200, detail->str);
    }
  nx_fake_server_answer (self, "POST", "/api/payments/wise/confirm", 200, detail->str);
  nx_fake_server_answer (self, "POST", "/api/payments/validate", 200, detail->str);
}


void
nx_fake_server_furnish_settled (NxFakeServer *self, guint n_lines, guint gone)
{
  g_autofree char *full = statement (n_lines, TRUE), *id = g_strdup_printf (LINE_ID, gone);
  g_autoptr (GString) json = g_string_new (full);
  char *open = strstr (strstr (json->str, id), "\"status\": \"OPEN\"");
  g_string_erase (json, open - json->str, (gssize) strlen ("\"status\": \"OPEN\""));
  g_string_insert (json, open - json->str, gone % 2 != 0 ? "\"status\": \"SETTLED\""
                                                         : "\"status\": \"IGNORED\", \"ignoredBecause\": \"debit\", \"note\": \"Loyer\"");
  nx_fake_server_answer (self, "GET", "/api/payments/statement/" STATEMENT_ID, 200, json->str);
}
