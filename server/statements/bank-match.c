/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/statements/bank-match.h"

#include <string.h>

#include "common/nx-time.h"
#include "server/statements/bank-names.h"
#include "server/statements/bank-reference.h"

/* The score's parts: 60 for the reference, 30 for the amount, 7 for the name, 3 for the day. */
static const guint8 reference_points[] = { 0, 60, 57, 55, 50 };
static const guint8 name_points[] = { 0, 4, 5, 7 };

/* A name that half the families have tells nothing. */
#define MAX_NAMESAKES 100
#define MAX_SAME_DAY 200
#define MAX_PARTS 8
/* Days between a declaration and its line. */
#define DAYS_BEFORE 3
#define DAYS_AFTER 10

struct _NxBankIndex
{
  const NxBankDue *dues;
  guint n_dues;
  NxReferenceIndex *references;
  NxBankPerson *people;  /* of each due */
  GHashTable *by_name;   /* last name, whole or glued → GArray of guint: open dues */
  GHashTable *by_day;    /* day of the declaration → GArray of guint: open dues */
  GHashTable *by_parent; /* parent → GArray of guint: open dues */
};

gint64
nx_bank_fee_bound (gint64 due)
{
  return MIN (G_GINT64_CONSTANT (30000), due / 10);
}

/* --- index --- */

static void
list_add (GHashTable *lists, gpointer key, guint due)
{
  GArray *list = g_hash_table_lookup (lists, key);

  if (list == NULL)
    {
      list = g_array_new (FALSE, FALSE, sizeof (guint));
      g_hash_table_insert (lists, key, list);
    }
  if (list->len == 0 || g_array_index (list, guint, list->len - 1) != due)
    g_array_append_val (list, due);
}

NxBankIndex *
nx_bank_index_new (const NxBankDue *dues, guint n_dues)
{
  NxBankIndex *self = g_new0 (NxBankIndex, 1);

  self->dues = dues;
  self->n_dues = n_dues;
  self->references = nx_reference_index_new (dues, n_dues);
  self->people = g_new0 (NxBankPerson, n_dues);
  self->by_name = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_array_unref);
  self->by_day = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_array_unref);
  self->by_parent = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_array_unref);
  for (guint i = 0; i < n_dues; i++)
    {
      nx_bank_person_init (&self->people[i], dues[i].first_name, dues[i].last_name);
      if (!dues[i].open || dues[i].taken)
        continue;
      if (strlen (self->people[i].last_glued) >= 3)
        {
          list_add (self->by_name, self->people[i].last, i);
          list_add (self->by_name, self->people[i].last_glued, i);
        }
      if (dues[i].declared_on != NX_DATE_NONE)
        list_add (self->by_day, GINT_TO_POINTER (dues[i].declared_on), i);
      if (dues[i].parent != NULL)
        list_add (self->by_parent, (gpointer) dues[i].parent, i);
    }
  return self;
}

void
nx_bank_index_free (NxBankIndex *self)
{
  nx_reference_index_free (self->references);
  for (guint i = 0; i < self->n_dues; i++)
    nx_bank_person_clear (&self->people[i]);
  g_free (self->people);
  g_hash_table_unref (self->by_name);
  g_hash_table_unref (self->by_day);
  g_hash_table_unref (self->by_parent);
  g_free (self);
}

/* --- one line against one due --- */

static void
score_amount (NxBankProposal *self, const NxBankDue *due, gint64 amount)
{
  self->difference = amount - due->amount;
  if (self->difference == 0)
    {
      self->amount = NX_BANK_AMOUNT_EXACT;
      self->amount_points = 30;
    }
  else if (self->difference < 0 && -self->difference <= nx_bank_fee_bound (due->amount))
    {
      self->amount = NX_BANK_AMOUNT_FEE;
      self->amount_points = -self->difference <= 5000 ? 20 : 15;
    }
  else if (amount == due->declared_amount)
    {
      self->amount = NX_BANK_AMOUNT_DECLARED;
      self->amount_points = 15;
    }
}

