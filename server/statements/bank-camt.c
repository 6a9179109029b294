/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/statements/bank-private.h"

#include <glib/gi18n-lib.h>
#include <libxml/xmlreader.h>
#include <string.h>

#include "common/nx-time.h"

/*
 * CAMT.053 (ISO 20022), any version: names without their namespace. Read as a stream of elements, one entry at a time, so that memory
 * is bounded by the entry; without network, without entities, and a document type is refused before its first element.
 */

#define MAX_DEPTH 40
#define MAX_NODES 400000
#define OPTIONS (XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_COMPACT)

typedef struct
{
  NxBankFile *file;
  gint32 today;
  xmlTextReader *reader;
  guint nodes;
  gboolean statement, has_opening, has_closing;
  gint64 opening, closing;
  char *fault; /* what libxml2 said first */
  guint fault_line;
} NxCamt;

/* --- small readings of a tree --- */

static gboolean
is_named (const xmlNode *node, const char *name)
{
  return node->type == XML_ELEMENT_NODE && strcmp ((const char *) node->name, name) == 0;
}

/* The node at "A/B/C" below @node. */
static xmlNode *
at_path (xmlNode *node, const char *path)
{
  g_auto (GStrv) names = g_strsplit (path, "/", -1);

  for (guint i = 0; names[i] != NULL && node != NULL; i++)
    {
      xmlNode *child = node->children;

      while (child != NULL && !is_named (child, names[i]))
        child = child->next;
      node = child;
    }
  return node;
}

/* (transfer full) (nullable) */
static char *
text_of (xmlNode *node)
{
  xmlChar *content = node != NULL ? xmlNodeGetContent (node) : NULL;
  char *text = content != NULL ? nx_bank_clean ((const char *) content) : NULL;

  xmlFree (content);
  return text;
}

static char *
text_at (xmlNode *node, const char *path)
{
  return text_of (at_path (node, path));
}

static guint
line_of (xmlNode *node)
{
  const long line = xmlGetLineNo (node);

  return line > 0 ? (guint) line : 1;
}

/* --- values --- */

/* @sign_from: whose CdtDbtInd gives the sign. */
static gboolean
read_amount (xmlNode *amount, xmlNode *sign_from, gint64 *millimes, GError **error)
{
  g_autofree char *text = text_of (amount), *indicator = text_at (sign_from, "CdtDbtInd");
  xmlChar *attribute = xmlGetNoNsProp (amount, (const xmlChar *) "Ccy");
  g_autofree char *currency = g_strdup ((const char *) attribute);
  const char *fault = NULL;

  xmlFree (attribute);
  if (currency == NULL || !g_str_equal (currency, "TND"))
    return nx_bank_fault (error, line_of (amount), _ ("the currency is %.10s; only dinars (TND) can be matched."),
                          currency != NULL ? currency : "?");
  if (!nx_bank_parse_amount (text, '.', millimes, &fault))
    return nx_bank_fault (error, line_of (amount), _ ("“%.40s” %s."), text, fault);
  if (*millimes < 0 || indicator == NULL || (!g_str_equal (indicator, "CRDT") && !g_str_equal (indicator, "DBIT")))
    return nx_bank_fault (error, line_of (sign_from), _ ("nothing says whether money comes or goes."));
  if (g_str_equal (indicator, "DBIT"))
    *millimes = -*millimes;
  return TRUE;
}

static gboolean
read_date (xmlNode *entry, gint32 *date, GError **error)
{
  static const char *const paths[] = { "BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm" };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *text = text_at (entry, paths[i]);

      if (text == NULL)
        continue;
      /* "2026-11-20+01:00" is a date too. */
      if (strlen (text) > 10)
        text[10] = '\0';
      if (nx_bank_parse_date (text, date) == NX_BANK_DATE_OK)
        return TRUE;
      return nx_bank_fault (error, line_of (entry), _ ("“%.40s” is no day of the calendar (year-month-day)."), text);
    }
  return nx_bank_fault (error, line_of (entry), _ ("the date is missing."));
}

