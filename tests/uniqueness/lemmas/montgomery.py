"""Points in Montgomery form: (u, v) is the image of (x, y) if `u (1 - y) = 1 + y` and `v x = u`.

That points are neither equal nor opposite, and sums neither (0, 1) nor (0, -1), are premises here: they follow of multiples (`intervals`).
"""

from kernel import Proof, names, of

from . import CERTIFICATE, COMPUTATION, lemma, neither_one_nor_minus_one, not_opposite
from .order import Group, require

MONTGOMERY = "points/montgomery.rs"


def point_and_image(i=""):
    """Names of a point and its image."""
    return tuple(names(f"x{i} y{i}")), tuple(names(f"u{i} v{i}"))


@lemma(
    "conversion",
    """Of a point (x, y) of the subgroup, `u (1 - y) = 1 + y`, `v x = u`: then 1 - y and x are never zero, the point is not (0, 1), and (u, v)
    is its image.""",
    [f"{MONTGOMERY}: montgomery_conversion"],
    [CERTIFICATE, COMPUTATION],
)
def conversion(context):
    law, curve = context.law, Group(context.golden)
    require(curve.is_on_curve((0, -1)) and not curve.is_in_subgroup((0, -1)), "(0, -1) lies in the subgroup")
    run = context.runs.conversion
    point, image = point_and_image()
    x, y = point
    # Of the subgroup, so not (0, -1); that it is not (0, 1) either, the first row shows.
    proof = Proof([*run.rows, law.edwards(point)], [], [(x, y + 1)])
    first, u = run.rows[0], image[0]
    proof.nonzero(1 - y, lambda case: case.follows(of(2), {first: -1, 1 - y: u + 1}))

    def refute(case):
        case.follows((1 - y) * (1 + y), {law.edwards(point): -1, x: x * (law.a - law.d * y * y)})
        case.cancel(1 - y, 1 + y)
        case.follows(y + 1, {1 + y: 1})

    proof.nonzero(x, refute)
    require(run.rows == law.image(point, image), "the rows are not what an image is")


@lemma(
    "conversion back",
    """Of the image (u, v) of a point of the subgroup other than (0, 1), `x v = u`, `y (u + 1) = u - 1`: then v and u + 1 are never zero,
    and (x, y) is the point.""",
    [f"{MONTGOMERY}: edwards_conversion"],
    [CERTIFICATE],
)
def conversion_back(context):
    law, run = context.law, context.runs.conversion_back
    u, v, x, y = names(" ".join(run.names))
    point = tuple(names("px py"))
    rows = run.rows + [law.edwards(point), *law.image(point, (u, v))]
    proof = Proof(rows, [], neither_one_nor_minus_one(point))
    law.nowhere_vertical(proof, point)
    law.is_image(proof, point, (u, v))
    to_y, to_x = law.image(point, (u, v))
    proof.vanishes(x - point[0], [(run.rows[0], "x"), (to_x, "px")])
    proof.vanishes(y - point[1], [(run.rows[1], "y"), (to_y, "py")])


@lemma(
    "opposite",
    """If (u, v) is the image of k P, then (u, -v) is that of -k P; so is (u, s v) of either of them for a sign `s = 2 b - 1` or `1 - 2 b`
    of a bit b.""",
    [f"{MONTGOMERY}: known_multiple", "rows.rs: is_sign"],
    [CERTIFICATE],
)
def opposite(context):
    law = context.law
    point, image = point_and_image()
    (x, y), (u, v) = point, image
    proof = Proof([law.edwards(point), *law.image(point, image)])
    for goal, of_it in zip(law.image((-x, y), (u, -v)) + [law.edwards((-x, y))], proof.zero[1:] + proof.zero[:1]):
        proof.follows(goal, {of_it: 1})
    b = names("b")[0]
    for s in (2 * b - 1, 1 - 2 * b):
        sign = Proof([b * (1 - b)])
        sign.follows((s - 1) * (s + 1), {b * (1 - b): -4})


