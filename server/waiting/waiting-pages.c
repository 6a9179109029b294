/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/nx-format.h"
#include "server/booking/booking.h"
#include "server/html/nx-page-session.h"
#include "server/html/nx-page.h"
#include "server/http/nx-route.h"
#include "server/nx-app.h"
#include "server/waiting/waiting.h"

#include <glib/gi18n-lib.h>

/* A name on a waiting list, as its family sees it: what is offered, until when, and two buttons. */

static NxResponse *show (NxRequest *request, NxDb *db, GError **error);
static NxResponse *do_accept (NxRequest *request, NxDb *db, GError **error);
static NxResponse *do_decline (NxRequest *request, NxDb *db, GError **error);

static const NxField no_fields[] = { { .name = NULL } };

extern const NxRoute nx_waiting_page_routes[];
const NxRoute nx_waiting_page_routes[] = {
  { "GET", "/seances/attente/{id}", NX_ROLES_FAMILY, NULL, NULL, show, NX_ROUTE_PAGE, "A place that is waited for or offered" },
  { "POST", "/seances/attente/{id}", NX_ROLES_FAMILY, NULL, no_fields, do_accept, NX_ROUTE_PAGE | NX_ROUTE_OWN_TRANSACTION,
    "Accept the offered place by the page" },
  { "POST", "/seances/attente/{id}/refuser", NX_ROLES_FAMILY, NULL, no_fields, do_decline, NX_ROUTE_PAGE,
    "Decline the offered place, or leave the list, by the page" },
  { NULL },
};

/* What is waited for, as the pages show a session. */
static NxSession *
session_of (const NxWaitingEntry *entry, gint32 cost)
{
  NxSession *session = g_object_new (NX_TYPE_SESSION, NULL);
  NxPerson *student = g_object_new (NX_TYPE_PERSON, NULL);

  session->id = g_strdup (entry->id);
  session->title = g_strdup (nx_enum_label (&nx_subject_enum, entry->subject));
  session->subject = entry->subject;
  session->type = entry->type;
  session->status = NX_SESSION_SCHEDULED;
  session->scheduledAt = entry->scheduledAt;
  session->duration = entry->duration;
  session->creditCost = cost;
  session->reportStatus = -1;
  if (entry->coachName != NULL)
    {
      session->coach = g_object_new (NX_TYPE_COACH, NULL);
      session->coach->id = g_strdup (entry->coachId);
      session->coach->pseudonym = g_strdup (entry->coachName);
    }
  student->firstName = g_strdup (entry->studentName);
  if (session->students == NULL)
    session->students = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (session->students, student);

  return session;
}

/* @fault: (nullable): why an offer could not be accepted. */
static NxResponse *
page (NxRequest *request, NxDb *db, guint status, const NxWaitingEntry *entry, const char *fault, GError **error)
{
  const NxActor *actor = nx_request_actor (request);
  gboolean offered = entry->status == NX_WAITING_OFFERED && entry->offerExpiresAt > actor->now;
  gboolean waits = entry->status == NX_WAITING_WAITING;
  g_autofree char *action = g_strconcat ("/seances/attente/", entry->id, NULL), *decline = g_strconcat (action, "/refuser", NULL);
  g_autofree char *booked = entry->status == NX_WAITING_ACCEPTED && entry->sessionId != NULL ? g_strconcat ("/seances/", entry->sessionId, NULL) : NULL;
  g_autofree char *until = offered ? nx_format_time (entry->offerExpiresAt, nx_page_zone (actor)) : NULL;
  g_autofree char *place = g_strdup_printf ("%" G_GINT64_FORMAT, entry->position);
  g_autoptr (NxSession) session = NULL;
  NxJsonWriter *model;
  gint32 cost;

  if (!nx_booking_cost (db, actor, entry->type, &cost, error))
    return NULL;
  session = session_of (entry, cost);
  model = nx_json_writer_new ();
  nx_json_begin_object (model, NULL);
  nx_page_write_session (model, "session", session, actor);
  nx_json_add_string (model, "home", nx_page_start (actor->role));
  nx_json_add_string (model, "fault", fault);
  nx_json_add_string (model, "action", action);
  nx_json_add_string (model, "decline", decline);
  nx_json_add_string (model, "booked", booked);
  nx_json_add_string (model, "until", until);
  nx_json_add_string (model, "place", place);
  nx_json_add_bool (model, "isOffered", offered);
  nx_json_add_bool (model, "isWaiting", waits);
  nx_json_add_bool (model, "isLeft", entry->status == NX_WAITING_LEFT);
  nx_json_add_bool (model, "isOver", !offered && !waits && entry->status != NX_WAITING_LEFT && entry->status != NX_WAITING_ACCEPTED);
  nx_json_end_object (model);

  return nx_page_respond (request, status, "waiting", offered ? _ ("A place is free") : _ ("Waiting list"), model, error);
}

static NxResponse *
show (NxRequest *request, NxDb *db, GError **error)
{
  g_autoptr (NxWaitingEntry) entry = nx_waiting_get (db, nx_request_actor (request), nx_request_param (request, "id"), error);

  return entry != NULL ? page (request, db, 200, entry, NULL, error) : NULL;
}

typedef struct
{
  NxRequest *request;
  NxSession *session;
} Acceptance;

static gboolean
try_to_accept (NxDb *db, gpointer data, GError **error)
{
  Acceptance *acceptance = data;
  NxRequest *request = acceptance->request;
  gint32 balance;

  g_clear_object (&acceptance->session);
  acceptance->session = nx_waiting_accept (db, nx_request_actor (request), nx_request_app (request)->config,
                                           nx_request_param (request, "id"), &balance, error);

  return acceptance->session != NULL;
}

static NxResponse *
to_session (const char *session_id)
{
  g_autofree char *address = g_strconcat ("/seances/", session_id, NULL);

  return nx_response_redirect (address);
}

static NxResponse *
do_accept (NxRequest *request, NxDb *db, GError **error)
{
  Acceptance acceptance = { request, NULL };
  gboolean accepted;
  g_autoptr (GError) fault = NULL;
  g_autoptr (NxWaitingEntry) entry = NULL;
  g_autoptr (NxSession) session = NULL;

  accepted = nx_db_transaction (db, try_to_accept, &acceptance, &fault);
  session = acceptance.session;
  if (accepted)
    return to_session (session->id);
  if (nx_error_status (fault->code) != 409)
    {
      g_propagate_error (error, g_steal_pointer (&fault));
      return NULL;
    }

  entry = nx_waiting_get (db, nx_request_actor (request), nx_request_param (request, "id"), error);
  if (entry == NULL)
    return NULL;
  /* Twice on the button. */
  if (entry->status == NX_WAITING_ACCEPTED && entry->sessionId != NULL)
    return to_session (entry->sessionId);

  return page (request, db, 409, entry, fault->message, error);
}

static NxResponse *
do_decline (NxRequest *request, NxDb *db, GError **error)
{
  const char *id = nx_request_param (request, "id");
  g_autofree char *address = g_strconcat ("/seances/attente/", id, NULL);
  g_autoptr (GError) fault = NULL;

  /* A name that is gone is what was asked for: the page says what became of it. */
  if (!nx_waiting_leave (db, nx_request_actor (request), id, &fault) && !g_error_matches (fault, NX_ERROR, NX_ERROR_CONFLICT))
    {
      g_propagate_error (error, g_steal_pointer (&fault));
      return NULL;
    }

  return nx_response_redirect (address);
}
