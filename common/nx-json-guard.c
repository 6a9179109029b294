/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/nx-json-guard.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "common/nx-error.h"

const NxJsonLimits nx_json_limits_request = { 64 * 1024, 32, 4000 };
const NxJsonLimits nx_json_limits_answer = { 8 * 1024 * 1024, 32, 400000 };

/* Below this many members an object is searched from end to end; above, its keys are sorted when it closes: never quadratic. */
#define FEW_KEYS      16
#define SAFE_INTEGER  G_GUINT64_CONSTANT (9007199254740992) /* 2^53 */
#define MAX_MAGNITUDE 308                                   /* of a double, in powers of ten */

typedef struct
{
  const char *text; /* decoded; into the document where it has no escape */
  gsize length;
  gsize offset;
} Key;

typedef struct
{
  gboolean object;
  guint first_key; /* in Scanner.keys */
} Frame;

typedef enum
{
  EXPECT_VALUE,
  EXPECT_VALUE_OR_END, /* after "[" */
  EXPECT_KEY,
  EXPECT_KEY_OR_END, /* after "{" */
  EXPECT_COMMA_OR_END,
  EXPECT_NOTHING
} Expect;

typedef struct
{
  const char *start, *at, *end;
  const NxJsonLimits *limits;
  guint nodes;
  guint depth;
  Frame *frames;     /* max_depth of them */
  GArray *keys;      /* Key, of all open objects */
  GPtrArray *owned;  /* keys that had to be decoded */
  const char *wrong; /* sentence, untranslated */
  gsize wrong_at;
  const char *refused; /* the same, for what is JSON and yet not taken: the scan goes on, since "not JSON" weighs more */
  gsize refused_at;
  char *refused_member; /* the member that is there twice */
} Scanner;

/* Always FALSE, so that a check can end with it. */
static gboolean
fail (Scanner *self, const char *at, const char *what)
{
  self->wrong = what;
  self->wrong_at = (gsize) (at - self->start);
  return FALSE;
}

/* The first counts. */
static void
refuse (Scanner *self, const char *at, const char *what)
{
  if (self->refused != NULL)
    return;
  self->refused = what;
  self->refused_at = (gsize) (at - self->start);
}

#define MAX_SHOWN_NAME 60

static void
refuse_twice (Scanner *self, const Key *key)
{
  if (self->refused != NULL)
    return;
  refuse (self, self->start + key->offset, N_ ("a member is there twice"));
  self->refused_member = g_utf8_substring (key->text, 0, MIN (g_utf8_strlen (key->text, (gssize) key->length), MAX_SHOWN_NAME));
}

static int
peek (const Scanner *self)
{
  return self->at < self->end ? (guchar) *self->at : -1;
}

static void
skip_space (Scanner *self)
{
  while (self->at < self->end && (*self->at == ' ' || *self->at == '\t' || *self->at == '\n' || *self->at == '\r'))
    self->at++;
}

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  const Key *x = a, *y = b;
  int order = memcmp (x->text, y->text, MIN (x->length, y->length));

  if (order != 0)
    return order;
  if (x->length != y->length)
    return x->length < y->length ? -1 : 1;
  return x->offset < y->offset ? -1 : x->offset > y->offset;
}

static gboolean
same_key (const Key *a, const Key *b)
{
  return a->length == b->length && memcmp (a->text, b->text, a->length) == 0;
}

static void
add_key (Scanner *self, const Key *key)
{
  guint first = self->frames[self->depth - 1].first_key;
  guint n = self->keys->len - first;
  const Key *keys = n > 0 ? &g_array_index (self->keys, Key, first) : NULL;
  guint i;

  for (i = 0; n < FEW_KEYS && i < n; i++)
    {
      if (same_key (&keys[i], key))
        refuse_twice (self, key);
    }
  g_array_append_vals (self->keys, key, 1);
}

static void
close_keys (Scanner *self)
{
  guint first = self->frames[self->depth - 1].first_key;
  guint n = self->keys->len - first;
  guint i;

  if (n > FEW_KEYS)
    {
      Key *keys = &g_array_index (self->keys, Key, first);

      qsort (keys, n, sizeof (Key), compare_keys);
      for (i = 1; i < n; i++)
        {
          if (same_key (&keys[i - 1], &keys[i]))
            refuse_twice (self, &keys[i]);
        }
    }
  g_array_set_size (self->keys, first);
}

