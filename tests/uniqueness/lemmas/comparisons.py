"""Comparisons of bits with a constant."""

from itertools import product

from kernel import P, Proof, linear, names, of

from . import CERTIFICATE, COMPUTATION, lemma
from .order import require

COMPARISON = "comparison.rs"
PREFIXES, SELECTORS = 16, 4


@lemma(
    "comparison",
    """Of rows by which four bits choose one of sixteen differences, and the chosen one less 1 is a sum of k bits with powers of two: it is one of the
    differences, whatever the four bits, and modulo r from 1 to 2^k. The differences are those of M and the number B of n bits (or of
    the opposite bits), both without their last e bits.""",
    [f"{COMPARISON}: comparison", f"{COMPARISON}: is_small", f"{COMPARISON}: differences"],
    [CERTIFICATE],
)
def comparison(context):
    # Whatever the sixteen differences are.
    differences = names(" ".join(f"d{i}" for i in range(PREFIXES)))
    choices, chosen = choice_rows(differences)
    for place, set_ in enumerate(product((0, 1), repeat=SELECTORS)):
        values = {f"s{SELECTORS - 1 - i}": bit for i, bit in enumerate(set_)}
        rows = [row.at(values) for row in choices]
        quotients = [(row, f"c{i}") for i, row in enumerate(rows)][::-1]
        Proof(rows).vanishes(chosen - differences[place], quotients)
    of_bits(context)
    of_opposite_bits(context)


def of_bits(context):
    """The rows of the one gadget."""
    chooses_a_difference(context.golden.gadgets["comparison"])


def of_opposite_bits(context):
    """The rows of the other."""
    chooses_a_difference(context.golden.gadgets["comparison of opposite bits"])


def choice_rows(differences):
    """Rows `s (d1 - d0) = c - d0` in layers, each a selector's, and the last choice."""
    rows, layer = [], differences
    for s in names(" ".join(f"s{i}" for i in range(SELECTORS))):
        chosen = names(" ".join(f"c{len(rows) + i}" for i in range(len(layer) // 2)))
        rows += [s * (two - one) - (c - one) for one, two, c in zip(layer[::2], layer[1::2], chosen)]
        layer = chosen
    return rows, layer[0]


def chooses_a_difference(gadget):
    """Whether a gadget's rows are these, and the differences those of its bits and bound."""
    ((bits, opposite, bound, _, _),) = gadget.comparisons
    n, block = len(bits), -(-len(bits) // PREFIXES)
    selectors, smalls = [f"s{i}" for i in range(SELECTORS)], [f"k{i}" for i in range(block)]
    require(all(map(gadget.is_bit, bits + selectors + smalls)), "no bits")
    differences = [difference(bits, opposite, bound, min((place + 1) * block, n)) for place in range(PREFIXES)]
    choices, chosen = choice_rows(differences)
    first = n + SELECTORS
    require(gadget.rows[first : first + len(choices)] == choices, "other choices")
    # The prover takes a row for a choice only if its first factor is the selector, with coefficient 1.
    by = [choice for i, s in enumerate(names(" ".join(selectors))) for choice in [s] * (PREFIXES >> i + 1)]
    require([row[0] for row in gadget.factors[first : first + len(choices)]] == by, "chosen by something else")
    number = sum((2**i * names(small)[0] for i, small in enumerate(smalls)), of(1))
    require(gadget.rows[-1] in (number - chosen, chosen - number), "no sum of bits")


def difference(bits, opposite, bound, length):
    """Of the prefixes with so many bits."""
    end = len(bits) - length
    digits = [1 - b if opposite else b for b in names(" ".join(bits[end:]))]
    return sum((-(2**i) * b for i, b in enumerate(digits)), of(bound >> end))


@lemma(
    "no wrapping around",
    """Let M <= 2^n, and 2^n - M + 2^k below r. If M and B < 2^n, both without their last e bits, differ by a number that is from 1 to 2^k
    modulo r, then B < M.""",
    [f"{COMPARISON}: comparison", "circuits/src/gadget/compare.rs: no_wrap"],
    [CERTIFICATE, COMPUTATION],
)
def no_wrapping_around(context):
    # With E = 2^e, M = E M' + m, B = E B' + b, s = 2^n - M. M' - B' = t + q r. For q >= 0, M' - B' >= 1:
    linear.follows("EM + m - EB - b - 1", "EM - EB - E", "m", "E - 1 - b")
    # For q < 0, B' - M' >= r - 2^k =: R >= s + 1, so that B >= 2^n, which it is not. Premises times E, and (E - 1) s >= 0:
    linear.follows(
        "EB + b - s - EM - m", "EB - EM - ER", "ER - Es - E", "Es - s", "E - 1 - m", "b"
    )
    # All comparisons that circuits make are of this kind.
    golden = context.golden
    made = [(n, m) for n, _, m, _, _ in golden.comparisons]
    made += [(len(bits), m) for g in golden.gadgets.values() for bits, _, m, _, _ in g.comparisons]
    require(len(made) >= 6, "comparisons are missing")
    for n, bound in made:
        require(0 < bound <= 2**n and 2**n - bound + 2 ** -(-n // PREFIXES) < P, "a difference may wrap around")
    # In small fields, all numbers against all bounds; and where it could wrap around, it does for some.
    wrong = 0
    for r, n, prefixes in product((31, 61, 67), range(3, 7), (2, 3)):
        block = -(-n // prefixes)
        for bound in range(1, 2**n + 1):
            same = all(accepted(b, bound, n, block, prefixes, r) == (b < bound) for b in range(2**n))
            if 2**n - bound + 2**block < r:
                require(same, f"{bound} of {n} bits modulo {r}")
            wrong += not same
    require(wrong > 0, "nothing ever wraps around")


def accepted(b, bound, n, block, prefixes, r):
    """Whether some prefix shows that b is below the bound."""
    ends = [n - min((i + 1) * block, n) for i in range(prefixes)]
    return any(1 <= ((bound >> e) - (b >> e)) % r <= 2**block for e in ends)


@lemma(
    "one number",
    """Bits of a number B that is determined modulo r are determined if comparisons leave no more than r numbers in a row for it: below M,
    or for opposite bits from 2^n - M.""",
    ["rules.rs: compared", f"{COMPARISON}: interval"],
    [CERTIFICATE, COMPUTATION],
)
def one_number(context):
    # Two numbers of the interval differ by less than r.
    linear.follows("r - 1 - B + B'", "end - 1 - B", "B' - least", "r - end + least")
    # The opposite bits make 2^n - 1 - B: below M exactly if B is at least 2^n - M.
    linear.follows("B - all + M", "M - 1 - all + 1 + B")
    golden = context.golden
    comparisons = [(n, *rest) for n, *rest in golden.comparisons]
    comparisons += [(len(bits), *rest) for g in golden.gadgets.values() for bits, *rest in g.comparisons]
    for n, opposite, bound, least, end in comparisons:
        require((least, end) == ((2**n - bound, 2**n) if opposite else (0, bound)), "another interval")
    # Those of canonical bits, and of a signature's challenge, which has two.
    canonical, scalar, upper, lower = golden.comparisons
    require(canonical[4] == P and scalar[4] == golden.l, "other bounds")
    require(not upper[1] and lower[1] and upper[4] - lower[3] == P, "more than r numbers")
