/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <string.h>
#include "common/nx-format.h"
#include "desktop/students/nx-student-text.h"

#define SEPARATOR " · "
#define EXPIRING_DAYS 7


char *
nx_student_name (NxStudent *student)
{
  return g_strdup_printf ("%s %s", student->firstName ? student->firstName : "", student->lastName ? student->lastName : "");
}


char *
nx_student_school (NxStudent *student)
{
  const char *grade = nx_enum_label (&nx_grade_enum, student->grade);
  if (student->school == NULL || *student->school == '\0')
    return g_strdup (grade);
  return g_strconcat (grade, SEPARATOR, student->school, NULL);
}


char *
nx_student_summary (NxStudent *student)
{
  g_autofree char *credits = nx_credits_format_noun (student->balance);
  const char *plan = student->subscription != NULL ? nx_enum_label (&nx_plan_name_enum, student->subscription->planName) : NULL;
  return g_strjoin (SEPARATOR, nx_enum_label (&nx_grade_enum, student->grade), plan != NULL ? plan : credits,
                    plan != NULL ? credits : NULL, NULL);
}


/* Digits of a number with its country; "00" and "+" are the same, eight digits alone are Tunisian. */
static char *
international_digits (const char *phone)
{
  g_autoptr (GString) digits = g_string_new (NULL);
  gboolean plus = FALSE;
  for (const char *p = phone != NULL ? phone : ""; *p != '\0'; p++)
    {
      if (*p == '+' && digits->len == 0)
        plus = TRUE;
      else if (g_ascii_isdigit (*p))
        g_string_append_c (digits, *p);
    }
  if (!plus && g_str_has_prefix (digits->str, "00"))
    {
      g_string_erase (digits, 0, 2);
      plus = TRUE;
    }
  if (digits->len < 6)
    return NULL;
  if (!plus && digits->len == 8)
    g_string_prepend (digits, "216");
  return g_strdup (digits->str);
}


char *
nx_phone_uri (const char *phone)
{
  g_autofree char *digits = international_digits (phone);
  return digits != NULL ? g_strconcat ("tel:+", digits, NULL) : NULL;
}


char *
nx_whatsapp_uri (const char *phone)
{
  g_autofree char *digits = international_digits (phone);
  return digits != NULL ? g_strconcat ("https://wa.me/", digits, NULL) : NULL;
}


NxStudentFlags
nx_student_flags (NxStudent *student, gint64 now)
{
  NxStudentFlags flags = 0;
  if (student->subscription == NULL)
    flags |= NX_STUDENT_FLAG_NO_PLAN;
  else if (student->subscription->paidUntil != NX_TIME_NONE && student->subscription->paidUntil != 0
           && student->subscription->paidUntil < now)
    flags |= NX_STUDENT_FLAG_UNPAID;
  if (student->balance <= 0)
    flags |= NX_STUDENT_FLAG_NO_CREDIT;
  else if (student->nextExpiry > 0 && student->nextExpiry - now < EXPIRING_DAYS * NX_TIME_DAY)
    flags |= NX_STUDENT_FLAG_EXPIRING;
  if (!student->activated)
    flags |= NX_STUDENT_FLAG_NOT_ACTIVATED;
  return flags;
}


const char *
nx_student_flag_label (NxStudentFlags flag)
{
  switch (flag)
    {
    case NX_STUDENT_FLAG_NO_PLAN: return _("No plan");
    case NX_STUDENT_FLAG_NO_CREDIT: return _("No credit left");
    case NX_STUDENT_FLAG_EXPIRING: return _("Credits expire soon");
    case NX_STUDENT_FLAG_UNPAID: return _("Month not paid");
    case NX_STUDENT_FLAG_NOT_ACTIVATED: return _("Account not activated");
    default: return "";
    }
}


char *
nx_student_capitalise (char *text)
{
  g_autofree char *owned = text;
  g_autofree char *first = g_utf8_substring (owned, 0, MIN (1, g_utf8_strlen (owned, -1)));
  g_autofree char *upper = g_utf8_strup (first, -1);
  return g_strconcat (upper, owned + strlen (first), NULL);
}


char *
nx_student_when (gint64 time)
{
  g_autofree char *day = nx_format_date_short (nx_time_date_in_zone (time, nx_time_zone (NX_TIME_CENTRE_ZONE)));
  g_autofree char *clock = nx_format_time (time, NULL);
  /* Translators: a short date, then a time of day. */
  return g_strdup_printf (_("%s, %s"), day, clock);
}


char *
nx_student_payment_effect (NxMoney total, const char *plan, gint32 credits)
{
  g_autofree char *amount = nx_money_format (total);
  g_autofree char *received = g_strdup_printf (_("%s received at the desk"), amount);
  g_autofree char *active = g_strdup_printf (_("%s active"), plan);
  if (credits <= 0)
    return g_strjoin (SEPARATOR, received, active, NULL);
  g_autofree char *granted = nx_credits_format_noun (credits);
  return g_strjoin (SEPARATOR, received, active, granted, NULL);
}


char *
nx_student_pack_effect (NxMoney received, const char *title, gint32 credits)
{
  g_autofree char *amount = nx_money_format (received);
  g_autofree char *taken = g_strdup_printf (_("%s received at the desk"), amount);
  g_autofree char *granted = credits > 0 ? nx_credits_format_noun (credits) : NULL;
  return g_strjoin (SEPARATOR, taken, title, granted, NULL);
}


NxMoney
nx_student_plan_total (NxMoney plan, guint n_subjects, guint included, NxMoney each, NxMoney all)
{
  NxMoney total = plan, extra = each;
  guint n = n_subjects > included ? n_subjects - included : 0;
  if (n == 0)
    return total;
  extra.amount = each.amount * (gint64) n;
  if (all.currency[0] != '\0' && all.amount < extra.amount)
    extra = all;
  return nx_money_add (plan, extra, &total) ? total : plan;
}
