/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/statements/statements.h"

#include <glib/gi18n-lib.h>

#include "common/nx-json.h"
#include "common/nx-random.h"
#include "server/nx-audit.h"
#include "server/statements/statements-store.h"

/* What a person decides of a line. Until it is settled all of it can be taken back. */

static gboolean
refuse (GError **error, NxErrorCode code, const char *sentence)
{
  g_set_error_literal (error, NX_ERROR, (gint) code, sentence);
  return FALSE;
}

/* A settled line stays; a debit has nothing to be decided. */
static gboolean
check_line (NxRows *line, const NxStatementDecision *decision, GError **error)
{
  const char *because, *status;

  if (nx_rows_count (line) == 0)
    return refuse (error, NX_ERROR_NOT_FOUND, _ ("There is no such line."));
  status = nx_rows_text (line, 0, "status");
  because = nx_rows_text (line, 0, "ignored_because");
  if (g_str_equal (status, "SETTLED"))
    return refuse (error, decision->action == NX_DECIDE_REOPEN ? NX_ERROR_CANNOT_UNDO : NX_ERROR_ALREADY_SETTLED,
                   _ ("This line is settled: the credits are given and the family was told. A refund is the way back."));
  if (g_strcmp0 (because, "debit") == 0)
    return refuse (error, NX_ERROR_CONFLICT, _ ("Money goes out on this line: it pays nothing."));
  if (g_str_equal (status, "IGNORED") && decision->action != NX_DECIDE_REOPEN && decision->action != NX_DECIDE_IGNORE)
    return refuse (error, NX_ERROR_CONFLICT, _ ("This line was put aside. Take it up again first."));
  return TRUE;
}

static gboolean
check_shares (NxDb *db, NxRows *line, const NxStatementDecision *decision, GError **error)
{
  gint64 sum = 0;

  if (decision->action == NX_DECIDE_SHARE && decision->n_shares < 2)
    return nx_error_refuse_member (error, "shares", _ ("A shared line pays two payments or more."));
  for (guint i = 0; i < decision->n_shares; i++)
    {
      g_autoptr (NxRows) payment = NULL;

      if (!nx_uuid_is_valid (decision->shares[i].payment_id))
        return refuse (error, NX_ERROR_NOT_FOUND, _ ("There is no such payment."));
      payment = nx_statements_store_payment (db, decision->shares[i].payment_id, error);
      if (payment == NULL)
        return FALSE;
      if (nx_rows_count (payment) == 0)
        return refuse (error, NX_ERROR_NOT_FOUND, _ ("There is no such payment."));
      if (decision->action != NX_DECIDE_REJECT && !g_str_equal (nx_rows_text (payment, 0, "status"), "PENDING"))
        return refuse (error, NX_ERROR_ALREADY_SETTLED, _ ("This payment is not waited for any more."));
      for (guint j = 0; j < i; j++)
        if (g_ascii_strcasecmp (decision->shares[i].payment_id, decision->shares[j].payment_id) == 0)
          return nx_error_refuse_member (error, "shares", _ ("A payment is there twice."));
      if (decision->action == NX_DECIDE_SHARE
          && (decision->shares[i].amount <= 0 || decision->shares[i].amount > NX_BANK_MAX_AMOUNT))
        return nx_error_refuse_member (error, "shares", _ ("Each part is more than zero."));
      sum += decision->shares[i].amount;
    }
  if (decision->action == NX_DECIDE_SHARE && sum != nx_rows_int (line, 0, "amount"))
    return nx_error_refuse_member (error, "shares", _ ("The parts do not make up the line's amount."));
  return TRUE;
}

/* Takes the place of what was matched before. */
static gboolean
match (NxDb *db, const NxActor *actor, const char *line_id, NxRows *line, const NxStatementDecision *decision, GError **error)
{
  if (!nx_statements_store_forget (db, line_id, "CONFIRMED", error))
    return FALSE;
  for (guint i = 0; i < decision->n_shares; i++)
    {
      const NxStatementShare *share = &decision->shares[i];
      const gint64 amount = decision->action == NX_DECIDE_SHARE ? share->amount : nx_rows_int (line, 0, "amount");

      if (!nx_statements_store_match (db, actor, line_id, share->payment_id, amount, "CONFIRMED", error))
        return FALSE;
    }
  return nx_statements_store_set_status (db, line_id, "MATCHED", decision->note, error);
}

