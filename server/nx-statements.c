/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/nx-statements.h"

/* The statement tables of all stores. Adding a store: one line in each list, in the order of the alphabet. */

extern const NxStatementTable nx_absences_statements;
extern const NxStatementTable nx_accounts_statements;
extern const NxStatementTable nx_booking_change_statements;
extern const NxStatementTable nx_booking_door_statements;
extern const NxStatementTable nx_booking_list_statements;
extern const NxStatementTable nx_booking_restore_statements;
extern const NxStatementTable nx_booking_statements;
extern const NxStatementTable nx_calendar_statements;
extern const NxStatementTable nx_catalogue_statements;
extern const NxStatementTable nx_centre_statements;
extern const NxStatementTable nx_check_statements;
extern const NxStatementTable nx_cli_statements;
extern const NxStatementTable nx_coaches_statements;
extern const NxStatementTable nx_credits_expiry_statements;
extern const NxStatementTable nx_credits_statements;
extern const NxStatementTable nx_exceptions_statements;
extern const NxStatementTable nx_families_statements;
extern const NxStatementTable nx_holds_statements;
extern const NxStatementTable nx_audit_statements;
extern const NxStatementTable nx_http_statements;
extern const NxStatementTable nx_http_kept_statements;
extern const NxStatementTable nx_job_runs_statements;
extern const NxStatementTable nx_jobs_statements;
extern const NxStatementTable nx_konnect_statements;
extern const NxStatementTable nx_live_statements;
extern const NxStatementTable nx_migrate_statements;
extern const NxStatementTable nx_payments_statements;
extern const NxStatementTable nx_receipts_statements;
extern const NxStatementTable nx_refunds_statements;
extern const NxStatementTable nx_reminders_statements;
extern const NxStatementTable nx_reports_statements;
extern const NxStatementTable nx_seed_statements;
extern const NxStatementTable nx_series_statements;
extern const NxStatementTable nx_renewals_statements;
extern const NxStatementTable nx_statements_statements;
extern const NxStatementTable nx_subscriptions_statements;
extern const NxStatementTable nx_transfers_statements;
extern const NxStatementTable nx_waiting_statements;
extern const NxStatementTable nx_undo_statements;

static const NxStatementTable *const tables[] = {
  &nx_absences_statements,
  &nx_accounts_statements,
  &nx_booking_change_statements,
  &nx_booking_door_statements,
  &nx_booking_list_statements,
  &nx_booking_restore_statements,
  &nx_booking_statements,
  &nx_calendar_statements,
  &nx_catalogue_statements,
  &nx_centre_statements,
  &nx_check_statements,
  &nx_cli_statements,
  &nx_coaches_statements,
  &nx_credits_expiry_statements,
  &nx_credits_statements,
  &nx_exceptions_statements,
  &nx_families_statements,
  &nx_holds_statements,
  &nx_audit_statements,
  &nx_http_statements,
  &nx_http_kept_statements,
  &nx_job_runs_statements,
  &nx_jobs_statements,
  &nx_konnect_statements,
  &nx_live_statements,
  &nx_migrate_statements,
  &nx_payments_statements,
  &nx_receipts_statements,
  &nx_refunds_statements,
  &nx_reminders_statements,
  &nx_reports_statements,
  &nx_seed_statements,
  &nx_series_statements,
  &nx_renewals_statements,
  &nx_statements_statements,
  &nx_subscriptions_statements,
  &nx_transfers_statements,
  &nx_waiting_statements,
  &nx_undo_statements,
  NULL
};

const NxStatementTable *const *
nx_statement_tables (void)
{
  return tables;
}
