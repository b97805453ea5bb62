# SPDX-License-Identifier: GPL-3.0-or-later
"""The history in the sidebar of the running program: its rows, folders and keys."""

import os
import re
import subprocess

import desktop
from desktop import Atspi, Program, find, name, press, wait_for
from tap import Tap

PLACES = re.compile('^Place: ')
# From a prompt up to what comparisons and chats are in, and from there down to their toasts.
MODES_LEVELS = 7
TOAST_LEVELS = 5
ITEMS = ('menu item', 'check menu item', 'radio menu item')
FOCUSED = Atspi.StateType.FOCUSED


def focused(nodes):
    """Whether one of them has the focus now, not when it was last looked at."""
    for node in nodes:
        node.clear_cache()
    return any(desktop.has_state(node, FOCUSED) for node in nodes)


class History:
    """The steps of a test share the running program."""

    def __init__(self, command):
        self.command = command
        self.program = None
        self.modes = None
        self.sidebar = None

    # --- looking ---

    def find(self, roles=None, label=None, text=None):
        return find(self.program.node(), roles, label, text)

    def see(self, what, roles=None, label=None, text=None):
        return wait_for(what, lambda: self.find(roles, label, text))[0]

    # --- other windows ---

    def windows(self, title):
        return [node for node in desktop.children(self.program.node()) if name(node) == title]

    def find_in(self, title, roles=None, label=None, text=None):
        """In the window of that title alone."""
        nodes = self.windows(title)
        if not nodes:
            return []
        nodes[0].clear_cache()
        return find(nodes[0], roles, label, text)

    def focus_window(self, title):
        """There is no window manager that would do it."""
        windows = subprocess.run(
            ['xdotool', 'search', '--sync', '--onlyvisible', '--name', title],
            check=True, capture_output=True, text=True, timeout=60).stdout.split()
        subprocess.run(['xdotool', 'windowfocus', '--sync', windows[-1]], check=True, timeout=60)

    # --- the sidebar ---

    def find_beside(self, roles=None, label=None):
        """In the sidebar alone, which is much less than the window."""
        self.sidebar.clear_cache()
        return find(self.sidebar, roles, label)

    def rows(self, title=''):
        return self.find_beside('list item', lambda label: label.startswith(title)
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
        return self.find_beside(('text', 'entry'), 'Search conversations')

    def place_button(self):
        return self.find_beside(desktop.BUTTONS, PLACES.match)

    def folders(self, folder=''):
        """Rows of folders, named with how much is in them."""
        return self.find_beside('list item', lambda label: label.startswith(f'Folder {folder}'))

    def wait_folder(self, folder, count):
        label = f'Folder {folder}, {count} conversation{"" if count == 1 else "s"}'
        return wait_for(label, lambda: self.find_beside('list item', label))[0]

    def wait_place(self, place):
        wait_for(f'the place {place}',
                 lambda: self.find_beside(desktop.BUTTONS, f'Place: {place}'))

    def toast(self, text):
        """The one that says so; the one before may be fading out yet.  It goes after some
        seconds, in which a slow machine does not get through the whole window."""
        def look():
            self.modes.clear_cache()
            return find(self.modes, 'label', text, depth=TOAST_LEVELS)
        return wait_for(text, look)[0].get_parent().get_parent()

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

    def focus_search(self):
        """A key may come while a menu is still closing."""
        def look():
            self.keys('ctrl+k')
            try:
                return wait_for('', lambda: focused(self.search()), 2)
            except AssertionError:
                return False
        wait_for('the focus in the search', look)

    def focus_row(self, title):
        """From the search down into the list, as its keys go."""
        self.focus_search()
        self.keys('Down')
        wait_for('the focus in the list', lambda: focused(self.rows()))
        self.keys('Home')
        self.focus(title, lambda: self.rows(title), 'Down')

    def open_row(self, title):
        self.focus_row(title)
        self.keys('Return')

    def undo(self, text):
        press(find(self.toast(text), desktop.BUTTONS)[0])

    def open_places(self, wanted=True):
        """Shows all places, or only the one that is listed."""
        def are_open():
            button = self.place_button()[0]
            button.clear_cache()
            return desktop.has_state(button, Atspi.StateType.PRESSED)
        if are_open() != wanted:
            press(self.place_button()[0])
            wait_for('the places', lambda: are_open() == wanted)

    def focus_place(self, what, get):
        """Among all places, from the search down."""
        self.open_places()
        self.focus_search()
        self.focus(what, get)

    def open_place(self, label):
        """All that are folders have more to their names."""
        self.focus_place(label, lambda: self.find_beside('list item', label))
        self.keys('Return')
        self.wait_place(label.split(', ')[0].removeprefix('Folder '))

    def choose(self, *labels):
        """Through menus, one item and its submenu after the other."""
        for label in labels:
            self.focus(label, lambda wanted=label: self.find_beside(ITEMS, wanted), 'Down')
            self.keys('Return')

    def run(self, *args):
        """On the command line."""
        done = subprocess.run([*self.command, *args], check=False, capture_output=True, text=True,
                              env={**os.environ, 'LLMSELECT_DEMO_SPEED': '100'}, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout

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
        self.sidebar = wait_for('the sidebar', lambda: [
            node for node in self.find(label='History')
            if find(node, ('text', 'entry'), 'Search conversations')])[-1]
        self.modes = self.see('the prompt', 'text', 'Prompt')
        for _ in range(MODES_LEVELS):
            self.modes = self.modes.get_parent()

    def close(self):
        self.keys('ctrl+q')
        self.program.wait_end()


def run_steps(scenario, steps):
    """Each step is a test point; what follows one that failed has nothing to stand on."""
    tap = Tap()
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
