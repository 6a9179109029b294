/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/widgets/nx-time-paint.h"

#include "desktop/widgets/nx-palette.h"

#define PAD        7
#define LEAST_TEXT 120

GdkRGBA
nx_paint_faded (GdkRGBA color, float share)
{
  color.alpha *= share;
  return color;
}

void
nx_paint_box (GtkSnapshot *snapshot, const graphene_rect_t *area, const GdkRGBA *wash, const GdkRGBA *color, float edge)
{
  GskRoundedRect outline;

  gsk_rounded_rect_init_from_rect (&outline, area, 6);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, wash, area);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_append_border (snapshot, &outline, (float[4]){ edge, edge, edge, edge },
                              (GdkRGBA[4]){ *color, *color, *color, *color });
}

void
nx_paint_hatch (GtkSnapshot *snapshot, const graphene_rect_t *area, const GdkRGBA *color, double gap)
{
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, area);
  double height = area->size.height;

  cairo_translate (cr, area->origin.x, area->origin.y);
  gdk_cairo_set_source_rgba (cr, color);
  cairo_set_line_width (cr, 1.5);
  for (double x = -height; x < area->size.width; x += gap)
    {
      cairo_move_to (cr, x, height);
      cairo_line_to (cr, x + height, 0);
    }
  cairo_stroke (cr);
  cairo_destroy (cr);
}

static void
paint_layout (GtkSnapshot *snapshot, PangoLayout *layout, double x, double y, const GdkRGBA *color)
{
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) x, (float) y));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}

void
nx_paint_range (GtkWidget *widget, GtkSnapshot *snapshot, const graphene_rect_t *area, int start, int end, const GdkRGBA *accent)
{
  g_autofree char *text = g_strdup_printf ("%02d:%02d–%02d:%02d", start / 60, start % 60, end / 60, end % 60);
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, text);
  graphene_rect_t inner;
  GdkRGBA wash = nx_paint_faded (*accent, 0.10f);

  graphene_rect_inset_r (area, 3, 1, &inner);
  nx_paint_box (snapshot, &inner, &wash, accent, 2);
  pango_layout_set_width (layout, MAX (1, (int) inner.size.width - 12) * PANGO_SCALE);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  paint_layout (snapshot, layout, inner.origin.x + PAD, inner.origin.y + 4, accent);
}

void
nx_paint_now (GtkWidget *widget, GtkSnapshot *snapshot, double x, double width, double y)
{
  GdkRGBA color = nx_palette_named (widget, "error_color", (GdkRGBA){ 0.75f, 0.11f, 0.16f, 1 });
  GskRoundedRect dot;

  gtk_snapshot_append_color (snapshot, &color, &GRAPHENE_RECT_INIT ((float) x, (float) y - 1, (float) width, 2));
  gsk_rounded_rect_init_from_rect (&dot, &GRAPHENE_RECT_INIT ((float) x - 4, (float) y - 4, 8, 8), 4);
  gtk_snapshot_push_rounded_clip (snapshot, &dot);
  gtk_snapshot_append_color (snapshot, &color, &dot.bounds);
  gtk_snapshot_pop (snapshot);
}

static PangoLayout *
styled (GtkWidget *widget, const char *text, int width, double scale, PangoWeight weight)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (widget, text);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_scale_new (scale));
  pango_attr_list_insert (attributes, pango_attr_weight_new (weight));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_width (layout, MAX (1, width) * PANGO_SCALE);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  return layout;
}

/* The words stand in the ghost where they fit, else on a card of their own that begins in it and stays inside the grid. */
static void
place_words (GtkWidget *widget, const graphene_rect_t *area, int width, int height, graphene_rect_t *words)
{
  double right = gtk_widget_get_width (widget), bottom = gtk_widget_get_height (widget);

  graphene_rect_init (words, area->origin.x, area->origin.y, MAX (area->size.width, (float) width),
                      MAX (area->size.height, (float) height));
  words->origin.x = (float) MAX (0, MIN (words->origin.x, right - words->size.width));
  words->origin.y = (float) MAX (0, MIN (words->origin.y, bottom - words->size.height));
}

void
nx_paint_ghost (GtkWidget *widget, GtkSnapshot *snapshot, const graphene_rect_t *area, const char *title, const char *text,
                const char *refused)
{
  GdkRGBA ink, paper = nx_palette_named (widget, "view_bg_color", (GdkRGBA){ 1, 1, 1, 1 });
  GdkRGBA color = refused != NULL ? nx_palette_named (widget, "error_color", (GdkRGBA){ 0.75f, 0.11f, 0.16f, 1 })
                                  : nx_palette_named (widget, "accent_color", (GdkRGBA){ 0.31f, 0.27f, 0.9f, 1 });
  GdkRGBA wash = nx_palette_mix (&paper, &color, 0.14), lines = nx_paint_faded (color, 0.35f);
  int room = MAX (refused != NULL ? LEAST_TEXT : 0, (int) area->size.width - 6) - 2 * PAD, title_height, text_height = 0;
  g_autoptr (PangoLayout) large = styled (widget, title, room, 1.45, PANGO_WEIGHT_BOLD);
  g_autoptr (PangoLayout) small = styled (widget, refused != NULL ? refused : text != NULL ? text : "", room, 1, PANGO_WEIGHT_MEDIUM);
  graphene_rect_t inner, words;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &ink);
  wash.alpha = 0.92f;
  graphene_rect_inset_r (area, 3, 1, &inner);
  pango_layout_set_single_paragraph_mode (large, TRUE);
  if (refused == NULL)
    {
      pango_layout_set_height (small, -1);
      pango_layout_set_ellipsize (small, PANGO_ELLIPSIZE_END);
    }
  pango_layout_get_pixel_size (large, NULL, &title_height);
  if (refused != NULL || text != NULL)
    pango_layout_get_pixel_size (small, NULL, &text_height);
  place_words (widget, &inner, room + 2 * PAD, title_height + text_height + 8, &words);
  nx_paint_box (snapshot, &words, &wash, &color, 0);
  nx_paint_box (snapshot, &inner, &wash, &color, 2);
  if (refused != NULL)
    {
      gtk_snapshot_push_clip (snapshot, &inner);
      nx_paint_hatch (snapshot, &inner, &lines, 9);
      gtk_snapshot_pop (snapshot);
      /* Words on lines cannot be read: they have a ground of their own. */
      wash.alpha = 1;
      gtk_snapshot_append_color (snapshot, &wash,
                                 &GRAPHENE_RECT_INIT (words.origin.x + 4, words.origin.y + 3, words.size.width - 8,
                                                      (float) (title_height + text_height + 3)));
    }
  paint_layout (snapshot, large, words.origin.x + PAD, words.origin.y + 3, &color);
  if (text_height > 0)
    paint_layout (snapshot, small, words.origin.x + PAD, words.origin.y + 3 + title_height, &ink);
}
