/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/server/booking-fixture.h"

#include <gmime/gmime.h>
#include <string.h>

#include "server/calendar/nx-ical.h"
#include "server/gateways/nx-gmime.h"
#include "server/html/nx-page.h"
#include "server/jobs/nx-jobs.h"
#include "server/series/series-mail.h"
#include "tests/lib/nx-fake-smtp.h"
#include "tests/lib/nx-test-db.h"
#include "tests/server/calendar-fixture.h"

/* The invitations that the agenda's mails carry, as a mail program finds them. */

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

/* --- several sessions in one mail --- */

typedef struct
{
  GPtrArray *methods, *texts; /* of the parts that are calendars, in their order */
  guint n_forms, n_files;
} Parts;

static void
gather (GMimeObject *parent, GMimeObject *part, gpointer data)
{
  Parts *parts = data;
  GMimeContentType *type = g_mime_object_get_content_type (part);
  gboolean is_file = GMIME_IS_PART (part) && g_mime_part_get_filename (GMIME_PART (part)) != NULL;

  parts->n_files += is_file;
  if (is_file)
    g_assert_cmpstr (g_mime_part_get_filename (GMIME_PART (part)), ==, "invite.ics");
  if (!g_mime_content_type_is_type (type, "text", "calendar"))
    return;
  parts->n_forms += g_mime_content_type_is_type (g_mime_object_get_content_type (parent), "multipart", "alternative");
  g_ptr_array_add (parts->methods, g_strdup (g_mime_content_type_get_parameter (type, "method")));
  g_ptr_array_add (parts->texts, content_of (part));
}

static void
read_parts (Post *self, guint n, Parts *parts)
{
  g_autofree char *message = nx_fake_smtp_message (self->smtp, n);
  GMimeStream *stream = g_mime_stream_mem_new_with_buffer (message, strlen (message));
  GMimeParser *parser = g_mime_parser_new_with_stream (stream);
  GMimeMessage *mime = g_mime_parser_construct_message (parser, NULL);

  *parts = (Parts){ .methods = g_ptr_array_new_with_free_func (g_free), .texts = g_ptr_array_new_with_free_func (g_free) };
  g_mime_multipart_foreach (GMIME_MULTIPART (g_mime_message_get_mime_part (mime)), gather, parts);
  g_object_unref (mime);
  g_object_unref (parser);
  g_object_unref (stream);
}

static void
parts_clear (Parts *parts)
{
  g_ptr_array_unref (parts->methods);
  g_ptr_array_unref (parts->texts);
}

/* The @n-th calendar has @method, and its events are @first and @second (nullable), told with a SEQUENCE above the first one. */
static void
assert_part (Parts *parts, guint n, const char *method, const char *first, const char *second)
{
  icalcomponent *calendar = calendar_parse (parts->texts->pdata[n]);
  gboolean over = g_str_equal (method, "CANCEL");
  const char *ids[] = { first, second };

  g_assert_cmpstr (parts->methods->pdata[n], ==, method);
  g_assert_cmpint (icalcomponent_get_method (calendar), ==, over ? ICAL_METHOD_CANCEL : ICAL_METHOD_REQUEST);
  g_assert_cmpint (icalcomponent_count_components (calendar, ICAL_VEVENT_COMPONENT), ==, second != NULL ? 2 : 1);
  for (guint i = 0; i < 2 && ids[i] != NULL; i++)
    {
      icalcomponent *event = calendar_event (calendar, ids[i]);

      g_assert_nonnull (event);
      g_assert_cmpint (icalcomponent_get_status (event), ==, over ? ICAL_STATUS_CANCELLED : ICAL_STATUS_CONFIRMED);
      g_assert_cmpint (icalcomponent_count_properties (event, ICAL_ATTENDEE_PROPERTY), ==, 1);
      g_assert_cmpint (icalcomponent_get_sequence (event), >=, 1);
    }
  icalcomponent_free (calendar);
}

typedef struct
{
  Post *post;
  NxAgendaNews *news;
} Telling;

static gboolean
tell_in_transaction (NxDb *db, gpointer data, GError **error)
{
  Telling *telling = data;
  NxActor office = as_office (&telling->post->base);

  return nx_agenda_news_send (telling->news, db, &office, error) && nx_db_flush (db, error);
}

