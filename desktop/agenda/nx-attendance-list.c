/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/agenda/nx-attendance-list.h"

#include <adwaita.h>
#include "common/nx-i18n.h"
#include "desktop/nx-place.h"
#include "desktop/widgets/nx-palette.h"

#define N_MARKS 3

enum
{
  MARK,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static const struct
{
  guint key;
  const char *letter, *word, *tooltip;
} marks[N_MARKS] = {
  [NX_ATTENDANCE_PRESENT] = { GDK_KEY_p, NC_ ("letter of present", "P"), N_ ("present"), N_ ("Present (key P)") },
  [NX_ATTENDANCE_LATE] = { GDK_KEY_l, NC_ ("letter of late", "L"), N_ ("late"), N_ ("Late (key L)") },
  [NX_ATTENDANCE_ABSENT] = { GDK_KEY_a, NC_ ("letter of absent", "A"), N_ ("absent"), N_ ("Absent (key A)") },
};

/* Row: one pupil. */
typedef struct
{
  NxAttendanceList *list; /* borrowed */
  char *id;               /* (owned) */
  GtkWidget *row;         /* borrowed */
  GtkWidget *box;
  GtkWidget *buttons[N_MARKS];
  gint32 balance;
  int mark;
  gboolean unpaid;
  gboolean filling;
} Row;

struct _NxAttendanceList
{
  GtkWidget parent_instance;

  GtkWidget *box;  /* borrowed: child */
  GPtrArray *rows; /* Row */
  char *session;   /* id */
  gboolean can_mark;
};

G_DEFINE_FINAL_TYPE (NxAttendanceList, nx_attendance_list, GTK_TYPE_WIDGET)

const char *
nx_attendance_word (int attendance)
{
  return attendance >= 0 && attendance < N_MARKS ? _ (marks[attendance].word) : _ ("not marked");
}

int
nx_attendance_of_key (guint key)
{
  for (int i = 0; i < N_MARKS; i++)
    if (gdk_keyval_to_lower (key) == marks[i].key)
      return i;
  return -1;
}

static void
row_free (gpointer data)
{
  Row *row = data;

  g_free (row->id);
  g_free (row);
}

static Row *
find_row (NxAttendanceList *self, const char *id)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      Row *row = g_ptr_array_index (self->rows, i);

      if (g_strcmp0 (row->id, id) == 0)
        return row;
    }
  return NULL;
}

static void
update_row (Row *row)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *credits = row->balance != NX_BALANCE_UNKNOWN ? nx_credits_format_noun (row->balance) : NULL;
  g_autofree char *escaped = NULL;

  if (row->mark >= 0)
    g_string_append (text, nx_attendance_word (row->mark));
  if (credits != NULL)
    {
      g_autofree char *left = g_strdup_printf (_ ("%s left"), credits);

      g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", left);
    }
  if (row->unpaid)
    g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", _ ("waits for next month’s credits"));
  escaped = g_markup_escape_text (text->str, -1);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row->row), escaped);
  gtk_widget_set_visible (row->box, row->list->can_mark);
  row->filling = TRUE;
  for (int i = 0; i < N_MARKS; i++)
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (row->buttons[i]), row->mark == i);
  row->filling = FALSE;
}

static void
send_mark (Row *row, int mark)
{
  g_autofree char *id = g_strdup (row->id);

  g_signal_emit (row->list, signals[MARK], 0, id, mark);
}

/* The button shows what is, not what is asked: the mark comes with the answer. */
static void
on_toggled (GtkToggleButton *button, Row *row)
{
  int mark = -1;

  if (row->filling)
    return;
  for (int i = 0; i < N_MARKS; i++)
    if (row->buttons[i] == GTK_WIDGET (button))
      mark = i == row->mark ? -1 : i;
  update_row (row);
  send_mark (row, mark);
}

static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, Row *row)
{
  int mark = nx_attendance_of_key (key);

  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0 || mark < 0 || !row->list->can_mark
      || !nx_settings_letters (row->row))
    return FALSE;
  send_mark (row, mark);
  return TRUE;
}

