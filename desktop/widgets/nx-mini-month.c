/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/widgets/nx-mini-month.h"
#include "desktop/widgets/nx-palette.h"

#include "common/nx-i18n.h"
#include "common/nx-format.h"
#include "common/nx-time.h"

#define WEEKS 6
#define DAYS  (WEEKS * 7)

enum
{
  DAY_CHOSEN,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

struct _NxMiniMonth
{
  GtkWidget parent_instance;

  /* owned */
  GHashTable *busy; /* (nullable) */

  /* borrowed: children */
  GtkWidget *title;
  GtkWidget *days[DAYS];

  gint32 month; /* its first day */
  gint32 first; /* day of the first button */
  gint32 date;
  int length;
  gint32 today;
};

G_DEFINE_FINAL_TYPE (NxMiniMonth, nx_mini_month, GTK_TYPE_WIDGET)

static void
set_class (GtkWidget *widget, const char *name, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

static void
update_day (NxMiniMonth *self, int i)
{
  gint32 date = self->first + i;
  int year, month, day, shown_month;
  g_autofree char *text = NULL, *label = NULL, *spoken = NULL;
  gboolean chosen = date >= self->date && date < self->date + self->length;
  gboolean busy = self->busy != NULL && g_hash_table_contains (self->busy, GINT_TO_POINTER (date));

  nx_date_to_ymd (self->month, &year, &shown_month, &day);
  nx_date_to_ymd (date, &year, &month, &day);
  text = g_strdup_printf ("%d", day);
  gtk_button_set_label (GTK_BUTTON (self->days[i]), text);
  set_class (self->days[i], "other-month", month != shown_month);
  set_class (self->days[i], "today", date == self->today);
  set_class (self->days[i], "chosen", chosen);
  set_class (self->days[i], "chosen-start", chosen && date == self->date);
  set_class (self->days[i], "chosen-end", chosen && date == self->date + self->length - 1);
  set_class (self->days[i], "busy", busy);
  label = nx_format_date (date);
  spoken = busy ? g_strdup_printf (_ ("%s, has sessions"), label) : g_strdup (label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->days[i]), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

static void
update (NxMiniMonth *self)
{
  int year, month, day;
  g_autofree char *title = NULL;

  nx_date_to_ymd (self->month, &year, &month, &day);
  title = g_strdup_printf ("%s %d", nx_format_month_name (month), year);
  gtk_label_set_label (GTK_LABEL (self->title), title);
  self->first = nx_date_week_start (self->month);
  for (int i = 0; i < DAYS; i++)
    update_day (self, i);
}

static void
turn (NxMiniMonth *self, int months)
{
  self->month = nx_date_add_months (self->month, months);
  update (self);
}

static void
on_previous (GtkButton *button, NxMiniMonth *self)
{
  turn (self, -1);
}

static void
on_next (GtkButton *button, NxMiniMonth *self)
{
  turn (self, 1);
}

static void
on_day (GtkButton *button, NxMiniMonth *self)
{
  int i = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "index"));

  g_signal_emit (self, signals[DAY_CHOSEN], 0, (int) (self->first + i));
}

static gboolean
on_move (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  NxMiniMonth *self = NX_MINI_MONTH (widget);
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));
  int by = g_variant_get_int32 (arguments), i;
  gint32 date;

  if (focus == NULL || gtk_widget_get_ancestor (focus, NX_TYPE_MINI_MONTH) != widget || !GTK_IS_BUTTON (focus)
      || !gtk_widget_has_css_class (focus, "day"))
    return FALSE;
  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL && ABS (by) == 1)
    by = -by;
  i = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (focus), "index")) + by;
  date = self->first + i;
  if (i < 0 || i >= DAYS)
    turn (self, i < 0 ? -1 : 1);
  gtk_widget_grab_focus (self->days[CLAMP (date - self->first, 0, DAYS - 1)]);
  return TRUE;
}

