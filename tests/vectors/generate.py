#!/usr/bin/env python3
"""Writes the test vectors: python3 tests/vectors/generate.py [folder]. Takes half a minute; see README.md."""

import json
import pathlib
import sys

from reference import babyjubjub as curve
from reference import documents as layout
from reference import protocol, trees
from reference.blake3 import blake3
from reference.keccak import keccak256
from reference.poseidon2 import H, P, compress, mask, pair, permutation, sponge, tag

L = curve.ORDER
WIDTHS = (3, 4, 8, 12, 16)


def element(label):
    """A field element that nobody chose."""
    return int.from_bytes(keccak256(label.encode()), "big") % P


def elements(label, count):
    return [element(f"{label} {i}") for i in range(count)]


def text(x):
    """How field elements are written: 0x and 64 digits."""
    return f"0x{x:064x}"


def texts(xs):
    return [text(x) for x in xs]


def poseidon2():
    states = [list(range(t)) for t in WIDTHS]
    states += [elements(f"state {t}", t) for t in WIDTHS] + [[P - 1] * t for t in WIDTHS]
    inputs = [elements("hash", n) for n in range(1, 16)] + [[0] * n for n in range(1, 16)]
    long = [elements("sponge", n) for n in (1, 14, 15, 16, 29, 30, 31, 45, 46, 131, 256)]
    # A count that is added to the first block would let n and the first input trade places; zeros behind must tell.
    long += [[0], [0, 0], [1], [1, 0], [2], [0] * 15, [0] * 16, [15] + [0] * 14, [16] + [0] * 14]
    children = [[0] * 4, [1, 2, 3, 4], elements("children", 4)]
    two = [[0, 0], [1, 2], [2, 1], elements("two", 2)]
    return {
        "permutation": [{"in": texts(s), "out": texts(permutation(s))} for s in states],
        "hash": [{"tag": "plimsoll.leaf", "in": texts(xs), "out": text(H("plimsoll.leaf", *xs))} for xs in inputs],
        "sponge": [{"tag": "plimsoll.text", "in": texts(xs), "out": text(sponge("plimsoll.text", xs))} for xs in long],
        "compress": [{"in": texts(xs), "out": text(compress(xs))} for xs in children],
        "pair": [
            {"tag": "plimsoll.rho_move", "in": texts(xs), "out": texts(pair("plimsoll.rho_move", *xs))} for xs in two
        ],
        "mask": [
            {"tag": "plimsoll.audit_move", "in": texts(xs), "out": texts(mask("plimsoll.audit_move", *xs))}
            for xs in two
        ],
    }


def tags():
    return [{"name": f"plimsoll.{name}", "value": text(tag(f"plimsoll.{name}"))} for name in protocol.TAGS]


def append_tree():
    depth, leaves = 3, [H("plimsoll.leaf", i, 0, 0) for i in range(22)]
    return {
        "empty": [text(trees.empty(height)) for height in range(17)],
        "depth": depth,
        "leaves": texts(leaves),
        "roots": [text(trees.root(leaves[:n], depth)) for n in range(len(leaves) + 1)],
        "paths": [
            {"index": i, "children": [texts(level) for level in trees.path(leaves, depth, i)]} for i in (0, 5, 16, 21)
        ],
    }


def indexed_tree():
    depth = 3
    tree = trees.Indexed(depth)
    steps = [{"insert": None, "root": text(tree.root())}]
    inserted = [50, 7, 9, 2**252 - 1, 2**252 + 1, P - 1, P - 3, *elements("nullifier", 4)]
    for value in inserted:
        tree.insert(value)
        steps.append({"insert": text(value), "root": text(tree.root())})
    absent = []
    for x in [1, 6, 8, 10, 2**252 - 2, 2**252 + 2, 2**253 - 1, 3 * 2**252 + 1, P - 2, element("absent")]:
        low, following, position, path = tree.absence(x)
        absent.append(
            {
                "value": text(x),
                "low": text(low),
                "next": text(following),
                "index": position,
                "children": [texts(level) for level in path],
            }
        )
    rebuilt = trees.Indexed(depth)
    for value in sorted(inserted):
        rebuilt.insert(value)
    return {
        "depth": depth,
        "steps": steps,
        "absent": absent,
        "present": texts([*trees.SENTINELS, *inserted]),
        "sorted": texts(sorted(inserted)),
        "sorted_root": text(rebuilt.root()),
    }