static void
score_day (NxBankProposal *self, const NxBankDue *due, gint32 date)
{
  if (due->declared_on == NX_DATE_NONE)
    return;
  self->days = date - due->declared_on;
  if (self->days >= -1 && self->days <= 5)
    self->date_points = 3;
  else if (self->days >= -DAYS_BEFORE && self->days <= DAYS_AFTER)
    self->date_points = 2;
  else if (self->days >= 0 && self->days <= 30)
    self->date_points = 1;
}

static void
add_up (NxBankProposal *self)
{
  self->confidence = (guint8) (self->reference_points + self->amount_points + self->name_points + self->date_points);
}

static NxBankProposal
propose (const NxBankIndex *index, const NxBankCredit *line, const NxBankWords *words, guint due, NxBankReference reference)
{
  NxBankProposal self = { .due = due, .partner = NX_BANK_NOBODY, .reference = reference };

  self.reference_points = reference_points[reference];
  score_amount (&self, &index->dues[due], line->amount);
  self.name = nx_bank_name_of (words, &index->people[due]);
  self.name_points = name_points[self.name];
  score_day (&self, &index->dues[due], line->date);
  add_up (&self);
  return self;
}

/* --- one line --- */

typedef struct
{
  const NxBankIndex *index;
  const NxBankCredit *line;
  NxBankWords words;
  GArray *proposals; /* NxBankProposal */
  GArray *parts;     /* guint: dues of the payer that are more than the line */
} NxBankLook;

static gboolean
is_rejected (const NxBankCredit *line, guint due)
{
  for (guint i = 0; i < line->n_rejected; i++)
    if (line->rejected[i] == due)
      return TRUE;
  return FALSE;
}

static gboolean
has_proposal (const NxBankLook *look, guint due)
{
  for (guint i = 0; i < look->proposals->len; i++)
    if (g_array_index (look->proposals, NxBankProposal, i).due == due)
      return TRUE;
  return FALSE;
}

/* Two transfers in one line: the dues of @one and @other make up what came. */
static void
propose_together (NxBankLook *look, guint one, guint other, NxBankReference of_one, NxBankReference of_other)
{
  const NxBankDue *dues = look->index->dues;
  const gint64 due = dues[one].amount + dues[other].amount;
  const guint pair[2] = { one, other };
  const NxBankReference how[2] = { of_one, of_other };

  if (look->line->amount > due || due - look->line->amount > nx_bank_fee_bound (due))
    return;
  for (guint i = 0; i < 2; i++)
    {
      NxBankProposal proposal = propose (look->index, look->line, &look->words, pair[i], how[i]);

      for (guint j = look->proposals->len; j > 0; j--)
        if (g_array_index (look->proposals, NxBankProposal, j - 1).due == pair[i])
          g_array_remove_index (look->proposals, j - 1);
      proposal.partner = pair[1 - i];
      proposal.amount = NX_BANK_AMOUNT_TOGETHER;
      proposal.amount_points = look->line->amount == due ? 25 : 15;
      proposal.difference = look->line->amount - due;
      add_up (&proposal);
      g_array_append_val (look->proposals, proposal);
    }
}

static void
look_for_references (NxBankLook *look)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (NxReferenceFound));
  guint open = 0;

  nx_reference_index_find (look->index->references, look->line->label, found);
  if (found->len == 0)
    nx_reference_index_find (look->index->references, look->line->payer, found);
  for (guint i = 0; i < found->len; i++)
    {
      const NxReferenceFound *one = &g_array_index (found, NxReferenceFound, i);
      const NxBankDue *due = &look->index->dues[one->due];
      NxBankProposal proposal;

      if (is_rejected (look->line, one->due))
        continue;
      proposal = propose (look->index, look->line, &look->words, one->due, one->how);
      proposal.contested = one->doubtful || found->len > 1;
      proposal.certain = due->open && !due->taken && !proposal.contested && proposal.amount == NX_BANK_AMOUNT_EXACT;
      g_array_append_val (look->proposals, proposal);
      open += due->open && !due->taken;
    }
  if (open == 2 && look->proposals->len == 2)
    {
      const NxBankProposal one = g_array_index (look->proposals, NxBankProposal, 0);
      const NxBankProposal other = g_array_index (look->proposals, NxBankProposal, 1);

      propose_together (look, one.due, other.due, one.reference, other.reference);
    }
}

