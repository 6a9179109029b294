/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/db/nx-db.h"
#include "server/nx-app.h"
#include "server/http/nx-route.h"

G_BEGIN_DECLS

/**
 * NxServer: the HTTP side of the process: gate, router, dispatcher, worker pool, live hub. It lives in the main context that is
 * the calling thread's default when nx_server_start() is called; all its functions belong to that thread.
 */
typedef struct _NxServer NxServer;

/**
 * NxPrincipal: who a token stands for. Strings are owned: nx_principal_clear(). The authenticator fills what it knows; @user_id,
 * @role and @jti always.
 */
typedef struct
{
  char *user_id;
  int role; /* NxRole */
  char *first_name, *last_name, *email;
  char *parent_id, *student_id, *coach_id; /* (nullable): by role */
  char *jti;
  char *zone;        /* (nullable): IANA name; the centre's where %NULL */
  char *locale;      /* (nullable): "fr" or "en" */
  gint64 expires_at; /* microseconds UTC */
} NxPrincipal;

void nx_principal_clear (NxPrincipal *self);
/** @to: (out caller-allocates). */
void nx_principal_copy (NxPrincipal *to, const NxPrincipal *from);
gboolean nx_principal_equal (const NxPrincipal *one, const NxPrincipal *other);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NxPrincipal, nx_principal_clear)

/**
 * NxAuthenticator:
 * @app: for its configuration (the secret)
 * @db: the handler's own connection; no transaction is open
 * @token: what came as `Authorization: Bearer …` or in the cookie nexus_session, never empty, at most 2 KiB
 * @now: microseconds UTC
 * @out: (out caller-allocates): zeroed
 *
 * Checks signature, expiry, revocation and that the account is in use: at every request, on a worker thread. It is also asked
 * again while a live connection is open.
 *
 * Returns: %TRUE with @out filled; %FALSE with %NX_ERROR_UNAUTHENTICATED where the token is not good (any longer), or with
 *   another code where that could not be found out
 */
typedef gboolean (*NxAuthenticator) (NxApp *app, NxDb *db, const char *token, gint64 now, NxPrincipal *out, GError **error);

/**
 * NxRecheck: the authenticator's question of the database by itself, for a token whose signature was checked a moment ago: it goes
 * with the handler's own first query.
 * @ask: sends it by nx_db_ahead(); nothing is waited for
 * @answer: @out: (out caller-allocates): zeroed; as %NxAuthenticator gives it
 */
typedef struct
{
  gboolean (*ask) (NxDb *db, const char *jti, gint64 now, GError **error);
  gboolean (*answer) (NxDb *db, NxPrincipal *out, GError **error);
} NxRecheck;

/**
 * NxErrorPage:
 * @request: its actor may be nobody, even where the person is signed in; its path may be one that no route has
 * @status: of the answer
 * @error: domain %NX_ERROR; the message is for the reader
 *
 * Makes the HTML page of an error, in the calling thread's language. Must not touch the database and must not fail.
 *
 * Returns: (transfer full)
 */
typedef NxResponse *(*NxErrorPage) (NxRequest *request, guint status, const GError *error);

/**
 * NxGlance: whether @token looks like one of ours: its signature and its expiry, without a database. It decides who may send a
 * large body, before it comes; whether the person is signed in is asked after. On the server's thread.
 */
typedef gboolean (*NxGlance) (NxApp *app, const char *token, gint64 now);

/** NxServerLimits: what the gate and the pool let through; zero takes the default. Tests make them small. */
typedef struct
{
  guint max_connections;  /* a quarter less than RLIMIT_NOFILE, at most 4096 */
  guint request_ms;       /* 10 000: head and body must be there by then */
  guint io_seconds;       /* 5: one read or write on the socket */
  guint idle_ms;          /* 30 000: a kept-alive connection without a request */
  gsize max_body;         /* 64 KiB */
  guint queue_length;     /* 64 for each worker: beyond it 503 at once */
  guint slow_workers;     /* 2 */
  guint remote_workers;   /* 4: they wait for the services of others */
  guint max_live;         /* 256 live connections */
  guint cache_ms;         /* 60 000: how long a cached page is kept */
  guint max_uploads;      /* 8: bodies with files that are in memory at once */
  guint upload_ms;        /* 180 000: in place of @request_ms, for a body with a file */
} NxServerLimits;

/**
 * nx_server_new:
 * @app: (transfer none): must outlive it
 * @conninfo: libpq connection string that each worker opens
 * @tables: (array zero-terminated=1): the domains' route tables, each terminated by a NULL method; static
 *
 * Errors: a pattern that is malformed or twice there is %NX_ERROR_CONFIG. Nothing is opened yet.
 */
NxServer *nx_server_new (NxApp *app, const char *conninfo, const NxRoute *const *tables, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Stops it first where it runs. */
void nx_server_free (NxServer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NxServer, nx_server_free)

/* Before nx_server_start(): */

/** Without one, nobody is ever signed in. */
void nx_server_set_authenticator (NxServer *self, NxAuthenticator authenticator);
/** @recheck: of that authenticator; without it every request asks by itself. Must live as long as @self. */
void nx_server_set_recheck (NxServer *self, const NxRecheck *recheck);
/** Without one, any token will do. */
void nx_server_set_glance (NxServer *self, NxGlance glance);
/** Without one, errors of pages are answered with a bare page. */
void nx_server_set_error_page (NxServer *self, NxErrorPage error_page);
void nx_server_set_limits (NxServer *self, const NxServerLimits *limits);
/**
 * nx_server_set_assets:
 * @resource: (transfer none): a resource whose files under @prefix are served at /assets/
 * @prefix: "/academy/nexusreussite/assets"
 */
void nx_server_set_assets (NxServer *self, GResource *resource, const char *prefix);

/** Where the line of each request goes: standard error unless said otherwise, nowhere with -1. */
void nx_server_set_log (NxServer *self, int fd);
/** Asks itself through the listening port every 10 s and aborts where it does not answer: for the process, not for tests. */
void nx_server_enable_watchdog (NxServer *self);

/**
 * nx_server_start:
 *
 * Listens at the configuration's address (port 0: any free one) and starts the workers, which connect in the background: a
 * database that is down gives 503, not a failed start. Errors: %NX_ERROR_CONFIG where the address cannot be listened on.
 */
gboolean nx_server_start (NxServer *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** The port that is listened on, 0 before nx_server_start(). */
guint nx_server_get_port (NxServer *self);

/**
 * nx_server_stop:
 *
 * Graceful: stops accepting, refuses new requests, lets those under way finish, closes live connections; runs the main context
 * meanwhile, for less than 5 s. Safe to call twice, and from a signal source.
 */
void nx_server_stop (NxServer *self);

/** Drops the pages that are kept (%NX_ROUTE_CACHED); a NOTIFY on the channel "catalogue" does the same. */
void nx_server_drop_pages (NxServer *self);

/*
 * For maps and documents, @tables are the domains'; the server's own routes are added.
 */

/** Writes the sorted route map with roles, one line a route, for `nexus-server routes` and the golden file. (transfer full) */
char *nx_routes_print (const NxRoute *const *tables);
/** The OpenAPI 3.1 document of @tables. (transfer full) */
char *nx_routes_openapi (const NxRoute *const *tables);
/** healthz, readyz, metrics, openapi.json, live. */
extern const NxRoute nx_http_routes[];

G_END_DECLS
