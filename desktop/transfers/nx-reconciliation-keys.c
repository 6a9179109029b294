/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/nx-i18n.h"
#include "desktop/nx-place.h"
#include "desktop/transfers/nx-reconciliation-private.h"
#include "desktop/transfers/nx-transfer-text.h"

/* What each key does to the chosen line. A key is shown on its button: the row of buttons is the legend. */
static const struct
{
  guint keyval;
  gboolean letter; /* not where people switched letters off */
  const char *cap;
  const char *label;
} keys[NX_N_KEYS] = {
  [NX_KEY_TICK] = { GDK_KEY_space, FALSE, "␣", N_("Tick") },
  [NX_KEY_CONFIRM] = { GDK_KEY_Return, FALSE, "⏎", N_("Confirm and next") },
  [NX_KEY_SHARE] = { GDK_KEY_e, TRUE, "E", N_("Assign, share…") },
  [NX_KEY_REJECT] = { GDK_KEY_x, TRUE, "X", N_("Reject the proposal") },
  [NX_KEY_IGNORE] = { GDK_KEY_u, TRUE, "U", N_("No follow-up") },
  [NX_KEY_REOPEN] = { GDK_KEY_r, TRUE, "R", N_("Reopen") },
  [NX_KEY_WHY] = { GDK_KEY_question, FALSE, "?", N_("Why") },
  [NX_KEY_PROOF] = { GDK_KEY_p, TRUE, "P", N_("See the proof") },
};


gboolean
nx_reconciliation_can (NxReconciliation *self, NxLineKey key)
{
  NxLineItem *item = nx_reconciliation_get_selected (self);
  if (item == NULL || item->busy)
    return FALSE;
  NxBankMatch *match = nx_line_item_get_match (item);
  gboolean open = nx_line_item_is_open (item);
  switch (key)
    {
    case NX_KEY_TICK: return self->online && nx_line_item_is_ready (item);
    case NX_KEY_CONFIRM: return self->online && nx_line_item_is_confirmable (item) && !nx_statement_data_get_progress (self->data, NULL, NULL);
    case NX_KEY_SHARE:
    case NX_KEY_IGNORE: return self->online && open;
    case NX_KEY_REJECT: return self->online && open && match != NULL;
    case NX_KEY_REOPEN: return self->online && ((item->line->status == NX_BANK_LINE_IGNORED && !nx_line_item_is_debit (item)) || item->line->status == NX_BANK_LINE_MATCHED);
    case NX_KEY_WHY: return match != NULL;
    case NX_KEY_PROOF: return match != NULL && match->payment != NULL && match->payment->hasProof;
    case NX_N_KEYS:
    default: return FALSE;
    }
}


void
nx_reconciliation_update_keys (NxReconciliation *self)
{
  for (NxLineKey key = 0; key < NX_N_KEYS; key++)
    {
      gboolean can = nx_reconciliation_can (self, key);
      gtk_widget_set_sensitive (self->keys[key], can);
      /* What is seldom there does not fill the line. */
      if (key == NX_KEY_REOPEN || key == NX_KEY_PROOF)
        gtk_widget_set_visible (self->keys[key], can);
    }
}


/* Confirming */

void
nx_reconciliation_confirm_one (NxReconciliation *self, const char *note)
{
  NxLineItem *item = nx_reconciliation_get_selected (self);
  if (item == NULL || !nx_reconciliation_can (self, NX_KEY_CONFIRM))
    return;
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  guint position = gtk_single_selection_get_selected (self->selection);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  g_ptr_array_add (items, g_object_ref (item));
  /* The keys go on with the next line while this one travels. */
  if (position + 1 < n)
    nx_reconciliation_go_to (self, position + 1);
  nx_statement_data_confirm (self->data, items, note);
}


static void
confirm (NxReconciliation *self)
{
  NxLineItem *item = nx_reconciliation_get_selected (self);
  if (nx_line_item_is_ready (item))
    nx_reconciliation_confirm_one (self, NULL);
  else if (nx_line_item_is_shared (item))
    nx_line_detail_share (self->detail);
  else
    nx_line_detail_ask_note (self->detail);
}


void
nx_reconciliation_confirm_ticked (NxReconciliation *self)
{
  if (!self->online || nx_statement_data_get_tally (self->data)->ticked == 0)
    return;
  nx_statement_data_confirm_ticked (self->data);
}


/* Deciding */

static void
reject (NxReconciliation *self, NxLineItem *item)
{
  g_autoptr (GPtrArray) payments = g_ptr_array_new_with_free_func (g_object_unref);
  NxPayment *payment = g_object_new (NX_TYPE_PAYMENT, NULL);
  payment->id = g_strdup (nx_line_item_get_match (item)->paymentId);
  g_ptr_array_add (payments, payment);
  nx_statement_data_decide (self->data, item, "reject", payments, NULL);
}


