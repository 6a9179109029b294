/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "common/nx-json.h"
#include "common/nx-time.h"
#include "server/booking/booking-slots.h"
#include "server/html/nx-page-session.h"
#include "server/html/nx-page.h"

/* Pages without a database: the layout, names that want to be markup, times in two zones, addresses that lead elsewhere. */

static NxTemplates *templates;

static NxActor
actor_of (int role, const char *zone)
{
  NxActor actor = { .user_id = role >= 0 ? "u" : NULL, .role = role, .zone = zone, .locale = "en", .request_id = "r1" };

  actor.first_name = role >= 0 ? "Inès <b>\"&'" : NULL;
  actor.last_name = role >= 0 ? "ben Ali" : NULL;
  g_assert_true (nx_time_parse ("2026-11-22T08:00:00Z", &actor.now));
  return actor;
}

static char *
render (const NxActor *actor, const char *path, const char *template, NxJsonWriter *model)
{
  g_autoptr (GError) error = NULL;
  char *html = nx_page_render (templates, NULL, actor, path, template, "A <title>", model, &error);

  g_assert_no_error (error);
  return html;
}

static NxJsonWriter *
empty_model (void)
{
  NxJsonWriter *model = nx_json_writer_new ();

  nx_json_begin_object (model, NULL);
  nx_json_end_object (model);
  return model;
}

static gboolean
is_void (const char *name)
{
  static const char *const names[] = { "meta", "link", "img", "input", "br", "hr", "!doctype", NULL };

  return g_strv_contains (names, name);
}

/* Every element that is opened is closed, in order. Inside <svg> an element may close itself. */
static void
assert_balanced (const char *html, const char *what)
{
  g_autoptr (GPtrArray) open = g_ptr_array_new_with_free_func (g_free);

  for (const char *at = strchr (html, '<'); at != NULL; at = strchr (at, '<'))
    {
      const char *end = strchr (at, '>');
      gboolean closes = at[1] == '/';
      g_autofree char *name = NULL;

      g_assert_nonnull (end);
      name = g_ascii_strdown (at + 1 + closes, strcspn (at + 1 + closes, " />\n"));
      at = end;
      if (closes)
        {
          if (open->len == 0 || strcmp (g_ptr_array_index (open, open->len - 1), name) != 0)
            g_error ("%s: </%s> closes <%s>", what, name,
                     open->len > 0 ? (char *) g_ptr_array_index (open, open->len - 1) : "nothing");
          g_ptr_array_set_size (open, open->len - 1);
        }
      else if (end[-1] != '/' && !is_void (name))
        {
          g_ptr_array_add (open, g_steal_pointer (&name));
        }
    }
  g_assert_cmpuint (open->len, ==, 0);
}

static void
test_all_balanced (void)
{
  g_auto (GStrv) files = g_resource_enumerate_children (nx_page_resource (), "/academy/nexusreussite/templates", 0, NULL);
  NxActor actor = actor_of (NX_ROLE_PARENT, "Africa/Tunis");
  guint n_pages = 0;

  for (guint i = 0; files[i] != NULL; i++)
    {
      g_autofree char *name = g_strndup (files[i], strlen (files[i]) - strlen (".html"));
      g_autofree char *html = render (&actor, "/", name, empty_model ());

      assert_balanced (html, name);
      n_pages += g_str_has_prefix (html, "<!DOCTYPE html>");
    }
  g_assert_cmpuint (n_pages, >=, 20);
}

static void
test_layout (void)
{
  NxActor visitor = actor_of (-1, "Africa/Tunis"), parent = actor_of (NX_ROLE_PARENT, "Africa/Tunis");
  NxActor pupil = actor_of (NX_ROLE_ELEVE, "Africa/Tunis"), coach = actor_of (NX_ROLE_COACH, "Africa/Tunis");
  g_autofree char *a = render (&visitor, "/accessibilite", "accessibility", empty_model ());
  g_autofree char *b = render (&parent, "/parent", "accessibility", empty_model ());
  g_autofree char *c = render (&pupil, "/reserver/creneaux", "accessibility", empty_model ());
  g_autofree char *d = render (&coach, "/equipe/agenda", "staff", empty_model ());

  g_assert_nonnull (strstr (a, "<html lang=\"en\" dir=\"ltr\">"));
  g_assert_nonnull (strstr (a, "<title>A &lt;title&gt; · Nexus Réussite</title>"));
  g_assert_nonnull (strstr (a, "href=\"/connexion\""));
  g_assert_null (strstr (a, "/deconnexion"));
  g_assert_nonnull (strstr (b, "<bdi>Inès &lt;b&gt;&quot;&amp;&#39;</bdi>"));
  g_assert_nonnull (strstr (b, ">IB</span>"));
  g_assert_nonnull (strstr (b, "<a href=\"/parent\" aria-current=\"page\">"));
  g_assert_nonnull (strstr (c, "<a href=\"/reserver\" aria-current=\"page\">"));
  g_assert_null (strstr (c, "href=\"/parent\""));
  g_assert_nonnull (strstr (d, "<a href=\"/equipe/agenda\" aria-current=\"page\">"));
  g_assert_null (strstr (b, "<b>"));
  g_assert_nonnull (strstr (a, "© 2026"));
}

