"""Quotients, tests for zero, and inverses that are 0 where none is needed: two answers, the second with an apostrophe, are the same."""

from kernel import Proof, names, of

from . import CERTIFICATE, lemma
from .order import require

ZERO = "zero_tests.rs"


@lemma(
    "quotient",
    """Of a row `a (b + o) = c + k o` with a, b and c determined and a - k never zero, o is determined. (k is 0, or where o stands on both
    sides a constant.)""",
    ["rules.rs: look_at"],
    [CERTIFICATE],
)
def quotient(context):
    a, b, c, k, o, other = names("a b c k o o'")
    first, second = (a * (b + x) - c - k * x for x in (o, other))
    proof = Proof([first, second], [a - k])
    proof.follows((a - k) * (o - other), {first: 1, second: -1})
    proof.cancel(a - k, o - other)


@lemma(
    "not zero",
    "A factor of a product that is a constant other than 0 is never zero: `x i = 1`.",
    ["facts.rs: is_never_zero"],
    [CERTIFICATE],
)
def not_zero(context):
    (row,) = context.golden.gadgets["not zero"].rows
    x, i = names("x i")
    proof = Proof([row])
    proof.nonzero(x, lambda case: case.follows(of(1), {row: -1, x: i}))


@lemma(
    "zero test",
    """Of rows `x b = 0`, `b y = 0`, `l x y = k + m b` with x and k determined, l and m constants other than 0 and k never zero, b and y are
    determined. In `is_zero` k is 1 and m is -1, so that b is 1 where x is 0, else 0.""",
    [f"{ZERO}: zero_test"],
    [CERTIFICATE],
)
def zero_test(context):
    x, l, k, m, b, y, b_, y_ = names("x l k m b y b' y'")

    def rows(b, y):
        return [x * b, b * y, l * x * y - k - m * b]

    proof = Proof(rows(b, y) + rows(b_, y_), [l, k, m])

    def where_zero(case):
        for bit, inverse in ((b, y), (b_, y_)):
            _, second, third = rows(bit, inverse)
            case.follows(k + m * bit, {third: -1, x: l * inverse})
            case.follows(k * inverse, {k + m * bit: inverse, second: -m})
            case.cancel(k, inverse)
        case.follows(m * (b - b_), {k + m * b: 1, k + m * b_: -1})
        case.cancel(m, b - b_)
        case.follows(y - y_, {y: 1, y_: -1})

    def elsewhere(case):
        case.cancel(x, b)
        case.cancel(x, b_)
        case.follows(b - b_, {b: 1, b_: -1})
        case.follows(l * x * (y - y_), {rows(b, y)[2]: 1, rows(b_, y_)[2]: -1, b: m, b_: -m})
        case.product(l, x)
        case.cancel(l * x, y - y_)

    proof.whether(x, [b - b_, y - y_], where_zero, elsewhere)
    # What `is_zero` lays out.
    gadget = context.golden.gadgets["zero test"]
    x, b, i = names("x b i")
    require(gadget.rows == [x * i - (1 - b), x * b, b * i], "another test for zero")
    require(gadget.determined == ["b", "i"], "not determined")


@lemma(
    "inverse where it is needed",
    """Of rows `u y = 0`, `x y = c` with u, x and c determined and c + k u a constant other than 0, y is determined. Of a note's amount u is
    1 - needed, c is needed, and k is 1.""",
    [f"{ZERO}: inverse_if"],
    [CERTIFICATE],
)
def inverse_if(context):
    x, u, c, k, e, y, y_ = names("x u c k e y y'")

    def rows(y):
        return [u * y, x * y - c]

    constant = c + k * u - e
    proof = Proof(rows(y) + rows(y_) + [constant], [e])

    def where_zero(case):
        # c = e there, so that x is not 0.
        def refute(inner):
            inner.follows(e, {constant: -1, rows(y)[1]: -1, x: y, u: k})

        case.nonzero(x, refute)
        case.follows(x * (y - y_), {rows(y)[1]: 1, rows(y_)[1]: -1})
        case.cancel(x, y - y_)

    def elsewhere(case):
        case.cancel(u, y)
        case.cancel(u, y_)
        case.follows(y - y_, {y: 1, y_: -1})

    proof.whether(u, [y - y_], where_zero, elsewhere)
    gadget = context.golden.gadgets["inverse where it is needed"]
    x, needed, inverse = names("x needed inverse")
    require(gadget.rows == [x * inverse - needed, inverse * (1 - needed)], "another inverse")
    require(gadget.determined == ["inverse"], "not determined")
