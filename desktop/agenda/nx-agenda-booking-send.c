/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/agenda/nx-agenda-booking-private.h"

#include "common/nx-format.h"
#include "common/nx-i18n.h"
#include "common/nx-random.h"
#include "desktop/widgets/nx-session-text.h"

/* Instead of a start that was taken, so many are offered, of so many days around it. */
#define OFFERED   4
#define DAYS_BACK 1
#define DAYS_ON   7

/* Sent: one attempt, as the form was. */
typedef struct
{
  NxAgendaBooking *self;     /* (owned) */
  NxBookingRequest *request; /* (owned) */
  gboolean full;             /* it was refused because the place is taken: a waiting list helps */
} Sent;

static Sent *
sent_new (NxAgendaBooking *self, const NxBookingRequest *request)
{
  Sent *sent = g_new0 (Sent, 1);

  sent->self = g_object_ref (self);
  sent->request = nx_booking_request_copy (request);
  return sent;
}

static void
sent_free (Sent *sent)
{
  g_object_unref (sent->self);
  nx_booking_request_free (sent->request);
  g_free (sent);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sent, sent_free)

static char *
when_text (gint64 start)
{
  g_autofree char *date = nx_format_date_short (nx_time_date_in_zone (start, nx_session_zone ()));
  g_autofree char *time = nx_format_time (start, nx_session_zone ());

  return g_strdup_printf (_ ("%s at %s"), date, time);
}

/* What is free instead */

void
_nx_agenda_booking_clear_others (NxAgendaBooking *self)
{
  nx_wrap_box_clear (self->others);
  gtk_widget_set_visible (GTK_WIDGET (self->others), FALSE);
}

static void
on_other_clicked (GtkButton *button, NxAgendaBooking *self)
{
  gint64 start = *(gint64 *) g_object_get_data (G_OBJECT (button), "start");

  _nx_agenda_booking_set_start (self, start);
  _nx_agenda_booking_say (self->error_label, NULL);
  /* The button goes with the others: the focus goes on to what comes next. */
  gtk_widget_grab_focus (self->book_button);
  _nx_agenda_booking_clear_others (self);
  _nx_agenda_booking_update (self);
}

/* Beside other times: to wait for this one. */
static void
offer_waiting (Sent *sent)
{
  GtkWidget *button;

  if (!sent->full)
    return;
  button = gtk_button_new_with_mnemonic (_ ("W_aiting List…"));
  gtk_widget_set_tooltip_text (button, _ ("Put the pupil on the list: a place that is freed is offered for 30 minutes"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "agenda.waiting-request");
  nx_wrap_box_append (sent->self->others, button);
  gtk_widget_set_visible (GTK_WIDGET (sent->self->others), TRUE);
}

static gint64
distance (gint64 a, gint64 b)
{
  return a < b ? b - a : a - b;
}

/* The @n starts nearest to @around, by time. (transfer full) */
static GArray *
nearest (GPtrArray *slots, gint64 around, gint64 now, guint n)
{
  GArray *starts = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < slots->len; i++)
    {
      gint64 start = ((NxSlot *) g_ptr_array_index (slots, i))->start;
      guint place = 0;

      if (start <= now || start == around)
        continue;
      while (place < starts->len && distance (g_array_index (starts, gint64, place), around) <= distance (start, around))
        place++;
      if (place < n)
        g_array_insert_val (starts, place, start);
      if (starts->len > n)
        g_array_set_size (starts, n);
    }
  return starts;
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

static void
offer (NxAgendaBooking *self, GArray *starts)
{
  GtkWidget *label = gtk_label_new (_ ("Free instead:"));

  g_array_sort (starts, compare_times);
  gtk_widget_add_css_class (label, "dim-label");
  nx_wrap_box_append (self->others, label);
  for (guint i = 0; i < starts->len; i++)
    {
      gint64 start = g_array_index (starts, gint64, i);
      g_autofree char *text = when_text (start);
      GtkWidget *button = gtk_button_new_with_label (text);

      g_object_set_data_full (G_OBJECT (button), "start", g_memdup2 (&start, sizeof start), g_free);
      g_signal_connect (button, "clicked", G_CALLBACK (on_other_clicked), self);
      nx_wrap_box_append (self->others, button);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->others), TRUE);
}

