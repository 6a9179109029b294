/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/http/nx-problem.h"

#include <glib/gi18n-lib.h>

#include "common/nx-json.h"
#include "server/http/nx-request-private.h"
#include "server/http/nx-response-private.h"

#define RETRY_SECONDS 2

static void
write_fields (NxJsonWriter *writer, GHashTable *fields)
{
  GHashTableIter iter;
  gpointer member, sentence;

  nx_json_begin_object (writer, "fields");
  g_hash_table_iter_init (&iter, fields);
  while (g_hash_table_iter_next (&iter, &member, &sentence))
    nx_json_add_string (writer, member, sentence);
  nx_json_end_object (writer);
}

NxResponse *
nx_problem_document (const GError *error)
{
  NxErrorCode code = error->code;
  guint status = nx_error_status (code);
  const char *slug = nx_error_slug (code);
  g_autofree char *type = g_strconcat ("urn:nexus:problem:", slug, NULL);
  NxJsonWriter *writer = nx_json_writer_new ();

  nx_json_begin_object (writer, NULL);
  nx_json_add_string (writer, "type", type);
  nx_json_add_string (writer, "title", nx_error_title (code));
  nx_json_add_int (writer, "status", status);
  nx_json_add_string (writer, "detail", error->message);
  nx_json_add_string (writer, "code", slug);
  nx_json_add_string (writer, "error", error->message);
  if (nx_error_get_fields (error) != NULL)
    write_fields (writer, nx_error_get_fields (error));
  nx_json_end_object (writer);
  NxResponse *response = nx_response_json (status, writer);
  response->content_type = "application/problem+json";
  return response;
}

static NxResponse *
bare_page (guint status, const GError *error)
{
  g_autofree char *title = g_markup_escape_text (nx_error_title (error->code), -1);
  g_autofree char *detail = g_markup_escape_text (error->message, -1);
  return nx_response_html (status, g_strdup_printf ("<!doctype html>\n<meta charset=\"utf-8\">\n<title>%s</title>\n<h1>%s</h1>\n<p>%s</p>\n",
                                                    title, title, detail));
}

NxResponse *
nx_problem_respond (NxRequest *request, const GError *error, NxErrorPage page)
{
  g_autoptr (GError) shown = NULL;

  if (error == NULL || error->domain != NX_ERROR || error->code == NX_ERROR_INTERNAL || error->code == NX_ERROR_CONFIG)
    {
      g_warning ("request %s: %s", request->id, error != NULL ? error->message : "no answer and no error");
      shown = g_error_new_literal (NX_ERROR, NX_ERROR_INTERNAL, _("Something went wrong on our side. It has been recorded."));
      error = shown;
    }
  guint status = nx_error_status (error->code);
  NxResponse *response;
  if (!request->is_page)
    response = nx_problem_document (error);
  else
    response = page != NULL ? page (request, status, error) : bare_page (status, error);

  guint retry = nx_error_get_retry_after (error);
  if (retry == 0 && status == 503)
    retry = RETRY_SECONDS;
  if (retry != 0)
    {
      g_autofree char *text = g_strdup_printf ("%u", retry);
      nx_response_header (response, "Retry-After", text);
    }
  if (status == 401 && !request->is_page)
    nx_response_header (response, "WWW-Authenticate", "Bearer");
  return response;
}
