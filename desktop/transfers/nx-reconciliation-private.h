/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/nx-wrap-box.h"
#include "desktop/transfers/nx-line-detail.h"
#include "desktop/transfers/nx-proof-pane.h"
#include "desktop/transfers/nx-reconciliation.h"

typedef enum
{
  NX_KEY_TICK, NX_KEY_CONFIRM, NX_KEY_SHARE, NX_KEY_REJECT, NX_KEY_IGNORE, NX_KEY_REOPEN, NX_KEY_WHY, NX_KEY_PROOF, NX_N_KEYS
} NxLineKey;

struct _NxReconciliation
{
  GtkWidget parent_instance;

  /* Template */
  GtkToggleButton *all_button;
  GtkButton *confirm_all_button;
  GtkLabel *counts_label;
  NxLineDetail *detail;
  GtkToggleButton *done_button;
  AdwStatusPage *empty_page;
  GtkWidget *filter_box;
  GtkBox *head_box;
  NxWrapBox *keys_box;
  GtkListView *list_view;
  GtkWidget *main_box;
  GtkRevealer *offline_strip;
  GtkProgressBar *progress_bar;
  GtkLabel *progress_label;
  GtkRevealer *proof_revealer;
  GtkWidget *root_box;
  GtkLabel *seal_label;
  GtkStack *stack;
  GtkWidget *stop_button;
  GtkLabel *title_label;
  GtkToggleButton *todo_button;

  /* Borrowed: made in code */
  GtkWidget *keys[NX_N_KEYS];
  NxProofPane *proof;

  /* Owned */
  NxStatementData *data;
  GtkFilter *filter;
  GtkSingleSelection *selection;
  guint closed_lines; /* done and ignored when the filter last looked */
  guint focus_id;     /* a row that takes the keys after the next layout */
  guint turn_id;
  gboolean narrow;
  gboolean online;
  gboolean keep_focus; /* the list had the keys when an act began */
};

/* nx-reconciliation-keys.c */
void nx_reconciliation_make_keys (NxReconciliation *self);
void nx_reconciliation_update_keys (NxReconciliation *self);
/** Returns: whether @key can be done with the chosen line. */
gboolean nx_reconciliation_can (NxReconciliation *self, NxLineKey key);
void nx_reconciliation_do (NxReconciliation *self, NxLineKey key);
void nx_reconciliation_confirm_ticked (NxReconciliation *self);
/** Confirms the chosen line; @note (nullable) accepts a difference. */
void nx_reconciliation_confirm_one (NxReconciliation *self, const char *note);
void nx_reconciliation_close_proof (NxReconciliation *self);

/* nx-reconciliation.c */
/** Returns: (transfer none) (nullable) */
NxLineItem *nx_reconciliation_get_selected (NxReconciliation *self);
/** Chooses the row at @position and gives it the keys. */
void nx_reconciliation_go_to (NxReconciliation *self, guint position);
