/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nx-mail-content.h"
#include "server/notices/nx-mail-agenda.h"

#include <glib/gi18n-lib.h>
#include "common/nx-enums.h"
#include "common/nx-format.h"
#include "common/nx-json.h"
#include "common/nx-time.h"

/*
 * One builder a kind (domain.md section 12). Payload members, all optional but those that the subject needs:
 *   parentName studentName coachName name email login link sessionId studentId    texts
 *   at (RFC 3339) zone (IANA) duration (minutes) subject type grade planName itemKey   wire values
 *   credits creditsRefunded balance   numbers of credits;  amount {amount, currency};  receipt  "2026-000017"
 *   refunded (bool) reason byOffice (bool)  dueAt (RFC 3339)  lots [{credits, expiresAt}]
 */

static const char *
text_of (JsonObject *payload, const char *member)
{
  const char *text = NULL;
  return nx_json_get_string (payload, member, &text) && text[0] != '\0' ? text : NULL;
}

static const char *
text_or (JsonObject *payload, const char *member, const char *fallback)
{
  const char *text = text_of (payload, member);
  return text != NULL ? text : fallback;
}

static char *
label_of (JsonObject *payload, const char *member, const NxEnum *type)
{
  const char *slug = text_of (payload, member);
  return slug != NULL ? g_strdup (nx_enum_label (type, nx_enum_value (type, slug))) : NULL;
}

static char *
moment_of (JsonObject *payload)
{
  gint64 at;
  const char *zone = text_of (payload, "zone");
  GTimeZone *tz = zone != NULL ? nx_time_zone (zone) : NULL;
  g_autofree char *moment = NULL;
  if (!nx_json_get_time (payload, "at", &at))
    return NULL;
  moment = nx_format_date_time (at, tz);
  /* Translators: a moment and the zone that it is read in, for a family abroad. */
  if (tz != NULL && g_strcmp0 (zone, NX_TIME_CENTRE_ZONE) != 0)
    return g_strdup_printf (_("%s (%s)"), moment, zone);
  return g_steal_pointer (&moment);
}

static char *
credits_of (JsonObject *payload, const char *member)
{
  gint32 quarters;
  return nx_json_get_credits (payload, member, &quarters) ? nx_credits_format_noun (quarters) : NULL;
}

static char *
amount_of (JsonObject *payload)
{
  JsonObject *object = nx_json_get_object (payload, "amount");
  const char *currency = NULL;
  NxMoney money = { 0 };
  if (object == NULL || !nx_json_get_int (object, "amount", &money.amount) || !nx_json_get_string (object, "currency", &currency))
    return NULL;
  g_strlcpy (money.currency, currency, sizeof money.currency);
  return nx_money_format (money);
}

/* A plan that brings no credits does not speak of them. */
static gboolean
brings_credits (JsonObject *payload)
{
  gint32 quarters = 0;
  return nx_json_get_credits (payload, "credits", &quarters) && quarters > 0;
}

static void
greet (NxMailContent *content, JsonObject *payload)
{
  const char *name = text_of (payload, "name");
  if (name == NULL)
    name = text_of (payload, "parentName");
  nx_mail_set_greeting (content, name != NULL ? g_strdup_printf (_("Hello %s,"), name) : g_strdup (_("Hello,")));
}

static void
add_session_facts (NxMailContent *content, JsonObject *payload)
{
  gint64 minutes;
  nx_mail_add_fact (content, _("Pupil"), g_strdup (text_of (payload, "studentName")));
  nx_mail_add_fact (content, _("When"), moment_of (payload));
  if (nx_json_get_int (payload, "duration", &minutes))
    nx_mail_add_fact (content, _("Length"), nx_format_duration ((int) minutes));
  nx_mail_add_fact (content, _("Subject"), label_of (payload, "subject", &nx_subject_enum));
  nx_mail_add_fact (content, _("Kind of session"), label_of (payload, "type", &nx_service_type_enum));
  nx_mail_add_fact (content, _("Coach"), g_strdup (text_of (payload, "coachName")));
  nx_mail_add_fact (content, _("Place"), g_strdup (text_of (payload, "room")));
}

