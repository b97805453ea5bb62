#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The same HTML as the specification, md4c's own writer and cmark-gfm have it.

Usage: test-commonmark.py MARKDOWN_HTML

The examples of CommonMark are fetched with npm, once for each build folder.  Without a
network that part is skipped, but not where the variable CI is set.
"""

import html.parser
import os
import pathlib
import re
import shutil
import subprocess
import sys
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / 'tests' / 'common'))
sys.dont_write_bytecode = True
from tap import Tap  # noqa: E402  pylint: disable=wrong-import-position

SPEC = 'commonmark-spec'
SPEC_VERSION = '0.31.2'
CMARK = ['cmark-gfm', '--unsafe', '-e', 'table', '-e', 'strikethrough', '-e', 'autolink',
         '-e', 'tasklist']

# Examples that md4c 0.4.8 has otherwise, as the program does: it knows version 0.30 (what a
# comment and a textarea are, which characters are symbols).
NOT_AS_SPEC = {171, 354, 625, 626}

# Documents of the corpus that are not as md4c's own writer has them, on purpose; they must
# be as cmark-gfm has them.
NOT_AS_MD4C = {
    'gfm-answer-shell.md': 'md4c strikes out what is between "~2 seconds" and "(~0.5"',
    'gfm-tables-escapes.md': 'md4c leaves the backslash of "\\|" in code',
    'gfm-tables-short.md': 'md4c wants three hyphens below each head of a table, and a blank line '
                           'before it',
    'gfm-tables.md': 'the same',
    'gfm-tabs-in-code.md': 'md4c makes spaces of tabs',
}

# What md4c has otherwise than cmark-gfm, and the program therefore as well.
NOT_AS_CMARK = {
    'gfm-autolinks.md': 'no bare link after "<"',
}

# Blanks beside the tags of blocks mean nothing.
BLOCKS = {'p', 'ul', 'ol', 'li', 'blockquote', 'pre', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'hr',
          'table', 'thead', 'tbody', 'tr', 'th', 'td', 'div', 'details', 'summary', 'textarea'}
TAGS = '<', '/'


class Normalizer(html.parser.HTMLParser):
    """The one place where HTML is taken for the same though its bytes are not.

    The order of attributes, <br /> for <br>, escapes that are not needed in addresses, how the
    box of a task is made, and blanks beside the tags of blocks.
    """

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.tokens = []

    def handle_starttag(self, tag, attrs):
        attributes = {name: value or '' for name, value in attrs}
        if tag == 'input':
            attributes = {name: '' for name in attributes if name == 'checked'}
        if tag == 'li':
            attributes = {}
        for name in ('href', 'src'):
            if name in attributes:
                attributes[name] = urllib.parse.unquote(attributes[name])
        self.tokens.append(('<', tag, tuple(sorted(attributes.items()))))

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag):
        self.tokens.append(('/', tag))

    def handle_data(self, data):
        if self.tokens and self.tokens[-1][0] == 'text':
            data = self.tokens.pop()[1] + data
        self.tokens.append(('text', data))

    def handle_comment(self, data):
        self.tokens.append(('comment', data))

    def handle_pi(self, data):
        self.tokens.append(('comment', data))

    def unknown_decl(self, data):
        self.tokens.append(('comment', data))

    def result(self):
        tokens = [('<', 'p'), *self.tokens, ('/', 'p')]
        depth, found = 0, []
        for before, token, after in zip(tokens, tokens[1:], tokens[2:]):
            if token[0] in TAGS and token[1] == 'pre':
                depth += 1 if token[0] == '<' else -1
            if token[0] == 'text' and depth == 0:
                text = token[1]
                if before[0] in TAGS and before[1] in BLOCKS | {'br', 'input'}:
                    text = text.lstrip()
                if after[0] in TAGS and after[1] in BLOCKS | {'br'}:
                    text = text.rstrip()
                if not text:
                    continue
                token = ('text', text)
            found.append(token)
        return found


def normalize(text):
    parser = Normalizer()
    parser.feed(text.decode('utf-8', 'replace'))
    parser.close()
    return parser.result()


def newer_md4c(text):
    """What versions after 0.4.8 do not escape any more, or do."""
    return text.replace(b'%7E', b'~').replace(b'&#x27;', b"'")


class Converter:
    """The program beside this test, for many documents at once."""

    def __init__(self, program):
        self.program = program

    def run(self, documents, *options):
        data = b''.join(b'%d\n' % len(document) + document for document in documents)
        result = subprocess.run([self.program, '--batch', *options], input=data,
                                capture_output=True, check=False)
        if result.returncode == 77:
            return None
        result.check_returncode()
        found, at = [], 0
        while at < len(result.stdout):
            end = result.stdout.index(b'\n', at)
            size = int(result.stdout[at:end])
            found.append(result.stdout[end + 1:end + 1 + size])
            at = end + 1 + size
        assert len(found) == len(documents)
        return found


def compare(tap, title, names, left, right, excused=()):
    """One test point: the same for all names that are not excused."""
    wrong = [name for name, a, b in zip(names, left, right) if a != b and name not in excused]
    tap.ok(not wrong, title, f'{len(wrong)}: {wrong[:20]}')
    for name, a, b in list(zip(names, left, right)):
        if name in wrong[:5]:
            tap.note(f'{name}\n  {a!r}\n  {b!r}')


def fetch_spec(folder):
    """Return the text of the specification and why there is none."""
    path = folder / 'node_modules' / SPEC / 'spec.txt'
    if not path.exists():
        npm = shutil.which('npm')
        if not npm:
            return None, 'npm is not installed'
        folder.mkdir(parents=True, exist_ok=True)
        command = [npm, 'install', '--prefix', str(folder), '--ignore-scripts', '--no-audit',
                   '--no-fund', '--no-save', '--fetch-retries=1', '--cache', str(folder / 'cache'),
                   f'{SPEC}@{SPEC_VERSION}']
        try:
            result = subprocess.run(command, capture_output=True, text=True, timeout=120,
                                    check=False)
        except subprocess.TimeoutExpired:
            return None, 'npm does not come to an end'
        if not path.exists():
            return None, 'npm: ' + ' '.join(result.stderr.split())[:200]
    return path.read_text(encoding='utf-8'), ''


def read_examples(spec):
    found = re.findall(r'^`{32} example\n(.*?)^\.\n(.*?)^`{32}$', spec, re.MULTILINE | re.DOTALL)
    return [[part.replace('→', '\t').encode() for part in example] for example in found]


def check_spec(tap, converter, folder):
    spec, why = fetch_spec(folder)
    if spec is None:
        if os.environ.get('CI'):
            tap.ok(False, 'the examples of CommonMark', why)
        else:
            tap.skip('the examples of CommonMark', why)
        return
    examples = read_examples(spec)
    documents = [markdown for markdown, _ in examples]
    numbers = range(1, len(examples) + 1)
    tap.ok(len(examples) > 600, 'there are examples')
    ours = converter.run(documents)
    compare(tap, 'the examples are as the specification has them', numbers,
            [normalize(text) for text in ours], [normalize(text) for _, text in examples],
            NOT_AS_SPEC)
    compare(tap, 'streamed examples are as those at once', numbers,
            converter.run(documents, '--stream'), ours)
    reference = converter.run(documents, '--reference')
    if reference is None:
        tap.skip('the examples are as md4c writes them', 'md4c-html is not installed')
    else:
        compare(tap, 'the examples are as md4c writes them', numbers,
                [newer_md4c(text) for text in ours], [newer_md4c(text) for text in reference])
    for options in ((), ('--github',), ('--answer',)):
        compare(tap, ' '.join(('examples come back from Markdown', *options)), numbers,
                converter.run(documents, *options, '--round-trip'),
                converter.run(documents, *options))


def run_cmark(document):
    return subprocess.run(CMARK, input=document, capture_output=True, check=True).stdout


def check_corpus(tap, converter):
    paths = sorted((ROOT / 'tests' / 'data' / 'render').glob('gfm-*.md'))
    documents = [path.read_bytes() for path in paths]
    names = [path.name for path in paths]
    tap.ok(len(paths) >= 40, 'there is a corpus')
    ours = converter.run(documents, '--github')
    compare(tap, 'the streamed corpus is as that at once', names,
            converter.run(documents, '--github', '--stream'), ours)
    reference = converter.run(documents, '--github', '--reference')
    if reference is None:
        tap.skip('the corpus is as md4c writes it', 'md4c-html is not installed')
    else:
        compare(tap, 'the corpus is as md4c writes it', names, [newer_md4c(text) for text in ours],
                [newer_md4c(text) for text in reference], NOT_AS_MD4C)
    if shutil.which(CMARK[0]):
        compare(tap, 'the corpus is as cmark-gfm has it', names,
                [normalize(text) for text in ours],
                [normalize(run_cmark(document)) for document in documents], NOT_AS_CMARK)
    else:
        tap.skip('the corpus is as cmark-gfm has it', 'cmark-gfm is not installed')


def main():
    tap = Tap()
    converter = Converter(sys.argv[1])
    folder = pathlib.Path(os.environ.get('G_TEST_BUILDDIR', '/tmp')) / SPEC
    check_spec(tap, converter, folder)
    check_corpus(tap, converter)
    tap.finish()


main()
