/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "common/nx-field.h"
#include "common/nx-json.h"
#include "server/http/nx-request.h"

G_BEGIN_DECLS

/**
 * NxPageInput: how a member of a field table is asked for on a page. Limits, choices and sentences come from the field table,
 * which the JSON routes share.
 */
typedef struct
{
  const char *name;         /* of the member */
  const char *label;        /* N_() */
  const char *hint;         /* (nullable): N_() */
  const char *type;         /* of the <input>: "text", "email", "tel", "password", "date"; ignored for choices */
  const char *autocomplete; /* (nullable): token of the HTML standard */
} NxPageInput;

/**
 * nx_page_write_form:
 * @writer: an object is open
 * @fields: the table that the form is checked against
 * @inputs: ends with a row whose name is %NULL
 * @faults: (nullable): member → sentence; those of nx_request_faults() or of an error's nx_error_get_fields()
 *
 * Adds "form": for each input what the partials input, area, choices and tick show, with what the person typed; and "faults": the
 * error summary, with a link to each field. Members that no input shows stand in the summary without link.
 */
void nx_page_write_form (NxJsonWriter *writer, NxRequest *request, const NxField *fields, const NxPageInput *inputs,
                         GHashTable *faults);

/** Returns: (transfer full): what is wrong by member, for nx_page_write_form(); an error without members is one sentence of its
 * own. */
GHashTable *nx_page_faults (const GError *error);

G_END_DECLS
