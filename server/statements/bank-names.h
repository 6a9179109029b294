/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/statements/bank-match.h"

G_BEGIN_DECLS

/** NxBankPerson: a payer's name as it is compared; NxBankWords: the words of a line. */
typedef struct
{
  char *first, *last;   /* folded, words apart */
  char *first_glued, *last_glued;
} NxBankPerson;

typedef struct
{
  char *text;   /* folded, with a blank before and after */
  char *glued;
  char **words;
} NxBankWords;

void nx_bank_person_init (NxBankPerson *self, const char *first_name, const char *last_name);
void nx_bank_person_clear (NxBankPerson *self);
void nx_bank_words_init (NxBankWords *self, const char *payer, const char *label);
void nx_bank_words_clear (NxBankWords *self);

/** In any order, without accents, "BEN ALI" or "BENALI", a first name or its initial. */
NxBankName nx_bank_name_of (const NxBankWords *words, const NxBankPerson *person);

G_END_DECLS
