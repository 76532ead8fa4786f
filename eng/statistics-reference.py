#!/usr/bin/python3
"""Writes the reference values of the study's statistics to tests/Tokitai.Study.Tests/Reference/.

adjusted-mutual-information.txt: on each line the labels of two classifications (a digit a sample), scikit-learn's mutual information,
expected mutual information and adjusted mutual information. critical-values.txt: confidence, degrees of freedom, SciPy's quantile
of Student's t. Needs scikit-learn (Debian: apt-get install python3-sklearn).
"""
import os
import random

import scipy
import sklearn
from scipy.stats import t
from sklearn.metrics import adjusted_mutual_info_score, mutual_info_score
from sklearn.metrics.cluster import contingency_matrix, expected_mutual_information

FOLDER = os.path.join(os.path.dirname(__file__), "..", "tests", "Tokitai.Study.Tests", "Reference")


def cases():
    draw = random.Random(1)
    yield "0011", "0011"
    yield "0011", "1100"
    yield "0011", "0101"
    yield "0000", "0000"
    yield "0000", "0123"
    yield "00001111222233", "00011112222330"
    yield "0505055", "1101010"
    for size, first, second, kept in [(30, 3, 4, 0.0), (50, 4, 4, 0.7), (200, 4, 2, 0.5), (400, 9, 5, 0.3), (1500, 4, 4, 0.9), (1500, 4, 4, 0.0)]:
        true = [draw.randrange(first) for _ in range(size)]
        other = [label % second if draw.random() < kept else draw.randrange(second) for label in true]
        yield "".join(map(str, true)), "".join(map(str, other))
    # One label far more common than the others, as with a router that has collapsed.
    true = [draw.randrange(4) for _ in range(800)]
    yield "".join(map(str, true)), "".join(str(0 if draw.random() < 0.97 else label) for label in true)


def main():
    with open(os.path.join(FOLDER, "adjusted-mutual-information.txt"), "w", encoding="ascii", newline="\n") as file:
        file.write(f"# first second mutual expected adjusted; scikit-learn {sklearn.__version__}, average_method='arithmetic'\n")
        for first, second in cases():
            table = contingency_matrix(list(first), list(second), sparse=True).astype("int64")
            expected = expected_mutual_information(table, len(first))
            file.write(f"{first} {second} {mutual_info_score(list(first), list(second))!r} {expected!r} "
                       f"{adjusted_mutual_info_score(list(first), list(second))!r}\n")
    with open(os.path.join(FOLDER, "critical-values.txt"), "w", encoding="ascii", newline="\n") as file:
        file.write(f"# confidence degrees-of-freedom t; SciPy {scipy.__version__}\n")
        for confidence in (0.5, 0.9, 0.95, 0.99, 0.999):
            for degrees in (1, 2, 3, 4, 5, 9, 10, 29, 30, 100):
                file.write(f"{confidence} {degrees} {float(t.ppf(0.5 + confidence / 2, degrees))!r}\n")


main()
