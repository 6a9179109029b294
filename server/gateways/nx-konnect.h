/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "common/nx-error.h"
#include "common/nx-money.h"
#include "server/nx-config.h"

G_BEGIN_DECLS

/*
 * Konnect, the provider of payments by card (its API version 2, by libcurl). Both calls block: at most 5 s for the connection and 15 s
 * for all of it, trying again included. Any thread; never with a transaction open. Texts of errors are for people; what Konnect said
 * goes to the log.
 */

/** Longest reference that we keep, and longest address that we send a family to. */
#define NX_KONNECT_MAX_REFERENCE 100
#define NX_KONNECT_MAX_URL 2000

/**
 * NxKonnectPulse: how Konnect does, as this process knows it: while three calls wait for long, or after three in a row that were not
 * answered in time, further ones fail at once for ten seconds, then one tries. A provider that stalls holds nobody up twice. Any thread.
 */
typedef struct _NxKonnectPulse NxKonnectPulse;
NxKonnectPulse *nx_konnect_pulse_new (void);
void nx_konnect_pulse_free (NxKonnectPulse *self);

/** Whether payment by card is set up. */
gboolean nx_konnect_is_offered (const NxConfig *config);
/** Whether @text can be a reference of Konnect's: letters, digits and -._~: in an ordinary length. Others are never asked about. */
gboolean nx_konnect_reference_is_valid (const char *text);
/** Whether a family can be sent to @url: https, or http of this very machine. */
gboolean nx_konnect_pay_url_is_valid (const char *url);

/** NxKonnectOrder: what is to be paid, by whom, and where Konnect goes on. */
typedef struct
{
  const char *order_id;
  NxMoney amount; /* millimes of TND */
  const char *description;
  const char *webhook, *success_url, *fail_url;
  const char *first_name, *last_name, *phone, *email; /* (nullable) each */
  guint lifespan_minutes;
} NxKonnectOrder;

typedef struct
{
  char *pay_url, *reference;
} NxKonnectLink;
void nx_konnect_link_clear (NxKonnectLink *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NxKonnectLink, nx_konnect_link_clear)

/**
 * nx_konnect_init:
 * @link: (out caller-allocates): zeroed
 * @refused: (out): whether Konnect itself said no, so that no link was made; else none is known of, which is not the same
 *
 * Makes a link. Tried again only where nothing can have been made: no connection, or "later" as the answer.
 *
 * Errors: %NX_ERROR_UPSTREAM_FAILED
 */
gboolean nx_konnect_init (const NxConfig *config, NxKonnectPulse *pulse, const NxKonnectOrder *order, NxKonnectLink *link,
                          gboolean *refused, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** NxKonnectState: what Konnect says of a link. Members that it does not give are %NULL or negative: nothing is taken for granted. */
typedef struct
{
  char *status;   /* "completed", "pending", … */
  char *order_id;
  char *currency; /* "TND" */
  char *wallet;
  gint64 amount;  /* -1 where it is none */
  gint64 reached; /* what of it came; -1 where it does not say */
} NxKonnectState;
void nx_konnect_state_clear (NxKonnectState *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NxKonnectState, nx_konnect_state_clear)

/**
 * nx_konnect_read:
 * @state: (out caller-allocates): zeroed
 *
 * Asks for the state of @reference; tried again twice, with pauses.
 *
 * Errors: %NX_ERROR_NOT_FOUND (Konnect does not know it), %NX_ERROR_UPSTREAM_FAILED
 */
gboolean nx_konnect_read (const NxConfig *config, NxKonnectPulse *pulse, const char *reference, NxKonnectState *state, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
