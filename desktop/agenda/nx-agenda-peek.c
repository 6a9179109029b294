/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/agenda/nx-agenda-peek.h"

#include "common/nx-i18n.h"
#include "common/nx-credits.h"
#include "common/nx-format.h"
#include "desktop/agenda/nx-attendance-list.h"
#include "desktop/widgets/nx-session-text.h"

enum
{
  DETAILS,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

struct _NxAgendaPeek
{
  GtkPopover parent_instance;

  /* borrowed: children */
  GtkLabel *title;
  GtkLabel *body;
  GtkLabel *keys;

  GWeakRef block; /* what it points at */
};

G_DEFINE_FINAL_TYPE (NxAgendaPeek, nx_agenda_peek, GTK_TYPE_POPOVER)

static void
add_line (GString *text, const char *line)
{
  if (line == NULL || line[0] == '\0')
    return;
  if (text->len > 0)
    g_string_append_c (text, '\n');
  g_string_append (text, line);
}

static char *
place_text (NxSession *session, gint64 now)
{
  if (session->type != NX_SERVICE_COURS_ONLINE)
    return g_strdup (session->room != NULL ? session->room : _ ("at the centre"));
  return g_strdup (nx_session_can_join (session, now) ? _ ("video room open now") : _ ("video room"));
}

static char *
describe (NxSession *session, gint64 now)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *when = nx_format_range (session->scheduledAt, nx_session_end (session), nx_session_zone ());
  g_autofree char *what = nx_session_what (session), *cost = nx_credits_format_noun (session->creditCost);
  g_autofree char *place = place_text (session, now), *where = NULL, *places = NULL;

  add_line (text, when);
  add_line (text, what);
  where = session->coach != NULL ? g_strdup_printf ("%s · %s", session->coach->pseudonym, place) : g_strdup (place);
  add_line (text, where);
  add_line (text, nx_session_state_word (nx_session_state (session, now)));
  if (session->attendance >= 0)
    add_line (text, nx_attendance_word (session->attendance));
  add_line (text, cost);
  if (session->unpaid)
    add_line (text, _ ("Waits for next month’s credits"));
  if (session->seriesId != NULL)
    add_line (text, _ ("Part of a weekly series"));
  if (session->capacity > 1)
    places = g_strdup_printf (_ ("%d of %d taken"), (int) session->seatsTaken, (int) session->capacity);
  add_line (text, places);
  return g_strdup (text->str);
}

static void
nx_agenda_peek_closed (GtkPopover *popover)
{
  NxAgendaPeek *self = NX_AGENDA_PEEK (popover);
  g_autoptr (GtkWidget) block = g_weak_ref_get (&self->block);

  if (block != NULL && gtk_widget_get_mapped (block))
    gtk_widget_grab_focus (block);
}

static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, NxAgendaPeek *self)
{
  switch (key)
    {
    case GDK_KEY_space:
    case GDK_KEY_KP_Space:
    case GDK_KEY_Up:
    case GDK_KEY_Down:
    case GDK_KEY_Left:
    case GDK_KEY_Right:
      gtk_popover_popdown (GTK_POPOVER (self));
      return TRUE;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      gtk_popover_popdown (GTK_POPOVER (self));
      g_signal_emit (self, signals[DETAILS], 0);
      return TRUE;
    default:
      return FALSE;
    }
}

static void
nx_agenda_peek_finalize (GObject *object)
{
  g_weak_ref_clear (&NX_AGENDA_PEEK (object)->block);
  G_OBJECT_CLASS (nx_agenda_peek_parent_class)->finalize (object);
}

static void
nx_agenda_peek_class_init (NxAgendaPeekClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = nx_agenda_peek_finalize;
  GTK_POPOVER_CLASS (klass)->closed = nx_agenda_peek_closed;
  signals[DETAILS]
      = g_signal_new ("details", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static GtkLabel *
make_label (const char *css)
{
  GtkLabel *label = GTK_LABEL (gtk_label_new (""));

  gtk_label_set_xalign (label, 0);
  gtk_label_set_wrap (label, TRUE);
  gtk_label_set_wrap_mode (label, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (label, 36);
  gtk_widget_add_css_class (GTK_WIDGET (label), css);
  return label;
}

static void
nx_agenda_peek_init (NxAgendaPeek *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_weak_ref_init (&self->block, NULL);
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_widget_set_margin_start (box, 6);
  gtk_widget_set_margin_end (box, 6);
  self->title = make_label ("heading");
  self->body = make_label ("facts");
  self->keys = make_label ("caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->keys), "dim-label");
  gtk_label_set_label (self->keys, _ ("Enter: details · Esc: close"));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->title));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->body));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->keys));
  gtk_popover_set_child (GTK_POPOVER (self), box);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Quick look"), -1);
}

NxAgendaPeek *
nx_agenda_peek_new (void)
{
  return g_object_new (NX_TYPE_AGENDA_PEEK, NULL);
}

void
nx_agenda_peek_show (NxAgendaPeek *self, GtkWidget *block, NxSession *session, gint64 now)
{
  g_autofree char *pupils = nx_session_pupils (session), *text = describe (session, now);
  g_autofree char *sentence = nx_session_sentence (session, now);
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));
  graphene_rect_t bounds;

  g_return_if_fail (NX_IS_AGENDA_PEEK (self) && parent != NULL);

  if (!gtk_widget_compute_bounds (block, parent, &bounds))
    return;
  g_weak_ref_set (&self->block, block);
  gtk_popover_set_pointing_to (GTK_POPOVER (self), &(GdkRectangle){ (int) bounds.origin.x, (int) bounds.origin.y,
                                                                    (int) bounds.size.width, (int) bounds.size.height });
  gtk_label_set_label (self->title, pupils);
  gtk_label_set_label (self->body, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, sentence, -1);
  gtk_popover_popup (GTK_POPOVER (self));
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

const char *
nx_agenda_peek_get_text (NxAgendaPeek *self)
{
  return gtk_label_get_label (self->body);
}
