/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/agenda/nx-agenda-bands.h"

#include "desktop/widgets/nx-palette.h"

#define GAP 2

typedef struct
{
  int first, last, row;
  gboolean seen;
} Place;

struct _NxAgendaBands
{
  GtkWidget parent_instance;

  /* owned */
  GHashTable *bands; /* id → borrowed GtkLabel with a Place */
  GArray *ends;      /* int: last column taken of each row */

  int columns;
};

G_DEFINE_FINAL_TYPE (NxAgendaBands, nx_agenda_bands, GTK_TYPE_WIDGET)

static Place *
place_of (GtkWidget *band)
{
  return g_object_get_data (G_OBJECT (band), "place");
}

static int
row_height (GtkWidget *widget)
{
  int height = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int natural;

      gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, -1, NULL, &natural, NULL, NULL);
      height = MAX (height, natural);
    }
  return height > 0 ? height + GAP : 0;
}

static void
nx_agenda_bands_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                         int *minimum_baseline, int *natural_baseline)
{
  NxAgendaBands *self = NX_AGENDA_BANDS (widget);

  /* As wide as the heads above; each child is still to be asked once. */
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    gtk_widget_measure (child, orientation, -1, NULL, NULL, NULL, NULL);
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 0 : row_height (widget) * (int) self->ends->len;
}

static void
nx_agenda_bands_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  NxAgendaBands *self = NX_AGENDA_BANDS (widget);
  int row = row_height (widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      Place *place = place_of (child);
      int start = width * place->first / self->columns, end = width * (place->last + 1) / self->columns, least;
      GtkAllocation area;

      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
      area = (GtkAllocation){ (rtl ? width - end : start) + GAP + 1, place->row * row, MAX (least, end - start - 2 * GAP - 1),
                              row - GAP };
      gtk_widget_size_allocate (child, &area, -1);
    }
}

static void
nx_agenda_bands_dispose (GObject *object)
{
  g_hash_table_remove_all (NX_AGENDA_BANDS (object)->bands);
  nx_widget_drop_children (GTK_WIDGET (object));
  G_OBJECT_CLASS (nx_agenda_bands_parent_class)->dispose (object);
}

static void
nx_agenda_bands_finalize (GObject *object)
{
  g_hash_table_unref (NX_AGENDA_BANDS (object)->bands);
  g_array_unref (NX_AGENDA_BANDS (object)->ends);
  G_OBJECT_CLASS (nx_agenda_bands_parent_class)->finalize (object);
}

static void
nx_agenda_bands_class_init (NxAgendaBandsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = nx_agenda_bands_dispose;
  G_OBJECT_CLASS (klass)->finalize = nx_agenda_bands_finalize;
  widget_class->measure = nx_agenda_bands_measure;
  widget_class->size_allocate = nx_agenda_bands_size_allocate;
  gtk_widget_class_set_css_name (widget_class, "nxagendabands");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
nx_agenda_bands_init (NxAgendaBands *self)
{
  self->bands = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->ends = g_array_new (FALSE, FALSE, sizeof (int));
  self->columns = 1;
}

GtkWidget *
nx_agenda_bands_new (void)
{
  return g_object_new (NX_TYPE_AGENDA_BANDS, NULL);
}

void
nx_agenda_bands_begin (NxAgendaBands *self, int columns)
{
  g_return_if_fail (NX_IS_AGENDA_BANDS (self));

  self->columns = MAX (1, columns);
  g_array_set_size (self->ends, 0);
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self)); child != NULL; child = gtk_widget_get_next_sibling (child))
    place_of (child)->seen = FALSE;
}

static int
take_row (NxAgendaBands *self, int first, int last)
{
  for (guint row = 0; row < self->ends->len; row++)
    if (g_array_index (self->ends, int, row) < first)
      {
        g_array_index (self->ends, int, row) = last;
        return (int) row;
      }
  g_array_append_val (self->ends, last);
  return (int) self->ends->len - 1;
}

static GtkWidget *
make_band (NxAgendaBands *self, const char *id)
{
  GtkWidget *band = gtk_label_new (NULL);

  gtk_label_set_ellipsize (GTK_LABEL (band), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (band), 0);
  gtk_widget_add_css_class (band, "band");
  g_object_set_data_full (G_OBJECT (band), "place", g_new0 (Place, 1), g_free);
  gtk_widget_set_parent (band, GTK_WIDGET (self));
  g_hash_table_insert (self->bands, g_strdup (id), band);
  return band;
}

void
nx_agenda_bands_add (NxAgendaBands *self, const char *id, const char *text, int first, int last, gboolean closed,
                     const char *spoken)
{
  GtkWidget *band = g_hash_table_lookup (self->bands, id);

  g_return_if_fail (NX_IS_AGENDA_BANDS (self));

  if (band == NULL)
    band = make_band (self, id);
  *place_of (band) = (Place){ first, last, take_row (self, first, last), TRUE };
  gtk_label_set_label (GTK_LABEL (band), text);
  gtk_widget_set_tooltip_text (band, spoken);
  if (closed)
    gtk_widget_add_css_class (band, "closed");
  else
    gtk_widget_remove_css_class (band, "closed");
  gtk_accessible_update_property (GTK_ACCESSIBLE (band), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

void
nx_agenda_bands_end (NxAgendaBands *self)
{
  GHashTableIter iter;
  gpointer band;

  g_return_if_fail (NX_IS_AGENDA_BANDS (self));

  g_hash_table_iter_init (&iter, self->bands);
  while (g_hash_table_iter_next (&iter, NULL, &band))
    {
      if (place_of (band)->seen)
        continue;
      gtk_widget_unparent (band);
      g_hash_table_iter_remove (&iter);
    }
  gtk_widget_set_visible (GTK_WIDGET (self), g_hash_table_size (self->bands) > 0);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}
