/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>
#include "common/nx-random.h"
#include "desktop/nx-place.h"
#include "desktop/students/nx-adjust-dialog.h"
#include "desktop/students/nx-student-text.h"
#include "desktop/students/nx-timeline.h"

#define REASON_MIN 5
#define REASON_MAX 500

struct _NxAdjustDialog
{
  AdwWindow parent_instance;

  /* Template */
  GtkWidget *adjust_button;
  GtkSpinButton *amount_spin;
  GtkLabel *effect_label;
  GtkLabel *error_label;
  GtkWidget *form;
  GtkEditable *reason_row;
  AdwWindowTitle *title;

  /* Owned */
  NxStudentData *data;
  NxStudent *student;
  GCancellable *cancellable;
  char *key;     /* of this adjustment: a repeated press adjusts once */
  char *key_for; /* what the key was made for */
};

G_DEFINE_FINAL_TYPE (NxAdjustDialog, nx_adjust_dialog, ADW_TYPE_WINDOW)


/* Taking it back */

typedef struct
{
  NxStudentData *data;
  char *student_id;
  char *reason;
  char *key;
  gint32 amount; /* that was added */
} Undo;


static void
undo_free (gpointer data, GClosure *closure)
{
  Undo *self = data;
  g_object_unref (self->data);
  g_free (self->student_id);
  g_free (self->reason);
  g_free (self->key);
  g_free (self);
}


static NxJsonWriter *
adjustment_body (const char *student_id, gint32 amount, const char *reason)
{
  NxJsonWriter *body = nx_json_writer_new ();
  nx_json_begin_object (body, NULL);
  nx_json_add_string (body, "studentId", student_id);
  nx_json_add_credits (body, "amount", amount);
  nx_json_add_string (body, "reason", reason);
  nx_json_end_object (body);
  return body;
}


typedef struct
{
  GtkWidget *window;
  NxStudentData *data;
} Undoing;


static void
undoing_free (Undoing *self)
{
  g_object_unref (self->window);
  g_object_unref (self->data);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Undoing, undoing_free)


static void
on_undone (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Undoing) undoing = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = nx_connection_send_finish (NX_CONNECTION (source), result, NULL, &error);
  if (root == NULL)
    nx_toast_error (undoing->window, error);
  else
    nx_toast (undoing->window, _("The adjustment was taken back"), NULL);
  nx_student_data_refresh (undoing->data);
}


static void
on_undo_clicked (AdwToast *toast, Undo *undo)
{
  GtkWidget *window = g_object_get_data (G_OBJECT (toast), "nx-window");
  g_autofree char *reason = g_strdup_printf (_("Undo: %s"), undo->reason);
  if (g_utf8_strlen (reason, -1) > REASON_MAX)
    *g_utf8_offset_to_pointer (reason, REASON_MAX) = '\0';
  Undoing *undoing = g_new0 (Undoing, 1);
  undoing->window = g_object_ref (window);
  undoing->data = g_object_ref (undo->data);
  nx_connection_send_async (nx_student_data_get_connection (undo->data), "POST", "/api/credits/adjust",
                            adjustment_body (undo->student_id, -undo->amount, reason), undo->key, NULL, NULL, on_undone, undoing);
}


static void
offer_undo (NxAdjustDialog *self, gint32 amount, const char *reason)
{
  GtkWidget *window = GTK_WIDGET (gtk_window_get_transient_for (GTK_WINDOW (self)));
  if (window == NULL)
    return;
  g_autofree char *credits = nx_credits_format_noun (ABS (amount));
  g_autofree char *change = g_strconcat (amount < 0 ? "−" : "+", credits, NULL);
  /* Translators: "+1 credit", then a first name. */
  g_autofree char *text = g_strdup_printf (_("%s for %s"), change, self->student->firstName);
  AdwToast *toast = nx_toast (window, text, _("_Undo"));
  Undo *undo = g_new0 (Undo, 1);
  undo->data = g_object_ref (self->data);
  undo->student_id = g_strdup (self->student->id);
  undo->reason = g_strdup (reason);
  undo->key = nx_random_token (18);
  undo->amount = amount;
  g_object_set_data (G_OBJECT (toast), "nx-window", window);
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (on_undo_clicked), undo, undo_free, 0);
}


/* The form */

static gint32
amount_quarters (NxAdjustDialog *self)
{
  return (gint32) lround (gtk_spin_button_get_value (self->amount_spin) * 4);
}


static char *
get_reason (NxAdjustDialog *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (self->reason_row)));
}


static void
update (NxAdjustDialog *self)
{
  gint32 amount = amount_quarters (self), after = self->student->balance + amount;
  g_autofree char *reason = get_reason (self);
  glong length = g_utf8_strlen (reason, -1);
  g_autofree char *before_text = nx_credits_format (self->student->balance);
  g_autofree char *after_text = nx_credits_format_noun (after);
  g_autofree char *effect = after < 0 ? g_strdup_printf (_("Only %s can be taken: a balance is never below zero."), before_text)
                                      : g_strdup_printf (_("Balance %s → %s"), before_text, after_text);
  gtk_label_set_text (self->effect_label, effect);
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), FALSE);
  gtk_widget_set_sensitive (self->adjust_button, amount != 0 && after >= 0 && length >= REASON_MIN && length <= REASON_MAX);
}


