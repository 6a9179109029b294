/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/families/families-pages.h"

#include <glib/gi18n-lib.h>

#include "common/nx-format.h"
#include "server/booking/booking.h"
#include "server/calendar/calendar.h"
#include "server/credits/credits.h"
#include "server/families/families.h"
#include "server/html/nx-page-form.h"
#include "server/html/nx-page-money.h"
#include "server/html/nx-page-session.h"
#include "server/html/nx-page.h"
#include "server/nx-app.h"
#include "server/payments/payments-service.h"
#include "server/reports/reports.h"

/* The free assessment, and the pages that a parent and a pupil come home to. */

#define MAX_CHILDREN  20
#define MAX_SESSIONS  30
#define MAX_REPORTS   8
#define MAX_MOVEMENTS 12
#define MAX_OWED      10
#define SMALL_ERROR   500

static const NxPageInput registration_inputs[] = {
  { "parentFirstName", N_ ("First name"), NULL, "text", "given-name" },
  { "parentLastName", N_ ("Last name"), NULL, "text", "family-name" },
  { "parentEmail", N_ ("E-mail address"), N_ ("You will sign in with it."), "email", "email" },
  { "parentPhone", N_ ("Phone"), N_ ("To call you back. For example +216 20 123 456."), "tel", "tel" },
  { "parentPassword", N_ ("Password"),
    N_ ("At least 10 characters. A few words in a row are easy to remember and hard to guess."), "password", "new-password" },
  { "studentFirstName", N_ ("First name"), NULL, "text", "off" },
  { "studentLastName", N_ ("Last name"), NULL, "text", "off" },
  { "studentGrade", N_ ("Class"), NULL, NULL, NULL },
  { "studentSchool", N_ ("School"), NULL, "text", "off" },
  { "studentBirthDate", N_ ("Date of birth"), NULL, "date", "off" },
  { "subjects", N_ ("Subjects"), N_ ("One or several."), NULL, NULL },
  { "currentLevel", N_ ("Where your child is now"), N_ ("An average, a feeling, a sentence."), "text", "off" },
  { "objectives", N_ ("Where you want to go"), N_ ("A grade, an orientation, confidence: a sentence or two."), NULL, NULL },
  { "difficulties", N_ ("What is hard today"), NULL, NULL, NULL },
  { "preferredModality", N_ ("Sessions"), NULL, NULL, NULL },
  { "availability", N_ ("When your child is free"), NULL, NULL, NULL },
  { "acceptTerms", N_ ("I accept the terms of use, and that the centre keeps this information to tutor my child."), NULL, NULL,
    NULL },
  { "acceptNewsletter", N_ ("I would like to receive the monthly letter of the centre."), NULL, NULL, NULL },
  { NULL },
};

static NxResponse *
registration_page (NxRequest *request, guint status, GHashTable *faults, GError **error)
{
  NxJsonWriter *model = nx_json_writer_new ();

  nx_json_begin_object (model, NULL);
  nx_page_write_form (model, request, nx_families_registration_fields, registration_inputs, faults);
  nx_json_end_object (model);
  return nx_page_respond (request, status, "register", _ ("Free strategic assessment"), model, error);
}

static NxResponse *
show_registration (NxRequest *request, NxDb *db, GError **error)
{
  return registration_page (request, 200, NULL, error);
}

static NxResponse *
do_registration (NxRequest *request, NxDb *db, GError **error)
{
  NxValues *body = nx_request_body (request);
  g_auto (NxRegistration) result = { NULL };
  g_autoptr (GError) fault = NULL;
  g_autoptr (GHashTable) faults = NULL;

  /* Only a machine fills in a field that nobody sees. It is told that all went well. */
  if (*nx_request_form (request, "_website") != '\0')
    return nx_response_redirect ("/bilan-gratuit/merci");
  if (body == NULL)
    return registration_page (request, 422, nx_request_faults (request), error);
  if (nx_families_register (db, nx_request_app (request), nx_request_actor (request), body, &result, &fault))
    return nx_response_redirect ("/bilan-gratuit/merci");

  if (g_error_matches (fault, NX_ERROR, NX_ERROR_EMAIL_TAKEN))
    nx_error_add_field (fault, "parentEmail",
                        _ ("There is an account with this address already. Sign in, or ask for a new password."));
  if (fault->domain != NX_ERROR || nx_error_status (fault->code) >= SMALL_ERROR)
    {
      g_propagate_error (error, g_steal_pointer (&fault));
      return NULL;
    }
  faults = nx_page_faults (fault);
  return registration_page (request, nx_error_status (fault->code), faults, error);
}

