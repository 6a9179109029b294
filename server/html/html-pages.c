/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/html/html-pages.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "server/html/nx-page.h"

/* Pages that belong to no domain: the language switch, the accessibility statement, where staff land. */

static const NxField language_fields[] = {
  { .name = "lang", .kind = NX_FIELD_STRING, .flags = NX_FIELD_REQUIRED, .min = 2, .max = 2 },
  { .name = "back", .kind = NX_FIELD_STRING, .max = 500, .min = 0 },
  { .name = NULL },
};

#define A_YEAR (365 * 24 * 3600)

static NxResponse *
set_language (NxRequest *request, NxDb *db, GError **error)
{
  NxValues *body = nx_request_body (request);
  const char *language = body != NULL ? nx_values_string (body, "lang") : NULL;
  const char *back = body != NULL ? nx_values_string (body, "back") : NULL;
  NxResponse *response = nx_response_redirect (nx_page_is_local (back) ? back : "/");

  if (g_strcmp0 (language, "fr") == 0 || g_strcmp0 (language, "en") == 0)
    nx_response_cookie (response, NX_PAGE_LANGUAGE_COOKIE, language, A_YEAR);
  return response;
}

static NxResponse *
show (NxRequest *request, const char *template, const char *title, GError **error)
{
  NxJsonWriter *model = nx_json_writer_new ();

  nx_json_begin_object (model, NULL);
  nx_json_end_object (model);
  return nx_page_respond (request, 200, template, title, model, error);
}

static NxResponse *
show_accessibility (NxRequest *request, NxDb *db, GError **error)
{
  return show (request, "accessibility", _ ("Accessibility"), error);
}

static NxResponse *
show_staff (NxRequest *request, NxDb *db, GError **error)
{
  return show (request, "staff", _ ("My space"), error);
}

const NxRoute nx_html_page_routes[] = {
  { "POST", "/langue", NX_ROLES_ANYONE, NULL, language_fields, set_language, NX_ROUTE_PAGE, "Choose the language of the pages" },
  { "GET", "/accessibilite", NX_ROLES_ANYONE, NULL, NULL, show_accessibility, NX_ROUTE_PAGE | NX_ROUTE_CACHED,
    "Accessibility statement" },
  { "GET", "/equipe", NX_ROLES_STAFF, NULL, NULL, show_staff, NX_ROUTE_PAGE, "Where staff go on: the desktop application" },
  { NULL },
};
