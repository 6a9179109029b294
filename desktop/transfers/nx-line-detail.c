/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include "common/nx-i18n.h"
#include "desktop/transfers/nx-line-detail-private.h"
#include "desktop/transfers/nx-transfer-text.h"

G_DEFINE_FINAL_TYPE (NxLineDetail, nx_line_detail, ADW_TYPE_BIN)

/* What it may take of the window: the list needs the rest. */
#define WIDE_HEIGHT 252
#define NARROW_HEIGHT 176

guint nx_line_detail_signals[NX_LINE_DETAIL_N_SIGNALS];

static void show_facts (NxLineDetail *self);


static void
set_shown (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}


/* Candidates */

static void
on_choice (NxLineDetail *self)
{
  if (self->updating || self->item == NULL)
    return;
  for (guint i = 0; i < self->choices->len; i++)
    if (gtk_check_button_get_active (self->choices->pdata[i]))
      nx_line_item_set_choice (self->item, i);
}


static char *
reasons_text (NxBankMatch *match, const char *separator)
{
  return match->reasons != NULL ? g_strjoinv (separator, match->reasons) : g_strdup ("");
}


static GtkWidget *
candidate_row (NxLineDetail *self, NxBankMatch *match, guint n)
{
  GtkWidget *row = adw_action_row_new (), *check = gtk_check_button_new ();
  g_autofree char *title = match->payment != NULL ? nx_transfer_payment_title (match->payment) : g_strdup ("");
  g_autofree char *difference = nx_transfer_difference (match->difference);
  g_autofree char *reasons = reasons_text (match, self->why ? "\n" : " · ");
  g_autofree char *subtitle = difference != NULL ? g_strjoin (self->why ? "\n" : " · ", difference, reasons, NULL) : g_strdup (reasons);
  g_autofree char *score = g_strdup_printf ("%d", (int) match->confidence);
  GtkWidget *figure = gtk_label_new (score);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), self->why ? 0 : 1);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  if (self->choices->len > 0)
    gtk_check_button_set_group (GTK_CHECK_BUTTON (check), self->choices->pdata[0]);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), n == self->item->choice);
  gtk_widget_add_css_class (figure, "nx-numbers");
  gtk_widget_add_css_class (figure, "nx-score");
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), figure);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  g_ptr_array_add (self->choices, check);
  g_signal_connect_swapped (check, "toggled", G_CALLBACK (on_choice), self);
  return row;
}


static void
fill_candidates (NxLineDetail *self)
{
  GtkWidget *child;
  guint n = nx_line_item_n_candidates (self->item);
  gboolean several = n > 1 && nx_line_item_is_open (self->item);
  self->updating = TRUE;
  g_ptr_array_set_size (self->choices, 0);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->candidates_list))) != NULL)
    gtk_list_box_remove (self->candidates_list, child);
  for (guint i = 0; several && i < n; i++)
    gtk_list_box_append (self->candidates_list, candidate_row (self, nx_line_item_get_candidate (self->item, i), i));
  gtk_widget_set_visible (GTK_WIDGET (self->candidates_list), several);
  self->updating = FALSE;
}


/* The line */

static void
show_bank (NxLineDetail *self)
{
  NxBankLine *line = self->item->line;
  gboolean payer = line->payer != NULL && *line->payer != '\0' && line->label != NULL && strstr (line->label, line->payer) == NULL;
  g_autofree char *text = payer ? g_strjoin (" · ", line->label, line->payer, NULL)
                                : g_strdup (line->label != NULL ? line->label : line->payer);
  set_shown (self->bank_label, text);
}


static void
show_why (NxLineDetail *self, NxBankMatch *match)
{
  if (match == NULL)
    {
      set_shown (self->why_label, nx_line_item_is_open (self->item) ? _("Nothing that is awaited resembles this line. Assign it by hand "
                                                                       "(E), or put it aside without follow-up (U).") : NULL);
      return;
    }
  g_autofree char *reasons = reasons_text (match, self->why ? "\n" : " · ");
  /* Translators: the parts of a score, with their points */
  g_autofree char *why = *reasons == '\0' ? NULL : g_strdup_printf (self->why ? _("Why:\n%s") : _("Why: %s"), reasons);
  set_shown (self->why_label, gtk_widget_get_visible (GTK_WIDGET (self->candidates_list)) ? NULL : why);
}


