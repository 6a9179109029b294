/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "tests/server/bank-fixture.h"

/*
 * One keystroke: 200 certain lines. The work of the server and of the database for it, in seconds of processor, which other programs
 * on the machine do not change; and the time that the assistant waits. Prints "confirm-200 work LIMIT wait" and, of the reading of the
 * statement before, "read-200 wait".
 */

#define LINES 200
#define LIMIT 2.0

static double
own_seconds (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

/* Of every connection to the test's database. */
static double
database_seconds (BankFixture *fixture)
{
  static const NxStatement pids = { "bench.pids", "SELECT pid FROM pg_stat_activity WHERE datname = current_database ()", 0 };
  g_autoptr (NxRows) rows = nx_db_query (fixture->server->db, &pids, NULL, 0, NULL);
  double ticks = 0;

  for (guint i = 0; i < nx_rows_count (rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/proc/%s/stat", nx_rows_text (rows, i, "pid"));
      g_autofree char *text = NULL;

      if (!g_file_get_contents (path, &text, NULL, NULL) || strrchr (text, ')') == NULL)
        continue;
      g_auto (GStrv) fields = g_strsplit (strrchr (text, ')') + 2, " ", -1);
      ticks += atof (fields[11]) + atof (fields[12]);
    }
  return ticks / (double) sysconf (_SC_CLK_TCK);
}

static char *
statement_text (void)
{
  GString *text = g_string_new ("Date;Libelle;Montant;Nom\n");

  for (guint n = 1; n <= LINES; n++)
    {
      g_autofree char *reference = bank_reference (n);

      g_string_append_printf (text, "20/11/2026;VIR %s;%d,000;Famille%u\n", reference, n == 1 ? 179 : 180, n);
    }
  return g_string_free (text, FALSE);
}

int
main (int argc, char **argv)
{
  BankFixture fixture = { 0 };
  g_autofree char *text = statement_text (), *id = NULL;
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autoptr (NxTestReply) before = NULL, done = NULL;
  double work, confirmed;
  gint64 start, read, wait;

  g_test_init (&argc, &argv, NULL);
  bank_setup (&fixture, NULL);
  bank_add_families (&fixture, LINES);
  id = bank_import_ok (&fixture, text);
  start = g_get_monotonic_time ();
  before = bank_get (&fixture, id);
  read = g_get_monotonic_time () - start;
  for (guint i = 0; i < LINES; i++)
    g_string_append_printf (lines, "%s{\"lineId\": \"%s\", \"paymentId\": \"%s\"}", i > 0 ? "," : "",
                            json_object_get_string_member (bank_line (before, i), "lineId"),
                            json_object_get_string_member (json_object_get_object_member (bank_line (before, i), "match"), "paymentId"));
  work = own_seconds () + database_seconds (&fixture);
  start = g_get_monotonic_time ();
  done = bank_confirm (&fixture, fixture.office, id, lines->str);
  wait = g_get_monotonic_time () - start;
  work = own_seconds () + database_seconds (&fixture) - work;
  confirmed = nx_test_reply_number (done, "confirmed");
  g_print ("confirm-%d work %.2f limit %.1f wait %.2f\nread-%d wait %.2f\n", LINES, work, LIMIT, (double) wait / 1e6, LINES, (double) read / 1e6);
  bank_teardown (&fixture, NULL);
  return confirmed == LINES && work < LIMIT ? 0 : 1;
}
