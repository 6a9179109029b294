/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/desktop/agenda-fixture.h"

#include <adwaita.h>
#include <libintl.h>
#include <locale.h>
#include "common/nx-time.h"
#include "desktop/widgets/nx-session-text.h"

typedef struct
{
  const char *pseudonym, *mark;
  guint32 subjects;
} CoachRow;

#define BIT(subject) (1u << NX_SUBJECT_##subject)

static const CoachRow coach_rows[] = {
  { "Hélios", "Hé", BIT (MATHEMATIQUES) | BIT (PHYSIQUE_CHIMIE) },
  { "Zénon", "Zé", BIT (PHILOSOPHIE) },
  { "Pythagore", "Py", BIT (MATHEMATIQUES) },
  { "Turing", "Tu", BIT (NSI) | BIT (MATHEMATIQUES) },
  { "Vinci", "Vi", BIT (PHYSIQUE_CHIMIE) | BIT (SVT) },
  { "Athéna", "At", BIT (HISTOIRE_GEO) | BIT (SES) },
  { "Calliope", "Ca", BIT (FRANCAIS) },
  { "Kairos", "Ka", BIT (ANGLAIS) | BIT (ESPAGNOL) },
  { "Orion", "Or", BIT (SVT) | BIT (MATHEMATIQUES) },
  { "Hypatie", "Hy", BIT (MATHEMATIQUES) },
  { "Averroès", "Av", BIT (PHILOSOPHIE) | BIT (FRANCAIS) },
  { "Khwarizmi", "Kh", BIT (NSI) },
};

static const char *const first_names[]
    = { "Lina", "Yassine", "Inès", "Mehdi", "Sarra", "Anas", "Maryem", "Rayen", "Nour", "Éloïse", "Mohamed-Aziz", "Chaïma" };
static const char *const last_names[]
    = { "Ben Ali", "Trabelsi", "Bouazizi", "Khelifi", "Ben Romdhane", "Gharbi", "Mejri", "Jaziri", "de La Rochefoucauld-Mansour",
        "Ayari" };

gint32
fixture_monday (void)
{
  return nx_date_week_start (nx_time_date_in_zone (FIXTURE_NOW, nx_session_zone ()));
}

GPtrArray *
fixture_coaches (guint n)
{
  GPtrArray *coaches = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n && i < G_N_ELEMENTS (coach_rows); i++)
    {
      NxCoach *coach = g_object_new (NX_TYPE_COACH, NULL);

      coach->id = g_strdup_printf ("01900000-0000-7000-8000-0000000001%02u", i);
      coach->pseudonym = g_strdup (coach_rows[i].pseudonym);
      coach->mark = g_strdup (coach_rows[i].mark);
      coach->subjects = coach_rows[i].subjects;
      coach->online = TRUE;
      coach->inPerson = i % 3 != 2;
      coach->color = i;
      g_ptr_array_add (coaches, coach);
    }
  return coaches;
}

NxSession *
fixture_session (const char *id, NxCoach *coach, gint32 date, int minute, int duration, const char *first_name,
                 const char *last_name)
{
  NxSession *session = g_object_new (NX_TYPE_SESSION, NULL);
  NxPerson *pupil = g_object_new (NX_TYPE_PERSON, NULL);
  gint64 start;

  g_assert_true (nx_time_from_local (date, minute, nx_session_zone (), &start));
  session->id = g_strdup (id);
  session->subject = NX_SUBJECT_MATHEMATIQUES;
  session->type = NX_SERVICE_COURS_ONLINE;
  session->status = NX_SESSION_SCHEDULED;
  session->scheduledAt = start;
  session->duration = duration;
  session->creditCost = 4;
  session->coach = coach != NULL ? g_object_ref (coach) : NULL;
  session->capacity = session->seatsTaken = 1;
  session->reportStatus = -1;
  session->cancelledAt = NX_TIME_NONE;
  session->version = 1;
  pupil->id = g_strdup_printf ("pupil-%s-%s", first_name, last_name);
  pupil->firstName = g_strdup (first_name);
  pupil->lastName = g_strdup (last_name);
  session->students = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (session->students, pupil);
  return session;
}

static int
subject_of (NxCoach *coach, guint i)
{
  int found = NX_SUBJECT_MATHEMATIQUES;
  guint nth = 0;

  for (int s = 0; s < (int) nx_enum_count (&nx_subject_enum); s++)
    if (coach->subjects & (1u << s))
      if (nth++ <= i % 2)
        found = s;
  return found;
}

static void
vary (NxSession *session, guint i)
{
  NxPerson *more = NULL;

  session->type = i % 7 == 3 ? NX_SERVICE_ATELIER_GROUPE : i % 3 == 1 ? NX_SERVICE_COURS_PRESENTIEL : NX_SERVICE_COURS_ONLINE;
  session->creditCost = session->type == NX_SERVICE_ATELIER_GROUPE ? 6 : session->type == NX_SERVICE_COURS_PRESENTIEL ? 5 : 4;
  if (session->scheduledAt < FIXTURE_NOW && i % 4 != 0)
    {
      session->status = NX_SESSION_COMPLETED;
      session->reportStatus = NX_REPORT_SUBMITTED;
    }
  if (session->scheduledAt < FIXTURE_NOW && i % 13 == 5)
    session->status = NX_SESSION_NO_SHOW;
  if (i % 11 == 10)
    session->status = NX_SESSION_CANCELLED;
  session->reportDue = session->status == NX_SESSION_SCHEDULED && session->scheduledAt < FIXTURE_NOW - NX_TIME_DAY;
  if (session->type != NX_SERVICE_ATELIER_GROUPE)
    return;
  session->capacity = 6;
  session->seatsTaken = 2;
  more = g_object_new (NX_TYPE_PERSON, NULL);
  more->id = g_strdup ("pupil-more");
  more->firstName = g_strdup ("Skander");
  more->lastName = g_strdup ("Zouari");
  g_ptr_array_add (session->students, more);
}