static gboolean
read_hex (Scanner *self, gunichar *value)
{
  int i;

  *value = 0;
  for (i = 0; i < 4; i++)
    {
      int c = peek (self);

      if (c < 0 || !g_ascii_isxdigit (c))
        return fail (self, self->at, N_ ("an escape is malformed"));
      *value = *value * 16 + (guint) g_ascii_xdigit_value ((char) c);
      self->at++;
    }
  return TRUE;
}

/* After "\u". */
static gboolean
scan_unicode (Scanner *self, GString *decoded)
{
  const char *from = self->at - 2;
  gunichar value, low;

  if (!read_hex (self, &value))
    return FALSE;
  if (value == 0)
    refuse (self, from, N_ ("the character U+0000 is not accepted"));
  if (value >= 0xdc00 && value <= 0xdfff)
    return fail (self, from, N_ ("half of a surrogate pair is missing"));
  if (value >= 0xd800 && value <= 0xdbff)
    {
      if (self->end - self->at < 2 || self->at[0] != '\\' || self->at[1] != 'u')
        return fail (self, from, N_ ("half of a surrogate pair is missing"));
      self->at += 2;
      if (!read_hex (self, &low))
        return FALSE;
      if (low < 0xdc00 || low > 0xdfff)
        return fail (self, from, N_ ("half of a surrogate pair is missing"));
      value = 0x10000 + ((value - 0xd800) << 10) + (low - 0xdc00);
    }
  if (decoded != NULL && value != 0)
    g_string_append_unichar (decoded, value);
  return TRUE;
}

static gboolean
scan_escape (Scanner *self, GString *decoded)
{
  static const char letters[] = "\"\\/bfnrt";
  static const char values[] = "\"\\/\b\f\n\r\t";
  int c = peek (self);
  const char *letter = c > 0 ? strchr (letters, c) : NULL;

  if (c == 'u')
    {
      self->at++;
      return scan_unicode (self, decoded);
    }
  if (letter == NULL)
    return fail (self, self->at - 1, N_ ("an escape is malformed"));
  self->at++;
  if (decoded != NULL)
    g_string_append_c (decoded, values[letter - letters]);
  return TRUE;
}

/* At the character after the opening quote. @decoded (nullable) takes the text. */
static gboolean
scan_string_body (Scanner *self, GString *decoded)
{
  for (;;)
    {
      const char *run = self->at;

      while (self->at < self->end && *self->at != '"' && *self->at != '\\' && (guchar) *self->at >= 0x20)
        self->at++;
      if (decoded != NULL)
        g_string_append_len (decoded, run, self->at - run);
      if (self->at == self->end)
        return fail (self, self->at, N_ ("a string is not closed"));
      if (*self->at == '"')
        {
          self->at++;
          return TRUE;
        }
      if (*self->at != '\\')
        return fail (self, self->at, N_ ("a control character is not escaped"));
      self->at++;
      if (!scan_escape (self, decoded))
        return FALSE;
    }
}

static gboolean
scan_key (Scanner *self)
{
  const char *quote = self->at;
  Key key = { quote + 1, 0, (gsize) (quote - self->start) };

  self->at++;
  if (!scan_string_body (self, NULL))
    return FALSE;
  key.length = (gsize) (self->at - 1 - key.text);
  if (memchr (key.text, '\\', key.length) != NULL)
    {
      GString *decoded = g_string_new (NULL);

      /* A second pass over what was found well formed. */
      self->at = quote + 1;
      (void) scan_string_body (self, decoded);
      key.length = decoded->len;
      key.text = g_string_free (decoded, FALSE);
      g_ptr_array_add (self->owned, (gpointer) key.text);
    }

  skip_space (self);
  if (peek (self) != ':')
    return fail (self, self->at, N_ ("a colon is missing"));
  self->at++;
  add_key (self, &key);
  return TRUE;
}

static gsize
skip_digits (Scanner *self)
{
  const char *from = self->at;

  while (self->at < self->end && g_ascii_isdigit (*self->at))
    self->at++;
  return (gsize) (self->at - from);
}

