"""Poseidon2 over BN254's scalar field and the ways in which the protocol uses it (docs/protocol.md, section 3)."""

from functools import cache

from poseidon2_constants import P, instance

# One row per place of M4; wider states use it per block (see external).
M4 = [[5, 7, 1, 3], [4, 6, 1, 1], [1, 3, 5, 7], [1, 1, 4, 6]]

constants = cache(instance)


def external(state):
    t = len(state)
    if t == 3:
        return [(x + sum(state)) % P for x in state]
    blocks = [state[i : i + 4] for i in range(0, t, 4)]
    blocks = [[sum(m * x for m, x in zip(row, block)) for row in M4] for block in blocks]
    if t == 4:
        return [x % P for x in blocks[0]]
    sums = [sum(column) for column in zip(*blocks)]
    return [(x + s) % P for block in blocks for x, s in zip(block, sums)]


def permutation(state):
    full, partial, diagonal_minus_one = constants(len(state))
    state = external(state)
    for round_constants in full[:4]:
        state = external([pow(x + c, 5, P) for x, c in zip(state, round_constants)])
    for c in partial:
        state[0] = pow(state[0] + c, 5, P)
        total = sum(state)
        state = [(d * x + total) % P for d, x in zip(diagonal_minus_one, state)]
    for round_constants in full[4:]:
        state = external([pow(x + c, 5, P) for x, c in zip(state, round_constants)])
    return state


def tag(name):
    """A tag is the big-endian integer of its ASCII name."""
    assert 1 <= len(name) <= 24
    return int.from_bytes(name.encode("ascii"), "big")


def H(name, *inputs):
    """One permutation of the smallest width that holds the tag and all inputs; lane 1."""
    t = min(w for w in (3, 4, 8, 12, 16) if w >= len(inputs) + 1)
    assert inputs
    return permutation([tag(name), *inputs] + [0] * (t - 1 - len(inputs)))[1]


def sponge(name, inputs):
    """Width 16, rate 15, the number of inputs above the tag in lane 0; lane 1."""
    assert 1 <= len(inputs) < 2**16
    state = [tag(name) + 2**192 * len(inputs)] + [0] * 15
    for i in range(0, len(inputs), 15):
        for lane, x in enumerate(inputs[i : i + 15], 1):
            state[lane] = (state[lane] + x) % P
        state = permutation(state)
    return state[1]


def compress(children):
    """A tree node: lane 0 with feed-forward, width 4."""
    return (permutation(children)[0] + children[0]) % P


def pair(name, a, b):
    """Lanes 1 and 2, width 3."""
    return permutation([tag(name), a, b])[1:]


def mask(name, x, y):
    """Lanes 1 to 10, width 12."""
    return permutation([tag(name), x, y] + [0] * 9)[1:11]
