#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Conversations as files: written whole or not at all, and read back as they were."""

import base64
import csv
import hashlib
import io
import json
import os
import pathlib
import pty
import re
import shutil
import sqlite3
import subprocess
import zipfile

from fake_vendors import Vendors, answer, refusal
from harness import Program, Tap, read_events

DATA = pathlib.Path(__file__).resolve().parents[1] / 'data' / 'import'
CANARY = 'sk-canary-7f3a9c51e2d84b06'
FORMATS = {'markdown': b'# ', 'json': b'{', 'html': b'<!DOCTYPE html>', 'pdf': b'%PDF-',
           'csv': b'conversation_id'}
EXTENSIONS = {'markdown': 'md', 'json': 'json', 'html': 'html', 'pdf': 'pdf', 'csv': 'csv'}


def chat(program, *args, status=0):
    done = program.run('chat', '--format=jsonl', '-m', 'openai:good', *args)
    assert (done.returncode, done.err) == (status, ''), done.err
    return read_events(done.out)[-1]['id']


def export(program, *args):
    """What comes out as bytes."""
    done = subprocess.run([program.executable, 'export', *args], capture_output=True,
                          env=program.env, cwd=program.folder, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, b''), (args, done.returncode, done.stderr)
    return done.stdout


def imported(program, *args):
    done = program.run('import', *args)
    assert (done.returncode, done.err) == (0, ''), (args, done.returncode, done.err)
    return done.out


def save(program, name, data):
    path = program.path(name)
    with open(path, 'wb') as file:
        file.write(data if isinstance(data, bytes) else data.encode())
    return path


def fill(program, vendors):
    """A chat of two turns in a folder with tags, and a comparison of which one failed."""
    vendors.behave('good', answer(['one **fat** word'], ['thoughts']), answer(['two']))
    vendors.behave('bad', refusal(400, 'No'))
    first = chat(program, '--system', 'Brief', 'Prompt Ä')
    chat(program, '--continue', first, 'Second')
    second = program.compare('-m', 'openai:good', '-m', 'mistral:bad', 'Compare', status=1)[-1]['id']
    with sqlite3.connect(program.database) as database:
        database.execute('PRAGMA trusted_schema = ON')
        database.execute("INSERT INTO folder (id, name, position, color) VALUES "
                         "('ffffffff-1111-4222-8333-444444444444', 'Ärbeit', 0, 'blue')")
        database.execute("UPDATE conversation SET folder_id = (SELECT id FROM folder), pinned = 1, "
                         "tags = 'rot', color = 'red' WHERE id = ?", (first,))
        database.execute("INSERT INTO tag (id, name) VALUES (1, 'rot')")
        database.execute('INSERT INTO conversation_tag (tag_id, active_at, conversation_id, '
                         'conversation_num) SELECT 1, active_at, id, num FROM conversation '
                         'WHERE id = ?', (first,))
        database.execute('UPDATE conversation SET archived = 1 WHERE id = ?', (second,))
    database.close()
    return [first, second]


def test_formats(program, vendors):
    """To standard output, into a file by its name, into one by the option."""
    first, _ = fill(program, vendors)
    for form, begin in FORMATS.items():
        out = export(program, f'--format={form}', first[:8])
        assert out.startswith(begin), (form, out[:60])
        path = program.path('file.' + EXTENSIONS[form].upper())
        assert export(program, '-o', path, first) == b''
        with open(path, 'rb') as file:
            written = file.read()
        assert written.startswith(begin) and (form == 'pdf' or written == out), form
        assert export(program, f'--format={form}', '-o', program.path('any.thing'), first) == b''
        with open(program.path('any.thing'), 'rb') as file:
            assert file.read().startswith(begin), form
        assert export(program, f'--format={form}', '-o', '-', first).startswith(begin), form
    assert export(program, first) == export(program, '--format=markdown', first)
    assert not [name for name in os.listdir(program.folder) if name.startswith(('.g', '-'))]


def test_content(program, vendors):
    first, second = fill(program, vendors)
    text = export(program, first).decode()
    assert 'Prompt Ä' in text and '**fat**' in text and 'two' in text and 'thoughts' not in text
    assert 'thoughts' in export(program, '--reasoning', first).decode()
    rows = list(csv.DictReader(io.StringIO(export(program, '--all', '--format=csv').decode())))
    assert len(rows) == 4 and {row['conversation_id'] for row in rows} == {first, second}
    told = json.loads(export(program, '--all', '--format=json'))
    assert [entry['id'] for entry in told['conversations']] == [first, second]
    told = json.loads(export(program, first, first[:8], '--format=json'))
    assert len(told['conversations']) == 1, 'one that was named twice came twice'