static void
look_at_name (NxBankLook *look, guint due)
{
  NxBankProposal proposal;

  if (is_rejected (look->line, due) || has_proposal (look, due))
    return;
  proposal = propose (look->index, look->line, &look->words, due, NX_BANK_REFERENCE_NONE);
  if (proposal.amount != NX_BANK_AMOUNT_OTHER)
    g_array_append_val (look->proposals, proposal);
  else if (proposal.name >= NX_BANK_NAME_INITIAL && proposal.difference < 0 && look->parts->len < MAX_PARTS)
    g_array_append_val (look->parts, due);
}

/* One word, and two that banks write apart or as one. */
static void
look_for_names (NxBankLook *look)
{
  char **words = look->words.words;

  for (guint i = 0; words[i] != NULL; i++)
    for (guint length = 1; length <= 3 && words[i + length - 1] != NULL; length++)
      {
        g_autofree char *name = length == 1 ? g_strdup (words[i])
                                : length == 2 ? g_strconcat (words[i], words[i + 1], NULL)
                                : g_strconcat (words[i], words[i + 1], words[i + 2], NULL);
        GArray *dues = strlen (name) >= 3 ? g_hash_table_lookup (look->index->by_name, name) : NULL;

        for (guint j = 0; dues != NULL && dues->len <= MAX_NAMESAKES && j < dues->len; j++)
          look_at_name (look, g_array_index (dues, guint, j));
        if (words[i + length] == NULL)
          break;
      }
}

static void
look_for_days (NxBankLook *look)
{
  for (gint32 day = look->line->date - DAYS_AFTER; day <= look->line->date + DAYS_BEFORE; day++)
    {
      GArray *dues = g_hash_table_lookup (look->index->by_day, GINT_TO_POINTER (day));

      for (guint i = 0; dues != NULL && i < MIN (dues->len, MAX_SAME_DAY); i++)
        {
          const guint due = g_array_index (dues, guint, i);
          const gint64 missing = look->index->dues[due].amount - look->line->amount;

          /* Cheap first: a busy day has hundreds. */
          if (missing < 0 ? look->line->amount != look->index->dues[due].declared_amount
                          : missing > nx_bank_fee_bound (look->index->dues[due].amount)
                              && look->line->amount != look->index->dues[due].declared_amount)
            continue;
          if (look->proposals->len < 40)
            look_at_name (look, due);
        }
    }
}

/* Brothers and sisters paid at once: the other open payments of the same parent. */
static void
look_for_siblings (NxBankLook *look)
{
  const guint n = look->proposals->len;
  const NxBankDue *dues = look->index->dues;

  for (guint i = 0; i < n; i++)
    {
      const NxBankProposal one = g_array_index (look->proposals, NxBankProposal, i);
      GArray *others
          = one.reference != NX_BANK_REFERENCE_NONE && one.difference > 0 && dues[one.due].open && dues[one.due].parent != NULL
                ? g_hash_table_lookup (look->index->by_parent, dues[one.due].parent)
                : NULL;

      for (guint j = 0; others != NULL && j < MIN (others->len, MAX_PARTS); j++)
        {
          const guint other = g_array_index (others, guint, j);

          if (other == one.due || is_rejected (look->line, other) || dues[other].amount != one.difference)
            continue;
          propose_together (look, one.due, other, one.reference, NX_BANK_REFERENCE_NONE);
          return;
        }
    }
}

