/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "common/nx-time.h"
#include "server/statements/bank-match.h"
#include "server/transfers/transfers.h"

/*
 * Lines as banks and people spoil them, of which the generator knows the truth. No line may be certain and wrong; of the lines whose
 * reference is whole or has one damaged character nearly all must be found. And 100,000 lines must take seconds.
 */

#define DUES 5000
#define DAY 20000

typedef enum { WHOLE, DAMAGED, RUINED, NO_REFERENCE, SETTLED, STRANGER, TWO, N_KINDS } Kind;

typedef struct
{
  char *label, *payer;
  gint64 amount;
  gint32 date;
  Kind kind;
  guint truth, second; /* NX_BANK_NOBODY where there is none */
  gboolean exact;      /* the amount is what is due */
} Noisy;

typedef struct
{
  GRand *random;
  NxBankDue dues[DUES];
  char *texts[DUES];
} World;

static const char *const firsts[] = { "Mehdi", "Leïla", "Sami", "Amel", "Nour", "Karim", "Anis", "Hédi", "Yasmine", "Mohamed", "Olfa", "Rania" };
static const char *const lasts[] = { "Ben Ali", "Trabelsi", "Gharbi", "Khelifi", "Jaziri", "Zouari", "Ben Salah", "Mzoughi", "Chaabane",
                                     "El Amri", "Haddad", "Bouazizi", "Ayari", "Dridi", "Mejri", "Sassi", "Toumi", "Rezgui", "Nasri", "Kefi" };
static const gint64 prices[] = { 79000, 179000, 299000, 750000, 1200000, 900000, 180000, 340000, 229000, 349000 };
#define PICK(world, array) ((array)[g_rand_int_range ((world)->random, 0, G_N_ELEMENTS (array))])
#define ONE_IN(world, n) (g_rand_int_range ((world)->random, 0, (n)) == 0)

static char
letter (World *world)
{
  return NX_TRANSFER_REFERENCE_ALPHABET[g_rand_int_range (world->random, 0, (gint32) strlen (NX_TRANSFER_REFERENCE_ALPHABET))];
}

static char *
new_reference (World *world)
{
  char ten[NX_TRANSFER_REFERENCE_LENGTH + 1] = "NR";

  for (guint i = 2; i < 9; i++)
    ten[i] = letter (world);
  ten[9] = nx_transfer_reference_check_character (ten);
  ten[10] = '\0';
  return g_strdup (ten);
}

static World *
world_new (guint32 seed)
{
  World *world = g_new0 (World, 1);

  world->random = g_rand_new_with_seed (seed);
  for (guint i = 0; i < DUES; i++)
    {
      world->texts[i] = new_reference (world);
      world->dues[i] = (NxBankDue){ .reference = world->texts[i], .parent = world->texts[i - i % 3], .amount = PICK (world, prices),
                                    .declared_on = ONE_IN (world, 2) ? DAY - g_rand_int_range (world->random, 0, 20) : NX_DATE_NONE,
                                    .open = !ONE_IN (world, 5) };
      world->dues[i].first_name = i % 3 == 0 ? PICK (world, firsts) : world->dues[i - 1].first_name;
      world->dues[i].last_name = i % 3 == 0 ? PICK (world, lasts) : world->dues[i - 1].last_name;
    }
  return world;
}

static void
world_free (World *world)
{
  for (guint i = 0; i < DUES; i++)
    g_free (world->texts[i]);
  g_rand_free (world->random);
  g_free (world);
}

/* --- damage --- */

/* One character wrong, missing, too much, or two that changed places; misreadings as people make them. */
static void
damage (World *world, GString *text)
{
  static const char *const alike[] = { "QO", "Q0", "L1", "LI", "VU", "S5", "5S", "B8", "8B", "Z2", "2Z", "G6", "6G", "DO" };
  const guint at = (guint) g_rand_int_range (world->random, 0, (gint32) text->len);
  const char was = text->str[at];
  char other;

  switch (g_rand_int_range (world->random, 0, 8))
    {
    case 0:
      g_string_erase (text, at, 1);
      break;
    case 1:
      g_string_insert_c (text, at, letter (world));
      break;
    case 2:
      if (at + 1 < text->len && text->str[at + 1] != was)
        {
          text->str[at] = text->str[at + 1];
          text->str[at + 1] = was;
          break;
        }
      G_GNUC_FALLTHROUGH;
    case 3:
      g_string_insert_c (text, at, was);
      break;
    case 4:
    case 5:
      for (guint i = 0; i < G_N_ELEMENTS (alike); i++)
        if (alike[i][0] == was)
          {
            text->str[at] = alike[i][1];
            return;
          }
      G_GNUC_FALLTHROUGH;
    default:
      while ((other = letter (world)) == was)
        continue;
      text->str[at] = other;
    }
}