def test_versions(program, vendors):
    """Other versions of answers only when they are wanted."""
    first, _ = fill(program, vendors)
    with sqlite3.connect(program.database) as database:
        database.execute('PRAGMA trusted_schema = ON')
        database.execute(
            'INSERT INTO answer (column_id, turn_id, position, provider, model, title, params, '
            'state, attempt, reasoning, text) SELECT ?1, turn_id, 1, provider, model, title, '
            "params, state, attempt, '', 'another' FROM answer WHERE text LIKE 'one%' LIMIT 1",
            ('11111111-1111-4111-8111-111111111111',))
    database.close()
    assert b'another' not in export(program, first)
    assert b'another' in export(program, '--versions', first)


def test_all(program, vendors):
    """Archived ones too, and nothing of the trash; an empty history is an empty file."""
    assert json.loads(export(program, '--all', '--format=json'))['conversations'] == []
    first, second = fill(program, vendors)
    assert program.run('history', 'delete', first).returncode == 0
    told = json.loads(export(program, '--all', '--format=json'))
    assert [entry['id'] for entry in told['conversations']] == [second]
    assert json.loads(export(program, '--format=json', first))['conversations']


def test_whole_or_not(program, vendors):
    """A file stays as it was when the export does not come to its end."""
    first, _ = fill(program, vendors)
    path = save(program, 'kept.md', 'as it was')
    done = program.run('export', '-o', path, first, '00000000-0000-4000-8000-000000000000')
    assert done.returncode == 1 and 'no conversation' in done.err, done.err
    for target in ('/dev/full', program.path('nowhere', 'file.md'), program.path('home')):
        done = program.run('export', '-o', target, first)
        assert done.returncode == 1 and 'could not be written' in done.err, (target, done.err)
        assert done.err.count('\n') == 1 and done.out == ''
    with open(path, encoding='utf-8') as file:
        assert file.read() == 'as it was'
    # With a limit of the size of files it breaks off in the middle.
    done = subprocess.run(['sh', '-c', 'trap "" XFSZ; ulimit -f 0; exec "$0" "$@"',
                           program.executable, 'export', '-o', path, first],
                          capture_output=True, env={**program.env, 'XDG_DATA_HOME': copy(program)},
                          check=False, timeout=60)
    assert done.returncode == 1 and done.stderr, (done.returncode, done.stderr)
    with open(path, encoding='utf-8') as file:
        assert file.read() == 'as it was'
    # Of a name that is new nothing is left, nor of what was written beside it.
    before = sorted(os.listdir(program.folder))
    done = subprocess.run(['sh', '-c', 'trap "" XFSZ; ulimit -f 0; exec "$0" "$@"',
                           program.executable, 'export', '-o', program.path('new.md'), first],
                          capture_output=True, env={**program.env,
                                                    'XDG_DATA_HOME': program.path('other')},
                          check=False, timeout=60)
    assert done.returncode == 1 and done.stderr, (done.returncode, done.stderr)
    assert sorted(os.listdir(program.folder)) == before, os.listdir(program.folder)


def copy(program):
    """A history nobody else uses."""
    other = program.path('other')
    subprocess.run(['cp', '-a', program.path('data'), other], check=True)
    return other


def test_anonymous(program, vendors):
    """Without names in every format, and back as a comparison of letters."""
    vendors.behave('good', answer(['one'], ['thoughts']))
    vendors.behave('other', answer(['two']))
    ident = program.compare('-m', 'openai:good', '-m', 'mistral:other', 'Which?')[-1]['id']
    for form in FORMATS:
        out = export(program, f'--format={form}', '--anonymous', '--reasoning', '--versions', ident)
        out = read_pdf(program, out) if form == 'pdf' else out.decode()
        if out is None:
            continue
        for word in ('openai', 'OpenAI', 'mistral', 'Mistral', 'good', 'other"', 'thoughts'):
            assert word not in out.replace('verdict', ''), (form, word, out)
        assert ('Answer A' in out and 'Answer B' in out) or form == 'pdf' and 'Answer' in out
    told = json.loads(export(program, '--format=json', '--anonymous', ident))
    assert told['anonymous'] is True
    assert 'anonymous' not in json.loads(export(program, '--format=json', ident))
    path = save(program, 'letters.json', json.dumps(told))
    with Program() as other:
        assert '1 imported' in imported(other, path)
        text = export(other, ident).decode()
        assert '### Answer A' in text and '### Answer B' in text and 'two' in text, text


