/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/server/undo-fixture.h"

#include "common/nx-random.h"
#include "server/undo/undo.h"

/*
 * A thousand random changes of an agenda, of which some are refused, taken back in reverse: after each the agenda, the lots and the
 * seats are what they were before it, to the last byte. Some are done again and taken back again on the way.
 */

/* A sanitizer sees in a fifth of them what it would see in all. */
#define ACTIONS (g_getenv ("NEXUS_SANITIZED") != NULL ? 200u : 1000u)
#define PUPILS 40
#define HELD 12
#define N_KINDS 9
#define LATER "2026-11-24T11:30:00Z"

typedef enum { BOOK, JOIN, CANCEL, LEAVE, MOVE, RESIZE, OTHER_COACH, OTHER_ROOM, ATTENDANCE } Kind;
static const char *const kind_names[N_KINDS] = { "book", "join", "cancel", "leave", "move", "resize", "other coach", "other room", "attendance" };

typedef struct
{
  BookingFixture base;
  GPtrArray *sessions; /* ids, also of cancelled ones */
  char *chosen, *pupil; /* what an action is about */
  GPtrArray *held;     /* ids of those that are over or under way */
  GPtrArray *actions;  /* Done */
  guint done[N_KINDS], refused[N_KINDS];
} Property;

typedef struct
{
  char *action, *before;
  gboolean by_coach;
} Done;

typedef struct
{
  Property *property;
  const NxActor *actor;
  Kind kind;
  const char *undo;
  char *made;
} Try;

static void
done_free (gpointer data)
{
  Done *done = data;

  g_free (done->action);
  g_free (done->before);
  g_free (done);
}

static const char *
any (GPtrArray *ids)
{
  return ids->len > 0 ? ids->pdata[g_test_rand_int_range (0, (int) ids->len)] : "00000000-0000-7000-8000-000000000000";
}

/* A session to come, one in five times any that ever was; @where: which ones. Its pupil is a column as well. */
static const char *
choose (Property *self, const char *where)
{
  g_autofree char *sql = g_strdup_printf ("SELECT t.session_id || ' ' || t.student_id AS a FROM seats t JOIN sessions x ON x.id = t.session_id"
                                          " WHERE t.active AND lower (x.during) > '2026-11-25' AND %s ORDER BY 1 OFFSET %d LIMIT 1",
                                          where, g_test_rand_int_range (0, 60));
  g_autofree char *found = g_test_rand_int_range (0, 5) > 0 ? ask_text (&self->base, sql) : NULL;

  g_clear_pointer (&self->chosen, g_free);
  g_clear_pointer (&self->pupil, g_free);
  self->chosen = found != NULL ? g_strndup (found, 36) : g_strdup (any (self->sessions));
  self->pupil = g_strdup (found != NULL ? found + 37 : STUDENT ((guint) g_test_rand_int_range (3, 3 + PUPILS)));

  return self->chosen;
}

/* Wednesday to Saturday, on the grid, from 8:00 to 19:00 in Tunis. */
static gint64
any_start (void)
{
  return at ("2026-11-25T07:00:00Z") + g_test_rand_int_range (0, 4) * NX_TIME_DAY + g_test_rand_int_range (0, 44) * 15 * NX_TIME_MINUTE;
}

static gboolean
try_book (NxDb *db, Try *try, GError **error)
{
  NxBooking booking = { .student_id = STUDENT ((guint) g_test_rand_int_range (3, 3 + PUPILS)), .subject = NX_SUBJECT_MATHEMATIQUES,
                        .type = g_test_rand_int_range (0, 3), .scheduled_at = any_start (),
                        .coach_id = g_test_rand_int_range (0, 3) > 0 ? COACH ((guint) g_test_rand_int_range (1, 3)) : NULL };
  g_autoptr (NxSession) session = NULL;

  if (try->kind == JOIN)
    booking = (NxBooking){ .student_id = booking.student_id, .session_id = choose (try->property, "x.type = 'ATELIER_GROUPE'"), .subject = -1, .type = -1 };
  session = nx_booking_book (db, try->actor, &try->property->base.config, &booking, NULL, error);
  if (session == NULL)
    return FALSE;
  g_free (try->made);
  try->made = try->kind == BOOK ? g_strdup (session->id) : NULL;

  return TRUE;
}

