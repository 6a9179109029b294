/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/http/nx-request.h"
#include "server/http/nx-response.h"

G_BEGIN_DECLS

/**
 * nx_page_respond:
 * @template: name of a template in server/html/templates ("parent-home")
 * @title: translated
 * @model: (transfer full): the page's own data; layout data (language, navigation, who is signed in, CSRF-free form address) is added
 *
 * Renders @template inside the layout in the request's language. Templates hold text as {{#_}}English{{/_}}, which is translated
 * and extracted to the .pot.
 *
 * Returns: (transfer full)
 */
NxResponse *nx_page_respond (NxRequest *request, guint status, const char *template, const char *title, NxJsonWriter *model, GError **error);

G_END_DECLS
