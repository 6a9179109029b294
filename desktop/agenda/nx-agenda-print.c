/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/agenda/nx-agenda-print.h"

#include <pango/pangocairo.h>
#include "common/nx-format.h"
#include "common/nx-i18n.h"
#include "desktop/agenda/nx-agenda-layout.h"
#include "desktop/agenda/nx-agenda-print-private.h"
#include "desktop/widgets/nx-session-text.h"

/* More rows than these cannot be read from a door. */
#define ROWS 22

static void
page_free (gpointer data)
{
  NxAgendaPage *page = data;

  g_free (page->title);
  g_free (page->subtitle);
  g_ptr_array_unref (page->sessions);
  g_free (page);
}

static NxAgendaPages *
pages_new (gboolean week, gint32 date)
{
  NxAgendaPages *self = g_new0 (NxAgendaPages, 1);

  self->pages = g_ptr_array_new_with_free_func (page_free);
  self->week = week;
  self->date = date;
  return self;
}

void
nx_agenda_pages_free (NxAgendaPages *self)
{
  g_ptr_array_unref (self->pages);
  g_free (self);
}

static NxAgendaPage *
add_page (NxAgendaPages *self, const char *title)
{
  NxAgendaPage *page = g_new0 (NxAgendaPage, 1);

  page->title = g_strdup (title);
  page->subtitle = self->week ? nx_format_week (self->date) : nx_format_date (self->date);
  page->sessions = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (self->pages, page);
  return page;
}

/* (transfer full): what takes place on @days from @date on, by start. */
static GPtrArray *
sessions_of (NxSessionList *list, gint32 date, int days)
{
  GPtrArray *sessions = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = nx_session_list_lower_bound (list, (date - 1) * NX_TIME_DAY); i < nx_session_list_get_length (list); i++)
    {
      NxSession *session = nx_session_list_get (list, i);
      gint32 day = nx_time_date_in_zone (session->scheduledAt, nx_session_zone ());

      if (day >= date + days)
        break;
      if (day >= date && session->status != NX_SESSION_CANCELLED)
        g_ptr_array_add (sessions, g_object_ref (session));
    }
  return sessions;
}

/* A room's page, and as many more as its rows need. */
static void
add_room (NxAgendaPages *self, GPtrArray *sessions, const char *room, const char *title)
{
  NxAgendaPage *page = NULL;

  for (guint i = 0; i < sessions->len; i++)
    {
      NxSession *session = g_ptr_array_index (sessions, i);

      if (g_strcmp0 (session->room, room) != 0)
        continue;
      if (page == NULL || page->sessions->len == ROWS)
        page = add_page (self, title);
      g_ptr_array_add (page->sessions, g_object_ref (session));
    }
}

NxAgendaPages *
nx_agenda_pages_new_rooms (NxSessionList *list, GPtrArray *rooms, gint32 date)
{
  NxAgendaPages *self = pages_new (FALSE, date);
  g_autoptr (GPtrArray) sessions = sessions_of (list, date, 1);
  g_autoptr (GHashTable) done = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < rooms->len; i++)
    {
      NxRoom *room = g_ptr_array_index (rooms, i);

      if (room->name != NULL && g_hash_table_add (done, room->name))
        add_room (self, sessions, room->name, room->name);
    }
  for (guint i = 0; i < sessions->len; i++)
    {
      char *room = ((NxSession *) g_ptr_array_index (sessions, i))->room;

      if (room != NULL && g_hash_table_add (done, room))
        add_room (self, sessions, room, room);
    }
  add_room (self, sessions, NULL, _ ("Without a room"));
  return self;
}

NxAgendaPages *
nx_agenda_pages_new_coaches (NxSessionList *list, GPtrArray *coaches, gint32 monday)
{
  NxAgendaPages *self = pages_new (TRUE, monday);
  g_autoptr (GPtrArray) sessions = sessions_of (list, monday, 7);

  for (guint i = 0; i < coaches->len; i++)
    {
      NxCoach *coach = g_ptr_array_index (coaches, i);
      NxAgendaPage *page = NULL;

      for (guint j = 0; j < sessions->len; j++)
        {
          NxSession *session = g_ptr_array_index (sessions, j);

          if (session->coach == NULL || g_strcmp0 (session->coach->id, coach->id) != 0)
            continue;
          if (page == NULL)
            page = add_page (self, coach->pseudonym);
          g_ptr_array_add (page->sessions, g_object_ref (session));
        }
    }
  return self;
}

guint
nx_agenda_pages_count (NxAgendaPages *self)
{
  return self->pages->len;
}

gboolean
nx_agenda_pages_is_landscape (NxAgendaPages *self)
{
  return self->week;
}

const char *
nx_agenda_pages_title (NxAgendaPages *self, guint n)
{
  g_return_val_if_fail (n < self->pages->len, NULL);

  return ((NxAgendaPage *) g_ptr_array_index (self->pages, n))->title;
}

/* The printer */

static void
on_draw_page (GtkPrintOperation *operation, GtkPrintContext *context, int n, NxAgendaPages *pages)
{
  nx_agenda_pages_draw (pages, (guint) n, gtk_print_context_get_cairo_context (context), gtk_print_context_get_width (context),
                        gtk_print_context_get_height (context));
}

void
nx_agenda_pages_print (NxAgendaPages *pages, GtkWindow *window)
{
  g_autoptr (GtkPrintOperation) operation = gtk_print_operation_new ();
  g_autoptr (GtkPageSetup) setup = gtk_page_setup_new ();
  g_autoptr (GtkPaperSize) paper = gtk_paper_size_new (GTK_PAPER_NAME_A4);
  g_autoptr (GError) error = NULL;

  gtk_page_setup_set_paper_size_and_default_margins (setup, paper);
  gtk_page_setup_set_orientation (setup, pages->week ? GTK_PAGE_ORIENTATION_LANDSCAPE : GTK_PAGE_ORIENTATION_PORTRAIT);
  gtk_print_operation_set_default_page_setup (operation, setup);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_n_pages (operation, (int) pages->pages->len);
  gtk_print_operation_set_job_name (operation, _ ("Agenda"));
  gtk_print_operation_set_allow_async (operation, TRUE);
  g_signal_connect (operation, "draw-page", G_CALLBACK (on_draw_page), pages);
  g_object_set_data_full (G_OBJECT (operation), "pages", pages, (GDestroyNotify) nx_agenda_pages_free);
  if (gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, window, &error) == GTK_PRINT_OPERATION_RESULT_ERROR)
    g_warning ("could not print: %s", error->message);
}
