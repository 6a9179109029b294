/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include "common/nx-i18n.h"
#include "common/nx-format.h"
#include "desktop/transfers/nx-line-row.h"
#include "desktop/transfers/nx-transfer-text.h"

struct _NxLineRow
{
  AdwBin parent_instance;

  /* Template */
  GtkLabel *amount_label;
  GtkWidget *arrow;
  GtkLabel *bank_label;
  GtkBox *body;
  GtkLabel *date_label;
  GtkLabel *difference_label;
  GtkLabel *reference_label;
  GtkLabel *score_label;
  GtkImage *state_image;
  GtkCheckButton *tick;
  GtkLabel *title_label;

  /* Owned */
  NxLineItem *item; /* (nullable) */
  const char *tone; /* (nullable) (static) */
  gint64 now;
  gboolean narrow;
  gboolean updating;
};

G_DEFINE_FINAL_TYPE (NxLineRow, nx_line_row, ADW_TYPE_BIN)

static const char *const tones[] = { "certain", "doubtful", "unknown", "done", "ignored" };


static void
on_toggled (NxLineRow *self)
{
  if (self->item == NULL || self->updating)
    return;
  gboolean wanted = gtk_check_button_get_active (self->tick);
  nx_line_item_set_ticked (self->item, wanted);
  /* A line that is not ready cannot be ticked: what is shown follows the item, not the pointer. */
  if (self->item->ticked != wanted)
    gtk_check_button_set_active (self->tick, self->item->ticked);
}


static void
show_state (NxLineRow *self, NxLineKind kind)
{
  NxLineItem *item = self->item;
  const char *icon = item->busy ? "content-loading-symbolic" : kind == NX_LINE_DONE ? "object-select-symbolic" : kind == NX_LINE_IGNORED ? "action-unavailable-symbolic"
                     : item->problem != NULL ? "dialog-warning-symbolic" : kind == NX_LINE_UNKNOWN ? "dialog-question-symbolic" : NULL;
  gtk_widget_set_visible (GTK_WIDGET (self->state_image), icon != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->tick), icon == NULL);
  if (icon != NULL)
    gtk_image_set_from_icon_name (self->state_image, icon);
  gtk_widget_set_sensitive (GTK_WIDGET (self->tick), nx_line_item_is_ready (item));
  self->updating = TRUE;
  gtk_check_button_set_active (self->tick, item->ticked);
  self->updating = FALSE;
  if (self->tone == tones[kind])
    return;
  if (self->tone != NULL)
    gtk_widget_remove_css_class (GTK_WIDGET (self), self->tone);
  self->tone = tones[kind];
  gtk_widget_add_css_class (GTK_WIDGET (self), self->tone);
}


static char *
proposal_text (NxLineItem *item, NxLineKind kind)
{
  NxBankMatch *match = nx_line_item_get_match (item);
  guint n = nx_line_item_n_candidates (item);
  if (kind == NX_LINE_IGNORED)
    return g_strdup (nx_line_item_is_debit (item) ? _("Money that goes out") : _("No follow-up"));
  if (nx_line_item_is_shared (item))
    {
      guint parts = item->line->shares->len;
      return g_strdup_printf (ngettext ("Shared between %u payment", "Shared between %u payments", parts), parts);
    }
  if (match == NULL)
    return g_strdup (kind == NX_LINE_DONE ? _("Settled") : _("No proposal"));
  if (kind == NX_LINE_DOUBTFUL && n > 1 && item->choice == 0 && item->line->match == NULL)
    return g_strdup_printf (ngettext ("%u candidate", "%u candidates", n), n);
  return match->payment != NULL ? nx_transfer_payment_title (match->payment) : g_strdup (item->line->reference);
}


static char *
reference_text (NxLineItem *item, NxLineKind kind)
{
  NxBankMatch *match = nx_line_item_get_match (item);
  guint n = nx_line_item_n_candidates (item);
  if (item->problem != NULL)
    return g_strdup (item->problem);
  if (kind == NX_LINE_DONE && item->line->settledAt > 0)
    {
      g_autofree char *time = nx_format_time (item->line->settledAt, NULL);
      return item->line->settledBy != NULL ? g_strdup_printf (_("by %s, %s"), item->line->settledBy, time) : g_steal_pointer (&time);
    }
  if (kind == NX_LINE_DOUBTFUL && n > 1)
    return g_strdup_printf (ngettext ("%u candidate", "%u candidates", n), n);
  return match != NULL && match->payment != NULL && kind != NX_LINE_IGNORED ? nx_transfer_reference (match->payment->reference) : NULL;
}


