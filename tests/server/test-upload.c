/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "server/http/nx-upload.h"
#include "tests/server/http-routes.h"

/* Forms with files: what arrives, and what is refused before and after it does. */

static const NxField fields[] = {
  { "note", NX_FIELD_STRING, NX_FIELD_OPTIONAL, 1, 80 },
  { "day", NX_FIELD_DATE },
  { NULL }
};

static void
write_part (NxJsonWriter *writer, const NxUploadPart *part)
{
  if (part == NULL)
    {
      nx_json_add_string (writer, "file", NULL);
      return;
    }
  g_autofree char *sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, part->content);
  nx_json_begin_object (writer, "file");
  nx_json_add_string (writer, "name", part->name);
  nx_json_add_string (writer, "fileName", part->file_name);
  nx_json_add_string (writer, "type", part->media_type);
  nx_json_add_int (writer, "size", g_bytes_get_size (part->content));
  nx_json_add_string (writer, "sum", sum);
  nx_json_end_object (writer);
}

static NxResponse *
take (NxRequest *request, NxDb *db, GError **error)
{
  NxJsonWriter *writer = nx_json_writer_new ();
  nx_json_begin_object (writer, NULL);
  nx_json_add_string (writer, "note", nx_values_string (nx_request_body (request), "note"));
  write_part (writer, nx_request_part (request, "file"));
  nx_json_end_object (writer);
  return nx_response_json (200, writer);
}

static NxResponse *
hold (NxRequest *request, NxDb *db, GError **error)
{
  g_usleep (400000);
  return take (request, db, error);
}

static NxResponse *
raw (NxRequest *request, NxDb *db, GError **error)
{
  return nx_response_bytes (200, "text/plain", nx_request_raw_body (request));
}

static NxResponse *
page (NxRequest *request, NxDb *db, GError **error)
{
  const NxUploadPart *part = nx_request_part (request, "proof");
  GHashTable *faults = nx_request_faults (request);
  g_autofree char *typed = g_markup_escape_text (nx_request_form (request, "note"), -1);
  const char *fault = faults != NULL ? g_hash_table_lookup (faults, "proof") : NULL;
  return nx_response_html (faults != NULL ? 422 : 200,
                           g_strdup_printf ("<p>typed=%s size=%u faults=%u proof=%s</p>", typed, part != NULL ? (guint) g_bytes_get_size (part->content) : 0,
                                            faults != NULL ? g_hash_table_size (faults) : 0, fault != NULL ? fault : ""));
}

static const NxRoute routes[] = {
  { "POST", "/api/upload", NX_ROLES_SIGNED_IN, NULL, fields, take, NX_ROUTE_UPLOAD | NX_ROUTE_IDEMPOTENT, "Takes a file" },
  { "POST", "/api/hold", NX_ROLES_SIGNED_IN, NULL, fields, hold, NX_ROUTE_UPLOAD, "Takes a file slowly" },
  { "POST", "/api/small", NX_ROLES_SIGNED_IN, NULL, fields, take, NX_ROUTE_NONE, "Takes none" },
  { "POST", "/api/raw", NX_ROLES_ANYONE, NULL, NULL, raw, NX_ROUTE_RAW, "Takes anything" },
  { "GET", "/page", NX_ROLES_FAMILY, NULL, NULL, page, NX_ROUTE_PAGE, "A form" },
  { "POST", "/page", NX_ROLES_FAMILY, NULL, fields, page, NX_ROUTE_PAGE | NX_ROUTE_UPLOAD, "Its target", .file = "proof" },
  { NULL }
};
static const NxRoute *const tables[] = { routes, NULL };

typedef struct
{
  NxTestServer *server;
  char *user, *token;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->server = nx_test_server_new (&(NxTestServerOptions){ .tables = tables, .limits = { .max_uploads = 3 } });
  self->user = nx_test_server_add_user (self->server, NX_ROLE_PARENT, "a@nexus.test");
  self->token = nx_test_server_token (self->server, self->user);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_free (self->user);
  g_free (self->token);
  nx_test_server_free (self->server);
}