/* The button of a mail: into the room, where there is one; the page says when it opens. Else the family's page of the session. */
static void
add_session_action (NxMailContent *content, JsonObject *payload)
{
  const char *session = text_of (payload, "sessionId"), *link = text_of (payload, "link");
  if (session != NULL && g_strcmp0 (text_of (payload, "type"), "COURS_ONLINE") == 0)
    {
      g_autofree char *join = g_strconcat ("/seances/", session, "/rejoindre", NULL);
      nx_mail_set_action (content, _("Join the session"), join);
    }
  else if (link != NULL)
    nx_mail_set_action (content, _("See the session"), link);
}

static void
build_welcome (NxMailContent *content, JsonObject *payload)
{
  nx_mail_set_subject (content, g_strdup (_("Welcome to Nexus Réussite")));
  greet (content, payload);
  nx_mail_add_paragraph (content, g_strdup_printf (_("The account of your family is open. We read what you told us about %s and call you back within two working days for the strategic assessment."),
                                                   text_or (payload, "studentName", _("your child"))));
  nx_mail_add_paragraph (content, g_strdup (_("On your page you choose a plan, book sessions and read the coaches' reports.")));
  nx_mail_add_fact (content, _("Your sign-in"), g_strdup (text_of (payload, "email")));
  nx_mail_set_action (content, _("Open my page"), "/parent");
}

static void
build_activation (NxMailContent *content, JsonObject *payload)
{
  const char *student = text_or (payload, "studentName", _("your child"));
  nx_mail_set_subject (content, g_strdup_printf (_("%s: open the pupil's account"), student));
  greet (content, payload);
  nx_mail_add_paragraph (content, g_strdup_printf (_("Give this link to %s: it opens the pupil's account, once, within three days, and asks for a password of their own."), student));
  nx_mail_add_fact (content, _("Pupil's sign-in"), g_strdup (text_of (payload, "login")));
  nx_mail_set_action (content, _("Open the account"), text_or (payload, "link", "/connexion"));
}

static void
build_account_ready (NxMailContent *content, JsonObject *payload)
{
  nx_mail_set_subject (content, g_strdup (_("Your access to Nexus Réussite")));
  greet (content, payload);
  nx_mail_add_paragraph (content, g_strdup (_("An account was made for you. This link opens it, once, and asks for a password of your own.")));
  nx_mail_add_fact (content, _("Your sign-in"), g_strdup (text_of (payload, "login")));
  nx_mail_set_action (content, _("Choose my password"), text_or (payload, "link", "/connexion"));
}

static void
build_password_reset (NxMailContent *content, JsonObject *payload)
{
  const char *student = text_of (payload, "studentName");
  nx_mail_set_subject (content, g_strdup (_("Choose a new password")));
  greet (content, payload);
  /* Translators: to a parent, about the account of their child, who has no address of their own. */
  if (student != NULL)
    nx_mail_add_paragraph (content, g_strdup_printf (_("%1$s, probably, asked for a new password. Give this link to %1$s: it works once, for 30 minutes. If nobody asked, do nothing: the password stays as it is."), student));
  else
    nx_mail_add_paragraph (content, g_strdup (_("Somebody, probably you, asked for a new password. This link works once, for 30 minutes. If it was not you, do nothing: your password stays as it is.")));
  nx_mail_set_action (content, _("Choose a new password"), text_or (payload, "link", "/connexion"));
}

static void
build_booking (NxMailContent *content, JsonObject *payload)
{
  g_autofree char *when = moment_of (payload);
  nx_mail_set_subject (content, g_strdup_printf (_("Session booked: %s"), when != NULL ? when : ""));
  greet (content, payload);
  nx_mail_add_paragraph (content, g_strdup (_("The session is booked.")));
  add_session_facts (content, payload);
  nx_mail_add_fact (content, _("Balance after booking"), credits_of (payload, "balance"));
  add_session_action (content, payload);
}

static void
build_cancellation (NxMailContent *content, JsonObject *payload)
{
  g_autofree char *when = moment_of (payload), *credits = credits_of (payload, "creditsRefunded");
  gboolean refunded = FALSE;
  nx_mail_set_subject (content, g_strdup_printf (_("Session cancelled: %s"), when != NULL ? when : ""));
  greet (content, payload);
  nx_mail_add_paragraph (content, g_strdup (_("The session below will not take place.")));
  if (nx_json_get_bool (payload, "refunded", &refunded))
    nx_mail_add_paragraph (content, refunded ? g_strdup_printf (_("Given back: %s."), credits != NULL ? credits : "")
                                             : g_strdup (_("It was given up after the time for a refund: its credits are not given back.")));
  add_session_facts (content, payload);
  nx_mail_add_fact (content, _("Reason"), g_strdup (text_of (payload, "reason")));
}

