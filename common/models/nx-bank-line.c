/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/models/nx-bank-line.h"

#include <glib/gi18n-lib.h>

static const NxField share_fields[] = {
  { "paymentId", NX_FIELD_ID, .offset = G_STRUCT_OFFSET (NxBankShare, paymentId) },
  { "amount", NX_FIELD_MONEY, .offset = G_STRUCT_OFFSET (NxBankShare, amount), .label = N_ ("Amount") },
  { NULL },
};

NX_DEFINE_RECORD (NxBankShare, nx_bank_share, share_fields)

static const NxField fields[] = {
  { "lineId", NX_FIELD_ID, .offset = G_STRUCT_OFFSET (NxBankLine, lineId) },
  { "position", NX_FIELD_INT, .offset = G_STRUCT_OFFSET (NxBankLine, position), .label = N_ ("Line") },
  { "date", NX_FIELD_DATE, .offset = G_STRUCT_OFFSET (NxBankLine, date), .label = N_ ("Date") },
  { "amount", NX_FIELD_MONEY, .offset = G_STRUCT_OFFSET (NxBankLine, amount), .label = N_ ("Amount") },
  { "payer", NX_FIELD_STRING, .offset = G_STRUCT_OFFSET (NxBankLine, payer), .label = N_ ("Payer") },
  { "label", NX_FIELD_STRING, .offset = G_STRUCT_OFFSET (NxBankLine, label), .label = N_ ("Label") },
  { "reference", NX_FIELD_STRING, .offset = G_STRUCT_OFFSET (NxBankLine, reference), .label = N_ ("Reference") },
  { "status", NX_FIELD_ENUM, .enum_type = &nx_bank_line_status_enum, .offset = G_STRUCT_OFFSET (NxBankLine, status),
    .label = N_ ("Status") },
  { "match", NX_FIELD_RECORD, .record_type = nx_bank_match_get_type, .offset = G_STRUCT_OFFSET (NxBankLine, match) },
  { "rivals", NX_FIELD_RECORD_LIST, .record_type = nx_bank_match_get_type, .offset = G_STRUCT_OFFSET (NxBankLine, rivals) },
  { "shares", NX_FIELD_RECORD_LIST, .record_type = nx_bank_share_get_type, .offset = G_STRUCT_OFFSET (NxBankLine, shares) },
  { "ignoredBecause", NX_FIELD_STRING, .offset = G_STRUCT_OFFSET (NxBankLine, ignoredBecause) },
  { "note", NX_FIELD_TEXT, .offset = G_STRUCT_OFFSET (NxBankLine, note), .label = N_ ("Note") },
  { "settledBy", NX_FIELD_STRING, .offset = G_STRUCT_OFFSET (NxBankLine, settledBy), .label = N_ ("Settled by") },
  { "settledAt", NX_FIELD_TIME, .offset = G_STRUCT_OFFSET (NxBankLine, settledAt), .label = N_ ("Settled on") },
  { NULL },
};

NX_DEFINE_RECORD (NxBankLine, nx_bank_line, fields)
