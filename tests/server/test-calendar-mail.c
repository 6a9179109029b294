/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/server/booking-fixture.h"

#include <gmime/gmime.h>
#include <string.h>

#include "server/calendar/nx-ical.h"
#include "server/gateways/nx-gmime.h"
#include "server/html/nx-page.h"
#include "server/jobs/nx-jobs.h"
#include "tests/lib/nx-fake-smtp.h"
#include "tests/lib/nx-test-db.h"
#include "tests/server/calendar-fixture.h"

/* The invitations that the agenda's mails carry, as a mail program finds them; and what is written of names that want to be more. */

typedef struct
{
  BookingFixture base;
  NxFakeSmtp *smtp;
  NxMailer *mailer;
  NxApp app;
  guint read;
} Post;

static void
set_up (Post *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  booking_setup (&self->base, data);
  nx_gmime_ensure ();
  self->smtp = nx_fake_smtp_start ();
  self->base.config.app_url = (char *) "https://nexus.example";
  self->base.config.smtp_from = (char *) "Nexus Réussite <contact@nexus.example>";
  self->base.config.smtp_host = (char *) "127.0.0.1";
  self->base.config.smtp_port = nx_fake_smtp_port (self->smtp);
  self->app = (NxApp){ .config = &self->base.config, .templates = nx_page_load_templates (&error) };
  g_assert_no_error (error);
  self->mailer = nx_mailer_new (&self->base.config);
}

static void
tear_down (Post *self, gconstpointer data)
{
  nx_mailer_free (self->mailer);
  nx_templates_free (self->app.templates);
  nx_fake_smtp_stop (self->smtp);
  booking_teardown (&self->base, data);
}

/* @part: the text of a MIME part, decoded. (transfer full) */
static char *
content_of (GMimeObject *part)
{
  GMimeStream *stream = g_mime_stream_mem_new ();
  GByteArray *bytes;
  char *text;

  g_mime_data_wrapper_write_to_stream (g_mime_part_get_content (GMIME_PART (part)), stream);
  bytes = g_mime_stream_mem_get_byte_array (GMIME_STREAM_MEM (stream));
  text = g_strndup ((char *) bytes->data, bytes->len);
  g_object_unref (stream);
  return text;
}

typedef struct
{
  guint n_calendars, n_files;
  char *method, *calendar, *file;
} Found;

static void
look_at (GMimeObject *parent, GMimeObject *part, gpointer data)
{
  Found *found = data;
  GMimeContentType *type = g_mime_object_get_content_type (part);

  if (g_mime_content_type_is_type (type, "text", "calendar"))
    {
      found->n_calendars++;
      found->method = g_strdup (g_mime_content_type_get_parameter (type, "method"));
      g_assert_cmpstr (g_mime_content_type_get_parameter (type, "charset"), ==, "utf-8");
      g_assert_true (g_mime_content_type_is_type (g_mime_object_get_content_type (parent), "multipart", "alternative"));
      found->calendar = content_of (part);
    }
  else if (GMIME_IS_PART (part) && g_mime_part_get_filename (GMIME_PART (part)) != NULL)
    {
      found->n_files++;
      g_assert_cmpstr (g_mime_part_get_filename (GMIME_PART (part)), ==, "invite.ics");
      found->file = content_of (part);
    }
}

static const char *
text_of (icalcomponent *component, icalproperty_kind kind)
{
  icalproperty *property = icalcomponent_get_first_property (component, kind);

  return property != NULL ? icalproperty_get_value_as_string (property) : NULL;
}

typedef struct
{
  char *method, *uid, *attendee, *start, *text;
  int sequence, status;
} Invite;

