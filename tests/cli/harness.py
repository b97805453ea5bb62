# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the real program in folders of its own, and checks what it promises."""

import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'common'))
from tap import Tap  # noqa: E402  pylint: disable=wrong-import-position,unused-import

# What a run may take at most, under sanitizers on a busy machine.
DEADLINE = 60

# Members that are there only where there is something to tell.
OPTIONAL = ['params', 'estimated', 'notices', 'images_sent', 'images', 'images_differ']
FIGURES = ['finish_reason', 'ttft_ms', 'elapsed_ms', 'input_tokens', 'cached_tokens',
           'reasoning_tokens', 'output_tokens', 'cost_usd']
KEYS = {
    'started': ['event', 'index', 'column', 'provider', 'model'],
    'delta': ['event', 'index', 'text', 't_ms'],
    'reasoning': ['event', 'index', 'text', 't_ms'],
    'retrying': ['event', 'index', 'attempt', 'delay_ms', 'reason'],
    'finished': ['event', 'index', 'state', *FIGURES, 'error'],
    'stability': ['event', 'verdict', 'groups', 'between', 'left_out', 'cost_usd'],
    'judging': ['event', 'provider', 'model', 'estimated_cost_usd'],
    'comparison': ['event', 'id', 'elapsed_ms'],
}
ERROR_CODES = ('no_key auth quota rate_limit overloaded server model_not_found context_too_long '
               'content_filter bad_request network tls timeout protocol unsupported').split()
UUID = re.compile('[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}')


class Program:
    """One user's folders, and the program run in them."""

    def __init__(self, executable=None):
        self.executable = os.path.abspath(executable or sys.argv[1])
        self.folder = tempfile.mkdtemp(prefix='llmselect-cli.')
        for name in ('home', 'data', 'config', 'cache', 'state', 'run'):
            os.mkdir(os.path.join(self.folder, name), 0o700)
        # Neither display nor bus; proxies and keys of the machine stay out.
        self.env = {
            'HOME': self.path('home'), 'XDG_DATA_HOME': self.path('data'),
            'XDG_CONFIG_HOME': self.path('config'), 'XDG_CACHE_HOME': self.path('cache'),
            'XDG_STATE_HOME': self.path('state'), 'XDG_RUNTIME_DIR': self.path('run'),
            'DBUS_SESSION_BUS_ADDRESS': 'unix:path=' + self.path('no-bus'),
            'PATH': os.environ['PATH'], 'LC_ALL': 'C.UTF-8', 'TZ': 'UTC', 'TERM': 'dumb',
        }
        for name, value in os.environ.items():
            if name in ('G_DEBUG', 'MALLOC_PERTURB_', 'LD_LIBRARY_PATH', 'TMPDIR') or \
                    name.startswith(('ASAN_', 'UBSAN_', 'LSAN_')):
                self.env[name] = value

    def __enter__(self):
        return self

    def __exit__(self, *what):
        shutil.rmtree(self.folder, ignore_errors=True)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    @property
    def database(self):
        return self.path('data', 'llmselect', 'llmselect.db')

    def configure(self, *lines):
        """Writes settings, which replace those of before."""
        folder = self.path('config', 'llmselect')
        os.makedirs(folder, mode=0o700, exist_ok=True)
        with open(os.path.join(folder, 'settings.ini'), 'w', encoding='utf-8') as file:
            file.write('\n'.join(['[LLMSelect]', *lines, '']))

    def use(self, vendors, keys=True):
        """Sends the requests of all vendors to a server of the test."""
        for name, key in (('OPENAI', 'sk-test'), ('ANTHROPIC', 'sk-ant-test'),
                          ('GEMINI', 'AItest'), ('MISTRAL', 'mtest')):
            self.env[f'LLMSELECT_{name}_BASE_URL'] = vendors.url(name.lower())
            if keys:
                self.env[f'{name}_API_KEY'] = key
        return self

    def run(self, *args, stdin=b'', env=None, stdout=subprocess.PIPE):
        """The finished process, with texts decoded where they are text."""
        done = subprocess.run([self.executable, *args], input=stdin, stdout=stdout,
                              stderr=subprocess.PIPE, env={**self.env, **(env or {})},
                              cwd=self.folder, timeout=DEADLINE, check=False)
        done.out = (done.stdout or b'').decode()
        done.err = done.stderr.decode()
        assert done.returncode >= 0, f'{args}: died of signal {-done.returncode}: {done.err}'
        return done

    def start(self, *args, env=None, **more):
        return subprocess.Popen([self.executable, *args], stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                env={**self.env, **(env or {})}, cwd=self.folder, **more)

    def compare(self, *args, status=0, **more):
        """The events of a comparison that ends with @status and nothing on stderr."""
        done = self.run('compare', '--format=jsonl', *args, **more)
        assert done.returncode == status, f'exit {done.returncode}, {done.err}\n{done.out}'
        assert done.err == '', done.err
        return read_events(done.out)

    def history(self, *args):
        done = self.run('history', 'list', '--format=json', *args)
        assert done.returncode == 0, done.err
        return json.loads(done.out)

    def show(self, comparison_id):
        done = self.run('history', 'show', '--format=json', comparison_id)
        assert done.returncode == 0, done.err
        return json.loads(done.out)


def follow(process, wanted):
    """Reads events of a running process until wanted(events) holds."""
    events = []
    for line in process.stdout:
        events.append(json.loads(line))
        if wanted(events):
            return events
    raise AssertionError(f'it did not come: {events}, {process.stderr.read().decode()}')


