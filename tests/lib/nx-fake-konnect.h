/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * NxFakeKonnect: Konnect's two calls over a real socket. It makes payments, says what became of them, and on demand is slow, fails,
 * stalls or lies. Notices are the test's to send: as often and in whatever order it likes.
 */
typedef struct _NxFakeKonnect NxFakeKonnect;

typedef enum
{
  NX_FAKE_KONNECT_GOOD,
  NX_FAKE_KONNECT_STALL,    /* takes the request and says nothing until the mode changes */
  NX_FAKE_KONNECT_ERROR,    /* 500 */
  NX_FAKE_KONNECT_LATER,    /* 503 */
  NX_FAKE_KONNECT_REFUSE,   /* 401 */
  NX_FAKE_KONNECT_GARBAGE,  /* 200 with what is no JSON */
  NX_FAKE_KONNECT_EMPTY,    /* 200 with {} */
  NX_FAKE_KONNECT_HUGE,     /* 200 with megabytes */
  NX_FAKE_KONNECT_CUT,      /* closes in the middle of the body; what was asked for is done */
  NX_FAKE_KONNECT_MUTE,     /* closes without an answer; what was asked for is done */
  NX_FAKE_KONNECT_REDIRECT, /* 302 to itself */
  NX_FAKE_KONNECT_SAME_REF, /* makes every payment under the first one's reference */
  NX_FAKE_KONNECT_BAD_URL   /* payUrl is javascript: */
} NxFakeKonnectMode;

#define NX_FAKE_KONNECT_KEY "key-of-tests"
#define NX_FAKE_KONNECT_WALLET "5f7a209aeb3f76490ac4a3d1"

NxFakeKonnect *nx_fake_konnect_start (void);
void nx_fake_konnect_stop (NxFakeKonnect *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NxFakeKonnect, nx_fake_konnect_stop)

/** "http://127.0.0.1:PORT": KONNECT_BASE_URL. */
const char *nx_fake_konnect_url (NxFakeKonnect *self);
/** Of init-payment, and of reading a state. */
void nx_fake_konnect_set_modes (NxFakeKonnect *self, NxFakeKonnectMode init, NxFakeKonnectMode read);
/** Each answer waits that long. */
void nx_fake_konnect_set_delay (NxFakeKonnect *self, guint ms);

/** Payments that were made. */
guint nx_fake_konnect_count (NxFakeKonnect *self);
/** States that were asked for, known or not. */
guint nx_fake_konnect_reads (NxFakeKonnect *self);
/** Calls of init-payment, answered or not. */
guint nx_fake_konnect_inits (NxFakeKonnect *self);
/** Returns: (transfer full): the reference of the @n-th payment. */
char *nx_fake_konnect_reference (NxFakeKonnect *self, guint n);
/** Returns: (transfer full): what the @n-th payment was asked for with. */
JsonNode *nx_fake_konnect_request (NxFakeKonnect *self, guint n);
/** What was wrong with the requests so far ("" for nothing): header, member. Returns: (transfer full) */
char *nx_fake_konnect_complaints (NxFakeKonnect *self);

/** The family pays: status completed. */
void nx_fake_konnect_pay (NxFakeKonnect *self, guint n);
/** @json: value of @member from now on ("status" → "\"failed\"", "amount" → "1000"); %NULL leaves it out. */
void nx_fake_konnect_say (NxFakeKonnect *self, guint n, const char *member, const char *json);

G_END_DECLS
