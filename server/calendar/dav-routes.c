/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "server/calendar/dav-answer.h"
#include "server/http/nx-route.h"
#include "server/nx-app.h"

static NxResponse *handle_options (NxRequest *request, NxDb *db, GError **error);
static NxResponse *handle_change (NxRequest *request, NxDb *db, GError **error);
static NxResponse *handle_find (NxRequest *request, NxDb *db, GError **error);
static NxResponse *handle_find_one (NxRequest *request, NxDb *db, GError **error);
static NxResponse *handle_report (NxRequest *request, NxDb *db, GError **error);
static NxResponse *handle_get (NxRequest *request, NxDb *db, GError **error);

#define CALENDAR "/dav/{secret}/"
#define EVENT "/dav/{secret}/{id}.ics"

#define ROW_FOR(roles, method, pattern, handler, flags, summary) \
  { method, pattern, roles, NULL, NULL, handler, NX_ROUTE_DAV | (flags), summary }
#define ROW(method, pattern, handler, flags, summary) ROW_FOR (NX_ROLES_ANYONE, method, pattern, handler, flags, summary)
#define REFUSED(method, pattern) \
  ROW_FOR (NX_ROLES_NOBODY, method, pattern, handle_change, NX_ROUTE_INLINE, "Refused: the agenda is changed in Nexus alone")
/* What RFC 3744, 4791, 4918 and 5689 change with; whoever wants to is told 403, not that the method is unknown. */
#define ALL_REFUSED(pattern) \
  REFUSED ("ACL", pattern), REFUSED ("COPY", pattern), REFUSED ("DELETE", pattern), REFUSED ("LOCK", pattern), \
  REFUSED ("MKCALENDAR", pattern), REFUSED ("MKCOL", pattern), REFUSED ("MOVE", pattern), REFUSED ("PATCH", pattern), \
  REFUSED ("POST", pattern), REFUSED ("PROPPATCH", pattern), REFUSED ("PUT", pattern), REFUSED ("UNLOCK", pattern)

extern const NxRoute nx_dav_routes[];
const NxRoute nx_dav_routes[] = {
  ROW ("OPTIONS", CALENDAR, handle_options, NX_ROUTE_NONE, "What a calendar program may ask (RFC 4791)"),
  ROW ("PROPFIND", CALENDAR, handle_find, NX_ROUTE_RAW, "The agenda of somebody of the staff as a collection of events"),
  ROW ("REPORT", CALENDAR, handle_report, NX_ROUTE_RAW, "Events of a time, or by their addresses"),
  ALL_REFUSED (CALENDAR),
  ROW ("GET", EVENT, handle_get, NX_ROUTE_NONE, "One event (RFC 5545)"),
  ROW ("OPTIONS", EVENT, handle_options, NX_ROUTE_NONE, "What a calendar program may ask (RFC 4791)"),
  ROW ("PROPFIND", EVENT, handle_find_one, NX_ROUTE_RAW, "What is known of one event"),
  ALL_REFUSED (EVENT),
  { NULL },
};

static NxResponse *
handle_options (NxRequest *request, NxDb *db, GError **error)
{
  g_autoptr (NxRows) owner = nx_calendar_owner (db, nx_request_actor (request), nx_request_param (request, "secret"), TRUE, error);
  const gboolean event = g_str_has_suffix (nx_request_path (request), ".ics");
  NxResponse *response;

  if (owner == NULL)
    return NULL;
  response = nx_response_empty ();
  nx_response_header (response, "DAV", "1, calendar-access");
  return nx_response_header (response, "Allow", event ? "GET, HEAD, OPTIONS, PROPFIND" : "OPTIONS, PROPFIND, REPORT");
}

static NxResponse *
handle_change (NxRequest *request, NxDb *db, GError **error)
{
  g_set_error_literal (error, NX_ERROR, NX_ERROR_FORBIDDEN, _ ("This calendar can only be read. The agenda is changed in Nexus."));
  return NULL;
}

static NxResponse *
respond (GBytes *document, guint status)
{
  NxResponse *response = nx_response_bytes (status, "application/xml; charset=utf-8", document);

  return nx_response_header (response, "DAV", "1, calendar-access");
}

/* Where a condition of the standard is broken the program is told which; else @error becomes a problem document. */
static NxResponse *
refuse (const char *condition, GError *failure, GError **error)
{
  g_autoptr (GBytes) document = condition != NULL ? nx_dav_broken (condition) : NULL;

  if (document == NULL)
    {
      g_propagate_error (error, failure);
      return NULL;
    }
  g_error_free (failure);
  return respond (document, 403);
}

/* @id: (nullable) */
static NxResponse *
answer (NxRequest *request, NxDb *db, const char *id, gboolean report, GError **error)
{
  g_auto (NxDav) dav = { NULL };
  g_auto (NxDavAsk) ask = { 0 };
  g_autoptr (GBytes) document = NULL;
  const char *condition = NULL, *depth = nx_request_header (request, "Depth");
  gboolean collection = id == NULL && !report, members = id != NULL || report || g_strcmp0 (depth, "1") == 0;
  GError *failure = NULL;

  if (!nx_dav_open (db, nx_request_app (request)->config, nx_request_actor (request), nx_request_param (request, "secret"), id, &dav, error))
    return NULL;
  /* Without a depth all below is meant (RFC 4918, section 9.1), which need not be answered. */
  if (collection && !members && g_strcmp0 (depth, "0") != 0)
    {
      document = nx_dav_broken ("D:propfind-finite-depth");
      return respond (document, 403);
    }
  if (!nx_dav_ask_read (nx_request_raw_body (request), report, &ask, &condition, &failure))
    return refuse (condition, failure, error);
  document = nx_dav_answer (&dav, &ask, collection, members, &condition, &failure);
  if (document == NULL)
    return refuse (condition, failure, error);
  return respond (document, 207);
}

static NxResponse *
handle_find (NxRequest *request, NxDb *db, GError **error)
{
  return answer (request, db, NULL, FALSE, error);
}

static NxResponse *
handle_find_one (NxRequest *request, NxDb *db, GError **error)
{
  return answer (request, db, nx_request_param (request, "id"), FALSE, error);
}

static NxResponse *
handle_report (NxRequest *request, NxDb *db, GError **error)
{
  return answer (request, db, NULL, TRUE, error);
}

static NxResponse *
handle_get (NxRequest *request, NxDb *db, GError **error)
{
  g_auto (NxDav) dav = { NULL };
  g_autoptr (GBytes) body = NULL;
  NxResponse *response;
  char *text;

  if (!nx_dav_open (db, nx_request_app (request)->config, nx_request_actor (request), nx_request_param (request, "secret"),
                    nx_request_param (request, "id"), &dav, error))
    return NULL;
  text = nx_dav_event (&dav, 0);
  body = g_bytes_new_take (text, strlen (text));
  response = nx_response_bytes (200, "text/calendar; charset=utf-8", body);
  nx_response_header (response, "ETag", dav.etags->pdata[0]);
  return nx_response_header (response, "Cache-Control", "private, no-cache");
}
