/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-find-match.h"

#include <adwaita.h>
#include <string.h>

#define TAG "llm-find-match"

/**
 * llm_find_match_get:
 * @self: a match
 * @start: (out caller-allocates): its first character
 * @end: (out caller-allocates): what is behind it
 *
 * Returns: whether there is one
 */
gboolean
llm_find_match_get (const LlmFindMatch *self, GtkTextIter *start, GtkTextIter *end)
{
  g_return_val_if_fail (self != NULL && start != NULL && end != NULL, FALSE);

  if (self->buffer == NULL)
    return FALSE;
  gtk_text_buffer_get_iter_at_mark (self->buffer, start, self->start);
  gtk_text_buffer_get_iter_at_mark (self->buffer, end, self->end);
  return TRUE;
}

/**
 * llm_find_match_clear:
 * @self: a match
 *
 * There is none any more.
 */
void
llm_find_match_clear (LlmFindMatch *self)
{
  LlmFindMatch match;

  g_return_if_fail (self != NULL);

  match = *self;
  memset (self, 0, sizeof *self);
  if (match.buffer == NULL)
    return;
  gtk_text_buffer_delete_mark (match.buffer, match.start);
  gtk_text_buffer_delete_mark (match.buffer, match.end);
  gtk_text_tag_table_remove (gtk_text_buffer_get_tag_table (match.buffer), match.tag);
  g_object_unref (match.buffer);
}

/**
 * llm_find_match_set:
 * @self: a match, which may be none
 * @start: where it is from now on
 * @end: what is behind it
 */
void
llm_find_match_set (LlmFindMatch *self, const GtkTextIter *start, const GtkTextIter *end)
{
  GtkTextBuffer *buffer;
  GtkTextIter old_start, old_end;

  g_return_if_fail (self != NULL && start != NULL && end != NULL);

  buffer = gtk_text_iter_get_buffer (start);
  if (self->buffer != buffer)
    {
      llm_find_match_clear (self);
      self->buffer = g_object_ref (buffer);
      /* What is inserted beside it does not belong to it. */
      self->start = gtk_text_buffer_create_mark (buffer, NULL, start, FALSE);
      self->end = gtk_text_buffer_create_mark (buffer, NULL, end, TRUE);
      self->tag = gtk_text_buffer_create_tag (buffer, TAG, "background", LLM_FIND_MATCH_BACKGROUND,
                                              "foreground", LLM_FIND_MATCH_FOREGROUND, NULL);
    }
  else
    {
      llm_find_match_get (self, &old_start, &old_end);
      gtk_text_buffer_remove_tag (buffer, self->tag, &old_start, &old_end);
      gtk_text_buffer_move_mark (buffer, self->start, start);
      gtk_text_buffer_move_mark (buffer, self->end, end);
    }
  gtk_text_buffer_apply_tag (buffer, self->tag, start, end);
  llm_find_match_raise (self);
}

/**
 * llm_find_match_raise:
 * @self: a match
 *
 * Lets it stand out again: GtkSourceView puts its own tag above all others while it
 * searches, and who changes the text may take all tags off it.
 */
void
llm_find_match_raise (const LlmFindMatch *self)
{
  GtkTextIter start, end;
  int highest;

  if (!llm_find_match_get (self, &start, &end))
    return;
  highest = gtk_text_tag_table_get_size (gtk_text_buffer_get_tag_table (self->buffer)) - 1;
  if (gtk_text_tag_get_priority (self->tag) == highest && gtk_text_iter_has_tag (&start, self->tag))
    return;
  gtk_text_tag_set_priority (self->tag, highest);
  /* Another priority alone draws nothing anew. */
  gtk_text_buffer_remove_tag (self->buffer, self->tag, &start, &end);
  gtk_text_buffer_apply_tag (self->buffer, self->tag, &start, &end);
}

/**
 * llm_find_match_get_style:
 *
 * Returns: (transfer none) (nullable): how the other matches look in the theme of now
 */
GtkSourceStyle *
llm_find_match_get_style (void)
{
  GtkSourceStyleSchemeManager *manager = gtk_source_style_scheme_manager_get_default ();
  const gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  /* In light Adwaita the background of a match can hardly be told from none. */
  GtkSourceStyleScheme *scheme
      = gtk_source_style_scheme_manager_get_scheme (manager, dark ? "Adwaita-dark" : "classic");

  if (scheme == NULL)
    scheme = gtk_source_style_scheme_manager_get_scheme (manager, "Adwaita");
  return scheme != NULL ? gtk_source_style_scheme_get_style (scheme, "search-match") : NULL;
}
