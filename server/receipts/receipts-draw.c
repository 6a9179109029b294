/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <cairo-pdf.h>
#include <string.h>

#include "common/nx-credits.h"
#include "common/nx-format.h"
#include "common/nx-i18n.h"
#include "common/nx-time.h"
#include "server/receipts/receipts-document.h"
#include "server/receipts/receipts-qr.h"
#include "server/receipts/receipts-sheet.h"
#include "server/receipts/receipts.h"

/* ISO 216 A4 in points. */
#define WIDTH         595.276
#define HEIGHT        841.890
#define MARGIN        48.0
#define INNER         (WIDTH - 2 * MARGIN)
#define RIGHT         (WIDTH - MARGIN)
#define COLUMN        ((INNER - 2 * 20) / 3)
#define AMOUNT_WIDTH  110.0
#define CREDITS_WIDTH 168.0
/* Where the part about verification begins. */
#define VERIFICATION_Y (HEIGHT - 188)

typedef struct
{
  NxSheet sheet;
  const NxReceiptDocument *doc;
  const char *locale;
  gboolean note; /* the credit note, not the receipt */
} Page;

static const NxStyle label = { .size = 8, .weight = PANGO_WEIGHT_SEMIBOLD, .ink = NX_INK_SOFT, .spacing = 30 };
static const NxStyle strong = { .size = 11, .weight = PANGO_WEIGHT_SEMIBOLD, .ink = NX_INK, .lines = 3 };
static const NxStyle plain = { .size = 9.5, .ink = NX_INK, .lines = 3 };
static const NxStyle soft = { .size = 9, .ink = NX_INK_SOFT, .lines = 3 };

static char *
money_text (const Page *page, NxMoney money)
{
  g_autofree char *text = nx_money_format (money);

  return page->note ? g_strconcat ("−", text, NULL) : g_steal_pointer (&text);
}

/* An amount is never cut: one that is too long is written smaller. */
static void
draw_amount (Page *page, NxStyle style, double x, double y, double width, const char *text)
{
  const double needed = nx_sheet_text_width (&page->sheet, &style, text) + 1;

  if (needed > width)
    style.size *= width / needed;
  nx_sheet_text (&page->sheet, &style, x, y, width, text);
}

/* Without the day of the week, as on papers: "24 novembre 2026". */
static char *
day_text (gint32 date)
{
  int year, month, day;

  nx_date_to_ymd (date, &year, &month, &day);
  /* Translators: a date on a receipt: %1$d the day, %2$s the month's name, %3$d the year */
  return g_strdup_printf (day == 1 ? C_ ("first of a month", "%1$d %2$s %3$d") : C_ ("date on a receipt", "%1$d %2$s %3$d"), day,
                          nx_format_month_name (month), year);
}

/* Head */

static double
draw_head (Page *page)
{
  NxSheet *sheet = &page->sheet;
  const NxStyle name = { .size = 17, .weight = PANGO_WEIGHT_BOLD, .ink = NX_INK, .display = TRUE };
  const NxStyle title = { .size = 30,
                          .weight = PANGO_WEIGHT_BOLD,
                          .ink = page->note ? NX_ACCENT_INK : NX_BRAND,
                          .align = NX_END,
                          .display = TRUE,
                          .spacing = -10 };
  const NxStyle number = { .size = 11.5, .weight = PANGO_WEIGHT_SEMIBOLD, .ink = NX_INK, .align = NX_END };
  const NxStyle date = { .size = 10, .ink = NX_INK_SOFT, .align = NX_END };
  g_autofree char *numbered = g_strdup_printf (_ ("No. %s"), page->note ? page->doc->note_number : page->doc->number);
  g_autofree char *day = day_text (page->note ? page->doc->note_issued_on : page->doc->issued_on);

  nx_sheet_mark (sheet, MARGIN, 44, 46);
  nx_sheet_text (sheet, &name, MARGIN + 58, 46, 240, "Nexus Réussite");
  nx_sheet_text (sheet, &soft, MARGIN + 58, 69, 240, _ ("Seconde · Première · Terminale"));
  nx_sheet_text (sheet, &title, WIDTH / 2, 34, RIGHT - WIDTH / 2, page->note ? _ ("Credit note") : _ ("Receipt"));
  nx_sheet_text (sheet, &number, WIDTH / 2, 75, RIGHT - WIDTH / 2, numbered);
  nx_sheet_text (sheet, &date, WIDTH / 2, 92, RIGHT - WIDTH / 2, day);
  return 146;
}

