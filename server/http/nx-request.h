/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include "common/nx-error.h"
#include "common/nx-field.h"
#include "server/nx-actor.h"

G_BEGIN_DECLS

/** NxRequest: an immutable request as a handler sees it: no libsoup type in it. Lives until its response is sent. */
typedef struct _NxRequest NxRequest;
typedef struct _NxApp NxApp;

NxApp *nx_request_app (NxRequest *self);
const NxActor *nx_request_actor (NxRequest *self);
const char *nx_request_method (NxRequest *self);
const char *nx_request_path (NxRequest *self);
/** Value of a "{name}" segment of the route's pattern, percent-decoded. Asking for one that is not there is a programmer's error. */
const char *nx_request_param (NxRequest *self, const char *name);
/** Returns: (transfer none) (nullable): first value of header @name. */
const char *nx_request_header (NxRequest *self, const char *name);
const char *nx_request_cookie (NxRequest *self, const char *name);
/** Returns: (transfer none): the validated query; its table is the route's @query. */
NxValues *nx_request_query (NxRequest *self);
/** Returns: (transfer none) (nullable): the validated body; %NULL where the route has no body table or, on a page, where the form did not pass. */
NxValues *nx_request_body (NxRequest *self);
/** Returns: (transfer none): the body as it came. */
GBytes *nx_request_raw_body (NxRequest *self);
/** Pages only. Returns: (transfer none) (nullable): what was wrong with the form, member → sentence; %NULL where it passed. */
GHashTable *nx_request_faults (NxRequest *self);
/** Pages only. Returns: (transfer none): what the person typed in @name, "" where nothing; never a SECRET member's value. */
const char *nx_request_form (NxRequest *self, const char *name);

G_END_DECLS
