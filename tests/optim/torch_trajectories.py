"""Positions that PyTorch's optimizers reach, for tests/optim/torch_test.cpp.

    python3 tests/optim/torch_trajectories.py > tests/optim/torch_trajectories.inc

Made with PyTorch 1.13, whose rules are those of today's documentation, but for one mistake in
NAdam that 2.0 mended and that is mended here too. Doubles are the default type here since NAdam and ASGD keep
numbers of their own in it: in float they would be right to 1e-8 only.
"""

import inspect

import torch
import torch.optim.nadam as nadam

torch.set_default_dtype(torch.float64)

STEPS = 100
SHOWN = (1, 2, 10, 100)
START = (-1.5, 0.8, 2.5, -0.3)
TARGET = (0.5, -1.25, 1.0, 2.0)
SLOPE = (1.0, 0.25, 4.0, 0.5)


def mend_nadam():
    """Up to 1.13 the product of momenta of the next step took the present one in twice."""
    text = inspect.getsource(nadam._single_tensor_nadam)
    exec(text.replace("mu_product * mu * mu_next", "mu_product * mu_next"), vars(nadam))


def noise(t, i):
    """The same as in the test; a sixteenth at least, so that no sign hangs on a last bit."""
    return ((7 * t + 3 * i) % 11 - 5) / 8 + 0.0625


def noisy_gradient(w, t):
    """Of a bowl whose walls grow steeper, not quite the same bowl at every step."""
    away = [float(x) - c for x, c in zip(w, TARGET)]
    return [a * d + 0.1 * d * d * d + noise(t, i) for i, (a, d) in enumerate(zip(SLOPE, away))]


def rosenbrock(w):
    return sum(100 * (w[i + 1] - w[i] * w[i]) ** 2 + (1 - w[i]) ** 2 for i in range(3))


def by_gradient(make, sparse=False):
    w = torch.tensor(START, requires_grad=True)
    optimizer = make([w])
    shown = []
    for t in range(1, STEPS + 1):
        g = noisy_gradient(w.detach().tolist(), t)
        if sparse:
            g = [0.0 if (t + i) % 3 == 0 else x for i, x in enumerate(g)]
        w.grad = torch.tensor(g)
        if sparse:
            w.grad = w.grad.to_sparse()
        optimizer.step()
        if t in SHOWN:
            shown.append(where(optimizer, w))
    return shown


def by_closure(make):
    w = torch.tensor(START, requires_grad=True)
    optimizer = make([w])

    def closure():
        optimizer.zero_grad()
        loss = rosenbrock(w)
        loss.backward()
        return loss

    shown = []
    for t in range(1, STEPS + 1):
        optimizer.step(closure)
        if t in SHOWN:
            shown.append(where(optimizer, w))
    return shown


def where(optimizer, w):
    """The point to evaluate at: ASGD keeps an average."""
    return optimizer.state[w].get("ax", w).detach().tolist()