static void
read_invite (Post *self, guint n, Invite *invite)
{
  g_autofree char *message = nx_fake_smtp_message (self->smtp, n), *to = nx_fake_smtp_recipients (self->smtp, n);
  GMimeStream *stream = g_mime_stream_mem_new_with_buffer (message, strlen (message));
  GMimeParser *parser = g_mime_parser_new_with_stream (stream);
  GMimeMessage *mime = g_mime_parser_construct_message (parser, NULL);
  Found found = { 0 };
  icalcomponent *calendar, *event;
  g_autofree char *mailto = g_strconcat ("mailto:", to, NULL);

  g_mime_multipart_foreach (GMIME_MULTIPART (g_mime_message_get_mime_part (mime)), look_at, &found);
  g_assert_cmpuint (found.n_calendars, ==, 1);
  g_assert_cmpuint (found.n_files, ==, 1);
  g_assert_cmpstr (found.calendar, ==, found.file);
  calendar = calendar_parse (found.calendar);
  event = icalcomponent_get_first_component (calendar, ICAL_VEVENT_COMPONENT);
  g_assert_cmpint (icalcomponent_count_components (calendar, ICAL_VEVENT_COMPONENT), ==, 1);
  /* What the mail says of itself and what the calendar says are one. */
  g_assert_cmpstr (found.method, ==, text_of (calendar, ICAL_METHOD_PROPERTY));
  g_assert_cmpstr (text_of (event, ICAL_ORGANIZER_PROPERTY), ==, "mailto:contact@nexus.example");
  g_assert_cmpstr (text_of (event, ICAL_ATTENDEE_PROPERTY), ==, mailto);
  g_assert_null (strstr (found.calendar, "meet.nexus.test"));

  *invite = (Invite){ .method = found.method, .uid = g_strdup (icalcomponent_get_uid (event)), .attendee = g_strdup (to),
                      .start = g_strdup (text_of (event, ICAL_DTSTART_PROPERTY)), .text = found.calendar,
                      .sequence = icalcomponent_get_sequence (event), .status = icalcomponent_get_status (event) };
  g_free (found.file);
  icalcomponent_free (calendar);
  g_object_unref (mime);
  g_object_unref (parser);
  g_object_unref (stream);
}

static void
invite_clear (Invite *invite)
{
  g_free (invite->method);
  g_free (invite->uid);
  g_free (invite->attendee);
  g_free (invite->start);
  g_free (invite->text);
}

