/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <libintl.h>
#include <locale.h>

#include "common/nx-json.h"
#include "server/html/nx-page.h"
#include "server/notices/nx-mail-content.h"

/* The mails about money, in both languages, with what the services put into them. NEXUS_MAILS: a folder for a person to look at. */

typedef struct
{
  const char *name, *kind, *payload;
  const char *english[3], *french[3]; /* what is in the subject or the text; "!…": what is not */
} Case;

#define PERSON "\"name\": \"Leïla\", \"studentName\": \"Inès\", "
#define TND(millimes) "\"amount\": {\"amount\": " millimes ", \"currency\": \"TND\"}"

static const Case cases[] = {
  { "paid", "payment_confirmed", "{" PERSON "\"item\": \"Hybride\", " TND ("1200000") ", \"receipt\": \"2026-000017\"}",
    { "TND 1,200.000", "2026-000017" }, { "1 200,000 TND", "Paiement reçu" } },
  { "active", "subscription_active", "{" PERSON "\"planName\": \"HYBRIDE\", \"credits\": 1}",
    { "The plan of Inès is active", "1 credit\n" }, { "Inès : la formule est active", "1 crédit\n" } },
  { "active-bare", "subscription_active", "{" PERSON "\"planName\": \"ACCES_PLATEFORME\", \"credits\": 0}",
    { "ARIA and the page", "!redit" }, { "ARIA et l’espace", "!rédit" } },
  { "due", "renewal_due", "{" PERSON "\"planName\": \"HYBRIDE\", \"credits\": 4, " TND ("179000") ", \"dueAt\": \"2026-12-09T23:00:00Z\", \"link\": \"/parent/paiements/1\"}",
    { "TND 179.000", "10 December 2026", "4 credits" }, { "179,000 TND", "10 décembre 2026", "4 crédits" } },
  { "due-bare", "renewal_due", "{" PERSON "\"planName\": \"ACCES_PLATEFORME\", \"credits\": 0, " TND ("79000") ", \"dueAt\": \"2026-12-09T23:00:00Z\"}",
    { "TND 79.000", "!redit" }, { "79,000 TND", "!rédit" } },
  { "over", "subscription_expired", "{" PERSON "\"planName\": \"HYBRIDE\", " TND ("179000") ", \"dueAt\": \"2026-12-09T23:00:00Z\"}",
    { "has ended", "10 December 2026" }, { "Inès : la formule a pris fin", "10 décembre 2026" } },
  { "expiring", "credits_expiring", "{" PERSON "\"lots\": [{\"credits\": 1, \"expiresAt\": \"2026-11-29T23:00:00Z\"}, {\"credits\": 2.25, \"expiresAt\": \"2026-12-01T23:00:00Z\"}]}",
    { "1 credit: to be used by Sunday 29 November 2026", "2.25 credits" }, { "1 crédit : à utiliser avant la fin du dimanche 29 novembre 2026", "2,25 crédits" } },
  { "expired", "credits_expired", "{" PERSON "\"lots\": [{\"credits\": 1, \"expiresAt\": \"2026-11-21T23:00:00Z\"}], \"balance\": 1.5}",
    { "1 credit: valid until Saturday 21 November 2026", "1.5 credits" }, { "1 crédit : jusqu’au samedi 21 novembre 2026", "1,5 crédit" } },
  { "rejected", "payment_rejected", "{" PERSON "\"item\": \"Hybride\", " TND ("179000") ", \"reason\": \"La banque l’a rendu\", \"reference\": \"NR-7K3M-9QX2\", \"link\": \"/parent/paiements/1\"}",
    { "NR-7K3M-9QX2", "TND 179.000" }, { "n’a pas pu être confirmé", "179,000 TND" } },
  { "refunded", "payment_refunded", "{" PERSON "\"item\": \"8 crédits\", " TND ("340000") ", \"credits\": 7.5, \"reason\": \"Déménagement\"}",
    { "7.5 credits", "TND 340.000" }, { "7,5 crédits", "340,000 TND" } },
};

/* Spaces that do not break are spaces here. */
static char *
plain (const char *text)
{
  GString *out = g_string_new (NULL);
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    g_string_append_unichar (out, g_utf8_get_char (p) == 0x00a0 || g_utf8_get_char (p) == 0x202f ? ' ' : g_utf8_get_char (p));
  return g_string_free (out, FALSE);
}

static void
keep (const char *name, const char *language, const char *kind, const char *content)
{
  g_autofree char *file = g_strdup_printf ("%s/%s-%s.%s", g_getenv ("NEXUS_MAILS"), name, language, kind);
  g_assert_true (g_file_set_contents (file, content, -1, NULL));
}

static void
check (const Case *mail, NxTemplates *templates, const char *language, const char *const *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = nx_json_parse (mail->payload, -1, &nx_json_limits_request, &error);
  g_assert_no_error (error);
  g_autoptr (NxMailContent) content = nx_mail_content_new (mail->kind, json_node_get_object (root), "https://nexus.example", &error);
  g_assert_no_error (error);
  g_autofree char *text = nx_mail_content_text (content), *html = nx_mail_content_html (content, templates, language, &error);
  g_assert_no_error (error);
  g_autofree char *whole = g_strconcat (nx_mail_content_subject (content), "\n\n", text, NULL), *read = plain (whole);

  if (g_getenv ("NEXUS_MAILS") != NULL)
    {
      keep (mail->name, language, "txt", whole);
      keep (mail->name, language, "html", html);
    }
  g_assert_nonnull (strstr (html, nx_mail_content_subject (content)));
  g_assert_nonnull (strstr (text, "Inès"));
  for (guint i = 0; i < 3 && expected[i] != NULL; i++)
    {
      gboolean absent = expected[i][0] == '!';
      g_autofree char *sought = plain (expected[i] + absent);
      if ((strstr (read, sought) == NULL) != absent)
        g_error ("%s in %s: “%s” in\n%s", mail->name, language, expected[i], read);
    }
}

static void
test_language (gconstpointer language)
{
  const gboolean french = g_str_equal (language, "fr");
  g_autoptr (GError) error = NULL;
  NxTemplates *templates = nx_page_load_templates (&error);
  g_assert_no_error (error);
  if (setlocale (LC_ALL, french ? "fr_FR.UTF-8" : "C.UTF-8") == NULL)
    g_error ("fr_FR.UTF-8 is not in LOCPATH=%s", g_getenv ("LOCPATH"));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    check (&cases[i], templates, language, french ? cases[i].french : cases[i].english);
  nx_templates_free (templates);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  setlocale (LC_ALL, "fr_FR.UTF-8");
  bindtextdomain (GETTEXT_PACKAGE, g_getenv ("NEXUS_LOCALE_DIR"));
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_test_add_data_func ("/mail-money/fr", "fr", test_language);
  g_test_add_data_func ("/mail-money/en", "en", test_language);
  return g_test_run ();
}
