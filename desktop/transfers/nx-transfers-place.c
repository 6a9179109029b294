/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/nx-i18n.h"
#include "common/nx-format.h"
#include "desktop/store/nx-list-patch.h"
#include "desktop/transfers/nx-payment-row.h"
#include "desktop/transfers/nx-transfers-place-private.h"
#include "desktop/widgets/nx-palette.h"

static void nx_transfers_place_iface_init (NxPlaceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (NxTransfersPlace, nx_transfers_place, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (NX_TYPE_PLACE, nx_transfers_place_iface_init))

gboolean
nx_transfers_place_is_online (NxTransfersPlace *self)
{
  return nx_connection_get_state (self->connection) == NX_CONNECTION_ONLINE;
}


/* Statements */

static void
update_statement_row (GtkWidget *row)
{
  NxBankStatement *statement = g_object_get_data (G_OBJECT (row), "nx-record");
  NxConnection *connection = g_object_get_data (G_OBJECT (row), "nx-connection");
  NxBankCounts *counts = statement->counts;
  int left = counts != NULL ? (int) (counts->lines - counts->done - counts->ignored) : 0;
  g_autofree char *day = nx_format_relative (statement->importedAt, nx_connection_now (connection), NULL);
  g_autofree char *state = left > 0 ? g_strdup_printf (ngettext ("%d line to do", "%d lines to do", left), left) : g_strdup (_("all done"));
  g_autofree char *subtitle = g_strjoin (" · ", state, day, NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), statement->fileName != NULL ? statement->fileName : _("Statement"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_image_set_from_icon_name (g_object_get_data (G_OBJECT (row), "nx-image"),
                                left > 0 ? "x-office-spreadsheet-symbolic" : "object-select-symbolic");
}


static GtkWidget *
statement_row (gpointer record, gpointer user_data)
{
  NxTransfersPlace *self = user_data;
  NxBankStatement *statement = record;
  GtkWidget *row = adw_action_row_new (), *icon = gtk_image_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 1);
  gtk_widget_add_css_class (icon, "dim-label");
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data (G_OBJECT (row), "nx-image", icon);
  g_object_set_data_full (G_OBJECT (row), "nx-record", g_object_ref (statement), g_object_unref);
  g_object_set_data_full (G_OBJECT (row), "nx-connection", g_object_ref (self->connection), g_object_unref);
  g_object_set_data_full (G_OBJECT (row), "nx-id", g_strdup (statement->statementId), g_free);
  g_signal_connect_object (statement, "notify", G_CALLBACK (update_statement_row), row, G_CONNECT_SWAPPED);
  update_statement_row (row);
  return row;
}


/* The open statement's row is the chosen one. */
static void
select_statement_row (NxTransfersPlace *self)
{
  const char *id = nx_statement_data_get_id (self->statement);
  GtkListBoxRow *chosen = NULL;
  for (int i = 0; gtk_list_box_get_row_at_index (self->statements_list, i) != NULL; i++)
    {
      GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->statements_list, i);
      if (id != NULL && g_strcmp0 (g_object_get_data (G_OBJECT (row), "nx-id"), id) == 0)
        chosen = row;
    }
  gtk_list_box_select_row (self->statements_list, chosen);
}


void
nx_transfers_place_show (NxTransfersPlace *self, const char *name)
{
  gtk_stack_set_visible_child_name (self->content, name);
  if (g_strcmp0 (name, "welcome") != 0)
    nx_split_view_show_content (self->split);
}


void
nx_transfers_place_show_statement (NxTransfersPlace *self)
{
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  nx_transfers_place_show (self, "statement");
  select_statement_row (self);
  nx_reconciliation_focus_list (self->reconciliation);
}


static void
on_statement_activated (NxTransfersPlace *self, GtkListBoxRow *row)
{
  const char *id = g_object_get_data (G_OBJECT (row), "nx-id");
  if (g_strcmp0 (nx_statement_data_get_id (self->statement), id) != 0)
    nx_statement_data_open (self->statement, id);
  nx_transfers_place_show_statement (self);
}


static void
on_statement_undone (NxTransfersPlace *self)
{
  nx_transfers_place_show (self, "welcome");
  nx_split_view_show_sidebar (self->split);
  nx_transfers_data_refresh (self->data);
  nx_toast (GTK_WIDGET (self), _("The import was taken back"), NULL);
}


static void
on_failed (NxTransfersPlace *self, GError *error)
{
  nx_toast_error (GTK_WIDGET (self), error);
}


static void
on_confirmed (NxTransfersPlace *self)
{
  nx_transfers_data_refresh (self->data);
}


/* Payments */

