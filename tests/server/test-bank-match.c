/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "common/nx-time.h"
#include "server/statements/bank-match.h"
#include "server/statements/bank-reference.h"
#include "server/transfers/transfers.h"

/* Which payment a line settles, rule by rule. */

#define DAY 20000

static char *
reference (const char *nine)
{
  return g_strdup_printf ("%s%c", nine, nx_transfer_reference_check_character (nine));
}

static char *refs[6];
static NxBankDue dues[8];

static void
make_dues (void)
{
  static const char *const nines[] = { "NR7K3M9QX", "NR4HT822W", "NRABCDEFG", "NR9ZZ2S5B", "NRQQDDL2V", "NR22222AA" };

  for (guint i = 0; i < 6; i++)
    refs[i] = reference (nines[i]);
  dues[0] = (NxBankDue){ refs[0], "p1", "Mehdi", "Ben Ali", 179000, 0, DAY - 2, TRUE, FALSE };
  dues[1] = (NxBankDue){ refs[1], "p2", "Sami", "Trabelsi", 340000, 0, NX_DATE_NONE, TRUE, FALSE };
  dues[2] = (NxBankDue){ refs[2], "p1", "Mehdi", "Ben Ali", 299000, 0, NX_DATE_NONE, TRUE, FALSE };
  dues[3] = (NxBankDue){ refs[3], "p3", "Leïla", "Gharbi", 750000, 700000, DAY - 1, TRUE, FALSE };
  dues[4] = (NxBankDue){ refs[4], "p4", "Amel", "Khelifi", 179000, 0, NX_DATE_NONE, FALSE, FALSE };
  dues[5] = (NxBankDue){ refs[5], "p5", "Nour", "Jaziri", 79000, 0, NX_DATE_NONE, TRUE, TRUE };
  dues[6] = (NxBankDue){ NULL, "p6", "Karim", "Zouari", 180000, 0, NX_DATE_NONE, TRUE, FALSE };
  dues[7] = (NxBankDue){ NULL, "p7", "Anis", "Zouari", 180000, 0, NX_DATE_NONE, TRUE, FALSE };
}

static GPtrArray *
match (const NxBankCredit *lines, guint n)
{
  g_autoptr (NxBankIndex) index = nx_bank_index_new (dues, G_N_ELEMENTS (dues));

  return nx_bank_match (index, lines, n);
}

static const NxBankProposal *
best (GPtrArray *all, guint line)
{
  GArray *proposals = all->pdata[line];

  return proposals->len > 0 ? &g_array_index (proposals, NxBankProposal, 0) : NULL;
}

/* The best proposal of one line, or one that names nobody. */
static NxBankProposal
one (const char *label, const char *payer, gint64 amount)
{
  const NxBankCredit line = { DAY, amount, payer, label, NULL, 0 };
  g_autoptr (GPtrArray) all = match (&line, 1);
  const NxBankProposal *proposal = best (all, 0);

  return proposal != NULL ? *proposal : (NxBankProposal){ .due = NX_BANK_NOBODY };
}

static void
test_score (void)
{
  g_autofree char *label = g_strdup_printf ("VIR RECU WISE EUR %s BENALI MEHDI", refs[0]);
  const NxBankProposal proposal = one (label, "", 179000);

  g_assert_cmpuint (proposal.due, ==, 0);
  g_assert_cmpuint (proposal.reference_points, ==, 60);
  g_assert_cmpuint (proposal.amount_points, ==, 30);
  g_assert_cmpuint (proposal.name_points, ==, 7);
  g_assert_cmpuint (proposal.date_points, ==, 3);
  g_assert_cmpuint (proposal.confidence, ==, 100);
  g_assert_cmpint (proposal.days, ==, 2);
  g_assert_true (proposal.certain);
}

