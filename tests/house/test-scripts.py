#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The scripts of build-aux: their style, what they install and how they count."""

import base64
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / 'tests' / 'common'))
sys.dont_write_bytecode = True
from tap import Tap  # noqa: E402  pylint: disable=wrong-import-position

SCRIPTS = ['build-aux/run', 'build-aux/test', 'build-aux/screenshots', 'build-aux/fetch-scripts',
           'build-aux/lib/common.sh',
           'build-aux/lib/packages.sh', '.ci/run', 'tests/run-private', 'tests/fuzz/run-target']

# What the script under test may call besides the fakes.
TOOLS = ['bash', 'sh', 'cat', 'sed', 'awk', 'cut', 'sort', 'head', 'tail', 'mktemp', 'rm', 'env',
         'grep', 'tr', 'printf', 'find']


class FakeMachine:
    """A PATH of its own with a package manager that notes how it is called."""

    def __init__(self, folder, uid=0, manager='apt-get', sudo=False, installs=True):
        self.bin = pathlib.Path(folder, 'a folder', 'bin')
        self.bin.mkdir(parents=True)
        self.calls = self.bin.parent / 'calls'
        self.calls.touch()
        for tool in TOOLS:
            (self.bin / tool).symlink_to(shutil.which(tool))
        self.script('id', f'echo {uid}')
        make = f': > "{self.bin}/zz-tool"; "{shutil.which("chmod")}" +x "{self.bin}/zz-tool"'
        body = f'echo "{manager} $*" >> "{self.calls}"\n'
        if installs:
            body += f'case "$*" in *zz-package*) {make} ;; esac\n'
        if manager:
            self.script(manager, body)
        if sudo:
            self.script('sudo', f'echo "sudo $*" >> "{self.calls}"\n'
                                'while [ "${1#-}" != "$1" ]; do shift; done; exec "$@"')

    def script(self, name, body):
        path = self.bin / name
        path.write_text(f'#!{shutil.which("sh")}\n{body}\n', encoding='utf-8')
        path.chmod(0o755)

    def need(self, table):
        return self.source('need_packages "$1"', table)

    def want(self, table):
        return self.source('want_packages "$1" "$TMPDIR/note"', table)

    def source(self, command, table):
        script = (f'set -euo pipefail; root="{ROOT}"; . "$root/build-aux/lib/common.sh"; '
                  f'. "$root/build-aux/lib/packages.sh"; {command}; echo end')
        return subprocess.run([self.bin / 'bash', '-c', script, 'run', table], check=False,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              env={'PATH': str(self.bin), 'TMPDIR': str(self.bin.parent)})


ABSENT = 'cmd:zz-tool|zz-package|zz-package|zz-package|a reason'
PRESENT = 'cmd:sed|sed|sed|sed|present'


def check_installs(tap):
    with tempfile.TemporaryDirectory() as folder:
        machine = FakeMachine(folder)
        result = machine.need(PRESENT)
        tap.ok(result.stdout == 'end\n' and machine.calls.read_text() == '',
               'nothing missing: nothing is called, nothing is said', result)
        result = machine.need(f'{PRESENT}\n{ABSENT}')
        calls = machine.calls.read_text()
        tap.ok(result.returncode == 0 and 'zz-package' in result.stdout
               and 'a reason' in result.stdout, 'says what it installs and why', result)
        tap.ok('apt-get -q update' in calls and '--no-install-recommends zz-package' in calls
               and ' sed' not in calls, 'root installs only what is missing', calls)
    with tempfile.TemporaryDirectory() as folder:
        machine = FakeMachine(folder, uid=1000, sudo=True)
        result = machine.need(ABSENT)
        calls = machine.calls.read_text()
        tap.ok(result.returncode == 0 and 'sudo -n env' in calls and 'with sudo' in result.stdout,
               'a user installs with sudo, which does not ask without a terminal', calls)
    with tempfile.TemporaryDirectory() as folder:
        machine = FakeMachine(folder, uid=1000)
        result = machine.need(ABSENT)
        tap.ok(result.returncode == 1 and 'zz-package' in result.stderr
               and 'sudo is not here' in result.stderr and machine.calls.read_text() == '',
               'a user without sudo is told what to install', result)
    with tempfile.TemporaryDirectory() as folder:
        result = FakeMachine(folder, manager=None).need(ABSENT)
        tap.ok(result.returncode == 1 and 'by hand' in result.stderr,
               'an unknown package manager is said', result)
    with tempfile.TemporaryDirectory() as folder:
        result = FakeMachine(folder, installs=False).need(ABSENT)
        tap.ok(result.returncode == 1 and 'still missing' in result.stderr,
               'a package that does not bring what it should is said', result)
    for manager, words in (('dnf', 'dnf -q -y'), ('pacman', 'pacman -Sy --noconfirm')):
        with tempfile.TemporaryDirectory() as folder:
            machine = FakeMachine(folder, manager=manager)
            result = machine.need(ABSENT)
            calls = machine.calls.read_text()
            tap.ok(result.returncode == 0 and words in calls, f'installs with {manager}', calls)


