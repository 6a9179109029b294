/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include "common/nx-i18n.h"
#include "desktop/transfers/nx-line-detail-private.h"
#include "desktop/transfers/nx-transfer-text.h"

/* More are found by the search alone. */
#define MAX_ROWS 300

static NxPayment *
row_payment (gpointer row)
{
  return g_object_get_data (G_OBJECT (row), "nx-payment");
}


static GtkEditable *
row_entry (gpointer row)
{
  return g_object_get_data (G_OBJECT (row), "nx-entry");
}


/* What is typed in @row. Returns: whether it is nothing or a sum. */
static gboolean
row_share (gpointer row, NxMoney *share)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (row_entry (row))));
  NxPayment *payment = row_payment (row);
  *share = (NxMoney) { 0 };
  return *text == '\0' || nx_money_parse (text, payment->amount.currency, share);
}


/* Returns: whether all that is typed are sums; @rest: of the line */
static gboolean
count_shares (NxLineDetail *self, NxMoney *rest, guint *n)
{
  gboolean good = TRUE;
  *rest = self->item->line->amount;
  *n = 0;
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->share_list)); row != NULL; row = gtk_widget_get_next_sibling (row))
    {
      NxMoney share;
      if (!row_share (row, &share))
        {
          gtk_widget_add_css_class (GTK_WIDGET (row_entry (row)), "error");
          good = FALSE;
          continue;
        }
      gtk_widget_remove_css_class (GTK_WIDGET (row_entry (row)), "error");
      if (share.amount == 0)
        continue;
      (*n)++;
      rest->amount -= share.amount;
    }
  return good;
}


void
nx_line_detail_update_share (NxLineDetail *self)
{
  NxMoney rest;
  guint n;
  gboolean good = count_shares (self, &rest, &n);
  g_autofree char *number = nx_transfer_number (rest);
  g_autofree char *text = rest.amount == 0 ? g_strdup (_("All of it is assigned. Nothing is settled yet: the line is then confirmed."))
                          : g_strdup_printf (rest.amount > 0 ? _("%s left to assign") : _("%s more than the line has"), number);
  gtk_label_set_text (self->share_rest, good ? text : _("A sum cannot be read. It looks like 179.000."));
  gtk_widget_set_sensitive (self->assign_button, good && n > 0 && rest.amount == 0);
}


static void
on_sum_changed (NxLineDetail *self)
{
  nx_line_detail_update_share (self);
}


static void
add_row (NxLineDetail *self, NxPayment *payment, GHashTable *seen)
{
  if (payment == NULL || payment->id == NULL || g_strcmp0 (payment->amount.currency, self->item->line->amount.currency) != 0
      || !g_hash_table_add (seen, payment->id))
    return;
  GtkWidget *row = adw_action_row_new (), *entry = gtk_entry_new ();
  g_autofree char *title = nx_transfer_payment_title (payment);
  g_autofree char *due = nx_transfer_number (payment->amount);
  g_autofree char *reference = nx_transfer_reference (payment->reference);
  g_autofree char *asked = g_strdup_printf (_("due %s"), due);
  g_autofree char *subtitle = g_strjoin (" · ", asked, reference != NULL ? reference : payment->parentName,
                                         reference != NULL ? payment->parentName : NULL, NULL);
  g_autofree char *name = g_strdup_printf (_("Share of %s"), title);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 1);
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 10);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (entry), 10);
  gtk_editable_set_alignment (GTK_EDITABLE (entry), 1);
  gtk_entry_set_input_purpose (GTK_ENTRY (entry), GTK_INPUT_PURPOSE_NUMBER);
  gtk_widget_set_valign (entry, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (entry, "nx-numbers");
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), entry);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), entry);
  g_object_set_data_full (G_OBJECT (row), "nx-payment", g_object_ref (payment), g_object_unref);
  g_object_set_data (G_OBJECT (row), "nx-entry", entry);
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (on_sum_changed), self);
  gtk_list_box_append (self->share_list, row);
}


