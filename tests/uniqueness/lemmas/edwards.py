"""Points in Edwards form."""

from kernel import Proof, Unproven, names, of

from . import CERTIFICATE, lemma

EDWARDS, POINTS = "points/edwards.rs", "points/mod.rs"


@lemma(
    "group",
    """The points of a x^2 + y^2 = 1 + d x^2 y^2 are an abelian group under the complete law, whose divisors are never zero; (0, 1) is
    neutral and (-x, y) opposite to (x, y).""",
    [f"{POINTS}: Edwards", f"{POINTS}: Multiple", f"{EDWARDS}: edwards_at"],
    [CERTIFICATE],
)
def group(context):
    law = context.law
    p, q, r = (tuple(names(f"x{i} y{i}")) for i in (1, 2, 3))
    proof = Proof([law.edwards(point) for point in (p, q, r)])
    pq, of_pq = law.sum(proof, p, q, "pq")
    qr, of_qr = law.sum(proof, q, r, "qr")
    left, of_left = law.sum(proof, pq, r, "left")
    right, of_right = law.sum(proof, p, qr, "right")
    for i in (0, 1):
        proof.vanishes(left[i] - right[i], [of_left[i], of_right[i], *of_pq, *of_qr], law.by(p, q, r))
    qp, of_qp = law.sum(proof, q, p, "qp")
    for i in (0, 1):
        proof.vanishes(pq[i] - qp[i], [of_pq[i], of_qp[i]])
    # P + (0, 1) = P, and P + (-P) = (0, 1).
    for two, total in (((of(0), of(1)), p), ((-p[0], p[1]), (of(0), of(1)))):
        for numerator, divisor, coordinate in zip(law.numerators(p, two), law.divisors(p, two), total):
            proof.vanishes(numerator - divisor * coordinate, by=law.by(p))


@lemma(
    "on the curve",
    "`x x = xx`, `y y = yy`, `d xx yy = a xx + yy - 1`: then (x, y) is a point of the curve.",
    [f"{EDWARDS}: on_curve"],
    [CERTIFICATE],
)
def on_curve(context):
    run = context.runs.on_curve
    x, y, xx, yy = names(" ".join(run.names))
    Proof(run.rows).vanishes(context.law.edwards((x, y)), by=list(zip(run.rows, [x * x, y * y, xx * yy])))


@lemma(
    "addition",
    """Of points (x1, y1), (x2, y2) of the curve, `x1 y2 = p`, `y1 x2 = q`, `(y1 - a x1)(x2 + y2) = cross`, `p q = tau`, `x3 (1 + d tau) =
    p + q`, `y3 (1 - d tau) = cross + a p - q`: then 1 + d tau and 1 - d tau are never zero, and (x3, y3) is their sum.""",
    [f"{EDWARDS}: addition"],
    [CERTIFICATE],
)
def addition(context):
    law, run = context.law, context.runs.addition
    x1, y1, x2, y2, p, q, cross, tau, x3, y3 = names(" ".join(run.names))
    one, two = (x1, y1), (x2, y2)
    proof = Proof(run.rows + [law.edwards(one), law.edwards(two)])
    sum_, equations = law.sum(proof, one, two, "sum")
    products = list(zip(run.rows[:4], ["p", "q", "cross", "tau"]))[::-1]
    for sign in (1, -1):
        divisor, known = 1 + sign * law.d * tau, 1 + sign * law.tau(one, two)
        proof.vanishes(divisor - known, products)
        proof.likewise(divisor, known)
    for coordinate, row, of_sum, name in zip((x3, y3), run.rows[4:], equations, ("x3", "y3")):
        goal = coordinate - sum_[0 if name == "x3" else 1]
        proof.vanishes(goal, [(row, name), of_sum, *products], law.by(one, two))


@lemma(
    "doubling",
    """Of a point (x, y) of the curve, `x y = p`, `x x = xx`, `y y = yy`, `x3 (a xx + yy) = 2 p`, `y3 (2 - a xx - yy) = yy - a xx`: then
    a xx + yy and 2 - a xx - yy are never zero, and (x3, y3) is twice the point.""",
    [f"{EDWARDS}: doubling"],
    [CERTIFICATE],
)
def doubling(context):
    law, run = context.law, context.runs.doubling
    x, y, p, xx, yy, x3, y3 = names(" ".join(run.names))
    point = (x, y)
    proof = Proof(run.rows + [law.edwards(point)])
    sum_, equations = law.sum(proof, point, point, "sum")
    products = list(zip(run.rows[:3], ["p", "xx", "yy"]))
    for divisor, sign in ((law.a * xx + yy, 1), (2 - law.a * xx - yy, -1)):
        known = 1 + sign * law.tau(point, point)
        proof.vanishes(divisor - known, products, law.by(point))
        proof.likewise(divisor, known)
    for i, (coordinate, row, name) in enumerate(zip((x3, y3), run.rows[3:], ("x3", "y3"))):
        proof.vanishes(coordinate - sum_[i], [(row, name), equations[i], *products], law.by(point))


@lemma(
    "choice",
    """Of a bit t (or its opposite), `t k = x'`, `t m = y'`: then (x + x', y + y') is (x, y) or (x + k, y + m). So what is true of both
    is true of it, such as being on the curve.""",
    [f"{EDWARDS}: chosen", f"{EDWARDS}: choices"],
    [CERTIFICATE],
)
def choice(context):
    law = context.law
    t, k, m, x, y, dx, dy = names("t k m x y dx dy")
    one, two, chosen = (x, y), (x + k, y + m), (x + dx, y + dy)
    proof = Proof([t * (1 - t), t * k - dx, t * m - dy, law.edwards(one), law.edwards(two)])
    goal = law.edwards(chosen)

    def case(of_bit):
        # With t = 0 it is the first point, else the second.
        for bit, point in ((t, one), (1 - t, two)):
            if bit in of_bit.zero:
                for d, factor, from_it in ((dx, k, point[0] - x), (dy, m, point[1] - y)):
                    of_bit.vanishes(d - from_it, [(t * factor - d, str_of(d)), (bit, "t")])
                equations = [(dx - (point[0] - x), "dx"), (dy - (point[1] - y), "dy")]
                lead = x * x * y * y
                of_bit.vanishes(goal, equations, [(law.edwards(point), lead)])

    proof.in_both(t, 1 - t, goal, case)


def str_of(name):
    """A name."""
    ((((text, _),), _),) = name.terms.items()
    return text


@lemma(
    "eight times",
    """Three doublings of a point of the curve make a point of the subgroup of order l, and each point of the subgroup is made of eight
    points. (By `group` and `order`: 8 Q has an order that divides l; 8 Q = 8 Q' where 8 (Q - Q') = 0.)""",
    [f"{POINTS}: Edwards", f"{POINTS}: Eighth", f"{EDWARDS}: doubling"],
    [CERTIFICATE, "computation"],
)
def eight_times(context):
    from .order import Group

    curve = Group(context.golden)
    small = [curve.times(k, curve.torsion()) for k in range(8)]
    if len(set(small)) != 8 or any(curve.times(8, point) != (0, 1) for point in small):
        raise Unproven("not eight points of small order")