static void
build_move (NxMailContent *content, JsonObject *payload)
{
  g_autofree char *when = moment_of (payload);
  nx_mail_set_subject (content, g_strdup_printf (_("Session moved: %s"), when != NULL ? when : ""));
  greet (content, payload);
  nx_mail_add_paragraph (content, g_strdup (_("The session has a new time or place.")));
  add_session_facts (content, payload);
  add_session_action (content, payload);
}

static void
build_reminder (NxMailContent *content, JsonObject *payload)
{
  g_autofree char *when = moment_of (payload);
  nx_mail_set_subject (content, g_strdup_printf (_("Reminder: session %s"), when != NULL ? when : ""));
  greet (content, payload);
  nx_mail_add_paragraph (content, g_strdup (_("This session is coming up.")));
  add_session_facts (content, payload);
  add_session_action (content, payload);
}

static void
build_waiting_offer (NxMailContent *content, JsonObject *payload)
{
  gint64 until;
  const char *zone = text_of (payload, "zone");
  g_autofree char *when = moment_of (payload);
  nx_mail_set_subject (content, g_strdup_printf (_("A place is free: %s"), when != NULL ? when : ""));
  greet (content, payload);
  nx_mail_add_paragraph (content, g_strdup (_("The place that you are waiting for has become free. It is kept for you for a short time; after that it goes to the next name on the list.")));
  if (nx_json_get_time (payload, "until", &until))
    nx_mail_add_fact (content, _("Kept until"), nx_format_date_time (until, zone != NULL ? nx_time_zone (zone) : NULL));
  add_session_facts (content, payload);
  nx_mail_set_action (content, _("Accept or decline"), text_or (payload, "link", "/"));
}

static void
build_waiting_expired (NxMailContent *content, JsonObject *payload)
{
  gboolean cancelled = g_strcmp0 (text_of (payload, "end"), "CANCELLED") == 0;
  g_autofree char *when = moment_of (payload);
  nx_mail_set_subject (content, g_strdup_printf (cancelled ? _("The workshop does not take place: %s") : _("The place was given on: %s"),
                                                 when != NULL ? when : ""));
  greet (content, payload);
  nx_mail_add_paragraph (content, g_strdup (cancelled ? _("The workshop that you were waiting for was cancelled, and its waiting list with it.")
                                                      : _("The place that was kept for you was not accepted in time and was offered to the next name. You can put your name on the list again.")));
  add_session_facts (content, payload);
  nx_mail_set_action (content, _("Book a session"), "/reserver");
}

static void
build_report_overdue (NxMailContent *content, JsonObject *payload)
{
  gboolean office = FALSE;
  g_autofree char *when = moment_of (payload);
  nx_mail_set_subject (content, g_strdup_printf (_("Report missing: %s"), when != NULL ? when : ""));
  if (nx_json_get_bool (payload, "byOffice", &office) && office)
    nx_mail_add_paragraph (content, g_strdup (_("This session ended more than 24 hours ago and its coach has not sent the report yet.")));
  else
    {
      greet (content, payload);
      nx_mail_add_paragraph (content, g_strdup (_("This session ended more than 24 hours ago. Its family is waiting for your report; it takes two minutes in the desktop application.")));
    }
  add_session_facts (content, payload);
}

static void
build_payment_confirmed (NxMailContent *content, JsonObject *payload)
{
  nx_mail_set_subject (content, g_strdup (_("Payment received")));
  greet (content, payload);
  nx_mail_add_paragraph (content, g_strdup (_("Thank you. We received your payment.")));
  nx_mail_add_fact (content, _("Pupil"), g_strdup (text_of (payload, "studentName")));
  nx_mail_add_fact (content, _("For"), g_strdup (text_of (payload, "item")));
  nx_mail_add_fact (content, _("Amount"), amount_of (payload));
  nx_mail_add_fact (content, _("Receipt"), g_strdup (text_of (payload, "receipt")));
  nx_mail_set_action (content, _("Open my page"), "/parent");
}

