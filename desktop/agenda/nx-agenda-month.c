/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/agenda/nx-agenda-month.h"

#include "common/nx-format.h"
#include "common/nx-i18n.h"
#include "desktop/agenda/nx-agenda-month-cell.h"
#include "desktop/widgets/nx-palette.h"
#include "desktop/widgets/nx-session-text.h"

#define MAX_DAYS 42

enum
{
  DAY_CHOSEN,
  SESSION_CHOSEN,
  LEAVE,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

struct _NxAgendaMonthView
{
  GtkWidget parent_instance;

  /* borrowed children */
  GtkWidget *heads[7];
  GtkWidget *cells[MAX_DAYS];

  gint32 first, month, cursor;
  int weeks;
};

G_DEFINE_FINAL_TYPE (NxAgendaMonthView, nx_agenda_month_view, GTK_TYPE_WIDGET)

static int
index_of (NxAgendaMonthView *self, gint32 date)
{
  return date >= self->first && date < self->first + self->weeks * 7 ? date - self->first : -1;
}

/* Layout */

static int
head_height (NxAgendaMonthView *self)
{
  int height = 0, natural;

  for (int i = 0; i < 7; i++)
    {
      gtk_widget_measure (self->heads[i], GTK_ORIENTATION_VERTICAL, -1, NULL, &natural, NULL, NULL);
      height = MAX (height, natural);
    }
  return height;
}

static void
nx_agenda_month_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                         int *minimum_baseline, int *natural_baseline)
{
  NxAgendaMonthView *self = NX_AGENDA_MONTH_VIEW (widget);
  gboolean horizontal = orientation == GTK_ORIENTATION_HORIZONTAL;
  int least = 0, wanted = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int child_least, child_wanted;

      gtk_widget_measure (child, orientation, -1, &child_least, &child_wanted, NULL, NULL);
      if (!NX_IS_AGENDA_MONTH_CELL (child))
        continue;
      least = MAX (least, child_least);
      wanted = MAX (wanted, child_wanted);
    }
  *minimum = horizontal ? 7 * least : head_height (self) + self->weeks * least;
  *natural = horizontal ? 7 * wanted : head_height (self) + self->weeks * wanted;
}

static void
nx_agenda_month_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  NxAgendaMonthView *self = NX_AGENDA_MONTH_VIEW (widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int top = head_height (self), room = MAX (0, height - top);

  for (int i = 0; i < 7; i++)
    {
      int column = rtl ? 6 - i : i, x = width * column / 7;

      gtk_widget_size_allocate (self->heads[i], &(GtkAllocation){ x, 0, width * (column + 1) / 7 - x, top }, -1);
    }
  for (int i = 0; i < self->weeks * 7; i++)
    {
      int column = rtl ? 6 - i % 7 : i % 7, row = i / 7, x = width * column / 7, y = top + room * row / self->weeks;

      gtk_widget_size_allocate (
          self->cells[i], &(GtkAllocation){ x, y, width * (column + 1) / 7 - x, top + room * (row + 1) / self->weeks - y }, -1);
    }
}

/* Callbacks */

static void
on_chosen (NxAgendaMonthCell *cell, const char *id, NxAgendaMonthView *self)
{
  int i = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (cell), "index"));

  self->cursor = self->first + i;
  if (id != NULL)
    g_signal_emit (self, signals[SESSION_CHOSEN], 0, id);
  else
    g_signal_emit (self, signals[DAY_CHOSEN], 0, self->cursor);
}

static void
on_focused (GtkWidget *cell, GParamSpec *pspec, NxAgendaMonthView *self)
{
  if (gtk_widget_has_focus (cell))
    self->cursor = self->first + GPOINTER_TO_INT (g_object_get_data (G_OBJECT (cell), "index"));
}

static gboolean
on_move (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  NxAgendaMonthView *self = NX_AGENDA_MONTH_VIEW (widget);
  int by = g_variant_get_int32 (arguments), i;

  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL && ABS (by) == 1)
    by = -by;
  i = index_of (self, self->cursor + by);
  if (i < 0)
    g_signal_emit (self, signals[LEAVE], 0, self->cursor + by);
  else
    gtk_widget_grab_focus (self->cells[i]);
  return TRUE;
}

static gboolean
nx_agenda_month_view_grab_focus (GtkWidget *widget)
{
  NxAgendaMonthView *self = NX_AGENDA_MONTH_VIEW (widget);
  int i = index_of (self, self->cursor);

  return gtk_widget_grab_focus (self->cells[MAX (0, i)]);
}

/* One stop for Tab: the arrows go from day to day. */
static gboolean
nx_agenda_month_view_focus (GtkWidget *widget, GtkDirectionType direction)
{
  if (direction != GTK_DIR_TAB_FORWARD && direction != GTK_DIR_TAB_BACKWARD)
    return FALSE;
  if (gtk_widget_get_focus_child (widget) != NULL)
    return FALSE;
  return gtk_widget_grab_focus (widget);
}

static void
nx_agenda_month_view_dispose (GObject *object)
{
  nx_widget_drop_children (GTK_WIDGET (object));
  G_OBJECT_CLASS (nx_agenda_month_view_parent_class)->dispose (object);
}

