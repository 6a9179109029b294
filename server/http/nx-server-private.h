/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/http/nx-assets.h"
#include "server/http/nx-gate.h"
#include "server/http/nx-kept.h"
#include "server/http/nx-known.h"
#include "server/http/nx-live.h"
#include "server/http/nx-metrics.h"
#include "server/http/nx-pages.h"
#include "server/http/nx-pool.h"
#include "server/http/nx-request-private.h"
#include "server/http/nx-response-private.h"
#include "server/http/nx-router.h"
#include "server/http/nx-server.h"
#include "server/http/nx-watchdog.h"

G_BEGIN_DECLS

/** NxUploads: the large bodies that are under way. */
typedef struct _NxUploads NxUploads;

struct _NxServer
{
  NxApp *app;
  char *conninfo;
  const NxRoute **tables; /* (owned) (array zero-terminated=1): also our own */
  NxRouter *router;
  NxAuthenticator authenticator; /* (nullable) */
  const NxRecheck *recheck;      /* (nullable) */
  NxGlance glance;               /* (nullable) */
  NxErrorPage error_page;        /* (nullable) */
  NxServerLimits limits;
  int log_fd; /* -1: no log */
  GMainContext *context;
  NxGate *gate; /* (nullable): NULL before the start and after the stop */
  NxPool *pool;
  NxMetrics *metrics;
  NxPages *pages;
  NxUploads *uploads; /* (nullable): NULL before the start */
  NxKept *kept;
  NxKnown *known;
  NxAssets *assets; /* (nullable) */
  NxLive *live;
  NxWatchdog *watchdog; /* (nullable) */
  guint watchdog_ms;    /* 0: none */
  guint last_pulse;     /* the watchdog's own */
  guint port;
  guint in_flight; /* exchanges on workers */
  gboolean stopping;
};

/** NxExchange: a request on its way through the server, and its answer. */
typedef struct
{
  NxJob job; /* first */
  NxServer *server;
  SoupServerMessage *message;
  NxWire *wire;
  NxRequest *request;
  NxResponse *response; /* (nullable): until there is one */
  guint route_index;
  gint64 started_us;
  guint64 pages_generation;
  const char *cache_language; /* (nullable): the answer is to be kept for this language */
} NxExchange;

void nx_exchange_free (NxExchange *self);

/* nx-dispatch.c, on the server's thread */
void nx_dispatch (NxServer *self, SoupServerMessage *message, NxWire *wire);
/** Returns: (transfer full): @message without its body; takes @match's parameters. */
NxRequest *nx_dispatch_request (NxServer *self, SoupServerMessage *message, NxMatch *match);
/** A worker is done with it. */
void nx_dispatch_done (NxServer *self, NxExchange *exchange);

/* nx-run.c, on a worker: sign-in, checks, handler. */
NxResponse *nx_run (NxServer *self, NxRequest *request, NxDb *db);
/** Returns: (transfer none) (nullable): what signs @request in. */
const char *nx_run_token (NxRequest *request);
/** Returns: (transfer full): to the sign-in page, and from there on to where @request came from. */
NxResponse *nx_run_sign_in_page (NxServer *self, NxRequest *request);
/** Whether @request's input passed; otherwise @error. Sets query, body, form and faults. */
gboolean nx_input_read (NxRequest *request, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** The language before anybody is known: cookie or Accept-Language; %NULL where neither says one. */
const char *nx_request_language (NxRequest *self, const char *locale_of_person);

/* nx-answer.c, on the server's thread */
/** Writes exchange's response, its log line and its counters. */
void nx_answer (NxExchange *exchange);

void nx_answer_add_headers (NxServer *self, NxRequest *request, NxResponse *response, SoupMessageHeaders *headers);

/* nx-admit.c, on the server's thread */
NxUploads *nx_uploads_new (guint most);
void nx_uploads_unref (NxUploads *self);
/**
 * nx_admit: whether a body of @length, beyond the limit, may come.
 * @answer: (out) (transfer full): set where the refusal has words of its own
 *
 * Returns: 0, or the status that it is refused with
 */
guint nx_admit (NxServer *self, SoupServerMessage *message, gsize length, GBytes **answer);

/* nx-log.c */
void nx_log_request (NxServer *self, NxRequest *request, guint status, gint64 microseconds);

/* nx-idempotency.c, inside the handler's transaction, or before and after a handler that has its own */
typedef enum { NX_IDEMPOTENCY_NEW, NX_IDEMPOTENCY_REPLAY, NX_IDEMPOTENCY_ERROR } NxIdempotency;
/** @replay: (out) (transfer full): the first answer, where it is a repetition. */
NxIdempotency nx_idempotency_begin (NxDb *db, NxRequest *request, const char *key, NxResponse **replay, GError **error);
gboolean nx_idempotency_end (NxDb *db, NxRequest *request, const char *key, NxResponse *response, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Gives up the claim of a handler with its own transactions that failed: the key may be used again. */
gboolean nx_idempotency_release (NxDb *db, NxRequest *request, const char *key, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
