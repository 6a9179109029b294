/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/receipts/receipts-document.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "common/nx-json.h"
#include "common/nx-time.h"

/* No I, O, 0 or 1: a code is read from paper. */
static const char alphabet[] = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
#define CODE_LENGTH 10

static void
party_clear (NxReceiptParty *self)
{
  g_free (self->name);
  g_free (self->address);
  g_free (self->tax_number);
  g_free (self->phone);
  g_free (self->email);
}

static void
line_free (NxReceiptLine *self)
{
  g_free (self->title);
  g_free (self->aria);
  g_free (self);
}

void
nx_receipt_document_free (NxReceiptDocument *self)
{
  if (self == NULL)
    return;
  g_free (self->number);
  g_free (self->note_number);
  g_free (self->note_reason);
  g_free (self->reference);
  g_free (self->pupil);
  g_free (self->code);
  g_free (self->link);
  party_clear (&self->seller);
  party_clear (&self->buyer);
  g_clear_pointer (&self->lines, g_ptr_array_unref);
  g_free (self);
}

/* Characters that draw nothing but change what is around them: controls, and overrides of the direction of writing. */
static gboolean
is_hidden (gunichar c)
{
  return g_unichar_iscntrl (c) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x2028 || c == 0x2029
         || c == 0xfeff || c == 0xfffc;
}

/* (transfer full) (nullable): one line, NULL where nothing is left. */
static char *
clean (const char *text)
{
  g_autofree char *valid = NULL;
  GString *line = NULL;

  if (text == NULL)
    return NULL;
  valid = g_utf8_make_valid (text, -1);
  line = g_string_new (NULL);
  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      const gunichar c = g_utf8_get_char (p);

      if (!is_hidden (c) && !g_unichar_isspace (c))
        g_string_append_unichar (line, c);
      else if (line->len > 0 && line->str[line->len - 1] != ' ')
        /* No-break spaces stay what they are. */
        g_string_append (line, c == 0x00a0 || c == 0x202f ? "\u00a0" : " ");
    }
  g_strchomp (line->str);
  if (line->str[0] != '\0')
    return g_string_free (line, FALSE);
  g_string_free (line, TRUE);
  return NULL;
}

static char *
member (JsonObject *object, const char *name)
{
  const char *text = NULL;

  return nx_json_get_string (object, name, &text) ? clean (text) : NULL;
}

static gint32
date_member (JsonObject *object, const char *name)
{
  const char *text = NULL;
  gint32 date;

  return nx_json_get_string (object, name, &text) && nx_date_parse (text, &date) ? date : NX_DATE_NONE;
}

static gint64
int_member (JsonObject *object, const char *name)
{
  gint64 number = 0;

  return nx_json_get_int (object, name, &number) ? number : 0;
}

static NxMoney
money_of (NxRows *rows, const char *column)
{
  NxMoney money = { nx_rows_int (rows, 0, column), "" };

  g_strlcpy (money.currency, nx_rows_text (rows, 0, "currency"), sizeof money.currency);
  return money;
}

static gboolean
read_party (NxRows *rows, const char *column, NxReceiptParty *party, GError **error)
{
  g_autoptr (JsonNode) node = nx_json_parse (nx_rows_text (rows, 0, column), -1, &nx_json_limits_answer, error);
  JsonObject *object;

  if (node == NULL)
    return FALSE;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return TRUE;
  object = json_node_get_object (node);
  party->name = member (object, "name");
  party->address = member (object, "address");
  party->tax_number = member (object, "taxNumber");
  party->phone = member (object, "phone");
  party->email = member (object, "email");
  return TRUE;
}

/* (transfer full) (nullable): "Mathématiques, NSI". */
static char *
subjects_of (JsonObject *object)
{
  JsonArray *subjects = nx_json_get_array (object, "ariaSubjects");
  const guint n = subjects != NULL ? json_array_get_length (subjects) : 0;
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      JsonNode *node = json_array_get_element (subjects, i);
      const int subject = JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
                              ? nx_enum_value (&nx_subject_enum, json_node_get_string (node))
                              : -1;

      if (subject >= 0)
        g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", nx_enum_label (&nx_subject_enum, subject));
    }
  return g_string_free (text, text->len == 0);
}

static NxReceiptLine *
read_line (JsonObject *object, NxMoney total)
{
  NxReceiptLine *line = g_new0 (NxReceiptLine, 1);
  const char *type = NULL;

  line->title = member (object, "title");
  line->aria = subjects_of (object);
  line->type
      = nx_json_get_string (object, "type", &type) ? nx_enum_value (&nx_payment_type_enum, type) : NX_PAYMENT_TYPE_CREDIT_PACK;
  line->amount = total;
  line->amount.amount = int_member (object, "amount");
  line->credits = (gint32) int_member (object, "credits");
  line->valid_until = date_member (object, "validUntil");
  line->valid_months = (int) int_member (object, "validMonths");
  line->period_start = date_member (object, "periodStart");
  line->period_end = date_member (object, "periodEnd");
  return line;
}

