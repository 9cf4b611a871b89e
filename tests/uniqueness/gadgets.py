"""The golden file: rows of gadgets, and what the prover concludes from them."""

import json
from pathlib import Path

from kernel import P, Unproven, names, of, parse

HERE = Path(__file__).parent


class Gadget:
    """One gadget of the golden file. Rows are polynomials that are zero; claims are sets."""

    def __init__(self, entry):
        self.inputs = entry["inputs"]
        self.factors = [tuple(parse(form) for form in row) for row in entry["rows"]]
        self.rows = [a * b - c for a, b, c in self.factors]
        self.never = [parse(form) for form in entry["never zero"]]
        self.points = [(parse(x), parse(y), doublings) for x, y, doublings in entry["points"]]
        self.multiples = [
            (parse(u), parse(v), (base, int(least), int(most), positive))
            for u, v, base, least, most, positive in entry["multiples"]
        ]
        self.taken = entry["taken for points of the subgroup"]
        self.comparisons = [(bits, opposite, int(m), int(least), int(end)) for bits, opposite, m, least, end in entry["comparisons"]]
        self.eighths = entry["eighths"]
        self.determined, self.hints = entry["determined"], entry["hints"]

    def is_bit(self, name):
        """Whether a row says that it is 0 or 1."""
        b = names(name)[0]
        return any(row in (b * (1 - b), b * (b - 1)) for row in self.rows)

    def evaluated(self, values, products):
        """Values of bits, and of products of what has a value, in their order."""
        values = dict(values)
        for name in products:
            rows = [row for row in self.factors if row[2] == names(name)[0]]
            value = (rows[0][0].at(values) * rows[0][1].at(values)).constant() if rows else None
            if value is None:
                raise Unproven(f"{name} is no product of these bits")
            values[name] = value
        return values

    def added(self, i, m):
        """Of rows `m (u2 - u1) = v2 - v1`, `m m = u3 + A + u1 + u2`, `m (u1 - u3) = v3 + v1`, v3 the last name in them: the three points."""
        (_, run, rise), (_, _, square), (_, back, third) = self.factors[i : i + 3]
        u1 = (square - m - run + back) * pow(3, -1, P)
        last = [name for name in self.hints if third.degree(name)]
        v3 = names(last[-1])[0] if last else of(0)
        v1 = third - v3
        return (u1, v1), (u1 + run, v1 + rise), (u1 - back, v3)

    def has(self, run, i, *values):
        """Whether the rows from i on are those of a run, with these polynomials for its names."""
        at = dict(zip(run.names, values, strict=True))
        return self.rows[i : i + len(run.rows)] == [row.at(at) for row in run.rows]


class Golden:
    """All of it."""

    def __init__(self, data):
        self.r, self.l, self.a, self.d = (int(data[name]) for name in ("r", "l", "a", "d"))
        self.root, self.montgomery = int(data["root of a"]), int(data["Montgomery A"])
        self.sums, self.remainders, self.rows_of_bits = data["sums"], data["remainders"], data["rows of bits"]
        self.windows = data["windows"]
        self.generator = tuple(int(x) for x in data["generator"])
        self.comparisons = [(n, opposite, int(m), int(least), int(end)) for n, opposite, m, least, end in data["comparisons in circuits"]]
        self.gadgets = {name: Gadget(entry) for name, entry in data["gadgets"].items()}


def read():
    """The file as JSON."""
    return json.loads((HERE / "gadgets.json").read_text())