static NxSession *
make_session (const char *start, const char *topic)
{
  NxSession *session = g_object_new (NX_TYPE_SESSION, NULL);
  NxCoach *coach = g_object_new (NX_TYPE_COACH, NULL);

  coach->pseudonym = g_strdup ("Hélios");
  session->id = g_strdup ("s1");
  session->subject = NX_SUBJECT_MATHEMATIQUES;
  session->type = NX_SERVICE_COURS_ONLINE;
  session->status = NX_SESSION_SCHEDULED;
  session->reportStatus = -1;
  session->duration = 60;
  session->creditCost = NX_CREDITS (1);
  session->coach = coach;
  session->title = g_strdup (topic);
  g_assert_true (nx_time_parse (start, &session->scheduledAt));
  return session;
}

static char *
render_session (const NxActor *actor, const char *start, const char *topic)
{
  g_autoptr (NxSession) session = make_session (start, topic);
  NxJsonWriter *model = nx_json_writer_new ();

  nx_json_begin_object (model, NULL);
  nx_page_write_session (model, "session", session, actor);
  nx_json_end_object (model);
  return render (actor, "/seances/s1", "session", model);
}

static void
test_session_escapes (void)
{
  NxActor actor = actor_of (NX_ROLE_PARENT, "Africa/Tunis");
  g_autofree char *html = render_session (&actor, "2026-11-24T16:00:00Z", "<script>alert(1)</script> \xe2\x80\xae 👩 {{subject}}");

  g_assert_nonnull (strstr (html, "<small>&lt;script&gt;alert(1)&lt;/script&gt; \xe2\x80\xae 👩 {{subject}}</small>"));
  g_assert_null (strstr (html, "<script"));
  g_assert_nonnull (strstr (html, "Tuesday 24 November, 17:00–18:00"));
  g_assert_nonnull (strstr (html, "/assets/coach-helios.svg"));
  g_assert_nonnull (strstr (html, "href=\"/seances/s1/annuler\""));
  g_assert_null (strstr (html, "in Tunis"));
}

/* Paris and Tunis show the same hour in winter and not in summer; New York never. */
static void
test_zones (void)
{
  NxActor paris = actor_of (NX_ROLE_PARENT, "Europe/Paris"), york = actor_of (NX_ROLE_PARENT, "America/New_York");
  g_autofree char *winter = render_session (&paris, "2026-11-24T16:00:00Z", NULL);
  g_autofree char *summer = render_session (&paris, "2027-06-24T16:00:00Z", NULL);
  g_autofree char *away = render_session (&york, "2026-11-24T16:00:00Z", NULL);

  g_assert_nonnull (strstr (winter, "17:00–18:00"));
  g_assert_null (strstr (winter, "in Tunis"));
  g_assert_nonnull (strstr (summer, "18:00–19:00"));
  g_assert_nonnull (strstr (summer, "Paris time; 17:00 in Tunis"));
  g_assert_nonnull (strstr (away, "11:00–12:00"));
  g_assert_nonnull (strstr (away, "New York time; 17:00 in Tunis"));
}

static void
test_local_paths (void)
{
  static const char *const good[] = { "/", "/parent", "/reserver/creneaux?jour=2026-11-24#creneaux", "/a//b" };
  static const char *const bad[]
      = { "", "parent", "//evil.test", "/\\evil.test", "https://evil.test/", "javascript:alert(1)", "/a\nb", "/a\\b", " /a" };
  g_autofree char *longest = g_strnfill (501, '/');

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (nx_page_is_local (good[i]));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (nx_page_is_local (bad[i]));
  longest[1] = 'a';
  g_assert_false (nx_page_is_local (longest));
  g_assert_false (nx_page_is_local (NULL));
}