/* An invitation for each method, with all its events; what is made of them is one mail for the family and one for the coach. */
static void
test_several (Post *self, gconstpointer data)
{
  const char *starts[] = { "2026-11-26T13:00:00Z", "2026-11-27T13:00:00Z", "2026-11-30T13:00:00Z" };
  char *ids[3];
  g_autoptr (NxAgendaNews) news = nx_agenda_news_new ("ABSENCE", COACH (1), NULL);
  Telling telling = { self, news };
  NxActor office;
  NxCancellation cancellation = { .quiet = TRUE };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 3; i++)
    {
      NxBooking booking = lesson (2, 1, starts[i]);

      booking.quiet = TRUE;
      ids[i] = book_ok (&self->base, &booking);
    }
  self->base.now += NX_TIME_MINUTE;
  office = as_office (&self->base);
  move (self, (NxMove){ .session_id = ids[0], .scheduled_at = at ("2026-11-28T13:30:00Z"), .quiet = TRUE });
  cancellation.session_id = ids[2];
  g_assert_true (cancel (self->base.db, &office, &cancellation, &error));
  nx_agenda_news_add (news, NX_NEWS_MOVED, ids[0], at (starts[0]), NULL);
  nx_agenda_news_add (news, NX_NEWS_BOOKED, ids[1], NX_TIME_NONE, NULL);
  nx_agenda_news_add (news, NX_NEWS_CANCELLED, ids[2], NX_TIME_NONE, NULL);
  if (!nx_db_transaction (self->base.db, tell_in_transaction, &telling, &error))
    g_error ("%s", error->message);

  deliver (self, 2);
  for (guint i = 0; i < 2; i++)
    {
      Parts parts;

      read_parts (self, i, &parts);
      g_assert_cmpuint (parts.texts->len, ==, 2);
      g_assert_cmpuint (parts.n_forms, ==, 1);
      g_assert_cmpuint (parts.n_files, ==, 2);
      assert_part (&parts, 0, "REQUEST", ids[0], ids[1]);
      assert_part (&parts, 1, "CANCEL", ids[2], NULL);
      parts_clear (&parts);
    }
  for (guint i = 0; i < 3; i++)
    g_free (ids[i]);
}

/* --- brothers and sisters in one workshop --- */

/* For their parent, who reads the mails of both, they have one event: it ends with the last of them. */
static void
test_siblings (Post *self, gconstpointer data)
{
  NxBooking booking = lesson (1, 1, "2026-11-27T13:00:00Z"), join = { .student_id = STUDENT (2) };
  NxActor office;
  g_autofree char *id = NULL, *again = NULL;
  const struct { const char *student, *method; } steps[] = { { STUDENT (1), "REQUEST" }, { STUDENT (2), "CANCEL" } };
  int sequence = -1;

  nx_test_db_script (self->base.db, "UPDATE users SET email = 'eleve2@nexus-student.local' WHERE email = 'eleve2@example.com'");
  booking.type = NX_SERVICE_ATELIER_GROUPE;
  booking.quiet = join.quiet = TRUE;
  id = book_ok (&self->base, &booking);
  join.session_id = id;
  again = book_ok (&self->base, &join);
  office = as_office (&self->base);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      NxCancellation cancellation = { .session_id = id, .student_id = steps[i].student };
      g_autoptr (GError) error = NULL;
      gboolean seen = FALSE;

      self->base.now += NX_TIME_MINUTE;
      office = as_office (&self->base);
      if (!cancel (self->base.db, &office, &cancellation, &error))
        g_error ("%s", error->message);
      /* With the last place the session ends, which its coach is told. */
      deliver (self, i + 1);
      for (guint n = 0; n < i + 1; n++)
        {
          Invite invite;

          read_invite (self, self->read++, &invite);
          g_assert_cmpstr (invite.method, ==, steps[i].method);
          if (g_str_equal (invite.attendee, "parent1@example.com"))
            {
              seen = TRUE;
              g_assert_cmpint (invite.sequence, >, sequence);
              sequence = invite.sequence;
            }
          invite_clear (&invite);
        }
      g_assert_true (seen);
    }
}

/* Whose mails go elsewhere loses the event, though others stay. */
static void
test_not_siblings (Post *self, gconstpointer data)
{
  NxBooking booking = lesson (1, 1, "2026-11-27T13:00:00Z"), join = { .student_id = STUDENT (3), .quiet = TRUE };
  NxCancellation cancellation = { .student_id = STUDENT (1) };
  NxActor office = as_office (&self->base);
  g_autofree char *id = NULL, *again = NULL;
  g_autoptr (GError) error = NULL;
  Invite invite;

  booking.type = NX_SERVICE_ATELIER_GROUPE;
  booking.quiet = TRUE;
  id = book_ok (&self->base, &booking);
  join.session_id = cancellation.session_id = id;
  again = book_ok (&self->base, &join);
  g_assert_true (cancel (self->base.db, &office, &cancellation, &error));
  deliver (self, 1);
  read_invite (self, 0, &invite);
  g_assert_cmpstr (invite.method, ==, "CANCEL");
  g_assert_cmpstr (invite.attendee, ==, "parent1@example.com");
  invite_clear (&invite);
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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/calendar-mail/life-of-a-session", Post, NULL, set_up, test_life_of_a_session, tear_down);
  g_test_add ("/calendar-mail/another-coach", Post, NULL, set_up, test_another_coach, tear_down);
  g_test_add ("/calendar-mail/several", Post, NULL, set_up, test_several, tear_down);
  g_test_add ("/calendar-mail/siblings", Post, NULL, set_up, test_siblings, tear_down);
  g_test_add ("/calendar-mail/not-siblings", Post, NULL, set_up, test_not_siblings, tear_down);
  g_test_add ("/calendar-mail/reader-abroad", Post, NULL, set_up, test_reader_abroad, tear_down);
  return g_test_run ();
}
