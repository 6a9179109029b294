/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/widgets/nx-progress-line.h"

#include "common/nx-i18n.h"

#define DELAY_MS  150
#define HEIGHT    3
#define PERIOD_US 1400000.0

struct _NxProgressLine
{
  GtkWidget parent_instance;

  gboolean active;
  gboolean shown;
  guint delay_id;
  guint tick_id;
  double phase; /* 0 to 1 */
};

G_DEFINE_FINAL_TYPE (NxProgressLine, nx_progress_line, GTK_TYPE_WIDGET)

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  NxProgressLine *self = NX_PROGRESS_LINE (widget);

  self->phase = (gdk_frame_clock_get_frame_time (clock) % (gint64) PERIOD_US) / PERIOD_US;
  gtk_widget_queue_draw (widget);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_delay (gpointer data)
{
  NxProgressLine *self = data;
  gboolean animations = TRUE;

  self->delay_id = 0;
  self->shown = TRUE;
  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-enable-animations", &animations, NULL);
  if (animations)
    self->tick_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_tick, NULL, NULL);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  return G_SOURCE_REMOVE;
}

static void
stop (NxProgressLine *self)
{
  g_clear_handle_id (&self->delay_id, g_source_remove);
  if (self->tick_id != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick_id);
  self->tick_id = 0;
  self->shown = FALSE;
}

static void
nx_progress_line_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                          int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_VERTICAL ? HEIGHT : 0;
}

static void
nx_progress_line_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  NxProgressLine *self = NX_PROGRESS_LINE (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  GdkRGBA color;
  double length, start;

  if (!self->shown)
    return;
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  if (self->tick_id == 0)
    {
      gtk_snapshot_append_color (snapshot, &color, &GRAPHENE_RECT_INIT (0, 0, width, height));
      return;
    }
  length = width * 0.35;
  start = self->phase * (width + length) - length;
  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  gtk_snapshot_append_color (snapshot, &color, &GRAPHENE_RECT_INIT (start, 0, length, height));
  gtk_snapshot_pop (snapshot);
}

static void
nx_progress_line_dispose (GObject *object)
{
  stop (NX_PROGRESS_LINE (object));
  G_OBJECT_CLASS (nx_progress_line_parent_class)->dispose (object);
}

static void
nx_progress_line_class_init (NxProgressLineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = nx_progress_line_dispose;
  widget_class->measure = nx_progress_line_measure;
  widget_class->snapshot = nx_progress_line_snapshot;
  gtk_widget_class_set_css_name (widget_class, "nxprogressline");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PROGRESS_BAR);
}

static void
nx_progress_line_init (NxProgressLine *self)
{
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_START);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Asking the server"), -1);
}

GtkWidget *
nx_progress_line_new (void)
{
  return g_object_new (NX_TYPE_PROGRESS_LINE, NULL);
}

void
nx_progress_line_set_active (NxProgressLine *self, gboolean active)
{
  g_return_if_fail (NX_IS_PROGRESS_LINE (self));

  if (self->active == active)
    return;
  self->active = active;
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_BUSY, active, -1);
  stop (self);
  if (active)
    self->delay_id = g_timeout_add (DELAY_MS, on_delay, self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

gboolean
nx_progress_line_get_shown (NxProgressLine *self)
{
  return self->shown;
}
