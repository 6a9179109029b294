/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>
#include "server/http/nx-server.h"
#include "tests/lib/nx-test-db.h"

G_BEGIN_DECLS

/**
 * NxTestServer: the real server, in a thread of its own, on a free port of 127.0.0.1, over a fresh migrated database. Everything
 * that goes wrong inside fails the test at once.
 *
 *   g_autoptr (NxTestServer) server = nx_test_server_new (&(NxTestServerOptions){ .tables = tables });
 *   nx_test_db_script (server->db, "INSERT …");
 *   g_autofree char *token = nx_test_server_token (server, user_id);
 *   g_autoptr (NxTestReply) reply = nx_test_post (server, "/api/sessions/book", token, "{…}");
 *   nx_test_assert_code (reply, 409, "slot_taken");
 */
typedef struct
{
  const NxRoute *const *tables;  /* (nullable): NULL-terminated; none but the server's own where %NULL */
  NxClock *clock;                /* (nullable): the system's where %NULL */
  const char *conninfo;          /* (nullable): a database of the test's own; a fresh one where %NULL */
  NxAuthenticator authenticator; /* (nullable): that of server/accounts where %NULL */
  NxErrorPage error_page;        /* (nullable) */
  NxServerLimits limits;
  guint workers;                 /* 0: 4 */
  int log_fd;                    /* 0: no log */
  void (*set_up) (NxApp *app, gpointer data); /* (nullable): completes the app (templates) before the server starts */
  gpointer data;
} NxTestServerOptions;

typedef struct
{
  NxApp *app;
  guint port;
  char *url;      /* "http://127.0.0.1:PORT" */
  char *conninfo;
  NxDb *db;       /* a connection of the test's own, for fixtures */
  gpointer priv;
} NxTestServer;

/** @options: (nullable). */
NxTestServer *nx_test_server_new (const NxTestServerOptions *options);
/** Graceful stop; returns how long it took in @ms (optional). The object stays until nx_test_server_free(). */
void nx_test_server_stop (NxTestServer *self, guint *ms);
void nx_test_server_free (NxTestServer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NxTestServer, nx_test_server_free)

/** Calls @func with the server on the server's own thread and waits for it. */
void nx_test_server_call (NxTestServer *self, void (*func) (NxServer *server, gpointer data), gpointer data);

/** Adds a user of @role without a password. Returns: (transfer full): its id. */
char *nx_test_server_add_user (NxTestServer *self, NxRole role, const char *email);
/** Signs a user in without a password. Returns: (transfer full): the token, as nx_accounts_sign_in() gives it, valid 12 hours. */
char *nx_test_server_token (NxTestServer *self, const char *user_id);

/* --- client --- */

typedef struct
{
  guint status; /* 0: no answer */
  char *body;
  gsize length;
  JsonNode *json;      /* (nullable): the body, where it is JSON */
  GHashTable *headers; /* name in lower case → value; several of a name are joined with "\n" */
} NxTestReply;

void nx_test_reply_free (NxTestReply *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NxTestReply, nx_test_reply_free)

typedef struct
{
  const char *method;
  const char *path;           /* with its query */
  const char *token;          /* (nullable): as Authorization: Bearer */
  const char *cookie;         /* (nullable): value of the header Cookie */
  const char *content_type;   /* (nullable): application/json where %NULL and there is a body */
  const char *body;           /* (nullable) */
  const char *const *headers; /* (nullable): name, value, …, NULL */
  gsize length;               /* of @body, where it may hold a NUL; 0: to the NUL */
} NxTestRequest;

/** Sends over a kept-alive connection; redirects are not followed. Any thread. */
NxTestReply *nx_test_send (NxTestServer *self, const NxTestRequest *request);
NxTestReply *nx_test_get (NxTestServer *self, const char *path, const char *token);
NxTestReply *nx_test_post (NxTestServer *self, const char *path, const char *token, const char *json);
NxTestReply *nx_test_put (NxTestServer *self, const char *path, const char *token, const char *json);
/** POST of an urlencoded form as a browser sends it from our own page. @cookie: (nullable). */
NxTestReply *nx_test_form (NxTestServer *self, const char *path, const char *cookie, const char *form);

/** NxTestFile: what a person chose in a form. */
typedef struct
{
  const char *name, *file_name, *media_type; /* @media_type: (nullable) */
  const void *content;
  gsize length;
} NxTestFile;

/** POST of a form with a file. @fields: (nullable): name, value, …, NULL. @file: (nullable). */
NxTestReply *nx_test_upload (NxTestServer *self, const char *path, const char *token, const char *const *fields, const NxTestFile *file);

/** Returns: (transfer none) (nullable) */
const char *nx_test_reply_header (NxTestReply *self, const char *name);
/** Member by path ("session.coach.id", "items.0.id"). Returns: (transfer none) (nullable) */
JsonNode *nx_test_reply_node (NxTestReply *self, const char *path);
const char *nx_test_reply_string (NxTestReply *self, const char *path); /* fails the test where it is no string */
double nx_test_reply_number (NxTestReply *self, const char *path);      /* fails the test where it is no number */

/** Show the body where they fail. @code: of a problem document. */
#define nx_test_assert_status(reply, expected) nx_test_check_status ((reply), (expected), __FILE__, __LINE__)
#define nx_test_assert_code(reply, expected, code) nx_test_check_code ((reply), (expected), (code), __FILE__, __LINE__)
void nx_test_check_status (NxTestReply *reply, guint expected, const char *file, int line);
void nx_test_check_code (NxTestReply *reply, guint expected, const char *code, const char *file, int line);

/* --- raw --- */

/** Returns: a connected blocking socket with a time limit of @seconds for each read. */
int nx_test_connect (NxTestServer *self, guint seconds);
/** Sends @bytes and reads until the server closes or @seconds pass. Returns: (transfer full): all that came. */
char *nx_test_raw (NxTestServer *self, const char *bytes, gssize length, guint seconds, gsize *received);

G_END_DECLS
