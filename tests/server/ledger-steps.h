/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <pthread.h>

#include "tests/server/booking-fixture.h"

/* The random operations of test-ledger-property.c: what is thrown, done, and counted as it was told. */

#define CLIENTS 4
#define STUDENTS 6
#define PUPIL(n) STUDENT ((n) + 3) /* whose parents have no other child */
#define COACHES 3
#define SECONDS_A_STEP 20
#define SECONDS_BEHIND 1800
#define POOL 48
#define N_TYPES 6

typedef enum { BOOK, CANCEL, REFUND_AGAIN, ADD, TAKE, GRANT, EXPIRE, BUY, SETTLE, N_KINDS } Kind;

/* Identifiers that the clients share, so that they run into each other; the oldest make room. */
typedef struct
{
  pthread_mutex_t lock;
  char id[POOL][37];
  guint owner[POOL];
  guint n;
} Pool;

/* What the operations that came through were told. */
typedef struct
{
  gint64 sum[STUDENTS][N_TYPES];
  gint64 rows[STUDENTS][N_TYPES];
  guint done[N_KINDS], refused[N_KINDS], busy, cancelled;
} Tally;

typedef struct
{
  BookingFixture centre;
  guint32 seed;
  guint steps; /* of one client in one part */
  int step;    /* atomic: of all together */
  int running; /* atomic */
  Pool sessions, payments, refunded;
  pthread_mutex_t settled_lock;
  GHashTable *settled; /* payments whose settlement came through */
  Tally tally[CLIENTS];
} Property;

typedef struct
{
  Property *property;
  NxDb *db;
  GRand *rand;
  Tally *tally;
} Client;

const char *property_kind_name (Kind kind);
void property_setup (Property *self);
/** Throws one operation, does it in a transaction of its own, and counts what came of it. */
void property_step (Client *client);
/** Lets all lots expire whose time is over at @now. */
void property_expire (Client *client, gint64 now);
