/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/nx-i18n.h"
#include "common/nx-format.h"
#include "desktop/nx-place.h"
#include "desktop/transfers/nx-line-row.h"
#include "desktop/transfers/nx-reconciliation-private.h"
#include "desktop/transfers/nx-transfer-text.h"
#include "desktop/widgets/nx-palette.h"

G_DEFINE_FINAL_TYPE (NxReconciliation, nx_reconciliation, GTK_TYPE_WIDGET)

/* Below this a row's halves stand one under the other. */
#define NARROW 720
#define MINIMUM 340


NxLineItem *
nx_reconciliation_get_selected (NxReconciliation *self)
{
  return gtk_single_selection_get_selected_item (self->selection);
}


/* Focus */

static gboolean
on_focus (gpointer user_data)
{
  NxReconciliation *self = user_data;
  NxLineItem *item = nx_reconciliation_get_selected (self);
  GtkWidget *row = item != NULL && item->row != NULL ? gtk_widget_get_parent (item->row) : NULL;
  self->focus_id = 0;
  gtk_widget_grab_focus (row != NULL ? row : GTK_WIDGET (self->list_view));
  return G_SOURCE_REMOVE;
}


void
nx_reconciliation_focus_list (NxReconciliation *self)
{
  g_return_if_fail (NX_IS_RECONCILIATION (self));

  if (self->focus_id == 0)
    self->focus_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE + 30, on_focus, self, NULL);
}


void
nx_reconciliation_go_to (NxReconciliation *self, guint position)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  if (n == 0)
    return;
  position = MIN (position, n - 1);
  gtk_single_selection_set_selected (self->selection, position);
  gtk_widget_activate_action (GTK_WIDGET (self->list_view), "list.scroll-to-item", "u", position);
  nx_reconciliation_focus_list (self);
}


/* What is shown */

static gboolean
is_listed (gpointer object, gpointer user_data)
{
  NxReconciliation *self = user_data;
  gboolean open = nx_line_item_is_open (object);
  if (gtk_toggle_button_get_active (self->all_button))
    return TRUE;
  return gtk_toggle_button_get_active (self->todo_button) ? open : !open;
}


static void
show_page (NxReconciliation *self)
{
  const NxTally *tally = nx_statement_data_get_tally (self->data);
  gboolean done = gtk_toggle_button_get_active (self->done_button);
  if (g_list_model_get_n_items (G_LIST_MODEL (self->selection)) > 0)
    {
      gtk_stack_set_visible_child_name (self->stack, "list");
      return;
    }
  if (nx_statement_data_get_loading (self->data))
    {
      gtk_stack_set_visible_child_name (self->stack, "wait");
      return;
    }
  adw_status_page_set_title (self->empty_page, tally->lines == 0 ? _("This statement has no line.")
                                               : done ? _("No line is done yet.") : _("All is done. ☕"));
  adw_status_page_set_description (self->empty_page, tally->lines > 0 && !done ? _("Every line of this statement has its follow-up.") : NULL);
  gtk_stack_set_visible_child_name (self->stack, "empty");
}


static void
refilter (NxReconciliation *self)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  gboolean had = focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->list_view));
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  show_page (self);
  /* The row that had the keys may be gone: they stay in the list. */
  if (had)
    nx_reconciliation_focus_list (self);
}


static void
on_filter_toggled (NxReconciliation *self)
{
  if (self->filter == NULL)
    return;
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  show_page (self);
}


static void
append_count (GString *text, guint n, char *words)
{
  g_autofree char *owned = words;
  if (n == 0)
    return;
  if (text->len > 0)
    g_string_append (text, " · ");
  g_string_append (text, owned);
}


