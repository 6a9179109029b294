/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A report without its widget: what is read, kept and sent; drafts on disk. Needs no display. */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include "common/nx-error.h"
#include "desktop/reports/nx-report-form.h"
#include "desktop/reports/nx-report-journal.h"
#include "tests/desktop/agenda-fixture.h"
#include "tests/desktop/nx-test-wait.h"

#define SESSION "01900000-0000-7000-8000-000000000001"
#define ACCOUNT "01900000-0000-7000-8000-0000000000e1"

static NxSession *
make_session (void)
{
  return fixture_session (SESSION, NULL, fixture_monday (), 600, 60, "Lina", "Ben Ali");
}

static void
fill (NxReportForm *form)
{
  NxReportPupil *pupil = g_ptr_array_index (form->pupils, 0);

  pupil->attendance = NX_ATTENDANCE_LATE;
  pupil->texts[NX_REPORT_WORKED] = g_strdup ("Dérivées \"simples\"\n<b>& co</b>");
  pupil->texts[NX_REPORT_STRENGTHS] = g_strdup ("Calcul");
  pupil->texts[NX_REPORT_IMPROVE] = g_strdup ("   ");
  pupil->texts[NX_REPORT_PRIVATE] = g_strdup ("fatiguée");
  pupil->homework_due = nx_date_from_ymd (2026, 12, 12);
  g_hash_table_insert (pupil->marks, g_strdup ("raisonner"), GINT_TO_POINTER (4));
  g_hash_table_insert (pupil->marks, g_strdup ("calculer"), GINT_TO_POINTER (2));
}

static void
test_body (void)
{
  g_autoptr (NxSession) session = make_session ();
  g_autoptr (NxReportForm) form = nx_report_form_new (session);
  g_autoptr (NxJsonWriter) json = NULL;
  g_autofree char *text = NULL;

  fill (form);
  json = nx_report_form_to_json (form, TRUE);
  text = nx_json_writer_end (json, NULL);
  g_assert_cmpstr (
      text, ==,
      "{\"students\":[{\"studentId\":\"pupil-Lina-Ben Ali\",\"attendance\":\"LATE\",\"worked\":\"Dérivées \\\"simples\\\"\\n<b>& "
      "co</b>\","
      "\"strengths\":\"Calcul\",\"improve\":null,\"homework\":null,\"privateNote\":\"fatiguée\",\"homeworkDue\":\"2026-12-12\","
      "\"marks\":{\"calculer\":2,\"raisonner\":4}}],\"submit\":true}");
}

static void
test_draft (void)
{
  g_autoptr (NxSession) session = make_session ();
  g_autoptr (NxReportForm) form = nx_report_form_new (session), again = nx_report_form_new (session);
  g_autoptr (GError) error = NULL;
  g_autofree char *draft = NULL, *second = NULL;

  fill (form);
  form->unsent = TRUE;
  form->etag = g_strdup ("\"3\"");
  form->saved_at = FIXTURE_NOW;
  draft = nx_report_form_to_draft (form);
  g_assert_true (nx_report_form_take_draft (again, draft, &error));
  g_assert_no_error (error);
  second = nx_report_form_to_draft (again);
  g_assert_cmpstr (draft, ==, second);
  g_assert_true (again->unsent);
  g_assert_cmpint (again->saved_at, ==, FIXTURE_NOW);
}

static void
test_draft_bad (void)
{
  static const char *const drafts[] = {
    "", "{", "null", "[]", "{\"students\":[]}", "{\"sessionId\":\"other\",\"students\":[]}", "{\"sessionId\":\"" SESSION "\"}",
  };
  g_autoptr (NxSession) session = make_session ();

  for (guint i = 0; i < G_N_ELEMENTS (drafts); i++)
    {
      g_autoptr (NxReportForm) form = nx_report_form_new (session);
      g_autoptr (GError) error = NULL;

      g_assert_false (nx_report_form_take_draft (form, drafts[i], &error));
      g_assert_nonnull (error);
    }
  {
    g_autoptr (NxReportForm) form = nx_report_form_new (session);
    g_autoptr (GError) error = NULL;
    NxReportPupil *pupil = g_ptr_array_index (form->pupils, 0);

    /* strange members are no reason to lose the rest */
    g_assert_true (nx_report_form_take_draft (
        form,
        "{\"sessionId\":\"" SESSION "\",\"students\":[7,{\"studentId\":\"nobody\"},{\"studentId\":"
        "\"pupil-Lina-Ben Ali\",\"worked\":\"ici\",\"attendance\":\"MAYBE\",\"homeworkDue\":\"2026-02-30\","
        "\"marks\":{\"calculer\":9,\"raisonner\":3}}]}",
        &error));
    g_assert_cmpstr (pupil->texts[NX_REPORT_WORKED], ==, "ici");
    g_assert_cmpint (pupil->attendance, ==, -1);
    g_assert_cmpint (pupil->homework_due, ==, NX_DATE_NONE);
    g_assert_cmpuint (g_hash_table_size (pupil->marks), ==, 1);
  }
}

