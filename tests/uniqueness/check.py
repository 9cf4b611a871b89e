#!/usr/bin/env python3
"""The lemmas of the uniqueness prover, proven of the rows in gadgets.json: see README.md.

    check.py                 proves all of them, and compares the table in docs/assurance.md
    check.py --write         writes that table
    check.py --self-test     spoils each row and each coefficient, of gadgets and of runs: something must fail every time
"""

import re
import sys
from pathlib import Path

import gadgets
import instances
import lemmas
from kernel import Unproven
from law import Law
from runs import Runs

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/assurance.md"
BEGIN, END = "<!-- lemmas: made by `tests/uniqueness/check.py --write` -->\n", "<!-- end of lemmas -->\n"
PROVER = "circuits/src/soundness/unique/"


def context(data):
    """Golden file, laws and runs."""
    golden = gadgets.Golden(data)
    return lemmas.Context(golden, Law(golden), Runs(golden))


def prove(context):
    """All lemmas, and what the prover concludes of the gadgets."""
    for lemma in lemmas.ALL:
        try:
            lemma.prove(context)
        except Unproven as why:
            raise Unproven(f"{lemma.name}: {why}") from None
    conclude(context)


def conclude(context):
    """What the prover concludes of gadgets' points."""
    for of in (instances.edwards, instances.variable_base, instances.fixed_base):
        for known in of(context):
            known.concluded()


def table():
    """The lemmas, for docs/assurance.md."""
    out = "| lemma | rule | shown by |\n|---|---|---|\n"
    for lemma in lemmas.ALL:
        rules = ", ".join(f"`{path(rule)}`" for rule in lemma.rules)
        says = lemma.says.replace("|", "\\|")
        out += f"| *{lemma.name}*: {says} | {rules} | {', '.join(lemma.by)} |\n"
    return out


def path(rule):
    """A rule as Rust has it."""
    return re.sub(r"(/mod)?\.rs: ", "::", rule.removeprefix("circuits/src/")).replace("/", "::")


def page(text):
    """docs/assurance.md with the table."""
    before, rest = text.split(BEGIN)
    return f"{before}{BEGIN}\n{table()}\n{END}{rest.split(END)[1]}"


def rules_are_there():
    """Each rule that a lemma names is a function, type or constant of the prover."""
    for lemma in lemmas.ALL:
        for rule in lemma.rules:
            file, name = rule.split(": ")
            source = (ROOT / (file if file.startswith("circuits/") else PROVER + file)).read_text()
            if not re.search(rf"\b(fn|struct|const) {name}\b", source):
                raise Unproven(f"{lemma.name}: there is no {name} in {file}")


def main(arguments):
    """Exits with 1 where something is not shown."""
    data = gadgets.read()
    if arguments == ["--self-test"]:
        from spoil import self_test

        return self_test(data)
    prove(context(data))
    rules_are_there()
    text = PAGE.read_text()
    if arguments == ["--write"]:
        PAGE.write_text(page(text))
    elif page(text) != text:
        raise Unproven("docs/assurance.md has another table: check.py --write")
    print(f"{len(lemmas.ALL)} lemmas")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Unproven as why:
        sys.exit(f"not shown: {why}")