void
fixture_fill (NxSessionSource *source, guint n_coaches, guint n)
{
  g_autoptr (GPtrArray) coaches = fixture_coaches (n_coaches), sessions = g_ptr_array_new_with_free_func (g_object_unref);
  guint slots = MAX (1, n / (n_coaches * 6) + 1);
  gint64 from, to;

  for (guint i = 0; i < n; i++)
    {
      NxCoach *coach = g_ptr_array_index (coaches, i % n_coaches);
      guint day = (i / n_coaches) % 6, slot = i / (n_coaches * 6);
      int start = 9 * 60 + (int) (slot * 600 / slots) + (int) ((i * 7) % 5) * 15;
      g_autofree char *id = g_strdup_printf ("01900000-0000-7000-8000-%012u", i);
      NxSession *session
          = fixture_session (id, coach, fixture_monday () + (gint32) day, MIN (start, 19 * 60),
                             i % 9 == 4   ? 90
                             : i % 5 == 2 ? 45
                                          : 60,
                             first_names[(i * 5) % G_N_ELEMENTS (first_names)], last_names[(i * 3) % G_N_ELEMENTS (last_names)]);

      session->subject = subject_of (coach, i);
      vary (session, i);
      g_ptr_array_add (sessions, session);
    }
  nx_session_source_set_coaches (source, coaches);
  from = fixture_monday () * NX_TIME_DAY;
  to = from + 7 * NX_TIME_DAY;
  nx_session_list_replace (nx_session_source_get_list (source), from, to, sessions, NULL);
}

static gboolean
on_timeout (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

void
fixture_settle (guint milliseconds)
{
  gboolean over = FALSE;

  g_timeout_add (milliseconds, on_timeout, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

void
fixture_shot (GtkWidget *widget, const char *name)
{
  const char *folder = g_getenv ("TEST_SHOT_DIR");
  g_autoptr (GdkPaintable) paintable = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  g_autofree char *path = NULL, *file = NULL;
  GtkSnapshot *snapshot;
  GskRenderNode *node;

  if (folder == NULL)
    return;
  paintable = gtk_widget_paintable_new (widget);
  snapshot = gtk_snapshot_new ();
  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (widget), gtk_widget_get_height (widget));
  node = gtk_snapshot_free_to_node (snapshot);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (gtk_widget_get_native (widget)), node, NULL);
  file = g_strdup_printf ("%s%s.png", name, adw_style_manager_get_dark (adw_style_manager_get_default ()) ? "-dark" : "");
  path = g_build_filename (folder, file, NULL);
  g_assert_true (gdk_texture_save_to_png (texture, path));
  gsk_render_node_unref (node);
}

/* The window's actions, so that what triggers them is not greyed. */
static void
on_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_object_set_data_full (G_OBJECT (data), g_action_get_name (G_ACTION (action)), g_variant_dup_string (parameter, NULL), g_free);
}

static void
add_actions (GtkWidget *window)
{
  static const char *const names[] = { "open-student", "open-session", "open-report", "new-session" };
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GSimpleAction) action = g_simple_action_new (names[i], G_VARIANT_TYPE_STRING);

      g_signal_connect (action, "activate", G_CALLBACK (on_action), window);
      g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
    }
  gtk_widget_insert_action_group (window, "win", G_ACTION_GROUP (group));
}

GtkWidget *
fixture_window (GtkWidget *child, GtkWidget *header, int width, int height)
{
  GtkWidget *window = adw_window_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *bar = adw_header_bar_new ();
  GtkWidget *toasts = adw_toast_overlay_new ();

  /* As in the window: its own bar where there is little room. */
  if (header != NULL && width >= 1000)
    {
      adw_header_bar_pack_start (ADW_HEADER_BAR (bar), header);
      adw_header_bar_set_title_widget (ADW_HEADER_BAR (bar), gtk_label_new ("Nexus Réussite"));
    }
  gtk_box_append (GTK_BOX (box), bar);
  if (header != NULL && width < 1000)
    {
      gtk_widget_add_css_class (header, "toolbar");
      gtk_box_append (GTK_BOX (box), header);
    }
  gtk_widget_set_vexpand (child, TRUE);
  gtk_box_append (GTK_BOX (box), child);
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (toasts), box);
  adw_window_set_content (ADW_WINDOW (window), toasts);
  add_actions (window);
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);
  fixture_settle (30);
  return window;
}

static void
load_style (void)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();

  gtk_css_provider_load_from_resource (provider, "/academy/nexusreussite/Nexus/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  if (!adw_style_manager_get_dark (adw_style_manager_get_default ()))
    return;
  g_clear_object (&provider);
  provider = gtk_css_provider_new ();
  gtk_css_provider_load_from_resource (provider, "/academy/nexusreussite/Nexus/style-dark.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

void
fixture_init (int *argc, char ***argv)
{
  const char *locale_dir = g_getenv ("NEXUS_LOCALE_DIR");

  g_setenv ("GTK_A11Y", "test", TRUE);
  gtk_test_init (argc, argv, NULL);
  if (locale_dir != NULL)
    {
      /* gtk_test_init() sets the locale "C", in which nothing is translated. */
      setlocale (LC_ALL, "");
      bindtextdomain (GETTEXT_PACKAGE, locale_dir);
      textdomain (GETTEXT_PACKAGE);
      bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
    }
  adw_init ();
  /* A window that is destroyed while it slides keeps the node of its last frame for ever (GTK 4.8). */
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  load_style ();
}
