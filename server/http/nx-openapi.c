/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "common/nx-json.h"
#include "server/http/nx-server.h"

/* Routes of all tables, our own first, in the order of their patterns and methods. */
static gint
compare_routes (gconstpointer a, gconstpointer b)
{
  const NxRoute *one = *(const NxRoute *const *) a, *two = *(const NxRoute *const *) b;
  int by_pattern = strcmp (one->pattern, two->pattern);
  return by_pattern != 0 ? by_pattern : strcmp (one->method, two->method);
}

static void
add_table (GPtrArray *routes, const NxRoute *table)
{
  for (const NxRoute *route = table; route->method != NULL; route++)
    g_ptr_array_add (routes, (gpointer) route);
}

static GPtrArray *
sorted_routes (const NxRoute *const *tables)
{
  GPtrArray *routes = g_ptr_array_new ();
  add_table (routes, nx_http_routes);
  for (guint i = 0; tables[i] != NULL; i++)
    if (tables[i] != nx_http_routes)
      add_table (routes, tables[i]);
  g_ptr_array_sort (routes, compare_routes);
  return routes;
}

/* --- the map --- */

static char *
roles_text (NxRoles roles)
{
  if ((roles & NX_ROLES_ANYONE) != 0)
    return g_strdup ("anyone");
  if (roles == NX_ROLES_NOBODY)
    return g_strdup ("nobody");
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < nx_enum_count (&nx_role_enum); i++)
    if ((roles & (1u << i)) != 0)
      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", nx_enum_slug (&nx_role_enum, i));
  return g_string_free (text, FALSE);
}

static const struct
{
  NxRouteFlags flag;
  const char *word;
} flag_words[] = {
  { NX_ROUTE_PAGE, "page" },           { NX_ROUTE_IDEMPOTENT, "idempotent" }, { NX_ROUTE_OWN_TRANSACTION, "own-transaction" },
  { NX_ROUTE_SLOW, "slow" },           { NX_ROUTE_PARTIAL, "partial" },       { NX_ROUTE_CACHED, "cached" },
  { NX_ROUTE_INLINE, "inline" },       { NX_ROUTE_KEPT, "kept" },             { NX_ROUTE_REMOTE, "remote" },
  { NX_ROUTE_UPLOAD, "upload" },       { NX_ROUTE_RAW, "raw" },
  { NX_ROUTE_DAV, "dav" },
};

char *
nx_routes_print (const NxRoute *const *tables)
{
  g_autoptr (GPtrArray) routes = sorted_routes (tables);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < routes->len; i++)
    {
      const NxRoute *route = routes->pdata[i];
      g_autofree char *roles = roles_text (route->roles);
      g_string_append_printf (text, "%-7s %-44s %s", route->method, route->pattern, roles);
      const char *before = "  [";
      for (guint f = 0; f < G_N_ELEMENTS (flag_words); f++)
        if ((route->flags & flag_words[f].flag) != 0)
          {
            g_string_append_printf (text, "%s%s", before, flag_words[f].word);
            before = " ";
          }
      g_string_append (text, *before == ' ' && before[1] == '\0' ? "]\n" : "\n");
    }
  return g_string_free (text, FALSE);
}

/* --- OpenAPI --- */

static void
write_limits (NxJsonWriter *writer, const NxField *field, const char *lowest, const char *highest)
{
  if (field->min == 0 && field->max == 0)
    return;
  nx_json_add_int (writer, lowest, field->min);
  if (field->max != G_MAXINT64)
    nx_json_add_int (writer, highest, field->max);
}

static void
write_enum (NxJsonWriter *writer, const NxEnum *type)
{
  nx_json_begin_array (writer, "enum");
  for (guint i = 0; type != NULL && i < nx_enum_count (type); i++)
    nx_json_add_string (writer, NULL, nx_enum_slug (type, i));
  nx_json_end_array (writer);
}

static void
write_string (NxJsonWriter *writer, const NxField *field, const char *format)
{
  nx_json_add_string (writer, "type", "string");
  if (format != NULL)
    nx_json_add_string (writer, "format", format);
  else
    write_limits (writer, field, "minLength", "maxLength");
}

