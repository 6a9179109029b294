/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "common/models/nx-models.h"

G_BEGIN_DECLS

typedef enum { NX_LINE_CERTAIN, NX_LINE_DOUBTFUL, NX_LINE_UNKNOWN, NX_LINE_DONE, NX_LINE_IGNORED } NxLineKind;

/**
 * NxLineItem: a bank line with what a person is about to do with it. Signal "changed" () when any of it changed.
 */
#define NX_TYPE_LINE_ITEM (nx_line_item_get_type ())
G_DECLARE_FINAL_TYPE (NxLineItem, nx_line_item, NX, LINE_ITEM, GObject)

struct _NxLineItem
{
  GObject parent_instance;
  /*< read only >*/
  NxBankLine *line;
  guint choice;    /* of its candidates: 0 the proposal, then the rivals */
  gboolean ticked;
  gboolean busy;   /* being confirmed or decided */
  char *problem;   /* (nullable): why the last try was refused */
  GtkWidget *row;  /* (nullable) (weak): where it is shown */
};

NxLineItem *nx_line_item_new (NxBankLine *line);
NxLineKind nx_line_item_kind (NxLineItem *self);
/** Whether something can still be done with it. */
/** Whether money went out: nothing is to be decided. */
gboolean nx_line_item_is_debit (NxLineItem *self);
gboolean nx_line_item_is_open (NxLineItem *self);
/** Whether it can be confirmed as it stands: a payment is chosen and nothing differs. */
gboolean nx_line_item_is_ready (NxLineItem *self);
/** Whether the line goes to several payments: decided so, or proposed. */
gboolean nx_line_item_is_shared (NxLineItem *self);
/** Whether it can be confirmed, with a note where something differs. */
gboolean nx_line_item_is_confirmable (NxLineItem *self);
guint nx_line_item_n_candidates (NxLineItem *self);
/** Returns: (transfer none) (nullable) */
NxBankMatch *nx_line_item_get_candidate (NxLineItem *self, guint n);
/** Returns: (transfer none) (nullable): the chosen one */
NxBankMatch *nx_line_item_get_match (NxLineItem *self);

void nx_line_item_set_line (NxLineItem *self, NxBankLine *line);
void nx_line_item_set_ticked (NxLineItem *self, gboolean ticked);
void nx_line_item_set_choice (NxLineItem *self, guint choice);
void nx_line_item_set_busy (NxLineItem *self, gboolean busy);
/* Of a batch, hundreds at once: they say nothing until nx_line_item_touch(). */
void nx_line_item_set_problem (NxLineItem *self, const char *problem);
/** Settled now, by @who. */
void nx_line_item_settle (NxLineItem *self, const char *who, gint64 now);
/** Says that it changed. */
void nx_line_item_touch (NxLineItem *self);

G_END_DECLS