void
nx_reconciliation_close_proof (NxReconciliation *self)
{
  gtk_revealer_set_reveal_child (self->proof_revealer, FALSE);
  gtk_widget_set_visible (self->main_box, TRUE);
  nx_line_detail_set_narrow (self->detail, self->narrow);
  nx_reconciliation_focus_list (self);
}


static void
toggle_proof (NxReconciliation *self, NxLineItem *item)
{
  NxPayment *payment = nx_line_item_get_match (item)->payment;
  NxPayment *shown = nx_proof_pane_get_payment (self->proof);
  if (gtk_revealer_get_reveal_child (self->proof_revealer) && shown != NULL && g_strcmp0 (shown->id, payment->id) == 0)
    {
      nx_reconciliation_close_proof (self);
      return;
    }
  nx_proof_pane_show (self->proof, payment);
  gtk_revealer_set_reveal_child (self->proof_revealer, TRUE);
  gtk_widget_set_visible (self->main_box, !self->narrow);
  /* Beside it there is less room. */
  nx_line_detail_set_narrow (self->detail, TRUE);
}


void
nx_reconciliation_do (NxReconciliation *self, NxLineKey key)
{
  NxLineItem *item = nx_reconciliation_get_selected (self);
  if (!nx_reconciliation_can (self, key))
    {
      if (item != NULL && !self->online && key != NX_KEY_WHY)
        nx_toast (GTK_WIDGET (self), _("Payments are not confirmed offline."), NULL);
      return;
    }
  switch (key)
    {
    case NX_KEY_TICK: nx_line_item_set_ticked (item, !item->ticked); break;
    case NX_KEY_CONFIRM: confirm (self); break;
    case NX_KEY_SHARE: nx_line_detail_share (self->detail); break;
    case NX_KEY_REJECT: reject (self, item); break;
    case NX_KEY_IGNORE: nx_statement_data_decide (self->data, item, "ignore", NULL, NULL); break;
    case NX_KEY_REOPEN: nx_statement_data_decide (self->data, item, "reopen", NULL, NULL); break;
    case NX_KEY_WHY: nx_line_detail_toggle_why (self->detail); break;
    case NX_KEY_PROOF: toggle_proof (self, item); break;
    case NX_N_KEYS:
    default: g_return_if_reached ();
    }
}


/* The keys act only while the list has them: a letter in an entry stays a letter. On keyboards of another script their place counts. */
static gboolean
on_key_pressed (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state, NxReconciliation *self)
{
  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0)
    return FALSE;
  if (gdk_keyval_to_unicode (keyval) > 0x24f)
    gdk_display_translate_key (gtk_widget_get_display (GTK_WIDGET (self)), keycode, state, 0, &keyval, NULL, NULL, NULL);
  if (keyval == GDK_KEY_KP_Enter || keyval == GDK_KEY_ISO_Enter)
    keyval = GDK_KEY_Return;
  if (keyval == GDK_KEY_Escape && gtk_revealer_get_reveal_child (self->proof_revealer))
    {
      nx_reconciliation_close_proof (self);
      return TRUE;
    }
  NxLineItem *item = nx_reconciliation_get_selected (self);
  if (keyval >= GDK_KEY_1 && keyval <= GDK_KEY_9 && item != NULL && nx_line_item_n_candidates (item) > 1)
    {
      nx_line_item_set_choice (item, keyval - GDK_KEY_1);
      return TRUE;
    }
  for (NxLineKey key = 0; key < NX_N_KEYS; key++)
    if (gdk_keyval_to_lower (keyval) == keys[key].keyval && (!keys[key].letter || nx_settings_letters (GTK_WIDGET (self))))
      {
        nx_reconciliation_do (self, key);
        return TRUE;
      }
  return FALSE;
}


static void
on_key_clicked (GtkWidget *button, NxReconciliation *self)
{
  for (NxLineKey key = 0; key < NX_N_KEYS; key++)
    if (self->keys[key] == button)
      {
        nx_reconciliation_do (self, key);
        return;
      }
}


void
nx_reconciliation_make_keys (NxReconciliation *self)
{
  for (NxLineKey key = 0; key < NX_N_KEYS; key++)
    {
      GtkWidget *button = gtk_button_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
      GtkWidget *cap = gtk_label_new (keys[key].cap), *label = gtk_label_new (_(keys[key].label));
      gtk_widget_add_css_class (cap, "nx-key");
      gtk_widget_add_css_class (button, "flat");
      gtk_box_append (GTK_BOX (box), cap);
      gtk_box_append (GTK_BOX (box), label);
      gtk_button_set_child (GTK_BUTTON (button), box);
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _(keys[key].label), -1);
      g_signal_connect (button, "clicked", G_CALLBACK (on_key_clicked), self);
      nx_wrap_box_append (self->keys_box, button);
      self->keys[key] = button;
    }
  GtkEventController *controller = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect (controller, "key-pressed", G_CALLBACK (on_key_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self->list_view), controller);
}
