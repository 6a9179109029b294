/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include "common/nx-json.h"
#include "common/nx-record.h"

G_BEGIN_DECLS

/** NxResponse: a value that a handler returns; status, headers, body. Security headers are added when it is sent. */
typedef struct _NxResponse NxResponse;
void nx_response_free (NxResponse *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NxResponse, nx_response_free)

/** @writer: (transfer full): holds the whole document. */
NxResponse *nx_response_json (guint status, NxJsonWriter *writer);
/** {"@member": record}, or the record itself where @member is %NULL. */
NxResponse *nx_response_record (guint status, const char *member, gpointer record);
/** {"items": […], "nextCursor": …}. @cursor: (nullable). */
NxResponse *nx_response_list (GPtrArray *records, const char *cursor);
/** @html: (transfer full). */
NxResponse *nx_response_html (guint status, char *html);
/** 303 See Other, for POST → redirect → GET and for sign-in. @location: a path of this site or an absolute address. */
NxResponse *nx_response_redirect (const char *location);
NxResponse *nx_response_empty (void); /* 204 */
/** @body: (transfer none). */
NxResponse *nx_response_bytes (guint status, const char *content_type, GBytes *body);

/** Returns: @self. @value with a control character is a programmer's error. */
NxResponse *nx_response_header (NxResponse *self, const char *name, const char *value);
/** HttpOnly, SameSite=Lax, Path=/, Secure where the site is https. @max_age in seconds, 0 deletes, -1 for the browser's session. */
NxResponse *nx_response_cookie (NxResponse *self, const char *name, const char *value, int max_age);
guint nx_response_status (NxResponse *self);

G_END_DECLS
