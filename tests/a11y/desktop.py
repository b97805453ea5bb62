# SPDX-License-Identifier: GPL-3.0-or-later
"""Drive a program through AT-SPI as a screen reader sees it.

Nodes come and go while the program works, and GTK 4.8 answers some questions wrongly
(extents, focus by request), so everything here looks again until a deadline.
"""

import os
import pathlib
import re
import signal
import subprocess
import tempfile
import time

import gi

gi.require_version('Atspi', '2.0')
from gi.repository import Atspi, GLib  # noqa: E402  pylint: disable=wrong-import-position

# Generous: the same test runs with sanitizers on a busy machine.
DEADLINE = float(os.environ.get('LLMSELECT_TEST_DEADLINE', '60'))
PAUSE = 0.05
BUTTONS = ('push button', 'button', 'toggle button')
# What can be set or pressed.
CONTROLS = (*BUTTONS, 'switch', 'spin button', 'combo box', 'check box', 'text', 'entry')
# GTK 4.8 gives what has no name that of its type.
TYPE_NAME = re.compile(r'^(Gtk|Adw|Llm)[A-Z][A-Za-z]+$')


def wait_for(what, function, seconds=DEADLINE):
    """Call the function until it returns something true, and return that."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            result = function()
        except GLib.Error:
            result = None
        if result:
            return result
        if time.monotonic() > deadline:
            raise AssertionError(f'did not see in {seconds:.0f} s: {what}')
        time.sleep(PAUSE)


def children(node):
    for index in range(node.get_child_count()):
        child = node.get_child_at_index(index)
        if child is not None:
            yield child


def walk(node, depth=None):
    """The node and all below it, or so many levels of that; a part that vanishes meanwhile
    is left out."""
    yield node
    if depth == 0:
        return
    try:
        below = list(children(node))
    except GLib.Error:
        return
    for child in below:
        yield from walk(child, None if depth is None else depth - 1)


def role(node):
    return node.get_role_name()


def name(node):
    return node.get_name() or ''


def has_state(node, state):
    return node.get_state_set().contains(state)


def text_of(node):
    """What the node shows: its text, or its name."""
    interface = node.get_text_iface()
    if interface is None:
        return name(node)
    return Atspi.Text.get_text(interface, 0, Atspi.Text.get_character_count(interface))


def find(node, roles=None, label=None, text=None, depth=None):
    """All nodes below that fit; @label and @text are compared, or called."""
    if isinstance(roles, str):
        roles = (roles,)

    def fits(wanted, value):
        return wanted is None or (wanted(value) if callable(wanted) else wanted == value)

    found = []
    for candidate in walk(node, depth):
        try:
            if roles is not None and role(candidate) not in roles:
                continue
            if fits(label, name(candidate)) and (text is None or fits(text, text_of(candidate))):
                found.append(candidate)
        except GLib.Error:
            continue
    return found


def wait_for_names(node, roles=CONTROLS, where='', bad=None):
    """Wait until every control below has a name of its own, and return the names; @bad may
    match other names that must not be.

    Not at once: what is going, such as the button of a message, has no name any more.
    """
    faults = []

    def named():
        names = [(role(control), name(control).strip()) for control in find(node, roles)]
        faults[:] = [(kind, label) for kind, label in names
                     if not label or TYPE_NAME.match(label) or (bad and bad.match(label))]
        return names if not faults else None

    try:
        return [label for _, label in wait_for('controls that all have names', named, 10)]
    except AssertionError as error:
        raise AssertionError(f'{where}: not named well: {faults or "no controls"}') from error


def press(node, *wanted):
    """Do the wanted action of the node, else its first; GTK does it a moment later."""
    action = node.get_action_iface()
    assert action is not None, f'{name(node)} has no actions'
    names = [Atspi.Action.get_action_name(action, index)
             for index in range(Atspi.Action.get_n_actions(action))]
    for index, action_name in enumerate(names):
        if not wanted or action_name in wanted:
            assert Atspi.Action.do_action(action, index), f'{name(node)} refused {action_name}'
            return
    raise AssertionError(f'{name(node)} has none of {wanted}, only {names}')


def describe(node, depth=0):
    """The tree as text, for the log of a failure."""
    lines = []
    try:
        states = [state.value_nick for state in
                  (Atspi.StateType.FOCUSED, Atspi.StateType.CHECKED, Atspi.StateType.PRESSED)
                  if has_state(node, state)]
        lines.append(f'{"  " * depth}{role(node)} "{name(node)}" '
                     f'{text_of(node)[:60]!r} {" ".join(states)}')
        for child in children(node):
            lines.extend(describe(child, depth + 1))
    except GLib.Error as error:
        lines.append(f'{"  " * depth}({error.message})')
    return lines if depth else '\n'.join(lines)


# What GLib drops by design when there are more than 2048 quarks: its first table of
# them.  The stack ends in g_malloc, so no suppression can name it.
QUARK_TABLE = re.compile(r'Direct leak of 16384 byte\(s\) in 1 object\(s\) allocated from:\n'
                         r' *#0 .*malloc.*\n *#1 .* in g_malloc .*\n\n')


class Program:
    """A running program and its node on the accessibility bus."""

    def __init__(self, command, **variables):
        # Warnings of the program are failures, those of the tools around it are not.
        variables.setdefault('G_DEBUG', 'gc-friendly,fatal-warnings')
        # Reports of the sanitizers are read when the program has ended.
        self.reports = pathlib.Path(tempfile.mkdtemp(dir=os.environ['XDG_RUNTIME_DIR']))
        for name_of_options, more in (('ASAN_OPTIONS', f'log_path={self.reports}/report'),
                                      ('LSAN_OPTIONS', 'exitcode=0')):
            options = os.environ.get(name_of_options)
            variables[name_of_options] = f'{options}:{more}' if options else more
        # pylint: disable-next=consider-using-with
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL,
                                        env={**os.environ, **variables})

    def node(self):
        """The program's node; new after every start."""
        def look():
            assert self.process.poll() is None, f'the program ended: {self.process.returncode}'
            desktop = Atspi.get_desktop(0)
            desktop.clear_cache()
            for child in children(desktop):
                if child.get_process_id() == self.process.pid:
                    return child
            return None
        return wait_for('the program on the accessibility bus', look)

    def window(self):
        return wait_for('a window', lambda: find(self.node(), ('frame', 'window'), depth=1))[0]

    def get(self, what, **query):
        """The first node that fits, once it is there."""
        return wait_for(what, lambda: find(self.node(), **query))[0]

    def wait_end(self, seconds=DEADLINE):
        """Wait until it has ended, well and without a leak."""
        status = self.process.wait(seconds)
        report = ''.join(path.read_text(encoding='utf-8', errors='replace')
                         for path in self.reports.iterdir())
        assert status == 0, f'the program ended with {status}\n{report}'
        assert 'leak of' not in QUARK_TABLE.sub('', report), report

    def stop(self):
        """For the end of a test, however it went."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