/* Whether the digits are beyond 2^53. */
static gboolean
integer_is_unsafe (const char *digits, gsize length)
{
  guint64 value = 0;
  gsize i;

  if (length > 16)
    return TRUE;
  for (i = 0; i < length; i++)
    value = value * 10 + (guint64) (digits[i] - '0');
  return value > SAFE_INTEGER;
}

/* Power of ten of a number's first significant digit; 0 where all are zeros. */
static gint64
magnitude (const char *whole, gsize n_whole, const char *fraction, gsize n_fraction)
{
  gsize i;

  if (*whole != '0')
    return (gint64) n_whole - 1;
  for (i = 0; i < n_fraction; i++)
    {
      if (fraction[i] != '0')
        return -(gint64) i - 1;
    }
  return G_MININT32;
}

static gboolean
scan_exponent (Scanner *self, gint64 *exponent)
{
  gboolean negative;

  self->at++;
  negative = peek (self) == '-';
  if (peek (self) == '-' || peek (self) == '+')
    self->at++;
  if (peek (self) < 0 || !g_ascii_isdigit (peek (self)))
    return fail (self, self->at, N_ ("a number is malformed"));
  for (; self->at < self->end && g_ascii_isdigit (*self->at); self->at++)
    *exponent = MIN (*exponent * 10 + (*self->at - '0'), G_MAXINT32);
  if (negative)
    *exponent = -*exponent;
  return TRUE;
}

static gboolean
scan_number (Scanner *self)
{
  const char *from = self->at, *whole, *fraction = NULL;
  gsize n_whole, n_fraction = 0;
  gint64 exponent = 0;
  gboolean is_integer = TRUE;

  if (*self->at == '-')
    self->at++;
  whole = self->at;
  n_whole = skip_digits (self);
  if (n_whole == 0 || (n_whole > 1 && *whole == '0'))
    return fail (self, from, N_ ("a number is malformed"));
  if (peek (self) == '.')
    {
      is_integer = FALSE;
      fraction = ++self->at;
      n_fraction = skip_digits (self);
      if (n_fraction == 0)
        return fail (self, from, N_ ("a number is malformed"));
    }
  if (peek (self) == 'e' || peek (self) == 'E')
    {
      is_integer = FALSE;
      if (!scan_exponent (self, &exponent))
        return FALSE;
    }
  if (is_integer ? integer_is_unsafe (whole, n_whole)
                 : magnitude (whole, n_whole, fraction, n_fraction) + exponent >= MAX_MAGNITUDE)
    refuse (self, from, N_ ("a number is too large"));
  return TRUE;
}

static gboolean
scan_literal (Scanner *self)
{
  static const char *const literals[] = { "true", "false", "null" };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (literals); i++)
    {
      gsize length = strlen (literals[i]);

      if ((gsize) (self->end - self->at) >= length && memcmp (self->at, literals[i], length) == 0)
        {
          self->at += length;
          return TRUE;
        }
    }
  return fail (self, self->at, N_ ("a value was expected"));
}

static gboolean
open_container (Scanner *self, Expect *expect)
{
  gboolean object = *self->at == '{';

  if (self->depth >= self->limits->max_depth)
    return fail (self, self->at, N_ ("it is nested too deeply"));
  self->frames[self->depth++] = (Frame){ object, self->keys->len };
  self->at++;
  *expect = object ? EXPECT_KEY_OR_END : EXPECT_VALUE_OR_END;
  return TRUE;
}

static Expect
after_value (const Scanner *self)
{
  return self->depth == 0 ? EXPECT_NOTHING : EXPECT_COMMA_OR_END;
}

static gboolean
close_container (Scanner *self, Expect *expect)
{
  if (self->frames[self->depth - 1].object)
    close_keys (self);
  self->depth--;
  self->at++;
  *expect = after_value (self);
  return TRUE;
}

static gboolean
scan_value (Scanner *self, Expect *expect)
{
  int c = peek (self);
  gboolean ok;

  if (++self->nodes > self->limits->max_nodes)
    return fail (self, self->at, N_ ("it holds too many values"));
  if (c == '{' || c == '[')
    return open_container (self, expect);

  *expect = after_value (self);
  if (c == '"')
    {
      self->at++;
      return scan_string_body (self, NULL);
    }
  ok = c == '-' || (c >= '0' && c <= '9') ? scan_number (self) : scan_literal (self);
  return ok;
}

