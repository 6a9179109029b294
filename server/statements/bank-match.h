/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Which payment a bank line settles: pure functions over arrays, no database. Certain is only what a person may tick without a look:
 * the reference was found, the amount is right, and nothing else lays claim to the line or to the payment.
 */

/** NxBankDue: a payment that may be waited for. Texts are borrowed for the life of the index. */
typedef struct
{
  const char *reference; /* (nullable): the ten characters */
  const char *parent;    /* who pays: rows of the same parent are siblings' */
  const char *first_name, *last_name; /* of the parent */
  gint64 amount, declared_amount; /* millimes; 0 where none was declared */
  gint32 declared_on; /* NX_DATE_NONE where it was not */
  gboolean open;      /* FALSE: settled or rejected: shown, never proposed as certain */
  gboolean taken;     /* a person gave it another line already */
} NxBankDue;

/** NxBankCredit: a line to be matched. */
typedef struct
{
  gint32 date;
  gint64 amount;
  const char *payer, *label;
  const guint *rejected; /* (array length=n_rejected): dues that a person refused for this line */
  guint n_rejected;
} NxBankCredit;

typedef enum
{
  NX_BANK_REFERENCE_NONE,
  NX_BANK_REFERENCE_EXACT,    /* but for case, blanks and dashes */
  NX_BANK_REFERENCE_SHORT,    /* without its NR */
  NX_BANK_REFERENCE_MISREAD,  /* O for Q, 5 for S … */
  NX_BANK_REFERENCE_REPAIRED  /* one character wrong, missing, too much, or two changed places */
} NxBankReference;

typedef enum
{
  NX_BANK_AMOUNT_OTHER,
  NX_BANK_AMOUNT_EXACT,
  NX_BANK_AMOUNT_FEE,      /* less by what banks take */
  NX_BANK_AMOUNT_DECLARED, /* not what is due, but what the family said it sent */
  NX_BANK_AMOUNT_TOGETHER, /* with the due @partner on the same line */
  NX_BANK_AMOUNT_PART      /* with the line @partner */
} NxBankAmount;

typedef enum { NX_BANK_NAME_NONE, NX_BANK_NAME_LAST, NX_BANK_NAME_INITIAL, NX_BANK_NAME_FULL } NxBankName;

#define NX_BANK_NOBODY G_MAXUINT
#define NX_BANK_MAX_PROPOSALS 4

/** NxBankProposal: a due that a line may settle, with the parts of its score (60 + 30 + 7 + 3). */
typedef struct
{
  guint due, partner; /* @partner: NX_BANK_NOBODY where there is none */
  NxBankReference reference;
  NxBankAmount amount;
  NxBankName name;
  gint32 days; /* after the declaration; meaningful where @date_points > 0 */
  guint8 reference_points, amount_points, name_points, date_points, confidence;
  gboolean certain;
  gboolean contested; /* another line or another due has the same claim */
  gint64 difference;  /* received − due */
} NxBankProposal;

typedef struct _NxBankIndex NxBankIndex;
/** @dues: (array length=n_dues): borrowed for the life of the index. */
NxBankIndex *nx_bank_index_new (const NxBankDue *dues, guint n_dues);
void nx_bank_index_free (NxBankIndex *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NxBankIndex, nx_bank_index_free)

/** Returns: (transfer full) (element-type GArray): for each of @lines a GArray of NxBankProposal, the best first; %NULL for none. */
GPtrArray *nx_bank_match (const NxBankIndex *self, const NxBankCredit *lines, guint n_lines);

/** Scores one line against one due, with the reference where it is there; never certain. */
NxBankProposal nx_bank_score (const NxBankIndex *self, const NxBankCredit *line, guint due);

/** What of an amount banks may have taken on the way. */
gint64 nx_bank_fee_bound (gint64 due);

G_END_DECLS
