#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What "llmselect backup", "check", "restore" and "salvage" do with the history file."""

import glob
import json
import os
import pty
import sqlite3
import stat

from harness import Program, Tap

PAGE = 4096


def run(program, *args, status=0, err=''):
    done = program.run(*args)
    assert done.returncode == status, f'{args}: exit {done.returncode}, {done.err}'
    assert err in done.err and (err or not done.err), done.err
    return done.out


def backups(program):
    return json.loads(run(program, 'backup', '--list', '--format=json'))


def ask(program, prompt='Hello'):
    return program.compare('-m', 'demo:swift', prompt)[-1]['id']


def prompts(program):
    return sorted(entry['title'] for entry in program.history())


def rights(path):
    return stat.S_IMODE(os.stat(path).st_mode)


def damaged_files(program):
    return glob.glob(program.path('data', 'llmselect', 'llmselect-damaged-*.db'))


def damage(program, page, folder=None):
    """Overwrites one page of the closed file; returns what it is then."""
    path = folder or program.database
    with open(path, 'r+b') as file:
        file.seek((page - 1) * PAGE)
        file.write(b'\xa5' * PAGE)
    with open(path, 'rb') as file:
        return file.read()


def root_of(path, table):
    database = sqlite3.connect(path)
    page = database.execute('SELECT rootpage FROM sqlite_schema WHERE name = ?',
                            (table,)).fetchone()[0]
    database.close()
    return page


def test_backup(program):
    ask(program)
    assert backups(program) == []
    path = run(program, 'backup').rstrip('\n')
    assert os.path.dirname(path) == program.path('data', 'llmselect', 'backups'), path
    assert path.endswith('Z-manual.db') and rights(path) == 0o600
    assert rights(os.path.dirname(path)) == 0o700
    told, = backups(program)
    assert list(told) == ['path', 'created_at', 'reason', 'bytes', 'version', 'conversations']
    assert (told['path'], told['reason'], told['conversations']) == (path, 'manual', 1), told
    assert told['bytes'] == os.path.getsize(path) and told['version'] >= 2
    lines = run(program, 'backup', '--list').splitlines()
    assert lines[0].split() == ['TIME', 'REASON', 'CONVERSATIONS', 'SIZE', 'FILE'], lines
    assert len(lines) == 2 and lines[1].split()[2] == 'manual' and path in lines[1], lines
    assert sorted(os.listdir(os.path.dirname(path))) == [os.path.basename(path)]


def test_output(program):
    ask(program)
    path = program.path('copy.db')
    told = json.loads(run(program, 'backup', '-o', path, '--format=json'))
    assert told['path'] == path and told['conversations'] == 1 and rights(path) == 0o600
    with open(path, 'rb') as file:
        before = file.read()
    run(program, 'backup', '-o', path, status=1, err='already')
    with open(path, 'rb') as file:
        assert file.read() == before
    assert backups(program) == []
    run(program, 'backup', '-o', program.path('no', 'such', 'folder.db'), status=1, err='cannot be written')


def test_restore(program):
    ask(program, 'First')
    path = run(program, 'backup').rstrip('\n')
    ask(program, 'Second')
    shown = run(program, 'restore', path, status=2, err='--yes')
    assert 'Conversations: 1' in shown and 'First' in shown and 'Second' not in shown, shown
    assert prompts(program) == ['First', 'Second']
    shown = run(program, 'restore', '--yes', path)
    assert prompts(program) == ['First']
    before = [told for told in backups(program) if told['reason'] == 'restore']
    assert len(before) == 1 and before[0]['path'] in shown, shown
    # And back again.
    run(program, 'restore', '-y', before[0]['path'])
    assert prompts(program) == ['First', 'Second']
    assert run(program, 'check', '--full') == 'The history is intact.\n'


def answer_on_terminal(program, path, answer):
    pid, fd = pty.fork()
    if pid == 0:
        os.chdir(program.folder)
        os.execve(program.executable, [program.executable, 'restore', path], program.env)
    shown = b''
    asked = False
    while True:
        try:
            piece = os.read(fd, 4096)
        except OSError:
            piece = b''
        if not piece:
            break
        shown += piece
        if not asked and b'[y/N]' in shown:
            asked = True
            os.write(fd, answer)
    _, status = os.waitpid(pid, 0)
    os.close(fd)
    assert asked, shown
    return os.waitstatus_to_exitcode(status), shown.decode()


