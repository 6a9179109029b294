/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/agenda/nx-agenda-block.h"

#include <math.h>
#include "common/nx-i18n.h"
#include "common/nx-format.h"
#include "desktop/widgets/nx-palette.h"
#include "desktop/widgets/nx-session-text.h"
#include "desktop/widgets/nx-time-paint.h"

#define RADIUS 6
#define PAD    4
#define ICON   14
/* So much of a name tells it from others. */
#define LEAST_NAME 44
/* So near to its beginning or end a block is taken by that. */
#define EDGE        6
#define LEAST_MIDDLE 14
/* A change of place is seen to happen, in so long. */
#define GLIDE_TIME  (240 * 1000)
#define GLIDE_WAIT  (G_USEC_PER_SEC)

enum
{
  CHOSEN,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

struct _NxAgendaBlock
{
  GtkWidget parent_instance;

  /* owned */
  NxSession *session;
  char *time;
  char *pupils;
  char *pupils_short;
  char *first_name;
  char *initials;
  char *what;

  NxSessionState state;
  gboolean show_mark;
  gboolean selected;

  /* where it was last laid out, and the way from there to where it is now */
  gint64 shown_start;
  char *shown_coach; /* (owned) (nullable) */
  graphene_point_t glide_from;
  gint64 glide_asked; /* frame time, 0: it does not glide */
  gint64 glide_begun; /* frame time, 0: it is not laid out at its new place yet */
  guint glide_id;
};

G_DEFINE_FINAL_TYPE (NxAgendaBlock, nx_agenda_block, GTK_TYPE_WIDGET)

/* Painting */

typedef struct
{
  GtkSnapshot *snapshot;
  GtkWidget *widget;
  GdkRGBA coach, paper, ink, dim;
  double width, height;
  gboolean rtl;
} Pen;

static double
share_of (NxSessionState state, gboolean dark)
{
  switch (state)
    {
    case NX_SESSION_STATE_RUNNING:
      return dark ? 0.38 : 0.26;
    case NX_SESSION_STATE_DONE:
      return dark ? 0.14 : 0.09;
    case NX_SESSION_STATE_REPORT_DUE:
      return dark ? 0.10 : 0.04;
    case NX_SESSION_STATE_CANCELLED:
    case NX_SESSION_STATE_NO_SHOW:
      return 0;
    default:
      return dark ? 0.28 : 0.17;
    }
}

static void
paint_dashes (Pen *pen, const GdkRGBA *color)
{
  cairo_t *cr = gtk_snapshot_append_cairo (pen->snapshot, &GRAPHENE_RECT_INIT (0, 0, pen->width, pen->height));
  double r = RADIUS - 1, w = pen->width - 1.5, h = pen->height - 1.5, o = 0.75;

  gdk_cairo_set_source_rgba (cr, color);
  cairo_set_line_width (cr, 1.5);
  cairo_set_dash (cr, (double[2]){ 4, 3 }, 2, 0);
  cairo_new_sub_path (cr);
  cairo_arc (cr, o + w - r, o + r, r, -G_PI_2, 0);
  cairo_arc (cr, o + w - r, o + h - r, r, 0, G_PI_2);
  cairo_arc (cr, o + r, o + h - r, r, G_PI_2, G_PI);
  cairo_arc (cr, o + r, o + r, r, G_PI, 3 * G_PI_2);
  cairo_close_path (cr);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

static void
paint_ground (NxAgendaBlock *self, Pen *pen)
{
  GdkRGBA fill = nx_palette_mix (&pen->paper, &pen->coach, share_of (self->state, nx_palette_is_dark (pen->widget)));
  GdkRGBA edge = pen->coach;
  GskRoundedRect outline;
  float line = self->selected ? 2 : self->state == NX_SESSION_STATE_RUNNING ? 1.5f : 1;
  double bar = self->state == NX_SESSION_STATE_RUNNING ? 6 : 4;

  gsk_rounded_rect_init_from_rect (&outline, &GRAPHENE_RECT_INIT (0, 0, pen->width, pen->height), RADIUS);
  gtk_snapshot_push_rounded_clip (pen->snapshot, &outline);
  gtk_snapshot_append_color (pen->snapshot, &fill, &outline.bounds);
  if (self->state != NX_SESSION_STATE_CANCELLED)
    gtk_snapshot_append_color (pen->snapshot, &pen->coach,
                               &GRAPHENE_RECT_INIT (pen->rtl ? pen->width - bar : 0, 0, bar, pen->height));
  /* What no credit pays for yet. */
  if (self->session->unpaid && self->state != NX_SESSION_STATE_CANCELLED)
    {
      GdkRGBA lines = nx_paint_faded (pen->coach, 0.30f);

      nx_paint_hatch (pen->snapshot, &outline.bounds, &lines, 8);
    }
  gtk_snapshot_pop (pen->snapshot);
  if (self->state == NX_SESSION_STATE_REPORT_DUE && !self->selected)
    {
      paint_dashes (pen, &pen->coach);
      return;
    }
  if (!self->selected && self->state != NX_SESSION_STATE_RUNNING)
    edge = nx_palette_mix (&fill, &pen->coach, 0.35);
  gtk_snapshot_append_border (pen->snapshot, &outline, (float[4]){ line, line, line, line },
                              (GdkRGBA[4]){ edge, edge, edge, edge });
}

/* Returns: the width that the icon took. */
static double
paint_icon (Pen *pen, const char *name, double end, double y, const GdkRGBA *color)
{
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gtk_widget_get_display (pen->widget));
  g_autoptr (GtkIconPaintable) icon = NULL;
  GdkRGBA colors[4] = { *color, *color, *color, *color };
  double x = pen->rtl ? end : pen->width - end - ICON;

  icon = gtk_icon_theme_lookup_icon (theme, name, NULL, 16, gtk_widget_get_scale_factor (pen->widget), GTK_TEXT_DIR_NONE,
                                     GTK_ICON_LOOKUP_FORCE_SYMBOLIC);
  gtk_snapshot_save (pen->snapshot);
  gtk_snapshot_translate (pen->snapshot, &GRAPHENE_POINT_INIT (x, y));
  gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (icon), pen->snapshot, ICON, ICON, colors, 4);
  gtk_snapshot_restore (pen->snapshot);
  return ICON + 3;
}