static gboolean
on_headings (gpointer user_data)
{
  NxTransfersPlace *self = user_data;
  GListModel *payments = nx_transfers_data_get_shown (self->data);
  self->headings_id = 0;
  for (guint i = 0; i < self->rows->len; i++)
    {
      guint position = gtk_list_item_get_position (self->rows->pdata[i]);
      g_autoptr (NxPayment) before = position > 0 && position != GTK_INVALID_LIST_POSITION ? g_list_model_get_item (payments, position - 1)
                                                                                           : NULL;
      nx_payment_row_set_before (NX_PAYMENT_ROW (gtk_list_item_get_child (self->rows->pdata[i])), before);
    }
  return G_SOURCE_REMOVE;
}


static void
queue_headings (NxTransfersPlace *self)
{
  if (self->headings_id == 0)
    self->headings_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_headings, self, NULL);
}


static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  gtk_list_item_set_child (item, nx_payment_row_new ());
}


static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *item, NxTransfersPlace *self)
{
  nx_payment_row_set_payment (NX_PAYMENT_ROW (gtk_list_item_get_child (item)), gtk_list_item_get_item (item),
                              nx_connection_now (self->connection));
  g_ptr_array_add (self->rows, item);
  queue_headings (self);
}


static void
on_unbind (GtkSignalListItemFactory *factory, GtkListItem *item, NxTransfersPlace *self)
{
  nx_payment_row_set_payment (NX_PAYMENT_ROW (gtk_list_item_get_child (item)), NULL, 0);
  g_ptr_array_remove_fast (self->rows, item);
}


static void
show_payment (NxTransfersPlace *self, const char *id, NxPayment *known)
{
  gtk_revealer_set_reveal_child (self->payment_proof, FALSE);
  nx_payment_pane_open (self->payment, id, known);
  gtk_list_box_select_row (self->statements_list, NULL);
  nx_transfers_place_show (self, "payment");
}


static void
on_payment_activated (NxTransfersPlace *self, guint position)
{
  g_autoptr (NxPayment) payment = g_list_model_get_item (nx_transfers_data_get_shown (self->data), position);
  if (payment != NULL && payment->id != NULL)
    show_payment (self, payment->id, payment);
}


static void
on_payment_proof (NxTransfersPlace *self, NxPayment *payment)
{
  nx_proof_pane_show (self->proof, payment);
  gtk_revealer_set_reveal_child (self->payment_proof, TRUE);
}


static void
on_proof_closed (NxTransfersPlace *self)
{
  gtk_revealer_set_reveal_child (self->payment_proof, FALSE);
}


/* Both lists */

static void
on_data_changed (NxTransfersPlace *self)
{
  guint n = g_list_model_get_n_items (nx_transfers_data_get_shown (self->data));
  gboolean statements = g_list_model_get_n_items (nx_transfers_data_get_statements (self->data)) > 0;
  nx_progress_line_set_active (self->progress, nx_transfers_data_get_loading (self->data));
  gtk_widget_set_visible (self->statements_heading, statements);
  gtk_widget_set_visible (self->statements_scroller, statements);
  if (n > 0)
    gtk_stack_set_visible_child_name (self->payments_stack, "list");
  else if (nx_transfers_data_get_known (self->data))
    gtk_stack_set_visible_child_name (self->payments_stack, "empty");
  select_statement_row (self);
}


static void
on_list_failed (NxTransfersPlace *self, GError *error)
{
  if (nx_transfers_data_get_known (self->data))
    return;
  g_autofree char *markup = g_markup_escape_text (error->message, -1);
  adw_status_page_set_description (self->failed_page, markup);
  gtk_stack_set_visible_child_name (self->payments_stack, "failed");
}


static void
on_state (NxTransfersPlace *self)
{
  gboolean online = nx_transfers_place_is_online (self);
  nx_reconciliation_set_online (self->reconciliation, online);
  nx_payment_pane_set_online (self->payment, online);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "transfers.import", online);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "transfers.take", online);
  gtk_widget_set_sensitive (GTK_WIDGET (self->desk), online);
}


/* At the desk */

static void
action_take (GtkWidget *widget, const char *name, GVariant *parameter)
{
  NxTransfersPlace *self = NX_TRANSFERS_PLACE (widget);
  nx_split_view_show_sidebar (self->split);
  nx_desk_button_ask (self->desk);
}


/* NxPlace */

static void
place_refresh (NxPlace *place)
{
  NxTransfersPlace *self = NX_TRANSFERS_PLACE (place);
  const char *id = nx_statement_data_get_id (self->statement);
  nx_transfers_data_refresh (self->data);
  if (id != NULL)
    nx_statement_data_open (self->statement, id);
  nx_payment_pane_refresh (self->payment);
}