static NxResponse *
show_registration_done (NxRequest *request, NxDb *db, GError **error)
{
  NxJsonWriter *model = nx_json_writer_new ();

  nx_json_begin_object (model, NULL);
  nx_json_end_object (model);
  return nx_page_respond (request, 200, "register-done", _ ("Your request has arrived"), model, error);
}

static char *
today_text (const NxActor *actor)
{
  return nx_format_date (nx_time_date_in_zone (actor->now, nx_page_zone (actor)));
}

/* @past: those that are over, the latest first; else those to come and under way, planned alone. */
static GPtrArray *
load_sessions (NxDb *db, NxRequest *request, const char *student_id, gboolean past, GError **error)
{
  const NxActor *actor = nx_request_actor (request);
  NxSessionFilter filter = NX_SESSION_FILTER_INIT;

  filter.student_id = student_id;
  filter.limit = past ? MAX_REPORTS : MAX_SESSIONS;
  filter.descending = past;
  if (past)
    filter.to = actor->now;
  else
    {
      filter.from = actor->now;
      filter.status = NX_SESSION_SCHEDULED;
    }
  return nx_booking_list (db, actor, nx_request_app (request)->config, &filter, NULL, error);
}

static int
compare_reports (gconstpointer a, gconstpointer b)
{
  const NxReport *first = *(const NxReport *const *) a, *second = *(const NxReport *const *) b;
  gint64 at = first->session != NULL ? first->session->scheduledAt : 0;
  gint64 other = second->session != NULL ? second->session->scheduledAt : 0;

  return (at < other) - (at > other);
}

/* The latest of all children. */
static GPtrArray *
load_reports (NxDb *db, const NxActor *actor, GPtrArray *students, GError **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < students->len; i++)
    {
      const NxStudent *student = g_ptr_array_index (students, i);
      g_autoptr (GPtrArray) reports = nx_reports_of_student (db, actor, student->id, MAX_REPORTS, error);

      if (reports == NULL)
        return NULL;
      for (guint j = 0; j < reports->len; j++)
        g_ptr_array_add (all, g_object_ref (g_ptr_array_index (reports, j)));
    }
  g_ptr_array_sort (all, compare_reports);
  if (all->len > MAX_REPORTS)
    g_ptr_array_set_size (all, MAX_REPORTS);
  return g_steal_pointer (&all);
}

static void
write_lists (NxJsonWriter *model, GPtrArray *sessions, GPtrArray *reports, const NxActor *actor)
{
  nx_json_add_bool (model, "hasSessions", sessions->len > 0);
  nx_page_write_sessions (model, "sessions", sessions, actor);
  nx_json_add_bool (model, "hasReports", reports->len > 0);
  nx_page_write_reports (model, "reports", reports, actor);
}

/* What waits to be paid and nobody says is on its way, of @student_id (nullable: of all children): to stand on top of the page. */
static gboolean
write_owed (NxJsonWriter *model, NxDb *db, const NxActor *actor, const char *student_id, GError **error)
{
  g_autofree char *next = NULL;
  g_autoptr (GPtrArray) pending
      = nx_payments_list (db, actor, student_id, NX_PAYMENT_PENDING, -1, MAX_OWED, NULL, &next, error);
  guint n = 0;

  if (pending == NULL)
    return FALSE;
  nx_json_begin_array (model, "owed");
  for (guint i = 0; i < pending->len; i++)
    {
      const NxPayment *payment = g_ptr_array_index (pending, i);

      if (payment->declaredAt != NX_TIME_NONE)
        continue;
      nx_page_write_payment (model, NULL, payment, actor);
      n++;
    }
  nx_json_end_array (model);
  nx_json_add_bool (model, "hasOwed", n > 0);
  return TRUE;
}

/* The reader's own address, which other programs' calendars follow. */
static gboolean
write_calendar (NxJsonWriter *model, NxDb *db, NxRequest *request, GError **error)
{
  g_auto (NxCalendarAddress) address = { NULL };

  if (!nx_calendar_address (db, nx_request_app (request)->config, nx_request_actor (request), &address, error))
    return FALSE;
  nx_json_begin_object (model, "calendar");
  nx_json_add_string (model, "url", address.url);
  nx_json_add_string (model, "webcal", address.webcal);
  nx_json_add_bool (model, "renewed", nx_values_bool (nx_request_query (request), "calendrier", FALSE));
  nx_json_end_object (model);
  return TRUE;
}