static void
show_counts (NxReconciliation *self, const NxTally *tally)
{
  g_autoptr (GString) text = g_string_new (NULL);
  append_count (text, tally->lines, g_strdup_printf (ngettext ("%u line", "%u lines", tally->lines), tally->lines));
  append_count (text, tally->certain, g_strdup_printf (ngettext ("%u certain", "%u certain", tally->certain), tally->certain));
  append_count (text, tally->doubtful, g_strdup_printf (ngettext ("%u doubtful", "%u doubtful", tally->doubtful), tally->doubtful));
  append_count (text, tally->unknown, g_strdup_printf (ngettext ("%u unknown", "%u unknown", tally->unknown), tally->unknown));
  append_count (text, tally->ignored, g_strdup_printf (ngettext ("%u without follow-up", "%u without follow-up", tally->ignored), tally->ignored));
  gtk_label_set_text (self->counts_label, text->str);
}


static void
show_seal (NxReconciliation *self, NxBankStatement *statement)
{
  gboolean known = statement != NULL && statement->opening.currency[0] != '\0' && statement->closing.currency[0] != '\0';
  gtk_widget_set_visible (GTK_WIDGET (self->seal_label), known);
  if (!known)
    return;
  g_autofree char *opening = nx_money_format (statement->opening);
  g_autofree char *closing = nx_money_format (statement->closing);
  g_autofree char *tip = g_strdup_printf (statement->balanced ? _("Opening %s + lines = closing %s")
                                                              : _("Opening %s + lines is not closing %s: a line is missing or double"),
                                          opening, closing);
  gtk_label_set_text (self->seal_label, statement->balanced ? _("✓ balance right") : _("balance not right"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->seal_label), tip);
  gtk_widget_remove_css_class (GTK_WIDGET (self->seal_label), statement->balanced ? "warn" : "good");
  gtk_widget_add_css_class (GTK_WIDGET (self->seal_label), statement->balanced ? "good" : "warn");
}


static void
show_progress (NxReconciliation *self, const NxTally *tally)
{
  guint done, total, closed = tally->done + tally->ignored;
  gboolean running = nx_statement_data_get_progress (self->data, &done, &total);
  g_autofree char *text = running ? g_strdup_printf (_("%u lines of %u…"), done, total)
                                  : g_strdup_printf (ngettext ("%u of %u line done", "%u of %u lines done", tally->lines), closed, tally->lines);
  gtk_label_set_text (self->progress_label, text);
  gtk_progress_bar_set_fraction (self->progress_bar, running ? (double) done / MAX (total, 1) : (double) closed / MAX (tally->lines, 1));
  gtk_widget_set_visible (self->stop_button, running && total - done > 1);
}


static void
show_confirm_all (NxReconciliation *self, const NxTally *tally)
{
  g_autofree char *sum = tally->ticked > 0 ? nx_money_format (tally->sum) : NULL;
  /* Translators: the button that confirms all ticked lines, with its key */
  g_autofree char *label = tally->ticked == 0 ? g_strdup (_("_Confirm"))
                           : g_strdup_printf (ngettext ("_Confirm %u  Ctrl+⏎", "_Confirm %u  Ctrl+⏎", tally->ticked), tally->ticked);
  g_autofree char *tip = sum != NULL ? g_strdup_printf (_("%s in all. What is confirmed cannot be undone."), sum) : NULL;
  gtk_button_set_label (self->confirm_all_button, label);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->confirm_all_button), tip);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "reconcile.confirm-ticked",
                                 self->online && tally->ticked > 0 && !nx_statement_data_get_progress (self->data, NULL, NULL));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "reconcile.undo-import", self->online && tally->done == 0 && tally->lines > 0);
}


static void
on_data_changed (NxReconciliation *self)
{
  NxBankStatement *statement = nx_statement_data_get_statement (self->data);
  const NxTally *tally = nx_statement_data_get_tally (self->data);
  gtk_label_set_text (self->title_label, statement != NULL && statement->fileName != NULL ? statement->fileName : "");
  show_counts (self, tally);
  show_seal (self, statement);
  show_progress (self, tally);
  show_confirm_all (self, tally);
  if (self->closed_lines != tally->done + tally->ignored)
    refilter (self);
  else
    show_page (self);
  self->closed_lines = tally->done + tally->ignored;
  nx_reconciliation_update_keys (self);
}


