#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check that the sources keep to the layers of docs/adr/0001-layers.md.

    core <- {net, db, render, platform} <- {ui, cli} <- main.c
    core <- helpers, which are programs of their own

A file includes its own folder and folders to its left.  The folders in the
middle never include each other, the window and the command line never see net
or db, and each outside library belongs to the layers that are named below.
Prints one line for every include that breaks a rule; exit status 1 if any did.
"""

import argparse
import pathlib
import re
import sys

# What a folder may include besides itself.
LAYERS = {
    'core': set(),
    'net': {'core'},
    'db': {'core'},
    'render': {'core'},
    'platform': {'core'},
    'ui': {'core', 'render', 'platform'},
    'cli': {'core', 'render', 'platform'},
    'helpers': {'core'},
}

# Who may use an outside library, by the first part of the include.
EVERYONE = set(LAYERS)
LIBRARIES = {
    'soup': {'net'},
    'soup.h': {'net'},
    'libsoup': {'net'},
    'sqlite3.h': {'db'},
    'unicode': {'core'},
    'md4c.h': {'render'},
    'gtk': {'ui', 'helpers'},
    'gdk': {'ui'},
    'gdk-pixbuf': {'helpers'},
    'gsk': {'ui'},
    'pango': {'render', 'ui', 'helpers'},
    'cairo.h': {'render'},
    'cairo-pdf.h': {'render'},
    'archive.h': {'render'},
    'archive_entry.h': {'render'},
    'cairo-xlib.h': {'ui'},
    'adwaita.h': {'ui'},
    'gtksourceview': {'ui'},
    'librsvg': {'ui'},
    'jsc': {'helpers'},
    'webkit': {'helpers'},
    'libsecret': {'platform'},
    'json-glib': {'net', 'render', 'cli'},
    'glib.h': EVERYONE,
    'glib-object.h': EVERYONE,
    'glib-unix.h': EVERYONE,
    'glib': EVERYONE,
    'gio': EVERYONE,
    'sys': EVERYONE,
    'net': EVERYONE,
    'netinet': EVERYONE,
    'arpa': EVERYONE,
}

# Headers of the C library and POSIX; all layers may have them.
C_LIBRARY = {
    'assert.h', 'ctype.h', 'errno.h', 'fcntl.h', 'float.h', 'inttypes.h', 'langinfo.h', 'limits.h',
    'locale.h',
    'math.h', 'poll.h', 'pthread.h', 'signal.h', 'stdarg.h', 'stdbool.h', 'stddef.h', 'stdint.h',
    'stdio.h', 'stdlib.h', 'string.h', 'termios.h', 'time.h', 'unistd.h', 'wchar.h',
}

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)
COMMENT = re.compile(r'/\*.*?\*/', re.DOTALL)
GENERATED = re.compile(r'^(config\.h|llm-[a-z-]*(resources|enums|entity-table)\.h)$')


def layer_of(path, src):
    """The folder below src that the file lies in; None for src/main.c."""
    parts = path.relative_to(src).parts
    return parts[0] if len(parts) > 1 else None


def without_comments(text):
    return COMMENT.sub(lambda match: '\n' * match.group().count('\n'), text)


def check_outside(name, layer):
    first = name.split('/')[0]
    if name in C_LIBRARY:
        return None
    if first not in LIBRARIES:
        return f'<{name}> is not in the list of known libraries (build-aux/check-layers.py)'
    if layer is not None and layer not in LIBRARIES[first]:
        allowed = ', '.join(sorted(LIBRARIES[first]))
        return f'<{name}> belongs to {allowed}, not to {layer}'
    return None


def check_own(name, path, layer, headers):
    base = name.rsplit('/', 1)[-1]
    if GENERATED.match(base):
        return None
    if '/' in name:
        return f'"{name}" has a path: include by name, the layer is in the include directories'
    if base not in headers:
        return f'"{name}" is not a header below src'
    target = headers[base]
    if layer is None or target == layer or target in LAYERS[layer]:
        return None
    return f'"{name}" is in {target}, which {layer} must not include'


def check_tree(root):
    """Return a list of 'file:line: what is wrong' for the tree at root."""
    src = pathlib.Path(root) / 'src'
    problems = []
    headers = {}
    files = sorted(p for p in src.rglob('*') if p.suffix in ('.c', '.h'))
    if not files:
        return [f'{src}: no C files']
    for path in files:
        if path.suffix != '.h':
            continue
        if path.name in headers:
            problems.append(f'{path.relative_to(root)}:1: a second header of this name')
            continue
        headers[path.name] = layer_of(path, src)
    for path in files:
        layer = layer_of(path, src)
        name = path.relative_to(root)
        if layer is not None and layer not in LAYERS:
            problems.append(f'{name}:1: {layer} is not a layer')
            continue
        text = without_comments(path.read_text(encoding='utf-8'))
        for match in INCLUDE.finditer(text):
            line = text.count('\n', 0, match.start(2)) + 1
            if match.group(1) == '<':
                problem = check_outside(match.group(2), layer)
            else:
                problem = check_own(match.group(2), path, layer, headers)
            if problem:
                problems.append(f'{name}:{line}: {problem}')
    return problems


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n', maxsplit=1)[0])
    parser.add_argument('root', nargs='?', type=pathlib.Path,
                        default=pathlib.Path(__file__).resolve().parent.parent)
    problems = check_tree(parser.parse_args().root)
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == '__main__':
    sys.exit(main())