def read_pdf(program, data):
    """The text of pages; None if poppler is not there to read it."""
    if shutil.which('pdftotext') is None:
        return None
    return subprocess.run(['pdftotext', '-layout', save(program, 'read.pdf', data), '-'],
                          capture_output=True, check=True, timeout=60).stdout.decode()


def page_size(data):
    found = re.search(rb'/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]', data)
    return round(float(found.group(1))), round(float(found.group(2)))


def test_pages(program, vendors):
    """Comparisons are side by side on pages that are turned, unless it is said otherwise."""
    vendors.behave('good', answer(['one']))
    ident = program.compare('-m', 'openai:good', '-m', 'mistral:good', 'Which?')[-1]['id']
    talk = chat(program, 'hi')
    for args, size in ((('--paper=a4',), (842, 595)), (('--paper=letter',), (792, 612)),
                       (('--paper=A4', '--layout=stacked'), (595, 842)),
                       (('--paper=a4', '--orientation=portrait'), (595, 842)),
                       (('--paper=a4', '--layout=stacked', '--orientation=landscape'),
                        (842, 595))):
        assert page_size(export(program, '--format=pdf', *args, ident)) == size, args
    # Lines of a chat would be too long.
    assert page_size(export(program, '--format=pdf', '--paper=a4', talk)) == (595, 842)
    assert page_size(export(program, '--format=pdf', '--paper=a4', talk, ident)) == (595, 842)
    assert b'class="comparison"' in export(program, '--format=html', ident)
    assert b'class="stacked"' in export(program, '--format=html', '--layout=stacked', ident)
    for wrong in ('--layout=circle', '--paper=a0', '--orientation=askew'):
        done = program.run('export', wrong, ident)
        assert done.returncode == 2 and wrong.split('=')[1] in done.err and done.out == '', done.err


def test_full_output(program, vendors):
    first, _ = fill(program, vendors)
    with open('/dev/full', 'wb') as full:
        done = program.run('export', first, stdout=full)
    assert done.returncode == 1 and 'could not be written' in done.err, done.err
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, 'wb') as broken:
        done = program.run('export', first, stdout=broken)
    assert (done.returncode, done.err) == (141, ''), (done.returncode, done.err)


def test_no_pdf_on_a_terminal(program, vendors):
    first, _ = fill(program, vendors)
    for extra in ((), ('-o', '-')):
        pid, terminal = pty.fork()
        if pid == 0:
            os.execve(program.executable,
                      [program.executable, 'export', '--format=pdf', *extra, first], program.env)
        text = b''
        try:
            while True:
                text += os.read(terminal, 65536)
        except OSError:
            pass
        os.close(terminal)
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 2, text
        assert b'terminal' in text and b'%PDF' not in text, text


# --- Back again ---


def test_round_trip(program, vendors):
    """Into an empty home and out again, byte for byte, with folders and tags."""
    first, second = fill(program, vendors)
    whole = export(program, '--all', '--format=json')
    path = save(program, 'all.json', whole)
    with Program() as other:
        told = imported(other, path)
        assert '2 imported, 0 were there already, 0 left out' in told, told
        assert export(other, '--all', '--format=json') == whole
        listed = other.run('history', 'list', '--format=json', '--folder=Ärbeit')
        assert [entry['id'] for entry in json.loads(listed.out)] == [first], listed.err
        assert [entry['id'] for entry in other.history('--tag=rot')] == [first]
        assert [entry['id'] for entry in other.history('--archived')] == [second]
        assert other.show(first) == program.show(first)
        assert other.show(second) == program.show(second)
        for form in ('markdown', 'html', 'csv'):
            assert export(other, f'--format={form}', first) \
                == export(program, f'--format={form}', first), form
        # A second time nothing happens.
        told = imported(other, path)
        assert '0 imported, 2 were there already, 0 left out' in told, told
        assert export(other, '--all', '--format=json') == whole


