/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The editor of reports as a widget: keys, what is kept, what is shown when the server holds something else. */
#include <adwaita.h>
#include <string.h>
#include "common/nx-time.h"
#include "desktop/reports/nx-reports-place.h"
#include "tests/desktop/agenda-fixture.h"

static GPtrArray *
make_competences (void)
{
  static const char *const rows[][2] = { { "calculer", "Calculer" },
                                         { "raisonner", "Raisonner" },
                                         { "modeliser", "Modéliser" },
                                         { "representer", "Représenter" },
                                         { "communiquer", "Communiquer" } };
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) nx_report_competence_free);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      NxReportCompetence *competence = g_new0 (NxReportCompetence, 1);

      competence->slug = g_strdup (rows[i][0]);
      competence->label = g_strdup (rows[i][1]);
      g_ptr_array_add (list, competence);
    }
  return list;
}

static void
test_shots (void)
{
  struct
  {
    const char *name;
    int width, height;
    gboolean open;
  } shots[] = {
    { "reports", 1366, 768, TRUE },
    { "reports-list-narrow", 400, 720, FALSE },
    { "reports-narrow", 400, 720, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (shots); i++)
    {
      GtkWidget *place = nx_reports_place_new (NULL), *window;
      NxReportEditor *editor = nx_reports_place_get_editor (NX_REPORTS_PLACE (place));
      g_autoptr (GPtrArray) competences = make_competences ();

      fixture_fill (nx_reports_place_get_source (NX_REPORTS_PLACE (place)), 1, 24);
      nx_reports_place_set_now (NX_REPORTS_PLACE (place), FIXTURE_NOW);
      window = fixture_window (place, NULL, shots[i].width, shots[i].height);
      if (shots[i].open)
        {
          NxReportFields *fields = nx_report_editor_get_fields (editor);

          nx_place_open (NX_PLACE (place), "01900000-0000-7000-8000-000000000000");
          nx_report_editor_set_competences (editor, competences);
          nx_report_fields_attendance_key (fields, GDK_KEY_p);
          for (guint row = 0; row < 4; row++)
            nx_report_fields_set_mark (fields, row, 3 + (int) row % 2);
          gtk_text_buffer_set_text (
              nx_report_fields_get_buffer (fields, NX_REPORT_WORKED),
              "Dérivation : nombre dérivé, tangente, premières variations. Deux exercices du manuel, p. 84.", -1);
          gtk_text_buffer_set_text (nx_report_fields_get_buffer (fields, NX_REPORT_STRENGTHS),
                                    "Calcul sûr, bonne lecture graphique.", -1);
          gtk_text_buffer_set_text (nx_report_fields_get_buffer (fields, NX_REPORT_HOMEWORK), "Ex. 12 et 15 p. 91", -1);
          gtk_editable_set_text (nx_report_fields_get_due (fields), "jeu");
          nx_report_editor_pause (editor);
        }
      fixture_settle (300);
      fixture_shot (window, shots[i].name);
      gtk_window_destroy (GTK_WINDOW (window));
    }
}

#define FIRST "01900000-0000-7000-8000-000000000000"

typedef struct
{
  GtkWidget *place, *window;
  NxReportEditor *editor;
  NxReportFields *fields;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) competences = make_competences ();

  fixture->place = nx_reports_place_new (NULL);
  fixture->editor = nx_reports_place_get_editor (NX_REPORTS_PLACE (fixture->place));
  fixture->fields = nx_report_editor_get_fields (fixture->editor);
  fixture_fill (nx_reports_place_get_source (NX_REPORTS_PLACE (fixture->place)), 1, 24);
  nx_reports_place_set_now (NX_REPORTS_PLACE (fixture->place), FIXTURE_NOW);
  fixture->window = fixture_window (fixture->place, NULL, 1200, 700);
  nx_place_open (NX_PLACE (fixture->place), FIRST);
  nx_report_editor_set_competences (fixture->editor, competences);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gpointer weak = fixture->place;

  g_object_add_weak_pointer (G_OBJECT (fixture->place), &weak);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_assert_null (weak);
}

static NxReportPupil *
pupil_of (Fixture *fixture)
{
  return g_ptr_array_index (nx_report_editor_get_form (fixture->editor)->pupils, 0);
}

static void
type (Fixture *fixture, NxReportText which, const char *text)
{
  gtk_text_buffer_set_text (nx_report_fields_get_buffer (fixture->fields, which), text, -1);
}

