/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/statements/bank-reference.h"

#include <string.h>

#include "server/statements/bank-private.h"
#include "server/transfers/transfers.h"

/*
 * Characters are numbers of five bits, a reference is a number of fifty, and each table answers in constant time whose it is:
 *   exact    the ten characters
 *   tail     the last eight: people leave the NR out
 *   classes  the ten, where characters that readers take for each other are one
 *   damaged  each nine that are left of the classes where one is left out. A text of nine in it lacks one character; a text of ten of
 *            which nine are in it has one wrong, or two that changed places; a text of eleven, of which ten are a reference, has one
 *            too many.
 * The check character makes any two references differ in two places at least, so that one damaged character never makes another's.
 */

#define LENGTH NX_TRANSFER_REFERENCE_LENGTH
#define TAIL 8
#define FOREIGN 31 /* no character of the alphabet */
#define MAX_TEXT 2400

typedef struct
{
  guint64 *keys; /* 0: free */
  guint32 *heads;
  guint32 mask;
  GArray *links;
} Table;

typedef struct
{
  guint32 due, next; /* @next: 0 at the end, else one more than the index */
} Link;

struct _NxReferenceIndex
{
  Table exact, tail, classes, damaged;
  guint8 code[256], klass[256]; /* of an ASCII character; FOREIGN where it has none */
};

/* --- tables --- */

static void
table_init (Table *self, guint n)
{
  guint32 size = 64;

  while (size < 2 * n)
    size *= 2;
  self->keys = g_new0 (guint64, size);
  self->heads = g_new0 (guint32, size);
  self->mask = size - 1;
  self->links = g_array_new (FALSE, FALSE, sizeof (Link));
}

static void
table_clear (Table *self)
{
  g_free (self->keys);
  g_free (self->heads);
  g_array_unref (self->links);
}

static guint32
table_slot (const Table *self, guint64 key)
{
  guint32 slot = (guint32) ((key * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15)) >> 32) & self->mask;

  while (self->keys[slot] != 0 && self->keys[slot] != key)
    slot = (slot + 1) & self->mask;
  return slot;
}

static void
table_add (Table *self, guint64 key, guint due)
{
  const guint32 slot = table_slot (self, key);
  const Link link = { due, self->heads[slot] };

  if (self->heads[slot] != 0 && g_array_index (self->links, Link, self->heads[slot] - 1).due == due)
    return;
  self->keys[slot] = key;
  g_array_append_val (self->links, link);
  self->heads[slot] = self->links->len;
}

static guint32
table_find (const Table *self, guint64 key)
{
  return self->heads[table_slot (self, key)];
}

/* A leading one keeps keys of different lengths, and 0, apart. */
static guint64
key_of (const guint8 *codes, guint n)
{
  guint64 key = 1;

  for (guint i = 0; i < n; i++)
    key = key << 5 | codes[i];
  return key;
}

static guint64
key_without (const guint8 *codes, guint n, guint left_out)
{
  guint64 key = 1;

  for (guint i = 0; i < n; i++)
    if (i != left_out)
      key = key << 5 | codes[i];
  return key;
}

/* --- index --- */

/* Each group is one character to a hurried reader; those outside of the alphabet have no other place. */
static const char *const alike[] = { "QOD0", "LI1", "VU", "S5", "B8", "Z2", "G6" };

static void
fill_codes (NxReferenceIndex *self)
{
  memset (self->code, FOREIGN, sizeof self->code);
  memset (self->klass, FOREIGN, sizeof self->klass);
  for (const char *letter = NX_TRANSFER_REFERENCE_ALPHABET; *letter != '\0'; letter++)
    self->code[(guint8) *letter] = self->klass[(guint8) *letter] = (guint8) (letter - NX_TRANSFER_REFERENCE_ALPHABET);
  for (guint i = 0; i < G_N_ELEMENTS (alike); i++)
    for (const char *letter = alike[i]; *letter != '\0'; letter++)
      self->klass[(guint8) *letter] = self->code[(guint8) alike[i][0]];
}

static void
add_reference (NxReferenceIndex *self, const char *reference, guint due)
{
  guint8 codes[LENGTH], classes[LENGTH];

  for (guint i = 0; i < LENGTH; i++)
    {
      codes[i] = self->code[(guint8) reference[i]];
      classes[i] = self->klass[(guint8) reference[i]];
    }
  table_add (&self->exact, key_of (codes, LENGTH), due);
  table_add (&self->tail, key_of (codes + LENGTH - TAIL, TAIL), due);
  table_add (&self->classes, key_of (classes, LENGTH), due);
  for (guint i = 0; i < LENGTH; i++)
    table_add (&self->damaged, key_without (classes, LENGTH, i), due);
}

NxReferenceIndex *
nx_reference_index_new (const NxBankDue *dues, guint n_dues)
{
  NxReferenceIndex *self = g_new0 (NxReferenceIndex, 1);

  fill_codes (self);
  table_init (&self->exact, n_dues);
  table_init (&self->tail, n_dues);
  table_init (&self->classes, n_dues);
  table_init (&self->damaged, n_dues * LENGTH);
  for (guint i = 0; i < n_dues; i++)
    if (dues[i].reference != NULL && nx_transfer_reference_check (dues[i].reference))
      add_reference (self, dues[i].reference, i);
  return self;
}

void
nx_reference_index_free (NxReferenceIndex *self)
{
  table_clear (&self->exact);
  table_clear (&self->tail);
  table_clear (&self->classes);
  table_clear (&self->damaged);
  g_free (self);
}

/* --- finding --- */

