/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/http/nx-response.h"

G_BEGIN_DECLS

typedef struct
{
  char *name, *value;
  gboolean is_cookie; /* gets "; Secure" where the site is https */
} NxResponseHeader;

struct _NxResponse
{
  guint status;
  const char *content_type; /* (nullable): interned */
  GBytes *body;             /* (nullable) */
  GArray *headers;          /* (nullable): of NxResponseHeader */
  int refs;
};

NxResponse *nx_response_ref (NxResponse *self);
/** Returns: (transfer none) (nullable) */
const char *nx_response_find_header (NxResponse *self, const char *name);

G_END_DECLS
