/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk-pixbuf/gdk-pixbuf.h>

G_BEGIN_DECLS

/* Images that tests make themselves.  The picture is 24 × 16 pixels of four colours, or as
 * large as asked for: red and green above, blue and yellow below. */
GdkPixbuf *corpus_picture (int width, int height, gboolean has_alpha);
/* A photo as far as encoders go: no two pixels are the same. */
GdkPixbuf *corpus_photo (int width, int height);
GBytes *corpus_save (GdkPixbuf *pixbuf, const char *type, const char *key, const char *value);

/* The picture in formats that GdkPixbuf does not write. */
GBytes *corpus_webp (void);
GBytes *corpus_webp_transparent (void);
GBytes *corpus_webp_animated (void);
GBytes *corpus_webp_with_exif (guint orientation);
GBytes *corpus_jpeg_cmyk (void);
GBytes *corpus_avif (void);
GBytes *corpus_heic (void);
GBytes *corpus_gif (int width, int height, guint n_frames);
GBytes *corpus_png_16 (int width, int height);
GBytes *corpus_png_animated (void);

/* Changed ones. */
GBytes *corpus_exif (guint orientation, const char *secret);
GBytes *corpus_jpeg_insert (GBytes *jpeg, guint8 marker, const void *data, gsize length);
GBytes *corpus_png_insert (GBytes *png, const char *type, const void *data, gsize length);
GBytes *corpus_cut (GBytes *image, gsize length);
GBytes *corpus_append (GBytes *image, const void *data, gsize length);

/* Only a head that claims something. */
GBytes *corpus_png_head (guint32 width, guint32 height);
GBytes *corpus_jpeg_head (guint16 width, guint16 height);
GBytes *corpus_gif_head (guint16 width, guint16 height);
GBytes *corpus_webp_head (guint32 width, guint32 height);
GBytes *corpus_bmp_head (guint32 width, guint32 height);
GBytes *corpus_tiff_head (guint32 width, guint32 height);
/* All of it, of nothing but one colour. */
GBytes *corpus_png_blank (guint32 width, guint32 height);

/* Where @text first is in @data, or NULL. */
const guint8 *corpus_find (const guint8 *data, gsize length, const void *text, gsize text_length);

G_END_DECLS