/* A receipt whose money went back says so before anything else; a credit note says what it takes back. */
static double
draw_notice (Page *page, double y)
{
  const NxReceiptDocument *doc = page->doc;
  const NxStyle words = { .size = 10, .weight = PANGO_WEIGHT_MEDIUM, .ink = NX_ACCENT_INK, .lines = 4 };
  g_autofree char *day = NULL, *text = NULL;
  double height;

  if (!doc->refunded)
    return y;
  if (page->note)
    {
      day = day_text (doc->issued_on);
      text = g_strdup_printf (_ ("This credit note takes back receipt %s of %s."), doc->number, day);
    }
  else if (doc->note_number != NULL)
    {
      day = day_text (doc->note_issued_on);
      text = g_strdup_printf (_ ("Refunded on %s: see credit note %s on the next page."), day, doc->note_number);
    }
  else
    text = g_strdup (_ ("This payment was refunded."));
  if (page->note && doc->note_reason != NULL)
    {
      g_autofree char *sentence = g_steal_pointer (&text);
      g_autofree char *reason = g_strdup_printf (_ ("Reason: %s"), doc->note_reason);

      text = g_strdup_printf ("%s\n%s", sentence, reason);
    }
  /* Drawn twice: the box must be under the words, and is as high as they are. */
  height = nx_sheet_text (&page->sheet, &words, MARGIN + 16, y + 9, INNER - 32, text) + 18;
  nx_sheet_box (&page->sheet, NX_ACCENT_TINT, MARGIN, y, INNER, height, 8);
  nx_sheet_text (&page->sheet, &words, MARGIN + 16, y + 9, INNER - 32, text);
  return y + height + 24;
}

/* Who */

static double
draw_party (Page *page, double x, double y, const char *title, const NxReceiptParty *party, const char *fallback)
{
  NxSheet *sheet = &page->sheet;
  const NxStyle one_line = { .size = 9, .ink = NX_INK_SOFT };
  g_autofree char *tax = party->tax_number != NULL ? g_strdup_printf (_ ("Tax number: %s"), party->tax_number) : NULL;

  y += nx_sheet_text (sheet, &label, x, y, COLUMN, title) + 6;
  y += nx_sheet_text (sheet, &strong, x, y, COLUMN, party->name != NULL ? party->name : fallback) + 3;
  y += nx_sheet_text (sheet, &soft, x, y, COLUMN, party->address) + (party->address != NULL ? 2 : 0);
  y += nx_sheet_text (sheet, &one_line, x, y, COLUMN, party->email) + (party->email != NULL ? 2 : 0);
  y += nx_sheet_text (sheet, &one_line, x, y, COLUMN, party->phone) + (party->phone != NULL ? 2 : 0);
  y += nx_sheet_text (sheet, &soft, x, y, COLUMN, tax);
  return y;
}

static double
draw_parties (Page *page, double y)
{
  const NxReceiptDocument *doc = page->doc;
  const NxReceiptParty pupil = { .name = doc->pupil };
  const double buyer = draw_party (page, MARGIN, y, page->note ? _ ("Refunded to") : _ ("Received from"), &doc->buyer, "—");
  const double seller = draw_party (page, MARGIN + 2 * (COLUMN + 20), y, page->note ? _ ("Refunded by") : _ ("Beneficiary"),
                                    &doc->seller, "Nexus Réussite");
  const double child = draw_party (page, MARGIN + COLUMN + 20, y, _ ("Pupil"), &pupil, "—");

  return MAX (MAX (buyer, seller), child) + 34;
}

