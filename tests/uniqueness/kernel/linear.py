"""Inequalities between integers: certificates of what follows from them.

A form is a dictionary of coefficients by name, "" for the constant, and stands for `form >= 0`.
"""

from .proof import Unproven


def form(text):
    """A form of words: `n - s - 1`, `2 a + b`."""
    out = {}
    for term in text.replace(" - ", " + -").split(" + "):
        sign, term = (-1, term[1:]) if term.startswith("-") else (1, term)
        parts = term.split(" ")
        k = int(parts.pop(0)) if parts[0].isdigit() else 1
        name = parts[0] if parts else ""
        out[name] = out.get(name, 0) + sign * k
    return out


def follows(goal, *premises):
    """`goal >= 0`, being the sum of premises that are, each as often as it is given, and of a constant that is not negative."""
    rest = dict(form(goal))
    for premise in premises:
        for name, k in form(premise).items():
            rest[name] = rest.get(name, 0) - k
    constant = rest.pop("", 0)
    if any(rest.values()) or constant < 0:
        raise Unproven(f"{goal} >= 0 does not follow: {constant} and {rest} are left")