static void write_object (NxJsonWriter *writer, const char *member, const NxField *fields, gboolean is_input);

static void
write_record (NxJsonWriter *writer, const char *member, const NxField *field)
{
  NxRecordClass *klass = g_type_class_ref (field->record_type ());
  write_object (writer, member, klass->fields, TRUE);
  g_type_class_unref (klass);
}

static void
write_list (NxJsonWriter *writer, const NxField *field)
{
  nx_json_add_string (writer, "type", "array");
  write_limits (writer, field, "minItems", "maxItems");
  if (field->kind == NX_FIELD_RECORD_LIST)
    {
      write_record (writer, "items", field);
      return;
    }
  nx_json_begin_object (writer, "items");
  nx_json_add_string (writer, "type", "string");
  if (field->kind == NX_FIELD_ENUM_LIST)
    write_enum (writer, field->enum_type);
  nx_json_end_object (writer);
}

static void
write_money (NxJsonWriter *writer)
{
  nx_json_add_string (writer, "type", "object");
  nx_json_begin_object (writer, "properties");
  nx_json_begin_object (writer, "amount");
  nx_json_add_string (writer, "type", "integer");
  nx_json_end_object (writer);
  nx_json_begin_object (writer, "currency");
  nx_json_add_string (writer, "type", "string");
  nx_json_end_object (writer);
  nx_json_end_object (writer);
}

/* Quarters on the inside, numbers in steps of 0.25 on the wire. */
static void
write_credits (NxJsonWriter *writer, const NxField *field)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  nx_json_add_string (writer, "type", "number");
  nx_json_add_raw (writer, "multipleOf", "0.25");
  if (field->min == 0 && field->max == 0)
    return;
  nx_json_add_raw (writer, "minimum", g_ascii_dtostr (number, sizeof number, field->min / 4.0));
  nx_json_add_raw (writer, "maximum", g_ascii_dtostr (number, sizeof number, field->max / 4.0));
}

static void
write_kind (NxJsonWriter *writer, const NxField *field)
{
  switch (field->kind)
    {
    case NX_FIELD_STRING:
    case NX_FIELD_TEXT:
    case NX_FIELD_PHONE:
      write_string (writer, field, NULL);
      break;
    case NX_FIELD_SECRET:
      write_string (writer, field, "password");
      break;
    case NX_FIELD_EMAIL:
      write_string (writer, field, "email");
      break;
    case NX_FIELD_ID:
      write_string (writer, field, "uuid");
      break;
    case NX_FIELD_TIME:
      write_string (writer, field, "date-time");
      break;
    case NX_FIELD_DATE:
      write_string (writer, field, "date");
      break;
    case NX_FIELD_INT:
      nx_json_add_string (writer, "type", "integer");
      write_limits (writer, field, "minimum", "maximum");
      break;
    case NX_FIELD_BOOL:
      nx_json_add_string (writer, "type", "boolean");
      if ((field->flags & NX_FIELD_MUST_BE_TRUE) != 0)
        nx_json_add_bool (writer, "const", TRUE);
      break;
    case NX_FIELD_CREDITS:
      write_credits (writer, field);
      break;
    case NX_FIELD_MONEY:
      write_money (writer);
      break;
    case NX_FIELD_ENUM:
      nx_json_add_string (writer, "type", "string");
      write_enum (writer, field->enum_type);
      break;
    case NX_FIELD_ENUM_LIST:
    case NX_FIELD_STRING_LIST:
    case NX_FIELD_RECORD_LIST:
      write_list (writer, field);
      break;
    case NX_FIELD_RECORD:
      /* The shape itself is given where records come in lists. */
      nx_json_add_string (writer, "type", "object");
      break;
    case NX_FIELD_JSON:
    default:
      break;
    }
}