static void
build_payment_refunded (NxMailContent *content, JsonObject *payload)
{
  nx_mail_set_subject (content, g_strdup (_("Your payment is refunded")));
  greet (content, payload);
  nx_mail_add_paragraph (content, g_strdup (_("We refund the payment below. The money comes back by the way it was paid, or as agreed with the office.")));
  nx_mail_add_fact (content, _("Pupil"), g_strdup (text_of (payload, "studentName")));
  nx_mail_add_fact (content, _("For"), g_strdup (text_of (payload, "item")));
  nx_mail_add_fact (content, _("Amount"), amount_of (payload));
  if (brings_credits (payload))
    nx_mail_add_fact (content, _("Credits taken back"), credits_of (payload, "credits"));
  nx_mail_add_fact (content, _("Reason"), g_strdup (text_of (payload, "reason")));
}

static void
build_payment_attention (NxMailContent *content, JsonObject *payload)
{
  const char *slug = text_of (payload, "attention");
  nx_mail_set_subject (content, g_strdup_printf (_("A payment to look at: %s"), text_or (payload, "studentName", "")));
  nx_mail_add_paragraph (content, g_strdup (g_strcmp0 (slug, "PLAN_REPLACED") == 0
                                              ? _("Money came for a plan that had been replaced meanwhile. It is settled, nothing was started: start a plan, or refund it.")
                                            : g_strcmp0 (slug, "PAID_TWICE") == 0
                                              ? _("Money came a second time for a payment that is settled. It has to be given back.")
                                              : _("Konnect says that a payment was made, but not of what was due. Nothing was settled: look at it with Konnect.")));
  nx_mail_add_fact (content, _("Pupil"), g_strdup (text_of (payload, "studentName")));
  nx_mail_add_fact (content, _("Parent"), g_strdup (text_of (payload, "parentName")));
  nx_mail_add_fact (content, _("For"), g_strdup (text_of (payload, "item")));
  nx_mail_add_fact (content, _("Amount"), amount_of (payload));
}

static void
build_subscription_active (NxMailContent *content, JsonObject *payload)
{
  nx_mail_set_subject (content, g_strdup_printf (_("The plan of %s is active"), text_or (payload, "studentName", _("your child"))));
  greet (content, payload);
  nx_mail_add_paragraph (content, g_strdup (brings_credits (payload)
                                              ? _("The plan is active from now on, and its credits can be used to book.")
                                              : _("The plan is active from now on: ARIA and the page of the pupil are open.")));
  nx_mail_add_fact (content, _("Pupil"), g_strdup (text_of (payload, "studentName")));
  nx_mail_add_fact (content, _("Plan"), label_of (payload, "planName", &nx_plan_name_enum));
  if (!brings_credits (payload))
    {
      nx_mail_set_action (content, _("Open my page"), "/parent");
      return;
    }
  nx_mail_add_fact (content, _("Credits of this month"), credits_of (payload, "credits"));
  nx_mail_set_action (content, _("Book a session"), "/reserver");
}

/* The last day of something that ends at a moment of the centre's calendar. */
static char *
last_day_of (JsonObject *payload, const char *member)
{
  gint64 end;
  return nx_json_get_time (payload, member, &end) ? nx_format_date (nx_time_date_in_zone (end - 1, nx_time_zone (NX_TIME_CENTRE_ZONE))) : NULL;
}

static char *
day_of (JsonObject *payload, const char *member)
{
  gint64 time;
  return nx_json_get_time (payload, member, &time) ? nx_format_date (nx_time_date_in_zone (time, nx_time_zone (NX_TIME_CENTRE_ZONE))) : NULL;
}

static void
add_lots (NxMailContent *content, JsonObject *payload, gboolean over)
{
  JsonArray *lots = json_object_has_member (payload, "lots") ? json_object_get_array_member (payload, "lots") : NULL;
  for (guint i = 0; lots != NULL && i < json_array_get_length (lots); i++)
    {
      JsonObject *lot = json_array_get_object_element (lots, i);
      g_autofree char *day = last_day_of (lot, "expiresAt"), *credits = credits_of (lot, "credits");
      if (day != NULL && credits != NULL)
        /* Translators: %s is a day; what stands before it is a number of credits. */
        nx_mail_add_fact (content, credits, g_strdup_printf (over ? _("valid until %s") : _("to be used by %s"), day));
    }
}

