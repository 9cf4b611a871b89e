"""Multiples of a point of order l, as integers of which bounds are known."""

from hashlib import sha3_256
from itertools import product

from kernel import P, linear

from . import CERTIFICATE, COMPUTATION, lemma
from .order import Group, require

MONTGOMERY = "points/montgomery.rs"
WINDOWS, STEPS = 83, 248


class Multiple:
    """As the prover has it: |k| between two numbers below l, and whether k is positive."""

    def __init__(self, least, most, positive):
        self.least, self.most, self.positive = least, most, positive

    def plus(self, other, l):
        """The sum, None where points may be equal or opposite."""
        large, small = (self, other) if self.least > other.most else (other, self)
        if large.least <= small.most or large.most + small.most >= l:
            return None
        both = self.positive and other.positive
        least = large.least + small.least if both else large.least - small.most
        return Multiple(least, large.most + small.most, large.positive)

    def twice(self, l):
        """Twice it."""
        return Multiple(2 * self.least, 2 * self.most, self.positive) if 2 * self.most < l else None

    def twice_and(self, other, l):
        """2 a + b, by way of a + b."""
        twice = self.twice(l)
        return twice.plus(other, l) if self.plus(other, l) and twice else None


@lemma(
    "intervals",
    """Of a point P of order l, a P and b P with |a| from a' to a'', |b| from b' to b'', a' > b'' and a'' + b'' < l are neither equal nor
    opposite, and |a + b| is from a' - b'' to a'' + b'', from a' + b' if both are positive; a + b has the sign of a. So the sum is not
    (0, 1), nor (0, -1), which has order 2. Twice a P, 2 a'' < l, is neither. Of 2 P' + Q' by way of P' + Q', P' = a P and Q' = b P, P' + Q' and
    P' are apart if in addition b is not 0 and |2 a + b| is from 1 to l - 1. (k P = k' P exactly if l divides k - k', l being prime.)""",
    ["points/mod.rs: Multiple", f"{MONTGOMERY}: plus", f"{MONTGOMERY}: twice", f"{MONTGOMERY}: double_addition"],
    [CERTIFICATE],
)
def intervals(context):
    # |a| and |b|, up to their signs: -b'' <= b <= b''.
    gap, room = "least - rest - 1", "l - 1 - most - rest"
    # a > 0 or a < 0, and a + b or a - b: s (a + e b) is from 1 to l - 1.
    for s, e in product((1, -1), repeat=2):
        a, b = ("a" if s > 0 else "-a"), ("b" if s * e > 0 else "-b")
        minus = lambda x: x[1:] if x.startswith("-") else f"-{x}"  # noqa: E731
        more, less = f"{a} - least", f"most + {minus(a)}"
        above, below = f"{b} + rest", f"rest + {minus(b)}"
        linear.follows(f"{a} + {b} - 1", more, above, gap)
        linear.follows(f"l - 1 + {minus(a)} + {minus(b)}", less, below, room)
        linear.follows(f"{a} + {b} - least + rest", more, above)
        linear.follows(f"most + rest + {minus(a)} + {minus(b)}", less, below)
    linear.follows("a + b - least - low", "a - least", "b - low")
    # Twice: from 2 a' >= 2 to 2 a'' < l. The difference of P' + Q' and P' is b, from 1 to l - 1.
    linear.follows("2 a - 2 least", "a - least", "a - least")
    linear.follows("2 most - 2 a", "most - a", "most - a")
    linear.follows("l - 1 - b", "rest - b", "l - 1 - most - rest", "most - least", "least - 1")


