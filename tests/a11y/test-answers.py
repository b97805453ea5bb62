#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers as a reader without eyes or without a mouse has them: read, copied, searched,
looked at as they were written, and enlarged.

The real program on a private display, driven by keys (xdotool) and AT-SPI.
"""

import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / 'common')]
sys.dont_write_bytecode = True
# pylint: disable=wrong-import-position
import desktop  # noqa: E402
from desktop import Atspi, Program, find, text_of, wait_for  # noqa: E402
from tap import Tap  # noqa: E402

PROMPT = 'Which fruit keeps longest'
ANSWER = re.compile(r'^Answer of Prism')
CARD = re.compile(r'^Prism.*, answer \d of \d, Done$')


class Scenario:
    """The steps share the running program."""

    def __init__(self, command):
        self.command = command
        self.program = None

    # --- looking ---

    def keys(self, *words):
        subprocess.run(['xdotool', 'key', *words], check=True, timeout=60)

    def answer(self):
        """The text of the answer with a table; new whenever it is shown in another way."""
        return wait_for('the answer', lambda: find(self.program.node(), 'text', ANSWER.match))[0]

    def text(self):
        return text_of(self.answer())

    def prompt(self):
        return self.program.get('the prompt', roles='text', label='Prompt')

    def focused(self, get):
        return lambda: desktop.has_state(get(), Atspi.StateType.FOCUSED)

    def focus_answer(self):
        """By keyboard: from one thing to the next."""
        answer = self.answer()

        def focused():
            answer.clear_cache()
            return desktop.has_state(answer, Atspi.StateType.FOCUSED)

        def look():
            if focused():
                return True
            self.keys('Tab')
            # A moment later it is there, or where it should not stay.
            try:
                return wait_for('the focus', focused, 0.3)
            except AssertionError:
                return False
        wait_for('the focus in the answer', look)

    def size(self):
        """How large the text is, as a screen reader is told."""
        attributes = Atspi.Text.get_attribute_run(self.answer().get_text_iface(), 0, True)[0]
        return float(attributes['size'])

    def paste(self):
        """What was copied, taken where it can be seen."""
        self.keys('ctrl+l')
        wait_for('the focus in the prompt', self.focused(self.prompt))
        self.keys('ctrl+a', 'Delete')
        wait_for('an empty prompt', lambda: not text_of(self.prompt()))
        self.keys('ctrl+v')
        wait_for('what was copied', lambda: text_of(self.prompt()))
        return text_of(self.prompt())

    # --- doing ---

    def start(self):
        # GTK 4.8 warns now and then when a text is put into a view anew.
        self.program = Program(self.command, LLMSELECT_DEMO_SPEED='40', G_DEBUG='gc-friendly')
        self.program.window()
        windows = subprocess.run(
            ['xdotool', 'search', '--sync', '--onlyvisible', '--pid',
             str(self.program.process.pid)],
            check=True, capture_output=True, text=True, timeout=60).stdout.split()
        # There is no window manager that would do it.
        subprocess.run(['xdotool', 'windowfocus', '--sync', windows[-1]], check=True, timeout=60)

    def compare(self):
        wait_for('the focus in the prompt', self.focused(self.prompt))
        subprocess.run(['xdotool', 'type', '--delay', '5', PROMPT], check=True, timeout=60)
        wait_for('the typed prompt', lambda: text_of(self.prompt()) == PROMPT)
        self.keys('ctrl+Return')
        wait_for('the end of the answer', lambda: find(self.program.node(), label=CARD.match))

    def reads(self):
        wait_for('the whole answer', lambda: 'checklist before' in self.text())
        text = self.text()
        # Headings, markers of lists, cells in their order, code and what belongs to it.
        for part in ('\nThree angles\n', '1.\tFacts – what is known', '•\tsources that can be named',
                     '\nAspect\tLow\tMedium\tHigh', '\nEffort\t', '"answered_by": "a canned',
                     'SELECT model, count(*) AS votes\n', 'JSON\t', 'Copy', PROMPT):
            assert part in text or part.replace('•', '◦') in text, f'{part!r} is not in {text!r}'
        for mark in ('##', '**', '```', '|--', '| '):
            assert mark not in text, f'{mark!r} is in {text!r}'

    def reads_by_line(self):
        """A line of the table is told as one."""
        answer = self.answer()
        text = text_of(answer)
        line = Atspi.Text.get_string_at_offset(answer.get_text_iface(), text.index('Aspect'),
                                               Atspi.TextGranularity.LINE)
        assert line.content.startswith('Aspect\tLow\tMedium\tHigh'), line.content

    def selects_across_blocks(self):
        """With the cursor that F7 shows; the selection is asked for through AT-SPI, which on
        GTK 4.8 cannot make one, since it answers with another type than it should."""
        self.focus_answer()
        self.keys('F7', 'ctrl+Home')
        for _ in range(20):
            self.keys('shift+Down')
            if 'Three angles\n1.\tFacts' in self.selected():
                break
        selected = self.selected()
        assert 'Demo: a canned answer' in selected, selected
        assert 'Three angles\n1.\tFacts' in selected, selected
        assert selected != self.text()
        self.keys('ctrl+c')
        copied = self.paste()
        assert '\nThree angles\n\n1. Facts' in copied, copied
        self.keys('ctrl+Home', 'F7')

    def copies(self):
        """All of it."""
        self.focus_answer()
        self.keys('ctrl+a')
        wait_for('the selection', lambda: 'Three angles' in self.selected())
        self.keys('ctrl+c')
        copied = self.paste()
        for part in ('Demo: a canned answer', '\nThree angles\n\n1. Facts – what is known',
                     '\n2. Opinions – ', 'Aspect\tLow\tMedium\tHigh\n', '\n{\n  "question"'):
            assert part in copied, f'{part!r} is not in {copied!r}'
        for mark in ('##', '**', '```', 'Copy'):
            assert mark not in copied, f'{mark!r} is in {copied!r}'

    def copies_markdown(self):
        self.focus_answer()
        self.keys('ctrl+shift+c')
        copied = self.paste()
        for part in ('> *Demo: a canned answer', '\n## Three angles\n\n1. **Facts** – what is',
                     '| Aspect      | Low | Medium | High |\n', '\n```json\n{\n  "question"'):
            assert part in copied, f'{part!r} is not in {copied!r}'

    def copies_code(self):
        """The words of a block of code, by keyboard, from what is in view on."""
        def copied():
            self.focus_answer()
            self.keys('ctrl+Home')
            self.keys('Tab', 'Tab', 'Return')
            return self.paste()
        code = wait_for('the code', lambda: (text := copied()).startswith('{') and text)
        assert code.startswith('{\n  "question"') and code.rstrip().endswith('}'), code

    def finds(self):
        self.focus_answer()
        self.keys('ctrl+f')
        entry = self.program.get('the search', roles=('text', 'entry'), label='Text to find')
        wait_for('the focus in the search', lambda: any(
            desktop.has_state(node, Atspi.StateType.FOCUSED)
            for node in find(self.program.node(), label='Text to find')))
        assert entry is not None
        subprocess.run(['xdotool', 'type', '--delay', '5', 'answered_by'], check=True, timeout=60)
        wait_for('the number of matches', lambda: find(
            self.program.node(), label=re.compile(r'\b1\b.*\b1\b').search))
        self.controls_have_names()
        self.keys('Escape')
        wait_for('the match, selected', lambda: self.selected() == 'answered_by')

    def selected(self):
        answer = self.answer()
        interface = answer.get_text_iface()
        if Atspi.Text.get_n_selections(interface) == 0:
            return ''
        selection = Atspi.Text.get_selection(interface, 0)
        return text_of(answer)[selection.start_offset:selection.end_offset]

    def raw(self):
        self.focus_answer()
        self.keys('ctrl+u')
        wait_for('the text as it was written', lambda: '## Three angles' in self.text())
        assert '| Aspect ' in self.text() and '```json' in self.text(), self.text()
        self.keys('ctrl+u')
        wait_for('the rendered text', lambda: '## Three' not in self.text())
        self.reads()

    def zoom(self):
        before = self.size()
        self.keys('ctrl+plus', 'ctrl+plus')
        wait_for('larger text', lambda: self.size() > before * 1.1)
        self.reads()
        self.keys('ctrl+0')
        wait_for('text of the usual size', lambda: abs(self.size() - before) < 0.1)
        self.keys('ctrl+minus')
        wait_for('smaller text', lambda: self.size() < before)
        self.keys('ctrl+0')
        self.reads()

    def controls_have_names(self):
        desktop.wait_for_names(self.program.node())

    def close(self):
        self.keys('ctrl+q')
        self.program.wait_end()


def main():
    tap = Tap()
    scenario = Scenario(sys.argv[1:])
    steps = (
        ('the program starts', scenario.start),
        ('the models answer', scenario.compare),
        ('an answer is read as text, without its markup', scenario.reads),
        ('it is read line by line', scenario.reads_by_line),
        ('every control has an accessible name', scenario.controls_have_names),
        ('a part is selected across blocks, and copied', scenario.selects_across_blocks),
        ('what is selected is copied', scenario.copies),
        ('and as Markdown', scenario.copies_markdown),
        ('code is copied by keyboard', scenario.copies_code),
        ('text is found', scenario.finds),
        ('the text as it was written is one key away', scenario.raw),
        ('text is enlarged and made smaller', scenario.zoom),
        ('the program ends well', scenario.close),
    )
    try:
        for title, step in steps:
            if not tap.run(title, step):
                if scenario.program and scenario.program.process.poll() is None:
                    tap.note(desktop.describe(scenario.program.node()))
                break
    finally:
        if scenario.program:
            scenario.program.stop()
    if not tap.failed:
        assert tap.count == len(steps)
    tap.finish()


if __name__ == '__main__':
    main()
