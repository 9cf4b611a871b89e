"""Sums of bits."""

from itertools import product

from kernel import P, linear, names

from . import CERTIFICATE, COMPUTATION, WRITTEN, lemma
from .order import require


@lemma(
    "distinct sums",
    """A sum of distinct bits with coefficients k (±n_1), k (±n_2), .., k not 0, each n_i above the sum of those before it and all together
    below r, has one set of bits for each value. (Two sets differ by the sum of d_i n_i, d_i = -1, 0 or 1: with n the last whose d is not 0, its size
    is from 1, since n is more than all before it, to the sum of all, which is below r.)""",
    ["bits.rs: is_injective"],
    [CERTIFICATE, WRITTEN, COMPUTATION],
)
def distinct_sums(context):
    # d = 1 (d = -1 is the opposite): with the rest between -before and before, the total is from 1 to before + n.
    linear.follows("n + rest - 1", "rest + before", "n - before - 1")
    linear.follows("before + n - n - rest", "before - rest")
    linear.follows("r - 1 - before - n", "r - 1 - all", "all - before - n")
    gadget = context.golden.gadgets["bits"]
    total = -gadget.rows[-1].at({"x": 0})
    bits = gadget.determined
    require(bits == [f"b{i}" for i in range(8)] and all(map(gadget.is_bit, bits)), "no bits")
    packed = sum(2**i * b for i, b in enumerate(names(" ".join(bits))))
    require(gadget.rows[-1] == packed - names("x")[0], "another sum")
    values = {total.at(dict(zip(bits, set_))).constant() for set_ in product((0, 1), repeat=8)}
    require(len(values) == 256, "sums that are the same")
    # What the rule says of sums that were drawn at random, all bits tried.
    for coefficients, is_injective in context.golden.sums:
        values = [total for _, total in totals(coefficients)]
        require(not is_injective or len(set(values)) == len(values), f"{coefficients} has a sum twice")
    require({says for _, says in context.golden.sums} == {True, False}, "the rule says the same of all sums")
    # Binary numbers, at most 252 bits of them in a range.
    require(2**252 <= P, "ranges wrap around")


@lemma(
    "bounded sums",
    """Of a sum of bits with coefficients n_i > 0, together below r, that is T modulo r, T below r: it is T, so no part of it is more, and a
    bit with n_i above T is 0. If k Q + R is determined, R a part of the sum, Q a sum of bits with positive coefficients, k above T, and
    k (Q + 1) at most r for the greatest Q, then R is determined.""",
    ["bounds.rs: of", "bounds.rs: zeros", "bounds.rs: remainder"],
    [CERTIFICATE, WRITTEN, COMPUTATION],
)
def bounded_sums(context):
    # Of the bit's own coefficient n and the other parts, which are not negative: n <= T.
    linear.follows("T - n", "T - n - others", "others")
    # k Q + R = k Q' + R' with k (Q - Q') >= k, were Q above Q': then R' - R >= k > T, but R' <= T.
    linear.follows("-1", "kQ - kQ' - k", "kQ' + R' - kQ - R", "T - R'", "R", "k - T - 1")
    # Neither side wraps around: k Q + R < k (Q + 1) <= r.
    linear.follows("r - kQ - R - 1", "r - kQ - k", "k - T - 1", "T - R")
    found = 0
    for bounded, total, determined, rest in context.golden.remainders:
        rests = {}
        # The first sum has bits 1 to 3, the other 1, 2 and 4 to 6.
        first = [bits for bits, value in totals(bounded) if value == total]
        last = list(product((0, 1), repeat=3)) if rest else []
        for bits in (one[:2] + (0,) + other for one, other in product(first, last)):
            rests.setdefault(dot(determined, bits), set()).add(dot(rest, bits))
        require(all(len(values) == 1 for values in rests.values()), f"{determined} has two remainders")
        found += rest is not None
    require(0 < found < len(context.golden.remainders), "the rule says the same of all sums")


@lemma(
    "bits in a row",
    """Of bits b_1 .. b_n, n below r, with `b_(i+1) (b_i - 1) = 0`, a multiple other than 0 of their sum determines them: the first so many
    are 1.""",
    ["bounds.rs: is_unary", "rows.rs: implication"],
    [WRITTEN, COMPUTATION],
)
def bits_in_a_row(context):
    for n in range(1, 9):
        rows = [set_ for set_ in product((0, 1), repeat=n) if all(b <= a for a, b in zip(set_, set_[1:]))]
        require(len({sum(set_) for set_ in rows}) == len(rows) == n + 1, "two sets of bits with one sum")
    for coefficients, implied, is_unary in context.golden.rows_of_bits:
        allowed = [
            total for bits, total in totals(coefficients)
            if all(bits[before - 1] or not bits[column - 1] for column, before in implied)
        ]
        require(not is_unary or len(set(allowed)) == len(allowed), f"{coefficients} has a sum twice")
    require({says for *_, says in context.golden.rows_of_bits} == {True, False}, "the rule says the same of all rows")
    x, y = names("x y")
    require((x * (y - 1)).at({"x": 1}) == y - 1, "no implication")


def dot(coefficients, bits):
    """A sum of bits, modulo r."""
    return sum(int(c) * bit for c, bit in zip(coefficients, bits)) % P


def totals(coefficients):
    """All bits, each with its sum."""
    return [(bits, dot(coefficients, bits)) for bits in product((0, 1), repeat=len(coefficients))]
