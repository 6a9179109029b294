/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/db/nx-db.h"

G_BEGIN_DECLS

/**
 * NxPool: worker threads, one connection each, one job at a time. Three kinds of workers, none of which takes from the others: the
 * slow ones hash passwords, at low priority; the remote ones wait for the services of others.
 */
typedef struct _NxPool NxPool;

/** NxJob: what is worked on; the first member of its owner's struct. */
typedef struct _NxJob NxJob;
struct _NxJob
{
  NxJob *next;
};

typedef struct
{
  /** On a worker; @db is %NULL where the database cannot be reached. */
  void (*work) (NxJob *job, NxDb *db, gpointer data);
  /** On the thread whose context is given to nx_pool_new(), in the order of completion. */
  void (*done) (NxJob *job, gpointer data);
  gpointer data;
} NxPoolHost;

typedef enum { NX_POOL_USUAL, NX_POOL_SLOW, NX_POOL_REMOTE, NX_POOL_KINDS } NxPoolKind;

typedef struct
{
  guint workers[NX_POOL_KINDS];
  guint queue_length; /* for each of the kinds */
} NxPoolSize;

typedef struct
{
  guint queued[NX_POOL_KINDS], busy[NX_POOL_KINDS], connected;
} NxPoolState;

NxPool *nx_pool_new (const char *conninfo, const NxPoolSize *size, const NxPoolHost *host, GMainContext *context);
/** Returns: %FALSE where the queue is full: the job is not taken. */
gboolean nx_pool_push (NxPool *self, NxJob *job, NxPoolKind kind);
void nx_pool_state (NxPool *self, NxPoolState *state);
/** Finishes what is queued, ends the threads, reports what is done. */
void nx_pool_free (NxPool *self);

G_END_DECLS
