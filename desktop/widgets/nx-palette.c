/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/widgets/nx-palette.h"

#include <adwaita.h>
#include <math.h>

static const char *const light_colors[NX_PALETTE_SIZE] = {
  "#4f46e5", "#c2410c", "#0f766e", "#be185d", "#1d6fb8", "#7a6a00",
  "#7c3aed", "#2e7d32", "#b91c1c", "#0e7490", "#8d5524", "#5b6472",
};

static const char *const dark_colors[NX_PALETTE_SIZE] = {
  "#a5a0ff", "#ff9e64", "#4fd1c0", "#ff8fc0", "#74b9f5", "#e0cb4f",
  "#c79dff", "#7fd587", "#ff8a80", "#5fd0e6", "#d9a679", "#b4bdc9",
};

void
nx_palette_get (gint64 index, gboolean dark, GdkRGBA *color)
{
  gint64 folded = ((index % NX_PALETTE_SIZE) + NX_PALETTE_SIZE) % NX_PALETTE_SIZE;

  gdk_rgba_parse (color, dark ? dark_colors[folded] : light_colors[folded]);
}

static double
linear (double channel)
{
  return channel <= 0.03928 ? channel / 12.92 : pow ((channel + 0.055) / 1.055, 2.4);
}

static double
luminance (const GdkRGBA *color)
{
  return 0.2126 * linear (color->red) + 0.7152 * linear (color->green) + 0.0722 * linear (color->blue);
}

double
nx_palette_contrast (const GdkRGBA *a, const GdkRGBA *b)
{
  double la = luminance (a), lb = luminance (b);

  return (MAX (la, lb) + 0.05) / (MIN (la, lb) + 0.05);
}

GdkRGBA
nx_palette_mix (const GdkRGBA *under, const GdkRGBA *over, double share)
{
  return (GdkRGBA){
    .red = under->red + (over->red - under->red) * share,
    .green = under->green + (over->green - under->green) * share,
    .blue = under->blue + (over->blue - under->blue) * share,
    .alpha = 1,
  };
}

GdkRGBA
nx_palette_named (GtkWidget *widget, const char *name, GdkRGBA fallback)
{
  GdkRGBA color;

  if (gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), name, &color))
    return color;
  return fallback;
}

gboolean
nx_palette_is_dark (GtkWidget *widget)
{
  return adw_style_manager_get_dark (adw_style_manager_get_for_display (gtk_widget_get_display (widget)));
}

/* NxMark */

struct _NxMark
{
  GtkWidget parent_instance;

  /* owned */
  char *text; /* (nullable) */
  gint64 color;
};

G_DEFINE_FINAL_TYPE (NxMark, nx_mark, GTK_TYPE_WIDGET)

static void
nx_mark_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline,
                 int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 26 : 18;
}

static void
nx_mark_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  NxMark *self = NX_MARK (widget);
  gboolean dark = nx_palette_is_dark (widget);
  GdkRGBA color, ink = dark ? (GdkRGBA){ 0.1f, 0.1f, 0.1f, 1 } : (GdkRGBA){ 1, 1, 1, 1 };
  GskRoundedRect outline;
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (widget), gtk_widget_get_height (widget));
  g_autoptr (PangoLayout) layout = NULL;
  int width, height;

  if (self->text == NULL)
    return;
  nx_palette_get (self->color, dark, &color);
  gsk_rounded_rect_init_from_rect (&outline, &bounds, 5);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, &color, &bounds);
  gtk_snapshot_pop (snapshot);
  layout = gtk_widget_create_pango_layout (widget, self->text);
  pango_layout_get_pixel_size (layout, &width, &height);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((bounds.size.width - width) / 2, (bounds.size.height - height) / 2));
  gtk_snapshot_append_layout (snapshot, layout, &ink);
  gtk_snapshot_restore (snapshot);
}

static void
nx_mark_finalize (GObject *object)
{
  g_free (NX_MARK (object)->text);
  G_OBJECT_CLASS (nx_mark_parent_class)->finalize (object);
}

static void
nx_mark_class_init (NxMarkClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = nx_mark_finalize;
  widget_class->measure = nx_mark_measure;
  widget_class->snapshot = nx_mark_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
  gtk_widget_class_set_css_name (widget_class, "nxmark");
}

static void
nx_mark_init (NxMark *self)
{
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
}

void
nx_mark_set_coach (NxMark *self, NxCoach *coach)
{
  g_return_if_fail (NX_IS_MARK (self));

  g_clear_pointer (&self->text, g_free);
  if (coach != NULL && coach->mark != NULL)
    self->text = g_strdup (coach->mark);
  else if (coach != NULL && coach->pseudonym != NULL)
    self->text = g_utf8_substring (coach->pseudonym, 0, MIN (2, g_utf8_strlen (coach->pseudonym, -1)));
  self->color = coach != NULL ? coach->color : 0;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

GtkWidget *
nx_mark_new (NxCoach *coach)
{
  NxMark *self = g_object_new (NX_TYPE_MARK, NULL);

  nx_mark_set_coach (self, coach);
  return GTK_WIDGET (self);
}
