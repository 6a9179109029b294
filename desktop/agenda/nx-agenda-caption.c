/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/agenda/nx-agenda-caption.h"

#include "common/nx-format.h"
#include "common/nx-i18n.h"
#include "desktop/widgets/nx-palette.h"
#include "desktop/widgets/nx-session-text.h"

/* Long enough to be read twice. */
#define NEWS_SECONDS 8

struct _NxAgendaCaption
{
  GtkWidget parent_instance;

  /* borrowed: children */
  GtkRevealer *revealer;
  GtkLabel *label;

  /* owned */
  char *hint; /* (nullable) */

  guint over_id;
};

G_DEFINE_FINAL_TYPE (NxAgendaCaption, nx_agenda_caption, GTK_TYPE_WIDGET)

static void
show (NxAgendaCaption *self, const char *text)
{
  if (text != NULL)
    gtk_label_set_label (self->label, text);
  gtk_revealer_set_reveal_child (self->revealer, text != NULL);
}

/* What is no longer seen is not read aloud either. */
static void
on_child_revealed (GtkRevealer *revealer, GParamSpec *spec, NxAgendaCaption *self)
{
  if (!gtk_revealer_get_child_revealed (revealer) && !gtk_revealer_get_reveal_child (revealer))
    gtk_label_set_label (self->label, "");
}

static gboolean
on_over (gpointer data)
{
  NxAgendaCaption *self = data;

  self->over_id = 0;
  show (self, self->hint);
  return G_SOURCE_REMOVE;
}

/* What was done, by whom, in one sentence. (transfer full) (nullable) */
static char *
sentence (NxSession *session, const char *by, const char *type)
{
  const char *space = strchr (by, ' ');
  g_autofree char *who = space != NULL ? g_strndup (by, (gsize) (space - by)) : g_strdup (by);
  g_autofree char *pupil = nx_session_first_name (session), *when = nx_session_when_short (session);

  if (g_str_equal (type, "session.booked"))
    return g_strdup_printf (_ ("%1$s booked %2$s, %3$s"), who, pupil, when);
  if (g_str_equal (type, "session.moved"))
    return g_strdup_printf (_ ("%1$s moved %2$s to %3$s"), who, pupil, when);
  if (g_str_equal (type, "session.cancelled"))
    return g_strdup_printf (_ ("%1$s cancelled %2$s, %3$s"), who, pupil, when);
  if (g_str_equal (type, "session.changed"))
    return g_strdup_printf (_ ("%1$s changed %2$s, %3$s"), who, pupil, when);
  return NULL;
}

static void
on_told (NxSessionSource *source, NxSession *session, const char *by, const char *type, NxAgendaCaption *self)
{
  g_autofree char *text = sentence (session, by, type);

  /* The hint of what is being moved is not taken away. */
  if (text == NULL || self->hint != NULL)
    return;
  g_clear_handle_id (&self->over_id, g_source_remove);
  show (self, text);
  self->over_id = g_timeout_add_seconds (NEWS_SECONDS, on_over, self);
}

void
nx_agenda_caption_set_hint (NxAgendaCaption *self, const char *text)
{
  g_autofree char *before = NULL;

  g_return_if_fail (NX_IS_AGENDA_CAPTION (self));

  before = g_steal_pointer (&self->hint);
  self->hint = g_strdup (text);
  g_clear_handle_id (&self->over_id, g_source_remove);
  show (self, text);
}

const char *
nx_agenda_caption_get_text (NxAgendaCaption *self)
{
  g_return_val_if_fail (NX_IS_AGENDA_CAPTION (self), "");

  return gtk_revealer_get_reveal_child (self->revealer) ? gtk_label_get_label (self->label) : "";
}

static void
nx_agenda_caption_dispose (GObject *object)
{
  NxAgendaCaption *self = NX_AGENDA_CAPTION (object);

  g_clear_handle_id (&self->over_id, g_source_remove);
  nx_widget_drop_children (GTK_WIDGET (self));
  G_OBJECT_CLASS (nx_agenda_caption_parent_class)->dispose (object);
}

static void
nx_agenda_caption_finalize (GObject *object)
{
  g_free (NX_AGENDA_CAPTION (object)->hint);
  G_OBJECT_CLASS (nx_agenda_caption_parent_class)->finalize (object);
}

static void
nx_agenda_caption_class_init (NxAgendaCaptionClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = nx_agenda_caption_dispose;
  G_OBJECT_CLASS (klass)->finalize = nx_agenda_caption_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "nxagendacaption");
}

static void
nx_agenda_caption_init (NxAgendaCaption *self)
{
  GtkWidget *revealer = gtk_revealer_new (), *label;

  /* Its words are read aloud as they change. */
  label = g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_STATUS, NULL);
  self->revealer = GTK_REVEALER (revealer);
  self->label = GTK_LABEL (label);
  gtk_label_set_wrap (self->label, TRUE);
  gtk_label_set_justify (self->label, GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (label, "agenda-caption");
  gtk_revealer_set_transition_type (self->revealer, GTK_REVEALER_TRANSITION_TYPE_CROSSFADE);
  gtk_revealer_set_child (self->revealer, label);
  g_signal_connect (revealer, "notify::child-revealed", G_CALLBACK (on_child_revealed), self);
  gtk_widget_set_parent (revealer, GTK_WIDGET (self));
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_END);
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

GtkWidget *
nx_agenda_caption_new (NxSessionSource *source)
{
  NxAgendaCaption *self = g_object_new (NX_TYPE_AGENDA_CAPTION, NULL);

  g_signal_connect_object (source, "told", G_CALLBACK (on_told), self, 0);
  return GTK_WIDGET (self);
}
