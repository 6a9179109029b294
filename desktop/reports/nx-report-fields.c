/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/reports/nx-report-fields.h"

#include "common/nx-i18n.h"
#include "common/nx-format.h"
#include "desktop/nx-place.h"
#include "desktop/widgets/nx-day-text.h"
#include "desktop/widgets/nx-palette.h"

#define N_MARKS      5
#define N_ATTENDANCE 3

enum
{
  CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

typedef struct
{
  const char *title;
  int height;
} TextRow;

static const TextRow text_rows[NX_REPORT_N_TEXTS] = {
  [NX_REPORT_WORKED] = { N_ ("_What was worked on"), 64 },
  [NX_REPORT_STRENGTHS] = { N_ ("What went we_ll"), 48 },
  [NX_REPORT_IMPROVE] = { N_ ("What to work _on"), 48 },
  [NX_REPORT_HOMEWORK] = { N_ ("_Homework"), 40 },
  [NX_REPORT_PRIVATE] = { N_ ("Private _note — the office only"), 40 },
};

struct _NxReportFields
{
  GtkWidget parent_instance;

  /* borrowed: children */
  GtkToggleButton *attendance[N_ATTENDANCE];
  GtkGrid *marks;
  GtkTextView *texts[NX_REPORT_N_TEXTS];
  GtkEditable *due;
  GtkLabel *due_label;
  GtkWidget *marks_title;

  /* borrowed */
  NxReportPupil *pupil;   /* (nullable) */
  GPtrArray *competences; /* (nullable) */

  gint32 today;
  gboolean filling;
};

G_DEFINE_FINAL_TYPE (NxReportFields, nx_report_fields, GTK_TYPE_WIDGET)

static void
emit_changed (NxReportFields *self)
{
  if (!self->filling && self->pupil != NULL)
    g_signal_emit (self, signals[CHANGED], 0);
}

/* Attendance */

static void
on_attendance (GtkToggleButton *button, NxReportFields *self)
{
  if (self->filling || self->pupil == NULL)
    return;
  self->pupil->attendance = -1;
  for (int i = 0; i < N_ATTENDANCE; i++)
    if (gtk_toggle_button_get_active (self->attendance[i]))
      self->pupil->attendance = i;
  emit_changed (self);
}

gboolean
nx_report_fields_attendance_key (NxReportFields *self, guint key)
{
  int which = -1;

  switch (gdk_keyval_to_lower (key))
    {
    case GDK_KEY_p:
      which = NX_ATTENDANCE_PRESENT;
      break;
    case GDK_KEY_l:
    case GDK_KEY_r:
      which = NX_ATTENDANCE_LATE;
      break;
    case GDK_KEY_a:
      which = NX_ATTENDANCE_ABSENT;
      break;
    default:
      return FALSE;
    }
  gtk_toggle_button_set_active (self->attendance[which], TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->attendance[which]));
  return TRUE;
}

static gboolean
on_attendance_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, NxReportFields *self)
{
  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0 || !nx_settings_letters (GTK_WIDGET (self)))
    return FALSE;
  return nx_report_fields_attendance_key (self, key);
}

static GtkWidget *
make_attendance (NxReportFields *self)
{
  static const char *const labels[] = { N_ ("Present"), N_ ("Late"), N_ ("Absent") };
  static const char *const tips[] = { N_ ("Present (P)"), N_ ("Late (L)"), N_ ("Absent (A)") };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_add_css_class (box, "linked");
  gtk_widget_set_halign (box, GTK_ALIGN_START);
  for (int i = 0; i < N_ATTENDANCE; i++)
    {
      self->attendance[i] = GTK_TOGGLE_BUTTON (gtk_toggle_button_new_with_label (_ (labels[i])));
      gtk_widget_set_tooltip_text (GTK_WIDGET (self->attendance[i]), _ (tips[i]));
      if (i > 0)
        gtk_toggle_button_set_group (self->attendance[i], self->attendance[0]);
      g_signal_connect (self->attendance[i], "toggled", G_CALLBACK (on_attendance), self);
      gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->attendance[i]));
    }
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_attendance_key), self);
  gtk_widget_add_controller (box, keys);
  return box;
}

/* Competences */

static GtkWidget *
mark_button (NxReportFields *self, guint row, int mark)
{
  return gtk_grid_get_child_at (self->marks, mark, (int) row);
}

static void
on_mark (GtkToggleButton *button, NxReportFields *self)
{
  guint row = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "row"));
  int mark = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "mark"));
  NxReportCompetence *competence;

  if (self->filling || self->pupil == NULL || row >= self->competences->len)
    return;
  competence = g_ptr_array_index (self->competences, row);
  self->filling = TRUE;
  for (int other = 1; other <= N_MARKS; other++)
    if (other != mark)
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (mark_button (self, row, other)), FALSE);
  self->filling = FALSE;
  /* Pressing the mark that is set takes it away: not every competence was seen today. */
  if (gtk_toggle_button_get_active (button))
    g_hash_table_insert (self->pupil->marks, g_strdup (competence->slug), GINT_TO_POINTER (mark));
  else
    g_hash_table_remove (self->pupil->marks, competence->slug);
  emit_changed (self);
}

