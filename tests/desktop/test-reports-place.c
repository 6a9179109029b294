/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The editor of reports as a widget: keys, what is kept, what is shown when the server holds something else. */
#include <adwaita.h>
#include <glib/gstdio.h>
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

int
main (int argc, char **argv)
{
  g_autofree char *data = g_dir_make_tmp ("nexus-reports-XXXXXX", NULL);

  g_setenv ("XDG_DATA_HOME", data, TRUE);
  fixture_init (&argc, &argv);
  g_test_add_func ("/reports/shots", test_shots);
  return g_test_run ();
}