static NxTestReply *
send_body (Fixture *self, const char *path, const char *content_type, const char *body, gsize length)
{
  return nx_test_send (self->server, &(NxTestRequest){ .method = "POST", .path = path, .token = self->token, .content_type = content_type,
                                                       .body = body, .length = length });
}

#define FORM "multipart/form-data; boundary=b"
#define TEXT(name, text) "--b\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n" text "\r\n"
#define FILE_HEAD(parameters) "--b\r\nContent-Disposition: form-data; " parameters "\r\nContent-Type: application/PDF; x=y\r\n\r\n"
#define END "--b--\r\n"

static void
test_arrives (Fixture *self, gconstpointer data)
{
  static const char body[] = TEXT ("note", "Élève\r\nx") FILE_HEAD ("name=\"file\"; filename=\"reçu du 3.pdf\"") "\r\n--bogus\r\n\0--b\r\n\r\n--B" "\r\n" END;
  static const char content[] = "\r\n--bogus\r\n\0--b\r\n\r\n--B";
  g_autofree char *sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) content, sizeof content - 1);
  static const char line[] = TEXT ("note", "Élève") FILE_HEAD ("name=\"file\"; filename=\"reçu du 3.pdf\"") "\r\n--bogus\r\n\0--b\r\n\r\n--B" "\r\n" END;

  g_autoptr (NxTestReply) two_lines = send_body (self, "/api/upload", FORM, body, sizeof body - 1);
  nx_test_assert_code (two_lines, 422, "invalid");
  g_autoptr (NxTestReply) reply = send_body (self, "/api/upload", FORM, line, sizeof line - 1);
  nx_test_assert_status (reply, 200);
  g_assert_cmpstr (nx_test_reply_string (reply, "note"), ==, "Élève");
  g_assert_cmpstr (nx_test_reply_string (reply, "file.fileName"), ==, "reçu du 3.pdf");
  g_assert_cmpstr (nx_test_reply_string (reply, "file.type"), ==, "application/pdf");
  g_assert_cmpstr (nx_test_reply_string (reply, "file.sum"), ==, sum);

  g_autoptr (NxTestReply) json = nx_test_post (self->server, "/api/upload", self->token, "{\"note\":\"x\"}");
  nx_test_assert_status (json, 200);
  g_assert_true (JSON_NODE_HOLDS_NULL (nx_test_reply_node (json, "file")));
  g_autoptr (NxTestReply) unknown = nx_test_upload (self->server, "/api/upload", self->token, (const char *const[]){ "x", "y", NULL }, NULL);
  nx_test_assert_code (unknown, 422, "invalid");
  g_autoptr (NxTestReply) none = nx_test_upload (self->server, "/api/upload", self->token, NULL, &(NxTestFile){ "file", "", NULL, "", 0 });
  nx_test_assert_status (none, 200);
  g_autoptr (NxTestReply) empty = nx_test_upload (self->server, "/api/upload", self->token, NULL, &(NxTestFile){ "file", "x.pdf", NULL, "", 0 });
  nx_test_assert_code (empty, 422, "invalid");
  g_assert_nonnull (nx_test_reply_node (empty, "fields.file"));
  g_autoptr (NxTestReply) other = nx_test_upload (self->server, "/api/upload", self->token, NULL, &(NxTestFile){ "proof", "x.pdf", NULL, "x", 1 });
  nx_test_assert_code (other, 422, "invalid");
  g_assert_nonnull (nx_test_reply_node (other, "fields.proof"));
}

