/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/agenda/nx-agenda-booking.h"

#include "common/nx-i18n.h"
#include "common/nx-format.h"
#include "common/nx-random.h"
#include "desktop/agenda/nx-pupil-search.h"
#include "desktop/widgets/nx-day-text.h"
#include "desktop/widgets/nx-palette.h"
#include "desktop/widgets/nx-session-text.h"

static const int durations[] = { 30, 45, 60, 75, 90, 105, 120, 150, 180 };

enum
{
  BOOKED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

struct _NxAgendaBooking
{
  GtkPopover parent_instance;

  /* template widgets, borrowed */
  GtkEntry *pupil_entry;
  GtkRevealer *matches_revealer;
  GtkListBox *matches;
  GtkDropDown *subject_drop;
  GtkDropDown *type_drop;
  GtkDropDown *coach_drop;
  GtkEntry *day_entry;
  GtkEntry *time_entry;
  GtkDropDown *duration_drop;
  GtkLabel *warning_label;
  GtkLabel *error_label;
  GtkLabel *balance_label;
  GtkSpinner *spinner;
  GtkWidget *book_button;

  /* owned */
  NxConnection *connection; /* (nullable) */
  NxSessionSource *source;
  NxPupilSearch *search;
  NxStudent *student; /* (nullable) */
  GPtrArray *coaches; /* of the drop-down's rows after the first */
  char *wanted_coach; /* (nullable): of the column that was clicked */
  char *sent_body;    /* (nullable): what was sent last, under sent_key */
  char *sent_key;     /* (nullable) */
  GCancellable *cancellable;

  char *opened_day; /* (nullable): what the day said when the form was opened, for opened_date */
  gint32 opened_date;
  gint64 opened_start;
  gboolean filling;
  gboolean sending;
};

G_DEFINE_FINAL_TYPE (NxAgendaBooking, nx_agenda_booking, GTK_TYPE_POPOVER)

/* Reading the form */

static gint64
get_now (NxAgendaBooking *self)
{
  return self->connection != NULL ? nx_connection_now (self->connection) : self->opened_start - 1;
}

static gboolean
get_start (NxAgendaBooking *self, gint64 *start)
{
  gint32 today = nx_time_date_in_zone (get_now (self), nx_session_zone ()), date = self->opened_date;
  const char *day = gtk_editable_get_text (GTK_EDITABLE (self->day_entry));
  int minute;

  /* The day that was clicked is that day, also where it is over; what is typed is the next one of that name. */
  return (g_strcmp0 (day, self->opened_day) == 0 || nx_day_text_parse (day, today, &date))
         && nx_day_text_parse_time (gtk_editable_get_text (GTK_EDITABLE (self->time_entry)), &minute)
         && nx_time_from_local (date, minute, nx_session_zone (), start);
}

static int
get_duration (NxAgendaBooking *self)
{
  guint selected = gtk_drop_down_get_selected (self->duration_drop);

  return selected < G_N_ELEMENTS (durations) ? durations[selected] : 60;
}

static NxCoach *
get_coach (NxAgendaBooking *self)
{
  guint selected = gtk_drop_down_get_selected (self->coach_drop);

  return selected > 0 && selected <= self->coaches->len ? g_ptr_array_index (self->coaches, selected - 1) : NULL;
}

NxBookingRequest *
nx_agenda_booking_get_request (NxAgendaBooking *self)
{
  NxCoach *coach = get_coach (self);
  NxBookingRequest *request;
  gint64 start;

  if (self->student == NULL || !get_start (self, &start))
    return NULL;
  request = g_new0 (NxBookingRequest, 1);
  request->student_id = g_strdup (self->student->id);
  request->student_name = g_strdup (self->student->firstName);
  request->coach_id = coach != NULL ? g_strdup (coach->id) : NULL;
  request->subject = (int) gtk_drop_down_get_selected (self->subject_drop);
  request->type = (int) gtk_drop_down_get_selected (self->type_drop);
  request->start = start;
  request->duration = get_duration (self);
  return request;
}

/* What the form says */

static void
say (GtkLabel *label, const char *text)
{
  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && text[0] != '\0');
}

