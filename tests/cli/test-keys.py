#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys from the command line, and that no key is ever seen anywhere."""

import fcntl
import json
import os
import pathlib
import pty
import re
import select
import signal
import subprocess
import termios
import time

from fake_vendors import Vendors, refusal
from harness import DEADLINE, Program, Tap, check_contract, finished, read_events

CANARY = 'sk-canary-7f3a9c51e2d84b06'
CANARIES = {'OPENAI': CANARY, 'ANTHROPIC': 'sk-ant-canary-55aa1c', 'GEMINI': 'AIza-canary-66bb2d',
            'MISTRAL': 'canary-mistral-77cc3e'}

RUN_PRIVATE = pathlib.Path(__file__).resolve().parents[1] / 'run-private'


def check_clean(text, where):
    """No canary in it, nor a telling part of one."""
    for key in CANARIES.values():
        for part in (key, key[:14], key[-8:]):
            assert part not in text, f'a part of a key is in {where}'


def check_files_clean(program):
    seen = 0
    for folder, _, names in os.walk(program.folder):
        for name in names:
            path = os.path.join(folder, name)
            if os.path.isfile(path):
                with open(path, 'rb') as file:
                    check_clean(file.read().decode('latin-1'), path)
                seen += 1
    return seen


def test_canary(program, vendors):
    """Vendors that repeat the key in their errors do not get it shown or kept."""
    for name, key in CANARIES.items():
        program.env[f'{name}_API_KEY'] = key
    text = 'Incorrect API key provided: {secrets}. Details: {secrets}'
    vendors.behave('refuse', refusal(401, text))
    vendors.behave('reject', refusal(400, text))
    vendors.behave('busy', *[refusal(500, text, 'retry-after-ms: 10')] * 3, refusal(400, text))
    vendors.behave('midway', behaviour='error-in-stream', error=text)
    ids = []
    for model in ('refuse', 'reject', 'busy', 'midway'):
        specs = [f'{name.lower()}:{model}' for name in CANARIES]
        options = [word for spec in specs for word in ('-m', spec)]
        for form in ('jsonl', 'json', 'text'):
            done = program.run('compare', f'--format={form}', *options, 'hi',
                               env={'G_MESSAGES_DEBUG': 'all'})
            assert done.returncode == 3, (model, form, done.returncode, done.err)
            check_clean(done.out, f'the output ({model}, {form})')
            check_clean(done.err, f'the log ({model}, {form})')
            if form == 'jsonl':
                events = check_contract(read_events(done.out), specs)
                ids.append(events[-1]['id'])
                for index in range(len(specs)):
                    assert finished(events, index)['error'] is not None
    assert all(any(key in ' '.join(headers.values()) for _, _, headers, _ in vendors.requests)
               for key in CANARIES.values()), 'the vendors did not get the keys'
    for comparison in ids:
        for form in ('json', 'text'):
            done = program.run('history', 'show', f'--format={form}', comparison)
            check_clean(done.out + done.err, 'the history')
    for form in ('json', 'text'):
        done = program.run('keys', 'list', f'--format={form}')
        check_clean(done.out + done.err, 'the list of keys')
    assert check_files_clean(program) >= 1, 'there are no files to look into'


def test_list(program, vendors):
    """Which keys there are and where, also without a keyring."""
    program.env['OPENAI_API_KEY'] = CANARY
    program.env['GOOGLE_API_KEY'] = CANARIES['GEMINI']
    done = program.run('keys', 'list', '--format=json')
    assert done.returncode == 0, done.err
    listed = json.loads(done.out)
    assert all(list(entry) == ['provider', 'source', 'variable'] for entry in listed)
    entries = {entry['provider']: (entry['source'], entry['variable']) for entry in listed}
    assert entries['openai'] == ('environment', 'OPENAI_API_KEY')
    assert entries['gemini'] == ('environment', 'GOOGLE_API_KEY')
    assert entries['mistral'] == ('none', None)
    assert 'demo' not in entries
    assert done.err.startswith('llmselect: ') and 'keyring' in done.err, done.err
    done = program.run('keys', 'list')
    assert done.returncode == 0 and 'OPENAI_API_KEY' in done.out
    check_clean(done.out + done.err, 'the list')


def test_no_keyring(program, vendors):
    """Without D-Bus nothing can be stored, and that is said at once."""
    for args, stdin in ((('set', 'openai'), CANARY.encode() + b'\n'), (('delete', 'openai'), b'')):
        begin = time.monotonic()
        done = program.run('keys', *args, stdin=stdin)
        assert done.returncode == 1 and done.out == '', (done.returncode, done.out)
        assert done.err.startswith('llmselect: ') and done.err.count('\n') == 1, done.err
        check_clean(done.err, 'the complaint')
        assert time.monotonic() - begin < 30
    check_files_clean(program)


