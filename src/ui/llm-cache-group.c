/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-cache-group.h"

#include <glib/gi18n-lib.h>

struct _LlmCacheGroup
{
  AdwPreferencesGroup parent_instance;

  LlmContext *context;
  GCancellable *cancellable;
  GtkWidget *switch_row;
  GtkWidget *stats_row;
  GtkWidget *clear_button;
};

G_DEFINE_FINAL_TYPE (LlmCacheGroup, llm_cache_group, ADW_TYPE_PREFERENCES_GROUP)

static void
show_stats (LlmCacheGroup *self, const LlmCacheStats *stats)
{
  gulong n = (gulong) MAX (stats->n_entries, 0);
  gulong n_hits = (gulong) MAX (stats->n_hits, 0);
  g_autofree char *size = g_format_size ((guint64) MAX (stats->n_bytes, 0));
  g_autofree char *entries = NULL;
  g_autofree char *hits = NULL;
  g_autofree char *text = NULL;

  entries = g_strdup_printf (ngettext ("%lu answer", "%lu answers", n), n);
  hits = g_strdup_printf (ngettext ("used %lu time", "used %lu times", n_hits), n_hits);
  /* Translators: such as "12 answers, 34.5 kB, used 3 times" */
  text = g_strdup_printf (_ ("%s, %s, %s"), entries, size, hits);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->stats_row), text);
  gtk_widget_set_sensitive (self->clear_button, n > 0 || n_hits > 0);
}

static void
stats_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GWeakRef *weak = user_data;
  g_autoptr (LlmCacheGroup) self = g_weak_ref_get (weak);
  g_autoptr (GError) error = NULL;
  LlmCacheStats stats = { 0 };
  gboolean good = llm_cache_stats_finish (LLM_CACHE (source), result, &stats, &error);

  g_weak_ref_clear (weak);
  g_free (weak);
  if (self == NULL || self->context == NULL)
    return;
  if (good)
    show_stats (self, &stats);
  else
    adw_action_row_set_subtitle (ADW_ACTION_ROW (self->stats_row),
                                 _ ("The kept answers cannot be read."));
}

/* No call may keep the window. */
static GWeakRef *
new_weak_ref (LlmCacheGroup *self)
{
  GWeakRef *weak = g_new0 (GWeakRef, 1);

  g_weak_ref_init (weak, self);
  return weak;
}

static void
load_stats (LlmCacheGroup *self)
{
  LlmCache *cache = llm_context_get_cache (self->context);

  if (cache != NULL)
    llm_cache_stats_async (cache, LLM_CACHE_ANSWERS, self->cancellable, stats_cb,
                           new_weak_ref (self));
}

static void
cleared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GWeakRef *weak = user_data;
  g_autoptr (LlmCacheGroup) self = g_weak_ref_get (weak);
  g_autoptr (GError) error = NULL;
  gboolean good = llm_cache_clear_finish (LLM_CACHE (source), result, &error);

  g_weak_ref_clear (weak);
  g_free (weak);
  if (self == NULL || self->context == NULL)
    return;
  gtk_widget_set_sensitive (self->clear_button, TRUE);
  if (good)
    load_stats (self);
  else
    adw_action_row_set_subtitle (ADW_ACTION_ROW (self->stats_row),
                                 _ ("The kept answers could not be cleared."));
}

static void
clear_cb (LlmCacheGroup *self)
{
  gtk_widget_set_sensitive (self->clear_button, FALSE);
  llm_cache_clear_async (llm_context_get_cache (self->context), LLM_CACHE_ANSWERS,
                         self->cancellable, cleared_cb, new_weak_ref (self));
}

static void
map_cb (LlmCacheGroup *self)
{
  if (self->context != NULL)
    load_stats (self);
}

static void
llm_cache_group_finalize (GObject *object)
{
  LlmCacheGroup *self = LLM_CACHE_GROUP (object);

  g_clear_object (&self->context);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (llm_cache_group_parent_class)->finalize (object);
}

static void
llm_cache_group_class_init (LlmCacheGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = llm_cache_group_finalize;
}

static void
llm_cache_group_init (LlmCacheGroup *self)
{
  self->cancellable = g_cancellable_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), _ ("Answers used again"));
  /* What is kept grows while the window is closed or shows something else. */
  g_signal_connect (self, "map", G_CALLBACK (map_cb), NULL);
}

static void
add_switch (LlmCacheGroup *self)
{
  GSettings *settings = llm_settings_get_gsettings (llm_context_get_settings (self->context));
  GtkWidget *control = gtk_switch_new ();

  self->switch_row = adw_action_row_new ();
  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (self->switch_row), TRUE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->switch_row),
                                 _ ("_Keep answers to equal requests"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->switch_row),
                               _ ("For one hour; such an answer costs nothing and is marked"));
  gtk_widget_set_valign (control, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Keep answers to equal requests"), -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self->switch_row), control);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self->switch_row), control);
  g_settings_bind (settings, "response-cache", control, "active", G_SETTINGS_BIND_DEFAULT);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), self->switch_row);
}

static void
add_stats (LlmCacheGroup *self)
{
  self->stats_row = adw_action_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->stats_row), _ ("Kept answers"));
  self->clear_button = gtk_button_new_with_mnemonic (_ ("C_lear"));
  gtk_widget_set_valign (self->clear_button, GTK_ALIGN_CENTER);
  gtk_widget_set_sensitive (self->clear_button, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->clear_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Clear kept answers"), -1);
  g_signal_connect_object (self->clear_button, "clicked", G_CALLBACK (clear_cb), self,
                           G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self->stats_row), self->clear_button);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), self->stats_row);
}

/**
 * llm_cache_group_set_context:
 * @self: a #LlmCacheGroup
 * @context: where settings and cache are; set once
 *
 * The group is hidden if there is no cache.
 */
void
llm_cache_group_set_context (LlmCacheGroup *self, LlmContext *context)
{
  g_return_if_fail (LLM_IS_CACHE_GROUP (self));
  g_return_if_fail (LLM_IS_CONTEXT (context));
  g_return_if_fail (self->context == NULL);

  self->context = g_object_ref (context);
  add_switch (self);
  add_stats (self);
  gtk_widget_set_visible (GTK_WIDGET (self), llm_context_get_cache (context) != NULL);
}

/**
 * llm_cache_group_clear:
 * @self: a #LlmCacheGroup
 *
 * Lets go of everything: libadwaita 1.2 leaks groups with all that is in them.
 */
void
llm_cache_group_clear (LlmCacheGroup *self)
{
  g_return_if_fail (LLM_IS_CACHE_GROUP (self));

  if (self->context == NULL)
    return;
  g_cancellable_cancel (self->cancellable);
  adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), self->switch_row);
  adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), self->stats_row);
  g_clear_object (&self->context);
}
