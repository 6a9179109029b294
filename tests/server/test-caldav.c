/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/server/booking-fixture.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>
#include <string.h>

#include "common/nx-time.h"
#include "tests/lib/nx-test-clock.h"
#include "tests/lib/nx-test-server.h"
#include "tests/server/calendar-fixture.h"

/* The agenda as calendar programs follow it: asked over the socket as they ask, the answers read with libxml2 and libical. */

extern const NxRoute nx_booking_routes[], nx_calendar_routes[], nx_dav_routes[];
static const NxRoute *const tables[] = { nx_booking_routes, nx_calendar_routes, nx_dav_routes, NULL };

#define XMLNS "xmlns:D=\"DAV:\" xmlns:C=\"urn:ietf:params:xml:ns:caldav\" xmlns:S=\"http://calendarserver.org/ns/\""
#define PROPFIND(props) "<D:propfind " XMLNS "><D:prop>" props "</D:prop></D:propfind>"
#define QUERY(filter) \
  "<C:calendar-query " XMLNS "><D:prop><D:getetag/><C:calendar-data/></D:prop><C:filter><C:comp-filter name=\"VCALENDAR\">" filter \
  "</C:comp-filter></C:filter></C:calendar-query>"
#define EVENTS(more) QUERY ("<C:comp-filter name=\"VEVENT\">" more "</C:comp-filter>")

typedef struct
{
  BookingFixture base;
  NxTestClock *clock;
  NxTestServer *server;
} Web;

static void
web_setup (Web *self, gconstpointer data)
{
  booking_setup (&self->base, data);
  self->clock = nx_test_clock_new (self->base.now);
  self->server = nx_test_server_new (&(NxTestServerOptions){ .tables = tables, .clock = NX_CLOCK (self->clock), .conninfo = self->base.conninfo });
}

static void
web_teardown (Web *self, gconstpointer data)
{
  nx_test_server_free (self->server);
  g_object_unref (self->clock);
  booking_teardown (&self->base, data);
}

/* (transfer full): "/dav/{secret}/" of @user. */
static char *
base_of (Web *self, const char *user)
{
  g_autofree char *token = nx_test_server_token (self->server, user), *secret = NULL;
  g_autoptr (NxTestReply) reply = nx_test_get (self->server, "/api/calendar", token);
  const char *at;

  nx_test_assert_status (reply, 200);
  g_assert_cmpint (nx_test_reply_node (reply, "davUrl") != NULL, ==,
                   g_str_equal (user, id_of (ID_COACH_USER, 1)) || g_str_equal (user, id_of (ID_OFFICE_USER, 1)));
  at = strstr (nx_test_reply_string (reply, "url"), "/api/calendar/") + strlen ("/api/calendar/");
  secret = g_strndup (at, strlen (at) - strlen (".ics"));
  return g_strconcat ("/dav/", secret, "/", NULL);
}

static NxTestReply *
ask (Web *self, const char *method, const char *path, const char *depth, const char *body)
{
  const char *const headers[] = { "Depth", depth, NULL };

  return nx_test_send (self->server, &(NxTestRequest){ .method = method, .path = path, .body = body, .content_type = "text/xml; charset=utf-8",
                                                       .headers = depth != NULL ? headers : NULL });
}

/* --- reading answers --- */

typedef struct
{
  xmlDoc *document;
  xmlXPathContext *context;
} Xml;

static void
xml_clear (Xml *self)
{
  xmlXPathFreeContext (self->context);
  xmlFreeDoc (self->document);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Xml, xml_clear)

static Xml
xml_of (NxTestReply *reply, guint status)
{
  Xml self;

  nx_test_assert_status (reply, status);
  g_assert_cmpstr (nx_test_reply_header (reply, "Content-Type"), ==, "application/xml; charset=utf-8");
  self.document = xmlReadMemory (reply->body, (int) reply->length, NULL, NULL, XML_PARSE_NONET);
  g_assert_nonnull (self.document);
  self.context = xmlXPathNewContext (self.document);
  xmlXPathRegisterNs (self.context, (const xmlChar *) "D", (const xmlChar *) "DAV:");
  xmlXPathRegisterNs (self.context, (const xmlChar *) "C", (const xmlChar *) "urn:ietf:params:xml:ns:caldav");
  xmlXPathRegisterNs (self.context, (const xmlChar *) "S", (const xmlChar *) "http://calendarserver.org/ns/");
  return self;
}

