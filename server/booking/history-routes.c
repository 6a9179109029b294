/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include <glib/gi18n-lib.h>

#include "common/nx-format.h"
#include "server/booking/booking-history-store.h"
#include "server/booking/booking.h"
#include "server/http/nx-route.h"
#include "server/nx-app.h"

/* What staff see of a session besides the session: what happened to it, and each seat's mark, payment and, for the office, balance. */

static NxResponse *handle_history (NxRequest *request, NxDb *db, GError **error);

extern const NxRoute nx_history_routes[];
const NxRoute nx_history_routes[] = {
  { "GET", "/api/sessions/{id}/history", NX_ROLES_STAFF, NULL, NULL, handle_history, NX_ROUTE_NONE,
    "What happened to a session, and what is known of its seats" },
  { NULL },
};

static const struct
{
  const char *action, *words;
} happenings[] = {
  { "session.booked", N_ ("A place was booked") },
  { "session.cancelled", N_ ("Cancelled, or a place given up") },
  { "session.restored", N_ ("Brought back") },
  { "session.attendance", N_ ("Attendance noted") },
  { "session.video", N_ ("New video room") },
  { "session.paid", N_ ("Paid from the month’s credits") },
};

static char *
sentence_of (NxRows *rows, guint row)
{
  const char *action = nx_rows_text (rows, row, "action"), *was = nx_rows_text (rows, row, "was_at");
  const char *is = nx_rows_text (rows, row, "is_at");
  GTimeZone *zone = nx_time_zone (NX_TIME_CENTRE_ZONE);
  gint64 time;

  for (guint i = 0; i < G_N_ELEMENTS (happenings); i++)
    if (strcmp (action, happenings[i].action) == 0)
      return g_strdup (_ (happenings[i].words));
  if (strcmp (action, "session.moved") == 0 && was != NULL && g_strcmp0 (was, is) != 0 && nx_time_parse (was, &time))
    {
      g_autofree char *text = nx_format_date_time (time, zone);

      /* Translators: %s is a date and time */
      return g_strdup_printf (_ ("Moved; it was on %s"), text);
    }
  if (strcmp (action, "session.moved") == 0)
    return g_strdup (_ ("Moved to another coach, room or length"));

  return g_strdup (_ ("Changed"));
}

static void
write_events (NxRows *rows, NxJsonWriter *json)
{
  nx_json_begin_array (json, "items");
  for (guint i = 0; i < nx_rows_count (rows); i++)
    {
      const char *name = nx_rows_text (rows, i, "name");
      g_autofree char *sentence = sentence_of (rows, i);

      nx_json_begin_object (json, NULL);
      nx_json_add_time (json, "at", nx_rows_time (rows, i, "at"));
      nx_json_add_string (json, "by", name != NULL && *name != '\0' ? name : NULL);
      nx_json_add_string (json, "kind", nx_rows_text (rows, i, "action"));
      nx_json_add_string (json, "sentence", sentence);
      nx_json_end_object (json);
    }
  nx_json_end_array (json);
}

static void
write_seats (NxRows *rows, const NxActor *actor, NxJsonWriter *json)
{
  nx_json_begin_array (json, "seats");
  for (guint i = 0; i < nx_rows_count (rows); i++)
    {
      nx_json_begin_object (json, NULL);
      nx_json_add_string (json, "studentId", nx_rows_text (rows, i, "student_id"));
      /* What a family has left is the office's business. */
      if (actor->role != NX_ROLE_COACH)
        nx_json_add_credits (json, "balance", (gint32) nx_rows_int (rows, i, "balance"));
      nx_json_add_string (json, "attendance", nx_rows_text (rows, i, "attendance"));
      nx_json_add_bool (json, "unpaid", !nx_rows_bool (rows, i, "paid"));
      nx_json_end_object (json);
    }
  nx_json_end_array (json);
}

static NxResponse *
handle_history (NxRequest *request, NxDb *db, GError **error)
{
  const NxActor *actor = nx_request_actor (request);
  const char *id = nx_request_param (request, "id");
  g_autoptr (NxSession) session = nx_booking_get (db, actor, nx_request_app (request)->config, id, error);
  g_autoptr (NxRows) events = session != NULL ? nx_booking_history_store_events (db, id, error) : NULL;
  g_autoptr (NxRows) seats = events != NULL ? nx_booking_history_store_seats (db, id, error) : NULL;
  NxJsonWriter *json;

  if (seats == NULL)
    return NULL;
  json = nx_json_writer_new ();
  nx_json_begin_object (json, NULL);
  write_events (events, json);
  write_seats (seats, actor, json);
  nx_json_end_object (json);

  return nx_response_json (200, json);
}
