/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/agenda/nx-agenda-month-cell.h"

#include "common/nx-format.h"
#include "common/nx-i18n.h"
#include "desktop/widgets/nx-palette.h"
#include "desktop/widgets/nx-session-text.h"
#include "desktop/widgets/nx-time-paint.h"

#define PAD      6
#define BAR      3
#define LEAST_HEIGHT 74

enum
{
  CHOSEN,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

/* NxLine: a session that is named. */
typedef struct
{
  char *id, *text; /* owned */
  gint64 color;
  NxSessionState state;
} Line;

struct _NxAgendaMonthCell
{
  GtkWidget parent_instance;

  /* owned */
  Line lines[NX_AGENDA_MONTH_LINES];
  char *band; /* (nullable) */
  char *key;  /* what is shown: the same is not painted again */

  gint32 date;
  guint n, n_lines;
  double lines_y, line_height; /* of the last frame: what a click is on */
  gboolean inside, today, closed;
};

G_DEFINE_FINAL_TYPE (NxAgendaMonthCell, nx_agenda_month_cell, GTK_TYPE_WIDGET)

/* Painting */

static PangoLayout *
styled (GtkWidget *widget, const char *text, double scale, PangoWeight weight, int room)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (widget, text);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_scale_new (scale));
  pango_attr_list_insert (attributes, pango_attr_weight_new (weight));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  if (room >= 0)
    {
      pango_layout_set_width (layout, MAX (1, room) * PANGO_SCALE);
      pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
    }
  return layout;
}

static void
paint (GtkSnapshot *snapshot, PangoLayout *layout, double x, double y, const GdkRGBA *color)
{
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) x, (float) y));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}

/* The number of the day at the start, how many sessions at the end. Returns: where the lines begin. */
static double
paint_head (NxAgendaMonthCell *self, GtkSnapshot *snapshot, GdkRGBA ink)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int year, month, day, width, height, room = gtk_widget_get_width (widget);
  g_autofree char *number = NULL, *count = nx_format_count (self->n);
  g_autoptr (PangoLayout) layout = NULL, counted = NULL;
  GdkRGBA dim = nx_paint_faded (ink, 0.6f), accent = nx_palette_named (widget, "accent_bg_color", (GdkRGBA){ 0.31f, 0.27f, 0.9f, 1 });
  GdkRGBA on_accent = nx_palette_named (widget, "accent_fg_color", (GdkRGBA){ 1, 1, 1, 1 });

  nx_date_to_ymd (self->date, &year, &month, &day);
  number = g_strdup_printf ("%d", day);
  layout = styled (widget, number, 1.05, PANGO_WEIGHT_SEMIBOLD, -1);
  pango_layout_get_pixel_size (layout, &width, &height);
  if (self->today)
    {
      float side = (float) MAX (width + 12, height + 2);
      graphene_rect_t disc = GRAPHENE_RECT_INIT (rtl ? (float) room - side - 3 : 3, 3, side, (float) height + 2);
      GskRoundedRect outline;

      gsk_rounded_rect_init_from_rect (&outline, &disc, disc.size.height / 2);
      gtk_snapshot_push_rounded_clip (snapshot, &outline);
      gtk_snapshot_append_color (snapshot, &accent, &disc);
      gtk_snapshot_pop (snapshot);
      paint (snapshot, layout, disc.origin.x + (side - (float) width) / 2, 4, &on_accent);
    }
  else
    paint (snapshot, layout, rtl ? room - PAD - width : PAD, 4, self->inside ? &ink : &dim);
  if (self->n > 0)
    {
      counted = styled (widget, count, 0.9, PANGO_WEIGHT_NORMAL, -1);
      pango_layout_get_pixel_size (counted, &width, NULL);
      paint (snapshot, counted, rtl ? PAD : room - PAD - width, 5, &dim);
    }
  return 8 + height;
}

static double
paint_band (NxAgendaMonthCell *self, GtkSnapshot *snapshot, double y, GdkRGBA ink)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GdkRGBA color = self->closed ? ink : nx_palette_named (widget, "accent_color", (GdkRGBA){ 0.31f, 0.27f, 0.9f, 1 });
  GdkRGBA wash = nx_paint_faded (color, 0.12f);
  int room = gtk_widget_get_width (widget), height;
  g_autoptr (PangoLayout) layout = styled (widget, self->band, 0.86, PANGO_WEIGHT_MEDIUM, room - 2 * PAD - 4);

  pango_layout_get_pixel_size (layout, NULL, &height);
  gtk_snapshot_append_color (snapshot, &wash, &GRAPHENE_RECT_INIT (0, (float) y, (float) room, (float) height + 2));
  paint (snapshot, layout, PAD, y + 1, &ink);
  return y + height + 4;
}

