/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>
#include "common/nx-i18n.h"
#include "common/nx-format.h"
#include "desktop/transfers/nx-transfer-text.h"

#define SEPARATOR " · "
#define MINUS "−"
#define ISOLATE "\u2068"
#define END_ISOLATE "\u2069"
#define OLDEST_YEAR 2000


static gint32
day_of (gint64 time)
{
  return nx_time_date_in_zone (time, nx_time_zone (NX_TIME_CENTRE_ZONE));
}


char *
nx_transfer_number (NxMoney money)
{
  int decimals = MAX (nx_money_decimals (money.currency), 0);
  guint64 size = money.amount < 0 ? 0 - (guint64) money.amount : (guint64) money.amount, unit = 1;
  for (int i = 0; i < decimals; i++)
    unit *= 10;
  g_autofree char *whole = nx_format_count ((gint64) (size / unit));
  if (decimals == 0)
    return g_steal_pointer (&whole);
  return g_strdup_printf ("%s%s%0*" G_GUINT64_FORMAT, whole, C_ ("decimal point", "."), decimals, size % unit);
}


char *
nx_transfer_signed (NxMoney money)
{
  g_autofree char *number = nx_transfer_number (money);
  const char *sign = money.amount < 0 ? MINUS : "+";
  if (g_strcmp0 (money.currency, "TND") == 0 || money.currency[0] == '\0')
    return g_strconcat (sign, number, NULL);
  return g_strconcat (sign, number, " ", money.currency, NULL);
}


char *
nx_transfer_difference (NxMoney difference)
{
  g_autofree char *number = nx_transfer_number (difference);
  if (difference.amount == 0 || difference.currency[0] == '\0')
    return NULL;
  /* Translators: a sum that is missing, or was paid too much */
  return g_strdup_printf (difference.amount < 0 ? _("%s is missing") : _("%s too much"), number);
}


char *
nx_transfer_age (gint64 since, gint64 now)
{
  int days = day_of (now) - day_of (since);
  if (days <= 0)
    return g_strdup (C_ ("age", "today"));
  if (days == 1)
    return g_strdup (C_ ("age", "yesterday"));
  return g_strdup_printf (ngettext ("%d day ago", "%d days ago", days), days);
}


char *
nx_transfer_day (gint32 date, gint64 now)
{
  int year, month, day, this_year, ignored;
  if (date == NX_DATE_NONE)
    return g_strdup ("");
  nx_date_to_ymd (date, &year, &month, &day);
  nx_date_to_ymd (day_of (now), &this_year, &ignored, &ignored);
  return year == this_year ? g_strdup_printf ("%02d/%02d", day, month) : g_strdup_printf ("%02d/%02d/%04d", day, month, year);
}


static gboolean
real_day (int year, int month, int day, gint32 *date)
{
  g_autofree char *text = g_strdup_printf ("%04d-%02d-%02d", year, month, day);
  return nx_date_parse (text, date);
}


gboolean
nx_transfer_parse_day (const char *text, gint64 now, gint32 *date)
{
  g_autofree char *plain = g_strstrip (g_strdup (text));
  int day, month, year, this_year, ignored, end = 0;
  if (nx_date_parse (plain, date))
    return TRUE;
  g_strdelimit (plain, "-. ", '/');
  nx_date_to_ymd (day_of (now), &this_year, &ignored, &ignored);
  if (sscanf (plain, "%2d/%2d/%4d%n", &day, &month, &year, &end) == 3 && plain[end] == '\0')
    {
      if (year < 100)
        year += OLDEST_YEAR;
      return year >= OLDEST_YEAR && real_day (year, month, day, date);
    }
  end = 0;
  if (sscanf (plain, "%2d/%2d%n", &day, &month, &end) != 2 || plain[end] != '\0' || !real_day (this_year, month, day, date))
    return FALSE;
  return *date <= day_of (now) || real_day (this_year - 1, month, day, date);
}


char *
nx_transfer_reference (const char *ten)
{
  if (ten == NULL || *ten == '\0')
    return NULL;
  if (strlen (ten) != 10)
    return g_strdup (ten);
  return g_strdup_printf ("%.2s-%.4s-%.4s", ten, ten + 2, ten + 6);
}


/* Whether @text begins from right to left. */
static gboolean
is_from_right (const char *text)
{
  while (*text != '\0' && !g_unichar_isalpha (g_utf8_get_char (text)))
    text = g_utf8_next_char (text);
  GUnicodeScript script = *text != '\0' ? g_unichar_get_script (g_utf8_get_char (text)) : G_UNICODE_SCRIPT_LATIN;
  return script == G_UNICODE_SCRIPT_ARABIC || script == G_UNICODE_SCRIPT_HEBREW;
}


char *
nx_transfer_payment_title (NxPayment *payment)
{
  const char *title = payment->title != NULL ? payment->title : payment->itemKey != NULL ? payment->itemKey
                                             : nx_enum_label (&nx_payment_type_enum, payment->type);
  if (payment->studentName == NULL)
    return g_strdup (title);
  /* A name from right to left is set apart, or it would turn the order of what follows. */
  if (is_from_right (payment->studentName))
    return g_strconcat (ISOLATE, payment->studentName, END_ISOLATE SEPARATOR, title, NULL);
  return g_strconcat (payment->studentName, SEPARATOR, title, NULL);
}


char *
nx_transfer_payment_state (NxPayment *payment, gint64 now)
{
  gboolean declared = payment->declaredAt != NX_TIME_NONE && payment->declaredAt != 0;
  if (payment->attention >= 0)
    return g_strdup (nx_enum_label (&nx_payment_attention_enum, payment->attention));
  g_autofree char *age = nx_transfer_age (declared ? payment->declaredAt : payment->createdAt, now);
  /* Translators: how long ago: "today", "3 days ago" */
  return g_strdup_printf (declared ? _("announced %s") : _("awaited, made %s"), age);
}


const char *
nx_transfer_advice (NxPayment *payment)
{
  switch (payment->attention)
    {
    case NX_PAYMENT_ATTENTION_PLAN_REPLACED:
      return _("The money is there and grants nothing: another plan was chosen before it came. Refund it, or agree with the family what "
               "it pays for.");
    case NX_PAYMENT_ATTENTION_PAID_TWICE:
      return _("The money came twice for one payment. Give the second back in Konnect’s or the bank’s own pages.");
    case NX_PAYMENT_ATTENTION_MISMATCH:
      return _("Konnect says another sum, currency or order than what is due. Look at it in Konnect’s own pages before you confirm or "
               "reject it.");
    default: return NULL;
    }
}


NxAwaited
nx_transfer_awaited (NxPayment *payment)
{
  if (payment->attention >= 0)
    return NX_AWAITED_ATTENTION;
  if (payment->method == NX_PAYMENT_METHOD_KONNECT)
    return NX_AWAITED_CARD;
  if (payment->method == NX_PAYMENT_METHOD_MANUAL)
    return NX_AWAITED_DESK;
  return payment->declaredAt != NX_TIME_NONE && payment->declaredAt != 0 ? NX_AWAITED_DECLARED : NX_AWAITED_TRANSFER;
}


const char *
nx_transfer_awaited_title (NxAwaited group)
{
  switch (group)
    {
    case NX_AWAITED_ATTENTION: return _("To be looked at");
    case NX_AWAITED_DECLARED: return _("Transfers announced");
    case NX_AWAITED_TRANSFER: return _("Transfers awaited");
    case NX_AWAITED_DESK: return _("Cash and cheques");
    case NX_AWAITED_CARD: return _("Cards, not finished");
    default: return "";
    }
}
