/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** NxEnum: a closed list of wire values (domain.md section 2) with translatable labels. Values count from 0. */
typedef struct
{
  const char *slug;  /* wire and database value, never translated */
  const char *label; /* NC_() text for people, with the list's name as context: shown by nx_enum_label() */
} NxEnumValue;

typedef struct
{
  const char *name;
  const NxEnumValue *values; /* terminated by a %NULL slug */
} NxEnum;

typedef enum { NX_ROLE_ADMIN, NX_ROLE_ASSISTANTE, NX_ROLE_COACH, NX_ROLE_PARENT, NX_ROLE_ELEVE } NxRole;
typedef enum
{
  NX_SUBJECT_MATHEMATIQUES, NX_SUBJECT_NSI, NX_SUBJECT_FRANCAIS, NX_SUBJECT_PHILOSOPHIE, NX_SUBJECT_HISTOIRE_GEO,
  NX_SUBJECT_ANGLAIS, NX_SUBJECT_ESPAGNOL, NX_SUBJECT_PHYSIQUE_CHIMIE, NX_SUBJECT_SVT, NX_SUBJECT_SES
} NxSubject;
typedef enum { NX_GRADE_SECONDE, NX_GRADE_PREMIERE, NX_GRADE_TERMINALE } NxGrade;
typedef enum { NX_SERVICE_COURS_ONLINE, NX_SERVICE_COURS_PRESENTIEL, NX_SERVICE_ATELIER_GROUPE } NxServiceType;
typedef enum { NX_SESSION_SCHEDULED, NX_SESSION_COMPLETED, NX_SESSION_CANCELLED, NX_SESSION_NO_SHOW } NxSessionStatus;
typedef enum
{
  NX_SUBSCRIPTION_ACTIVE, NX_SUBSCRIPTION_INACTIVE, NX_SUBSCRIPTION_CANCELLED, NX_SUBSCRIPTION_EXPIRED
} NxSubscriptionStatus;
typedef enum
{
  NX_TRANSACTION_MONTHLY_ALLOCATION, NX_TRANSACTION_PURCHASE, NX_TRANSACTION_USAGE, NX_TRANSACTION_REFUND,
  NX_TRANSACTION_EXPIRATION, NX_TRANSACTION_ADJUSTMENT
} NxTransactionType;
typedef enum { NX_PAYMENT_TYPE_SUBSCRIPTION, NX_PAYMENT_TYPE_CREDIT_PACK, NX_PAYMENT_TYPE_SPECIAL_PACK } NxPaymentType;
typedef enum { NX_PAYMENT_PENDING, NX_PAYMENT_COMPLETED, NX_PAYMENT_FAILED, NX_PAYMENT_REFUNDED } NxPaymentStatus;
/* wire: konnect wise manual */
typedef enum { NX_PAYMENT_METHOD_KONNECT, NX_PAYMENT_METHOD_WISE, NX_PAYMENT_METHOD_MANUAL } NxPaymentMethod;
/* What the office has to look at of a payment: money for a plan that was replaced meanwhile, money that came twice, or not what was due. */
typedef enum { NX_PAYMENT_ATTENTION_PLAN_REPLACED, NX_PAYMENT_ATTENTION_PAID_TWICE, NX_PAYMENT_ATTENTION_MISMATCH } NxPaymentAttention;
typedef enum { NX_PLAN_ACCES_PLATEFORME, NX_PLAN_HYBRIDE, NX_PLAN_IMMERSION } NxPlanName;
typedef enum { NX_MODALITY_ONLINE, NX_MODALITY_PRESENTIEL, NX_MODALITY_HYBRIDE } NxModality; /* wire: online presentiel hybride */
typedef enum { NX_ATTENDANCE_PRESENT, NX_ATTENDANCE_LATE, NX_ATTENDANCE_ABSENT } NxAttendance; /* wire: PRESENT LATE ABSENT */
/* wire: WAITING OFFERED ACCEPTED EXPIRED LEFT; the first two are open */
typedef enum { NX_WAITING_WAITING, NX_WAITING_OFFERED, NX_WAITING_ACCEPTED, NX_WAITING_EXPIRED, NX_WAITING_LEFT } NxWaitingStatus;
typedef enum { NX_REPORT_DRAFT, NX_REPORT_SUBMITTED } NxReportStatus; /* wire: DRAFT SUBMITTED */
typedef enum { NX_BANK_LINE_OPEN, NX_BANK_LINE_MATCHED, NX_BANK_LINE_IGNORED, NX_BANK_LINE_SETTLED } NxBankLineStatus;

extern const NxEnum nx_role_enum, nx_subject_enum, nx_grade_enum, nx_service_type_enum, nx_session_status_enum,
  nx_subscription_status_enum, nx_transaction_type_enum, nx_payment_type_enum, nx_payment_status_enum,
  nx_payment_method_enum, nx_payment_attention_enum, nx_plan_name_enum, nx_modality_enum, nx_attendance_enum, nx_report_status_enum,
  nx_bank_line_status_enum, nx_waiting_status_enum;

/** Returns: the value of @slug, or -1 where it is none of @type's. */
int nx_enum_value (const NxEnum *type, const char *slug);
/** Returns: (transfer none) (nullable): the wire value, %NULL where @value is none. */
const char *nx_enum_slug (const NxEnum *type, int value);
/** Returns: (transfer none): the label in the calling thread's language; the slug or "" where there is none. */
const char *nx_enum_label (const NxEnum *type, int value);
guint nx_enum_count (const NxEnum *type);

G_END_DECLS
