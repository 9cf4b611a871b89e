#!/usr/bin/env python3
"""Prints digest/src/poseidon2/constants.rs: Poseidon2's constants over BN254's scalar field.

Written from the published parameter procedure (Grassi, Khovratovich, Schofnegger, https://eprint.iacr.org/2023/323, and
its reference script poseidon2_rust_params.sage): a Grain LFSR, seeded with the instance's parameters (the S-box x^5 by
0), gives first the round constants, then diagonals of the internal matrix until one meets the minimal-polynomial
condition. It shares no code with the crate whose permutation the circuits are tested against. Takes ten seconds.

    python3 tests/vectors/poseidon2_constants.py > digest/src/poseidon2/constants.rs
    rustfmt --edition 2024 digest/src/poseidon2/constants.rs
"""

P = 21888242871839275222246405745257275088548364400416034343698204186575808495617
BITS = 254
FULL_ROUNDS = 8
PARTIAL_ROUNDS = {3: 56, 4: 56, 8: 57, 12: 57, 16: 57}


class Grain:
    """The Grain LFSR in self-shrinking mode."""

    def __init__(self, width, partial):
        fields = [(1, 2), (0, 4), (BITS, 12), (width, 12), (FULL_ROUNDS, 10), (partial, 10), (2**30 - 1, 30)]
        self.state = [int(bit) for value, size in fields for bit in format(value, f"0{size}b")]
        for _ in range(160):
            self.step()

    def step(self):
        s = self.state
        bit = s[62] ^ s[51] ^ s[38] ^ s[23] ^ s[13] ^ s[0]
        s.pop(0)
        s.append(bit)
        return bit

    def bit(self):
        while self.step() == 0:
            self.step()
        return self.step()

    def integer(self):
        value = 0
        for _ in range(BITS):
            value = 2 * value + self.bit()
        return value

    def element(self):
        while (value := self.integer()) >= P:
            pass
        return value


def matmul(a, b):
    columns = list(zip(*b))
    return [[sum(x * y for x, y in zip(row, column)) % P for column in columns] for row in a]


def characteristic(m):
    """Coefficients of det(x - m), lowest first, monic (Faddeev and LeVerrier)."""
    n = len(m)
    coefficients = [0] * n + [1]
    aux = [[0] * n for _ in range(n)]
    for k in range(1, n + 1):
        aux = matmul(m, aux)
        for i in range(n):
            aux[i][i] = (aux[i][i] + coefficients[n - k + 1]) % P
        trace = sum(matmul(m, aux)[i][i] for i in range(n))
        coefficients[n - k] = -trace * pow(k, -1, P) % P
    return coefficients


def reduce(a, f):
    """a modulo the monic f."""
    n = len(f) - 1
    a = a[:]
    for i in range(len(a) - 1, n - 1, -1):
        c = a[i] % P
        if c:
            for j in range(n):
                a[i - n + j] -= c * f[j]
    return [x % P for x in a[:n]] + [0] * (n - len(a))


def mulmod(a, b, f):
    out = [0] * (len(a) + len(b) - 1)
    for i, x in enumerate(a):
        if x:
            for j, y in enumerate(b):
                out[i + j] += x * y
    return reduce(out, f)


def gcd_is_one(a, b):
    def trim(v):
        while v and v[-1] == 0:
            v.pop()
        return v

    a, b = trim(a[:]), trim(b[:])
    while b:
        inverse = pow(b[-1], -1, P)
        monic = [x * inverse % P for x in b]
        a, b = b, trim(reduce(a, monic)) if len(a) >= len(monic) else a
    return len(a) == 1


def irreducible(f):
    """Rabin's test."""
    n = len(f) - 1
    x = reduce([0, 1], f)
    power = [1] + [0] * (n - 1)
    for bit in bin(P)[2:]:
        power = mulmod(power, power, f)
        if bit == "1":
            power = mulmod(power, x, f)
    # The images of 1, x, x^2, .. under Frobenius: applying it is then a linear map.
    images = [[1] + [0] * (n - 1)]
    for _ in range(n - 1):
        images.append(mulmod(images[-1], power, f))
    iterate = x
    for k in range(1, n + 1):
        iterate = [sum(c * images[i][j] for i, c in enumerate(iterate)) % P for j in range(n)]
        difference = [(u - v) % P for u, v in zip(iterate, x)]
        if k < n and n % k == 0 and not gcd_is_one(f, difference):
            return False
    return iterate == x


def sound(diagonal):
    """All of M, M^2, .., M^2t have an irreducible minimal polynomial of degree t."""
    t = len(diagonal)
    m = [[diagonal[i] if i == j else 1 for j in range(t)] for i in range(t)]
    power = m
    for _ in range(2 * t):
        if not irreducible(characteristic(power)):
            return False
        power = matmul(m, power)
    return True


def instance(t):
    partial = PARTIAL_ROUNDS[t]
    grain = Grain(t, partial)
    half = FULL_ROUNDS // 2
    first = [[grain.element() for _ in range(t)] for _ in range(half)]
    internal = [grain.element() for _ in range(partial)]
    last = [[grain.element() for _ in range(t)] for _ in range(half)]
    if t == 3:
        diagonal = [2, 2, 3]
    else:
        while not sound(diagonal := [grain.integer() % P for _ in range(t)]):
            pass
    return first + last, internal, [(d - 1) % P for d in diagonal]


def rust(values, indent):
    return "".join(f'{" " * indent}MontFp!("{v}"),\n' for v in values)


def main():
    print("//! Round constants and internal matrices of Poseidon2 over BN254's scalar field, printed by")
    print("//! `tests/vectors/poseidon2_constants.py`, which derives them from the published procedure.\n")
    print("use super::Constants;")
    print("use ark_ff::MontFp;\n")
    for t, partial in PARTIAL_ROUNDS.items():
        external, internal, diagonal = instance(t)
        print(f"/// Width {t}.")
        print(f"pub static WIDTH_{t}: Constants<{t}, {partial}> = Constants {{")
        print("    external: [")
        for row in external:
            print("        [\n" + rust(row, 12) + "        ],")
        print("    ],\n    internal: [\n" + rust(internal, 8) + "    ],")
        print("    diagonal_minus_one: [\n" + rust(diagonal, 8) + "    ],\n};\n")


if __name__ == "__main__":
    main()