static guint
count_of (const Xml *self, const char *path)
{
  xmlXPathObject *found = xmlXPathEvalExpression ((const xmlChar *) path, self->context);
  guint n;

  g_assert_nonnull (found);
  n = found->nodesetval != NULL ? (guint) found->nodesetval->nodeNr : 0;
  xmlXPathFreeObject (found);
  return n;
}

/* (transfer full): the text of the only one at @path. */
static char *
text_at (const Xml *self, const char *path)
{
  xmlXPathObject *found = xmlXPathEvalExpression ((const xmlChar *) path, self->context);
  xmlChar *content;
  char *text;

  g_assert_nonnull (found);
  if (found->nodesetval == NULL || found->nodesetval->nodeNr != 1)
    g_error ("%s is there %d times", path, found->nodesetval != NULL ? found->nodesetval->nodeNr : 0);
  content = xmlNodeGetContent (found->nodesetval->nodeTab[0]);
  text = g_strdup ((char *) content);
  xmlFree (content);
  xmlXPathFreeObject (found);
  return text;
}

static void
assert_text (const Xml *self, const char *path, const char *expected)
{
  g_autofree char *text = text_at (self, path);

  g_assert_cmpstr (text, ==, expected);
}

static char *
book_for (Web *self, guint student, guint coach, const char *start)
{
  NxBooking booking = lesson (student, coach, start);

  return book_ok (&self->base, &booking);
}

/* --- what programs ask --- */

static void
test_options (Web *self, gconstpointer data)
{
  g_autofree char *base = base_of (self, id_of (ID_COACH_USER, 1));
  g_autoptr (NxTestReply) reply = ask (self, "OPTIONS", base, NULL, NULL), unknown = ask (self, "OPTIONS", "/dav/x/", NULL, NULL),
                          document = nx_test_get (self->server, "/api/openapi.json", NULL);

  nx_test_assert_status (reply, 204);
  g_assert_cmpstr (nx_test_reply_header (reply, "DAV"), ==, "1, calendar-access");
  g_assert_cmpstr (nx_test_reply_header (reply, "Allow"), ==, "OPTIONS, PROPFIND, REPORT");
  nx_test_assert_code (unknown, 404, "not_found");
  /* OpenAPI has no name for its methods. */
  nx_test_assert_status (document, 200);
  g_assert_nonnull (strstr (document->body, "/api/calendar"));
  g_assert_null (strstr (document->body, "/dav/"));
}

static void
test_collection (Web *self, gconstpointer data)
{
  g_autofree char *base = base_of (self, id_of (ID_COACH_USER, 1)), *id = book_for (self, 1, 1, "2026-11-27T13:00:00Z"),
                  *href = g_strconcat (base, id, ".ics", NULL);
  static const char props[] = PROPFIND (
    "<D:resourcetype/><D:displayname/><S:getctag/><D:sync-token/><C:supported-calendar-component-set/><D:current-user-privilege-set/>"
    "<D:current-user-principal/><C:calendar-home-set/><D:getetag/><D:supported-report-set/><x:odd xmlns:x=\"urn:x\"/><plain/>");
  g_autoptr (NxTestReply) alone = ask (self, "PROPFIND", base, "0", props), with = ask (self, "PROPFIND", base, "1", props);
  g_auto (Xml) one = xml_of (alone, 207), both = xml_of (with, 207);

#define OK "//D:response[1]/D:propstat[D:status='HTTP/1.1 200 OK']/D:prop/"
#define MISSING "/D:propstat[D:status='HTTP/1.1 404 Not Found']/D:prop/"
  g_assert_cmpuint (count_of (&one, "//D:response"), ==, 1);
  assert_text (&one, "//D:response/D:href", base);
  g_assert_cmpuint (count_of (&one, OK "D:resourcetype/D:collection"), ==, 1);
  g_assert_cmpuint (count_of (&one, OK "D:resourcetype/C:calendar"), ==, 1);
  assert_text (&one, OK "D:displayname", "Nexus Réussite");
  assert_text (&one, OK "D:current-user-principal/D:href", base);
  assert_text (&one, OK "C:calendar-home-set/D:href", base);
  assert_text (&one, OK "C:supported-calendar-component-set/C:comp/@name", "VEVENT");
  g_assert_cmpuint (count_of (&one, OK "D:current-user-privilege-set/D:privilege/*"), ==, 1);
  g_assert_cmpuint (count_of (&one, OK "D:current-user-privilege-set/D:privilege/D:read"), ==, 1);
  g_assert_cmpuint (count_of (&one, OK "D:supported-report-set/D:supported-report/D:report/*"), ==, 3);
  /* A collection has no etag here, and nobody knows these two. */
  g_assert_cmpuint (count_of (&one, "//D:response[1]" MISSING "*"), ==, 3);
  g_assert_cmpuint (count_of (&one, "//D:response[1]" MISSING "*[namespace-uri()='urn:x' and local-name()='odd']"), ==, 1);
  g_assert_cmpuint (count_of (&one, "//D:response[1]" MISSING "*[namespace-uri()='' and local-name()='plain']"), ==, 1);

  g_assert_cmpuint (count_of (&both, "//D:response"), ==, 2);
  assert_text (&both, "//D:response[2]/D:href", href);
  g_assert_cmpuint (count_of (&both, "//D:response[2]/D:propstat[1]/D:prop/D:getetag"), ==, 1);
  g_assert_cmpuint (count_of (&both, "//D:response[2]/D:propstat[1]/D:prop/D:resourcetype/*"), ==, 0);
}