static void
build_credits_expiring (NxMailContent *content, JsonObject *payload)
{
  nx_mail_set_subject (content, g_strdup_printf (_("Credits of %s to be used soon"), text_or (payload, "studentName", _("your child"))));
  greet (content, payload);
  nx_mail_add_paragraph (content, g_strdup (_("The credits below are about to end. A session that is booked before that day uses them first, also where it takes place later.")));
  nx_mail_add_fact (content, _("Pupil"), g_strdup (text_of (payload, "studentName")));
  add_lots (content, payload, FALSE);
  nx_mail_set_action (content, _("Book a session"), "/reserver");
}

static void
build_credits_expired (NxMailContent *content, JsonObject *payload)
{
  nx_mail_set_subject (content, g_strdup_printf (_("Credits of %s have ended"), text_or (payload, "studentName", _("your child"))));
  greet (content, payload);
  nx_mail_add_paragraph (content, g_strdup (_("The credits below were not used in their time and have left the balance.")));
  nx_mail_add_fact (content, _("Pupil"), g_strdup (text_of (payload, "studentName")));
  add_lots (content, payload, TRUE);
  nx_mail_add_fact (content, _("Balance"), credits_of (payload, "balance"));
  nx_mail_set_action (content, _("Open my page"), "/parent");
}

static void
build_renewal_due (NxMailContent *content, JsonObject *payload)
{
  nx_mail_set_subject (content, g_strdup_printf (_("The next month of %s"), text_or (payload, "studentName", _("your child"))));
  greet (content, payload);
  nx_mail_add_paragraph (content, g_strdup (brings_credits (payload)
                                              ? _("The plan goes on with its next month. Paid by the day below, its credits are there on that day; a week later the plan would end.")
                                              : _("The plan goes on with its next month, to be paid by the day below; a week later the plan would end.")));
  nx_mail_add_fact (content, _("Pupil"), g_strdup (text_of (payload, "studentName")));
  nx_mail_add_fact (content, _("Plan"), label_of (payload, "planName", &nx_plan_name_enum));
  nx_mail_add_fact (content, _("Amount"), amount_of (payload));
  nx_mail_add_fact (content, _("Due on"), day_of (payload, "dueAt"));
  if (brings_credits (payload))
    nx_mail_add_fact (content, _("Credits of the month"), credits_of (payload, "credits"));
  nx_mail_set_action (content, _("Pay the next month"), text_or (payload, "link", "/parent"));
}

static void
build_subscription_expired (NxMailContent *content, JsonObject *payload)
{
  nx_mail_set_subject (content, g_strdup_printf (_("The plan of %s has ended"), text_or (payload, "studentName", _("your child"))));
  greet (content, payload);
  nx_mail_add_paragraph (content, g_strdup (_("The month below was not paid, so the plan has ended. Credits that were granted stay valid until their day, and a plan can be chosen again at any time.")));
  nx_mail_add_fact (content, _("Pupil"), g_strdup (text_of (payload, "studentName")));
  nx_mail_add_fact (content, _("Plan"), label_of (payload, "planName", &nx_plan_name_enum));
  nx_mail_add_fact (content, _("Amount"), amount_of (payload));
  nx_mail_add_fact (content, _("Due on"), day_of (payload, "dueAt"));
  nx_mail_set_action (content, _("Choose a plan"), "/parent");
}

static void
build_report_available (NxMailContent *content, JsonObject *payload)
{
  const char *session = text_of (payload, "sessionId");
  nx_mail_set_subject (content, g_strdup_printf (_("A report to read: %s"), text_or (payload, "studentName", _("your child"))));
  greet (content, payload);
  nx_mail_add_paragraph (content, g_strdup (_("The coach wrote what was worked on, what went well and what to work on.")));
  add_session_facts (content, payload);
  if (session != NULL)
    {
      g_autofree char *link = g_strconcat ("/rapports/", session, NULL);
      nx_mail_set_action (content, _("Read the report"), link);
    }
}

