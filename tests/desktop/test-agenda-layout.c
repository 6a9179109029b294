/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Arithmetic of the agenda, days and times as typed, the list of sessions, colours: nothing here needs a display. */
#include "common/nx-time.h"
#include "desktop/agenda/nx-agenda-layout.h"
#include "desktop/agenda/nx-booking-request.h"
#include "desktop/agenda/nx-session-list.h"
#include "desktop/widgets/nx-day-text.h"
#include "desktop/widgets/nx-palette.h"
#include "desktop/widgets/nx-session-text.h"
#include "desktop/widgets/nx-time-scale.h"
#include "tests/desktop/agenda-fixture.h"

/* Overlaps */

typedef struct
{
  const char *name;
  const char *spans;    /* "start-end start-end" */
  const char *expected; /* per span "lane/lanes", "+" where hidden */
  const char *overflow; /* per group "start-end:count" */
} LayoutCase;

static const LayoutCase layout_cases[] = {
  { "one", "60-120", "0/1", "" },
  { "apart", "60-120 120-180", "0/1 0/1", "" },
  { "two", "60-120 90-150", "0/2 1/2", "" },
  { "chain shares lanes", "60-120 90-150 120-180", "0/2 1/2 0/2", "" },
  { "contained", "60-240 90-120 150-180", "0/2 1/2 1/2", "" },
  { "three", "60-120 60-120 60-120", "0/3 1/3 2/3", "" },
  { "four become two and +2", "60-120 60-120 60-120 60-120", "0/3 1/3 + +", "60-120:2" },
  { "overflow spans what it hides", "60-120 60-120 75-180 90-240", "0/3 1/3 + +", "75-240:2" },
  { "two groups", "60-120 60-120 60-120 60-120 300-360", "0/3 1/3 + + 0/1", "60-120:2" },
  { "empty", "", "", "" },
};

static void
test_layout (gconstpointer data)
{
  const LayoutCase *row = data;
  g_auto (GStrv) parts = g_strsplit (row->spans, " ", -1);
  g_autoptr (GArray) spans = g_array_new (FALSE, TRUE, sizeof (NxAgendaSpan)),
                     overflows = g_array_new (FALSE, TRUE, sizeof (NxAgendaOverflow));
  g_autoptr (GString) got = g_string_new (NULL), over = g_string_new (NULL);

  for (char **part = parts; *part != NULL && **part != '\0'; part++)
    {
      NxAgendaSpan span = { 0 };

      g_assert_cmpint (sscanf (*part, "%d-%d", &span.start, &span.end), ==, 2);
      g_array_append_val (spans, span);
    }
  nx_agenda_layout_column ((NxAgendaSpan *) (void *) spans->data, spans->len, overflows);
  for (guint i = 0; i < spans->len; i++)
    {
      NxAgendaSpan *span = &g_array_index (spans, NxAgendaSpan, i);

      g_string_append (got, i > 0 ? " " : "");
      if (span->hidden)
        g_string_append_c (got, '+');
      else
        g_string_append_printf (got, "%d/%d", span->lane, span->lanes);
    }
  for (guint i = 0; i < overflows->len; i++)
    {
      NxAgendaOverflow *overflow = &g_array_index (overflows, NxAgendaOverflow, i);

      g_string_append_printf (over, "%s%d-%d:%u", i > 0 ? " " : "", overflow->start, overflow->end, overflow->count);
    }
  g_assert_cmpstr (got->str, ==, row->expected);
  g_assert_cmpstr (over->str, ==, row->overflow);
}

/* Whatever the sessions are, no two that are shown lie on one another, and each is shown or counted. */
static void
test_layout_random (void)
{
  for (guint round = 0; round < 500; round++)
    {
      g_autoptr (GArray) overflows = g_array_new (FALSE, TRUE, sizeof (NxAgendaOverflow));
      NxAgendaSpan spans[120] = { 0 };
      guint n = (guint) g_test_rand_int_range (1, G_N_ELEMENTS (spans)), hidden = 0, counted = 0;
      int start = 0;

      for (guint i = 0; i < n; i++)
        {
          start += g_test_rand_int_range (0, 3) * 15;
          spans[i].start = MIN (start, 1380);
          spans[i].end = spans[i].start + g_test_rand_int_range (1, 13) * 15;
        }
      nx_agenda_layout_column (spans, n, overflows);
      for (guint i = 0; i < overflows->len; i++)
        counted += g_array_index (overflows, NxAgendaOverflow, i).count;
      for (guint i = 0; i < n; i++)
        {
          hidden += spans[i].hidden;
          g_assert_cmpint (spans[i].lane, <, spans[i].lanes);
          g_assert_cmpint (spans[i].lanes, <=, NX_AGENDA_MAX_LANES);
          for (guint j = 0; j < i; j++)
            if (!spans[i].hidden && !spans[j].hidden && spans[i].lane == spans[j].lane)
              g_assert_false (nx_agenda_overlaps (spans[i].start, spans[i].end, spans[j].start, spans[j].end));
        }
      g_assert_cmpuint (hidden, ==, counted);
    }
}

