/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/http/nx-request-private.h"

#include <string.h>

#include "common/nx-time.h"
#include "server/http/nx-upload.h"

void
nx_principal_clear (NxPrincipal *self)
{
  g_free (self->user_id);
  g_free (self->first_name);
  g_free (self->last_name);
  g_free (self->email);
  g_free (self->parent_id);
  g_free (self->student_id);
  g_free (self->coach_id);
  g_free (self->jti);
  g_free (self->zone);
  g_free (self->locale);
  *self = (NxPrincipal){ .role = -1 };
}

void
nx_principal_copy (NxPrincipal *to, const NxPrincipal *from)
{
  *to = (NxPrincipal){
    .user_id = g_strdup (from->user_id),
    .role = from->role,
    .first_name = g_strdup (from->first_name),
    .last_name = g_strdup (from->last_name),
    .email = g_strdup (from->email),
    .parent_id = g_strdup (from->parent_id),
    .student_id = g_strdup (from->student_id),
    .coach_id = g_strdup (from->coach_id),
    .jti = g_strdup (from->jti),
    .zone = g_strdup (from->zone),
    .locale = g_strdup (from->locale),
    .expires_at = from->expires_at,
  };
}

gboolean
nx_principal_equal (const NxPrincipal *one, const NxPrincipal *other)
{
  return g_strcmp0 (one->user_id, other->user_id) == 0 && one->role == other->role
         && g_strcmp0 (one->first_name, other->first_name) == 0 && g_strcmp0 (one->last_name, other->last_name) == 0
         && g_strcmp0 (one->email, other->email) == 0 && g_strcmp0 (one->parent_id, other->parent_id) == 0
         && g_strcmp0 (one->student_id, other->student_id) == 0 && g_strcmp0 (one->coach_id, other->coach_id) == 0
         && g_strcmp0 (one->jti, other->jti) == 0 && g_strcmp0 (one->zone, other->zone) == 0
         && g_strcmp0 (one->locale, other->locale) == 0 && one->expires_at == other->expires_at;
}

void
nx_request_free (NxRequest *self)
{
  if (self == NULL)
    return;
  g_free (self->path);
  g_free (self->query_text);
  for (guint i = 0; i < self->n_params; i++)
    g_free (self->params[i]);
  g_clear_pointer (&self->headers, soup_message_headers_unref);
  g_clear_pointer (&self->raw_body, g_bytes_unref);
  g_free (self->remote);
  g_free (self->action_id);
  nx_principal_clear (&self->principal);
  g_clear_pointer (&self->query, nx_values_unref);
  g_clear_pointer (&self->body, nx_values_unref);
  g_clear_pointer (&self->form, g_hash_table_unref);
  g_clear_pointer (&self->faults, g_hash_table_unref);
  g_clear_pointer (&self->cookies, g_hash_table_unref);
  g_clear_pointer (&self->parts, g_ptr_array_unref);
  g_free (self);
}

void
nx_request_set_actor (NxRequest *self, const char *language, gint64 now)
{
  const NxPrincipal *who = &self->principal;

  self->actor = (NxActor){
    .user_id = who->user_id,
    .role = who->user_id != NULL ? who->role : -1,
    .first_name = who->first_name,
    .last_name = who->last_name,
    .email = who->email,
    .parent_id = who->parent_id,
    .student_id = who->student_id,
    .coach_id = who->coach_id,
    .jti = who->jti,
    .zone = who->zone != NULL ? who->zone : NX_TIME_CENTRE_ZONE,
    .locale = language,
    .request_id = self->id,
    .action_id = self->action_id,
    .remote = self->remote,
    .now = now,
  };
}

NxApp *
nx_request_app (NxRequest *self)
{
  return self->app;
}

const NxActor *
nx_request_actor (NxRequest *self)
{
  return &self->actor;
}

const char *
nx_request_method (NxRequest *self)
{
  return self->method;
}

const char *
nx_request_path (NxRequest *self)
{
  return self->path;
}

const char *
nx_request_param (NxRequest *self, const char *name)
{
  for (guint i = 0; i < self->n_params; i++)
    if (strcmp (self->param_names[i], name) == 0)
      return self->params[i];
  g_return_val_if_reached ("");
}

const char *
nx_request_header (NxRequest *self, const char *name)
{
  return soup_message_headers_get_one (self->headers, name);
}

char *
nx_request_find_cookie (const char *header, const char *name)
{
  gsize name_length = strlen (name);

  for (const char *at = header; at != NULL && *at != '\0';)
    {
      const char *end = strchrnul (at, ';');
      while (*at == ' ' || *at == '\t')
        at++;
      if ((gsize) (end - at) > name_length && at[name_length] == '=' && strncmp (at, name, name_length) == 0)
        {
          at += name_length + 1;
          while (end > at && (end[-1] == ' ' || end[-1] == '\t'))
            end--;
          return g_strndup (at, end - at);
        }
      at = *end == ';' ? end + 1 : end;
    }
  return NULL;
}

const char *
nx_request_cookie (NxRequest *self, const char *name)
{
  if (self->cookies == NULL)
    self->cookies = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  char *value = g_hash_table_lookup (self->cookies, name);
  if (value != NULL)
    return value;
  value = nx_request_find_cookie (soup_message_headers_get_one (self->headers, "Cookie"), name);
  if (value != NULL)
    g_hash_table_insert (self->cookies, g_strdup (name), value);
  return value;
}

NxValues *
nx_request_query (NxRequest *self)
{
  return self->query;
}

NxValues *
nx_request_body (NxRequest *self)
{
  return self->body;
}

GBytes *
nx_request_raw_body (NxRequest *self)
{
  return self->raw_body;
}

GHashTable *
nx_request_faults (NxRequest *self)
{
  return self->faults;
}

const char *
nx_request_form (NxRequest *self, const char *name)
{
  const NxField *field = self->route != NULL && self->route->body != NULL ? nx_fields_find (self->route->body, name) : NULL;
  if (field != NULL && field->kind == NX_FIELD_SECRET)
    return "";
  const char *text = self->form != NULL ? g_hash_table_lookup (self->form, name) : NULL;
  return text != NULL ? text : "";
}

const NxUploadPart *
nx_request_part (NxRequest *self, const char *name)
{
  for (guint i = 0; self->parts != NULL && i < self->parts->len; i++)
    {
      const NxUploadPart *part = self->parts->pdata[i];
      if (strcmp (part->name, name) == 0)
        return part;
    }
  return NULL;
}