static void
set_text (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text != NULL ? text : "");
}


/* What a screen reader says for the whole row. */
static void
name_row (NxLineRow *self, const char *date, const char *amount, const char *proposal, const char *rest)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));
  if (parent == NULL)
    return;
  g_autofree char *name = g_strdup_printf ("%s, %s, %s, %s%s%s%s%s", date, amount, self->item->line->label ? self->item->line->label : "",
                                           proposal != NULL ? proposal : "", rest != NULL ? ", " : "", rest != NULL ? rest : "",
                                           self->item->ticked ? ", " : "", self->item->ticked ? _("to be confirmed") : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}


static void
update (NxLineRow *self)
{
  NxLineItem *item = self->item;
  NxBankLine *line = item->line;
  NxLineKind kind = nx_line_item_kind (item);
  NxBankMatch *match = nx_line_item_get_match (item);
  gboolean open = nx_line_item_is_open (item);
  g_autofree char *date = nx_transfer_day (line->date, self->now);
  g_autofree char *amount = nx_transfer_signed (line->amount);
  g_autofree char *proposal = proposal_text (item, kind);
  g_autofree char *reference = reference_text (item, kind);
  g_autofree char *difference = match != NULL && open ? nx_transfer_difference (match->difference) : NULL;
  g_autofree char *score = match != NULL && open ? g_strdup_printf ("%d", (int) match->confidence) : NULL;
  show_state (self, kind);
  set_text (self->date_label, date);
  set_text (self->amount_label, amount);
  set_text (self->bank_label, line->label != NULL && *line->label != '\0' ? line->label : line->payer);
  set_text (self->title_label, proposal);
  set_text (self->reference_label, reference);
  set_text (self->difference_label, difference);
  gtk_widget_set_visible (GTK_WIDGET (self->difference_label), difference != NULL);
  set_text (self->score_label, score);
  name_row (self, date, amount, proposal, difference != NULL ? difference : reference);
}


void
nx_line_row_set_item (NxLineRow *self, NxLineItem *item, gint64 now)
{
  g_return_if_fail (NX_IS_LINE_ROW (self));

  if (self->item != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->item, self);
      if (self->item->row == GTK_WIDGET (self))
        g_clear_weak_pointer (&self->item->row);
    }
  self->now = now;
  g_set_object (&self->item, item);
  if (item == NULL)
    return;
  g_set_weak_pointer (&item->row, GTK_WIDGET (self));
  g_signal_connect_swapped (item, "changed", G_CALLBACK (update), self);
  update (self);
}


void
nx_line_row_set_narrow (NxLineRow *self, gboolean narrow)
{
  g_return_if_fail (NX_IS_LINE_ROW (self));

  if (self->narrow == narrow)
    return;
  self->narrow = narrow;
  if (narrow)
    gtk_widget_add_css_class (GTK_WIDGET (self), "narrow");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "narrow");
  gtk_box_set_homogeneous (self->body, !narrow);
  gtk_box_set_spacing (self->body, narrow ? 2 : 12);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->body), narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
}


static void
nx_line_row_dispose (GObject *object)
{
  nx_line_row_set_item (NX_LINE_ROW (object), NULL, 0);
  G_OBJECT_CLASS (nx_line_row_parent_class)->dispose (object);
}


static void
nx_line_row_class_init (NxLineRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = nx_line_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/academy/nexusreussite/Nexus/transfers/nx-line-row.ui");
  gtk_widget_class_bind_template_child (widget_class, NxLineRow, amount_label);
  gtk_widget_class_bind_template_child (widget_class, NxLineRow, arrow);
  gtk_widget_class_bind_template_child (widget_class, NxLineRow, bank_label);
  gtk_widget_class_bind_template_child (widget_class, NxLineRow, body);
  gtk_widget_class_bind_template_child (widget_class, NxLineRow, date_label);
  gtk_widget_class_bind_template_child (widget_class, NxLineRow, difference_label);
  gtk_widget_class_bind_template_child (widget_class, NxLineRow, reference_label);
  gtk_widget_class_bind_template_child (widget_class, NxLineRow, score_label);
  gtk_widget_class_bind_template_child (widget_class, NxLineRow, state_image);
  gtk_widget_class_bind_template_child (widget_class, NxLineRow, tick);
  gtk_widget_class_bind_template_child (widget_class, NxLineRow, title_label);
  gtk_widget_class_bind_template_callback (widget_class, on_toggled);
}


static void
nx_line_row_init (NxLineRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}


GtkWidget *
nx_line_row_new (void)
{
  return g_object_new (NX_TYPE_LINE_ROW, NULL);
}