static void
nx_agenda_month_view_class_init (NxAgendaMonthViewClass *klass)
{
  static const struct
  {
    guint key;
    int by;
  } moves[] = { { GDK_KEY_Left, -1 }, { GDK_KEY_KP_Left, -1 }, { GDK_KEY_Right, 1 },  { GDK_KEY_KP_Right, 1 },
                { GDK_KEY_Up, -7 },   { GDK_KEY_KP_Up, -7 },   { GDK_KEY_Down, 7 },   { GDK_KEY_KP_Down, 7 } };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = nx_agenda_month_view_dispose;
  widget_class->measure = nx_agenda_month_view_measure;
  widget_class->size_allocate = nx_agenda_month_view_size_allocate;
  widget_class->grab_focus = nx_agenda_month_view_grab_focus;
  widget_class->focus = nx_agenda_month_view_focus;
  signals[DAY_CHOSEN]
      = g_signal_new ("day-chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  signals[SESSION_CHOSEN] = g_signal_new ("session-chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[LEAVE]
      = g_signal_new ("leave", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  for (guint i = 0; i < G_N_ELEMENTS (moves); i++)
    gtk_widget_class_add_binding (widget_class, moves[i].key, 0, on_move, "i", moves[i].by);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST);
  gtk_widget_class_set_css_name (widget_class, "nxagendamonth");
}

static void
nx_agenda_month_view_init (NxAgendaMonthView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  for (int i = 0; i < 7; i++)
    {
      self->heads[i] = gtk_label_new (nx_format_weekday_short (i + 1));
      gtk_widget_add_css_class (self->heads[i], "weekday");
      gtk_widget_set_parent (self->heads[i], widget);
    }
  for (int i = 0; i < MAX_DAYS; i++)
    {
      self->cells[i] = nx_agenda_month_cell_new ();
      g_object_set_data (G_OBJECT (self->cells[i]), "index", GINT_TO_POINTER (i));
      g_signal_connect (self->cells[i], "chosen", G_CALLBACK (on_chosen), self);
      g_signal_connect (self->cells[i], "notify::has-focus", G_CALLBACK (on_focused), self);
      gtk_widget_set_parent (self->cells[i], widget);
    }
  self->weeks = 6;
  gtk_widget_set_hexpand (widget, TRUE);
  gtk_widget_set_vexpand (widget, TRUE);
  gtk_widget_set_overflow (widget, GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Days of the month"), -1);
}

/* Public */

GtkWidget *
nx_agenda_month_view_new (void)
{
  return g_object_new (NX_TYPE_AGENDA_MONTH_VIEW, NULL);
}

static void
set_month (NxAgendaMonthView *self, gint32 month, gint64 now)
{
  gint32 next = nx_date_add_months (month, 1), today = nx_time_date_in_zone (now, nx_session_zone ());

  if (self->month == month)
    return;
  self->month = month;
  self->first = nx_date_week_start (month);
  self->weeks = (nx_date_week_start (next - 1) + 7 - self->first) / 7;
  for (int i = 0; i < MAX_DAYS; i++)
    gtk_widget_set_child_visible (self->cells[i], i < self->weeks * 7);
  for (int i = 0; i < MAX_DAYS; i++)
    gtk_widget_set_visible (self->cells[i], i < self->weeks * 7);
  if (self->cursor < month || self->cursor >= next)
    self->cursor = today >= month && today < next ? today : month;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

void
nx_agenda_month_view_set (NxAgendaMonthView *self, gint32 month, gint64 now, GPtrArray *sessions, NxAgendaFacts *facts)
{
  guint next = 0;
  gint32 end;

  g_return_if_fail (NX_IS_AGENDA_MONTH_VIEW (self));

  set_month (self, month, now);
  end = nx_date_add_months (month, 1);
  for (int i = 0; i < self->weeks * 7; i++)
    {
      gint32 date = self->first + i;
      guint from = next;

      while (next < sessions->len
             && nx_time_date_in_zone (((NxSession *) g_ptr_array_index (sessions, next))->scheduledAt, nx_session_zone ()) <= date)
        next++;
      nx_agenda_month_cell_set (NX_AGENDA_MONTH_CELL (self->cells[i]), date,
                                sessions->len > 0 ? (NxSession **) &g_ptr_array_index (sessions, MIN (from, sessions->len - 1)) : NULL,
                                next - from, nx_agenda_facts_closure_of (facts, date), now, date >= month && date < end);
    }
}

gint32
nx_agenda_month_view_get_cursor (NxAgendaMonthView *self)
{
  return self->cursor;
}

void
nx_agenda_month_view_set_cursor (NxAgendaMonthView *self, gint32 date)
{
  int i = index_of (self, date);

  g_return_if_fail (NX_IS_AGENDA_MONTH_VIEW (self));

  if (i < 0)
    return;
  self->cursor = date;
  if (gtk_widget_get_focus_child (GTK_WIDGET (self)) != NULL)
    gtk_widget_grab_focus (self->cells[i]);
}

void
nx_agenda_month_view_get_cell (NxAgendaMonthView *self, gint32 date, GtkWidget *relative, GdkRectangle *area)
{
  int i = index_of (self, date);
  graphene_rect_t bounds;

  if (i < 0 || !gtk_widget_compute_bounds (self->cells[i], relative, &bounds))
    return;
  *area = (GdkRectangle){ (int) bounds.origin.x, (int) bounds.origin.y, (int) bounds.size.width, (int) bounds.size.height };
}
