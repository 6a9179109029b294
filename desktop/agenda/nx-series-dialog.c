/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/agenda/nx-series-dialog.h"

#include "common/nx-i18n.h"
#include "common/nx-format.h"
#include "desktop/agenda/nx-booking-request.h"
#include "desktop/agenda/nx-pupil-field.h"
#include "desktop/agenda/nx-series-outcome.h"
#include "desktop/nx-undo-stack.h"
#include "desktop/widgets/nx-day-text.h"
#include "desktop/widgets/nx-session-text.h"

#define PAUSE_MS  300
#define MAX_WEEKS 60
#define PATH      "/api/series"

static const int durations[] = { 30, 45, 60, 75, 90, 105, 120, 150, 180 };

enum
{
  UNTIL_DATE,
  UNTIL_COUNT
};

struct _NxSeriesDialog
{
  NxAgendaSheet parent_instance;

  /* borrowed: children */
  NxPupilField *pupil;
  AdwComboRow *subject;
  AdwComboRow *type;
  AdwComboRow *coach;
  GtkWidget *day;
  GtkWidget *time;
  AdwComboRow *duration;
  AdwComboRow *end_kind;
  GtkWidget *until;
  GtkWidget *count;
  AdwComboRow *payment;
  GtkWidget *outcome_group;
  GtkWidget *dates;

  /* owned */
  GPtrArray *coaches; /* NxCoach of the rows */
  char *wanted_coach; /* (nullable) */

  NxSeriesOutcome outcome;
  guint pause_id;
  gboolean asking; /* a dry run is on its way */
  gboolean stale;  /* and what it was asked about changed meanwhile */
  gboolean saving;
  gboolean filling;
};

G_DEFINE_FINAL_TYPE (NxSeriesDialog, nx_series_dialog, NX_TYPE_AGENDA_SHEET)

#define SHEET(self) NX_AGENDA_SHEET (self)

/* Reading the form */

static gint32
get_today (NxSeriesDialog *self)
{
  return nx_time_date_in_zone (nx_connection_now (nx_agenda_sheet_get_connection (SHEET (self))), nx_session_zone ());
}

static gboolean
get_first (NxSeriesDialog *self, gint64 *first)
{
  gint32 date;
  int minute;

  return nx_day_text_parse (gtk_editable_get_text (GTK_EDITABLE (self->day)), get_today (self), &date)
         && nx_day_text_parse_time (gtk_editable_get_text (GTK_EDITABLE (self->time)), &minute)
         && nx_time_from_local (date, minute, nx_session_zone (), first);
}

static NxCoach *
get_coach (NxSeriesDialog *self)
{
  guint selected = adw_combo_row_get_selected (self->coach);

  return selected < self->coaches->len ? g_ptr_array_index (self->coaches, selected) : NULL;
}

static gboolean
is_monthly (NxSeriesDialog *self)
{
  return adw_combo_row_get_selected (self->payment) == 1;
}

static int
get_count (NxSeriesDialog *self)
{
  gint64 count;

  if (!g_ascii_string_to_signed (gtk_editable_get_text (GTK_EDITABLE (self->count)), 10, 1, MAX_WEEKS, &count, NULL))
    return 0;
  return (int) count;
}