void
nx_report_fields_set_mark (NxReportFields *self, guint row, int mark)
{
  GtkWidget *next;

  if (self->competences == NULL || row >= self->competences->len || mark < 1 || mark > N_MARKS)
    return;
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (mark_button (self, row, mark)), TRUE);
  next = row + 1 < self->competences->len ? mark_button (self, row + 1, mark) : GTK_WIDGET (self->texts[NX_REPORT_WORKED]);
  gtk_widget_grab_focus (next);
}

static gboolean
on_mark_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, NxReportFields *self)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  guint32 digit = gdk_keyval_to_unicode (key);

  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0 || digit < '1' || digit > '5' || focus == NULL
      || gtk_widget_get_parent (focus) != GTK_WIDGET (self->marks))
    return FALSE;
  nx_report_fields_set_mark (self, GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (focus), "row")), (int) (digit - '0'));
  return TRUE;
}

static void
add_mark_row (NxReportFields *self, guint row, NxReportCompetence *competence)
{
  GtkWidget *label = gtk_label_new (competence->label);
  int set = GPOINTER_TO_INT (g_hash_table_lookup (self->pupil->marks, competence->slug));

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_grid_attach (self->marks, label, 0, (int) row, 1, 1);
  for (int mark = 1; mark <= N_MARKS; mark++)
    {
      g_autofree char *text = g_strdup_printf ("%d", mark);
      g_autofree char *name = g_strdup_printf (_ ("%s: %d of 5"), competence->label, mark);
      GtkWidget *button = gtk_toggle_button_new_with_label (text);

      gtk_widget_add_css_class (button, "mark");
      gtk_widget_add_css_class (button, "flat");
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
      g_object_set_data (G_OBJECT (button), "row", GUINT_TO_POINTER (row));
      g_object_set_data (G_OBJECT (button), "mark", GINT_TO_POINTER (mark));
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), mark == set);
      g_signal_connect (button, "toggled", G_CALLBACK (on_mark), self);
      gtk_grid_attach (self->marks, button, mark, (int) row, 1, 1);
    }
}

static void
fill_marks (NxReportFields *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->marks))) != NULL)
    gtk_grid_remove (self->marks, child);
  for (guint i = 0; self->competences != NULL && i < self->competences->len; i++)
    add_mark_row (self, i, g_ptr_array_index (self->competences, i));
  gtk_widget_set_visible (self->marks_title, self->competences != NULL && self->competences->len > 0);
}

/* Texts */

static void
on_text (GtkTextBuffer *buffer, NxReportFields *self)
{
  guint which = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (buffer), "which"));
  GtkTextIter start, end;

  if (self->filling || self->pupil == NULL)
    return;
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  g_free (self->pupil->texts[which]);
  self->pupil->texts[which] = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  emit_changed (self);
}

static GtkWidget *
make_text (NxReportFields *self, NxReportText which)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4), *title = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new_with_mnemonic (_ (text_rows[which].title)), *frame = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkTextBuffer *buffer;

  self->texts[which] = GTK_TEXT_VIEW (gtk_text_view_new ());
  gtk_text_view_set_wrap_mode (self->texts[which], GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (self->texts[which], FALSE);
  gtk_widget_set_size_request (GTK_WIDGET (self->texts[which]), -1, text_rows[which].height);
  gtk_widget_set_hexpand (GTK_WIDGET (self->texts[which]), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->texts[which]), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  gtk_label_get_text (GTK_LABEL (label)), -1);
  buffer = gtk_text_view_get_buffer (self->texts[which]);
  g_object_set_data (G_OBJECT (buffer), "which", GUINT_TO_POINTER (which));
  g_signal_connect (buffer, "changed", G_CALLBACK (on_text), self);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), GTK_WIDGET (self->texts[which]));
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "report-label");
  gtk_widget_add_css_class (frame, "report-field");
  if (which == NX_REPORT_PRIVATE)
    {
      gtk_widget_add_css_class (frame, "private");
      gtk_box_append (GTK_BOX (title), gtk_image_new_from_icon_name ("changes-prevent-symbolic"));
    }
  gtk_box_append (GTK_BOX (title), label);
  gtk_box_append (GTK_BOX (frame), GTK_WIDGET (self->texts[which]));
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), frame);
  return box;
}

/* The homework's day */