@lemma(
    "Montgomery addition",
    """Of images (u1, v1), (u2, v2) of points that are neither equal nor opposite, nor is their sum (0, 1) or (0, -1), `m (u2 - u1) = v2 - v1`,
    `m m = u3 + A + u1 + u2`, `m (u1 - u3) = v3 + v1`: then u2 - u1 is never zero, and (u3, v3) is the image of the sum.""",
    [f"{MONTGOMERY}: montgomery_addition"],
    [CERTIFICATE],
)
def addition(context):
    law, run = context.law, context.runs.montgomery_addition
    one, two = point_and_image(1), point_and_image(2)
    proof, sum_ = with_sum(law, run, one, two)
    u3, v3, m = names("u3 v3 m")
    law.add_montgomery(proof, one, two, sum_, ((u3, v3), run.rows, m))


@lemma(
    "Montgomery doubling",
    """Of the image (u, v) of a point of the subgroup other than (0, 1), `u u = uu`, `m 2 v = 3 uu + 2 A u + 1`, `m m = u3 + A + 2 u`,
    `m (u - u3) = v3 + v`: then 2 v is never zero, and (u3, v3) is the image of twice the point.""",
    [f"{MONTGOMERY}: montgomery_doubling"],
    [CERTIFICATE],
)
def doubling(context):
    law, run = context.law, context.runs.montgomery_doubling
    one = point_and_image()
    proof, twice = with_sum(law, run, one, one)
    u, v, uu, m, u3, v3 = names(" ".join(run.names))
    square, slope, *others = run.rows
    proof.product(of(2), v)
    without = m * (2 * v) - (3 * u * u + 2 * law.m * u + 1)
    proof.follows(without, {slope: 1, square: -3})
    law.double_montgomery(proof, one, twice, ((u3, v3), [without, *others], m))


@lemma(
    "double addition",
    """Of images (u1, v1), (u2, v2) of P and Q, P and Q neither equal nor opposite, nor P + Q and P, and P + Q and 2 P + Q not (0, 1) or (0, -1),
    `m (u2 - u1) = v2 - v1`, `m m = w + A + u1 + u2`, `(m + n)(u1 - w) = 2 v1`, `n n = u3 + A + u1 + w`, `n (u1 - u3) = v3 + v1`: then u2 - u1 and
    u1 - w are never zero, and (u3, v3) is the image of 2 P + Q.""",
    [f"{MONTGOMERY}: double_addition"],
    [CERTIFICATE],
)
def double_addition(context):
    law, run = context.law, context.runs.double_addition
    one, two = point_and_image(1), point_and_image(2)
    proof, between = with_sum(law, run, one, two)
    slope, square, middle, second, third = run.rows
    u1, v1, _, _, m, w, n, u3, v3 = names(" ".join(run.names))
    # The sum between, whose v stands in no row: m (u1 - w) = vw + v1.
    of_v = proof.define("vw", 1, m * (u1 - w) - v1)
    (vw,) = names("vw")
    line = m * (u1 - w) - (vw + v1)
    proof.follows(line, {of_v: -1})
    law.add_montgomery(proof, one, two, between, ((w, vw), [slope, square, line], m))
    half = (between[0], (w, vw))
    proof.given(*not_opposite(one[0], half[0]))
    sum_ = law.sum(proof, one[0], half[0], "total")
    proof.given(*neither_one_nor_minus_one(sum_[0]))
    law.nowhere_vertical(proof, sum_[0])
    law.is_image(proof, *half)
    other = n * (w - u1) - (vw - v1)
    proof.follows(other, {middle: -1, line: 1})
    law.add_montgomery(proof, one, half, sum_, ((u3, v3), [other, second, third], n))


def with_sum(law, run, one, two):
    """A proof with the run's rows, two points with their images, and their sum, nothing of which is (0, 1) or (0, -1)."""
    points = [one] if one == two else [one, two]
    given = [f for point, image in points for f in [law.edwards(point), *law.image(point, image)]]
    apart = [pair for point, _ in points for pair in neither_one_nor_minus_one(point)]
    proof = Proof(run.rows + given, [], apart + ([] if one == two else not_opposite(one[0], two[0])))
    sum_ = law.sum(proof, one[0], two[0], "sum")
    proof.given(*neither_one_nor_minus_one(sum_[0]))
    for point in [point for point, _ in points] + [sum_[0]]:
        law.nowhere_vertical(proof, point)
    for point, image in points:
        law.is_image(proof, point, image)
    return proof, sum_
