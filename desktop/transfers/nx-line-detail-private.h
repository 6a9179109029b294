/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/nx-wrap-box.h"
#include "desktop/transfers/nx-line-detail.h"

struct _NxLineDetail
{
  AdwBin parent_instance;

  /* Template */
  GtkLabel *bank_label;
  GtkListBox *candidates_list;
  GtkLabel *difference_label;
  GtkWidget *effect_box;
  GtkLabel *effect_label;
  GtkBox *facts_box;
  GtkWidget *final_label;
  NxWrapBox *links_box;
  NxWrapBox *note_buttons;
  GtkLabel *note_effect;
  GtkEditable *note_entry;
  GtkLabel *note_heading;
  GtkLabel *note_label;
  GtkStack *pages;
  GtkScrolledWindow *scroller;
  NxWrapBox *share_buttons;
  GtkLabel *share_heading;
  GtkListBox *share_list;
  GtkLabel *share_rest;
  GtkEditable *share_search;
  GtkLabel *sums_label;
  GtkLabel *why_label;

  /* Borrowed: made in code */
  GtkWidget *accept_button;
  GtkWidget *assign_button;
  GtkWidget *file_button;

  /* Owned */
  NxLineItem *item;     /* (nullable) */
  GListModel *payments; /* (nullable): of NxPayment */
  GPtrArray *choices;   /* GtkCheckButton, borrowed from the candidates' rows */
  gboolean why;
  gboolean updating;
};

enum { NX_LINE_DETAIL_CONFIRM, NX_LINE_DETAIL_ASSIGN, NX_LINE_DETAIL_DONE, NX_LINE_DETAIL_N_SIGNALS };
extern guint nx_line_detail_signals[NX_LINE_DETAIL_N_SIGNALS];

/* nx-line-share.c */
void nx_line_detail_fill_share (NxLineDetail *self);
void nx_line_detail_update_share (NxLineDetail *self);
void nx_line_detail_filter_share (NxLineDetail *self);
void nx_line_detail_assign (NxLineDetail *self);
