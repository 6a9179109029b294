/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/db/nx-db-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/*
 * The database has the last word on every rule: what it refuses is told to people in these words. One row a constraint that a
 * correct program can run into; a constraint that is not here is a fault of the program and answered as an internal error.
 */
typedef struct
{
  const char *constraint;
  NxErrorCode code;
  const char *sentence;
} NxConstraint;

static const NxConstraint constraints[] = {
  { "users_email_key", NX_ERROR_EMAIL_TAKEN, N_ ("An account with this e-mail address exists already.") },
  { "coaches_pseudonym_key", NX_ERROR_CONFLICT, N_ ("Another coach has this pseudonym.") },
  { "rooms_name_key", NX_ERROR_CONFLICT, N_ ("Another room has this name.") },
  { "students_balance_not_negative", NX_ERROR_INSUFFICIENT_CREDITS, N_ ("There are not enough credits.") },
  { "credit_lots_remaining_valid", NX_ERROR_INSUFFICIENT_CREDITS, N_ ("There are not enough credits.") },
  { "credit_transactions_balance_not_negative", NX_ERROR_INSUFFICIENT_CREDITS, N_ ("There are not enough credits.") },
  { "credit_transactions_refunded_once", NX_ERROR_ALREADY_CANCELLED, N_ ("These credits were given back already.") },
  { "credit_draws_refunded_once", NX_ERROR_ALREADY_CANCELLED, N_ ("These credits were given back already.") },
  { "credit_transactions_expired_once", NX_ERROR_CONFLICT, N_ ("These credits have expired already.") },
  { "credit_lots_once_per_payment", NX_ERROR_ALREADY_SETTLED, N_ ("This payment was settled already.") },
  { "credit_lots_once_per_period", NX_ERROR_CONFLICT, N_ ("This month's credits were granted already.") },
  { "subscription_periods_once", NX_ERROR_CONFLICT, N_ ("This month's credits were granted already.") },
  { "payments_once_per_period", NX_ERROR_CONFLICT, N_ ("Another payment of this month is waited for already: pay that one.") },
  { "subscriptions_one_active", NX_ERROR_CONFLICT, N_ ("This student has an active plan already.") },
  { "packs_sold_interval", NX_ERROR_INVALID, N_ ("A pack is sold until a moment after it begins to be sold.") },
  { "settlements_pkey", NX_ERROR_ALREADY_SETTLED, N_ ("This payment was settled already.") },
  { "payments_status_moves", NX_ERROR_ALREADY_SETTLED, N_ ("This payment was settled already.") },
  { "invoices_receipt_once", NX_ERROR_CONFLICT, N_ ("This payment was refunded already.") },
  { "invoices_payment_once", NX_ERROR_CONFLICT, N_ ("This payment was refunded already.") },
  { "invoices_credited_once", NX_ERROR_CONFLICT, N_ ("This payment was refunded already.") },
  { "receipts_payment_id_key", NX_ERROR_ALREADY_SETTLED, N_ ("This payment was settled already.") },
  { "payments_reference_key", NX_ERROR_CONFLICT, N_ ("Another payment has this reference.") },
  { "payments_provider_ref_key", NX_ERROR_CONFLICT, N_ ("Another payment has this reference.") },
  { "konnect_links_provider_ref_key", NX_ERROR_UPSTREAM_FAILED, N_ ("The service for payments by card gave a reference that another payment has.") },
  { "sessions_coach_no_overlap", NX_ERROR_SLOT_TAKEN, N_ ("This time has just been taken. Please choose another one.") },
  { "sessions_room_no_overlap", NX_ERROR_ROOM_TAKEN, N_ ("The room is taken at this time.") },
  { "holds_coach_no_overlap", NX_ERROR_SLOT_TAKEN, N_ ("Somebody is booking this time at the moment.") },
  { "holds_room_no_overlap", NX_ERROR_ROOM_TAKEN, N_ ("Somebody is booking this room at the moment.") },
  { "sessions_series_once", NX_ERROR_CONFLICT, N_ ("This week of the series exists already.") },
  { "seats_student_no_overlap", NX_ERROR_STUDENT_BUSY, N_ ("The student has another session at this time.") },
  { "seats_one_per_student", NX_ERROR_STUDENT_BUSY, N_ ("The student has a place in this session already.") },
  { "sessions_not_overfull", NX_ERROR_WORKSHOP_FULL, N_ ("This session is full.") },
  { "sessions_offers_fit", NX_ERROR_WORKSHOP_FULL, N_ ("This session is full.") },
  { "waiting_list_seat_once", NX_ERROR_CONFLICT, N_ ("The pupil is on this waiting list already.") },
  { "waiting_list_time_once", NX_ERROR_CONFLICT, N_ ("The pupil is on this waiting list already.") },
  { "sessions_during_valid", NX_ERROR_INVALID, N_ ("The session must end after it begins.") },
  { "sessions_duration_valid", NX_ERROR_INVALID, N_ ("A session lasts between 30 minutes and 3 hours.") },
  { "sessions_on_grid", NX_ERROR_INVALID, N_ ("A session begins on a quarter of an hour.") },
  { "reports_session_student_key", NX_ERROR_CHANGED_ELSEWHERE, N_ ("This report was changed elsewhere meanwhile.") },
  { "statement_lines_fingerprint_key", NX_ERROR_CONFLICT, N_ ("This line was imported already.") },
  { "statements_sha256_key", NX_ERROR_CONFLICT, N_ ("This statement was imported already.") },
  { "matches_once", NX_ERROR_CONFLICT, N_ ("This line is matched with this payment already.") },
  { "idempotency_keys_pkey", NX_ERROR_IDEMPOTENCY_CONFLICT, N_ ("This Idempotency-Key was used for another request.") },
};

