#!/usr/bin/python3
"""Prints what the activations are held against, and the constants of Kernels/Activations/GeluTanhTail.cs.

Needs mpmath (Debian: apt-get install python3-mpmath). Each line is an argument, the function and its derivative with 17 digits;
derivatives are taken by mpmath, not from formulas.
"""
import struct

from mpmath import diff, exp, findroot, mp, mpf, nstr, pi, sqrt, tanh

mp.dps = 50
POINTS = ["-30", "-5", "-3", "-0.75", "-0.001", "0.5", "3"]


def sigmoid(x):
    return 1 / (1 + exp(-x))


def silu(x):
    return x * sigmoid(x)


def gelu_tanh(x):
    mp.dps += 350
    value = x / 2 * (1 + tanh(sqrt(2 / pi) * (x + mpf("0.044715") * x**3)))
    mp.dps -= 350
    return +value


def float32(value, bits=24):
    pattern = struct.unpack("I", struct.pack("f", float(value)))[0]
    return mpf(struct.unpack("f", struct.pack("I", pattern & (0xFFFFFFFF << (24 - bits)) & 0xFFFFFFFF))[0])


def values():
    for name, function in [("sigmoid", sigmoid), ("tanh", tanh), ("silu", silu), ("gelu_tanh", gelu_tanh)]:
        for point in ["-10", *POINTS[1:]] if name == "gelu_tanh" else POINTS:
            x = mpf(point)
            print(name, point, nstr(function(x), 17), nstr(diff(function, x, h=mpf(10) ** -20), 17))
    print("zeros of the derivatives: silu", nstr(findroot(lambda x: diff(silu, x), -1.28), 10),
          "gelu_tanh", nstr(findroot(lambda x: diff(gelu_tanh, x), -0.75), 10))


def coefficients():
    """v = 2 sqrt(2/pi) (a + 0.044715 a^3) = a (k0 + k1 a^2), each coefficient as 12 bits and a rest."""
    k0 = 2 * sqrt(2 / pi)
    for name, k in [("k0", k0), ("k1", k0 * mpf("0.044715"))]:
        high = float32(k, 12)
        low = float32(k - high)
        print(name, nstr(high, 14), nstr(low, 9), "error", nstr(k - high - low, 2))
    print("3 k1", nstr(float32(3 * k0 * mpf("0.044715")), 9))


if __name__ == "__main__":
    values()
    coefficients()