/* @id: of a payment; "" shows what is there */
static void
place_open (NxPlace *place, const char *id)
{
  NxTransfersPlace *self = NX_TRANSFERS_PLACE (place);
  GListModel *payments = nx_transfers_data_get_shown (self->data);
  guint position = *id != '\0' ? nx_list_find (payments, id, G_STRUCT_OFFSET (NxPayment, id)) : G_MAXUINT;
  g_autoptr (NxPayment) known = position != G_MAXUINT ? g_list_model_get_item (payments, position) : NULL;
  if (*id == '\0')
    return;
  gtk_single_selection_set_selected (self->selection, position != G_MAXUINT ? position : GTK_INVALID_LIST_POSITION);
  show_payment (self, id, known);
}


static void
nx_transfers_place_iface_init (NxPlaceInterface *iface)
{
  iface->refresh = place_refresh;
  iface->open = place_open;
}


/* GObject */

static gboolean
nx_transfers_place_grab_focus (GtkWidget *widget)
{
  NxTransfersPlace *self = NX_TRANSFERS_PLACE (widget);
  if (nx_statement_data_get_id (self->statement) != NULL && g_strcmp0 (gtk_stack_get_visible_child_name (self->content), "statement") == 0)
    return gtk_widget_grab_focus (GTK_WIDGET (self->reconciliation));
  return gtk_widget_child_focus (self->overlay, GTK_DIR_TAB_FORWARD);
}


static void
nx_transfers_place_dispose (GObject *object)
{
  NxTransfersPlace *self = NX_TRANSFERS_PLACE (object);
  g_clear_handle_id (&self->headings_id, g_source_remove);
  g_clear_object (&self->chooser);
  g_clear_object (&self->signals);
  if (self->data != NULL)
    g_signal_handlers_disconnect_by_data (self->data, self);
  if (self->statement != NULL)
    g_signal_handlers_disconnect_by_data (self->statement, self);
  if (self->import != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->import, self);
      nx_statement_import_stop (self->import);
    }
  if (self->statements_list != NULL)
    gtk_list_box_bind_model (self->statements_list, NULL, NULL, NULL, NULL);
  if (self->payments_view != NULL)
    gtk_list_view_set_model (self->payments_view, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), NX_TYPE_TRANSFERS_PLACE);
  nx_widget_drop_children (GTK_WIDGET (self));
  g_clear_object (&self->selection);
  g_clear_object (&self->data);
  g_clear_object (&self->statement);
  g_clear_object (&self->import);
  g_clear_object (&self->connection);
  G_OBJECT_CLASS (nx_transfers_place_parent_class)->dispose (object);
}


static void
nx_transfers_place_finalize (GObject *object)
{
  g_ptr_array_unref (NX_TRANSFERS_PLACE (object)->rows);
  G_OBJECT_CLASS (nx_transfers_place_parent_class)->finalize (object);
}


static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, NxTransfersPlace, choose_columns_button);
  gtk_widget_class_bind_template_child (widget_class, NxTransfersPlace, content);
  gtk_widget_class_bind_template_child (widget_class, NxTransfersPlace, desk_bin);
  gtk_widget_class_bind_template_child (widget_class, NxTransfersPlace, failed_page);
  gtk_widget_class_bind_template_child (widget_class, NxTransfersPlace, import_bar);
  gtk_widget_class_bind_template_child (widget_class, NxTransfersPlace, import_failed_page);
  gtk_widget_class_bind_template_child (widget_class, NxTransfersPlace, import_page);
  gtk_widget_class_bind_template_child (widget_class, NxTransfersPlace, overlay);
  gtk_widget_class_bind_template_child (widget_class, NxTransfersPlace, payments_stack);
  gtk_widget_class_bind_template_child (widget_class, NxTransfersPlace, payments_view);
  gtk_widget_class_bind_template_child (widget_class, NxTransfersPlace, progress);
  gtk_widget_class_bind_template_child (widget_class, NxTransfersPlace, refused_line);
  gtk_widget_class_bind_template_child (widget_class, NxTransfersPlace, split);
  gtk_widget_class_bind_template_child (widget_class, NxTransfersPlace, statements_heading);
  gtk_widget_class_bind_template_child (widget_class, NxTransfersPlace, statements_list);
  gtk_widget_class_bind_template_child (widget_class, NxTransfersPlace, statements_scroller);
  gtk_widget_class_bind_template_callback_full (widget_class, "on_choose_columns_clicked", G_CALLBACK (nx_transfers_place_choose_columns));
  gtk_widget_class_bind_template_callback (widget_class, on_payment_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_statement_activated);
  gtk_widget_class_bind_template_callback_full (widget_class, "on_stop_clicked", G_CALLBACK (nx_transfers_place_stop));
}


