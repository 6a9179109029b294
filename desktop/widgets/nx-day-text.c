/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/widgets/nx-day-text.h"

#include <string.h>
#include "common/nx-time.h"

/* Both languages are always read, whatever the interface speaks: people type what they think. Prefixes, without accents. */
typedef struct
{
  const char *prefix; /* shortest that is one thing only */
  const char *word;
  int value;
} Word;

static const Word weekdays[] = {
  { "lun", "lundi", 1 },    { "mar", "mardi", 2 },     { "mer", "mercredi", 3 }, { "jeu", "jeudi", 4 },
  { "ven", "vendredi", 5 }, { "sam", "samedi", 6 },    { "dim", "dimanche", 7 }, { "mon", "monday", 1 },
  { "tue", "tuesday", 2 },  { "wed", "wednesday", 3 }, { "thu", "thursday", 4 }, { "fri", "friday", 5 },
  { "sat", "saturday", 6 }, { "sun", "sunday", 7 },
};

static const Word months[] = {
  { "jan", "janvier", 1 },   { "fe", "fevrier", 2 },   { "mar", "mars", 3 },      { "av", "avril", 4 },
  { "mai", "mai", 5 },       { "juin", "juin", 6 },    { "juil", "juillet", 7 },  { "ao", "aout", 8 },
  { "sep", "septembre", 9 }, { "oct", "octobre", 10 }, { "nov", "novembre", 11 }, { "dec", "decembre", 12 },
  { "jan", "january", 1 },   { "feb", "february", 2 }, { "mar", "march", 3 },     { "apr", "april", 4 },
  { "may", "may", 5 },       { "jun", "june", 6 },     { "jul", "july", 7 },      { "aug", "august", 8 },
  { "sep", "september", 9 }, { "oct", "october", 10 }, { "nov", "november", 11 }, { "dec", "december", 12 },
};

static const Word relatives[] = {
  { "aujourdhui", "aujourdhui", 0 }, { "auj", "aujourdhui", 0 },          { "today", "today", 0 }, { "dem", "demain", 1 },
  { "tom", "tomorrow", 1 },          { "apresdemain", "apresdemain", 2 },
};

static int
look_up (const Word *words, gsize n, const char *text)
{
  for (gsize i = 0; i < n; i++)
    if (g_str_has_prefix (text, words[i].prefix) && g_str_has_prefix (words[i].word, text))
      return words[i].value;
  return -1;
}

/* Lower case, no accents, no dots or apostrophes. */
static char *
plain (const char *text)
{
  g_autofree char *ascii = g_str_to_ascii (text, "C");
  g_autofree char *lower = g_ascii_strdown (ascii, -1);
  GString *out = g_string_new (NULL);

  for (const char *c = lower; *c != '\0'; c++)
    if (*c != '.' && *c != '\'' && *c != ',' && *c != '?')
      g_string_append_c (out, *c);
  return g_strstrip (g_string_free (out, FALSE));
}

static gboolean
read_number (const char *text, int low, int high, int *value)
{
  guint64 number;

  if (!g_ascii_string_to_unsigned (text, 10, low, high, &number, NULL))
    return FALSE;
  *value = (int) number;
  return TRUE;
}

static gboolean
check_ymd (int year, int month, int day, gint32 *date)
{
  g_autofree char *text = g_strdup_printf ("%04d-%02d-%02d", year, month, day);

  return nx_date_parse (text, date);
}

/* A day and month without a year: this year's, or next year's where that is over. */
static gboolean
coming (int month, int day, gint32 today, gint32 *date)
{
  int year, this_month, this_day;
  gint32 found;

  nx_date_to_ymd (today, &year, &this_month, &this_day);
  /* 29 February is looked for until a leap year comes. */
  for (int y = year; y <= year + 8; y++)
    if (check_ymd (y, month, day, &found) && found >= today)
      {
        *date = found;
        return TRUE;
      }
  return FALSE;
}

