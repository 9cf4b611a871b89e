"""What the prover concludes of each gadget in the golden file, derived a second time: which run stands where is written here, the rows are
compared with the run's, and what follows is what the run's lemma says."""

from kernel import Proof, names, of
from law import name_of
from lemmas.multiples import Multiple
from lemmas.order import require


class Known:
    """What is known of a gadget's points, and which divisors are never zero."""

    def __init__(self, context, name):
        self.context, self.gadget, self.runs = context, context.golden.gadgets[name], context.runs
        # (0, 1) lies in the subgroup.
        self.never, self.points, self.multiples = [], {(of(0), of(1)): 3}, {}

    def on_curve(self, i, text):
        """`x y xx yy`."""
        values = names(text)
        self._has(self.runs.on_curve, i, *values)
        self._point(*values[:2], 0)

    def addition(self, i, p, q, text):
        """`p q cross tau x3 y3`."""
        p3, q3, cross, tau, x3, y3 = values = names(text)
        self._has(self.runs.addition, i, *p, *q, *values)
        d = self.context.law.d
        self.never += [1 + d * tau, 1 - d * tau]
        self._point(x3, y3, min(self.at(p), self.at(q)))

    def doubling(self, i, p, text):
        """`p xx yy x3 y3`."""
        _, xx, yy, x3, y3 = values = names(text)
        self._has(self.runs.doubling, i, *p, *values)
        a = self.context.law.a
        self.never += [a * xx + yy, 2 - a * xx - yy]
        self._point(x3, y3, min(self.at(p) + 1, 3))

    def choice(self, i, t, first, by, text, signs=(1, 1)):
        """`dx dy`: of two points that are known the one that t chooses, a bit or its opposite. Rows have the products up to their signs."""
        products = names(text)
        rows = [sign * t * k - product for sign, k, product in zip(signs, by, products)]
        bits = [b for b in names(" ".join(self.gadget.inputs)) if t in (b, 1 - b)]
        require(self.gadget.rows[i : i + 2] == rows and any(self.gadget.is_bit(name_of(b)) for b in bits), "no choice")
        chosen = tuple(c + sign * product for c, sign, product in zip(first, signs, products))
        other = tuple(c + k for c, k in zip(first, by))
        self.points[chosen] = min(self.at(first), self.at(other))
        return chosen

    def conversion(self, i, p, text, base):
        """`u v`: of a point of the subgroup."""
        u, v = names(text)
        self._has(self.runs.conversion, i, *p, u, v)
        require(self.at(p) == 3, "not known to be of the subgroup")
        self.never += [1 - p[1], p[0]]
        self.multiples[(u, v)] = (base, Multiple(1, 1, True))

    def conversion_back(self, i, image, text):
        """`x y`."""
        x, y = names(text)
        self._has(self.runs.conversion_back, i, *image, x, y)
        require(image in self.multiples, "no multiple")
        self.never += [image[1], image[0] + 1]
        self._point(x, y, 3)

    def window(self, j, image):
        """The multiples of a window."""
        self.multiples[image] = (0, Multiple(8**j, 7 * 8**j, False))

    def sign(self, i, b, image, text):
        """`s`: the image with either sign of v."""
        (s,) = names(text)
        require(self.gadget.rows[i] == (2 * b - 1) * image[1] - s and self.gadget.is_bit(name_of(b)), "no sign")
        base, multiple = self.multiples[image]
        out = (image[0], s)
        self.multiples[out] = (base, Multiple(multiple.least, multiple.most, False))
        return out

    def montgomery_addition(self, i, one, two, text):
        """`m u3 v3`."""
        m, u3, v3 = names(text)
        self._has(self.runs.montgomery_addition, i, *one, *two, m, u3, v3)
        self.never.append(two[0] - one[0])
        self._multiple((u3, v3), one, two, lambda a, b: a.plus(b, self.context.golden.l))

    def montgomery_doubling(self, i, one, text):
        """`uu m u3 v3`."""
        uu, m, u3, v3 = names(text)
        self._has(self.runs.montgomery_doubling, i, *one, uu, m, u3, v3)
        self.never.append(2 * one[1])
        self._multiple((u3, v3), one, one, lambda a, _: a.twice(self.context.golden.l))

    def double_addition(self, i, one, two, text):
        """`m w n u3 v3`."""
        m, w, n, u3, v3 = names(text)
        self._has(self.runs.double_addition, i, *one, *two, m, w, n, u3, v3)
        self.never += [two[0] - one[0], one[0] - w]
        self._multiple((u3, v3), one, two, lambda a, b: a.twice_and(b, self.context.golden.l))

    def at(self, p):
        """How often a point was doubled to make it or its opposite."""
        found = [self.points[q] for q in (p, (-p[0], p[1])) if q in self.points]
        require(found, f"{p} is no point that is known")
        return found[0]

    def concluded(self):
        """Everything that the prover concludes of the gadget follows, and the other way round."""
        g = self.gadget
        claimed = {(u, v): (base, least, most, positive) for u, v, (base, least, most, positive) in g.multiples}
        derived = {at: (base, k.least, k.most, k.positive) for at, (base, k) in self.multiples.items()}
        require(all(f in self.never for f in g.never), "a divisor is not shown to be never zero")
        require(all(self.points.get((x, y), -1) >= k for x, y, k in g.points), "a point is not shown to be one")
        require(claimed.items() <= derived.items(), "a multiple is not shown to be one")
        require(set(g.determined) <= self.determined(), "a hint is not shown to be determined")
        require(len(g.never) + len(g.points) + len(claimed) > 0, "nothing is concluded")

    def determined(self):
        """Names that inputs determine, by rows in their order: each in a row whose other names are, and times what is never zero."""
        proof, out = Proof(never=self.never), set(self.gadget.inputs)
        for row in self.gadget.rows:
            new = [name for name in self.gadget.hints if row.degree(name) and name not in out]
            if len(new) == 1 and row.degree(new[0]) == 1 and proof.is_never(row.coefficients(new[0])[1]):
                out.add(new[0])
        return out

    def _has(self, run, i, *values):
        require(self.gadget.has(run, i, *values), f"other rows at {i}")

    def _point(self, x, y, doublings):
        self.points[(x, y)] = max(doublings, self.points.get((x, y), 0))

    def _multiple(self, at, one, two, rule):
        (base, a), (other, b) = self.multiples[one], self.multiples[two]
        out = rule(a, b)
        require(base == other and out, "points may be equal or opposite")
        self.multiples[at] = (base, out)