static char *
balance_text (NxAgendaBooking *self)
{
  gint32 cost
      = nx_booking_estimate_cost (nx_session_source_get_list (self->source), (int) gtk_drop_down_get_selected (self->type_drop));
  gint32 after = self->student != NULL ? self->student->balance - cost : 0;
  g_autofree char *text = NULL;

  if (self->student == NULL)
    {
      text = nx_credits_format_noun (cost);
      return g_strdup_printf (_ ("Costs %s"), text);
    }
  if (after < 0)
    {
      text = nx_credits_format_noun (-after);
      return g_strdup_printf (_ ("Lacks %s"), text);
    }
  text = nx_credits_format_noun (after);
  return g_strdup_printf (_ ("Balance after: %s"), text);
}

static void
update (NxAgendaBooking *self)
{
  g_autofree char *balance = NULL, *warning = NULL;
  gint64 start;
  gboolean readable;

  if (self->filling)
    return;
  readable = get_start (self, &start);
  balance = balance_text (self);
  warning = readable ? nx_booking_clash_text (nx_session_source_get_list (self->source), get_coach (self), self->student, start,
                                              get_duration (self), get_now (self))
                     : g_strdup (_ ("That day or time cannot be read."));
  gtk_label_set_label (self->balance_label, balance);
  say (self->warning_label, warning);
  gtk_widget_set_sensitive (self->book_button, self->student != NULL && readable && !self->sending);
}

/* Coaches: those who teach that, the suggested one first chosen */

static void
fill_coaches (NxAgendaBooking *self)
{
  GPtrArray *all = nx_session_source_get_coaches (self->source);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  int subject = (int) gtk_drop_down_get_selected (self->subject_drop), type = (int) gtk_drop_down_get_selected (self->type_drop);
  NxCoach *suggested = NULL;
  gint64 start;
  guint selected = 0;

  if (get_start (self, &start))
    suggested
        = nx_booking_suggest_coach (all, nx_session_source_get_list (self->source), subject, type, start, get_duration (self));
  g_ptr_array_set_size (self->coaches, 0);
  gtk_string_list_append (names, _ ("Whoever is free"));
  for (guint i = 0; i < all->len; i++)
    {
      NxCoach *coach = g_ptr_array_index (all, i);
      g_autofree char *name = NULL;

      if (!nx_booking_coach_fits (coach, subject, type))
        continue;
      name = coach == suggested ? g_strdup_printf (_ ("%s (suggested)"), coach->pseudonym) : g_strdup (coach->pseudonym);
      gtk_string_list_append (names, name);
      g_ptr_array_add (self->coaches, g_object_ref (coach));
      if (g_strcmp0 (coach->id, self->wanted_coach) == 0 || (selected == 0 && self->wanted_coach == NULL && coach == suggested))
        selected = self->coaches->len;
    }
  self->filling = TRUE;
  gtk_drop_down_set_model (self->coach_drop, G_LIST_MODEL (names));
  gtk_drop_down_set_selected (self->coach_drop, selected);
  self->filling = FALSE;
}

static void
choose_subject (NxAgendaBooking *self)
{
  NxCoach *coach = nx_session_source_find_coach (self->source, self->wanted_coach);
  guint32 wanted = self->student != NULL ? self->student->subjects : 0, taught = coach != NULL ? coach->subjects : 0;
  guint32 subjects = (wanted & taught) != 0 ? wanted & taught : taught != 0 ? taught : wanted;

  for (guint i = 0; i < nx_enum_count (&nx_subject_enum); i++)
    if (subjects & (1u << i))
      {
        gtk_drop_down_set_selected (self->subject_drop, i);
        return;
      }
}

/* The pupil */

static void
on_found (NxPupilSearch *search, NxAgendaBooking *self)
{
  gtk_revealer_set_reveal_child (self->matches_revealer, nx_pupil_search_get_count (search) > 0 && self->student == NULL);
}

