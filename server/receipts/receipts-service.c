/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/receipts/receipts-service.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "common/nx-random.h"
#include "server/http/nx-language.h"
#include "server/nx-audit.h"
#include "server/receipts/receipts-store.h"

/* Issuing */

gboolean
nx_receipts_issue (NxDb *db, const NxActor *actor, const char *receipt_id, GError **error)
{
  g_autofree char *id = nx_uuid_new (actor->now);

  g_return_val_if_fail (nx_db_in_transaction (db), FALSE);

  return nx_receipts_store_issue (db, id, receipt_id, error);
}

gboolean
nx_receipts_issue_credit_note (NxDb *db, const NxActor *actor, const char *payment_id, const char *reason, char **number,
                               GError **error)
{
  g_autofree char *id = nx_uuid_new (actor->now), *made = NULL;
  g_autoptr (NxRows) rows = NULL;

  g_return_val_if_fail (nx_db_in_transaction (db), FALSE);

  rows = nx_receipts_store_issue_note (db, id, payment_id, reason, actor->now, error);
  if (rows == NULL)
    return FALSE;
  if (nx_rows_text (rows, 0, "note_number") == NULL)
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_CONFLICT, _ ("This payment has no receipt that could be taken back."));
      return FALSE;
    }
  made = g_strdup_printf ("A%d-%06d", (int) nx_rows_int (rows, 0, "note_year"), (int) nx_rows_int (rows, 0, "note_number"));
  if (!nx_audit (db, actor, "payment.credit_note", "payment", payment_id, NULL, NULL, error))
    return FALSE;
  if (number != NULL)
    *number = g_steal_pointer (&made);
  return TRUE;
}

gboolean
nx_receipts_configure_seller (NxDb *db, const NxConfig *config, GError **error)
{
  g_autoptr (NxJsonWriter) writer = nx_json_writer_new ();
  g_autofree char *seller = NULL;

  nx_json_begin_object (writer, NULL);
  if (config->wise_beneficiary_name != NULL)
    nx_json_add_string (writer, "name", config->wise_beneficiary_name);
  if (config->wise_address != NULL)
    nx_json_add_string (writer, "address", config->wise_address);
  if (config->office_email != NULL)
    nx_json_add_string (writer, "email", config->office_email);
  nx_json_end_object (writer);
  seller = nx_json_writer_end (writer, NULL);
  return nx_receipts_store_configure_seller (db, seller, error);
}

/* Reading */

static NxReceiptDocument *
refuse_unknown (GError **error)
{
  g_set_error_literal (error, NX_ERROR, NX_ERROR_NOT_FOUND, _ ("There is no such receipt."));
  return NULL;
}

/* In the thread's language. */
static NxReceiptDocument *
make_document (NxApp *app, NxRows *rows, GError **error)
{
  g_return_val_if_fail (app->config->app_url != NULL && app->config->auth_secret != NULL, NULL);

  return nx_receipt_document_new (rows, app->config->app_url, app->config->auth_secret, error);
}

static NxRows *
find_for (NxDb *db, const NxActor *actor, const char *payment_id, GError **error)
{
  const gboolean office = nx_actor_is_office (actor);
  g_autoptr (NxRows) rows = NULL;

  if (!nx_uuid_is_valid (payment_id) || (!office && actor->parent_id == NULL))
    {
      refuse_unknown (error);
      return NULL;
    }
  rows = nx_receipts_store_of_payment (db, payment_id, office ? NULL : actor->parent_id, error);
  if (rows == NULL)
    return NULL;
  if (nx_rows_count (rows) == 0)
    {
      refuse_unknown (error);
      return NULL;
    }
  if (nx_rows_text (rows, 0, "id") == NULL)
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_CONFLICT,
                           _ ("This payment is not settled yet: its receipt comes with the money."));
      return NULL;
    }
  return g_steal_pointer (&rows);
}

static GBytes *
draw (NxApp *app, NxRows *rows, const char *locale, char **file_name, GError **error)
{
  const locale_t before = nx_language_enter (locale);
  g_autoptr (NxReceiptDocument) document = make_document (app, rows, error);
  g_autoptr (GBytes) pdf = document != NULL ? nx_receipt_draw (document, locale, error) : NULL;

  /* Translators: beginning of a file's name: letters from a to z only */
  if (pdf != NULL && file_name != NULL)
    *file_name = g_strdup_printf ("%s-%s.pdf", C_ ("file name", "receipt"), document->number);
  nx_language_leave (before);
  return g_steal_pointer (&pdf);
}

GBytes *
nx_receipts_pdf (NxApp *app, NxDb *db, const NxActor *actor, const char *payment_id, char **file_name, GError **error)
{
  g_autoptr (NxRows) rows = find_for (db, actor, payment_id, error);

  return rows != NULL ? draw (app, rows, actor->locale, file_name, error) : NULL;
}

/* "2026-000012". Returns: whether it has that form. */
static gboolean
parse_number (const char *text, int *year, int *number)
{
  gint64 value;

  if (strlen (text) < 11 || strlen (text) > 14 || strspn (text, "0123456789") != 4 || text[4] != '-'
      || strspn (text + 5, "0123456789") != strlen (text + 5))
    return FALSE;
  value = g_ascii_strtoll (text + 5, NULL, 10);
  *year = (int) g_ascii_strtoll (text, NULL, 10);
  *number = (int) value;
  /* One way to write a number. */
  return value > 0 && value <= G_MAXINT32 && (strlen (text) == 11 || text[5] != '0');
}

/* (transfer full): the invoice's row. */
static NxRows *
find_number (NxDb *db, const char *number, GError **error)
{
  g_autoptr (NxRows) rows = NULL;
  int year, n;

  if (!parse_number (number, &year, &n))
    {
      refuse_unknown (error);
      return NULL;
    }
  rows = nx_receipts_store_of_number (db, year, n, error);
  if (rows == NULL || nx_rows_count (rows) == 1)
    return g_steal_pointer (&rows);
  refuse_unknown (error);
  return NULL;
}

GBytes *
nx_receipts_pdf_of_number (NxApp *app, NxDb *db, const char *locale, const char *number, char **file_name, GError **error)
{
  g_autoptr (NxRows) rows = find_number (db, number, error);

  return rows != NULL ? draw (app, rows, locale, file_name, error) : NULL;
}

NxReceiptDocument *
nx_receipts_verify (NxApp *app, NxDb *db, const char *number, const char *code, GError **error)
{
  g_autoptr (NxRows) rows = find_number (db, number, error);
  g_autoptr (NxReceiptDocument) document = rows != NULL ? make_document (app, rows, error) : NULL;

  if (document == NULL || (code != NULL && nx_receipt_document_has_code (document, code)))
    return g_steal_pointer (&document);
  return refuse_unknown (error);
}