def test_goes_on(program, vendors):
    """What was imported can be continued."""
    first, _ = fill(program, vendors)
    path = save(program, 'all.json', export(program, '--format=json', first))
    with Program() as other:
        other.use(vendors)
        imported(other, path)
        done = other.run('chat', '--continue', first[:8], 'And now?')
        assert done.returncode == 0, done.err
        messages = vendors.requests[-1][3]['messages']
        assert [message['content'] for message in messages] \
            == ['Brief', 'Prompt Ä', 'one **fat** word', 'Second', 'two', 'And now?']


def test_user_changes_stay(program, vendors):
    """Importing again does not undo what was done to it meanwhile."""
    first, second = fill(program, vendors)
    path = save(program, 'all.json', export(program, '--all', '--format=json'))
    assert program.run('history', 'delete', first).returncode == 0
    assert program.run('history', 'delete', '--purge', second).returncode == 0
    told = imported(program, path)
    assert '1 imported, 1 were there already' in told, told
    assert [entry['id'] for entry in program.history('--trash')] == [first]
    assert [entry['id'] for entry in program.history('--archived')] == [second]


def test_other_programs(program, vendors):
    told = imported(program, DATA / 'chatgpt.json', DATA / 'claude.json')
    assert 'chatgpt.json (ChatGPT): ' in told and 'claude.json (Claude): ' in told, told
    titles = {entry['title']: entry
              for entry in program.history() + program.history('--archived')}
    assert 'Water' in titles and 'A branch' in titles, titles
    assert {entry['kind'] for entry in titles.values()} == {'chat'}
    shown = program.show(titles['Water']['id'])
    assert shown['turns'][0]['prompt'] == 'What is water?', shown
    before = len(program.history())
    told = imported(program, DATA / 'chatgpt.json', DATA / 'claude.json')
    assert told.count(' 0 imported') == 2 and 'were there already' in told, told
    assert len(program.history()) == before


def test_unknown_model(program, vendors):
    """An export may not say who answered; then it is asked for, not guessed."""
    imported(program, DATA / 'claude.json')
    first = next(entry['id'] for entry in program.history() if entry['title'] == 'A branch')
    done = program.run('chat', '--continue', first, 'And now?')
    assert done.returncode == 2 and '-m' in done.err and vendors.requests == [], done.err
    vendors.behave('good', answer(['ok']))
    chat(program, '--continue', first, 'And now?')
    assert len(vendors.requests[-1][3]['messages']) > 2


def test_archive(program, vendors):
    path = program.path('export.zip')
    with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as file:
        file.write(DATA / 'chatgpt.json', 'conversations.json')
        file.writestr('../../evil', 'x')
    done = program.run('import', path)
    if done.returncode != 0:
        assert 'export.zip' in done.err, done.err
        return
    assert 'export.zip (ChatGPT): ' in done.out, done.out
    assert len(program.history()) > 0


# --- Images ---

IMAGES = pathlib.Path(__file__).resolve().parents[1] / 'data' / 'images'
IMAGE_ID = 'dddddddd-1111-4222-8333-444444444444'


def describe(file, width, height, **more):
    data = (IMAGES / file).read_bytes()
    return {'hash': hashlib.sha256(data).hexdigest(), 'type': 'image/' + file.split('.')[1],
            'width': width, 'height': height, 'size': len(data), **more,
            'data': base64.b64encode(data).decode()}


def fill_images(program):
    """A chat whose prompt has four images, and one that is gone."""
    images = [describe('picture.png', 24, 16, name='a b.png', alt='Four ]( colors'),
              describe('picture.jpeg', 48, 32, name='../../etc/passwd'),
              describe('picture.webp', 24, 16), describe('picture.gif', 8, 4),
              {'hash': 'f' * 64, 'type': 'image/png', 'width': 1, 'height': 2, 'size': 3,
               'missing': True}]
    turn = {'id': IMAGE_ID, 'created_at': 1764195144000000, 'prompt': 'What is it?',
            'images': images, 'answers': [{
                'id': IMAGE_ID.replace('d', 'e'), 'provider': 'openai', 'model': 'good',
                'title': 'Good', 'state': 'done', 'text': 'Colors.'}]}
    whole = {'format': 'llmselect', 'version': 1, 'conversations': [{
        'id': IMAGE_ID, 'kind': 'chat', 'title': 'Images', 'created_at': 1764195144000000,
        'active_id': IMAGE_ID, 'turns': [turn]}]}
    told = imported(program, save(program, 'images.json', json.dumps(whole)))
    assert '1 imported' in told and '1 image is only named' in told and 'left out:' not in told, told
    return images


