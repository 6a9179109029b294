/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/**
 * NxFakeServer: a server over a real socket, on a free port of 127.0.0.1, that answers what a test told it and can stall, fail or
 * lie. It runs in the thread's own main context, beside the client.
 */
typedef struct _NxFakeServer NxFakeServer;

typedef enum
{
  NX_FAKE_HONEST,
  NX_FAKE_STALL,   /* takes requests and never answers */
  NX_FAKE_GARBAGE, /* 200 with something that is no JSON */
  NX_FAKE_NESTED,  /* 200 with a hundred thousand brackets */
  NX_FAKE_HUGE,    /* 200 with more than a client should read */
  NX_FAKE_HTML,    /* 500 with a page, as a proxy gives */
  NX_FAKE_REDIRECT /* 302 to somewhere else */
} NxFakeMode;

NxFakeServer *nx_fake_server_new (void);
void nx_fake_server_free (NxFakeServer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NxFakeServer, nx_fake_server_free)

/** "http://127.0.0.1:PORT" */
const char *nx_fake_server_get_address (NxFakeServer *self);
void nx_fake_server_set_mode (NxFakeServer *self, NxFakeMode mode);

/**
 * nx_fake_server_answer:
 * @path: of the request; a query that is given must be the request's, else any is taken
 * @body: (nullable): JSON
 */
void nx_fake_server_answer (NxFakeServer *self, const char *method, const char *path, guint status, const char *body);
/** A problem document as the real server writes them. */
void nx_fake_server_refuse (NxFakeServer *self, const char *method, const char *path, guint status, const char *code, const char *detail);
/** Delays each answer. */
void nx_fake_server_set_delay (NxFakeServer *self, guint milliseconds);
/** @action_id: (nullable): X-Action-Id of the changes that are accepted from now on. */
void nx_fake_server_set_action_id (NxFakeServer *self, const char *action_id);

/** How often @method @path was asked for. */
guint nx_fake_server_count (NxFakeServer *self, const char *method, const char *path);
/** (nullable) (transfer none): of the last request to @path: a header, the body, the whole target. */
const char *nx_fake_server_header (NxFakeServer *self, const char *path, const char *name);
const char *nx_fake_server_body (NxFakeServer *self, const char *path);
const char *nx_fake_server_target (NxFakeServer *self, const char *path);

/** Live connections that are open. */
guint nx_fake_server_live (NxFakeServer *self);
void nx_fake_server_emit (NxFakeServer *self, const char *event);
/** Cuts all live connections, as a restart does. */
void nx_fake_server_drop_live (NxFakeServer *self);
/** Stops listening, and listens on the same port again. */
void nx_fake_server_pause (NxFakeServer *self);
void nx_fake_server_resume (NxFakeServer *self);

/** The answers of an office with three students, for the whole application. */
void nx_fake_server_furnish (NxFakeServer *self, const char *role);

/** Adds a bank's statement of @n_lines and @n_payments that are awaited. */
void nx_fake_server_furnish_money (NxFakeServer *self, guint n_lines, guint n_payments);

/** The same statement of @n_lines, whose line @gone is a debit, or settled by a colleague where @gone is odd. */
void nx_fake_server_furnish_settled (NxFakeServer *self, guint n_lines, guint gone);

/** What moving, booking and undoing asks: a day of Hélios, rooms, open hours, holds, own actions. @now: µs UTC. */
void nx_fake_server_furnish_acts (NxFakeServer *self, gint64 now);
/** (transfer full): a session of Hélios with Lina as the server writes it. */
char *nx_fake_session_json (const char *id, gint64 start, int duration, int version);

/** What the agenda's dialogs ask: series, absences, waiting lists, closures, rooms, hours, a session's history. */
void nx_fake_server_furnish_dialogs (NxFakeServer *self);
/** A waiting list whose first name is offered a place until @expires_at, µs UTC. */
void nx_fake_server_furnish_waiting (NxFakeServer *self, gint64 expires_at);

G_END_DECLS
