/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/transfers/nx-statement-data.h"

G_BEGIN_DECLS

struct _NxStatementData
{
  GObject parent_instance;

  /* Owned */
  NxConnection *connection;
  GSignalGroup *live;
  GCancellable *cancellable; /* of what is asked about the open statement */
  char *id;                  /* (nullable) */
  NxBankStatement *statement; /* (nullable) */
  GListStore *items;
  NxTally tally;
  guint count_id;            /* a change of lines that is not counted yet */
  guint event_id;            /* something happened to a payment: the lines are asked for again */
  gboolean loading;

  /* The batch that runs */
  GPtrArray *batch; /* (nullable) (element-type NxLineItem) */
  guint answered, confirmed, refused;
  JsonNode *answer;  /* (nullable): of a portion, whose results are being shown */
  guint next_result; /* in it */
  guint slice_id;
  char *note;
  gboolean stopped;
};

enum
{
  NX_STATEMENT_CHANGED, NX_STATEMENT_FAILED, NX_STATEMENT_LOADED, NX_STATEMENT_CONFIRMED, NX_STATEMENT_DECIDED, NX_STATEMENT_UNDONE,
  NX_STATEMENT_N_SIGNALS
};
extern guint nx_statement_data_signals[NX_STATEMENT_N_SIGNALS];

/** Says @error, unless it was asked for. */
void nx_statement_data_fail (NxStatementData *self, GError *error);

G_END_DECLS