def test_asked(program):
    ask(program, 'First')
    path = run(program, 'backup').rstrip('\n')
    ask(program, 'Second')
    for answer in (b'\n', b'n\n', b'\x04'):
        status, shown = answer_on_terminal(program, path, answer)
        assert status == 1 and 'Nothing was changed' in shown, (answer, shown)
        assert prompts(program) == ['First', 'Second']
    status, shown = answer_on_terminal(program, path, b'yes\n')
    assert status == 0 and 'restored' in shown, shown
    assert prompts(program) == ['First']


def test_restore_refused(program):
    ask(program, 'First')
    other = program.path('other.db')
    database = sqlite3.connect(other)
    database.execute('CREATE TABLE t (a)')
    database.commit()
    database.close()
    text = program.path('text')
    with open(text, 'wb') as file:
        file.write(b'Dear diary' * 1000)
    newer = program.path('newer.db')
    run(program, 'backup', '-o', newer)
    broken = program.path('broken.db')
    run(program, 'backup', '-o', broken)
    damage(program, root_of(broken, 'answer'), broken)
    database = sqlite3.connect(newer)
    database.execute('PRAGMA user_version = 1000')
    database.close()
    for path, says in ((other, 'not a history'), (text, 'no history'), (newer, 'newer version'),
                       (broken, 'damaged'), (program.path('none'), 'no file'),
                       (program.database, 'itself'), (program.path('data'), 'no file')):
        done = program.run('restore', '--yes', path)
        assert done.returncode == 1 and says in done.err, (path, done.err)
        assert prompts(program) == ['First']
    assert backups(program) == []


def test_check(program):
    ask(program)
    assert run(program, 'check') == 'The history is intact.\n'
    assert json.loads(run(program, 'check', '--format=json', '--full')) == {
        'ok': True, 'full': True, 'problems': []}
    damage(program, root_of(program.database, 'sqlite_autoindex_answer_1'))
    told = json.loads(run(program, 'check', '--format=json', status=1))
    assert told['ok'] is False and 1 <= len(told['problems']) <= 20, told
    text = run(program, 'check', status=1)
    assert 'llmselect salvage' in text and len(text.splitlines()) > 1, text


def test_salvage(program):
    for number in range(5):
        ask(program, f'Prompt {number}')
    run(program, 'salvage', err='intact')
    assert damaged_files(program) == []
    damaged = damage(program, root_of(program.database, 'sqlite_autoindex_answer_1'))
    done = program.run('salvage', '--format=json')
    assert done.returncode == 0, done.err
    told = json.loads(done.out)
    path, = damaged_files(program)
    assert told['original'] == path and path in done.err, (told, done.err)
    assert told['complete'] is True and told['conversations'] == 5, told
    assert {table['name'] for table in told['tables']} >= {'answer', 'piece'}, told
    with open(path, 'rb') as file:
        assert file.read() == damaged
    assert prompts(program) == [f'Prompt {number}' for number in range(5)]
    assert run(program, 'check', '--full') == 'The history is intact.\n'


def test_found_at_start(program):
    """Whatever command finds the damage goes on with what can be read."""
    ask(program)
    damaged = damage(program, 1)
    done = program.run('history', 'list', '--format=json')
    assert done.returncode == 0 and len(json.loads(done.out)) == 1, done.err
    path, = damaged_files(program)
    assert path in done.err and 'damaged' in done.err, done.err
    with open(path, 'rb') as file:
        assert file.read() == damaged


def test_refused(program):
    for args, says in ((('backup', 'x'), 'too many'), (('backup', '--list', '-o', 'x'), 'Either'),
                       (('backup', '--format=jsonl'), 'jsonl'), (('check', 'x'), 'too many'),
                       (('check', '--format=x'), 'x'), (('restore',), 'Say which file'),
                       (('restore', 'a', 'b'), 'too many'), (('salvage', 'x'), 'too many'),
                       (('salvage', '--nonsense'), 'nonsense')):
        done = program.run(*args)
        assert done.returncode == 2, (args, done.returncode)
        assert done.out == '' and says in done.err, (args, done.err)


def main():
    tap = Tap()
    for name, function in globals().copy().items():
        if name.startswith('test_'):
            with Program() as program:
                tap.run(name[5:], function, program)
    tap.finish()


if __name__ == '__main__':
    main()