static int
text_width (Pen *pen, const char *text, PangoWeight weight, double scale)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (pen->widget, text);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  int width;

  pango_attr_list_insert (attributes, pango_attr_weight_new (weight));
  pango_attr_list_insert (attributes, pango_attr_scale_new (scale));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_get_pixel_size (layout, &width, NULL);
  return width;
}

static double
start_of (Pen *pen)
{
  return pen->width < 72 ? PAD + 3 : PAD + 5;
}

/* Text from the leading edge, never over what ends at @end. Returns: its height. */
static int
paint_text (NxAgendaBlock *self, Pen *pen, const char *text, double y, double end, PangoWeight weight, const GdkRGBA *color)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (pen->widget, text);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  double start = start_of (pen), room = pen->width - start - end;
  int height;

  pango_attr_list_insert (attributes, pango_attr_weight_new (weight));
  if (self->state == NX_SESSION_STATE_CANCELLED)
    pango_attr_list_insert (attributes, pango_attr_strikethrough_new (TRUE));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_width (layout, MAX (1, (int) room) * PANGO_SCALE);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_get_pixel_size (layout, NULL, &height);
  gtk_snapshot_save (pen->snapshot);
  gtk_snapshot_translate (pen->snapshot, &GRAPHENE_POINT_INIT (pen->rtl ? end : start, y));
  gtk_snapshot_append_layout (pen->snapshot, layout, color);
  gtk_snapshot_restore (pen->snapshot);
  return height;
}

static double
paint_mark (NxAgendaBlock *self, Pen *pen, double end, double y)
{
  NxCoach *coach = self->session->coach;
  g_autoptr (PangoLayout) layout = NULL;
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  int width, height;

  if (coach == NULL || coach->mark == NULL)
    return 0;
  layout = gtk_widget_create_pango_layout (pen->widget, coach->mark);
  pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_attr_list_insert (attributes, pango_attr_scale_new (0.88));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_get_pixel_size (layout, &width, &height);
  gtk_snapshot_save (pen->snapshot);
  gtk_snapshot_translate (pen->snapshot, &GRAPHENE_POINT_INIT (pen->rtl ? end : pen->width - end - width, y + 1));
  gtk_snapshot_append_layout (pen->snapshot, layout, &pen->coach);
  gtk_snapshot_restore (pen->snapshot);
  return width + 4;
}

/* What is at the trailing end of the first line: state, coach, modality. The text of @needed px is never cut for them: where room
 * lacks the coach goes first, then the modality, the state last. Returns: their width. */