ALSO_ABSENT = 'cmd:zz-other|zz-unknown|zz-unknown|zz-unknown|another reason'


def check_wants(tap):
    with tempfile.TemporaryDirectory() as folder:
        machine = FakeMachine(folder)
        result = machine.want(PRESENT)
        tap.ok(result.stdout == 'end\n' and machine.calls.read_text() == '',
               'nothing wanted: nothing is called, nothing is said', result)
        result = machine.want(f'{PRESENT}\n{ABSENT}')
        tap.ok(result.returncode == 0 and 'a reason' in result.stdout
               and '--no-install-recommends zz-package' in machine.calls.read_text()
               and 'Going on without' not in result.stdout, 'installs what is wanted', result)
    with tempfile.TemporaryDirectory() as folder:
        # As apt does: with one package unknown, none is installed.
        machine = FakeMachine(folder)
        path = machine.bin / 'apt-get'
        text = path.read_text(encoding='utf-8')
        path.write_text(text.replace('\ncase', '\ncase "$*" in *zz-unknown*) exit 100 ;; esac\ncase'),
                        encoding='utf-8')
        result = machine.want(f'{ABSENT}\n{ALSO_ABSENT}')
        tap.ok(result.returncode == 0 and result.stdout.endswith('end\n')
               and (machine.bin / 'zz-tool').exists(),
               'a package that is not to be had does not keep out the others', result)
        tap.ok('Going on without another reason (not there: zz-unknown).' in result.stdout,
               'says what it goes on without', result)
        before = machine.calls.read_text()
        result = machine.want(f'{ABSENT}\n{ALSO_ABSENT}')
        tap.ok(result.stdout == 'end\n' and machine.calls.read_text() == before,
               'what was not to be had is not asked for again at once', result)
    for title, options in (('without sudo', {'uid': 1000}), ('without a manager', {'manager': None})):
        with tempfile.TemporaryDirectory() as folder:
            machine = FakeMachine(folder, **options)
            result = machine.want(ABSENT)
            tap.ok(result.returncode == 0 and result.stdout.endswith('end\n')
                   and 'Going on without a reason' in result.stdout
                   and machine.calls.read_text() == '', f'goes on {title}', result)


class FakeSources:
    """A copy of what brings the scripts, with an npm that notes how it is called."""

    def __init__(self, folder, npm='ok'):
        self.root = pathlib.Path(folder, 'a folder')
        self.calls = self.root / 'calls'
        (self.root / 'build-aux' / 'lib').mkdir(parents=True)
        for name in ('fetch-scripts', 'lib/common.sh', 'lib/packages.sh'):
            shutil.copy(ROOT / 'build-aux' / name, self.root / 'build-aux' / name)
        self.js = self.root / 'build-aux' / 'js'
        self.js.mkdir()
        for name in ('package.json', 'package-lock.json'):
            shutil.copy(ROOT / 'build-aux' / 'js' / name, self.js / name)
        self.bin = self.root / 'bin'
        self.bin.mkdir()
        for tool in TOOLS + ['cmp', 'cp', 'readlink', 'dirname', 'mkdir']:
            (self.bin / tool).symlink_to(shutil.which(tool))
        self.calls.touch()
        if npm:
            path = self.bin / 'npm'
            path.write_text(f'#!{shutil.which("sh")}\necho "npm $*" >> "{self.calls}"\n'
                            + ('mkdir -p node_modules/mathjax-full\n' if npm == 'ok'
                               else 'echo no network >&2; exit 1\n'), encoding='utf-8')
            path.chmod(0o755)

    def want(self):
        script = ('set -euo pipefail; root=$1; . "$root/build-aux/lib/common.sh"; '
                  '. "$root/build-aux/lib/packages.sh"; typeset_wants() { :; }; '
                  'want_typesetting; echo end')
        return subprocess.run([self.bin / 'bash', '-c', script, 'run', str(self.root)],
                              check=False, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              env={'PATH': str(self.bin), 'TMPDIR': str(self.root)})


