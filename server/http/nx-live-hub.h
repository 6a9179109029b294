/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/http/nx-server.h"

G_BEGIN_DECLS

/** NxLiveHub: the thread that listens to the database; it reads events once for all sockets of the process. */
typedef struct _NxLiveHub NxLiveHub;

/** NxLiveNews: something for the sockets. */
typedef enum
{
  NX_LIVE_EVENT,    /* @json, for all who may see @coach_id's */
  NX_LIVE_REPLAYED, /* @json, for socket @socket alone */
  NX_LIVE_READY,    /* socket @socket has all that it missed: events reach it from now on */
  NX_LIVE_REVOKED,  /* socket @socket must close */
  NX_LIVE_CATALOGUE /* the catalogue changed */
} NxLiveNewsKind;

typedef struct
{
  NxLiveNewsKind kind;
  guint64 socket;
  char *json;     /* (nullable) */
  char *coach_id; /* (nullable) */
} NxLiveNews;

typedef struct
{
  NxApp *app;
  const char *conninfo;
  NxAuthenticator authenticator; /* (nullable) */
  GMainContext *context;
  /** In the thread of @context, in order. */
  void (*news) (const NxLiveNews *news, gpointer data);
  gpointer data;
} NxLiveHubHost;

NxLiveHub *nx_live_hub_new (const NxLiveHubHost *host);
void nx_live_hub_free (NxLiveHub *self);

/** NxLiveReader: a socket as the hub knows it. */
typedef struct
{
  guint64 socket;
  char *token;    /* checked again while the socket is open */
  char *coach_id; /* (nullable): sees only this coach's; %NULL: sees all */
  gint64 since;   /* the last event that it has, -1: only new ones are wanted */
} NxLiveReader;

/** @reader: its strings are copied. READY follows. */
void nx_live_hub_add (NxLiveHub *self, const NxLiveReader *reader);
void nx_live_hub_remove (NxLiveHub *self, guint64 socket);

G_END_DECLS
