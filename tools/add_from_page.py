#!/usr/bin/env python3
"""add_from_page.py PAGE ROOT: adds what a page of docs/how-to shows to a source tree: the struct of
its block, and the struct's name at the end of its list.

    <!-- add to SigmoidActivations in src/kasane/catalog/activations/sigmoids.hpp -->
    ```cpp
    struct Toy { ...

Prints "STRUCT NAME". Includes that the struct needs are added too, as an editor would.
"""

import re
import sys
from pathlib import Path

BLOCK = re.compile(r"<!-- add to (?P<list>\w+) in (?P<path>\S+) -->\n```cpp\n(?P<code>.*?)```",
                   re.DOTALL)
STRUCT = re.compile(r"^struct (\w+) \{", re.MULTILINE)
NAME = re.compile(r'\.name = "(\w+)"')
NEEDS = {"std::tuple": "<tuple>", "std::array": "<array>",
         "Param<": '"kasane/catalog/param.hpp"'}


def with_includes(text, code):
    for word, header in NEEDS.items():
        if word in code and f"#include {header}" not in text:
            text = text.replace("#include", f"#include {header}\n#include", 1)
    return text


def with_struct(text, name, block):
    """The header with the struct above its list and the struct's name at the list's end."""
    foot = re.compile(rf"(using {block['list']} =\s+List<[^;]*)>;")
    if not foot.search(text):
        sys.exit(f"{block['path']} has no list {block['list']}")
    return foot.sub(lambda old: f"{block['code']}\n{old[1]}, {name}>;", text)


def main():
    page, root = Path(sys.argv[1]), Path(sys.argv[2])
    block = BLOCK.search(page.read_text())
    if not block:
        sys.exit(f"{page} shows nothing to add")
    path = root / block["path"]
    name = STRUCT.search(block["code"])[1]
    path.write_text(with_struct(with_includes(path.read_text(), block["code"]), name, block))
    print(name, NAME.search(block["code"])[1])


main()
