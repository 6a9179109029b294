/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * NxJsonLimits: what the guard lets through. json-glib 1.6 overflows its stack on deep nesting, takes duplicate keys, comments
 * and `''` strings, and wraps large integers (design.md rule 10), so nothing reaches it that was not scanned first.
 */
typedef struct
{
  gsize max_bytes;
  guint max_depth;
  guint max_nodes;
} NxJsonLimits;

/** 64 KiB, depth 32, 4000 values: a request's body. */
extern const NxJsonLimits nx_json_limits_request;
/** 8 MiB, depth 32, 400000 values: an answer that the desktop reads. */
extern const NxJsonLimits nx_json_limits_answer;

/**
 * nx_json_guard_check:
 * @text: (array length=length): bytes, not necessarily terminated
 *
 * Scans for strict RFC 8259 in UTF-8: size, depth, number of values, duplicate members, `\u0000`, lone surrogates, integers
 * beyond ±2^53. No recursion, no allocation that grows with depth beyond the limit.
 *
 * Errors: %NX_ERROR_BAD_JSON naming what is wrong and at which byte; %NX_ERROR_INVALID for what is JSON by the letter and yet not
 * taken (a duplicate member, which is named in the error's fields, `\u0000`, a number that is too large); %NX_ERROR_TOO_LARGE
 * beyond max_bytes
 */
gboolean nx_json_guard_check (const char *text, gssize length, const NxJsonLimits *limits, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
