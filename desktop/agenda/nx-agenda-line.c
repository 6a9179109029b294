/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/agenda/nx-agenda-line.h"

#include "common/nx-format.h"
#include "common/nx-i18n.h"
#include "desktop/widgets/nx-palette.h"
#include "desktop/widgets/nx-session-text.h"

static const char *const state_classes[] = { "planned", "running", "done", "due", "cancelled", "no-show" };

struct _NxAgendaLine
{
  GtkWidget parent_instance;

  /* borrowed children */
  GtkWidget *heading, *band, *time, *mark, *pupils, *what, *state_image, *state;
};

G_DEFINE_FINAL_TYPE (NxAgendaLine, nx_agenda_line, GTK_TYPE_WIDGET)

static GtkWidget *
add_label (NxAgendaLine *self, const char *css_class, gboolean ellipsize)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (ellipsize)
    gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, css_class);
  gtk_widget_set_parent (label, GTK_WIDGET (self));
  return label;
}

static void
nx_agenda_line_dispose (GObject *object)
{
  nx_widget_drop_children (GTK_WIDGET (object));
  G_OBJECT_CLASS (nx_agenda_line_parent_class)->dispose (object);
}

static void
nx_agenda_line_class_init (NxAgendaLineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = nx_agenda_line_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "nxagendaline");
}

static void
nx_agenda_line_init (NxAgendaLine *self)
{
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self))), 10);
  self->heading = add_label (self, "heading", TRUE);
  self->band = add_label (self, "band", TRUE);
  self->time = add_label (self, "time", FALSE);
  self->mark = nx_mark_new (NULL);
  gtk_widget_set_parent (self->mark, GTK_WIDGET (self));
  self->pupils = add_label (self, "pupils", TRUE);
  self->what = add_label (self, "what", TRUE);
  gtk_widget_set_hexpand (self->what, TRUE);
  self->state_image = gtk_image_new ();
  gtk_widget_set_parent (self->state_image, GTK_WIDGET (self));
  self->state = add_label (self, "state-word", TRUE);
}

GtkWidget *
nx_agenda_line_new (void)
{
  return g_object_new (NX_TYPE_AGENDA_LINE, NULL);
}

static void
show_parts (NxAgendaLine *self, gboolean session)
{
  GtkWidget *parts[] = { self->time, self->mark, self->pupils, self->what, self->state_image, self->state };

  gtk_widget_set_visible (self->heading, !session);
  gtk_widget_set_visible (self->band, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    gtk_widget_set_visible (parts[i], session);
  if (session)
    gtk_widget_remove_css_class (GTK_WIDGET (self), "day");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self), "day");
}

/* The row is what has the focus: its name is what is read. */
static void
set_spoken (NxAgendaLine *self, const char *spoken)
{
  GtkWidget *row = gtk_widget_get_parent (GTK_WIDGET (self));

  gtk_accessible_update_property (GTK_ACCESSIBLE (row != NULL ? row : GTK_WIDGET (self)), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

void
nx_agenda_line_set_session (NxAgendaLine *self, NxSession *session, gint64 now)
{
  NxSessionState state = nx_session_state (session, now);
  const char *icon = nx_session_state_icon (state), *coach = session->coach != NULL ? session->coach->pseudonym : NULL;
  g_autofree char *start = nx_format_time (session->scheduledAt, nx_session_zone ());
  g_autofree char *end = nx_format_time (nx_session_end (session), nx_session_zone ());
  g_autofree char *time = g_strdup_printf ("%s–%s", start, end), *pupils = nx_session_pupils (session);
  g_autofree char *what = nx_session_what (session), *sentence = nx_session_sentence (session, now);
  g_autofree char *all = g_strdup_printf ("%s%s%s%s%s", what, coach != NULL ? " · " : "", coach != NULL ? coach : "",
                                          session->room != NULL ? " · " : "", session->room != NULL ? session->room : "");

  g_return_if_fail (NX_IS_AGENDA_LINE (self));

  show_parts (self, TRUE);
  gtk_label_set_label (GTK_LABEL (self->time), time);
  gtk_label_set_label (GTK_LABEL (self->pupils), pupils);
  gtk_label_set_label (GTK_LABEL (self->what), all);
  nx_mark_set_coach (NX_MARK (self->mark), session->coach);
  gtk_label_set_label (GTK_LABEL (self->state), nx_session_state_word (state));
  gtk_image_set_from_icon_name (GTK_IMAGE (self->state_image), icon);
  gtk_widget_set_visible (self->state_image, icon != NULL);
  gtk_widget_set_visible (self->state, state != NX_SESSION_STATE_PLANNED);
  for (guint i = 0; i < G_N_ELEMENTS (state_classes); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (self), state_classes[i]);
  gtk_widget_add_css_class (GTK_WIDGET (self), state_classes[state]);
  set_spoken (self, sentence);
}

void
nx_agenda_line_set_heading (NxAgendaLine *self, const char *day, const char *band, gboolean today)
{
  g_autofree char *spoken = band != NULL ? g_strdup_printf ("%s, %s", day, band) : g_strdup (day);

  g_return_if_fail (NX_IS_AGENDA_LINE (self));

  show_parts (self, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (state_classes); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (self), state_classes[i]);
  gtk_label_set_label (GTK_LABEL (self->heading), day);
  gtk_label_set_label (GTK_LABEL (self->band), band != NULL ? band : "");
  gtk_widget_set_visible (self->band, band != NULL);
  if (today)
    gtk_widget_add_css_class (self->heading, "accent");
  else
    gtk_widget_remove_css_class (self->heading, "accent");
  set_spoken (self, spoken);
}
