/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "server/html/nx-mustache.h"
#include "server/http/nx-request.h"
#include "server/http/nx-response.h"
#include "server/nx-config.h"

G_BEGIN_DECLS

/** Where the resource keeps what is served at /assets/ (nx_server_set_assets()). */
#define NX_PAGE_ASSETS "/academy/nexusreussite/assets"
/** The cookie that the language switch sets. */
#define NX_PAGE_LANGUAGE_COOKIE "nexus_language"

/**
 * nx_page_respond:
 * @template: name of a template in server/html/templates ("parent-home")
 * @title: translated
 * @model: (transfer full): the page's own data; layout data (language, navigation, who is signed in, CSRF-free form address) is
 * added
 *
 * Renders @template inside the layout in the request's language. Templates hold text as {{#_}}English{{/_}}, which is translated
 * and extracted to the .pot.
 *
 * Returns: (transfer full)
 */
NxResponse *
nx_page_respond (NxRequest *request, guint status, const char *template, const char *title, NxJsonWriter *model, GError **error);

/** The %NxErrorPage of nx_server_set_error_page(): any error in the house style. Never fails. */
NxResponse *nx_page_error (NxRequest *request, guint status, const GError *error);

/** Returns: (transfer none): the resource of templates and assets. */
GResource *nx_page_resource (void);

/** Returns: (transfer full): all templates, compiled: the `templates` of an NxApp. Errors: %NX_ERROR_CONFIG. */
NxTemplates *nx_page_load_templates (GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * nx_page_render: what nx_page_respond() sends, without a request: for tests.
 * @path: of the page, for the navigation and the language switch
 * @model: (transfer full)
 *
 * Returns: (transfer full): HTML
 */
char *nx_page_render (NxTemplates *templates, const NxConfig *config, const NxActor *actor, const char *path,
                      const char *template, const char *title, NxJsonWriter *model, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer none): where a person of that role starts: "/parent", "/eleve", "/equipe/agenda", "/equipe"; "/" for nobody. */
const char *nx_page_start (int role);

/** Whether @path is one of this site and nothing else: begins with one "/", no backslash, no control character, ≤ 500 bytes. */
gboolean nx_page_is_local (const char *path);

/** Returns: (transfer full): @first and @last initials in capitals, for the round mark beside a name. */
char *nx_page_initials (const char *first, const char *last);

/** Returns: (transfer full): the address of the drawing of the coach called @pseudonym; a star where there is none of that name.
 */
char *nx_page_avatar (const char *pseudonym);

G_END_DECLS
