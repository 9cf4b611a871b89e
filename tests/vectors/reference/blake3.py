"""BLAKE3 of at most one block of 64 bytes, 64 bytes of output: all that the signing keys need."""

IV = [
    0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A,
    0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19,
]  # fmt: skip
ORDER = [2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8]
CHUNK_START, CHUNK_END, ROOT = 1, 2, 8
MASK = 2**32 - 1


def rotate_right(x, n):
    return (x >> n | x << 32 - n) & MASK


def mix(v, a, b, c, d, x, y):
    for word, first, second in ((x, 16, 12), (y, 8, 7)):
        v[a] = (v[a] + v[b] + word) & MASK
        v[d] = rotate_right(v[d] ^ v[a], first)
        v[c] = (v[c] + v[d]) & MASK
        v[b] = rotate_right(v[b] ^ v[c], second)


def blake3(message):
    assert len(message) <= 64
    block = message + bytes(64 - len(message))
    m = [int.from_bytes(block[i : i + 4], "little") for i in range(0, 64, 4)]
    v = IV + IV[:4] + [0, 0, len(message), CHUNK_START | CHUNK_END | ROOT]
    for _ in range(7):
        for i in range(4):
            mix(v, i, 4 + i, 8 + i, 12 + i, m[2 * i], m[2 * i + 1])
        for i in range(4):
            mix(v, i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4, m[8 + 2 * i], m[9 + 2 * i])
        m = [m[i] for i in ORDER]
    out = [v[i] ^ v[i + 8] for i in range(8)] + [v[i + 8] ^ IV[i] for i in range(8)]
    return b"".join(word.to_bytes(4, "little") for word in out)
