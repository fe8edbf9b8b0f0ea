#!/usr/bin/env python3
"""Reads compile_commands.json of the build folders given and fails when a file of Kasane is
compiled with flags that change what a formula gives."""

import json
import shlex
import sys
from pathlib import Path

from project import ROOT, finish

FORBIDDEN = {"-ffast-math", "-Ofast", "-funsafe-math-optimizations", "-ffinite-math-only",
             "-fassociative-math", "-freciprocal-math", "-fno-signed-zeros", "-ffp-contract=fast",
             "-march=native"}
REQUIRED = {"-ffp-contract=off", "-fno-math-errno", "-fno-trapping-math"}


def faults_of(entry):
    flags = shlex.split(entry["command"])
    name = Path(entry["file"]).relative_to(ROOT)
    yield from (f"{name}: compiled with {flag}" for flag in sorted(FORBIDDEN.intersection(flags)))
    yield from (f"{name}: compiled without {flag}" for flag in sorted(REQUIRED.difference(flags)))
    levels = [flag for flag in flags if flag.startswith("-O")]
    output = entry.get("output", entry["command"])
    wanted = "-Os" if "kasane_kernels_v2" in output else "-O3"  # v2 is there to run, small
    if "kasane_kernels_" in output and levels[-1] != wanted:
        yield f"{name}: a kernel compiled with {levels[-1]}, not {wanted}"


def main():
    builds = [Path(folder) / "compile_commands.json" for folder in sys.argv[1:]]
    entries = [entry for build in builds for entry in json.loads(build.read_text())]
    faults = [fault for entry in entries for fault in faults_of(entry)]
    finish(faults, f"{len(entries)} compile commands, none changes the arithmetic")


main()