static void
paint_line (NxAgendaMonthCell *self, GtkSnapshot *snapshot, Line *line, double y, GdkRGBA ink)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int room = gtk_widget_get_width (widget);
  g_autoptr (PangoLayout) layout = styled (widget, line->text, 0.92, PANGO_WEIGHT_NORMAL, room - 2 * PAD - BAR - 4);
  GdkRGBA color, text = line->state == NX_SESSION_STATE_DONE || !self->inside ? nx_paint_faded (ink, 0.68f) : ink;

  nx_palette_get (line->color, nx_palette_is_dark (widget), &color);
  gtk_snapshot_append_color (snapshot, &color,
                             &GRAPHENE_RECT_INIT (rtl ? (float) (room - PAD - BAR) : PAD, (float) y + 2, BAR,
                                                  (float) self->line_height - 3));
  paint (snapshot, layout, rtl ? PAD : PAD + BAR + 4, y, &text);
}

static void
paint_lines (NxAgendaMonthCell *self, GtkSnapshot *snapshot, double y, GdkRGBA ink)
{
  GtkWidget *widget = GTK_WIDGET (self);
  g_autoptr (PangoLayout) sample = styled (widget, "Ég", 0.92, PANGO_WEIGHT_NORMAL, -1);
  GdkRGBA dim = nx_paint_faded (ink, 0.6f);
  int height, fit;
  guint shown;

  pango_layout_get_pixel_size (sample, NULL, &height);
  self->lines_y = y;
  self->line_height = height;
  fit = (int) ((gtk_widget_get_height (widget) - y - 2) / height);
  /* Where all have no room the last line counts the rest. */
  shown = (guint) CLAMP (self->n > (guint) MAX (0, fit) ? fit - 1 : fit, 0, (int) self->n_lines);
  for (guint i = 0; i < shown; i++)
    paint_line (self, snapshot, &self->lines[i], y + i * height, ink);
  if (self->n > shown && shown > 0)
    {
      g_autofree char *rest = g_strdup_printf ("+%u", self->n - shown);
      g_autoptr (PangoLayout) layout = styled (widget, rest, 0.92, PANGO_WEIGHT_SEMIBOLD, -1);

      paint (snapshot, layout, PAD + BAR + 4, y + shown * height, &dim);
    }
}

static void
nx_agenda_month_cell_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  NxAgendaMonthCell *self = NX_AGENDA_MONTH_CELL (widget);
  float width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  graphene_rect_t area = GRAPHENE_RECT_INIT (0, 0, width, height);
  GdkRGBA ink, accent = nx_palette_named (widget, "accent_color", (GdkRGBA){ 0.31f, 0.27f, 0.9f, 1 });
  double y;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &ink);
  gtk_snapshot_append_color (snapshot, &(GdkRGBA){ ink.red, ink.green, ink.blue, 0.10f }, &GRAPHENE_RECT_INIT (0, 0, width, 1));
  gtk_snapshot_append_color (snapshot, &(GdkRGBA){ ink.red, ink.green, ink.blue, 0.10f }, &GRAPHENE_RECT_INIT (0, 0, 1, height));
  if (!self->inside || self->closed)
    gtk_snapshot_append_color (snapshot, &(GdkRGBA){ ink.red, ink.green, ink.blue, 0.04f }, &area);
  if (self->today)
    gtk_snapshot_append_color (snapshot, &(GdkRGBA){ accent.red, accent.green, accent.blue, 0.06f }, &area);
  gtk_snapshot_push_clip (snapshot, &area);
  y = paint_head (self, snapshot, ink);
  if (self->band != NULL)
    y = paint_band (self, snapshot, y, ink);
  paint_lines (self, snapshot, y, ink);
  gtk_snapshot_pop (snapshot);
}

static void
nx_agenda_month_cell_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                              int *minimum_baseline, int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 40 : LEAST_HEIGHT;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 140 : 110;
}

/* Callbacks */

static void
on_released (GtkGestureClick *gesture, int n_press, double x, double y, NxAgendaMonthCell *self)
{
  int line = self->line_height > 0 && y >= self->lines_y ? (int) ((y - self->lines_y) / self->line_height) : -1;
  g_autofree char *id = NULL;

  if (!gtk_widget_contains (GTK_WIDGET (self), x, y))
    return;
  if (line >= 0 && line < (int) self->n_lines)
    id = g_strdup (self->lines[line].id);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  g_signal_emit (self, signals[CHOSEN], 0, id);
}