static const NxField parent_query[] = {
  { .name = "lien", .kind = NX_FIELD_BOOL },
  { .name = "calendrier", .kind = NX_FIELD_BOOL },
  { .name = NULL },
};

static const NxField pupil_query[] = {
  { .name = "calendrier", .kind = NX_FIELD_BOOL },
  { .name = NULL },
};

static NxResponse *
show_parent (NxRequest *request, NxDb *db, GError **error)
{
  const NxActor *actor = nx_request_actor (request);
  g_autoptr (GPtrArray) students = nx_families_students (db, actor, "", MAX_CHILDREN, NULL, NULL, error);
  g_autoptr (GPtrArray) sessions = students != NULL ? load_sessions (db, request, NULL, FALSE, error) : NULL;
  g_autoptr (GPtrArray) reports = sessions != NULL ? load_reports (db, actor, students, error) : NULL;
  g_autofree char *today = today_text (actor);
  g_autoptr (NxJsonWriter) model = NULL;

  if (reports == NULL)
    return NULL;

  model = nx_json_writer_new ();
  nx_json_begin_object (model, NULL);
  nx_json_add_string (model, "today", today);
  if (!write_owed (model, db, actor, NULL, error) || (students->len > 0 && !write_calendar (model, db, request, error)))
    return NULL;
  nx_json_add_string (model, "notice",
                      nx_values_bool (nx_request_query (request), "lien", FALSE) ? _ ("A new link is on its way to your inbox.")
                                                                                 : NULL);
  nx_json_add_bool (model, "hasChildren", students->len > 0);
  nx_json_add_bool (model, "severalPupils", students->len > 1);
  nx_json_begin_array (model, "children");
  for (guint i = 0; i < students->len; i++)
    nx_page_write_student (model, NULL, g_ptr_array_index (students, i), actor);
  nx_json_end_array (model);
  write_lists (model, sessions, reports, actor);
  nx_json_end_object (model);
  return nx_page_respond (request, 200, "parent", _ ("My children"), g_steal_pointer (&model), error);
}

static NxResponse *
show_pupil (NxRequest *request, NxDb *db, GError **error)
{
  const NxActor *actor = nx_request_actor (request);
  g_autoptr (NxStudent) student = nx_families_student (db, actor, actor->student_id, error);
  g_autoptr (GPtrArray) sessions = student != NULL ? load_sessions (db, request, student->id, FALSE, error) : NULL;
  g_autoptr (GPtrArray) reports = sessions != NULL ? nx_reports_of_student (db, actor, student->id, MAX_REPORTS, error) : NULL;
  g_autofree char *today = today_text (actor);
  g_autoptr (NxJsonWriter) model = NULL;

  if (reports == NULL)
    return NULL;

  model = nx_json_writer_new ();
  nx_json_begin_object (model, NULL);
  nx_json_add_string (model, "today", today);
  nx_page_write_student (model, "child", student, actor);
  write_lists (model, sessions, reports, actor);
  if (!write_calendar (model, db, request, error))
    return NULL;
  nx_json_end_object (model);
  return nx_page_respond (request, 200, "pupil", _ ("My agenda"), g_steal_pointer (&model), error);
}

static char *
date_text (gint64 time, const NxActor *actor)
{
  return nx_format_date (nx_time_date_in_zone (time, nx_page_zone (actor)));
}

static void
write_lots (NxJsonWriter *model, GPtrArray *lots, const NxActor *actor)
{
  guint n = 0;

  nx_json_begin_array (model, "lots");
  for (guint i = 0; i < lots->len; i++)
    {
      const NxLot *lot = g_ptr_array_index (lots, i);
      g_autofree char *left = nx_credits_format_noun (lot->remaining);
      g_autofree char *expiry = date_text (lot->expiresAt, actor);

      if (lot->remaining <= 0 || lot->expiresAt <= actor->now)
        continue;
      nx_json_begin_object (model, NULL);
      nx_json_add_string (model, "text", left);
      nx_json_add_string (model, "origin", nx_enum_label (&nx_transaction_type_enum, lot->type));
      nx_json_add_string (model, "expiry", expiry);
      nx_json_end_object (model);
      n++;
    }
  nx_json_end_array (model);
  nx_json_add_bool (model, "hasLots", n > 0);
}

