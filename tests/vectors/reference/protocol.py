"""What the protocol commits to, signs and seals (docs/protocol.md, sections 4 to 10)."""

from . import trees
from .babyjubjub import B8, multiply
from .babyjubjub import nobody as nobody_of
from .keccak import keccak256
from .poseidon2 import H, P, mask, pair, sponge, tag

TAGS = """
    nkc addr member leaf salt record text records doc annexes cred value bill key fp soft lot note nf rho_move rho_reg rho_amend
    rho_revalue dummy amend rho_rec idx audit_e audit_out audit_reg audit_move audit_amend audit_revalue sighash link challenge transition
    fp_request fp_proof dkg dkg_dealing dkg_dealer dkg_know list list_span list_edition request lien_consent
""".split()

# Number and version of each circuit, and what is posted with its proofs in its order, with the number of elements of each.
AUDIT = [("audit_key", 2), ("audit_ephemeral", 2), ("audit_masked", 8)]


def register_inputs(slots):
    head = [("domain", 1), ("today", 1), ("members_root", 1), ("fingerprints", slots), ("generation", 1), ("cm", 1)]
    return head + AUDIT + [("ext", 1)]


RETITLED = [(name, 1) for name in ("domain", "today", "notes_root", "members_root", "frozen_root")]

CIRCUITS = {
    "register-small": (1, 2, register_inputs(40)),
    "register-large": (2, 3, register_inputs(340)),
    "move": (
        3,
        3,
        [("domain", 1), ("notes_root", 1), ("members_root", 1), ("frozen_root", 1), ("nf", 2), ("cm", 2)]
        + AUDIT
        + [("ext", 1)],
    ),
    "attest": (
        4,
        4,
        [
            (name, 1)
            for name in """
                domain notes_root nullifiers_root members_root frozen_root challenge link currency max_encumbrance
                requested rate_bps valued_since applicant
            """.split()
        ]
        + [("verifier", 2)],
    ),
    "amend": (5, 2, RETITLED + [("fingerprints", 40), ("nf", 1), ("cm", 1)] + AUDIT + [("ext", 1)]),
    "revalue": (6, 2, RETITLED + [("nf", 1), ("cm", 1)] + AUDIT + [("ext", 1)]),
}


def address(key, nkc):
    return H("plimsoll.addr", *key, nkc)


def packed(kind, amount, prior, pool):
    return kind + 2**8 * amount + 2**72 * prior + 2**136 * pool


def commitment(note):
    content = packed(note["kind"], note["amount"], note["prior"], note["pool"])
    fields = [note[name] for name in ("lot", "bill", "made", "owner", "rho", "r")]
    return H("plimsoll.note", content, *fields)


def nullifier(x, rho, cm):
    """x is the owner's nk, or a RELEASE's own r."""
    return H("plimsoll.nf", x, rho, cm)


def org(scheme, number):
    return external_hash([b"plimsoll.org", scheme.encode(), number.encode()])


def rho_move(nf_0, nf_1):
    return pair("plimsoll.rho_move", nf_0, nf_1)


def currency(code):
    return int.from_bytes(code.encode("ascii"), "big")


def fingerprint_root(fingerprints):
    return sponge("plimsoll.fp", [len(fingerprints), *fingerprints])


def sighash(circuit, posted):
    """h: what is posted, but fingerprints by their root."""
    number, version, parts = CIRCUITS[circuit]
    assert [len(posted[name]) for name, _ in parts] == [count for _, count in parts]
    hashed = {**posted, "fingerprints": [fingerprint_root(posted["fingerprints"])]} if "fingerprints" in posted else posted
    return sponge("plimsoll.sighash", [number, version, *(x for name, _ in parts for x in hashed[name])])


def identity(circuit, posted):
    number, version, parts = CIRCUITS[circuit]
    words = [tag("plimsoll.transition"), number, version, sighash(circuit, posted)]
    words += [x for name, _ in parts for x in posted[name]]
    return keccak256(b"".join(word.to_bytes(32, "big") for word in words))


