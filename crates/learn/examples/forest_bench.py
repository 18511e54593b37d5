"""Fits scikit-learn's forests on the CSV that the example forest_bench wrote, on one thread.

    cargo run --profile tool -p causeloom-learn --example forest_bench -- --write table.csv
    python3 crates/learn/examples/forest_bench.py table.csv [TREES] [SEEDS]

Prints the fastest time of the fits without out-of-bag scores (ours always include them) and the
mean out-of-bag score over the seeds.
"""

import csv
import sys
import time

import numpy
import sklearn
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
from sklearn.metrics import r2_score, roc_auc_score


def seconds(action):
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def measure(name, score_name, learner, features, response, score):
    fits, predicts, scores, nodes = [], [], [], 0
    for seed in range(1, SEEDS + 1):
        shared = {"n_estimators": TREES, "n_jobs": 1, "random_state": seed}
        forest = learner(**shared)
        fits.append(seconds(lambda: forest.fit(features, response)))
        predicts.append(seconds(lambda: forest.predict(features)))
        nodes = sum(tree.tree_.node_count for tree in forest.estimators_)
        scores.append(score(learner(oob_score=True, **shared).fit(features, response)))
    print(f"{name:7} fit {min(fits):.3f} s, {nodes} nodes; predict {min(predicts):.3f} s")
    print(f"{name:7} out-of-bag {score_name} {numpy.mean(scores):.5f}, mean of {SEEDS} seeds", flush=True)


TREES = int(sys.argv[2]) if len(sys.argv) > 2 else 100
SEEDS = int(sys.argv[3]) if len(sys.argv) > 3 else 5
with open(sys.argv[1], newline="") as file:
    rows = list(csv.reader(file))[1:]
table = numpy.array(rows, dtype=float)
features, classes, numbers = table[:, :-2], table[:, -2].astype(int), table[:, -1]
print(f"scikit-learn {sklearn.__version__}, {len(table)} rows, {features.shape[1]} columns")
measure(
    "class", "AUC", RandomForestClassifier, features, classes,
    lambda forest: roc_auc_score(classes, forest.oob_decision_function_[:, 1]),
)
measure(
    "number", "R2", RandomForestRegressor, features, numbers,
    lambda forest: r2_score(numbers, forest.oob_prediction_),
)
