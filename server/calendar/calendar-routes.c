/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "server/calendar/calendar.h"
#include "server/html/nx-page.h"
#include "server/http/nx-route.h"
#include "server/nx-app.h"

static NxResponse *handle_get (NxRequest *request, NxDb *db, GError **error);
static NxResponse *handle_renew (NxRequest *request, NxDb *db, GError **error);
static NxResponse *handle_feed (NxRequest *request, NxDb *db, GError **error);
static NxResponse *renew_by_page (NxRequest *request, NxDb *db, GError **error);

extern const NxRoute nx_calendar_routes[];
const NxRoute nx_calendar_routes[] = {
  { "GET", "/api/calendar", NX_ROLES_SIGNED_IN, NULL, NULL, handle_get, NX_ROUTE_NONE, "The secret address of the reader's own calendar" },
  { "POST", "/api/calendar", NX_ROLES_SIGNED_IN, NULL, NULL, handle_renew, NX_ROUTE_OWN_TRANSACTION,
    "A new address; the old one is dead at once" },
  { "GET", "/api/calendar/{secret}.ics", NX_ROLES_ANYONE, NULL, NULL, handle_feed, NX_ROUTE_NONE, "The agenda of who has the address (RFC 5545)" },
  { "POST", "/calendrier/renouveler", NX_ROLES_FAMILY, NULL, NULL, renew_by_page, NX_ROUTE_PAGE | NX_ROUTE_OWN_TRANSACTION,
    "A new address of the calendar, by the page" },
  { NULL },
};

static NxResponse *
respond (NxRequest *request, const NxCalendarAddress *address)
{
  NxJsonWriter *json = nx_json_writer_new ();

  nx_json_begin_object (json, NULL);
  nx_json_add_string (json, "url", address->url);
  if (nx_request_actor (request)->role != NX_ROLE_PARENT && nx_request_actor (request)->role != NX_ROLE_ELEVE)
    nx_json_add_string (json, "davUrl", address->dav);
  nx_json_add_time (json, "renewedAt", address->renewed_at);
  nx_json_end_object (json);
  return nx_response_json (200, json);
}

static NxResponse *
handle_get (NxRequest *request, NxDb *db, GError **error)
{
  g_auto (NxCalendarAddress) address = { NULL };

  if (!nx_calendar_address (db, nx_request_app (request)->config, nx_request_actor (request), &address, error))
    return NULL;
  return respond (request, &address);
}

static NxResponse *
handle_renew (NxRequest *request, NxDb *db, GError **error)
{
  g_auto (NxCalendarAddress) address = { NULL };

  if (!nx_calendar_renew (db, nx_request_app (request)->config, nx_request_actor (request), &address, error))
    return NULL;
  return respond (request, &address);
}

static NxResponse *
handle_feed (NxRequest *request, NxDb *db, GError **error)
{
  g_autofree char *text = nx_calendar_feed (db, nx_request_app (request)->config, nx_request_actor (request),
                                            nx_request_param (request, "secret"), error);
  g_autoptr (GBytes) body = NULL;
  g_autofree char *sum = NULL, *etag = NULL;
  NxResponse *response;

  if (text == NULL)
    return NULL;
  body = g_bytes_new (text, strlen (text));
  sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, body);
  etag = g_strdup_printf ("\"%.32s\"", sum);
  response = nx_response_bytes (200, "text/calendar; charset=utf-8", body);
  nx_response_header (response, "ETag", etag);
  nx_response_header (response, "Cache-Control", "private, no-cache");
  return nx_response_header (response, "Content-Disposition", "inline; filename=\"nexus.ics\"");
}

static NxResponse *
renew_by_page (NxRequest *request, NxDb *db, GError **error)
{
  const NxActor *actor = nx_request_actor (request);
  g_auto (NxCalendarAddress) address = { NULL };
  g_autofree char *next = g_strconcat (nx_page_start (actor->role), "?calendrier=1#calendrier", NULL);

  if (!nx_calendar_renew (db, nx_request_app (request)->config, actor, &address, error))
    return NULL;
  return nx_response_redirect (next);
}
