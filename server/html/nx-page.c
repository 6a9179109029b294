/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/html/nx-page.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "common/nx-json.h"
#include "common/nx-time.h"
#include "server/html/nx-html-resource.h"
#include "server/nx-app.h"

#define TEMPLATES "/academy/nexusreussite/templates/"

GResource *
nx_page_resource (void)
{
  return nx_html_get_resource ();
}

static gboolean
load_template (NxTemplates *templates, const char *file, GError **error)
{
  g_autofree char *path = g_strconcat (TEMPLATES, file, NULL);
  g_autofree char *name = g_strndup (file, strlen (file) - strlen (".html"));
  g_autoptr (GBytes) source = g_resource_lookup_data (nx_page_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);

  /* GResource ends what it keeps uncompressed with a NUL that is not counted. */
  return source != NULL && nx_templates_add (templates, name, g_bytes_get_data (source, NULL), error);
}

NxTemplates *
nx_page_load_templates (GError **error)
{
  g_autoptr (NxTemplates) templates = nx_templates_new ();
  g_auto (GStrv) files = g_resource_enumerate_children (nx_page_resource (), TEMPLATES, G_RESOURCE_LOOKUP_FLAGS_NONE, error);

  for (guint i = 0; files != NULL && files[i] != NULL; i++)
    if (!load_template (templates, files[i], error))
      return NULL;
  return files != NULL ? g_steal_pointer (&templates) : NULL;
}

const char *
nx_page_start (int role)
{
  switch (role)
    {
    case NX_ROLE_PARENT:
      return "/parent";
    case NX_ROLE_ELEVE:
      return "/eleve";
    case NX_ROLE_COACH:
      return "/equipe/agenda";
    case NX_ROLE_ADMIN:
    case NX_ROLE_ASSISTANTE:
      return "/equipe";
    default:
      return "/";
    }
}

gboolean
nx_page_is_local (const char *path)
{
  if (path == NULL || path[0] != '/' || path[1] == '/' || strlen (path) > 500)
    return FALSE;

  for (; *path != '\0'; path++)
    if (g_ascii_iscntrl (*path) || *path == '\\')
      return FALSE;
  return TRUE;
}

char *
nx_page_initials (const char *first, const char *last)
{
  GString *initials = g_string_new (NULL);

  for (guint i = 0; i < 2; i++)
    {
      const char *name = i == 0 ? first : last;

      if (name != NULL && *name != '\0')
        g_string_append_unichar (initials, g_unichar_toupper (g_utf8_get_char (name)));
    }
  return g_string_free (initials, FALSE);
}

char *
nx_page_avatar (const char *pseudonym)
{
  g_autofree char *ascii = g_str_to_ascii (pseudonym != NULL ? pseudonym : "", "C");
  g_autofree char *lower = g_ascii_strdown (ascii, -1);
  g_autofree char *name = g_strcanon (g_strdup (lower), "abcdefghijklmnopqrstuvwxyz", '-');
  g_autofree char *file = g_strconcat (NX_PAGE_ASSETS "/coach-", name, ".svg", NULL);

  if (!g_resource_get_info (nx_page_resource (), file, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL, NULL, NULL))
    return g_strdup ("/assets/coach.svg");
  return g_strconcat ("/assets/coach-", name, ".svg", NULL);
}

typedef struct
{
  const char *href, *label;
} Link;

static const Link visitor_links[]
    = { { "/#methode", N_ ("The method") }, { "/#coachs", N_ ("The coaches") }, { "/#formules", N_ ("Plans") }, { NULL } };
static const Link parent_links[] = { { "/parent", N_ ("My children") },
                                     { "/reserver", N_ ("Book a session") },
                                     { "/parent/paiements", N_ ("Payments") },
                                     { NULL } };
static const Link pupil_links[] = { { "/eleve", N_ ("My agenda") },
                                    { "/reserver", N_ ("Book a session") },
                                    { "/eleve/credits", N_ ("My credits") },
                                    { NULL } };
