# SPDX-License-Identifier: GPL-3.0-or-later
"""A server for the benchmarks: OpenAI's chat completions at an exact pace.

The model of the request says what to send: `bench-EVENTS-GAP-DELAY`, the number of
events, the milliseconds between them and those before the first.  Every event is a
chunk and a packet of its own, as from a real provider.
"""

import http.server
import json
import socket
import threading
import time

WORDS = ('The', ' quick', ' brown', ' fox', ' jumps', ' over', ' the', ' lazy', ' dog', '.\n')


def chunk(payload):
    data = b'data: ' + payload + b'\n\n'
    return b'%x\r\n%s\r\n' % (len(data), data)


def event(model, delta, finish=None, usage=None):
    return chunk(json.dumps({
        'id': 'chatcmpl-bench', 'object': 'chat.completion.chunk', 'created': 1700000000,
        'model': model, 'choices': [] if usage else [
            {'index': 0, 'delta': delta, 'finish_reason': finish}],
        'usage': usage}, separators=(',', ':')).encode())


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def do_POST(self):  # pylint: disable=invalid-name
        body = json.loads(self.rfile.read(int(self.headers['Content-Length'])))
        model = body['model']
        events, gap, delay = (int(number) for number in model.split('-')[1:4])
        deltas = [event(model, {'content': word}) for word in WORDS]
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.send_response(200)
        self.send_header('Content-Type', 'text/event-stream')
        self.send_header('Transfer-Encoding', 'chunked')
        self.end_headers()
        send = self.connection.sendall
        due = time.monotonic() + delay / 1000
        for number in range(events):
            wait = due - time.monotonic()
            if wait > 0:
                time.sleep(wait)
            send(deltas[number % len(deltas)])
            due += gap / 1000
        usage = {'prompt_tokens': 8, 'completion_tokens': events, 'total_tokens': events + 8}
        send(event(model, {}, 'stop') + event(model, {}, usage=usage) + chunk(b'[DONE]')
             + b'0\r\n\r\n')

    def log_message(self, format, *args):  # pylint: disable=redefined-builtin
        pass


class Server:
    """Serves on a free port of the loopback until it is closed."""

    def __init__(self):
        self.http = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        self.http.daemon_threads = True
        self.base_url = f'http://127.0.0.1:{self.http.server_port}/v1'
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def close(self):
        self.http.shutdown()
        self.http.server_close()

    def curl(self, model):
        """The command line of a curl that makes the same request."""
        body = json.dumps({'model': model, 'stream': True,
                           'stream_options': {'include_usage': True},
                           'messages': [{'role': 'user', 'content': 'bench'}]})
        return ['curl', '--silent', '--show-error', '--fail', '--no-buffer', '--noproxy', '*',
                '--header', 'Content-Type: application/json',
                '--header', 'Authorization: Bearer bench', '--data', body,
                f'{self.base_url}/chat/completions']