/* What */

static char *
line_detail (const NxReceiptLine *line)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (line->type == NX_PAYMENT_TYPE_SUBSCRIPTION && line->period_start != NX_DATE_NONE && line->period_end != NX_DATE_NONE)
    {
      g_autofree char *from = day_text (line->period_start), *until = day_text (line->period_end);

      g_string_append_printf (text, _ ("One month, from %s to %s"), from, until);
    }
  else
    g_string_append (text, line->type == NX_PAYMENT_TYPE_SUBSCRIPTION  ? _ ("One month")
                           : line->type == NX_PAYMENT_TYPE_CREDIT_PACK ? _ ("Pack of credits")
                                                                       : _ ("Special pack"));
  if (line->aria != NULL)
    {
      g_string_append_c (text, '\n');
      g_string_append_printf (text, _ ("ARIA: %s"), line->aria);
    }
  return g_strdup (text->str);
}

static char *
validity_text (const NxReceiptLine *line)
{
  if (line->valid_until != NX_DATE_NONE)
    {
      g_autofree char *day = day_text (line->valid_until);

      return g_strdup_printf (_ ("valid until %s"), day);
    }
  if (line->valid_months > 0)
    return g_strdup_printf (
        ngettext ("valid for %d month from their grant", "valid for %d months from their grant", (gulong) line->valid_months),
        line->valid_months);
  return NULL;
}

static double
draw_line (Page *page, const NxReceiptLine *line, double y)
{
  NxSheet *sheet = &page->sheet;
  const double title_width = INNER - AMOUNT_WIDTH - CREDITS_WIDTH - 48, credits_x = RIGHT - 16 - AMOUNT_WIDTH - CREDITS_WIDTH;
  const NxStyle amount = { .size = 11, .weight = PANGO_WEIGHT_SEMIBOLD, .ink = NX_INK, .align = NX_END };
  g_autofree char *detail = line_detail (line), *validity = NULL, *credits = NULL, *money = money_text (page, line->amount);
  double left = y + nx_sheet_text (sheet, &strong, MARGIN + 16, y, title_width, line->title) + 3, middle = y;

  left += nx_sheet_text (sheet, &soft, MARGIN + 16, left, title_width, detail);
  if (line->credits > 0)
    {
      credits = nx_credits_format_noun (line->credits);
      validity = validity_text (line);
      middle += nx_sheet_text (sheet, &strong, credits_x, middle, CREDITS_WIDTH, credits) + 3;
      middle += nx_sheet_text (sheet, &soft, credits_x, middle, CREDITS_WIDTH, validity);
    }
  draw_amount (page, amount, RIGHT - 16 - AMOUNT_WIDTH, y, AMOUNT_WIDTH, money);
  return MAX (left, middle);
}

static double
draw_lines (Page *page, double y)
{
  NxSheet *sheet = &page->sheet;
  NxStyle right = label;

  right.align = NX_END;
  nx_sheet_box (sheet, NX_TINT, MARGIN, y, INNER, 26, 7);
  nx_sheet_text (sheet, &label, MARGIN + 16, y + 7.5, 180, _ ("What was bought"));
  nx_sheet_text (sheet, &label, RIGHT - 16 - AMOUNT_WIDTH - CREDITS_WIDTH, y + 7.5, CREDITS_WIDTH, _ ("Credits granted"));
  nx_sheet_text (sheet, &right, RIGHT - 16 - AMOUNT_WIDTH, y + 7.5, AMOUNT_WIDTH, _ ("Amount"));
  y += 26;
  for (guint i = 0; i < page->doc->lines->len; i++)
    {
      y = draw_line (page, g_ptr_array_index (page->doc->lines, i), y + 15) + 17;
      nx_sheet_rule (sheet, NX_LINE, MARGIN, y, INNER, 0.8);
    }
  return y + 18;
}