def public_inputs(circuit, posted):
    """h, z, y."""
    z = int.from_bytes(identity(circuit, posted)[:31], "big")
    values = [x for name, _ in CIRCUITS[circuit][2] for x in posted[name]]
    return [sighash(circuit, posted), z, sum(x * pow(z, i, P) for i, x in enumerate(values)) % P]


def external_hash(parts):
    head = [len(parts)] + [len(part) for part in parts]
    message = b"".join(n.to_bytes(8, "big") for n in head) + b"".join(parts)
    return int.from_bytes(keccak256(message)[:31], "big")


STRICT = {"doc": b"D", "invoice": b"I", "box-a": b"A", "box-b": b"B"}
SOFT = {"soft-invoice": b"i", "soft-seal": b"s", "soft-days": b"d", "soft-weight": b"w", "soft-shipper": b"l", "soft-booking": b"b"}


def soft_value(f, j):
    """What a SOFT slot holds."""
    return H("plimsoll.soft", f, j)


def sheet_slot(key, soft=None):
    """What a sheet says of a slot beside its value: of a pad `None`; of a key its name, with a number if there may be several; of a soft
    key F and j, too."""
    if key is None:
        return bytes([0])
    ((name, number),) = key.items() if isinstance(key, dict) else [(key, 0)]
    if soft is None:
        return bytes([1]) + STRICT[name] + bytes([number])
    f, j = soft
    return bytes([2]) + SOFT[name] + bytes([number]) + f.to_bytes(32, "big") + j.to_bytes(8, "big")


def sheet(domain, lot, roots, before, fingerprints, slots):
    elements = [domain, lot, *roots, *before, fingerprint_root(fingerprints)]
    return external_hash([b"plimsoll.sheet", *(x.to_bytes(32, "big") for x in elements), slots])


def challenge(verifier, purpose, nonce, expires):
    who = external_hash([verifier.encode(), purpose.encode()])
    return sponge("plimsoll.challenge", [who, int.from_bytes(nonce, "big"), expires])


def list_root(width, entries):
    """Root of a published list, of least depth: entries are low, end and value, sorted, and do not overlap."""
    wide = width == "wide"
    sentinels = [k << 252 for k in range(4)] if wide else [0]
    behind = 0 if wide else 1 << 64
    bounds = sorted(entries + [(low, low, 0) for low in sentinels])
    highs = [low for low, _, _ in bounds[1:]] + [behind]
    leaves = []
    for (low, end, value), high in zip(bounds, highs):
        kind = wide + 2 * (low in sentinels)
        gap = (kind, low, end, high, value) if width == "prefixes" else (kind, low, high)
        leaves.append(H("plimsoll.list_span" if width == "prefixes" else "plimsoll.list", *gap))
    depth = next(depth for depth in range(3, 11) if len(entries) <= 4**depth - 4)
    return trees.root(leaves, depth)


def list_edition(name, of, values, currency, edition, dated, source, root):
    """What a publisher signs of a list."""
    texts = ["plimsoll.list/1", name, of, values, currency, str(edition), dated, source]
    return H("plimsoll.list_edition", external_hash([t.encode() for t in texts] + [root.to_bytes(32, "big")]))


def nobody():
    """The signing key that no one holds."""
    return nobody_of(external_hash([b"plimsoll signing key of nobody", bytes([i])]) for i in range(256))


def audit_scalar(nk, source, outputs, fresh):
    """outputs are notes, of which rho and r do not count; fresh are 32 bytes."""
    fields = [
        x
        for note in outputs
        for x in (packed(*(note[name] for name in ("kind", "amount", "prior", "pool"))), *(note[name] for name in ("lot", "bill", "made", "owner")))
    ]
    halves = [int.from_bytes(half, "big") for half in (fresh[:16], fresh[16:])]
    return H("plimsoll.audit_e", nk, source, sponge("plimsoll.audit_out", fields), *halves) % 2**250


def seal(name, scalar, key, messages):
    """The ephemeral and the shared point, the masked messages, and the blindings of the notes beside them."""
    shared = multiply(scalar, key)
    lanes = mask(name, *shared)
    masked = [(m + lane) % P for m, lane in zip(messages, lanes)]
    return multiply(scalar, B8), shared, masked, lanes[8:]