static void
show_due (NxReportFields *self, gboolean readable)
{
  g_autofree char *date = NULL;

  gtk_widget_remove_css_class (GTK_WIDGET (self->due), "error");
  gtk_widget_remove_css_class (GTK_WIDGET (self->due_label), "error");
  if (!readable)
    {
      gtk_widget_add_css_class (GTK_WIDGET (self->due), "error");
      gtk_widget_add_css_class (GTK_WIDGET (self->due_label), "error");
      gtk_label_set_label (self->due_label, _ ("Write a day: “thu”, “12 dec”, “+7”"));
      return;
    }
  date = self->pupil != NULL && self->pupil->homework_due != NX_DATE_NONE ? nx_format_date (self->pupil->homework_due) : NULL;
  gtk_label_set_label (self->due_label, date != NULL ? date : "");
}

static void
on_due (NxReportFields *self)
{
  const char *text = gtk_editable_get_text (self->due);
  gint32 date = NX_DATE_NONE;
  gboolean readable = text[0] == '\0' || nx_day_text_parse (text, self->today, &date);

  if (self->filling || self->pupil == NULL)
    return;
  self->pupil->homework_due = date;
  show_due (self, readable);
  emit_changed (self);
}

static GtkWidget *
make_due (NxReportFields *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *label = gtk_label_new_with_mnemonic (_ ("_Due"));

  self->due = GTK_EDITABLE (gtk_entry_new ());
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->due), _ ("thu, 12 dec, +7"));
  gtk_editable_set_width_chars (self->due, 14);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), GTK_WIDGET (self->due));
  self->due_label = GTK_LABEL (g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_STATUS, NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->due_label), "dim-label");
  gtk_label_set_ellipsize (self->due_label, PANGO_ELLIPSIZE_END);
  g_signal_connect_swapped (self->due, "changed", G_CALLBACK (on_due), self);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->due));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->due_label));
  return box;
}

/* Overrides */

static void
nx_report_fields_dispose (GObject *object)
{
  NX_REPORT_FIELDS (object)->pupil = NULL;
  nx_widget_drop_children (GTK_WIDGET (object));
  G_OBJECT_CLASS (nx_report_fields_parent_class)->dispose (object);
}

static gboolean
nx_report_fields_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (NX_REPORT_FIELDS (widget)->attendance[0]));
}

static void
nx_report_fields_class_init (NxReportFieldsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = nx_report_fields_dispose;
  widget_class->grab_focus = nx_report_fields_grab_focus;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "nxreportfields");
}

static GtkWidget *
heading (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "report-label");
  return label;
}

static void
nx_report_fields_init (NxReportFields *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (widget);
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 14);
  self->marks = GTK_GRID (gtk_grid_new ());
  gtk_grid_set_column_spacing (self->marks, 4);
  gtk_grid_set_row_spacing (self->marks, 2);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_mark_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self->marks), keys);
  self->marks_title = heading (_ ("Progress, from 1 to 5"));
  gtk_widget_set_parent (make_attendance (self), widget);
  gtk_widget_set_parent (self->marks_title, widget);
  gtk_widget_set_parent (GTK_WIDGET (self->marks), widget);
  for (NxReportText which = NX_REPORT_WORKED; which <= NX_REPORT_HOMEWORK; which++)
    gtk_widget_set_parent (make_text (self, which), widget);
  gtk_widget_set_parent (make_due (self), widget);
  gtk_widget_set_parent (make_text (self, NX_REPORT_PRIVATE), widget);
}

/* Public */

GtkWidget *
nx_report_fields_new (void)
{
  return g_object_new (NX_TYPE_REPORT_FIELDS, NULL);
}

void
nx_report_fields_set_pupil (NxReportFields *self, NxReportPupil *pupil, GPtrArray *competences, gint32 today)
{
  g_autofree char *due = NULL;

  g_return_if_fail (NX_IS_REPORT_FIELDS (self));

  self->pupil = pupil;
  self->competences = competences;
  self->today = today;
  if (pupil == NULL)
    return;
  self->filling = TRUE;
  for (int i = 0; i < N_ATTENDANCE; i++)
    gtk_toggle_button_set_active (self->attendance[i], pupil->attendance == i);
  fill_marks (self);
  for (guint i = 0; i < NX_REPORT_N_TEXTS; i++)
    gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->texts[i]), pupil->texts[i] != NULL ? pupil->texts[i] : "", -1);
  due = pupil->homework_due != NX_DATE_NONE ? nx_format_date_short (pupil->homework_due) : g_strdup ("");
  gtk_editable_set_text (self->due, due);
  show_due (self, TRUE);
  self->filling = FALSE;
}

void
nx_report_fields_set_competences (NxReportFields *self, GPtrArray *competences)
{
  g_return_if_fail (NX_IS_REPORT_FIELDS (self));

  self->competences = competences;
  if (self->pupil != NULL)
    fill_marks (self);
}

GtkTextBuffer *
nx_report_fields_get_buffer (NxReportFields *self, NxReportText which)
{
  return gtk_text_view_get_buffer (self->texts[which]);
}

GtkEditable *
nx_report_fields_get_due (NxReportFields *self)
{
  return self->due;
}