static void
nx_transfers_place_class_init (NxTransfersPlaceClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = nx_transfers_place_dispose;
  G_OBJECT_CLASS (klass)->finalize = nx_transfers_place_finalize;
  widget_class->grab_focus = nx_transfers_place_grab_focus;

  g_type_ensure (NX_TYPE_PROGRESS_LINE);
  g_type_ensure (NX_TYPE_SPLIT_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/academy/nexusreussite/Nexus/transfers/nx-transfers-place.ui");
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "transfers.import", NULL, nx_transfers_place_choose);
  gtk_widget_class_install_action (widget_class, "transfers.take", NULL, action_take);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_o, GDK_CONTROL_MASK, "transfers.import", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_e, GDK_CONTROL_MASK, "transfers.take", NULL);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "nxtransfersplace");
}


static void
nx_transfers_place_init (NxTransfersPlace *self)
{
  nx_style_ensure ();
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}


static void
make_payments (NxTransfersPlace *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  GListModel *payments = nx_transfers_data_get_shown (self->data);
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind), self);
  gtk_list_view_set_factory (self->payments_view, factory);
  self->selection = gtk_single_selection_new (g_object_ref (payments));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  gtk_list_view_set_model (self->payments_view, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (payments, "items-changed", G_CALLBACK (queue_headings), self, G_CONNECT_SWAPPED);
}


static void
make_payment_pane (NxTransfersPlace *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0), *revealer = gtk_revealer_new ();
  self->payment = NX_PAYMENT_PANE (nx_payment_pane_new (self->connection));
  self->proof = NX_PROOF_PANE (nx_proof_pane_new (self->connection));
  self->payment_proof = GTK_REVEALER (revealer);
  gtk_widget_set_hexpand (GTK_WIDGET (self->payment), TRUE);
  gtk_widget_set_size_request (GTK_WIDGET (self->proof), 300, -1);
  /* What is in it expands; hidden, it must not. */
  gtk_widget_set_hexpand (revealer, FALSE);
  gtk_revealer_set_transition_type (self->payment_proof, GTK_REVEALER_TRANSITION_TYPE_SLIDE_LEFT);
  gtk_revealer_set_child (self->payment_proof, GTK_WIDGET (self->proof));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->payment));
  gtk_box_append (GTK_BOX (box), revealer);
  gtk_stack_add_named (self->content, box, "payment");
  g_signal_connect_object (self->payment, "settled", G_CALLBACK (nx_transfers_data_refresh), self->data, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (self->payment, "proof", G_CALLBACK (on_payment_proof), self);
  g_signal_connect_swapped (self->proof, "closed", G_CALLBACK (on_proof_closed), self);
}


static void
connect_all (NxTransfersPlace *self)
{
  g_signal_connect_swapped (self->data, "changed", G_CALLBACK (on_data_changed), self);
  g_signal_connect_swapped (self->data, "failed", G_CALLBACK (on_list_failed), self);
  g_signal_connect_swapped (self->statement, "failed", G_CALLBACK (on_failed), self);
  g_signal_connect_swapped (self->statement, "undone", G_CALLBACK (on_statement_undone), self);
  g_signal_connect_swapped (self->statement, "confirmed", G_CALLBACK (on_confirmed), self);
  self->signals = g_signal_group_new (NX_TYPE_CONNECTION);
  g_signal_group_connect_swapped (self->signals, "notify::state", G_CALLBACK (on_state), self);
  g_signal_group_set_target (self->signals, self->connection);
}


GtkWidget *
nx_transfers_place_new (NxConnection *connection)
{
  g_return_val_if_fail (NX_IS_CONNECTION (connection), NULL);

  NxTransfersPlace *self = g_object_new (NX_TYPE_TRANSFERS_PLACE, NULL);
  self->connection = g_object_ref (connection);
  self->data = nx_transfers_data_new (connection);
  self->statement = nx_statement_data_new (connection);
  self->import = nx_statement_import_new (connection);
  self->reconciliation = NX_RECONCILIATION (nx_reconciliation_new (self->statement, nx_transfers_data_get_payments (self->data)));
  self->columns = NX_COLUMNS_PANE (nx_columns_pane_new ());
  gtk_stack_add_named (self->content, GTK_WIDGET (self->reconciliation), "statement");
  gtk_stack_add_named (self->content, GTK_WIDGET (self->columns), "columns");
  make_payment_pane (self);
  self->desk = NX_DESK_BUTTON (nx_desk_button_new (self->connection));
  adw_bin_set_child (self->desk_bin, GTK_WIDGET (self->desk));
  gtk_list_box_bind_model (self->statements_list, nx_transfers_data_get_statements (self->data), statement_row, self, NULL);
  make_payments (self);
  connect_all (self);
  nx_transfers_place_connect_import (self);
  on_state (self);
  nx_transfers_data_refresh (self->data);
  return GTK_WIDGET (self);
}
