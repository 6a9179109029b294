/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/nx-wrap-box.h"
#include "desktop/transfers/nx-payment-pane.h"

G_BEGIN_DECLS

struct _NxPaymentPane
{
  AdwBin parent_instance;

  /* Template */
  GtkEditable *amount_entry;
  GtkLabel *advice_label;
  GtkLabel *amount_label;
  GtkWidget *attention_box;
  GtkLabel *attention_label;
  GtkWidget *card_label;
  GtkWidget *confirm_button;
  GtkWidget *confirm_group;
  GtkEditable *date_entry;
  GtkLabel *effect_label;
  GtkLabel *error_label;
  GtkListBox *events_list;
  GtkWidget *forms;
  GtkWidget *handled_button;
  GtkEditable *handled_entry;
  GtkLabel *hint_label;
  NxWrapBox *links_box;
  GtkEditable *note_entry;
  GtkWidget *offline_label;
  GtkEditable *reason_entry;
  GtkWidget *reject_button;
  GtkWidget *reject_group;
  GtkLabel *state_label;
  GtkLabel *title_label;
  AdwComboRow *way_row;

  /* Borrowed: made in code */
  GtkWidget *konnect_button, *proof_button, *receipt_button, *refund_button;

  /* Owned */
  NxConnection *connection;
  NxPayment *payment; /* (nullable) */
  char *id;           /* (nullable) */
  char *key;          /* (nullable): of the last act: a repeated press does it once */
  char *key_for;      /* (nullable): what the key was made for */
  int act;            /* the one on its way */
  GCancellable *cancellable;
  gboolean online, busy;
};

enum { NX_PAYMENT_PANE_SETTLED, NX_PAYMENT_PANE_PROOF, NX_PAYMENT_PANE_N_SIGNALS };
extern guint nx_payment_pane_signals[NX_PAYMENT_PANE_N_SIGNALS];

/* In the order of the row's words. */
enum { NX_WAY_TRANSFER, NX_WAY_DESK };

/* nx-payment-pane.c */
void nx_payment_pane_say_error (NxPaymentPane *self, const char *sentence);
/** Takes an answer that holds a payment. Returns: whether it was one. */
gboolean nx_payment_pane_take (NxPaymentPane *self, JsonNode *root, GError **error);

/* nx-payment-acts.c */
/** What is typed decides what can be pressed. */
void nx_payment_pane_update (NxPaymentPane *self);
void nx_payment_pane_confirm (NxPaymentPane *self);
void nx_payment_pane_reject (NxPaymentPane *self);
/** Asks Konnect. */
void nx_payment_pane_ask_konnect (NxPaymentPane *self);
void nx_payment_pane_refund (NxPaymentPane *self);
void nx_payment_pane_handled (NxPaymentPane *self);

G_END_DECLS