/* Sends what waits; there are @n of them. */
static void
deliver (Post *self, guint n)
{
  NxOutboxCounts counts;
  g_autoptr (GError) error = NULL;

  g_assert_true (nx_outbox_deliver (&self->app, self->base.db, self->mailer, self->base.now + NX_TIME_MINUTE, &counts, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (counts.failed, ==, 0);
  g_assert_cmpuint (counts.sent, ==, n);
}

/* The next @n mails are of @id with @method at @start, and a SEQUENCE above @above. Returns: their SEQUENCE. */
static int
expect (Post *self, guint n, const char *id, const char *method, const char *start, int above)
{
  g_autofree char *uid = g_strconcat (id, "@nexusreussite", NULL);
  int sequence = 0;

  for (guint i = 0; i < n; i++)
    {
      Invite invite;

      read_invite (self, self->read++, &invite);
      g_assert_cmpstr (invite.method, ==, method);
      g_assert_cmpstr (invite.uid, ==, uid);
      g_assert_cmpstr (invite.start, ==, start);
      g_assert_cmpint (invite.sequence, >, above);
      g_assert_true (i == 0 || invite.sequence == sequence);
      g_assert_cmpint (invite.status, ==, g_str_equal (method, "CANCEL") ? ICAL_STATUS_CANCELLED : ICAL_STATUS_CONFIRMED);
      sequence = invite.sequence;
      invite_clear (&invite);
    }
  return sequence;
}

typedef struct
{
  Post *post;
  NxMove move;
} Moving;

static gboolean
move_in_transaction (NxDb *db, gpointer data, GError **error)
{
  Moving *moving = data;
  NxActor office = as_office (&moving->post->base);
  g_autoptr (NxSession) session = nx_booking_move (db, &office, &moving->post->base.config, &moving->move, error);

  return session != NULL;
}

static void
move (Post *self, NxMove what)
{
  Moving moving = { self, what };
  g_autoptr (GError) error = NULL;

  if (!nx_db_transaction (self->base.db, move_in_transaction, &moving, &error))
    g_error ("%s", error->message);
}

static void
test_life_of_a_session (Post *self, gconstpointer data)
{
  NxBooking booking = lesson (2, 1, "2026-11-27T13:00:00Z");
  g_autofree char *id = book_ok (&self->base, &booking);
  NxActor office = as_office (&self->base);
  NxCancellation cancellation = { .session_id = id };
  g_autoptr (GError) error = NULL;
  int sequence;

  deliver (self, 2);
  sequence = expect (self, 2, id, "REQUEST", "20261127T140000", -1);

  self->base.now += NX_TIME_MINUTE;
  move (self, (NxMove){ .session_id = id, .scheduled_at = at ("2026-11-28T13:30:00Z") });
  deliver (self, 2);
  sequence = expect (self, 2, id, "REQUEST", "20261128T143000", sequence);

  self->base.now += NX_TIME_MINUTE;
  g_assert_true (cancel (self->base.db, &office, &cancellation, &error));
  deliver (self, 2);
  expect (self, 2, id, "CANCEL", "20261128T143000", sequence);
}

/* The coach who no longer holds it is rid of it; the family keeps it, with the new one. */
static void
test_another_coach (Post *self, gconstpointer data)
{
  NxBooking booking = lesson (2, 1, "2026-11-27T13:00:00Z");
  g_autofree char *id = book_ok (&self->base, &booking);
  guint requests = 0, cancels = 0;

  deliver (self, 2);
  self->read = 2;
  self->base.now += NX_TIME_MINUTE;
  move (self, (NxMove){ .session_id = id, .scheduled_at = NX_TIME_NONE, .coach_id = COACH (2) });
  deliver (self, 3);
  for (guint i = 2; i < 5; i++)
    {
      Invite invite;
      gboolean old;

      read_invite (self, i, &invite);
      old = g_str_equal (invite.attendee, "coach1@nexus.test");
      g_assert_cmpstr (invite.method, ==, old ? "CANCEL" : "REQUEST");
      requests += !old;
      cancels += old;
      invite_clear (&invite);
    }
  g_assert_cmpuint (requests, ==, 2);
  g_assert_cmpuint (cancels, ==, 1);
}

/* A daylight-saving day of the reader's zone, from Tunis, which has none. */
static void
test_reader_abroad (Post *self, gconstpointer data)
{
  static const struct { const char *at, *local; } cases[] = {
    { "2027-03-27T13:00:00Z", "20270327T140000" }, { "2027-03-29T13:00:00Z", "20270329T150000" },
    { "2026-11-24T13:00:00Z", "20261124T140000" },
  };

  nx_test_db_script (self->base.db, "UPDATE users SET zone = 'Europe/Paris' WHERE email IN ('eleve2@example.com', 'coach1@nexus.test');"
                                    " UPDATE availability SET weekday = weekday");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      NxBooking booking = lesson (2, 1, cases[i].at);
      g_autofree char *id = book_ok (&self->base, &booking);

      self->base.now += NX_TIME_MINUTE;
      deliver (self, 2);
      for (guint n = 0; n < 2; n++)
        {
          Invite invite;
          icalcomponent *calendar;

          read_invite (self, self->read++, &invite);
          calendar = calendar_parse (invite.text);
          calendar_assert_local (calendar, id, "Europe/Paris", cases[i].local, at (cases[i].at));
          icalcomponent_free (calendar);
          invite_clear (&invite);
        }
    }
}

/* Text of any kind stays the value of its property. */
static void
test_hostile_text (void)
{
  static const char *const texts[] = {
    "Inès\r\nATTENDEE:mailto:evil@example.org\r\nX:", "a;b,c\\d:e\"f", "\xf0\x9f\x98\x80\xf0\x9f\x98\x80 é", "END:VEVENT\nEND:VCALENDAR",
    "\x01\x02\x1f\x7f tab\there", "\xe2\x80\xa8line\xe2\x80\xa9paragraph\xc2\x85next", "=?utf-8?Q?x?=", " leading and trailing ", "\xff\xfe broken",
    "'; DROP TABLE sessions; --",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      NxIcalHead head = { .method = "REQUEST", .organizer = "contact@nexus.example", .organizer_name = texts[i], .zone = "Europe/Paris" };
      NxIcalEvent event = { .id = "0190", .summary = texts[i], .location = texts[i], .description = texts[i], .url = "https://nexus.example/a,b;c",
                            .attendee = "a@nexus.example", .attendee_name = texts[i], .start = at ("2027-03-28T00:30:00Z"),
                            .end = at ("2027-03-28T01:30:00Z"), .stamp = at ("2026-11-24T09:00:00Z"), .sequence = 7 };
      g_autofree char *text = nx_ical_write (&head, &event, 1);
      icalcomponent *calendar = calendar_parse (text), *read = calendar_event (calendar, "0190");

      g_assert_cmpint (icalcomponent_count_properties (read, ICAL_ATTENDEE_PROPERTY), ==, 1);
      g_assert_cmpint (icalcomponent_count_properties (read, ICAL_X_PROPERTY), ==, 0);
      g_assert_cmpint (icalcomponent_count_components (calendar, ICAL_VEVENT_COMPONENT), ==, 1);
      g_assert_null (strpbrk (icalcomponent_get_summary (read), "\r\n"));
      g_assert_cmpint (icalcomponent_get_sequence (read), ==, 7);
      icalcomponent_free (calendar);
    }
}

/* Folding counts octets and never cuts a character: every length around the limit, of characters of one to four octets. */
static void
test_folding (void)
{
  static const char *const characters[] = { "a", "é", "€", "😀", " ", "," };

  for (guint c = 0; c < G_N_ELEMENTS (characters); c++)
    for (guint n = 1; n < 200; n++)
      {
        GString *summary = g_string_new ("x");
        NxIcalHead head = { .zone = NULL, .name = "Nexus" };
        NxIcalEvent event = { .id = "0190", .start = at ("2026-11-27T13:00:00Z"), .end = at ("2026-11-27T14:00:00Z"), .stamp = at ("2026-11-24T09:00:00Z") };
        g_autofree char *text = NULL;
        icalcomponent *calendar;

        for (guint i = 0; i < n; i++)
          g_string_append (summary, characters[c]);
        g_string_append_c (summary, 'x');
        event.summary = summary->str;
        text = nx_ical_write (&head, &event, 1);
        calendar = calendar_parse (text);
        g_assert_cmpstr (icalcomponent_get_summary (calendar_event (calendar, "0190")), ==, summary->str);
        icalcomponent_free (calendar);
        g_string_free (summary, TRUE);
      }
}

/* Every hour of the days when clocks change, in zones of all kinds: what is written, its own VTIMEZONE reads as the same instant. */
static void
test_zones (void)
{
  static const char *const zones[] = { "Europe/Paris", "Africa/Tunis", "America/New_York", "Africa/Casablanca", "Australia/Lord_Howe", "UTC" };
  static const char *const days[] = { "2026-10-25T00:00:00Z", "2027-03-28T00:00:00Z", "2027-03-14T00:00:00Z", "2027-02-07T00:00:00Z", "2028-02-29T00:00:00Z" };

  for (guint z = 0; z < G_N_ELEMENTS (zones); z++)
    for (guint d = 0; d < G_N_ELEMENTS (days); d++)
      for (int hour = -6; hour < 30; hour++)
        {
          const gint64 start = at (days[d]) + hour * NX_TIME_HOUR;
          NxIcalHead head = { .zone = zones[z] };
          NxIcalEvent event = { .id = "0190", .summary = "x", .start = start, .end = start + NX_TIME_HOUR, .stamp = start };
          g_autofree char *text = nx_ical_write (&head, &event, 1);
          icalcomponent *calendar = calendar_parse (text);
          icalcomponent *read = calendar_event (calendar, "0190");
          icaltimezone *own = icalcomponent_get_timezone (calendar, zones[z]);
          icalproperty *property = icalcomponent_get_first_property (read, ICAL_DTSTART_PROPERTY);
          gint64 seconds = icaltime_as_timet_with_zone (icalproperty_get_dtstart (property), own);

          /* Of an hour that comes twice the clock cannot say which: within the change of that clock. */
          if (ABS (seconds * NX_TIME_SECOND - start) > NX_TIME_HOUR)
            g_error ("%s at %s + %d h:\n%s", zones[z], days[d], hour, text);
          if (seconds * NX_TIME_SECOND != start)
            {
              GTimeZone *zone = nx_time_zone (zones[z]);
              int before = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, start / NX_TIME_SECOND - 3600),
                  after = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, start / NX_TIME_SECOND + 3600);

              g_assert_cmpint (g_time_zone_get_offset (zone, before), >, g_time_zone_get_offset (zone, after));
            }
          icalcomponent_free (calendar);
        }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/calendar-mail/life-of-a-session", Post, NULL, set_up, test_life_of_a_session, tear_down);
  g_test_add ("/calendar-mail/another-coach", Post, NULL, set_up, test_another_coach, tear_down);
  g_test_add ("/calendar-mail/reader-abroad", Post, NULL, set_up, test_reader_abroad, tear_down);
  g_test_add_func ("/calendar-mail/hostile-text", test_hostile_text);
  g_test_add_func ("/calendar-mail/folding", test_folding);
  g_test_add_func ("/calendar-mail/zones", test_zones);
  return g_test_run ();
}