def members():
    out = []
    for name, roles in [("carrier", 1), ("valuer", 2), ("trader", 4), ("bank", 8), ("bank and trader", 12), ("leaver", 16)]:
        scheme, number = "LEI", f"number of {name}"
        org = protocol.org(scheme, number)
        seed, nk = keccak256(f"seed of {name}".encode()), element(f"nk of {name}")
        key, nkc = curve.public_key(seed), H("plimsoll.nkc", nk)
        addr = protocol.address(key, nkc)
        out.append(
            {
                "seed": seed.hex(),
                "nk": text(nk),
                "key": texts(key),
                "nkc": text(nkc),
                "address": text(addr),
                "roles": roles,
                "scheme": scheme,
                "number": number,
                "org": text(org),
                "leaf": text(H("plimsoll.member", addr, roles, org)),
            }
        )
    return out


def notes():
    lot, bill, nk = protocol_lot(), element("bill"), element("nk of trader")
    made = element("nullifier of the pledged title")
    contents = [
        ("DUMMY", 0, 0, 0, 0, 0, 0, 0),
        ("TITLE", 1, 250_000_00, 0, 0, lot, bill, 0),
        ("LIEN", 2, 100_000_00, 150_000_00, 100_000_00, lot, bill, made),
        ("LIEN", 2, 2**64 - 1, 2**64 - 2, 2**64 - 1, lot, bill, made),
        ("RETIRED", 3, 0, 0, 0, lot, bill, 0),
        ("RELEASE", 4, 1, 0, 0, lot, 0, 0),
    ]
    out = []
    for i, (name, kind, amount, prior, pool, lot_of, bill_of, made_of) in enumerate(contents):
        note = {"kind": kind, "amount": amount, "prior": prior, "pool": pool, "lot": lot_of, "bill": bill_of}
        owner = 0 if name == "RELEASE" else element("owner")
        note |= {"made": made_of, "owner": owner, "rho": element(f"rho {i}"), "r": element(f"r {i}")}
        cm = protocol.commitment(note)
        shown = {field: text(note[field]) for field in ("lot", "bill", "made", "owner", "rho", "r")}
        out.append(
            {
                "note": {"kind": name, "amount": amount, "prior": prior, "pool": pool, **shown},
                "packed": text(protocol.packed(kind, amount, prior, pool)),
                "commitment": text(cm),
                "nk": text(nk),
                "nullifier": text(protocol.nullifier(note["r"] if name == "RELEASE" else nk, note["rho"], cm)),
            }
        )
    nfs = [[element("nf 0"), element("nf 1")], [element("nf 1"), element("nf 0")]]
    lots = [(element("F_DOC"), generation) for generation in (0, 1, 2**32)]
    return {
        "notes": out,
        "lots": [
            {
                "f_doc": text(f),
                "generation": g,
                "lot": text(H("plimsoll.lot", f, g)),
                "rho": text(H("plimsoll.rho_reg", f, g)),
            }
            for f, g in lots
        ],
        "rho_retitled": [
            {"nf": text(nf), "amend": text(H("plimsoll.rho_amend", nf)), "revalue": text(H("plimsoll.rho_revalue", nf))}
            for nf in nfs[0]
        ],
        "rho_move": [{"nf": texts(nf), "rho": texts(protocol.rho_move(*nf))} for nf in nfs],
    }


def protocol_lot():
    return H("plimsoll.lot", element("F_DOC"), 0)


def documents():
    salt = element("document salt")

    def made(part, header, *lists):
        """A document of so many header values, and of records and fields in each list."""
        header = elements(f"{part} header", header)
        lists = [
            [elements(f"{part} list {place} record {i}", fields) for i in range(records)]
            for place, (records, fields) in enumerate(lists)
        ]
        return {
            "part": part,
            "salt": text(salt),
            "header": texts(header),
            "lists": [[texts(fields) for fields in records] for records in lists],
            "root": text(layout.root(part, header, lists, salt)),
        }

    roots = elements("annex", 15)
    sets = [
        ([], None, None),
        (roots[:1], roots[12], roots[13]),
        (roots[:3], None, roots[13]),
        (roots[:12], roots[12], None),
    ]
    return {
        "texts": [
            {"text": t, "value": text(layout.text_value(t))}
            for t in ("CLANF", "x" * 31, "x" * 32, "Größe & Söhne GmbH, Straße nach Nirgendwo 1", "虚构铜业贸易有限公司" * 3)
        ],
        "documents": [
            made("bill", 53, (2, 9), (3, 8), (1, 12)),
            made("invoice 0", 17, (2, 9)),
            made("invoice 11", 17, (1, 9)),
            made("packing list", 7, (2, 5)),
            made("insurance", 14),
            made("dossier", 0, (5, 12), (4, 5), (1, 11), (17, 2)),
        ],
        "annexes": [
            {
                "invoices": texts(invoices),
                "packing_list": packing and text(packing),
                "insurance": insurance and text(insurance),
                "dossier": text(roots[14]),
                "root": text(layout.annex_root(invoices, packing, insurance, roots[14])),
            }
            for invoices, packing, insurance in sets
        ],
    }


