/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * nx_refusal:
 * @status: 400 405 408 411 413 431 501 503
 * @language: "fr" or "en"
 *
 * Returns: (transfer full): a whole HTTP answer with a problem document, that ends its connection: for what never becomes a request
 */
GBytes *nx_refusal (guint status, const char *language);

G_END_DECLS