def export_images(program, *args):
    """What comes out; that an image is gone is told."""
    done = subprocess.run([program.executable, 'export', *args, IMAGE_ID], capture_output=True,
                          env=program.env, cwd=program.folder, check=False, timeout=60)
    assert done.returncode == 0, (args, done.returncode, done.stderr)
    assert done.stderr == b'' or b'1 image is only named' in done.stderr, done.stderr
    return done.stdout


def test_images_round_trip(program, vendors):
    """Into a home, out, into another one and out again, byte for byte; the files are there."""
    images = fill_images(program)
    whole = export_images(program, '--format=json')
    told = json.loads(whole)['conversations'][0]['turns'][0]['images']
    assert told == images, told
    with Program() as other:
        imported(other, save(other, 'all.json', whole))
        assert export_images(other, '--format=json') == whole
        kept = [name for _, _, files in os.walk(other.path('data')) for name in files]
        for image in images[:4]:
            assert any(image['hash'] in name for name in kept), (image['hash'], kept)
        for form in ('markdown', 'html', 'csv'):
            assert export_images(other, f'--format={form}') \
                == export_images(program, f'--format={form}'), form


def test_images_formats(program, vendors):
    images = fill_images(program)
    html = export_images(program, '--format=html').decode()
    for image in images[:4]:
        assert f'src="data:{image["type"]};base64,{image["data"]}"' in html, image['type']
    assert html.count('<img ') == 4 and 'no longer there' in html
    rows = list(csv.DictReader(io.StringIO(export_images(program, '--format=csv').decode())))
    assert rows[0]['n_images'] == '5', rows
    assert rows[0]['images'].split() == [image['hash'] for image in images]
    text = export_images(program).decode()
    assert '![' not in text and 'a b.png' in text and not os.path.exists(program.path('.images'))
    export_images(program, '-o', program.path('my file.md'))
    folder = program.path('my file.images')
    names = {image['hash'] + '.' + image['type'].split('/')[1] for image in images[:4]}
    assert set(os.listdir(folder)) == names
    for image in images[:4]:
        name = image['hash'] + '.' + image['type'].split('/')[1]
        with open(os.path.join(folder, name), 'rb') as file:
            assert file.read() == base64.b64decode(image['data'])
    with open(program.path('my file.md'), encoding='utf-8') as file:
        text = file.read()
    assert text.count('](my%20file.images/') == 4 and '![Four \\]( colors](' in text, text


def test_images_on_pages(program, vendors):
    """All four, whatever their format; JPEG as it is."""
    fill_images(program)
    path = program.path('images.pdf')
    export_images(program, '-o', path)
    if shutil.which('pdfimages') is None:
        return
    listed = subprocess.run(['pdfimages', '-list', path], capture_output=True, check=True,
                            text=True).stdout.splitlines()[2:]
    rows = [line.split() for line in listed if line.split()[2] == 'image']
    assert sorted((row[3], row[4]) for row in rows) \
        == [('24', '16'), ('24', '16'), ('48', '32'), ('8', '4')], listed
    assert [row[8] for row in rows if row[3] == '48'] == ['jpeg'], listed
    text = subprocess.run(['pdftotext', path, '-'], capture_output=True, check=True,
                          text=True).stdout
    assert 'Image 5 of 5' in text and 'no longer there' in text, text


def test_images_hostile(program, vendors):
    """What has the right hash and the right head and is no image is left out and told."""
    broken = (IMAGES / 'picture.png').read_bytes()[:60]
    bad = describe('picture.png', 24, 16)
    bad.update(hash=hashlib.sha256(broken).hexdigest(), size=len(broken),
               data=base64.b64encode(broken).decode())
    other = describe('picture.gif', 8, 4)
    other['data'] = bad['data']
    turn = {'id': IMAGE_ID, 'created_at': 1, 'prompt': 'p', 'images': [bad, other], 'answers': []}
    whole = {'format': 'llmselect', 'version': 1, 'conversations': [{
        'id': IMAGE_ID, 'kind': 'chat', 'title': 'Images', 'created_at': 1, 'turns': [turn]}]}
    told = imported(program, save(program, 'bad.json', json.dumps(whole)))
    assert '1 imported' in told and told.count('1 image was left out: it is damaged') == 2, told
    assert 'images' not in json.loads(export_images(program, '--format=json'))[
        'conversations'][0]['turns'][0]