def finish(process, number=None):
    """Sends a signal and waits for the end: exit status, the rest of the output."""
    if number is not None:
        process.send_signal(number)
    out, err = process.communicate(timeout=DEADLINE)
    return process.returncode, out.decode(), err.decode()


def wait_for(condition, what='the condition'):
    deadline = time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < deadline, f'{what} did not come about'
        time.sleep(0.02)


def read_events(text):
    assert text == '' or text.endswith('\n'), text[-200:]
    return [json.loads(line) for line in text.splitlines()]


def of_column(events, index, *names):
    return [event for event in events
            if event.get('index') == index and (not names or event['event'] in names)]


def text_of(events, index, name='delta'):
    return ''.join(event['text'] for event in of_column(events, index, name))


def finished(events, index=0):
    found = of_column(events, index, 'finished')
    assert len(found) == 1, found
    return found[0]


def is_figure(value, kinds=(int, float)):
    return value is None or (isinstance(value, kinds) and not isinstance(value, bool)
                             and value >= 0)


def check_event(event):
    name = event['event']
    if name == 'judgement':
        assert event['state'] in ('done', 'failed', 'interrupted')
        check_error(event['error'])
        return
    keys = [key for key in event if key not in OPTIONAL]
    assert keys == KEYS[name], f'{keys} instead of {KEYS[name]}'
    if name in ('delta', 'reasoning'):
        assert event['text'] != '' and event['t_ms'] >= 0
    if name == 'retrying':
        assert event['attempt'] >= 1 and isinstance(event['delay_ms'], int)
        assert event['reason'] in ERROR_CODES
    if name == 'finished':
        assert event['state'] in ('done', 'stopped', 'failed', 'interrupted')
        assert event['elapsed_ms'] >= 0
        for key in FIGURES[3:7]:
            assert is_figure(event[key], int), (key, event[key])
        assert is_figure(event['ttft_ms']) and is_figure(event['cost_usd'])
        check_error(event['error'])


def check_error(error):
    if error is not None:
        assert list(error) == ['code', 'message']
        assert error['code'] in ERROR_CODES
        assert len(error['message']) > 10


def check_column(events, index, spec):
    """One column's events: started, what came, finished; the times never run back."""
    mine = of_column(events, index)
    provider, model = spec.split(':', 1)
    assert mine[0]['event'] == 'started' and mine[-1]['event'] == 'finished', mine
    assert [e['event'] for e in mine].count('started') == 1, mine
    assert [e['event'] for e in mine].count('finished') == 1, mine
    assert (mine[0]['provider'], mine[0]['model']) == (provider, model), mine[0]
    assert UUID.fullmatch(mine[0]['column'])
    times = [event['t_ms'] for event in mine if 't_ms' in event]
    assert times == sorted(times), times
    if times:
        assert mine[-1]['ttft_ms'] <= times[0], (mine[-1], times[0])
        assert mine[-1]['elapsed_ms'] >= times[-1], (mine[-1], times[-1])


def check_contract(events, specs, saved=True):
    """Everything that is promised of any stream of events."""
    for event in events:
        check_event(event)
    for index, spec in enumerate(specs):
        check_column(events, index, spec)
    started = [event for event in events if event['event'] == 'started']
    # Columns whose images have to be made ready wait for each other.
    order = [event['index'] for event in started]
    assert (sorted(order) if 'images' in events[-1] else order) == list(range(len(specs))), started
    assert len({event['column'] for event in started}) == len(specs), started
    assert [event['event'] for event in events].count('comparison') == 1
    assert events[-1]['event'] == 'comparison', events[-1]
    if saved:
        assert UUID.fullmatch(events[-1]['id'])
    else:
        assert events[-1]['id'] is None
    assert events[-1]['elapsed_ms'] >= max(
        event['elapsed_ms'] for event in events if event['event'] == 'finished') - 50
    return events


def check_shown(shown, events):
    """What history shows is what the events said."""
    keys = [key for key in shown if key not in OPTIONAL]
    assert keys == ['id', 'prompt', 'system', 'created_at', 'preferred', 'columns'], keys
    assert re.fullmatch(r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z', shown['created_at'])
    for index, column in enumerate(shown['columns']):
        keys = [key for key in column if key not in OPTIONAL]
        assert keys == ['column', 'index', 'provider', 'model', 'state', 'text', 'reasoning',
                        'error', 'vote', *FIGURES], keys
        begun = of_column(events, index, 'started')[0]
        ended = finished(events, index)
        assert column['index'] == index and column['vote'] is None
        for key in ('column', 'provider', 'model'):
            assert column[key] == begun[key]
        assert column['text'] == text_of(events, index), column
        assert column['reasoning'] == text_of(events, index, 'reasoning'), column
        for key in ('state', 'finish_reason', *FIGURES[3:]):
            assert column[key] == ended[key], (key, column[key], ended[key])
        for key in ('ttft_ms', 'elapsed_ms'):
            assert (column[key] is None) == (ended[key] is None), key
            assert ended[key] is None or abs(column[key] - ended[key]) <= 1, key
        assert (column['error'] or {}).get('code') == (ended['error'] or {}).get('code')
    assert len(shown['columns']) == len([e for e in events if e['event'] == 'started'])


def reset_signals():
    """For preexec_fn: what a shell in the background had ignored is not."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