/* An empty body and allprop are the same; names alone have no values; all below is not answered. */
static void
test_wishes (Web *self, gconstpointer data)
{
  g_autofree char *base = base_of (self, id_of (ID_OFFICE_USER, 1)), *id = book_for (self, 1, 1, "2026-11-27T13:00:00Z");
  g_autoptr (NxTestReply) empty = ask (self, "PROPFIND", base, "1", NULL), all = ask (self, "PROPFIND", base, "1", "<D:propfind " XMLNS "><D:allprop/></D:propfind>"),
                          names = ask (self, "PROPFIND", base, "0", "<D:propfind " XMLNS "><D:propname/></D:propfind>"),
                          endless = ask (self, "PROPFIND", base, "infinity", NULL), without = ask (self, "PROPFIND", base, NULL, NULL);
  g_auto (Xml) xml = xml_of (empty, 207), named = xml_of (names, 207), refused = xml_of (endless, 403);

  g_assert_cmpuint (count_of (&xml, "//D:prop/D:getetag"), ==, 1);
  g_assert_cmpuint (count_of (&xml, "//C:calendar-data"), ==, 0);
  g_assert_cmpstr (empty->body, ==, all->body);
  g_assert_cmpuint (count_of (&named, "//D:prop/S:getctag[not(node())]"), ==, 1);
  g_assert_cmpuint (count_of (&refused, "/D:error/D:propfind-finite-depth"), ==, 1);
  nx_test_assert_status (without, 403);
  g_assert_nonnull (id);
}

