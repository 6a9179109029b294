/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/agenda/nx-agenda-goto.h"

#include <string.h>
#include "common/nx-format.h"
#include "common/nx-i18n.h"
#include "common/nx-time.h"
#include "desktop/widgets/nx-day-text.h"

/* Reading */

/* Lower case, no accents, one space between words, a minus for each of its look-alikes. */
static char *
plain (const char *text)
{
  g_autofree char *ascii = g_str_to_ascii (text, "C");
  g_autofree char *lower = g_ascii_strdown (ascii, -1);
  GString *out = g_string_new (NULL);

  for (const char *c = g_strstrip (lower); *c != '\0'; c++)
    if (!g_ascii_isspace (*c) || !g_ascii_isspace (c[1]))
      g_string_append_c (out, *c);
  return g_string_free (out, FALSE);
}

static gboolean
read_number (const char *text, int high, int *number)
{
  guint64 value;

  if (!g_ascii_string_to_unsigned (text, 10, 1, (guint64) high, &value, NULL))
    return FALSE;
  *number = (int) value;
  return TRUE;
}

/* "-2s", "+1m", "+ 3 semaines": the unit is its first letter in French and English; months only as "m". */
static gboolean
parse_offset (const char *text, gint32 today, gint32 *date)
{
  int sign = text[0] == '-' ? -1 : 1;
  char *unit;
  gint64 number;

  if (text[0] != '-' && text[0] != '+')
    return FALSE;
  number = g_ascii_strtoll (text + 1, &unit, 10);
  if (unit == text + 1 || number < 0 || number > 5000)
    return FALSE;
  unit = g_strstrip (unit);
  if (unit[0] == '\0' || unit[0] == 'j' || unit[0] == 'd')
    *date = today + sign * (gint32) number;
  else if (unit[0] == 's' || unit[0] == 'w')
    *date = today + sign * (gint32) MIN (number, 520) * 7;
  else if (unit[0] == 'm')
    *date = nx_date_add_months (today, sign * (int) MIN (number, 120));
  else
    return FALSE;
  return TRUE;
}

/* Monday of the next week of that number, this one's included. */
static gboolean
parse_week (const char *text, gint32 today, gint32 *date)
{
  static const char *const words[] = { "semaine", "sem.", "sem", "s", "week", "wk", "w" };
  gint32 monday = nx_date_week_start (today);
  int number;

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      const char *rest = text + strlen (words[i]);

      if (!g_str_has_prefix (text, words[i]) || !read_number (rest[0] == ' ' ? rest + 1 : rest, 53, &number))
        continue;
      for (gint32 week = 0; week < 54 * 7 * 7; week += 7)
        if (nx_date_week_number (monday + week) == number)
          {
            *date = monday + week;
            return TRUE;
          }
    }
  return FALSE;
}

/* "15": of this month, or of the next one that has such a day. */
static gboolean
parse_day (const char *text, gint32 today, gint32 *date)
{
  int day, this_day, year, month;

  if (!read_number (text, 31, &day))
    return FALSE;
  nx_date_to_ymd (today, &year, &month, &this_day);
  for (int i = 0; i < 12; i++)
    {
      gint32 first = nx_date_add_months (today - this_day + 1, i), next = nx_date_add_months (first, 1);

      if (first + day - 1 < next && first + day - 1 >= today)
        {
          *date = first + day - 1;
          return TRUE;
        }
    }
  return FALSE;
}

/* "décembre", "dec 2027": its first day; this year's also where it is over, as one looks back too. */
static gboolean
parse_month (const char *text, gint32 today, gint32 *date)
{
  g_autofree char *first = NULL;
  int year, month, day;

  nx_date_to_ymd (today, &year, &month, &day);
  if (g_ascii_isdigit (text[0]))
    return FALSE;
  first = strchr (text, ' ') != NULL ? g_strdup_printf ("1 %s", text) : g_strdup_printf ("1 %s %d", text, year);
  return nx_day_text_parse (first, today, date);
}

gboolean
nx_agenda_goto_parse (const char *text, gint32 today, gint32 *date)
{
  g_autofree char *given = NULL, *slashed = NULL;

  g_return_val_if_fail (text != NULL, FALSE);

  given = plain (text);
  if (g_str_equal (given, "hier") || g_str_equal (given, "yesterday"))
    {
      *date = today - 1;
      return TRUE;
    }
  if (parse_offset (given, today, date) || parse_week (given, today, date) || parse_day (given, today, date))
    return TRUE;
  slashed = g_strdup (given);
  if (g_ascii_isdigit (slashed[0]) && strspn (slashed, "0123456789.") == strlen (slashed))
    g_strdelimit (slashed, ".", '/');
  return nx_day_text_parse (slashed, today, date) || parse_month (given, today, date);
}

/* The line */

enum
{
  CHOSEN,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

struct _NxAgendaGoto
{
  GtkPopover parent_instance;

  /* borrowed children */
  GtkEditable *entry;
  GtkLabel *understood;

  gint32 today;
};

G_DEFINE_FINAL_TYPE (NxAgendaGoto, nx_agenda_goto, GTK_TYPE_POPOVER)

static void
on_changed (NxAgendaGoto *self)
{
  const char *text = gtk_editable_get_text (self->entry);
  g_autofree char *day = NULL;
  gint32 date;

  if (text[0] == '\0')
    gtk_label_set_label (self->understood, _ ("For example: 12 dec, thu, tomorrow, +2w, w47"));
  else if (nx_agenda_goto_parse (text, self->today, &date))
    {
      day = nx_format_date (date);
      gtk_label_set_label (self->understood, day);
    }
  else
    gtk_label_set_label (self->understood, _ ("This is not a date that is understood."));
}

static void
on_activate (NxAgendaGoto *self)
{
  gint32 date;

  if (!nx_agenda_goto_parse (gtk_editable_get_text (self->entry), self->today, &date))
    {
      gtk_widget_error_bell (GTK_WIDGET (self));
      return;
    }
  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, signals[CHOSEN], 0, date);
}

static void
nx_agenda_goto_class_init (NxAgendaGotoClass *klass)
{
  signals[CHOSEN]
      = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
}

static void
nx_agenda_goto_init (NxAgendaGoto *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *entry = gtk_entry_new (), *understood = gtk_label_new (NULL);

  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), _ ("Go to a date"));
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 26);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Go to a date"), -1);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_RELATION_DESCRIBED_BY, understood, NULL, -1);
  gtk_label_set_xalign (GTK_LABEL (understood), 0);
  gtk_label_set_wrap (GTK_LABEL (understood), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (understood), 30);
  gtk_widget_add_css_class (understood, "dim-label");
  gtk_widget_add_css_class (box, "goto");
  gtk_box_append (GTK_BOX (box), entry);
  gtk_box_append (GTK_BOX (box), understood);
  gtk_popover_set_child (GTK_POPOVER (self), box);
  self->entry = GTK_EDITABLE (entry);
  self->understood = GTK_LABEL (understood);
  g_signal_connect_object (entry, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (entry, "activate", G_CALLBACK (on_activate), self, G_CONNECT_SWAPPED);
}

GtkWidget *
nx_agenda_goto_new (void)
{
  return g_object_new (NX_TYPE_AGENDA_GOTO, NULL);
}

void
nx_agenda_goto_begin (NxAgendaGoto *self, gint32 today)
{
  g_return_if_fail (NX_IS_AGENDA_GOTO (self));

  self->today = today;
  gtk_editable_set_text (self->entry, "");
  on_changed (self);
  gtk_popover_popup (GTK_POPOVER (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}
