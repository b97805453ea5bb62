/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-fake-blobs.h"
#include "llm-image-strip.h"
#include "llm-image-test.h"
#include "llm-image-tile.h"
#include "llm-pixbuf-coder.h"
#include "llm-thumbnails.h"
#include "llm-ui-test.h"

typedef struct
{
  GtkWidget *window;
  LlmImageStrip *strip;
  FakeBlobs *blobs;
  PixbufCoder *coder;
  LlmImages *images;
  guint n_changed;
  char *removed;
  guint opened;
} Fixture;

static gboolean
is_mapped (gpointer user_data)
{
  return gtk_widget_get_mapped (GTK_WIDGET (user_data));
}

static void
changed_cb (Fixture *fixture)
{
  fixture->n_changed++;
}

static void
removed_cb (Fixture *fixture, const char *title)
{
  g_free (fixture->removed);
  fixture->removed = g_strdup (title);
}

static void
open_cb (Fixture *fixture, guint index)
{
  fixture->opened = index;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->blobs = fake_blobs_new ();
  fixture->coder = pixbuf_coder_new ();
  fixture->images = llm_images_new (LLM_BLOBS (fixture->blobs), LLM_IMAGE_CODER (fixture->coder));
  fixture->opened = G_MAXUINT;
  fixture->strip = LLM_IMAGE_STRIP (llm_image_strip_new ());
  llm_image_strip_set_source (fixture->strip, fixture->images);
  llm_image_strip_set_editable (fixture->strip, TRUE);
  g_signal_connect_swapped (fixture->strip, "changed", G_CALLBACK (changed_cb), fixture);
  g_signal_connect_swapped (fixture->strip, "removed", G_CALLBACK (removed_cb), fixture);
  g_signal_connect_swapped (fixture->strip, "open", G_CALLBACK (open_cb), fixture);
  fixture->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 700, 200);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->strip));
  gtk_window_present (GTK_WINDOW (fixture->window));
  llm_ui_test_wait (is_mapped, fixture->window);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_free (fixture->removed);
  g_assert_finalize_object (fixture->images);
  g_assert_finalize_object (fixture->coder);
  g_assert_finalize_object (fixture->blobs);
}

static LlmImage *
make_image (Fixture *fixture, const char *name, int width, int height)
{
  g_autoptr (GBytes) bytes = pixbuf_coder_make_png (width, height, 0x8040c0ff);
  const LlmImageFacts facts = { .hash = fake_blobs_add (fixture->blobs, bytes),
                                .format = LLM_IMAGE_PNG,
                                .size = 1200,
                                .width = (guint) width,
                                .height = (guint) height };

  return llm_image_new (&facts, name, NULL);
}

/* Three images: a.png, b.png and c.png. */
static void
fill (Fixture *fixture)
{
  g_autoptr (GPtrArray) images = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (images, make_image (fixture, "a.png", 40, 30));
  g_ptr_array_add (images, make_image (fixture, "b.png", 50, 30));
  g_ptr_array_add (images, make_image (fixture, "c.png", 60, 30));
  llm_image_strip_set_images (fixture->strip, images);
  llm_ui_test_wait_frame (fixture->window);
}

static void
assert_order (Fixture *fixture, const char *expected)
{
  g_autoptr (GPtrArray) images = llm_image_strip_get_images (fixture->strip);
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; images != NULL && i < images->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? " " : "", llm_image_get_name (images->pdata[i]));
  g_assert_cmpstr (names->str, ==, expected);
}

static GtkWidget *
get_tile (Fixture *fixture, guint index)
{
  GtkWidget *tile = llm_ui_test_find_type (GTK_WIDGET (fixture->strip), LLM_TYPE_IMAGE_TILE);

  for (guint i = 0; i < index && tile != NULL; i++)
    tile = gtk_widget_get_next_sibling (tile);
  g_assert_true (LLM_IS_IMAGE_TILE (tile));
  return tile;
}

static void
test_names (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) images = NULL;
  GtkWidget *tile;

  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (fixture->strip)));
  fill (fixture);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (fixture->strip)));
  tile = get_tile (fixture, 1);
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (tile), GTK_ACCESSIBLE_ROLE_LIST_ITEM);
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (gtk_widget_get_parent (tile)),
                                   GTK_ACCESSIBLE_ROLE_LIST);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (tile), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Image 2 of 3: b.png, PNG, 50 × 30, 1.2 kB");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (tile), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "");
  images = llm_image_strip_get_images (fixture->strip);
  llm_image_set_alt (images->pdata[1], "A wide field");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (tile), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "Alternative text: A wide field");
  g_assert_true (llm_ui_test_has_text (tile, "A wide field"));
}

