/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * nx_form_decode:
 * @text: (array length=length): application/x-www-form-urlencoded, of a body or a query
 *
 * Strict, unlike soup_form_decode(): a bad escape, %00, another control character than tab, CR and LF, invalid UTF-8 or more than
 * 200 pairs are refused. A repeated name joins its values with "\n".
 *
 * Returns: (transfer full): name → value, or %NULL with %NX_ERROR_BAD_REQUEST
 */
GHashTable *nx_form_decode (const char *text, gsize length, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * nx_form_add: a pair that came otherwise, under the same rules: @text (array length=length) is copied.
 *
 * Returns: %FALSE where it is not such a text
 */
gboolean nx_form_add (GHashTable *pairs, const char *name, const char *text, gsize length);

G_END_DECLS
