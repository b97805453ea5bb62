#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server that other tests trust must do as its models say."""

import http.client
import json
import pathlib
import subprocess
import sys
import tempfile
import time

COMMON = pathlib.Path(__file__).resolve().parent.parent / 'common'
sys.path.insert(0, str(COMMON))

import tap  # noqa: E402

PATHS = {
    'openai': '/v1/chat/completions',
    'mistral': '/mistral/v1/chat/completions',
    'responses': '/v1/responses',
    'anthropic': '/v1/messages',
    'ollama': '/api/chat',
    'gemini': '/v1beta/models/{model}:streamGenerateContent?alt=sse',
}
TERMINATORS = {
    'openai': 'data: [DONE]',
    'mistral': 'data: [DONE]',
    'responses': '"type":"response.completed"',
    'anthropic': '"type":"message_stop"',
    'ollama': '"done":true',
    'gemini': '"finishReason":"STOP"',
}
TEXT = 'The quick brown fox jumps '


class Server:
    def __init__(self, *args):
        self.process = subprocess.Popen([sys.executable, COMMON / 'fake_server.py', *args],
                                        stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.process.terminate()
        self.process.wait(10)
        self.process.stdout.close()

    def ask(self, vendor, model, timeout=20):
        """The response or None, what came of the body, and whether it came whole."""
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=timeout)
        body = json.dumps({'model': model, 'stream': True, 'messages': []})
        connection.request('POST', PATHS[vendor].format(model=model), body,
                           {'Authorization': 'Bearer secret', 'Content-Type': 'application/json'})
        response = None
        parts = []
        whole = True
        try:
            response = connection.getresponse()
            while part := response.read1(65536):
                parts.append(part)
        except (http.client.HTTPException, OSError):
            whole = False
        connection.close()
        return response, b''.join(parts).decode(), whole


def text_of(vendor, body):
    """The visible text in a stream."""
    text = ''
    for line in body.splitlines():
        if vendor == 'ollama':
            text += json.loads(line).get('message', {}).get('content', '')
        if not line.startswith('data: {'):
            continue
        event = json.loads(line[6:])
        if vendor == 'anthropic':
            text += event.get('delta', {}).get('text', '')
        elif vendor == 'responses':
            text += event['delta'] if event['type'] == 'response.output_text.delta' else ''
        elif vendor == 'gemini':
            for part in event['candidates'][0]['content']['parts']:
                text += '' if part.get('thought') else part['text']
        else:
            for choice in event['choices']:
                content = choice['delta'].get('content', '')
                text += content if isinstance(content, str) else ''
    return text


def check_answers(server):
    for vendor, terminator in TERMINATORS.items():
        response, body, whole = server.ask(vendor, 'reasoning-2')
        assert response.status == 200 and whole, (vendor, body)
        kind = 'application/x-ndjson' if vendor == 'ollama' else 'text/event-stream'
        assert response.headers['content-type'] == kind, vendor
        assert text_of(vendor, body) == TEXT, (vendor, body)
        assert body.count('Hm. ') == 2, body
        assert body.rstrip().splitlines()[-1].count(terminator) == 1, (vendor, body)


def check_breaks(server):
    for vendor, terminator in TERMINATORS.items():
        for model in ('cut-after-2', 'reset-after-2', 'no-terminator'):
            _, body, whole = server.ask(vendor, model)
            assert terminator not in body, (vendor, model)
            assert whole == (model == 'no-terminator'), (vendor, model)
            if model == 'cut-after-2':
                assert text_of(vendor, body) == 'The quick ', (vendor, body)
        _, body, _ = server.ask(vendor, 'error-in-stream')
        assert 'The fake server broke.' in body and terminator not in body, (vendor, body)


def check_silence(server):
    begin = time.monotonic()
    response, body, whole = server.ask('openai', 'stall-after-1', timeout=0.5)
    assert response.status == 200 and not whole, body
    assert text_of('openai', body) == 'The ', body
    response, body, whole = server.ask('openai', 'no-answer', timeout=0.5)
    assert response is None and not whole
    assert time.monotonic() - begin >= 1


def check_refusals(server):
    for vendor in PATHS:
        for status in (401, 404, 429, 500, 529):
            response, body, _ = server.ask(vendor, f'status-{status}')
            assert response.status == status, (vendor, status)
            error = json.loads(body)
            if vendor == 'ollama':
                text = error['error']
            else:
                text = (error if vendor == 'mistral' else error['error'])['message']
            assert f'says {status}' in text, (vendor, body)
    response, body, _ = server.ask('openai', 'html')
    assert response.status == 200 and response.headers['content-type'].startswith('text/html')
    response, body, _ = server.ask('gemini', 'json-error')
    assert response.status == 200 and json.loads(body)['error']['code'] == 500
    response, _, _ = server.ask('openai', 'redirect')
    assert response.status == 302 and response.headers['location'] == '/redirected'


def check_pace(server):
    begin = time.monotonic()
    server.ask('openai', 'slow-100ms+first-100ms+gap-50ms')
    assert time.monotonic() - begin >= 0.4
    _, body, _ = server.ask('openai', 'events-2000')
    assert len(text_of('openai', body)) == 2000 // 5 * len(TEXT)


def check_echo(server):
    _, body, _ = server.ask('openai', 'echo-headers')
    text = text_of('openai', body)
    assert 'authorization: 13 bytes\n' in text, text
    assert 'content-type: application/json\n' in text, text
    assert 'secret' not in body


def check_files():
    with tempfile.TemporaryDirectory() as folder:
        script = pathlib.Path(folder, 'script.json')
        record = pathlib.Path(folder, 'record')
        script.write_text(json.dumps({'gpt-4o': {
            'behaviour': 'gap-1ms', 'text': ['Grüße', '!'], 'finish': 'length'}}), 'utf-8')
        with Server('--script', script, '--record', record) as server:
            _, body, _ = server.ask('openai', 'gpt-4o')
            assert text_of('openai', body) == 'Grüße!', body
            assert '"finish_reason":"length"' in body
            assert server.ask('anthropic', 'claude')[1].count('message_stop') > 0
        lines = [json.loads(line) for line in record.read_text('utf-8').splitlines()]
        assert [line['path'] for line in lines] == [PATHS['openai'], PATHS['anthropic']]
        assert lines[0]['headers']['authorization'] == 'Bearer secret'
        assert json.loads(lines[0]['body'])['model'] == 'gpt-4o'


def main():
    points = tap.Tap()
    with Server() as server:
        points.run('answers in six formats', check_answers, server)
        points.run('breaks', check_breaks, server)
        points.run('silence', check_silence, server)
        points.run('refusals', check_refusals, server)
        points.run('pace', check_pace, server)
        points.run('echo', check_echo, server)
    points.run('script and record', check_files)
    points.finish()


main()