static void
on_selected (NxReconciliation *self)
{
  nx_line_detail_set_item (self->detail, nx_reconciliation_get_selected (self));
  nx_reconciliation_update_keys (self);
}


/* What happened */

static void
on_reopen (AdwToast *toast, NxReconciliation *self)
{
  NxLineItem *item = g_object_get_data (G_OBJECT (toast), "nx-item");
  nx_statement_data_decide (self->data, item, "reopen", NULL, NULL);
}


static void
on_decided (NxReconciliation *self, NxLineItem *item, const char *action)
{
  const char *text = g_str_equal (action, "ignore") ? _("Put aside without follow-up")
                     : g_str_equal (action, "reject") ? _("Proposal rejected")
                     : g_str_equal (action, "share") ? _("Line shared: it can be confirmed now")
                     : g_str_equal (action, "match") ? _("Line assigned: it can be confirmed now") : NULL;
  if (text == NULL)
    {
      nx_toast (GTK_WIDGET (self), _("Line reopened"), NULL);
      return;
    }
  AdwToast *toast = nx_toast (GTK_WIDGET (self), text, _("Undo"));
  g_object_set_data_full (G_OBJECT (toast), "nx-item", g_object_ref (item), g_object_unref);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (on_reopen), self, 0);
}


static void
on_confirmed (NxReconciliation *self, guint confirmed, guint refused)
{
  g_autofree char *good = confirmed > 0 ? g_strdup_printf (ngettext ("%u line confirmed", "%u lines confirmed", confirmed), confirmed) : NULL;
  g_autofree char *bad = refused > 0 ? g_strdup_printf (ngettext ("%u refused: its row says why", "%u refused: their rows say why", refused),
                                                        refused) : NULL;
  g_autofree char *text = g_strjoin (" · ", good != NULL ? good : bad, good != NULL ? bad : NULL, NULL);
  if (text != NULL)
    nx_toast (GTK_WIDGET (self), text, NULL);
}


static void
on_stop_clicked (NxReconciliation *self)
{
  nx_statement_data_stop (self->data);
}


static void
on_confirm_note (NxReconciliation *self, const char *note)
{
  nx_reconciliation_confirm_one (self, note);
  nx_reconciliation_focus_list (self);
}


static void
on_assign (NxReconciliation *self, GPtrArray *shares)
{
  NxLineItem *item = nx_reconciliation_get_selected (self);
  if (item != NULL)
    nx_statement_data_decide (self->data, item, shares->len == 1 ? "match" : "share", shares, NULL);
  nx_reconciliation_focus_list (self);
}


static void
action_confirm_ticked (GtkWidget *widget, const char *name, GVariant *parameter)
{
  nx_reconciliation_confirm_ticked (NX_RECONCILIATION (widget));
}


static void
action_undo_import (GtkWidget *widget, const char *name, GVariant *parameter)
{
  nx_statement_data_undo (NX_RECONCILIATION (widget)->data);
}


/* Rows */

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  gtk_list_item_set_child (item, nx_line_row_new ());
}


static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *item, NxReconciliation *self)
{
  NxLineRow *row = NX_LINE_ROW (gtk_list_item_get_child (item));
  nx_line_row_set_narrow (row, self->narrow);
  nx_line_row_set_item (row, gtk_list_item_get_item (item), nx_connection_now (nx_statement_data_get_connection (self->data)));
}


static void
on_unbind (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  nx_line_row_set_item (NX_LINE_ROW (gtk_list_item_get_child (item)), NULL, 0);
}


/* Width */

