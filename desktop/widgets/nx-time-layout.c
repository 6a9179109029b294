/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/widgets/nx-time-layout.h"

#include <math.h>

#define GAP       2
#define MIN_BLOCK 18

/* NxTimeLayoutChild */

G_DEFINE_FINAL_TYPE (NxTimeLayoutChild, nx_time_layout_child, GTK_TYPE_LAYOUT_CHILD)

static void
nx_time_layout_child_class_init (NxTimeLayoutChildClass *klass)
{
}

static void
nx_time_layout_child_init (NxTimeLayoutChild *self)
{
  self->lanes = 1;
}

/* NxTimeLayout */

struct _NxTimeLayout
{
  GtkLayoutManager parent_instance;

  int columns;
  int minimum_width;
  int open, close;
  NxTimeScale scale;
};

G_DEFINE_FINAL_TYPE (NxTimeLayout, nx_time_layout, GTK_TYPE_LAYOUT_MANAGER)

double
nx_time_layout_edge (NxTimeLayout *self, int column, int width, GtkTextDirection direction)
{
  double x = (double) width * column / self->columns;

  return direction == GTK_TEXT_DIR_RTL ? width - x : x;
}

static void
nx_time_layout_measure (GtkLayoutManager *manager, GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                        int *natural, int *minimum_baseline, int *natural_baseline)
{
  NxTimeLayout *self = NX_TIME_LAYOUT (manager);

  /* Children are as large as their time, but GTK wants each to have been asked before it is given a size. */
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_should_layout (child))
      gtk_widget_measure (child, orientation, -1, NULL, NULL, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = *natural = self->columns * self->minimum_width;
  else
    *minimum = *natural = (int) ceil (nx_time_scale_minimum (self->open, self->close));
}

static GtkAllocation
place (NxTimeLayout *self, NxTimeLayoutChild *child, int width, GtkTextDirection direction)
{
  double a = nx_time_layout_edge (self, child->column, width, direction);
  double b = nx_time_layout_edge (self, child->column + 1, width, direction);
  double left = MIN (a, b) + GAP + 1, room = fabs (b - a) - 2 * GAP - 4;
  double lane_width = room / child->lanes;
  int lane = direction == GTK_TEXT_DIR_RTL ? child->lanes - 1 - child->lane : child->lane;
  double top = nx_time_scale_y (&self->scale, child->start), bottom = nx_time_scale_y (&self->scale, child->end);

  return (GtkAllocation){
    .x = (int) (left + lane * lane_width),
    .y = (int) round (top) + 1,
    .width = MAX (1, (int) lane_width - (child->lanes > 1 ? 1 : 0)),
    .height = MAX (MIN_BLOCK, (int) round (bottom) - (int) round (top) - GAP),
  };
}

static void
nx_time_layout_allocate (GtkLayoutManager *manager, GtkWidget *widget, int width, int height, int baseline)
{
  NxTimeLayout *self = NX_TIME_LAYOUT (manager);
  GtkTextDirection direction = gtk_widget_get_direction (widget);

  self->scale = nx_time_scale_fill (self->open, self->close, height);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkAllocation area;

      if (!gtk_widget_should_layout (child))
        continue;
      area = place (self, NX_TIME_LAYOUT_CHILD (gtk_layout_manager_get_layout_child (manager, child)), width, direction);
      gtk_widget_size_allocate (child, &area, -1);
    }
}

static GtkLayoutChild *
nx_time_layout_create_child (GtkLayoutManager *manager, GtkWidget *widget, GtkWidget *for_child)
{
  return g_object_new (NX_TYPE_TIME_LAYOUT_CHILD, "layout-manager", manager, "child-widget", for_child, NULL);
}

static void
nx_time_layout_class_init (NxTimeLayoutClass *klass)
{
  GtkLayoutManagerClass *manager_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  manager_class->layout_child_type = NX_TYPE_TIME_LAYOUT_CHILD;
  manager_class->measure = nx_time_layout_measure;
  manager_class->allocate = nx_time_layout_allocate;
  manager_class->create_layout_child = nx_time_layout_create_child;
}

static void
nx_time_layout_init (NxTimeLayout *self)
{
  self->columns = 1;
  self->minimum_width = 80;
  self->open = 8 * 60;
  self->close = 20 * 60;
  self->scale = nx_time_scale_fill (self->open, self->close, 0);
}

void
nx_time_layout_set_columns (NxTimeLayout *self, int columns, int minimum_width)
{
  if (self->columns == MAX (1, columns) && self->minimum_width == minimum_width)
    return;
  self->columns = MAX (1, columns);
  self->minimum_width = minimum_width;
  gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (self));
}

void
nx_time_layout_set_hours (NxTimeLayout *self, int open, int close)
{
  if (self->open == open && self->close == close)
    return;
  self->open = open;
  self->close = close;
  gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (self));
}

int
nx_time_layout_get_columns (NxTimeLayout *self)
{
  return self->columns;
}

NxTimeScale
nx_time_layout_get_scale (NxTimeLayout *self)
{
  return self->scale;
}

NxTimeLayoutChild *
nx_time_layout_get_child (NxTimeLayout *self, GtkWidget *child)
{
  return NX_TIME_LAYOUT_CHILD (gtk_layout_manager_get_layout_child (GTK_LAYOUT_MANAGER (self), child));
}
