#!/usr/bin/env python3
"""Runs bench/speed and, where they can be built, the hand-written bounds, and prints ratios.

usage: report.py PROGRAM [BOUNDS_FOLDER]

bound_mlp.cpp needs a processor with AVX-512, bound_medium.cpp oneDNN; what does not compile is left
out. Kasane and the bounds run in turn, three times; each figure is the median of its runs.
"""
import os
import re
import statistics
import subprocess
import sys
import tempfile

GOALS = {  # name: (bound's name or None, goal, whether less is better)
    "eager_forward_backward": (None, 1000.0, True),
    "step_8_16_16_1": (None, 5.0, True),
    "inference_784_50_10": (None, 3.0, True),
    "mlp_1t": ("mlp_1t", 1.4, True),
    "mlp_2t": ("mlp_2t", 1.5, True),
    "medium_1t": ("medium_1t", 0.7, False),
    "medium_2t": ("medium_2t", None, False),
}


def run(command, folder=None):
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout


def own_figures(program):
    figures, units = {}, {}
    for line in run([program]).splitlines():
        if line.startswith("#"):
            continue
        name, value, unit = line.split(None, 2)
        figures[name], units[name] = float(value), unit
    return figures, units


def build_bounds(source, folder):
    """Compiles what compiles; returns {program: path}."""
    flags = "-O3 -march=native -std=c++20 -pthread -fno-math-errno".split()
    wanted = {"bound_mlp": [], "bound_medium": ["-fopenmp", "-DUSE_DNNL", "-ldnnl"]}
    built = {}
    for name, extra in wanted.items():
        target = os.path.join(folder, name)
        command = ["g++", *flags, os.path.join(source, name + ".cpp"), "-o", target, *extra]
        if subprocess.run(command, capture_output=True).returncode == 0:
            built[name] = target
        else:
            print(f"# {name} does not compile here")
    subprocess.run(["/usr/bin/python3", os.path.join(source, "../peers/prep.py")], cwd=folder,
                   check=True, capture_output=True)
    return built


def bound_figures(built, folder):
    figures = {}
    for threads in (1, 2):
        if "bound_mlp" in built:
            text = run([built["bound_mlp"], str(threads), "10000"], folder)
            figures[f"mlp_{threads}t"] = float(re.search(r": ([\d.]+) us/iter", text)[1])
        if "bound_medium" in built:
            text = run([built["bound_medium"], "128", "60", str(threads)], folder)
            figures[f"medium_{threads}t"] = float(re.search(r" (\d+) samples/s", text)[1])
    return figures


def median_of(runs):
    return {name: statistics.median(r[name] for r in runs) for name in runs[0]}


def main():
    program = sys.argv[1]
    source = sys.argv[2] if len(sys.argv) > 2 else None
    with tempfile.TemporaryDirectory() as folder:
        built = {}
        if not source or not os.path.isdir(source):
            print("# no folder of bounds: only Kasane's own figures")
        else:
            built = build_bounds(source, folder)
        own, bounds, units = [], [], {}
        for _ in range(3):
            figures, units = own_figures(program)
            own.append(figures)
            bounds.append(bound_figures(built, folder))
    own, bounds = median_of(own), median_of(bounds)
    print(f"{'task':28} {'Kasane':>10} {'unit':14} {'bound':>9} {'ratio':>6}  goal")
    for name, value in own.items():
        bound, goal, less = GOALS.get(name, (None, None, True))
        other = bounds.get(bound)
        ratio = f"{value / other:6.2f}" if other else " " * 6
        text = "" if goal is None else ("<= " if less else ">= ") + f"{goal:g}"
        if bound and goal is not None:
            text += " x bound"
        print(f"{name:28} {value:10.2f} {units[name]:14} {other if other else '':>9} {ratio}  {text}")


if __name__ == "__main__":
    main()
