/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** No picture is larger: on either side, and in all. Nothing here decodes one; whoever opens it does. */
#define NX_PROOF_MAX_SIDE 12000
#define NX_PROOF_MAX_PIXELS (50 * 1000 * 1000)

/**
 * nx_proof_check: what a file is by its content, never by its name: a PDF, PNG or JPEG that is one from its first byte to its last.
 * Something else behind the same bytes (an archive, a page, a programme) is refused; what cameras add after the end of a JPEG is
 * left out.
 *
 * @media_type: (out) (transfer none): "application/pdf", "image/png", "image/jpeg"
 *
 * Errors: %NX_ERROR_INVALID with a sentence for the family
 *
 * Returns: (transfer full): what is to be kept
 */
GBytes *nx_proof_check (GBytes *content, const char **media_type, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
