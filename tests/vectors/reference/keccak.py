"""Keccak-256 as Ethereum uses it (padding 0x01, not SHA-3's 0x06)."""

RATE = 136
MASK = 2**64 - 1


def rotate(x, n):
    n %= 64
    return (x << n | x >> 64 - n) & MASK if n else x


def round_constants():
    register, out = 1, []
    for _ in range(24):
        constant = 0
        for j in range(7):
            constant ^= (register & 1) << 2**j - 1
            register = register << 1 ^ (0x171 if register & 0x80 else 0)
        out.append(constant)
    return out


ROUND_CONSTANTS = round_constants()


def keccak_f(a):
    """a[x][y], 64-bit lanes."""
    for constant in ROUND_CONSTANTS:
        c = [a[x][0] ^ a[x][1] ^ a[x][2] ^ a[x][3] ^ a[x][4] for x in range(5)]
        d = [c[(x - 1) % 5] ^ rotate(c[(x + 1) % 5], 1) for x in range(5)]
        a = [[a[x][y] ^ d[x] for y in range(5)] for x in range(5)]
        x, y, current = 1, 0, a[1][0]
        for t in range(24):
            x, y = y, (2 * x + 3 * y) % 5
            current, a[x][y] = a[x][y], rotate(current, (t + 1) * (t + 2) // 2)
        a = [[a[x][y] ^ (~a[(x + 1) % 5][y] & MASK & a[(x + 2) % 5][y]) for y in range(5)] for x in range(5)]
        a[0][0] ^= constant
    return a


def keccak256(message):
    padded = bytearray(message) + b"\x01"
    padded += bytes(-len(padded) % RATE)
    padded[-1] |= 0x80
    a = [[0] * 5 for _ in range(5)]
    for start in range(0, len(padded), RATE):
        for i in range(RATE // 8):
            lane = int.from_bytes(padded[start + 8 * i : start + 8 * i + 8], "little")
            a[i % 5][i // 5] ^= lane
        a = keccak_f(a)
    return b"".join(a[i % 5][i // 5].to_bytes(8, "little") for i in range(4))