/* Names are for display: nothing of them leads anywhere. */
static void
test_names (Fixture *self, gconstpointer data)
{
  static const struct { const char *sent, *shown; } names[] = {
    { "filename=\"../../etc/passwd\"", "passwd" },
    { "filename=\"C:\\\\Users\\\\x\\\\a.pdf\"", "a.pdf" },
    { "filename=\"a%22b.pdf\"", "a\"b.pdf" },
    { "filename=\"a\\\"b.pdf\"", "a\"b.pdf" },
    { "filename=\"a\xe2\x80\xae" "fdp.exe\"", "afdp.exe" },
    { "filename=\"..\"", ".." },
    { "filename*=UTF-8''a%0D%0AX-Evil%3A%201.pdf", "aX-Evil: 1.pdf" },
    { "filename*=UTF-8''a%00b.pdf", NULL }, /* ends there or is refused: either will do, as long as nothing of it is kept */
    { "filename=\"\xe2\x80\x8b\"", NULL },
  };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *body = g_strconcat ("--b\r\nContent-Disposition: form-data; name=\"file\"; ", names[i].sent, "\r\n\r\nx\r\n" END, NULL);
      g_autoptr (NxTestReply) reply = send_body (self, "/api/upload", FORM, body, 0);
      g_test_message ("%s", names[i].sent);
      if (names[i].shown == NULL)
        {
          g_assert_true (reply->status == 200 || reply->status == 400);
          continue;
        }
      nx_test_assert_status (reply, 200);
      g_assert_cmpstr (nx_test_reply_string (reply, "file.fileName"), ==, names[i].shown);
    }
  g_autofree char *lengthy = g_strnfill (3000, 'a');
  g_autoptr (NxTestReply) cut = nx_test_upload (self->server, "/api/upload", self->token, NULL, &(NxTestFile){ "file", lengthy, NULL, "x", 1 });
  nx_test_assert_status (cut, 200);
  g_assert_cmpuint (strlen (nx_test_reply_string (cut, "file.fileName")), ==, 120);
}

