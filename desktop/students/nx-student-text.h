/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "common/models/nx-models.h"

G_BEGIN_DECLS

/* What a student's file says, as pure functions: no widget, no network. All text is in the reader's language, (transfer full). */

/** "Lina Ben Ali" */
char *nx_student_name (NxStudent *student);
/** "Première · Lycée Pierre-Mendès-France"; without the school where it is not known */
char *nx_student_school (NxStudent *student);
/** "Première · HYBRIDE · 2,75 crédits": the second line of a row */
char *nx_student_summary (NxStudent *student);
/** "tel:+21698123456" (nullable): %NULL where @phone holds no number */
char *nx_phone_uri (const char *phone);
/** "https://wa.me/21698123456" (nullable); a number without country is one of Tunisia */
char *nx_whatsapp_uri (const char *phone);

/** What somebody on the phone should know at once; bits, worst first. */
typedef enum
{
  NX_STUDENT_FLAG_NO_PLAN = 1 << 0,
  NX_STUDENT_FLAG_NO_CREDIT = 1 << 1,
  NX_STUDENT_FLAG_EXPIRING = 1 << 2, /* within seven days */
  NX_STUDENT_FLAG_UNPAID = 1 << 3,   /* the paid month is over */
  NX_STUDENT_FLAG_NOT_ACTIVATED = 1 << 4
} NxStudentFlags;

NxStudentFlags nx_student_flags (NxStudent *student, gint64 now);
/** Returns: (transfer none): the words of one flag. */
const char *nx_student_flag_label (NxStudentFlags flag);

/** @text: (transfer full): with a capital first letter, for the start of a line. Returns: (transfer full) */
char *nx_student_capitalise (char *text);

/** "mer. 25 nov., 15:00" in the centre's zone */
char *nx_student_when (gint64 time);
/** "179,000 TND reçus au bureau · HYBRIDE actif · 4 crédits": what taking this payment does */
char *nx_student_payment_effect (NxMoney total, const char *plan, gint32 credits);
/** "340,000 TND reçus au bureau · Pack 8 crédits · 8 crédits" */
char *nx_student_pack_effect (NxMoney received, const char *title, gint32 credits);
/** The sum of a plan with @n_subjects ARIA subjects, of which @included are in the plan. */
NxMoney nx_student_plan_total (NxMoney plan, guint n_subjects, guint included, NxMoney each, NxMoney all);

G_END_DECLS
