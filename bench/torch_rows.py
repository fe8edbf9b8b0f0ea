#!/usr/bin/env python3
"""PyTorch's figures for what bench/speed and bench/activations measure of rows, on one thread, in ns
an element: softmax over rows of 1000, softmax with cross-entropy forward and backward.

usage: /usr/bin/python3 torch_rows.py      (Debian's python3-torch; nothing else needs it)
"""
import time

import torch


def least(function, runs=30):
    times = []
    for _ in range(runs):
        begin = time.perf_counter()
        function()
        times.append(time.perf_counter() - begin)
    return min(times)


def cross_entropy(rows, classes):
    logits = torch.randn(rows, classes, requires_grad=True)
    labels = torch.randint(classes, (rows,))

    def step():
        logits.grad = None
        torch.nn.functional.cross_entropy(logits, labels).backward()

    return least(step)


def main():
    torch.set_num_threads(1)
    print(f"PyTorch {torch.__version__}, ns an element")
    x = torch.randn(1000, 1000)
    print(f"softmax 1000x1000              {least(lambda: torch.softmax(x, 1)) * 1e9 / 1e6:6.2f}")
    for rows, classes in ((8192, 10), (128, 1000)):
        seconds = cross_entropy(rows, classes)
        print(f"cross_entropy {rows:5}x{classes:<5} fwd+bwd {seconds * 1e9 / rows / classes:6.2f}")


if __name__ == "__main__":
    main()
