/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-entity.h"

#include <stdlib.h>
#include <string.h>

typedef struct
{
  const char *name;
  const char *value;
} Entity;

/* All names of the HTML standard, sorted; made when the program is built. */
static const Entity entities[] = {
#include "llm-entity-table.h"
};

typedef struct
{
  const char *name;
  gsize length;
} Key;

static int
compare (const void *key_pointer, const void *entity_pointer)
{
  const Key *key = key_pointer;
  const Entity *entity = entity_pointer;
  const int order = strncmp (key->name, entity->name, key->length);

  return order != 0 ? order : -(entity->name[key->length] != '\0');
}

/* What is no character becomes the replacement character, as CommonMark has it. */
static void
append_number (GString *string, const char *digits, gsize length, guint base)
{
  gunichar code = 0;

  for (gsize i = 0; i < length && code <= 0x10ffff; i++)
    code = code * base + (gunichar) g_ascii_xdigit_value (digits[i]);
  if (code == 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
    code = 0xfffd;
  g_string_append_unichar (string, code);
}

/**
 * llm_entity_append:
 * @string: what to append to
 * @entity: a character reference of HTML with everything from `&` to `;`
 * @length: its bytes
 *
 * Appends the characters that @entity stands for, or @entity itself if there is none of that
 * name; see https://spec.commonmark.org/0.30/#entity-and-numeric-character-references.
 *
 * Returns: whether there is one
 */
gboolean
llm_entity_append (GString *string, const char *entity, gsize length)
{
  const Entity *found;
  Key key;

  g_return_val_if_fail (string != NULL, FALSE);
  g_return_val_if_fail (entity != NULL || length == 0, FALSE);

  if (length > 3 && entity[1] == '#')
    {
      const gboolean hex = entity[2] == 'x' || entity[2] == 'X';
      const gsize start = hex ? 3 : 2;

      append_number (string, entity + start, length - 1 - start, hex ? 16 : 10);
      return TRUE;
    }
  if (length > 2)
    {
      key.name = entity + 1;
      key.length = length - 2;
      found = bsearch (&key, entities, G_N_ELEMENTS (entities), sizeof (Entity), compare);
      if (found != NULL)
        {
          g_string_append (string, found->value);
          return TRUE;
        }
    }
  g_string_append_len (string, entity, (gssize) length);
  return FALSE;
}
