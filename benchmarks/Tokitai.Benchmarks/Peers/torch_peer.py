"""Does pieces of work in PyTorch, one for each line of input (a number of repeats, a name, sizes), and answers with the seconds that each took. Argument: threads."""
import sys
import time

import torch

torch.set_num_threads(int(sys.argv[1]))
torch.manual_seed(1)


class Block(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.body = torch.nn.Sequential(
            torch.nn.Linear(1024, 4096), torch.nn.LayerNorm(4096), torch.nn.GELU(),
            torch.nn.Linear(4096, 1024), torch.nn.LayerNorm(1024), torch.nn.GELU())

    def forward(self, x):
        return self.body(x)


state = {}


def once(name, make):
    if name not in state:
        state[name] = make()
    return state[name]


def model():
    return once("model", lambda: torch.nn.Sequential(
        torch.nn.Linear(96, 1024), torch.nn.LayerNorm(1024), *[Block() for _ in range(8)], torch.nn.Linear(1024, 20)))


def adamw_of(parameters):
    """AdamW in one kernel where this version has it for processors, and otherwise with foreach; answers with the way, too."""
    try:
        return torch.optim.AdamW(parameters, lr=1e-3, fused=True), "fused"
    except (RuntimeError, TypeError):
        return torch.optim.AdamW(parameters, lr=1e-3, foreach=True), "foreach"


def optimizer():
    return once("optimizer", lambda: adamw_of(list(model().parameters()))[0])


def batch(rows):
    return once(("batch", rows), lambda: (torch.randn(rows, 96), torch.randint(0, 20, (rows,))))


def matrix(rows, columns):
    return once(("matrix", rows, columns), lambda: torch.randn(rows, columns))


def forward(rows):
    with torch.no_grad():
        model()(batch(rows)[0])


def train(rows, fresh):
    model().zero_grad(set_to_none=fresh)
    x, y = batch(rows)
    torch.nn.functional.cross_entropy(model()(x), y).backward()


def step(rows):
    train(rows, False)
    optimizer().step()


def leaf(rows, columns):
    return once(("leaf", rows, columns), lambda: torch.randn(rows, columns, requires_grad=True))


def backward_of(name, rows, columns, function):
    """The backward pass alone, on a graph that is kept."""
    x = leaf(rows, columns)
    y, dy = once((name, rows, columns), lambda: (function(x), torch.randn(rows, columns)))
    torch.autograd.grad(y, x, dy, retain_graph=True)


def cross_entropy(rows, columns):
    x = leaf(rows, columns)
    labels = once(("labels", rows), lambda: torch.randint(0, columns, (rows,)))
    torch.autograd.grad(torch.nn.functional.cross_entropy(x, labels), x)


def adamw(length):
    p = once(("p", length), lambda: torch.nn.Parameter(torch.randn(length)))
    if p.grad is None:
        p.grad = torch.randn(length)
    once(("adamw", length), lambda: adamw_of([p])[0]).step()


elementwise = {
    "relu": torch.nn.functional.relu,
    "gelu_tanh": lambda x: torch.nn.functional.gelu(x, approximate="tanh"),
    "silu": torch.nn.functional.silu,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "dropout": lambda x: torch.nn.functional.dropout(x, 0.1),
    "add": lambda x: x.add_(once(("addend", x.shape), lambda: torch.full(x.shape, 1e-9))),
}
losses = {
    "bce": torch.nn.functional.binary_cross_entropy_with_logits,
    "mse": torch.nn.functional.mse_loss,
    "huber": torch.nn.functional.huber_loss,
}


def loss_of(name, rows, columns):
    x = leaf(rows, columns)
    targets = once(("targets", rows, columns), lambda: (torch.rand(rows, columns) > 0.5).float())
    torch.autograd.grad(losses[name](x, targets), x)


def run(words):
    name, numbers = words[0], [int(word) for word in words[1:]]
    if name == "forward":
        return forward(*numbers)
    if name == "train_fresh":
        return train(numbers[0], True)
    if name == "train_kept":
        return train(numbers[0], False)
    if name == "step":
        return step(*numbers)
    if name == "layer_norm":
        with torch.no_grad():
            return torch.nn.functional.layer_norm(matrix(*numbers), (numbers[1],))
    if name == "gelu":
        with torch.no_grad():
            return torch.nn.functional.gelu(matrix(*numbers))
    if name == "gelu_backward":
        return backward_of("gelu", *numbers, torch.nn.functional.gelu)
    if name == "layer_norm_backward":
        return backward_of("layer_norm", *numbers, lambda x: torch.nn.functional.layer_norm(x, (numbers[1],)))
    if name == "cross_entropy":
        return cross_entropy(*numbers)
    if name == "adamw":
        return adamw(*numbers)
    if name in elementwise:
        with torch.no_grad():
            return elementwise[name](matrix(*numbers))
    if name.endswith("_backward") and name[:-9] in elementwise:
        return backward_of(name[:-9], *numbers, elementwise[name[:-9]])
    if name in losses:
        return loss_of(name, *numbers)
    raise ValueError(name)


print(f"{torch.__version__}, AdamW {adamw_of([torch.nn.Parameter(torch.zeros(1))])[1]}", flush=True)
for line in sys.stdin:
    repeats, *words = line.split()
    if int(repeats) > 1:
        run(words)
    start = time.perf_counter()
    for _ in range(int(repeats)):
        run(words)
    print((time.perf_counter() - start) / int(repeats), flush=True)
