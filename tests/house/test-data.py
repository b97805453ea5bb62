#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Desktop files, icons, help, translations and documents fit each other and the program."""

import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / 'tests' / 'common'))
sys.dont_write_bytecode = True
from tap import Tap  # noqa: E402  pylint: disable=wrong-import-position

MALLARD = '{http://projectmallard.org/1.0/}'
TRANSLATABLE = {
    '.c': re.compile(r'\b(_|N_|C_|NC_|ngettext|g_dngettext|g_dpgettext2?)[ \t]*\([ \t\n]*"'),
    '.ui': re.compile(r'translatable="(yes|true)"'),
}
# Network for the providers, a display, its renderer, and the keyring; no files.
PERMISSIONS = {'--share=network', '--share=ipc', '--socket=wayland', '--socket=fallback-x11',
               '--device=dri', '--talk-name=org.freedesktop.secrets'}
# [text](target) in Markdown, without addresses and anchors.
LINK = re.compile(r'\]\(([^)#\s]+)[^)]*\)')


def read(*names):
    return ROOT.joinpath(*names).read_text(encoding='utf-8')


def tool(tap, title, *command):
    """One test point: the checker accepts the file."""
    if not shutil.which(command[0]):
        tap.skip(title, f'{command[0]} is not installed')
        return
    result = subprocess.run(command, check=False, capture_output=True, text=True)
    tap.ok(result.returncode == 0, title, result.stdout + result.stderr)


def check_desktop(tap, app_id, version):
    with tempfile.TemporaryDirectory() as folder:
        desktop = pathlib.Path(folder, f'{app_id}.desktop')
        shutil.copy(ROOT / 'data' / f'{app_id}.desktop.in', desktop)
        tool(tap, 'the desktop file is valid', 'desktop-file-validate', str(desktop))
        metainfo = pathlib.Path(folder, f'{app_id}.metainfo.xml')
        shutil.copy(ROOT / 'data' / f'{app_id}.metainfo.xml.in', metainfo)
        tool(tap, 'the metainfo is valid', 'appstreamcli', 'validate', '--no-net', str(metainfo))
    root = ET.parse(ROOT / 'data' / f'{app_id}.metainfo.xml.in').getroot()
    tap.ok(root.findtext('id') == app_id, 'the metainfo has the application id')
    tap.ok(root.find('releases/release').get('version') == version,
           'the newest release of the metainfo is this version')
    for image in root.iter('image'):
        name = image.text.split('/main/', 1)[1]
        tap.ok((ROOT / name).is_file(), f'the picture {name} is there')
    tap.ok(f'## {version}' in read('CHANGELOG.md') or '## Unreleased' in read('CHANGELOG.md'),
           'the change log knows this version')
    for kind, name in (('scalable', f'{app_id}.svg'), ('symbolic', f'{app_id}-symbolic.svg')):
        icon = ROOT / 'data' / 'icons' / 'hicolor' / kind / 'apps' / name
        size = '128' if kind == 'scalable' else '16'
        tap.ok(ET.parse(icon).getroot().get('width') == size, f'the {kind} icon')


def check_help(tap):
    pages = {path.stem: ET.parse(path).getroot() for path in (ROOT / 'help' / 'C').glob('*.page')}
    listed = set(re.findall(r"'([a-z-]+)\.page'", read('help', 'meson.build')))
    tap.ok(pages and listed == set(pages), 'help/meson.build lists every page', listed ^ set(pages))
    wrong = [name for name, page in pages.items() if page.get('id') != name]
    tap.ok(not wrong, 'every page has its file name as id', wrong)
    wrong = [f'{name}: {link.get("xref")}' for name, page in pages.items()
             for link in page.iter(f'{MALLARD}link')
             if link.get('xref') and link.get('xref').split('#')[0] not in pages]
    tap.ok(not wrong, 'every reference leads to a page', wrong)


def check_translations(tap):
    listed = [line for line in read('po', 'POTFILES.in').splitlines()
              if line and not line.startswith('#')]
    tap.ok(listed == sorted(set(listed)), 'POTFILES.in is sorted and lists nothing twice')
    wrong = [name for name in listed if not (ROOT / name).is_file()]
    tap.ok(not wrong, 'every file of POTFILES.in is there', '\n'.join(wrong))
    wrong = [str(path.relative_to(ROOT)) for path in sorted((ROOT / 'src').rglob('*'))
             if path.suffix in TRANSLATABLE
             and TRANSLATABLE[path.suffix].search(path.read_text(encoding='utf-8'))
             and str(path.relative_to(ROOT)) not in listed]
    tap.ok(not wrong, 'every file with translatable text is in POTFILES.in', '\n'.join(wrong))


def check_flatpak(tap, app_id):
    manifest = json.loads(read('flatpak', f'{app_id}.json'))
    tap.ok(manifest['id'] == app_id, 'the Flatpak manifest has the application id')
    extra = set(manifest['finish-args']) - PERMISSIONS
    tap.ok(not extra, 'the Flatpak has no other permission than it needs', extra)


def check_documents(tap):
    for path in [*sorted(ROOT.glob('*.md')), *sorted((ROOT / 'docs').rglob('*.md'))]:
        wrong = [link for link in LINK.findall(path.read_text(encoding='utf-8'))
                 if '://' not in link and not (path.parent / link).exists()]
        tap.ok(not wrong, f'the links of {path.relative_to(ROOT)}', wrong)
    known = re.findall(r'^\| ([A-N]\d+) \|', read('docs', 'features.md'), re.MULTILINE)
    tap.ok(known and len(known) == len(set(known)), 'docs/features.md has each id once')
    named = set(re.findall(r'\b[A-N]\d{1,2}\b', read('README.md')))
    tap.ok(named and named <= set(known), 'the ids in the README are those of docs/features.md',
           named - set(known))


def main():
    tap = Tap()
    meson = read('meson.build')
    app_id = re.search(r"^app_id = '(.+)'$", meson, re.MULTILINE).group(1)
    version = re.search(r"^  version: '(.+)',$", meson, re.MULTILINE).group(1)
    check_desktop(tap, app_id, version)
    check_help(tap)
    check_translations(tap)
    check_flatpak(tap, app_id)
    check_documents(tap)
    tap.finish()


if __name__ == '__main__':
    main()
