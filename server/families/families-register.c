/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/families/families.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "common/nx-json.h"
#include "common/nx-random.h"
#include "server/accounts/accounts.h"
#include "server/families/families-store.h"
#include "server/nx-audit.h"

/* A family's registration: everything in one transaction, its mails in the outbox (domain.md sections 1, 11, 13). */

#define LOGIN_DOMAIN "nexus-student.local"
#define LOGIN_PART_MAX 40
/* Registrations from one address: an open day at the centre goes through one router. */
#define REGISTRATIONS 100
#define REGISTRATIONS_WINDOW 3600
/* A pupil of a lycée is not younger nor older than this, however unusual their way. */
#define AGE_MIN 10
#define AGE_MAX 80

void
nx_registration_clear (NxRegistration *self)
{
  g_clear_pointer (&self->parent_id, g_free);
  g_clear_pointer (&self->student_id, g_free);
  g_clear_pointer (&self->parent_user_id, g_free);
  g_clear_pointer (&self->student_user_id, g_free);
  g_clear_pointer (&self->login, g_free);
}

/* What no single member can say. All faults at once, like the field table's. */
static gboolean
check_rules (const NxActor *actor, NxValues *values, GError **error)
{
  const gint32 birth = nx_values_date (values, "studentBirthDate");
  const gint32 today = nx_time_date_in_zone (actor->now, nx_time_zone (NX_TIME_CENTRE_ZONE));
  const char *email = nx_values_string (values, "parentEmail");
  const char *own[] = { nx_values_string (values, "parentFirstName"), nx_values_string (values, "parentLastName"),
                        nx_values_string (values, "studentFirstName"), email, NULL };
  g_autoptr (GError) weak = NULL;
  GError *faults = NULL;

  if (birth != NX_DATE_NONE
      && (birth > nx_date_add_months (today, -12 * AGE_MIN) || birth < nx_date_add_months (today, -12 * AGE_MAX)))
    nx_error_collect_member (&faults, "studentBirthDate", _("This is not the birth date of a lycée pupil."));
  if (strlen (email) > strlen ("@" LOGIN_DOMAIN) &&
      g_ascii_strcasecmp (email + strlen (email) - strlen ("@" LOGIN_DOMAIN), "@" LOGIN_DOMAIN) == 0)
    nx_error_collect_member (&faults, "parentEmail", _("Give an address at which you read mail."));
  if (!nx_accounts_check_password (nx_values_string (values, "parentPassword"), "parentPassword", own, &weak))
    nx_error_collect_member (&faults, "parentPassword", weak->message);
  if (faults == NULL)
    return TRUE;
  g_propagate_error (error, faults);
  return FALSE;
}

/* Letters and digits of @name without accents, at most LOGIN_PART_MAX. */
static void
append_login_part (GString *login, const char *name)
{
  g_autofree char *ascii = g_str_to_ascii (name, "C");
  guint n = 0;

  for (const char *p = ascii; *p != '\0' && n < LOGIN_PART_MAX; p++)
    if (g_ascii_isalnum (*p))
      {
        g_string_append_c (login, g_ascii_tolower (*p));
        n++;
      }
}

/* (transfer full): "prenom.nom"; "eleve" where no letter of the names can be written in ASCII. */
static char *
login_stem (const char *first_name, const char *last_name)
{
  GString *login = g_string_new (NULL);
  gsize first;

  append_login_part (login, first_name);
  first = login->len;
  append_login_part (login, last_name);
  if (first > 0 && login->len > first)
    g_string_insert_c (login, (gssize) first, '.');
  if (login->len == 0)
    g_string_append (login, "eleve");
  return g_string_free (login, FALSE);
}

typedef struct
{
  NxApp *app;
  NxActor actor;
  NxValues *values;
  const NxFamilyAccounts *accounts;
  NxRegistration made;
} Registration;

static const char *
zone_of (const Registration *self)
{
  return self->accounts->zone != NULL ? self->accounts->zone : NX_TIME_CENTRE_ZONE;
}

