/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nx-payment.h"

G_BEGIN_DECLS

/**
 * NxBankMatch: a payment that a bank line may settle, with the parts of its score.
 *
 * Members are named as on the wire; read them directly, they belong to the record.
 */
#define NX_TYPE_BANK_MATCH (nx_bank_match_get_type ())
G_DECLARE_FINAL_TYPE (NxBankMatch, nx_bank_match, NX, BANK_MATCH, NxRecord)

struct _NxBankMatch
{
  NxRecord parent_instance;
  char *paymentId;
  gint64 confidence;  /* 0 to 100 */
  gboolean certain;   /* may be confirmed without a look */
  char **reasons;     /* sentences in the reader's language, each with its points */
  NxMoney difference; /* received − due */
  char *effect;       /* what settling does, in the reader's language */
  NxPayment *payment; /* (nullable) */
};

G_END_DECLS
