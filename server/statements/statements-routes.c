/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/statements/statements.h"

#include <glib/gi18n-lib.h>

#include "common/nx-random.h"
#include "server/http/nx-upload.h"
#include "server/statements/bank-private.h"
#include "server/statements/statements-import.h"
#include "server/statements/statements-store.h"
#include "server/statements/statements-work.h"

#define MAX_CONFIRMED 500
#define MAX_SHARES 20
#define SAMPLE_ROWS 10

static NxResponse *import (NxRequest *request, NxDb *db, GError **error);
static NxResponse *preview (NxRequest *request, NxDb *db, GError **error);
static NxResponse *list (NxRequest *request, NxDb *db, GError **error);
static NxResponse *get (NxRequest *request, NxDb *db, GError **error);
static NxResponse *confirm (NxRequest *request, NxDb *db, GError **error);
static NxResponse *decide (NxRequest *request, NxDb *db, GError **error);
static NxResponse *undo (NxRequest *request, NxDb *db, GError **error);

static const NxField import_fields[] = {
  { "columns", NX_FIELD_STRING, NX_FIELD_OPTIONAL, 0, 500, .label = N_ ("Columns") },
  { NULL }
};
static const NxField preview_fields[] = { { NULL } };
static const NxField list_query[] = {
  { "limit", NX_FIELD_INT, .min = 1, .max = 50 },
  { "cursor", NX_FIELD_STRING, .max = 100 },
  { NULL }
};
static const NxField confirm_fields[] = {
  { "lines", NX_FIELD_JSON, NX_FIELD_REQUIRED, .label = N_ ("Lines") },
  { NULL }
};
static const NxField confirmation_fields[] = {
  { "lineId", NX_FIELD_ID, NX_FIELD_REQUIRED, .label = N_ ("Line") },
  { "paymentId", NX_FIELD_ID, NX_FIELD_NULLABLE, .label = N_ ("Payment") },
  { "acceptDifference", NX_FIELD_BOOL, NX_FIELD_NULLABLE, .label = N_ ("Accept the difference") },
  { "note", NX_FIELD_STRING, NX_FIELD_NULLABLE, 0, 500, .label = N_ ("Note") },
  { NULL }
};

/* In the order of NxStatementAction. */
static const NxEnumValue actions[] = { { "match", NULL }, { "share", NULL }, { "ignore", NULL }, { "reject", NULL },
                                       { "reopen", NULL }, { NULL, NULL } };
static const NxEnum action_enum = { "StatementAction", actions };
static const NxField decide_fields[] = {
  { "action", NX_FIELD_ENUM, NX_FIELD_REQUIRED, .enum_type = &action_enum, .label = N_ ("Decision") },
  { "paymentId", NX_FIELD_ID, NX_FIELD_NULLABLE, .label = N_ ("Payment") },
  { "shares", NX_FIELD_JSON, NX_FIELD_NULLABLE, .label = N_ ("Parts") },
  { "note", NX_FIELD_STRING, NX_FIELD_NULLABLE, 0, 500, .label = N_ ("Note") },
  { NULL }
};
static const NxField share_fields[] = {
  { "paymentId", NX_FIELD_ID, NX_FIELD_REQUIRED, .label = N_ ("Payment") },
  { "amount", NX_FIELD_MONEY, NX_FIELD_REQUIRED, .label = N_ ("Amount") },
  { NULL }
};

