#!/usr/bin/python3
"""Writes tests/Tokitai.Runtime.Tests/Reference/norms.safetensors: norms with activations behind them, by PyTorch in float64.

Needs PyTorch (Debian: apt-get install python3-torch). Gradients are PyTorch's own, so no formula of a derivative is in here.
Tensors: x, dy [5, 37], weight, bias [37]; for each NORM.ACTIVATION: y, dx, dweight and, for layer, dbias. Epsilon is 1e-5.
"""
import json
import os
import struct

import torch
from torch.nn import functional

EPSILON, BATCH, FEATURES = 1e-5, 5, 37
ACTIVATIONS = {
    "None": lambda u: u, "Relu": torch.relu, "Gelu": functional.gelu, "GeluTanh": lambda u: functional.gelu(u, approximate="tanh"),
    "Silu": functional.silu, "Tanh": torch.tanh, "Sigmoid": torch.sigmoid,
}


def layer(x, weight, bias):
    return functional.layer_norm(x, (FEATURES,), weight, bias, EPSILON)


def rms(x, weight):
    return x * torch.rsqrt((x * x).mean(-1, keepdim=True) + EPSILON) * weight


def save(path, tensors):
    header, data = {"__metadata__": {"source": f"PyTorch {torch.__version__}, float64", "epsilon": str(EPSILON)}}, b""
    for name, tensor in tensors.items():
        values = tensor.detach().flatten().tolist()
        raw = struct.pack(f"<{len(values)}f", *values)
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<q", len(text)) + text + data)


def main():
    torch.manual_seed(11)
    draw = lambda *shape: (2 * torch.randn(*shape)).double()
    x, dy, weight, bias = draw(BATCH, FEATURES) + 0.5, draw(BATCH, FEATURES), draw(FEATURES), draw(FEATURES)
    x, dy, weight, bias = (tensor.float().double() for tensor in (x, dy, weight, bias))
    tensors = {"x": x, "dy": dy, "weight": weight, "bias": bias}
    for name, norm, parameters in [("Layer", layer, (weight, bias)), ("Rms", rms, (weight,))]:
        for activation, function in ACTIVATIONS.items():
            leaves = [tensor.clone().requires_grad_() for tensor in (x, *parameters)]
            y = function(norm(*leaves))
            y.backward(dy)
            tensors[f"{name}.{activation}.y"] = y
            for leaf, leaf_name in zip(leaves, ("dx", "dweight", "dbias")):
                tensors[f"{name}.{activation}.{leaf_name}"] = leaf.grad
    save(os.path.join(os.path.dirname(__file__), "../tests/Tokitai.Runtime.Tests/Reference/norms.safetensors"), tensors)


if __name__ == "__main__":
    main()
