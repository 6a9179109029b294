/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/nx-i18n.h"
#include "desktop/transfers/nx-columns-pane.h"

#define SAMPLE_ROWS 6

struct _NxColumnsPane
{
  AdwBin parent_instance;

  /* Template */
  AdwComboRow *amount_row;
  AdwComboRow *credit_row;
  AdwComboRow *date_row;
  AdwComboRow *debit_row;
  GtkLabel *hint_label;
  GtkWidget *import_button;
  GtkLabel *intro_label;
  AdwComboRow *label_row;
  AdwComboRow *payer_row;
  GtkGrid *sample_grid;
};

G_DEFINE_FINAL_TYPE (NxColumnsPane, nx_columns_pane, ADW_TYPE_BIN)

enum { CHOSEN, GIVEN_UP, N_SIGNALS };
static guint signals[N_SIGNALS];


/* The first of each list is "none". */
static int
get (AdwComboRow *row)
{
  guint selected = adw_combo_row_get_selected (row);
  return selected == GTK_INVALID_LIST_POSITION ? -1 : (int) selected - 1;
}


NxStatementPreview
nx_columns_pane_get_choice (NxColumnsPane *self)
{
  return (NxStatementPreview) { .date = get (self->date_row), .amount = get (self->amount_row), .credit = get (self->credit_row),
                                .debit = get (self->debit_row), .label = get (self->label_row), .payer = get (self->payer_row) };
}


static const char *
find_fault (const NxStatementPreview *choice)
{
  if (choice->date < 0)
    return _("Choose the column of the date.");
  if (choice->label < 0)
    return _("Choose the column of the label: references are looked for in it.");
  if (choice->amount < 0 && choice->credit < 0)
    return _("Choose the column of the amount, or the one of the credit.");
  if (choice->amount >= 0 && (choice->credit >= 0 || choice->debit >= 0))
    return _("Choose either the amount, or credit and debit.");
  return NULL;
}


static void
update (NxColumnsPane *self)
{
  NxStatementPreview choice = nx_columns_pane_get_choice (self);
  const char *fault = find_fault (&choice);
  gtk_label_set_text (self->hint_label, fault != NULL ? fault : _("The choice is remembered for the next file of this form."));
  gtk_widget_set_sensitive (self->import_button, fault == NULL);
}


static void
on_import_clicked (NxColumnsPane *self)
{
  g_signal_emit (self, signals[CHOSEN], 0);
}


static void
on_give_up_clicked (NxColumnsPane *self)
{
  g_signal_emit (self, signals[GIVEN_UP], 0);
}


static void
fill_row (AdwComboRow *row, GtkStringList *names, int selected)
{
  adw_combo_row_set_model (row, G_LIST_MODEL (names));
  adw_combo_row_set_selected (row, (guint) (selected + 1));
}


static void
add_cell (NxColumnsPane *self, const char *text, int column, int row)
{
  GtkWidget *label = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 32);
  gtk_widget_add_css_class (label, row == 0 ? "head" : "nx-numbers");
  gtk_grid_attach (self->sample_grid, label, column, row, 1, 1);
}


static void
fill_sample (NxColumnsPane *self, const NxStatementPreview *preview)
{
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->sample_grid))) != NULL)
    gtk_grid_remove (self->sample_grid, child);
  for (int i = 0; preview->header[i] != NULL; i++)
    add_cell (self, preview->header[i], i, 0);
  for (int row = 0; row < (int) MIN (preview->sample->len, SAMPLE_ROWS); row++)
    {
      char **cells = preview->sample->pdata[row];
      for (int i = 0; cells[i] != NULL; i++)
        add_cell (self, cells[i], i, row + 1);
    }
}


void
nx_columns_pane_set_preview (NxColumnsPane *self, const char *file_name, const NxStatementPreview *preview)
{
  g_return_if_fail (NX_IS_COLUMNS_PANE (self));
  g_return_if_fail (preview != NULL && preview->header != NULL);

  /* Translators: a file's name */
  g_autofree char *intro = g_strdup_printf (_("“%s” comes from a bank whose columns are not known yet. Nothing was imported."), file_name);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  gtk_string_list_append (names, _("none"));
  for (guint i = 0; preview->header[i] != NULL; i++)
    {
      g_autofree char *number = *preview->header[i] == '\0' ? g_strdup_printf (_("column %u"), i + 1) : NULL;
      gtk_string_list_append (names, number != NULL ? number : preview->header[i]);
    }
  gtk_label_set_text (self->intro_label, intro);
  fill_row (self->date_row, names, preview->date);
  fill_row (self->amount_row, names, preview->amount);
  fill_row (self->credit_row, names, preview->credit);
  fill_row (self->debit_row, names, preview->debit);
  fill_row (self->label_row, names, preview->label);
  fill_row (self->payer_row, names, preview->payer);
  fill_sample (self, preview);
  update (self);
}


static void
nx_columns_pane_class_init (NxColumnsPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  signals[CHOSEN] = g_signal_new ("chosen", NX_TYPE_COLUMNS_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[GIVEN_UP] = g_signal_new ("given-up", NX_TYPE_COLUMNS_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/academy/nexusreussite/Nexus/transfers/nx-columns-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, NxColumnsPane, amount_row);
  gtk_widget_class_bind_template_child (widget_class, NxColumnsPane, credit_row);
  gtk_widget_class_bind_template_child (widget_class, NxColumnsPane, date_row);
  gtk_widget_class_bind_template_child (widget_class, NxColumnsPane, debit_row);
  gtk_widget_class_bind_template_child (widget_class, NxColumnsPane, hint_label);
  gtk_widget_class_bind_template_child (widget_class, NxColumnsPane, import_button);
  gtk_widget_class_bind_template_child (widget_class, NxColumnsPane, intro_label);
  gtk_widget_class_bind_template_child (widget_class, NxColumnsPane, label_row);
  gtk_widget_class_bind_template_child (widget_class, NxColumnsPane, payer_row);
  gtk_widget_class_bind_template_child (widget_class, NxColumnsPane, sample_grid);
  gtk_widget_class_bind_template_callback (widget_class, on_give_up_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_import_clicked);
  gtk_widget_class_bind_template_callback (widget_class, update);
}


static void
nx_columns_pane_init (NxColumnsPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}


GtkWidget *
nx_columns_pane_new (void)
{
  return g_object_new (NX_TYPE_COLUMNS_PANE, NULL);
}