static void
on_pupil_changed (NxAgendaBooking *self)
{
  if (self->filling)
    return;
  g_clear_object (&self->student);
  nx_pupil_search_set_text (self->search, gtk_editable_get_text (GTK_EDITABLE (self->pupil_entry)));
  update (self);
}

static void
on_match_activated (NxAgendaBooking *self, GtkListBoxRow *row)
{
  NxStudent *student = g_object_get_data (G_OBJECT (row), "student");

  nx_agenda_booking_set_student (self, student);
  gtk_widget_grab_focus (GTK_WIDGET (self->pupil_entry));
  gtk_editable_set_position (GTK_EDITABLE (self->pupil_entry), -1);
}

/* Down and Up walk the matches while the typing goes on; Enter takes one before it books. */
static gboolean
on_pupil_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, NxAgendaBooking *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->matches);
  int position = row != NULL ? gtk_list_box_row_get_index (row) : -1;

  if (!gtk_revealer_get_reveal_child (self->matches_revealer))
    return FALSE;
  switch (key)
    {
    case GDK_KEY_Down:
    case GDK_KEY_Up:
      row = gtk_list_box_get_row_at_index (self->matches, position + (key == GDK_KEY_Down ? 1 : -1));
      if (row != NULL)
        gtk_list_box_select_row (self->matches, row);
      return TRUE;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_Tab:
      if (row == NULL)
        return FALSE;
      on_match_activated (self, row);
      return key != GDK_KEY_Tab;
    case GDK_KEY_Escape:
      gtk_revealer_set_reveal_child (self->matches_revealer, FALSE);
      return TRUE;
    default:
      return FALSE;
    }
}

/* Sending */

static void
set_sending (NxAgendaBooking *self, gboolean sending)
{
  self->sending = sending;
  gtk_spinner_set_spinning (self->spinner, sending);
  update (self);
}

static void
on_booked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (NxAgendaBooking) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = nx_connection_send_finish (NX_CONNECTION (source), result, NULL, &error);
  g_autoptr (NxBookingRequest) request = NULL;
  g_autofree char *date = NULL, *time = NULL, *when = NULL;
  JsonObject *session = NULL;
  const char *id = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  set_sending (self, FALSE);
  if (root == NULL)
    {
      say (self->error_label, error->message);
      return;
    }
  g_clear_pointer (&self->sent_key, g_free);
  if (JSON_NODE_HOLDS_OBJECT (root))
    session = nx_json_get_object (json_node_get_object (root), "session");
  if (session == NULL || !nx_json_get_string (session, "id", &id))
    id = NULL;
  request = nx_agenda_booking_get_request (self);
  if (id != NULL)
    nx_session_source_load_one (self->source, id);
  if (request != NULL)
    {
      date = nx_format_date_short (nx_time_date_in_zone (request->start, nx_session_zone ()));
      time = nx_format_time (request->start, nx_session_zone ());
      when = g_strdup_printf (_ ("%s at %s"), date, time);
    }
  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, signals[BOOKED], 0, id, request != NULL ? request->student_name : "", when != NULL ? when : "");
}

/* The same act keeps its key, however often it is sent: a lost answer books nothing twice. */
static const char *
key_for (NxAgendaBooking *self, const NxBookingRequest *request)
{
  g_autoptr (NxJsonWriter) json = nx_booking_request_to_json (request);
  g_autofree char *body = nx_json_writer_end (json, NULL);

  if (self->sent_key == NULL || g_strcmp0 (body, self->sent_body) != 0)
    {
      g_free (self->sent_key);
      self->sent_key = nx_uuid_new (get_now (self));
      g_free (self->sent_body);
      self->sent_body = g_steal_pointer (&body);
    }
  return self->sent_key;
}

