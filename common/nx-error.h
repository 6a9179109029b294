/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * NxErrorCode:
 *
 * Everything that can go wrong at run time and that a caller or a person can act on. Each code has one slug (the `code` member
 * of a problem document, api.md "Rules") and one HTTP status, in one table in nx-error.c. Both ends use it: the server writes
 * the slug, the desktop maps it back.
 */
typedef enum
{
  NX_ERROR_BAD_JSON,             /* 400 bad_json */
  NX_ERROR_BAD_REQUEST,          /* 400 bad_request */
  NX_ERROR_UNAUTHENTICATED,      /* 401 unauthenticated */
  NX_ERROR_BAD_CREDENTIALS,      /* 401 bad_credentials */
  NX_ERROR_BAD_SIGNATURE,        /* 401 bad_signature */
  NX_ERROR_FORBIDDEN,            /* 403 forbidden */
  NX_ERROR_CROSS_SITE,           /* 403 cross_site */
  NX_ERROR_SUBJECT_NOT_INCLUDED, /* 403 subject_not_included */
  NX_ERROR_NOT_FOUND,            /* 404 not_found */
  NX_ERROR_METHOD_NOT_ALLOWED,   /* 405 method_not_allowed */
  NX_ERROR_CONFLICT,             /* 409 conflict */
  NX_ERROR_EMAIL_TAKEN,          /* 409 email_taken */
  NX_ERROR_TOKEN_USED_OR_EXPIRED,
  NX_ERROR_INSUFFICIENT_CREDITS,
  NX_ERROR_SLOT_TAKEN,
  NX_ERROR_STUDENT_BUSY,
  NX_ERROR_ROOM_TAKEN,
  NX_ERROR_OUTSIDE_AVAILABILITY,
  NX_ERROR_WORKSHOP_FULL,
  NX_ERROR_NO_COACH_AVAILABLE,
  NX_ERROR_NO_ACTIVE_PLAN,
  NX_ERROR_REFUND_WINDOW_PASSED,
  NX_ERROR_ALREADY_CANCELLED,
  NX_ERROR_ALREADY_HELD,
  NX_ERROR_ALREADY_SETTLED,
  NX_ERROR_AMOUNT_MISMATCH,
  NX_ERROR_COLUMNS_NEEDED,       /* 409: a bank's CSV whose columns nobody has named yet */
  NX_ERROR_IDEMPOTENCY_CONFLICT,
  NX_ERROR_CANNOT_UNDO,
  NX_ERROR_CHANGED_ELSEWHERE,      /* 412 changed_elsewhere */
  NX_ERROR_TOO_LARGE,              /* 413 too_large */
  NX_ERROR_UNSUPPORTED_MEDIA_TYPE, /* 415 unsupported_media_type */
  NX_ERROR_INVALID,                /* 422 invalid, with one sentence per member */
  NX_ERROR_RATE_LIMITED,           /* 429 rate_limited, with a retry delay */
  NX_ERROR_INTERNAL,               /* 500 internal */
  NX_ERROR_UPSTREAM_FAILED,        /* 502 upstream_failed */
  NX_ERROR_UNAVAILABLE,            /* 503 unavailable, with a retry delay */
  NX_ERROR_CONFIG,                 /* start-up only: a setting is malformed; never on the wire */
  NX_ERROR_LAST
} NxErrorCode;

#define NX_ERROR (nx_error_quark ())
GQuark nx_error_quark (void);

/** Returns: (transfer none): the slug of @code, never %NULL. */
const char *nx_error_slug (NxErrorCode code);

/** Returns: the HTTP status that @code is answered with. */
guint nx_error_status (NxErrorCode code);

/** Returns: (transfer none): a short translated title in the calling thread's language. */
const char *nx_error_title (NxErrorCode code);

/** Returns: the code of @slug, or %NX_ERROR_INTERNAL where it is unknown. */
NxErrorCode nx_error_from_slug (const char *slug);

/**
 * nx_error_add_field:
 * @error: an error of domain %NX_ERROR
 * @member: path of the member that is wrong, as on the wire ("parentEmail")
 * @sentence: what is wrong and what to do, in the reader's language
 *
 * Adds to the 422's `fields`. The first sentence for a member wins.
 */
void nx_error_add_field (GError *error, const char *member, const char *sentence);

/** Sets @error to %NX_ERROR_INVALID with @sentence, which is also said of @member. Returns: %FALSE */
gboolean nx_error_refuse_member (GError **error, const char *member, const char *sentence);

/** The same for one of several faults: makes *@fault where it is %NULL, and adds to it. */
void nx_error_collect_member (GError **fault, const char *member, const char *sentence);

/** Returns: (transfer none) (nullable): member → sentence, or %NULL where @error has none. */
GHashTable *nx_error_get_fields (const GError *error);

/** Sets the `Retry-After` of a 429 or 503, in seconds. */
void nx_error_set_retry_after (GError *error, guint seconds);

/** Returns: seconds, or 0 where none was set. */
guint nx_error_get_retry_after (const GError *error);

G_END_DECLS