static void
test_references (void)
{
  const struct { char *label; NxBankReference how; } cases[] = {
    { g_strdup (refs[0]), NX_BANK_REFERENCE_EXACT },
    { g_ascii_strdown (refs[0], -1), NX_BANK_REFERENCE_EXACT },
    { g_strdup_printf ("NR-%.4s-%.4s", refs[0] + 2, refs[0] + 6), NX_BANK_REFERENCE_EXACT },
    { g_strdup_printf ("N R %.3s.%.3s %.2s", refs[0] + 2, refs[0] + 5, refs[0] + 8), NX_BANK_REFERENCE_EXACT },
    { g_strdup_printf ("VIRRECU%sBENALI/MOTIF", refs[0]), NX_BANK_REFERENCE_EXACT },
    { g_strdup_printf ("REF %s", refs[0] + 2), NX_BANK_REFERENCE_SHORT },
    { g_strdup_printf ("%.7sO%s", refs[0], refs[0] + 8), NX_BANK_REFERENCE_MISREAD },  /* Q as O */
    { g_strdup_printf ("%.7s0%s", refs[0], refs[0] + 8), NX_BANK_REFERENCE_MISREAD },
    { g_strdup_printf ("%.3sX%s", refs[0], refs[0] + 4), NX_BANK_REFERENCE_REPAIRED }, /* one wrong */
    { g_strdup_printf ("%.3s%s", refs[0], refs[0] + 4), NX_BANK_REFERENCE_REPAIRED },  /* one missing */
    { g_strdup_printf ("%.3sX%s", refs[0], refs[0] + 3), NX_BANK_REFERENCE_REPAIRED }, /* one too much */
    { g_strdup_printf ("%.3s%c%c%s", refs[0], refs[0][4], refs[0][3], refs[0] + 5), NX_BANK_REFERENCE_REPAIRED },
    { g_strdup_printf ("M%s", refs[0] + 1), NX_BANK_REFERENCE_REPAIRED },
    { g_strdup_printf ("VIR %s SARL", refs[0] + 1), NX_BANK_REFERENCE_REPAIRED },
    { g_strdup_printf ("%.9s", refs[0]), NX_BANK_REFERENCE_REPAIRED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const NxBankProposal proposal = one (cases[i].label, "", 179000);

      g_test_message ("%s", cases[i].label);
      g_assert_cmpuint (proposal.due, ==, 0);
      g_assert_cmpint (proposal.reference, ==, cases[i].how);
      g_assert_true (proposal.certain);
      g_free (cases[i].label);
    }
}

static void
test_not_certain (void)
{
  g_autofree char *settled = g_strdup_printf ("VIR %s", refs[4]), *taken = g_strdup_printf ("VIR %s", refs[5]);
  g_autofree char *two = g_strdup_printf ("VIR %s ET %s", refs[0], refs[4]);
  g_autofree char *unknown = reference ("NRXYZXYZX");
  NxBankProposal proposal = one (refs[0], "", 178500);

  g_assert_cmpuint (proposal.due, ==, 0);
  g_assert_cmpint (proposal.amount, ==, NX_BANK_AMOUNT_FEE);
  g_assert_cmpint (proposal.difference, ==, -500);
  g_assert_false (proposal.certain);
  proposal = one (refs[0], "", 100000);
  g_assert_cmpint (proposal.amount, ==, NX_BANK_AMOUNT_OTHER);
  g_assert_false (proposal.certain);
  proposal = one (refs[0], "", 179001);
  g_assert_false (proposal.certain);
  proposal = one (settled, "", 179000);
  g_assert_cmpuint (proposal.due, ==, 4);
  g_assert_false (proposal.certain);
  proposal = one (taken, "", 79000);
  g_assert_cmpuint (proposal.due, ==, 5);
  g_assert_false (proposal.certain);
  proposal = one (two, "", 179000);
  g_assert_true (proposal.contested);
  g_assert_false (proposal.certain);
  proposal = one ("VERSEMENT ESPECES", "", 50000);
  g_assert_cmpuint (proposal.due, ==, NX_BANK_NOBODY);
  /* Somebody else's whole reference: at most the amount and the day speak for a payment. */
  proposal = one (unknown, "", 179000);
  g_assert_cmpint (proposal.reference, ==, NX_BANK_REFERENCE_NONE);
  g_assert_false (proposal.certain);
  proposal = one (refs[3], "", 700000);
  g_assert_cmpint (proposal.amount, ==, NX_BANK_AMOUNT_DECLARED);
  g_assert_false (proposal.certain);
}

/* Without a reference: by name and amount, always doubtful; namesakes are rivals. */
static void
test_names (void)
{
  static const char *const payers[] = { "Mehdi Ben Ali", "BENALI MEHDI", "M. Mehdi BEN-ALI", "VIR DE BENALI MEHDI TUNIS", "ben ali méhdi" };
  const NxBankCredit namesakes = { DAY, 180000, "Zouari", "virement", NULL, 0 };
  g_autoptr (GPtrArray) all = match (&namesakes, 1);
  NxBankProposal proposal;

  for (guint i = 0; i < G_N_ELEMENTS (payers); i++)
    {
      g_test_message ("%s", payers[i]);
      proposal = one ("VIREMENT", payers[i], 179000);
      g_assert_cmpuint (proposal.due, ==, 0);
      g_assert_cmpint (proposal.name, ==, NX_BANK_NAME_FULL);
      g_assert_cmpuint (proposal.confidence, ==, 40);
      g_assert_false (proposal.certain);
    }
  proposal = one ("VIR BENALI M", "", 179000);
  g_assert_cmpint (proposal.name, ==, NX_BANK_NAME_INITIAL);
  proposal = one ("VIR GHARBI LEILA", "", 750000);
  g_assert_cmpuint (proposal.due, ==, 3);
  g_assert_cmpint (proposal.name, ==, NX_BANK_NAME_FULL);
  g_assert_cmpuint (((GArray *) all->pdata[0])->len, ==, 2);
  /* The day of the declaration and an amount less a fee, as a transfer service leaves it. */
  proposal = one ("WISE PAYMENTS LTD", "", 178500);
  g_assert_cmpuint (proposal.due, ==, 0);
  g_assert_cmpint (proposal.name, ==, NX_BANK_NAME_NONE);
}

static void
test_two_in_one (void)
{
  g_autofree char *both = g_strdup_printf ("%s %s", refs[0], refs[1]);
  const NxBankCredit lines[] = { { DAY, 519000, "", both, NULL, 0 },
                                 { DAY, 478000, "", refs[0], NULL, 0 },
                                 { DAY, 478000, "MEHDI BENALI", "deux enfants", NULL, 0 } };

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GPtrArray) all = match (&lines[i], 1);
      const NxBankProposal *proposal = best (all, 0);

      g_test_message ("%u", i);
      g_assert_nonnull (proposal);
      g_assert_cmpint (proposal->amount, ==, NX_BANK_AMOUNT_TOGETHER);
      g_assert_cmpint (proposal->difference, ==, 0);
      g_assert_false (proposal->certain);
      g_assert_cmpuint (((GArray *) all->pdata[0])->len, ==, 2);
      g_assert_cmpuint (proposal->partner, ==, proposal->due == 0 ? (i == 0 ? 1 : 2) : 0);
    }
}