const NxRoute nx_statements_routes[] = {
  { "POST", "/api/payments/statement", NX_ROLES_OFFICE, NULL, import_fields, import, NX_ROUTE_UPLOAD | NX_ROUTE_PARTIAL,
    "Import a bank statement; the same file gives the same statement" },
  { "POST", "/api/payments/statement/preview", NX_ROLES_OFFICE, NULL, preview_fields, preview, NX_ROUTE_UPLOAD | NX_ROUTE_PARTIAL,
    "What a bank's CSV holds, with a guess of its columns; imports nothing" },
  { "GET", "/api/payments/statements", NX_ROLES_OFFICE, list_query, NULL, list, NX_ROUTE_NONE,
    "Imported statements, the newest first" },
  { "GET", "/api/payments/statement/{id}", NX_ROLES_OFFICE, NULL, NULL, get, NX_ROUTE_NONE,
    "A statement with its lines and what each may settle" },
  { "POST", "/api/payments/statement/{id}/confirm", NX_ROLES_OFFICE, NULL, confirm_fields, confirm, NX_ROUTE_IDEMPOTENT,
    "Settle lines, each by itself" },
  { "POST", "/api/payments/statement/lines/{lineId}/decide", NX_ROLES_OFFICE, NULL, decide_fields, decide, NX_ROUTE_NONE,
    "Match, share, put aside, refuse a proposal, or take that back" },
  { "POST", "/api/payments/statement/{id}/undo", NX_ROLES_OFFICE, NULL, NULL, undo, NX_ROUTE_NONE,
    "Take an import back while nothing of it is settled" },
  { NULL }
};

/* --- importing and reading --- */

/* @known: -1 where it is not said. */
static NxResponse *
respond (NxDb *db, const NxActor *actor, const char *id, int known, GError **error)
{
  g_autoptr (NxStatementWork) work = nx_statement_work_new (db, actor, id, error);
  g_autoptr (NxJsonWriter) writer = nx_json_writer_new ();

  if (work == NULL)
    return NULL;
  nx_json_begin_object (writer, NULL);
  nx_json_add_bool (writer, "known", known != 0);
  nx_statement_work_write (work, writer, TRUE);
  nx_json_end_object (writer);
  return nx_response_json (200, g_steal_pointer (&writer));
}

static NxResponse *
import (NxRequest *request, NxDb *db, GError **error)
{
  const NxUploadPart *part = nx_request_part (request, "file");
  const char *text = nx_values_string (nx_request_body (request), "columns");
  NxStatementUpload upload
      = { .file_name = part != NULL ? part->file_name : NULL, .content = part != NULL ? part->content : NULL };
  g_autofree char *id = NULL;
  NxBankColumns columns;
  gboolean known;

  if (part == NULL)
    return nx_error_refuse_member (error, "file", _ ("Choose a statement's file that is not empty.")), NULL;
  if (text != NULL)
    {
      if (!nx_statements_read_columns (text, &columns, error))
        return NULL;
      upload.columns = &columns;
    }
  id = nx_statements_import (db, nx_request_actor (request), &upload, &known, error);
  return id != NULL ? respond (db, nx_request_actor (request), id, known, error) : NULL;
}

static void
write_row (NxJsonWriter *writer, const char *member, const NxCsvRow *row)
{
  nx_json_begin_array (writer, member);
  for (guint i = 0; row != NULL && i < row->n_fields; i++)
    {
      g_autofree char *clean = nx_bank_clean (row->fields[i]);

      nx_json_add_string (writer, NULL, clean);
    }
  nx_json_end_array (writer);
}

static NxResponse *
preview (NxRequest *request, NxDb *db G_GNUC_UNUSED, GError **error)
{
  const NxUploadPart *part = nx_request_part (request, "file");
  g_autoptr (NxBankSource) source = NULL;
  g_autoptr (NxJsonWriter) writer = nx_json_writer_new ();
  char delimiter[2] = { 0 };

  if (part == NULL)
    return nx_error_refuse_member (error, "file", _ ("Choose a statement's file that is not empty.")), NULL;
  source = nx_bank_source_new (part->content, error);
  if (source == NULL)
    return NULL;
  delimiter[0] = source->delimiter;
  nx_json_begin_object (writer, NULL);
  nx_json_add_string (writer, "format", nx_bank_format_slug (source->format));
  nx_json_add_string (writer, "delimiter", source->delimiter != '\0' ? delimiter : NULL);
  write_row (writer, "header", source->header >= 0 ? g_ptr_array_index (source->rows, source->header) : NULL);
  nx_json_begin_array (writer, "sample");
  for (guint i = source->first; source->rows != NULL && i < MIN (source->rows->len, source->first + SAMPLE_ROWS); i++)
    write_row (writer, NULL, g_ptr_array_index (source->rows, i));
  nx_json_end_array (writer);
  nx_statements_write_columns (writer, "columns", &source->guess);
  nx_json_end_object (writer);
  return nx_response_json (200, g_steal_pointer (&writer));
}