/* As people and banks write it: in groups, in small letters, glued to what stands beside. */
static char *
dress (World *world, const char *reference)
{
  static const char *const before[] = { "VIR RECU ", "VIREMENT DE TUNIS MOTIF ", "VIRRECUWISEEUR", "Received money from WISE with reference ", "", "REF:",
                                        "INR 12 RNR ", "TRANSFERT NR ", "ORDRE PERMANENT N° 4411 / ", "SEPA CR " };
  static const char *const after[] = { "", " SCOLARITE", "MOTIF", " /ROC/NOTPROVIDED", " 20112026", " NR", "ENFANT INES", " RN77 TUNIS" };
  static const char *const between[] = { " ", "-", ".", "" , "" };
  g_autoptr (GString) text = g_string_new (PICK (world, before));
  const char *gap = PICK (world, between);
  char *dressed;

  for (gsize i = 0; reference[i] != '\0'; i++)
    {
      if (i == 2 || i == 6)
        g_string_append (text, gap);
      g_string_append_c (text, reference[i]);
    }
  g_string_append (text, PICK (world, after));
  dressed = ONE_IN (world, 4) ? g_ascii_strdown (text->str, -1) : g_strdup (text->str);
  return dressed;
}

static char *
payer_of (World *world, const NxBankDue *due)
{
  switch (g_rand_int_range (world->random, 0, 6))
    {
    case 0: return g_strdup ("");
    case 1: return g_strdup_printf ("%s %s", due->last_name, due->first_name);
    case 2: return g_strdup_printf ("%s %.1s", due->last_name, due->first_name);
    case 3: return g_strdup ("WISE PAYMENTS LTD");
    case 4: return g_strdup_printf ("%s %s", PICK (world, firsts), PICK (world, lasts));
    default: return g_strdup_printf ("%s %s", due->first_name, due->last_name);
    }
}

static guint
pick_due (World *world, gboolean open)
{
  guint due;

  while (world->dues[due = (guint) g_rand_int_range (world->random, 0, DUES)].open != open)
    continue;
  return due;
}

static void
make_line (World *world, Noisy *line)
{
  static const Kind kinds[] = { WHOLE, WHOLE, WHOLE, DAMAGED, DAMAGED, DAMAGED, RUINED, NO_REFERENCE, SETTLED, STRANGER, TWO };
  g_autoptr (GString) text = NULL;
  g_autofree char *stranger = NULL, *first = NULL, *second = NULL;

  line->kind = PICK (world, kinds);
  line->truth = pick_due (world, line->kind != SETTLED);
  line->second = NX_BANK_NOBODY;
  line->date = DAY - g_rand_int_range (world->random, 0, 10);
  line->amount = world->dues[line->truth].amount;
  line->payer = payer_of (world, &world->dues[line->truth]);
  text = g_string_new (world->dues[line->truth].reference);
  /* Fees, and amounts of something else. */
  if (ONE_IN (world, 8))
    line->amount -= g_rand_int_range (world->random, 1, 15000);
  else if (ONE_IN (world, 15))
    line->amount = PICK (world, prices);
  switch (line->kind)
    {
    case DAMAGED:
      damage (world, text);
      break;
    case RUINED:
      for (guint i = 0; i < 3; i++)
        damage (world, text);
      break;
    case NO_REFERENCE:
      g_string_assign (text, "SCOLARITE NOVEMBRE");
      break;
    case STRANGER:
      stranger = new_reference (world);
      g_string_assign (text, stranger);
      if (ONE_IN (world, 2))
        damage (world, text);
      line->truth = NX_BANK_NOBODY;
      break;
    case TWO:
      line->second = pick_due (world, TRUE);
      line->amount = world->dues[line->truth].amount + world->dues[line->second].amount;
      break;
    default:
      break;
    }
  line->exact = line->truth != NX_BANK_NOBODY && line->amount == world->dues[line->truth].amount;
  first = dress (world, text->str);
  second = line->kind == TWO ? dress (world, world->dues[line->second].reference) : g_strdup ("");
  line->label = g_strconcat (first, *second != '\0' ? " " : "", second, NULL);
}

static Noisy *
make_lines (World *world, guint n)
{
  Noisy *lines = g_new0 (Noisy, n);

  for (guint i = 0; i < n; i++)
    make_line (world, &lines[i]);
  return lines;
}

static GPtrArray *
match (World *world, Noisy *lines, guint n, double *seconds)
{
  g_autofree NxBankCredit *credits = g_new0 (NxBankCredit, n);
  const gint64 start = g_get_monotonic_time ();
  g_autoptr (NxBankIndex) index = nx_bank_index_new (world->dues, DUES);
  GPtrArray *all;

  for (guint i = 0; i < n; i++)
    credits[i] = (NxBankCredit){ lines[i].date, lines[i].amount, lines[i].payer, lines[i].label, NULL, 0 };
  all = nx_bank_match (index, credits, n);
  *seconds = (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
  return all;
}

static void
free_lines (Noisy *lines, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_free (lines[i].label);
      g_free (lines[i].payer);
    }
  g_free (lines);
}