HOSTILE = {
    'empty.json': b'',
    'binary.bin': bytes(range(256)) * 100,
    'text.txt': b'Hello',
    'number.json': b'42',
    'null.json': b'null',
    'object.json': b'{}',
    'strings.json': b'["a", "b"]',
    'deep.json': b'[' * 100000,
    'cut.json': b'{"format": "llmselect", "version": 1, "conversations": [{"id": "',
    'new.json': b'{"format": "llmselect", "version": 99, "conversations": []}',
    'types.json': b'{"format": "llmselect", "version": 1, "conversations": [7, {"id": 5}]}',
    'broken.zip': b'PK\x03\x04' + b'\xff' * 100,
}


def test_hostile_files(program, vendors):
    """Exit status 1 and a sentence, and nothing in the history."""
    for name, data in HOSTILE.items():
        done = program.run('import', save(program, name, data))
        assert done.returncode == 1, (name, done.returncode, done.out)
        assert done.err.startswith('llmselect: ') and name in done.err, (name, done.err)
        assert done.err.count('\n') == 1 and done.out == '', (name, done.err, done.out)
        assert len(done.err.split(':', 2)[2]) > 15, done.err
    for path in (program.path('home'), '/dev/null', program.path('not-there')):
        done = program.run('import', path)
        assert done.returncode == 1 and done.err.count('\n') == 1, (path, done.err)
    assert program.history() == []


def test_hostile_words(program, vendors):
    """Neither names of files nor what is in them commands the terminal."""
    evil = '\x1b]0;owned\x07\x9b5n'
    first, _ = fill(program, vendors)
    data = json.loads(export(program, '--format=json', first))
    data['conversations'][0]['entry']['title'] = evil
    data['conversations'][0]['title'] = evil
    with Program() as other:
        path = save(other, 'a\x1b[2Jb.json', json.dumps(data))
        for _ in range(2):
            done = other.run('import', path)
            assert not set(done.out + done.err) & {'\x1b', '\x07', '\x9b'}, (done.out, done.err)
        out = other.run('history', 'list').out
        assert not set(out) & {'\x1b', '\x07', '\x9b'}, out
        assert save(other, 'c\x1b[2Jd.json', '7')
        done = other.run('import', other.path('c\x1b[2Jd.json'))
        assert done.returncode == 1 and '\x1b' not in done.err, done.err


def test_good_and_bad(program, vendors):
    """One file that cannot be read does not keep the others out."""
    done = program.run('import', save(program, 'bad.json', b'{'), DATA / 'claude.json')
    assert done.returncode == 1 and 'bad.json' in done.err and 'claude.json' in done.out
    assert len(program.history()) > 0


def test_canary(program, vendors):
    """A key that a vendor repeats is in no export and in no complaint."""
    program.env['OPENAI_API_KEY'] = CANARY
    vendors.behave('good', refusal(401, 'Incorrect API key provided: {secrets}'))
    first = chat(program, 'hi', status=3)
    assert CANARY in ' '.join(vendors.requests[-1][2].values()), 'it was not sent'
    second = program.compare('-m', 'openai:good', '-m', 'mistral:good', 'hi', status=3)[-1]['id']
    for form in FORMATS:
        for extra in ((), ('--reasoning', '--versions'), ('--anonymous',), ('--layout=stacked',)):
            data = export(program, f'--format={form}', *extra, first, second)
            out = data.decode('latin-1') + ((read_pdf(program, data) or '') if form == 'pdf' else '')
            assert CANARY not in out and CANARY[:14] not in out and CANARY[-8:] not in out, form
    done = program.run('export', '-o', '/nowhere/x.md', first, env={'G_MESSAGES_DEBUG': 'all'})
    for text in (done.out, done.err, program.run('history', 'show', first).out):
        assert CANARY[:14] not in text and CANARY[-8:] not in text


def main():
    tap = Tap()
    for name, function in globals().copy().items():
        if name.startswith('test_'):
            with Program() as program, Vendors() as vendors:
                tap.run(name[5:], function, program.use(vendors), vendors)
    tap.finish()


if __name__ == '__main__':
    main()
