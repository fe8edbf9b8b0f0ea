"""What every check script needs: the project's root, its files, and how a check ends."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def root_from_arguments():
    """The folder to check: the first argument, or this project."""
    return Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else ROOT


def files(root, folders=("",), suffixes=("",)):
    """Files below the folders with one of the suffixes: tracked or new, not ignored by git."""
    found = [f for f in _listed(root) if f.endswith(tuple(suffixes))]
    found = [f for f in found if any(f.startswith(folder) for folder in folders)]
    return sorted(root / f for f in found if (root / f).is_file())


def _listed(root):
    if (root / ".git").exists():
        command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
        return set(done.stdout.splitlines())
    every = (os.path.join(folder, name) for folder, _, names in os.walk(root) for name in names)
    return {f for f in (os.path.relpath(f, root) for f in every) if not f.startswith("build/")}


def finish(faults, good):
    """Prints the faults, or what was found good, and ends with 1 or 0."""
    for fault in faults:
        print(fault)
    if not faults:
        print(good)
    sys.exit(1 if faults else 0)