static void
on_slots (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Sent) sent = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = nx_connection_send_finish (NX_CONNECTION (source), result, NULL, &error);
  JsonArray *items = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? nx_json_get_array (json_node_get_object (root), "items") : NULL;
  g_autoptr (GPtrArray) slots = items != NULL ? nx_record_list_from_json (NX_TYPE_SLOT, items, &error) : NULL;
  g_autoptr (GArray) starts = NULL;

  if (slots == NULL || !gtk_widget_get_visible (GTK_WIDGET (sent->self->error_label)))
    return;
  starts = nearest (slots, sent->request->start, _nx_agenda_booking_now (sent->self), OFFERED);
  _nx_agenda_booking_clear_others (sent->self);
  if (starts->len > 0)
    offer (sent->self, starts);
  offer_waiting (sent);
}

static void
ask_slots (NxAgendaBooking *self, const NxBookingRequest *request, gboolean full)
{
  Sent *sent;
  g_autofree char *from = nx_time_format (request->start - DAYS_BACK * NX_TIME_DAY);
  g_autofree char *to = nx_time_format (request->start + DAYS_ON * NX_TIME_DAY);
  g_autofree char *path = NULL;

  if (request->coach_id == NULL)
    return;
  path = nx_connection_path ("/api/coaches/%s/slots?from=%s&to=%s&type=%s&duration=%d", request->coach_id, from, to,
                             nx_enum_slug (&nx_service_type_enum, request->type), request->duration);
  sent = sent_new (self, request);
  sent->full = full;
  nx_connection_send_async (self->connection, "GET", path, NULL, NULL, NULL, self->cancellable, on_slots, sent);
}

/* Sending */

static void
set_sending (NxAgendaBooking *self, gboolean sending)
{
  self->sending = sending;
  gtk_spinner_set_spinning (self->spinner, sending);
  _nx_agenda_booking_update (self);
}

static gboolean
is_about_time (const GError *error)
{
  return g_error_matches (error, NX_ERROR, NX_ERROR_SLOT_TAKEN) || g_error_matches (error, NX_ERROR, NX_ERROR_ROOM_TAKEN)
         || g_error_matches (error, NX_ERROR, NX_ERROR_STUDENT_BUSY)
         || g_error_matches (error, NX_ERROR, NX_ERROR_OUTSIDE_AVAILABILITY);
}

static void
take_refusal (Sent *sent, const GError *error)
{
  _nx_agenda_booking_say (sent->self->error_label, error->message);
  sent->full = g_error_matches (error, NX_ERROR, NX_ERROR_SLOT_TAKEN) || g_error_matches (error, NX_ERROR, NX_ERROR_WORKSHOP_FULL);
  offer_waiting (sent);
  if (is_about_time (error))
    ask_slots (sent->self, sent->request, sent->full);
}

static void
on_booked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Sent) sent = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = nx_connection_send_finish (NX_CONNECTION (source), result, NULL, &error);
  g_autofree char *when = NULL, *sentence = NULL;
  NxAgendaBooking *self = sent->self;
  JsonObject *session = NULL;
  const char *id = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  set_sending (self, FALSE);
  if (root == NULL)
    {
      take_refusal (sent, error);
      return;
    }
  g_clear_pointer (&self->sent_key, g_free);
  if (self->hold != NULL)
    nx_booking_hold_forget (self->hold);
  if (JSON_NODE_HOLDS_OBJECT (root))
    session = nx_json_get_object (json_node_get_object (root), "session");
  if (session == NULL || !nx_json_get_string (session, "id", &id))
    id = NULL;
  if (id != NULL)
    nx_session_source_load_one (self->source, id);
  when = when_text (sent->request->start);
  sentence = g_strdup_printf (_ ("%s’s session booked, %s"), sent->request->student_name, when);
  gtk_popover_popdown (GTK_POPOVER (self));
  _nx_agenda_booking_emit_booked (self, id, sentence, nx_connection_action_id (result));
  if (self->then_file)
    _nx_agenda_booking_emit_open_file (self, sent->request->student_id);
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
      self->sent_key = nx_uuid_new (_nx_agenda_booking_now (self));
      g_free (self->sent_body);
      self->sent_body = g_steal_pointer (&body);
    }
  return self->sent_key;
}

void
_nx_agenda_booking_send (NxAgendaBooking *self, gboolean then_file)
{
  g_autoptr (NxBookingRequest) request = nx_agenda_booking_get_request (self);

  if (request == NULL || self->sending || self->connection == NULL)
    return;
  self->then_file = then_file;
  _nx_agenda_booking_say (self->error_label, NULL);
  _nx_agenda_booking_clear_others (self);
  set_sending (self, TRUE);
  nx_connection_send_async (self->connection, "POST", "/api/sessions/book", nx_booking_request_to_json (request),
                            key_for (self, request), NULL, self->cancellable, on_booked, sent_new (self, request));
}