O = torch.optim
RULES = (
    ("sgd(lr=0.05)", lambda p: O.SGD(p, 0.05)),
    ("sgd(lr=0.05, momentum=0.9)", lambda p: O.SGD(p, 0.05, momentum=0.9)),
    ("sgd(lr=0.05, momentum=0.9, nesterov=true)",
     lambda p: O.SGD(p, 0.05, momentum=0.9, nesterov=True)),
    ("sgd(lr=0.05, momentum=0.8, dampening=0.3, weight_decay=0.1)",
     lambda p: O.SGD(p, 0.05, momentum=0.8, dampening=0.3, weight_decay=0.1)),
    ("adam", lambda p: O.Adam(p)),
    ("adam(lr=0.05, beta1=0.8, beta2=0.99, eps=1e-4, weight_decay=0.1)",
     lambda p: O.Adam(p, 0.05, (0.8, 0.99), 1e-4, 0.1)),
    ("adamw", lambda p: O.AdamW(p)),
    ("adamw(lr=0.05, beta1=0.8, beta2=0.99, eps=1e-4, weight_decay=0.1)",
     lambda p: O.AdamW(p, 0.05, (0.8, 0.99), 1e-4, 0.1)),
    ("amsgrad", lambda p: O.Adam(p, amsgrad=True)),
    ("amsgrad(lr=0.05, beta1=0.8, beta2=0.9, eps=1e-4, weight_decay=0.1)",
     lambda p: O.Adam(p, 0.05, (0.8, 0.9), 1e-4, 0.1, amsgrad=True)),
    ("sparse_adam(lr=0.05, beta1=0.8, beta2=0.99, eps=1e-4)",
     lambda p: O.SparseAdam(p, 0.05, (0.8, 0.99), 1e-4)),
    ("adamax", lambda p: O.Adamax(p)),
    ("adamax(lr=0.05, beta1=0.8, beta2=0.9, eps=1e-3, weight_decay=0.1)",
     lambda p: O.Adamax(p, 0.05, (0.8, 0.9), 1e-3, 0.1)),
    ("nadam", lambda p: O.NAdam(p)),
    ("nadam(lr=0.05, beta1=0.8, beta2=0.99, eps=1e-4, weight_decay=0.1, momentum_decay=0.02)",
     lambda p: O.NAdam(p, 0.05, (0.8, 0.99), 1e-4, 0.1, 0.02)),
    ("radam", lambda p: O.RAdam(p)),
    ("radam(lr=0.05, beta1=0.8, beta2=0.9, eps=1e-4, weight_decay=0.1)",
     lambda p: O.RAdam(p, 0.05, (0.8, 0.9), 1e-4, 0.1)),
    ("rmsprop", lambda p: O.RMSprop(p)),
    ("rmsprop(lr=0.02, alpha=0.9, eps=1e-4, weight_decay=0.1, momentum=0.7)",
     lambda p: O.RMSprop(p, 0.02, 0.9, 1e-4, 0.1, 0.7)),
    ("rmsprop(lr=0.02, alpha=0.9, eps=1e-4, centered=true)",
     lambda p: O.RMSprop(p, 0.02, 0.9, 1e-4, centered=True)),
    ("rmsprop(lr=0.02, alpha=0.9, eps=1e-4, momentum=0.7, centered=true)",
     lambda p: O.RMSprop(p, 0.02, 0.9, 1e-4, momentum=0.7, centered=True)),
    ("adagrad", lambda p: O.Adagrad(p)),
    ("adagrad(lr=0.1, lr_decay=0.01, weight_decay=0.1, eps=1e-4)",
     lambda p: O.Adagrad(p, 0.1, 0.01, 0.1, eps=1e-4)),
    ("adadelta", lambda p: O.Adadelta(p)),
    ("adadelta(lr=0.7, rho=0.95, eps=1e-4, weight_decay=0.1)",
     lambda p: O.Adadelta(p, 0.7, 0.95, 1e-4, 0.1)),
    ("rprop", lambda p: O.Rprop(p)),
    ("rprop(lr=0.05, eta_minus=0.6, eta_plus=1.1, step_min=1e-3, step_max=0.5)",
     lambda p: O.Rprop(p, 0.05, (0.6, 1.1), (1e-3, 0.5))),
    ("asgd", lambda p: O.ASGD(p)),
    ("asgd(lr=0.05, lambd=0.01, alpha=0.6, t0=20, weight_decay=0.1)",
     lambda p: O.ASGD(p, 0.05, 0.01, 0.6, 20, 0.1)),
    ("lbfgs(max_iter=3)",
     lambda p: O.LBFGS(p, max_iter=3, history_size=10, line_search_fn="strong_wolfe")),
    ("lbfgs(lr=0.5, max_iter=5, history=4)",
     lambda p: O.LBFGS(p, 0.5, max_iter=5, history_size=4, line_search_fn="strong_wolfe")),
    ("lbfgs(lr=0.1, max_iter=2, history=5, strong_wolfe=false)",
     lambda p: O.LBFGS(p, 0.1, max_iter=2, history_size=5)),
)


def main():
    mend_nadam()
    print("// Written by tests/optim/torch_trajectories.py with PyTorch", torch.__version__)
    for text, make in RULES:
        way = by_closure(make) if text.startswith("lbfgs") else by_gradient(
            make, text.startswith("sparse"))
        rows = ",\n  ".join("{" + ", ".join(x.hex() for x in point) + "}" for point in way)
        print('{"' + text + '",\n {' + rows + "}},")


main()