NxJsonWriter *
nx_series_dialog_get_request (NxSeriesDialog *self, gboolean dry_run)
{
  NxStudent *student = nx_pupil_field_get_student (self->pupil);
  NxCoach *coach = get_coach (self);
  gboolean by_count = adw_combo_row_get_selected (self->end_kind) == UNTIL_COUNT;
  g_autofree char *until = by_count ? NULL : nx_agenda_sheet_read_day (SHEET (self), GTK_EDITABLE (self->until), NULL);
  NxJsonWriter *json;
  gint64 first;

  if (student == NULL || coach == NULL || !get_first (self, &first) || (by_count ? get_count (self) == 0 : until == NULL))
    return NULL;
  json = nx_json_writer_new ();
  nx_json_begin_object (json, NULL);
  nx_json_add_string (json, "studentId", student->id);
  nx_json_add_string (json, "coachId", coach->id);
  nx_json_add_string (json, "subject", nx_enum_slug (&nx_subject_enum, (int) adw_combo_row_get_selected (self->subject)));
  nx_json_add_string (json, "type", nx_enum_slug (&nx_service_type_enum, (int) adw_combo_row_get_selected (self->type)));
  nx_json_add_time (json, "firstAt", first);
  nx_json_add_int (json, "duration", durations[MIN (adw_combo_row_get_selected (self->duration), G_N_ELEMENTS (durations) - 1)]);
  if (by_count)
    nx_json_add_int (json, "count", get_count (self));
  else
    nx_json_add_string (json, "until", until);
  nx_json_add_string (json, "payment", is_monthly (self) ? "MONTHLY" : "AT_ONCE");
  if (dry_run)
    nx_json_add_bool (json, "dryRun", TRUE);
  nx_json_end_object (json);
  return json;
}

/* What is missing, as a sentence */
static const char *
missing_text (NxSeriesDialog *self)
{
  gint64 first;

  if (nx_pupil_field_get_student (self->pupil) == NULL)
    return _ ("Choose a pupil: two letters of the name are enough.");
  if (get_coach (self) == NULL)
    return _ ("No coach teaches this subject in this form.");
  if (!get_first (self, &first))
    return _ ("That day or time cannot be read.");
  if (adw_combo_row_get_selected (self->end_kind) == UNTIL_COUNT)
    return _ ("A series has 1 to 60 sessions.");
  return _ ("The day it ends cannot be read.");
}

/* The dry run */

static void
update_accept (NxSeriesDialog *self)
{
  gboolean known = !self->asking && !self->stale && self->pause_id == 0;
  g_autofree char *label = self->outcome.made > 0
                               ? g_strdup_printf (ngettext ("_Book %u Session", "_Book %u Sessions", self->outcome.made),
                                                  self->outcome.made)
                               : g_strdup (_ ("_Book"));

  nx_agenda_sheet_set_accept_label (SHEET (self), label);
  nx_agenda_sheet_set_can_accept (SHEET (self), known && !self->saving && self->outcome.made > 0);
}

static void ask (NxSeriesDialog *self);

static void
forget_outcome (NxSeriesDialog *self)
{
  self->outcome = (NxSeriesOutcome){ 0 };
  gtk_widget_set_visible (self->outcome_group, FALSE);
}

static void
on_dry_run (GtkWidget *widget, JsonObject *answer, const char *action_id, const GError *error)
{
  NxSeriesDialog *self = NX_SERIES_DIALOG (widget);
  g_autofree char *text = NULL;

  nx_agenda_sheet_answered (SHEET (self));
  self->asking = FALSE;
  if (self->stale)
    {
      self->stale = FALSE;
      ask (self);
      return;
    }
  nx_agenda_sheet_say_error (SHEET (self), error != NULL ? error->message : NULL);
  if (answer == NULL)
    {
      forget_outcome (self);
      nx_agenda_sheet_say (SHEET (self), NULL);
    }
  else
    {
      nx_series_outcome_read (&self->outcome, answer, self->dates);
      text = nx_series_outcome_text (&self->outcome, is_monthly (self));
      nx_agenda_sheet_say (SHEET (self), text);
      gtk_widget_set_visible (self->outcome_group, TRUE);
    }
  update_accept (self);
}

static void
ask (NxSeriesDialog *self)
{
  NxJsonWriter *request = nx_series_dialog_get_request (self, TRUE);

  if (request == NULL)
    {
      forget_outcome (self);
      nx_agenda_sheet_say (SHEET (self), missing_text (self));
      update_accept (self);
      return;
    }
  self->asking = TRUE;
  update_accept (self);
  nx_agenda_sheet_ask (SHEET (self), "POST", PATH, request, NULL, _ ("Looking at each week…"), on_dry_run);
}

