"""Baby Jubjub in circomlib's form, a x^2 + y^2 = 1 + d x^2 y^2, and EdDSA over it with Poseidon2."""

from poseidon2_constants import P

from .blake3 import blake3
from .poseidon2 import permutation, tag

A = 168700
D = 168696
ORDER = 2736030358979909402780800718157159386076813972158567259200215660948447373041  # of the subgroup
COFACTOR = 8
IDENTITY = (0, 1)
B8 = (
    5299619240641551281634865583518297030282874472190772894086521144482721001553,
    16950150798460657717958625567821834550301663161624707787222815936182638968203,
)


def on_curve(p):
    x, y = p
    return (A * x * x + y * y - 1 - D * x * x * y * y) % P == 0


def add(p, q):
    """The complete addition law: a is a square and d is not, so the denominators are never 0."""
    (x1, y1), (x2, y2) = p, q
    product = D * x1 * x2 * y1 * y2 % P
    x = (x1 * y2 + y1 * x2) * pow(1 + product, -1, P) % P
    y = (y1 * y2 - A * x1 * x2) * pow(1 - product, -1, P) % P
    return x, y


def negate(p):
    return -p[0] % P, p[1]


def multiply(k, p):
    out = IDENTITY
    for bit in bin(k)[2:]:
        out = add(out, out)
        if bit == "1":
            out = add(out, p)
    return out


def in_subgroup(p):
    return on_curve(p) and multiply(ORDER, p) == IDENTITY


def square_root(n):
    """A square root modulo P (Tonelli and Shanks), None if there is none."""
    if n == 0:
        return 0
    if pow(n, (P - 1) // 2, P) != 1:
        return None
    s, q = 0, P - 1
    while q % 2 == 0:
        s, q = s + 1, q // 2
    z = next(z for z in range(2, P) if pow(z, (P - 1) // 2, P) == P - 1)
    m, c, t, r = s, pow(z, q, P), pow(n, q, P), pow(n, (q + 1) // 2, P)
    while t != 1:
        i, u = 0, t
        while u != 1:
            i, u = i + 1, u * u % P
        b = pow(c, 2 ** (m - i - 1), P)
        m, c = i, b * b % P
        t, r = t * c % P, r * b % P
    return r


def torsion():
    """A point of order 8."""
    for y in range(2, 1000):
        root = square_root((y * y - 1) * pow(D * y * y - A, -1, P) % P)
        if root is not None:
            point = multiply(ORDER, (min(root, P - root), y))
            if multiply(4, point) != IDENTITY:
                return point


def nobody(candidates):
    """The first point whose y is among these, x the smaller of two, with its part of small order removed."""
    for y in candidates:
        root = square_root((1 - y * y) * pow(A - D * y * y, -1, P) % P)
        if root is not None:
            point = multiply(COFACTOR, (min(root, P - root), y))
            if point != IDENTITY:
                return point


def challenge(message, r, key):
    return permutation([tag("EdDSA Signature"), *r, *key, message, 0, 0])[1] % ORDER


def secret_scalar(seed):
    """The signing scalar and the nonce secret of 32 secret bytes."""
    digest = bytearray(blake3(seed))
    digest[0] &= 0xF8
    digest[31] = digest[31] & 0x7F | 0x40
    return int.from_bytes(digest[:32], "little") % ORDER, int.from_bytes(digest[32:], "little") % ORDER


def public_key(seed):
    return multiply(secret_scalar(seed)[0], B8)


def sign(seed, message):
    sk, nonce_secret = secret_scalar(seed)
    wide = blake3(nonce_secret.to_bytes(32, "little") + message.to_bytes(32, "little"))
    nonce = int.from_bytes(wide, "little") % ORDER
    return sign_with(sk, message, nonce, IDENTITY)


def sign_with(sk, message, nonce, small):
    """Signs with this nonce, and a point of small order added to R."""
    r = add(multiply(nonce, B8), small)
    c = challenge(message, r, multiply(sk, B8))
    return r, (nonce + c * sk) % ORDER


def verify(key, message, signature):
    """The cofactored equation, 8 S B = 8 R + 8 c A, keys in the subgroup and not the identity, R on the curve."""
    r, s = signature
    canonical = all(x < P for x in (*r, *key)) and s < ORDER
    if not canonical or key == IDENTITY or not in_subgroup(key) or not on_curve(r):
        return False
    right = add(r, multiply(challenge(message, r, key), key))
    return multiply(COFACTOR, multiply(s, B8)) == multiply(COFACTOR, right)
