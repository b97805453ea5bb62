/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-cli-prompt.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

#include "llm-input-check.h"

#define READ_SIZE (64 * 1024)

/**
 * llm_cli_prompt_check:
 * @text: bytes of any origin
 * @len: how many
 * @problem: (out): where to put what is wrong with them, as a translated sentence
 *
 * Returns: (transfer full) (nullable): the prompt, or NULL if it is none
 */
char *
llm_cli_prompt_check (const char *text, gsize len, char **problem)
{
  g_autofree char *prompt = NULL;
  g_autoptr (GError) error = NULL;

  g_return_val_if_fail (text != NULL && problem != NULL, NULL);

  if (len > LLM_CLI_PROMPT_MAX)
    *problem = g_strdup_printf (_ ("The prompt is larger than %d MiB."),
                                LLM_CLI_PROMPT_MAX / (1024 * 1024));
  else if (memchr (text, '\0', len) != NULL)
    *problem = g_strdup (_ ("The prompt is not a text: it has a NUL byte."));
  else if (!g_utf8_validate_len (text, len, NULL))
    *problem = g_strdup (_ ("The prompt is not valid UTF-8."));
  else
    prompt = g_strndup (text, len);

  if (prompt != NULL && !llm_prompt_check (prompt, &error))
    {
      *problem = g_strdup (error->message);
      return NULL;
    }
  return g_steal_pointer (&prompt);
}

/**
 * llm_cli_prompt_check_system:
 * @system: (inout) (nullable): the system prompt as it was given; "" becomes %NULL
 * @problem: (out): where to put what is wrong with it, as a translated sentence
 *
 * Returns: whether it can be sent
 */
gboolean
llm_cli_prompt_check_system (char **system, char **problem)
{
  g_autofree char *clean = NULL;
  guint n_removed = 0;

  g_return_val_if_fail (system != NULL && problem != NULL, FALSE);

  if (*system == NULL)
    return TRUE;
  if (!g_utf8_validate (*system, -1, NULL))
    {
      *problem = g_strdup (_ ("The system prompt is not valid UTF-8."));
      return FALSE;
    }
  clean = llm_prompt_clean (*system, &n_removed);
  if (n_removed > 0)
    {
      *problem = g_strdup (_ ("The system prompt has a control character that cannot be sent."));
      return FALSE;
    }
  if (**system == '\0')
    g_clear_pointer (system, g_free);
  return TRUE;
}

/* Nothing else runs yet; a reader that waits for its writer is what is wanted. */
static GByteArray *
read_standard_input (char **problem)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  gsize used = 0;

  while (used <= LLM_CLI_PROMPT_MAX)
    {
      gssize n;

      g_byte_array_set_size (bytes, used + READ_SIZE);
      n = read (STDIN_FILENO, bytes->data + used, READ_SIZE);
      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          *problem = g_strdup_printf (_ ("The prompt could not be read: %s"), g_strerror (errno));
          return NULL;
        }
      if (n == 0)
        break;
      used += n;
    }
  g_byte_array_set_size (bytes, used);
  return g_steal_pointer (&bytes);
}

/**
 * llm_cli_prompt_get:
 * @argument: (nullable): the prompt; NULL or "-" to read standard input
 * @problem: (out): where to put why there is none, as a translated sentence
 *
 * Gets the prompt.  The line break that ends a text file is not part of it.
 *
 * Returns: (transfer full) (nullable): the prompt, valid UTF-8 and not empty
 */
char *
llm_cli_prompt_get (const char *argument, char **problem)
{
  g_autoptr (GByteArray) bytes = NULL;
  gsize len;

  g_return_val_if_fail (problem != NULL, NULL);

  if (argument != NULL && !g_str_equal (argument, "-"))
    return llm_cli_prompt_check (argument, strlen (argument), problem);
  if (argument == NULL && isatty (STDIN_FILENO))
    {
      *problem = g_strdup (_ ("There is no prompt. Give one, or “-” to type it."));
      return NULL;
    }

  bytes = read_standard_input (problem);
  if (bytes == NULL)
    return NULL;
  len = bytes->len;
  if (len > 0 && bytes->data[len - 1] == '\n')
    len--;
  if (len > 0 && len < bytes->len && bytes->data[len - 1] == '\r')
    len--;
  return llm_cli_prompt_check ((const char *) bytes->data, len, problem);
}
