# SPDX-License-Identifier: GPL-3.0-or-later
"""The fake vendors of tests/common in a thread of the test."""

import asyncio
import json
import pathlib
import re
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'common'))
import fake_server  # noqa: E402  pylint: disable=wrong-import-position

PROMPT, CACHED = 100, 40


def answer(deltas=('Hello', ' world'), reasoning=(), behaviour='', **more):
    """An entry of the script; every prompt has a hundred tokens, forty of them cached."""
    return {'text': list(deltas), 'reasoning': list(reasoning), 'behaviour': behaviour,
            'input': PROMPT, 'cached': CACHED, **more}


def refusal(status, error, *headers):
    return answer(behaviour=f'status-{status}', error=error, headers=headers)


class Vendors(fake_server.Server):
    """The server; use as a context."""

    def __init__(self):
        super().__init__()
        self.requests = []
        self.paths = []
        self.pages = {}
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.server = None

    def call(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(60)

    def __enter__(self):
        self.thread.start()
        self.server = self.call(self.start())
        return self

    def __exit__(self, *what):
        self.call(self.end())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()

    async def end(self):
        self.server.close()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def url(self, vendor):
        return f'http://127.0.0.1:{self.server.sockets[0].getsockname()[1]}/{vendor}'

    def behave(self, model, *entries, **how):
        """How to answer requests for @model: one after the other, then like the last."""
        self.script[model] = list(entries) or [answer(**how)]

    def let_go(self):
        self.loop.call_soon_threadsafe(self.release)

    def page(self, path, value, *lines, status=200):
        """What GET @path is answered with; a function of the headers, or JSON."""
        self.pages[path] = value if callable(value) else \
            lambda headers: (status, json.dumps(value), lines)

    def get(self, path, headers):
        if path in self.pages:
            return self.pages[path](headers)
        return super().get(path, headers)

    def record(self, method, path, headers, body):
        """Keeps vendor, model, headers (in lower case) and what was sent."""
        self.paths.append(path)
        if method == 'GET':
            self.requests.append((path.split('/')[1], None, headers, None))
            return
        request = json.loads(body)
        named = re.search('/(?:models|deployments)/([^:/]*)[:/]', path)
        model = request.get('model') or named[1]
        self.requests.append((path.split('/')[1], model, headers, request))
