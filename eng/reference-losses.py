#!/usr/bin/python3
"""Writes tests/Tokitai.Runtime.Tests/Reference/torch_*.safetensors with PyTorch: /usr/bin/python3 eng/reference-losses.py

Losses and gradients are computed in float64 from float32 logits, targets and options, and stored as float32. A file holds
several cases; a tensor's name is its case's and what it is: output, target, weights, loss, gradient.
"""
import json
import pathlib
import struct

import torch
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy, huber_loss

FOLDER = pathlib.Path(__file__).parent.parent / "tests/Tokitai.Runtime.Tests/Reference"
TYPES = {torch.float32: "F32", torch.int64: "I64"}


def save(name, tensors):
    header, data = {"__metadata__": {"torch": torch.__version__}}, b""
    for key, tensor in tensors.items():
        raw = tensor.contiguous().numpy().tobytes()
        header[key] = {"dtype": TYPES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    (FOLDER / f"{name}.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + data)


def case(tensors, name, output, target, loss):
    variable = output.double().requires_grad_()
    value = loss(variable)
    value.backward()
    tensors[f"{name}.output"] = output
    tensors[f"{name}.target"] = target
    tensors[f"{name}.loss"] = value.detach().float().reshape(1)
    tensors[f"{name}.gradient"] = variable.grad.float()


def cross_entropies():
    """Names are classes, smoothing in percent, whether there are weights, the ignored index."""
    tensors = {}
    for classes, rows in ((1, 3), (2, 6), (16, 6), (17, 6), (1000, 3)):
        for smoothing in (0, 25, 100):
            for weighted in (False, True):
                for ignored in (-100, 0):
                    if classes == 1000 and (smoothing, weighted, ignored) not in ((25, True, 0), (0, False, -100)):
                        continue
                    if classes == 1 and ignored == 0:
                        continue
                    output = 6 * torch.randn(rows, classes)
                    target = torch.randint(0, classes, (rows,))
                    target[0], target[1] = classes - 1, ignored
                    weights = (3 * torch.rand(classes)) if weighted else None
                    name = f"{classes}_{smoothing}_{'weights' if weighted else 'plain'}_{ignored}"
                    if weighted:
                        if classes > 2:
                            weights[1] = 0
                        tensors[f"{name}.weights"] = weights
                    case(tensors, name, output, target, lambda z: cross_entropy(
                        z, target, weight=None if weights is None else weights.double(),
                        label_smoothing=smoothing / 100, ignore_index=ignored))
    save("torch_cross_entropy", tensors)


def binary_cross_entropies():
    tensors = {}
    for outputs in (1, 2, 16, 17, 1000):
        rows = 3
        soft = torch.rand(rows, outputs)
        hard = (soft > 0.5).float()
        for name, target in (("soft", soft), ("hard", hard)):
            case(tensors, f"{outputs}_{name}", 6 * torch.randn(rows, outputs), target,
                 lambda z: binary_cross_entropy_with_logits(z, target.double()))
    extreme = torch.tensor([[0.0, -0.0, 1e-30, 40.0, -40.0, 80.0, -80.0, 1e4, -1e4, 1e30, -1e30]])
    for share in (0, 0.25, 0.5, 1):
        target = torch.full_like(extreme, share)
        for i in range(extreme.shape[1]):
            # One logit a case: the largest would hide the others.
            case(tensors, f"1_extreme{i}_{share}", extreme[:, i:i + 1].clone(), target[:, i:i + 1].clone(),
                 lambda z: binary_cross_entropy_with_logits(z, target[:, i:i + 1].double()))
    save("torch_binary_cross_entropy", tensors)


def hubers():
    """Distances on both sides of 0.3, and at it."""
    tensors = {}
    for outputs in (1, 2, 16, 17, 1000):
        output, target = torch.randn(3, outputs) / 2, torch.randn(3, outputs) / 2
        output[0, 0], target[0, 0] = 0.3, 0
        output[1, 0], target[1, 0] = 0, 0.3
        output[2, 0] = target[2, 0]
        delta = float(torch.tensor(0.3))
        case(tensors, f"{outputs}", output, target, lambda y: huber_loss(y, target.double(), delta=delta))
    save("torch_huber", tensors)


torch.manual_seed(11)
cross_entropies()
binary_cross_entropies()
hubers()
