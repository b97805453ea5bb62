#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Images from the command line: what arrives, what is refused, what is told of it."""

import base64
import hashlib
import json
import os
import re
import struct
import zlib

from fake_vendors import Vendors
from harness import Program, Tap, check_contract, finished

GIF = base64.b64decode('R0lGODlhAQABAIAAAAAAAP///yH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==')
VENDORS = ('openai', 'anthropic', 'gemini', 'mistral')
# In the catalogue, and said there to read text alone.
BLIND = 'mistral:codestral-latest'


def png(width, height, shade=0):
    def chunk(kind, data):
        return (struct.pack('>I', len(data)) + kind + data
                + struct.pack('>I', zlib.crc32(kind + data)))
    rows = b''.join(b'\0' + bytes((shade + x + y) % 256 for x in range(width) for _ in 'rgb')
                    for y in range(height))
    return (b'\x89PNG\r\n\x1a\n'
            + chunk(b'IHDR', struct.pack('>IIBBBBB', width, height, 8, 2, 0, 0, 0))
            + chunk(b'IDAT', zlib.compress(rows)) + chunk(b'IEND', b''))


def write(program, name, data):
    path = program.path(name)
    with open(path, 'wb') as file:
        file.write(data)
    return path


def images_of(request):
    """The images of the last message: [(type, bytes)], whatever vendor it is for."""
    found = []
    if 'contents' in request:
        parts = request['contents'][-1]['parts']
    else:
        parts = request['messages'][-1]['content']
    if isinstance(parts, str):
        return []
    for part in parts:
        if 'inlineData' in part:
            found.append((part['inlineData']['mimeType'], part['inlineData']['data']))
        elif part.get('type') == 'image':
            found.append((part['source']['media_type'], part['source']['data']))
        elif part.get('type') == 'image_url':
            kind, data = part['image_url']['url'].removeprefix('data:').split(';base64,')
            found.append((kind, data))
    return [(kind, base64.b64decode(data, validate=True)) for kind, data in found]


def size_of(data):
    assert data.startswith(b'\x89PNG'), data[:16]
    return struct.unpack('>II', data[16:24])


def ask(*specs):
    return [word for spec in specs for word in ('-m', spec)]


def test_four_vendors(program, vendors):
    """The same bytes go to all of them, and the digest says so."""
    vendors.behave('sees')
    paths = [write(program, 'one.png', png(40, 30)), write(program, 'two.png', png(8, 9, 99))]
    specs = [f'{vendor}:sees' for vendor in VENDORS]
    events = check_contract(
        program.compare(*ask(*specs), '--image', paths[0], '--image', paths[1], 'What is it?'),
        specs)
    arrived = [images_of(request) for _, _, _, request in vendors.requests]
    assert len(arrived) == 4 and all(images == arrived[0] for images in arrived), arrived
    assert [(kind, size_of(data)) for kind, data in arrived[0]] \
        == [('image/png', (40, 30)), ('image/png', (8, 9))]
    hashes = ''.join(hashlib.sha256(data).hexdigest() for _, data in arrived[0])
    digest = hashlib.sha256(hashes.encode()).hexdigest()
    for index in range(4):
        sizes = {'bytes_kept': sum(os.path.getsize(path) for path in paths),
                 'bytes_sent': sum(len(data) for kind, data in arrived[0])}
        assert finished(events, index)['images_sent'] \
            == {'count': 2, 'digest': digest, **sizes}, finished(events, index)
    told = events[-1]
    assert told['images_differ'] is False
    assert [(image['name'], image['width'], image['height'], image['type'])
            for image in told['images']] \
        == [('one.png', 40, 30, 'image/png'), ('two.png', 8, 9, 'image/png')]
    for image, path in zip(told['images'], paths):
        with open(path, 'rb') as file:
            data = file.read()
        assert (image['hash'], image['size']) == (hashlib.sha256(data).hexdigest(), len(data))


def test_shown(program, vendors):
    """The history knows the images of a prompt, and what was sent."""
    vendors.behave('sees')
    path = write(program, 'a cat.png', png(40, 30))
    events = program.compare('-m', 'openai:sees', '--image', path, 'What is it?')
    shown = program.show(events[-1]['id'])
    assert shown['images'] == events[-1]['images'], shown
    assert shown['columns'][0]['images_sent'] == finished(events)['images_sent']
    done = program.run('history', 'show', events[-1]['id'])
    assert '> What is it?\n\nImage 1: a cat.png (PNG, 40 × 30, ' in done.out, done.out
    digest = finished(events)['images_sent']['digest'][:8]
    assert re.search(rf'\n.*1 image, [0-9].*, {digest}…', done.out), done.out


