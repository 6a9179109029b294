/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/agenda/nx-series-scope.h"
#include "desktop/agenda/nx-agenda-move-private.h"

#include "common/nx-format.h"
#include "common/nx-i18n.h"
#include "common/nx-random.h"
#include "desktop/agenda/nx-agenda-rules.h"
#include "desktop/agenda/nx-agenda-view-private.h"
#include "desktop/nx-place.h"
#include "desktop/nx-undo-stack.h"
#include "desktop/widgets/nx-session-text.h"

#define DAY          1440
#define SHORTEST     30
#define LONGEST      180
#define STEP         NX_TIME_SCALE_STEP
#define STEP_TIME    (STEP * NX_TIME_MINUTE)

enum
{
  TURN,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NxAgendaMove, nx_agenda_move, G_TYPE_OBJECT)

/* The ghost */

static gboolean
is_changed (NxAgendaMove *self)
{
  NxSession *session = self->session;

  return self->start != session->scheduledAt || self->duration != session->duration
         || (session->coach != NULL && g_strcmp0 (self->coach_id, session->coach->id) != 0);
}

static void
show_hint (NxAgendaMove *self)
{
  g_autofree char *range = nx_format_range (self->start, self->start + self->duration * NX_TIME_MINUTE, nx_session_zone ());
  NxCoach *coach = nx_session_source_find_coach (self->source, self->coach_id);
  gboolean other = coach != NULL && self->session->coach != NULL && g_strcmp0 (coach->id, self->session->coach->id) != 0;
  g_autofree char *where = other ? g_strdup_printf (_ ("%s, with %s"), range, coach->pseudonym) : g_strdup (range);
  g_autofree char *text = NULL;

  if (self->state == NX_AGENDA_MOVE_SENDING)
    return;
  if (self->refused != NULL)
    text = g_strdup_printf ("%s\n%s", where, self->refused);
  else if (self->state == NX_AGENDA_MOVE_KEYS)
    text = g_strdup_printf ("%s\n%s", where, _ ("Enter moves it there, Escape leaves it, Shift and arrows change its length"));
  else
    text = g_strdup (where);
  nx_agenda_caption_set_hint (self->caption, text);
}

static void
show_ghost (NxAgendaMove *self)
{
  const NxAgendaWish wish = { .session = self->session,
                              .coach_id = self->coach_id,
                              .room = self->session->room,
                              .subject = self->session->subject,
                              .type = self->session->type,
                              .start = self->start,
                              .duration = self->duration };

  g_clear_pointer (&self->refused, g_free);
  if (is_changed (self))
    self->refused = nx_agenda_refusal (nx_agenda_view_get_facts (self->view), self->source, &wish, self->view->now);
  nx_agenda_view_set_ghost (self->view, self->session, self->start, self->duration, self->coach_id, self->refused);
  show_hint (self);
}

void
_nx_agenda_move_set_target (NxAgendaMove *self, gint64 start, int duration, const char *coach_id)
{
  g_autoptr (GDateTime) local = nx_time_in_zone (start, nx_session_zone ());
  int minute = g_date_time_get_hour (local) * 60 + g_date_time_get_minute (local);
  g_autofree char *before = NULL;

  duration = CLAMP (duration, SHORTEST, LONGEST);
  if (minute + duration > DAY)
    start -= (minute + duration - DAY) * NX_TIME_MINUTE;
  if (self->start == start && self->duration == duration && g_strcmp0 (coach_id, self->coach_id) == 0)
    return;
  self->start = start;
  self->duration = duration;
  before = g_steal_pointer (&self->coach_id);
  self->coach_id = g_strdup (coach_id);
  show_ghost (self);
}

static void
on_facts_changed (NxAgendaMove *self)
{
  if (self->state == NX_AGENDA_MOVE_KEYS || self->state == NX_AGENDA_MOVE_DRAG)
    show_ghost (self);
}

static void
dim (NxAgendaMove *self, gboolean dimmed)
{
  GtkWidget *block = nx_agenda_view_block_of (self->view, self->session->id);

  if (block != NULL)
    gtk_widget_set_opacity (block, dimmed ? 0.45 : 1);
}

static void
end (NxAgendaMove *self)
{
  if (self->state == NX_AGENDA_MOVE_NONE)
    return;
  self->state = NX_AGENDA_MOVE_NONE;
  _nx_agenda_move_end_drag (self);
  dim (self, FALSE);
  nx_agenda_view_clear_ghost (self->view);
  nx_agenda_caption_set_hint (self->caption, NULL);
  g_clear_object (&self->session);
  g_clear_pointer (&self->coach_id, g_free);
  g_clear_pointer (&self->refused, g_free);
}

