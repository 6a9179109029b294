/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/agenda/nx-booking-hold.h"

/* Typing is over, and a hold of three minutes is renewed in time. */
#define PAUSE_MS      350
#define RENEW_SECONDS 120

enum
{
  CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

struct _NxBookingHold
{
  GObject parent_instance;

  /* owned */
  NxConnection *connection;
  NxBookingRequest *wanted; /* (nullable) */
  char *id;                 /* (nullable): of what is kept */
  char *problem;            /* (nullable) */

  guint pause_id, renew_id;
  guint asked; /* number of the last question: earlier answers are out of date */
  guint booked; /* questions up to this one ended with a booking: nothing is to be given up */
};

G_DEFINE_FINAL_TYPE (NxBookingHold, nx_booking_hold, G_TYPE_OBJECT)

static gboolean
same (const NxBookingRequest *a, const NxBookingRequest *b)
{
  return a != NULL && b != NULL && g_strcmp0 (a->coach_id, b->coach_id) == 0 && a->start == b->start && a->duration == b->duration
         && g_strcmp0 (a->room, b->room) == 0 && g_strcmp0 (a->student_id, b->student_id) == 0;
}

static void
set_problem (NxBookingHold *self, const char *problem)
{
  g_autofree char *before = NULL;

  if (g_strcmp0 (self->problem, problem) == 0)
    return;
  before = g_steal_pointer (&self->problem);
  self->problem = g_strdup (problem);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_given_up (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = nx_connection_send_finish (NX_CONNECTION (source), result, NULL, &error);

  /* It ends by itself in three minutes. */
  if (root == NULL)
    g_debug ("hold not given up: %s", error->message);
}

static void
give_up (NxConnection *connection, const char *id)
{
  g_autofree char *path = nx_connection_path ("/api/holds/%s", id);

  nx_connection_send_async (connection, "DELETE", path, NULL, NULL, NULL, NULL, on_given_up, NULL);
}

typedef struct
{
  NxBookingHold *self; /* (owned) */
  guint number;
} Question;

static void
take_answer (NxBookingHold *self, guint number, JsonNode *root, const GError *error)
{
  JsonObject *hold = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? nx_json_get_object (json_node_get_object (root), "hold") : NULL;
  const char *id = NULL;
  gboolean current = number == self->asked && self->wanted != NULL;

  if (hold == NULL || !nx_json_get_string (hold, "id", &id))
    id = NULL;
  if (!current)
    {
      /* The form was closed meanwhile; where it says something else by now, the next question replaces this one. */
      if (id != NULL && self->wanted == NULL && number > self->booked)
        give_up (self->connection, id);
      return;
    }
  if (id != NULL)
    {
      g_free (self->id);
      self->id = g_strdup (id);
    }
  set_problem (self, g_error_matches (error, NX_ERROR, NX_ERROR_SLOT_TAKEN) || g_error_matches (error, NX_ERROR, NX_ERROR_ROOM_TAKEN)
                         ? error->message
                         : NULL);
}

static void
on_kept (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Question *question = data;
  g_autoptr (NxBookingHold) self = question->self;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = nx_connection_send_finish (NX_CONNECTION (source), result, NULL, &error);

  take_answer (self, question->number, root, error);
}

static void
ask (NxBookingHold *self)
{
  NxJsonWriter *json = nx_json_writer_new ();
  Question *question = g_new0 (Question, 1);

  nx_json_begin_object (json, NULL);
  nx_json_add_string (json, "coachId", self->wanted->coach_id);
  nx_json_add_time (json, "scheduledAt", self->wanted->start);
  nx_json_add_int (json, "duration", self->wanted->duration);
  if (self->wanted->room != NULL)
    nx_json_add_string (json, "room", self->wanted->room);
  if (self->wanted->student_id != NULL)
    nx_json_add_string (json, "studentId", self->wanted->student_id);
  nx_json_end_object (json);
  question->self = g_object_ref (self);
  question->number = ++self->asked;
  nx_connection_send_async (self->connection, "POST", "/api/holds", json, NULL, NULL, NULL, on_kept, question);
}

static gboolean
on_renew (gpointer data)
{
  NxBookingHold *self = data;

  ask (self);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_pause (gpointer data)
{
  NxBookingHold *self = data;

  self->pause_id = 0;
  ask (self);
  g_clear_handle_id (&self->renew_id, g_source_remove);
  self->renew_id = g_timeout_add_seconds (RENEW_SECONDS, on_renew, self);
  return G_SOURCE_REMOVE;
}

void
nx_booking_hold_keep (NxBookingHold *self, const NxBookingRequest *request)
{
  g_autofree char *other = NULL;

  g_return_if_fail (NX_IS_BOOKING_HOLD (self));

  if (request == NULL || request->coach_id == NULL)
    {
      nx_booking_hold_release (self);
      return;
    }
  if (same (request, self->wanted))
    return;
  /* One form keeps one time; the server replaces only what is kept of the same coach. */
  if (self->id != NULL && g_strcmp0 (self->wanted->coach_id, request->coach_id) != 0)
    other = g_steal_pointer (&self->id);
  if (other != NULL)
    give_up (self->connection, other);
  g_clear_pointer (&self->wanted, nx_booking_request_free);
  self->wanted = nx_booking_request_copy (request);
  set_problem (self, NULL);
  g_clear_handle_id (&self->pause_id, g_source_remove);
  self->pause_id = g_timeout_add (PAUSE_MS, on_pause, self);
}

static void
clear (NxBookingHold *self)
{
  g_clear_handle_id (&self->pause_id, g_source_remove);
  g_clear_handle_id (&self->renew_id, g_source_remove);
  g_clear_pointer (&self->wanted, nx_booking_request_free);
  g_clear_pointer (&self->id, g_free);
  set_problem (self, NULL);
}

void
nx_booking_hold_release (NxBookingHold *self)
{
  g_return_if_fail (NX_IS_BOOKING_HOLD (self));

  if (self->id != NULL)
    give_up (self->connection, self->id);
  clear (self);
}

void
nx_booking_hold_forget (NxBookingHold *self)
{
  g_return_if_fail (NX_IS_BOOKING_HOLD (self));

  self->booked = self->asked;
  clear (self);
}

const char *
nx_booking_hold_get_problem (NxBookingHold *self)
{
  g_return_val_if_fail (NX_IS_BOOKING_HOLD (self), NULL);

  return self->problem;
}

static void
nx_booking_hold_finalize (GObject *object)
{
  NxBookingHold *self = NX_BOOKING_HOLD (object);

  g_clear_handle_id (&self->pause_id, g_source_remove);
  g_clear_handle_id (&self->renew_id, g_source_remove);
  g_clear_pointer (&self->wanted, nx_booking_request_free);
  g_free (self->id);
  g_free (self->problem);
  g_clear_object (&self->connection);
  G_OBJECT_CLASS (nx_booking_hold_parent_class)->finalize (object);
}

static void
nx_booking_hold_class_init (NxBookingHoldClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = nx_booking_hold_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
nx_booking_hold_init (NxBookingHold *self)
{
}

NxBookingHold *
nx_booking_hold_new (NxConnection *connection)
{
  NxBookingHold *self = g_object_new (NX_TYPE_BOOKING_HOLD, NULL);

  self->connection = g_object_ref (connection);
  return self;
}
