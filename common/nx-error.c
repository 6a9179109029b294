/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/nx-error.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  GHashTable *fields; /* member → sentence */
  guint retry_after;
} NxErrorPrivate;

static void
nx_error_private_init (NxErrorPrivate *priv)
{
  priv->fields = NULL;
  priv->retry_after = 0;
}

static void
nx_error_private_copy (const NxErrorPrivate *src, NxErrorPrivate *dest)
{
  GHashTableIter iter;
  gpointer member, sentence;

  dest->fields = NULL;
  dest->retry_after = src->retry_after;
  if (src->fields == NULL)
    return;

  /* A copy may travel to another thread and grow there, so the table is not shared. */
  dest->fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_hash_table_iter_init (&iter, src->fields);
  while (g_hash_table_iter_next (&iter, &member, &sentence))
    g_hash_table_insert (dest->fields, g_strdup (member), g_strdup (sentence));
}

static void
nx_error_private_clear (NxErrorPrivate *priv)
{
  g_clear_pointer (&priv->fields, g_hash_table_unref);
}

G_DEFINE_EXTENDED_ERROR (NxError, nx_error)

typedef struct
{
  const char *slug;
  guint status;
  const char *title;
} NxErrorRow;

static const NxErrorRow rows[NX_ERROR_LAST] = {
  [NX_ERROR_BAD_JSON] = { "bad_json", 400, N_ ("Unreadable JSON") },
  [NX_ERROR_BAD_REQUEST] = { "bad_request", 400, N_ ("Malformed request") },
  [NX_ERROR_UNAUTHENTICATED] = { "unauthenticated", 401, N_ ("Sign-in needed") },
  [NX_ERROR_BAD_CREDENTIALS] = { "bad_credentials", 401, N_ ("Wrong e-mail or password") },
  [NX_ERROR_BAD_SIGNATURE] = { "bad_signature", 401, N_ ("Wrong signature") },
  [NX_ERROR_FORBIDDEN] = { "forbidden", 403, N_ ("Not allowed") },
  [NX_ERROR_CROSS_SITE] = { "cross_site", 403, N_ ("Request from another site") },
  [NX_ERROR_SUBJECT_NOT_INCLUDED] = { "subject_not_included", 403, N_ ("Subject not included") },
  [NX_ERROR_NOT_FOUND] = { "not_found", 404, N_ ("Not found") },
  [NX_ERROR_METHOD_NOT_ALLOWED] = { "method_not_allowed", 405, N_ ("Method not allowed") },
  [NX_ERROR_CONFLICT] = { "conflict", 409, N_ ("Conflict") },
  [NX_ERROR_EMAIL_TAKEN] = { "email_taken", 409, N_ ("E-mail already in use") },
  [NX_ERROR_TOKEN_USED_OR_EXPIRED] = { "token_used_or_expired", 409, N_ ("Link used or expired") },
  [NX_ERROR_INSUFFICIENT_CREDITS] = { "insufficient_credits", 409, N_ ("Not enough credits") },
  [NX_ERROR_SLOT_TAKEN] = { "slot_taken", 409, N_ ("Time already taken") },
  [NX_ERROR_STUDENT_BUSY] = { "student_busy", 409, N_ ("Student already busy") },
  [NX_ERROR_ROOM_TAKEN] = { "room_taken", 409, N_ ("Room already taken") },
  [NX_ERROR_OUTSIDE_AVAILABILITY] = { "outside_availability", 409, N_ ("Outside the coach's hours") },
  [NX_ERROR_WORKSHOP_FULL] = { "workshop_full", 409, N_ ("Workshop full") },
  [NX_ERROR_NO_COACH_AVAILABLE] = { "no_coach_available", 409, N_ ("No coach available") },
  [NX_ERROR_NO_ACTIVE_PLAN] = { "no_active_plan", 409, N_ ("No active plan") },
  [NX_ERROR_REFUND_WINDOW_PASSED] = { "refund_window_passed", 409, N_ ("Too late for a refund") },
  [NX_ERROR_ALREADY_CANCELLED] = { "already_cancelled", 409, N_ ("Already cancelled") },
  [NX_ERROR_ALREADY_HELD] = { "already_held", 409, N_ ("Session already held") },
  [NX_ERROR_ALREADY_SETTLED] = { "already_settled", 409, N_ ("Payment already settled") },
  [NX_ERROR_AMOUNT_MISMATCH] = { "amount_mismatch", 409, N_ ("Amounts differ") },
  [NX_ERROR_COLUMNS_NEEDED] = { "columns_needed", 409, N_ ("Columns not known") },
  [NX_ERROR_IDEMPOTENCY_CONFLICT] = { "idempotency_conflict", 409, N_ ("Key already used for another request") },
  [NX_ERROR_CANNOT_UNDO] = { "cannot_undo", 409, N_ ("Cannot be undone") },
  [NX_ERROR_CHANGED_ELSEWHERE] = { "changed_elsewhere", 412, N_ ("Changed elsewhere") },
  [NX_ERROR_TOO_LARGE] = { "too_large", 413, N_ ("Too large") },
  [NX_ERROR_UNSUPPORTED_MEDIA_TYPE] = { "unsupported_media_type", 415, N_ ("Unsupported content type") },
  [NX_ERROR_INVALID] = { "invalid", 422, N_ ("Something needs correcting") },
  [NX_ERROR_RATE_LIMITED] = { "rate_limited", 429, N_ ("Too many requests") },
  [NX_ERROR_INTERNAL] = { "internal", 500, N_ ("Internal error") },
  [NX_ERROR_UPSTREAM_FAILED] = { "upstream_failed", 502, N_ ("Partner service failed") },
  [NX_ERROR_UNAVAILABLE] = { "unavailable", 503, N_ ("Temporarily unavailable") },
  [NX_ERROR_CONFIG] = { "config", 500, N_ ("Wrong setting") },
};

