#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the named character references of HTML as a sorted table in C.

They come from Python's own copy of the list of the HTML standard, so that none is kept
here.  Only names with a semicolon: Markdown knows no others.
"""

import html.entities
import sys


def main():
    names = sorted(name[:-1].encode() for name in html.entities.html5 if name.endswith(';'))
    with open(sys.argv[1], 'w', encoding='ascii') as out:
        out.write('/* Made by entities.py. */\n')
        for name in names:
            value = html.entities.html5[name.decode() + ';'].encode()
            escaped = ''.join(f'\\{byte:03o}' for byte in value)
            out.write(f'{{ "{name.decode()}", "{escaped}" }},\n')


main()