/* @file: (nullable): name of the file that is sent with the fields. */
static void
write_form (NxJsonWriter *writer, const char *member, const NxField *fields, gboolean is_input, const char *file)
{
  static const NxField none[] = { { NULL } };
  gboolean any = FALSE;

  fields = fields != NULL ? fields : none;
  nx_json_begin_object (writer, member);
  nx_json_add_string (writer, "type", "object");
  nx_json_add_bool (writer, "additionalProperties", FALSE);
  nx_json_begin_object (writer, "properties");
  for (const NxField *field = fields; field->name != NULL; field++)
    {
      if (is_input && (field->flags & NX_FIELD_READ_ONLY) != 0)
        continue;
      any = any || (field->flags & NX_FIELD_REQUIRED) != 0;
      nx_json_begin_object (writer, field->name);
      write_kind (writer, field);
      nx_json_end_object (writer);
    }
  if (file != NULL)
    nx_json_add_raw (writer, file, "{\"type\":\"string\",\"contentMediaType\":\"application/octet-stream\"}");
  nx_json_end_object (writer);
  if (any)
    {
      nx_json_begin_array (writer, "required");
      for (const NxField *field = fields; field->name != NULL; field++)
        if ((field->flags & NX_FIELD_REQUIRED) != 0)
          nx_json_add_string (writer, NULL, field->name);
      nx_json_end_array (writer);
    }
  nx_json_end_object (writer);
}

static void
write_object (NxJsonWriter *writer, const char *member, const NxField *fields, gboolean is_input)
{
  write_form (writer, member, fields, is_input, NULL);
}

static void
write_path_parameters (NxJsonWriter *writer, const char *pattern)
{
  for (const char *at = strchr (pattern, '{'); at != NULL; at = strchr (at + 1, '{'))
    {
      g_autofree char *name = g_strndup (at + 1, strcspn (at + 1, "}"));
      nx_json_begin_object (writer, NULL);
      nx_json_add_string (writer, "name", name);
      nx_json_add_string (writer, "in", "path");
      nx_json_add_bool (writer, "required", TRUE);
      nx_json_begin_object (writer, "schema");
      nx_json_add_string (writer, "type", "string");
      nx_json_end_object (writer);
      nx_json_end_object (writer);
    }
}

static void
write_parameters (NxJsonWriter *writer, const NxRoute *route)
{
  nx_json_begin_array (writer, "parameters");
  write_path_parameters (writer, route->pattern);
  for (const NxField *field = route->query; field != NULL && field->name != NULL; field++)
    {
      nx_json_begin_object (writer, NULL);
      nx_json_add_string (writer, "name", field->name);
      nx_json_add_string (writer, "in", "query");
      nx_json_add_bool (writer, "required", (field->flags & NX_FIELD_REQUIRED) != 0);
      nx_json_begin_object (writer, "schema");
      write_kind (writer, field);
      nx_json_end_object (writer);
      nx_json_end_object (writer);
    }
  if ((route->flags & NX_ROUTE_IDEMPOTENT) != 0)
    {
      nx_json_begin_object (writer, NULL);
      nx_json_add_string (writer, "name", "Idempotency-Key");
      nx_json_add_string (writer, "in", "header");
      nx_json_add_raw (writer, "schema", "{\"type\":\"string\",\"minLength\":8,\"maxLength\":64}");
      nx_json_end_object (writer);
    }
  nx_json_end_array (writer);
}

static void
write_body (NxJsonWriter *writer, const NxRoute *route)
{
  if (route->body == NULL && (route->flags & NX_ROUTE_UPLOAD) == 0)
    return;
  nx_json_begin_object (writer, "requestBody");
  nx_json_add_bool (writer, "required", (route->flags & NX_ROUTE_PARTIAL) == 0);
  nx_json_begin_object (writer, "content");
  if (route->body != NULL)
    {
      nx_json_begin_object (writer, (route->flags & NX_ROUTE_PAGE) != 0 ? "application/x-www-form-urlencoded" : "application/json");
      write_object (writer, "schema", route->body, TRUE);
      nx_json_end_object (writer);
    }
  if ((route->flags & NX_ROUTE_UPLOAD) != 0)
    {
      nx_json_begin_object (writer, "multipart/form-data");
      write_form (writer, "schema", route->body, TRUE, route->file != NULL ? route->file : "file");
      nx_json_end_object (writer);
    }
  nx_json_end_object (writer);
  nx_json_end_object (writer);
}

