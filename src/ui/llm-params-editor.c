/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-params-editor.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "llm-compat.h"

#define ENTRY_CHARS 12
#define TEXT_CHARS 34

enum
{
  TEMPERATURE,
  TOP_P,
  MAX_TOKENS,
  SEED,
  N_FIELDS
};

/* What can be typed, in the order of the rows. */
static const struct
{
  const char *name; /* as llm_params_take() knows it */
  const char *label;
  LlmParamsTaken needs;
} fields[N_FIELDS] = {
  [TEMPERATURE] = { "temperature", N_ ("_Temperature"), LLM_TAKES_SAMPLING },
  [TOP_P] = { "top-p", N_ ("Top-_p"), LLM_TAKES_SAMPLING },
  [MAX_TOKENS] = { "max-tokens", N_ ("_Most tokens"), LLM_TAKES_LIMIT },
  [SEED] = { "seed", N_ ("_Seed"), LLM_TAKES_SEED },
};

struct _LlmParamsEditor
{
  GtkWidget parent_instance;

  LlmLineup *lineup;
  LlmLineupItem *item;
  gboolean is_filling;

  GtkWidget *box;
  GtkWidget *entries[N_FIELDS];
  GtkWidget *effort;
  GtkStringList *levels; /* the first one leaves it to the vendor */
  GtkWidget *problem;
  GtkWidget *reset_button;
};

G_DEFINE_FINAL_TYPE (LlmParamsEditor, llm_params_editor, GTK_TYPE_WIDGET)

/* --- From and to the parameters --- */

static char *
number_to_text (double value)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  return isfinite (value) ? g_strdup (g_ascii_formatd (digits, sizeof digits, "%.6g", value))
                          : g_strdup ("");
}

static char *
count_to_text (gint64 value)
{
  return value >= 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, value) : g_strdup ("");
}

static char *
field_to_text (const LlmParams *params, guint field)
{
  switch (field)
    {
    case TEMPERATURE:
      return number_to_text (params->temperature);
    case TOP_P:
      return number_to_text (params->top_p);
    case MAX_TOKENS:
      return count_to_text (params->max_tokens);
    default:
      return count_to_text (params->seed);
    }
}

static guint
find_level (LlmParamsEditor *self, const char *level)
{
  for (guint i = 1; level != NULL && i < g_list_model_get_n_items (G_LIST_MODEL (self->levels));
       i++)
    {
      if (g_str_equal (gtk_string_list_get_string (self->levels, i), level))
        return i;
    }
  return 0;
}

static void
update_reset (LlmParamsEditor *self)
{
  g_autofree char *set = llm_params_describe (llm_lineup_item_get_params (self->item));

  gtk_widget_set_sensitive (self->reset_button, set != NULL);
}

static void
fill (LlmParamsEditor *self)
{
  const LlmParams *params = llm_lineup_item_get_params (self->item);

  self->is_filling = TRUE;
  for (guint i = 0; i < N_FIELDS; i++)
    {
      g_autofree char *text = field_to_text (params, i);

      gtk_editable_set_text (GTK_EDITABLE (self->entries[i]), text);
      gtk_widget_remove_css_class (self->entries[i], "error");
    }
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->effort),
                              find_level (self, params->reasoning_effort));
  gtk_widget_set_visible (self->problem, FALSE);
  self->is_filling = FALSE;
  update_reset (self);
}

/* Takes a decimal comma too, which no number here can have otherwise. */
static gboolean
take_field (LlmParamsEditor *self, guint field, LlmParams *params, GError **error)
{
  GtkWidget *entry = self->entries[field];
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))));
  gboolean taken;

  g_strdelimit (text, ",", '.');
  taken = *text == '\0' || llm_params_take (params, fields[field].name, text, error);
  if (taken)
    gtk_widget_remove_css_class (entry, "error");
  else
    gtk_widget_add_css_class (entry, "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_STATE_INVALID,
                               taken ? GTK_ACCESSIBLE_INVALID_FALSE : GTK_ACCESSIBLE_INVALID_TRUE,
                               -1);
  return taken;
}

static void
tell_problem (LlmParamsEditor *self, const GError *error)
{
  gtk_widget_set_visible (self->problem, error != NULL);
  if (error == NULL)
    return;
  gtk_label_set_text (GTK_LABEL (self->problem), error->message);
  llm_compat_announce (self->problem, error->message, FALSE);
}

/* What is right takes effect; what is wrong is told, and left to the vendor until it is right. */
static void
apply (LlmParamsEditor *self)
{
  g_autoptr (LlmParams) params = llm_params_new ();
  g_autoptr (GError) problem = NULL;
  const guint level = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->effort));

  if (self->is_filling)
    return;
  for (guint i = 0; i < N_FIELDS; i++)
    {
      g_autoptr (GError) error = NULL;

      if (!take_field (self, i, params, &error) && problem == NULL)
        problem = g_steal_pointer (&error);
    }
  if (level != 0 && level != GTK_INVALID_LIST_POSITION)
    params->reasoning_effort = g_strdup (gtk_string_list_get_string (self->levels, level));
  params->without_images = llm_lineup_item_get_params (self->item)->without_images;
  llm_lineup_set_params (self->lineup, llm_lineup_item_get_key (self->item), params);
  tell_problem (self, problem);
  update_reset (self);
}

static void
reset_cb (LlmParamsEditor *self)
{
  g_autoptr (LlmParams) params = llm_params_new ();

  gtk_widget_grab_focus (self->entries[TEMPERATURE]);
  llm_lineup_set_params (self->lineup, llm_lineup_item_get_key (self->item), params);
  fill (self);
}

