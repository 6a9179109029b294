/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/http/nx-language.h"

#include <pthread.h>
#include <string.h>

/* [1]: English. Read-only once made; plain pthreads, which the thread sanitizer understands. */
static locale_t locales[2];
static pthread_once_t locales_once = PTHREAD_ONCE_INIT;

static void
open_locales (void)
{
  static const char *const french[] = { "fr_FR.UTF-8", "fr_FR.utf8", "fr_TN.UTF-8", "fr_CA.UTF-8", "fr_BE.UTF-8", "fr_CH.UTF-8" };

  locales[1] = newlocale (LC_ALL_MASK, "C.UTF-8", (locale_t) 0);
  if (locales[1] == (locale_t) 0)
    locales[1] = newlocale (LC_ALL_MASK, "C", (locale_t) 0);
  for (guint i = 0; i < G_N_ELEMENTS (french) && locales[0] == (locale_t) 0; i++)
    locales[0] = newlocale (LC_MESSAGES_MASK | LC_CTYPE_MASK | LC_TIME_MASK, french[i], (locale_t) 0);
  if (locales[0] == (locale_t) 0)
    {
      g_message ("no French locale is installed: pages and messages are in English (see LOCPATH)");
      locales[0] = duplocale (locales[1]);
    }
}

static locale_t
find_locale (const char *language)
{
  pthread_once (&locales_once, open_locales);
  return locales[language != NULL && language[0] == 'e' ? 1 : 0];
}

locale_t
nx_language_enter (const char *language)
{
  return uselocale (find_locale (language));
}

void
nx_language_leave (locale_t before)
{
  uselocale (before);
}

const char *
nx_language_known (const char *text)
{
  if (text == NULL)
    return NULL;
  if (g_ascii_strncasecmp (text, "fr", 2) == 0 && !g_ascii_isalnum (text[2]))
    return "fr";
  if (g_ascii_strncasecmp (text, "en", 2) == 0 && !g_ascii_isalnum (text[2]))
    return "en";
  return NULL;
}

/* "0.8" in thousandths; 1000 where there is none, 0 where it is malformed. */
static int
weight_of (const char *at, const char *end)
{
  const char *q = memmem (at, end - at, "q=", 2);
  if (q == NULL)
    return 1000;
  q += 2;
  if (q == end || (*q != '0' && *q != '1'))
    return 0;
  int weight = (*q - '0') * 1000, step = 100;
  if (++q < end && *q == '.')
    for (q++; q < end && g_ascii_isdigit (*q) && step > 0; q++, step /= 10)
      weight += (*q - '0') * step;
  return MIN (weight, 1000);
}

const char *
nx_language_accept (const char *accept)
{
  const char *best = NULL;
  int best_weight = 0;

  for (const char *at = accept; at != NULL && *at != '\0';)
    {
      const char *end = strchrnul (at, ',');
      while (*at == ' ' || *at == '\t')
        at++;
      const char *language = nx_language_known (at);
      int weight = language != NULL ? weight_of (at, end) : 0;
      if (weight > best_weight)
        {
          best = language;
          best_weight = weight;
        }
      at = *end == ',' ? end + 1 : end;
    }
  return best;
}