static void
show_sums (NxLineDetail *self, NxBankMatch *match)
{
  NxBankLine *line = self->item->line;
  gboolean open = nx_line_item_is_open (self->item);
  g_autofree char *received = nx_transfer_number (line->amount);
  g_autofree char *due = match != NULL && match->payment != NULL ? nx_transfer_number (match->payment->amount) : NULL;
  g_autofree char *sums = due != NULL ? g_strdup_printf (_("Due %s · received %s"), due, received)
                                      : g_strdup_printf (_("Received %s"), received);
  g_autofree char *words = match != NULL && open ? nx_transfer_difference (match->difference) : NULL;
  g_autofree char *difference = words != NULL ? g_strdup_printf (_("%s: a note is needed."), words) : NULL;
  /* Translators: what confirming does: "confirming will activate HYBRIDE for Inès, 4 credits, e-mail to the parent" */
  g_autofree char *effect = match != NULL && match->effect != NULL && open ? g_strdup_printf (_("Confirming %s."), match->effect) : NULL;
  set_shown (self->sums_label, sums);
  set_shown (self->difference_label, difference);
  g_autofree char *note = line->note != NULL && *line->note != '\0' ? g_strdup_printf (_("Note: %s"), line->note) : NULL;
  set_shown (self->note_label, note);
  set_shown (self->effect_label, self->item->problem != NULL ? self->item->problem
                                 : self->item->line->status == NX_BANK_LINE_SETTLED ? _("Settled: this can no longer be undone.")
                                 : nx_line_item_is_debit (self->item) ? _("Money goes out on this line: it pays nothing.")
                                 : self->item->line->status == NX_BANK_LINE_IGNORED ? _("Without follow-up. Ctrl+Z or R reopens it.") : effect);
  gtk_widget_set_visible (self->final_label, effect != NULL);
  gtk_widget_set_visible (self->file_button, match != NULL && match->payment != NULL && match->payment->studentId != NULL);
}


static void
show_facts (NxLineDetail *self)
{
  NxBankMatch *match = nx_line_item_get_match (self->item);
  fill_candidates (self);
  show_bank (self);
  show_why (self, match);
  show_sums (self, match);
}


static void
on_item_changed (NxLineDetail *self)
{
  /* A key in its own list changed the choice: the rows must live until the signal has ended. */
  NxBankMatch *match = nx_line_item_get_match (self->item);
  if (self->choices->len == nx_line_item_n_candidates (self->item) && nx_line_item_is_open (self->item) && self->choices->len > 1)
    {
      self->updating = TRUE;
      gtk_check_button_set_active (self->choices->pdata[self->item->choice], TRUE);
      self->updating = FALSE;
      show_why (self, match);
      show_sums (self, match);
      return;
    }
  show_facts (self);
}


static const char *
page (NxLineDetail *self)
{
  return gtk_stack_get_visible_child_name (self->pages);
}


gboolean
nx_line_detail_leave (NxLineDetail *self)
{
  g_return_val_if_fail (NX_IS_LINE_DETAIL (self), FALSE);

  gboolean form = g_strcmp0 (page (self), "note") == 0 || g_strcmp0 (page (self), "share") == 0;
  gtk_stack_set_visible_child_name (self->pages, self->item != NULL ? "facts" : "none");
  return form;
}


static void
on_leave (NxLineDetail *self)
{
  if (nx_line_detail_leave (self))
    g_signal_emit (self, nx_line_detail_signals[NX_LINE_DETAIL_DONE], 0);
}


void
nx_line_detail_set_item (NxLineDetail *self, NxLineItem *item)
{
  g_return_if_fail (NX_IS_LINE_DETAIL (self));

  if (self->item == item)
    return;
  if (self->item != NULL)
    g_signal_handlers_disconnect_by_data (self->item, self);
  g_set_object (&self->item, item);
  nx_line_detail_leave (self);
  if (item == NULL)
    return;
  g_signal_connect_swapped (item, "changed", G_CALLBACK (on_item_changed), self);
  show_facts (self);
}


/* The note of a difference */

static void
on_note_changed (NxLineDetail *self)
{
  g_autofree char *note = g_strstrip (g_strdup (gtk_editable_get_text (self->note_entry)));
  gtk_widget_set_sensitive (self->accept_button, *note != '\0');
}