static gboolean
on_pause (gpointer data)
{
  NxSeriesDialog *self = data;

  self->pause_id = 0;
  if (self->asking)
    self->stale = TRUE;
  else
    ask (self);
  return G_SOURCE_REMOVE;
}

static void
on_changed (NxSeriesDialog *self)
{
  gboolean by_count;

  if (self->filling)
    return;
  by_count = adw_combo_row_get_selected (self->end_kind) == UNTIL_COUNT;
  gtk_widget_set_visible (self->until, !by_count);
  gtk_widget_set_visible (self->count, by_count);
  g_clear_handle_id (&self->pause_id, g_source_remove);
  self->pause_id = g_timeout_add (PAUSE_MS, on_pause, self);
  update_accept (self);
}

/* Coaches: those who teach that */

static void
fill_coaches (NxSeriesDialog *self)
{
  GPtrArray *all = nx_session_source_get_coaches (nx_agenda_sheet_get_source (SHEET (self)));
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  int subject = (int) adw_combo_row_get_selected (self->subject), type = (int) adw_combo_row_get_selected (self->type);
  guint selected = 0;

  g_ptr_array_set_size (self->coaches, 0);
  for (guint i = 0; i < all->len; i++)
    {
      NxCoach *coach = g_ptr_array_index (all, i);

      if (!nx_booking_coach_fits (coach, subject, type))
        continue;
      if (g_strcmp0 (coach->id, self->wanted_coach) == 0)
        selected = self->coaches->len;
      gtk_string_list_append (names, coach->pseudonym);
      g_ptr_array_add (self->coaches, g_object_ref (coach));
    }
  self->filling = TRUE;
  adw_combo_row_set_model (self->coach, G_LIST_MODEL (names));
  adw_combo_row_set_selected (self->coach, self->coaches->len > 0 ? selected : GTK_INVALID_LIST_POSITION);
  self->filling = FALSE;
}

static void
on_what_changed (NxSeriesDialog *self)
{
  if (self->filling)
    return;
  fill_coaches (self);
  on_changed (self);
}

static void
on_coach_chosen (NxSeriesDialog *self)
{
  NxCoach *coach = get_coach (self);

  if (self->filling || coach == NULL)
    return;
  g_free (self->wanted_coach);
  self->wanted_coach = g_strdup (coach->id);
  on_changed (self);
}

static void
choose_subject (NxSeriesDialog *self)
{
  NxStudent *student = nx_pupil_field_get_student (self->pupil);
  NxCoach *coach = nx_session_source_find_coach (nx_agenda_sheet_get_source (SHEET (self)), self->wanted_coach);
  guint32 wanted = student != NULL ? student->subjects : 0, taught = coach != NULL ? coach->subjects : 0;
  guint32 subjects = (wanted & taught) != 0 ? wanted & taught : taught != 0 ? taught : wanted;

  for (guint i = 0; i < nx_enum_count (&nx_subject_enum); i++)
    if (subjects & (1u << i))
      {
        adw_combo_row_set_selected (self->subject, i);
        return;
      }
}

static void
on_pupil (NxSeriesDialog *self)
{
  self->filling = TRUE;
  choose_subject (self);
  self->filling = FALSE;
  on_what_changed (self);
}

/* Saving */

static void
on_saved (GtkWidget *widget, JsonObject *answer, const char *action_id, const GError *error)
{
  NxSeriesDialog *self = NX_SERIES_DIALOG (widget);
  NxStudent *student = nx_pupil_field_get_student (self->pupil);
  g_autofree char *sentence = NULL;

  nx_agenda_sheet_answered (SHEET (self));
  self->saving = FALSE;
  if (answer == NULL)
    {
      nx_agenda_sheet_say_error (SHEET (self), error->message);
      update_accept (self);
      return;
    }
  nx_series_outcome_read (&self->outcome, answer, NULL);
  sentence = g_strdup_printf (ngettext ("%u session booked for %s", "%u sessions booked for %s", self->outcome.made),
                              self->outcome.made, student != NULL ? student->firstName : "");
  nx_undo_stack_push (nx_agenda_sheet_get_from (SHEET (self)), action_id, sentence);
  nx_session_source_reload (nx_agenda_sheet_get_source (SHEET (self)));
  gtk_window_close (GTK_WINDOW (self));
}

