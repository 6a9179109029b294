/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  NX_IBAN_GOOD,
  NX_IBAN_NO_FORM, /* not even the form of one */
  NX_IBAN_LENGTH,  /* not as long as those of its country */
  NX_IBAN_CHECK    /* the check digits are wrong */
} NxIbanFault;

/**
 * nx_iban_read: ISO 13616: form, length of the country, check digits (ISO 7064 mod 97-10).
 * @text: with or without spaces and dashes, in any case
 * @compact: (out) (transfer full): without them, in capitals; always set
 * @wanted: (out): length of the country's, 0 where it is not known
 */
NxIbanFault nx_iban_read (const char *text, char **compact, guint *wanted);

/** nx_bic_is_valid: ISO 9362: 8 or 11 characters: institution, country, place, branch. @compact: without spaces, in capitals. */
gboolean nx_bic_is_valid (const char *compact);

/** Returns: (transfer full): @text without spaces and dashes, in capitals. */
char *nx_bank_compact (const char *text);

G_END_DECLS
