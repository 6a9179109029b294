/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include "common/nx-format.h"
#include "desktop/nx-place.h"
#include "desktop/nx-wrap-box.h"
#include "desktop/students/nx-adjust-dialog.h"
#include "desktop/students/nx-pay-dialog.h"
#include "desktop/students/nx-student-header.h"
#include "desktop/students/nx-student-text.h"
#include "desktop/widgets/nx-session-text.h"

struct _NxStudentHeader
{
  AdwBin parent_instance;

  /* Template */
  GtkWidget *adjust_button;
  AdwAvatar *avatar;
  GtkWidget *balance_box;
  GtkLabel *balance_label;
  GtkLabel *balance_note;
  GtkWidget *email_button;
  AdwButtonContent *email_button_content;
  GtkWidget *family_box;
  GtkLabel *family_label;
  NxWrapBox *flags_box;
  GtkLabel *name_label;
  GtkWidget *next_box;
  GtkLabel *next_label;
  GtkLabel *next_note;
  GtkWidget *pay_button;
  GtkWidget *phone_button;
  AdwButtonContent *phone_button_content;
  GtkWidget *plan_box;
  GtkLabel *plan_label;
  GtkLabel *plan_note;
  GtkLabel *school_label;
  GtkWidget *whatsapp_button;
  AdwButtonContent *whatsapp_button_content;

  /* Owned */
  NxStudentData *data;
  GSignalGroup *signals;
  int flags; /* shown now, -1 before */
};

G_DEFINE_FINAL_TYPE (NxStudentHeader, nx_student_header, ADW_TYPE_BIN)


static GtkWindow *
get_window (NxStudentHeader *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}


/* What is shown */

static void
set_fact (GtkWidget *box, const char *caption, GtkLabel *value_label, const char *value, GtkLabel *note_label, const char *note)
{
  gtk_label_set_text (value_label, value);
  gtk_widget_set_tooltip_text (GTK_WIDGET (value_label), value);
  gtk_label_set_text (note_label, note != NULL ? note : "");
  g_autofree char *spoken = g_strjoin (", ", caption, value, note, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (box), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}


static void
update_plan (NxStudentHeader *self, NxStudent *student)
{
  NxSubscription *subscription = student->subscription;
  if (subscription == NULL)
    {
      set_fact (self->plan_box, _("Plan"), self->plan_label, _("None"), self->plan_note, NULL);
      return;
    }
  g_autofree char *price = nx_money_format (subscription->monthlyPrice);
  g_autofree char *monthly = g_strdup_printf (_("%s a month"), price);
  g_autofree char *until = NULL;
  if (subscription->paidUntil > 0)
    {
      g_autofree char *day = nx_format_date_short (nx_time_date_in_zone (subscription->paidUntil, nx_time_zone (NX_TIME_CENTRE_ZONE)));
      until = g_strdup_printf (_("paid until %s"), day);
    }
  g_autofree char *note = g_strjoin (" · ", monthly, until, NULL);
  set_fact (self->plan_box, _("Plan"), self->plan_label, nx_enum_label (&nx_plan_name_enum, subscription->planName), self->plan_note, note);
}


static void
update_balance (NxStudentHeader *self, NxStudent *student)
{
  g_autofree char *balance = nx_credits_format_noun (student->balance);
  g_autofree char *note = NULL;
  if (student->nextExpiry > 0 && student->balance > 0)
    {
      g_autofree char *day = nx_format_date (nx_time_date_in_zone (student->nextExpiry, nx_time_zone (NX_TIME_CENTRE_ZONE)));
      note = g_strdup_printf (_("first expiry %s"), day);
    }
  set_fact (self->balance_box, _("Balance"), self->balance_label, balance, self->balance_note, note);
}


static void
update_next (NxStudentHeader *self, NxStudent *student)
{
  NxSession *session = student->nextSession;
  if (session == NULL)
    {
      set_fact (self->next_box, _("Next session"), self->next_label, _("None planned"), self->next_note, NULL);
      return;
    }
  g_autofree char *when = nx_student_when (session->scheduledAt);
  g_autofree char *what = nx_student_capitalise (nx_session_what (session));
  g_autofree char *note = session->coach != NULL && session->coach->pseudonym != NULL
                            ? g_strjoin (" · ", what, session->coach->pseudonym, NULL) : g_strdup (what);
  set_fact (self->next_box, _("Next session"), self->next_label, when, self->next_note, note);
}


static void
update_flags (NxStudentHeader *self, NxStudentFlags flags)
{
  if (self->flags == (int) flags)
    return;
  self->flags = (int) flags;
  nx_wrap_box_clear (self->flags_box);
  for (guint bit = 0; bit < 5; bit++)
    {
      NxStudentFlags flag = 1u << bit;
      if ((flags & flag) == 0)
        continue;
      GtkWidget *chip = gtk_label_new (nx_student_flag_label (flag));
      gtk_widget_add_css_class (chip, "nx-chip");
      gtk_widget_add_css_class (chip, flag == NX_STUDENT_FLAG_NOT_ACTIVATED ? "quiet" : "warn");
      nx_wrap_box_append (self->flags_box, chip);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->flags_box), flags != 0);
}


