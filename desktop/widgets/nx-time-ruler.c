/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include "desktop/widgets/nx-palette.h"
#include "desktop/widgets/nx-time-grid.h"

#define WIDTH 54

struct _NxTimeRuler
{
  GtkWidget parent_instance;

  int open, close;
  int now; /* -1 for none */
};

G_DEFINE_FINAL_TYPE (NxTimeRuler, nx_time_ruler, GTK_TYPE_WIDGET)

static void
nx_time_ruler_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                       int *minimum_baseline, int *natural_baseline)
{
  NxTimeRuler *self = NX_TIME_RULER (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = *natural = WIDTH;
  else
    *minimum = *natural = (int) ceil (nx_time_scale_minimum (self->open, self->close));
}

static void
paint_text (GtkWidget *widget, GtkSnapshot *snapshot, const char *text, double y, const GdkRGBA *color)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, text);
  int width, height;
  double x;

  pango_layout_get_pixel_size (layout, &width, &height);
  x = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL ? 8 : gtk_widget_get_width (widget) - width - 8;
  y = CLAMP (y - height / 2.0, 0, MAX (0, gtk_widget_get_height (widget) - height));
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) x, (float) round (y)));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}

static void
nx_time_ruler_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  NxTimeRuler *self = NX_TIME_RULER (widget);
  NxTimeScale scale = nx_time_scale_fill (self->open, self->close, gtk_widget_get_height (widget));
  GdkRGBA ink, strong = nx_palette_named (widget, "error_color", (GdkRGBA){ 0.75f, 0.11f, 0.16f, 1 });
  char text[24];

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &ink);
  if (scale.open > 0)
    {
      g_snprintf (text, sizeof text, "0–%d", scale.open / 60);
      paint_text (widget, snapshot, text, scale.fold / 2 - 2, &ink);
    }
  if (scale.close < 1440)
    {
      g_snprintf (text, sizeof text, "%d–24", scale.close / 60);
      paint_text (widget, snapshot, text, nx_time_scale_y (&scale, scale.close) + scale.fold / 2, &ink);
    }
  for (int minute = scale.open + 60; minute < scale.close; minute += 60)
    {
      /* Where now is written there is no room for the hour as well. */
      if (self->now >= 0 && ABS (minute - self->now) < 18)
        continue;
      g_snprintf (text, sizeof text, "%02d:00", minute / 60);
      paint_text (widget, snapshot, text, nx_time_scale_y (&scale, minute), &ink);
    }
  if (self->now >= scale.open && self->now < scale.close)
    {
      g_snprintf (text, sizeof text, "%02d:%02d", self->now / 60, self->now % 60);
      paint_text (widget, snapshot, text, nx_time_scale_y (&scale, self->now), &strong);
    }
}

static void
nx_time_ruler_class_init (NxTimeRulerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->measure = nx_time_ruler_measure;
  widget_class->snapshot = nx_time_ruler_snapshot;
  gtk_widget_class_set_css_name (widget_class, "nxtimeruler");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
nx_time_ruler_init (NxTimeRuler *self)
{
  self->open = 8 * 60;
  self->close = 20 * 60;
  self->now = -1;
}

GtkWidget *
nx_time_ruler_new (void)
{
  return g_object_new (NX_TYPE_TIME_RULER, NULL);
}

void
nx_time_ruler_set_hours (NxTimeRuler *self, int open, int close)
{
  if (self->open == open && self->close == close)
    return;
  self->open = open;
  self->close = close;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

void
nx_time_ruler_set_now (NxTimeRuler *self, int now)
{
  if (self->now == now)
    return;
  self->now = now;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
