"""The runs of rows that the prover recognises, each row as a polynomial that is zero, in names of their own.

`gadgets.json` has them in the names of the gadgets: `Gadget.has` finds a run in a gadget's rows.
"""

from kernel import names


class Run:
    """Rows over names."""

    def __init__(self, text, rows):
        self.names, self.rows = text.split(), rows


class Runs:
    """Over the curve's coefficients."""

    def __init__(self, golden):
        a, d, m = golden.a, golden.d, golden.montgomery
        self.on_curve = run("x y xx yy", lambda x, y, xx, yy: [
            x * x - xx,
            y * y - yy,
            d * xx * yy - (a * xx + yy - 1),
        ])
        self.addition = run("x1 y1 x2 y2 p q cross tau x3 y3", lambda x1, y1, x2, y2, p, q, cross, tau, x3, y3: [
            x1 * y2 - p,
            y1 * x2 - q,
            (y1 - a * x1) * (x2 + y2) - cross,
            p * q - tau,
            x3 * (1 + d * tau) - (p + q),
            y3 * (1 - d * tau) - (cross + a * p - q),
        ])
        self.doubling = run("x y p xx yy x3 y3", lambda x, y, p, xx, yy, x3, y3: [
            x * y - p,
            x * x - xx,
            y * y - yy,
            x3 * (a * xx + yy) - 2 * p,
            y3 * (2 - a * xx - yy) - (yy - a * xx),
        ])
        self.conversion = run("x y u v", lambda x, y, u, v: [u * (1 - y) - (1 + y), v * x - u])
        self.conversion_back = run("u v x y", lambda u, v, x, y: [x * v - u, y * (u + 1) - (u - 1)])
        self.montgomery_addition = run("u1 v1 u2 v2 m u3 v3", lambda u1, v1, u2, v2, s, u3, v3: [
            s * (u2 - u1) - (v2 - v1),
            s * s - (u3 + m + u1 + u2),
            s * (u1 - u3) - (v3 + v1),
        ])
        self.montgomery_doubling = run("u v uu m u3 v3", lambda u, v, uu, s, u3, v3: [
            u * u - uu,
            s * (2 * v) - (3 * uu + 2 * m * u + 1),
            s * s - (u3 + m + 2 * u),
            s * (u - u3) - (v3 + v),
        ])
        self.double_addition = run("u1 v1 u2 v2 m w n u3 v3", lambda u1, v1, u2, v2, s, w, n, u3, v3: [
            s * (u2 - u1) - (v2 - v1),
            s * s - (w + m + u1 + u2),
            (s + n) * (u1 - w) - 2 * v1,
            n * n - (u3 + m + u1 + w),
            n * (u1 - u3) - (v3 + v1),
        ])


def run(text, rows):
    """A run over names."""
    return Run(text, rows(*names(text)))
