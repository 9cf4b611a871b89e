#!/usr/bin/env python3
"""Queries for a solver, cvc5 over the field of BN254's scalars: assignments that the prover's conclusions exclude, of the golden rows.

    pip install cvc5-gpl; solve.py [seconds]

Each must be unsatisfiable, but for one that leaves a row out and must not be. What came of it, with the solver's version, is written to solved.json; nothing else relies on it.
"""

import json
import sys
import time
from multiprocessing import Process, Queue

import gadgets
from kernel import P, names, of

OUT = gadgets.HERE / "solved.json"


def queries(golden):
    """By name: polynomials that are zero, lists of polynomials of which one is not, and polynomials that are not zero."""
    z = names("z")[0]
    out = {"d is a square": ([z * z - golden.d], [], [])}
    for name, gadget in golden.gadgets.items():
        # A second answer to the same inputs, no divisor that is shown never to be zero being zero.
        if gadget.determined and not gadget.comparisons:
            other = {hint: names(f"{hint}'")[0] for hint in gadget.hints}
            second = [row.at(other) for row in gadget.rows]
            differ = [names(hint)[0] - other[hint] for hint in gadget.determined]
            out[f"{name}: a second answer"] = (gadget.rows + second, [differ], gadget.never)
            if name == "zero test":
                out[f"{name} without its last row: a second answer"] = (gadget.rows[:-1] + second[:-1], [differ], [])
        # A divisor that is zero.
        for i, divisor in enumerate(gadget.never):
            if name in ("edwards addition", "edwards doubling", "choice of points"):
                out[f"{name}: divisor {i + 1} is zero"] = ([*gadget.rows, divisor], [], [])
    for name in ("comparison", "comparison of opposite bits"):
        gadget = golden.gadgets[name]
        ((bits, opposite, bound, least, end),) = gadget.comparisons
        for number in {least - 1, end} & set(range(2 ** len(bits))):
            fixed = [names(bit)[0] - (number >> i & 1) for i, bit in enumerate(bits)]
            out[f"{name}: of {number}"] = (gadget.rows + fixed, [], [])
        # Of any number outside: its distance from the interval's end has as many bits.
        number = sum((2**i * names(bit)[0] for i, bit in enumerate(bits)), of(0))
        more = names(" ".join(f"e{i}" for i in range(len(bits))))
        distance = sum((2**i * e for i, e in enumerate(more)), of(0))
        outside = least - 1 - number if opposite else number - end
        out[f"{name}: of any number outside"] = (gadget.rows + [e * (1 - e) for e in more] + [outside - distance], [], [])
    return out


def solve(zero, differ, never, answer):
    """Asks the solver; unsat, sat or unknown."""
    import cvc5
    from cvc5 import Kind

    terms = cvc5.TermManager()
    solver = cvc5.Solver(terms)
    solver.setLogic("QF_FF")
    field = terms.mkFiniteFieldSort(str(P))
    columns = {}

    def number(value):
        return terms.mkFiniteFieldElem(str(value), field)

    def term(f):
        parts = []
        for monomial, c in f.terms.items():
            factors = [number(c)]
            for name, e in monomial:
                column = columns.setdefault(name, None) or terms.mkConst(field, name)
                columns[name] = column
                factors += [column] * e
            parts.append(terms.mkTerm(Kind.FINITE_FIELD_MULT, *factors) if len(factors) > 1 else factors[0])
        if not parts:
            return number(0)
        return terms.mkTerm(Kind.FINITE_FIELD_ADD, *parts) if len(parts) > 1 else parts[0]

    def is_zero(f):
        return terms.mkTerm(Kind.EQUAL, term(f), number(0))

    def is_not(f):
        return terms.mkTerm(Kind.NOT, is_zero(f))

    for f in zero:
        if f:
            solver.assertFormula(is_zero(f))
    for f in never:
        solver.assertFormula(is_not(f))
    for any_of in differ:
        parts = [is_not(f) for f in any_of]
        solver.assertFormula(terms.mkTerm(Kind.OR, *parts) if len(parts) > 1 else parts[0])
    result = solver.checkSat()
    answer.put("unsat" if result.isUnsat() else "sat" if result.isSat() else "unknown")


def main(seconds):
    """Each query in a process of its own, with a limit."""
    import cvc5

    out = {"solver": f"cvc5 {cvc5.__version__}", "seconds": seconds, "queries": {}}
    for name, query in queries(gadgets.Golden(gadgets.read())).items():
        answer, start = Queue(), time.monotonic()
        process = Process(target=solve, args=(*query, answer))
        process.start()
        process.join(seconds)
        if process.is_alive():
            process.kill()
            process.join()
        result = answer.get() if not answer.empty() else "gives up"
        out["queries"][name] = result
        print(f"{name}: {result}, {time.monotonic() - start:.1f} s", flush=True)
    OUT.write_text(json.dumps(out, indent=2) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 60)
