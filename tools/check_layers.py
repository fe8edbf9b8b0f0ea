#!/usr/bin/env python3
"""Fails when a layer includes a layer above it or beside it, or when a file above the kernels
knows of a device or an instruction set. The order is read from src/kasane/CMakeLists.txt."""

import re

from project import files, finish, root_from_arguments

ORDER = re.compile(r'kasane_layers\("([^"]+)"\)')
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"](kasane/[^">]+)[">]')
CONDITION = re.compile(r"^\s*#\s*(if|ifdef|ifndef|elif)\b(.*)")
MACHINE = re.compile(r"__AVX|__SSE|__FMA__|__x86_64|__i386|__aarch64|__ARM|__NEON|__CUDA|__NVCC"
                     r"|KASANE_ISA|KASANE_X86|KASANE_CUDA")


def ranks_of(cmake):
    """Layer -> how many arrows stand before it."""
    groups = ORDER.search(cmake).group(1).split("->")
    return {name.strip(): rank for rank, group in enumerate(groups) for name in group.split(",")}


def fault_of_include(layer, included, ranks):
    """What is wrong with a file of the layer including this path, or None."""
    parts = included.split("/")
    if len(parts) < 3:
        return f"includes {included}, which is for users: include the headers it needs"
    other = parts[1]
    if other not in ranks:
        return f"includes {included}, but there is no layer '{other}'"
    if other == layer or ranks[other] < ranks[layer]:
        return None
    arrow = "beside" if ranks[other] == ranks[layer] else "above"
    return f"includes {included}, but {other} stands {arrow} {layer}"


def faults_of_file(path, layer, ranks):
    for number, line in enumerate(path.read_text().splitlines(), 1):
        fault = None
        if include := INCLUDE.match(line):
            fault = fault_of_include(layer, include.group(1), ranks)
        condition = CONDITION.match(line)
        if condition and ranks[layer] > ranks["kernels"] and MACHINE.search(condition.group(2)):
            fault = "asks for a device or an instruction set; only kernels and below may"
        if fault:
            yield f"{path}:{number}: {fault}"


def main():
    root = root_from_arguments()
    source = root / "src/kasane"
    ranks = ranks_of((source / "CMakeLists.txt").read_text())
    faults, count = [], 0
    for path in files(root, ["src/kasane/"], [".hpp", ".cpp", ".cu", ".cuh", ".inc"]):
        parts = path.relative_to(source).parts
        if len(parts) == 1:  # the umbrella
            continue
        if parts[0] not in ranks:
            faults.append(f"{path}: there is no layer '{parts[0]}'")
            continue
        count += 1
        faults += faults_of_file(path, parts[0], ranks)
    finish(faults, f"{count} files, every arrow runs down")


main()