static void
nx_mini_month_dispose (GObject *object)
{
  NxMiniMonth *self = NX_MINI_MONTH (object);
  nx_widget_drop_children (GTK_WIDGET (self));
  g_clear_pointer (&self->busy, g_hash_table_unref);
  G_OBJECT_CLASS (nx_mini_month_parent_class)->dispose (object);
}

static void
nx_mini_month_class_init (NxMiniMonthClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = nx_mini_month_dispose;
  signals[DAY_CHOSEN] = g_signal_new ("day-chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_NONE, 1, G_TYPE_INT);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Left, 0, on_move, "i", -1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Right, 0, on_move, "i", 1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Up, 0, on_move, "i", -7);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Down, 0, on_move, "i", 7);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "nxminimonth");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static GtkWidget *
icon_button (const char *icon, const char *name, GCallback clicked, NxMiniMonth *self)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect (button, "clicked", clicked, self);
  return button;
}

static GtkWidget *
make_title (NxMiniMonth *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  self->title = gtk_label_new (NULL);
  gtk_widget_set_hexpand (self->title, TRUE);
  gtk_widget_add_css_class (self->title, "heading");
  gtk_box_append (GTK_BOX (box), icon_button ("go-previous-symbolic", _ ("Previous month"), G_CALLBACK (on_previous), self));
  gtk_box_append (GTK_BOX (box), self->title);
  gtk_box_append (GTK_BOX (box), icon_button ("go-next-symbolic", _ ("Next month"), G_CALLBACK (on_next), self));
  return box;
}

static GtkWidget *
make_day (NxMiniMonth *self, int i)
{
  GtkWidget *button = gtk_button_new_with_label ("");

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "day");
  g_object_set_data (G_OBJECT (button), "index", GINT_TO_POINTER (i));
  g_signal_connect (button, "clicked", G_CALLBACK (on_day), self);
  self->days[i] = button;
  return button;
}

static void
nx_mini_month_init (NxMiniMonth *self)
{
  GtkWidget *grid = gtk_grid_new ();

  self->length = 1;
  self->today = NX_DATE_NONE;
  gtk_orientable_set_orientation (GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self))), GTK_ORIENTATION_VERTICAL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Month"), -1);
  gtk_widget_set_parent (make_title (self), GTK_WIDGET (self));
  gtk_grid_set_column_homogeneous (GTK_GRID (grid), TRUE);
  for (int i = 0; i < 7; i++)
    {
      g_autofree char *letter = g_utf8_substring (nx_format_weekday_short (i + 1), 0, 1);
      g_autofree char *upper = g_utf8_strup (letter, -1);
      GtkWidget *label = gtk_label_new (upper);

      gtk_widget_add_css_class (label, "weekday");
      gtk_grid_attach (GTK_GRID (grid), label, i, 0, 1, 1);
    }
  for (int i = 0; i < DAYS; i++)
    gtk_grid_attach (GTK_GRID (grid), make_day (self, i), i % 7, 1 + i / 7, 1, 1);
  gtk_widget_set_parent (grid, GTK_WIDGET (self));
}

GtkWidget *
nx_mini_month_new (void)
{
  return g_object_new (NX_TYPE_MINI_MONTH, NULL);
}

void
nx_mini_month_set_range (NxMiniMonth *self, gint32 date, int length)
{
  int year, month, day;

  g_return_if_fail (NX_IS_MINI_MONTH (self));

  self->date = date;
  self->length = length;
  /* A week belongs to the month of its Thursday, as in ISO 8601. */
  nx_date_to_ymd (date + length / 2, &year, &month, &day);
  self->month = nx_date_from_ymd (year, month, 1);
  update (self);
}

void
nx_mini_month_set_today (NxMiniMonth *self, gint32 today)
{
  if (self->today == today)
    return;
  self->today = today;
  update (self);
}

void
nx_mini_month_set_busy (NxMiniMonth *self, GHashTable *busy)
{
  g_clear_pointer (&self->busy, g_hash_table_unref);
  self->busy = busy != NULL ? g_hash_table_ref (busy) : NULL;
  update (self);
}