def check_fetching(tap):
    with tempfile.TemporaryDirectory() as folder:
        sources = FakeSources(folder)
        result = sources.want()
        calls = sources.calls.read_text()
        tap.ok(result.returncode == 0 and calls.startswith('npm ci --ignore-scripts')
               and (sources.js / 'node_modules' / 'mathjax-full').exists(),
               'fetches the scripts, and runs none of their own', result)
        result = sources.want()
        tap.ok(result.stdout == 'end\n' and sources.calls.read_text() == calls,
               'scripts that are there are not fetched again', result)
        with open(sources.js / 'package-lock.json', 'a', encoding='utf-8') as lock:
            lock.write('\n')
        sources.want()
        tap.ok(sources.calls.read_text() == calls * 2, 'a new lock is', sources.calls.read_text())
    for title, npm in (('npm', None), ('the network', 'broken')):
        with tempfile.TemporaryDirectory() as folder:
            sources = FakeSources(folder, npm)
            result = sources.want()
            calls = sources.calls.read_text()
            tap.ok(result.returncode == 0 and result.stdout.endswith('end\n')
                   and 'going on without formulas and diagrams' in result.stderr
                   and result.stderr.count('\n') == 1, f'without {title} it goes on, and says so',
                   result)
            result = sources.want()
            tap.ok(result.stderr == '' and sources.calls.read_text() == calls,
                   f'without {title} it is not tried at each start', result)


def check_lock(tap):
    text = (ROOT / 'build-aux' / 'js' / 'package-lock.json').read_text(encoding='utf-8')
    wanted = json.loads((ROOT / 'build-aux' / 'js' / 'package.json').read_text(encoding='utf-8'))
    packages = json.loads(text)['packages']
    tap.ok('://' not in text and 'resolved' not in text, 'the lock names no host', text)
    tap.ok({name.removeprefix('node_modules/'): entry['version']
            for name, entry in packages.items() if name} == wanted['dependencies'],
           'the lock has the exact versions, and no other packages', packages)
    tap.ok(all(entry['integrity'].startswith('sha512-') for name, entry in packages.items() if name),
           'and their checksums', packages)
    manifest = next((ROOT / 'flatpak').glob('*.json')).read_text(encoding='utf-8')
    checksums = [base64.b64decode(entry['integrity'].removeprefix('sha512-')).hex()
                 for name, entry in packages.items() if name]
    tap.ok(all(checksum in manifest for checksum in checksums),
           'which are those of the Flatpak manifest', checksums)


def check_tables(tap):
    script = ('root=$1; . "$1/build-aux/lib/common.sh"; . "$1/build-aux/lib/packages.sh"; '
              'scripts_are_there() { false; }; build_needs; test_needs; fuzz_needs; typeset_wants')
    table = subprocess.run(['bash', '-c', script, 'run', str(ROOT)], check=True,
                           capture_output=True, text=True).stdout.splitlines()
    kinds = ('pc:', 'cmd:', 'file:', 'meson:', 'gir:')
    wrong = [row for row in table if len(row.split('|')) != 5 or not all(row.split('|'))
             or not row.startswith(kinds)]
    tap.ok(table and not wrong, 'every need has a check, three packages and a reason', wrong)
    floors = dict(row.split('|')[0][3:].split('>=') for row in table if row.startswith('pc:'))
    meson = (ROOT / 'meson.build').read_text(encoding='utf-8')
    wrong = [name for name, version in floors.items()
             if f"dependency('{name}', version: '>= {version}'" not in meson]
    tap.ok(not wrong and meson.count("dependency('") == len(floors),
           'the floors are those of meson.build', wrong)


