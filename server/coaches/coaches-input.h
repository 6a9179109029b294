/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "common/nx-error.h"
#include "common/nx-field.h"

G_BEGIN_DECLS

/** Returns: %NX_ERROR_INVALID with one member's sentence. */
GError *nx_input_fault (const char *member, const char *sentence);

/**
 * nx_input_period: reads `from` and `to`: instants, or days of the centre (then `to` is the last day, included). Absent: %NX_TIME_NONE.
 */
gboolean nx_input_period (NxValues *values, gint64 *from, gint64 *to, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer full) (element-type NxAvailabilityRange): the ranges of a body. */
GPtrArray *nx_input_ranges (JsonNode *node, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
