/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/http/nx-refusal.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>

#include "common/nx-error.h"
#include "common/nx-json.h"
#include "common/nx-random.h"
#include "server/http/nx-language.h"

static const struct
{
  guint status;
  NxErrorCode like; /* whose title it has */
  const char *slug;
  const char *detail;
} refusals[] = {
  { 400, NX_ERROR_BAD_REQUEST, "bad_request", N_("The request is malformed.") },
  { 405, NX_ERROR_METHOD_NOT_ALLOWED, "method_not_allowed", N_("This method is not known here.") },
  { 408, NX_ERROR_BAD_REQUEST, "request_timeout", N_("The request took too long to arrive.") },
  { 411, NX_ERROR_BAD_REQUEST, "length_required", N_("A body needs a Content-Length.") },
  { 413, NX_ERROR_TOO_LARGE, "too_large", N_("The request is too large.") },
  { 431, NX_ERROR_TOO_LARGE, "too_large", N_("The request has too many or too long headers.") },
  { 501, NX_ERROR_BAD_REQUEST, "not_implemented", N_("This transfer coding is not known here.") },
  { 503, NX_ERROR_UNAVAILABLE, "unavailable", N_("The server is stopping. Try again in a moment.") },
};

static char *
document (guint index, gsize *length)
{
  g_autoptr (NxJsonWriter) writer = nx_json_writer_new ();
  g_autofree char *type = g_strconcat ("urn:nexus:problem:", refusals[index].slug, NULL);
  const char *detail = _(refusals[index].detail);

  nx_json_begin_object (writer, NULL);
  nx_json_add_string (writer, "type", type);
  nx_json_add_string (writer, "title", nx_error_title (refusals[index].like));
  nx_json_add_int (writer, "status", refusals[index].status);
  nx_json_add_string (writer, "detail", detail);
  nx_json_add_string (writer, "code", refusals[index].slug);
  nx_json_add_string (writer, "error", detail);
  nx_json_end_object (writer);
  return nx_json_writer_end (writer, length);
}

GBytes *
nx_refusal (guint status, const char *language)
{
  guint index = 0;
  while (index + 1 < G_N_ELEMENTS (refusals) && refusals[index].status != status)
    index++;

  gsize length;
  locale_t before = nx_language_enter (language);
  g_autofree char *body = document (index, &length);
  nx_language_leave (before);
  g_autofree char *id = nx_random_token (9);
  GString *answer = g_string_sized_new (512);
  g_string_printf (answer,
                   "HTTP/1.1 %u %s\r\nContent-Type: application/problem+json\r\nContent-Length: %" G_GSIZE_FORMAT
                   "\r\nX-Request-Id: %s\r\nX-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\n%s%sConnection: close\r\n\r\n%s",
                   refusals[index].status, soup_status_get_phrase (refusals[index].status), length, id,
                   status == 405 ? "Allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS\r\n" : "",
                   status == 503 ? "Retry-After: 2\r\n" : "", body);
  return g_string_free_to_bytes (answer);
}
