"""Four-ary Merkle trees and the indexed tree, recomputed from their leaves each time."""

from poseidon2_constants import P

from .poseidon2 import H, compress

SENTINELS = [k * 2**252 for k in range(4)]


def empty(height):
    node = 0
    for _ in range(height):
        node = compress([node] * 4)
    return node


def levels(leaves, depth):
    """All nodes that are not empty, leaves first; the last level is the root."""
    assert len(leaves) <= 4**depth
    out, blank = [list(leaves)], 0
    for _ in range(depth):
        below = out[-1] + [blank] * (-len(out[-1]) % 4) or [blank] * 4
        out.append([compress(below[i : i + 4]) for i in range(0, len(below), 4)])
        blank = compress([blank] * 4)
    return out


def root(leaves, depth):
    return levels(leaves, depth)[-1][0]


def path(leaves, depth, index):
    """Per level, leaf first, the four children of the node above."""
    out, blank = [], 0
    for nodes in levels(leaves, depth)[:-1]:
        first = index // 4 * 4
        out.append([nodes[i] if i < len(nodes) else blank for i in range(first, first + 4)])
        index, blank = index // 4, compress([blank] * 4)
    return out


class Indexed:
    """The sorted linked list: positions in the order of insertion, the four sentinels first."""

    def __init__(self, depth):
        self.depth, self.values = depth, list(SENTINELS)

    def next(self, value):
        return min((v for v in self.values if v > value), default=0)

    def leaves(self):
        return [H("plimsoll.idx", v, self.next(v)) for v in self.values]

    def root(self):
        return root(self.leaves(), self.depth)

    def insert(self, value):
        assert value not in self.values and 0 <= value < P
        self.values.append(value)

    def absence(self, x):
        """The leaf that skips x: value, next, position, path."""
        assert x not in self.values
        low = max(v for v in self.values if v < x)
        position = self.values.index(low)
        return low, self.next(low), position, path(self.leaves(), self.depth, position)
