"""The two forms of the curve: what is used of their laws, each step derived in a `Proof`.

A point is a pair of polynomials. `Law` has the coefficients of the golden file; that a is a square and d is none is checked where it is used.
"""

from kernel import P, Unproven, names, of


class Law:
    """Edwards coefficients a and d, a root of a, and Montgomery's A."""

    def __init__(self, golden):
        self.a, self.d, self.root, self.m = golden.a, golden.d, golden.root, golden.montgomery

    def edwards(self, point):
        """Zero for a point of the curve in Edwards form."""
        xx, yy = point[0] * point[0], point[1] * point[1]
        return self.a * xx + yy - 1 - self.d * xx * yy

    def montgomery(self, point):
        """Zero for a point of the curve in Montgomery form."""
        u, v = point
        return u.power(3) + self.m * u * u + u - v * v

    def image(self, point, of_it):
        """Zero where (u, v) is the Montgomery form of (x, y): `u (1 - y) = 1 + y`, `v x = u`."""
        (x, y), (u, v) = point, of_it
        return [u * (1 - y) - (1 + y), v * x - u]

    def tau(self, p, q):
        """d x1 x2 y1 y2."""
        return self.d * p[0] * q[0] * p[1] * q[1]

    def divisors(self, p, q):
        """What the coordinates of a sum are divided by."""
        return 1 + self.tau(p, q), 1 - self.tau(p, q)

    def numerators(self, p, q):
        """What is divided."""
        (x1, y1), (x2, y2) = p, q
        return x1 * y2 + y1 * x2, y1 * y2 - self.a * x1 * x2

    def complete(self, proof, p, q):
        """Of two points of the curve, 1 + tau and 1 - tau are never zero. Where tau = e = ±1, for either root of a
        `(root x1 + e y1)^2 = d (x1 y1 (root x2 + y2))^2`, and d is no square: so x1 y1 (±root x2 + y2) = 0 for both, and tau = 0."""
        (x1, y1), (x2, y2) = p, q
        if self.root * self.root % P != self.a:
            raise Unproven("no root of a")
        for sign, zero in zip((1, -1), self.divisors(p, q)):
            e = -sign

            def refute(case, zero=zero, sign=sign, e=e):
                sides = []
                for root in (self.root, -self.root):
                    s, t = root * x1 + e * y1, x1 * y1 * (root * x2 + y2)
                    of_p = {self.edwards(p): 1}
                    of_q = {self.edwards(q): -self.d * x1 * x1 * y1 * y1}
                    rest = {zero: -sign * (self.tau(p, q) + e + 2 * root * x1 * y1)}
                    case.follows(s * s - t * t * self.d, merged(of_p, of_q, rest))
                    case.no_square(self.d, s, t)
                    sides.append(t)
                k = sign * pow(2 * self.root, -1, P) * self.d * y2
                case.follows(of(1), merged({sides[0]: -k}, {sides[1]: k}, {zero: 1}))

            proof.nonzero(zero, refute)

    def sum(self, proof, p, q, name):
        """The sum of two points of the curve by the complete law, under new names, with its equations: on the curve, too."""
        self.complete(proof, p, q)
        x, y = f"{name}.x", f"{name}.y"
        parts = zip((x, y), self.divisors(p, q), self.numerators(p, q))
        equations = [(proof.define(coordinate, d, n), coordinate) for coordinate, d, n in parts]
        out = tuple(names(f"{x} {y}"))
        proof.vanishes(self.edwards(out), equations, self.by(p, q))
        return out, equations

    def by(self, *points):
        """The curve's equation for points whose coordinates are names, to divide by."""
        return [(self.edwards(p), p[0] * p[0] * p[1] * p[1]) for p in points]

    def is_image(self, proof, point, of_it):
        """Of a point of the curve with x never zero and its image: 1 - y, u + 1, u and v are never zero, and (u, v) is on the curve."""
        (x, y), (u, v) = point, of_it
        first, second = self.image(point, of_it)
        # (u + 1)(1 - y) = 2
        proof.nonzero(1 - y, lambda case: case.follows(of(2), {first: -1, 1 - y: u + 1}))
        proof.nonzero(u + 1, lambda case: case.follows(of(2), {first: -1, u + 1: 1 - y}))
        proof.product(x, x)
        k = (y - 1) * (1 - self.d * x * x)
        # u = 0 only where y = -1, and there (a - d) x^2 = 0.
        proof.nonzero(
            u,
            lambda case: case.follows(
                (self.a - self.d) * x * x, {self.edwards(point): 1, u: -k * (1 - y), first: k}
            ),
        )
        proof.nonzero(v, lambda case: case.follows(u, {v: x, second: -1}))
        equations = [(second, name_of(v)), (first, name_of(u))]
        proof.vanishes(self.montgomery(of_it), equations, self.by(point))

    def is_edwards(self, proof, point, of_it):
        """Of a point (u, v) of Montgomery form other than (0, 0), with u, v not both zero: v and u + 1 are never zero, and (x, y) with
        `x v = u`, `y (u + 1) = u - 1`, which are defined here, is a point of the curve whose image is (u, v)."""
        (x, y), (u, v) = point, of_it
        curve = self.montgomery(of_it)

        def at_no_u(case):
            case.follows(v * v, {curve: -1, u: u * u + self.m * u + 1})
            case.in_both(v, v, of(1), lambda _: None)

        def at_no_v(case):
            # u^2 + A u + 1 = 0 makes (2 u + A)^2 = A^2 - 4.
            case.follows(u * (u * u + self.m * u + 1), {curve: 1, v: v})
            case.cancel(u, u * u + self.m * u + 1)
            square = (2 * u + self.m) * (2 * u + self.m) - (self.m**2 - 4)
            case.follows(square, {u * u + self.m * u + 1: 4})
            case.no_square(self.m**2 - 4, 2 * u + self.m, of(1))

        def at_minus_one(case):
            # v^2 = A - 2 = d.
            case.vanishes(v * v - self.d, by=[(u + 1, u), (curve, v * v)])
            case.no_square(self.d, v, of(1))

        proof.nonzero(u, at_no_u)
        proof.nonzero(v, at_no_v)
        proof.nonzero(u + 1, at_minus_one)
        equations = [(proof.define(name_of(x), v, u), name_of(x)), (proof.define(name_of(y), u + 1, u - 1), name_of(y))]
        for goal in [self.edwards(point), *self.image(point, of_it)]:
            proof.vanishes(goal, equations, [(curve, v * v)])

    def add_montgomery(self, proof, one, two, sum_, rows):
        """Of two points with their images (pairs), neither equal nor opposite, whose sum has an x that is never zero: rows `m (u2 - u1) =
        v2 - v1`, `m^2 = u3 + A + u1 + u2`, `m (u1 - u3) = v3 + v1`, given as zeros, make the image of the sum. u2 - u1 is never zero."""
        (_, (u1, v1)), (_, (u2, v2)) = one, two
        (s, equations), (u3, v3), (slope, square, third), m = sum_, rows[0], rows[1], rows[2]
        self.distinct(proof, one, two)
        backwards = [(f, name_of(x)) for point, of_it in (one, two) for f, x in zip(self.image(point, of_it)[::-1], point)]
        unique = list(dict.fromkeys(backwards))
        quotients = [(third, name_of(v3)), (square, name_of(u3)), (slope, name_of(m))] + equations + unique
        by = [(self.montgomery((u1, v1)), v1 * v1), (self.montgomery((u2, v2)), v2 * v2)]
        for goal in self.image(s, (u3, v3)):
            proof.vanishes(goal, quotients, by)

    def double_montgomery(self, proof, one, twice, rows):
        """Of a point with its image, whose double has an x that is never zero: `m 2 v = 3 u^2 + 2 A u + 1`, `m^2 = u3 + A + 2 u`,
        `m (u - u3) = v3 + v`, given as zeros, make the image of the double."""
        (p, (u, v)), (s, equations) = one, twice
        (u3, v3), (slope, square, third), m = rows
        backwards = [(f, name_of(x)) for f, x in zip(self.image(p, (u, v))[::-1], p)]
        quotients = [(third, name_of(v3)), (square, name_of(u3)), (slope, name_of(m))] + equations + backwards
        for goal in self.image(s, (u3, v3)):
            proof.vanishes(goal, quotients, [(self.montgomery((u, v)), v * v)])

    def distinct(self, proof, one, two):
        """u2 - u1 is never zero, since the points are neither equal nor opposite: where u1 = u2, y1 = y2, and x1 = ±x2."""
        (p, (u1, _)), (q, (u2, _)) = one, two
        (x1, y1), (x2, y2) = p, q

        def refute(case):
            # (u1 + 1)(1 - y1) = 2 for both.
            first, second = self.image(*one)[0], self.image(*two)[0]
            case.follows((u1 + 1) * (y2 - y1), {first: 1, second: -1, u2 - u1: 1 - y2})
            case.cancel(u1 + 1, y2 - y1)
            factor = self.a - self.d * y1 * y1
            # a = d y^2 is never: a is a square.
            case.nonzero(factor, lambda inner: self.a_is_not_d_square(inner, y1))
            k = (y1 + y2) * (1 - self.d * x2 * x2)
            case.follows(
                factor * ((x1 - x2) * (x1 + x2)), {self.edwards(p): 1, self.edwards(q): -1, y2 - y1: k}
            )
            case.cancel(factor, (x1 - x2) * (x1 + x2))
            case.follows(y1 - y2, {y2 - y1: -1})
            case.in_both(x1 - x2, x1 + x2, of(1), lambda _: None)

        proof.nonzero(u2 - u1, refute)

    def a_is_not_d_square(self, case, y):
        """A contradiction from a - d y^2 = 0: root^2 = d y^2 makes the root 0."""
        case.no_square(self.d, of(self.root), y)

    def nowhere_vertical(self, proof, point):
        """x is never zero for a point of the curve that is neither (0, 1) nor (0, -1)."""
        x, y = point

        def refute(case):
            case.follows((y - 1) * (y + 1), {self.edwards(point): 1, x: -x * (self.a - self.d * y * y)})
            case.in_both(y - 1, y + 1, of(1), lambda _: None)

        proof.nonzero(x, refute)


def merged(*parts):
    """Cofactors of equations, of which some may be the same."""
    out = {}
    for part in parts:
        for f, c in part.items():
            out[f] = out.get(f, of(0)) + c
    return out


def name_of(x):
    """The name that a polynomial is."""
    ((((name, _),), _),) = x.terms.items()
    return name