static gboolean
try_cancel (NxDb *db, Try *try, GError **error)
{
  int dice = g_test_rand_int_range (0, 30);
  const char *where = try->kind == LEAVE ? "x.type = 'ATELIER_GROUPE'" : "true";
  NxCancellation cancellation = { .session_id = choose (try->property, where), .reason = dice > 20 ? "Malade" : NULL };

  if (try->actor->role != NX_ROLE_COACH)
    cancellation.refund = dice == 0 ? NX_REFUND_NO : dice < 10 ? NX_REFUND_YES : NX_REFUND_BY_RULE;
  if (try->kind == LEAVE)
    cancellation.student_id = try->property->pupil;

  return nx_booking_cancel (db, try->actor, &cancellation, error);
}

static gboolean
try_move (NxDb *db, Try *try, GError **error)
{
  const char *where = try->kind == OTHER_ROOM ? "x.room_id IS NOT NULL" : "true";
  NxMove move = { .session_id = choose (try->property, where), .scheduled_at = NX_TIME_NONE };
  g_autoptr (NxSession) session = NULL;

  if (try->kind == MOVE)
    move.scheduled_at = any_start ();
  else if (try->kind == RESIZE)
    move.duration = 15 * g_test_rand_int_range (2, 13);
  else if (try->kind == OTHER_COACH)
    move.coach_id = COACH ((guint) g_test_rand_int_range (1, 3));
  else
    move.room = g_test_rand_bit () ? "Salle 1" : "Salle 2";
  session = nx_booking_move (db, try->actor, &try->property->base.config, &move, error);

  return session != NULL;
}

static gboolean
try_mark (NxDb *db, Try *try, GError **error)
{
  NxAttendanceMark mark = { .session_id = any (try->property->held), .attendance = g_test_rand_int_range (-1, 3) };
  g_autoptr (NxSession) session = NULL;

  if (try->actor->role != NX_ROLE_COACH && mark.attendance == NX_ATTENDANCE_ABSENT)
    {
      mark.has_refund = g_test_rand_bit ();
      mark.refund = g_test_rand_bit ();
    }
  session = nx_booking_mark (db, try->actor, &try->property->base.config, &mark, error);

  return session != NULL;
}

static gboolean
try_one (NxDb *db, gpointer data, GError **error)
{
  Try *try = data;

  switch (try->kind)
    {
    case BOOK:
    case JOIN:
      return try_book (db, try, error);
    case CANCEL:
    case LEAVE:
      return try_cancel (db, try, error);
    case ATTENDANCE:
      return try_mark (db, try, error);
    default:
      return try_move (db, try, error);
    }
}

static gboolean
undo_one (NxDb *db, gpointer data, GError **error)
{
  Try *try = data;
  g_auto (NxUndone) undone = { NULL };

  return nx_undo (db, try->actor, &try->property->base.config, try->undo, &undone, error);
}

/* Returns: (transfer full): the undo's own action. Fails the test where it is refused. */
static char *
undo (Property *self, const char *action, gboolean by_coach)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *own = nx_uuid_new (self->base.now);
  NxActor actor = by_coach ? as_coach (&self->base, 1) : as_office (&self->base);
  Try try = { .property = self, .actor = &actor, .undo = action };

  actor.action_id = own;
  if (!nx_db_transaction (self->base.db, undo_one, &try, &error))
    g_error ("an undo is refused: %s", error->message);

  return g_steal_pointer (&own);
}

static Kind
any_kind (void)
{
  static const Kind weighted[] = { BOOK, BOOK, BOOK, BOOK, BOOK, JOIN, JOIN, JOIN, CANCEL, CANCEL, LEAVE, LEAVE, MOVE, MOVE, MOVE, RESIZE,
                                   RESIZE, OTHER_COACH, OTHER_ROOM, ATTENDANCE };

  return weighted[g_test_rand_int_range (0, G_N_ELEMENTS (weighted))];
}