def test_differ(program, vendors):
    """Gemini takes no GIF: its column gets other bytes, and everybody is told."""
    vendors.behave('sees')
    path = write(program, 'dot.gif', GIF)
    for form in ('text', 'json', 'jsonl'):
        done = program.run('compare', f'--format={form}', *ask('openai:sees', 'gemini:sees'),
                           '--image', path, 'What is it?')
        assert done.returncode == 0, done.err
        assert 'Not all models were sent the same bytes' in done.err, done.err
    told = json.loads(done.out.splitlines()[-1])
    assert told['images_differ'] is True
    sent = {vendor: images_of(request)[0] for vendor, _, _, request in vendors.requests}
    assert sent['openai'][0] == 'image/gif' and sent['gemini'][0] == 'image/png', sent
    assert size_of(sent['gemini'][1]) == (1, 1)


def test_large(program, vendors):
    """What is larger than any vendor takes is made smaller."""
    vendors.behave('sees')
    path = write(program, 'wide.png', png(3000, 20))
    program.compare('-m', 'anthropic:sees', '--image', path, 'What is it?')
    kind, data = images_of(vendors.requests[0][3])[0]
    assert len(data) <= 3456 * 1024
    if kind == 'image/png':
        assert size_of(data)[0] == 2000, size_of(data)


def test_refused(program, vendors):
    """A file that is none is refused with its name, before anything is asked."""
    vendors.behave('sees')
    good = write(program, 'good.png', png(4, 4))
    bad = {
        write(program, 'text.png', b'This is no image.'): '“text.png”: ',
        write(program, 'empty.png', b''): '“empty.png”: The file is empty.',
        write(program, 'cut.png', png(40, 30)[:60]): '“cut.png”: ',
        write(program, 'large.png', b'\x89PNG' + bytes(10 * 1000 * 1000)):
            '“large.png”: The file is larger than 10.0',
        program.path('missing.png'): '“missing.png”: ',
        program.path('run'): '“run”: ',
    }
    for command in ('compare', 'chat'):
        for path, begin in bad.items():
            done = program.run(command, '-m', 'openai:sees', '--image', good, '--image', path, 'hi')
            assert done.returncode == 2, (path, done.returncode, done.err)
            assert done.err.startswith('llmselect: ' + begin), done.err
            assert done.err.count('\n') == 1 and done.out == '', (done.out, done.err)
    assert vendors.requests == []
    assert program.history() == []


def test_blind(program, vendors):
    """A model that reads text alone is not asked, unless the user says how."""
    vendors.behave('sees')
    vendors.behave(BLIND.split(':')[1])
    path = write(program, 'one.png', png(40, 30))
    specs = ['openai:sees', BLIND]
    done = program.run('compare', *ask(*specs), '--image', path, 'hi')
    assert done.returncode == 2 and done.out == '', done.err
    assert done.err == (f'llmselect: {BLIND} cannot read images. Leave it out, or add '
                        '--images-optional to ask it without them.\n'), done.err
    assert vendors.requests == []

    events = check_contract(
        program.compare(*ask(*specs), '--image', path, '--images-optional', 'hi'), specs)
    arrived = {vendor: images_of(request) for vendor, _, _, request in vendors.requests}
    assert len(arrived['openai']) == 1 and arrived['mistral'] == []
    assert 'images_sent' in finished(events, 0) and 'images_sent' not in finished(events, 1)
    assert finished(events, 1)['notices'] == ['without-images:1']


def test_chat(program, vendors):
    """Images stay in the conversation, and go again with what is asked later."""
    vendors.behave('sees')
    path = write(program, 'one.png', png(40, 30))
    done = program.run('chat', '--format=jsonl', '-m', 'anthropic:sees', '--image', path,
                       'What is it?')
    assert done.returncode == 0, done.err
    chat = json.loads(done.out.splitlines()[-1])['id']
    done = program.run('chat', '--format=jsonl', '--continue', chat, 'And its colour?')
    assert done.returncode == 0, done.err
    first, second = (request for _, _, _, request in vendors.requests)
    assert second['messages'][0] == first['messages'][0]
    assert second['messages'][2] == {'role': 'user', 'content': 'And its colour?'}


def test_follow_up(program, vendors):
    vendors.behave('sees')
    path = write(program, 'one.png', png(40, 30))
    events = program.compare('-m', 'gemini:sees', 'hi')
    program.compare('--continue', events[-1]['id'], '--image', path, 'And this?')
    request = vendors.requests[1][3]
    assert 'inlineData' not in request['contents'][0]['parts'][0]
    assert size_of(images_of(request)[0][1]) == (40, 30)


def test_demo(program, _vendors):
    path = write(program, 'one.png', png(40, 30))
    done = program.run('compare', '-m', 'demo:swift', '--image', path, 'What is it?',
                       env={'LLMSELECT_DEMO_SPEED': '0'})
    assert done.returncode == 0, done.err
    assert '(an image came with it, and nobody looked at it)' in done.out, done.out


def main():
    tap = Tap()
    for name, function in globals().copy().items():
        if name.startswith('test_'):
            with Program() as program, Vendors() as vendors:
                tap.run(name[5:], function, program.use(vendors), vendors)
    tap.finish()


if __name__ == '__main__':
    main()