def test_refused(program, vendors):
    for args, says, stdin in ((('set', 'openai', CANARY), 'never an argument', b''),
                              (('set', 'nobody'), 'openai', b''), (('set', 'demo'), 'no key', b''),
                              (('set',), 'provider', b''), (('delete',), 'provider', b''),
                              ((), 'set', b''), (('show',), 'show', b''),
                              (('list', 'openai'), 'arguments', b''),
                              (('set', 'openai', '--format=json'), 'format', b'')):
        done = program.run('keys', *args, stdin=stdin)
        assert done.returncode == 2 and done.out == '', (args, done.returncode, done.out)
        assert says in done.err and done.err.count('\n') == 1, (args, done.err)
        check_clean(done.err, 'the complaint')
    for stdin in (b'', b'\n', b'  \n', b'a\0b\n', b'k' * 100000, 'schlüssel\n'.encode()):
        done = program.run('keys', 'set', 'openai', stdin=stdin)
        assert done.returncode == 1 and done.err.count('\n') == 1, (stdin[:20], done.err)


WITH_KEYRING = """
set -e
export LLMSELECT_OPENAI_BASE_URL="$2"
printf '%s\\nanother line\\n' "$(cat "$3")" | "$1" keys set openai
"$1" keys list --format=json
"$1" compare --format=jsonl -m openai:good hi
"$1" keys delete openai
"$1" keys list --format=json
! "$1" keys delete openai
! "$1" compare --format=jsonl -m openai:good hi
"""


def test_keyring(program, vendors):
    """Stored, listed, used, deleted: with a keyring of the test's own."""
    vendors.behave('good', deltas=['fine'])
    key_file = program.path('key')
    with open(key_file, 'w', encoding='utf-8') as file:
        file.write(CANARY)
    done = subprocess.run(
        [RUN_PRIVATE, '--no-display', 'sh', '-c', WITH_KEYRING, 'sh', program.executable,
         vendors.url('openai'), key_file], stdin=subprocess.DEVNULL, capture_output=True,
        timeout=2 * DEADLINE, check=False)
    out, err = done.stdout.decode(), done.stderr.decode()
    assert done.returncode == 0, out + err
    check_clean(out + err, 'the output')
    lists = [json.loads(text) for text in re.findall(r'^\[.*?\]$', out, re.M | re.S)]
    sources = [{entry['provider']: entry['source'] for entry in listed}['openai']
               for listed in lists]
    assert sources == ['keyring', 'none'], out
    events = [json.loads(line) for line in out.splitlines() if line.startswith('{"event"')]
    states = [(event['state'], (event['error'] or {}).get('code')) for event in events
              if event['event'] == 'finished']
    assert states == [('done', None), ('failed', 'no_key')], states
    assert len(vendors.requests) == 1
    assert vendors.requests[0][2]['authorization'] == f'Bearer {CANARY}'
    assert [line for line in err.splitlines() if line.startswith('llmselect: ')], err


class Terminal:
    """The program with a terminal of its own."""

    def __init__(self, program, *args):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execve(program.executable, [program.executable, *args], program.env)
        self.seen = b''

    def read_until(self, condition):
        deadline = time.monotonic() + DEADLINE
        while not condition():
            assert time.monotonic() < deadline, self.seen
            if select.select([self.fd], [], [], 0.05)[0]:
                try:
                    self.seen += os.read(self.fd, 4096)
                except OSError:
                    return

    def echoes(self):
        return bool(termios.tcgetattr(self.fd)[3] & termios.ECHO)

    def end(self):
        """The exit status, when everything it wrote is read."""
        self.read_until(lambda: False)
        os.close(self.fd)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def test_prompt(program, vendors):
    """On a terminal the key is asked for and not shown."""
    terminal = Terminal(program, 'keys', 'set', 'openai')
    terminal.read_until(lambda: b'OpenAI' in terminal.seen and not terminal.echoes())
    os.write(terminal.fd, CANARY.encode() + b'\n')
    assert terminal.end() == 1, terminal.seen
    assert b'llmselect: ' in terminal.seen
    check_clean(terminal.seen.decode(), 'the terminal')


def end_prompt_by(number, by_key):
    def test(program, vendors):
        outer, inner = os.openpty()
        pid = os.fork()
        if pid == 0:
            os.close(outer)
            login(inner)
            os.execve(program.executable, [program.executable, 'keys', 'set', 'openai'],
                      program.env)
        terminal = Terminal.__new__(Terminal)
        terminal.pid, terminal.fd, terminal.seen = pid, outer, b''
        terminal.read_until(lambda: b'OpenAI' in terminal.seen and not terminal.echoes())
        if by_key:
            os.write(outer, b'\x03')
        else:
            os.kill(pid, number)
        # The test holds the inner end too, so that the settings outlive the program.
        found = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        assert found == 128 + number, found
        assert terminal.echoes(), 'the terminal shows nothing any more'
        os.close(inner)
        os.close(outer)
    return test


def login(fd):
    """Makes the terminal this process's own."""
    os.setsid()
    fcntl.ioctl(fd, termios.TIOCSCTTY, 0)
    for number in (0, 1, 2):
        os.dup2(fd, number)
    os.close(fd)


test_prompt_interrupted = end_prompt_by(signal.SIGINT, True)
test_prompt_terminated = end_prompt_by(signal.SIGTERM, False)
test_prompt_hung_up = end_prompt_by(signal.SIGHUP, False)


def main():
    tap = Tap()
    for name, function in globals().copy().items():
        if name.startswith('test_'):
            with Program() as program, Vendors() as vendors:
                tap.run(name[5:], function, program.use(vendors, keys=False), vendors)
    tap.finish()


if __name__ == '__main__':
    main()
