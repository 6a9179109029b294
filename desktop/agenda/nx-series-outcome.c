/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/agenda/nx-series-outcome.h"

#include "common/nx-i18n.h"
#include "common/nx-credits.h"
#include "common/nx-format.h"
#include "desktop/agenda/nx-agenda-sheet.h"
#include "desktop/widgets/nx-session-text.h"

/* Date: one week, as the server says that it is. */
typedef struct
{
  gint64 at;
  const char *icon, *css; /* static */
  char *text;             /* (owned) */
} Date;

static void
date_clear (gpointer data)
{
  g_free (((Date *) data)->text);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  gint64 difference = ((const Date *) a)->at - ((const Date *) b)->at;

  return difference < 0 ? -1 : difference > 0;
}

static void
add_date (GArray *dates, gint64 at, const char *icon, const char *css, const char *text)
{
  Date date = { at, icon, css, g_strdup (text) };

  g_array_append_val (dates, date);
}

static guint
read_sessions (GArray *dates, JsonArray *sessions)
{
  guint n = sessions != NULL ? json_array_get_length (sessions) : 0, made = 0;
  gint64 at;

  for (guint i = 0; i < n; i++)
    {
      JsonObject *session = nx_agenda_item (sessions, i);

      /* One that something stands against is among the conflicts. */
      if (session == NULL || nx_agenda_text (session, "code") != NULL || !nx_json_get_time (session, "scheduledAt", &at))
        continue;
      add_date (dates, at, "object-select-symbolic", "success", _ ("free"));
      made++;
    }
  return made;
}

static guint
read_conflicts (GArray *dates, JsonArray *conflicts)
{
  guint n = conflicts != NULL ? json_array_get_length (conflicts) : 0, refused = 0;
  gint64 at;

  for (guint i = 0; i < n; i++)
    {
      JsonObject *conflict = nx_agenda_item (conflicts, i);
      gboolean credit = g_strcmp0 (nx_agenda_text (conflict, "code"), "insufficient_credits") == 0;
      const char *detail = nx_agenda_text (conflict, "detail");

      if (conflict == NULL || !nx_json_get_time (conflict, "at", &at))
        continue;
      add_date (dates, at, credit ? "emblem-documents-symbolic" : "dialog-warning-symbolic", "warning",
                detail != NULL ? detail : credit ? _ ("not enough credits") : _ ("cannot be booked"));
      refused++;
    }
  return refused;
}

static guint
read_skipped (GArray *dates, JsonArray *skipped)
{
  guint n = skipped != NULL ? json_array_get_length (skipped) : 0, count = 0;
  gint64 at;

  for (guint i = 0; i < n; i++)
    {
      JsonObject *item = nx_agenda_item (skipped, i);
      const char *name = nx_agenda_text (item, "name");

      if (item == NULL || !nx_json_get_time (item, "at", &at))
        continue;
      add_date (dates, at, "weather-clear-symbolic", "dim-label", name != NULL ? name : _ ("closed"));
      count++;
    }
  return count;
}

static void
show_dates (GArray *dates, GtkWidget *list)
{
  nx_agenda_list_clear (list);
  for (guint i = 0; i < dates->len; i++)
    {
      Date *date = &g_array_index (dates, Date, i);
      g_autofree char *day = nx_format_date_short (nx_time_date_in_zone (date->at, nx_session_zone ()));
      g_autofree char *time = nx_format_time (date->at, nx_session_zone ());
      /* Translators: short date, then time: "Tue 17 Nov at 16:00" */
      g_autofree char *title = g_strdup_printf (_ ("%s at %s"), day, time);
      GtkWidget *row = nx_agenda_row_new (NULL, title, date->text), *icon = gtk_image_new_from_icon_name (date->icon);

      gtk_widget_add_css_class (icon, date->css);
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
      gtk_widget_add_css_class (row, "nx-date");
      gtk_list_box_append (GTK_LIST_BOX (list), row);
    }
}

void
nx_series_outcome_read (NxSeriesOutcome *self, JsonObject *answer, GtkWidget *list)
{
  g_autoptr (GArray) dates = g_array_new (FALSE, FALSE, sizeof (Date));

  g_array_set_clear_func (dates, date_clear);
  self->made = read_sessions (dates, nx_json_get_array (answer, "sessions"));
  self->refused = read_conflicts (dates, nx_json_get_array (answer, "conflicts"));
  self->skipped = read_skipped (dates, nx_json_get_array (answer, "skipped"));
  if (!nx_json_get_credits (answer, "cost", &self->cost))
    self->cost = 0;
  if (!nx_json_get_credits (answer, "balance", &self->balance))
    self->balance = 0;
  g_array_sort (dates, compare);
  if (list != NULL)
    show_dates (dates, list);
}

char *
nx_series_outcome_text (const NxSeriesOutcome *self, gboolean monthly)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *cost = nx_credits_format_noun (self->cost), *balance = nx_credits_format_noun (self->balance);
  g_autofree char *sessions = g_strdup_printf (ngettext ("%u session", "%u sessions", self->made), self->made);

  if (self->made == 0)
    return g_strdup (_ ("Not one session can be made."));
  if (monthly)
    g_string_append_printf (text, _ ("%s, %s over the months, taken as each month’s credits come."), sessions, cost);
  else
    g_string_append_printf (text, _ ("%s, %s. Balance after: %s."), sessions, cost, balance);
  g_string_append_c (text, ' ');
  if (self->refused > 0)
    g_string_append_printf (text, ngettext ("%u date cannot be booked and is left out. ", "%u dates cannot be booked and are left out. ",
                                            self->refused),
                            self->refused);
  if (self->skipped > 0)
    g_string_append_printf (text, ngettext ("%u holiday is skipped.", "%u holidays are skipped.", self->skipped), self->skipped);
  return g_strstrip (g_string_free (g_steal_pointer (&text), FALSE));
}

char *
nx_series_outcome_change_text (const NxSeriesOutcome *self, gboolean cancel)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *back = nx_credits_format_noun (ABS (self->cost));

  if (self->made == 0)
    return g_strdup (_ ("Nothing changes."));
  if (cancel)
    g_string_append_printf (text, ngettext ("%u session is cancelled.", "%u sessions are cancelled.", self->made), self->made);
  else
    g_string_append_printf (text, ngettext ("%u session is moved.", "%u sessions are moved.", self->made), self->made);
  if (self->cost < 0)
    g_string_append_printf (text, _ (" %s given back."), back);
  if (self->refused > 0)
    g_string_append_printf (text, ngettext (" %u session cannot and stays as it is.", " %u sessions cannot and stay as they are.",
                                            self->refused),
                            self->refused);
  return g_string_free (g_steal_pointer (&text), FALSE);
}
