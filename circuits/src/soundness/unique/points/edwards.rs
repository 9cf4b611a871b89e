//! Points in Edwards form.

use super::{COFACTOR_BITS, Edwards, Eighth, Points, constant, is_in_subgroup, minus, plus};
use crate::{
    curve::{A, D},
    field::F,
    soundness::unique::form::Form,
};
use ark_ff::Field;

/// Bits that choose from a table at most.
const TABLE_BITS: usize = 3;

impl Points<'_> {
    /// `x x = xx`, `y y = yy`, `d xx yy = a xx + yy - 1`.
    pub(super) fn on_curve(&mut self, i: usize) -> Option<()> {
        let [x, y, curve] = self.rows.from(i)?;
        let squares = x.a == x.b && y.a == y.b;
        let (xx, yy) = (&x.c, &y.c);
        let equation = curve.a == xx.scaled(D)
            && curve.b == *yy
            && curve.c == minus(&plus(&xx.scaled(A), yy), &constant(F::ONE));
        (squares && equation).then_some(())?;
        self.knows((x.a.clone(), y.a.clone()), 0, None);
        Some(())
    }

    /// The complete law, as [`Coordinates::add`](crate::curve) lays it out. Its divisors 1 ± d x1 x2 y1 y2 are not zero on the curve.
    pub(super) fn addition(&mut self, i: usize) -> Option<()> {
        let [p, q, cross, tau, x, y] = self.rows.from(i)?;
        let (x1, y2, y1, x2) = (&p.a, &p.b, &q.a, &q.b);
        let one = constant(F::ONE);
        let tau_d = tau.c.scaled(D);
        let is = cross.a == minus(y1, &x1.scaled(A))
            && cross.b == plus(x2, y2)
            && tau.a == p.c
            && tau.b == q.c
            && x.b == plus(&one, &tau_d)
            && x.c == plus(&p.c, &q.c)
            && y.b == minus(&one, &tau_d)
            && y.c == minus(&plus(&cross.c, &p.c.scaled(A)), &q.c);
        is.then_some(())?;
        let doublings = self.edwards_at(x1, y1)?.min(self.edwards_at(x2, y2)?);
        self.never_zero(&x.b);
        self.never_zero(&y.b);
        self.knows((x.a.clone(), y.a.clone()), doublings, None);
        Some(())
    }

    /// The complete law for twice a point, as `Coordinates::double_parts` lays it out. Its divisors are not zero on the curve.
    pub(super) fn doubling(&mut self, i: usize) -> Option<()> {
        let [p, xx, yy, x3, y3] = self.rows.from(i)?;
        let (x, y) = (&p.a, &p.b);
        let sum = plus(&xx.c.scaled(A), &yy.c);
        let is = [&xx.a, &xx.b].iter().all(|form| *form == x)
            && [&yy.a, &yy.b].iter().all(|form| *form == y)
            && x3.b == sum
            && x3.c == p.c.scaled(F::from(2u64))
            && y3.b == minus(&constant(F::from(2u64)), &sum)
            && y3.c == minus(&yy.c, &xx.c.scaled(A));
        is.then_some(())?;
        let doublings = self.edwards_at(x, y)?;
        let root = match self.edwards.get(&(x.clone(), y.clone())) {
            Some(Edwards { doublings: 0, .. }) => Some((x.clone(), y.clone())),
            Some(Edwards { root, .. }) => root.clone(),
            None => None,
        };
        self.never_zero(&x3.b);
        self.never_zero(&y3.b);
        let doublings = (doublings + 1).min(COFACTOR_BITS);
        if let (COFACTOR_BITS, Some((x, y))) = (doublings, &root)
            && let ([(x, _)], [(y, _)]) = (x.terms(), y.terms())
        {
            let columns = [*x, *y];
            if self.found.eighths.iter().all(|eighth| eighth.columns != columns) {
                self.found.eighths.push(Eighth { columns, multiple: [x3.a.clone(), y3.a.clone()] });
            }
        }
        self.knows((x3.a.clone(), y3.a.clone()), doublings, root);
        Some(())
    }

    /// Takes note of a point; what was known of it already and says more stays.
    pub(super) fn knows(&mut self, point: (Form, Form), doublings: u8, root: Option<(Form, Form)>) {
        let known = self.edwards.entry(point).or_insert(Edwards { doublings, root: root.clone() });
        if known.doublings < doublings {
            *known = Edwards { doublings, root };
        }
    }

    /// How often some point was doubled to make this one, if it is known to be a point of the curve.
    pub(super) fn edwards_at(&self, x: &Form, y: &Form) -> Option<u8> {
        let opposite = x.scaled(-F::ONE);
        let at = |x: &Form| self.edwards.get(&(x.clone(), y.clone())).map(|point| point.doublings);
        at(x).or_else(|| at(&opposite)).or_else(|| self.chosen(x, y)).or_else(|| self.in_table(x, y))
    }

    /// The lesser of what is known of the two points that a bit chooses between.
    fn chosen(&self, x: &Form, y: &Form) -> Option<u8> {
        let [one, other] = self.choices(x, y)?;
        Some(self.edwards_at(&one.0, &one.1)?.min(self.edwards_at(&other.0, &other.1)?))
    }

    /// The two points that a bit t chooses between: (X, Y) of `X + t X'`, `Y + t Y'`, and the sum.
    pub(super) fn choices(&self, x: &Form, y: &Form) -> Option<[(Form, Form); 2]> {
        let split = |form: &Form| {
            let (column, factor) = form.leading()?;
            let product = Form::column(column).scaled(factor);
            let (t, of, scale) = self.rows.made(&product)?;
            let rest = minus(form, &product);
            self.rows.is_bit(t).then(|| (t.clone(), rest.clone(), plus(&rest, &of.scaled(scale))))
        };
        let ((t, x, other_x), (same, y, other_y)) = (split(x)?, split(y)?);
        (t == same).then_some([(x, y), (other_x, other_y)])
    }

    /// A point of a table of up to eight constant points of the subgroup, chosen by bits.
    fn in_table(&self, x: &Form, y: &Form) -> Option<u8> {
        let mut bits = Vec::new();
        let is_table = [x, y].iter().all(|form| self.rows.bits_of(form, TABLE_BITS, &mut bits));
        let mut choices = subsets(&bits);
        let all = choices.all(|set| is_in_subgroup(self.rows.value(x, &set), self.rows.value(y, &set)));
        (is_table && all).then_some(COFACTOR_BITS)
    }
}

/// All subsets of a few columns.
pub(super) fn subsets(columns: &[usize]) -> impl Iterator<Item = Vec<usize>> + '_ {
    (0..1usize << columns.len()).map(|chosen| {
        columns.iter().enumerate().filter(|(i, _)| chosen >> i & 1 == 1).map(|(_, column)| *column).collect()
    })
}
