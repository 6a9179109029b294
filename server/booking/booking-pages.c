/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/booking/booking-pages.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "common/nx-format.h"
#include "server/booking/booking-choice.h"
#include "server/booking/booking-slots.h"
#include "server/booking/booking.h"
#include "server/families/families.h"
#include "server/html/nx-page-session.h"
#include "server/html/nx-page.h"
#include "server/nx-app.h"

/* Step one: what and with whom. Step two: the day, then the hour. Step three: what it costs, then the button. */

#define NEAREST      6
#define NEAREST_DAYS 12
/* Nobody plans further than a school year; the database is not asked for more. */
#define HORIZON_DAYS 300

static const NxConfig *
config_of (NxRequest *request)
{
  return nx_request_app (request)->config;
}

static NxResponse *
show_choose (NxRequest *request, NxDb *db, GError **error)
{
  g_auto (NxChoice) choice = { 0 };

  if (!nx_choice_load (&choice, db, nx_request_actor (request), nx_request_query (request), error))
    return NULL;
  return nx_choice_page (request, db, &choice, NULL, error);
}

static NxResponse *
workshops_page (NxRequest *request, NxDb *db, const NxChoice *choice, GError **error)
{
  const NxActor *actor = nx_request_actor (request);
  g_autoptr (GPtrArray) workshops
      = nx_booking_workshops (db, actor, config_of (request), choice->student->id, choice->subject, FALSE, error);
  g_autoptr (GPtrArray) full
      = workshops != NULL ? nx_booking_workshops (db, actor, config_of (request), choice->student->id, choice->subject, TRUE, error) : NULL;
  NxJsonWriter *model;

  if (full == NULL)
    return NULL;

  model = nx_json_writer_new ();
  nx_json_begin_object (model, NULL);
  nx_choice_write (choice, model);
  nx_json_add_bool (model, "hasWorkshops", workshops->len > 0);
  nx_page_write_sessions (model, "workshops", workshops, actor);
  nx_json_add_bool (model, "hasFull", full->len > 0);
  nx_page_write_sessions (model, "full", full, actor);
  nx_json_end_object (model);
  return nx_page_respond (request, 200, "book-workshops", _ ("Book a session"), model, error);
}

static void
write_pager (NxJsonWriter *model, const NxChoice *choice, gint32 from, gint32 today)
{
  g_autofree char *earlier = NULL, *later = NULL;

  if (from > today)
    earlier = nx_choice_address (choice, "/reserver/creneaux", MAX (today, from - 7 * NX_SLOT_WEEKS), NX_DATE_NONE);
  if (from + 7 * NX_SLOT_WEEKS <= today + HORIZON_DAYS)
    later = nx_choice_address (choice, "/reserver/creneaux", from + 7 * NX_SLOT_WEEKS, NX_DATE_NONE);
  nx_json_add_string (model, "earlier", earlier);
  nx_json_add_string (model, "later", later);
}

static NxResponse *
days_page (NxRequest *request, NxDb *db, const NxChoice *choice, gint32 today, GError **error)
{
  const NxActor *actor = nx_request_actor (request);
  gint32 from = choice->from != NX_DATE_NONE ? CLAMP (choice->from, today, today + HORIZON_DAYS) : today;
  g_autoptr (GPtrArray) slots = nx_choice_slots (choice, db, actor, from, 7 * NX_SLOT_WEEKS, error);
  g_autofree char *first = nx_format_date (from), *last = nx_format_date (from + 7 * NX_SLOT_WEEKS - 1);
  g_autofree char *range = g_strdup_printf (_ ("From %1$s to %2$s"), first, last);
  g_autoptr (NxCoach) coach = choice->coach != NULL ? g_object_ref (choice->coach) : NULL;
  g_autofree char *anyone = NULL;
  NxChoice any = *choice;
  NxJsonWriter *model;

  if (slots == NULL)
    return NULL;

  any.coach = NULL;
  anyone = coach != NULL ? nx_choice_address (&any, "/reserver/creneaux", NX_DATE_NONE, NX_DATE_NONE) : NULL;
  model = nx_json_writer_new ();
  nx_json_begin_object (model, NULL);
  nx_choice_write (choice, model);
  nx_json_add_string (model, "range", range);
  nx_json_add_string (model, "anyone", anyone);
  nx_slots_write_days (slots, choice, from, actor, model);
  write_pager (model, choice, from, today);
  nx_json_end_object (model);
  return nx_page_respond (request, 200, "book-days", _ ("Choose a day"), model, error);
}