static void
test_missing (void)
{
  g_autoptr (NxSession) session = make_session ();
  g_autoptr (NxReportForm) form = nx_report_form_new (session);
  NxReportPupil *pupil = g_ptr_array_index (form->pupils, 0);
  g_autofree char *a = nx_report_form_missing (form, NULL), *b = NULL, *c = NULL, *d = NULL;

  g_assert_cmpstr (a, ==, "Say whether Lina Ben Ali was there: P, L or A.");
  fill (form);
  b = nx_report_form_missing (form, NULL);
  g_assert_cmpstr (b, ==, "“What to work on” is still empty for Lina Ben Ali.");
  pupil->attendance = NX_ATTENDANCE_ABSENT;
  c = nx_report_form_missing (form, NULL);
  g_assert_null (c);
  pupil->attendance = NX_ATTENDANCE_PRESENT;
  g_free (pupil->texts[NX_REPORT_IMPROVE]);
  pupil->texts[NX_REPORT_IMPROVE] = g_strdup ("Vocabulaire");
  d = nx_report_form_missing (form, NULL);
  g_assert_null (d);
}

/* What a parent reads is never markup of a coach's making, and never the private note. */
static void
test_preview (void)
{
  g_autoptr (NxSession) session = make_session ();
  g_autoptr (NxReportForm) form = nx_report_form_new (session);
  g_autoptr (GPtrArray) competences = g_ptr_array_new ();
  NxReportCompetence calculer = { (char *) "calculer", (char *) "Calculer" }, other = { (char *) "autre", (char *) "Autre" };
  g_autofree char *markup = NULL, *text = NULL;

  fill (form);
  ((NxReportPupil *) g_ptr_array_index (form->pupils, 0))->texts[NX_REPORT_HOMEWORK] = g_strdup ("Ex. 12");
  g_ptr_array_add (competences, &calculer);
  g_ptr_array_add (competences, &other);
  markup = nx_report_form_preview (g_ptr_array_index (form->pupils, 0), competences);
  g_assert_nonnull (strstr (markup, "&lt;b&gt;&amp; co"));
  g_assert_nonnull (strstr (markup, "Calculer: 2 of 5"));
  g_assert_null (strstr (markup, "Autre"));
  g_assert_null (strstr (markup, "fatigu"));
  g_assert_nonnull (strstr (markup, "December"));
  g_assert_true (pango_parse_markup (markup, -1, 0, NULL, &text, NULL, NULL));
}

/* The journal */

static void
on_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (nx_report_journal_save_finish (NX_REPORT_JOURNAL (source), result, &error));
  g_assert_no_error (error);
  (*(guint *) data)++;
}

static void
test_journal (void)
{
  g_autofree char *base = g_dir_make_tmp ("nexus-journal-XXXXXX", NULL);
  g_autofree char *folder = g_build_filename (base, "nexus-desktop", "drafts", ACCOUNT, NULL);
  g_autofree char *path = g_build_filename (folder, SESSION ".json", NULL), *text = NULL, *none = NULL;
  g_autoptr (NxReportJournal) journal = nx_report_journal_new (base, ACCOUNT), other = nx_report_journal_new (base, NULL);
  g_auto (GStrv) list = NULL;
  struct stat info;
  guint saved = 0;

  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *draft = g_strdup_printf ("draft %u", i);

      nx_report_journal_save_async (journal, SESSION, draft, on_saved, &saved);
    }
  WAIT_FOR (saved == 40);
  text = nx_report_journal_load (journal, SESSION);
  g_assert_cmpstr (text, ==, "draft 39");
  g_assert_cmpint (stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_assert_cmpint (stat (folder, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0700);
  list = nx_report_journal_list (journal);
  g_assert_cmpuint (g_strv_length (list), ==, 1);
  g_assert_cmpstr (list[0], ==, SESSION);
  /* of one account only */
  none = nx_report_journal_load (other, SESSION);
  g_assert_null (none);
  /* removing wins over a save that is on its way */
  nx_report_journal_save_async (journal, SESSION, "late", on_saved, &saved);
  nx_report_journal_remove (journal, SESSION);
  WAIT_FOR (saved == 41);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_journal_names (void)
{
  static const char *const names[]
      = { "../../evil", "", "a/b", "01900000-0000-7000-8000-00000000000", "01900000-0000-7000-8000-000000000001/.." };
  g_autofree char *base = g_dir_make_tmp ("nexus-journal-XXXXXX", NULL);
  g_autoptr (NxReportJournal) journal = nx_report_journal_new (base, ACCOUNT);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *text = nx_report_journal_load (journal, names[i]);

      g_assert_false (nx_report_journal_save (journal, names[i], "x", &error));
      g_assert_error (error, NX_ERROR, NX_ERROR_INVALID);
      g_assert_null (text);
    }
}

/* A folder that cannot be made is said, not hidden. Root may write everywhere, so a file stands in the way instead. */
static void
test_journal_failure (void)
{
  g_autofree char *base = g_dir_make_tmp ("nexus-journal-XXXXXX", NULL);
  g_autofree char *way = g_build_filename (base, "nexus-desktop", NULL);
  g_autoptr (NxReportJournal) journal = nx_report_journal_new (base, ACCOUNT);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (way, "", -1, NULL));
  g_assert_false (nx_report_journal_save (journal, SESSION, "x", &error));
  g_assert_nonnull (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reports/body", test_body);
  g_test_add_func ("/reports/draft", test_draft);
  g_test_add_func ("/reports/draft-bad", test_draft_bad);
  g_test_add_func ("/reports/missing", test_missing);
  g_test_add_func ("/reports/preview", test_preview);
  g_test_add_func ("/reports/journal", test_journal);
  g_test_add_func ("/reports/journal-names", test_journal_names);
  g_test_add_func ("/reports/journal-failure", test_journal_failure);
  return g_test_run ();
}