static void
on_book (NxAgendaBooking *self)
{
  g_autoptr (NxBookingRequest) request = nx_agenda_booking_get_request (self);

  if (request == NULL || self->sending || self->connection == NULL)
    return;
  say (self->error_label, NULL);
  set_sending (self, TRUE);
  nx_connection_send_async (self->connection, "POST", "/api/sessions/book", nx_booking_request_to_json (request),
                            key_for (self, request), NULL, self->cancellable, on_booked, g_object_ref (self));
}

static void
on_choice_changed (NxAgendaBooking *self)
{
  if (self->filling)
    return;
  fill_coaches (self);
  update (self);
}

static void
on_coach_changed (NxAgendaBooking *self)
{
  NxCoach *coach = get_coach (self);

  if (self->filling)
    return;
  g_free (self->wanted_coach);
  self->wanted_coach = coach != NULL ? g_strdup (coach->id) : NULL;
  update (self);
}

/* Overrides */

static void
nx_agenda_booking_dispose (GObject *object)
{
  NxAgendaBooking *self = NX_AGENDA_BOOKING (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  /* A question on its way keeps the search alive: it must not touch the list any more. */
  if (self->search != NULL)
    g_object_run_dispose (G_OBJECT (self->search));
  g_clear_object (&self->search);
  gtk_widget_dispose_template (GTK_WIDGET (self), NX_TYPE_AGENDA_BOOKING);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->student);
  g_clear_object (&self->source);
  g_clear_object (&self->connection);
  G_OBJECT_CLASS (nx_agenda_booking_parent_class)->dispose (object);
}

static void
nx_agenda_booking_finalize (GObject *object)
{
  NxAgendaBooking *self = NX_AGENDA_BOOKING (object);

  g_ptr_array_unref (self->coaches);
  g_free (self->opened_day);
  g_free (self->wanted_coach);
  g_free (self->sent_body);
  g_free (self->sent_key);
  G_OBJECT_CLASS (nx_agenda_booking_parent_class)->finalize (object);
}

static void
nx_agenda_booking_class_init (NxAgendaBookingClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = nx_agenda_booking_dispose;
  G_OBJECT_CLASS (klass)->finalize = nx_agenda_booking_finalize;
  signals[BOOKED] = g_signal_new ("booked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3,
                                  G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class, "/academy/nexusreussite/Nexus/agenda/nx-agenda-booking.ui");
  gtk_widget_class_bind_template_child (widget_class, NxAgendaBooking, balance_label);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaBooking, book_button);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaBooking, coach_drop);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaBooking, day_entry);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaBooking, duration_drop);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaBooking, error_label);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaBooking, matches);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaBooking, matches_revealer);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaBooking, pupil_entry);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaBooking, spinner);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaBooking, subject_drop);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaBooking, time_entry);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaBooking, type_drop);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaBooking, warning_label);
  gtk_widget_class_bind_template_callback (widget_class, on_book);
  gtk_widget_class_bind_template_callback (widget_class, on_coach_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_match_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_pupil_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_choice_changed);
}

static void
fill_drop (GtkDropDown *drop, const NxEnum *type)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (guint i = 0; i < nx_enum_count (type); i++)
    gtk_string_list_append (names, nx_enum_label (type, (int) i));
  gtk_drop_down_set_model (drop, G_LIST_MODEL (names));
  nx_drop_down_name_button (drop);
}

static void
fill_durations (NxAgendaBooking *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (durations); i++)
    {
      g_autofree char *text = nx_format_duration (durations[i]);

      gtk_string_list_append (names, text);
    }
  gtk_drop_down_set_model (self->duration_drop, G_LIST_MODEL (names));
}

static void
nx_agenda_booking_init (NxAgendaBooking *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->coaches = g_ptr_array_new_with_free_func (g_object_unref);
  self->cancellable = g_cancellable_new ();
  self->filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_drop (self->subject_drop, &nx_subject_enum);
  fill_drop (self->type_drop, &nx_service_type_enum);
  fill_durations (self);
  nx_drop_down_name_button (self->coach_drop);
  nx_drop_down_name_button (self->duration_drop);
  self->filling = FALSE;
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_pupil_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self->pupil_entry), keys);
}

