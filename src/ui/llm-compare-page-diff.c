/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-compare-page-private.h"

#include <glib/gi18n-lib.h>

#include "llm-compat.h"

/* How the answers differ from one of them, in the cards. */

static void
base_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmComparePage *self = LLM_COMPARE_PAGE (widget);

  llm_differ_set_base (self->differ, g_variant_get_string (parameter, NULL));
  llm_compare_page_set_differences (self, TRUE);
}

static void
step_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmComparePage *self = LLM_COMPARE_PAGE (widget);

  if (!llm_differ_step (self->differ, g_variant_get_string (parameter, NULL),
                        g_str_equal (name, "compare.next-difference") ? 1 : -1))
    gtk_widget_error_bell (widget);
}

/**
 * llm_compare_page_get_differences:
 * @self: a page
 *
 * Returns: whether the cards show how the answers differ
 */
gboolean
llm_compare_page_get_differences (LlmComparePage *self)
{
  g_return_val_if_fail (LLM_IS_COMPARE_PAGE (self), FALSE);
  return self->differ != NULL && llm_differ_get_active (self->differ);
}

/**
 * llm_compare_page_set_differences:
 * @self: a page
 * @differences: whether the cards show how the answers differ from one of them
 */
void
llm_compare_page_set_differences (LlmComparePage *self, gboolean differences)
{
  g_return_if_fail (LLM_IS_COMPARE_PAGE (self));

  if (self->differ == NULL || llm_differ_get_active (self->differ) == differences)
    return;
  llm_differ_set_active (self->differ, differences);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    llm_compat_announce (GTK_WIDGET (self),
                         differences ? _ ("Differences are shown") : _ ("Differences are hidden"),
                         FALSE);
  g_object_notify (G_OBJECT (self), "differences");
}

/* For the class. */
void
llm_compare_page_install_diff_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_property_action (widget_class, "compare.differences", "differences");
  gtk_widget_class_install_action (widget_class, "compare.diff-base", "s", base_action);
  gtk_widget_class_install_action (widget_class, "compare.next-difference", "s", step_action);
  gtk_widget_class_install_action (widget_class, "compare.previous-difference", "s", step_action);
}
