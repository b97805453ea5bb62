#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window that compares answers as somebody without a mouse has it.

The real program on a private display, driven by keys (xdotool) and AT-SPI.
"""

import json
import os
import pathlib
import re
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / 'common')]
sys.dont_write_bytecode = True
# pylint: disable=wrong-import-position
import desktop  # noqa: E402
from desktop import Atspi, find, name, wait_for  # noqa: E402
from history import FOCUSED, History, focused, run_steps  # noqa: E402

TITLE = 'Compare answers'
FINDER = 'Text to find'
PROMPT = 'How blue is the sky'
FIRST = 'The sky is blue.\n\nAir is clear.\n\nThe first one ends so.\n'
SECOND = 'The sky is red.\n\nAir is clear.\n\nThe second one ends so.\n'
NAMED = tuple(kind for kind in desktop.CONTROLS if kind not in desktop.BUTTONS)
UNNAMED = re.compile('^((Gtk|Adw|Llm)[A-Z][A-Za-z]+$|_)')


class Scenario(History):
    """The steps of this test."""

    def prepare(self):
        """Answers with known differences, by way of an export."""
        self.run('compare', '-m', 'demo:swift', '-m', 'demo:scholar', '-m', 'demo:prism',
                 'Which river is longest')
        exported = self.run('export', '--all', '--format=json')
        exported = exported.replace('Which river is longest', PROMPT)
        # Another one.
        for old in set(re.findall(r'[0-9a-f]{8}-[0-9a-f-]{27}', exported)):
            exported = exported.replace(old, f'{7:08x}{old[8:]}')
        exported = json.loads(exported)
        answers = exported['conversations'][0]['turns'][0]['answers']
        answers[0]['text'], answers[1]['text'], answers[2]['text'] = FIRST, SECOND, FIRST
        with tempfile.TemporaryDirectory(dir=os.environ['XDG_RUNTIME_DIR']) as folder:
            path = pathlib.Path(folder) / 'sky.json'
            path.write_text(json.dumps(exported), encoding='utf-8')
            self.run('import', str(path))

    def open_comparison(self):
        self.open_row(PROMPT)
        self.wait_title(PROMPT)
        # The way in by mouse: below the answers.
        wait_for('the button below the answers', lambda: self.find(desktop.BUTTONS, TITLE))

    def inside(self, roles=None, label=None, text=None):
        return self.find_in(TITLE, roles, label, text)

    def line(self, words):
        """What a card tells of differences."""
        return wait_for(words, lambda: self.find(text=lambda text: re.match(words, text)))[0]

    def in_cards(self):
        """Shown by a key wherever the focus is, gone through by keys in a card."""
        self.keys('ctrl+i')
        self.line(r'Base: others differ at 2 places$')
        self.line(r'2 differences \(\d+ % of the words\) from ')
        self.line('The same words as Swift')
        for label in 'Next difference', 'Previous difference':
            assert len(self.find(desktop.BUTTONS, label)) == 2, label
        answers = wait_for('answers', lambda: self.find(
            ('text', 'entry'), lambda label: label.startswith('Answer of ')))
        self.focus('an answer', lambda: answers, 'F6')
        self.keys('2')
        wait_for('the focus in the second', lambda: focused(answers[1:]))
        self.keys('F8')
        self.line('1 of 2: “red” instead of “blue”$')
        self.keys('shift+F8')
        self.line('2 of 2: “second” instead of “first”$')
        text = answers[1].get_text_iface()
        offset = desktop.text_of(answers[1]).index('red')

        def underlined():
            answers[1].clear_cache()
            run = Atspi.Text.get_attribute_run(text, offset, False)
            return (run[1], run[2]) == (offset, offset + 3) and run[0].get('underline') == 'single'
        wait_for('the word is marked', underlined)
        self.keys('ctrl+i')
        wait_for('no lines', lambda: not self.find(text=lambda text: text.startswith('Base: ')))

    def open(self):
        self.keys('ctrl+shift+d')
        wait_for('the window', lambda: self.windows(TITLE))
        self.focus_window(f'^{TITLE}$')

    def says(self, what, words):
        return wait_for(what, lambda: self.inside('label', text=words))[0]

    def check_names(self, page):
        """Parts of a drop-down have no names of their own in GTK 4.8: it has."""
        desktop.wait_for_names(self.windows(TITLE)[0], NAMED, page)
        parts = {name(part) for combo in self.inside('combo box')
                 for part in find(combo, desktop.BUTTONS)}
        for button in self.inside(desktop.BUTTONS):
            label = name(button)
            assert label in parts or (label and not UNNAMED.match(label)), label

    def differences(self):
        self.says('how many differences', lambda text: re.match(r'\d+ differences, \d+ %', text))
        self.check_names('differences')
        self.keys('alt+Down')
        first = self.says('the first', lambda text: re.match(r'1 of \d+', text))
        last = int(desktop.text_of(first).split(' of ')[1].split()[0])
        assert last > 1, last
        self.keys('alt+Down')
        self.says('the second', lambda text: text.startswith(f'2 of {last}'))
        self.keys('alt+Up', 'alt+Up')
        self.says('the last', lambda text: text.startswith(f'{last} of {last}'))

    def all_others(self):
        """One against all, chosen by keys; a row leads to how one differs."""
        def second():
            return [part for combo in self.inside('combo box', 'Second answer')
                    for part in find(combo, desktop.BUTTONS)]
        self.focus('the second answer', second)
        self.keys('space')
        wait_for('the list of answers', lambda: self.inside(text='All others'))
        self.keys('End', 'Return')
        self.says('how much one differs', lambda text: re.match(r'2 differences, \d+ %', text))
        self.says('that the other one does not', 'No differences')
        self.check_names('all others')
        rows = wait_for('rows', lambda: self.inside(
            'list item', lambda label: label.startswith('Scholar')))
        self.focus('the first row', lambda: rows)
        self.keys('Return')
        self.says('the words', lambda text: text.startswith('The sky is red'))

    def page(self, key, what, words):
        self.keys(f'alt+{key}')
        self.says(what, words)

    def figures(self):
        self.page('f', 'the figures', 'Words in common')
        self.check_names('figures')
        wait_for('a figure with its name', lambda: self.inside(
            'label', lambda label: re.match(r'Swift.*, Words: \d+$', label)))
        assert self.inside(desktop.BUTTONS, lambda label: label.endswith(' of the words in common'))

    def summary(self):
        self.keys('alt+s')
        wait_for('who can be asked', lambda: self.inside('combo box', 'Who judges'))
        self.check_names('summary')
        self.focus('the question', lambda: self.inside(desktop.BUTTONS, 'Summarise differences'))
        self.keys('Return')
        self.says('the summary', lambda text: text.startswith('Demo: no AI judged'))
        self.says('who judged', lambda text: text.startswith('Judged by '))
        self.check_names('a summary')

    def quote(self):
        """It leads back into the window with the answers, which has the focus then."""
        quotes = wait_for('quotes', lambda: self.inside(
            desktop.BUTTONS, lambda label: label.startswith('“The sky is ')))
        desktop.press(quotes[0])
        main = next(node for node in desktop.children(self.program.node())
                    if name(node) != TITLE)

        def active():
            main.clear_cache()
            return desktop.has_state(main, desktop.Atspi.StateType.ACTIVE) \
                or any(desktop.has_state(node, FOCUSED) for node in find(main))
        self.focus_window(f'^{PROMPT}')
        wait_for('the window with the answers', active)
        wait_for('the words are marked', lambda: self.marked(main))

    def marked(self, main):
        """What finds them in the answer has been told them."""
        main.clear_cache()
        return find(main, ('text', 'entry'), FINDER, lambda text: text.startswith('The sky is '))

    def again(self):
        """Closed and opened again the summary is there."""
        self.focus_window(f'^{TITLE}$')
        self.leave()
        self.focus_window(f'^{PROMPT}')
        self.open()
        self.keys('alt+s')
        self.says('the summary', lambda text: text.startswith('Demo: no AI judged'))
        wait_for('it can be asked again', lambda: self.inside(desktop.BUTTONS, 'Ask again'))

    def leave(self):
        """A popover may still be closing."""
        def closed():
            self.keys('Escape')
            try:
                return wait_for('', lambda: not self.windows(TITLE), 2)
            except AssertionError:
                return False
        wait_for('no window', closed)

    def end(self):
        self.leave()
        self.focus_window(f'^{PROMPT}')
        self.close()


def main():
    scenario = Scenario(sys.argv[1:])
    run_steps(scenario, (
        ('answers are there', scenario.prepare),
        ('the program starts', scenario.start),
        ('a comparison is opened', scenario.open_comparison),
        ('differences are shown in the cards', scenario.in_cards),
        ('the window opens by key', scenario.open),
        ('differences are gone through by keys', scenario.differences),
        ('all others are compared with one by keys', scenario.all_others),
        ('figures are read', scenario.figures),
        ('a summary is asked for by keys', scenario.summary),
        ('a quote leads into its answer', scenario.quote),
        ('the summary is found again', scenario.again),
        ('it closes by key, and the program ends', scenario.end),
    ))


if __name__ == '__main__':
    main()