def credentials():
    domain, doc_root, annex_root = element("domain"), element("doc_root"), element("annex_root")
    lot, first_holder, usd = protocol_lot(), element("first holder"), protocol.currency("USD")
    fingerprints = {slots: elements("fingerprint", slots) for slots in (40, 340)}
    fp_root = protocol.fingerprint_root(fingerprints[40])
    value, valued_at, expires, valid_until = 1_250_000_00, 20_595, 20_655, 20_630
    issuer, valuer, blinding = element("issuer"), element("valuer"), element("blinding")
    bill = H("plimsoll.bill", doc_root, annex_root, value, usd, issuer, valuer, valued_at)
    documents = {"doc_root": text(doc_root), "annex_root": text(annex_root)}
    money = {"value": value, "currency": "USD", "valued_at": valued_at}
    return {
        "fingerprint_roots": [
            {"fingerprints": texts(fs), "root": text(protocol.fingerprint_root(fs))} for fs in fingerprints.values()
        ],
        "soft_values": [
            {"f": text(f), "j": j, "value": text(protocol.soft_value(f, j))} for f in elements("soft", 2) for j in (0, 1, 2**64 - 1)
        ],
        "credential": {
            "content": {
                "domain": text(domain),
                **documents,
                "fp_root": text(fp_root),
                "first_holder": text(first_holder),
                "generation": 0,
                "valid_until": valid_until,
            },
            "message": text(H("plimsoll.cred", domain, doc_root, annex_root, fp_root, first_holder, 0, valid_until)),
        },
        "amendment": {
            "content": {
                "domain": text(domain),
                "lot": text(lot),
                "old_bill": text(bill),
                **documents,
                "added_fp_root": text(fp_root),
                "valid_until": valid_until,
            },
            "message": text(H("plimsoll.amend", domain, lot, bill, doc_root, annex_root, fp_root, valid_until)),
        },
        "valuation": {
            "content": {"domain": text(domain), "lot": text(lot), **documents, **money, "expires": expires},
            "message": text(
                H("plimsoll.value", domain, lot, doc_root, annex_root, value, usd, valued_at, expires)
            ),
        },
        "bill": {
            "content": {**documents, **money, "issuer": text(issuer), "valuer": text(valuer)},
            "commitment": text(bill),
        },
        "link": {
            "bill": text(bill),
            "lot": text(lot),
            "blinding": text(blinding),
            "link": text(H("plimsoll.link", bill, lot, blinding)),
        },
    }


def sheets():
    """Sheets as an issuer signs them: of a bill as it was issued, and of an amendment."""
    domain, lot = element("domain"), protocol_lot()
    first, second = elements("documents", 2), elements("amended documents", 2)
    f = elements("sheet", 40)
    keys = {0: "doc", 1: {"invoice": 0}, **{4 + 2 * i + j: {box: i} for i in range(6) for j, box in enumerate(("box-a", "box-b"))}}
    keys |= {16: {"soft-invoice": 0}, 19: {"soft-seal": 0}, 20: {"soft-days": 0}, 21: {"soft-weight": 0}, 22: {"soft-shipper": 1}, 37: "soft-booking"}
    added = {0: "doc", 3: {"invoice": 2}, 4: {"box-b": 61}, 39: {"soft-weight": 61}}
    numbers = {16: 0, 19: 1, 20: 255, 21: 256, 22: 65536, 37: 2**64 - 1, 39: 3}

    def sheet(roots, before, placed):
        soft = {i: (f[i], numbers[i]) for i in placed if i in numbers}
        values = [protocol.soft_value(*soft[i]) if i in soft else x for i, x in enumerate(f)]

        def slot(i):
            if i in soft:
                return {"soft": {"of": placed[i], "f": text(f[i]), "j": numbers[i]}}
            return {"key": {"of": placed[i], "f": text(f[i])}} if i in placed else {"pad": text(f[i])}

        slots = [slot(i) for i in range(len(f))]
        content = {"domain": text(domain), "lot": text(lot), "roots": texts(roots), "before": texts(before), "slots": slots}
        encoded = b"".join(protocol.sheet_slot(placed.get(i), soft.get(i)) for i in range(len(f)))
        return {"content": content, "message": text(protocol.sheet(domain, lot, roots, before, values, encoded))}

    return [sheet(first, [0, 0], keys), sheet(second, first, added)]