static double
draw_sum (Page *page, double y, const char *title, NxMoney money)
{
  const NxStyle value = { .size = 9.5, .ink = NX_INK, .align = NX_END };
  const NxStyle said = { .size = 9.5, .ink = NX_INK_SOFT, .align = NX_END };
  g_autofree char *text = money_text (page, money);

  nx_sheet_text (&page->sheet, &said, MARGIN, y, INNER - AMOUNT_WIDTH - 32, title);
  draw_amount (page, value, RIGHT - 16 - AMOUNT_WIDTH, y, AMOUNT_WIDTH, text);
  return y + 17;
}

static double
draw_sums (Page *page, double y)
{
  const NxReceiptDocument *doc = page->doc;
  const NxStyle title = { .size = 11, .weight = PANGO_WEIGHT_SEMIBOLD, .ink = NX_WHITE };
  const NxStyle value = { .size = 15, .weight = PANGO_WEIGHT_BOLD, .ink = NX_WHITE, .align = NX_END, .display = TRUE };
  g_autofree char *paid = money_text (page, doc->received), *rate = NULL;

  if (doc->tax.amount != 0 || doc->stamp.amount != 0)
    {
      y = draw_sum (page, y, _ ("Total before tax"), doc->net);
      rate = doc->tax_rate % 100 == 0
                 ? g_strdup_printf ("%d", doc->tax_rate / 100)
                 : g_strdup_printf ("%d%s%02d", doc->tax_rate / 100, C_ ("decimal point", "."), doc->tax_rate % 100);
      if (doc->tax.amount != 0)
        {
          g_autofree char *tax = g_strdup_printf (_ ("VAT %s%%"), rate);

          y = draw_sum (page, y, tax, doc->tax);
        }
      if (doc->stamp.amount != 0)
        y = draw_sum (page, y, _ ("Stamp duty"), doc->stamp);
    }
  if (doc->tax.amount != 0 || doc->stamp.amount != 0 || doc->received.amount != doc->total.amount)
    y = draw_sum (page, y, _ ("Amount due"), doc->total) + 3;
  nx_sheet_box (&page->sheet, page->note ? NX_ACCENT_INK : NX_BRAND, RIGHT - 276, y, 276, 40, 9);
  nx_sheet_text (&page->sheet, &title, RIGHT - 260, y + 12, 110, page->note ? _ ("Amount refunded") : _ ("Amount paid"));
  draw_amount (page, value, RIGHT - 16 - 130, y + 9, 130, paid);
  return y + 70;
}

static double
draw_words (Page *page, double y)
{
  g_autofree char *amount = nx_amount_in_words (page->doc->received, page->locale), *sentence = NULL;
  const NxStyle words = { .size = 10.5, .weight = PANGO_WEIGHT_MEDIUM, .ink = NX_INK, .lines = 4 };
  double height;

  /* Translators: %s is an amount in words */
  sentence = g_strdup_printf (page->note ? _ ("This credit note is drawn up for the sum of %s.")
                                         : _ ("This receipt is drawn up for the sum of %s."),
                              amount);
  height = nx_sheet_text (&page->sheet, &words, MARGIN + 16, y, INNER - 32, sentence);
  nx_sheet_box (&page->sheet, page->note ? NX_ACCENT : NX_BRAND, MARGIN, y - 2, 3, height + 4, 1.5);
  return y + height + 32;
}

/* How */

static const char *
method_text (const NxReceiptDocument *doc)
{
  switch (doc->method)
    {
    case NX_PAYMENT_METHOD_KONNECT:
      return _ ("By card, through Konnect");
    case NX_PAYMENT_METHOD_WISE:
      return _ ("By bank transfer");
    case NX_PAYMENT_METHOD_MANUAL:
      return _ ("At the desk of the centre");
    default:
      return nx_enum_label (&nx_payment_method_enum, doc->method);
    }
}

