#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""pack-script.py OUTPUT INPUT...: one JavaScript file of several, in this order."""

import pathlib
import re
import sys

# Maps for debuggers, which are not installed.
SOURCE_MAP = re.compile(rb'\n?//# sourceMappingURL=[^\n]*')


def main():
    output, *inputs = map(pathlib.Path, sys.argv[1:])
    parts = [SOURCE_MAP.sub(b'', path.read_bytes()).rstrip() for path in inputs]
    # A statement that one file leaves open does not go on in the next.
    output.write_bytes(b'\n;\n'.join(parts) + b'\n')


if __name__ == '__main__':
    main()
