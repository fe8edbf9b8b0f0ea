#!/usr/bin/env python3
"""Fails when a C++ block of README.md is not what the examples hold, which the tests compile and
run. The line above a block says where it is from:

    <!-- examples/a.cpp -->         the whole file
    <!-- part of examples/a.cpp --> lines of it, indented as one likes
"""

import re
import textwrap

from project import finish, root_from_arguments

MOST_LINES = 120
BLOCK = re.compile(r"^(?P<above>[^\n]*)\n```cpp\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)
MARK = re.compile(r"<!-- (?P<part>part of )?(?P<path>examples/\S+) -->")


def dedented_windows(text, count):
    """Every run of that many lines, without their common indentation."""
    lines = text.splitlines()
    for first in range(len(lines) - count + 1):
        yield textwrap.dedent("\n".join(lines[first:first + count]))


def fault_of(above, code, root):
    """What is wrong with a block, or None."""
    mark = MARK.fullmatch(above.strip())
    first = code.splitlines()[0] if code else ""
    if not mark:
        return f"the block '{first}' does not say which example it is"
    path = root / mark["path"]
    if not path.is_file():
        return f"there is no {mark['path']}"
    text = path.read_text()
    if mark["part"]:
        same = code.rstrip("\n") in dedented_windows(text, len(code.splitlines()))
    else:
        same = code == text
    return None if same else f"the block '{first}' is not what {mark['path']} holds"


def main():
    root = root_from_arguments()
    readme = (root / "README.md").read_text()
    blocks = [(m["above"], m["code"]) for m in BLOCK.finditer(readme)]
    faults = [f"README.md: {fault}" for above, code in blocks
              if (fault := fault_of(above, code, root))]
    lines = len(readme.splitlines())
    if lines >= MOST_LINES:
        faults.append(f"README.md: {lines} lines; it stays under {MOST_LINES}")
    if not blocks:
        faults.append("README.md: shows no C++")
    finish(faults, f"{len(blocks)} blocks of code are those of the examples, {lines} lines")


main()