/* The tag changes with what happens, the etag with its event alone; GET says the same as the reports. */
static void
test_tags (Web *self, gconstpointer data)
{
  g_autofree char *base = base_of (self, id_of (ID_COACH_USER, 1)), *one = book_for (self, 1, 1, "2026-11-27T13:00:00Z"),
                  *two = book_for (self, 2, 1, "2026-11-28T13:00:00Z"), *path = g_strconcat (base, one, ".ics", NULL);
  static const char tags[] = PROPFIND ("<S:getctag/><D:sync-token/><D:getetag/>");
  g_autoptr (NxTestReply) before = ask (self, "PROPFIND", base, "1", tags), again = ask (self, "PROPFIND", base, "1", tags), after = NULL,
                          event = nx_test_get (self->server, path, NULL), same = NULL, head = NULL, found = ask (self, "PROPFIND", path, "0", tags);
  g_auto (Xml) old = xml_of (before, 207), single = xml_of (found, 207);
  g_autofree char *etag = text_at (&old, "//D:response[2]//D:getetag"), *other = text_at (&old, "//D:response[3]//D:getetag"),
                  *ctag = text_at (&old, "//D:response[1]//S:getctag");
  icalcomponent *calendar;

  g_assert_cmpstr (before->body, ==, again->body);
  nx_test_assert_status (event, 200);
  g_assert_cmpstr (nx_test_reply_header (event, "ETag"), ==, etag);
  g_assert_cmpstr (nx_test_reply_header (event, "Content-Type"), ==, "text/calendar; charset=utf-8");
  assert_text (&single, "//D:getetag", etag);
  calendar = calendar_parse (event->body);
  calendar_assert_local (calendar, one, "Africa/Tunis", "20261127T140000", at ("2026-11-27T13:00:00Z"));
  g_assert_cmpint (icalcomponent_count_properties (calendar, ICAL_METHOD_PROPERTY), ==, 0);
  icalcomponent_free (calendar);
  same = nx_test_send (self->server, &(NxTestRequest){ .method = "GET", .path = path, .headers = (const char *[]){ "If-None-Match", etag, NULL } });
  nx_test_assert_status (same, 304);
  head = ask (self, "HEAD", path, NULL, NULL);
  nx_test_assert_status (head, 200);
  g_assert_cmpstr (nx_test_reply_header (head, "ETag"), ==, etag);

  {
    NxActor office = as_office (&self->base);
    NxCancellation cancellation = { .session_id = one };
    g_autoptr (GError) error = NULL;

    g_assert_true (cancel (self->base.db, &office, &cancellation, &error));
  }
  after = ask (self, "PROPFIND", base, "1", tags);
  {
    g_auto (Xml) fresh = xml_of (after, 207);
    g_autofree char *etag_after = text_at (&fresh, "//D:response[2]//D:getetag"), *ctag_after = text_at (&fresh, "//D:response[1]//S:getctag");

    g_assert_cmpstr (etag_after, !=, etag);
    g_assert_cmpstr (ctag_after, !=, ctag);
    assert_text (&fresh, "//D:response[3]//D:getetag", other);
  }
  g_assert_nonnull (two);
}

/* The events that overlap, their edges not. */
static void
test_query (Web *self, gconstpointer data)
{
  static const struct { const char *body; guint n; } cases[] = {
    { EVENTS (""), 2 },
    { QUERY (""), 2 },
    { EVENTS ("<C:time-range start=\"20261127T000000Z\" end=\"20261128T000000Z\"/>"), 1 },
    { EVENTS ("<C:time-range start=\"20261127T135900Z\" end=\"20261127T140100Z\"/>"), 1 },
    { EVENTS ("<C:time-range start=\"20261127T140000Z\" end=\"20261128T130000Z\"/>"), 0 },
    { EVENTS ("<C:time-range end=\"20261127T130000Z\"/>"), 0 },
    { EVENTS ("<C:time-range start=\"20261127T130000Z\"/>"), 2 },
    { QUERY ("<C:comp-filter name=\"VTODO\"/>"), 0 },
    { QUERY ("<C:comp-filter name=\"VEVENT\"><C:is-not-defined/></C:comp-filter>"), 0 },
  };
  g_autofree char *base = base_of (self, id_of (ID_COACH_USER, 1)), *one = book_for (self, 1, 1, "2026-11-27T13:00:00Z"),
                  *two = book_for (self, 2, 1, "2026-11-28T13:00:00Z"), *foreign = book_for (self, 3, 2, "2026-11-28T13:00:00Z");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (NxTestReply) reply = ask (self, "REPORT", base, "1", cases[i].body);
      g_auto (Xml) xml = xml_of (reply, 207);

      if (count_of (&xml, "//D:response") != cases[i].n)
        g_error ("case %u: %s", i, reply->body);
      g_assert_null (strstr (reply->body, foreign));
    }
  {
    g_autoptr (NxTestReply) reply = ask (self, "REPORT", base, "1", EVENTS ("<C:time-range start=\"20261128T000000Z\" end=\"20261129T000000Z\"/>"));
    g_auto (Xml) xml = xml_of (reply, 207);
    g_autofree char *text = text_at (&xml, "//C:calendar-data");
    icalcomponent *calendar = calendar_parse (text);

    /* With its CR LF, as it is by GET. */
    calendar_assert_local (calendar, two, "Africa/Tunis", "20261128T140000", at ("2026-11-28T13:00:00Z"));
    icalcomponent_free (calendar);
  }
  g_assert_nonnull (one);
}

