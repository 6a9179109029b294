/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nx-bank-match.h"

G_BEGIN_DECLS

/** NxBankShare: what one payment gets of a line. */
#define NX_TYPE_BANK_SHARE (nx_bank_share_get_type ())
G_DECLARE_FINAL_TYPE (NxBankShare, nx_bank_share, NX, BANK_SHARE, NxRecord)

struct _NxBankShare
{
  NxRecord parent_instance;
  char *paymentId;
  NxMoney amount;
};

/**
 * NxBankLine: a line of a bank statement, as the bank wrote it, with what it may settle.
 *
 * Members are named as on the wire; read them directly, they belong to the record.
 */
#define NX_TYPE_BANK_LINE (nx_bank_line_get_type ())
G_DECLARE_FINAL_TYPE (NxBankLine, nx_bank_line, NX, BANK_LINE, NxRecord)

struct _NxBankLine
{
  NxRecord parent_instance;
  char *lineId;
  gint64 position; /* in the file, from 1 */
  gint32 date;
  NxMoney amount;
  char *payer;
  char *label;      /* exactly as the bank wrote it */
  char *reference;  /* (nullable): ours, found in the label */
  int status;       /* NxBankLineStatus */
  NxBankMatch *match;   /* (nullable): the proposal */
  GPtrArray *rivals; /* (nullable): NxBankMatch */
  GPtrArray *shares; /* (nullable): NxBankShare: as it was decided, or proposed for two payments together */
  char *ignoredBecause; /* (nullable): "debit": money went out; "person": somebody put it aside */
  char *note;       /* (nullable): what was written when it was decided */
  char *settledBy;  /* (nullable) */
  gint64 settledAt;
};

G_END_DECLS
