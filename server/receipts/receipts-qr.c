/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/receipts/receipts-qr.h"

#include <glib/gi18n-lib.h>
#include <qrencode.h>
#include <string.h>

#include "server/receipts/receipts.h"

/* ISO/IEC 18004 asks for four modules of nothing around the symbol. */
#define QUIET   4
#define LONGEST 1000

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QRcode, QRcode_free)

/* (transfer full) (nullable). Level M: a code that is read from paper survives a fold. */
static QRcode *
encode (const char *text)
{
  const gsize length = strlen (text);

  if (length == 0 || length > LONGEST)
    return NULL;
  return QRcode_encodeData ((int) length, (const unsigned char *) text, 0, QR_ECLEVEL_M);
}

/* How many dark modules begin at @x of row @y. */
static int
dark_run (const QRcode *code, int x, int y)
{
  int end = x;

  while (end < code->width && (code->data[y * code->width + end] & 1) != 0)
    end++;
  return end - x;
}

typedef void (*RunFunc) (int x, int y, int length, gpointer data);

static void
each_run (const QRcode *code, RunFunc func, gpointer data)
{
  for (int y = 0; y < code->width; y++)
    for (int x = 0; x < code->width; x++)
      {
        const int length = dark_run (code, x, y);

        if (length > 0)
          func (x + QUIET, y + QUIET, length, data);
        x += length;
      }
}

static void
append_run (int x, int y, int length, gpointer data)
{
  g_string_append_printf (data, "M%d %dh%dv1h-%dz", x, y, length, length);
}

char *
nx_qr_svg (const char *text)
{
  g_autoptr (QRcode) code = NULL;
  GString *svg = NULL;
  int side;

  g_return_val_if_fail (text != NULL, NULL);
  code = encode (text);
  if (code == NULL)
    return NULL;
  side = code->width + 2 * QUIET;
  svg = g_string_new (NULL);
  g_string_append_printf (
      svg,
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" shape-rendering=\"crispEdges\" "
      "aria-hidden=\"true\" focusable=\"false\"><path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/><path fill=\"#000\" d=\"",
      side, side, side, side);
  each_run (code, append_run, svg);
  g_string_append (svg, "\"/></svg>");
  return g_string_free (svg, FALSE);
}

static void
draw_run (int x, int y, int length, gpointer data)
{
  cairo_rectangle (data, x, y, length, 1);
}

gboolean
nx_qr_draw (cairo_t *cr, const char *text, double x, double y, double size)
{
  g_autoptr (QRcode) code = encode (text);

  if (code == NULL)
    return FALSE;
  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_scale (cr, size / (code->width + 2 * QUIET), size / (code->width + 2 * QUIET));
  each_run (code, draw_run, cr);
  cairo_restore (cr);
  /* One fill of the whole path: no hairlines between the modules. */
  cairo_fill (cr);
  return TRUE;
}

static void
add_line (GString *text, const char *label, const char *value)
{
  if (value == NULL || value[0] == '\0')
    return;
  if (text->len > 0)
    g_string_append_c (text, '\n');
  g_string_append_printf (text, _ ("%s: %s"), label, value);
}

/* Without the spaces of its groups: a finger selects it as one word. */
static char *
solid (const char *value)
{
  g_auto (GStrv) groups = value != NULL ? g_strsplit (value, " ", -1) : NULL;

  return groups != NULL ? g_strjoinv ("", groups) : NULL;
}

char *
nx_transfer_qr_text (const char *beneficiary, const char *iban, const char *bic, NxMoney amount, const char *reference)
{
  g_autofree char *money = nx_money_format (amount), *one_iban = solid (iban), *one_reference = solid (reference);
  GString *text = g_string_new (NULL);

  add_line (text, _ ("Beneficiary"), beneficiary);
  add_line (text, "IBAN", one_iban);
  add_line (text, "BIC", bic);
  add_line (text, _ ("Amount"), money);
  add_line (text, _ ("Reference"), one_reference);
  return g_string_free (text, FALSE);
}
