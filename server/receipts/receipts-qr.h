/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

/** Fills the QR code of @text into the square of side @size at @x, @y, quiet margin included, in the source that is set. */
gboolean nx_qr_draw (cairo_t *cr, const char *text, double x, double y, double size) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
