#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check what .clang-format cannot: the house rules of HACKING.md.

Prints one line for every broken rule; exit status 1 if there was any.
"""

import argparse
import pathlib
import re
import sys

SPDX = 'SPDX-License-Identifier: GPL-3.0-or-later'
MAX_COLUMNS = 100
MAX_FILE_LINES = 800
MAX_FUNCTION_LINES = 60

# Functions that may be longer, as 'file:function', each with the reason.
LONG_FUNCTIONS = {}

C_SUFFIXES = ('.c', '.h')
TEXT_SUFFIXES = ('.c', '.h', '.py', '.sh', '.ui', '.css', '.build', '.md', '.page', '.xml', '.in')

# Folders of what is not ours.
FOREIGN = {'__pycache__', 'node_modules'}

UNFINISHED = re.compile(r'\b(TODO|FIXME|XXX)\b')
BLOCKING = (
    (re.compile(r'\b\w+_sync[ \t]*\('), 'a synchronous call'),
    (re.compile(r'\bg_main_context_iteration[ \t]*\('), 'a nested main loop'),
    (re.compile(r'\b(g_usleep|usleep|sleep|nanosleep)[ \t]*\('), 'a sleep'),
)
TOKENS = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)
FUNCTION = re.compile(r'^(\w+)[ \t]*\(')
INCLUDE = re.compile(r'^#[ \t]*include[ \t]*[<"]([^>"]+)[>"]', re.MULTILINE)


def blank(match):
    """Replace a comment or literal by as many lines of nothing."""
    return ' ' + '\n' * match.group().count('\n')


def check_lines(name, lines, is_c):
    for number, line in enumerate(lines, 1):
        if line != line.rstrip():
            yield f'{name}:{number}: blanks at the end of the line'
        if '\t' in line:
            yield f'{name}:{number}: a tab'
        if is_c and len(line) > MAX_COLUMNS:
            yield f'{name}:{number}: {len(line)} columns, the limit is {MAX_COLUMNS}'


def check_code(name, code):
    for number, line in enumerate(code.split('\n'), 1):
        for pattern, what in BLOCKING:
            if pattern.search(line):
                yield f'{name}:{number}: {what}'


def check_functions(name, code, is_test):
    current = start = None
    for number, line in enumerate(code.split('\n'), 1):
        match = FUNCTION.match(line)
        if match:
            current = match.group(1)
        elif line.startswith('struct '):
            current = None  # a type, not what a macro before it declares
        elif line.startswith('{') and current:
            start = number
        elif line.startswith('}') and start:
            length = number - start + 1
            allowed = f'{name}:{current}' in LONG_FUNCTIONS or (is_test and current == 'main')
            if length > MAX_FUNCTION_LINES and not allowed:
                yield (f'{name}:{start}: {current} has {length} lines, '
                       f'the limit is {MAX_FUNCTION_LINES}')
            current = start = None
        elif line.startswith('}'):
            current = None


def check_includes(path, name, text):
    """config.h first, then the header of the file itself, or its private one."""
    found = INCLUDE.findall(text)[:2] + ['', '']
    if found[0] != 'config.h':
        yield f'{name}:1: the first include must be config.h'
    own = [header for header in (f'{path.stem}.h', f'{path.stem}-private.h')
           if path.with_name(header).exists()]
    if own and found[1] not in own:
        yield f'{name}:1: the second include must be {" or ".join(own)}'


def check_c(path, name, text, lines):
    top = name.parts[0]
    if not lines or SPDX not in lines[0]:
        yield f'{name}:1: no SPDX line'
    if path.suffix == '.h' and '#pragma once' not in lines:
        yield f'{name}:1: no #pragma once'
    if len(lines) > MAX_FILE_LINES:
        yield f'{name}:{len(lines)}: the limit is {MAX_FILE_LINES} lines'
    code = TOKENS.sub(blank, text)
    yield from check_functions(name, code, top == 'tests')
    if top == 'src':
        yield from check_code(name, code)
        if path.suffix == '.c':
            yield from check_includes(path, name, text)


def check_file(path, root):
    name = path.relative_to(root)
    text = path.read_text(encoding='utf-8')
    lines = text.split('\n')
    is_c = path.suffix in C_SUFFIXES
    if lines[-1] == '':
        lines.pop()
    elif text:
        yield f'{name}:{len(lines)}: no newline at the end of the file'
    yield from check_lines(name, lines, is_c)
    if is_c:
        yield from check_c(path, name, text, lines)
    elif path.suffix == '.py' and not any(SPDX in line for line in lines[:2]):
        yield f'{name}:1: no SPDX line'
    if name.parts[0] in ('src', 'tests') or is_c:
        for number, line in enumerate(lines, 1):
            if UNFINISHED.search(line):
                yield f'{name}:{number}: unfinished work is an issue, not a comment'


def source_files(root):
    for folder in ('src', 'tests', 'build-aux', 'data', 'docs', 'help', 'po'):
        for path in sorted((root / folder).rglob('*')):
            name = path.relative_to(root)
            if name.parts[:2] == ('tests', 'data') or FOREIGN & set(name.parts):
                continue
            if path.is_file() and path.suffix in TEXT_SUFFIXES:
                yield path


def check_tree(root):
    """Return a list of 'file:line: what is wrong' for the tree at root."""
    root = pathlib.Path(root)
    files = list(source_files(root))
    if not any(path.suffix == '.c' for path in files):
        return [f'{root}: no C files']
    return [problem for path in files for problem in check_file(path, root)]


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
