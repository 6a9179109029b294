/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dates as people type them, and what is not one. */
#include "common/nx-time.h"
#include "desktop/agenda/nx-agenda-filter.h"
#include "desktop/agenda/nx-agenda-goto.h"
#include "tests/desktop/agenda-fixture.h"

static void
check (const char *text, const char *wanted)
{
  gint32 today = nx_date_from_ymd (2026, 11, 18), date = NX_DATE_NONE; /* a Wednesday */
  gboolean read = nx_agenda_goto_parse (text, today, &date);
  g_autofree char *got = read ? nx_date_format (date) : g_strdup ("nothing");

  if (g_strcmp0 (got, wanted) != 0)
    g_error ("“%s” was read as %s instead of %s", text, got, wanted);
}

static void
test_dates (void)
{
  static const char *const cases[][2] = {
    { "12 dec", "2026-12-12" },        { "12 déc.", "2026-12-12" },       { "12 décembre 2027", "2027-12-12" },
    { "dec 12", "nothing" },           { "+2s", "2026-12-02" },           { "+2w", "2026-12-02" },
    { "+ 2 semaines", "2026-12-02" },  { "-2s", "2026-11-04" },           { "-1", "2026-11-17" },
    { "+1m", "2026-12-18" },           { "-1m", "2026-10-18" },           { "+7", "2026-11-25" },
    { "+3j", "2026-11-21" },           { "jeu", "2026-11-19" },           { "jeudi", "2026-11-19" },
    { "thu", "2026-11-19" },           { "Thursday", "2026-11-19" },      { "mer", "2026-11-25" },
    { "demain", "2026-11-19" },        { "DEMAIN", "2026-11-19" },        { "tomorrow", "2026-11-19" },
    { "hier", "2026-11-17" },          { "yesterday", "2026-11-17" },     { "aujourd’hui", "2026-11-18" },
    { "aujourd'hui", "2026-11-18" },   { "today", "2026-11-18" },         { "12/12", "2026-12-12" },
    { "12/1", "2027-01-12" },          { "12.12", "2026-12-12" },         { "12.12.2026", "2026-12-12" },
    { "2026-12-12", "2026-12-12" },    { "s47", "2026-11-16" },           { "sem 49", "2026-11-30" },
    { "semaine 2", "2027-01-11" },     { "w50", "2026-12-07" },           { "week 53", "2026-12-28" },
    { "15", "2026-12-15" },            { "18", "2026-11-18" },            { "31", "2026-12-31" },
    { "29/2", "2028-02-29" },          { "29 fév", "2028-02-29" },        { "1er mars", "2027-03-01" },
    { "décembre", "2026-12-01" },      { "dec 2027", "2027-12-01" },      { "mars", "2026-03-01" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    check (cases[i][0], cases[i][1]);
}

static void
test_not_dates (void)
{
  static const char *const cases[] = { "",       " ",      "abc",   "0",     "32",     "31/2",   "2026-02-30", "s0",   "s54",
                                       "+",      "-",      "+s",    "12/13", "99999999999999999999", "lina", "+2x", "<b>", "1 2 3 4",
                                       "12 dec 9999", "\xff\xfe" };
  gint32 date;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      if (!g_utf8_validate (cases[i], -1, NULL))
        continue;
      if (nx_agenda_goto_parse (cases[i], nx_date_from_ymd (2026, 11, 18), &date))
        g_error ("“%s” was read as a date", cases[i]);
    }
}

/* What is searched for begins a word of what a person knows a session by. */
static void
test_search (void)
{
  g_autoptr (GPtrArray) coaches = fixture_coaches (1);
  g_autoptr (NxSession) session
      = fixture_session ("a", g_ptr_array_index (coaches, 0), nx_date_from_ymd (2026, 11, 18), 840, 60, "Éloïse", "Ben Rhouma");
  g_autoptr (NxAgendaFilter) filter = nx_agenda_filter_new ();

  session->room = g_strdup ("C13");
  g_assert_true (nx_agenda_filter_matches ("eloise", session));
  g_assert_true (nx_agenda_filter_matches ("ben rh", session));
  g_assert_true (nx_agenda_filter_matches ("rh ben", session));
  g_assert_true (nx_agenda_filter_matches ("HELIOS", session));
  g_assert_true (nx_agenda_filter_matches ("c13 math", session));
  g_assert_false (nx_agenda_filter_matches ("houma", session));
  g_assert_false (nx_agenda_filter_matches ("eloise zenon", session));
  g_assert_true (nx_agenda_filter_shows (filter, session, FIXTURE_NOW));
  filter->hidden_subjects = 1u << NX_SUBJECT_MATHEMATIQUES;
  g_assert_false (nx_agenda_filter_shows (filter, session, FIXTURE_NOW));
  filter->hidden_subjects = 0;
  filter->hidden_rooms = g_hash_table_new (g_str_hash, g_str_equal);
  g_hash_table_add (filter->hidden_rooms, (gpointer) "");
  g_assert_true (nx_agenda_filter_shows (filter, session, FIXTURE_NOW));
  g_hash_table_add (filter->hidden_rooms, (gpointer) "C13");
  g_assert_false (nx_agenda_filter_shows (filter, session, FIXTURE_NOW));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/agenda/goto/dates", test_dates);
  g_test_add_func ("/agenda/goto/not-dates", test_not_dates);
  g_test_add_func ("/agenda/goto/search", test_search);
  return g_test_run ();
}
