"""Rows, coefficients, conclusions and numbers spoiled, one at a time: each must keep something from being shown."""

import copy
import re

import gadgets
import instances
import lemmas
from kernel import Proof, Unproven, linear, names
from law import Law
from lemmas import bits, comparisons, multiples, zero
from runs import Runs

# What is proven of each gadget's rows, what takes least time first.
OF_GADGETS = {
    "edwards addition": [instances.edwards],
    "edwards doubling": [instances.edwards],
    "point of the subgroup": [instances.edwards],
    "choice of points": [instances.edwards],
    "variable base": [instances.variable_base],
    "fixed base": [instances.fixed_base, multiples.windows, multiples.table],
    "bits": [bits.distinct_sums],
    "comparison": [comparisons.of_bits],
    "comparison of opposite bits": [comparisons.of_opposite_bits],
    "zero test": [zero.zero_test],
    "not zero": [zero.not_zero],
    "inverse where it is needed": [zero.inverse_if],
}
LEMMAS_OF_RUNS = {
    "on_curve": "on the curve",
    "addition": "addition",
    "doubling": "doubling",
    "conversion": "conversion",
    "conversion_back": "conversion back",
    "montgomery_addition": "Montgomery addition",
    "montgomery_doubling": "Montgomery doubling",
    "double_addition": "double addition",
}


def self_test(data):
    """Tells what was spoiled and not noticed; 1 if there is any."""
    tried, missed = 0, []
    for what, prove, *arguments in [*of_gadgets(data), *of_claims(data), *of_runs(data), *of_numbers(data), *false()]:
        tried += 1
        if is_shown(prove, *arguments):
            missed.append(what)
    for miss in missed:
        print(f"not noticed: {miss}")
    print(f"{tried} spoiled, {len(missed)} not noticed")
    return 1 if missed or tried == 0 else 0


def of_gadgets(data):
    """Rows and coefficients of gadgets."""
    for name, entry in data["gadgets"].items():
        for what, row, spoiled in spoiled_rows(entry["rows"]):
            yield f"{name}, row {row}: {what}", of_gadget, changed(data, name, rows=spoiled), name


def of_claims(data):
    """What the prover concludes, and more than follows."""
    for name, entry in data["gadgets"].items():
        if instances.edwards in OF_GADGETS[name] or entry["multiples"]:
            never = {"never zero": [*entry["never zero"], entry["hints"][-1]]}
            yield f"{name}: another divisor", of_gadget, changed(data, name, **never), name
            points = [[x, y, k + 1] for x, y, k in entry["points"]]
            yield f"{name}: more doublings", of_gadget, changed(data, name, points=points), name
        for i, (u, v, base, least, most, positive) in enumerate(entry["multiples"]):
            for other in ([str(int(least) + 1), most, positive], [least, str(int(most) - 1), positive], [least, most, not positive]):
                multiples = [*entry["multiples"]]
                multiples[i] = [u, v, base, *other]
                yield f"{name}: other multiples of {u}", of_gadget, changed(data, name, multiples=multiples), name


def of_runs(data):
    """Rows and coefficients of runs."""
    golden = gadgets.Golden(data)
    for run, lemma in LEMMAS_OF_RUNS.items():
        for i, row in enumerate(getattr(Runs(golden), run).rows):
            for monomial in [None, *row.terms]:
                yield f"{run}, row {i}: {monomial}", of_run, golden, run, lemma, i, monomial


def of_numbers(data):
    """The numbers that lemmas are about."""
    for name in ("r", "l", "a", "d", "root of a", "Montgomery A"):
        yield f"{name} raised", of_all, {**data, name: str(int(data[name]) + 1)}
    x, y = data["generator"]
    yield "another generator", of_all, {**data, "generator": [x, str(int(y) + 1)]}
    yield "other windows", of_all, {**data, "windows": "00" + data["windows"][2:]}
    for name in ("sums", "rows of bits"):
        yield f"{name} that are all told apart", of_all, {**data, name: [[*entry[:-1], True] for entry in data[name]]}
    first = next(entry for entry in data["remainders"] if entry[3] is None)
    whole = [entry if entry[3] or entry is first else [*entry[:3], ["1", "2", "0", "0", "0", "0"]] for entry in data["remainders"]]
    yield "remainders that are none", of_all, {**data, "remainders": whole}
    for i, (n, opposite, bound, least, end) in enumerate(data["comparisons in circuits"]):
        comparisons = [*data["comparisons in circuits"]]
        comparisons[i] = [n, opposite, str(int(bound) + 1), least, end]
        yield f"bound {i} raised", of_all, {**data, "comparisons in circuits": comparisons}


def false():
    """Steps that do not follow."""
    x, y = names("x y")
    yield "a product that is zero has no zero factor", lambda: Proof([x * y]).cancel(x, y)
    yield "4 is no square", lambda: Proof([x * x - 4 * y * y]).no_square(4, x, y)
    yield "x is zero", lambda: Proof([x * y]).vanishes(x, by=[(x * y, x * y)])
    yield "x is never zero", lambda: Proof([x * y - 1]).nonzero(y - 1, lambda case: case.follows(x - 1, {y - 1: -x, x * y - 1: 1}))
    yield "divided by what may be zero", lambda: Proof([x * y]).vanishes(y * y, [(x * y, "y")])
    yield "a name for two things", lambda: Proof([x]).define("x", 1, y)
    yield "half of the cases", lambda: Proof([x * y]).in_both(x, y, x, lambda case: None)
    yield "more than the premises say", lambda: linear.follows("a + b - 3", "a - 1", "b - 1")


def is_shown(prove, *arguments):
    """Whether everything is proven nevertheless."""
    try:
        prove(*arguments)
    except Unproven:
        return False
    return True


def spoiled_rows(rows):
    """Each row taken out (it says 0 = 0 then), and each of its coefficients raised by 1."""
    for i, row in enumerate(rows):
        yield "taken out", i, rows[:i] + [["0", "0", "0"]] + rows[i + 1 :]
        for k, form in enumerate(row):
            for term in form.replace(" - ", " + ").split(" + "):
                name = re.sub(r"^-?\d* ?", "", term) or "1"
                more = [*row[:k], f"{form} + {name.lstrip('-')}", *row[k + 1 :]]
                yield f"{term} raised", i, rows[:i] + [more] + rows[i + 1 :]


def changed(data, name, **entries):
    """The golden file with other entries of a gadget."""
    return {**data, "gadgets": {**data["gadgets"], name: {**data["gadgets"][name], **entries}}}


def of_all(data):
    """All lemmas."""
    golden = gadgets.Golden(data)
    context = lemmas.Context(golden, Law(golden), Runs(golden))
    for lemma in lemmas.ALL:
        lemma.prove(context)


def of_gadget(data, name):
    """What is proven of one gadget."""
    golden = gadgets.Golden(data)
    context = lemmas.Context(golden, Law(golden), Runs(golden))
    for prove in OF_GADGETS[name]:
        for known in prove(context) or []:
            known.concluded()


def of_run(golden, run, lemma, i, monomial):
    """A run's lemma with a row taken out, or one of its coefficients raised."""
    runs = copy.deepcopy(Runs(golden))
    rows = getattr(runs, run).rows
    raised = {} if monomial is None else {**rows[i].terms, monomial: rows[i].terms[monomial] + 1}
    rows[i] = type(rows[i])(raised)
    next(other for other in lemmas.ALL if other.name == lemma).prove(lemmas.Context(golden, Law(golden), runs))
