#!/usr/bin/env python3
"""Fails for every file of code over 450 lines. Tables of data belong in *.inc files."""

from project import files, finish, root_from_arguments

LIMIT = 450
FOLDERS = ["src/", "tests/", "tools/", "bench/", "examples/", "cmake/", "CMakeLists.txt",
           "Makefile"]
SUFFIXES = [".hpp", ".cpp", ".cu", ".cuh", ".h", ".py", ".sh", ".cmake", ".txt", "Makefile"]


def main():
    root = root_from_arguments()
    sizes = {path: len(path.read_bytes().splitlines()) for path in files(root, FOLDERS, SUFFIXES)}
    faults = [f"{path}: {size} lines, {LIMIT} are allowed; look for the second idea inside"
              for path, size in sizes.items() if size > LIMIT]
    finish(faults, f"{len(sizes)} files, the longest has {max(sizes.values(), default=0)} lines")


main()