typedef struct
{
  const NxReferenceIndex *index;
  char letters[MAX_TEXT + 1]; /* capitals and digits without anything between */
  guint8 codes[MAX_TEXT], classes[MAX_TEXT];
  gboolean used[MAX_TEXT]; /* part of a reference that was found */
  guint n;
  GArray *found;
} Search;

static void
read_letters (Search *self, const char *text)
{
  g_autofree char *folded = nx_bank_fold (text);

  self->n = 0;
  for (const char *at = folded; *at != '\0' && self->n < MAX_TEXT; at++)
    {
      if (!g_ascii_isalnum (*at))
        continue;
      self->letters[self->n] = *at;
      self->codes[self->n] = self->index->code[(guint8) *at];
      self->classes[self->n] = self->index->klass[(guint8) *at];
      self->used[self->n++] = FALSE;
    }
  self->letters[self->n] = '\0';
}

static gboolean
is_free (const Search *self, guint at, guint length)
{
  if (at + length > self->n)
    return FALSE;
  for (guint i = 0; i < length; i++)
    if (self->used[at + i])
      return FALSE;
  return TRUE;
}

static void
add_found (Search *self, guint due, NxBankReference how, gboolean doubtful)
{
  const NxReferenceFound one = { due, how, doubtful };

  for (guint i = 0; i < self->found->len; i++)
    if (g_array_index (self->found, NxReferenceFound, i).due == due)
      return;
  g_array_append_val (self->found, one);
}

/* All dues of @head; more than one is none for sure. Returns: whether there was any. */
static gboolean
take (Search *self, const Table *table, guint32 head, NxBankReference how, gboolean doubtful)
{
  const gboolean several = head != 0 && g_array_index (table->links, Link, head - 1).next != 0;

  for (guint32 at = head; at != 0; at = g_array_index (table->links, Link, at - 1).next)
    add_found (self, g_array_index (table->links, Link, at - 1).due, how, doubtful || several);
  return head != 0;
}

static void
use (Search *self, guint at, guint length)
{
  for (guint i = 0; i < length; i++)
    self->used[at + i] = TRUE;
}

static void
find_windows (Search *self, const Table *table, const guint8 *codes, guint length, NxBankReference how)
{
  for (guint at = 0; at + length <= self->n; at++)
    if (is_free (self, at, length)
        && take (self, table, table_find (table, key_of (codes + at, length)), how, FALSE))
      use (self, at, length);
}

/* Whether what begins at @at is a whole reference, and thus not a damaged one of somebody else. */
static gboolean
is_whole (const Search *self, guint at)
{
  char ten[LENGTH + 1];

  if (at + LENGTH > self->n)
    return FALSE;
  memcpy (ten, self->letters + at, LENGTH);
  ten[LENGTH] = '\0';
  return nx_transfer_reference_check (ten);
}

static gboolean
repair_at (Search *self, guint at)
{
  const Table *damaged = &self->index->damaged;
  const gboolean whole = is_whole (self, at);
  gboolean any = FALSE;

  if (!whole && is_free (self, at, LENGTH + 1))
    for (guint i = 1; i < LENGTH; i++)
      any |= take (self, &self->index->classes,
                   table_find (&self->index->classes, key_without (self->classes + at, LENGTH + 1, i)),
                   NX_BANK_REFERENCE_REPAIRED, whole);
  if (is_free (self, at, LENGTH))
    for (guint i = 0; i < LENGTH; i++)
      any |= take (self, damaged, table_find (damaged, key_without (self->classes + at, LENGTH, i)), NX_BANK_REFERENCE_REPAIRED,
                   whole);
  if (is_free (self, at, LENGTH - 1))
    any |= take (self, damaged, table_find (damaged, key_of (self->classes + at, LENGTH - 1)), NX_BANK_REFERENCE_REPAIRED, whole);
  return any;
}

/* One damaged character leaves the N or the R of a reference's beginning. */
static void
find_damaged (Search *self)
{
  for (guint at = 0; at + LENGTH - 1 <= self->n; at++)
    if ((self->letters[at] == 'N' || self->letters[at] == 'R' || self->letters[at + 1] == 'R') && repair_at (self, at))
      use (self, at, LENGTH - 1);
}

static void
find_misread (Search *self)
{
  const Table *classes = &self->index->classes;

  for (guint at = 0; at + LENGTH <= self->n; at++)
    if (self->letters[at] == 'N' && self->letters[at + 1] == 'R' && is_free (self, at, LENGTH)
        && take (self, classes, table_find (classes, key_of (self->classes + at, LENGTH)), NX_BANK_REFERENCE_MISREAD,
                 is_whole (self, at)))
      use (self, at, LENGTH);
}

/* From the surest to the least sure; what one step used no later step reads again. */
void
nx_reference_index_find (const NxReferenceIndex *self, const char *text, GArray *found)
{
  Search search = { .index = self, .found = found };

  read_letters (&search, text);
  find_windows (&search, &self->exact, search.codes, LENGTH, NX_BANK_REFERENCE_EXACT);
  find_misread (&search);
  find_damaged (&search);
  find_windows (&search, &self->tail, search.codes, TAIL, NX_BANK_REFERENCE_SHORT);
}

char *
nx_reference_in (const char *text)
{
  NxReferenceIndex index = { .exact = { NULL } };
  Search search = { .index = &index };

  fill_codes (&index);
  read_letters (&search, text);
  for (guint at = 0; at + LENGTH <= search.n; at++)
    if (search.letters[at] == 'N' && search.letters[at + 1] == 'R' && is_whole (&search, at))
      return g_strndup (search.letters + at, LENGTH);
  return NULL;
}