/* By actions, as keys and the menu have them, and by the keys of both directions. */
static void
test_order (Fixture *fixture, gconstpointer data)
{
  GtkWidget *first;

  fill (fixture);
  first = get_tile (fixture, 0);
  fixture->n_changed = 0;
  g_assert_true (gtk_widget_activate_action (first, "image.later", NULL));
  assert_order (fixture, "b.png a.png c.png");
  g_assert_cmpuint (fixture->n_changed, ==, 1);
  g_assert_true (llm_ui_test_activate_shortcut (first, "<Alt>Right"));
  assert_order (fixture, "b.png c.png a.png");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (first), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Image 3 of 3: a.png, PNG, 40 × 30, 1.2 kB");
  llm_ui_test_activate_shortcut (first, "<Alt>Right");
  assert_order (fixture, "b.png c.png a.png");
  g_assert_true (get_tile (fixture, 2) == first);

  gtk_widget_set_direction (first, GTK_TEXT_DIR_RTL);
  llm_ui_test_activate_shortcut (first, "<Control><Shift>Right");
  assert_order (fixture, "b.png a.png c.png");
  llm_image_strip_move (fixture->strip, 2, 0);
  assert_order (fixture, "c.png b.png a.png");
}

static void
test_remove (Fixture *fixture, gconstpointer data)
{
  fill (fixture);
  gtk_widget_grab_focus (get_tile (fixture, 1));
  g_assert_true (llm_ui_test_activate_shortcut (get_tile (fixture, 1), "Delete"));
  assert_order (fixture, "a.png c.png");
  g_assert_cmpstr (fixture->removed, ==, "b.png");
  /* The keyboard goes on with the next one. */
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (fixture->window)) == get_tile (fixture, 1));
  llm_image_strip_remove (fixture->strip, 0);
  assert_order (fixture, "c.png");

  g_assert_true (llm_image_strip_undo_remove (fixture->strip));
  assert_order (fixture, "a.png c.png");
  g_assert_true (
      llm_ui_test_activate_shortcut (GTK_WIDGET (fixture->strip), "<Control>z"));
  assert_order (fixture, "a.png b.png c.png");
  g_assert_false (llm_image_strip_undo_remove (fixture->strip));

  /* What is replaced is gone for good. */
  llm_image_strip_remove (fixture->strip, 0);
  llm_image_strip_set_images (fixture->strip, NULL);
  g_assert_false (llm_image_strip_undo_remove (fixture->strip));
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (fixture->strip)));
}

static void
test_open (Fixture *fixture, gconstpointer data)
{
  fill (fixture);
  g_assert_true (llm_ui_test_activate_shortcut (get_tile (fixture, 2), "Return"));
  g_assert_cmpuint (fixture->opened, ==, 2);
}

/* What is shown of a conversation can only be opened. */
static void
test_read_only (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) images = NULL;
  g_autoptr (GPtrArray) shown = NULL;
  GtkWidget *tile;

  fill (fixture);
  images = llm_image_strip_get_images (fixture->strip);
  llm_image_strip_set_editable (fixture->strip, FALSE);
  llm_image_strip_set_images (fixture->strip, images);
  llm_ui_test_wait_frame (fixture->window);
  tile = get_tile (fixture, 0);
  gtk_widget_activate_action (tile, "image.remove", NULL);
  gtk_widget_activate_action (tile, "image.later", NULL);
  assert_order (fixture, "a.png b.png c.png");
  g_assert_false (gtk_widget_get_mapped (llm_ui_test_find_button (tile, "image.remove")));
  gtk_widget_activate_action (tile, "image.open", NULL);
  g_assert_cmpuint (fixture->opened, ==, 0);

  /* Those of a conversation are shown as they are, those to be sent are copies. */
  shown = llm_image_strip_get_images (fixture->strip);
  g_assert_true (shown->pdata[0] == images->pdata[0]);
  llm_image_strip_set_editable (fixture->strip, TRUE);
  llm_image_strip_set_images (fixture->strip, images);
  g_clear_pointer (&shown, g_ptr_array_unref);
  shown = llm_image_strip_get_images (fixture->strip);
  g_assert_true (shown->pdata[0] != images->pdata[0]);
}

