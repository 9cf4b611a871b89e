"""The layout in which documents are committed (docs/documents.md, Leaves)."""

from . import trees
from .poseidon2 import H, sponge

HEADER_DEPTH, RECORD_DEPTH, LISTS, INVOICES = 3, 4, 4, 12

# The number of each document: leaf indices are 2048 apart.
PARTS = {"bill": 0, **{f"invoice {i}": 1 + i for i in range(INVOICES)}, "packing list": 13, "insurance": 14, "dossier": 15}


def text_value(text):
    """Up to 31 bytes of UTF-8 as one integer; longer ones hashed with their length."""
    raw = text.encode()
    if len(raw) <= 31:
        return int.from_bytes(raw, "big")
    return sponge("plimsoll.text", [len(raw)] + [int.from_bytes(raw[i : i + 31], "big") for i in range(0, len(raw), 31)])


def root(part, header, lists, salt):
    """The root of a document: header values and up to four lists of records, each a list of its fields."""
    base = 2048 * PARTS[part]

    def leaf_salt(index):
        return H("plimsoll.salt", salt, index)

    leaves = [H("plimsoll.leaf", base + i, value, leaf_salt(base + i)) for i, value in enumerate(header)]
    hashes = []
    for place in range(LISTS):
        records = lists[place] if place < len(lists) else []
        first = base + 256 * (1 + place)
        own = [sponge("plimsoll.record", [first + i, leaf_salt(first + i), *fields]) for i, fields in enumerate(records)]
        hashes.append(H("plimsoll.records", trees.root(own, RECORD_DEPTH), len(own)))
    return H("plimsoll.doc", trees.root(leaves, HEADER_DEPTH), *hashes)


def annex_root(invoices, packing_list, insurance, dossier):
    """What a bill's annexes commit to; None stands for one that is not there."""
    inputs = [len(invoices), *invoices, *[0] * (INVOICES - len(invoices))]
    for annex in (packing_list, insurance):
        inputs += [0, 0] if annex is None else [1, annex]
    return sponge("plimsoll.annexes", inputs + [dossier])