def summarize_rows(module, rows, tap_names=()):
    with tempfile.TemporaryDirectory() as folder:
        build = pathlib.Path(folder, '_build')
        for name in ('meson-logs', 'meson-info'):
            (build / name).mkdir(parents=True)
        tests = [{'name': row['name'].rsplit(' / ', 1)[-1],
                  'protocol': 'tap' if row['name'] in tap_names else 'exitcode'} for row in rows]
        (build / 'meson-info' / 'intro-tests.json').write_text(json.dumps(tests))
        if rows:
            text = ''.join(json.dumps(row) + '\n' for row in rows)
            (build / 'meson-logs' / 'testlog.json').write_text(text)
        output = subprocess.run([sys.executable, module, build], check=False,
                                capture_output=True, text=True)
    return output.returncode, output.stdout.splitlines()


def check_reasons(tap, module):
    noise = ''.join(f'# noise {number}\n' for number in range(100))
    row = {'name': 'llmselect:ui / ui-x', 'result': 'ERROR', 'stdout': f'ok 1 /a\n{noise}',
           'stderr': f'==1==ERROR: LeakSanitizer: leaks\n{noise}last words\n'}
    lines = summarize_rows(module, [row], [row['name']])[1]
    text = '\n'.join(lines)
    tap.ok('ui-x: error' in text and 'LeakSanitizer' in text and 'last words' in text,
           'what failed says why at the end', text)
    tap.ok(len(lines) < 30, 'and no more than that', text)


def summarize(module, rows, tap_names=()):
    status, lines = summarize_rows(module, rows, tap_names)
    return status, lines[-1]


def check_summary(tap):
    module = ROOT / 'build-aux' / 'lib' / 'summarize.py'
    name = 'llmselect:core / core-error'

    def tap_row(output, result):
        return summarize(module, [{'name': name, 'result': result, 'stdout': output}], [name])

    good = 'TAP version 13\n# x\nok 1 /a\nok 2 - b # SKIP why\nok 3 /c\x1b\n1..3\n'
    tap.ok(tap_row(good, 'OK') == (0, '2 passed, 0 failed, 1 skipped'), 'counts test points')
    tap.ok(tap_row('ok 1 /a\nnot ok 2 /b\n1..2\n', 'FAIL') == (1, '1 passed, 1 failed'),
           'counts failed points')
    tap.ok(tap_row('ok 1 /a\n', 'ERROR') == (1, '1 passed, 1 failed'),
           'a crash after good points is a failure')
    tap.ok(tap_row('ok 1 /a\n', 'TIMEOUT') == (1, '1 passed, 1 failed'),
           'a time limit after good points is a failure')
    tap.ok(tap_row('', 'OK') == (1, '0 passed, 1 failed'), 'a TAP program without points fails')
    tap.ok(tap_row('1..0 # SKIP\n', 'SKIP') == (1, '0 passed, 0 failed, 1 skipped'),
           'all skipped is not a success')
    tap.ok(summarize(module, [{'name': 'x', 'result': 'OK', 'stdout': 'ok 1\n'}])
           == (0, '1 passed, 0 failed'), 'any other program counts as one')
    tap.ok(summarize(module, []) == (1, '0 passed, 1 failed'), 'no test is a failure')
    check_reasons(tap, module)


def check_scripts(tap):
    for name in SCRIPTS:
        path = ROOT / name
        result = subprocess.run(['bash', '-n', path], check=False, capture_output=True, text=True)
        tap.ok(result.returncode == 0, f'{name} is valid', result.stderr)
        if shutil.which('shellcheck'):
            result = subprocess.run(['shellcheck', '-x', path], check=False, cwd=ROOT,
                                    capture_output=True, text=True)
            tap.ok(result.returncode == 0, f'shellcheck {name}', result.stdout)
        else:
            tap.skip(f'shellcheck {name}', 'shellcheck is not installed')
        if not name.endswith('.sh'):
            tap.ok(os.access(path, os.X_OK), f'{name} can be executed')
    lines = (ROOT / '.ci' / 'run').read_text(encoding='utf-8').splitlines()
    tap.ok([line for line in lines if not line.startswith('#')]
           == ['cd "$(dirname "$0")/.." && exec build-aux/test'],
           '.ci/run runs build-aux/test and nothing else')


def main():
    tap = Tap()
    check_scripts(tap)
    check_tables(tap)
    check_installs(tap)
    check_wants(tap)
    check_fetching(tap)
    check_lock(tap)
    check_summary(tap)
    tap.finish()


if __name__ == '__main__':
    main()