static void
nx_series_dialog_accept (NxAgendaSheet *sheet)
{
  NxSeriesDialog *self = NX_SERIES_DIALOG (sheet);
  g_autoptr (NxJsonWriter) act = nx_series_dialog_get_request (self, FALSE);
  g_autofree char *text = act != NULL ? nx_json_writer_end (act, NULL) : NULL;

  if (text == NULL || self->saving)
    return;
  self->saving = TRUE;
  nx_agenda_sheet_say_error (sheet, NULL);
  update_accept (self);
  nx_agenda_sheet_ask (sheet, "POST", PATH, nx_series_dialog_get_request (self, FALSE), nx_agenda_sheet_key_for (sheet, text),
                       _ ("Booking each week…"), on_saved);
  nx_agenda_sheet_lock (sheet);
}

/* Construction */

static void
nx_series_dialog_dispose (GObject *object)
{
  g_clear_handle_id (&NX_SERIES_DIALOG (object)->pause_id, g_source_remove);
  G_OBJECT_CLASS (nx_series_dialog_parent_class)->dispose (object);
}

static void
nx_series_dialog_finalize (GObject *object)
{
  NxSeriesDialog *self = NX_SERIES_DIALOG (object);

  g_clear_pointer (&self->coaches, g_ptr_array_unref);
  g_free (self->wanted_coach);
  G_OBJECT_CLASS (nx_series_dialog_parent_class)->finalize (object);
}

static void
nx_series_dialog_class_init (NxSeriesDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = nx_series_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = nx_series_dialog_finalize;
  NX_AGENDA_SHEET_CLASS (klass)->accept = nx_series_dialog_accept;
}

static void
nx_series_dialog_init (NxSeriesDialog *self)
{
  self->coaches = g_ptr_array_new_with_free_func (g_object_unref);
}

static AdwComboRow *
add_enum (GtkWidget *group, const char *title, const NxEnum *type, NxSeriesDialog *self)
{
  GtkStringList *names = gtk_string_list_new (NULL);
  GtkWidget *row;

  for (guint i = 0; i < nx_enum_count (type); i++)
    gtk_string_list_append (names, nx_enum_label (type, (int) i));
  row = nx_agenda_combo_new (title, names);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  g_signal_connect_swapped (row, "notify::selected", G_CALLBACK (on_what_changed), self);
  return ADW_COMBO_ROW (row);
}

static GtkWidget *
add_entry (GtkWidget *group, const char *title, const char *text, const char *tooltip, NxSeriesDialog *self)
{
  GtkWidget *row = nx_agenda_entry_new (title, text, tooltip);

  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  g_signal_connect_swapped (row, "changed", G_CALLBACK (on_changed), self);
  return row;
}

static AdwComboRow *
add_choice (GtkWidget *group, const char *title, GtkStringList *names, NxSeriesDialog *self)
{
  GtkWidget *row = nx_agenda_combo_new (title, names);

  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  g_signal_connect_swapped (row, "notify::selected", G_CALLBACK (on_changed), self);
  return ADW_COMBO_ROW (row);
}

/* The end of the school year: the next 30th of June. */
static gint32
school_year_end (gint32 date)
{
  int year, month, day;

  nx_date_to_ymd (date, &year, &month, &day);
  return nx_date_from_ymd (month > 6 ? year + 1 : year, 6, 30);
}

