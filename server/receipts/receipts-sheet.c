/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/receipts/receipts-sheet.h"

/* As on the site (base.css). */
static const guint32 inks[] = {
  [NX_INK] = 0x17142e,  [NX_INK_SOFT] = 0x4d496b, [NX_BRAND] = 0x4f46e5,      [NX_TINT] = 0xf2f1fd,
  [NX_LINE] = 0xe4e2f3, [NX_ACCENT] = 0xf97316,   [NX_ACCENT_INK] = 0x9a3412, [NX_ACCENT_TINT] = 0xfff3e8,
  [NX_OK] = 0x065f46,   [NX_OK_TINT] = 0xe7f8f1,  [NX_WHITE] = 0xffffff,
};

/* What a face lacks (Arabic) comes from the next that has it. Emoji are not named: their face has figures too, and would give
 * them. */
#define FACES         "Inter, Noto Sans, Noto Sans Arabic, Cantarell, DejaVu Sans, sans-serif"
#define DISPLAY_FACES "Inter Display, " FACES

void
nx_sheet_init (NxSheet *self, cairo_t *cr, const char *language)
{
  /* A map of the thread's own: pango keeps one for each, so that the second receipt finds the faces loaded. */
  PangoFontMap *map = pango_cairo_font_map_get_default ();
  cairo_font_options_t *options = cairo_font_options_create ();

  self->cr = cr;
  self->context = pango_font_map_create_context (map);
  pango_cairo_context_set_resolution (self->context, 72);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options (self->context, options);
  cairo_font_options_destroy (options);
  pango_context_set_round_glyph_positions (self->context, FALSE);
  pango_context_set_language (self->context, pango_language_from_string (language));
  pango_context_set_base_dir (self->context, PANGO_DIRECTION_LTR);
}

void
nx_sheet_clear (NxSheet *self)
{
  g_clear_object (&self->context);
}

void
nx_sheet_ink (NxSheet *self, NxInk ink)
{
  cairo_set_source_rgb (self->cr, (inks[ink] >> 16 & 255) / 255.0, (inks[ink] >> 8 & 255) / 255.0, (inks[ink] & 255) / 255.0);
}

/* (transfer full) */
static PangoLayout *
lay_out (NxSheet *self, const NxStyle *style, const char *text)
{
  PangoLayout *layout = pango_layout_new (self->context);
  g_autoptr (PangoFontDescription) font = pango_font_description_from_string (style->display ? DISPLAY_FACES : FACES);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_font_description_set_absolute_size (font, style->size * PANGO_SCALE);
  if (style->weight != 0)
    pango_font_description_set_weight (font, style->weight);
  pango_layout_set_font_description (layout, font);
  /* Figures of one width: amounts stand under each other. */
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum, case"));
  /* A name that is broken, or an address of the site, has no hyphen that is not its own. */
  pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
  if (style->spacing != 0)
    pango_attr_list_insert (attributes,
                            pango_attr_letter_spacing_new ((int) (style->spacing * style->size * PANGO_SCALE / 1000)));
  pango_layout_set_attributes (layout, attributes);
  /* A name in Arabic stays in its column, at its start. */
  pango_layout_set_auto_dir (layout, FALSE);
  pango_layout_set_text (layout, text, -1);
  return layout;
}

double
nx_sheet_text (NxSheet *self, const NxStyle *style, double x, double y, double width, const char *text)
{
  static const PangoAlignment alignments[] = { PANGO_ALIGN_LEFT, PANGO_ALIGN_CENTER, PANGO_ALIGN_RIGHT };
  g_autoptr (PangoLayout) layout = NULL;
  int height;

  if (text == NULL)
    return 0;
  layout = lay_out (self, style, text);
  pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_line_spacing (layout, 1.25F);
  pango_layout_set_alignment (layout, alignments[style->align]);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_height (layout, -MAX (style->lines, 1));
  nx_sheet_ink (self, style->ink);
  cairo_move_to (self->cr, x, y);
  pango_cairo_show_layout (self->cr, layout);
  pango_layout_get_size (layout, NULL, &height);
  return (double) height / PANGO_SCALE;
}

