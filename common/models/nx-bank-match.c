/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/models/nx-bank-match.h"

#include <glib/gi18n-lib.h>

static const NxField fields[] = {
  { "paymentId", NX_FIELD_ID, .offset = G_STRUCT_OFFSET (NxBankMatch, paymentId) },
  { "confidence", NX_FIELD_INT, .min = 0, .max = 100, .offset = G_STRUCT_OFFSET (NxBankMatch, confidence), .label = N_ ("Score") },
  { "certain", NX_FIELD_BOOL, .offset = G_STRUCT_OFFSET (NxBankMatch, certain) },
  { "reasons", NX_FIELD_STRING_LIST, .offset = G_STRUCT_OFFSET (NxBankMatch, reasons) },
  { "difference", NX_FIELD_MONEY, .offset = G_STRUCT_OFFSET (NxBankMatch, difference), .label = N_ ("Difference") },
  { "effect", NX_FIELD_STRING, .offset = G_STRUCT_OFFSET (NxBankMatch, effect) },
  { "payment", NX_FIELD_RECORD, .record_type = nx_payment_get_type, .offset = G_STRUCT_OFFSET (NxBankMatch, payment) },
  { NULL },
};

NX_DEFINE_RECORD (NxBankMatch, nx_bank_match, fields)