static const NxErrorRow *
row_of (NxErrorCode code)
{
  if ((guint) code >= NX_ERROR_LAST)
    return &rows[NX_ERROR_INTERNAL];
  return &rows[code];
}

const char *
nx_error_slug (NxErrorCode code)
{
  return row_of (code)->slug;
}

guint
nx_error_status (NxErrorCode code)
{
  return row_of (code)->status;
}

const char *
nx_error_title (NxErrorCode code)
{
  return _ (row_of (code)->title);
}

NxErrorCode
nx_error_from_slug (const char *slug)
{
  guint i;

  for (i = 0; slug != NULL && i < NX_ERROR_LAST; i++)
    {
      if (g_str_equal (rows[i].slug, slug))
        return (NxErrorCode) i;
    }
  return NX_ERROR_INTERNAL;
}

void
nx_error_add_field (GError *error, const char *member, const char *sentence)
{
  NxErrorPrivate *priv;

  g_return_if_fail (error != NULL && error->domain == NX_ERROR);
  g_return_if_fail (member != NULL && sentence != NULL);

  priv = nx_error_get_private (error);
  if (priv->fields == NULL)
    priv->fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (!g_hash_table_contains (priv->fields, member))
    g_hash_table_insert (priv->fields, g_strdup (member), g_strdup (sentence));
}

gboolean
nx_error_refuse_member (GError **error, const char *member, const char *sentence)
{
  GError *fault = NULL;

  nx_error_collect_member (&fault, member, sentence);
  g_propagate_error (error, fault);
  return FALSE;
}

void
nx_error_collect_member (GError **fault, const char *member, const char *sentence)
{
  g_return_if_fail (fault != NULL);

  if (*fault == NULL)
    *fault = g_error_new_literal (NX_ERROR, NX_ERROR_INVALID, sentence);
  nx_error_add_field (*fault, member, sentence);
}

GHashTable *
nx_error_get_fields (const GError *error)
{
  if (error == NULL || error->domain != NX_ERROR)
    return NULL;
  return nx_error_get_private (error)->fields;
}

void
nx_error_set_retry_after (GError *error, guint seconds)
{
  g_return_if_fail (error != NULL && error->domain == NX_ERROR);

  nx_error_get_private (error)->retry_after = seconds;
}

guint
nx_error_get_retry_after (const GError *error)
{
  if (error == NULL || error->domain != NX_ERROR)
    return 0;
  return nx_error_get_private (error)->retry_after;
}