static NxResponse *
get (NxRequest *request, NxDb *db, GError **error)
{
  return respond (db, nx_request_actor (request), nx_request_param (request, "id"), TRUE, error);
}

static NxResponse *
list (NxRequest *request, NxDb *db, GError **error)
{
  NxValues *query = nx_request_query (request);
  const guint limit = (guint) nx_values_int (query, "limit", 20);
  const char *cursor = nx_values_string (query, "cursor");
  g_autoptr (NxRows) rows
      = nx_statements_store_list (db, cursor != NULL && nx_uuid_is_valid (cursor) ? cursor : NULL, limit + 1, error);
  g_autoptr (NxJsonWriter) writer = nx_json_writer_new ();

  if (rows == NULL)
    return NULL;
  nx_json_begin_object (writer, NULL);
  nx_json_begin_array (writer, "items");
  for (guint i = 0; i < MIN (nx_rows_count (rows), limit); i++)
    {
      g_autoptr (NxStatementWork) work
          = nx_statement_work_new (db, nx_request_actor (request), nx_rows_text (rows, i, "id"), error);

      if (work == NULL)
        return NULL;
      nx_json_begin_object (writer, NULL);
      nx_json_add_bool (writer, "known", TRUE);
      nx_statement_work_write (work, writer, FALSE);
      nx_json_end_object (writer);
    }
  nx_json_end_array (writer);
  nx_json_add_string (writer, "nextCursor", nx_rows_count (rows) > limit ? nx_rows_text (rows, limit - 1, "id") : NULL);
  nx_json_end_object (writer);
  return nx_response_json (200, g_steal_pointer (&writer));
}

/* --- confirming --- */

/* (transfer full) (element-type NxValues): each element of @node read by @fields. */
static GPtrArray *
read_elements (JsonNode *node, const NxField *fields, guint most, const char *member, const char *sentence, GError **error)
{
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  const guint n = array != NULL ? json_array_get_length (array) : 0;
  g_autoptr (GPtrArray) elements = g_ptr_array_new_with_free_func ((GDestroyNotify) nx_values_unref);

  if (n == 0 || n > most)
    return nx_error_refuse_member (error, member, sentence), NULL;
  for (guint i = 0; i < n; i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      NxValues *values;

      if (!JSON_NODE_HOLDS_OBJECT (element))
        return nx_error_refuse_member (error, member, sentence), NULL;
      values = nx_values_from_json (fields, json_node_get_object (element), error);
      if (values == NULL)
        return NULL;
      g_ptr_array_add (elements, values);
    }
  return g_steal_pointer (&elements);
}

static NxResponse *
write_outcomes (GPtrArray *outcomes)
{
  g_autoptr (NxJsonWriter) writer = nx_json_writer_new ();
  guint confirmed = 0;

  nx_json_begin_object (writer, NULL);
  nx_json_begin_array (writer, "results");
  for (guint i = 0; i < outcomes->len; i++)
    {
      const NxStatementOutcome *outcome = g_ptr_array_index (outcomes, i);

      confirmed += g_str_equal (outcome->code, "settled");
      nx_json_begin_object (writer, NULL);
      nx_json_add_string (writer, "lineId", outcome->line_id);
      nx_json_add_string (writer, "code", outcome->code);
      nx_json_add_string (writer, "detail", outcome->detail);
      nx_json_end_object (writer);
    }
  nx_json_end_array (writer);
  nx_json_add_int (writer, "confirmed", confirmed);
  nx_json_end_object (writer);
  return nx_response_json (200, g_steal_pointer (&writer));
}

