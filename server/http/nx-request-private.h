/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>
#include "server/http/nx-request.h"
#include "server/http/nx-route.h"
#include "server/http/nx-server.h"

G_BEGIN_DECLS

#define NX_REQUEST_MAX_PARAMS 4

/** Who may be behind a request besides its sign-in: "nexus_session". */
#define NX_SESSION_COOKIE "nexus_session"
#define NX_LANGUAGE_COOKIE "nexus_language"

/**
 * Filled on the server's thread, completed by the worker (who is signed in, what the input says), then read by the handler. The
 * headers are libsoup's own, which nobody touches while the message is paused.
 */
struct _NxRequest
{
  NxApp *app;
  const NxRoute *route; /* (nullable): none matched */
  const char *method;   /* interned */
  char *path;           /* as it came */
  char *query_text;     /* (nullable): as it came, without "?" */
  guint n_params;
  char *param_names[NX_REQUEST_MAX_PARAMS]; /* borrowed from the router */
  char *params[NX_REQUEST_MAX_PARAMS];
  SoupMessageHeaders *headers;
  GBytes *raw_body;
  char *remote;      /* (nullable) */
  char id[17];
  char *action_id;   /* (nullable): of a change by staff */
  gboolean is_page;  /* answered with HTML where it fails */
  gboolean same_site; /* nothing says that another site sent it */

  NxPrincipal principal;
  NxActor actor;
  NxValues *query;
  NxValues *body;
  GHashTable *form;   /* (nullable): what a form held */
  GHashTable *faults; /* (nullable): member → sentence */
  GHashTable *cookies; /* (nullable): those that were asked for */
  GPtrArray *parts;    /* (nullable): of NxUploadPart: the files of a form */
};

void nx_request_free (NxRequest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NxRequest, nx_request_free)

/** Forgets what a failed attempt of the transaction left. Sets the actor from the principal. */
void nx_request_set_actor (NxRequest *self, const char *language, gint64 now);
/** Returns: (transfer full) (nullable): the value of cookie @name in @header (nullable). */
char *nx_request_find_cookie (const char *header, const char *name);

G_END_DECLS