static void
test_unfold (void)
{
  int open = NX_AGENDA_OPEN, close = NX_AGENDA_CLOSE;

  nx_agenda_unfold (&open, &close, 9 * 60, 10 * 60);
  g_assert_cmpint (open, ==, 480);
  g_assert_cmpint (close, ==, 1200);
  nx_agenda_unfold (&open, &close, 7 * 60 + 45, 20 * 60 + 15);
  g_assert_cmpint (open, ==, 420);
  g_assert_cmpint (close, ==, 1260);
  nx_agenda_unfold (&open, &close, 0, 1440);
  g_assert_cmpint (open, ==, 0);
  g_assert_cmpint (close, ==, 1440);
}

static void
test_scale (void)
{
  NxTimeScale scale = nx_time_scale_fill (480, 1200, 900), whole = nx_time_scale_fill (0, 1440, 0);

  g_assert_cmpfloat_with_epsilon (nx_time_scale_height (&scale), 900, 0.01);
  g_assert_cmpfloat_with_epsilon (nx_time_scale_y (&scale, 480), NX_TIME_SCALE_FOLD, 0.01);
  g_assert_cmpfloat_with_epsilon (nx_time_scale_y (&scale, 1200), 900 - NX_TIME_SCALE_FOLD, 0.01);
  g_assert_cmpfloat_with_epsilon (nx_time_scale_y (&scale, 1500), 900, 0.01);
  g_assert_cmpfloat_with_epsilon (nx_time_scale_height (&whole), 24 * NX_TIME_SCALE_MIN_HOUR, 0.01);
  for (int minute = 480; minute < 1200; minute += 15)
    g_assert_cmpint (nx_time_scale_minute (&scale, nx_time_scale_y (&scale, minute) + 0.5), ==, minute);
  g_assert_cmpint (nx_time_scale_minute (&scale, -5), ==, 0);
  g_assert_cmpint (nx_time_scale_minute (&scale, 5000), ==, 1425);
  for (double y = 1; y < 900; y++)
    g_assert_cmpint (nx_time_scale_minute (&scale, y), >=, nx_time_scale_minute (&scale, y - 1));
}

/* Days and times as typed; today is Wednesday 18 November 2026 */

typedef struct
{
  const char *text;
  const char *date; /* NULL: cannot be read */
} DayCase;

static const DayCase day_cases[] = {
  { "jeu", "2026-11-19" },
  { "Jeudi", "2026-11-19" },
  { "thu", "2026-11-19" },
  { "mer", "2026-11-25" },
  { "wednesday", "2026-11-25" },
  { "mardi", "2026-11-24" },
  { "demain", "2026-11-19" },
  { "Tomorrow", "2026-11-19" },
  { "aujourd'hui", "2026-11-18" },
  { "12 dec", "2026-12-12" },
  { "12 décembre", "2026-12-12" },
  { "12 Déc.", "2026-12-12" },
  { "1er janvier", "2027-01-01" },
  { "3 nov", "2027-11-03" },
  { "18 nov", "2026-11-18" },
  { "mar. 17 nov.", "2027-11-17" },
  { "mar. 24 nov.", "2026-11-24" },
  { "jeu. 19 novembre 2026", "2026-11-19" },
  { "5 mars", "2027-03-05" },
  { "29 fév", "2028-02-29" },
  { "29/2/2027", NULL },
  { "12/12", "2026-12-12" },
  { "1/2", "2027-02-01" },
  { "31/12/26", "2026-12-31" },
  { "2026-12-12", "2026-12-12" },
  { "2026-02-30", NULL },
  { "+7", "2026-11-25" },
  { "+2s", "2026-12-02" },
  { "+1w", "2026-11-25" },
  { "+3j", "2026-11-21" },
  { "+", NULL },
  { "+-3", NULL },
  { "+99999", NULL },
  { "", NULL },
  { "  ", NULL },
  { "ju", NULL },
  { "m", NULL },
  { "32 dec", NULL },
  { "30 fév", NULL },
  { "12 dec 12 dec", NULL },
  { "<script>", NULL },
  { "12/13", NULL },
  { "jeudix", NULL },
  { "🐈", NULL },
  { "12  dec", "2026-12-12" },
};

