"""Learning rates of PyTorch's schedulers, for tests/optim/torch_test.cpp.

    python3 tests/optim/torch_schedules.py > tests/optim/torch_schedules.inc
"""

import warnings

import torch
from torch.optim import lr_scheduler as S

warnings.simplefilter("ignore")
STEPS = 40

SCHEDULES = (
    ("constant(factor=0.25, steps=7)", lambda o: S.ConstantLR(o, 0.25, 7)),
    ("linear(start=0.2, end=0.9, steps=6)", lambda o: S.LinearLR(o, 0.2, 0.9, 6)),
    ("step(4, 0.5)", lambda o: S.StepLR(o, 4, 0.5)),
    ("multistep(3, 8, 9)", lambda o: S.MultiStepLR(o, [3, 8, 9])),
    ("exponential(0.9)", lambda o: S.ExponentialLR(o, 0.9)),
    ("polynomial(power=2, steps=30)", lambda o: S.PolynomialLR(o, 30, 2.0)),
    ("cosine(steps=40, min=0.01)", lambda o: S.CosineAnnealingLR(o, 40, 0.01)),
    ("cosine_warm_restarts(5, T_mult=2, eta_min=0.01)",
     lambda o: S.CosineAnnealingWarmRestarts(o, 5, 2, 0.01)),
    ("cyclic(max_lr=1.5, step_size_up=4, step_size_down=6, mode=triangular2)",
     lambda o: S.CyclicLR(o, 0.3, 1.5, 4, 6, "triangular2")),
    ("cyclic(max_lr=1.5, step_size_up=4, mode=exp_range, gamma=0.99)",
     lambda o: S.CyclicLR(o, 0.3, 1.5, 4, None, "exp_range", 0.99)),
    ("one_cycle(max=1.5, total_steps=40)",
     lambda o: S.OneCycleLR(o, 1.5, 40)),
    ("one_cycle(max=1.5, total_steps=40, anneal=linear, three_phase=true)",
     lambda o: S.OneCycleLR(o, 1.5, 40, anneal_strategy="linear", three_phase=True)),
    ("chain(step(3, 0.5), exponential(0.9))",
     lambda o: S.ChainedScheduler([S.StepLR(o, 3, 0.5), S.ExponentialLR(o, 0.9)])),
    ("join(constant(0.1), 4, exponential(0.9))",
     lambda o: S.SequentialLR(
         o, [S.ConstantLR(o, 0.1, 4), S.ExponentialLR(o, 0.9)], milestones=[4])),
)


def rates(make):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], 0.3, momentum=0.9)
    scheduler = make(optimizer)
    way = []
    for _ in range(STEPS):
        way.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if len(way) < STEPS:
            scheduler.step()
    return way


def main():
    print("// Written by tests/optim/torch_schedules.py with PyTorch", torch.__version__)
    for text, make in SCHEDULES:
        way = [float(x).hex() for x in rates(make)]
        rows = [", ".join(way[k:k + 4]) for k in range(0, STEPS, 4)]
        print('{"' + text + '",\n {' + ",\n  ".join(rows) + "}},")


main()
