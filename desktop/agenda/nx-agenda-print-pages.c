/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <pango/pangocairo.h>
#include "common/nx-format.h"
#include "common/nx-i18n.h"
#include "desktop/agenda/nx-agenda-layout.h"
#include "desktop/agenda/nx-agenda-print-private.h"
#include "desktop/widgets/nx-session-text.h"

/* Points; black, and two greys that a laser printer keeps apart. */
#define HEAD    46.0
#define ROW     32.0
#define DAYS    24.0
#define RULER   30.0
#define INK     0.0
#define DIM     0.38
#define LINE    0.72
#define OPEN    (8 * 60)
#define CLOSE   (20 * 60)

/* Returns: the height of the text. @width ≤ 0: as wide as it is. */
static double
draw_text (cairo_t *cr, const char *text, const char *font, double x, double y, double width, double height, double grey)
{
  g_autoptr (PangoLayout) layout = pango_cairo_create_layout (cr);
  g_autoptr (PangoFontDescription) description = pango_font_description_from_string (font);
  int drawn;

  /* The paper is measured in points, and so are the letters. */
  pango_cairo_context_set_resolution (pango_layout_get_context (layout), 72);
  pango_layout_context_changed (layout);
  pango_layout_set_font_description (layout, description);
  pango_layout_set_text (layout, text, -1);
  if (width > 0)
    {
      pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
      pango_layout_set_height (layout, (int) (height * PANGO_SCALE));
      pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
      pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
    }
  pango_layout_get_pixel_size (layout, NULL, &drawn);
  cairo_set_source_rgb (cr, grey, grey, grey);
  cairo_move_to (cr, x, y);
  pango_cairo_show_layout (cr, layout);
  return drawn;
}

static void
draw_line (cairo_t *cr, double x1, double y1, double x2, double y2)
{
  cairo_set_source_rgb (cr, LINE, LINE, LINE);
  cairo_set_line_width (cr, 0.6);
  cairo_move_to (cr, x1, y1);
  cairo_line_to (cr, x2, y2);
  cairo_stroke (cr);
}

static void
draw_head (cairo_t *cr, NxAgendaPage *page, double width)
{
  draw_text (cr, page->title, "Sans Bold 18", 0, 0, width, 24, INK);
  draw_text (cr, page->subtitle, "Sans 11", 0, 26, width, 14, DIM);
}

/* All names of a workshop: this hangs at its door. */
static char *
all_pupils (NxSession *session)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; session->students != NULL && i < session->students->len; i++)
    {
      NxPerson *pupil = g_ptr_array_index (session->students, i);

      g_string_append_printf (text, "%s%s %s", text->len > 0 ? ", " : "", pupil->firstName != NULL ? pupil->firstName : "",
                              pupil->lastName != NULL ? pupil->lastName : "");
    }
  return text->len > 0 ? g_strdup (text->str) : nx_session_pupils (session);
}

static char *
times_of (NxSession *session)
{
  g_autofree char *start = nx_format_time (session->scheduledAt, nx_session_zone ());
  g_autofree char *end = nx_format_time (nx_session_end (session), nx_session_zone ());

  return g_strdup_printf ("%s–%s", start, end);
}

/* A day of a room: a row a session */

static void
draw_row (cairo_t *cr, NxSession *session, double y, double width)
{
  g_autofree char *times = times_of (session), *pupils = all_pupils (session), *what = nx_session_what (session);
  const char *coach = session->coach != NULL && session->coach->pseudonym != NULL ? session->coach->pseudonym : "";
  double time = 82, last = 100, middle = (width - time - last) * 0.58;

  draw_text (cr, times, "Sans Bold 11", 0, y + 4, time, 12, INK);
  draw_text (cr, pupils, "Sans 10", time, y + 5, middle - 8, ROW - 6, INK);
  draw_text (cr, what, "Sans 9", time + middle, y + 5, width - time - last - middle - 8, ROW - 6, DIM);
  draw_text (cr, coach, "Sans Bold 10", width - last, y + 4, last, ROW - 6, INK);
  draw_line (cr, 0, y + ROW, width, y + ROW);
}

static void
draw_day (NxAgendaPage *page, cairo_t *cr, double width)
{
  draw_line (cr, 0, HEAD, width, HEAD);
  for (guint i = 0; i < page->sessions->len; i++)
    draw_row (cr, g_ptr_array_index (page->sessions, i), HEAD + i * ROW, width);
}

/* A week of a coach: a column a day */

typedef struct
{
  cairo_t *cr;
  double width, top, bottom; /* of the hours */
  int open, close, days;
} Week;

static void
minutes_of (NxSession *session, int *start, int *end)
{
  g_autoptr (GDateTime) local = nx_time_in_zone (session->scheduledAt, nx_session_zone ());

  *start = g_date_time_get_hour (local) * 60 + g_date_time_get_minute (local);
  *end = MIN (24 * 60, *start + (int) MAX (15, session->duration));
}

static double
week_y (Week *week, int minute)
{
  return week->top + (week->bottom - week->top) * (minute - week->open) / (week->close - week->open);
}

