/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/booking/booking-mail.h"

#include "server/calendar/calendar.h"
#include "server/nx-audit.h"

static char *
payload_of (const NxReader *reader, const NxSessionNews *news, gboolean family, const char *kept)
{
  g_autoptr (NxJsonWriter) json = nx_json_writer_new ();

  nx_json_begin_object (json, NULL);
  nx_json_add_string (json, "name", reader->name);
  nx_json_add_string (json, "sessionId", news->session_id);
  nx_json_add_string (json, "studentName", news->student_name);
  nx_json_add_string (json, "coachName", news->coach_name);
  nx_json_add_string (json, "subject", nx_enum_slug (&nx_subject_enum, news->subject));
  nx_json_add_string (json, "type", nx_enum_slug (&nx_service_type_enum, news->type));
  nx_json_add_time (json, "at", news->scheduled_at);
  nx_json_add_int (json, "duration", news->duration);
  nx_json_add_string (json, "zone", reader->zone);
  if (news->room != NULL)
    nx_json_add_string (json, "room", news->room);
  if (news->reason != NULL)
    nx_json_add_string (json, "reason", news->reason);
  if (news->has_link || (family && news->has_balance))
    {
      g_autofree char *link = g_strconcat ("/seances/", news->session_id, NULL);

      /* The page is the family's: it would turn the coach away. */
      nx_json_add_string (json, "link", link);
    }
  if (family && news->has_balance)
    nx_json_add_credits (json, "balance", news->balance);
  if (family && news->has_refund)
    {
      nx_json_add_bool (json, "refunded", news->credits_refunded > 0);
      nx_json_add_credits (json, "creditsRefunded", news->credits_refunded);
    }
  if (kept != NULL)
    nx_json_add_string (json, "kept", kept);
  nx_json_end_object (json);

  return nx_json_writer_end (json, NULL);
}

/* Brothers and sisters in one workshop: for who reads the mails of both, the event goes on where one of them stays. */
static gboolean
find_kept (NxDb *db, const char *kind, const NxReader *reader, const NxSessionNews *news, gboolean family, char **kept, GError **error)
{
  if (!family || news->type != NX_SERVICE_ATELIER_GROUPE || !g_str_equal (kind, "cancellation"))
    return TRUE;
  return nx_calendar_kept (db, news->session_id, reader->address, kept, error);
}

gboolean
nx_booking_mail (NxDb *db, const NxActor *actor, const char *kind, const char *turn, const NxReader *reader,
                 const NxSessionNews *news, GError **error)
{
  gboolean family = news->student_name != NULL && (news->has_balance || news->has_refund);
  g_autofree char *payload = NULL, *kept = NULL;
  /* What is undone and done again is said again. */
  g_autofree char *dedupe = g_strjoin (":", kind, news->session_id, reader->user_id, turn != NULL ? turn : "-", actor->action_id, NULL);
  NxMail mail = {
    .kind = kind,
    .dedupe = dedupe,
    .to_address = reader->address,
    .to_name = reader->name,
    .locale = reader->locale,
    .not_before = actor->now + NX_UNDO_PAUSE,
  };

  if (!find_kept (db, kind, reader, news, family, &kept, error))
    return FALSE;
  payload = payload_of (reader, news, family, kept);
  mail.payload = payload;

  return nx_outbox_add (db, actor, &mail, error);
}

char *
nx_booking_audit_json (const NxSessionNews *news, const char *coach_id, const char *student_id, gint32 cost)
{
  g_autoptr (NxJsonWriter) json = nx_json_writer_new ();

  nx_json_begin_object (json, NULL);
  nx_json_add_string (json, "coachId", coach_id);
  if (student_id != NULL)
    nx_json_add_string (json, "studentId", student_id);
  nx_json_add_string (json, "subject", nx_enum_slug (&nx_subject_enum, news->subject));
  nx_json_add_string (json, "type", nx_enum_slug (&nx_service_type_enum, news->type));
  nx_json_add_time (json, "scheduledAt", news->scheduled_at);
  nx_json_add_int (json, "duration", news->duration);
  if (news->room != NULL)
    nx_json_add_string (json, "room", news->room);
  nx_json_add_credits (json, "creditCost", cost);
  nx_json_end_object (json);

  return nx_json_writer_end (json, NULL);
}