static void
test_malformed (Fixture *self, gconstpointer data)
{
  static const char with_nul[] = "--b\r\nContent-Disposition: form-data; name=\"note\"\0\r\n\r\nx\r\n" END;
  static const struct { const char *type, *body; gsize length; guint status; } cases[] = {
    { FORM, "", 0, 400 },
    { FORM, TEXT ("note", "x"), 0, 400 },                                         /* no final boundary */
    { FORM, TEXT ("note", "x") "--b-", 0, 400 },
    { FORM, TEXT ("note", "x") END "more", 0, 400 },
    { FORM, "preamble\r\n" TEXT ("note", "x") END, 0, 400 },
    { FORM, "--b\nContent-Disposition: form-data; name=\"note\"\n\nx\n--b--\n", 0, 400 },
    { FORM, "--b\r\n\r\nx\r\n" END, 0, 400 },                                     /* no head */
    { FORM, "--b\r\nContent-Type: text/plain\r\n\r\nx\r\n" END, 0, 400 },
    { FORM, "--b\r\nContent-Disposition: attachment; name=\"note\"\r\n\r\nx\r\n" END, 0, 400 },
    { FORM, "--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n" END, 0, 400 },
    { FORM, "--b\r\nContent-Disposition: form-data; name=\"\"\r\n\r\nx\r\n" END, 0, 400 },
    { FORM, "--b\r\nContent-Disposition: form-data; name=\"a b\"\r\n\r\nx\r\n" END, 0, 400 },
    { FORM, "--b\r\nContent-Disposition: form-data;\r\n name=\"note\"\r\n\r\nx\r\n" END, 0, 400 }, /* folded */
    { FORM, with_nul, sizeof with_nul - 1, 400 },
    { FORM, "--b\r\nContent-Disposition: form-data; name=\"note\"\r\nContent-Transfer-Encoding: base64\r\n\r\neA==\r\n" END, 0, 400 },
    { FORM, "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\nx\r\n--c--\r\n\r\n" END, 0, 400 },
    { FORM, "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\nContent-Type: message/rfc822\r\n\r\nA: b\r\n\r\n" END, 0, 400 },
    { FORM, TEXT ("note", "a\001b") END, 0, 400 },
    { FORM, TEXT ("note", "\xff\xfe") END, 0, 400 },
    { "multipart/form-data", TEXT ("note", "x") END, 0, 400 },                    /* no boundary */
    { "multipart/form-data; boundary=", TEXT ("note", "x") END, 0, 400 },
    { "multipart/form-data; boundary=\"b c \"", TEXT ("note", "x") END, 0, 400 },
    { "multipart/form-data; boundary=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", TEXT ("note", "x") END, 0, 400 }, /* 71 */
    { "multipart/mixed; boundary=b", TEXT ("note", "x") END, 0, 415 },
    { "text/plain", "x", 0, 415 },
    { FORM, END, 0, 200 },
    { FORM, TEXT ("note", "x") "--b--", 0, 200 },
    { FORM, "\r\n" TEXT ("note", "x") END, 0, 200 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("case %u", i);
      g_autoptr (NxTestReply) reply = send_body (self, "/api/upload", cases[i].type, cases[i].body, cases[i].length);
      nx_test_assert_status (reply, cases[i].status);
    }
}

static void
test_too_many (Fixture *self, gconstpointer data)
{
  g_autoptr (GString) many = g_string_new (NULL), head = g_string_new ("--b\r\nContent-Disposition: form-data; name=\"note\"\r\n");
  for (guint i = 0; i < 10000; i++)
    g_string_append (many, "--b\r\n\r\n\r\n");
  g_string_append (many, END);
  g_autoptr (NxTestReply) empty_parts = send_body (self, "/api/upload", FORM, many->str, many->len);
  nx_test_assert_status (empty_parts, 400);
  g_string_truncate (many, 0);
  for (guint i = 0; i < 10000; i++)
    g_string_append_printf (many, TEXT ("f%u", "x"), i);
  g_string_append (many, END);
  g_autoptr (NxTestReply) parts = send_body (self, "/api/upload", FORM, many->str, many->len);
  nx_test_assert_status (parts, 400);

  for (guint i = 0; i < 20; i++)
    g_string_append_printf (head, "X-%u: y\r\n", i);
  g_string_append (head, "\r\nx\r\n" END);
  g_autoptr (NxTestReply) lines = send_body (self, "/api/upload", FORM, head->str, head->len);
  nx_test_assert_status (lines, 400);
  g_autofree char *filler = g_strnfill (60000, 'y');
  g_autofree char *lengthy = g_strconcat ("--b\r\nContent-Disposition: form-data; name=\"note\"; x=", filler, "\r\n\r\nx\r\n" END, NULL);
  g_autoptr (NxTestReply) line = send_body (self, "/api/upload", FORM, lengthy, 0);
  nx_test_assert_status (line, 400);
  g_autofree char *request = g_strdup_printf ("POST /api/upload HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer %s\r\nContent-Type: " FORM
                                              "\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", self->token);
  g_autofree char *answer = nx_test_raw (self->server, request, -1, 5, NULL);
  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 411 "));
}

static NxTestReply *
send_file (Fixture *self, const char *path, const char *token, gsize size)
{
  g_autofree char *content = g_malloc (size);
  memset (content, 'x', size);
  return nx_test_upload (self->server, path, token, (const char *const[]){ "note", "n", NULL }, &(NxTestFile){ "file", "big.pdf", NULL, content, size });
}

static void
test_sizes (Fixture *self, gconstpointer data)
{
  g_autoptr (NxTestReply) most = send_file (self, "/api/upload", self->token, NX_UPLOAD_MAX_FILES);
  nx_test_assert_status (most, 200);
  g_assert_cmpint (nx_test_reply_number (most, "file.size"), ==, NX_UPLOAD_MAX_FILES);
  g_autoptr (NxTestReply) more = send_file (self, "/api/upload", self->token, NX_UPLOAD_MAX_FILES + 1);
  nx_test_assert_code (more, 413, "too_large");
  g_assert_nonnull (strstr (nx_test_reply_string (more, "detail"), "5"));
  g_autoptr (NxTestReply) elsewhere = send_file (self, "/api/small", self->token, 70000);
  nx_test_assert_code (elsewhere, 413, "too_large");

  g_autofree char *note = g_strnfill (NX_UPLOAD_MAX_REST, 'n');
  g_autoptr (NxTestReply) rest = nx_test_upload (self->server, "/api/upload", self->token, (const char *const[]){ "note", note, NULL }, NULL);
  nx_test_assert_code (rest, 413, "too_large");
  g_autofree char *json = g_strdup_printf ("{\"note\":\"%s\"}", note);
  g_autoptr (NxTestReply) big_json = nx_test_post (self->server, "/api/upload", self->token, json);
  g_assert_cmpuint (big_json->status, !=, 200);
}

/* Announced, not sent: the refusal must come before the body does. */
static char *
announce (Fixture *self, const char *path, const char *headers, gsize length)
{
  g_autofree char *request = g_strdup_printf ("POST %s HTTP/1.1\r\nHost: a\r\n%sContent-Type: " FORM "\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n", path,
                                              headers, length);
  return nx_test_raw (self->server, request, -1, 5, NULL);
}

static void
test_at_the_gate (Fixture *self, gconstpointer data)
{
  g_autofree char *signed_in = g_strdup_printf ("Authorization: Bearer %s\r\nAccept-Language: en\r\n", self->token);
  g_autofree char *cookie = g_strdup_printf ("Cookie: nexus_session=%s\r\nAccept-Language: en\r\n", self->token);
  g_autofree char *large = announce (self, "/api/upload", signed_in, NX_UPLOAD_MAX_FILES + NX_UPLOAD_MAX_REST + 1);
  g_assert_true (g_str_has_prefix (large, "HTTP/1.1 413 "));
  g_assert_nonnull (strstr (large, "A file may have at most 5 MB."));
  g_assert_nonnull (strstr (large, "\"too_large\""));
  g_autofree char *nobody = announce (self, "/api/upload", "", 1000000);
  g_assert_true (g_str_has_prefix (nobody, "HTTP/1.1 401 "));
  g_autofree char *forged = announce (self, "/api/upload", "Authorization: Bearer aaaa.bbbb.cccc\r\n", 1000000);
  g_assert_true (g_str_has_prefix (forged, "HTTP/1.1 401 "));
  g_autofree char *elsewhere = announce (self, "/api/small", signed_in, 1000000);
  g_assert_true (g_str_has_prefix (elsewhere, "HTTP/1.1 413 "));
  g_autofree char *nowhere = announce (self, "/api/nowhere", signed_in, 1000000);
  g_assert_true (g_str_has_prefix (nowhere, "HTTP/1.1 413 "));
  g_autofree char *on_page = announce (self, "/page", cookie, 100000000);
  g_assert_true (g_str_has_prefix (on_page, "HTTP/1.1 413 "));
  g_assert_nonnull (strstr (on_page, "text/html"));
  g_assert_nonnull (strstr (on_page, "A file may have at most 5 MB."));
  g_autofree char *expired = announce (self, "/page", "Referer: http://a/page\r\n", 1000000);
  g_assert_true (g_str_has_prefix (expired, "HTTP/1.1 303 "));
  g_assert_nonnull (strstr (expired, "Location: /connexion?suite="));
}

/* Three at once in this server, two of one person. */
static void
test_at_once (Fixture *self, gconstpointer data)
{
  g_autofree char *two = nx_test_server_add_user (self->server, NX_ROLE_PARENT, "b@nexus.test"), *token = nx_test_server_token (self->server, two);
  g_autofree char *request = g_strdup_printf ("POST /api/upload HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer %s\r\nContent-Type: " FORM "\r\nContent-Length: 1000000\r\n\r\n", self->token);
  g_autofree char *request_two = g_strdup_printf ("POST /api/upload HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer %s\r\nContent-Type: " FORM "\r\nContent-Length: 1000000\r\n\r\n", token);
  int held[3];
  for (guint i = 0; i < 3; i++)
    {
      const char *bytes = i < 2 ? request : request_two;
      held[i] = nx_test_connect (self->server, 5);
      g_assert_cmpint (send (held[i], bytes, strlen (bytes), MSG_NOSIGNAL), ==, strlen (bytes));
      g_usleep (100000);
      if (i != 1)
        continue;
      g_autoptr (NxTestReply) third = send_file (self, "/api/upload", self->token, 100000);
      nx_test_assert_code (third, 503, "unavailable");
      g_assert_nonnull (nx_test_reply_header (third, "Retry-After"));
      g_autoptr (NxTestReply) small = send_file (self, "/api/upload", self->token, 1000);
      nx_test_assert_status (small, 200);
    }
  g_autoptr (NxTestReply) full = send_file (self, "/api/upload", token, 100000);
  nx_test_assert_code (full, 503, "unavailable");
  for (guint i = 0; i < 3; i++)
    close (held[i]);
  for (guint i = 0; i < 100; i++)
    {
      g_usleep (50000);
      g_autoptr (NxTestReply) again = send_file (self, "/api/upload", token, 100000);
      if (again->status == 200)
        break;
      g_assert_cmpuint (i, <, 99);
    }
  /* Each gives its place back. */
  for (guint i = 0; i < 10; i++)
    {
      g_autoptr (NxTestReply) more = send_file (self, "/api/upload", token, 100000);
      nx_test_assert_status (more, 200);
    }
}

/* Slower than any other request may be, and taken all the same. */
static void
test_slow (void)
{
  g_autoptr (NxTestServer) server = nx_test_server_new (&(NxTestServerOptions){ .tables = tables, .limits = { .request_ms = 500, .upload_ms = 20000 } });
  g_autofree char *user = nx_test_server_add_user (server, NX_ROLE_PARENT, "a@nexus.test"), *token = nx_test_server_token (server, user);
  static const char head[] = TEXT ("note", "x") FILE_HEAD ("name=\"file\"; filename=\"x\""), tail[] = "\r\n" END;
  const gsize size = 90000;
  g_autofree char *request = g_strdup_printf ("POST /api/upload HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: Bearer %s\r\nContent-Type: " FORM
                                              "\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n%s", token, size + strlen (head) + strlen (tail), head);
  g_autofree char *piece = g_strnfill (size / 10, 'x');
  int fd = nx_test_connect (server, 10);
  g_assert_cmpint (send (fd, request, strlen (request), MSG_NOSIGNAL), ==, strlen (request));
  for (guint i = 0; i < 10; i++)
    {
      g_usleep (200000);
      g_assert_cmpint (send (fd, piece, strlen (piece), MSG_NOSIGNAL), ==, strlen (piece));
    }
  g_assert_cmpint (send (fd, tail, strlen (tail), MSG_NOSIGNAL), ==, strlen (tail));
  char answer[64] = "";
  g_assert_cmpint (recv (fd, answer, sizeof answer - 1, 0), >, 12);
  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 200 "));
  close (fd);
}

static void
test_pages (Fixture *self, gconstpointer data)
{
  g_autofree char *cookie = g_strconcat ("nexus_session=", self->token, "; nexus_language=en", NULL);
  static const char *const headers[] = { "Sec-Fetch-Site", "same-origin", "Accept-Language", "en", NULL };
  static const char good[] = TEXT ("note", "a<b") FILE_HEAD ("name=\"proof\"; filename=\"x\"") "12345\r\n" END;
  static const char empty[] = TEXT ("note", "kept") TEXT ("day", "never") FILE_HEAD ("name=\"proof\"; filename=\"x\"") "\r\n" END;
  NxTestRequest request = { .method = "POST", .path = "/page", .cookie = cookie, .headers = headers, .content_type = FORM, .body = good };

  g_autoptr (NxTestReply) reply = nx_test_send (self->server, &request);
  nx_test_assert_status (reply, 200);
  g_assert_nonnull (strstr (reply->body, "typed=a&lt;b size=5 faults=0"));
  request.body = empty;
  g_autoptr (NxTestReply) faults = nx_test_send (self->server, &request);
  nx_test_assert_status (faults, 422);
  g_assert_nonnull (strstr (faults->body, "typed=kept size=0 faults=2 proof=This file is empty."));
  g_autoptr (NxTestReply) plain = nx_test_form (self->server, "/page", cookie, "note=x");
  nx_test_assert_status (plain, 200);
  request.headers = (const char *const[]){ "Sec-Fetch-Site", "cross-site", NULL };
  g_autoptr (NxTestReply) elsewhere = nx_test_send (self->server, &request);
  nx_test_assert_status (elsewhere, 403);
}

/* The same form has another boundary when it is sent again. */
static void
test_again (Fixture *self, gconstpointer data)
{
  static const char *const key[] = { "Idempotency-Key", "upload-key-1", NULL };
  static const char one[] = TEXT ("note", "x") FILE_HEAD ("name=\"file\"; filename=\"x\"") "12345\r\n" END;
  static const char other[] = "--c\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nx\r\n--c\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\n12345\r\n--c--\r\n";
  static const char changed[] = TEXT ("note", "x") FILE_HEAD ("name=\"file\"; filename=\"x\"") "12346\r\n" END;
  NxTestRequest request = { .method = "POST", .path = "/api/upload", .token = self->token, .headers = key, .content_type = FORM, .body = one };
  g_autoptr (NxTestReply) first = nx_test_send (self->server, &request);
  nx_test_assert_status (first, 200);
  request.body = other;
  request.content_type = "multipart/form-data; boundary=\"c\"";
  g_autoptr (NxTestReply) again = nx_test_send (self->server, &request);
  nx_test_assert_status (again, 200);
  g_assert_cmpstr (nx_test_reply_header (again, "Idempotent-Replay"), ==, "true");
  request.body = changed;
  request.content_type = FORM;
  g_autoptr (NxTestReply) conflict = nx_test_send (self->server, &request);
  nx_test_assert_code (conflict, 409, "idempotency_conflict");
}

static void
test_raw_body (Fixture *self, gconstpointer data)
{
  g_autoptr (NxTestReply) reply = send_body (self, "/api/raw", "application/json", "{\"not\": json", 0);
  nx_test_assert_status (reply, 200);
  g_assert_cmpstr (reply->body, ==, "{\"not\": json");
  g_autofree char *large = g_strnfill (70000, 'x');
  g_autoptr (NxTestReply) refused = send_body (self, "/api/raw", "text/plain", large, 0);
  nx_test_assert_code (refused, 413, "too_large");
}

static void
test_document (Fixture *self, gconstpointer data)
{
  g_autoptr (NxTestReply) reply = nx_test_get (self->server, "/api/openapi.json", NULL);
  nx_test_assert_status (reply, 200);
  g_assert_nonnull (nx_test_reply_node (reply, "paths./api/upload.post.requestBody.content.multipart/form-data.schema.properties.file"));
  g_assert_nonnull (nx_test_reply_node (reply, "paths./api/upload.post.requestBody.content.multipart/form-data.schema.properties.day"));
  g_assert_nonnull (nx_test_reply_node (reply, "paths./api/upload.post.requestBody.content.application/json.schema.properties.note"));
  g_assert_null (nx_test_reply_node (reply, "paths./api/small.post.requestBody.content.multipart/form-data"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/upload/arrives", Fixture, NULL, set_up, test_arrives, tear_down);
  g_test_add ("/upload/names", Fixture, NULL, set_up, test_names, tear_down);
  g_test_add ("/upload/malformed", Fixture, NULL, set_up, test_malformed, tear_down);
  g_test_add ("/upload/too-many", Fixture, NULL, set_up, test_too_many, tear_down);
  g_test_add ("/upload/sizes", Fixture, NULL, set_up, test_sizes, tear_down);
  g_test_add ("/upload/at-the-gate", Fixture, NULL, set_up, test_at_the_gate, tear_down);
  g_test_add ("/upload/at-once", Fixture, NULL, set_up, test_at_once, tear_down);
  g_test_add_func ("/upload/slow", test_slow);
  g_test_add ("/upload/pages", Fixture, NULL, set_up, test_pages, tear_down);
  g_test_add ("/upload/again", Fixture, NULL, set_up, test_again, tear_down);
  g_test_add ("/upload/document", Fixture, NULL, set_up, test_document, tear_down);
  g_test_add ("/upload/raw", Fixture, NULL, set_up, test_raw_body, tear_down);
  return g_test_run ();
}
