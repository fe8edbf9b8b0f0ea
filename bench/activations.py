#!/usr/bin/env python3
"""Runs bench/activations and, where they can be had, a hand-written bound and PyTorch, in turn.

usage: activations.py PROGRAM [BOUNDS_FOLDER]

The bound is elem_vx.cpp, with vectors as long as this processor has; PyTorch's figures come from
../peers/elem_torch.py beside it. Each figure is the least of three runs, in ns an element.
"""
import os
import re
import subprocess
import sys
import tempfile

SIZES = ("1K", "100K", "10M")
BOUND = {"swish": "silu"}  # the bound's name, where it is another
SLOW = 3.0  # ns an element at 100K


def run(command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def least(runs):
    names = {name for r in runs for name in r}
    return {n: [min(column) for column in zip(*(r[n] for r in runs if n in r))] for n in names}


def own_figures(program):
    lines = [line.split() for line in run([program]).splitlines() if not line.startswith("#")]
    return {line[0]: [float(x) for x in line[1:]] for line in lines if line[1] != "rows"}


def build_bound(source, folder):
    with open(os.path.join(source, "elem_vx.cpp")) as file:
        text = file.read()
    with open("/proc/cpuinfo") as file:
        if "avx512f" not in file.read():
            text = text.replace("vector_size(64)", "vector_size(32)")
            text = text.replace("aligned(64)", "aligned(32)").replace("i += 16", "i += 8")
    with open(os.path.join(folder, "elem.cpp"), "w") as file:
        file.write(text)
    target = os.path.join(folder, "elem")
    flags = "-O3 -march=native -std=c++20 -fno-math-errno -fopenmp-simd -w".split()
    command = ["g++", *flags, "-I", source, os.path.join(folder, "elem.cpp"), "-o", target]
    return target if subprocess.run(command, capture_output=True).returncode == 0 else None


def bound_figures(program):
    figures = {}
    for name, value in re.findall(r"vx\s+(\S+)\s+n=\s*\d+\s+([\d.]+)", run([program, "vx"])):
        figures.setdefault(name, []).append(float(value))
    return figures


def torch_figures(source):
    script = os.path.join(source, "../peers/elem_torch.py")
    result = subprocess.run(["/usr/bin/python3", script, "1"], capture_output=True, text=True)
    figures = {}
    for line in result.stdout.splitlines():
        if line.startswith("torch"):
            for name, value, slope in re.findall(r"(\w+) ([\d.]+)/([\d.]+)", line):
                figures.setdefault(name, []).append(float(value))
                figures.setdefault("d_" + name, []).append(float(slope))
    return figures


def line(name, own, bound, torch):
    ratios = " ".join(f"{a / b:6.2f}" for a, b in zip(own, bound)) if bound else ""
    peers = " ".join(f"{x:7.2f}" for x in torch) if torch else ""
    print(f"{name:24}" + " ".join(f"{x:7.2f}" for x in own) + f"  | {ratios:21}| {peers}")


def main():
    program = sys.argv[1]
    source = sys.argv[2] if len(sys.argv) > 2 else None
    with tempfile.TemporaryDirectory() as folder:
        built = source and os.path.isdir(source) and build_bound(source, folder)
        own, bound, torch = [], [], []
        for _ in range(3):
            own.append(own_figures(program))
            bound.append(bound_figures(built) if built else {})
            torch.append(torch_figures(source) if built else {})
    own, bound, torch = least(own), least(bound), least(torch)
    print(f"{'ns an element':24}" + " ".join(f"{s:>7}" for s in SIZES) +
          "  | ours / bound         | PyTorch")
    for name, figures in own.items():
        other = BOUND.get(name, name)
        line(name, figures[:3], bound.get(other), torch.get(other))
        line("  slope of " + name, figures[3:], bound.get("d_" + other), torch.get("d_" + other))
    slow = [f"{n} {f[1]:.1f}/{f[4]:.1f}" for n, f in own.items() if max(f[1], f[4]) > SLOW]
    print(f"# slower than {SLOW:g} ns at 100K (value/slope): {', '.join(slow) or 'none'}")


if __name__ == "__main__":
    main()