/* (transfer none) (nullable): why @session cannot be moved at all */
static const char *
immovable (NxAgendaMove *self, NxSession *session)
{
  if (nx_session_state (session, self->view->now) != NX_SESSION_STATE_PLANNED)
    return _ ("Only a session that has not begun can be moved.");
  if (self->own_coach != NULL && (session->coach == NULL || g_strcmp0 (session->coach->id, self->own_coach) != 0))
    return _ ("Only your own sessions can be moved.");
  return NULL;
}

gboolean
_nx_agenda_move_take (NxAgendaMove *self, NxSession *session, NxAgendaMoveState state)
{
  const char *reason = immovable (self, session);

  if (self->state == NX_AGENDA_MOVE_SENDING)
    return FALSE;
  if (self->state != NX_AGENDA_MOVE_NONE)
    end (self);
  if (reason == NULL && !_nx_agenda_view_has_hours (self->view))
    reason = _ ("Sessions are moved in the day and in the week.");
  if (reason != NULL)
    {
      nx_toast (GTK_WIDGET (self->view), reason, NULL);
      return FALSE;
    }
  self->state = state;
  self->session = g_object_ref (session);
  self->version = session->version;
  self->start = session->scheduledAt;
  self->duration = (int) session->duration;
  self->coach_id = session->coach != NULL ? g_strdup (session->coach->id) : NULL;
  dim (self, TRUE);
  show_ghost (self);
  return TRUE;
}

/* Asking */

typedef struct
{
  NxAgendaMove *self; /* (owned) */
  NxSession *before;  /* (owned): as it was */
} Asked;

static void
asked_free (Asked *asked)
{
  g_object_unref (asked->self);
  g_object_unref (asked->before);
  g_free (asked);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Asked, asked_free)

/* (transfer full): what was done, as the reader would say it */
static char *
done_sentence (NxSession *before, NxSession *after)
{
  g_autofree char *name = nx_session_first_name (after), *when = nx_session_when_short (after), *length = NULL;

  if (before->coach != NULL && after->coach != NULL && g_strcmp0 (before->coach->id, after->coach->id) != 0)
    return g_strdup_printf (_ ("%1$s’s session given to %2$s, %3$s"), name, after->coach->pseudonym, when);
  if (before->scheduledAt != after->scheduledAt)
    return g_strdup_printf (_ ("%1$s’s session moved to %2$s"), name, when);
  length = nx_format_duration ((int) after->duration);
  return g_strdup_printf (_ ("%1$s’s session now lasts %2$s"), name, length);
}

static void
on_moved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Asked) asked = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = nx_connection_send_finish (NX_CONNECTION (source), result, NULL, &error);
  g_autoptr (NxSession) after = NULL;
  g_autofree char *text = NULL;
  NxAgendaMove *self = asked->self;
  JsonObject *object = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? nx_json_get_object (json_node_get_object (root), "session") : NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  end (self);
  if (object != NULL)
    after = nx_record_from_json (NX_TYPE_SESSION, object, &error);
  if (after == NULL)
    {
      /* Whatever stood against it is not what is shown: what is true now slides into its place. */
      nx_session_source_load_one (self->source, asked->before->id);
      nx_toast_error (GTK_WIDGET (self->view), error);
      return;
    }
  nx_session_list_upsert (nx_session_source_get_list (self->source), after);
  text = done_sentence (asked->before, after);
  nx_undo_stack_push (GTK_WIDGET (self->view), nx_connection_action_id (result), text);
}

static void
ask (NxAgendaMove *self)
{
  g_autofree char *path = nx_connection_path ("/api/sessions/%s", self->session->id);
  g_autofree char *match = g_strdup_printf ("\"%" G_GINT64_FORMAT "\"", self->version), *key = nx_uuid_new (self->view->now);
  NxJsonWriter *json = nx_json_writer_new ();
  Asked *asked = g_new0 (Asked, 1);

  nx_json_begin_object (json, NULL);
  if (self->start != self->session->scheduledAt)
    nx_json_add_time (json, "scheduledAt", self->start);
  if (self->duration != self->session->duration)
    nx_json_add_int (json, "duration", self->duration);
  if (self->session->coach != NULL && g_strcmp0 (self->coach_id, self->session->coach->id) != 0)
    nx_json_add_string (json, "coachId", self->coach_id);
  nx_json_end_object (json);
  asked->self = g_object_ref (self);
  asked->before = NX_SESSION (nx_record_copy (self->session));
  self->state = NX_AGENDA_MOVE_SENDING;
  nx_connection_send_async (self->connection, "PATCH", path, json, key, match, self->cancellable, on_moved, asked);
}

