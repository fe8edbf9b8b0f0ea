#!/usr/bin/env python3
"""check_printed.py EXAMPLE PROGRAM [ROOT]: runs a built example, prints what it prints, and fails
when it ends with a fault or when a block of a page below

    <!-- printed by EXAMPLE -->

is not part of that. A line "..." in a block stands for any lines.
"""

import subprocess
import sys
from pathlib import Path

from pages import blocks_of, pages_of
from project import ROOT


def lines_of(text):
    return [line.rstrip() for line in text.strip("\n").splitlines()]


def runs_of(lines):
    """The lines between those that are "..."."""
    runs = [[]]
    for line in lines:
        if line == "...":
            runs.append([])
        else:
            runs[-1].append(line)
    return [run for run in runs if run]


def shows(block, output):
    """Whether the lines of the block stand in the output, one behind the other."""
    start = 0
    for run in runs_of(block):
        places = [i for i in range(start, len(output) - len(run) + 1)
                  if output[i:i + len(run)] == run]
        if not places:
            return False
        start = places[0] + len(run)
    return True


def main():
    example, program = sys.argv[1:3]
    root = Path(sys.argv[3]).resolve() if len(sys.argv) > 3 else ROOT
    done = subprocess.run([program], capture_output=True, text=True)
    print(done.stdout + done.stderr)
    output = lines_of(done.stdout)
    faults = [] if done.returncode == 0 else [f"{example} ends with exit code {done.returncode}"]
    count = 0
    for page in pages_of(root):
        for block in blocks_of(page, "text"):
            if block.above != f"<!-- printed by {example} -->":
                continue
            count += 1
            if not shows(lines_of(block.text), output):
                faults.append(f"{page.relative_to(root)}: {example} does not print\n{block.text}")
    for fault in faults:
        print(fault)
    print(f"{count} blocks of the pages compared")
    sys.exit(1 if faults else 0)


main()
