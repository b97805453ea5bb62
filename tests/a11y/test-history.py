#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The history as somebody without a mouse has it: read, opened, named, pinned, thrown away
and searched; a chat with its versions, and a comparison that goes on.

The real program on a private display, driven by keys (xdotool) and AT-SPI.
"""

import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / 'common')]
sys.dont_write_bytecode = True
# pylint: disable=wrong-import-position
import desktop  # noqa: E402
from desktop import find, name, press, wait_for  # noqa: E402
from history import History, focused, run_steps  # noqa: E402

FRUIT = 'Which fruit keeps longest'
RIVER = 'Which river is longest'
# In every canned answer of Swift, and in no prompt.
WORD = 'canned'
CHAT = 'First question'
FOLDER = 'Kitchen'
CELLAR = 'Cellar'
NEW_NAME = 'Fruit for the winter'
TWICE = re.compile(r'^(.+) \1$')
CONTROLS = (*desktop.CONTROLS, 'menu item', 'check menu item', 'radio menu item', 'list item')


class Scenario(History):
    """The steps of this test."""

    def prepare(self):
        self.run('compare', '-m', 'demo:swift', '-m', 'demo:scholar', RIVER)
        self.run('compare', '-m', 'demo:swift', '-m', 'demo:scholar', FRUIT)
        first = self.run('chat', '-m', 'demo:swift', '--format=jsonl', CHAT)
        ids = re.findall(r'"id" ?: ?"([0-9a-f-]{36})"', first)
        self.run('chat', '-m', 'demo:swift', '--continue', ids[-1], 'Second question')

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
        desktop.wait_for_names(self.program.node(), CONTROLS, bad=TWICE)

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
        self.undo(f'“{RIVER}” moved to the trash')
        wait_for('the row brought back', lambda: self.titles() == before)

    def makes_folder(self):
        self.focus_place('the new folder', lambda: self.find_beside(desktop.BUTTONS, 'New folder'))
        self.keys('Return')
        wait_for('the focus in its name',
                 lambda: focused(self.find_beside(('text', 'entry'), 'New name')))
        self.controls_have_names()
        self.keys('ctrl+a')
        self.type(FOLDER)
        self.keys('Return')
        self.wait_folder(FOLDER, 0)

    def move(self, *labels):
        """By the menu of the row that has the focus."""
        self.keys('shift+F10')
        wait_for('the menu', lambda: self.find_beside(label='Move to folder'))
        self.choose('Move to folder', *labels)

    def files(self):
        self.focus_row(NEW_NAME)
        self.move(FOLDER)
        self.toast(f'“{NEW_NAME}” moved to “{FOLDER}”')
        self.wait_folder(FOLDER, 1)
        # It is in the folder, and in the list of all.
        assert self.titles() == [CHAT, NEW_NAME, RIVER], self.titles()
        self.open_place(name(self.wait_folder(FOLDER, 1)))
        wait_for('what is in the folder', lambda: self.titles() == [NEW_NAME])

    def renames_folder(self):
        self.focus_place('the folder', lambda: self.folders(FOLDER))
        self.keys('F2')
        wait_for('the focus in its name',
                 lambda: focused(self.find_beside(('text', 'entry'), 'New name')))
        self.keys('ctrl+a')
        self.type(CELLAR)
        self.keys('Return')
        self.wait_folder(CELLAR, 1)
        self.wait_place(CELLAR)
        assert not self.folders(FOLDER)
        assert self.titles() == [NEW_NAME]

    def deletes_folder(self):
        """Undone, it has what it had; what is listed meanwhile is all."""
        self.focus_place('the folder', lambda: self.folders(CELLAR))
        self.keys('Delete')
        wait_for('the folder gone', lambda: not self.folders())
        wait_for('all rows', lambda: self.titles() == [CHAT, NEW_NAME, RIVER])
        self.undo(f'Folder “{CELLAR}” deleted, its conversations are kept')
        self.wait_folder(CELLAR, 1)
        self.open_place(name(self.wait_folder(CELLAR, 1)))
        wait_for('what is in the folder', lambda: self.titles() == [NEW_NAME])

    def takes_out(self):
        self.focus_row(NEW_NAME)
        self.move('No folder')
        self.toast(f'“{NEW_NAME}” taken out of the folder')
        self.wait_folder(CELLAR, 0)
        wait_for('an empty folder', lambda: not self.rows())
        self.open_place('All')
        wait_for('all rows', lambda: self.titles() == [CHAT, NEW_NAME, RIVER])

    def searches(self):
        """To the word of an answer."""
        self.focus_search()
        self.type(WORD)
        self.see('what was found', label='3 conversations')
        self.keys('ctrl+a')
        self.type(f'{WORD} river')
        self.see('the one that has both', label='1 conversation')
        self.keys('Return')
        self.wait_title(RIVER)
        self.see('the place that is marked', text=re.compile(r'^1 of \d+$').match)

    def opens_chat(self):
        self.focus_search()
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


def main():
    scenario = Scenario(sys.argv[1:])
    steps = (
        ('there is a history', scenario.prepare),
        ('the program starts', scenario.start),
        ('rows tell what they are', scenario.rows_tell),
        ('every control has an accessible name', scenario.controls_have_names),
        ('a conversation is renamed', scenario.renames),
        ('it is pinned', scenario.pins),
        ('it is thrown away, and that undone', scenario.throws_away),
        ('a folder is made', scenario.makes_folder),
        ('a conversation is put into it', scenario.files),
        ('the folder is renamed', scenario.renames_folder),
        ('it is deleted, and that undone', scenario.deletes_folder),
        ('the conversation is taken out again', scenario.takes_out),
        ('a word is searched for, and marked where it is found', scenario.searches),
        ('a chat is opened', scenario.opens_chat),
        ('a prompt is edited, and the old version stays', scenario.edits),
        ('a comparison goes on', scenario.follows_up),
        ('the program ends well', scenario.close),
    )
    run_steps(scenario, steps)


if __name__ == '__main__':
    main()
