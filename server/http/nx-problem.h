/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/http/nx-response.h"
#include "server/http/nx-server.h"

G_BEGIN_DECLS

/** Returns: (transfer full): a problem document (RFC 9457) of @error, in the calling thread's language; Retry-After where it says one. */
NxResponse *nx_problem_document (const GError *error);

/**
 * nx_problem_respond:
 * @error: any error; one of another domain, or %NX_ERROR_INTERNAL, is logged and shown as "internal" without its message
 * @page: (nullable): makes the page where @request wants one
 */
NxResponse *nx_problem_respond (NxRequest *request, const GError *error, NxErrorPage page);

G_END_DECLS