static void
step (Property *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *action = nx_uuid_new (self->base.now), *before = dump_agenda (self->base.db), *after = NULL;
  gboolean by_coach = g_test_rand_int_range (0, 5) == 0;
  NxActor actor = by_coach ? as_coach (&self->base, 1) : as_office (&self->base);
  Try try = { .property = self, .actor = &actor, .kind = any_kind () };
  Done *done;

  if (by_coach && (try.kind == BOOK || try.kind == JOIN))
    try.kind = MOVE;
  actor.action_id = action;
  if (!nx_db_transaction (self->base.db, try_one, &try, &error))
    {
      g_assert_true (error->domain == NX_ERROR && nx_error_status ((NxErrorCode) error->code) < 500);
      after = dump_agenda (self->base.db);
      g_assert_cmpstr (after, ==, before);
      self->refused[try.kind]++;
      g_free (try.made);
      return;
    }
  if (try.made != NULL)
    g_ptr_array_add (self->sessions, try.made);
  self->done[try.kind]++;
  done = g_new0 (Done, 1);
  *done = (Done){ .action = g_steal_pointer (&action), .before = g_steal_pointer (&before), .by_coach = by_coach };
  g_ptr_array_add (self->actions, done);
  if (self->actions->len % 50 == 25)
    nx_test_db_script (self->base.db, "UPDATE outbox SET sent_at = created_at WHERE sent_at IS NULL AND cancelled_at IS NULL");
}

/* Lessons from 9:15 on, every half hour: at half past eleven some are over and one is under way. */
static void
make_held (Property *self)
{
  for (guint i = 0; i < HELD; i++)
    {
      NxBooking booking = lesson (3 + i, 1 + i % 2, "2026-11-24T09:15:00Z");
      g_autofree char *id = NULL;

      booking.scheduled_at += (i / 2) * 30 * NX_TIME_MINUTE;
      booking.duration = 30;
      id = book_ok (&self->base, &booking);
      g_ptr_array_add (self->held, g_steal_pointer (&id));
    }
  self->base.now = at (LATER);
}

static void
take_back (Property *self)
{
  for (guint i = self->actions->len; i > 0; i--)
    {
      const Done *done = self->actions->pdata[i - 1];
      g_autofree char *own = undo (self, done->action, done->by_coach), *now = dump_agenda (self->base.db);

      g_assert_cmpstr (now, ==, done->before);
      if (g_test_rand_int_range (0, 10) == 0)
        {
          g_autofree char *redo = undo (self, own, done->by_coach), *again = undo (self, redo, done->by_coach);
          g_autofree char *then = dump_agenda (self->base.db);

          g_assert_cmpstr (again, !=, redo);
          g_assert_cmpstr (then, ==, done->before);
        }
    }
}

static void
test_random (void)
{
  Property self = { .sessions = g_ptr_array_new_with_free_func (g_free), .held = g_ptr_array_new_with_free_func (g_free),
                    .actions = g_ptr_array_new_with_free_func (done_free) };
  g_autofree char *first = NULL, *last = NULL, *faults = NULL;
  guint tries = 0;

  booking_setup (&self.base, NULL);
  booking_pay_plans (&self.base);
  make_held (&self);
  first = dump_agenda (self.base.db);
  for (; self.actions->len < ACTIONS; tries++)
    step (&self);
  for (guint i = 0; i < N_KINDS; i++)
    {
      g_test_message ("%s: %u done, %u refused", kind_names[i], self.done[i], self.refused[i]);
      g_assert_cmpuint (self.done[i], >, 0);
    }
  faults = booking_faults (self.base.db, self.base.now);
  g_assert_cmpstr (faults, ==, "");
  g_clear_pointer (&faults, g_free);

  take_back (&self);
  last = dump_agenda (self.base.db);
  g_assert_cmpstr (last, ==, first);
  faults = booking_faults (self.base.db, self.base.now);
  g_assert_cmpstr (faults, ==, "");

  g_free (self.chosen);
  g_free (self.pupil);
  g_ptr_array_unref (self.sessions);
  g_ptr_array_unref (self.held);
  g_ptr_array_unref (self.actions);
  booking_teardown (&self.base, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/undo/a-thousand-in-reverse", test_random);

  return g_test_run ();
}
