"""What follows from equations over the field, each step checked by multiplying it out.

A proof keeps polynomials that are zero and polynomials that are never zero, in every assignment that its premises allow. Whatever is
added to either follows by one of the rules below from what is there; `Unproven` is raised where a step does not hold.
"""

from .polynomial import P, Polynomial, of, over


class Unproven(Exception):
    """A step does not follow."""


class Proof:
    """Starts with what is given; every method but `given` and `copy` derives."""

    def __init__(self, zero=(), never=(), apart=()):
        # Zero, never zero, and pairs of polynomials that are not both zero.
        self.zero, self.never, self.apart = list(zero), list(never), list(apart)

    def given(self, *apart):
        """More premises: pairs that are not both zero."""
        self.apart += apart

    def copy(self, *zero):
        """The same with more that is zero, for a case."""
        return Proof(self.zero + list(zero), self.never, self.apart)

    def is_never(self, f):
        """Whether a polynomial is never zero: a constant, or one that is known, up to a constant."""
        if f.constant() is not None:
            return f.constant() != 0
        return any(multiple_of(f, known) for known in self.never)

    def follows(self, goal, cofactors):
        """`goal` is zero, being the sum of products of cofactors with polynomials that are."""
        total = of(0)
        for f, cofactor in cofactors.items():
            if f not in self.zero:
                raise Unproven(f"not known to be zero: {f}")
            total += of(cofactor) * f
        self._require(total == goal, goal, "the certificate does not add up")
        self.zero.append(of(goal))

    def vanishes(self, goal, quotients=(), by=()):
        """`goal` is zero: names are eliminated one after another, each by an equation `d name + n` whose d is never zero, and then
        the rest is divided by equations of which the leading monomial is given. Each step finds a certificate,
        `power of d times what was = what is left + cofactor times equation`, which is multiplied out."""
        rest = of(goal)
        for f, name in quotients:
            d, power = f.coefficients(name).get(1, of(0)), rest.degree(name)
            self._require(f.degree(name) == 1 and self.is_never(d) and f in self.zero, goal, f"{name} is no quotient")
            less, cofactor = eliminated(rest, f, name, power)
            self._require(d.power(power) * rest == less + cofactor * f, goal, "the certificate does not add up")
            rest = less
        self._require(all(f in self.zero for f, _ in by), goal, "divided by what is not known to be zero")
        less, cofactors = divided(rest, by)
        self._require(rest == sum((c * f for f, c in cofactors), less), goal, "the certificate does not add up")
        self._require(not less, goal, "does not vanish")
        self.zero.append(of(goal))

    def define(self, name, d, n):
        """A new name for n / d, d being never zero; the equation."""
        used = {other for f in self.zero + self.never + [f for pair in self.apart for f in pair] for m in f.terms for other, _ in m}
        f = of(d) * Polynomial({((name, 1),): 1}) - n
        is_new = name not in used and of(d).degree(name) == of(n).degree(name) == 0
        self._require(is_new and self.is_never(of(d)), f, f"{name} is taken, or no quotient")
        self.zero.append(f)
        return f

    def likewise(self, f, g):
        """f is never zero, since g is not and their difference is zero."""
        self._require(self.is_never(g) and f - g in self.zero, f, "not the same")
        self.never.append(f)

    def product(self, f, g):
        """f g is never zero, since neither is."""
        self._require(self.is_never(f) and self.is_never(g), f * g, "a factor may be zero")
        self.never.append(f * g)

    def cancel(self, factor, goal):
        """`goal` is zero, since its product with what is never zero is."""
        self._require(self.is_never(factor) and factor * goal in self.zero, goal, "nothing to cancel")
        self.zero.append(goal)

    def no_square(self, d, s, t):
        """s and t are zero, since s^2 - d t^2 is and d is no square, by Euler's criterion."""
        self._require(pow(d, (P - 1) // 2, P) == P - 1 and s * s - t * t * d in self.zero, t, "not two squares")
        self.zero += [s, t]

    def contradiction(self):
        """Whether something is both zero and never zero, or two things are zero that never both are."""
        return any(self.is_never(f) for f in self.zero if f) or any(
            f in self.zero and g in self.zero for f, g in self.apart
        )

    def nonzero(self, f, refute):
        """`f` is never zero: `refute` derives a contradiction where it is."""
        self._impossible(self.copy(f), refute, f)
        self.never.append(f)

    def in_both(self, f, g, goal, case):
        """`goal` is zero, since f g is and `case` derives it where f is zero, and where g is."""
        self._require(f * g in self.zero, goal, "no product is zero")
        for zero in (f, g):
            proof = self.copy(zero)
            case(proof)
            self._require(goal in proof.zero or proof.contradiction(), goal, "a case is open")
        self.zero.append(goal)

    def whether(self, f, goals, zero, never):
        """`goals` are zero: `zero` derives them where f is, and `never` where f is not."""
        where_zero, elsewhere = self.copy(f), self.copy()
        elsewhere.never.append(f)
        zero(where_zero)
        never(elsewhere)
        for goal in goals:
            self._require(goal in where_zero.zero and goal in elsewhere.zero, goal, "a case is open")
        self.zero += goals

    def _impossible(self, case, refute, f):
        refute(case)
        self._require(case.contradiction(), f, "nothing contradicts that it is zero")

    @staticmethod
    def _require(holds, goal, why):
        if not holds:
            raise Unproven(f"{str(goal)[:120]}: {why}")


def multiple_of(f, g):
    """Whether one is a constant other than 0 times the other."""
    if not f or not g or set(f.terms) != set(g.terms):
        return False
    monomial = next(iter(f.terms))
    return f * g.terms[monomial] == g * f.terms[monomial]


def eliminated(g, f, name, power):
    """Of f = d name + n, `d^power g` without the name, and the cofactor of f that was taken off."""
    parts = f.coefficients(name)
    d, n = parts[1], parts.get(0, of(0))
    x = Polynomial({((name, 1),): 1})
    rest, cofactor = of(0), of(0)
    for e, c in g.coefficients(name).items():
        scale = c * d.power(power - e)
        rest += scale * (-n).power(e)
        # (d x)^e - (-n)^e = f (the sum of (d x)^i (-n)^(e - 1 - i))
        for i in range(e):
            cofactor += scale * (d * x).power(i) * (-n).power(e - 1 - i)
    return rest, cofactor


def divided(g, by):
    """What is left of g, and the cofactors of what was taken off: multiples of `by`, pairs of equation and leading monomial."""
    cofactors = [(f, of(0)) for f, _ in by]
    leads = [next(iter(lead.terms)) for _, lead in by]
    if any(lead not in f.terms for (f, _), lead in zip(by, leads)):
        raise Unproven("divided by an equation without its leading monomial")
    for _ in range(100000):
        found = next(
            ((i, m, q) for m in g.terms for i, lead in enumerate(leads) if (q := over(m, lead)) is not None), None
        )
        if found is None:
            break
        i, monomial, quotient = found
        f, sum_ = cofactors[i]
        c = g.terms[monomial] * pow(f.terms[leads[i]], -1, P) % P
        step = Polynomial({quotient: c})
        cofactors[i] = (f, sum_ + step)
        g -= step * f
    return g, cofactors
