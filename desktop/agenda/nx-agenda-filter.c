/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/agenda/nx-agenda-filter.h"

NxAgendaFilter *
nx_agenda_filter_new (void)
{
  return g_new0 (NxAgendaFilter, 1);
}

NxAgendaFilter *
nx_agenda_filter_copy (const NxAgendaFilter *self)
{
  NxAgendaFilter *copy = nx_agenda_filter_new ();

  *copy = *self;
  copy->hidden_coaches = self->hidden_coaches != NULL ? g_hash_table_ref (self->hidden_coaches) : NULL;
  copy->hidden_rooms = self->hidden_rooms != NULL ? g_hash_table_ref (self->hidden_rooms) : NULL;
  copy->only = g_strdup (self->only);
  copy->query = g_strdup (self->query);
  return copy;
}

void
nx_agenda_filter_free (NxAgendaFilter *self)
{
  g_clear_pointer (&self->hidden_coaches, g_hash_table_unref);
  g_clear_pointer (&self->hidden_rooms, g_hash_table_unref);
  g_free (self->only);
  g_free (self->query);
  g_free (self);
}

gboolean
nx_agenda_filter_shows_coach (const NxAgendaFilter *self, const char *coach_id)
{
  if (self->only != NULL)
    return g_strcmp0 (self->only, coach_id) == 0;
  return self->hidden_coaches == NULL || coach_id == NULL || !g_hash_table_contains (self->hidden_coaches, coach_id);
}

gboolean
nx_agenda_filter_shows_room (const NxAgendaFilter *self, const char *room)
{
  return self->hidden_rooms == NULL || !g_hash_table_contains (self->hidden_rooms, room != NULL ? room : "");
}

gboolean
nx_agenda_filter_matches (const char *query, NxSession *session)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; session->students != NULL && i < session->students->len; i++)
    {
      NxPerson *pupil = g_ptr_array_index (session->students, i);

      g_string_append_printf (text, "%s %s ", pupil->firstName != NULL ? pupil->firstName : "",
                              pupil->lastName != NULL ? pupil->lastName : "");
    }
  if (session->coach != NULL && session->coach->pseudonym != NULL)
    g_string_append_printf (text, "%s ", session->coach->pseudonym);
  g_string_append_printf (text, "%s %s %s %s", nx_session_subject_word (session->subject), nx_session_type_word (session->type),
                          session->room != NULL ? session->room : "", session->title != NULL ? session->title : "");
  return g_str_match_string (query, text->str, TRUE);
}

gboolean
nx_agenda_filter_shows (const NxAgendaFilter *self, NxSession *session, gint64 now)
{
  if (self->hidden_states & (1u << nx_session_state (session, now)))
    return FALSE;
  if (session->subject >= 0 && self->hidden_subjects & (1u << session->subject))
    return FALSE;
  if (!nx_agenda_filter_shows_coach (self, session->coach != NULL ? session->coach->id : NULL))
    return FALSE;
  if (!nx_agenda_filter_shows_room (self, session->room))
    return FALSE;
  return self->query == NULL || self->query[0] == '\0' || nx_agenda_filter_matches (self->query, session);
}