static double
paint_signs (NxAgendaBlock *self, Pen *pen, double y, double needed)
{
  const char *state = nx_session_state_icon (self->state);
  NxCoach *coach = self->show_mark ? self->session->coach : NULL;
  double end = PAD, room = pen->width - start_of (pen) - needed - PAD - 2;
  double mark = coach != NULL && coach->mark != NULL ? text_width (pen, coach->mark, PANGO_WEIGHT_BOLD, 0.88) + 4 : 0;
  gboolean with_state = state != NULL && room >= ICON + 3;
  gboolean with_type = room >= (ICON + 3) * (with_state ? 2 : 1);

  if (with_state)
    end += paint_icon (pen, state, end, y + 1, self->state == NX_SESSION_STATE_NO_SHOW ? &pen->ink : &pen->coach);
  if (mark > 0 && with_type && room >= (ICON + 3) * (with_state ? 2 : 1) + mark)
    end += paint_mark (self, pen, end, y);
  if (with_type)
    end += paint_icon (pen, nx_session_type_icon (self->session->type), end, y + 1, &pen->dim);
  return end;
}

/* Too narrow for signs beside the text: the start, the name, and the state in the corner. */
static void
paint_narrow (NxAgendaBlock *self, Pen *pen)
{
  const char *state = nx_session_state_icon (self->state), *name = pen->width < 44 ? self->initials : self->first_name;
  double y = 3;

  if (pen->height >= 34 && start_of (pen) + text_width (pen, self->time, PANGO_WEIGHT_NORMAL, 1) < pen->width)
    y += paint_text (self, pen, self->time, y, 1, PANGO_WEIGHT_NORMAL, &pen->dim);
  y += paint_text (self, pen, name, y, 1, PANGO_WEIGHT_SEMIBOLD, &pen->ink);
  if (state != NULL && pen->height - y > ICON)
    paint_icon (pen, state, 2, pen->height - ICON - 3, &pen->coach);
}

/* One line: the start, and as much of the name as there is room for. */
static void
paint_line (NxAgendaBlock *self, Pen *pen, const char *pupils)
{
  int time = text_width (pen, self->time, PANGO_WEIGHT_SEMIBOLD, 1);
  gboolean with_time = pen->width >= start_of (pen) + time + LEAST_NAME;
  double signs = paint_signs (self, pen, 1, LEAST_NAME + (with_time ? time : 0));
  g_autofree char *line = with_time ? g_strdup_printf ("%s  %s", self->time, pupils) : g_strdup (pupils);

  paint_text (self, pen, line, pen->height < 26 ? 1 : 3, signs, PANGO_WEIGHT_SEMIBOLD, &pen->ink);
}

static void
paint_wide (NxAgendaBlock *self, Pen *pen)
{
  const char *pupils = pen->width < 118 ? self->pupils_short : self->pupils;
  double y = 3, signs;

  if (pen->height < 34)
    {
      paint_line (self, pen, pupils);
      return;
    }
  signs = paint_signs (self, pen, y, text_width (pen, self->time, PANGO_WEIGHT_NORMAL, 1));
  y += paint_text (self, pen, self->time, y, signs, PANGO_WEIGHT_NORMAL, &pen->dim);
  y += paint_text (self, pen, pupils, y, PAD, PANGO_WEIGHT_SEMIBOLD, &pen->ink);
  if (pen->height - y > 13)
    paint_text (self, pen, self->what, y, PAD, PANGO_WEIGHT_NORMAL, &pen->dim);
}

/* Gliding: a block that moves is painted on its way from where it was, in its new place's coordinates. */

static gboolean
get_place (NxAgendaBlock *self, graphene_point_t *place)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));

  return parent != NULL && gtk_widget_compute_point (GTK_WIDGET (self), parent, &GRAPHENE_POINT_INIT (0, 0), place);
}

static gboolean
on_glide (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  NxAgendaBlock *self = NX_AGENDA_BLOCK (widget);
  gint64 now = gdk_frame_clock_get_frame_time (clock);

  if (self->glide_asked == 0)
    self->glide_asked = now;
  gtk_widget_queue_draw (widget);
  if (self->glide_begun != 0 ? now - self->glide_begun < GLIDE_TIME : now - self->glide_asked < GLIDE_WAIT)
    return G_SOURCE_CONTINUE;
  self->glide_id = 0;
  return G_SOURCE_REMOVE;
}