static gboolean
is_found (GtkListBoxRow *row, gpointer user_data)
{
  NxLineDetail *self = user_data;
  NxPayment *payment = row_payment (row);
  g_autofree char *wanted = g_utf8_casefold (gtk_editable_get_text (self->share_search), -1);
  g_autofree char *plain = g_strdelimit (g_strdup (wanted), "- ", '\n');
  const char *typed = gtk_editable_get_text (row_entry (row));
  const char *const texts[] = { payment->studentName, payment->parentName, payment->title, payment->reference };
  if (*wanted == '\0' || *typed != '\0')
    return TRUE;
  g_auto (GStrv) parts = g_strsplit (plain, "\n", -1);
  g_autofree char *joined = g_strjoinv ("", parts);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *text = texts[i] != NULL ? g_utf8_casefold (texts[i], -1) : g_strdup ("");
      if (strstr (text, wanted) != NULL || (i == 3 && *joined != '\0' && strstr (text, joined) != NULL))
        return TRUE;
    }
  return FALSE;
}


void
nx_line_detail_filter_share (NxLineDetail *self)
{
  gtk_list_box_invalidate_filter (self->share_list);
}


/* One begins with what is proposed: its shares, or what the proposal is due. */
static void
fill_sums (NxLineDetail *self)
{
  NxBankLine *line = self->item->line;
  NxBankMatch *match = nx_line_item_get_match (self->item);
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->share_list)); row != NULL; row = gtk_widget_get_next_sibling (row))
    {
      NxMoney share = { 0 };
      for (guint i = 0; line->shares != NULL && i < line->shares->len; i++)
        if (g_strcmp0 (((NxBankShare *) line->shares->pdata[i])->paymentId, row_payment (row)->id) == 0)
          share = ((NxBankShare *) line->shares->pdata[i])->amount;
      if (line->shares == NULL && match != NULL && g_strcmp0 (match->paymentId, row_payment (row)->id) == 0)
        {
          share = row_payment (row)->amount;
          share.amount = MIN (share.amount, line->amount.amount);
        }
      g_autofree char *text = nx_transfer_number (share);
      if (share.amount > 0)
        gtk_editable_set_text (row_entry (row), text);
    }
}


void
nx_line_detail_fill_share (NxLineDetail *self)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char *amount = nx_transfer_signed (self->item->line->amount);
  g_autofree char *heading = g_strdup_printf (_("Assign %s to one payment, or share it between several"), amount);
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->share_list))) != NULL)
    gtk_list_box_remove (self->share_list, child);
  gtk_list_box_set_filter_func (self->share_list, is_found, self, NULL);
  for (guint i = 0; i < nx_line_item_n_candidates (self->item); i++)
    add_row (self, nx_line_item_get_candidate (self->item, i)->payment, seen);
  for (guint i = 0; self->payments != NULL && i < MIN (g_list_model_get_n_items (self->payments), MAX_ROWS); i++)
    {
      g_autoptr (NxPayment) payment = g_list_model_get_item (self->payments, i);
      add_row (self, payment, seen);
    }
  gtk_label_set_text (self->share_heading, heading);

  fill_sums (self);
  nx_line_detail_update_share (self);
}


void
nx_line_detail_assign (NxLineDetail *self)
{
  g_autoptr (GPtrArray) shares = g_ptr_array_new_with_free_func (g_object_unref);
  NxMoney rest, share;
  guint n;
  if (!count_shares (self, &rest, &n) || n == 0 || rest.amount != 0)
    return;
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->share_list)); row != NULL; row = gtk_widget_get_next_sibling (row))
    if (row_share (row, &share) && share.amount > 0)
      {
        NxPayment *part = nx_record_copy (row_payment (row));
        part->amount = share;
        g_ptr_array_add (shares, part);
      }
  nx_line_detail_leave (self);
  g_signal_emit (self, nx_line_detail_signals[NX_LINE_DETAIL_ASSIGN], 0, shares);
}
