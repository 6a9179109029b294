/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include "common/nx-random.h"
#include "desktop/nx-place.h"
#include "desktop/transfers/nx-file-open.h"

/* A file of the person's own, which goes when the session's folder goes. */

typedef struct
{
  GtkWidget *from;
  GFile *file;
  GBytes *content;
} Opening;


static void
opening_free (Opening *opening)
{
  g_object_unref (opening->from);
  g_object_unref (opening->file);
  g_bytes_unref (opening->content);
  g_free (opening);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Opening, opening_free)


static void
on_launched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) from = user_data;
  g_autoptr (GError) error = NULL;
  if (!g_app_info_launch_default_for_uri_finish (result, &error))
    {
      g_debug ("open: %s", error->message);
      nx_toast (from, _("No application here opens this kind of file."), NULL);
    }
}


static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Opening) opening = user_data;
  g_autoptr (GError) error = NULL;
  if (!g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    {
      nx_toast_error (opening->from, error);
      return;
    }
  g_autofree char *uri = g_file_get_uri (opening->file);
  g_autoptr (GdkAppLaunchContext) context = gdk_display_get_app_launch_context (gtk_widget_get_display (opening->from));
  g_app_info_launch_default_for_uri_async (uri, G_APP_LAUNCH_CONTEXT (context), NULL, on_launched, g_object_ref (opening->from));
}


/* @name comes from elsewhere: no folders in it, nothing hidden. */
static char *
safe_name (const char *name)
{
  g_autofree char *base = g_path_get_basename (name);
  g_strdelimit (base, "/\\:", '_');
  return g_strdup (base[0] == '.' ? base + 1 : base);
}


void
nx_file_open (GtkWidget *from, NxDownload *file, const char *fallback_name)
{
  g_return_if_fail (GTK_IS_WIDGET (from));
  g_return_if_fail (file != NULL);

  g_autofree char *name = safe_name (file->file_name != NULL && *file->file_name != '\0' ? file->file_name : fallback_name);
  g_autofree char *unique = nx_random_token (9);
  g_autofree char *folder = g_build_filename (g_get_user_runtime_dir (), "nexus-reussite", unique, NULL);
  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      nx_toast (from, _("The file could not be kept on this computer."), NULL);
      return;
    }
  Opening *opening = g_new0 (Opening, 1);
  opening->from = g_object_ref (from);
  opening->file = g_file_new_build_filename (folder, name, NULL);
  opening->content = g_bytes_ref (file->content);
  g_file_replace_contents_bytes_async (opening->file, opening->content, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, on_written, opening);
}


/* Receipts */

typedef struct
{
  GtkWidget *from;
  char *name;
} Receipt;


static void
on_receipt (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Receipt *receipt = user_data;
  g_autoptr (GtkWidget) from = receipt->from;
  g_autofree char *name = receipt->name;
  g_autoptr (GError) error = NULL;
  g_autoptr (NxDownload) file = nx_connection_download_finish (NX_CONNECTION (source), result, &error);
  g_free (receipt);
  if (file != NULL)
    nx_file_open (from, file, name);
  else
    nx_toast_error (from, error);
}


void
nx_receipt_open (GtkWidget *from, NxConnection *connection, NxPayment *payment)
{
  g_return_if_fail (GTK_IS_WIDGET (from));
  g_return_if_fail (NX_IS_CONNECTION (connection));
  g_return_if_fail (NX_IS_PAYMENT (payment) && payment->id != NULL);

  g_autofree char *path = nx_connection_path ("/api/payments/%s/receipt.pdf", payment->id);
  Receipt *receipt = g_new0 (Receipt, 1);
  receipt->from = g_object_ref (from);
  /* Translators: the name of a file; %s is the receipt's number */
  receipt->name = g_strdup_printf (_("receipt-%s.pdf"), payment->receiptNumber != NULL ? payment->receiptNumber : payment->id);
  nx_connection_download_async (connection, path, NULL, on_receipt, receipt);
}