static void
test_days (void)
{
  gint32 today = nx_time_date_in_zone (FIXTURE_NOW, nx_session_zone ());

  for (guint i = 0; i < G_N_ELEMENTS (day_cases); i++)
    {
      gint32 date = NX_DATE_NONE;
      gboolean read = nx_day_text_parse (day_cases[i].text, today, &date);
      g_autofree char *got = read ? nx_date_format (date) : NULL;

      if (g_strcmp0 (got, day_cases[i].date) != 0)
        g_test_fail_printf ("“%s” is %s, not %s", day_cases[i].text, got != NULL ? got : "nothing",
                            day_cases[i].date != NULL ? day_cases[i].date : "nothing");
    }
}

static void
test_times (void)
{
  static const struct
  {
    const char *text;
    int minute;
  } cases[] = {
    { "16:00", 960 }, { "16h", 960 },  { "16h30", 990 }, { "16 h 30", 990 }, { "1630", 990 }, { "9", 540 }, { "00:15", 15 },
    { "24:00", -1 },  { "16:60", -1 }, { "", -1 },       { "h", -1 },        { "16:5x", -1 }, { "-1", -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      int minute = -1;

      if (!nx_day_text_parse_time (cases[i].text, &minute))
        minute = -1;
      if (minute != cases[i].minute)
        g_test_fail_printf ("“%s” is %d, not %d", cases[i].text, minute, cases[i].minute);
    }
}

/* The list */

static void
on_items_changed (GListModel *model, guint position, guint removed, guint added, GString *log)
{
  g_string_append_printf (log, "[%u -%u +%u]", position, removed, added);
}

static void
on_changed (NxSessionList *list, NxSession *session, GString *log)
{
  g_string_append_printf (log, "(%s)", session->id);
}

static void
test_list (void)
{
  g_autoptr (GPtrArray) coaches = fixture_coaches (2), some = g_ptr_array_new ();
  g_autoptr (NxSessionList) list = nx_session_list_new ();
  g_autoptr (GString) log = g_string_new (NULL);
  NxCoach *coach = g_ptr_array_index (coaches, 0);
  g_autoptr (NxSession) a = fixture_session ("a", coach, fixture_monday (), 600, 60, "Lina", "Ben Ali");
  g_autoptr (NxSession) b = fixture_session ("b", coach, fixture_monday (), 720, 60, "Yassine", "Trabelsi");
  g_autoptr (NxSession) changed = fixture_session ("a", coach, fixture_monday (), 600, 60, "Lina", "Ben Ali");
  g_autoptr (NxSession) moved = fixture_session ("a", coach, fixture_monday (), 840, 60, "Lina", "Ben Ali");
  g_autoptr (GHashTable) keep = g_hash_table_new (g_str_hash, g_str_equal);
  gint64 from = fixture_monday () * NX_TIME_DAY;

  g_signal_connect (list, "items-changed", G_CALLBACK (on_items_changed), log);
  g_signal_connect (list, "session-changed", G_CALLBACK (on_changed), log);
  g_assert_true (nx_session_list_upsert (list, b));
  g_assert_true (nx_session_list_upsert (list, a));
  g_assert_cmpstr (log->str, ==, "[0 -0 +1][0 -0 +1]");
  g_string_truncate (log, 0);
  /* in place: the same object, nothing added or removed */
  changed->version = 2;
  changed->status = NX_SESSION_CANCELLED;
  g_assert_true (nx_session_list_upsert (list, changed));
  g_assert_cmpstr (log->str, ==, "(a)");
  g_assert_true (nx_session_list_find (list, "a") == a);
  g_assert_cmpint (a->status, ==, NX_SESSION_CANCELLED);
  /* an older answer that comes late changes nothing */
  moved->version = 1;
  g_assert_false (nx_session_list_upsert (list, moved));
  g_string_truncate (log, 0);
  moved->version = 3;
  g_assert_true (nx_session_list_upsert (list, moved));
  g_assert_cmpstr (log->str, ==, "[0 -1 +0][1 -0 +1]");
  g_assert_true (nx_session_list_get (list, 1) == a);
  /* a range replaces what it covers, except what changed while it was on its way */
  g_string_truncate (log, 0);
  g_hash_table_add (keep, (gpointer) "a");
  nx_session_list_replace (list, from, from + NX_TIME_DAY, some, keep);
  g_assert_cmpstr (log->str, ==, "[0 -1 +0]");
  g_assert_nonnull (nx_session_list_find (list, "a"));
  nx_session_list_replace (list, from + 2 * NX_TIME_DAY, from + 3 * NX_TIME_DAY, some, NULL);
  g_assert_cmpuint (nx_session_list_get_length (list), ==, 1);
  g_assert_true (nx_session_list_remove (list, "a"));
  g_assert_false (nx_session_list_remove (list, "a"));
  g_assert_null (nx_session_list_find (list, NULL));
}

static void
test_conflicts (void)
{
  g_autoptr (GPtrArray) coaches = fixture_coaches (2);
  g_autoptr (NxSessionList) list = nx_session_list_new ();
  NxCoach *helios = g_ptr_array_index (coaches, 0), *zenon = g_ptr_array_index (coaches, 1);
  g_autoptr (NxSession) a = fixture_session ("a", helios, fixture_monday (), 600, 60, "Lina", "Ben Ali");
  const char *lina = ((NxPerson *) g_ptr_array_index (a->students, 0))->id;
  gint64 start = a->scheduledAt, hour = NX_TIME_HOUR;
  NxCoach *suggested;

  nx_session_list_upsert (list, a);
  g_assert_true (nx_session_list_conflict (list, helios->id, NULL, start + hour / 2, start + hour) == a);
  g_assert_null (nx_session_list_conflict (list, helios->id, NULL, start + hour, start + 2 * hour));
  g_assert_null (nx_session_list_conflict (list, helios->id, NULL, start - hour, start));
  g_assert_null (nx_session_list_conflict (list, zenon->id, NULL, start, start + hour));
  g_assert_true (nx_session_list_conflict (list, zenon->id, lina, start, start + hour) == a);
  /* the one who teaches it and is free */
  zenon->subjects |= 1u << NX_SUBJECT_MATHEMATIQUES;
  suggested = nx_booking_suggest_coach (coaches, list, NX_SUBJECT_MATHEMATIQUES, NX_SERVICE_COURS_ONLINE, start, 60);
  g_assert_true (suggested == zenon);
  suggested = nx_booking_suggest_coach (coaches, list, NX_SUBJECT_SVT, NX_SERVICE_COURS_ONLINE, start, 60);
  g_assert_null (suggested);
  a->status = NX_SESSION_CANCELLED;
  g_assert_null (nx_session_list_conflict (list, helios->id, lina, start, start + hour));
}

static void
test_request (void)
{
  NxBookingRequest request = { .student_id = (char *) "lina", .coach_id = (char *) "helios", .subject = NX_SUBJECT_MATHEMATIQUES,
                               .type = NX_SERVICE_COURS_PRESENTIEL, .start = G_GINT64_CONSTANT (1795165200000000), .duration = 90,
                               .room = (char *) "C13" };
  g_autoptr (NxBookingRequest) copy = nx_booking_request_copy (&request);
  g_autoptr (NxJsonWriter) json = nx_booking_request_to_json (copy);
  g_autofree char *text = nx_json_writer_end (json, NULL);

  g_assert_cmpstr (text, ==,
                   "{\"studentId\":\"lina\",\"coachId\":\"helios\",\"subject\":\"MATHEMATIQUES\",\"type\":\"COURS_PRESENTIEL\","
                   "\"scheduledAt\":\"2026-11-20T09:00:00Z\",\"duration\":90,\"room\":\"C13\"}");
}

/* States */

static void
test_states (void)
{
  g_autoptr (NxSession) s = fixture_session ("a", NULL, fixture_monday (), 600, 60, "Lina", "Ben Ali");
  gint64 start = s->scheduledAt;

  g_assert_cmpint (nx_session_state (s, start - 1), ==, NX_SESSION_STATE_PLANNED);
  g_assert_cmpint (nx_session_state (s, start), ==, NX_SESSION_STATE_RUNNING);
  g_assert_cmpint (nx_session_state (s, start + NX_TIME_HOUR - 1), ==, NX_SESSION_STATE_RUNNING);
  g_assert_cmpint (nx_session_state (s, start + NX_TIME_HOUR), ==, NX_SESSION_STATE_REPORT_DUE);
  s->reportStatus = NX_REPORT_DRAFT;
  g_assert_cmpint (nx_session_state (s, start + NX_TIME_HOUR), ==, NX_SESSION_STATE_REPORT_DUE);
  s->reportStatus = NX_REPORT_SUBMITTED;
  g_assert_cmpint (nx_session_state (s, start + NX_TIME_HOUR), ==, NX_SESSION_STATE_DONE);
  s->status = NX_SESSION_NO_SHOW;
  g_assert_cmpint (nx_session_state (s, start), ==, NX_SESSION_STATE_NO_SHOW);
  s->status = NX_SESSION_CANCELLED;
  g_assert_cmpint (nx_session_state (s, start), ==, NX_SESSION_STATE_CANCELLED);
}

static void
test_sentence (void)
{
  g_autoptr (GPtrArray) coaches = fixture_coaches (1);
  g_autoptr (NxSession) s
      = fixture_session ("a", g_ptr_array_index (coaches, 0), fixture_monday () + 1, 960, 60, "Lina", "Ben Ali");
  g_autofree char *sentence = nx_session_sentence (s, FIXTURE_NOW), *initials = nx_session_initials (s),
                  *brief = nx_session_pupils_short (s);

  g_assert_cmpstr (sentence, ==, "Lina Ben Ali, mathematics online, Tuesday 17 at 16:00, one hour, report to write, with Hélios");
  g_assert_cmpstr (initials, ==, "LB");
  g_assert_cmpstr (brief, ==, "Lina B.");
  g_ptr_array_set_size (s->students, 0);
  g_clear_pointer (&sentence, g_free);
  s->type = NX_SERVICE_ATELIER_GROUPE;
  sentence = nx_session_pupils (s);
  g_assert_cmpstr (sentence, ==, "Workshop");
}

static void
test_join (void)
{
  g_autoptr (NxSession) s = fixture_session ("a", NULL, fixture_monday (), 600, 60, "Lina", "Ben Ali");
  gint64 start = s->scheduledAt;

  g_assert_false (nx_session_can_join (s, start));
  s->location = g_strdup ("https://meet.example/abc");
  g_assert_true (nx_session_can_join (s, start - 15 * NX_TIME_MINUTE));
  g_assert_false (nx_session_can_join (s, start - 16 * NX_TIME_MINUTE));
  g_assert_false (nx_session_can_join (s, start + NX_TIME_HOUR));
  g_free (s->location);
  s->location = g_strdup ("file:///etc/passwd");
  g_assert_false (nx_session_can_join (s, start));
}

/* Colours: at least 3:1 against every ground that they stand on, in both styles. */
static void
test_palette (void)
{
  static const char *const grounds[2][3] = { { "#ffffff", "#fafafa", "#ebebeb" }, { "#1e1e1e", "#242424", "#383838" } };

  for (int dark = 0; dark < 2; dark++)
    for (int i = 0; i < NX_PALETTE_SIZE; i++)
      for (guint g = 0; g < 3; g++)
        {
          GdkRGBA color, ground;
          double contrast;

          nx_palette_get (i, dark, &color);
          gdk_rgba_parse (&ground, grounds[dark][g]);
          contrast = nx_palette_contrast (&color, &ground);
          if (contrast < 3)
            g_test_fail_printf ("colour %d on %s has a contrast of %.2f only", i, grounds[dark][g], contrast);
        }
  for (int i = 0; i < NX_PALETTE_SIZE; i++)
    {
      GdkRGBA a, b;

      nx_palette_get (i, FALSE, &a);
      nx_palette_get (i - NX_PALETTE_SIZE, FALSE, &b);
      g_assert_true (gdk_rgba_equal (&a, &b));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (layout_cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/agenda/layout/%s", layout_cases[i].name);

      g_test_add_data_func (path, &layout_cases[i], test_layout);
    }
  g_test_add_func ("/agenda/layout-random", test_layout_random);
  g_test_add_func ("/agenda/unfold", test_unfold);
  g_test_add_func ("/agenda/scale", test_scale);
  g_test_add_func ("/agenda/days", test_days);
  g_test_add_func ("/agenda/times", test_times);
  g_test_add_func ("/agenda/list", test_list);
  g_test_add_func ("/agenda/conflicts", test_conflicts);
  g_test_add_func ("/agenda/request", test_request);
  g_test_add_func ("/agenda/states", test_states);
  g_test_add_func ("/agenda/sentence", test_sentence);
  g_test_add_func ("/agenda/join", test_join);
  g_test_add_func ("/agenda/palette", test_palette);
  return g_test_run ();
}