static gboolean
make_parent (NxDb *db, Registration *self, GError **error)
{
  const NxNewUser user = { .role = NX_ROLE_PARENT, .email = nx_values_string (self->values, "parentEmail"),
                           .first_name = nx_values_string (self->values, "parentFirstName"),
                           .last_name = nx_values_string (self->values, "parentLastName"), .locale = self->actor.locale,
                           .zone = zone_of (self), .password_hash = self->accounts->password_hash };

  if (self->accounts->parent_id != NULL)
    {
      self->made.parent_id = g_strdup (self->accounts->parent_id);
      self->made.parent_user_id = g_strdup (self->accounts->parent_user_id);
      return TRUE;
    }
  self->made.parent_user_id = nx_accounts_create (db, &self->actor, &user, error);
  if (self->made.parent_user_id == NULL)
    return FALSE;
  self->actor.user_id = self->made.parent_user_id; /* what follows is theirs */
  self->made.parent_id = nx_uuid_new (self->actor.now);
  return nx_families_store_insert_parent (db, self->made.parent_id, self->made.parent_user_id,
                                          nx_values_string (self->values, "parentPhone"), self->actor.now, error);
}

/* (transfer full): "{NSI,SVT}". */
static char *
subjects_literal (guint32 subjects)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < nx_enum_count (&nx_subject_enum); i++)
    if (subjects & (1u << i))
      g_string_append_printf (text, "%c%s", text->len == 0 ? '{' : ',', nx_enum_slug (&nx_subject_enum, (int) i));
  g_string_append (text, text->len == 0 ? "{}" : "}");
  return g_string_free (text, FALSE);
}

static gboolean
make_student (NxDb *db, Registration *self, GError **error)
{
  const char *first_name = nx_values_string (self->values, "studentFirstName");
  const char *last_name = nx_values_string (self->values, "studentLastName");
  g_autofree char *stem = login_stem (first_name, last_name);
  g_autofree char *subjects = subjects_literal (nx_values_enum_list (self->values, "subjects"));
  NxNewUser user = { .role = NX_ROLE_ELEVE, .first_name = first_name, .last_name = last_name, .locale = self->actor.locale,
                     .zone = zone_of (self), .password_hash = self->accounts->student_password_hash };

  self->made.login = self->accounts->student_email != NULL ? g_strdup (self->accounts->student_email)
                                                           : nx_families_store_free_login (db, stem, LOGIN_DOMAIN, error);
  if (self->made.login == NULL)
    return FALSE;
  user.email = self->made.login;
  self->made.student_user_id = nx_accounts_create (db, &self->actor, &user, error);
  if (self->made.student_user_id == NULL)
    return FALSE;
  self->made.student_id = nx_uuid_new (self->actor.now);
  return nx_families_store_insert_student (db, self->made.student_id, self->made.student_user_id, self->made.parent_id,
                                           self->values, subjects, self->actor.now, error);
}

static gboolean
keep_consents (NxDb *db, Registration *self, GError **error)
{
  g_autofree char *tuition = nx_uuid_new (self->actor.now), *newsletter = nx_uuid_new (self->actor.now);

  if (!nx_families_store_add_consent (db, tuition, "tuition", self->made.student_id, self->made.parent_user_id,
                                      NX_FAMILIES_TERMS_VERSION, self->actor.now, error))
    return FALSE;
  return !nx_values_bool (self->values, "acceptNewsletter", FALSE)
         || nx_families_store_add_consent (db, newsletter, "newsletter", NULL, self->made.parent_user_id,
                                           NX_FAMILIES_TERMS_VERSION, self->actor.now, error);
}