static NxResponse *
hours_page (NxRequest *request, NxDb *db, const NxChoice *choice, GError **error)
{
  const NxActor *actor = nx_request_actor (request);
  g_autoptr (GPtrArray) slots = nx_choice_slots (choice, db, actor, choice->day, 1, error);
  g_autofree char *date = nx_format_date (choice->day);
  g_autofree char *back = nx_choice_address (choice, "/reserver/creneaux", choice->from, NX_DATE_NONE);
  g_autofree char *note = nx_page_zone_note (actor, actor->now);
  NxJsonWriter *model;

  if (slots == NULL)
    return NULL;

  model = nx_json_writer_new ();
  nx_json_begin_object (model, NULL);
  nx_choice_write (choice, model);
  nx_json_add_string (model, "date", date);
  nx_json_add_string (model, "otherDay", back);
  nx_json_add_bool (model, "isAway", note != NULL);
  nx_slots_write_hours (slots, actor, FALSE, model);
  nx_json_end_object (model);
  return nx_page_respond (request, 200, "book-hours", date, model, error);
}

static NxResponse *
show_slots (NxRequest *request, NxDb *db, GError **error)
{
  const NxActor *actor = nx_request_actor (request);
  gint32 today = nx_time_date_in_zone (actor->now, nx_page_zone (actor));
  g_auto (NxChoice) choice = { 0 };
  g_autoptr (GHashTable) gaps = NULL;

  if (!nx_choice_load (&choice, db, actor, nx_request_query (request), error))
    return NULL;
  gaps = nx_choice_gaps (&choice);
  if (gaps != NULL)
    return nx_choice_page (request, db, &choice, gaps, error);
  if (choice.type == NX_SERVICE_ATELIER_GROUPE)
    return workshops_page (request, db, &choice, error);
  if (choice.day != NX_DATE_NONE && choice.day >= today && choice.day <= today + HORIZON_DAYS + 7 * NX_SLOT_WEEKS)
    return hours_page (request, db, &choice, error);
  return days_page (request, db, &choice, today, error);
}

/* Also one that has just filled up: the page that says so shows it. */
static NxSession *
find_workshop (NxRequest *request, NxDb *db, const NxChoice *choice, GError **error)
{
  for (int full = 0; full < 2; full++)
    {
      g_autoptr (GPtrArray) workshops
          = nx_booking_workshops (db, nx_request_actor (request), config_of (request), choice->student->id, -1, full, error);

      if (workshops == NULL)
        return NULL;
      for (guint i = 0; i < workshops->len; i++)
        if (strcmp (((NxSession *) g_ptr_array_index (workshops, i))->id, choice->workshop_id) == 0)
          return g_object_ref (g_ptr_array_index (workshops, i));
    }
  g_set_error_literal (error, NX_ERROR, NX_ERROR_NOT_FOUND, _ ("This workshop is over or called off."));
  return NULL;
}

/* What is about to be booked, as the session that it will be. NULL without @error where the choice does not say enough. */
static NxSession *
draft_session (NxRequest *request, NxDb *db, const NxChoice *choice, GError **error)
{
  const NxActor *actor = nx_request_actor (request);
  g_autoptr (NxSession) session = NULL;

  if (choice->student != NULL && choice->workshop_id != NULL)
    return find_workshop (request, db, choice, error);
  if (choice->student == NULL || choice->subject < 0 || choice->type < 0 || choice->start == NX_TIME_NONE)
    return NULL;

  session = g_object_new (NX_TYPE_SESSION, NULL);
  session->id = g_strdup ("");
  session->subject = choice->subject;
  session->type = choice->type;
  session->scheduledAt = choice->start;
  session->duration = nx_booking_default_duration (choice->type);
  session->reportStatus = -1;
  if (choice->coach != NULL)
    session->coach = g_object_ref (choice->coach);
  if (!nx_booking_cost (db, actor, choice->type, &session->creditCost, error))
    return NULL;
  return g_steal_pointer (&session);
}

