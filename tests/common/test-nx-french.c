/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <libintl.h>
#include <locale.h>

#include "common/models/nx-models.h"
#include "common/nx-credits.h"
#include "common/nx-error.h"
#include "common/nx-format.h"
#include "common/nx-money.h"

/* What a French reader sees: NEXUS_LOCALE_DIR and LOCPATH are the build's. */

/* Takes @text. */
static void
assert_text (char *text, const char *expected)
{
  g_assert_cmpstr (text, ==, expected);
  g_free (text);
}

static gint32
day (const char *text)
{
  gint32 date;

  g_assert_true (nx_date_parse (text, &date));
  return date;
}

static gint64
instant (const char *text)
{
  gint64 time;

  g_assert_true (nx_time_parse (text, &time));
  return time;
}

static void
test_dates (void)
{
  gint64 start = instant ("2026-11-17T13:00:00Z");

  assert_text (nx_format_date (day ("2026-11-17")), "mardi 17 novembre 2026");
  assert_text (nx_format_date (day ("2026-12-01")), "mardi 1er décembre 2026");
  assert_text (nx_format_date_short (day ("2026-11-17")), "mar. 17 nov.");
  assert_text (nx_format_time (start, NULL), "14:00");
  assert_text (nx_format_date_time (start, NULL), "mardi 17 novembre 2026 à 14:00");
  assert_text (nx_format_range (start, start + NX_TIME_HOUR, NULL), "mardi 17 novembre, 14:00–15:00");
  assert_text (nx_format_week_short (day ("2026-11-17")), "sem.\u00a047 · 16–22\u00a0nov.");
  assert_text (nx_format_week (day ("2026-11-17")), "semaine\u00a047 · 16–22 novembre 2026");
  assert_text (nx_format_relative (start + NX_TIME_DAY, start, NULL), "demain à 14:00");
  assert_text (nx_format_relative (start - 5 * NX_TIME_MINUTE, start, NULL), "il y a 5\u00a0min");
  assert_text (nx_format_duration (90), "1\u00a0h\u00a030");
}

static void
test_quantities (void)
{
  assert_text (nx_money_format (NX_MONEY_TND (179000)), "179,000\u00a0TND");
  assert_text (nx_money_format (NX_MONEY_TND (1200500)), "1\u202f200,500\u00a0TND");
  assert_text (nx_format_count (1234567), "1\u202f234\u202f567");
  assert_text (nx_credits_format (5), "1,25");
  assert_text (nx_credits_format_noun (5), "1,25\u00a0crédit");
  assert_text (nx_credits_format_noun (0), "0\u00a0crédit");
  assert_text (nx_credits_format_noun (4), "1\u00a0crédit");
  assert_text (nx_credits_format_noun (16), "4\u00a0crédits");
  assert_text (nx_credits_format_noun (10), "2,5\u00a0crédits");
}

static void
test_labels (void)
{
  static const NxField fields[] = { { "parentEmail", NX_FIELD_EMAIL, NX_FIELD_REQUIRED, .label = "E-mail" }, { NULL } };
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (NxValues) values = nx_values_from_json (fields, object, &error);

  g_assert_null (values);
  g_assert_cmpstr (error->message, ==, "E-mail\u00a0: veuillez remplir ce champ.");
  g_assert_cmpstr (nx_error_title (NX_ERROR_SLOT_TAKEN), ==, "Horaire déjà pris");
  g_assert_cmpstr (nx_enum_label (&nx_subject_enum, NX_SUBJECT_MATHEMATIQUES), ==, "Mathématiques");
  /* One English word, two French ones. */
  g_assert_cmpstr (nx_enum_label (&nx_session_status_enum, NX_SESSION_CANCELLED), ==, "Annulée");
  g_assert_cmpstr (nx_enum_label (&nx_subscription_status_enum, NX_SUBSCRIPTION_CANCELLED), ==, "Résilié");
}

/* The wire does not change with the language. */
static void
test_wire (void)
{
  g_autoptr (NxJsonWriter) writer = nx_json_writer_new ();
  g_autofree char *json = NULL;

  nx_json_begin_array (writer, NULL);
  nx_json_add_credits (writer, NULL, 5);
  nx_json_add_money (writer, NULL, NX_MONEY_TND (1200500));
  nx_json_end_array (writer);
  json = nx_json_writer_end (writer, NULL);
  g_assert_cmpstr (json, ==, "[1.25,{\"amount\":1200500,\"currency\":\"TND\"}]");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (setlocale (LC_ALL, "fr_FR.UTF-8") == NULL)
    g_error ("fr_FR.UTF-8 is not in LOCPATH=%s", g_getenv ("LOCPATH"));
  bindtextdomain (GETTEXT_PACKAGE, g_getenv ("NEXUS_LOCALE_DIR"));
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");

  g_test_add_func ("/french/dates", test_dates);
  g_test_add_func ("/french/quantities", test_quantities);
  g_test_add_func ("/french/labels", test_labels);
  g_test_add_func ("/french/wire", test_wire);
  return g_test_run ();
}
