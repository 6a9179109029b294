/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>
#include "server/http/nx-server.h"
#include "server/http/nx-wire.h"

G_BEGIN_DECLS

/** NOTIFY on it drops the pages that are kept: the catalogue, the coaches or the site's settings changed. */
#define NX_CATALOGUE_CHANNEL "catalogue"
/** NOTIFY on it has the sign-ins of all live connections checked at once: a token was revoked. */
#define NX_AUTH_CHANNEL "nx_auth"

/**
 * NxLive: the live connections of `GET /api/live` and the one thread that listens to the database for them. All functions on the
 * server's thread.
 */
typedef struct _NxLive NxLive;

typedef struct
{
  NxApp *app;
  const char *conninfo;
  NxAuthenticator authenticator; /* (nullable) */
  guint max_sockets;
  GMainContext *context;
  void (*catalogue_changed) (gpointer data);
  void (*released) (gpointer data); /* the descriptor of a socket is closed */
  gpointer data;
} NxLiveHost;

NxLive *nx_live_new (const NxLiveHost *host);
void nx_live_free (NxLive *self);
/** Takes the connection over: @request passed nx_live_handler(). */
void nx_live_accept (NxLive *self, SoupServerMessage *message, NxWire *wire, NxRequest *request);
/** Closes all connections with 1001 (going away). */
void nx_live_close (NxLive *self);
guint nx_live_count (NxLive *self);

/** The handler of `GET /api/live`: checks the handshake. Status 101 stands for "accept it". */
NxResponse *nx_live_handler (NxRequest *request, NxDb *db, GError **error);
extern const NxField nx_live_query_fields[];

G_END_DECLS