static double
draw_fact (Page *page, double y, const char *title, const char *text)
{
  const double column = 120;
  double left, right;

  if (text == NULL)
    return y;
  left = nx_sheet_text (&page->sheet, &soft, MARGIN, y, column, title);
  right = nx_sheet_text (&page->sheet, &plain, MARGIN + column, y, 170, text);
  return y + MAX (left, right) + 6;
}

static double
draw_payment (Page *page, double y)
{
  const NxReceiptDocument *doc = page->doc;
  const double top = y;
  g_autofree char *paid_on = day_text (doc->paid_on), *stamped = NULL;

  if (page->note)
    {
      g_autofree char *refunded_on = day_text (doc->note_issued_on);

      y = draw_fact (page, y, _ ("Refunded on"), refunded_on);
      y = draw_fact (page, y, _ ("Paid on"), paid_on);
    }
  else
    y = draw_fact (page, y, _ ("Paid on"), paid_on);
  /* The stamp's word once more, where a reader of the text finds it. */
  y = draw_fact (page, y, _ ("State"), page->note ? C_ ("receipt", "Refunded") : C_ ("receipt", "Paid"));
  y = draw_fact (page, y, _ ("Means of payment"), method_text (doc));
  y = draw_fact (page, y, _ ("Reference"), doc->reference);
  if (page->note)
    stamped = day_text (doc->note_issued_on);
  else
    stamped = g_steal_pointer (&paid_on);
  /* Translators: the word of a rubber stamp, in capitals */
  nx_sheet_stamp (&page->sheet, page->note ? NX_ACCENT_INK : NX_OK, RIGHT - 112, top + 30,
                  page->note ? C_ ("stamp", "REFUNDED") : C_ ("stamp", "PAID"), stamped);
  return MAX (y, top + 60);
}

/* Foot */

static void
draw_verification (Page *page)
{
  NxSheet *sheet = &page->sheet;
  const double y = VERIFICATION_Y, size = 104, x = MARGIN + size + 18, width = INNER - size - 34;
  const NxStyle title = { .size = 11, .weight = PANGO_WEIGHT_SEMIBOLD, .ink = NX_INK };
  const NxStyle link = { .size = 9, .weight = PANGO_WEIGHT_MEDIUM, .ink = NX_BRAND, .lines = 2 };
  g_autofree char *attributes = NULL, *quoted = NULL, *code = NULL, *said = NULL;
  g_auto (GStrv) parts = g_strsplit (page->doc->link, "'", -1);
  double at = y + 16;

  nx_sheet_box (sheet, NX_TINT, MARGIN, y, INNER, size + 16, 10);
  nx_sheet_box (sheet, NX_WHITE, MARGIN + 8, y + 8, size, size, 6);
  nx_sheet_ink (sheet, NX_INK);
  if (!nx_qr_draw (sheet->cr, page->doc->link, MARGIN + 8, y + 8, size))
    g_warning ("receipt %s: the address is too long for a QR code", page->doc->number);
  at += nx_sheet_text (sheet, &title, x, at, width, _ ("Is this receipt genuine?")) + 4;
  at += nx_sheet_text (sheet, &soft, x, at, width,
                       _ ("Scan the code, or open the address below: our site shows the number, the date and the amount."))
        + 6;
  quoted = g_strjoinv ("%27", parts);
  attributes = g_strdup_printf ("uri='%s'", quoted);
  cairo_tag_begin (sheet->cr, CAIRO_TAG_LINK, attributes);
  at += nx_sheet_text (sheet, &link, x, at, width, page->doc->link) + 4;
  cairo_tag_end (sheet->cr, CAIRO_TAG_LINK);
  code = g_strdup_printf ("%.5s-%s", page->doc->code, page->doc->code + 5);
  said = g_strdup_printf (_ ("Code: %s"), code);
  nx_sheet_text (sheet, &soft, x, at, width, said);
}