static void
write_responses (NxJsonWriter *writer, const NxRoute *route)
{
  nx_json_begin_object (writer, "responses");
  nx_json_begin_object (writer, "2XX");
  nx_json_add_string (writer, "description", "Done");
  nx_json_end_object (writer);
  nx_json_begin_object (writer, "default");
  nx_json_add_string (writer, "$ref", "#/components/responses/Problem");
  nx_json_end_object (writer);
  nx_json_end_object (writer);
}

static void
write_operation (NxJsonWriter *writer, const NxRoute *route)
{
  g_autofree char *method = g_ascii_strdown (route->method, -1);
  g_autofree char *roles = roles_text (route->roles);

  nx_json_begin_object (writer, method);
  nx_json_add_string (writer, "summary", route->summary);
  nx_json_add_string (writer, "x-roles", roles);
  write_parameters (writer, route);
  write_body (writer, route);
  write_responses (writer, route);
  if ((route->roles & NX_ROLES_ANYONE) != 0)
    {
      nx_json_begin_array (writer, "security");
      nx_json_end_array (writer);
    }
  nx_json_end_object (writer);
}

static const char components[] =
  "{\"securitySchemes\":{\"bearer\":{\"type\":\"http\",\"scheme\":\"bearer\",\"bearerFormat\":\"JWT\"},"
  "\"cookie\":{\"type\":\"apiKey\",\"in\":\"cookie\",\"name\":\"nexus_session\"}},"
  "\"responses\":{\"Problem\":{\"description\":\"RFC 9457\",\"content\":{\"application/problem+json\":{\"schema\":"
  "{\"$ref\":\"#/components/schemas/Problem\"}}}}},"
  "\"schemas\":{\"Problem\":{\"type\":\"object\",\"required\":[\"type\",\"title\",\"status\",\"detail\",\"code\",\"error\"],"
  "\"properties\":{\"type\":{\"type\":\"string\"},\"title\":{\"type\":\"string\"},\"status\":{\"type\":\"integer\"},"
  "\"detail\":{\"type\":\"string\"},\"code\":{\"type\":\"string\"},\"error\":{\"type\":\"string\"},"
  "\"fields\":{\"type\":\"object\",\"additionalProperties\":{\"type\":\"string\"}}}}}}";

char *
nx_routes_openapi (const NxRoute *const *tables)
{
  g_autoptr (GPtrArray) routes = sorted_routes (tables);
  g_autoptr (NxJsonWriter) writer = nx_json_writer_new ();
  const char *open = NULL;

  nx_json_begin_object (writer, NULL);
  nx_json_add_string (writer, "openapi", "3.1.0");
  nx_json_begin_object (writer, "info");
  nx_json_add_string (writer, "title", "Nexus Réussite");
  nx_json_add_string (writer, "version", NX_VERSION);
  nx_json_end_object (writer);
  nx_json_add_raw (writer, "security", "[{\"bearer\":[]},{\"cookie\":[]}]");
  nx_json_begin_object (writer, "paths");
  for (guint i = 0; i < routes->len; i++)
    {
      const NxRoute *route = routes->pdata[i];
      if ((route->flags & NX_ROUTE_DAV) != 0)
        continue;
      if (open == NULL || strcmp (open, route->pattern) != 0)
        {
          if (open != NULL)
            nx_json_end_object (writer);
          nx_json_begin_object (writer, route->pattern);
          open = route->pattern;
        }
      write_operation (writer, route);
    }
  if (open != NULL)
    nx_json_end_object (writer);
  nx_json_end_object (writer);
  nx_json_add_raw (writer, "components", components);
  nx_json_end_object (writer);
  return nx_json_writer_end (writer, NULL);
}
