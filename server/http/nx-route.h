/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "common/nx-field.h"
#include "server/db/nx-db.h"
#include "server/http/nx-request.h"
#include "server/http/nx-response.h"

G_BEGIN_DECLS

/**
 * NxHandler: a linear function on a worker thread with its own connection. Returns: (transfer full): the answer, or %NULL with
 * @error set, which becomes a problem document (JSON) or an error page (pages).
 *
 * A handler of POST, PUT, PATCH or DELETE runs inside one transaction that commits where it returns a status below 400 and rolls
 * back otherwise, and may be run again after a serialization failure or deadlock: no effect outside the database.
 */
typedef NxResponse *(*NxHandler) (NxRequest *request, NxDb *db, GError **error);

typedef enum
{
  NX_ROLES_NOBODY = 0, /* refused to all; by the handler where it is NX_ROUTE_INLINE, whose roles nobody checks */
  NX_ROLES_ADMIN = 1 << NX_ROLE_ADMIN,
  NX_ROLES_ASSISTANTE = 1 << NX_ROLE_ASSISTANTE,
  NX_ROLES_COACH = 1 << NX_ROLE_COACH,
  NX_ROLES_PARENT = 1 << NX_ROLE_PARENT,
  NX_ROLES_ELEVE = 1 << NX_ROLE_ELEVE,
  NX_ROLES_OFFICE = NX_ROLES_ADMIN | NX_ROLES_ASSISTANTE,
  NX_ROLES_STAFF = NX_ROLES_OFFICE | NX_ROLES_COACH,
  NX_ROLES_FAMILY = NX_ROLES_PARENT | NX_ROLES_ELEVE,
  NX_ROLES_SIGNED_IN = NX_ROLES_STAFF | NX_ROLES_FAMILY,
  NX_ROLES_ANYONE = 1 << 8
} NxRoles;

typedef enum
{
  NX_ROUTE_NONE = 0,
  NX_ROUTE_PAGE = 1 << 0,            /* answers HTML; takes forms; a visitor without sign-in is sent to the sign-in page */
  NX_ROUTE_IDEMPOTENT = 1 << 1,      /* takes Idempotency-Key (api.md) */
  NX_ROUTE_OWN_TRANSACTION = 1 << 2, /* the handler opens its transactions itself */
  NX_ROUTE_SLOW = 1 << 3,            /* hashes a password: runs on the slow pool, which never starves the others */
  NX_ROUTE_PARTIAL = 1 << 4,         /* an absent body is an empty object */
  NX_ROUTE_CACHED = 1 << 5,          /* a page that is the same for every visitor without a session cookie: kept per language, dropped when the catalogue changes */
  NX_ROUTE_INLINE = 1 << 6,          /* answered on the libsoup thread: no database, no blocking */
  NX_ROUTE_KEPT = 1 << 7,            /* GET whose answer depends on the database, who asks and the second alone: see NxKept */
  NX_ROUTE_UPLOAD = 1 << 8,          /* takes multipart/form-data with a file (nx-upload.h) besides what it takes without */
  NX_ROUTE_RAW = 1 << 9,             /* takes a body of any type, which the handler reads by nx_request_raw_body() */
  NX_ROUTE_REMOTE = 1 << 10,         /* waits for another service (Konnect): runs on workers of its own; never with a transaction open meanwhile */
  NX_ROUTE_DAV = 1 << 11             /* of WebDAV (RFC 4918), whose methods OpenAPI has no names for: not in that document */
} NxRouteFlags;

/** NxRoute: one row. The dispatcher does 401, 403, 404, 405, 413, 415, 422, idempotency; handlers hold none of that. */
typedef struct
{
  const char *method;   /* "GET" (HEAD follows), "POST", … */
  const char *pattern;  /* "/api/sessions/{id}/report" */
  NxRoles roles;
  const NxField *query; /* (nullable): no query is taken */
  const NxField *body;  /* (nullable): no body is taken */
  NxHandler handler;
  NxRouteFlags flags;
  const char *summary;  /* one line, English, for OpenAPI and the route map */
  const char *file;     /* (nullable): the file that NX_ROUTE_UPLOAD takes; "file" where NULL */
} NxRoute;

/* Each domain: extern const NxRoute nx_<domain>_routes[]; terminated by a NULL method; server/routes.c lists them. */

G_END_DECLS
