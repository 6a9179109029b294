/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/nx-i18n.h"
#include "desktop/agenda/nx-agenda-block.h"
#include "desktop/agenda/nx-agenda-place-private.h"
#include "desktop/widgets/nx-session-text.h"

/* What is done to sessions in their place: moving and resizing, joining, and what colleagues do meanwhile. */

/* Joining */

typedef struct
{
  NxAgendaPlace *self; /* (owned) */
  char *location;      /* (owned) (nullable): the link as it was listed */
} Joining;

static void
joining_free (Joining *joining)
{
  g_object_unref (joining->self);
  g_free (joining->location);
  g_free (joining);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Joining, joining_free)

static void
on_shown (GObject *window, GAsyncResult *result, gpointer data)
{
  g_autoptr (NxAgendaPlace) self = data;
  g_autoptr (GError) error = NULL;

  if (!gtk_show_uri_full_finish (GTK_WINDOW (window), result, &error))
    nx_toast_error (GTK_WIDGET (self), error);
}

static void
show_room (NxAgendaPlace *self, const char *url)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  /* A browser is given nothing but the address of a page. */
  if (GTK_IS_WINDOW (root) && (g_str_has_prefix (url, "https://") || g_str_has_prefix (url, "http://")))
    gtk_show_uri_full (GTK_WINDOW (root), url, GDK_CURRENT_TIME, NULL, on_shown, g_object_ref (self));
}

static void
on_join (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Joining) joining = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = nx_connection_send_finish (NX_CONNECTION (source), result, NULL, &error);
  const char *url = NULL;

  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root) && nx_json_get_string (json_node_get_object (root), "url", &url) && url != NULL)
    show_room (joining->self, url);
  else if (g_error_matches (error, NX_ERROR, NX_ERROR_UNAVAILABLE) && joining->location != NULL)
    /* The room does not need our server. */
    show_room (joining->self, joining->location);
  else
    nx_toast_error (GTK_WIDGET (joining->self), error);
}

static void
action_join (GtkWidget *widget, const char *name, GVariant *parameter)
{
  NxAgendaPlace *self = NX_AGENDA_PLACE (widget);
  NxSession *session = nx_agenda_view_get_selected (self->view);
  g_autofree char *path = NULL;
  Joining *joining;

  if (session == NULL)
    return;
  if (session->type != NX_SERVICE_COURS_ONLINE)
    {
      nx_toast (widget, _ ("This session takes place at the centre: there is no room to join."), NULL);
      return;
    }
  if (self->connection == NULL)
    return;
  path = nx_connection_path ("/api/sessions/%s/join", session->id);
  joining = g_new0 (Joining, 1);
  joining->self = g_object_ref (self);
  joining->location = nx_session_can_join (session, self->now) ? g_strdup (session->location) : NULL;
  nx_connection_send_async (self->connection, "GET", path, NULL, NULL, NULL, NULL, on_join, joining);
}

/* Moving */

static void
action_move (GtkWidget *widget, const char *name, GVariant *parameter)
{
  NxAgendaPlace *self = NX_AGENDA_PLACE (widget);
  NxSession *session = nx_agenda_view_get_selected (self->view);

  if (session == NULL || !nx_agenda_move_begin (self->move, session))
    return;
  /* From the detail pane too the arrows go to the ghost. */
  if (!nx_agenda_view_has_keys (self->view))
    nx_agenda_view_focus_grid (self->view);
}

static gboolean
is_arrow (guint key)
{
  return key == GDK_KEY_Up || key == GDK_KEY_Down || key == GDK_KEY_Left || key == GDK_KEY_Right || key == GDK_KEY_KP_Up
         || key == GDK_KEY_KP_Down || key == GDK_KEY_KP_Left || key == GDK_KEY_KP_Right;
}

/* Before any widget: while something is moved, all keys are the ghost's. */
static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, NxAgendaPlace *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GdkModifierType modifiers = state & gtk_accelerator_get_default_mod_mask ();

  if (nx_agenda_move_is_active (self->move))
    return nx_agenda_move_key (self->move, key, modifiers);
  if (modifiers != GDK_SHIFT_MASK || !is_arrow (key) || !NX_IS_AGENDA_BLOCK (focus) || !nx_agenda_view_has_keys (self->view))
    return FALSE;
  if (_nx_agenda_place_select_focused (self)
      && nx_agenda_move_begin (self->move, nx_agenda_view_get_selected (self->view)))
    nx_agenda_move_key (self->move, key, modifiers);
  return TRUE;
}

/* Who goes elsewhere has given up what was being moved by keys. */
static void
on_leave (GtkEventControllerFocus *controller, NxAgendaPlace *self)
{
  if (self->move != NULL)
    nx_agenda_move_give_up (self->move);
}

static void
on_turn (NxAgendaMove *move, int date, NxAgendaPlace *self)
{
  nx_agenda_place_go (self, nx_agenda_view_get_mode (self->view), date);
}

void
_nx_agenda_place_class_init_acts (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "agenda.join", NULL, action_join);
  gtk_widget_class_install_action (widget_class, "agenda.move", NULL, action_move);
}

void
_nx_agenda_place_init_acts (NxAgendaPlace *self)
{
  GtkEventController *keys = gtk_event_controller_key_new (), *focus = gtk_event_controller_focus_new ();

  self->caption = NX_AGENDA_CAPTION (nx_agenda_caption_new (self->source));
  gtk_overlay_add_overlay (self->content_overlay, GTK_WIDGET (self->caption));
  self->move = nx_agenda_move_new (self->connection, self->view, self->source, self->caption, self->own_coach);
  g_signal_connect_object (self->move, "turn", G_CALLBACK (on_turn), self, 0);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  g_signal_connect (focus, "leave", G_CALLBACK (on_leave), self);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
}
