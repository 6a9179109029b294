/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include "server/http/nx-request.h"

G_BEGIN_DECLS

/** Of all files of a request together. */
#define NX_UPLOAD_MAX_FILES (5 * 1024 * 1024)
/** Of everything else in it: heads of parts, boundaries, fields. */
#define NX_UPLOAD_MAX_REST (64 * 1024)

/** NxUploadPart: a file of a form (multipart/form-data), on routes with %NX_ROUTE_UPLOAD. */
typedef struct
{
  const char *name;
  const char *file_name;  /* (nullable): as the person's system named it, for display only: no path, no control character */
  const char *media_type; /* as claimed, in lower case, without parameters */
  GBytes *content;        /* never empty */
} NxUploadPart;

/** Returns: (transfer none) (nullable): the file that came as @name; %NULL where none was chosen, or the body is no form. */
const NxUploadPart *nx_request_part (NxRequest *request, const char *name);

G_END_DECLS