static void
draw_foot (Page *page)
{
  const NxReceiptParty *seller = &page->doc->seller;
  const NxStyle small = { .size = 8, .ink = NX_INK_SOFT, .lines = 2 };
  NxStyle right = small;
  g_autoptr (GString) text = g_string_new (seller->name != NULL ? seller->name : "Nexus Réussite");
  g_autofree char *pages = g_strdup_printf ("%d / %d", page->note ? 2 : 1, page->doc->note_number != NULL ? 2 : 1);
  const double y = HEIGHT - 46;

  right.align = NX_END;
  if (seller->address != NULL)
    g_string_append_printf (text, " · %s", seller->address);
  if (seller->tax_number != NULL)
    g_string_append_printf (text, " · %s", seller->tax_number);
  nx_sheet_rule (&page->sheet, NX_LINE, MARGIN, y - 10, INNER, 0.8);
  nx_sheet_text (&page->sheet, &small, MARGIN, y, INNER - 60, text->str);
  nx_sheet_text (&page->sheet, &right, RIGHT - 50, y, 50, pages);
}

/* Returns: where it ends. */
static double
draw_body (Page *page)
{
  double y = draw_head (page);

  y = draw_notice (page, y);
  y = draw_parties (page, y);
  y = draw_lines (page, y);
  y = draw_sums (page, y);
  y = draw_words (page, y);
  return draw_payment (page, y);
}

/* Drawn nowhere, to see how high it is. */
static double
measure_body (Page *page)
{
  cairo_surface_t *nowhere = cairo_recording_surface_create (CAIRO_CONTENT_COLOR, NULL);
  cairo_t *cr = page->sheet.cr;
  double bottom;

  page->sheet.cr = cairo_create (nowhere);
  bottom = draw_body (page);
  cairo_destroy (page->sheet.cr);
  cairo_surface_destroy (nowhere);
  page->sheet.cr = cr;
  return bottom;
}

static void
draw_page (cairo_t *cr, const NxReceiptDocument *doc, const char *locale, gboolean note)
{
  Page page = { .doc = doc, .locale = locale, .note = note };
  const double room = VERIFICATION_Y - 12;
  double scale;

  nx_sheet_init (&page.sheet, cr, locale);
  nx_sheet_rule (&page.sheet, NX_BRAND, 0, 0, WIDTH, 6);
  nx_sheet_rule (&page.sheet, NX_ACCENT, WIDTH - MARGIN - 84, 0, 84, 6);
  /* Names and reasons of many lines make everything a little smaller: a receipt is one page. */
  scale = MIN (1, room / measure_body (&page));
  cairo_save (cr);
  cairo_translate (cr, (1 - scale) * WIDTH / 2, 0);
  cairo_scale (cr, scale, scale);
  draw_body (&page);
  cairo_restore (cr);
  draw_verification (&page);
  draw_foot (&page);
  cairo_show_page (cr);
  nx_sheet_clear (&page.sheet);
}

static void
set_metadata (cairo_surface_t *surface, const NxReceiptDocument *doc)
{
  /* When the money came, not when somebody looked: the same receipt is the same file. */
  g_autofree char *date = nx_time_format (doc->issued_at - doc->issued_at % NX_TIME_SECOND);
  g_autofree char *title = g_strdup_printf (_ ("Receipt %s"), doc->number);

  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, title);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_AUTHOR,
                                  doc->seller.name != NULL ? doc->seller.name : "Nexus Réussite");
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Nexus Réussite");
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE, date);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_MOD_DATE, date);
}

static cairo_status_t
append (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

GBytes *
nx_receipt_draw (const NxReceiptDocument *self, const char *locale, GError **error)
{
  GByteArray *bytes = g_byte_array_new ();
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (append, bytes, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (surface);
  cairo_status_t status;

  set_metadata (surface, self);
  draw_page (cr, self, locale, FALSE);
  if (self->note_number != NULL)
    draw_page (cr, self, locale, TRUE);
  status = cairo_status (cr);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    return g_byte_array_free_to_bytes (bytes);
  g_byte_array_unref (bytes);
  g_set_error (error, NX_ERROR, NX_ERROR_INTERNAL, "receipt %s: %s", self->number, cairo_status_to_string (status));
  return NULL;
}