static NxResponse *
confirm (NxRequest *request, NxDb *db, GError **error)
{
  g_autoptr (GPtrArray) elements = read_elements (nx_values_json (nx_request_body (request), "lines"), confirmation_fields,
                                                  MAX_CONFIRMED, "lines", _ ("Give a list of 1 to 500 lines."), error);
  g_autofree NxStatementConfirmation *items = NULL;
  g_autoptr (GPtrArray) outcomes = NULL;

  if (elements == NULL)
    return NULL;
  items = g_new0 (NxStatementConfirmation, elements->len);
  for (guint i = 0; i < elements->len; i++)
    items[i] = (NxStatementConfirmation){ nx_values_string (elements->pdata[i], "lineId"),
                                          nx_values_string (elements->pdata[i], "paymentId"),
                                          nx_values_string (elements->pdata[i], "note"),
                                          nx_values_bool (elements->pdata[i], "acceptDifference", FALSE) };
  outcomes
      = nx_statements_confirm (db, nx_request_actor (request), nx_request_param (request, "id"), items, elements->len, error);
  return outcomes != NULL ? write_outcomes (outcomes) : NULL;
}

/* --- deciding --- */

static gboolean
read_shares (NxValues *body, NxStatementAction action, GArray *shares, GPtrArray **kept, GError **error)
{
  const char *payment_id = nx_values_string (body, "paymentId");
  NxStatementShare share = { payment_id, 0 };

  if (action == NX_DECIDE_IGNORE || action == NX_DECIDE_REOPEN)
    return TRUE;
  if (action != NX_DECIDE_SHARE)
    {
      if (payment_id == NULL)
        return nx_error_refuse_member (error, "paymentId", _ ("Say which payment."));
      g_array_append_val (shares, share);
      return TRUE;
    }
  *kept = read_elements (nx_values_json (body, "shares"), share_fields, MAX_SHARES, "shares", _ ("A shared line pays two payments or more."), error);
  if (*kept == NULL)
    return FALSE;
  for (guint i = 0; i < (*kept)->len; i++)
    {
      NxMoney amount;

      share.payment_id = nx_values_string ((*kept)->pdata[i], "paymentId");
      if (!nx_values_money ((*kept)->pdata[i], "amount", &amount) || !g_str_equal (amount.currency, "TND"))
        return nx_error_refuse_member (error, "shares", _ ("Each part is an amount in dinars."));
      share.amount = amount.amount;
      g_array_append_val (shares, share);
    }
  return TRUE;
}

static NxResponse *
respond_line (NxDb *db, const NxActor *actor, const char *line_id, GError **error)
{
  g_autoptr (NxRows) line = nx_statements_store_lock_line (db, line_id, error);
  g_autoptr (NxStatementWork) work
      = line != NULL ? nx_statement_work_new (db, actor, nx_rows_text (line, 0, "statement_id"), error) : NULL;
  g_autoptr (NxJsonWriter) writer = nx_json_writer_new ();
  g_autofree char *key = g_ascii_strdown (line_id, -1);

  if (work == NULL)
    return NULL;
  nx_json_begin_object (writer, NULL);
  nx_statement_work_write_line (work, writer, "line", GPOINTER_TO_UINT (g_hash_table_lookup (work->line_by_id, key)));
  nx_json_end_object (writer);
  return nx_response_json (200, g_steal_pointer (&writer));
}

static NxResponse *
decide (NxRequest *request, NxDb *db, GError **error)
{
  NxValues *body = nx_request_body (request);
  const char *line_id = nx_request_param (request, "lineId");
  g_autoptr (GArray) shares = g_array_new (FALSE, TRUE, sizeof (NxStatementShare));
  g_autoptr (GPtrArray) kept = NULL;
  NxStatementDecision decision
      = { .action = (NxStatementAction) nx_values_enum (body, "action"), .note = nx_values_string (body, "note") };

  if (!read_shares (body, decision.action, shares, &kept, error))
    return NULL;
  decision.shares = (const NxStatementShare *) (gpointer) shares->data;
  decision.n_shares = shares->len;
  if (!nx_statements_decide (db, nx_request_actor (request), line_id, &decision, error))
    return NULL;
  return respond_line (db, nx_request_actor (request), line_id, error);
}

static NxResponse *
undo (NxRequest *request, NxDb *db, GError **error)
{
  g_autoptr (NxJsonWriter) writer = nx_json_writer_new ();

  if (!nx_statements_undo (db, nx_request_actor (request), nx_request_param (request, "id"), error))
    return NULL;
  nx_json_begin_object (writer, NULL);
  nx_json_add_bool (writer, "undone", TRUE);
  nx_json_end_object (writer);
  return nx_response_json (200, g_steal_pointer (&writer));
}
