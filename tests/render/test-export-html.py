#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page that a comparison is exported as: well-formed, complete, and fetching nothing.

Usage: test-export-html.py EXPORT_MANY
"""

import collections
import html.parser
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / 'tests' / 'common'))
sys.dont_write_bytecode = True
from tap import Tap  # noqa: E402  pylint: disable=wrong-import-position

VOID = {'meta', 'img', 'input', 'br', 'hr', 'link', 'base', 'area', 'col', 'embed', 'source',
        'track', 'wbr'}
ELEMENTS = VOID - {'link', 'base', 'area', 'col', 'embed', 'source', 'track', 'wbr'} | {
    'html', 'head', 'body', 'title', 'style', 'nav', 'article', 'section', 'div', 'p', 'h1', 'h2',
    'h3', 'h4', 'h5', 'h6', 'a', 'em', 'strong', 'del', 'code', 'pre', 'blockquote', 'ul', 'ol',
    'li', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'details', 'summary', 'figure',
    'figcaption', 'sup', 'sub'}
ATTRIBUTES = {'lang', 'charset', 'http-equiv', 'content', 'name', 'class', 'id', 'dir', 'href',
              'align', 'type', 'checked', 'disabled', 'start', 'alt', 'width', 'height', 'src'}

# Words that only one of the two forms has around the same texts.
AROUND = {'prompt', 'python', 'https', 'example', 'org', 'rayleigh'}


class Page(html.parser.HTMLParser):
    """Reads a page and complains about what is not as it should be."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open = []
        self.faults = []
        self.ids = set()
        self.words = []
        self.style = ''
        self.policy_at = None
        self.metas = 0
        self.counts = collections.Counter()
        self.columns = []

    def handle_starttag(self, tag, attrs):
        self.counts[tag] += 1
        if tag not in ELEMENTS:
            self.faults.append(f'<{tag}>')
        for name, value in attrs:
            self.check(tag, name, value or '')
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.faults.append(f'twice the same attribute: {names}')
        if tag == 'meta':
            self.metas += 1
            if ('http-equiv', 'Content-Security-Policy') in attrs:
                self.policy_at = self.metas
                self.policy = dict(attrs)['content']
        if tag == 'section' and ('class', 'answer') in attrs:
            self.columns.append('columns' in str(self.open[-1]))
        if tag not in VOID:
            self.open.append((tag, dict(attrs).get('class', '')))

    def check(self, tag, name, value):
        if name not in ATTRIBUTES or name.startswith('on'):
            self.faults.append(f'{tag} {name}={value}')
        if name == 'href' and not re.match(r'(#|https?://|mailto:)', value):
            self.faults.append(f'a link to {value}')
        if name == 'src' and not value.startswith('data:image/'):
            self.faults.append(f'{tag} fetches {value}')
        if name == 'id' and value in self.ids:
            self.faults.append(f'twice the id {value}')
        if name == 'id':
            self.ids.add(value)

    def handle_endtag(self, tag):
        if tag in VOID or not self.open or self.open[-1][0] != tag:
            self.faults.append(f'</{tag}> in {self.open[-1:]}')
        else:
            self.open.pop()

    def handle_data(self, data):
        tags = [tag for tag, _ in self.open]
        if 'style' in tags:
            self.style += data
        elif 'body' in tags and 'nav' not in tags:
            self.words += words(data)


def words(text):
    return re.findall(r'\w+', text.lower())


def export(program, *arguments):
    return subprocess.run([program, *arguments], check=True, stdout=subprocess.PIPE,
                          timeout=60).stdout.decode()


def read(program, *arguments):
    page = Page()
    text = export(program, 'html', *arguments)
    page.feed(text)
    page.close()
    page.text = text
    return page


