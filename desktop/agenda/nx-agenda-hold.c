/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/agenda/nx-agenda-hold.h"

#include "common/nx-i18n.h"
#include "common/nx-format.h"
#include "desktop/widgets/nx-palette.h"
#include "desktop/widgets/nx-session-text.h"
#include "desktop/widgets/nx-time-paint.h"

struct _NxAgendaHold
{
  GtkWidget parent_instance;

  /* owned */
  char *text;

  gint64 color;
};

G_DEFINE_FINAL_TYPE (NxAgendaHold, nx_agenda_hold, GTK_TYPE_WIDGET)

static void
nx_agenda_hold_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                        int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = 1;
}

static void
nx_agenda_hold_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  NxAgendaHold *self = NX_AGENDA_HOLD (widget);
  float width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  graphene_rect_t area = GRAPHENE_RECT_INIT (0, 0, width, height);
  GdkRGBA ink, color, lines, paper = nx_palette_named (widget, "view_bg_color", (GdkRGBA){ 1, 1, 1, 1 }), wash;
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, self->text);
  int text_width, text_height;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &ink);
  nx_palette_get (self->color, nx_palette_is_dark (widget), &color);
  wash = nx_palette_mix (&paper, &color, 0.06);
  lines = nx_paint_faded (color, 0.30f);
  color.alpha = 0.55f;
  nx_paint_box (snapshot, &area, &wash, &color, 1);
  gtk_snapshot_push_clip (snapshot, &area);
  nx_paint_hatch (snapshot, &area, &lines, 8);
  pango_layout_set_width (layout, MAX (1, (int) width - 14) * PANGO_SCALE);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_get_pixel_size (layout, &text_width, &text_height);
  /* Words on lines cannot be read. */
  wash.alpha = 0.9f;
  gtk_snapshot_append_color (snapshot, &wash, &GRAPHENE_RECT_INIT (4, 3, (float) text_width + 6, (float) text_height));
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (7, 3));
  gtk_snapshot_append_layout (snapshot, layout, &ink);
  gtk_snapshot_pop (snapshot);
}

static void
nx_agenda_hold_finalize (GObject *object)
{
  g_free (NX_AGENDA_HOLD (object)->text);
  G_OBJECT_CLASS (nx_agenda_hold_parent_class)->finalize (object);
}

static void
nx_agenda_hold_class_init (NxAgendaHoldClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = nx_agenda_hold_finalize;
  widget_class->measure = nx_agenda_hold_measure;
  widget_class->snapshot = nx_agenda_hold_snapshot;
  gtk_widget_class_set_css_name (widget_class, "nxagendahold");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
nx_agenda_hold_init (NxAgendaHold *self)
{
  /* What is dragged over it reaches the hours below. */
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

GtkWidget *
nx_agenda_hold_new (NxHold *hold, NxCoach *coach)
{
  NxAgendaHold *self = g_object_new (NX_TYPE_AGENDA_HOLD, NULL);
  const char *who = hold->byName != NULL ? hold->byName : _ ("Somebody");
  g_autofree char *range
      = nx_format_range (hold->scheduledAt, hold->scheduledAt + hold->duration * NX_TIME_MINUTE, nx_session_zone ());
  g_autofree char *spoken = NULL;

  /* Translators: %s is a colleague’s name */
  self->text = g_strdup_printf (_ ("%s is booking"), who);
  self->color = coach != NULL ? coach->color : 11;
  spoken = g_strdup_printf ("%s, %s%s%s", self->text, range, coach != NULL ? ", " : "", coach != NULL ? coach->pseudonym : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  return GTK_WIDGET (self);
}