static void
on_note_accepted (NxLineDetail *self)
{
  g_autofree char *note = g_strstrip (g_strdup (gtk_editable_get_text (self->note_entry)));
  if (*note == '\0')
    return;
  nx_line_detail_leave (self);
  g_signal_emit (self, nx_line_detail_signals[NX_LINE_DETAIL_CONFIRM], 0, note);
}


void
nx_line_detail_ask_note (NxLineDetail *self)
{
  g_return_if_fail (NX_IS_LINE_DETAIL (self));

  NxBankMatch *match = self->item != NULL ? nx_line_item_get_match (self->item) : NULL;
  g_autofree char *words = match != NULL ? nx_transfer_difference (match->difference) : NULL;
  if (words == NULL)
    return;
  g_autofree char *title = match->payment != NULL ? nx_transfer_payment_title (match->payment) : g_strdup ("");
  g_autofree char *heading = g_strdup_printf ("%s · %s", words, title);
  g_autofree char *effect = match->effect != NULL ? g_strdup_printf (_("Confirming %s."), match->effect) : NULL;
  g_autofree char *full = g_strjoin (" ", effect != NULL ? effect : "", _("What is confirmed cannot be undone."), NULL);
  gtk_label_set_text (self->note_heading, heading);
  gtk_label_set_text (self->note_effect, full);
  gtk_editable_set_text (self->note_entry, "");
  on_note_changed (self);
  gtk_stack_set_visible_child_name (self->pages, "note");
  gtk_widget_grab_focus (GTK_WIDGET (self->note_entry));
}


/* Sharing */

static void
on_share_search (NxLineDetail *self)
{
  nx_line_detail_filter_share (self);
}


void
nx_line_detail_share (NxLineDetail *self)
{
  g_return_if_fail (NX_IS_LINE_DETAIL (self));

  if (self->item == NULL || !nx_line_item_is_open (self->item))
    return;
  gtk_editable_set_text (self->share_search, "");
  nx_line_detail_fill_share (self);
  gtk_stack_set_visible_child_name (self->pages, "share");
  gtk_widget_grab_focus (GTK_WIDGET (self->share_search));
}


void
nx_line_detail_toggle_why (NxLineDetail *self)
{
  g_return_if_fail (NX_IS_LINE_DETAIL (self));

  self->why = !self->why;
  if (self->item != NULL)
    show_facts (self);
}