double
nx_sheet_text_width (NxSheet *self, const NxStyle *style, const char *text)
{
  g_autoptr (PangoLayout) layout = lay_out (self, style, text);
  int width;

  pango_layout_get_size (layout, &width, NULL);
  return (double) width / PANGO_SCALE;
}

static void
trace_box (cairo_t *cr, double x, double y, double width, double height, double r)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, x + width - r, y + r, r, -G_PI_2, 0);
  cairo_arc (cr, x + width - r, y + height - r, r, 0, G_PI_2);
  cairo_arc (cr, x + r, y + height - r, r, G_PI_2, G_PI);
  cairo_arc (cr, x + r, y + r, r, G_PI, 3 * G_PI_2);
  cairo_close_path (cr);
}

void
nx_sheet_box (NxSheet *self, NxInk ink, double x, double y, double width, double height, double radius)
{
  nx_sheet_ink (self, ink);
  trace_box (self->cr, x, y, width, height, radius);
  cairo_fill (self->cr);
}

void
nx_sheet_rule (NxSheet *self, NxInk ink, double x, double y, double width, double thickness)
{
  nx_sheet_ink (self, ink);
  cairo_rectangle (self->cr, x, y, width, thickness);
  cairo_fill (self->cr);
}

static void
dot (cairo_t *cr, double x, double y, double radius)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
}

/* The drawing of favicon.svg, in its own units. */
void
nx_sheet_mark (NxSheet *self, double x, double y, double size)
{
  cairo_t *cr = self->cr;

  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_scale (cr, size / 40, size / 40);
  nx_sheet_box (self, NX_BRAND, 0, 0, 40, 40, 11);
  cairo_translate (cr, 4.4, 4.4);
  cairo_scale (cr, 0.78, 0.78);
  nx_sheet_ink (self, NX_WHITE);
  cairo_set_line_width (cr, 3.6);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_move_to (cr, 9, 31);
  cairo_line_to (cr, 9, 9);
  cairo_line_to (cr, 31, 31);
  cairo_line_to (cr, 31, 9);
  cairo_stroke (cr);
  dot (cr, 9, 31, 4);
  dot (cr, 9, 9, 4);
  dot (cr, 31, 31, 4);
  cairo_fill (cr);
  nx_sheet_ink (self, NX_ACCENT);
  dot (cr, 31, 9, 5.2);
  cairo_fill (cr);
  cairo_restore (cr);
}

void
nx_sheet_stamp (NxSheet *self, NxInk ink, double x, double y, const char *word, const char *date)
{
  const NxStyle large
      = { .size = 22, .weight = PANGO_WEIGHT_BOLD, .ink = ink, .align = NX_CENTRE, .display = TRUE, .spacing = 90 };
  const NxStyle small = { .size = 9.5, .weight = PANGO_WEIGHT_MEDIUM, .ink = ink, .align = NX_CENTRE };
  const double width = MAX (nx_sheet_text_width (self, &large, word), nx_sheet_text_width (self, &small, date)) + 38, height = 58;

  cairo_save (self->cr);
  cairo_translate (self->cr, x, y);
  cairo_rotate (self->cr, -7 * G_PI / 180);
  nx_sheet_ink (self, ink);
  cairo_set_line_width (self->cr, 1.8);
  trace_box (self->cr, -width / 2, -height / 2, width, height, 7);
  cairo_stroke (self->cr);
  cairo_set_line_width (self->cr, 0.6);
  trace_box (self->cr, -width / 2 + 3.5, -height / 2 + 3.5, width - 7, height - 7, 4.5);
  cairo_stroke (self->cr);
  nx_sheet_text (self, &large, -width / 2, -21, width, word);
  nx_sheet_text (self, &small, -width / 2, 8, width, date);
  cairo_restore (self->cr);
}
