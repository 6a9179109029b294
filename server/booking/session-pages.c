/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/booking/booking-pages.h"

#include <glib/gi18n-lib.h>

#include "server/booking/booking.h"
#include "server/html/nx-page-session.h"
#include "server/html/nx-page.h"
#include "server/nx-app.h"

/* One session, and giving it up: first what that costs, then the button. */

static const NxField session_query[] = {
  { .name = "annulee", .kind = NX_FIELD_BOOL },
  { .name = "rendus", .kind = NX_FIELD_BOOL },
  { .name = NULL },
};

static const NxField cancel_fields[] = {
  { .name = "acceptNoRefund", .kind = NX_FIELD_BOOL },
  { .name = "reason", .kind = NX_FIELD_TEXT, .max = 500, .label = N_ ("Reason") },
  { .name = NULL },
};

static NxSession *
load (NxRequest *request, NxDb *db, GError **error)
{
  return nx_booking_get (db, nx_request_actor (request), nx_request_app (request)->config, nx_request_param (request, "id"),
                         error);
}

static const char *
notice_of (NxRequest *request)
{
  NxValues *query = nx_request_query (request);

  if (!nx_values_bool (query, "annulee", FALSE))
    return NULL;
  return nx_values_bool (query, "rendus", FALSE) ? _ ("The session is cancelled and its credits are given back.")
                                                 : _ ("The session is cancelled.");
}

static NxResponse *
show_session (NxRequest *request, NxDb *db, GError **error)
{
  const NxActor *actor = nx_request_actor (request);
  g_autoptr (NxSession) session = load (request, db, error);
  NxJsonWriter *model;

  if (session == NULL)
    return NULL;

  model = nx_json_writer_new ();
  nx_json_begin_object (model, NULL);
  nx_json_add_string (model, "notice", session->status == NX_SESSION_CANCELLED ? notice_of (request) : NULL);
  nx_page_write_session (model, "session", session, actor);
  nx_json_add_string (model, "home", nx_page_start (actor->role));
  nx_json_add_bool (model, "isBefore", session->status == NX_SESSION_SCHEDULED && actor->now < nx_page_session_end (session));
  nx_json_end_object (model);
  return nx_page_respond (request, 200, "session", nx_enum_label (&nx_subject_enum, session->subject), model, error);
}

static NxResponse *
cancel_page (NxRequest *request, guint status, const NxSession *session, GError **error)
{
  const NxActor *actor = nx_request_actor (request);
  gboolean refundable = nx_booking_is_refundable (session, actor->now);
  g_autofree char *cost = nx_credits_format_noun (session->creditCost);
  g_autofree char *action = g_strconcat ("/seances/", session->id, "/annuler", NULL);
  NxJsonWriter *model = nx_json_writer_new ();

  nx_json_begin_object (model, NULL);
  nx_page_write_session (model, "session", session, actor);
  nx_json_add_string (model, "action", action);
  nx_json_add_bool (model, "refundable", refundable);
  nx_json_add_bool (model, "changed", status == 409);
  nx_json_add_string (model, "costNoun", cost);
  nx_json_add_int (model, "windowHours", nx_booking_refund_window (session->type) / NX_TIME_HOUR);
  nx_json_end_object (model);
  return nx_page_respond (request, status, "session-cancel", _ ("Cancel the session"), model, error);
}

static NxResponse *
show_cancel (NxRequest *request, NxDb *db, GError **error)
{
  g_autoptr (NxSession) session = load (request, db, error);
  g_autofree char *address = NULL;

  if (session == NULL)
    return NULL;
  if (session->status == NX_SESSION_SCHEDULED && session->scheduledAt > nx_request_actor (request)->now)
    return cancel_page (request, 200, session, error);

  address = g_strconcat ("/seances/", session->id, NULL);
  return nx_response_redirect (address);
}

static gboolean
try_to_cancel (NxDb *db, gpointer data, GError **error)
{
  NxRequest *request = data;
  NxValues *body = nx_request_body (request);
  NxCancellation cancellation = {
    .session_id = nx_request_param (request, "id"),
    .reason = body != NULL ? nx_values_string (body, "reason") : NULL,
    .accept_no_refund = body != NULL && nx_values_bool (body, "acceptNoRefund", FALSE),
  };

  return nx_booking_cancel (db, nx_request_actor (request), &cancellation, error);
}

static NxResponse *
do_cancel (NxRequest *request, NxDb *db, GError **error)
{
  g_autoptr (GError) fault = NULL;
  g_autoptr (NxSession) session = load (request, db, error);
  g_autofree char *address = NULL;

  if (session == NULL)
    return NULL;
  if (nx_db_transaction (db, try_to_cancel, request, &fault))
    {
      gboolean refunded = nx_booking_is_refundable (session, nx_request_actor (request)->now);

      address = g_strconcat ("/seances/", session->id, "?annulee=1", refunded ? "&rendus=1" : "", NULL);
      return nx_response_redirect (address);
    }

  /* The hour passed between the page and the button: say what it costs now, and ask again. */
  if (g_error_matches (fault, NX_ERROR, NX_ERROR_REFUND_WINDOW_PASSED))
    return cancel_page (request, 409, session, error);
  if (g_error_matches (fault, NX_ERROR, NX_ERROR_ALREADY_CANCELLED))
    {
      address = g_strconcat ("/seances/", session->id, "?annulee=1", NULL);
      return nx_response_redirect (address);
    }
  g_propagate_error (error, g_steal_pointer (&fault));
  return NULL;
}

const NxRoute nx_session_page_routes[] = {
  { "GET", "/seances/{id}", NX_ROLES_FAMILY, session_query, NULL, show_session, NX_ROUTE_PAGE, "A session" },
  { "GET", "/seances/{id}/annuler", NX_ROLES_FAMILY, NULL, NULL, show_cancel, NX_ROUTE_PAGE, "What cancelling a session costs" },
  { "POST", "/seances/{id}/annuler", NX_ROLES_FAMILY, NULL, cancel_fields, do_cancel, NX_ROUTE_PAGE | NX_ROUTE_OWN_TRANSACTION,
    "Cancel a session by the page" },
  { NULL },
};