static void
on_scope_done (NxAgendaMove *self)
{
  end (self);
}

/* A week of a series: whether the others move with it is asked; the ghost shows what about. */
static void
ask_scope (NxAgendaMove *self)
{
  NxSeriesChange change = NX_SERIES_CHANGE_INIT;
  NxSeriesScope *scope;

  if (self->start != self->session->scheduledAt)
    change.scheduled_at = self->start;
  if (self->duration != self->session->duration)
    change.duration = self->duration;
  if (self->session->coach != NULL && g_strcmp0 (self->coach_id, self->session->coach->id) != 0)
    change.coach_id = self->coach_id;
  self->state = NX_AGENDA_MOVE_SENDING;
  scope = nx_series_scope_present (GTK_WIDGET (self->view), self->connection, self->source, self->session, &change);
  g_signal_connect_object (scope, "done", G_CALLBACK (on_scope_done), self, G_CONNECT_SWAPPED);
}

void
_nx_agenda_move_confirm (NxAgendaMove *self)
{
  gboolean keys = self->state == NX_AGENDA_MOVE_KEYS;

  if (!is_changed (self) || self->connection == NULL)
    {
      end (self);
      return;
    }
  if (self->refused == NULL)
    {
      if (self->session->seriesId != NULL)
        ask_scope (self);
      else
        ask (self);
      return;
    }
  nx_toast (GTK_WIDGET (self->view), self->refused, NULL);
  /* By keys the ghost stays where it is: another arrow may do. */
  if (!keys)
    end (self);
}

/* Keys */

gboolean
nx_agenda_move_begin (NxAgendaMove *self, NxSession *session)
{
  g_return_val_if_fail (NX_IS_AGENDA_MOVE (self), FALSE);
  g_return_val_if_fail (NX_IS_SESSION (session), FALSE);

  return _nx_agenda_move_take (self, session, NX_AGENDA_MOVE_KEYS);
}

/* The ghost is followed: scrolled to, or the days turned to. */
static void
follow (NxAgendaMove *self)
{
  gint64 from, to;
  GdkRectangle area;

  nx_agenda_view_get_range (self->view, &from, &to);
  if (self->start < from || self->start >= to)
    {
      g_signal_emit (self, signals[TURN], 0, nx_time_date_in_zone (self->start, nx_session_zone ()));
      show_ghost (self);
      dim (self, TRUE);
    }
  nx_agenda_view_get_anchor (self->view, self->start, self->start + self->duration * NX_TIME_MINUTE, self->coach_id, &area);
}

/* A day further, or in a day of several coaches the next coach. */
static void
step_aside (NxAgendaMove *self, int direction)
{
  NxCoach *coach;
  int column;

  if (gtk_widget_get_direction (GTK_WIDGET (self->view)) == GTK_TEXT_DIR_RTL)
    direction = -direction;
  if (nx_agenda_view_get_mode (self->view) != NX_AGENDA_DAY || self->own_coach != NULL)
    {
      _nx_agenda_move_set_target (self, self->start + direction * NX_TIME_DAY, self->duration, self->coach_id);
      return;
    }
  column = _nx_agenda_view_column_of (self->view, self->start, self->coach_id, self->session->room) + direction;
  if (column < 0 || column >= (int) self->view->columns->len)
    return;
  coach = _nx_agenda_view_column (self->view, column)->coach;
  if (coach != NULL)
    _nx_agenda_move_set_target (self, self->start, self->duration, coach->id);
}

static void
step (NxAgendaMove *self, int dx, int dy, gboolean resize)
{
  if (resize)
    _nx_agenda_move_set_target (self, self->start, self->duration + (dx + dy) * STEP, self->coach_id);
  else if (dx != 0)
    step_aside (self, dx);
  else
    {
      gint64 start = self->start + dy * STEP_TIME;

      /* Up and down stay in their day. */
      if (nx_time_date_in_zone (start, nx_session_zone ()) == nx_time_date_in_zone (self->start, nx_session_zone ()))
        _nx_agenda_move_set_target (self, start, self->duration, self->coach_id);
    }
  follow (self);
}

