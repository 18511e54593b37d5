"""The same work by others, one thread: sampling and independence tests, as rows and tests a second.

peers.py MODELS ALARM_5K, where MODELS holds alarm.json and asia.json, and ALARM_5K is the table of codes.
What is not installed is named and left out.
"""

import json
import re
import sys
import time
from pathlib import Path


def load(path):
    """Nodes in ancestral order with parents, number of states and rows of probabilities."""
    model = json.loads(path.read_text())
    variables = {}
    for name, variable in model["variables"].items():
        states = variable["values"].get("ordered") or variable["values"].get("unordered")
        variables[name] = (variable.get("parents", []), states, variable["mechanism"]["rows"])
    order, known = [], set()
    while len(order) < len(variables):
        for name, (parents, _, _) in variables.items():
            if name not in known and known.issuperset(parents):
                order.append(name)
                known.add(name)
    return order, variables


def best(work, times=3):
    """The least seconds of a few runs."""
    seconds = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begun)
    return min(seconds)


def numpy_sampler(order, variables, rows):
    import numpy as np

    tables = {name: np.cumsum(np.array(table), axis=1) for name, (_, _, table) in variables.items()}

    def draw():
        generator = np.random.default_rng(1)
        values = {}
        for name in order:
            parents, states, _ = variables[name]
            configuration = np.zeros(rows, dtype=np.int64)
            for parent in parents:
                configuration = configuration * len(variables[parent][1]) + values[parent]
            uniform = generator.random(rows)
            code = np.zeros(rows, dtype=np.int8)
            cumulative = tables[name]
            for state in range(len(states) - 1):
                code += uniform >= cumulative[configuration, state]
            values[name] = code
        return values

    return draw


def numpy_linear(rows):
    import numpy as np

    def draw():
        generator = np.random.default_rng(1)
        columns = []
        for node in range(20):
            column = generator.standard_normal(rows)
            for parent in range(max(0, node - 3), node):
                column += 0.5 * columns[parent]
            columns.append(column)
        return columns

    return draw


def pgmpy_model(order, variables):
    from pgmpy.factors.discrete import TabularCPD
    from pgmpy.models import DiscreteBayesianNetwork

    model = DiscreteBayesianNetwork([(parent, name) for name in order for parent in variables[name][0]])
    for name in order:
        parents, states, rows = variables[name]
        columns = [list(column) for column in zip(*[[p / sum(row) for p in row] for row in rows])]
        cards = [len(variables[parent][1]) for parent in parents]
        names = {key: variables[key][1] for key in [name, *parents]}
        model.add_cpds(TabularCPD(name, len(states), columns, parents, cards, state_names=names))
    return model


def local_markov(order, variables, columns):
    """Every (x, y | parents of x) with y neither a descendant nor a parent."""
    children = {name: [other for other in order if name in variables[other][0]] for name in order}

    def below(name):
        found, todo = set(), list(children[name])
        while todo:
            node = todo.pop()
            if node not in found:
                found.add(node)
                todo.extend(children[node])
        return found

    for x in columns:
        parents = variables[x][0]
        for y in columns:
            if y != x and y not in parents and y not in below(x):
                yield columns.index(x), columns.index(y), [columns.index(parent) for parent in parents]


def tests(order, variables, table):
    import numpy as np
    from causallearn.utils.cit import CIT

    columns = re.split(",", table.open().readline().strip())
    data = np.loadtxt(table, delimiter=",", skiprows=1, dtype=int)
    questions = list(local_markov(order, variables, columns))
    for name in ["gsq", "chisq"]:
        test = CIT(data, name)
        begun = time.perf_counter()
        rejected = sum(test(x, y, given) < 0.05 for x, y, given in questions)
        seconds = time.perf_counter() - begun
        print(f"causal-learn {name}: {len(questions)} tests on {len(data)} rows, {rejected} rejected, {len(questions) / seconds:,.0f} tests/s")


def attempt(name, work):
    try:
        work()
    except ImportError as error:
        print(f"{name}: not installed ({error})")


def main():
    models, table = Path(sys.argv[1]), Path(sys.argv[2])
    networks = {name: load(models / f"{name}.json") for name in ["asia", "alarm"]}
    for name, (order, variables) in networks.items():
        rows = 1_000_000

        def by_numpy():
            seconds = best(numpy_sampler(order, variables, rows))
            print(f"numpy {name}: {rows:,} rows, {rows / seconds / 1e6:.2f} M rows/s")

        def by_pgmpy():
            model = pgmpy_model(order, variables)
            few = 20_000
            seconds = best(lambda: model.simulate(few, show_progress=False, seed=1), 1)
            print(f"pgmpy {name}: {few:,} rows, {few / seconds / 1e6:.4f} M rows/s")

        attempt(f"numpy {name}", by_numpy)
        attempt(f"pgmpy {name}", by_pgmpy)

    def by_agrum():
        import pyagrum as agrum

        for name, (order, variables) in networks.items():
            network = agrum.BayesNet(name)
            for node in order:
                network.add(agrum.LabelizedVariable(node, node, variables[node][1]))
            for node in order:
                for parent in variables[node][0]:
                    network.addArc(parent, node)
            network.generateCPTs()
            generator = agrum.BNDatabaseGenerator(network)
            rows = 100_000
            seconds = best(lambda: generator.drawSamples(rows), 1)
            print(f"pyAgrum {name}: {rows:,} rows, {rows / seconds / 1e6:.3f} M rows/s")

    attempt("pyAgrum", by_agrum)

    def linear():
        rows = 1_000_000
        seconds = best(numpy_linear(rows))
        print(f"numpy linear Gaussian, 20 nodes: {rows / seconds / 1e6:.2f} M rows/s")

    attempt("numpy linear", linear)
    attempt("causal-learn", lambda: tests(*networks["alarm"], table))


main()