static const Link coach_links[] = { { "/equipe/agenda", N_ ("My agenda") }, { NULL } };
static const Link staff_links[] = { { "/equipe", N_ ("My space") }, { NULL } };

static const Link *
find_links (int role)
{
  switch (role)
    {
    case NX_ROLE_PARENT:
      return parent_links;
    case NX_ROLE_ELEVE:
      return pupil_links;
    case NX_ROLE_COACH:
      return coach_links;
    case NX_ROLE_ADMIN:
    case NX_ROLE_ASSISTANTE:
      return staff_links;
    default:
      return visitor_links;
    }
}

/* Of the links that @path lies under the one with the longest address: "/parent/paiements" is not "/parent" as well. */
static const Link *
find_current (const Link *links, const char *path)
{
  const Link *found = NULL;
  gsize longest = 0;

  for (const Link *link = links; link->href != NULL; link++)
    {
      const gsize length = strlen (link->href);

      if (length > longest && strncmp (path, link->href, length) == 0 && strchr ("/", path[length]) != NULL)
        {
          found = link;
          longest = length;
        }
    }
  return found;
}

static void
write_navigation (NxJsonWriter *writer, int role, const char *path)
{
  const Link *links = find_links (role), *current = find_current (links, path);

  nx_json_begin_array (writer, "navigation");
  for (const Link *link = links; link->href != NULL; link++)
    {
      nx_json_begin_object (writer, NULL);
      nx_json_add_string (writer, "href", link->href);
      nx_json_add_string (writer, "label", _ (link->label));
      nx_json_add_bool (writer, "current", link == current);
      nx_json_end_object (writer);
    }
  nx_json_end_array (writer);
}

static int
year_of (gint64 now)
{
  int year, month, day;

  nx_date_to_ymd (nx_time_date_in_zone (now, nx_time_zone (NX_TIME_CENTRE_ZONE)), &year, &month, &day);
  return year;
}

/* What the layout needs, whatever the page. */
static JsonNode *
layout_model (const NxConfig *config, const NxActor *actor, const char *path, const char *title, GError **error)
{
  g_autoptr (NxJsonWriter) writer = nx_json_writer_new ();
  gboolean english = g_strcmp0 (actor->locale, "en") == 0;
  g_autofree char *initials = nx_page_initials (actor->first_name, actor->last_name);
  g_autofree char *text = NULL;

  nx_json_begin_object (writer, NULL);
  nx_json_add_string (writer, "lang", english ? "en" : "fr");
  nx_json_add_string (writer, "dir", "ltr");
  nx_json_add_string (writer, "pageTitle", title);
  nx_json_add_string (writer, "path", path);
  nx_json_add_bool (writer, "isHome", strcmp (path, "/") == 0);
  nx_json_add_string (writer, "otherLang", english ? "fr" : "en");
  nx_json_add_string (writer, "otherLangName", english ? "Français" : "English");
  nx_json_add_bool (writer, "signedIn", actor->user_id != NULL);
  nx_json_add_string (writer, "firstName", actor->first_name);
  nx_json_add_string (writer, "initials", initials);
  nx_json_add_string (writer, "officeEmail", config != NULL ? config->office_email : NULL);
  nx_json_add_int (writer, "year", year_of (actor->now));
  nx_json_add_string (writer, "zone", actor->zone);
  write_navigation (writer, actor->role, path);
  nx_json_end_object (writer);

  text = nx_json_writer_end (writer, NULL);
  return nx_json_parse (text, -1, &nx_json_limits_answer, error);
}