static void
build_new_assessment (NxMailContent *content, JsonObject *payload)
{
  nx_mail_set_subject (content, g_strdup_printf (_("New assessment: %s"), text_or (payload, "studentName", "")));
  nx_mail_add_paragraph (content, g_strdup (_("A family registered for the free strategic assessment.")));
  nx_mail_add_fact (content, _("Pupil"), g_strdup (text_of (payload, "studentName")));
  nx_mail_add_fact (content, _("Grade"), label_of (payload, "grade", &nx_grade_enum));
  nx_mail_add_fact (content, _("Parent"), g_strdup (text_of (payload, "parentName")));
  nx_mail_add_fact (content, _("E-mail"), g_strdup (text_of (payload, "email")));
  nx_mail_add_fact (content, _("Phone"), g_strdup (text_of (payload, "phone")));
}

static char *
date_of (JsonObject *payload, const char *member)
{
  const char *text = text_of (payload, member);
  gint32 date;
  return text != NULL && nx_date_parse (text, &date) ? nx_format_date (date) : NULL;
}

static void
build_transfer_declared (NxMailContent *content, JsonObject *payload)
{
  gboolean has_proof = FALSE;
  nx_mail_set_subject (content, g_strdup_printf (_("Transfer sent: %s"), text_or (payload, "parentName", "")));
  nx_mail_add_paragraph (content, g_strdup (_("A family says that it sent a transfer. It waits in Transfers until the money is there.")));
  nx_mail_add_fact (content, _("Parent"), g_strdup (text_of (payload, "parentName")));
  nx_mail_add_fact (content, _("Pupil"), g_strdup (text_of (payload, "studentName")));
  nx_mail_add_fact (content, _("For"), g_strdup (text_of (payload, "item")));
  nx_mail_add_fact (content, _("Amount sent"), amount_of (payload));
  nx_mail_add_fact (content, _("Day of the transfer"), date_of (payload, "transferDate"));
  nx_mail_add_fact (content, _("Reference"), g_strdup (text_of (payload, "reference")));
  if (nx_json_get_bool (payload, "hasProof", &has_proof))
    nx_mail_add_fact (content, _("Proof"), g_strdup (has_proof ? _("joined") : _("none")));
}

static void
build_payment_rejected (NxMailContent *content, JsonObject *payload)
{
  nx_mail_set_subject (content, g_strdup (_("Your payment could not be confirmed")));
  greet (content, payload);
  nx_mail_add_paragraph (content, g_strdup (_("We could not confirm the payment below. Nothing is lost: you can begin it anew from your page, or answer this message.")));
  nx_mail_add_fact (content, _("Reason"), g_strdup (text_of (payload, "reason")));
  nx_mail_add_fact (content, _("Pupil"), g_strdup (text_of (payload, "studentName")));
  nx_mail_add_fact (content, _("For"), g_strdup (text_of (payload, "item")));
  nx_mail_add_fact (content, _("Amount"), amount_of (payload));
  nx_mail_add_fact (content, _("Reference"), g_strdup (text_of (payload, "reference")));
  nx_mail_set_action (content, _("See the payment"), text_or (payload, "link", "/parent"));
}

static const struct
{
  const char *kind;
  NxMailBuilder build;
} kinds[] = {
  { "welcome", build_welcome },
  { "activation", build_activation },
  { "account_ready", build_account_ready },
  { "password_reset", build_password_reset },
  { "booking_confirmation", build_booking },
  { "cancellation", build_cancellation },
  { "move", build_move },
  { "reminder", build_reminder },
  { "waiting_offer", build_waiting_offer },
  { "waiting_expired", build_waiting_expired },
  { "report_overdue", build_report_overdue },
  { "payment_confirmed", build_payment_confirmed },
  { "payment_attention", build_payment_attention },
  { "payment_refunded", build_payment_refunded },
  { "subscription_active", build_subscription_active },
  { "renewal_due", build_renewal_due },
  { "subscription_expired", build_subscription_expired },
  { "credits_expiring", build_credits_expiring },
  { "credits_expired", build_credits_expired },
  { "report_available", build_report_available },
  { "new_assessment", build_new_assessment },
  { "transfer_declared", build_transfer_declared },
  { "payment_rejected", build_payment_rejected },
  { "agenda_changes", nx_mail_build_agenda_changes },
};

NxMailBuilder
nx_mail_builder (const char *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (kind, kinds[i].kind) == 0)
      return kinds[i].build;
  return NULL;
}

const char *
nx_mail_kind (guint n)
{
  return n < G_N_ELEMENTS (kinds) ? kinds[n].kind : NULL;
}