static void
begin_glide (NxAgendaBlock *self)
{
  gboolean animate = FALSE;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-enable-animations", &animate, NULL);
  if (!animate || !gtk_widget_get_mapped (GTK_WIDGET (self)) || !get_place (self, &self->glide_from))
    return;
  self->glide_asked = self->glide_begun = 0;
  if (self->glide_id == 0)
    self->glide_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_glide, NULL, NULL);
}

static void
translate_glide (NxAgendaBlock *self, GtkSnapshot *snapshot)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (self));
  gint64 now = clock != NULL ? gdk_frame_clock_get_frame_time (clock) : 0;
  graphene_point_t place;
  double left;

  if (self->glide_id == 0 || !get_place (self, &place))
    return;
  if (self->glide_begun == 0 && (fabsf (place.x - self->glide_from.x) > 1 || fabsf (place.y - self->glide_from.y) > 1))
    self->glide_begun = now;
  if (self->glide_begun == 0)
    return;
  left = 1 - CLAMP ((double) (now - self->glide_begun) / GLIDE_TIME, 0, 1);
  left = left * left * left;
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) ((self->glide_from.x - place.x) * left),
                                                          (float) ((self->glide_from.y - place.y) * left)));
}

gboolean
nx_agenda_block_is_gliding (NxAgendaBlock *self)
{
  g_return_val_if_fail (NX_IS_AGENDA_BLOCK (self), FALSE);

  return self->glide_id != 0;
}

static void
nx_agenda_block_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  NxAgendaBlock *self = NX_AGENDA_BLOCK (widget);
  Pen pen = { .snapshot = snapshot,
              .widget = widget,
              .width = gtk_widget_get_width (widget),
              .height = gtk_widget_get_height (widget),
              .rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL };

  pen.paper = nx_palette_named (widget, "view_bg_color", (GdkRGBA){ 1, 1, 1, 1 });
  nx_palette_get (self->session->coach != NULL ? self->session->coach->color : 11, nx_palette_is_dark (widget), &pen.coach);
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &pen.ink);
  pen.dim = pen.ink;
  pen.dim.alpha *= 0.72f;
  if (self->state == NX_SESSION_STATE_CANCELLED)
    pen.ink = pen.dim;
  translate_glide (self, snapshot);
  paint_ground (self, &pen);
  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, 0, pen.width, pen.height));
  if (pen.width < 72)
    paint_narrow (self, &pen);
  else
    paint_wide (self, &pen);
  gtk_snapshot_pop (snapshot);
}

static void
nx_agenda_block_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                         int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = 1;
}

/* Callbacks */

static void
do_chosen (NxAgendaBlock *self)
{
}

static void
on_pressed (GtkGestureClick *gesture, int n_press, double x, double y, NxAgendaBlock *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

/* Chosen when the button is let go: it may have been the beginning of a drag. */
static void
on_released (GtkGestureClick *gesture, int n_press, double x, double y, NxAgendaBlock *self)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  g_signal_emit (self, signals[CHOSEN], 0);
}

static void
on_motion (GtkEventControllerMotion *controller, double x, double y, NxAgendaBlock *self)
{
  gboolean edge = self->state == NX_SESSION_STATE_PLANNED && nx_agenda_block_edge_at (self, y) != 0;

  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), edge ? "ns-resize" : NULL);
}

static void
action_open (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_activate (widget);
}