static void
make_form (NxSeriesDialog *self, gint64 start)
{
  gint32 date = nx_time_date_in_zone (start, nx_session_zone ());
  g_autofree char *day = nx_format_date_short (date), *time = nx_format_time (start, nx_session_zone ());
  g_autofree char *until = nx_date_format (MIN (school_year_end (date), date + (MAX_WEEKS - 1) * 7));
  GtkStringList *lengths = gtk_string_list_new (NULL);
  GtkWidget *group;

  self->pupil = NX_PUPIL_FIELD (nx_pupil_field_new (nx_agenda_sheet_get_connection (SHEET (self)), _ ("_Pupil")));
  gtk_box_append (nx_agenda_sheet_get_box (SHEET (self)), GTK_WIDGET (self->pupil));
  group = nx_agenda_sheet_add_group (SHEET (self), NULL);
  self->subject = add_enum (group, _ ("_Subject"), &nx_subject_enum, self);
  self->type = add_enum (group, _ ("_Form"), &nx_service_type_enum, self);
  self->coach = ADW_COMBO_ROW (nx_agenda_combo_new (_ ("C_oach"), gtk_string_list_new (NULL)));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->coach));
  g_signal_connect_swapped (self->coach, "notify::selected", G_CALLBACK (on_coach_chosen), self);
  group = nx_agenda_sheet_add_group (SHEET (self), NULL);
  self->day = add_entry (group, _ ("First _day; the weekday stays"), day, _ ("A day: “thu”, “12 dec”, “+7”"), self);
  self->time = add_entry (group, _ ("_Time"), time, _ ("A time: “16:00”, “16h30”"), self);
  for (guint i = 0; i < G_N_ELEMENTS (durations); i++)
    {
      g_autofree char *length = nx_format_duration (durations[i]);

      gtk_string_list_append (lengths, length);
    }
  self->duration = add_choice (group, _ ("D_uration"), lengths, self);
  adw_combo_row_set_selected (self->duration, 2);
  self->end_kind = add_choice (
      group, _ ("_Ends"), gtk_string_list_new ((const char *[]){ _ ("on a day"), _ ("after a number of times"), NULL }), self);
  self->until = add_entry (group, _ ("_Last day"), until, _ ("A day: “30 jun”, “2027-06-30”"), self);
  self->count = add_entry (group, _ ("_Number of sessions, 60 at most"), "10", NULL, self);
  self->payment = add_choice (
      group, _ ("Pa_yment"),
      gtk_string_list_new ((const char *[]){ _ ("all at once"), _ ("each month, from its credits"), NULL }), self);
}

static void
make_outcome (NxSeriesDialog *self)
{
  self->outcome_group = nx_agenda_sheet_add_group (SHEET (self), _ ("Each week"));
  self->dates = nx_agenda_list_new (_ ("Dates of the series"));
  gtk_widget_add_css_class (self->dates, "facts");
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->outcome_group), self->dates);
  gtk_widget_set_visible (self->outcome_group, FALSE);
}

NxSeriesDialog *
nx_series_dialog_present (GtkWidget *from, NxConnection *connection, NxSessionSource *source, gint64 start, const char *coach_id,
                          NxStudent *student)
{
  NxSeriesDialog *self;

  g_return_val_if_fail (NX_IS_CONNECTION (connection), NULL);
  g_return_val_if_fail (NX_IS_SESSION_SOURCE (source), NULL);

  self = g_object_new (NX_TYPE_SERIES_DIALOG, NULL);
  nx_agenda_sheet_begin (SHEET (self), from, connection, source);
  nx_agenda_sheet_set_titles (SHEET (self), _ ("Every Week"), NULL, _ ("_Cancel"), _ ("_Book"));
  self->wanted_coach = g_strdup (coach_id);
  self->filling = TRUE;
  make_form (self, start);
  make_outcome (self);
  self->filling = FALSE;
  g_signal_connect_swapped (self->pupil, "chosen", G_CALLBACK (on_pupil), self);
  nx_pupil_field_set_student (self->pupil, student);
  gtk_window_present (GTK_WINDOW (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->pupil));
  return self;
}
