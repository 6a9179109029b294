/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include "server/http/nx-upload.h"

G_BEGIN_DECLS

/** NxMultipart: what a form with files held (RFC 7578). */
typedef struct
{
  GHashTable *pairs;  /* name → text, as nx_form_decode() gives it */
  GPtrArray *parts;   /* of NxUploadPart */
  GHashTable *faults; /* name → sentence: files that are not asked for, come twice, or are empty */
} NxMultipart;

void nx_multipart_free (NxMultipart *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NxMultipart, nx_multipart_free)

/**
 * nx_multipart_read:
 * @content_type: of the request
 * @file: name of the one file that is asked for
 *
 * Parts are found here: delimiters at the begin of a line that CRLF ended, nothing before the first, nothing after the last, no
 * parts within parts, no transfer codings; at most 50 parts, 4 KiB of head each. The heads are read by GMime. Contents are not
 * copied: a part's is a slice of @body.
 *
 * Errors: %NX_ERROR_BAD_REQUEST, %NX_ERROR_TOO_LARGE
 */
NxMultipart *nx_multipart_read (const char *content_type, GBytes *body, const char *file, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
