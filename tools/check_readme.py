#!/usr/bin/env python3
"""Fails when a C++ block of a README or of the tutorial is not what the examples hold, which the
tests compile and run. The line above a block says where it is from:

    <!-- examples/a.cpp -->         the whole file
    <!-- part of examples/a.cpp --> lines of it, indented as one likes

Blocks of text that begin with <!-- printed by examples/a.cpp --> are compared with what the example
prints by check_printed.py, when the tests run.
"""

import re
import textwrap

from pages import blocks_of, pages_of
from project import finish, root_from_arguments

MOST_LINES = {"README.md": 120, "README.ja.md": 150}  # which also speaks to the articles' readers
MARK = re.compile(r"<!-- (?P<part>part of )?(?P<path>(examples|docs/how-to)/\S+) -->")
PRINTED = re.compile(r"<!-- printed by (?P<path>examples/\S+) -->")


def dedented_windows(text, count):
    """Every run of that many lines, without their common indentation."""
    lines = text.splitlines()
    for first in range(len(lines) - count + 1):
        yield textwrap.dedent("\n".join(lines[first:first + count]))


def fault_of(block, root):
    """What is wrong with a block of code, or None."""
    mark = MARK.fullmatch(block.above)
    first = block.text.splitlines()[0] if block.text else ""
    if not mark:
        return f"the block '{first}' does not say which example it is"
    path = root / mark["path"]
    if not path.is_file():
        return f"there is no {mark['path']}"
    text = path.read_text()
    if mark["part"]:
        same = block.text.rstrip("\n") in dedented_windows(text, len(block.text.splitlines()))
    else:
        same = block.text == text
    return None if same else f"the block '{first}' is not what {mark['path']} holds"


def printed_fault_of(block, root):
    """What is wrong with a block of printed text that can be told without running anything."""
    mark = PRINTED.fullmatch(block.above)
    if not mark:
        return f"the block '{block.text.splitlines()[0]}' does not say what prints it"
    return None if (root / mark["path"]).is_file() else f"there is no {mark['path']}"


def faults_of(page, root):
    """All that is wrong with a page, and how many blocks of code it has."""
    code = blocks_of(page, "cpp")
    faults = [fault_of(block, root) for block in code]
    faults += [printed_fault_of(block, root) for block in blocks_of(page, "text")]
    lines = len(page.read_text().splitlines())
    most = MOST_LINES.get(str(page.relative_to(root)))
    if most and lines >= most:
        faults.append(f"{lines} lines; it stays under {most}")
    if page.parent == root and not code:
        faults.append("shows no C++")
    return [f"{page.relative_to(root)}: {fault}" for fault in faults if fault], len(code)


def main():
    root = root_from_arguments()
    pages = pages_of(root)
    faults, blocks = [], 0
    for page in pages:
        found, count = faults_of(page, root)
        faults += found
        blocks += count
    finish(faults, f"{blocks} blocks of code on {len(pages)} pages are those of the examples")


main()