static void
add_text (GString *label, char *text)
{
  if (text != NULL && *text != '\0' && !g_str_equal (text, "NOTPROVIDED") && strstr (label->str, text) == NULL
      && g_utf8_strlen (label->str, -1) + g_utf8_strlen (text, -1) + 3 <= NX_BANK_MAX_FIELD)
    g_string_append_printf (label, "%s%s", label->len > 0 ? " / " : "", text);
  g_free (text);
}

/* What the payer wrote, then what the bank added. */
static void
add_texts (GString *label, xmlNode *details)
{
  xmlNode *remittance = at_path (details, "RmtInf");

  for (xmlNode *child = remittance != NULL ? remittance->children : NULL; child != NULL; child = child->next)
    {
      if (is_named (child, "Ustrd"))
        add_text (label, text_of (child));
      if (is_named (child, "Strd"))
        add_text (label, text_at (child, "CdtrRefInf/Ref"));
    }
  add_text (label, text_at (details, "Refs/EndToEndId"));
  add_text (label, text_at (details, "AddtlTxInf"));
}

static char *
payer_of (xmlNode *details)
{
  static const char *const paths[] = { "RltdPties/Dbtr/Nm", "RltdPties/Dbtr/Pty/Nm", "RltdPties/UltmtDbtr/Nm", "RltdPties/UltmtDbtr/Pty/Nm" };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      char *name = text_at (details, paths[i]);

      if (name != NULL && *name != '\0')
        return name;
      g_free (name);
    }
  return NULL;
}

static xmlNode *
amount_of (xmlNode *details)
{
  xmlNode *amount = at_path (details, "AmtDtls/TxAmt/Amt");

  return amount != NULL ? amount : at_path (details, "Amt");
}

/* --- entries --- */

/* (element-type xmlNode): every TxDtls of an entry. */
static GPtrArray *
details_of (xmlNode *entry)
{
  GPtrArray *all = g_ptr_array_new ();

  for (xmlNode *group = entry->children; group != NULL; group = group->next)
    for (xmlNode *child = is_named (group, "NtryDtls") ? group->children : NULL; child != NULL; child = child->next)
      if (is_named (child, "TxDtls"))
        g_ptr_array_add (all, child);
  return all;
}

/* Whether the transactions of an entry have amounts of their own that make up the entry's. */
static gboolean
adds_up (GPtrArray *details, xmlNode *entry, gint64 total)
{
  gint64 sum = 0;

  for (guint i = 0; i < details->len; i++)
    {
      xmlNode *one = details->pdata[i], *amount = amount_of (one);
      gint64 millimes;

      if (amount == NULL || !read_amount (amount, at_path (one, "CdtDbtInd") != NULL ? one : entry, &millimes, NULL)
          || millimes == 0)
        return FALSE;
      sum += millimes;
    }
  return sum == total;
}

static gboolean
add_one (NxCamt *self, xmlNode *entry, GPtrArray *details, guint from, guint to, gint64 amount, gint32 date, GError **error)
{
  g_autoptr (GString) label = g_string_new (NULL);
  g_autofree char *payer = NULL;
  g_autofree char *own = from < to ? text_at (details->pdata[from], "Refs/AcctSvcrRef") : NULL;
  g_autofree char *shared = text_at (entry, "AcctSvcrRef");

  for (guint i = from; i < to; i++)
    {
      add_texts (label, details->pdata[i]);
      if (payer == NULL)
        payer = payer_of (details->pdata[i]);
    }
  add_text (label, text_at (entry, "AddtlNtryInf"));
  return nx_bank_file_add (self->file,
                           nx_bank_entry_new (line_of (details->len > 1 && from + 1 == to ? details->pdata[from] : entry), date,
                                              amount, payer, label->str, own != NULL ? own : shared),
                           self->today, error);
}