/* One token. */
static gboolean
scan_step (Scanner *self, Expect *expect)
{
  gboolean object = self->depth > 0 && self->frames[self->depth - 1].object;
  int c = peek (self);

  switch (*expect)
    {
    case EXPECT_VALUE_OR_END:
      if (c == ']')
        return close_container (self, expect);
      return scan_value (self, expect);

    case EXPECT_VALUE:
      return scan_value (self, expect);

    case EXPECT_KEY_OR_END:
    case EXPECT_KEY:
      if (c == '}' && *expect == EXPECT_KEY_OR_END)
        return close_container (self, expect);
      if (c != '"')
        return fail (self, self->at, N_ ("a member's name in double quotes was expected"));
      *expect = EXPECT_VALUE;
      return scan_key (self);

    case EXPECT_COMMA_OR_END:
      if (c == (object ? '}' : ']'))
        return close_container (self, expect);
      if (c != ',')
        return fail (self, self->at, N_ ("a comma or a closing bracket was expected"));
      self->at++;
      *expect = object ? EXPECT_KEY : EXPECT_VALUE;
      return TRUE;

    case EXPECT_NOTHING:
    default:
      return fail (self, self->at, N_ ("something follows the end"));
    }
}

static gboolean
scan_document (Scanner *self)
{
  Expect expect = EXPECT_VALUE;

  for (;;)
    {
      skip_space (self);
      if (self->at == self->end)
        return expect == EXPECT_NOTHING || fail (self, self->at, N_ ("it ends too early"));
      if (!scan_step (self, &expect))
        return FALSE;
    }
}

static gboolean
report (Scanner *self, GError **error)
{
  g_autoptr (GError) fault = NULL;
  g_autofree char *member = g_steal_pointer (&self->refused_member);

  if (self->wrong != NULL)
    {
      /* Translators: %1$s says what is wrong ("a colon is missing"), %2$zu is the position in bytes, from 0 */
      g_set_error (error, NX_ERROR, NX_ERROR_BAD_JSON, _ ("This is not acceptable JSON: %1$s (byte %2$zu)."), _ (self->wrong),
                   self->wrong_at);
      return FALSE;
    }
  if (self->refused == NULL)
    return TRUE;

  fault = g_error_new (NX_ERROR, NX_ERROR_INVALID, _ ("This JSON cannot be taken: %1$s (byte %2$zu)."), _ (self->refused),
                       self->refused_at);
  if (member != NULL)
    nx_error_add_field (fault, member, fault->message);
  g_propagate_error (error, g_steal_pointer (&fault));
  return FALSE;
}

gboolean
nx_json_guard_check (const char *text, gssize length, const NxJsonLimits *limits, GError **error)
{
  Scanner scanner = { 0 };
  g_autofree Frame *frames = NULL;
  g_autoptr (GArray) keys = NULL;
  g_autoptr (GPtrArray) owned = NULL;
  const char *invalid;
  gsize size;

  g_return_val_if_fail (limits != NULL && (text != NULL || length == 0), FALSE);

  size = length < 0 ? strlen (text) : (gsize) length;
  if (size > limits->max_bytes)
    {
      g_set_error (error, NX_ERROR, NX_ERROR_TOO_LARGE, _ ("This is too large: at most %zu bytes are accepted."),
                   limits->max_bytes);
      return FALSE;
    }

  frames = g_new (Frame, MAX (limits->max_depth, 1));
  keys = g_array_new (FALSE, FALSE, sizeof (Key));
  owned = g_ptr_array_new_with_free_func (g_free);
  scanner.start = scanner.at = text != NULL ? text : "";
  scanner.end = scanner.start + size;
  scanner.limits = limits;
  scanner.frames = frames;
  scanner.keys = keys;
  scanner.owned = owned;

  if (!g_utf8_validate_len (scanner.start, size, &invalid))
    fail (&scanner, invalid, N_ ("it is not UTF-8"));
  else
    (void) scan_document (&scanner);
  return report (&scanner, error);
}