/* The rule of cancelling, said before the button. */
static char *
policy_text (const NxSession *session, const NxActor *actor)
{
  gint64 window = nx_booking_refund_window (session->type);
  g_autofree char *until = nx_format_date_time (session->scheduledAt - window, nx_page_zone (actor));

  if (!nx_booking_is_refundable (session, actor->now))
    return g_strdup_printf (_ ("It begins in less than %d hours: if you give it up, its credits are not given back."),
                            (int) (window / NX_TIME_HOUR));
  return g_strdup_printf (_ ("You can cancel until %s and get the credits back. Later, they are used up."), until);
}

static void
write_confirm (NxJsonWriter *model, const NxChoice *choice, const NxSession *session, const NxActor *actor)
{
  gint32 after = choice->student->balance - session->creditCost;
  g_autofree char *before_text = nx_credits_format_noun (choice->student->balance);
  g_autofree char *after_text = nx_credits_format_noun (MAX (after, 0));
  g_autofree char *policy = policy_text (session, actor);
  g_autofree char *packs = g_strconcat ("/parent/enfants/", choice->student->id, "/packs", NULL);
  g_autofree char *start = nx_time_format (session->scheduledAt);
  g_autofree char *days = nx_choice_address (choice, "/reserver/creneaux", NX_DATE_NONE, NX_DATE_NONE);

  nx_choice_write (choice, model);
  nx_page_write_session (model, "session", session, actor);
  nx_json_add_string (model, "start", choice->workshop_id == NULL ? start : NULL);
  nx_json_add_string (model, "workshop", choice->workshop_id);
  nx_json_add_string (model, "before", before_text);
  nx_json_add_string (model, "after", after_text);
  nx_json_add_bool (model, "enough", after >= 0);
  nx_json_add_string (model, "packs", actor->role == NX_ROLE_PARENT ? packs : "/#formules");
  nx_json_add_string (model, "policy", policy);
  nx_json_add_string (model, "otherDay", days);
}

static NxResponse *
show_confirm (NxRequest *request, NxDb *db, GError **error)
{
  const NxActor *actor = nx_request_actor (request);
  g_auto (NxChoice) choice = { 0 };
  g_autoptr (NxSession) session = NULL;
  g_autoptr (GError) fault = NULL;
  NxJsonWriter *model;

  if (!nx_choice_load (&choice, db, actor, nx_request_query (request), error))
    return NULL;
  session = draft_session (request, db, &choice, &fault);
  if (session == NULL && fault == NULL)
    return nx_response_redirect ("/reserver");
  if (session == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&fault));
      return NULL;
    }

  model = nx_json_writer_new ();
  nx_json_begin_object (model, NULL);
  write_confirm (model, &choice, session, actor);
  nx_json_end_object (model);
  return nx_page_respond (request, 200, "book-confirm", _ ("Confirm the session"), model, error);
}

typedef struct
{
  NxRequest *request;
  const NxChoice *choice;
  NxSession *session; /* (owned) */
} Attempt;

static gboolean
try_to_book (NxDb *db, gpointer data, GError **error)
{
  Attempt *attempt = data;
  const NxChoice *choice = attempt->choice;
  const NxActor *actor = nx_request_actor (attempt->request);
  NxBooking booking = {
    .student_id = choice->student->id,
    .session_id = choice->workshop_id,
    .coach_id = choice->coach != NULL ? choice->coach->id : NULL,
    .subject = choice->subject,
    .type = choice->type,
    .scheduled_at = choice->start,
  };

  g_clear_object (&attempt->session);
  attempt->session = nx_booking_book (db, actor, config_of (attempt->request), &booking, NULL, error);
  return attempt->session != NULL;
}

