#!/usr/bin/python3
"""Writes the reference paths of optimizers, clipping, schedules and averages; needs PyTorch: eng/optimizer-references.py

Files go to tests/Tokitai.Runtime.Tests/Reference. Everything is computed in float64 from float32 settings and stored as float32.
Lion and the warm-up of the average are written out by hand from their formulas.
"""
import json
import pathlib
import struct

import torch

FOLDER = pathlib.Path(__file__).parent.parent / "tests" / "Tokitai.Runtime.Tests" / "Reference"
LENGTH, STEPS = 37, 25

torch.manual_seed(20240607)
torch.set_default_dtype(torch.float64)


def single(value):
    """A setting as the library sees it: rounded to float32."""
    return struct.unpack("f", struct.pack("f", value))[0]


def save(name, tensors):
    header, data = {"__metadata__": {"case": name}}, b""
    for key, tensor in tensors.items():
        tensor = torch.as_tensor(tensor).to(torch.float32).contiguous()
        raw = tensor.numpy().tobytes()
        header[key] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    (FOLDER / f"{name}.safetensors").write_bytes(struct.pack("<q", len(text)) + text + data)


def rounded(*shape):
    return torch.randn(*shape).float().double()


def path(name, make, clip=None):
    """25 steps of one parameter vector; gradients vary in size so that clipping works in some steps and not in others."""
    start = rounded(LENGTH)
    gradients = (rounded(STEPS, LENGTH) * torch.linspace(0.1, 2, STEPS)[:, None]).float().double()
    parameter = torch.nn.Parameter(start.clone())
    optimizer, after, norms = make(parameter), [], []
    for step in range(STEPS):
        parameter.grad = gradients[step].clone()
        norms.append(float(parameter.grad.norm()))
        if clip:
            clip(parameter)
        optimizer.step()
        after.append(parameter.detach().clone())
    save(name, {"param.start": start, "grads": gradients, "norms": norms, "param.after": torch.stack(after)})


class Lion(torch.optim.Optimizer):
    """Chen et al. 2023, algorithm 2."""

    def __init__(self, parameters, lr, beta1, beta2, decay):
        super().__init__(parameters, dict(lr=lr, beta1=beta1, beta2=beta2, decay=decay))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                m = self.state[p].setdefault("m", torch.zeros_like(p))
                c = group["beta1"] * m + (1 - group["beta1"]) * p.grad
                assert c.abs().min() > 1e-6, "a sign that float32 could miss"
                p -= group["lr"] * (torch.sign(c) + group["decay"] * p)
                m.copy_(group["beta2"] * m + (1 - group["beta2"]) * p.grad)


def by_norm(parameter):
    torch.nn.utils.clip_grad_norm_([parameter], 5.0)


def by_norm_and_value(parameter):
    by_norm(parameter)
    torch.nn.utils.clip_grad_value_([parameter], single(0.8))


def sgd(p):
    return torch.optim.SGD([p], lr=single(0.05), momentum=single(0.9), weight_decay=single(0.01))


def adamw(p):
    return torch.optim.AdamW([p], lr=single(3e-3), betas=(single(0.9), single(0.95)), eps=single(1e-8), weight_decay=single(0.1))


path("optim_lion", lambda p: Lion([p], single(1e-2), single(0.9), single(0.99), single(0.1)))
path("optim_adam_decay", lambda p: torch.optim.Adam([p], lr=single(3e-3), weight_decay=single(0.1)))
path("optim_sgd_clip_norm", sgd, by_norm)
path("optim_adamw_clip_norm_value", adamw, by_norm_and_value)

# Schedules: the rate that each of 100 steps is taken with, by schedulers that are stepped after each.
PEAK, COUNT = single(0.02), 100


def rates(make):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=PEAK)
    scheduler, values = make(optimizer), []
    for step in range(COUNT):
        values.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if step < COUNT - 1:
            scheduler.step()
    return values


def warm(optimizer):
    schedules = torch.optim.lr_scheduler
    rise = schedules.LinearLR(optimizer, start_factor=1 / 11, total_iters=10)
    fall = schedules.CosineAnnealingLR(optimizer, T_max=80, eta_min=single(0.002))
    return schedules.SequentialLR(optimizer, [rise, fall], milestones=[10])


lr = torch.optim.lr_scheduler
save("schedules", {
    "step": rates(lambda o: lr.StepLR(o, step_size=7, gamma=single(0.8))),
    "linear": rates(lambda o: lr.LinearLR(o, start_factor=1, end_factor=0.25, total_iters=60)),
    "cosine": rates(lambda o: lr.CosineAnnealingLR(o, T_max=COUNT, eta_min=single(0.002))),
    "warm_cosine": rates(warm)[:91],
    "one_cycle": rates(lambda o: lr.OneCycleLR(o, max_lr=PEAK, total_steps=COUNT, pct_start=single(0.3))),
    "one_cycle_uneven": rates(lambda o: lr.OneCycleLR(
        o, max_lr=PEAK, total_steps=COUNT, pct_start=single(0.123), div_factor=10, final_div_factor=50)),
})


def average(name, decay_of):
    """Averages of a random walk, by PyTorch's AveragedModel where it has the formula."""
    model = torch.nn.ParameterList([torch.nn.Parameter(rounded(LENGTH))])
    start = model[0].detach().clone()
    averaged = torch.optim.swa_utils.AveragedModel(model, avg_fn=lambda mean, value, n: decay_of(int(n)) * mean + (1 - decay_of(int(n))) * value)
    averaged.update_parameters(model)  # its first update copies
    parameters, averages = [], []
    for _ in range(STEPS):
        with torch.no_grad():
            model[0].copy_((model[0] + 0.3 * rounded(LENGTH)).float().double())
        parameters.append(model[0].detach().clone())
        averaged.update_parameters(model)
        averages.append(averaged.module[0].detach().clone())
    save(name, {"param.start": start, "params": torch.stack(parameters), "averages": torch.stack(averages)})


average("average_fixed", lambda n: single(0.9))
average("average_warm", lambda n: min(single(0.6), (1 + n) / (10 + n)))