/* --- The rows --- */

static GtkWidget *
new_text (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), TEXT_CHARS);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
add_row (GtkGrid *grid, int row, const char *text, GtkWidget *control)
{
  GtkWidget *label = gtk_label_new_with_mnemonic (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), control);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_grid_attach (grid, label, 0, row, 1, 1);
  gtk_grid_attach (grid, control, 1, row, 1, 1);
}

static GtkWidget *
new_entry (LlmParamsEditor *self, guint field, LlmParamsTaken taken)
{
  GtkWidget *entry = gtk_entry_new ();

  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), _ ("Default"));
  gtk_entry_set_input_purpose (GTK_ENTRY (entry), GTK_INPUT_PURPOSE_NUMBER);
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), ENTRY_CHARS);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (entry), ENTRY_CHARS);
  gtk_widget_set_sensitive (entry, (taken & fields[field].needs) != 0);
  g_signal_connect_object (entry, "changed", G_CALLBACK (apply), self, G_CONNECT_SWAPPED);
  return entry;
}

static void
build_effort (LlmParamsEditor *self, const char *const *levels)
{
  const char *set = llm_lineup_item_get_params (self->item)->reasoning_effort;

  self->levels = gtk_string_list_new (NULL);
  gtk_string_list_append (self->levels, _ ("Default"));
  for (guint i = 0; levels != NULL && levels[i] != NULL; i++)
    gtk_string_list_append (self->levels, levels[i]);
  /* From another version of the list of models. */
  if (set != NULL && find_level (self, set) == 0)
    gtk_string_list_append (self->levels, set);
  self->effort = gtk_drop_down_new (G_LIST_MODEL (self->levels), NULL);
  gtk_widget_set_sensitive (self->effort,
                            g_list_model_get_n_items (G_LIST_MODEL (self->levels)) > 1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->effort), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Reasoning effort"), -1);
  g_signal_connect_object (self->effort, "notify::selected", G_CALLBACK (apply), self,
                           G_CONNECT_SWAPPED);
}

static void
build (LlmParamsEditor *self)
{
  LlmContext *context = llm_lineup_get_context (self->lineup);
  const char *const *levels;
  const LlmParamsTaken taken
      = llm_context_get_params_taken (context, llm_lineup_item_get_provider_id (self->item),
                                      llm_lineup_item_get_model_id (self->item), &levels);
  GtkGrid *grid = GTK_GRID (gtk_grid_new ());
  GtkWidget *title = new_text (llm_lineup_item_get_title (self->item), "heading");

  gtk_label_set_wrap_mode (GTK_LABEL (title), PANGO_WRAP_WORD_CHAR);
  gtk_grid_set_row_spacing (grid, 6);
  gtk_grid_set_column_spacing (grid, 12);
  for (guint i = 0; i < N_FIELDS; i++)
    {
      self->entries[i] = new_entry (self, i, taken);
      add_row (grid, (int) i, _ (fields[i].label), self->entries[i]);
    }
  build_effort (self, levels);
  add_row (grid, N_FIELDS, _ ("Reasoning _effort"), self->effort);

  self->problem = new_text ("", "error");
  self->reset_button = gtk_button_new_with_mnemonic (_ ("_Use the defaults"));
  g_signal_connect_object (self->reset_button, "clicked", G_CALLBACK (reset_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->box), title);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (grid));
  if (taken == 0)
    gtk_box_append (GTK_BOX (self->box),
                    new_text (_ ("The answers of the demonstration are canned: no parameter "
                                 "changes them."),
                              "dim-label"));
  else if ((taken & LLM_TAKES_SAMPLING) == 0)
    gtk_box_append (GTK_BOX (self->box),
                    new_text (_ ("This model takes neither temperature nor top-p."), "dim-label"));
  gtk_box_append (GTK_BOX (self->box), self->problem);
  gtk_box_append (GTK_BOX (self->box), self->reset_button);
}

/* --- The object --- */

static void
llm_params_editor_dispose (GObject *object)
{
  LlmParamsEditor *self = LLM_PARAMS_EDITOR (object);

  self->is_filling = TRUE;
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->lineup);
  g_clear_object (&self->item);

  G_OBJECT_CLASS (llm_params_editor_parent_class)->dispose (object);
}

static void
llm_params_editor_class_init (LlmParamsEditorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = llm_params_editor_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
llm_params_editor_init (LlmParamsEditor *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

/**
 * llm_params_editor_new:
 * @lineup: a line-up
 * @item: one of its chips
 *
 * Returns: (transfer floating): controls for its parameters; only what its model takes can
 *   be used
 */
GtkWidget *
llm_params_editor_new (LlmLineup *lineup, LlmLineupItem *item)
{
  LlmParamsEditor *self;
  g_autofree char *name = NULL;

  g_return_val_if_fail (LLM_IS_LINEUP (lineup), NULL);
  g_return_val_if_fail (LLM_IS_LINEUP_ITEM (item), NULL);

  self = g_object_new (LLM_TYPE_PARAMS_EDITOR, NULL);
  self->lineup = g_object_ref (lineup);
  self->item = g_object_ref (item);
  self->is_filling = TRUE;
  build (self);
  fill (self);
  /* Translators: the name of a model. */
  name = g_strdup_printf (_ ("Parameters of %s"), llm_lineup_item_get_title (item));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return GTK_WIDGET (self);
}
