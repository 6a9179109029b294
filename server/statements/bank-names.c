/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/statements/bank-names.h"

#include <string.h>

#include "server/statements/bank-private.h"

/* Shorter family names are too often part of another word. */
#define GLUED_LETTERS 5

static char *
glue (const char *text)
{
  GString *glued = g_string_new (NULL);

  for (const char *at = text; *at != '\0'; at++)
    if (*at != ' ')
      g_string_append_c (glued, *at);
  return g_string_free (glued, FALSE);
}

void
nx_bank_person_init (NxBankPerson *self, const char *first_name, const char *last_name)
{
  self->first = nx_bank_fold (first_name != NULL ? first_name : "");
  self->last = nx_bank_fold (last_name != NULL ? last_name : "");
  self->first_glued = glue (self->first);
  self->last_glued = glue (self->last);
}

void
nx_bank_person_clear (NxBankPerson *self)
{
  g_free (self->first);
  g_free (self->last);
  g_free (self->first_glued);
  g_free (self->last_glued);
}

void
nx_bank_words_init (NxBankWords *self, const char *payer, const char *label)
{
  g_autofree char *both = g_strconcat (payer, " ", label, NULL);
  g_autofree char *folded = nx_bank_fold (both);

  self->text = g_strconcat (" ", folded, " ", NULL);
  self->glued = glue (folded);
  self->words = g_strsplit (folded, " ", 200);
}

void
nx_bank_words_clear (NxBankWords *self)
{
  g_free (self->text);
  g_free (self->glued);
  g_strfreev (self->words);
}

/* Whether @name is there as whole words, glued to one, or, where it is long enough, glued into others. */
static gboolean
has_name (const NxBankWords *words, const char *name, const char *glued)
{
  g_autofree char *whole = NULL, *one = NULL;

  if (*glued == '\0')
    return FALSE;
  whole = g_strconcat (" ", name, " ", NULL);
  if (strstr (words->text, whole) != NULL)
    return TRUE;
  one = g_strconcat (" ", glued, " ", NULL);
  return strstr (words->text, one) != NULL || (strlen (glued) >= GLUED_LETTERS && strstr (words->glued, glued) != NULL);
}

NxBankName
nx_bank_name_of (const NxBankWords *words, const NxBankPerson *person)
{
  if (!has_name (words, person->last, person->last_glued))
    return NX_BANK_NAME_NONE;
  if (has_name (words, person->first, person->first_glued))
    return NX_BANK_NAME_FULL;
  for (char **word = words->words; *word != NULL; word++)
    if ((*word)[0] == person->first[0] && (*word)[1] == '\0')
      return NX_BANK_NAME_INITIAL;
  return NX_BANK_NAME_LAST;
}