/* What to do by SQLSTATE (or its class, two characters), for what is no constraint of ours. */
typedef enum { NX_STATE_RETRY = 1 << 0, NX_STATE_FATAL = 1 << 1 } NxStateFlags;

typedef struct
{
  const char *state;
  NxErrorCode code;
  NxStateFlags flags;
} NxState;

static const NxState states[] = {
  { "40001", NX_ERROR_UNAVAILABLE, NX_STATE_RETRY },   /* serialization failure */
  { "40P01", NX_ERROR_UNAVAILABLE, NX_STATE_RETRY },   /* deadlock */
  { "55P03", NX_ERROR_UNAVAILABLE, 0 },                /* lock_timeout */
  { "57014", NX_ERROR_UNAVAILABLE, 0 },                /* statement_timeout */
  { "25006", NX_ERROR_UNAVAILABLE, NX_STATE_FATAL },   /* read-only: the primary was demoted */
  { "25P03", NX_ERROR_UNAVAILABLE, NX_STATE_FATAL },   /* idle in transaction for too long */
  { "26000", NX_ERROR_UNAVAILABLE, NX_STATE_FATAL },   /* our prepared statements are gone */
  { "0A000", NX_ERROR_UNAVAILABLE, NX_STATE_FATAL },   /* a migration changed a cached plan's columns */
  { "22P02", NX_ERROR_NOT_FOUND, 0 },                  /* an identifier that is no uuid names nothing */
  { "22021", NX_ERROR_INVALID, 0 },                    /* bytes that are no UTF-8 */
  { "23503", NX_ERROR_NOT_FOUND, 0 },                  /* what it refers to is gone */
  { "08", NX_ERROR_UNAVAILABLE, NX_STATE_FATAL },      /* connection */
  { "53", NX_ERROR_UNAVAILABLE, 0 },                   /* resources */
  { "57P", NX_ERROR_UNAVAILABLE, NX_STATE_FATAL },     /* shutting down, starting up */
  { "58", NX_ERROR_UNAVAILABLE, 0 },                   /* system: disk full, I/O */
};

static const NxConstraint *
find_constraint (const char *name)
{
  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (constraints); i++)
    {
      if (strcmp (constraints[i].constraint, name) == 0)
        return &constraints[i];
    }
  return NULL;
}

static const NxState *
find_state (PGresult *result)
{
  const char *state = result != NULL ? PQresultErrorField (result, PG_DIAG_SQLSTATE) : NULL;

  for (guint i = 0; state != NULL && i < G_N_ELEMENTS (states); i++)
    {
      if (g_str_has_prefix (state, states[i].state))
        return &states[i];
    }
  return NULL;
}

gboolean
nx_db_error_is_retryable (PGresult *result)
{
  const NxState *state = find_state (result);

  return state != NULL && (state->flags & NX_STATE_RETRY) != 0;
}

gboolean
nx_db_error_is_fatal (PGresult *result)
{
  const NxState *state = find_state (result);

  return state != NULL && (state->flags & NX_STATE_FATAL) != 0;
}

static GError *
unavailable (void)
{
  GError *error = g_error_new_literal (NX_ERROR, NX_ERROR_UNAVAILABLE,
                                       _ ("The service is busy or being restarted. Please try again in a moment."));

  nx_error_set_retry_after (error, 2);
  return error;
}

/* The detail is for the operator's log; what the client reads says nothing of SQL. */
static GError *
error_from_state (PGresult *result, const NxStatement *statement)
{
  const NxState *state = find_state (result);
  const char *name = statement != NULL ? statement->name : "a script";
  const char *message = PQresultErrorField (result, PG_DIAG_MESSAGE_PRIMARY);
  const char *sqlstate = PQresultErrorField (result, PG_DIAG_SQLSTATE);

  if (state == NULL)
    {
      const char *detail = PQresultErrorField (result, PG_DIAG_CONTEXT);

      g_warning ("database: %s failed: %s (%s)%s%s", name, message != NULL ? message : PQresultErrorMessage (result),
                 sqlstate != NULL ? sqlstate : "no SQLSTATE", detail != NULL ? ": " : "", detail != NULL ? detail : "");
      return g_error_new_literal (NX_ERROR, NX_ERROR_INTERNAL, _ ("Something went wrong on our side. We have been told."));
    }
  g_info ("database: %s: %s (%s)", name, message, sqlstate);
  if (state->code == NX_ERROR_NOT_FOUND)
    return g_error_new_literal (NX_ERROR, NX_ERROR_NOT_FOUND, _ ("What this refers to does not exist."));
  if (state->code == NX_ERROR_INVALID)
    return g_error_new_literal (NX_ERROR, NX_ERROR_INVALID, _ ("A text holds characters that cannot be stored."));
  return unavailable ();
}

GError *
nx_db_error_new (PGconn *conn, PGresult *result, const NxStatement *statement)
{
  const NxConstraint *constraint;

  if (result == NULL || PQresultErrorField (result, PG_DIAG_SQLSTATE) == NULL)
    {
      g_message ("database: %s", conn != NULL ? g_strchomp (PQerrorMessage (conn)) : "the connection was lost");
      return unavailable ();
    }
  constraint = find_constraint (PQresultErrorField (result, PG_DIAG_CONSTRAINT_NAME));
  if (constraint != NULL)
    return g_error_new_literal (NX_ERROR, constraint->code, _ (constraint->sentence));
  return error_from_state (result, statement);
}
