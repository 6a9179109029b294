/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/nx-wrap-box.h"

#define SPACING 6

struct _NxWrapBox
{
  GtkWidget parent_instance;
};

static void nx_wrap_box_buildable_init (GtkBuildableIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (NxWrapBox, nx_wrap_box, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDABLE, nx_wrap_box_buildable_init))

static GtkBuildableIface *parent_buildable;


/* A line: the children from @first on that fit into @width. */
typedef struct
{
  GtkWidget *end; /* the first child that does not fit, or %NULL */
  int height;
} Line;


static int
child_width (GtkWidget *child, int width)
{
  int minimum, natural;
  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  return MAX (minimum, MIN (natural, width));
}


static int
child_height (GtkWidget *child, int width)
{
  int natural;
  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, NULL, &natural, NULL, NULL);
  return natural;
}


static Line
measure_line (GtkWidget *first, int width)
{
  Line line = { NULL, 0 };
  int x = 0;
  for (GtkWidget *child = first; child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      if (!gtk_widget_should_layout (child))
        continue;
      int w = child_width (child, width);
      if (x > 0 && x + SPACING + w > width)
        {
          line.end = child;
          return line;
        }
      x += (x > 0 ? SPACING : 0) + w;
      line.height = MAX (line.height, child_height (child, w));
    }
  return line;
}


static int
height_for_width (GtkWidget *widget, int width)
{
  int height = 0;
  GtkWidget *child = gtk_widget_get_first_child (widget);
  while (child != NULL)
    {
      Line line = measure_line (child, width);
      if (line.height > 0)
        height += (height > 0 ? SPACING : 0) + line.height;
      child = line.end;
    }
  return height;
}


static void
measure_width (GtkWidget *widget, int *minimum, int *natural)
{
  int widest = 0, sum = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int child_minimum, child_natural;
      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &child_minimum, &child_natural, NULL, NULL);
      widest = MAX (widest, child_minimum);
      sum += (sum > 0 ? SPACING : 0) + child_natural;
    }
  *minimum = widest;
  *natural = MAX (widest, sum);
}


static void
nx_wrap_box_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline,
                     int *natural_baseline)
{
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      measure_width (widget, minimum, natural);
      return;
    }
  int width = for_size, least;
  if (width < 0)
    measure_width (widget, &least, &width);
  *minimum = *natural = height_for_width (widget, width);
}


static void
nx_wrap_box_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  gboolean from_right = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int y = 0;
  for (GtkWidget *first = gtk_widget_get_first_child (widget); first != NULL;)
    {
      Line line = measure_line (first, width);
      int x = 0;
      for (GtkWidget *child = first; child != line.end; child = gtk_widget_get_next_sibling (child))
        {
          if (!gtk_widget_should_layout (child))
            continue;
          int w = child_width (child, width);
          GtkAllocation place = { from_right ? width - x - w : x, y, w, line.height };
          gtk_widget_size_allocate (child, &place, -1);
          x += w + SPACING;
        }
      y += line.height + SPACING;
      first = line.end;
    }
}


static GtkSizeRequestMode
nx_wrap_box_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}


static void
nx_wrap_box_dispose (GObject *object)
{
  nx_wrap_box_clear (NX_WRAP_BOX (object));
  G_OBJECT_CLASS (nx_wrap_box_parent_class)->dispose (object);
}


static void
nx_wrap_box_add_child (GtkBuildable *buildable, GtkBuilder *builder, GObject *child, const char *type)
{
  if (GTK_IS_WIDGET (child))
    nx_wrap_box_append (NX_WRAP_BOX (buildable), GTK_WIDGET (child));
  else
    parent_buildable->add_child (buildable, builder, child, type);
}


static void
nx_wrap_box_buildable_init (GtkBuildableIface *iface)
{
  parent_buildable = g_type_interface_peek_parent (iface);
  iface->add_child = nx_wrap_box_add_child;
}


static void
nx_wrap_box_class_init (NxWrapBoxClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = nx_wrap_box_dispose;
  widget_class->measure = nx_wrap_box_measure;
  widget_class->size_allocate = nx_wrap_box_size_allocate;
  widget_class->get_request_mode = nx_wrap_box_get_request_mode;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}


static void
nx_wrap_box_init (NxWrapBox *self)
{
}


GtkWidget *
nx_wrap_box_new (void)
{
  return g_object_new (NX_TYPE_WRAP_BOX, NULL);
}


void
nx_wrap_box_append (NxWrapBox *self, GtkWidget *child)
{
  g_return_if_fail (NX_IS_WRAP_BOX (self));
  g_return_if_fail (GTK_IS_WIDGET (child));
  gtk_widget_insert_before (child, GTK_WIDGET (self), NULL);
}


void
nx_wrap_box_clear (NxWrapBox *self)
{
  g_return_if_fail (NX_IS_WRAP_BOX (self));
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
}
