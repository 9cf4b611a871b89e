"""What the protocol commits to, signs and seals (docs/protocol.md, sections 4 to 10)."""

from .babyjubjub import B8, multiply
from .babyjubjub import nobody as nobody_of
from .keccak import keccak256
from .poseidon2 import H, P, mask, pair, sponge

TAGS = """
    nkc addr member leaf salt record text doc annexes cred value bill key fp lot note nf rho_move rho_reg rho_amend
    rho_rec idx audit_e audit_reg audit_move audit_amend sighash link challenge transition
    member_change pause fp_request fp_proof dkg dkg_dealing dkg_dealer dkg_know list request
""".split()

# Number and version of each circuit, and its public inputs in their order, with the number of elements of each.
AUDIT = [("audit_key", 2), ("audit_ephemeral", 2), ("audit_masked", 8)]


def register_inputs(slots):
    head = [("domain", 1), ("today", 1), ("members_root", 1), ("fingerprints", slots), ("generation", 1), ("cm", 1)]
    return head + AUDIT + [("ext", 1)]


CIRCUITS = {
    "register-16": (1, 1, register_inputs(16)),
    "register-128": (2, 1, register_inputs(128)),
    "move": (
        3,
        1,
        [("domain", 1), ("notes_root", 1), ("members_root", 1), ("frozen_root", 1), ("nf", 2), ("cm", 2)]
        + AUDIT
        + [("ext", 1)],
    ),
    "attest": (
        4,
        2,
        [
            (name, 1)
            for name in """
                domain notes_root nullifiers_root members_root frozen_root challenge link currency max_encumbrance
                requested rate_bps
            """.split()
        ]
        + [("verifier", 2)],
    ),
}


def address(key, nkc):
    return H("plimsoll.addr", *key, nkc)


def packed(kind, amount, prior, pool):
    return kind + 2**8 * amount + 2**72 * prior + 2**136 * pool


def commitment(note):
    content = packed(note["kind"], note["amount"], note["prior"], note["pool"])
    return H("plimsoll.note", content, note["lot"], note["bill"], note["owner"], note["rho"], note["r"])


def nullifier(nk, rho, cm):
    return H("plimsoll.nf", nk, rho, cm)


def rho_move(nf_0, nf_1):
    return pair("plimsoll.rho_move", nf_0, nf_1)


def currency(code):
    return int.from_bytes(code.encode("ascii"), "big")


def fingerprint_root(fingerprints):
    return sponge("plimsoll.fp", [len(fingerprints), *fingerprints])


def tagged(name, circuit, elements):
    number, version, parts = CIRCUITS[circuit]
    assert len(elements) == sum(count for _, count in parts)
    return sponge(name, [number, version, *elements])


def external_hash(parts):
    head = [len(parts)] + [len(part) for part in parts]
    message = b"".join(n.to_bytes(8, "big") for n in head) + b"".join(parts)
    return int.from_bytes(keccak256(message)[:31], "big")


def challenge(verifier, purpose, nonce, expires):
    who = external_hash([verifier.encode(), purpose.encode()])
    return sponge("plimsoll.challenge", [who, int.from_bytes(nonce, "big"), expires])


def nobody():
    """The signing key that no one holds."""
    return nobody_of(external_hash([b"plimsoll signing key of nobody", bytes([i])]) for i in range(256))


def audit_scalar(nk, source, cm_0, cm_1, r):
    return H("plimsoll.audit_e", nk, source, cm_0, cm_1, r) % 2**250


def seal(name, scalar, key, messages):
    shared = multiply(scalar, key)
    masked = [(m + lane) % P for m, lane in zip(messages, mask(name, *shared))]
    return multiply(scalar, B8), shared, masked