def lists():
    """Published lists: of points, narrow and wide, and of prefixes, with prices and without."""

    def made(of, width, entries, currency=""):
        def entry(value, price):
            if width != "prefixes":
                point = int.from_bytes(value.encode(), "big")
                return point, point, 0
            scale = 10 ** (12 - len(value))
            return int(value) * scale, (int(value) + 1) * scale - 1, price

        root = protocol.list_root(width, sorted(entry(*e) for e in entries))
        values = "price-per-kg" if currency else ""
        head = {"name": f"some-{of}", "of": of, "values": values, "currency": currency, "edition": 12, "dated": "2026-05-20", "source": "made up"}
        shown = [{"value": value, "price": price} for value, price in sorted(entries)]
        return head | {"entries": shown, "root": text(root), "message": text(protocol.list_edition(*head.values(), root))}

    many = [(f"ZZ{a}{b}A", 0) for a in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" for b in "XYZ"]
    return [
        made("country", "narrow", [("NL", 0), ("ZZ", 0)]),
        made("port", "narrow", many),
        made("text", "wide", [("MV FICTION", 0), ("Fictional Copper Trading Ltd", 0)]),
        made("hs", "prefixes", [("01", 0), ("740311", 0), ("74040010", 0), ("930690999999", 0)]),
        made("hs", "prefixes", [("7403", 92500), ("740400", 1), ("76", 2**64 - 1)], "USD"),
    ]


def signatures():
    seed, other = keccak256(b"seed of carrier"), keccak256(b"seed of bank")
    (sk, _), (other_sk, _) = curve.secret_scalar(seed), curve.secret_scalar(other)
    key, message, nonce = curve.public_key(seed), element("message"), element("nonce") % L
    r, s = curve.sign(seed, message)
    eighth = curve.torsion()
    small = {order: curve.multiply(8 // order, eighth) for order in (2, 4, 8)}
    cases = [
        ("as the signer signs", key, message, r, s),
        ("another nonce", key, message, *curve.sign_with(sk, message, nonce, curve.IDENTITY)),
        ("message 0", key, 0, *curve.sign(seed, 0)),
        ("message r - 1", key, P - 1, *curve.sign(seed, P - 1)),
        *(
            (f"R with a part of order {order}: cofactored", key, message, *curve.sign_with(sk, message, nonce, point))
            for order, point in small.items()
        ),
        *(
            (f"R of order {order} alone: cofactored", key, message, *curve.sign_with(sk, message, 0, point))
            for order, point in small.items()
        ),
        ("R the identity", key, message, *curve.sign_with(sk, message, 0, curve.IDENTITY)),
        ("another message", key, message + 1, r, s),
        ("another key", curve.public_key(other), message, r, s),
        ("another signer's signature", key, message, *curve.sign_with(other_sk, message, nonce, curve.IDENTITY)),
        ("S + 1", key, message, r, (s + 1) % L),
        ("-S", key, message, r, L - s),
        ("S + l, the same residue", key, message, r, s + L),
        ("-R", key, message, curve.negate(r), s),
        ("R moved by a point of order 2 after signing", key, message, curve.add(r, small[2]), s),
        ("R off the curve", key, message, (r[0], r[1] + 1), s),
        ("R.x + r, the same residue", key, message, (r[0] + P, r[1]), s),
        ("key the identity", curve.IDENTITY, message, curve.multiply(nonce, curve.B8), nonce),
        ("key of order 2", small[2], message, curve.multiply(nonce, curve.B8), nonce),
        ("key of order 8", small[8], message, curve.multiply(nonce, curve.B8), nonce),
        ("key off the subgroup", *off_subgroup(sk, small[8], message, nonce)),
        ("key off the curve", (key[0], key[1] + 1), message, r, s),
    ]
    return {
        "blake3": [{"in": m.hex(), "out": blake3(m).hex()} for m in (b"", b"abc", seed, seed + other)],
        "nobody": texts(protocol.nobody()),
        "keys": [{"seed": k.hex(), "key": texts(curve.public_key(k))} for k in (seed, other, bytes(32), b"\xff" * 32)],
        "signed": [
            {"seed": seed.hex(), "message": text(m), "r": texts(point), "s": text(scalar)}
            for m in (0, 1, P - 1, message)
            for point, scalar in [curve.sign(seed, m)]
        ],
        "verify": [
            {
                "case": case,
                "key": texts(k),
                "message": text(m),
                "signature": {"r": texts(point), "s": text(scalar)},
                "valid": curve.verify(k, m, (point, scalar)),
            }
            for case, k, m, point, scalar in cases
        ],
    }


def off_subgroup(sk, small, message, nonce):
    """A key with a part of small order, and the signature that would hold under it."""
    key, r = curve.add(curve.multiply(sk, curve.B8), small), curve.multiply(nonce, curve.B8)
    return key, message, r, (nonce + curve.challenge(message, r, key) * sk) % L


def audit():
    sealed = []
    for name in ("audit_reg", "audit_move", "audit_amend", "audit_revalue"):
        secret = element(f"audit key of {name}") % L
        key = curve.multiply(secret, curve.B8)
        for scalar in (element(f"scalar of {name}") % 2**250, 1, 2**250 - 1):
            messages = elements(f"messages of {name}", 6) + [0, 0]
            ephemeral, shared, masked, blindings = protocol.seal(f"plimsoll.{name}", scalar, key, messages)
            assert shared == curve.multiply(secret, ephemeral)
            sealed.append(
                {
                    "tag": f"plimsoll.{name}",
                    "key": texts(key),
                    "scalar": text(scalar),
                    "messages": texts(messages),
                    "ephemeral": texts(ephemeral),
                    "shared": texts(shared),
                    "masked": texts(masked),
                    "blindings": texts(blindings),
                }
            )
    derived = []
    for i in range(4):
        nk, source, *rest = elements(f"audit scalar {i}", 10)
        outputs = [
            {"kind": 1 + j, "amount": 5 * i, "prior": 3 * j, "pool": 7 * j}
            | dict(zip(("lot", "bill", "made", "owner"), rest[4 * j :]))
            for j in range(1 + i % 2)
        ]
        fresh = keccak256(bytes([i]))
        derived.append(
            {
                "nk": text(nk),
                "source": text(source),
                "outputs": [
                    {k: text(v) if k in ("lot", "bill", "made", "owner") else v for k, v in note.items()} for note in outputs
                ],
                "fresh": fresh.hex(),
                "scalar": text(protocol.audit_scalar(nk, source, outputs, fresh)),
            }
        )
    return {"scalars": derived, "sealed": sealed}


def statements():
    out = []
    for circuit, (number, version, parts) in protocol.CIRCUITS.items():
        public = {name: elements(f"{circuit} {name}", count) for name, count in parts}
        flat = [x for xs in public.values() for x in xs]
        out.append(
            {
                "circuit": circuit,
                "number": number,
                "version": version,
                "public": {name: texts(xs) for name, xs in public.items()},
                "elements": texts(flat),
                "sighash": text(protocol.sighash(circuit, public)),
                "identity": "0x" + protocol.identity(circuit, public).hex(),
                "inputs": texts(protocol.public_inputs(circuit, public)),
            }
        )
    return out


def external():
    filler = bytes(i % 251 for i in range(1000))
    keccaks = [filler[:n] for n in (0, 1, 3, 135, 136, 137, 271, 272, 273, 1000)]
    parts = [[], [b""], [b"", b""], [b"memo"], [b"me", b"mo"], [b"memo", b""], [filler[:512], filler[:512]]]
    nonce = bytes(range(16))
    asks = [("Bank of Tilbury", "pre-check", 1_780_000_000), ("", "", 0), ("Banque de l'Île", "avance", 2**64 - 1)]
    return {
        "keccak256": [{"in": m.hex(), "out": keccak256(m).hex()} for m in keccaks],
        "external_hash": [{"parts": [p.hex() for p in ps], "out": text(protocol.external_hash(ps))} for ps in parts],
        "challenge": [
            {
                "verifier": verifier,
                "purpose": purpose,
                "nonce": nonce.hex(),
                "expires": expires,
                "out": text(protocol.challenge(verifier, purpose, nonce, expires)),
            }
            for verifier, purpose, expires in asks
        ],
    }


FILES = {
    "poseidon2": poseidon2,
    "tags": tags,
    "append_tree": append_tree,
    "indexed_tree": indexed_tree,
    "members": members,
    "notes": notes,
    "documents": documents,
    "credentials": credentials,
    "sheets": sheets,
    "lists": lists,
    "signatures": signatures,
    "audit": audit,
    "statements": statements,
    "external": external,
}


def main():
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent)
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in FILES.items():
        content = json.dumps(make(), indent=1, ensure_ascii=False) + "\n"
        (folder / f"{name}.json").write_text(content, encoding="utf-8")


if __name__ == "__main__":
    main()