static gboolean
parse_offset (const char *text, gint32 today, gint32 *date)
{
  char *end;
  gint64 number = g_ascii_strtoll (text, &end, 10);

  if (end == text || number < 0 || number > 730)
    return FALSE;
  if (g_str_equal (end, "s") || g_str_equal (end, "w"))
    number *= 7;
  else if (*end != '\0' && !g_str_equal (end, "j") && !g_str_equal (end, "d"))
    return FALSE;
  *date = today + (gint32) number;
  return TRUE;
}

static gboolean
parse_slashes (const char *text, gint32 today, gint32 *date)
{
  g_auto (GStrv) parts = g_strsplit (text, "/", 4);
  guint n = g_strv_length (parts);
  int day, month, year;

  if (n < 2 || n > 3 || !read_number (parts[0], 1, 31, &day) || !read_number (parts[1], 1, 12, &month))
    return FALSE;
  if (n == 2)
    return coming (month, day, today, date);
  if (!read_number (parts[2], 0, 2199, &year))
    return FALSE;
  return check_ymd (year < 100 ? 2000 + year : year, month, day, date);
}

static gboolean
parse_words (char **words, gint32 today, gint32 *date)
{
  guint n = g_strv_length (words), i = 0;
  int day, month, year;
  int weekday = look_up (weekdays, G_N_ELEMENTS (weekdays), words[0]);

  if (n == 1)
    {
      int days = look_up (relatives, G_N_ELEMENTS (relatives), words[0]);

      if (days >= 0)
        *date = today + days;
      else if (weekday > 0)
        *date = today + (weekday - nx_date_weekday (today) + 6) % 7 + 1;
      else
        return FALSE;
      return TRUE;
    }
  if (n > 2 && weekday > 0)
    i = 1;
  if (n - i < 2 || n - i > 3)
    return FALSE;
  if (g_str_equal (words[i], "1er"))
    words[i][1] = '\0';
  month = look_up (months, G_N_ELEMENTS (months), words[i + 1]);
  if (!read_number (words[i], 1, 31, &day) || month < 0)
    return FALSE;
  if (n - i == 2)
    return coming (month, day, today, date);
  return read_number (words[i + 2], 1900, 2199, &year) && check_ymd (year, month, day, date);
}

gboolean
nx_day_text_parse (const char *text, gint32 today, gint32 *date)
{
  g_autofree char *given = NULL;
  g_auto (GStrv) words = NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) kept = NULL;

  g_return_val_if_fail (text != NULL, FALSE);

  given = plain (text);
  if (given[0] == '\0')
    return FALSE;
  if (given[0] == '+')
    return parse_offset (given + 1, today, date);
  if (strchr (given, '/') != NULL)
    return parse_slashes (given, today, date);
  if (g_ascii_isdigit (given[0]) && strchr (given, '-') != NULL)
    return nx_date_parse (given, date);
  words = g_strsplit_set (given, " -", -1);
  for (char **word = words; *word != NULL; word++)
    if ((*word)[0] != '\0')
      g_strv_builder_add (builder, *word);
  kept = g_strv_builder_end (builder);
  return kept[0] != NULL && parse_words (kept, today, date);
}

gboolean
nx_day_text_parse_time (const char *text, int *minute)
{
  g_autofree char *given = plain (text);
  char *mark = strpbrk (given, ":h");
  int hours, minutes = 0;

  if (mark != NULL)
    {
      *mark = '\0';
      if (mark[1] != '\0' && !read_number (g_strstrip (mark + 1), 0, 59, &minutes))
        return FALSE;
    }
  else if (strlen (given) == 4)
    {
      if (!read_number (given + 2, 0, 59, &minutes))
        return FALSE;
      given[2] = '\0';
    }
  if (!read_number (g_strstrip (given), 0, 23, &hours))
    return FALSE;
  *minute = hours * 60 + minutes;
  return TRUE;
}