static GtkWidget *
find_entry (GtkWidget *tile)
{
  return llm_ui_test_find_type (tile, GTK_TYPE_ENTRY);
}

static gboolean
is_entry_mapped (gpointer user_data)
{
  GtkWidget *entry = find_entry (user_data);

  return entry != NULL && gtk_widget_get_mapped (entry);
}

static gboolean
is_entry_gone (gpointer user_data)
{
  return !is_entry_mapped (user_data);
}

static void
test_alt (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) images = NULL;
  GtkWidget *tile;

  fill (fixture);
  images = llm_image_strip_get_images (fixture->strip);
  tile = get_tile (fixture, 0);
  g_assert_true (llm_ui_test_activate_shortcut (tile, "F2"));
  llm_ui_test_wait (is_entry_mapped, tile);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (find_entry (tile)),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Alternative text");
  gtk_editable_set_text (GTK_EDITABLE (find_entry (tile)), "A chart");
  g_signal_emit_by_name (find_entry (tile), "activate");
  llm_ui_test_wait (is_entry_gone, tile);
  g_assert_cmpstr (llm_image_get_alt (images->pdata[0]), ==, "A chart");
}

typedef struct
{
  Fixture *fixture;
  guint n;
} Expected;

static gboolean
is_decoded (gpointer user_data)
{
  const Expected *expected = user_data;

  return pixbuf_coder_get_n_decoded (expected->fixture->coder) >= expected->n;
}

static gboolean
has_failed (gpointer user_data)
{
  GtkWidget *image = llm_ui_test_find_type (user_data, GTK_TYPE_IMAGE);

  return gtk_widget_get_tooltip_text (image) != NULL;
}

/* Each is decoded once, whoever asks; what cannot be shown says why. */
static void
test_thumbnails (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) images = NULL;
  g_autoptr (LlmImage) gone = NULL;
  LlmThumbnails *thumbnails = llm_thumbnails_get_for_images (fixture->images);
  Expected expected = { fixture, 3 };
  GtkWidget *tile;

  fill (fixture);
  llm_ui_test_wait (is_decoded, &expected);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  images = llm_image_strip_get_images (fixture->strip);
  g_assert_nonnull (llm_thumbnails_lookup (thumbnails, llm_image_get_hash (images->pdata[0]), 128));
  llm_image_strip_set_images (fixture->strip, images);
  llm_ui_test_wait_frame (fixture->window);
  g_assert_cmpuint (pixbuf_coder_get_n_decoded (fixture->coder), ==, 3);

  gone = make_image (fixture, "gone.png", 10, 10);
  fake_blobs_remove (fixture->blobs, llm_image_get_hash (gone));
  g_ptr_array_set_size (images, 0);
  g_ptr_array_add (images, g_object_ref (gone));
  llm_image_strip_set_images (fixture->strip, images);
  tile = get_tile (fixture, 0);
  llm_ui_test_wait (has_failed, tile);
  gtk_test_accessible_assert_property (
      GTK_ACCESSIBLE (tile), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
      "The image is no longer there: it was removed because of the time that images are kept "
      "for, or its file was deleted.");
}

/* As many as there can be fit any window, in both directions. */
static void
test_narrow (Fixture *fixture, gconstpointer data)
{
  int min, nat;

  fill (fixture);
  gtk_widget_set_direction (GTK_WIDGET (fixture->strip), GTK_TEXT_DIR_RTL);
  gtk_widget_measure (GTK_WIDGET (fixture->strip), GTK_ORIENTATION_HORIZONTAL, -1, &min, &nat, NULL,
                      NULL);
  g_assert_cmpint (min, <=, 300);
  g_assert_cmpint (nat, >, 400);
}

#define ADD(name, func)                                                                            \
  g_test_add ("/ui/image-strip/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  if (!llm_ui_test_init (&argc, &argv))
    return 0;

  ADD ("names", test_names);
  ADD ("order", test_order);
  ADD ("remove", test_remove);
  ADD ("open", test_open);
  ADD ("read-only", test_read_only);
  ADD ("alt", test_alt);
  ADD ("thumbnails", test_thumbnails);
  ADD ("narrow", test_narrow);

  return g_test_run ();
}