/* The reader's decimal sign, whatever the C library's locale says. */
static gboolean
on_amount_output (GtkSpinButton *spin, NxAdjustDialog *self)
{
  g_autofree char *number = nx_timeline_amount ((gint32) lround (gtk_spin_button_get_value (spin) * 4));
  const char *text = lround (gtk_spin_button_get_value (spin) * 4) == 0 ? "0" : number;
  if (!g_str_equal (gtk_editable_get_text (GTK_EDITABLE (spin)), text))
    gtk_editable_set_text (GTK_EDITABLE (spin), text);
  return TRUE;
}


static int
on_amount_input (GtkSpinButton *spin, double *value, NxAdjustDialog *self)
{
  g_autoptr (GString) text = g_string_new (gtk_editable_get_text (GTK_EDITABLE (spin)));
  g_string_replace (text, "−", "-", 0);
  g_string_replace (text, ",", ".", 0);
  g_string_replace (text, "\302\240", "", 0);
  char *end = NULL;
  *value = g_ascii_strtod (g_strstrip (text->str), &end);
  return end != text->str && *end == '\0' && isfinite (*value) ? TRUE : GTK_INPUT_ERROR;
}


static void
on_adjusted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (NxAdjustDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = nx_connection_send_finish (NX_CONNECTION (source), result, NULL, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  gtk_widget_set_sensitive (self->form, TRUE);
  update (self);
  if (root == NULL)
    {
      gtk_label_set_text (self->error_label, error->message);
      gtk_widget_set_visible (GTK_WIDGET (self->error_label), TRUE);
      return;
    }
  g_autofree char *reason = get_reason (self);
  offer_undo (self, amount_quarters (self), reason);
  nx_student_data_refresh (self->data);
  gtk_window_close (GTK_WINDOW (self));
}


static void
on_adjust_clicked (NxAdjustDialog *self)
{
  gtk_spin_button_update (self->amount_spin);
  if (!gtk_widget_get_sensitive (self->adjust_button) || !gtk_widget_get_sensitive (self->form))
    return;
  g_autofree char *reason = get_reason (self);
  g_autofree char *choice = g_strdup_printf ("%d %s", amount_quarters (self), reason);
  if (g_strcmp0 (self->key_for, choice) != 0)
    {
      g_free (self->key_for);
      self->key_for = g_steal_pointer (&choice);
      g_free (self->key);
      self->key = nx_random_token (18);
    }
  gtk_widget_set_sensitive (self->form, FALSE);
  gtk_widget_set_sensitive (self->adjust_button, FALSE);
  nx_connection_send_async (nx_student_data_get_connection (self->data), "POST", "/api/credits/adjust",
                            adjustment_body (self->student->id, amount_quarters (self), reason), self->key, NULL, self->cancellable,
                            on_adjusted, g_object_ref (self));
}


static void
nx_adjust_dialog_dispose (GObject *object)
{
  NxAdjustDialog *self = NX_ADJUST_DIALOG (object);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->data);
  G_OBJECT_CLASS (nx_adjust_dialog_parent_class)->dispose (object);
}


static void
nx_adjust_dialog_finalize (GObject *object)
{
  NxAdjustDialog *self = NX_ADJUST_DIALOG (object);
  g_clear_object (&self->student);
  g_clear_object (&self->cancellable);
  g_free (self->key);
  g_free (self->key_for);
  G_OBJECT_CLASS (nx_adjust_dialog_parent_class)->finalize (object);
}


static void
nx_adjust_dialog_class_init (NxAdjustDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = nx_adjust_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = nx_adjust_dialog_finalize;

  gtk_widget_class_set_template_from_resource (widget_class, "/academy/nexusreussite/Nexus/students/nx-adjust-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, NxAdjustDialog, adjust_button);
  gtk_widget_class_bind_template_child (widget_class, NxAdjustDialog, amount_spin);
  gtk_widget_class_bind_template_child (widget_class, NxAdjustDialog, effect_label);
  gtk_widget_class_bind_template_child (widget_class, NxAdjustDialog, error_label);
  gtk_widget_class_bind_template_child (widget_class, NxAdjustDialog, form);
  gtk_widget_class_bind_template_child (widget_class, NxAdjustDialog, reason_row);
  gtk_widget_class_bind_template_child (widget_class, NxAdjustDialog, title);
  gtk_widget_class_bind_template_callback (widget_class, on_adjust_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_amount_input);
  gtk_widget_class_bind_template_callback (widget_class, on_amount_output);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}


static void
nx_adjust_dialog_init (NxAdjustDialog *self)
{
  self->student = g_object_new (NX_TYPE_STUDENT, NULL);
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}


GtkWindow *
nx_adjust_dialog_present (GtkWidget *from, NxStudentData *data)
{
  g_return_val_if_fail (GTK_IS_WIDGET (from), NULL);
  g_return_val_if_fail (NX_IS_STUDENT_DATA (data) && nx_student_data_get_student (data) != NULL, NULL);

  GtkRoot *root = gtk_widget_get_root (from);
  NxAdjustDialog *self = g_object_new (NX_TYPE_ADJUST_DIALOG, "transient-for", GTK_IS_WINDOW (root) ? root : NULL, NULL);
  self->data = g_object_ref (data);
  g_set_object (&self->student, nx_student_data_get_student (data));
  g_autofree char *name = nx_student_name (self->student);
  adw_window_title_set_subtitle (self->title, name);
  update (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->amount_spin));
  gtk_window_present (GTK_WINDOW (self));
  return GTK_WINDOW (self);
}
