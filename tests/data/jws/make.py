"""Writes vectors.json: one JWS of each algorithm, by OpenSSL through the Python package `cryptography`. The keys are forgotten."""

import base64
import json
import pathlib

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def number(value: int, length: int | None = None) -> bytes:
    return value.to_bytes(length or (value.bit_length() + 7) // 8, "big")


HASHES = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}
CURVES = {"ES256": (ec.SECP256R1(), "P-256", 32), "ES384": (ec.SECP384R1(), "P-384", 48), "ES512": (ec.SECP521R1(), "P-521", 66)}


def key_of(alg: str):
    """The public JWK, and what signs."""
    digest = HASHES.get(alg[2:])
    if alg == "EdDSA":
        key = ed25519.Ed25519PrivateKey.generate()
        x = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return {"kty": "OKP", "crv": "Ed25519", "x": b64(x)}, key.sign
    if alg in CURVES:
        curve, name, length = CURVES[alg]
        key = ec.generate_private_key(curve)
        point = key.public_key().public_numbers()

        def sign(message: bytes) -> bytes:
            r, s = decode_dss_signature(key.sign(message, ec.ECDSA(digest)))
            return number(r, length) + number(s, length)

        return {"kty": "EC", "crv": name, "x": b64(number(point.x, length)), "y": b64(number(point.y, length))}, sign
    key = rsa.generate_private_key(65537, 2048)
    public = key.public_key().public_numbers()
    scheme = padding.PSS(padding.MGF1(digest), digest.digest_size) if alg.startswith("PS") else padding.PKCS1v15()
    jwk = {"kty": "RSA", "n": b64(number(public.n)), "e": b64(number(public.e))}
    return jwk, lambda message: key.sign(message, scheme, digest)


jwks, signed = [], []
for alg in ["EdDSA", "ES256", "ES384", "ES512", "PS256", "PS384", "PS512", "RS256", "RS384", "RS512"]:
    jwk, sign = key_of(alg)
    kid = alg.lower()
    jwks.append({**jwk, "kid": kid, "use": "sig"})
    header, payload = ({"alg": alg, "kid": kid}, {"signed by": alg})
    content = ".".join(b64(json.dumps(part).encode()) for part in (header, payload))
    signed.append(f"{content}.{b64(sign(content.encode()))}")
vectors = {"jwks": {"keys": jwks}, "signed": signed}
pathlib.Path(__file__).with_name("vectors.json").write_text(json.dumps(vectors, indent=1) + "\n")