static void
test_marks (void)
{
  static const struct
  {
    const char *name, *file;
  } rows[] = {
    { "Hélios", "/assets/coach-helios.svg" },       { "Zénon", "/assets/coach-zenon.svg" },
    { "Pythagore", "/assets/coach-pythagore.svg" }, { "Turing", "/assets/coach-turing.svg" },
    { "Vinci", "/assets/coach-vinci.svg" },         { "Athéna", "/assets/coach-athena.svg" },
    { "Kairos", "/assets/coach-kairos.svg" },       { "Orion", "/assets/coach-orion.svg" },
    { "Calliope", "/assets/coach-calliope.svg" },   { "Hypatie", "/assets/coach.svg" },
    { "../../etc", "/assets/coach.svg" },           { NULL, "/assets/coach.svg" },
  };
  g_autofree char *initials = nx_page_initials ("élodie", "o'brien"), *alone = nx_page_initials ("李", "");

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *file = nx_page_avatar (rows[i].name);

      g_assert_cmpstr (file, ==, rows[i].file);
    }
  g_assert_cmpstr (initials, ==, "ÉO");
  g_assert_cmpstr (alone, ==, "李");
}

static GPtrArray *
make_slots (const int *hours, guint n)
{
  GPtrArray *slots = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n; i++)
    {
      NxSlot *slot = g_object_new (NX_TYPE_SLOT, NULL);

      slot->start = hours[i] * NX_TIME_HOUR;
      g_ptr_array_add (slots, slot);
    }
  return slots;
}

static char *
nearest_text (const int *hours, guint n, int wanted, guint limit)
{
  g_autoptr (GPtrArray) slots = make_slots (hours, n);
  g_autoptr (GPtrArray) nearest = nx_slots_nearest (slots, wanted * NX_TIME_HOUR, limit);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < nearest->len; i++)
    g_string_append_printf (text, "%d ", (int) (((NxSlot *) g_ptr_array_index (nearest, i))->start / NX_TIME_HOUR));
  return g_string_free (text, FALSE);
}

static void
test_nearest (void)
{
  static const int hours[] = { 1, 2, 2, 2, 5, 9, 10, 30 }; /* three coaches are free at 2 */
  g_autofree char *middle = nearest_text (hours, 8, 6, 3), *before = nearest_text (hours, 8, -50, 2),
                  *after = nearest_text (hours, 8, 99, 2);
  g_autofree char *all = nearest_text (hours, 8, 5, 20), *none = nearest_text (hours, 0, 5, 3),
                  *twins = nearest_text (hours + 1, 3, 2, 5);

  g_assert_cmpstr (middle, ==, "2 5 9 ");
  g_assert_cmpstr (before, ==, "1 2 ");
  g_assert_cmpstr (after, ==, "10 30 ");
  g_assert_cmpstr (all, ==, "1 2 5 9 10 30 ");
  g_assert_cmpstr (none, ==, "");
  g_assert_cmpstr (twins, ==, "2 ");
}

/* A page of thirty sessions, written, parsed and rendered. Generous: the limit is met by half on a busy machine. */
static void
test_quick (void)
{
  NxActor actor = actor_of (NX_ROLE_PARENT, "Europe/Paris");
  g_autoptr (GPtrArray) sessions = g_ptr_array_new_with_free_func (g_object_unref);
  const guint rounds = 200;
  gint64 before;
  double each;

  for (guint i = 0; i < 30; i++)
    g_ptr_array_add (sessions, make_session ("2026-11-24T16:00:00Z", "Suites"));
  before = g_get_monotonic_time ();
  for (guint i = 0; i < rounds; i++)
    {
      NxJsonWriter *model = nx_json_writer_new ();
      g_autofree char *html = NULL;

      nx_json_begin_object (model, NULL);
      nx_json_add_bool (model, "hasChildren", TRUE);
      nx_json_add_bool (model, "hasSessions", TRUE);
      nx_page_write_sessions (model, "sessions", sessions, &actor);
      nx_json_end_object (model);
      html = render (&actor, "/parent", "parent", model);
      g_assert_cmpuint (strlen (html), >, 10000);
    }
  each = (g_get_monotonic_time () - before) / 1000.0 / rounds;
  g_test_message ("a page of thirty sessions: %.3f ms", each);
  if (g_getenv ("NEXUS_SANITIZED") == NULL)
    g_assert_cmpfloat (each, <, 10);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  templates = nx_page_load_templates (&error);
  g_assert_no_error (error);

  g_test_add_func ("/pages/balanced", test_all_balanced);
  g_test_add_func ("/pages/layout", test_layout);
  g_test_add_func ("/pages/session-escapes", test_session_escapes);
  g_test_add_func ("/pages/zones", test_zones);
  g_test_add_func ("/pages/local-paths", test_local_paths);
  g_test_add_func ("/pages/marks", test_marks);
  g_test_add_func ("/pages/nearest", test_nearest);
  g_test_add_func ("/pages/quick", test_quick);
  status = g_test_run ();
  nx_templates_free (templates);
  return status;
}
