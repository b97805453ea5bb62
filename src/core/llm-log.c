/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-log.h"

#include <stdio.h>
#include <string.h>

#define DOMAIN "llmselect"
#define FIELD "LLMSELECT_"

/* Bytes of a field and of a message, at most. */
#define FIELD_MAX 200
#define MESSAGE_MAX 1000

static const char *
find_field (const char *key, const GLogField *fields, gsize n_fields)
{
  for (gsize i = 0; i < n_fields; i++)
    {
      if (fields[i].length < 0 && strcmp (fields[i].key, key) == 0)
        return fields[i].value;
    }
  return NULL;
}

/* On one line, and without anything that a terminal would obey. */
static void
append_clean (GString *out, const char *text, gsize max_bytes)
{
  g_autofree char *valid = g_utf8_make_valid (text, (gssize) strnlen (text, max_bytes));

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar character = g_utf8_get_char (p);

      g_string_append_unichar (out, g_unichar_isprint (character) ? character : ' ');
    }
}

static void
append_time (GString *out)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = now != NULL ? g_date_time_format (now, "%H:%M:%S") : NULL;

  if (time != NULL)
    g_string_append_printf (out, "%s.%03d ", time, g_date_time_get_microsecond (now) / 1000);
}

static void
append_field (GString *out, const GLogField *field)
{
  g_autofree char *name = NULL;

  if (field->length >= 0 || !g_str_has_prefix (field->key, FIELD))
    return;
  name = g_ascii_strdown (field->key + strlen (FIELD), -1);
  g_string_append_printf (out, " %s=", name);
  append_clean (out, field->value, FIELD_MAX);
}

/**
 * llm_log_format:
 * @level: the record's level
 * @fields: (array length=n_fields): the record
 * @n_fields: how many fields it has
 *
 * Returns: (transfer full): time, level, domain, message and the program's own fields
 *   on one line
 */
char *
llm_log_format (GLogLevelFlags level, const GLogField *fields, gsize n_fields)
{
  GString *line = g_string_new (NULL);
  const char *domain = find_field ("GLIB_DOMAIN", fields, n_fields);
  const char *message = find_field ("MESSAGE", fields, n_fields);

  append_time (line);
  g_string_append (line, (level & G_LOG_LEVEL_DEBUG) != 0 ? "debug " : "info ");
  g_string_append_printf (line, "%s:", domain != NULL ? domain : "-");
  if (message != NULL)
    {
      g_string_append_c (line, ' ');
      append_clean (line, message, MESSAGE_MAX);
    }
  for (gsize i = 0; i < n_fields; i++)
    append_field (line, &fields[i]);
  return g_string_free (line, FALSE);
}

/* All else is for GLib, which knows G_MESSAGES_DEBUG and what a journal wants. */
static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  const char *domain = find_field ("GLIB_DOMAIN", fields, n_fields);
  g_autofree char *line = NULL;

  if ((level & (G_LOG_LEVEL_DEBUG | G_LOG_LEVEL_INFO)) == 0 || domain == NULL
      || !g_str_has_prefix (domain, DOMAIN))
    return g_log_writer_default (level, fields, n_fields, user_data);
  line = llm_log_format (level, fields, n_fields);
  fprintf (stderr, "%s\n", line);
  fflush (stderr);
  return G_LOG_WRITER_HANDLED;
}

/**
 * llm_log_print_debug:
 *
 * From now on prints what the program itself logs for debugging on standard error.
 * To be called once, before there are other threads.
 */
void
llm_log_print_debug (void)
{
  g_log_set_writer_func (write_log, NULL, NULL);
}
