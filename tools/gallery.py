#!/usr/bin/env python3
"""Draws the pictures of the documentation again: runs every command of the Markdown pages that
writes below docs/, page by page, so that a picture is always that of the command beside it.

usage: gallery.py [--check] PROGRAM [PAGE...]

A command stands in a line or between back-quotes: kasane plot mish -o docs/gallery/mish.svg
The commands of a page run in one folder of their own; what they train there, they can draw there.
With --check the pictures stay there too, so that only whether all commands work is found out.
"""
import argparse
import re
import shlex
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMAND = re.compile(r"(?<![\w/-])kasane (?:train|arena|plot|race|graph)\b[^`\n&]*")
LARGEST = 3_000_000  # bytes of all pictures


def commands_of(page):
    """Those that write a picture, and the runs that those draw."""
    text = re.sub(r"\\\n\s*", "", page.read_text())  # commands of several lines
    found = [shlex.split(one.split("  #")[0]) for one in COMMAND.findall(text)]
    return [words for words in found if any(word.startswith(("docs/", "runs/")) for word in words)]


def run(program, words, folder, target):
    """One command, whose docs/ is that of the target."""
    words = [str(target / word) if word.startswith("docs/") else word for word in words]
    pictures = [Path(word) for word in words if word.startswith(f"{target}/docs/")]
    for picture in pictures:
        (picture.parent if picture.suffix else picture).mkdir(parents=True, exist_ok=True)
    begin = time.monotonic()
    done = subprocess.run([program, *words[1:]], cwd=folder, capture_output=True, text=True)
    print(f"{time.monotonic() - begin:6.2f} s  {shlex.join(words).replace(f'{target}/', '')}")
    if done.returncode != 0:
        sys.exit(f"gallery: {done.stderr}")
    for picture in pictures:
        if not picture.exists():
            sys.exit(f"gallery: {picture} was not written")


def draw(program, page, is_check):
    with tempfile.TemporaryDirectory() as folder:
        for words in commands_of(page):
            run(program, words, folder, Path(folder) if is_check else ROOT)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--check", action="store_true")
    parser.add_argument("program", type=Path)
    parser.add_argument("pages", nargs="*", type=Path)
    arguments = parser.parse_args()
    pages = arguments.pages or sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
    for page in pages:
        draw(arguments.program.resolve(), page, arguments.check)
    size = sum(p.stat().st_size for end in ("svg", "png", "webp")
               for p in (ROOT / "docs").rglob(f"*.{end}"))
    print(f"{size / 1e6:.2f} MB of pictures")
    if size > LARGEST:
        sys.exit("gallery: that is more than 3 MB")


if __name__ == "__main__":
    main()
