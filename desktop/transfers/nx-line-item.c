/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/transfers/nx-line-item.h"

G_DEFINE_FINAL_TYPE (NxLineItem, nx_line_item, G_TYPE_OBJECT)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];


static void
changed (NxLineItem *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}


static void
nx_line_item_finalize (GObject *object)
{
  NxLineItem *self = NX_LINE_ITEM (object);
  g_clear_weak_pointer (&self->row);
  g_clear_object (&self->line);
  g_free (self->problem);
  G_OBJECT_CLASS (nx_line_item_parent_class)->finalize (object);
}


static void
nx_line_item_class_init (NxLineItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = nx_line_item_finalize;
  signals[CHANGED] = g_signal_new ("changed", NX_TYPE_LINE_ITEM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}


static void
nx_line_item_init (NxLineItem *self)
{
}


NxLineItem *
nx_line_item_new (NxBankLine *line)
{
  NxLineItem *self = g_object_new (NX_TYPE_LINE_ITEM, NULL);
  self->line = g_object_ref (line);
  self->ticked = nx_line_item_is_ready (self) && (nx_line_item_kind (self) == NX_LINE_CERTAIN);
  return self;
}


NxLineKind
nx_line_item_kind (NxLineItem *self)
{
  NxBankLine *line = self->line;
  if (line->status == NX_BANK_LINE_SETTLED)
    return NX_LINE_DONE;
  if (line->status == NX_BANK_LINE_IGNORED)
    return NX_LINE_IGNORED;
  if (line->status == NX_BANK_LINE_MATCHED || (line->match != NULL && line->match->certain))
    return NX_LINE_CERTAIN;
  return nx_line_item_n_candidates (self) > 0 ? NX_LINE_DOUBTFUL : NX_LINE_UNKNOWN;
}


gboolean
nx_line_item_is_open (NxLineItem *self)
{
  return self->line->status != NX_BANK_LINE_SETTLED && self->line->status != NX_BANK_LINE_IGNORED;
}


gboolean
nx_line_item_is_debit (NxLineItem *self)
{
  return g_strcmp0 (self->line->ignoredBecause, "debit") == 0;
}


gboolean
nx_line_item_is_shared (NxLineItem *self)
{
  return self->line->shares != NULL && self->line->shares->len > 1;
}


gboolean
nx_line_item_is_confirmable (NxLineItem *self)
{
  return nx_line_item_is_open (self)
         && (nx_line_item_get_match (self) != NULL || (nx_line_item_is_shared (self) && self->line->status == NX_BANK_LINE_MATCHED));
}


gboolean
nx_line_item_is_ready (NxLineItem *self)
{
  NxBankMatch *match = nx_line_item_get_match (self);
  if (nx_line_item_is_shared (self))
    return self->line->status == NX_BANK_LINE_MATCHED;
  return nx_line_item_is_open (self) && match != NULL && match->paymentId != NULL && match->difference.amount == 0;
}


guint
nx_line_item_n_candidates (NxLineItem *self)
{
  return (self->line->match != NULL ? 1 : 0) + (self->line->rivals != NULL ? self->line->rivals->len : 0);
}


NxBankMatch *
nx_line_item_get_candidate (NxLineItem *self, guint n)
{
  if (self->line->match != NULL)
    {
      if (n == 0)
        return self->line->match;
      n--;
    }
  return self->line->rivals != NULL && n < self->line->rivals->len ? self->line->rivals->pdata[n] : NULL;
}


NxBankMatch *
nx_line_item_get_match (NxLineItem *self)
{
  return nx_line_item_get_candidate (self, self->choice);
}


void
nx_line_item_set_line (NxLineItem *self, NxBankLine *line)
{
  NxLineKind before = nx_line_item_kind (self);
  NxBankMatch *match = nx_line_item_get_match (self);
  g_autofree char *chosen = match != NULL ? g_strdup (match->paymentId) : NULL;
  g_set_object (&self->line, line);
  self->choice = 0;
  /* A choice among rivals stays while its payment is one of them. */
  for (guint i = 0; chosen != NULL && i < nx_line_item_n_candidates (self); i++)
    if (g_strcmp0 (nx_line_item_get_candidate (self, i)->paymentId, chosen) == 0)
      self->choice = i;
  if (nx_line_item_kind (self) != before)
    self->ticked = nx_line_item_is_ready (self) && nx_line_item_kind (self) == NX_LINE_CERTAIN;
  changed (self);
}


void
nx_line_item_set_ticked (NxLineItem *self, gboolean ticked)
{
  ticked = ticked && nx_line_item_is_ready (self);
  if (self->ticked == ticked)
    return;
  self->ticked = ticked;
  changed (self);
}


void
nx_line_item_set_choice (NxLineItem *self, guint choice)
{
  if (self->choice == choice || choice >= nx_line_item_n_candidates (self))
    return;
  self->choice = choice;
  self->ticked = self->ticked && nx_line_item_is_ready (self);
  g_clear_pointer (&self->problem, g_free);
  changed (self);
}


void
nx_line_item_set_busy (NxLineItem *self, gboolean busy)
{
  if (self->busy == busy)
    return;
  self->busy = busy;
  changed (self);
}


void
nx_line_item_touch (NxLineItem *self)
{
  changed (self);
}


void
nx_line_item_set_problem (NxLineItem *self, const char *problem)
{
  g_free (self->problem);
  self->problem = g_strdup (problem);
  self->busy = FALSE;
  self->ticked = FALSE;
}


void
nx_line_item_settle (NxLineItem *self, const char *who, gint64 now)
{
  self->line->status = NX_BANK_LINE_SETTLED;
  self->line->settledAt = now;
  g_free (self->line->settledBy);
  self->line->settledBy = g_strdup (who);
  self->busy = FALSE;
  self->ticked = FALSE;
  g_clear_pointer (&self->problem, g_free);
}
