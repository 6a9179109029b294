/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/payments/payments.h"
#include "server/receipts/receipts.h"
#include "tests/server/families-fixture.h"

/* The whole server, with what sells packs and looks into PDFs with poppler's tools. */

void receipts_setup (FamiliesFixture *f, gconstpointer data);

typedef struct
{
  NxActor actor;
  NxNewPayment due;
  NxMoney received;
  char *payment_id;
  gboolean settled;
} Sale;

/** A pack of four credits at the desk, to be paid and settled at once by sell(). */
Sale a_sale (FamiliesFixture *f, Family *family, const char *pack, gint64 millimes);
void sell (FamiliesFixture *f, Sale *sale);
/** GET …/receipt.pdf */
NxTestReply *fetch (FamiliesFixture *f, const char *payment_id, const char *token);

/** Writes @data into the folder "receipts" of the build, so that a person can look as well. Returns: (transfer full): its path.
 */
char *keep (const char *name, const char *data, gsize length);
/** Runs a program that must succeed. Returns: (transfer full): what it printed. */
char *tool (const char *const *argv);
char *text_of (const char *path);
/** A PNG of each page beside the PDF. */
void picture_of (const char *path);
/** The PDF for the office in @locale, kept as @name, which must have so many @pages. Returns: (transfer full): its text. */
char *read_receipt (FamiliesFixture *f, Sale *sale, const char *locale, const char *name, const char *pages);

#define assert_says(text, words) nx_says ((text), (words), __LINE__)
void nx_says (const char *text, const char *words, int line);