/* One payload serves the three mails: each takes what it shows. @link: (nullable). */
static gboolean
put_mail (NxDb *db, Registration *self, const char *kind, const char *link, gboolean to_office, GError **error)
{
  NxValues *v = self->values;
  g_autoptr (NxJsonWriter) writer = nx_json_writer_new ();
  g_autofree char *payload = NULL;
  g_autofree char *dedupe = g_strconcat (kind, ":", self->made.student_user_id, NULL);
  g_autofree char *parent_name
      = g_strconcat (nx_values_string (v, "parentFirstName"), " ", nx_values_string (v, "parentLastName"), NULL);
  g_autofree char *student_name = to_office ? g_strconcat (nx_values_string (v, "studentFirstName"), " ",
                                                           nx_values_string (v, "studentLastName"), NULL)
                                            : g_strdup (nx_values_string (v, "studentFirstName"));

  nx_json_begin_object (writer, NULL);
  nx_json_add_string (writer, "name", nx_values_string (v, "parentFirstName"));
  nx_json_add_string (writer, "parentName", parent_name);
  nx_json_add_string (writer, "studentName", student_name);
  nx_json_add_string (writer, "studentId", self->made.student_id);
  nx_json_add_string (writer, "email", nx_values_string (v, "parentEmail"));
  nx_json_add_string (writer, "phone", nx_values_string (v, "parentPhone"));
  nx_json_add_string (writer, "login", self->made.login);
  nx_json_add_string (writer, "grade", nx_enum_slug (&nx_grade_enum, nx_values_enum (v, "studentGrade")));
  nx_json_add_string (writer, "link", link);
  nx_json_end_object (writer);
  payload = nx_json_writer_end (writer, NULL);
  return nx_outbox_add (db, &self->actor,
                        &(NxMail){ .kind = kind,
                                   .dedupe = dedupe,
                                   .to_address = to_office ? NULL : nx_values_string (v, "parentEmail"),
                                   .to_name = to_office ? NULL : parent_name,
                                   .locale = to_office ? "fr" : self->actor.locale,
                                   .payload = payload,
                                   .not_before = NX_TIME_NONE },
                        error);
}

static gboolean
tell (NxDb *db, Registration *self, GError **error)
{
  g_autofree char *link
      = nx_accounts_make_link (db, self->app, &self->actor, NX_ONE_TIME_ACTIVATION, self->made.student_user_id, error);

  return link != NULL && put_mail (db, self, "welcome", NULL, FALSE, error)
         && put_mail (db, self, "activation", link, FALSE, error) && put_mail (db, self, "new_assessment", NULL, TRUE, error)
         && nx_audit (db, &self->actor, "family.registered", "student", self->made.student_id, NULL, NULL, error)
         && nx_live_publish (db, &self->actor, "assessment.created", self->made.student_id, NULL, self->made.student_id, error);
}

static gboolean
run (NxDb *db, gpointer data, GError **error)
{
  Registration *self = data;

  nx_registration_clear (&self->made); /* of an earlier try of this transaction */
  return make_parent (db, self, error) && make_student (db, self, error) && keep_consents (db, self, error)
         && nx_families_store_convert_leads (db, nx_values_string (self->values, "parentEmail"), self->made.parent_id,
                                             self->actor.now, error)
         && tell (db, self, error) && nx_db_flush (db, error);
}

gboolean
nx_families_add (NxDb *db, NxApp *app, const NxActor *actor, NxValues *values, const NxFamilyAccounts *accounts,
                 NxRegistration *result, GError **error)
{
  Registration self = { .app = app, .actor = *actor, .values = values, .accounts = accounts };

  if (!nx_db_transaction (db, run, &self, error))
    {
      nx_registration_clear (&self.made);
      return FALSE;
    }
  *result = self.made;
  return TRUE;
}

gboolean
nx_families_register (NxDb *db, NxApp *app, const NxActor *actor, NxValues *values, NxRegistration *result, GError **error)
{
  g_autofree char *bucket = g_strconcat ("register:ip:", actor->remote != NULL ? actor->remote : "", NULL);
  g_autofree char *hash = NULL;
  NxFamilyAccounts accounts = { NULL };

  g_return_val_if_fail (!nx_db_in_transaction (db), FALSE);

  if (!check_rules (actor, values, error) || !nx_rate_limit (db, bucket, REGISTRATIONS, REGISTRATIONS_WINDOW, actor->now, error))
    return FALSE;
  hash = nx_accounts_hash_password (nx_values_string (values, "parentPassword"), error);
  if (hash == NULL)
    return FALSE;
  accounts.password_hash = hash;
  return nx_families_add (db, app, actor, values, &accounts, result, error);
}
