/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/agenda/nx-agenda-facts.h"

#include "desktop/widgets/nx-session-text.h"

/* Several events of one act are one question. */
#define GATHER_MS 120

typedef enum
{
  ROOMS,
  CLOSURES,
  OPEN,
  HOLDS,
  N_KINDS
} Kind;

enum
{
  CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

struct _NxAgendaFacts
{
  GObject parent_instance;

  /* owned */
  NxConnection *connection; /* (nullable) */
  GPtrArray *items[N_KINDS];
  GCancellable *asked[N_KINDS]; /* (nullable): of the question that is on its way */
  GCancellable *cancellable;

  gint64 from, to;
  gint64 open_from, open_to; /* range that the open hours are known of */
  guint stale;               /* bits of kinds to ask for */
  guint ask_id;
  guint expiry_id;
};

G_DEFINE_FINAL_TYPE (NxAgendaFacts, nx_agenda_facts, G_TYPE_OBJECT)

typedef struct
{
  NxAgendaFacts *self;       /* (owned) */
  GCancellable *cancellable; /* (owned) */
  Kind kind;
  gint64 from, to;
} Question;

static void
question_free (Question *question)
{
  g_object_unref (question->self);
  g_object_unref (question->cancellable);
  g_free (question);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

static void
set_items (NxAgendaFacts *self, Kind kind, GPtrArray *items)
{
  g_ptr_array_unref (self->items[kind]);
  self->items[kind] = g_ptr_array_ref (items);
}

/* Holds end by themselves */

static gboolean
on_expiry (gpointer data)
{
  NxAgendaFacts *self = data;

  self->expiry_id = 0;
  g_signal_emit (self, signals[CHANGED], 0);
  return G_SOURCE_REMOVE;
}

static gint64
time_now (NxAgendaFacts *self)
{
  return self->connection != NULL ? nx_connection_now (self->connection) : 0;
}

static void
watch_expiry (NxAgendaFacts *self)
{
  gint64 now = time_now (self), next = G_MAXINT64;

  g_clear_handle_id (&self->expiry_id, g_source_remove);
  for (guint i = 0; i < self->items[HOLDS]->len; i++)
    {
      NxHold *hold = g_ptr_array_index (self->items[HOLDS], i);

      if (hold->expiresAt > now)
        next = MIN (next, hold->expiresAt);
    }
  if (next != G_MAXINT64 && self->connection != NULL)
    self->expiry_id = g_timeout_add ((guint) MIN ((next - now) / 1000 + 50, 3600 * 1000), on_expiry, self);
}

/* Asking */

static GType
kind_type (Kind kind)
{
  switch (kind)
    {
    case ROOMS:
      return NX_TYPE_ROOM;
    case CLOSURES:
      return NX_TYPE_CLOSURE;
    case OPEN:
      return NX_TYPE_OPEN_RANGE;
    default:
      return NX_TYPE_HOLD;
    }
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Question) question = data;
  NxAgendaFacts *self = question->self;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = nx_connection_send_finish (NX_CONNECTION (source), result, NULL, &error);
  g_autoptr (GPtrArray) items = NULL;
  JsonArray *array = NULL;

  if (self->asked[question->kind] != question->cancellable)
    return;
  g_clear_object (&self->asked[question->kind]);
  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    array = nx_json_get_array (json_node_get_object (root), "items");
  if (array != NULL)
    items = nx_record_list_from_json (kind_type (question->kind), array, &error);
  if (items == NULL)
    {
      /* The agenda is whole without its ground: nobody is told. */
      g_debug ("no ground %d of the agenda: %s", question->kind, error != NULL ? error->message : "no items");
      return;
    }
  set_items (self, question->kind, items);
  if (question->kind == OPEN)
    {
      self->open_from = question->from;
      self->open_to = question->to;
    }
  watch_expiry (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static char *
kind_path (NxAgendaFacts *self, Kind kind)
{
  g_autofree char *from = nx_time_format (self->from), *to = nx_time_format (self->to);
  g_autofree char *first = nx_date_format (nx_time_date_in_zone (self->from, nx_session_zone ()));
  g_autofree char *last = nx_date_format (nx_time_date_in_zone (self->to - 1, nx_session_zone ()));

  switch (kind)
    {
    case ROOMS:
      return g_strdup ("/api/rooms");
    case CLOSURES:
      return nx_connection_path ("/api/closures?from=%s&to=%s", first, last);
    case OPEN:
      return nx_connection_path ("/api/availability?from=%s&to=%s", from, to);
    default:
      return nx_connection_path ("/api/holds?from=%s&to=%s", from, to);
    }
}

static void
ask (NxAgendaFacts *self, Kind kind)
{
  g_autofree char *path = kind_path (self, kind);
  Question *question = g_new0 (Question, 1);

  if (self->asked[kind] != NULL)
    g_cancellable_cancel (self->asked[kind]);
  g_clear_object (&self->asked[kind]);
  self->asked[kind] = g_cancellable_new ();
  question->self = g_object_ref (self);
  question->cancellable = g_object_ref (self->asked[kind]);
  question->kind = kind;
  question->from = self->from;
  question->to = self->to;
  nx_connection_send_async (self->connection, "GET", path, NULL, NULL, NULL, question->cancellable, on_answer, question);
}

static gboolean
on_ask (gpointer data)
{
  NxAgendaFacts *self = data;
  guint stale = self->stale;

  self->ask_id = 0;
  self->stale = 0;
  for (int kind = 0; kind < N_KINDS; kind++)
    if (stale & (1u << kind))
      ask (self, kind);
  return G_SOURCE_REMOVE;
}

static void
queue (NxAgendaFacts *self, guint kinds)
{
  self->stale |= kinds;
  if (self->connection != NULL && self->from != NX_TIME_NONE && self->ask_id == 0)
    self->ask_id = g_timeout_add (GATHER_MS, on_ask, self);
}

static void
on_live_event (NxConnection *connection, NxLiveEvent *event, NxAgendaFacts *self)
{
  if (event->type == NULL)
    return;
  if (g_str_equal (event->type, "hold.changed"))
    queue (self, 1u << HOLDS);
  else if (g_str_equal (event->type, "availability.changed"))
    queue (self, 1u << OPEN | 1u << CLOSURES | 1u << ROOMS);
}

/* Overrides */

static void
nx_agenda_facts_dispose (GObject *object)
{
  NxAgendaFacts *self = NX_AGENDA_FACTS (object);

  g_clear_handle_id (&self->ask_id, g_source_remove);
  g_clear_handle_id (&self->expiry_id, g_source_remove);
  for (int kind = 0; kind < N_KINDS; kind++)
    {
      if (self->asked[kind] != NULL)
        g_cancellable_cancel (self->asked[kind]);
      g_clear_object (&self->asked[kind]);
    }
  g_clear_object (&self->connection);
  G_OBJECT_CLASS (nx_agenda_facts_parent_class)->dispose (object);
}

static void
nx_agenda_facts_finalize (GObject *object)
{
  for (int kind = 0; kind < N_KINDS; kind++)
    g_ptr_array_unref (NX_AGENDA_FACTS (object)->items[kind]);
  G_OBJECT_CLASS (nx_agenda_facts_parent_class)->finalize (object);
}

static void
nx_agenda_facts_class_init (NxAgendaFactsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = nx_agenda_facts_dispose;
  G_OBJECT_CLASS (klass)->finalize = nx_agenda_facts_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
nx_agenda_facts_init (NxAgendaFacts *self)
{
  for (int kind = 0; kind < N_KINDS; kind++)
    self->items[kind] = g_ptr_array_new_with_free_func (g_object_unref);
  self->from = self->to = self->open_from = self->open_to = NX_TIME_NONE;
}

/* Public */

NxAgendaFacts *
nx_agenda_facts_new (NxConnection *connection)
{
  NxAgendaFacts *self = g_object_new (NX_TYPE_AGENDA_FACTS, NULL);

  if (connection == NULL)
    return self;
  self->connection = g_object_ref (connection);
  g_signal_connect_object (connection, "live-event", G_CALLBACK (on_live_event), self, 0);
  g_signal_connect_object (connection, "resync", G_CALLBACK (nx_agenda_facts_reload), self, G_CONNECT_SWAPPED);
  return self;
}

void
nx_agenda_facts_load (NxAgendaFacts *self, gint64 from, gint64 to)
{
  gboolean first = self->from == NX_TIME_NONE;

  g_return_if_fail (NX_IS_AGENDA_FACTS (self));

  if (!first && self->from <= from && to <= self->to)
    return;
  self->from = from;
  self->to = to;
  queue (self, 1u << CLOSURES | 1u << OPEN | 1u << HOLDS | (first ? 1u << ROOMS : 0));
}

void
nx_agenda_facts_reload (NxAgendaFacts *self)
{
  g_return_if_fail (NX_IS_AGENDA_FACTS (self));

  queue (self, (1u << N_KINDS) - 1);
}

GPtrArray *
nx_agenda_facts_get_rooms (NxAgendaFacts *self)
{
  return self->items[ROOMS];
}

GPtrArray *
nx_agenda_facts_get_closures (NxAgendaFacts *self)
{
  return self->items[CLOSURES];
}

GPtrArray *
nx_agenda_facts_get_open (NxAgendaFacts *self)
{
  return self->items[OPEN];
}

GPtrArray *
nx_agenda_facts_get_holds (NxAgendaFacts *self)
{
  gint64 now = time_now (self);

  for (guint i = self->items[HOLDS]->len; i > 0; i--)
    {
      NxHold *hold = g_ptr_array_index (self->items[HOLDS], i - 1);

      if (hold->byMe || hold->expiresAt <= now)
        g_ptr_array_remove_index (self->items[HOLDS], i - 1);
    }
  return self->items[HOLDS];
}

gboolean
nx_agenda_facts_knows_open (NxAgendaFacts *self, gint64 from, gint64 to)
{
  return self->open_from != NX_TIME_NONE && self->open_from <= from && to <= self->open_to;
}

void
nx_agenda_facts_get_open_range (NxAgendaFacts *self, gint64 *from, gint64 *to)
{
  *from = self->open_from;
  *to = self->open_to;
}

NxClosure *
nx_agenda_facts_closure_of (NxAgendaFacts *self, gint32 date)
{
  NxClosure *found = NULL;

  for (guint i = 0; i < self->items[CLOSURES]->len; i++)
    {
      NxClosure *closure = g_ptr_array_index (self->items[CLOSURES], i);

      if (date >= closure->firstDay && date <= closure->lastDay && (found == NULL || !closure->bookable))
        found = closure;
    }
  return found;
}

void
nx_agenda_facts_take (NxAgendaFacts *self, GPtrArray *rooms, GPtrArray *closures, GPtrArray *open, GPtrArray *holds,
                      gint64 from, gint64 to)
{
  GPtrArray *given[N_KINDS] = { rooms, closures, open, holds };

  g_return_if_fail (NX_IS_AGENDA_FACTS (self));

  for (int kind = 0; kind < N_KINDS; kind++)
    if (given[kind] != NULL)
      set_items (self, kind, given[kind]);
  if (open != NULL)
    {
      self->open_from = from;
      self->open_to = to;
    }
  watch_expiry (self);
  g_signal_emit (self, signals[CHANGED], 0);
}