static gboolean
read_lines (NxRows *rows, NxReceiptDocument *self, GError **error)
{
  g_autoptr (JsonNode) node = nx_json_parse (nx_rows_text (rows, 0, "lines"), -1, &nx_json_limits_answer, error);
  JsonArray *array;

  if (node == NULL)
    return FALSE;
  self->lines = g_ptr_array_new_with_free_func ((GDestroyNotify) line_free);
  array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    if (JSON_NODE_HOLDS_OBJECT (json_array_get_element (array, i)))
      g_ptr_array_add (self->lines, read_line (json_array_get_object_element (array, i), self->total));
  return TRUE;
}

/* Fifty bits of an HMAC-SHA-256 over what the receipt says, under a key that is used for nothing else. */
static char *
make_code (const NxReceiptDocument *self, const char *invoice_id, const char *secret)
{
  g_autofree char *said = g_strdup_printf ("%s\n%s\n%" G_GINT64_FORMAT "\n%s", self->number, invoice_id, self->received.amount,
                                           self->received.currency);
  guint8 key[32], digest[32];
  gsize key_length = sizeof key, digest_length = sizeof digest;
  g_autoptr (GHmac) derive = g_hmac_new (G_CHECKSUM_SHA256, (const guchar *) secret, strlen (secret));
  g_autoptr (GHmac) hmac = NULL;
  char *code = g_malloc0 (CODE_LENGTH + 1);
  guint64 bits = 0;

  g_hmac_update (derive, (const guchar *) "receipt verification", -1);
  g_hmac_get_digest (derive, key, &key_length);
  hmac = g_hmac_new (G_CHECKSUM_SHA256, key, key_length);
  g_hmac_update (hmac, (const guchar *) said, -1);
  g_hmac_get_digest (hmac, digest, &digest_length);
  for (int i = 0; i < 8; i++)
    bits = bits << 8 | digest[i];
  for (int i = 0; i < CODE_LENGTH; i++, bits >>= 5)
    code[i] = alphabet[bits & 31];
  return code;
}

gboolean
nx_receipt_document_has_code (const NxReceiptDocument *self, const char *code)
{
  char typed[CODE_LENGTH + 1] = "";
  guint n = 0, different = 0;

  for (const char *p = code; *p != '\0' && n < CODE_LENGTH + 1; p++)
    if (*p != ' ' && *p != '-')
      {
        if (n < CODE_LENGTH)
          typed[n] = g_ascii_toupper (*p);
        n++;
      }
  different = n ^ CODE_LENGTH;
  for (guint i = 0; i < CODE_LENGTH; i++)
    different |= (guint) (typed[i] ^ self->code[i]);
  return different == 0;
}

static void
read_amounts (NxRows *rows, NxReceiptDocument *self)
{
  self->net = money_of (rows, "net_amount");
  self->tax = money_of (rows, "tax_amount");
  self->stamp = money_of (rows, "stamp_duty");
  self->total = money_of (rows, "total");
  self->received = money_of (rows, "received");
  self->tax_rate = (int) nx_rows_int (rows, 0, "tax_rate");
}

NxReceiptDocument *
nx_receipt_document_new (NxRows *rows, const char *app_url, const char *secret, GError **error)
{
  g_autoptr (NxReceiptDocument) self = g_new0 (NxReceiptDocument, 1);

  read_amounts (rows, self);
  if (!read_party (rows, "seller", &self->seller, error) || !read_party (rows, "buyer", &self->buyer, error)
      || !read_lines (rows, self, error))
    return NULL;
  self->number = g_strdup_printf ("%d-%06d", (int) nx_rows_int (rows, 0, "year"), (int) nx_rows_int (rows, 0, "number"));
  self->pupil = clean (nx_rows_text (rows, 0, "pupil"));
  self->reference = clean (nx_rows_text (rows, 0, "reference"));
  self->method = nx_enum_value (&nx_payment_method_enum, nx_rows_text (rows, 0, "method"));
  self->refunded = nx_enum_value (&nx_payment_status_enum, nx_rows_text (rows, 0, "status")) == NX_PAYMENT_REFUNDED;
  self->issued_at = nx_rows_time (rows, 0, "issued_at");
  self->issued_on = nx_rows_date (rows, 0, "issued_on");
  self->paid_on = nx_rows_date (rows, 0, "paid_on");
  self->note_issued_on = nx_rows_date (rows, 0, "note_issued_on");
  self->note_reason = clean (nx_rows_text (rows, 0, "note_reason"));
  if (nx_rows_text (rows, 0, "note_number") != NULL)
    self->note_number
        = g_strdup_printf ("A%d-%06d", (int) nx_rows_int (rows, 0, "note_year"), (int) nx_rows_int (rows, 0, "note_number"));
  self->code = make_code (self, nx_rows_text (rows, 0, "id"), secret);
  self->link = g_strdup_printf ("%s/recus/%s?c=%s", app_url, self->number, self->code);
  return g_steal_pointer (&self);
}
