"""The lemmas, each with what it says, the rule of the prover that relies on it, how it is shown, and the function that shows it."""

from dataclasses import dataclass
from typing import Callable

ALL = []

CERTIFICATE, COMPUTATION, WRITTEN, THEOREM = "certificate", "computation", "written proof", "theorem of others"


@dataclass
class Lemma:
    """`says` holds in every assignment that satisfies the rows that it names. `prove` raises `Unproven` if it is not shown."""

    name: str
    says: str
    rules: list
    by: list
    prove: Callable


def lemma(name, says, rules, by):
    """Adds a function to the lemmas. Rules are `file: function`, below circuits/src/soundness/unique."""

    def add(prove):
        ALL.append(Lemma(name, " ".join(says.split()), rules, by, prove))
        return prove

    return add


class Context:
    """What lemmas are proven of: the golden file, the curve's laws, and the runs of rows."""

    def __init__(self, golden, law, runs):
        self.golden, self.law, self.runs = golden, law, runs


def neither_one_nor_minus_one(point):
    """Pairs that are not both zero for a point other than (0, 1) and (0, -1)."""
    x, y = point
    return [(x, y - 1), (x, y + 1)]


def not_opposite(p, q):
    """Pairs that are not both zero for points that are neither equal nor opposite."""
    return [(p[0] - q[0], p[1] - q[1]), (p[0] + q[0], p[1] - q[1])]


from . import order, edwards, montgomery, multiples, bits, comparisons, zero  # noqa: E402,F401
