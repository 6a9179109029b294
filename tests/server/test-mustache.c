/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <json-glib/json-glib.h>
#include <string.h>

#include "common/nx-error.h"
#include "common/nx-json.h"
#include "server/html/nx-mustache.h"

/* The official specification's cases (tests/server/mustache), and what is our own: translations, limits, hostile text. */

static const char *const suites[]
    = { "comments", "delimiters", "interpolation", "inverted", "partials", "sections", "inheritance" };

static void
run_case (gconstpointer data)
{
  JsonObject *test = (gpointer) data;
  g_autoptr (NxTemplates) templates = nx_templates_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) out = g_string_new (NULL);
  JsonNode *context = json_object_get_member (test, "data");

  if (json_object_has_member (test, "partials"))
    {
      JsonObject *partials = json_object_get_object_member (test, "partials");
      g_autoptr (GList) names = json_object_get_members (partials);

      for (GList *l = names; l != NULL; l = l->next)
        g_assert_true (nx_templates_add (templates, l->data, json_object_get_string_member (partials, l->data), &error));
    }
  g_assert_true (nx_templates_add (templates, "main", json_object_get_string_member (test, "template"), &error));
  g_assert_true (nx_templates_render (templates, "main", &context, 1, out, &error));
  g_assert_cmpstr (out->str, ==, json_object_get_string_member (test, "expected"));
}

static void
add_suite (const char *suite)
{
  g_autofree char *file = g_strconcat ("mustache/", suite, ".json", NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, file, NULL);
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GError) error = NULL;
  JsonArray *tests;

  if (!g_file_get_contents (path, &text, NULL, &error)
      || (root = nx_json_parse (text, -1, &nx_json_limits_answer, &error)) == NULL)
    g_error ("%s", error->message);

  tests = json_object_get_array_member (json_node_get_object (root), "tests");
  g_assert_cmpuint (json_array_get_length (tests), >, 5);
  for (guint i = 0; i < json_array_get_length (tests); i++)
    {
      JsonObject *test = json_array_get_object_element (tests, i);
      g_autofree char *name = g_strdelimit (g_strdup (json_object_get_string_member (test, "name")), "/", ' ');
      g_autofree char *test_path = g_strdup_printf ("/mustache/%s/%02u %s", suite, i, name);

      g_test_add_data_func_full (test_path, json_object_ref (test), run_case, (GDestroyNotify) json_object_unref);
    }
}

