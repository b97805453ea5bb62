/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-history-text.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

/* Names of models beyond this are counted. */
#define MAX_NAMES 3

/**
 * llm_history_text_get_title:
 * @entry: a conversation
 *
 * Returns: (transfer none): its title, or what stands for one
 */
const char *
llm_history_text_get_title (LlmHistoryEntry *entry)
{
  const LlmEntryData *data = llm_history_entry_get_data (entry);

  if (*data->title != '\0')
    return data->title;
  return g_str_equal (data->kind, LLM_KIND_CHAT) ? _ ("Untitled chat") : _ ("Untitled comparison");
}

/**
 * llm_history_text_format_time:
 * @time: Unix time in microseconds
 * @now: the present in the local time zone
 *
 * Returns: (transfer full): the time of a moment of today, the day of any other
 */
char *
llm_history_text_format_time (gint64 time, GDateTime *now)
{
  g_autoptr (GDateTime) utc = NULL;
  g_autoptr (GDateTime) local = NULL;
  g_autoptr (GDateTime) yesterday = NULL;

  g_return_val_if_fail (now != NULL, NULL);

  utc = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);
  local = utc != NULL ? g_date_time_to_timezone (utc, g_date_time_get_timezone (now)) : NULL;
  if (local == NULL)
    return g_strdup ("");

  if (g_date_time_get_year (local) == g_date_time_get_year (now)
      && g_date_time_get_day_of_year (local) == g_date_time_get_day_of_year (now))
    /* Translators: the time of day, see strftime(3); "%l:%M %p" for 12 hours. */
    return g_date_time_format (local, _ ("%H:%M"));

  yesterday = g_date_time_add_days (now, -1);
  if (g_date_time_get_year (local) == g_date_time_get_year (yesterday)
      && g_date_time_get_day_of_year (local) == g_date_time_get_day_of_year (yesterday))
    return g_strdup (_ ("Yesterday"));

  if (g_date_time_get_year (local) == g_date_time_get_year (now))
    /* Translators: a day of this year, short, see strftime(3). */
    return g_date_time_format (local, _ ("%-d %b"));

  /* Translators: a day of another year, short, see strftime(3). */
  return g_date_time_format (local, _ ("%-d %b %Y"));
}

/* "vendor:org/name-latest" is "name". */
static char *
shorten_model (const char *spec)
{
  const char *colon = strchr (spec, ':');
  const char *name = colon != NULL ? colon + 1 : spec;
  const char *slash = strrchr (name, '/');
  char *shortened = g_strdup (slash != NULL && slash[1] != '\0' ? slash + 1 : name);

  if (g_str_has_suffix (shortened, "-latest"))
    shortened[strlen (shortened) - strlen ("-latest")] = '\0';
  return shortened;
}

static int
compare_names_cb (const void *a, const void *b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/**
 * llm_history_text_format_models:
 * @entry: a conversation
 *
 * Returns: (transfer full): the names of its models, shortened; empty if it has none; that
 *   they are hidden while they are
 */
char *
llm_history_text_format_models (LlmHistoryEntry *entry)
{
  g_auto (GStrv) models = g_strdupv ((char **) llm_history_entry_get_models (entry));
  const guint n = g_strv_length (models);
  GString *text;

  if (llm_history_entry_get_data (entry)->names_hidden)
    return g_strdup (_ ("models hidden"));
  text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      char *name = shorten_model (models[i]);

      g_free (models[i]);
      models[i] = name;
    }
  /* The order of the columns would tell who was who in a blind comparison. */
  qsort (models, n, sizeof *models, compare_names_cb);
  for (guint i = 0; i < n && i < MAX_NAMES; i++)
    {
      if (i > 0)
        /* Translators: between the items of a list. */
        g_string_append (text, _ (", "));
      g_string_append (text, models[i]);
    }
  if (n > MAX_NAMES)
    /* Translators: so many more than those that are named before. */
    g_string_append_printf (text, _ (" +%u"), n - MAX_NAMES);
  return g_string_free (text, FALSE);
}

/**
 * llm_history_text_format_detail:
 * @entry: a conversation
 * @n_hits: how many texts of it a search has found, 0 for no search
 *
 * Returns: (transfer full): how much there is, and of whom
 */
char *
llm_history_text_format_detail (LlmHistoryEntry *entry, guint n_hits)
{
  const guint n = llm_history_entry_get_data (entry)->n_messages;
  g_autofree char *models = llm_history_text_format_models (entry);
  g_autofree char *count = NULL;

  if (n_hits > 0)
    count = g_strdup_printf (ngettext ("%u hit", "%u hits", n_hits), n_hits);
  else if (n > 0)
    count = g_strdup_printf (ngettext ("%u message", "%u messages", n), n);
  if (count == NULL || *models == '\0')
    return g_strdup (count != NULL ? count : models);
  /* Translators: a number of messages or hits; names of models. */
  return g_strdup_printf (_ ("%s · %s"), count, models);
}

/**
 * llm_history_text_take_marks:
 * @snippet: text with %LLM_SEARCH_MARK_START and %LLM_SEARCH_MARK_END
 * @attrs: (out) (transfer full): what makes the marked words stand out
 *
 * Returns: (transfer full): the text without the marks
 */
char *
llm_history_text_take_marks (const char *snippet, PangoAttrList **attrs)
{
  GString *text = g_string_new (NULL);
  gssize start = -1;

  g_return_val_if_fail (snippet != NULL && attrs != NULL, NULL);

  *attrs = pango_attr_list_new ();
  for (const char *p = snippet; *p != '\0'; p = g_utf8_next_char (p))
    {
      const gboolean ends = g_str_has_prefix (p, LLM_SEARCH_MARK_END);

      if (g_str_has_prefix (p, LLM_SEARCH_MARK_START))
        {
          start = (gssize) text->len;
        }
      else if (ends && start >= 0)
        {
          PangoAttribute *bold = pango_attr_weight_new (PANGO_WEIGHT_BOLD);

          bold->start_index = (guint) start;
          bold->end_index = (guint) text->len;
          pango_attr_list_insert (*attrs, bold);
          start = -1;
        }
      else if (!ends)
        {
          g_string_append_unichar (text, g_utf8_get_char (p));
        }
    }
  return g_string_free (text, FALSE);
}
