/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/nx-split-view.h"
#include "desktop/transfers/nx-columns-pane.h"
#include "desktop/transfers/nx-desk-button.h"
#include "desktop/transfers/nx-payment-pane.h"
#include "desktop/transfers/nx-proof-pane.h"
#include "desktop/transfers/nx-reconciliation.h"
#include "desktop/transfers/nx-transfers-data.h"
#include "desktop/transfers/nx-transfers-place.h"
#include "desktop/widgets/nx-progress-line.h"

struct _NxTransfersPlace
{
  GtkWidget parent_instance;

  /* Template */
  GtkWidget *choose_columns_button;
  GtkStack *content;
  AdwBin *desk_bin;
  AdwStatusPage *failed_page;
  GtkProgressBar *import_bar;
  AdwStatusPage *import_failed_page;
  AdwStatusPage *import_page;
  GtkWidget *overlay;
  GtkStack *payments_stack;
  GtkListView *payments_view;
  NxProgressLine *progress;
  GtkLabel *refused_line;
  NxSplitView *split;
  GtkWidget *statements_heading;
  GtkListBox *statements_list;
  GtkWidget *statements_scroller;

  /* Borrowed: made in code */
  NxColumnsPane *columns;
  NxDeskButton *desk;
  NxPaymentPane *payment;
  GtkRevealer *payment_proof; /* beside the payment */
  NxProofPane *proof;
  NxReconciliation *reconciliation;

  /* Owned */
  NxConnection *connection;
  NxTransfersData *data;
  NxStatementData *statement;
  NxStatementImport *import;
  GSignalGroup *signals;
  GtkSingleSelection *selection;
  GtkFileChooserNative *chooser; /* (nullable): while it is open */
  GPtrArray *rows;               /* GtkListItem of payments, borrowed while bound */
  guint headings_id;
};

/* nx-transfers-place.c */
gboolean nx_transfers_place_is_online (NxTransfersPlace *self);
/** Shows the page @name of the content. */
void nx_transfers_place_show (NxTransfersPlace *self, const char *name);
void nx_transfers_place_show_statement (NxTransfersPlace *self);

/* nx-transfers-place-import.c */
void nx_transfers_place_connect_import (NxTransfersPlace *self);
/** Asks for a file. */
void nx_transfers_place_choose (GtkWidget *widget, const char *name, GVariant *parameter);
void nx_transfers_place_choose_columns (NxTransfersPlace *self);
void nx_transfers_place_stop (NxTransfersPlace *self);
