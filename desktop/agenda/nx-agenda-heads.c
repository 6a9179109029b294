/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/agenda/nx-agenda-heads.h"

#include "common/nx-i18n.h"
#include "common/nx-format.h"
#include "common/nx-time.h"
#include "desktop/widgets/nx-palette.h"

enum
{
  CHOSEN,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

typedef struct
{
  GtkWidget *button, *mark, *weekday, *day, *count; /* borrowed */
} Head;

struct _NxAgendaHeads
{
  GtkWidget parent_instance;

  /* owned */
  GArray *heads; /* Head */
};

G_DEFINE_FINAL_TYPE (NxAgendaHeads, nx_agenda_heads, GTK_TYPE_WIDGET)

static void
on_clicked (GtkButton *button, NxAgendaHeads *self)
{
  g_signal_emit (self, signals[CHOSEN], 0, GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "column")));
}

static GtkWidget *
small_label (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_widget_add_css_class (label, css_class);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  return label;
}

static void
add_head (NxAgendaHeads *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 5);
  Head head = { gtk_button_new (), nx_mark_new (NULL), small_label ("weekday"), small_label ("day"), small_label ("count") };

  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), head.mark);
  gtk_box_append (GTK_BOX (box), head.weekday);
  gtk_box_append (GTK_BOX (box), head.day);
  gtk_box_append (GTK_BOX (box), head.count);
  gtk_button_set_child (GTK_BUTTON (head.button), box);
  gtk_widget_add_css_class (head.button, "flat");
  gtk_widget_add_css_class (head.button, "column-head");
  gtk_widget_set_hexpand (head.button, TRUE);
  g_object_set_data (G_OBJECT (head.button), "column", GINT_TO_POINTER (self->heads->len));
  g_signal_connect (head.button, "clicked", G_CALLBACK (on_clicked), self);
  gtk_widget_set_parent (head.button, GTK_WIDGET (self));
  g_array_append_val (self->heads, head);
}

static void
set_count (Head *head, const char *name, guint count)
{
  g_autofree char *text = count > 0 ? nx_format_count (count) : NULL;
  g_autofree char *sessions = g_strdup_printf (ngettext ("%u session", "%u sessions", count), count);
  g_autofree char *spoken = g_strdup_printf ("%s, %s", name, sessions);

  gtk_label_set_label (GTK_LABEL (head->count), text != NULL ? text : "");
  gtk_widget_set_visible (head->count, count > 0);
  gtk_widget_set_tooltip_text (head->button, spoken);
  gtk_accessible_update_property (GTK_ACCESSIBLE (head->button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

static void
nx_agenda_heads_dispose (GObject *object)
{
  nx_widget_drop_children (GTK_WIDGET (object));
  G_OBJECT_CLASS (nx_agenda_heads_parent_class)->dispose (object);
}

static void
nx_agenda_heads_finalize (GObject *object)
{
  g_array_unref (NX_AGENDA_HEADS (object)->heads);
  G_OBJECT_CLASS (nx_agenda_heads_parent_class)->finalize (object);
}

static void
nx_agenda_heads_class_init (NxAgendaHeadsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = nx_agenda_heads_dispose;
  G_OBJECT_CLASS (klass)->finalize = nx_agenda_heads_finalize;
  signals[CHOSEN]
      = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "nxagendaheads");
}

static void
nx_agenda_heads_init (NxAgendaHeads *self)
{
  self->heads = g_array_new (FALSE, TRUE, sizeof (Head));
  gtk_box_layout_set_homogeneous (GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self))), TRUE);
}

GtkWidget *
nx_agenda_heads_new (void)
{
  return g_object_new (NX_TYPE_AGENDA_HEADS, NULL);
}

void
nx_agenda_heads_begin (NxAgendaHeads *self, int n, int minimum_width)
{
  g_return_if_fail (NX_IS_AGENDA_HEADS (self));

  while ((int) self->heads->len > n)
    {
      gtk_widget_unparent (g_array_index (self->heads, Head, self->heads->len - 1).button);
      g_array_set_size (self->heads, self->heads->len - 1);
    }
  while ((int) self->heads->len < n)
    add_head (self);
  for (int i = 0; i < n; i++)
    gtk_widget_set_size_request (g_array_index (self->heads, Head, i).button, minimum_width, -1);
}

void
nx_agenda_heads_set_day (NxAgendaHeads *self, int column, gint32 date, gboolean today, guint count)
{
  Head *head = &g_array_index (self->heads, Head, column);
  g_autofree char *name = nx_format_date (date), *number = NULL;
  int year, month, day;

  nx_date_to_ymd (date, &year, &month, &day);
  number = g_strdup_printf ("%d", day);
  gtk_widget_set_visible (head->mark, FALSE);
  gtk_widget_set_visible (head->weekday, TRUE);
  gtk_label_set_label (GTK_LABEL (head->weekday), nx_format_weekday_short (nx_date_weekday (date)));
  gtk_label_set_label (GTK_LABEL (head->day), number);
  if (today)
    gtk_widget_add_css_class (head->button, "today");
  else
    gtk_widget_remove_css_class (head->button, "today");
  set_count (head, name, count);
}

void
nx_agenda_heads_set_coach (NxAgendaHeads *self, int column, NxCoach *coach, guint count)
{
  Head *head = &g_array_index (self->heads, Head, column);
  const char *name = coach != NULL && coach->pseudonym != NULL ? coach->pseudonym : _ ("No coach");

  nx_mark_set_coach (NX_MARK (head->mark), coach);
  gtk_widget_set_visible (head->mark, coach != NULL);
  gtk_widget_set_visible (head->weekday, FALSE);
  gtk_label_set_label (GTK_LABEL (head->day), name);
  gtk_widget_remove_css_class (head->button, "today");
  set_count (head, name, count);
}

void
nx_agenda_heads_set_room (NxAgendaHeads *self, int column, const char *room, guint count)
{
  Head *head = &g_array_index (self->heads, Head, column);
  const char *name = room != NULL ? room : _ ("Without a room");

  gtk_widget_set_visible (head->mark, FALSE);
  gtk_widget_set_visible (head->weekday, FALSE);
  gtk_label_set_label (GTK_LABEL (head->day), name);
  gtk_widget_remove_css_class (head->button, "today");
  set_count (head, name, count);
}