def check_page(page):
    """What has to be of any page."""
    assert page.text.startswith('<!DOCTYPE html>\n'), 'no doctype'
    assert not page.faults, page.faults[:5]
    assert not page.open, page.open
    # The policy is there before anything that it is about.
    assert page.policy_at == 2, page.policy_at
    assert "default-src 'none'" in page.policy and 'script-src' not in page.policy, page.policy
    assert not re.search(r'url\(|@import|expression\(|@font-face', page.style), 'CSS fetches'
    assert '<!--' not in page.text
    for part in ('prefers-color-scheme:dark', '@media print', 'display:grid'):
        assert part in page.style, f'no {part}'


def test_form(program):
    for columns in (1, 2, 3, 8, 40):
        for more in ((), ('anonymous',), ('stacked',), ('versions', 'reasoning')):
            page = read(program, str(columns), '3', *more)
            check_page(page)
            assert len(page.columns) == columns + 1, page.columns
            assert all(page.columns), 'an answer that is not in the grid'
            stacked = 'class="stacked"' in page.text
            assert stacked == ('stacked' in more), 'layout'


def test_texts(program):
    """Page and Markdown say the same."""
    for more in ((), ('anonymous',), ('versions', 'reasoning')):
        page = read(program, '6', '3', *more)
        markdown = export(program, 'markdown', '6', '3', *more)
        # Numbers of lists are no text of the page.
        markdown = re.sub(r'^\d+\. ', '', markdown, flags=re.MULTILINE)
        ours = collections.Counter(word for word in page.words if word not in AROUND)
        theirs = collections.Counter(word for word in words(markdown) if word not in AROUND)
        if 'reasoning' in more:
            # Markdown says where the answer begins.
            theirs['answer'] -= 7
        assert ours == theirs, (ours - theirs, theirs - ours)
        assert ours['scattering'] > 5


def test_parts(program):
    page = read(program, '6', '0', 'versions')
    for part in ('Verdict: Secret Model 1 is preferred', 'Note: The first one', 'voted up',
                 'temperature 0.7', '4711 tokens in', '$0.0321', 'first token after 0.65 s',
                 'Judged by Secret Judge', '<strong>7.5/10</strong>', '“scattered”',
                 'Names the &lt;cause&gt; | and *more*', 'Ranking: 1. Secret Model 1, 2.',
                 'A = Secret Model 1', '“nowhere to be found” ('):
        assert part in page.text, part
    # Six answers are two tables beside those of the answers themselves.
    assert page.counts['details'] == 1, page.counts
    assert page.text.count('<th>Aspect</th>') == 2, page.text.count('<th>Aspect</th>')
    assert '<ol>\n<li>They agree' not in page.text, 'a list out of a sentence'


def find_browser():
    return next((name for name in ('chromium', 'chromium-browser', 'google-chrome')
                 if shutil.which(name)), None)


def test_browser(program):
    """A browser refuses nothing of it, since it asks for nothing."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, 'page.html')
        picture = pathlib.Path(folder, 'page.png')
        path.write_text(export(program, 'html', '8', '2', 'versions'), encoding='utf-8')
        command = [find_browser(), '--headless', '--disable-gpu', '--enable-logging=stderr', '--v=0',
                   '--window-size=1400,900', '--hide-scrollbars', f'--user-data-dir={folder}/data',
                   '--host-resolver-rules=MAP * ~NOTFOUND', f'--screenshot={picture}',
                   path.as_uri()]
        if os.geteuid() == 0:
            command.insert(1, '--no-sandbox')
        result = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                timeout=120, check=False)
        log = result.stderr.decode(errors='replace')
        console = [line for line in log.splitlines() if 'CONSOLE' in line]
        assert result.returncode == 0 and picture.exists(), log[-2000:]
        assert not console, console


def main():
    program = sys.argv[1]
    tap = Tap()
    for test in (test_form, test_texts, test_parts):
        tap.run(test.__name__.replace('test_', ''), test, program)
    if find_browser():
        tap.run('browser', test_browser, program)
    else:
        tap.skip('browser', 'there is no Chromium')
    tap.finish()


if __name__ == '__main__':
    main()
