#!/usr/bin/python3
"""Prints the expected figures of tests/Tokitai.Trainer.Tests with scikit-learn: /usr/bin/python3 eng/metric-references.py

Logits and targets are formulas in whole numbers, which Support/MetricCase.cs there computes again; few levels make many ties.
"""
import numpy
import sklearn
from sklearn.metrics import accuracy_score, f1_score, mean_absolute_error, mean_squared_error, roc_auc_score


def values(count, levels):
    return numpy.array([((7919 * i * i + 104729 * i + 12345) % 1000003 % levels - levels // 2) / 8 for i in range(count)])


def labels(count, classes):
    return numpy.array([(6007 * i * i + 52361 * i + 77) % 999983 % classes for i in range(count)])


print("scikit-learn", sklearn.__version__)
for rows, classes, levels in [(1, 2, 9), (7, 3, 5), (200, 12, 4001), (500, 5, 7), (20, 40, 3)]:
    predictions = numpy.argmax(values(rows * classes, levels).reshape(rows, classes), axis=1)
    truth = labels(rows, classes)
    accuracy = accuracy_score(truth, predictions)
    f1 = f1_score(truth, predictions, average="macro", zero_division=0)
    print(f"classes: [InlineData({rows}, {classes}, {levels}, {accuracy!r}, {f1!r})]")

for rows, size, levels in [(30, 1, 5), (300, 8, 4001), (300, 3, 7), (1000, 2, 33)]:
    logits = values(rows * size, levels).reshape(rows, size)
    truth = labels(rows * size, 2).reshape(rows, size)
    error = mean_absolute_error(truth, 1 / (1 + numpy.exp(-logits)))
    print(f"binary: [InlineData({rows}, {size}, {levels}, {error!r}, {roc_auc_score(truth, logits, average='macro')!r})]")

for rows, size, levels in [(1, 1, 9), (50, 3, 801), (400, 7, 64)]:
    outputs, truth = values(rows * size, levels), labels(rows * size, 5)
    error, square = mean_absolute_error(truth, outputs), mean_squared_error(truth, outputs)
    print(f"values: [InlineData({rows}, {size}, {levels}, {error!r}, {float(numpy.sqrt(square))!r})]")