static gboolean
on_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip, gpointer data)
{
  NxAgendaBlock *self = NX_AGENDA_BLOCK (widget);
  NxSession *session = self->session;
  g_autofree char *range = nx_format_range (session->scheduledAt, nx_session_end (session), nx_session_zone ());
  g_autofree char *text
      = g_strdup_printf ("%s\n%s\n%s%s%s\n%s%s%s", range, self->pupils, self->what, session->coach != NULL ? " · " : "",
                         session->coach != NULL ? session->coach->pseudonym : "", nx_session_state_word (self->state),
                         session->unpaid ? " · " : "", session->unpaid ? _ ("not paid yet") : "");

  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

/* Overrides */

static void
clear_texts (NxAgendaBlock *self)
{
  g_clear_pointer (&self->time, g_free);
  g_clear_pointer (&self->pupils, g_free);
  g_clear_pointer (&self->pupils_short, g_free);
  g_clear_pointer (&self->first_name, g_free);
  g_clear_pointer (&self->initials, g_free);
  g_clear_pointer (&self->what, g_free);
}

static void
nx_agenda_block_finalize (GObject *object)
{
  NxAgendaBlock *self = NX_AGENDA_BLOCK (object);

  clear_texts (self);
  g_free (self->shown_coach);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (nx_agenda_block_parent_class)->finalize (object);
}

static void
nx_agenda_block_class_init (NxAgendaBlockClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = nx_agenda_block_finalize;
  widget_class->measure = nx_agenda_block_measure;
  widget_class->snapshot = nx_agenda_block_snapshot;
  signals[CHOSEN] = g_signal_new_class_handler ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST | G_SIGNAL_ACTION,
                                                G_CALLBACK (do_chosen), NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_activate_signal (widget_class, signals[CHOSEN]);
  gtk_widget_class_install_action (widget_class, "session.open", NULL, action_open);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, 0, "session.open", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Enter, 0, "session.open", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_space, 0, "session.open", NULL);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
  gtk_widget_class_set_css_name (widget_class, "nxagendablock");
}

static void
nx_agenda_block_init (NxAgendaBlock *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();

  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  g_signal_connect (self, "query-tooltip", G_CALLBACK (on_query_tooltip), NULL);
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), self);
  g_signal_connect (click, "released", G_CALLBACK (on_released), self);
  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

/* Public */

GtkWidget *
nx_agenda_block_new (NxSession *session)
{
  NxAgendaBlock *self = g_object_new (NX_TYPE_AGENDA_BLOCK, NULL);

  self->session = g_object_ref (session);
  self->shown_start = NX_TIME_NONE;
  nx_agenda_block_update (self, session->scheduledAt);
  return GTK_WIDGET (self);
}

NxSession *
nx_agenda_block_get_session (NxAgendaBlock *self)
{
  return self->session;
}

int
nx_agenda_block_edge_at (NxAgendaBlock *self, double y)
{
  int height = gtk_widget_get_height (GTK_WIDGET (self));

  g_return_val_if_fail (NX_IS_AGENDA_BLOCK (self), 0);

  /* A short block has an end only: it must remain possible to take it by its middle. */
  if (y >= height - EDGE)
    return 1;
  return y < EDGE && height >= 2 * EDGE + LEAST_MIDDLE ? -1 : 0;
}

static char *
block_sentence (NxAgendaBlock *self, gint64 now)
{
  g_autofree char *sentence = nx_session_sentence (self->session, now);

  if (!self->session->unpaid)
    return g_steal_pointer (&sentence);
  /* Translators: a session read aloud, then that no credit pays for it yet */
  return g_strdup_printf (_ ("%s, not paid yet"), sentence);
}

/* Whether the session stands elsewhere than when it was shown last. */
static gboolean
note_place (NxAgendaBlock *self)
{
  NxSession *session = self->session;
  const char *coach = session->coach != NULL ? session->coach->id : NULL;
  gboolean moved = self->shown_start != NX_TIME_NONE
                   && (self->shown_start != session->scheduledAt || g_strcmp0 (self->shown_coach, coach) != 0);

  g_free (self->shown_coach);
  self->shown_coach = g_strdup (coach);
  self->shown_start = session->scheduledAt;
  return moved;
}

void
nx_agenda_block_update (NxAgendaBlock *self, gint64 now)
{
  g_autofree char *sentence = NULL;

  g_return_if_fail (NX_IS_AGENDA_BLOCK (self));

  clear_texts (self);
  self->state = nx_session_state (self->session, now);
  self->time = nx_format_time (self->session->scheduledAt, nx_session_zone ());
  self->pupils = nx_session_pupils (self->session);
  self->pupils_short = nx_session_pupils_short (self->session);
  self->first_name = nx_session_first_name (self->session);
  self->initials = nx_session_initials (self->session);
  self->what = nx_session_what (self->session);
  sentence = block_sentence (self, now);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence, -1);
  if (note_place (self))
    begin_glide (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
nx_agenda_block_set_show_mark (NxAgendaBlock *self, gboolean show_mark)
{
  if (self->show_mark == show_mark)
    return;
  self->show_mark = show_mark;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
nx_agenda_block_set_selected (NxAgendaBlock *self, gboolean selected)
{
  if (self->selected == selected)
    return;
  self->selected = selected;
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_SELECTED, selected, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