static void
write_movements (NxJsonWriter *model, GPtrArray *transactions, const NxActor *actor)
{
  nx_json_begin_array (model, "transactions");
  for (guint i = 0; i < MIN (transactions->len, MAX_MOVEMENTS); i++)
    {
      const NxTransaction *row = g_ptr_array_index (transactions, i);
      g_autofree char *number = nx_credits_format (ABS (row->amount));
      g_autofree char *amount = g_strconcat (row->amount < 0 ? "−" : "+", number, NULL);
      g_autofree char *date = nx_format_date_short (nx_time_date_in_zone (row->createdAt, nx_page_zone (actor)));

      nx_json_begin_object (model, NULL);
      nx_json_add_string (model, "date", date);
      nx_json_add_string (model, "label", nx_enum_label (&nx_transaction_type_enum, row->type));
      nx_json_add_string (model, "amount", amount);
      nx_json_end_object (model);
    }
  nx_json_end_array (model);
  nx_json_add_bool (model, "hasTransactions", transactions->len > 0);
}

static NxResponse *
show_child (NxRequest *request, NxDb *db, GError **error)
{
  const NxActor *actor = nx_request_actor (request);
  g_autoptr (NxStudent) student = nx_families_student (db, actor, nx_request_param (request, "id"), error);
  g_autoptr (NxCreditAccount) account = student != NULL ? nx_credits_account (db, actor, student->id, error) : NULL;
  g_autoptr (GPtrArray) sessions = account != NULL ? load_sessions (db, request, student->id, FALSE, error) : NULL;
  g_autoptr (GPtrArray) past = sessions != NULL ? load_sessions (db, request, student->id, TRUE, error) : NULL;
  g_autoptr (GPtrArray) reports = past != NULL ? nx_reports_of_student (db, actor, student->id, MAX_REPORTS, error) : NULL;
  g_autoptr (NxJsonWriter) model = NULL;

  if (reports == NULL)
    return NULL;

  model = nx_json_writer_new ();
  nx_json_begin_object (model, NULL);
  nx_json_add_bool (model, "isParent", TRUE);
  if (!write_owed (model, db, actor, student->id, error))
    return NULL;
  nx_page_write_student (model, "child", student, actor);
  write_lots (model, account->lots, actor);
  write_movements (model, account->transactions, actor);
  write_lists (model, sessions, reports, actor);
  nx_json_add_bool (model, "hasPast", past->len > 0);
  nx_page_write_sessions (model, "past", past, actor);
  nx_json_end_object (model);
  return nx_page_respond (request, 200, "child", student->firstName, g_steal_pointer (&model), error);
}

static NxResponse *
do_resend (NxRequest *request, NxDb *db, GError **error)
{
  const char *id = nx_request_param (request, "id");

  if (!nx_families_resend_activation (db, nx_request_app (request), nx_request_actor (request), id, error))
    return NULL;
  return nx_response_redirect ("/parent?lien=1");
}

const NxRoute nx_families_page_routes[] = {
  { "GET", "/bilan-gratuit", NX_ROLES_ANYONE, NULL, NULL, show_registration, NX_ROUTE_PAGE | NX_ROUTE_CACHED,
    "Form of the free assessment" },
  { "POST", "/bilan-gratuit", NX_ROLES_ANYONE, NULL, nx_families_registration_fields, do_registration,
    NX_ROUTE_PAGE | NX_ROUTE_SLOW | NX_ROUTE_OWN_TRANSACTION, "Register a family by the page" },
  { "GET", "/bilan-gratuit/merci", NX_ROLES_ANYONE, NULL, NULL, show_registration_done, NX_ROUTE_PAGE | NX_ROUTE_CACHED,
    "After a registration" },
  { "GET", "/parent", NX_ROLES_PARENT, parent_query, NULL, show_parent, NX_ROUTE_PAGE, "The parent's page" },
  { "GET", "/parent/enfants/{id}", NX_ROLES_PARENT, NULL, NULL, show_child, NX_ROUTE_PAGE, "A child's file, for the parent" },
  { "POST", "/parent/enfants/{id}/activation", NX_ROLES_PARENT, NULL, NULL, do_resend, NX_ROUTE_PAGE,
    "Send a new activation link" },
  { "GET", "/eleve", NX_ROLES_ELEVE, pupil_query, NULL, show_pupil, NX_ROUTE_PAGE, "The pupil's page" },
  { NULL },
};