static gboolean
on_turn (gpointer user_data)
{
  NxReconciliation *self = user_data;
  self->turn_id = 0;
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->head_box),
                                  self->narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  nx_line_detail_set_narrow (self->detail, self->narrow);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->selection)); i++)
    {
      g_autoptr (NxLineItem) item = g_list_model_get_item (G_LIST_MODEL (self->selection), i);
      if (item->row != NULL)
        nx_line_row_set_narrow (NX_LINE_ROW (item->row), self->narrow);
    }
  gtk_widget_set_visible (self->main_box, !self->narrow || !gtk_revealer_get_reveal_child (self->proof_revealer));
  return G_SOURCE_REMOVE;
}


static void
nx_reconciliation_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                           int *minimum_baseline, int *natural_baseline)
{
  gtk_widget_measure (NX_RECONCILIATION (widget)->root_box, orientation, orientation == GTK_ORIENTATION_VERTICAL ? for_size : -1,
                      minimum, natural, minimum_baseline, natural_baseline);
  /* The halves of rows are put one under the other by the allocation: side by side they ask for no room. */
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = MIN (*minimum, MINIMUM);
}


static void
nx_reconciliation_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  NxReconciliation *self = NX_RECONCILIATION (widget);
  int minimum;
  if (self->narrow != (width < NARROW))
    {
      self->narrow = width < NARROW;
      if (self->turn_id == 0)
        self->turn_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_turn, self, NULL);
    }
  gtk_widget_measure (self->root_box, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  gtk_widget_allocate (self->root_box, MAX (width, minimum), height, baseline, NULL);
}


static gboolean
nx_reconciliation_grab_focus (GtkWidget *widget)
{
  NxReconciliation *self = NX_RECONCILIATION (widget);
  nx_reconciliation_focus_list (self);
  return TRUE;
}


/* GObject */

static void
nx_reconciliation_dispose (GObject *object)
{
  NxReconciliation *self = NX_RECONCILIATION (object);
  g_clear_handle_id (&self->focus_id, g_source_remove);
  g_clear_handle_id (&self->turn_id, g_source_remove);
  if (self->data != NULL)
    g_signal_handlers_disconnect_by_data (self->data, self);
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  g_clear_object (&self->selection);
  g_clear_object (&self->filter);
  g_clear_object (&self->data);
  gtk_widget_dispose_template (GTK_WIDGET (self), NX_TYPE_RECONCILIATION);
  nx_widget_drop_children (GTK_WIDGET (self));
  G_OBJECT_CLASS (nx_reconciliation_parent_class)->dispose (object);
}


static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, NxReconciliation, all_button);
  gtk_widget_class_bind_template_child (widget_class, NxReconciliation, confirm_all_button);
  gtk_widget_class_bind_template_child (widget_class, NxReconciliation, counts_label);
  gtk_widget_class_bind_template_child (widget_class, NxReconciliation, detail);
  gtk_widget_class_bind_template_child (widget_class, NxReconciliation, done_button);
  gtk_widget_class_bind_template_child (widget_class, NxReconciliation, empty_page);
  gtk_widget_class_bind_template_child (widget_class, NxReconciliation, filter_box);
  gtk_widget_class_bind_template_child (widget_class, NxReconciliation, head_box);
  gtk_widget_class_bind_template_child (widget_class, NxReconciliation, keys_box);
  gtk_widget_class_bind_template_child (widget_class, NxReconciliation, list_view);
  gtk_widget_class_bind_template_child (widget_class, NxReconciliation, main_box);
  gtk_widget_class_bind_template_child (widget_class, NxReconciliation, offline_strip);
  gtk_widget_class_bind_template_child (widget_class, NxReconciliation, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, NxReconciliation, progress_label);
  gtk_widget_class_bind_template_child (widget_class, NxReconciliation, proof_revealer);
  gtk_widget_class_bind_template_child (widget_class, NxReconciliation, root_box);
  gtk_widget_class_bind_template_child (widget_class, NxReconciliation, seal_label);
  gtk_widget_class_bind_template_child (widget_class, NxReconciliation, stack);
  gtk_widget_class_bind_template_child (widget_class, NxReconciliation, stop_button);
  gtk_widget_class_bind_template_child (widget_class, NxReconciliation, title_label);
  gtk_widget_class_bind_template_child (widget_class, NxReconciliation, todo_button);
}