void
nx_line_detail_set_narrow (NxLineDetail *self, gboolean narrow)
{
  g_return_if_fail (NX_IS_LINE_DETAIL (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->facts_box), narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_box_set_spacing (self->facts_box, narrow ? 12 : 24);
  gtk_widget_set_size_request (self->effect_box, narrow ? -1 : 340, -1);
  gtk_scrolled_window_set_max_content_height (self->scroller, narrow ? NARROW_HEIGHT : WIDE_HEIGHT);
}


void
nx_line_detail_set_payments (NxLineDetail *self, GListModel *payments)
{
  g_return_if_fail (NX_IS_LINE_DETAIL (self));
  g_set_object (&self->payments, payments);
}


/* In a form Ctrl+Enter ends it; outside, the key belongs to who is above. */
static gboolean
on_submit (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  NxLineDetail *self = NX_LINE_DETAIL (widget);
  if (g_strcmp0 (page (self), "note") == 0)
    on_note_accepted (self);
  else if (g_strcmp0 (page (self), "share") == 0)
    nx_line_detail_assign (self);
  else
    return FALSE;
  return TRUE;
}


static gboolean
on_escape (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  NxLineDetail *self = NX_LINE_DETAIL (widget);
  if (!nx_line_detail_leave (self))
    return FALSE;
  g_signal_emit (self, nx_line_detail_signals[NX_LINE_DETAIL_DONE], 0);
  return TRUE;
}


static void
on_student (NxLineDetail *self)
{
  NxBankMatch *match = self->item != NULL ? nx_line_item_get_match (self->item) : NULL;
  if (match != NULL && match->payment != NULL && match->payment->studentId != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-student", "s", match->payment->studentId);
}


static GtkWidget *
add_button (NxLineDetail *self, NxWrapBox *box, const char *label, const char *style, GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);
  if (style != NULL)
    gtk_widget_add_css_class (button, style);
  g_signal_connect_swapped (button, "clicked", callback, self);
  nx_wrap_box_append (box, button);
  return button;
}


static void
nx_line_detail_dispose (GObject *object)
{
  NxLineDetail *self = NX_LINE_DETAIL (object);
  if (self->item != NULL)
    g_signal_handlers_disconnect_by_data (self->item, self);
  g_clear_object (&self->item);
  g_clear_object (&self->payments);
  G_OBJECT_CLASS (nx_line_detail_parent_class)->dispose (object);
}


static void
nx_line_detail_finalize (GObject *object)
{
  g_ptr_array_unref (NX_LINE_DETAIL (object)->choices);
  G_OBJECT_CLASS (nx_line_detail_parent_class)->finalize (object);
}


static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, NxLineDetail, bank_label);
  gtk_widget_class_bind_template_child (widget_class, NxLineDetail, candidates_list);
  gtk_widget_class_bind_template_child (widget_class, NxLineDetail, difference_label);
  gtk_widget_class_bind_template_child (widget_class, NxLineDetail, effect_box);
  gtk_widget_class_bind_template_child (widget_class, NxLineDetail, effect_label);
  gtk_widget_class_bind_template_child (widget_class, NxLineDetail, facts_box);
  gtk_widget_class_bind_template_child (widget_class, NxLineDetail, final_label);
  gtk_widget_class_bind_template_child (widget_class, NxLineDetail, links_box);
  gtk_widget_class_bind_template_child (widget_class, NxLineDetail, note_buttons);
  gtk_widget_class_bind_template_child (widget_class, NxLineDetail, note_effect);
  gtk_widget_class_bind_template_child (widget_class, NxLineDetail, note_entry);
  gtk_widget_class_bind_template_child (widget_class, NxLineDetail, note_heading);
  gtk_widget_class_bind_template_child (widget_class, NxLineDetail, note_label);
  gtk_widget_class_bind_template_child (widget_class, NxLineDetail, pages);
  gtk_widget_class_bind_template_child (widget_class, NxLineDetail, scroller);
  gtk_widget_class_bind_template_child (widget_class, NxLineDetail, share_buttons);
  gtk_widget_class_bind_template_child (widget_class, NxLineDetail, share_heading);
  gtk_widget_class_bind_template_child (widget_class, NxLineDetail, share_list);
  gtk_widget_class_bind_template_child (widget_class, NxLineDetail, share_rest);
  gtk_widget_class_bind_template_child (widget_class, NxLineDetail, share_search);
  gtk_widget_class_bind_template_child (widget_class, NxLineDetail, sums_label);
  gtk_widget_class_bind_template_child (widget_class, NxLineDetail, why_label);
}


static void
nx_line_detail_class_init (NxLineDetailClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = nx_line_detail_dispose;
  G_OBJECT_CLASS (klass)->finalize = nx_line_detail_finalize;
  nx_line_detail_signals[NX_LINE_DETAIL_CONFIRM]
    = g_signal_new ("confirm", NX_TYPE_LINE_DETAIL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  nx_line_detail_signals[NX_LINE_DETAIL_ASSIGN]
    = g_signal_new ("assign", NX_TYPE_LINE_DETAIL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_PTR_ARRAY);
  nx_line_detail_signals[NX_LINE_DETAIL_DONE]
    = g_signal_new ("done", NX_TYPE_LINE_DETAIL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (NX_TYPE_WRAP_BOX);
  gtk_widget_class_set_template_from_resource (widget_class, "/academy/nexusreussite/Nexus/transfers/nx-line-detail.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_leave);
  gtk_widget_class_bind_template_callback (widget_class, on_note_accepted);
  gtk_widget_class_bind_template_callback (widget_class, on_note_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_share_search);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, on_submit, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_Enter, GDK_CONTROL_MASK, on_submit, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, on_escape, NULL);
}


static void
nx_line_detail_init (NxLineDetail *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->choices = g_ptr_array_new ();
  self->file_button = add_button (self, self->links_box, _("Pupil’s _File"), "flat", G_CALLBACK (on_student));
  add_button (self, self->note_buttons, _("_Back"), NULL, G_CALLBACK (on_leave));
  self->accept_button = add_button (self, self->note_buttons, _("_Accept and Confirm"), "suggested-action", G_CALLBACK (on_note_accepted));
  add_button (self, self->share_buttons, _("_Back"), NULL, G_CALLBACK (on_leave));
  self->assign_button = add_button (self, self->share_buttons, _("_Assign"), "suggested-action", G_CALLBACK (nx_line_detail_assign));
}