static void
test_not_answered (Web *self, gconstpointer data)
{
  static const struct { const char *body, *condition; } cases[] = {
    { EVENTS ("<C:prop-filter name=\"UID\"><C:text-match>x</C:text-match></C:prop-filter>"), "/D:error/C:supported-filter" },
    { EVENTS ("<C:comp-filter name=\"VALARM\"/>"), "/D:error/C:supported-filter" },
    { EVENTS ("<C:time-range start=\"yesterday\"/>"), "/D:error/C:valid-filter" },
    { EVENTS ("<C:time-range start=\"20261399T000000Z\"/>"), "/D:error/C:valid-filter" },
    { EVENTS ("<C:time-range start=\"20261128T000000Z\" end=\"20261127T000000Z\"/>"), "/D:error/C:valid-filter" },
    { "<C:calendar-query " XMLNS "/>", "/D:error/C:valid-filter" },
    { "<C:free-busy-query " XMLNS "/>", "/D:error/D:supported-report" },
    { "<D:sync-collection " XMLNS "><D:sync-token>urn:nexus:agenda:old</D:sync-token></D:sync-collection>", "/D:error/D:valid-sync-token" },
  };
  g_autofree char *base = base_of (self, id_of (ID_COACH_USER, 1));

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (NxTestReply) reply = ask (self, "REPORT", base, "1", cases[i].body);
      g_auto (Xml) xml = xml_of (reply, 403);

      g_assert_cmpuint (count_of (&xml, cases[i].condition), ==, 1);
    }
}

static void
test_multiget (Web *self, gconstpointer data)
{
  g_autofree char *base = base_of (self, id_of (ID_COACH_USER, 1)), *one = book_for (self, 1, 1, "2026-11-27T13:00:00Z"),
                  *two = book_for (self, 2, 1, "2026-11-28T13:00:00Z"), *foreign = book_for (self, 3, 2, "2026-11-28T13:00:00Z");
  g_autofree char *body = g_strdup_printf ("<C:calendar-multiget " XMLNS "><D:prop><D:getetag/><C:calendar-data/></D:prop><D:href>%s%s.ics</D:href>"
                                           "<D:href>%s%s%s.ics</D:href><D:href>%s%s.ics</D:href><D:href>/etc/passwd</D:href>"
                                           "<D:href>%s.ics</D:href><D:href>&lt;&amp;&#xE9;</D:href><D:href/></C:calendar-multiget>",
                                           base, one, self->server->url, base, two, base, foreign, base);
  g_autoptr (NxTestReply) reply = ask (self, "REPORT", base, NULL, body);
  g_auto (Xml) xml = xml_of (reply, 207);

  g_assert_cmpuint (count_of (&xml, "//D:response"), ==, 7);
  g_assert_cmpuint (count_of (&xml, "//D:response/D:propstat//C:calendar-data"), ==, 2);
  g_assert_cmpuint (count_of (&xml, "//D:response[D:status='HTTP/1.1 404 Not Found']"), ==, 5);
  g_assert_cmpuint (count_of (&xml, "//D:response[D:href='<&é']"), ==, 1);
}

static void
test_sync (Web *self, gconstpointer data)
{
  static const char first[] = "<D:sync-collection " XMLNS "><D:sync-token/><D:sync-level>1</D:sync-level><D:prop><D:getetag/></D:prop></D:sync-collection>";
  g_autofree char *base = base_of (self, id_of (ID_OFFICE_USER, 1)), *id = book_for (self, 1, 1, "2026-11-27T13:00:00Z"), *token = NULL, *next = NULL;
  g_autoptr (NxTestReply) all = ask (self, "REPORT", base, NULL, first), none = NULL, stale = NULL;
  g_auto (Xml) xml = xml_of (all, 207);

  g_assert_cmpuint (count_of (&xml, "//D:response//D:getetag"), ==, 1);
  token = text_at (&xml, "/D:multistatus/D:sync-token");
  next = g_strdup_printf ("<D:sync-collection " XMLNS "><D:sync-token>%s</D:sync-token><D:prop><D:getetag/></D:prop></D:sync-collection>", token);
  none = ask (self, "REPORT", base, NULL, next);
  {
    g_auto (Xml) same = xml_of (none, 207);

    g_assert_cmpuint (count_of (&same, "//D:response"), ==, 0);
    assert_text (&same, "/D:multistatus/D:sync-token", token);
  }
  g_free (book_for (self, 2, 1, "2026-11-28T13:00:00Z"));
  stale = ask (self, "REPORT", base, NULL, next);
  nx_test_assert_status (stale, 403);
  g_assert_nonnull (id);
}

