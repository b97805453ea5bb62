#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The checks of build-aux must find what they are there to find."""

import importlib.util
import pathlib
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / 'tests' / 'common'))
sys.dont_write_bytecode = True
from tap import Tap  # noqa: E402  pylint: disable=wrong-import-position

HEADER = '/* SPDX-License-Identifier: GPL-3.0-or-later */\n'
SOURCE = HEADER + '#include "config.h"\n'
CLEAN = {
    'src/core/llm-a.h': HEADER + '#pragma once\n\n#include <gio/gio.h>\n',
    'src/core/llm-a.c': SOURCE + '#include "llm-a.h"\n#include <string.h>\n',
    'src/net/llm-n.h': HEADER + '#pragma once\n\n#include "llm-a.h"\n#include <libsoup/soup.h>\n',
    'src/db/llm-d.h': HEADER + '#pragma once\n\n#include <sqlite3.h>\n',
    'src/ui/llm-u.h': HEADER + '#pragma once\n\n#include <adwaita.h>\n#include "llm-a.h"\n',
    'src/cli/llm-c.h': HEADER + '#pragma once\n\n#include <json-glib/json-glib.h>\n',
    'src/helpers/llm-h.h': HEADER + '#pragma once\n\n#include "llm-a.h"\n#include <jsc/jsc.h>\n',
    'src/main.c': SOURCE + '#include "llm-n.h"\n#include "llm-d.h"\n#include "llm-u.h"\n',
}

LAYER_FAULTS = {
    'core includes net': ('src/core/llm-b.c', SOURCE + '#include "llm-n.h"\n'),
    'core includes the window': ('src/core/llm-b.c', SOURCE + '#include "llm-u.h"\n'),
    'net includes db': ('src/net/llm-b.c', SOURCE + '#include "llm-d.h"\n'),
    'db includes net': ('src/db/llm-b.c', SOURCE + '#  include "llm-n.h"\n'),
    'ui includes net': ('src/ui/llm-b.c', SOURCE + '#include "llm-n.h"\n'),
    'ui includes cli': ('src/ui/llm-b.c', SOURCE + '#include "llm-c.h"\n'),
    'cli includes db': ('src/cli/llm-b.c', SOURCE + '#include "llm-d.h"\n'),
    'a path around the include directories': (
        'src/ui/llm-b.c', SOURCE + '#include "../net/llm-n.h"\n'),
    'libsoup outside net': ('src/core/llm-b.c', SOURCE + '#include <libsoup/soup.h>\n'),
    'SQLite outside db': ('src/ui/llm-b.c', SOURCE + '#include <sqlite3.h>\n'),
    'GTK outside ui': ('src/cli/llm-b.c', SOURCE + '#include <gtk/gtk.h>\n'),
    'libsecret outside platform': ('src/ui/llm-b.c', SOURCE + '#include <libsecret/secret.h>\n'),
    'json-glib in core': ('src/core/llm-b.c', SOURCE + '#include <json-glib/json-glib.h>\n'),
    'WebKit outside helpers': ('src/ui/llm-b.c', SOURCE + '#include <webkit/webkit.h>\n'),
    'librsvg outside ui': ('src/render/llm-b.c', SOURCE + '#include <librsvg/rsvg.h>\n'),
    'ui includes helpers': ('src/ui/llm-b.c', SOURCE + '#include "llm-h.h"\n'),
    'helpers include the window': ('src/helpers/llm-b.c', SOURCE + '#include "llm-u.h"\n'),
    'an unknown library': ('src/core/llm-b.c', SOURCE + '#include <curl/curl.h>\n'),
    'an unknown folder': ('src/other/llm-b.c', SOURCE),
    'a header that does not exist': ('src/core/llm-b.c', SOURCE + '#include "llm-zz.h"\n'),
    'two headers of one name': ('src/net/llm-a.h', HEADER + '#pragma once\n'),
}

LONG = SOURCE + 'static void\nllm_b (void)\n{\n' + '  llm_c ();\n' * 70 + '}\n'
STYLE_FAULTS = {
    'no SPDX line': ('src/core/llm-b.c', '#include "config.h"\n'),
    'no #pragma once': ('src/core/llm-b.h', HEADER),
    'a tab': ('src/core/llm-b.c', SOURCE + 'int\tx;\n'),
    'blanks at the end': ('src/core/llm-b.c', SOURCE + 'int x; \n'),
    'a long line': ('src/core/llm-b.c', SOURCE + '/* ' + 'x' * 100 + ' */\n'),
    'no newline at the end': ('src/core/llm-b.c', SOURCE + 'int x;'),
    'unfinished work': ('src/core/llm-b.c', SOURCE + '/* TO' + 'DO: later */\n'),
    'a synchronous call': ('src/ui/llm-b.c', SOURCE + 'int x = soup_send_sync (a);\n'),
    'a nested main loop': (
        'src/ui/llm-b.c', SOURCE + 'int x = g_main_context_iteration (NULL, TRUE);\n'),
    'a sleep': ('src/ui/llm-b.c', SOURCE + 'int x = g_usleep (1);\n'),
    'a long file': ('src/core/llm-b.c', SOURCE + '/* x */\n' * 800),
    'a long function': ('src/core/llm-b.c', LONG),
    'config.h is not first': (
        'src/core/llm-b.c', HEADER + '#include <string.h>\n#include "config.h"\n'),
    'own header is not second': (
        'src/core/llm-a.c', SOURCE + '#include <string.h>\n#include "llm-a.h"\n'),
    'Python without SPDX line': ('build-aux/x.py', 'import sys\n'),
}
STYLE_GOOD = {
    'words in comments and strings': (
        'src/ui/llm-b.c', SOURCE + '/* g_usleep (1) */\nchar *x = "soup_send_sync (";\n'),
    'fsync': ('src/db/llm-b.c', SOURCE + 'int x = fsync (1);\n'),
}


def load(name):
    spec = importlib.util.spec_from_file_location(name.replace('-', '_'),
                                                  ROOT / 'build-aux' / f'{name}.py')
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def problems_of(check, changes):
    with tempfile.TemporaryDirectory() as folder:
        for name, text in {**CLEAN, **changes}.items():
            path = pathlib.Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding='utf-8')
        return check.check_tree(pathlib.Path(folder))


def main():
    tap = Tap()
    for name, faults, good in (('check-layers', LAYER_FAULTS, {}),
                               ('check-style', STYLE_FAULTS, STYLE_GOOD)):
        check = load(name)
        found = problems_of(check, {})
        tap.ok(not found, f'{name}: a clean tree', '\n'.join(found))
        for title, (path, text) in good.items():
            found = problems_of(check, {path: text})
            tap.ok(not found, f'{name}: allows {title}', '\n'.join(found))
        for title, (path, text) in faults.items():
            found = problems_of(check, {path: text})
            tap.ok(len(found) == 1 and found[0].startswith(path),
                   f'{name}: finds {title}', '\n'.join(found) or 'nothing found')
    tap.finish()


if __name__ == '__main__':
    main()
