"""What proofs are checked by: polynomials over the field, derivations from equations, and inequalities between integers."""

from . import linear
from .polynomial import P, Polynomial, names, of, parse
from .proof import Proof, Unproven

__all__ = ["P", "Polynomial", "Proof", "Unproven", "linear", "names", "of", "parse"]
