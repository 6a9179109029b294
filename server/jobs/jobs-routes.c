/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/http/nx-route.h"

#include <glib/gi18n-lib.h>
#include "server/jobs/jobs-store.h"
#include "server/nx-audit.h"

#define SHOWN 200

static NxResponse *
list_troubled (NxRequest *request, NxDb *db, GError **error)
{
  g_autoptr (NxRows) rows = nx_jobs_store_troubled_mails (db, SHOWN, error);
  g_autoptr (NxJsonWriter) writer = NULL;
  if (rows == NULL)
    return NULL;
  writer = nx_json_writer_new ();
  nx_json_begin_object (writer, NULL);
  nx_json_begin_array (writer, "items");
  for (guint i = 0; i < nx_rows_count (rows); i++)
    {
      nx_json_begin_object (writer, NULL);
      nx_json_add_string (writer, "id", nx_rows_text (rows, i, "id"));
      nx_json_add_string (writer, "kind", nx_rows_text (rows, i, "kind"));
      nx_json_add_string (writer, "to", nx_rows_text (rows, i, "to_address"));
      nx_json_add_int (writer, "attempts", nx_rows_int (rows, i, "attempts"));
      nx_json_add_time (writer, "createdAt", nx_rows_time (rows, i, "created_at"));
      nx_json_add_time (writer, "nextAttemptAt", nx_rows_time (rows, i, "not_before"));
      nx_json_add_time (writer, "deadAt", nx_rows_time (rows, i, "dead_at"));
      nx_json_add_string (writer, "lastError", nx_rows_text (rows, i, "last_error"));
      nx_json_end_object (writer);
    }
  nx_json_end_array (writer);
  nx_json_add_null (writer, "nextCursor");
  nx_json_end_object (writer);
  return nx_response_json (200, g_steal_pointer (&writer));
}

static NxResponse *
retry (NxRequest *request, NxDb *db, GError **error)
{
  const NxActor *actor = nx_request_actor (request);
  const char *text = nx_request_param (request, "id");
  gint64 id;
  gboolean found = FALSE, spent = FALSE;
  if (g_ascii_string_to_signed (text, 10, 1, G_MAXINT64, &id, NULL) && !nx_jobs_store_retry_mail (db, id, actor->now, &found, &spent, error))
    return NULL;
  if (!found)
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_NOT_FOUND, _("There is no such mail."));
      return NULL;
    }
  if (spent)
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_CONFLICT, _("The link of this mail is no longer kept. Send the person a new one."));
      return NULL;
    }
  if (!nx_audit (db, actor, "mail.retried", "mail", NULL, NULL, NULL, error))
    return NULL;
  return nx_response_empty ();
}

const NxRoute nx_jobs_routes[] = {
  { "GET", "/api/outbox", NX_ROLES_OFFICE, NULL, NULL, list_troubled, NX_ROUTE_NONE, "Mails that could not be sent, newest first" },
  { "POST", "/api/outbox/{id}/retry", NX_ROLES_OFFICE, NULL, NULL, retry, NX_ROUTE_PARTIAL, "Try a mail again that was given up" },
  { NULL }
};
