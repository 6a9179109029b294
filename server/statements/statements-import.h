/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "common/nx-json.h"
#include "server/statements/statements.h"

G_BEGIN_DECLS

/** {"date": 0, "amount": null, …}; @member: (nullable). */
void nx_statements_write_columns (NxJsonWriter *writer, const char *member, const NxBankColumns *columns);
/** @text: JSON from a client. Errors: %NX_ERROR_INVALID of "columns". */
gboolean nx_statements_read_columns (const char *text, NxBankColumns *columns, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