static void
test_one_in_two (void)
{
  g_autofree char *second = g_strdup_printf ("SOLDE %s", refs[1]);
  const NxBankCredit lines[] = { { DAY, 200000, "", refs[1], NULL, 0 }, { DAY + 3, 140000, "", second, NULL, 0 },
                                 { DAY, 150000, "Leila Gharbi", "acompte", NULL, 0 }, { DAY, 600000, "Leila Gharbi", "reste", NULL, 0 } };
  g_autoptr (GPtrArray) all = match (lines, 4);

  for (guint i = 0; i < 4; i++)
    {
      const NxBankProposal *proposal = best (all, i);

      g_test_message ("%u", i);
      g_assert_nonnull (proposal);
      g_assert_cmpuint (proposal->due, ==, i < 2 ? 1 : 3);
      g_assert_cmpint (proposal->amount, ==, NX_BANK_AMOUNT_PART);
      g_assert_cmpuint (proposal->partner, ==, i ^ 1);
      g_assert_false (proposal->certain);
    }
}

/* Paid twice: which of the two it is, is for a person to say. */
static void
test_twice (void)
{
  const NxBankCredit lines[] = { { DAY, 179000, "", refs[0], NULL, 0 }, { DAY, 179000, "", refs[0], NULL, 0 } };
  g_autoptr (GPtrArray) all = match (lines, 2);

  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpuint (best (all, i)->due, ==, 0);
      g_assert_true (best (all, i)->contested);
      g_assert_false (best (all, i)->certain);
    }
}

static void
test_rejected (void)
{
  const guint refused = 0;
  const NxBankCredit line = { DAY, 179000, "", refs[0], &refused, 1 };
  g_autoptr (GPtrArray) all = match (&line, 1);
  GArray *proposals = all->pdata[0];

  for (guint i = 0; i < proposals->len; i++)
    g_assert_cmpuint (g_array_index (proposals, NxBankProposal, i).due, !=, 0);
}

static void
test_reference_in (void)
{
  g_autofree char *label = g_strdup_printf ("vir nr-%s benali", refs[0] + 2);
  g_autofree char *found = nx_reference_in (label), *none = nx_reference_in ("VIR NR 1234567890");

  g_assert_cmpstr (found, ==, refs[0]);
  g_assert_null (none);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  make_dues ();
  g_test_add_func ("/bank-match/score", test_score);
  g_test_add_func ("/bank-match/references", test_references);
  g_test_add_func ("/bank-match/not-certain", test_not_certain);
  g_test_add_func ("/bank-match/names", test_names);
  g_test_add_func ("/bank-match/two-in-one", test_two_in_one);
  g_test_add_func ("/bank-match/one-in-two", test_one_in_two);
  g_test_add_func ("/bank-match/twice", test_twice);
  g_test_add_func ("/bank-match/rejected", test_rejected);
  g_test_add_func ("/bank-match/reference-in", test_reference_in);
  status = g_test_run ();
  for (guint i = 0; i < 6; i++)
    g_free (refs[i]);
  return status;
}
