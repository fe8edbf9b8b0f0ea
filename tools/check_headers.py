#!/usr/bin/env python3
"""Fails when a header does not compile alone, or when a public one pulls in, through Kasane's own
headers, something heavy. Public is all but kernels/, cli/ and math/batch*.hpp."""

import os
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor

from project import files, finish, root_from_arguments

HEAVY = {"iostream", "functional", "regex", "filesystem", "immintrin.h", "cuda_runtime.h"}
PRIVATE = ("kasane/kernels/", "kasane/cli/", "kasane/math/batch")
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^">]+)[">]', re.MULTILINE)
FLAGS = ["-std=c++20", "-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Werror", "-fsyntax-only"]


def includes_of(source, name):
    path = source / name
    return INCLUDE.findall(path.read_text()) if path.is_file() else []


def heavy_reached(source, name):
    """(header, heavy include) for all that the public header reaches through Kasane's headers."""
    seen, waiting = set(), [name]
    while waiting:
        header = waiting.pop()
        if header in seen:
            continue
        seen.add(header)
        for included in includes_of(source, header):
            if included in HEAVY:
                yield header, included
            elif included.startswith("kasane/"):
                waiting.append(included)


def compile_alone(source, name):
    """The compiler's complaint about a file that includes this header only, or ''."""
    command = [os.environ.get("CXX", "g++"), *FLAGS, f"-I{source}", "-x", "c++", "-"]
    done = subprocess.run(command, input=f'#include "{name}"\n', capture_output=True, text=True)
    return f"{name} does not compile alone:\n{done.stderr}" if done.returncode else ""


def main():
    root = root_from_arguments()
    source = root / "src"
    names = [str(p.relative_to(source)) for p in files(root, ["src/kasane/"], [".hpp"])]
    public = [name for name in names if not name.startswith(PRIVATE)]
    faults = [f"{name} reaches <{heavy}>" + (f" through {via}" if via != name else "")
              for name in public for via, heavy in heavy_reached(source, name)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        faults += filter(None, pool.map(lambda name: compile_alone(source, name), public))
    finish(faults, f"{len(public)} public headers compile alone and stay light")


main()