static void
test_keys (Fixture *fixture, gconstpointer data)
{
  g_assert_true (nx_report_fields_attendance_key (fixture->fields, GDK_KEY_L));
  g_assert_cmpint (pupil_of (fixture)->attendance, ==, NX_ATTENDANCE_LATE);
  g_assert_true (nx_report_fields_attendance_key (fixture->fields, GDK_KEY_a));
  g_assert_cmpint (pupil_of (fixture)->attendance, ==, NX_ATTENDANCE_ABSENT);
  g_assert_false (nx_report_fields_attendance_key (fixture->fields, GDK_KEY_x));
  nx_report_fields_set_mark (fixture->fields, 0, 4);
  nx_report_fields_set_mark (fixture->fields, 0, 2);
  nx_report_fields_set_mark (fixture->fields, 1, 6);
  nx_report_fields_set_mark (fixture->fields, 77, 3);
  g_assert_cmpuint (g_hash_table_size (pupil_of (fixture)->marks), ==, 1);
  g_assert_cmpint (GPOINTER_TO_INT (g_hash_table_lookup (pupil_of (fixture)->marks, "calculer")), ==, 2);
  gtk_editable_set_text (nx_report_fields_get_due (fixture->fields), "jeu");
  g_assert_cmpint (pupil_of (fixture)->homework_due, ==, fixture_monday () + 3);
  gtk_editable_set_text (nx_report_fields_get_due (fixture->fields), "31/02");
  g_assert_cmpint (pupil_of (fixture)->homework_due, ==, NX_DATE_NONE);
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (nx_report_fields_get_due (fixture->fields)), "error"));
}

/* What was typed is there again after the program ended without a word, and after another session was looked at. */
static void
test_survives (Fixture *fixture, gconstpointer data)
{
  type (fixture, NX_REPORT_WORKED, "Limites de suites");
  nx_place_open (NX_PLACE (fixture->place), "01900000-0000-7000-8000-000000000001");
  nx_place_open (NX_PLACE (fixture->place), FIRST);
  g_assert_cmpstr (pupil_of (fixture)->texts[NX_REPORT_WORKED], ==, "Limites de suites");
  type (fixture, NX_REPORT_WORKED, "Limites de suites et de fonctions");
  tear_down (fixture, NULL);
  set_up (fixture, NULL);
  g_assert_cmpstr (pupil_of (fixture)->texts[NX_REPORT_WORKED], ==, "Limites de suites et de fonctions");
  g_assert_nonnull (strstr (nx_report_editor_get_status (fixture->editor), "kept on this computer at 16:24"));
}

/* An answer that comes late never takes the place of what was typed meanwhile. */
static void
test_late_answer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) reports = g_ptr_array_new_with_free_func (g_object_unref);
  NxReport *report = g_object_new (NX_TYPE_REPORT, NULL);

  report->studentId = g_strdup (pupil_of (fixture)->student_id);
  report->worked = g_strdup ("du serveur");
  report->attendance = NX_ATTENDANCE_PRESENT;
  report->homeworkDue = NX_DATE_NONE;
  g_ptr_array_add (reports, report);
  type (fixture, NX_REPORT_WORKED, "de la main du coach");
  nx_report_editor_take (fixture->editor, reports, "\"7\"");
  g_assert_cmpstr (pupil_of (fixture)->texts[NX_REPORT_WORKED], ==, "de la main du coach");
  g_assert_true (nx_report_editor_get_conflict (fixture->editor));
}

/* What lacks is said at once, and nothing is sent. */
static void
test_missing (Fixture *fixture, gconstpointer data)
{
  nx_report_fields_attendance_key (fixture->fields, GDK_KEY_p);
  type (fixture, NX_REPORT_STRENGTHS, "  ");
  gtk_widget_activate_action (GTK_WIDGET (fixture->editor), "report.submit", NULL);
  g_assert_true (gtk_revealer_get_reveal_child (
      GTK_REVEALER (gtk_widget_get_template_child (GTK_WIDGET (fixture->editor), NX_TYPE_REPORT_EDITOR, "problem"))));
  g_assert_false (nx_report_editor_get_form (fixture->editor)->submitted);
}

int
main (int argc, char **argv)
{
  g_autofree char *data = g_dir_make_tmp ("nexus-reports-XXXXXX", NULL);

  g_setenv ("XDG_DATA_HOME", data, TRUE);
  fixture_init (&argc, &argv);
  g_test_add ("/reports/keys", Fixture, NULL, set_up, test_keys, tear_down);
  g_test_add ("/reports/survives", Fixture, NULL, set_up, test_survives, tear_down);
  g_test_add ("/reports/late-answer", Fixture, NULL, set_up, test_late_answer, tear_down);
  g_test_add ("/reports/missing", Fixture, NULL, set_up, test_missing, tear_down);
  g_test_add_func ("/reports/shots", test_shots);
  return g_test_run ();
}