static GtkWidget *
make_buttons (Row *row, const char *name)
{
  row->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_add_css_class (row->box, "linked");
  gtk_widget_set_valign (row->box, GTK_ALIGN_CENTER);
  for (int i = 0; i < N_MARKS; i++)
    {
      const char *context = i == NX_ATTENDANCE_PRESENT ? "letter of present" : i == NX_ATTENDANCE_LATE ? "letter of late"
                                                                                                         : "letter of absent";
      g_autofree char *label = g_strdup_printf ("%s: %s", name, _ (marks[i].word));

      row->buttons[i] = gtk_toggle_button_new_with_label (g_dpgettext2 (GETTEXT_PACKAGE, context, marks[i].letter));
      gtk_widget_add_css_class (row->buttons[i], "nx-mark-button");
      gtk_widget_set_tooltip_text (row->buttons[i], _ (marks[i].tooltip));
      gtk_accessible_update_property (GTK_ACCESSIBLE (row->buttons[i]), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
      g_signal_connect (row->buttons[i], "toggled", G_CALLBACK (on_toggled), row);
      gtk_box_append (GTK_BOX (row->box), row->buttons[i]);
    }
  return row->box;
}

static void
add_row (NxAttendanceList *self, NxPerson *pupil)
{
  Row *row = g_new0 (Row, 1);
  g_autofree char *name = g_strdup_printf ("%s %s", pupil->firstName != NULL ? pupil->firstName : "",
                                           pupil->lastName != NULL ? pupil->lastName : "");
  g_autofree char *escaped = g_markup_escape_text (g_strstrip (name), -1);
  GtkEventController *keys = gtk_event_controller_key_new ();

  row->list = self;
  row->id = g_strdup (pupil->id);
  row->balance = NX_BALANCE_UNKNOWN;
  row->mark = -1;
  row->row = adw_action_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row->row), escaped);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row->row), 2);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row->row), 2);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row->row), make_buttons (row, name));
  gtk_widget_set_tooltip_text (row->row, _ ("Open the file"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row->row), TRUE);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row->row), "s", pupil->id);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row->row), "win.open-student");
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), row);
  gtk_widget_add_controller (row->row, keys);
  g_ptr_array_add (self->rows, row);
  gtk_list_box_append (GTK_LIST_BOX (self->box), row->row);
}

static gboolean
has_same_pupils (NxAttendanceList *self, NxSession *session)
{
  if (g_strcmp0 (self->session, session->id) != 0 || self->rows->len != session->students->len)
    return FALSE;
  for (guint i = 0; i < self->rows->len; i++)
    {
      Row *row = g_ptr_array_index (self->rows, i);
      NxPerson *pupil = g_ptr_array_index (session->students, i);

      if (g_strcmp0 (row->id, pupil->id) != 0)
        return FALSE;
    }
  return TRUE;
}

static void
clear (NxAttendanceList *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    gtk_list_box_remove (GTK_LIST_BOX (self->box), ((Row *) g_ptr_array_index (self->rows, i))->row);
  g_ptr_array_set_size (self->rows, 0);
}

void
nx_attendance_list_set_session (NxAttendanceList *self, NxSession *session, gboolean can_mark)
{
  g_return_if_fail (NX_IS_ATTENDANCE_LIST (self));

  self->can_mark = can_mark;
  if (session->students == NULL || session->students->len == 0)
    clear (self);
  else if (!has_same_pupils (self, session))
    {
      clear (self);
      for (guint i = 0; i < session->students->len; i++)
        add_row (self, g_ptr_array_index (session->students, i));
    }
  g_free (self->session);
  self->session = g_strdup (session->id);
  gtk_widget_set_visible (GTK_WIDGET (self), self->rows->len > 0);
  for (guint i = 0; i < self->rows->len; i++)
    {
      Row *row = g_ptr_array_index (self->rows, i);

      if (self->rows->len == 1)
        {
          row->mark = session->attendance;
          row->unpaid = session->unpaid;
        }
      update_row (row);
    }
}

void
nx_attendance_list_set_seat (NxAttendanceList *self, const char *student_id, gint32 balance, int attendance, gboolean unpaid)
{
  Row *row = find_row (self, student_id);

  if (row == NULL)
    return;
  if (balance != NX_BALANCE_UNKNOWN)
    row->balance = balance;
  row->mark = attendance;
  row->unpaid = unpaid;
  update_row (row);
}

int
nx_attendance_list_get_mark (NxAttendanceList *self, const char *student_id)
{
  Row *row = find_row (self, student_id);

  return row != NULL ? row->mark : -1;
}

const char *
nx_attendance_list_get_text (NxAttendanceList *self, const char *student_id)
{
  Row *row = find_row (self, student_id);

  return row != NULL ? adw_action_row_get_subtitle (ADW_ACTION_ROW (row->row)) : NULL;
}

void
nx_attendance_list_focus (NxAttendanceList *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      Row *row = g_ptr_array_index (self->rows, i);

      if (row->mark < 0 || i + 1 == self->rows->len)
        {
          gtk_widget_grab_focus (row->row);
          return;
        }
    }
}

static void
nx_attendance_list_dispose (GObject *object)
{
  NxAttendanceList *self = NX_ATTENDANCE_LIST (object);

  nx_widget_drop_children (GTK_WIDGET (self));
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->session, g_free);
  G_OBJECT_CLASS (nx_attendance_list_parent_class)->dispose (object);
}

static void
nx_attendance_list_class_init (NxAttendanceListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = nx_attendance_list_dispose;
  signals[MARK] = g_signal_new ("mark", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                G_TYPE_STRING, G_TYPE_INT);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
nx_attendance_list_init (NxAttendanceList *self)
{
  self->rows = g_ptr_array_new_with_free_func (row_free);
  self->box = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->box), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->box, "boxed-list");
  gtk_widget_add_css_class (self->box, "facts");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->box), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Pupils and attendance"), -1);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
nx_attendance_list_new (void)
{
  return g_object_new (NX_TYPE_ATTENDANCE_LIST, NULL);
}