@lemma(
    "windows",
    """A point (u, v) of Montgomery form made of up to three bits, and products of what is made of them, is the image of ±k times half the
    generator, where v^2 = u^3 + A u^2 + u and u is that of k times half the generator, for all values of the bits. (The prover tries all bits of
    each window that it meets, against d 8^j times half the generator, d = 1, 3, 5, 7, j < 83, which are made again here; and so are tried the
    windows of the golden file.)""",
    [f"{MONTGOMERY}: in_window", f"{MONTGOMERY}: small_multiples"],
    [COMPUTATION],
)
def windows(context):
    gadget, curve, golden = context.golden.gadgets["fixed base"], Group(context.golden), context.golden
    half = curve.times((golden.l + 1) // 2, golden.generator)
    made = [f"{k} {image(point)[0]}\n" for k, point in small_multiples(curve, half)]
    require(sha3_256("".join(made).encode()).hexdigest() == golden.windows, "other multiples than the prover's")
    first, second, _ = gadget.added(22, context.law.m)
    _, third, _ = gadget.added(28, context.law.m)
    for j, (u, v) in enumerate((first, second, third)):
        bits = [f"b{3 * j + i}" for i in range(3)]
        require(all(map(gadget.is_bit, bits)), "no bits")
        sizes = set()
        for values in product((0, 1), repeat=3):
            assignment = gadget.evaluated(dict(zip(bits, values)), [f"t{j}", f"U{j}", f"V{j}"])
            at = (u.at(assignment).constant(), v.at(assignment).constant())
            for d in (1, 3, 5, 7):
                one = image(curve.times(d * 8**j, half))
                if at in (one, (one[0], -one[1] % P)):
                    sizes.add((d, at == one))
        require(len(sizes) == 8, f"window {j} is no window")


def small_multiples(curve, half):
    """d 8^j, d = 1, 3, 5, 7, j < 83, with its multiple."""
    for j in range(WINDOWS):
        point, twice = half, curve.add(half, half)
        for d in (1, 3, 5, 7):
            yield d * 8**j, point
            point = curve.add(point, twice)
        half = curve.times(4, twice)


def image(point):
    """In Montgomery form."""
    x, y = point
    return (1 + y) * pow(1 - y, -1, P) % P, (1 + y) * pow((1 - y) * x, -1, P) % P


@lemma(
    "table",
    """Of a table chosen by bits, each choice is a point of the subgroup. (As with windows: the prover tries all bits of each table that it
    meets; here so is tried the table of the golden file.)""",
    ["points/edwards.rs: in_table"],
    [COMPUTATION],
)
def table(context):
    gadget, curve = context.golden.gadgets["fixed base"], Group(context.golden)
    # The last addition's second point: its rows begin with x1 y2 and y1 x2.
    y, x = gadget.factors[-6][1], gadget.factors[-5][1]
    bits = ["a0", "a1", "a2"]
    require(all(map(gadget.is_bit, bits)), "no bits")
    found = set()
    for values in product((0, 1), repeat=3):
        assignment = gadget.evaluated(dict(zip(bits, values)), ["a01", "a02", "a12", "a012"])
        point = (x.at(assignment).constant(), y.at(assignment).constant())
        require(curve.is_in_subgroup(point), "a point of the table lies outside the subgroup")
        found.add(point)
    require(len(found) == 8, "points of the table are the same")


@lemma(
    "runs",
    """No run of the multiplications' additions meets an exceptional case: windows of a fixed base up to 83, steps of a variable base up to
    248. With one more, the intervals do not say so.""",
    ["points/montgomery.rs: montgomery_addition", "points/montgomery.rs: double_addition"],
    [COMPUTATION],
)
def runs(context):
    l = context.golden.l
    require(fixed(WINDOWS, l) and not fixed(WINDOWS + 1, l), "windows")
    require(variable(STEPS, l) and not variable(STEPS + 1, l), "steps")


def fixed(count, l):
    """The sum of so many windows."""
    total = Multiple(1, 7, False)
    for j in range(1, count):
        total = total and total.plus(Multiple(8**j, 7 * 8**j, False), l)
    return total


def variable(steps, l):
    """3 P, and 2 a ± 1 with each step."""
    one = Multiple(1, 1, True)
    total = one.twice(l).plus(one, l)
    for _ in range(steps):
        total = total and total.twice_and(Multiple(1, 1, False), l)
    return total