/* Without a reference: two payments of a parent whose name is there. */
static void
look_for_pairs (NxBankLook *look)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (char **word = look->words.words; *word != NULL; word++)
    {
      GArray *dues = strlen (*word) >= 3 ? g_hash_table_lookup (look->index->by_name, *word) : NULL;

      for (guint i = 0; dues != NULL && dues->len <= MAX_NAMESAKES && i < dues->len; i++)
        {
          const guint one = g_array_index (dues, guint, i);
          const char *parent = look->index->dues[one].parent;
          GArray *others = parent != NULL && g_hash_table_add (seen, (gpointer) parent)
                             ? g_hash_table_lookup (look->index->by_parent, parent) : NULL;

          if (others == NULL || others->len != 2
              || nx_bank_name_of (&look->words, &look->index->people[one]) < NX_BANK_NAME_INITIAL
              || is_rejected (look->line, g_array_index (others, guint, 0))
              || is_rejected (look->line, g_array_index (others, guint, 1)))
            continue;
          propose_together (look, g_array_index (others, guint, 0), g_array_index (others, guint, 1), NX_BANK_REFERENCE_NONE,
                            NX_BANK_REFERENCE_NONE);
        }
    }
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const NxBankProposal *one = a, *two = b;

  if (one->certain != two->certain)
    return two->certain - one->certain;
  return one->confidence != two->confidence ? two->confidence - one->confidence : one->due < two->due ? -1 : one->due > two->due;
}

/* (transfer full): @parts: (out) (transfer full) */
static GArray *
look_at_line (const NxBankIndex *index, const NxBankCredit *line, GArray **parts)
{
  NxBankLook look = { .index = index, .line = line };
  gboolean found = FALSE;

  look.proposals = g_array_new (FALSE, FALSE, sizeof (NxBankProposal));
  look.parts = g_array_new (FALSE, FALSE, sizeof (guint));
  nx_bank_words_init (&look.words, line->payer, line->label);
  look_for_references (&look);
  for (guint i = 0; i < look.proposals->len; i++)
    found |= index->dues[g_array_index (look.proposals, NxBankProposal, i).due].open;
  if (found)
    look_for_siblings (&look);
  else
    {
      look_for_names (&look);
      look_for_days (&look);
      if (look.proposals->len == 0)
        look_for_pairs (&look);
    }
  g_array_sort (look.proposals, compare);
  nx_bank_words_clear (&look.words);
  *parts = look.parts;
  return look.proposals;
}

/* --- lines against each other --- */

/* A due that two lines claim by its reference is certain for neither. */
static void
contest (GPtrArray *all, guint n_dues)
{
  g_autofree guint *claims = g_new0 (guint, n_dues + 1);

  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < all->len; i++)
      {
        GArray *proposals = all->pdata[i];

        for (guint j = 0; j < proposals->len; j++)
          {
            NxBankProposal *one = &g_array_index (proposals, NxBankProposal, j);

            if (one->reference == NX_BANK_REFERENCE_NONE)
              continue;
            if (pass == 0)
              claims[one->due]++;
            else if (claims[one->due] > 1)
              {
                one->contested = TRUE;
                one->certain = FALSE;
              }
          }
      }
}

static NxBankProposal *
proposal_of (GArray *proposals, guint due)
{
  for (guint i = 0; i < proposals->len; i++)
    if (g_array_index (proposals, NxBankProposal, i).due == due)
      return &g_array_index (proposals, NxBankProposal, i);
  return NULL;
}

static void
make_part (const NxBankIndex *index, const NxBankCredit *line, GArray *proposals, guint due, guint partner, gint64 difference)
{
  NxBankProposal *one = proposal_of (proposals, due);
  NxBankProposal fresh;

  if (one == NULL)
    {
      NxBankWords words;

      nx_bank_words_init (&words, line->payer, line->label);
      fresh = propose (index, line, &words, due, NX_BANK_REFERENCE_NONE);
      nx_bank_words_clear (&words);
      g_array_append_val (proposals, fresh);
      one = &g_array_index (proposals, NxBankProposal, proposals->len - 1);
    }
  one->amount = NX_BANK_AMOUNT_PART;
  one->amount_points = 25;
  one->partner = partner;
  one->difference = difference;
  one->certain = FALSE;
  add_up (one);
  g_array_sort (proposals, compare);
}