/* A matched line whose only payment is refused is open again. */
static gboolean
reject (NxDb *db, const NxActor *actor, const char *line_id, NxRows *line, const NxStatementDecision *decision, GError **error)
{
  if (g_str_equal (nx_rows_text (line, 0, "status"), "MATCHED") && !nx_statements_store_forget (db, line_id, "CONFIRMED", error))
    return FALSE;
  return nx_statements_store_match (db, actor, line_id, decision->shares[0].payment_id, nx_rows_int (line, 0, "amount"),
                                    "REJECTED", error)
         && nx_statements_store_set_status (db, line_id, "OPEN", decision->note, error);
}

static gboolean
apply (NxDb *db, const NxActor *actor, const char *line_id, NxRows *line, const NxStatementDecision *decision, GError **error)
{
  switch (decision->action)
    {
    case NX_DECIDE_MATCH:
    case NX_DECIDE_SHARE:
      return match (db, actor, line_id, line, decision, error);
    case NX_DECIDE_REJECT:
      return reject (db, actor, line_id, line, decision, error);
    case NX_DECIDE_IGNORE:
      return nx_statements_store_forget (db, line_id, "CONFIRMED", error)
             && nx_statements_store_set_status (db, line_id, "IGNORED", decision->note, error);
    default:
      return nx_statements_store_forget (db, line_id, NULL, error)
             && nx_statements_store_set_status (db, line_id, "OPEN", NULL, error);
    }
}

static char *
describe (const NxStatementDecision *decision)
{
  g_autoptr (NxJsonWriter) writer = nx_json_writer_new ();

  nx_json_begin_object (writer, NULL);
  nx_json_add_string (writer, "note", decision->note);
  nx_json_begin_array (writer, "payments");
  for (guint i = 0; i < decision->n_shares; i++)
    nx_json_add_string (writer, NULL, decision->shares[i].payment_id);
  nx_json_end_array (writer);
  nx_json_end_object (writer);
  return nx_json_writer_end (writer, NULL);
}

gboolean
nx_statements_decide (NxDb *db, const NxActor *actor, const char *line_id, const NxStatementDecision *decision, GError **error)
{
  static const char *const actions[] = { "statement.matched", "statement.shared", "statement.ignored", "statement.rejected", "statement.reopened" };
  g_autoptr (NxRows) line = NULL;
  g_autofree char *after = describe (decision);

  g_return_val_if_fail (nx_db_in_transaction (db), FALSE);

  if (!nx_uuid_is_valid (line_id))
    return refuse (error, NX_ERROR_NOT_FOUND, _ ("There is no such line."));
  line = nx_statements_store_lock_line (db, line_id, error);
  return line != NULL && check_line (line, decision, error) && check_shares (db, line, decision, error)
         && apply (db, actor, line_id, line, decision, error)
         && nx_audit (db, actor, actions[decision->action], "statement_line", line_id, NULL, after, error);
}

gboolean
nx_statements_undo (NxDb *db, const NxActor *actor, const char *statement_id, GError **error)
{
  g_autoptr (NxRows) statement = NULL, settled = NULL;

  g_return_val_if_fail (nx_db_in_transaction (db), FALSE);

  if (!nx_uuid_is_valid (statement_id))
    return refuse (error, NX_ERROR_NOT_FOUND, _ ("There is no such statement."));
  if (!nx_statements_store_lock_imports (db, error))
    return FALSE;
  statement = nx_statements_store_lock (db, statement_id, error);
  if (statement == NULL)
    return FALSE;
  if (nx_rows_count (statement) == 0)
    return refuse (error, NX_ERROR_NOT_FOUND, _ ("There is no such statement."));
  settled = nx_statements_store_count_settled (db, statement_id, error);
  if (settled == NULL)
    return FALSE;
  if (nx_rows_int (settled, 0, "settled") > 0)
    return refuse (error, NX_ERROR_CANNOT_UNDO,
                   _ ("Lines of this statement are settled: the credits are given and the families were told."));
  return nx_statements_store_delete (db, statement_id, error)
         && nx_audit (db, actor, "statement.undone", "statement", statement_id, NULL, NULL, error);
}