/* --- what nobody may --- */

static void
test_changes (Web *self, gconstpointer data)
{
  static const char *const methods[] = { "PUT", "DELETE", "PROPPATCH", "MKCALENDAR", "MKCOL", "MOVE", "COPY", "LOCK", "UNLOCK", "ACL", "POST", "PATCH" };
  g_autofree char *base = base_of (self, id_of (ID_OFFICE_USER, 1)), *id = book_for (self, 1, 1, "2026-11-27T13:00:00Z"),
                  *path = g_strconcat (base, id, ".ics", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    for (guint k = 0; k < 2; k++)
      {
        g_autoptr (NxTestReply) reply = ask (self, methods[i], k == 0 ? base : path, NULL, "<x/>"),
                                elsewhere = i >= 2 && i < 10 ? ask (self, methods[i], "/api/coaches", NULL, NULL) : NULL;

        nx_test_assert_code (reply, 403, "forbidden");
        if (elsewhere != NULL)
          nx_test_assert_code (elsewhere, 405, "method_not_allowed");
      }
  g_assert_cmpint (ask_number (&self->base, "SELECT count (*) AS a FROM sessions WHERE status = 'SCHEDULED'"), ==, 1);
}

/* A family, nobody, somebody who left: one answer. Methods of this protocol are nothing anywhere else. */
static void
test_strangers (Web *self, gconstpointer data)
{
  const char *families[] = { id_of (ID_PARENT_USER, 1), id_of (ID_PUPIL_USER, 1) };
  g_autoptr (NxTestReply) unknown = ask (self, "PROPFIND", "/dav/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/", "0", NULL);
  g_autofree char *coach = base_of (self, id_of (ID_COACH_USER, 1)), *id = book_for (self, 1, 1, "2026-11-27T13:00:00Z");

  nx_test_assert_code (unknown, 404, "not_found");
  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    {
      g_autofree char *base = base_of (self, families[i]), *path = g_strconcat (base, id, ".ics", NULL);
      g_autoptr (NxTestReply) find = ask (self, "PROPFIND", base, "1", NULL), query = ask (self, "REPORT", base, "1", EVENTS ("")),
                              get = nx_test_get (self->server, path, NULL);

      nx_test_assert_code (find, 404, "not_found");
      nx_test_assert_code (query, 404, "not_found");
      nx_test_assert_code (get, 404, "not_found");
      g_assert_cmpstr (nx_test_reply_string (find, "detail"), ==, nx_test_reply_string (unknown, "detail"));
    }
  {
    g_autofree char *strange = g_strconcat (coach, "0190aaaa-0000-7000-8000-000000000001.ics", NULL), *odd = g_strconcat (coach, "x'y.ics", NULL);
    g_autoptr (NxTestReply) missing = nx_test_get (self->server, strange, NULL), no_id = nx_test_get (self->server, odd, NULL),
                            page = ask (self, "PROPFIND", "/", "0", NULL), api = ask (self, "REPORT", "/api/calendar", "0", NULL);

    nx_test_assert_code (missing, 404, "not_found");
    nx_test_assert_code (no_id, 404, "not_found");
    nx_test_assert_status (page, 405);
    nx_test_assert_status (api, 405);
  }
  nx_test_db_script (self->base.db, "UPDATE users SET deactivated_at = '2026-11-24T08:00:00Z' WHERE email = 'coach1@nexus.test'");
  {
    g_autoptr (NxTestReply) gone = ask (self, "PROPFIND", coach, "0", NULL);

    nx_test_assert_code (gone, 404, "not_found");
  }
}

static void
test_limits (Web *self, gconstpointer data)
{
  g_autofree char *base = base_of (self, id_of (ID_COACH_USER, 1));
  guint refused = 0;

  for (guint i = 0; i < 70; i++)
    {
      g_autofree char *guess = g_strdup_printf ("/dav/%032u/", i);
      g_autoptr (NxTestReply) reply = ask (self, "PROPFIND", guess, "0", NULL);

      g_assert_true (reply->status == 404 || reply->status == 429);
      refused += reply->status == 429;
    }
  g_assert_cmpuint (refused, ==, 10);
  refused = 0;
  for (guint i = 0; i < 610; i++)
    {
      g_autoptr (NxTestReply) reply = ask (self, "PROPFIND", base, "0", NULL);

      g_assert_true (reply->status == 207 || reply->status == 429);
      refused += reply->status == 429;
    }
  g_assert_cmpuint (refused, ==, 10);
}

/* --- hostile XML --- */

static void
test_hostile (Web *self, gconstpointer data)
{
  g_autofree char *base = base_of (self, id_of (ID_COACH_USER, 1)), *deep = NULL, *names = NULL, *long_name = NULL;
  GString *text = g_string_new ("<D:propfind xmlns:D=\"DAV:\"><D:prop>");

  for (guint i = 0; i < 5000; i++)
    g_string_append (text, "<a>");
  deep = g_string_free (text, FALSE);
  text = g_string_new ("<D:propfind xmlns:D=\"DAV:\"><D:prop>");
  for (guint i = 0; i < 3000; i++)
    g_string_append_printf (text, "<p%u/>", i);
  names = g_strconcat (text->str, "</D:prop></D:propfind>", NULL);
  g_string_truncate (text, 0);
  for (guint i = 0; i < 30000; i++)
    g_string_append_c (text, 'x');
  long_name = g_strdup_printf ("<D:propfind xmlns:D=\"DAV:\"><D:prop><%s/></D:prop></D:propfind>", text->str);
  g_string_free (text, TRUE);
  {
    const char *bodies[] = {
      "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><D:propfind xmlns:D=\"DAV:\"><D:prop><D:displayname>&x;</D:displayname></D:prop></D:propfind>",
      "<!DOCTYPE a [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\">"
      "<!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;\"><!ENTITY e \"&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;\">]><a b=\"&e;\">&e;&e;&e;</a>",
      "<!DOCTYPE a SYSTEM \"http://127.0.0.1:9/x.dtd\"><D:propfind xmlns:D=\"DAV:\"><D:allprop/></D:propfind>",
      "<!DOCTYPE html><D:propfind xmlns:D=\"DAV:\"><D:allprop/></D:propfind>",
      "{\"not\": \"XML\"}", "<D:propfind xmlns:D=\"DAV:\"><D:prop>", "<propfind><allprop/></propfind>", "<D:propfind xmlns:D=\"other:\"/>", "\xff\xfe<",
      "<x>\x01</x>", "<?xml version=\"1.0\" encoding=\"nonsense\"?><x/>", "&x;", deep, names, long_name,
    };

    for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
      {
        g_autoptr (NxTestReply) find = ask (self, "PROPFIND", base, "1", bodies[i]), report = ask (self, "REPORT", base, "1", bodies[i]);

        g_assert_null (strstr (find->body, "root:"));
        nx_test_assert_code (find, 400, "bad_request");
        g_assert_true (report->status == 400 || report->status == 403);
      }
  }
}

static void
test_large (Web *self, gconstpointer data)
{
  g_autofree char *base = base_of (self, id_of (ID_COACH_USER, 1)), *large = g_strnfill (1024 * 1024, ' '), *fits = NULL;
  g_autoptr (NxTestReply) refused = ask (self, "PROPFIND", base, "1", large), passed = NULL;

  /* The connection may end before all of it is sent. */
  g_assert_true (refused->status == 413 || refused->status == 0);
  fits = g_strdup_printf ("%*s<D:propfind xmlns:D=\"DAV:\"><D:allprop/></D:propfind>", 60 * 1024, "");
  passed = ask (self, "PROPFIND", base, "0", fits);
  nx_test_assert_status (passed, 207);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test) g_test_add (path, Web, NULL, web_setup, test, web_teardown)
  ADD ("/caldav/options", test_options);
  ADD ("/caldav/collection", test_collection);
  ADD ("/caldav/wishes", test_wishes);
  ADD ("/caldav/tags", test_tags);
  ADD ("/caldav/query", test_query);
  ADD ("/caldav/not-answered", test_not_answered);
  ADD ("/caldav/multiget", test_multiget);
  ADD ("/caldav/sync", test_sync);
  ADD ("/caldav/changes", test_changes);
  ADD ("/caldav/strangers", test_strangers);
  ADD ("/caldav/limits", test_limits);
  ADD ("/caldav/hostile", test_hostile);
  ADD ("/caldav/large", test_large);
#undef ADD
  return g_test_run ();
}