static void
nx_reconciliation_class_init (NxReconciliationClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = nx_reconciliation_dispose;
  widget_class->measure = nx_reconciliation_measure;
  widget_class->size_allocate = nx_reconciliation_size_allocate;
  widget_class->grab_focus = nx_reconciliation_grab_focus;

  g_type_ensure (NX_TYPE_LINE_DETAIL);
  g_type_ensure (NX_TYPE_WRAP_BOX);
  gtk_widget_class_set_template_from_resource (widget_class, "/academy/nexusreussite/Nexus/transfers/nx-reconciliation.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_filter_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_stop_clicked);
  gtk_widget_class_install_action (widget_class, "reconcile.confirm-ticked", NULL, action_confirm_ticked);
  gtk_widget_class_install_action (widget_class, "reconcile.undo-import", NULL, action_undo_import);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, "reconcile.confirm-ticked", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Enter, GDK_CONTROL_MASK, "reconcile.confirm-ticked", NULL);
}


static void
nx_reconciliation_init (NxReconciliation *self)
{
  nx_style_ensure ();
  gtk_widget_init_template (GTK_WIDGET (self));
  self->online = TRUE;
  nx_reconciliation_make_keys (self);
}


void
nx_reconciliation_set_online (NxReconciliation *self, gboolean online)
{
  g_return_if_fail (NX_IS_RECONCILIATION (self));

  self->online = online;
  gtk_revealer_set_reveal_child (self->offline_strip, !online);
  on_data_changed (self);
}


static void
make_list (NxReconciliation *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind), NULL);
  gtk_list_view_set_factory (self->list_view, factory);

  self->filter = GTK_FILTER (gtk_custom_filter_new (is_listed, self, NULL));
  GListModel *items = g_object_ref (nx_statement_data_get_items (self->data));
  self->selection = gtk_single_selection_new (G_LIST_MODEL (gtk_filter_list_model_new (items, g_object_ref (self->filter))));
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_swapped (self->selection, "notify::selected-item", G_CALLBACK (on_selected), self);
}


GtkWidget *
nx_reconciliation_new (NxStatementData *data, GListModel *payments)
{
  g_return_val_if_fail (NX_IS_STATEMENT_DATA (data), NULL);

  NxReconciliation *self = g_object_new (NX_TYPE_RECONCILIATION, NULL);
  self->data = g_object_ref (data);
  self->proof = NX_PROOF_PANE (nx_proof_pane_new (nx_statement_data_get_connection (data)));
  gtk_widget_set_size_request (GTK_WIDGET (self->proof), 340, -1);
  gtk_revealer_set_child (self->proof_revealer, GTK_WIDGET (self->proof));
  gtk_widget_set_hexpand (GTK_WIDGET (self->proof_revealer), FALSE);
  nx_line_detail_set_payments (self->detail, payments);
  make_list (self);
  g_signal_connect_swapped (self->proof, "closed", G_CALLBACK (nx_reconciliation_close_proof), self);
  g_signal_connect_swapped (self->detail, "confirm", G_CALLBACK (on_confirm_note), self);
  g_signal_connect_swapped (self->detail, "assign", G_CALLBACK (on_assign), self);
  g_signal_connect_swapped (self->detail, "done", G_CALLBACK (nx_reconciliation_focus_list), self);
  g_signal_connect_swapped (data, "changed", G_CALLBACK (on_data_changed), self);
  g_signal_connect_swapped (data, "decided", G_CALLBACK (on_decided), self);
  g_signal_connect_swapped (data, "confirmed", G_CALLBACK (on_confirmed), self);
  on_data_changed (self);
  on_selected (self);
  return GTK_WIDGET (self);
}
