/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/booking/booking-choice.h"
#include "server/booking/booking.h"
#include "server/http/nx-route.h"
#include "server/nx-app.h"
#include "server/waiting/waiting.h"

/* From the pages of a booking onto the waiting list: what was chosen there and could not be had. */

typedef struct
{
  NxRequest *request;
  NxWaitingRequest wanted;
  NxWaitingEntry *entry; /* (owned) */
} Attempt;

static gboolean
try_to_join (NxDb *db, gpointer data, GError **error)
{
  Attempt *attempt = data;

  g_clear_object (&attempt->entry);
  attempt->entry = nx_waiting_join (db, nx_request_actor (attempt->request), nx_request_app (attempt->request)->config, &attempt->wanted, error);
  return attempt->entry != NULL;
}

static gboolean
is_same (const NxWaitingEntry *entry, const NxWaitingRequest *wanted)
{
  if (entry->status != NX_WAITING_WAITING && entry->status != NX_WAITING_OFFERED)
    return FALSE;
  if (wanted->session_id != NULL)
    return g_strcmp0 (entry->sessionId, wanted->session_id) == 0;
  return entry->scheduledAt == wanted->scheduled_at && entry->subject == wanted->subject && g_strcmp0 (entry->coachId, wanted->coach_id) == 0;
}

/* A form that is sent twice: the name is on the list already, once. Returns: (transfer full) (nullable) */
static NxWaitingEntry *
find_twin (NxRequest *request, NxDb *db, const NxWaitingRequest *wanted)
{
  NxWaitingFilter filter = { .student_id = wanted->student_id, .status = -1, .limit = 200 };
  g_autofree char *cursor = NULL;
  g_autoptr (GPtrArray) entries = nx_waiting_list (db, nx_request_actor (request), &filter, &cursor, NULL);

  for (guint i = 0; entries != NULL && i < entries->len; i++)
    if (is_same (g_ptr_array_index (entries, i), wanted))
      return g_object_ref (g_ptr_array_index (entries, i));
  return NULL;
}

static NxResponse *
to_entry (const NxWaitingEntry *entry)
{
  g_autofree char *address = g_strconcat ("/seances/attente/", entry->id, NULL);

  return nx_response_redirect (address);
}

static NxResponse *
do_join (NxRequest *request, NxDb *db, GError **error)
{
  g_auto (NxChoice) choice = { 0 };
  Attempt attempt = { .request = request };
  g_autoptr (GError) fault = NULL;
  g_autoptr (NxWaitingEntry) entry = NULL;

  if (!nx_choice_load (&choice, db, nx_request_actor (request), nx_request_body (request), error))
    return NULL;
  if (choice.student == NULL || (choice.workshop_id == NULL && (choice.subject < 0 || choice.type < 0 || choice.start == NX_TIME_NONE)))
    return nx_response_redirect ("/reserver");

  attempt.wanted = (NxWaitingRequest){ .student_id = choice.student->id, .session_id = choice.workshop_id, .subject = -1, .type = -1,
                                       .scheduled_at = NX_TIME_NONE };
  if (choice.workshop_id == NULL)
    {
      attempt.wanted.coach_id = choice.coach != NULL ? choice.coach->id : NULL;
      attempt.wanted.subject = choice.subject;
      attempt.wanted.type = choice.type;
      attempt.wanted.scheduled_at = choice.start;
    }
  if (nx_db_transaction (db, try_to_join, &attempt, &fault))
    entry = g_steal_pointer (&attempt.entry);
  else
    entry = find_twin (request, db, &attempt.wanted);
  g_clear_object (&attempt.entry);
  if (entry != NULL)
    return to_entry (entry);
  g_propagate_error (error, g_steal_pointer (&fault));
  return NULL;
}

extern const NxRoute nx_waiting_join_page_routes[];
const NxRoute nx_waiting_join_page_routes[] = {
  { "POST", "/reserver/attente", NX_ROLES_FAMILY, NULL, nx_choice_fields, do_join, NX_ROUTE_PAGE | NX_ROUTE_OWN_TRANSACTION,
    "Onto the waiting list by the page" },
  { NULL },
};
