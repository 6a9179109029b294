/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <pango/pangocairo.h>

G_BEGIN_DECLS

/* A page of paper to write and draw on: points (1/72 inch) from its upper left corner. */

typedef enum
{
  NX_INK,
  NX_INK_SOFT,
  NX_BRAND,
  NX_TINT,
  NX_LINE,
  NX_ACCENT,
  NX_ACCENT_INK,
  NX_ACCENT_TINT,
  NX_OK,
  NX_OK_TINT,
  NX_WHITE
} NxInk;

typedef enum { NX_START, NX_CENTRE, NX_END } NxAlign;

/**
 * NxStyle: how a text looks.
 * @size: of the letters, in points
 * @lines: how many lines it may take; what is longer ends in "…"
 * @display: the face for large letters
 * @spacing: between letters, in thousandths of their size
 */
typedef struct
{
  double size;
  int weight; /* PangoWeight; 0: regular */
  NxInk ink;
  NxAlign align;
  int lines; /* 0: 1 */
  gboolean display;
  int spacing;
} NxStyle;

typedef struct
{
  cairo_t *cr;
  PangoContext *context; /* owned */
} NxSheet;

/** @cr: (transfer none). @language: "fr" or "en", for hyphens and shapes. */
void nx_sheet_init (NxSheet *self, cairo_t *cr, const char *language);
void nx_sheet_clear (NxSheet *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NxSheet, nx_sheet_clear)

void nx_sheet_ink (NxSheet *self, NxInk ink);
/** Writes @text with its upper edge at @y. Returns: how high it is; 0 where @text is %NULL. */
double nx_sheet_text (NxSheet *self, const NxStyle *style, double x, double y, double width, const char *text);
/** Returns: how wide @text is on one line. */
double nx_sheet_text_width (NxSheet *self, const NxStyle *style, const char *text);

void nx_sheet_box (NxSheet *self, NxInk ink, double x, double y, double width, double height, double radius);
void nx_sheet_rule (NxSheet *self, NxInk ink, double x, double y, double width, double thickness);
/** The mark of Nexus Réussite in a square of side @size. */
void nx_sheet_mark (NxSheet *self, double x, double y, double size);
/** A rubber stamp around @x, @y: two lines in a frame, a little askew. */
void nx_sheet_stamp (NxSheet *self, NxInk ink, double x, double y, const char *word, const char *date);

G_END_DECLS