static void
draw_block (Week *week, NxSession *session, double x, double width, int start, int end)
{
  double y = week_y (week, start), height = week_y (week, end) - y;
  g_autofree char *time = nx_format_time (session->scheduledAt, nx_session_zone ()), *pupils = nx_session_pupils (session);
  g_autofree char *head = g_strdup_printf ("%s %s", time, pupils), *what = nx_session_what (session);
  g_autofree char *where = session->room != NULL ? g_strdup_printf ("%s · %s", what, session->room) : g_strdup (what);
  double used;

  cairo_rectangle (week->cr, x + 1.5, y + 0.5, width - 3, height - 1);
  cairo_set_source_rgb (week->cr, 0.96, 0.96, 0.96);
  cairo_fill_preserve (week->cr);
  cairo_set_source_rgb (week->cr, DIM, DIM, DIM);
  cairo_set_line_width (week->cr, 0.7);
  cairo_stroke (week->cr);
  cairo_save (week->cr);
  cairo_rectangle (week->cr, x + 1.5, y, width - 3, height);
  cairo_clip (week->cr);
  used = draw_text (week->cr, head, "Sans Bold 8", x + 4, y + 1.5, width - 8, height - 3, INK);
  if (height - used > 12)
    draw_text (week->cr, where, "Sans 7.5", x + 4, y + 1.5 + used, width - 8, height - used - 3, DIM);
  cairo_restore (week->cr);
}

static void
draw_day_of_week (Week *week, NxAgendaPage *page, gint32 date, int column)
{
  g_autoptr (GArray) spans = g_array_new (FALSE, TRUE, sizeof (NxAgendaSpan));
  g_autoptr (GArray) overflows = g_array_new (FALSE, TRUE, sizeof (NxAgendaOverflow));
  g_autoptr (GPtrArray) sessions = g_ptr_array_new ();
  double room = (week->width - RULER) / week->days, x = RULER + column * room;

  for (guint i = 0; i < page->sessions->len; i++)
    {
      NxSession *session = g_ptr_array_index (page->sessions, i);
      NxAgendaSpan span = { 0 };

      if (nx_time_date_in_zone (session->scheduledAt, nx_session_zone ()) != date)
        continue;
      minutes_of (session, &span.start, &span.end);
      g_ptr_array_add (sessions, session);
      g_array_append_val (spans, span);
    }
  nx_agenda_layout_column ((NxAgendaSpan *) (void *) spans->data, spans->len, overflows);
  for (guint i = 0; i < spans->len; i++)
    {
      NxAgendaSpan *span = &g_array_index (spans, NxAgendaSpan, i);

      draw_block (week, g_ptr_array_index (sessions, i), x + room / span->lanes * span->lane, room / span->lanes, span->start,
                  span->end);
    }
}

static void
find_hours (Week *week, NxAgendaPage *page, gint32 monday)
{
  week->open = CLOSE;
  week->close = OPEN;
  week->days = 6;
  for (guint i = 0; i < page->sessions->len; i++)
    {
      NxSession *session = g_ptr_array_index (page->sessions, i);
      int start, end;

      minutes_of (session, &start, &end);
      nx_agenda_unfold (&week->open, &week->close, start, end);
      if (nx_time_date_in_zone (session->scheduledAt, nx_session_zone ()) == monday + 6)
        week->days = 7;
    }
  /* Never less than half a day, so that an hour stays an hour. */
  week->open = MIN (week->open, 14 * 60);
  week->close = MAX (week->close, week->open + 6 * 60);
}

static void
draw_week (NxAgendaPage *page, gint32 monday, cairo_t *cr, double width, double height)
{
  Week week = { .cr = cr, .width = width, .top = HEAD + DAYS, .bottom = height - 4 };

  find_hours (&week, page, monday);
  for (int minute = week.open; minute <= week.close; minute += 60)
    {
      g_autofree char *hour = g_strdup_printf ("%02d:00", minute / 60);

      draw_line (cr, RULER, week_y (&week, minute), width, week_y (&week, minute));
      draw_text (cr, hour, "Sans 7.5", 0, week_y (&week, minute) - (minute == week.open ? 1 : 5), 0, 0, DIM);
    }
  for (int i = 0; i < week.days; i++)
    {
      g_autofree char *day = nx_format_date_short (monday + i);
      double x = RULER + (width - RULER) / week.days * i;

      draw_text (cr, day, "Sans Bold 9", x + 4, HEAD + 6, (width - RULER) / week.days - 6, 10, INK);
      draw_line (cr, x, HEAD, x, week.bottom);
      draw_day_of_week (&week, page, monday + i, i);
    }
  draw_line (cr, width, HEAD, width, week.bottom);
}

void
nx_agenda_pages_draw (NxAgendaPages *self, guint n, cairo_t *cr, double width, double height)
{
  NxAgendaPage *page;

  g_return_if_fail (n < self->pages->len);

  page = g_ptr_array_index (self->pages, n);
  draw_head (cr, page, width);
  if (self->week)
    draw_week (page, self->date, cr, width, height);
  else
    draw_day (page, cr, width);
}
