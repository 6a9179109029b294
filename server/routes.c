/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/nx-routes.h"

/* The route tables of all domains, in the order of the alphabet. The rows are in each domain's *-routes.c and *-pages.c. */

extern const NxRoute nx_absences_routes[];
extern const NxRoute nx_accounts_page_routes[];
extern const NxRoute nx_accounts_routes[];
extern const NxRoute nx_booking_page_routes[];
extern const NxRoute nx_booking_routes[];
extern const NxRoute nx_calendar_routes[];
extern const NxRoute nx_catalogue_routes[];
extern const NxRoute nx_coach_page_routes[];
extern const NxRoute nx_centre_routes[];
extern const NxRoute nx_coaches_routes[];
extern const NxRoute nx_credit_page_routes[];
extern const NxRoute nx_credits_routes[];
extern const NxRoute nx_dav_routes[];
extern const NxRoute nx_exceptions_routes[];
extern const NxRoute nx_families_page_routes[];
extern const NxRoute nx_families_routes[];
extern const NxRoute nx_holds_routes[];
extern const NxRoute nx_home_page_routes[];
extern const NxRoute nx_html_page_routes[];
extern const NxRoute nx_jobs_routes[];
extern const NxRoute nx_konnect_routes[];
extern const NxRoute nx_pack_page_routes[];
extern const NxRoute nx_payment_page_routes[];
extern const NxRoute nx_payments_page_routes[];
extern const NxRoute nx_payments_routes[];
extern const NxRoute nx_plan_page_routes[];
extern const NxRoute nx_receipts_page_routes[];
extern const NxRoute nx_receipts_routes[];
extern const NxRoute nx_reports_page_routes[];
extern const NxRoute nx_reports_routes[];
extern const NxRoute nx_series_routes[];
extern const NxRoute nx_session_page_routes[];
extern const NxRoute nx_statements_routes[];
extern const NxRoute nx_stop_page_routes[];
extern const NxRoute nx_subscriptions_routes[];
extern const NxRoute nx_transfer_page_routes[];
extern const NxRoute nx_transfers_routes[];
extern const NxRoute nx_history_routes[];
extern const NxRoute nx_video_routes[];
extern const NxRoute nx_waiting_join_page_routes[];
extern const NxRoute nx_waiting_page_routes[];
extern const NxRoute nx_waiting_routes[];
extern const NxRoute nx_undo_routes[];

static const NxRoute *const tables[] = {
  nx_absences_routes,
  nx_accounts_page_routes,
  nx_accounts_routes,
  nx_booking_page_routes,
  nx_booking_routes,
  nx_calendar_routes,
  nx_catalogue_routes,
  nx_coach_page_routes,
  nx_centre_routes,
  nx_coaches_routes,
  nx_credit_page_routes,
  nx_credits_routes,
  nx_dav_routes,
  nx_exceptions_routes,
  nx_families_page_routes,
  nx_families_routes,
  nx_holds_routes,
  nx_home_page_routes,
  nx_html_page_routes,
  nx_jobs_routes,
  nx_konnect_routes,
  nx_pack_page_routes,
  nx_payment_page_routes,
  nx_payments_page_routes,
  nx_payments_routes,
  nx_plan_page_routes,
  nx_receipts_page_routes,
  nx_receipts_routes,
  nx_reports_page_routes,
  nx_reports_routes,
  nx_series_routes,
  nx_session_page_routes,
  nx_statements_routes,
  nx_stop_page_routes,
  nx_subscriptions_routes,
  nx_transfer_page_routes,
  nx_transfers_routes,
  nx_history_routes,
  nx_video_routes,
  nx_waiting_join_page_routes,
  nx_waiting_page_routes,
  nx_waiting_routes,
  nx_undo_routes,
  NULL
};

const NxRoute *const *
nx_route_tables (void)
{
  return tables;
}