static gboolean
is_booked (xmlNode *entry)
{
  g_autofree char *code = text_at (entry, "Sts/Cd"), *status = text_at (entry, "Sts");
  const char *value = code != NULL ? code : status;

  return value == NULL || (!g_str_equal (value, "PDNG") && !g_str_equal (value, "INFO") && !g_str_equal (value, "FUTR"));
}

static gboolean
read_entry (NxCamt *self, xmlNode *entry, GError **error)
{
  xmlNode *amount = at_path (entry, "Amt");
  g_autoptr (GPtrArray) details = details_of (entry);
  gint64 total, one;
  gint32 date;

  if (!is_booked (entry))
    {
      self->file->skipped++;
      return TRUE;
    }
  if (amount == NULL)
    return nx_bank_fault (error, line_of (entry), _ ("the amount is missing."));
  if (!read_amount (amount, entry, &total, error) || !read_date (entry, &date, error))
    return FALSE;
  if (details->len < 2 || !adds_up (details, entry, total))
    return add_one (self, entry, details, 0, details->len, total, date, error);
  for (guint i = 0; i < details->len; i++)
    {
      xmlNode *sign_from = at_path (details->pdata[i], "CdtDbtInd") != NULL ? details->pdata[i] : entry;

      if (!read_amount (amount_of (details->pdata[i]), sign_from, &one, error)
          || !add_one (self, entry, details, i, i + 1, one, date, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_balance (NxCamt *self, xmlNode *balance, GError **error)
{
  g_autofree char *code = text_at (balance, "Tp/CdOrPrtry/Cd");
  xmlNode *amount = at_path (balance, "Amt");
  gint64 millimes;

  if (code == NULL || amount == NULL)
    return TRUE;
  if (!self->has_opening && (g_str_equal (code, "OPBD") || g_str_equal (code, "PRCD")))
    {
      if (!read_amount (amount, balance, &millimes, error))
        return FALSE;
      self->has_opening = TRUE;
      self->opening = millimes;
    }
  else if (g_str_equal (code, "CLBD"))
    {
      if (!read_amount (amount, balance, &millimes, error))
        return FALSE;
      self->has_closing = TRUE;
      self->closing = millimes;
    }
  return TRUE;
}

static gboolean
read_account (NxCamt *self, xmlNode *account, GError **error)
{
  g_autofree char *iban = text_at (account, "Id/IBAN"), *other = text_at (account, "Id/Othr/Id");
  const char *number = iban != NULL ? iban : other;

  if (number == NULL)
    return TRUE;
  if (self->file->account != NULL && !g_str_equal (self->file->account, number))
    return nx_bank_fault (error, line_of (account), _ ("a second account in the same file. Export one account at a time."));
  if (self->file->account == NULL)
    self->file->account = g_strdup (number);
  return TRUE;
}

/* --- the stream --- */

static void
on_fault (gpointer data, xmlErrorPtr fault)
{
  NxCamt *self = data;

  if (self->fault != NULL || fault->level < XML_ERR_ERROR)
    return;
  self->fault = nx_bank_clean (fault->message != NULL ? fault->message : "");
  self->fault_line = fault->line > 0 ? (guint) fault->line : 0;
}

static guint
line_now (NxCamt *self)
{
  const int line = xmlTextReaderGetParserLineNumber (self->reader);

  return line > 0 ? (guint) line : 1;
}

static gboolean
refuse_xml (NxCamt *self, GError **error)
{
  return nx_bank_fault (error, self->fault_line, _ ("the XML cannot be read; the file may be cut short (%s)."),
                        self->fault != NULL && *self->fault != '\0' ? self->fault : "XML");
}

/* Returns: 1 to go on below the element, 0 to skip to what follows it, -1 with @error set. */
static int
read_element (NxCamt *self, int depth, GError **error)
{
  static const struct { const char *name; gboolean (*read) (NxCamt *, xmlNode *, GError **); } parts[] = {
    { "Ntry", read_entry }, { "Bal", read_balance }, { "Acct", read_account },
  };
  const char *name = (const char *) xmlTextReaderConstLocalName (self->reader);
  xmlNode *node;

  if (depth == 0 && strcmp (name, "Document") != 0)
    return nx_bank_fault (error, line_now (self), _ ("this XML is no bank statement (CAMT.053).")) - 1;
  if (depth == 1 && strcmp (name, "BkToCstmrStmt") != 0)
    return nx_bank_fault (error, line_now (self), _ ("this is another kind of bank message (%.40s); CAMT.053 is needed."), name)
           - 1;
  if (depth == 2)
    self->statement |= strcmp (name, "Stmt") == 0;
  if (depth != 3)
    return depth < 3 ? 1 : 0;
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (strcmp (name, parts[i].name) == 0)
      {
        node = xmlTextReaderExpand (self->reader);
        if (node == NULL)
          return refuse_xml (self, error) - 1;
        return parts[i].read (self, node, error) ? 0 : -1;
      }
  return 0;
}

static gboolean
check_node (NxCamt *self, int depth, GError **error)
{
  const int type = xmlTextReaderNodeType (self->reader);

  if (type == XML_READER_TYPE_DOCUMENT_TYPE || type == XML_READER_TYPE_ENTITY || type == XML_READER_TYPE_ENTITY_REFERENCE)
    return nx_bank_fault (error, line_now (self), _ ("a document type or an entity, which no bank statement has."));
  if (depth > MAX_DEPTH || ++self->nodes > MAX_NODES)
    return nx_bank_fault (error, line_now (self), _ ("the XML is too large or too deep for a statement."));
  return TRUE;
}

static gboolean
read_stream (NxCamt *self, GError **error)
{
  int more = xmlTextReaderRead (self->reader);

  while (more == 1)
    {
      const int depth = xmlTextReaderDepth (self->reader);
      int below = 1;

      if (!check_node (self, depth, error))
        return FALSE;
      if (xmlTextReaderNodeType (self->reader) == XML_READER_TYPE_ELEMENT)
        below = read_element (self, depth, error);
      if (below < 0)
        return FALSE;
      more = below == 0 ? xmlTextReaderNext (self->reader) : xmlTextReaderRead (self->reader);
    }
  if (more < 0 || self->fault != NULL)
    return refuse_xml (self, error);
  if (!self->statement)
    return nx_bank_fault (error, 0, _ ("this XML is no bank statement (CAMT.053)."));
  self->file->has_balances = self->has_opening && self->has_closing;
  self->file->opening = self->opening;
  self->file->closing = self->closing;
  return TRUE;
}

/* Line of the first "<!" that is neither a comment nor character data; 0 where there is none. */
static guint
find_declaration (const char *text)
{
  guint line = 1;

  for (const char *at = text; *at != '\0'; at++)
    {
      line += *at == '\n';
      if (at[0] == '<' && at[1] == '!'
          && (g_ascii_strncasecmp (at + 2, "DOCTYPE", 7) == 0 || g_ascii_strncasecmp (at + 2, "ENTITY", 6) == 0))
        return line;
    }
  return 0;
}

NxBankFile *
nx_bank_read_camt (const NxBankSource *source, gint32 today, GError **error)
{
  g_autoptr (NxBankFile) file = nx_bank_file_new (NX_BANK_CAMT053);
  NxCamt camt = { .file = file, .today = today };
  const guint declaration = find_declaration (source->text);
  gboolean read;

  if (declaration > 0)
    {
      nx_bank_fault (error, declaration, _ ("a document type or an entity, which no bank statement has."));
      return NULL;
    }
  /* The text was decoded already, whatever it says of its encoding. */
  camt.reader = xmlReaderForMemory (source->text, (int) source->length, NULL, "UTF-8", OPTIONS);
  if (camt.reader == NULL)
    {
      refuse_xml (&camt, error);
      return NULL;
    }
  xmlTextReaderSetStructuredErrorHandler (camt.reader, on_fault, &camt);
  read = read_stream (&camt, error);
  xmlFreeTextReader (camt.reader);
  g_free (camt.fault);
  return read ? g_steal_pointer (&file) : NULL;
}