typedef struct { guint lines, found, certain, wrong, sure_ones, exact; } Tally;

/* Whether it is among what is proposed, and first unless another line has the same claim. */
static void
count (const Noisy *line, GArray *proposals, Tally *tally)
{
  tally->lines++;
  tally->exact += line->exact;
  for (guint i = 0; i < proposals->len; i++)
    {
      const NxBankProposal *one = &g_array_index (proposals, NxBankProposal, i);

      if (i == 0 && one->due == line->truth && one->reference != NX_BANK_REFERENCE_NONE)
        tally->found++;
      if (!one->certain)
        continue;
      tally->certain++;
      if (one->due != line->truth || line->kind == SETTLED || line->kind == TWO)
        {
          g_test_message ("wrong: “%s” %" G_GINT64_FORMAT, line->label, line->amount);
          tally->wrong++;
        }
    }
}

static void
test_noise (void)
{
  static const char *const names[] = { "whole", "one damaged", "ruined", "no reference", "settled", "strangers", "two in one" };
  enum { N = 10000, SEEDS = 5 };
  Tally tallies[N_KINDS] = { { 0 } };
  guint wrong = 0, looked_for = 0, found = 0;

  for (guint seed = 1; seed <= SEEDS; seed++)
    {
      World *world = world_new (seed);
      Noisy *lines = make_lines (world, N);
      double seconds;
      g_autoptr (GPtrArray) all = match (world, lines, N, &seconds);

      for (guint i = 0; i < N; i++)
        count (&lines[i], all->pdata[i], &tallies[lines[i].kind]);
      g_test_message ("seed %u: %u lines against %u payments in %.2f s", seed, N, DUES, seconds);
      free_lines (lines, N);
      world_free (world);
    }
  for (guint kind = 0; kind < N_KINDS; kind++)
    {
      const Tally *tally = &tallies[kind];

      g_test_message ("%s: %u lines, found %.2f %%, certain %.2f %%, wrong %u", names[kind], tally->lines, 100.0 * tally->found / tally->lines,
                      100.0 * tally->certain / tally->lines, tally->wrong);
      wrong += tally->wrong;
      if (kind <= DAMAGED)
        {
          looked_for += tally->lines;
          found += tally->found;
        }
    }
  g_test_message ("intact or one damaged character: %u of %u found (%.2f %%); false certain matches: %u", found, looked_for,
                  100.0 * found / looked_for, wrong);
  g_assert_cmpuint (wrong, ==, 0);
  g_assert_cmpuint (found * 100, >=, looked_for * 95);
  g_assert_cmpuint (tallies[STRANGER].certain + tallies[SETTLED].certain + tallies[TWO].certain, ==, 0);
}

/* Lines that are paid once each: those with a reference and the right amount are certain, not merely found. */
static void
test_certain (void)
{
  enum { N = 2000 };
  World *world = world_new (99);
  Noisy *lines = g_new0 (Noisy, N);
  double seconds;
  guint certain = 0, n = 0;

  for (guint i = 0; i < N; i++)
    {
      g_autoptr (GString) text = g_string_new (world->dues[i].reference);

      if (ONE_IN (world, 2))
        damage (world, text);
      lines[i] = (Noisy){ dress (world, text->str), g_strdup (""), world->dues[i].amount, DAY, WHOLE, i, NX_BANK_NOBODY, TRUE };
    }
  g_autoptr (GPtrArray) all = match (world, lines, N, &seconds);
  for (guint i = 0; i < N; i++)
    {
      GArray *proposals = all->pdata[i];
      const NxBankProposal *first = proposals->len > 0 ? &g_array_index (proposals, NxBankProposal, 0) : NULL;

      n += world->dues[i].open;
      certain += first != NULL && first->certain;
      g_assert_true (first == NULL || !first->certain || first->due == i);
    }
  g_test_message ("%u of %u certain", certain, n);
  g_assert_cmpuint (certain * 100, >=, n * 95);
  free_lines (lines, N);
  world_free (world);
}

static void
test_speed (void)
{
  enum { N = 100000 };
  World *world = world_new (7);
  Noisy *lines = make_lines (world, N);
  double seconds;
  g_autoptr (GPtrArray) all = match (world, lines, N, &seconds);

  g_test_message ("%d lines against %d payments in %.2f s", N, DUES, seconds);
  g_assert_cmpuint (all->len, ==, N);
  /* Generous: sanitizers and busy machines count too. A comparison of each line with each payment would take minutes. */
  g_assert_cmpfloat (seconds, <, 60);
  free_lines (lines, N);
  world_free (world);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bank-noise/noise", test_noise);
  g_test_add_func ("/bank-noise/certain", test_certain);
  g_test_add_func ("/bank-noise/speed", test_speed);
  return g_test_run ();
}