static void
set_contact (GtkWidget *button, AdwButtonContent *content, const char *label, const char *spoken, gboolean shown)
{
  adw_button_content_set_label (content, label != NULL ? label : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  gtk_widget_set_tooltip_text (button, spoken);
  gtk_widget_set_visible (button, shown);
}


static void
update_family (NxStudentHeader *self, NxFamily *family)
{
  gtk_widget_set_visible (self->family_box, family != NULL);
  if (family == NULL)
    return;
  g_autofree char *name = g_strdup_printf (_("Parent: %s %s"), family->firstName ? family->firstName : "",
                                           family->lastName ? family->lastName : "");
  gtk_label_set_text (self->family_label, name);
  g_autofree char *phone_uri = nx_phone_uri (family->phone);
  g_autofree char *call = g_strdup_printf (_("Call %s"), family->phone ? family->phone : "");
  g_autofree char *write = g_strdup_printf (_("Write on WhatsApp to %s"), family->phone ? family->phone : "");
  g_autofree char *mail = g_strdup_printf (_("Write an e-mail to %s"), family->email ? family->email : "");
  set_contact (self->phone_button, self->phone_button_content, family->phone, call, phone_uri != NULL);
  set_contact (self->whatsapp_button, self->whatsapp_button_content, "WhatsApp", write, phone_uri != NULL);
  set_contact (self->email_button, self->email_button_content, family->email, mail, family->email != NULL);
}


static void
update (NxStudentHeader *self)
{
  NxStudent *student = nx_student_data_get_student (self->data);
  if (student == NULL)
    return;
  g_autofree char *name = nx_student_name (student);
  g_autofree char *school = nx_student_school (student);
  gboolean office = nx_student_data_is_office (self->data), complete = nx_student_data_get_complete (self->data);
  adw_avatar_set_text (self->avatar, name);
  gtk_label_set_text (self->name_label, name);
  gtk_label_set_text (self->school_label, school);
  update_plan (self, student);
  update_balance (self, student);
  update_next (self, student);
  /* A row of the list does not hold all that the flags look at. */
  NxStudentFlags flags = complete ? nx_student_flags (student, nx_connection_now (nx_student_data_get_connection (self->data))) : 0;
  update_flags (self, office ? flags : flags & ~(NxStudentFlags) NX_STUDENT_FLAG_UNPAID);
  update_family (self, student->parent);
  gtk_widget_set_visible (self->pay_button, office);
  gtk_widget_set_visible (self->adjust_button, office);
}


/* What can be done */

static void
open_uri (NxStudentHeader *self, const char *uri)
{
  if (uri != NULL)
    gtk_show_uri (get_window (self), uri, GDK_CURRENT_TIME);
}


static NxFamily *
get_family (NxStudentHeader *self)
{
  NxStudent *student = nx_student_data_get_student (self->data);
  return student != NULL ? student->parent : NULL;
}


static void
on_phone_clicked (NxStudentHeader *self)
{
  NxFamily *family = get_family (self);
  g_autofree char *uri = family != NULL ? nx_phone_uri (family->phone) : NULL;
  open_uri (self, uri);
}


static void
on_whatsapp_clicked (NxStudentHeader *self)
{
  NxFamily *family = get_family (self);
  g_autofree char *uri = family != NULL ? nx_whatsapp_uri (family->phone) : NULL;
  open_uri (self, uri);
}


static void
on_email_clicked (NxStudentHeader *self)
{
  NxFamily *family = get_family (self);
  if (family == NULL || family->email == NULL)
    return;
  g_autofree char *address = g_uri_escape_string (family->email, "@", FALSE);
  g_autofree char *uri = g_strconcat ("mailto:", address, NULL);
  open_uri (self, uri);
}


static void
on_book_clicked (NxStudentHeader *self)
{
  const char *id = nx_student_data_get_id (self->data);
  if (id != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.new-session", "s", id);
}


static void
on_pay_clicked (NxStudentHeader *self)
{
  if (nx_student_data_get_student (self->data) != NULL)
    nx_pay_dialog_present (GTK_WIDGET (self), self->data);
}


static void
on_adjust_clicked (NxStudentHeader *self)
{
  if (nx_student_data_get_student (self->data) != NULL)
    nx_adjust_dialog_present (GTK_WIDGET (self), self->data);
}


static void
nx_student_header_dispose (GObject *object)
{
  NxStudentHeader *self = NX_STUDENT_HEADER (object);
  g_clear_object (&self->signals);
  g_clear_object (&self->data);
  G_OBJECT_CLASS (nx_student_header_parent_class)->dispose (object);
}


static void
nx_student_header_class_init (NxStudentHeaderClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = nx_student_header_dispose;

  g_type_ensure (NX_TYPE_WRAP_BOX);
  gtk_widget_class_set_template_from_resource (widget_class, "/academy/nexusreussite/Nexus/students/nx-student-header.ui");
  gtk_widget_class_bind_template_child (widget_class, NxStudentHeader, adjust_button);
  gtk_widget_class_bind_template_child (widget_class, NxStudentHeader, avatar);
  gtk_widget_class_bind_template_child (widget_class, NxStudentHeader, balance_box);
  gtk_widget_class_bind_template_child (widget_class, NxStudentHeader, balance_label);
  gtk_widget_class_bind_template_child (widget_class, NxStudentHeader, balance_note);
  gtk_widget_class_bind_template_child (widget_class, NxStudentHeader, email_button);
  gtk_widget_class_bind_template_child (widget_class, NxStudentHeader, email_button_content);
  gtk_widget_class_bind_template_child (widget_class, NxStudentHeader, family_box);
  gtk_widget_class_bind_template_child (widget_class, NxStudentHeader, family_label);
  gtk_widget_class_bind_template_child (widget_class, NxStudentHeader, flags_box);
  gtk_widget_class_bind_template_child (widget_class, NxStudentHeader, name_label);
  gtk_widget_class_bind_template_child (widget_class, NxStudentHeader, next_box);
  gtk_widget_class_bind_template_child (widget_class, NxStudentHeader, next_label);
  gtk_widget_class_bind_template_child (widget_class, NxStudentHeader, next_note);
  gtk_widget_class_bind_template_child (widget_class, NxStudentHeader, pay_button);
  gtk_widget_class_bind_template_child (widget_class, NxStudentHeader, phone_button);
  gtk_widget_class_bind_template_child (widget_class, NxStudentHeader, phone_button_content);
  gtk_widget_class_bind_template_child (widget_class, NxStudentHeader, plan_box);
  gtk_widget_class_bind_template_child (widget_class, NxStudentHeader, plan_label);
  gtk_widget_class_bind_template_child (widget_class, NxStudentHeader, plan_note);
  gtk_widget_class_bind_template_child (widget_class, NxStudentHeader, school_label);
  gtk_widget_class_bind_template_child (widget_class, NxStudentHeader, whatsapp_button);
  gtk_widget_class_bind_template_child (widget_class, NxStudentHeader, whatsapp_button_content);
  gtk_widget_class_bind_template_callback (widget_class, on_adjust_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_book_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_email_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_pay_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_phone_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_whatsapp_clicked);
}


static void
nx_student_header_init (NxStudentHeader *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->flags = -1;
  self->signals = g_signal_group_new (NX_TYPE_STUDENT_DATA);
  g_signal_group_connect_swapped (self->signals, "changed", G_CALLBACK (update), self);
}


void
nx_student_header_set_data (NxStudentHeader *self, NxStudentData *data)
{
  g_return_if_fail (NX_IS_STUDENT_HEADER (self));
  g_return_if_fail (NX_IS_STUDENT_DATA (data));

  if (g_set_object (&self->data, data))
    g_signal_group_set_target (self->signals, data);
  update (self);
}