static void
step_period (NxAgendaMove *self, int direction)
{
  int days;

  nx_agenda_view_get_first_day (self->view, &days);
  _nx_agenda_move_set_target (self, self->start + direction * days * NX_TIME_DAY, self->duration, self->coach_id);
  follow (self);
}

gboolean
nx_agenda_move_key (NxAgendaMove *self, guint key, GdkModifierType state)
{
  gboolean resize = (state & GDK_SHIFT_MASK) != 0;

  g_return_val_if_fail (NX_IS_AGENDA_MOVE (self), FALSE);

  if (self->state == NX_AGENDA_MOVE_DRAG && key == GDK_KEY_Escape)
    {
      nx_agenda_move_give_up (self);
      return TRUE;
    }
  if (self->state == NX_AGENDA_MOVE_NONE || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0)
    return FALSE;
  if (self->state != NX_AGENDA_MOVE_KEYS)
    return TRUE;
  switch (key)
    {
    case GDK_KEY_Up: case GDK_KEY_KP_Up: step (self, 0, -1, resize); break;
    case GDK_KEY_Down: case GDK_KEY_KP_Down: step (self, 0, 1, resize); break;
    case GDK_KEY_Left: case GDK_KEY_KP_Left: step (self, -1, 0, resize); break;
    case GDK_KEY_Right: case GDK_KEY_KP_Right: step (self, 1, 0, resize); break;
    case GDK_KEY_Page_Up: case GDK_KEY_KP_Page_Up: step_period (self, -1); break;
    case GDK_KEY_Page_Down: case GDK_KEY_KP_Page_Down: step_period (self, 1); break;
    case GDK_KEY_Return: case GDK_KEY_KP_Enter: case GDK_KEY_ISO_Enter: _nx_agenda_move_confirm (self); break;
    case GDK_KEY_Escape: nx_agenda_move_give_up (self); break;
    /* Everything else would act on what is under the ghost. */
    default: break;
    }
  return TRUE;
}

/* Object */

static void
nx_agenda_move_dispose (GObject *object)
{
  NxAgendaMove *self = NX_AGENDA_MOVE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->scroll_id, g_source_remove);
  g_clear_object (&self->session);
  g_clear_object (&self->source);
  g_clear_object (&self->connection);
  G_OBJECT_CLASS (nx_agenda_move_parent_class)->dispose (object);
}

static void
nx_agenda_move_finalize (GObject *object)
{
  NxAgendaMove *self = NX_AGENDA_MOVE (object);

  g_object_unref (self->cancellable);
  g_free (self->own_coach);
  g_free (self->coach_id);
  g_free (self->refused);
  G_OBJECT_CLASS (nx_agenda_move_parent_class)->finalize (object);
}

static void
nx_agenda_move_class_init (NxAgendaMoveClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = nx_agenda_move_dispose;
  G_OBJECT_CLASS (klass)->finalize = nx_agenda_move_finalize;
  signals[TURN]
      = g_signal_new ("turn", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
}

static void
nx_agenda_move_init (NxAgendaMove *self)
{
  self->cancellable = g_cancellable_new ();
}

NxAgendaMove *
nx_agenda_move_new (NxConnection *connection, NxAgendaView *view, NxSessionSource *source, NxAgendaCaption *caption,
                    const char *own_coach)
{
  NxAgendaMove *self = g_object_new (NX_TYPE_AGENDA_MOVE, NULL);

  self->connection = connection != NULL ? g_object_ref (connection) : NULL;
  self->view = view;
  self->source = g_object_ref (source);
  self->caption = caption;
  self->own_coach = g_strdup (own_coach);
  g_signal_connect_object (nx_agenda_view_get_facts (view), "changed", G_CALLBACK (on_facts_changed), self, G_CONNECT_SWAPPED);
  _nx_agenda_move_init_drag (self);
  return self;
}

gboolean
nx_agenda_move_is_active (NxAgendaMove *self)
{
  g_return_val_if_fail (NX_IS_AGENDA_MOVE (self), FALSE);

  return self->state != NX_AGENDA_MOVE_NONE;
}

void
nx_agenda_move_give_up (NxAgendaMove *self)
{
  g_return_if_fail (NX_IS_AGENDA_MOVE (self));

  if (self->state != NX_AGENDA_MOVE_SENDING)
    end (self);
}

const char *
nx_agenda_move_get_target (NxAgendaMove *self, gint64 *start, int *duration, const char **coach_id)
{
  g_return_val_if_fail (NX_IS_AGENDA_MOVE (self), NULL);

  *start = self->start;
  *duration = self->duration;
  *coach_id = self->coach_id;
  return self->refused;
}