char *
nx_page_render (NxTemplates *templates, const NxConfig *config, const NxActor *actor, const char *path, const char *template,
                const char *title, NxJsonWriter *model, GError **error)
{
  g_autoptr (NxJsonWriter) owned = model;
  g_autoptr (GString) html = g_string_sized_new (16 * 1024);
  g_autofree char *text = nx_json_writer_end (owned, NULL);
  g_autoptr (JsonNode) layout = layout_model (config, actor, path, title, error);
  g_autoptr (JsonNode) page = NULL;
  JsonNode *contexts[2];

  if (layout == NULL || (page = nx_json_parse (text, -1, &nx_json_limits_answer, error)) == NULL)
    return NULL;

  contexts[0] = layout;
  contexts[1] = page;
  if (!nx_templates_render (templates, template, contexts, G_N_ELEMENTS (contexts), html, error))
    return NULL;
  return g_string_free (g_steal_pointer (&html), FALSE);
}

NxResponse *
nx_page_respond (NxRequest *request, guint status, const char *template, const char *title, NxJsonWriter *model, GError **error)
{
  NxApp *app = nx_request_app (request);
  char *html = nx_page_render (app->templates, app->config, nx_request_actor (request), nx_request_path (request), template,
                               title, model, error);

  return html != NULL ? nx_response_html (status, html) : NULL;
}

static const char *
error_heading (guint status)
{
  switch (status)
    {
    case 401:
      return _ ("Please sign in first");
    case 403:
      return _ ("This place is not open to you");
    case 404:
      return _ ("This page is not on our map");
    case 405:
      return _ ("That cannot be done here");
    case 409:
      return _ ("That was not possible");
    case 413:
      return _ ("That is too much at once");
    case 422:
      return _ ("Something in there is not right");
    case 429:
      return _ ("One moment, please");
    case 502:
    case 503:
    case 504:
      return _ ("We will be back in a moment");
    default:
      return status >= 500 ? _ ("Something broke on our side") : _ ("That did not work");
    }
}

static const char *
error_detail (guint status, const GError *error)
{
  if (status == 404)
    return _ ("The address may be mistyped, or the page may have moved.");
  if (status == 500)
    return _ ("Nothing was lost: what you did was either done completely or not at all. Please try again.");
  return error != NULL ? error->message : "";
}

/* A form with a file posts to its page's address and this, so that a refusal that never read the form still knows the way back. */
#define FILE_TAIL "/envoi"

/* (transfer full) (nullable) */
static char *
form_of_file (NxRequest *request, guint status)
{
  const char *path = nx_request_path (request);

  if ((status != 413 && status != 503) || g_strcmp0 (nx_request_method (request), "POST") != 0 || !g_str_has_suffix (path, FILE_TAIL))
    return NULL;
  return g_strndup (path, strlen (path) - strlen (FILE_TAIL));
}

NxResponse *
nx_page_error (NxRequest *request, guint status, const GError *error)
{
  g_autofree char *form = form_of_file (request, status);
  NxJsonWriter *model = nx_json_writer_new ();
  const NxActor *actor = nx_request_actor (request);
  g_autoptr (GError) fault = NULL;
  NxResponse *response;

  nx_json_begin_object (model, NULL);
  nx_json_add_int (model, "status", status);
  nx_json_add_string (model, "heading", error_heading (status));
  nx_json_add_string (model, "detail", error_detail (status, error));
  nx_json_add_string (model, "reference", status >= 500 ? actor->request_id : NULL);
  nx_json_add_string (model, "formPath", form);
  nx_json_add_bool (model, "isTooLarge", form != NULL && status == 413);
  nx_json_add_string (model, "homePath", nx_page_start (actor->role));
  nx_json_add_string (model, "signInPath", actor->user_id == NULL && (status == 401 || status == 403) ? "/connexion" : NULL);
  nx_json_end_object (model);

  response = nx_page_respond (request, status, "error", error_heading (status), model, &fault);
  if (response != NULL)
    return response;

  g_warning ("the error page could not be made: %s", fault->message);
  return nx_response_html (status,
                           g_strdup ("<!DOCTYPE html><html lang=\"fr\"><title>Nexus Réussite</title><h1>Nexus Réussite</h1>"));
}
