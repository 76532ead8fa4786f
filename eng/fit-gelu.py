#!/usr/bin/python3
"""Derives the coefficients of Kernels/Elementary/Exp.cs and Kernels/Activations/NormalTail.cs.

Needs mpmath (Debian: apt-get install python3-mpmath). Prints float32 coefficients, lowest power first, and the largest
relative error of the rounded approximation in exact arithmetic, so that what is left to the kernels is rounding alone.
"""
import struct

from mpmath import cos, erfc, exp, findroot, linspace, log, lu_solve, matrix, mp, mpf, nstr, pi, polyval, sqrt

mp.dps = 50


def float32(value):
    return mpf(struct.unpack("f", struct.pack("f", float(value)))[0])


def chebyshev(count):
    return [cos(pi * (2 * i + 1) / (2 * count)) for i in range(count)]


def horner(coefficients, x):
    return polyval(coefficients[::-1], x)


def show(name, coefficients):
    print(name, ", ".join(f"{nstr(c, 9)}f" for c in coefficients))


def fit_exp():
    """e^r = 1 + r + r^2 q(r) for |r| <= ln(2)/2; q interpolates at the Chebyshev points, which is close to minimax."""
    half = log(2) / 2
    points = [half * x for x in chebyshev(5)]
    system = matrix([[r**k for k in range(5)] for r in points])
    values = matrix([(exp(r) - 1 - r) / r**2 if abs(r) > mpf("1e-15") else mpf(1) / 2 for r in points])
    q = [float32(c) for c in lu_solve(system, values)]
    error = max(abs((1 + r + r * r * horner(q, r)) / exp(r) - 1) for r in linspace(-half, half, 2001))
    show("q", q)
    print("relative error", nstr(error, 3))

    # The high part has 16 bits: times an exponent of at most 8 bits it is exact in float32, fused or not.
    high = mpf(round(log(2) * 2**16)) / 2**16
    print("ln 2 =", nstr(high, 20), "+", nstr(float32(log(2) - high), 12))


def ratio(a):
    """R(a) = Phi(-a) exp(a^2/2), smooth and positive: 1/2 at 0, about 1/(a sqrt(2 pi)) far out."""
    return erfc(a / sqrt(2)) / 2 * exp(a * a / 2)


def fit_ratio(numerator=3, denominator=4, centre=mpf("1.5"), end=mpf("5.6")):
    """R = P/Q with P(0) = 1/2 and Q(0) = 1 held, so that gelu(x) of a tiny x is x/2 to the bit.

    The other coefficients solve the interpolation P = R Q at points that are Chebyshev in s = (a - c)/(a + c). A few
    exchange steps then move the points so that the error's extrema between them become alike.
    """
    unknowns = numerator + denominator
    low, high = mpf(-1), (end - centre) / (end + centre)
    points = [(low + high) / 2 + (high - low) / 2 * x for x in sorted(chebyshev(unknowns))]
    edges = lambda s: [low] + s + [high]
    to_a = lambda s: centre * (1 + s) / (1 - s)

    def solve(nodes):
        rows, values = [], []
        for a in map(to_a, nodes):
            f = ratio(a)
            rows.append([a**k for k in range(1, numerator + 1)] + [-f * a**k for k in range(1, denominator + 1)])
            values.append(f - mpf(1) / 2)
        c = list(lu_solve(matrix(rows), matrix(values)))
        return [mpf(1) / 2] + c[:numerator], [mpf(1)] + c[numerator:]

    def error(p, q, a):
        return horner(p, a) / horner(q, a) / ratio(a) - 1

    for _ in range(30):
        p, q = solve(points)
        e = edges(points)
        peaks = [max(abs(error(p, q, to_a(s))) for s in linspace(e[i], e[i + 1], 12)) for i in range(len(e) - 1)]
        # Gaps with small peaks widen at the cost of gaps with large ones; the first gap ends in a held root and stays quiet.
        widths = [(e[i + 1] - e[i]) * (max(peaks) / max(peaks[i], max(peaks) / 20)) ** mpf("0.1") for i in range(len(peaks))]
        scale = (high - low) / sum(widths)
        points, at = [], low
        for w in widths[:-1]:
            at += w * scale
            points.append(at)

    p, q = solve(points)
    rounded_p, rounded_q = [float32(c) for c in p], [float32(c) for c in q]
    grid = [to_a(s) for s in linspace(low, high, 3001)]
    show("P", rounded_p)
    show("Q", rounded_q)
    print("relative error", nstr(max(abs(error(p, q, a)) for a in grid), 3),
          "with rounded coefficients", nstr(max(abs(error(rounded_p, rounded_q, a)) for a in grid), 3))


def constants():
    """Values that the tests hold their own reference against."""
    for x in ["-12.5", "-5", "-3", "-0.75", "-0.001", "0.5", "3"]:
        v = mpf(x)
        cdf, density = erfc(-v / sqrt(2)) / 2, exp(-v * v / 2) / sqrt(2 * pi)
        print(x, "gelu", nstr(v * cdf, 17), "derivative", nstr(cdf + v * density, 17))
    zero = findroot(lambda v: erfc(-v / sqrt(2)) / 2 + v * exp(-v * v / 2) / sqrt(2 * pi), mpf("-0.75"))
    print("zero of the derivative", nstr(zero, 17), " 1/sqrt(2 pi)", nstr(1 / sqrt(2 * pi), 12))


if __name__ == "__main__":
    fit_exp()
    fit_ratio()
    constants()