static gboolean
on_enter (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  g_signal_emit (widget, signals[CHOSEN], 0, NULL);
  return TRUE;
}

/* Overrides */

static void
clear_lines (NxAgendaMonthCell *self)
{
  for (guint i = 0; i < self->n_lines; i++)
    {
      g_free (self->lines[i].id);
      g_free (self->lines[i].text);
    }
  self->n_lines = 0;
  g_clear_pointer (&self->band, g_free);
}

static void
nx_agenda_month_cell_finalize (GObject *object)
{
  clear_lines (NX_AGENDA_MONTH_CELL (object));
  g_free (NX_AGENDA_MONTH_CELL (object)->key);
  G_OBJECT_CLASS (nx_agenda_month_cell_parent_class)->finalize (object);
}

static void
nx_agenda_month_cell_class_init (NxAgendaMonthCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = nx_agenda_month_cell_finalize;
  widget_class->measure = nx_agenda_month_cell_measure;
  widget_class->snapshot = nx_agenda_month_cell_snapshot;
  signals[CHOSEN]
      = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Return, 0, on_enter, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_Enter, 0, on_enter, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_space, 0, on_enter, NULL);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
  gtk_widget_class_set_css_name (widget_class, "nxagendamonthcell");
}

static void
nx_agenda_month_cell_init (NxAgendaMonthCell *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  g_signal_connect (click, "released", G_CALLBACK (on_released), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

/* Public */

GtkWidget *
nx_agenda_month_cell_new (void)
{
  return g_object_new (NX_TYPE_AGENDA_MONTH_CELL, NULL);
}

static void
add_line (NxAgendaMonthCell *self, NxSession *session, gint64 now, GString *spoken)
{
  Line *line = &self->lines[self->n_lines++];
  g_autofree char *time = nx_format_time (session->scheduledAt, nx_session_zone ());
  g_autofree char *pupils = nx_session_pupils_short (session);

  line->id = g_strdup (session->id);
  line->text = g_strdup_printf ("%s %s", time, pupils);
  line->color = session->coach != NULL ? session->coach->color : 11;
  line->state = nx_session_state (session, now);
  g_string_append_printf (spoken, "; %s %s", time, pupils);
}

static char *
make_key (gint32 date, NxSession **sessions, guint n, NxClosure *closure, gint64 now, gboolean inside, gboolean today)
{
  GString *key = g_string_new (NULL);

  g_string_append_printf (key, "%d %u %d %d %s", date, n, inside, today, closure != NULL ? closure->name : "");
  for (guint i = 0; i < MIN (n, NX_AGENDA_MONTH_LINES); i++)
    g_string_append_printf (key, " %s.%" G_GINT64_FORMAT ".%d", sessions[i]->id, sessions[i]->version,
                            nx_session_state (sessions[i], now));
  return g_string_free (key, FALSE);
}

void
nx_agenda_month_cell_set (NxAgendaMonthCell *self, gint32 date, NxSession **sessions, guint n, NxClosure *closure, gint64 now,
                          gboolean inside)
{
  gboolean today = date == nx_time_date_in_zone (now, nx_session_zone ());
  g_autofree char *key = make_key (date, sessions, n, closure, now, inside, today), *day = NULL;
  g_autoptr (GString) spoken = NULL;

  g_return_if_fail (NX_IS_AGENDA_MONTH_CELL (self));

  if (g_strcmp0 (key, self->key) == 0)
    return;
  g_free (self->key);
  self->key = g_steal_pointer (&key);
  clear_lines (self);
  self->date = date;
  self->n = n;
  self->inside = inside;
  self->today = today;
  self->closed = closure != NULL && !closure->bookable;
  self->band = closure != NULL ? g_strdup (closure->name) : NULL;
  day = nx_format_date (date);
  spoken = g_string_new (day);
  if (self->today)
    g_string_append_printf (spoken, ", %s", _ ("today"));
  if (closure != NULL)
    g_string_append_printf (spoken, ", %s", closure->name);
  g_string_append (spoken, ", ");
  g_string_append_printf (spoken, ngettext ("%u session", "%u sessions", n), n);
  for (guint i = 0; i < MIN (n, NX_AGENDA_MONTH_LINES); i++)
    add_line (self, sessions[i], now, spoken);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken->str, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
