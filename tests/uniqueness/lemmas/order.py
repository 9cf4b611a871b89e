"""Numbers: the field, the curve's coefficients, and how many points there are."""

from math import isqrt

from kernel import P, Proof, Unproven, names

from . import CERTIFICATE, COMPUTATION, THEOREM, lemma, neither_one_nor_minus_one
from .primes import is_prime

POINTS = "points/mod.rs"


class Group:
    """Points in numbers."""

    def __init__(self, golden):
        self.a, self.d, self.l = golden.a, golden.d, golden.l

    def is_on_curve(self, point):
        """Whether a point lies on the curve."""
        xx, yy = point[0] ** 2, point[1] ** 2
        return (self.a * xx + yy - 1 - self.d * xx * yy) % P == 0

    def add(self, p, q):
        """The sum."""
        (x1, y1), (x2, y2) = p, q
        tau = self.d * x1 * x2 * y1 * y2
        x = (x1 * y2 + y1 * x2) * pow(1 + tau, -1, P)
        return x % P, (y1 * y2 - self.a * x1 * x2) * pow(1 - tau, -1, P) % P

    def times(self, k, point):
        """A multiple, k >= 0."""
        out = (0, 1)
        for bit in bin(k)[2:]:
            out = self.add(out, out)
            if bit == "1":
                out = self.add(out, point)
        return out

    def is_in_subgroup(self, point):
        """Whether its order divides l."""
        return self.is_on_curve(point) and self.times(self.l, point) == (0, 1)

    def torsion(self):
        """A point of order 8: y^2 = a x^2, with d a^2 x^4 - 2 a x^2 + 1 = 0."""
        return next(point for point in map(self._eighth, range(2, 1000)) if point)

    def _eighth(self, x):
        yy = (1 - self.a * x * x) * pow(1 - self.d * x * x, -1, P) % P
        y = square_root(yy)
        point = None if y is None else self.times(self.l, (x, y))
        return point if point and self.times(4, point) != (0, 1) else None


def is_square(n):
    """Euler's criterion."""
    return pow(n, (P - 1) // 2, P) != P - 1


def square_root(n):
    """A root, None if there is none: by powers of a number that is no square."""
    if not is_square(n):
        return None
    odd = P - 1
    twos = (odd & -odd).bit_length() - 1
    odd >>= twos
    step = pow(next(k for k in range(2, 100) if not is_square(k)), odd, P)
    root, rest = pow(n, (odd + 1) // 2, P), pow(n, odd, P)
    for i in range(twos - 1, 0, -1):
        if pow(rest, 2 ** (i - 1), P) != 1:
            root, rest = root * pow(step, 2 ** (twos - i - 1), P) % P, rest * pow(step, 2 ** (twos - i), P) % P
    return root if root * root % P == n % P else None


def require(holds, what):
    """Raises `Unproven` where something does not hold."""
    if not holds:
        raise Unproven(what)


@lemma(
    "primes",
    "r and l are prime.",
    [f"{POINTS}: Multiple", "bits.rs: is_injective"],
    [COMPUTATION],
)
def primes(context):
    golden = context.golden
    require(golden.r == P and is_prime(P), "r is not shown to be prime")
    require(is_prime(golden.l), "l is not shown to be prime")


@lemma(
    "coefficients",
    """a is a square, d and A^2 - 4 are none; A = 2 (a + d) / (a - d) and 4 / (a - d) = 1, so that Montgomery's form has these two
    coefficients.""",
    ["points/edwards.rs: addition", "points/montgomery.rs: montgomery_conversion"],
    [COMPUTATION],
)
def coefficients(context):
    g = context.golden
    require((g.root**2 - g.a) % P == 0 and is_square(g.a), "a is no square")
    require(not is_square(g.d) and not is_square(g.montgomery**2 - 4), "d or A^2 - 4 is a square")
    require((g.montgomery * (g.a - g.d) - 2 * (g.a + g.d)) % P == 0 and (g.a - g.d - 4) % P == 0, "another form")


@lemma(
    "order",
    """The curve has 8 l points, and l of them an order that divides l: the subgroup. The generator is one of them other than (0, 1), and so
    is half of it. (The points but (0, 1) and (0, -1) are those of Montgomery's form but (0, 0), so there are as many as of that form with the
    one at infinity: by Hasse between r + 1 - 2 sqrt(r) and r + 1 + 2 sqrt(r), where 8 l is the one multiple of l.)""",
    [f"{POINTS}: COFACTOR_BITS", f"{POINTS}: half_generator", f"{POINTS}: is_in_subgroup"],
    [CERTIFICATE, COMPUTATION, THEOREM],
)
def order(context):
    golden, law, curve = context.golden, context.law, Group(context.golden)
    require(curve.is_in_subgroup(golden.generator) and golden.generator != (0, 1), "no generator")
    half = curve.times((golden.l + 1) // 2, golden.generator)
    require(curve.is_in_subgroup(half) and curve.add(half, half) == golden.generator, "no half of the generator")
    # At least and at most, of numbers between which all multiples of l are looked for.
    least, most = P + 1 - 2 * isqrt(P) - 2, P + 1 + 2 * isqrt(P) + 2
    require(range(-(-least // golden.l), most // golden.l + 1) == range(8, 9), "several multiples of l")
    # From Edwards form to Montgomery's, and back: each image is on the other curve, and its image is the point.
    point, image = tuple(names("x y")), tuple(names("u v"))
    there = Proof([law.edwards(point), *law.image(point, image)], [], neither_one_nor_minus_one(point))
    law.nowhere_vertical(there, point)
    law.is_image(there, point, image)
    back = Proof([law.montgomery(image)], [], [image])
    law.is_edwards(back, point, image)