/* One payment that came in two lines: the lines that are less than it, by reference or by the payer's name, two by two. */
static void
join_parts (const NxBankIndex *index, const NxBankCredit *lines, GPtrArray *all, GPtrArray *parts)
{
  g_autoptr (GHashTable) of_due = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_array_unref);
  GHashTableIter iter;
  gpointer key, value;

  for (guint i = 0; i < all->len; i++)
    {
      GArray *proposals = all->pdata[i], *weak = parts->pdata[i];

      for (guint j = 0; j < proposals->len; j++)
        {
          const NxBankProposal *one = &g_array_index (proposals, NxBankProposal, j);

          if (one->reference != NX_BANK_REFERENCE_NONE && one->amount == NX_BANK_AMOUNT_OTHER && one->difference < 0)
            list_add (of_due, GUINT_TO_POINTER (one->due), i);
        }
      for (guint j = 0; j < weak->len; j++)
        list_add (of_due, GUINT_TO_POINTER (g_array_index (weak, guint, j)), i);
    }
  g_hash_table_iter_init (&iter, of_due);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      const guint due = GPOINTER_TO_UINT (key);
      const GArray *list = value;

      for (guint i = 0; i < MIN (list->len, MAX_PARTS); i++)
        for (guint j = i + 1; j < MIN (list->len, MAX_PARTS); j++)
          {
            const guint one = g_array_index (list, guint, i), two = g_array_index (list, guint, j);
            const gint64 difference = lines[one].amount + lines[two].amount - index->dues[due].amount;

            if (difference > 0 || -difference > nx_bank_fee_bound (index->dues[due].amount))
              continue;
            make_part (index, &lines[one], all->pdata[one], due, two, difference);
            make_part (index, &lines[two], all->pdata[two], due, one, difference);
          }
    }
}

GPtrArray *
nx_bank_match (const NxBankIndex *self, const NxBankCredit *lines, guint n_lines)
{
  GPtrArray *all = g_ptr_array_new_full (n_lines, (GDestroyNotify) g_array_unref);
  g_autoptr (GPtrArray) parts = g_ptr_array_new_full (n_lines, (GDestroyNotify) g_array_unref);

  for (guint i = 0; i < n_lines; i++)
    {
      GArray *weak = NULL;

      g_ptr_array_add (all, look_at_line (self, &lines[i], &weak));
      g_ptr_array_add (parts, weak);
    }
  contest (all, self->n_dues);
  join_parts (self, lines, all, parts);
  for (guint i = 0; i < n_lines; i++)
    if (((GArray *) all->pdata[i])->len > NX_BANK_MAX_PROPOSALS)
      g_array_set_size (all->pdata[i], NX_BANK_MAX_PROPOSALS);
  return all;
}

NxBankProposal
nx_bank_score (const NxBankIndex *self, const NxBankCredit *line, guint due)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (NxReferenceFound));
  NxBankReference reference = NX_BANK_REFERENCE_NONE;
  NxBankProposal proposal;
  NxBankWords words;

  nx_reference_index_find (self->references, line->label, found);
  if (found->len == 0)
    nx_reference_index_find (self->references, line->payer, found);
  for (guint i = 0; i < found->len; i++)
    if (g_array_index (found, NxReferenceFound, i).due == due)
      reference = g_array_index (found, NxReferenceFound, i).how;
  nx_bank_words_init (&words, line->payer, line->label);
  proposal = propose (self, line, &words, due, reference);
  nx_bank_words_clear (&words);
  return proposal;
}