def edwards(context):
    """Gadgets of points in Edwards form."""
    sum_ = Known(context, "edwards addition")
    sum_.on_curve(0, "x1 y1 xx1 yy1")
    sum_.on_curve(3, "x2 y2 xx2 yy2")
    sum_.addition(6, pair("x1 y1"), pair("x2 y2"), "p q cross tau x3 y3")
    double = Known(context, "edwards doubling")
    double.on_curve(0, "x1 y1 xx1 yy1")
    double.doubling(3, pair("x1 y1"), "p xx yy x3 y3")
    eighth = Known(context, "point of the subgroup")
    eighth.on_curve(0, "x0 y0 xx0 yy0")
    eighth.doubling(3, pair("x0 y0"), "p1 xx1 yy1 x1 y1")
    eighth.doubling(8, pair("x1 y1"), "p2 xx2 yy2 x2 y2")
    eighth.doubling(13, pair("x2 y2"), "p3 xx3 yy3 x y")
    require(eighth.gadget.eighths == ["x0", "y0"], "other points are taken for eighths")
    chosen = Known(context, "choice of points")
    chosen.on_curve(0, "x1 y1 xx1 yy1")
    chosen.on_curve(3, "x2 y2 xx2 yy2")
    one, two = pair("x1 y1"), pair("x2 y2")
    difference = (two[0] - one[0], two[1] - one[1])
    point = chosen.choice(7, names("s")[0], one, difference, "dx dy")
    chosen.doubling(9, point, "p xx yy x3 y3")
    return [sum_, double, eighth, chosen]


def variable_base(context):
    """Two steps in Montgomery form, and a last bit in Edwards form."""
    known = Known(context, "variable base")
    point, first = pair("x y"), pair("u1 v1")
    require(known.gadget.taken == [["x", "y"]], "others are taken for points of the subgroup")
    known.points[point] = 3
    known.conversion(3, point, "u1 v1", 1)
    known.montgomery_doubling(5, first, "uu m2 u2 v2")
    known.montgomery_addition(9, pair("u2 v2"), first, "m3 u3 v3")
    b0, b1, b2 = names("b0 b1 b2")
    known.double_addition(13, pair("u3 v3"), known.sign(12, b2, first, "s4"), "m4 w4 n4 u4 v4")
    known.double_addition(19, pair("u4 v4"), known.sign(18, b1, first, "s5"), "m5 w5 n5 u5 v5")
    known.conversion_back(24, pair("u5 v5"), "x5 y5")
    opposite = (-point[0], point[1] - 1)
    last = known.choice(26, 1 - b0, (of(0), of(1)), opposite, "dx dy", (-1, 1))
    known.addition(28, pair("x5 y5"), last, "p q cross tau x6 y6")
    return [known]


def fixed_base(context):
    """Three windows in Montgomery form, and a table in Edwards form."""
    known = Known(context, "fixed base")
    m = context.law.m
    first, second, _ = known.gadget.added(22, m)
    _, third, _ = known.gadget.added(28, m)
    # Shown by `windows` and `table`.
    for j, image in enumerate((first, second, third)):
        known.window(j, image)
    last = (known.gadget.factors[-5][1], known.gadget.factors[-6][1])
    known.points[last] = 3
    known.montgomery_addition(22, first, second, "m1 u1 v1")
    known.montgomery_addition(28, pair("u1 v1"), third, "m2 u2 v2")
    known.conversion_back(31, pair("u2 v2"), "x y")
    known.addition(33, pair("x y"), last, "p q cross tau x3 y3")
    return [known]


def pair(text):
    """Two names, as a tuple."""
    return tuple(names(text))
