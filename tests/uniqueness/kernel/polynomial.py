"""Polynomials over the field of BN254's scalars, exactly: coefficients by monomial, a monomial as sorted pairs of name and exponent."""

P = 21888242871839275222246405745257275088548364400416034343698204186575808495617


class Polynomial:
    """Immutable. `+`, `-` and `*` take other polynomials and integers."""

    __slots__ = ("terms",)

    def __init__(self, terms):
        self.terms = {monomial: c % P for monomial, c in terms.items() if c % P}

    def __add__(self, other):
        out = dict(self.terms)
        for monomial, c in of(other).terms.items():
            out[monomial] = out.get(monomial, 0) + c
        return Polynomial(out)

    def __mul__(self, other):
        out = {}
        for one, c in self.terms.items():
            for two, k in of(other).terms.items():
                monomial = times(one, two)
                out[monomial] = out.get(monomial, 0) + c * k
        return Polynomial(out)

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + -of(other)

    def __rsub__(self, other):
        return -self + other

    __radd__, __rmul__ = __add__, __mul__

    def __eq__(self, other):
        return self.terms == of(other).terms

    def __hash__(self):
        return hash(frozenset(self.terms.items()))

    def __bool__(self):
        return bool(self.terms)

    def __repr__(self):
        def term(monomial, c):
            c = c if 2 * c < P else c - P
            return " ".join([str(c)] + [name if e == 1 else f"{name}^{e}" for name, e in monomial])

        return " + ".join(term(*item) for item in sorted(self.terms.items())) or "0"

    def constant(self):
        """Its value if no name stands in it, else None."""
        return self.terms.get((), 0) if set(self.terms) <= {()} else None

    def degree(self, name):
        """The highest power of a name."""
        return max((e for monomial in self.terms for n, e in monomial if n == name), default=0)

    def coefficients(self, name):
        """By power of a name, what it is multiplied by."""
        out = {}
        for monomial, c in self.terms.items():
            power = next((e for n, e in monomial if n == name), 0)
            rest = tuple(item for item in monomial if item[0] != name)
            out.setdefault(power, {})[rest] = c
        return {power: Polynomial(terms) for power, terms in out.items()}

    def power(self, n):
        """Its n-th power."""
        out = of(1)
        for _ in range(n):
            out *= self
        return out

    def at(self, values):
        """With some names replaced by polynomials or integers."""
        out = of(0)
        for monomial, c in self.terms.items():
            product = of(c)
            for name, e in monomial:
                product *= of(values[name]).power(e) if name in values else Polynomial({((name, e),): 1})
            out += product
        return out


def times(one, two):
    """The product of two monomials."""
    exponents = dict(one)
    for name, e in two:
        exponents[name] = exponents.get(name, 0) + e
    return tuple(sorted(exponents.items()))


def over(one, two):
    """The quotient of two monomials, None if the second does not divide the first."""
    exponents = dict(one)
    for name, e in two:
        exponents[name] = exponents.get(name, 0) - e
        if exponents[name] < 0:
            return None
    return tuple(sorted((name, e) for name, e in exponents.items() if e))


def of(value):
    """A polynomial as it is, an integer as a constant."""
    return value if isinstance(value, Polynomial) else Polynomial({(): value})


def names(text):
    """The polynomials of some names, in their order."""
    return [Polynomial({((name, 1),): 1}) for name in text.split()]


def parse(text):
    """A linear form as the golden file has it: `-168700 x1 + y1`."""
    terms = {}
    for term in text.replace(" - ", " + -").split(" + "):
        sign, term = (-1, term[1:]) if term.startswith("-") else (1, term)
        parts = term.split(" ")
        c = int(parts.pop(0)) if parts[0].isdigit() else 1
        monomial = ((parts[0], 1),) if parts else ()
        if len(parts) > 1:
            raise ValueError(f"no linear form: {text}")
        terms[monomial] = terms.get(monomial, 0) + sign * c
    return Polynomial(terms)
