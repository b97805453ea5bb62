#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The history as somebody without a mouse has it: read, opened, named, pinned, thrown away
and searched; a chat with its versions, and a comparison that goes on.

The real program on a private display, driven by keys (xdotool) and AT-SPI.
"""

import os
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / 'common')]
sys.dont_write_bytecode = True
# pylint: disable=wrong-import-position
import desktop  # noqa: E402
from desktop import Atspi, Program, find, name, press, role, wait_for  # noqa: E402
from tap import Tap  # noqa: E402

FRUIT = 'Which fruit keeps longest'
RIVER = 'Which river is longest'
# In every canned answer of Swift, and in no prompt.
WORD = 'canned'
CHAT = 'First question'
NEW_NAME = 'Fruit for the winter'
TYPE_NAME = re.compile(r'^(Gtk|Adw|Llm)[A-Z][A-Za-z]+$')
CONTROLS = (*desktop.BUTTONS, 'switch', 'spin button', 'combo box', 'check box', 'text', 'entry',
            'menu item', 'check menu item', 'radio menu item', 'list item')
FOCUSED = Atspi.StateType.FOCUSED


def focused(nodes):
    """Whether one of them has the focus now, not when it was last looked at."""
    for node in nodes:
        node.clear_cache()
    return any(desktop.has_state(node, FOCUSED) for node in nodes)


class Scenario:
    """The steps share the running program."""

    def __init__(self, command):
        self.command = command
        self.program = None

    # --- looking ---

    def find(self, roles=None, label=None, text=None):
        return find(self.program.node(), roles, label, text)

    def see(self, what, roles=None, label=None, text=None):
        return wait_for(what, lambda: self.find(roles, label, text))[0]

    def rows(self, title=''):
        return self.find('list item', lambda label: label.startswith(title)
                         and re.search(r', (chat|comparison), ', label))

    def row(self, title):
        return wait_for(f'the row of {title}', lambda: self.rows(title))[0]

    def titles(self):
        return [re.split(r', (?:chat|comparison), ', name(row))[0] for row in self.rows()]

    def title(self):
        return name(self.program.window())

    def wait_title(self, title):
        wait_for(f'the title {title}', lambda: self.title() == f'{title} - LLMSelect')

    def search(self):
        return self.find(('text', 'entry'), 'Search conversations')

    # --- doing ---

    def keys(self, *words):
        subprocess.run(['xdotool', 'key', *words], check=True, timeout=60)

    def type(self, text):
        subprocess.run(['xdotool', 'type', '--delay', '5', text], check=True, timeout=60)

    def focus(self, what, get, key='Tab'):
        """By keyboard, from one thing to the next: GTK 4.8 does not do it by request."""
        def look():
            if focused(get()):
                return True
            self.keys(key)
            try:
                # A moment later it is there, or it goes on.
                return wait_for('', lambda: focused(get()), 0.3)
            except AssertionError:
                return False
        wait_for(f'the focus on {what}', look)

    def focus_row(self, title):
        """From the search down into the list, as its keys go."""
        self.keys('ctrl+k')
        wait_for('the focus in the search', lambda: focused(self.search()))
        self.keys('Down')
        wait_for('the focus in the list', lambda: focused(self.rows()))
        self.keys('Home')
        self.focus(title, lambda: self.rows(title), 'Down')

    def open_row(self, title):
        self.focus_row(title)
        self.keys('Return')

    def run(self, *args):
        """On the command line."""
        done = subprocess.run([*self.command, *args], check=False, capture_output=True, text=True,
                              env={**os.environ, 'LLMSELECT_DEMO_SPEED': '100'}, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout

    # --- the steps ---

    def prepare(self):
        self.run('compare', '-m', 'demo:swift', '-m', 'demo:scholar', RIVER)
        self.run('compare', '-m', 'demo:swift', '-m', 'demo:scholar', FRUIT)
        first = self.run('chat', '-m', 'demo:swift', '--format=jsonl', CHAT)
        ids = re.findall(r'"id" ?: ?"([0-9a-f-]{36})"', first)
        self.run('chat', '-m', 'demo:swift', '--continue', ids[-1], 'Second question')

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

    def rows_tell(self):
        """Title, kind, how much is in it, and when."""
        wait_for('all rows', lambda: len(self.rows()) == 3)
        assert self.titles() == [CHAT, FRUIT, RIVER], self.titles()
        for title, kind, n in ((CHAT, 'chat', 4), (FRUIT, 'comparison', 3)):
            label = name(self.row(title))
            # It may be midnight.
            assert re.match(f'^{title}, {kind}, {n} messages · .*swift.*, '
                            r'(\d\d:\d\d|Yesterday)', label), label

    def controls_have_names(self):
        nodes = self.find(CONTROLS)
        assert nodes
        nameless = [role(node) for node in nodes
                    if not name(node).strip() or TYPE_NAME.match(name(node).strip())]
        assert not nameless, f'{len(nameless)} controls have no accessible name: {nameless}'

    def renames(self):
        self.open_row(FRUIT)
        self.wait_title(FRUIT)
        self.focus_row(FRUIT)
        self.keys('F2')
        self.see('the new title', ('text', 'entry'), 'New title')
        self.controls_have_names()
        self.keys('ctrl+a')
        self.type(NEW_NAME)
        self.keys('Return')
        self.row(NEW_NAME)
        self.wait_title(NEW_NAME)
        assert not self.rows(FRUIT)

    def pins(self):
        self.focus_row(RIVER)
        self.keys('ctrl+d')
        wait_for('the pinned row', lambda: 'pinned' in name(self.row(RIVER)))
        self.see('the heading', 'label', 'Pinned')
        wait_for('the pinned row first', lambda: self.titles()[0] == RIVER)
        self.focus_row(RIVER)
        self.keys('ctrl+d')
        wait_for('the row in its old place', lambda: self.titles() == [CHAT, NEW_NAME, RIVER])

    def throws_away(self):
        before = self.titles()
        self.focus_row(RIVER)
        self.keys('Delete')
        wait_for('the row gone', lambda: not self.rows(RIVER))
        # The one before may be fading out yet.
        toast = self.see('what was done', 'label',
                         f'“{RIVER}” moved to the trash').get_parent().get_parent()
        press(find(toast, desktop.BUTTONS)[0])
        wait_for('the row brought back', lambda: self.titles() == before)

    def searches(self):
        """To the word of an answer."""
        self.keys('ctrl+k')
        wait_for('the focus in the search', lambda: focused(self.search()))
        self.type(WORD)
        self.see('what was found', label='3 conversations')
        self.keys('ctrl+a')
        self.type(f'{WORD} river')
        self.see('the one that has both', label='1 conversation')
        self.keys('Return')
        self.wait_title(RIVER)
        self.see('the place that is marked', text=re.compile(r'^1 of \d+$').match)

    def opens_chat(self):
        self.keys('ctrl+k')
        wait_for('the focus in the search', lambda: focused(self.search()))
        self.keys('Escape')
        wait_for('the whole list', lambda: len(self.rows()) == 3)
        self.open_row(CHAT)
        self.wait_title(CHAT)
        self.see('the last question', label='Second question')

    def answer_text(self, number, of):
        """What is answered in a turn, when it has come to its end."""
        turn = self.see('the turn', 'list item', f'Message {number} of {of}')
        if not find(turn, label=re.compile('^Answer of .+, Done$').match):
            return ''
        views = find(turn, 'text', lambda label: label.startswith('Answer of '))
        return desktop.text_of(views[0]) if views else ''

    def edits(self):
        """Both versions of the prompt stay, one button apart."""
        answer = wait_for('the answer', lambda: self.answer_text(2, 2))
        turn = self.see('the turn', 'list item', 'Message 2 of 2')
        press(wait_for('edit', lambda: find(turn, desktop.BUTTONS, 'Edit the prompt'))[0])
        wait_for('the focus in the editor', lambda: focused(self.find('text', 'Edit the prompt')))
        self.keys('ctrl+a')
        self.type('Another question')
        self.keys('ctrl+Return')
        self.see('the second version', label='Version 2 of 2 of the prompt')
        self.see('the new prompt', label='Another question')
        wait_for('the new answer', lambda: self.answer_text(2, 2) not in ('', answer))
        press(self.see('the version before', desktop.BUTTONS, 'Show the version before'))
        self.see('the first version', label='Version 1 of 2 of the prompt')
        self.see('the old prompt', label='Second question')
        wait_for('the old answer', lambda: self.answer_text(2, 2) == answer)

    def follows_up(self):
        """All columns of a comparison go on with it."""
        self.open_row(RIVER)
        self.wait_title(RIVER)
        self.keys('ctrl+l')
        wait_for('the focus in the prompt', lambda: focused(self.find('text', 'Prompt')))
        self.type('And the next one')
        self.see('the typed prompt', 'text', 'Prompt', 'And the next one')
        self.keys('ctrl+Return')
        wait_for('the longer conversation',
                 lambda: re.search(r', 6 messages ', name(self.row(RIVER))))

    def close(self):
        self.keys('ctrl+q')
        self.program.wait_end()


def main():
    tap = Tap()
    scenario = Scenario(sys.argv[1:])
    steps = (
        ('there is a history', scenario.prepare),
        ('the program starts', scenario.start),
        ('rows tell what they are', scenario.rows_tell),
        ('every control has an accessible name', scenario.controls_have_names),
        ('a conversation is renamed', scenario.renames),
        ('it is pinned', scenario.pins),
        ('it is thrown away, and that undone', scenario.throws_away),
        ('a word is searched for, and marked where it is found', scenario.searches),
        ('a chat is opened', scenario.opens_chat),
        ('a prompt is edited, and the old version stays', scenario.edits),
        ('a comparison goes on', scenario.follows_up),
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