static NxResponse *
to_done (const NxSession *session)
{
  g_autofree char *address = g_strconcat ("/reserver/fait/", session->id, NULL);

  return nx_response_redirect (address);
}

/*
 * A form sent twice, or sent again after the network broke: whoever asks for what they already have gets it, and nothing more is
 * booked. Returns: (transfer full) (nullable)
 */
static NxSession *
find_twin (NxRequest *request, NxDb *db, const NxChoice *choice)
{
  NxSessionFilter filter = NX_SESSION_FILTER_INIT;
  g_autoptr (GPtrArray) sessions = NULL;

  filter.student_id = choice->student->id;
  filter.status = NX_SESSION_SCHEDULED;
  filter.from = choice->workshop_id != NULL ? nx_request_actor (request)->now : choice->start;
  filter.to = choice->workshop_id != NULL ? NX_TIME_NONE : choice->start + NX_TIME_MINUTE;
  sessions = nx_booking_list (db, nx_request_actor (request), config_of (request), &filter, NULL, NULL);
  for (guint i = 0; sessions != NULL && i < sessions->len; i++)
    {
      NxSession *session = g_ptr_array_index (sessions, i);
      gboolean same_coach
          = choice->coach == NULL || (session->coach != NULL && g_strcmp0 (session->coach->id, choice->coach->id) == 0);

      if (choice->workshop_id != NULL ? strcmp (session->id, choice->workshop_id) == 0
                                      : session->scheduledAt == choice->start && session->subject == choice->subject
                                            && session->type == choice->type && same_coach)
        return g_object_ref (session);
    }
  return NULL;
}

static gboolean
is_about_the_slot (const GError *fault)
{
  static const NxErrorCode codes[] = { NX_ERROR_SLOT_TAKEN, NX_ERROR_STUDENT_BUSY, NX_ERROR_ROOM_TAKEN,
                                       NX_ERROR_OUTSIDE_AVAILABILITY, NX_ERROR_NO_COACH_AVAILABLE };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_error_matches (fault, NX_ERROR, codes[i]))
      return TRUE;
  return FALSE;
}

/* The form stays; where the hour is the trouble, the nearest free ones stand beside it. */
static NxResponse *
conflict_page (NxRequest *request, NxDb *db, const NxChoice *choice, const GError *fault, GError **error)
{
  const NxActor *actor = nx_request_actor (request);
  gint32 today = nx_time_date_in_zone (actor->now, nx_page_zone (actor));
  g_autoptr (NxSession) session = NULL;
  g_autoptr (GPtrArray) slots = NULL, nearest = NULL;
  NxJsonWriter *model;

  session = draft_session (request, db, choice, error);
  if (session == NULL)
    return NULL;
  if (is_about_the_slot (fault) && choice->start != NX_TIME_NONE)
    {
      gint32 day = nx_time_date_in_zone (MAX (choice->start, actor->now), nx_page_zone (actor));

      slots
          = nx_choice_slots (choice, db, actor, CLAMP (day - NEAREST_DAYS / 2, today, today + HORIZON_DAYS), NEAREST_DAYS, error);
      if (slots == NULL)
        return NULL;
      nearest = nx_slots_nearest (slots, choice->start, NEAREST);
    }

  model = nx_json_writer_new ();
  nx_json_begin_object (model, NULL);
  nx_json_add_string (model, "conflict", fault->message);
  nx_json_add_bool (model, "isSlot", nearest != NULL);
  nx_json_add_bool (model, "mayWait", fault->code == NX_ERROR_SLOT_TAKEN || fault->code == NX_ERROR_WORKSHOP_FULL ||
                                          fault->code == NX_ERROR_NO_COACH_AVAILABLE);
  nx_json_add_bool (model, "isFull", fault->code == NX_ERROR_WORKSHOP_FULL);
  if (nearest != NULL)
    nx_slots_write_hours (nearest, actor, TRUE, model);
  write_confirm (model, choice, session, actor);
  nx_json_end_object (model);
  return nx_page_respond (request, nx_error_status (fault->code), "book-conflict", _ ("That was not possible"), model, error);
}

