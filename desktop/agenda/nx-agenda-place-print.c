/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/nx-i18n.h"
#include "desktop/agenda/nx-agenda-place-private.h"
#include "desktop/agenda/nx-agenda-print.h"
#include "desktop/widgets/nx-session-text.h"

static void
print (NxAgendaPlace *self, gboolean rooms)
{
  NxSessionList *list = nx_session_source_get_list (self->source);
  g_autoptr (NxAgendaPages) pages = NULL;
  const char *coach;
  gint64 cursor;
  gint32 date;

  nx_agenda_view_get_cursor (self->view, &cursor, &coach);
  date = nx_time_date_in_zone (cursor, nx_session_zone ());
  pages = rooms ? nx_agenda_pages_new_rooms (list, nx_agenda_facts_get_rooms (self->facts), date)
                : nx_agenda_pages_new_coaches (list, nx_session_source_get_coaches (self->source), nx_date_week_start (date));
  if (nx_agenda_pages_count (pages) == 0)
    nx_toast (GTK_WIDGET (self), rooms ? _ ("No session this day.") : _ ("No session this week."), NULL);
  else
    nx_agenda_pages_print (g_steal_pointer (&pages), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))));
}

static void
action_print (GtkWidget *widget, const char *name, GVariant *parameter)
{
  NxAgendaPlace *self = NX_AGENDA_PLACE (widget);

  print (self, g_str_equal (name, "agenda.print-rooms")
                   || (g_str_equal (name, "agenda.print") && nx_agenda_view_get_mode (self->view) == NX_AGENDA_DAY));
}

void
_nx_agenda_place_class_init_print (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "agenda.print", NULL, action_print);
  gtk_widget_class_install_action (widget_class, "agenda.print-rooms", NULL, action_print);
  gtk_widget_class_install_action (widget_class, "agenda.print-coaches", NULL, action_print);
}
