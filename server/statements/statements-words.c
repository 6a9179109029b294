/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/statements/statements-work.h"

#include "common/nx-i18n.h"
#include <glib/gi18n-lib.h>

#include "common/nx-credits.h"
#include "common/nx-format.h"

/* Why a payment is proposed for a line, and what settling it does: sentences in the reader's language. */

/* "%s (+60)" */
static void
add_points (GPtrArray *reasons, char *sentence, guint points)
{
  g_ptr_array_add (reasons, g_strdup_printf ("%s (+%u)", sentence, points));
  g_free (sentence);
}

static void
add_reference (GPtrArray *reasons, const NxBankProposal *proposal)
{
  static const char *const sentences[] = {
    [NX_BANK_REFERENCE_EXACT] = N_ ("reference found, its check character is right"),
    [NX_BANK_REFERENCE_SHORT] = N_ ("reference found without its NR, its check character is right"),
    [NX_BANK_REFERENCE_MISREAD] = N_ ("reference found, with characters taken for others"),
    [NX_BANK_REFERENCE_REPAIRED] = N_ ("reference found, with one damaged character"),
  };

  if (proposal->reference != NX_BANK_REFERENCE_NONE)
    add_points (reasons, g_strdup (_ (sentences[proposal->reference])), proposal->reference_points);
}

static char *
amount_sentence (const NxStatementWork *self, const NxBankProposal *proposal)
{
  g_autofree char *difference = nx_money_format (NX_MONEY_TND (ABS (proposal->difference)));
  g_autofree char *day = NULL;
  NxPayment *other = NULL;

  switch (proposal->amount)
    {
    case NX_BANK_AMOUNT_EXACT:
      return g_strdup (_ ("exact amount"));
    case NX_BANK_AMOUNT_FEE:
      return g_strdup_printf (_ ("%s less, as banks take for a transfer"), difference);
    case NX_BANK_AMOUNT_DECLARED:
      return g_strdup (_ ("the amount that the family declared"));
    case NX_BANK_AMOUNT_TOGETHER:
      other = g_hash_table_lookup (self->payments, nx_statement_work_due_id (self, proposal->partner));
      return g_strdup_printf (_ ("together with the payment of %s it makes the amount"),
                              other != NULL ? other->studentName : "?");
    case NX_BANK_AMOUNT_PART:
      day = nx_format_date (self->line[proposal->partner].credit.date);
      return g_strdup_printf (_ ("together with the line of %s it makes the amount"), day);
    default:
      return g_strdup_printf (proposal->difference < 0 ? _ ("%s are missing") : _ ("%s too much"), difference);
    }
}

static void
add_name (GPtrArray *reasons, const NxBankProposal *proposal)
{
  static const char *const sentences[] = {
    [NX_BANK_NAME_LAST] = N_ ("the parent's family name"),
    [NX_BANK_NAME_INITIAL] = N_ ("the parent's family name and initial"),
    [NX_BANK_NAME_FULL] = N_ ("the parent's name"),
  };

  if (proposal->name != NX_BANK_NAME_NONE)
    add_points (reasons, g_strdup (_ (sentences[proposal->name])), proposal->name_points);
}

static void
add_day (GPtrArray *reasons, const NxBankProposal *proposal)
{
  const int days = ABS (proposal->days);
  char *sentence;

  if (proposal->date_points == 0)
    return;
  if (days == 0)
    sentence = g_strdup (_ ("on the day of the declaration"));
  else if (proposal->days > 0)
    sentence = g_strdup_printf (ngettext ("%d day after the declaration", "%d days after the declaration", (gulong) days), days);
  else
    sentence
        = g_strdup_printf (ngettext ("%d day before the declaration", "%d days before the declaration", (gulong) days), days);
  add_points (reasons, sentence, proposal->date_points);
}

/* What keeps it from being certain. */
static void
add_doubts (GPtrArray *reasons, const NxStatementWork *self, const NxBankProposal *proposal, const NxPayment *payment)
{
  const NxBankDue *due = &self->due[proposal->due];

  if (payment != NULL && payment->hasProof)
    g_ptr_array_add (reasons, g_strdup (_ ("the family sent a proof")));
  if (payment != NULL && payment->status == NX_PAYMENT_COMPLETED)
    g_ptr_array_add (reasons, g_strdup (_ ("this payment is settled already")));
  else if (payment != NULL && payment->status == NX_PAYMENT_FAILED)
    g_ptr_array_add (reasons, g_strdup (_ ("this payment was rejected or given up")));
  else if (payment != NULL && payment->status == NX_PAYMENT_REFUNDED)
    g_ptr_array_add (reasons, g_strdup (_ ("this payment was refunded")));
  else if (due->taken && !proposal->certain)
    g_ptr_array_add (reasons, g_strdup (_ ("this payment is matched with a line already")));
  if (proposal->contested)
    g_ptr_array_add (reasons, g_strdup (_ ("another line or payment has the same claim")));
}

char **
nx_statement_reasons (const NxStatementWork *self, const NxBankProposal *proposal)
{
  g_autoptr (GPtrArray) reasons = g_ptr_array_new ();
  const NxPayment *payment = g_hash_table_lookup (self->payments, nx_statement_work_due_id (self, proposal->due));

  add_reference (reasons, proposal);
  if (proposal->amount_points > 0)
    add_points (reasons, amount_sentence (self, proposal), proposal->amount_points);
  else
    g_ptr_array_add (reasons, amount_sentence (self, proposal));
  add_name (reasons, proposal);
  add_day (reasons, proposal);
  add_doubts (reasons, self, proposal, payment);
  g_ptr_array_add (reasons, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&reasons), FALSE);
}

char *
nx_statement_effect (const NxPayment *payment)
{
  g_autofree char *credits = nx_credits_format_noun (payment->credits);
  const char *title = payment->title != NULL ? payment->title : payment->itemKey;

  if (payment->status != NX_PAYMENT_PENDING)
    return NULL;
  if (payment->type != NX_PAYMENT_TYPE_SUBSCRIPTION)
    /* Translators: what settling a payment does: %1$s credits, %2$s the student, %3$s the pack. */
    return g_strdup_printf (_ ("will give %2$s %1$s (%3$s), an e-mail to the parent"), credits, payment->studentName, title);
  if (payment->credits == 0)
    return g_strdup_printf (_ ("will activate %1$s for %2$s, an e-mail to the parent"), title, payment->studentName);
  /* Translators: what settling a payment does: %1$s the plan, %2$s the student, %3$s credits. */
  return g_strdup_printf (_ ("will activate %1$s for %2$s, %3$s, an e-mail to the parent"), title, payment->studentName, credits);
}