/* Public */

NxAgendaBooking *
nx_agenda_booking_new (NxConnection *connection, NxSessionSource *source)
{
  NxAgendaBooking *self = g_object_new (NX_TYPE_AGENDA_BOOKING, NULL);

  self->connection = connection != NULL ? g_object_ref (connection) : NULL;
  self->source = g_object_ref (source);
  self->search = nx_pupil_search_new (connection, self->matches);
  g_signal_connect_object (self->search, "found", G_CALLBACK (on_found), self, 0);
  return self;
}

static void
set_duration (NxAgendaBooking *self, gint64 minutes)
{
  guint best = 2;

  for (guint i = 0; i < G_N_ELEMENTS (durations); i++)
    if (durations[i] <= minutes)
      best = i;
  gtk_drop_down_set_selected (self->duration_drop, best);
}

void
nx_agenda_booking_begin (NxAgendaBooking *self, gint64 start, gint64 end, const char *coach_id)
{
  g_autofree char *day = NULL, *time = NULL;

  g_return_if_fail (NX_IS_AGENDA_BOOKING (self));

  self->filling = TRUE;
  self->opened_start = start;
  g_clear_object (&self->student);
  g_clear_pointer (&self->sent_key, g_free);
  g_free (self->wanted_coach);
  self->wanted_coach = g_strdup (coach_id);
  self->opened_date = nx_time_date_in_zone (start, nx_session_zone ());
  day = nx_format_date_short (self->opened_date);
  time = nx_format_time (start, nx_session_zone ());
  g_free (self->opened_day);
  self->opened_day = g_strdup (day);
  gtk_editable_set_text (GTK_EDITABLE (self->pupil_entry), "");
  gtk_editable_set_text (GTK_EDITABLE (self->day_entry), day);
  gtk_editable_set_text (GTK_EDITABLE (self->time_entry), time);
  set_duration (self, (end - start) / NX_TIME_MINUTE);
  choose_subject (self);
  gtk_revealer_set_reveal_child (self->matches_revealer, FALSE);
  say (self->error_label, NULL);
  self->filling = FALSE;
  fill_coaches (self);
  update (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->pupil_entry));
}

void
nx_agenda_booking_set_student (NxAgendaBooking *self, NxStudent *student)
{
  g_autofree char *name = g_strdup_printf ("%s %s", student->firstName, student->lastName);

  g_return_if_fail (NX_IS_AGENDA_BOOKING (self));

  self->filling = TRUE;
  g_set_object (&self->student, student);
  gtk_editable_set_text (GTK_EDITABLE (self->pupil_entry), name);
  gtk_revealer_set_reveal_child (self->matches_revealer, FALSE);
  choose_subject (self);
  self->filling = FALSE;
  fill_coaches (self);
  update (self);
}

static void
on_student (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (NxAgendaBooking) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = nx_connection_send_finish (NX_CONNECTION (source), result, NULL, &error);
  g_autoptr (NxStudent) student = NULL;

  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    student = nx_record_from_json (NX_TYPE_STUDENT, json_node_get_object (root), &error);
  if (student != NULL)
    nx_agenda_booking_set_student (self, student);
  else if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    say (self->error_label, error->message);
}

void
nx_agenda_booking_load_student (NxAgendaBooking *self, const char *id)
{
  g_autofree char *path = nx_connection_path ("/api/students/%s", id);

  if (self->connection != NULL)
    nx_connection_send_async (self->connection, "GET", path, NULL, NULL, NULL, self->cancellable, on_student,
                              g_object_ref (self));
}

const char *
nx_agenda_booking_get_balance_text (NxAgendaBooking *self)
{
  return gtk_label_get_label (self->balance_label);
}

const char *
nx_agenda_booking_get_warning (NxAgendaBooking *self)
{
  return gtk_widget_get_visible (GTK_WIDGET (self->warning_label)) ? gtk_label_get_label (self->warning_label) : "";
}