static NxResponse *
do_book (NxRequest *request, NxDb *db, GError **error)
{
  const NxActor *actor = nx_request_actor (request);
  g_auto (NxChoice) choice = { 0 };
  g_autoptr (GHashTable) gaps = NULL;
  g_autoptr (GError) fault = NULL;
  g_autoptr (NxSession) twin = NULL;
  Attempt attempt = { .request = request, .choice = &choice };

  if (!nx_choice_load (&choice, db, actor, nx_request_body (request), error))
    return NULL;
  if (choice.workshop_id == NULL || choice.student == NULL)
    gaps = nx_choice_gaps (&choice);
  if (gaps != NULL)
    return nx_choice_page (request, db, &choice, gaps, error);
  if (choice.workshop_id == NULL && choice.start == NX_TIME_NONE)
    return nx_response_redirect ("/reserver");

  if (nx_db_transaction (db, try_to_book, &attempt, &fault))
    {
      g_autoptr (NxSession) booked = attempt.session;

      return to_done (booked);
    }
  g_clear_object (&attempt.session);
  twin = find_twin (request, db, &choice);
  if (twin != NULL)
    return to_done (twin);
  if (fault->domain != NX_ERROR || nx_error_status (fault->code) >= 500 || fault->code == NX_ERROR_NOT_FOUND)
    {
      g_propagate_error (error, g_steal_pointer (&fault));
      return NULL;
    }
  return conflict_page (request, db, &choice, fault, error);
}

static NxResponse *
show_done (NxRequest *request, NxDb *db, GError **error)
{
  const NxActor *actor = nx_request_actor (request);
  g_autoptr (NxSession) session = nx_booking_get (db, actor, config_of (request), nx_request_param (request, "id"), error);
  g_autoptr (NxStudent) student = NULL;
  g_autofree char *balance = NULL, *policy = NULL;
  NxJsonWriter *model;

  if (session == NULL)
    return NULL;
  if (session->students != NULL && session->students->len > 0)
    student = nx_families_student (db, actor, ((NxPerson *) g_ptr_array_index (session->students, 0))->id, error);
  if (student == NULL && error != NULL && *error != NULL)
    return NULL;

  balance = student != NULL ? nx_credits_format_noun (student->balance) : NULL;
  policy = policy_text (session, actor);
  model = nx_json_writer_new ();
  nx_json_begin_object (model, NULL);
  nx_page_write_session (model, "session", session, actor);
  nx_json_add_string (model, "balance", balance);
  nx_json_add_string (model, "policy", policy);
  nx_json_add_string (model, "home", nx_page_start (actor->role));
  nx_json_end_object (model);
  return nx_page_respond (request, 200, "book-done", _ ("The session is booked"), model, error);
}

const NxRoute nx_booking_page_routes[] = {
  { "GET", "/reserver", NX_ROLES_FAMILY, nx_choice_fields, NULL, show_choose, NX_ROUTE_PAGE,
    "Book, step one: subject, form, coach" },
  { "GET", "/reserver/creneaux", NX_ROLES_FAMILY, nx_choice_fields, NULL, show_slots, NX_ROUTE_PAGE,
    "Book, step two: day and hour" },
  { "GET", "/reserver/confirmer", NX_ROLES_FAMILY, nx_choice_fields, NULL, show_confirm, NX_ROUTE_PAGE,
    "Book, step three: confirm" },
  { "POST", "/reserver", NX_ROLES_FAMILY, NULL, nx_choice_fields, do_book, NX_ROUTE_PAGE | NX_ROUTE_OWN_TRANSACTION,
    "Book by the page" },
  { "GET", "/reserver/fait/{id}", NX_ROLES_FAMILY, NULL, NULL, show_done, NX_ROUTE_PAGE, "After a booking" },
  { NULL },
};