static char *
render (const char *template, const char *json, GError **error)
{
  g_autoptr (NxTemplates) templates = nx_templates_new ();
  g_autoptr (JsonNode) context = nx_json_parse (json, -1, &nx_json_limits_answer, NULL);
  g_autoptr (GString) out = g_string_new (NULL);

  g_assert_nonnull (context);
  if (!nx_templates_add (templates, "main", template, error))
    return NULL;
  if (!nx_templates_render (templates, "main", &context, 1, out, error))
    return NULL;
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
test_escaping (void)
{
  static const struct
  {
    const char *template, *json, *expected;
  } rows[] = {
    { "{{n}}", "{\"n\": \"<script>alert(1)</script>\"}", "&lt;script&gt;alert(1)&lt;/script&gt;" },
    { "<a title=\"{{n}}\">", "{\"n\": \"\\\" onload='x'\"}", "<a title=\"&quot; onload=&#39;x&#39;\">" },
    { "{{n}}", "{\"n\": \"👩 é \\u202E مرحبا\"}", "👩 é \u202E مرحبا" },
    { "{{n}}", "{\"n\": \"{{m}} {{/x}}\", \"m\": \"no\"}", "{{m}} {{/x}}" },
    { "{{n}}", "{\"n\": \"&amp;\"}", "&amp;amp;" },
    { "{{#_}}Hello {{n}}{{/_}}", "{\"n\": \"<b>\"}", "Hello &lt;b&gt;" },
    { "{{n}}", "{\"n\": {\"a\": 1}}", "" },
    { "{{#n}}x{{/n}}{{^n}}none{{/n}}", "{\"n\": \"\"}", "none" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *text = render (rows[i].template, rows[i].json, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (text, ==, rows[i].expected);
    }
}

static void
test_translation_sections (void)
{
  static const struct
  {
    const char *template, *json, *expected;
  } rows[] = {
    { "{{#_}}  One\n  line  {{/_}}", "{}", "One line" },
    { "{{#_}}{{/_}}", "{}", "" },
    { "{{#_n count}}one credit|{{count}} credits{{/_n}}", "{\"count\": 1}", "one credit" },
    { "{{#_n count}}one credit|{{count}} credits{{/_n}}", "{\"count\": 5}", "5 credits" },
    { "{{#_n a.b}}one|{{a.b}} many{{/_n}}", "{\"a\": {\"b\": 0}}", "0 many" },
    { "{{#list}}{{#_}}No. {{.}}{{/_}};{{/list}}", "{\"list\": [1, 2]}", "No. 1;No. 2;" },
    { "{{#_}}<a href=\"{{url}}\">here</a>{{/_}}", "{\"url\": \"/x\"}", "<a href=\"/x\">here</a>" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *text = render (rows[i].template, rows[i].json, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (text, ==, rows[i].expected);
    }
}

static void
test_faults (void)
{
  static const struct
  {
    const char *template, *says;
  } rows[] = {
    { "a\nb {{#x}}", "line 2" },
    { "{{/x}}", "closes what is not open" },
    { "{{#a}}{{#b}}{{/a}}{{/b}}", "closes what is not open" },
    { "{{x", "does not end" },
    { "{{=x=}}", "in pairs" },
    { "{{#_n n}}only one{{/_n}}", "two texts" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *text = render (rows[i].template, "{}", &error);

      g_assert_null (text);
      g_assert_error (error, NX_ERROR, NX_ERROR_CONFIG);
      g_assert_nonnull (strstr (error->message, rows[i].says));
    }
}

static void
test_no_bombs (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) nested = g_string_new (NULL);
  g_autofree char *compiled = NULL, *looped = NULL;

  for (guint i = 0; i < 100000; i++)
    g_string_append (nested, "{{#a}}");
  compiled = render (nested->str, "{}", &error);
  g_assert_null (compiled);
  g_assert_error (error, NX_ERROR, NX_ERROR_CONFIG);
  g_clear_error (&error);

  looped = render ("{{>main}}{{>main}}", "{}", &error);
  g_assert_null (looped);
  g_assert_error (error, NX_ERROR, NX_ERROR_INTERNAL);
}

static gpointer
render_often (gpointer data)
{
  g_autoptr (JsonNode) context = nx_json_parse ("{\"n\": \"x\"}", -1, &nx_json_limits_answer, NULL);

  for (guint i = 0; i < 300; i++)
    {
      g_autoptr (GString) out = g_string_new (NULL);
      g_autoptr (GError) error = NULL;

      g_assert_true (nx_templates_render (data, "main", &context, 1, out, &error));
      g_assert_cmpstr (out->str, ==, "Hello x, and x");
    }
  return NULL;
}

static void
test_threads (void)
{
  g_autoptr (NxTemplates) templates = nx_templates_new ();
  g_autoptr (GError) error = NULL;
  GThread *threads[4];

  g_assert_true (nx_templates_add (templates, "main", "{{#_}}Hello {{n}}{{/_}}{{#_}}, and {{n}}{{/_}}", &error));
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("render", render_often, templates);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (suites); i++)
    add_suite (suites[i]);
  g_test_add_func ("/mustache/own/escaping", test_escaping);
  g_test_add_func ("/mustache/own/translations", test_translation_sections);
  g_test_add_func ("/mustache/own/faults", test_faults);
  g_test_add_func ("/mustache/own/no-bombs", test_no_bombs);
  g_test_add_func ("/mustache/own/threads", test_threads);
  return g_test_run ();
}
