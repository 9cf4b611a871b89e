//! The group's operations on many points at once: what making a key ready consists of.

use crate::{
    batch::{Addition, Batch, RESERVED, Ref, Shared, UNIT, share},
    field::Packed,
    isa::{Isa, Kernels, Task},
    point::{Group, Side},
};
use ark_bn254::Fr;
use ark_ff::PrimeField;

/// Doublings that share an inversion.
const DOUBLINGS: usize = 2048;

/// Doubles each point in place, `times` times. Points have no order two.
pub(crate) fn double<S: Side>(isa: Isa, points: &mut [S::Point], times: u32) {
    let whole = points.len() / UNIT * UNIT;
    let (groups, rest) = points.split_at_mut(whole);
    for points in groups.chunks_mut(DOUBLINGS) {
        isa.run(Double::<S> { points, times });
    }
    if !rest.is_empty() {
        // What does not fill its groups is doubled elsewhere.
        let mut padded = vec![S::stand_in(isa); UNIT];
        padded[..rest.len()].copy_from_slice(rest);
        isa.run(Double::<S> { points: &mut padded, times });
        rest.copy_from_slice(&padded[..rest.len()]);
    }
}

/// Doublings; the number of points is a multiple of [`UNIT`].
struct Double<'a, S: Side> {
    points: &'a mut [S::Point],
    times: u32,
}

impl<S: Side> Task for Double<'_, S> {
    type Output = ();

    #[inline(always)]
    fn run<K: Kernels>(self) {
        let groups = self.points.len() / <S::Group<K> as Group>::Coordinate::LANES;
        for _ in 0..self.times {
            // y is never zero, so this always finishes.
            share(&mut Doublings::<S::Group<K>>(self.points), groups);
        }
    }
}

struct Doublings<'a, G: Group>(&'a mut [G::Point]);

impl<G: Group> Shared<G> for Doublings<'_, G> {
    #[inline(always)]
    fn divisor(&mut self, g: usize) -> G::Coordinate {
        let first = g * G::Coordinate::LANES;
        let [_, y] = G::load(|lane| &self.0[first + lane]);
        y.double()
    }

    #[inline(always)]
    fn finish(&mut self, g: usize, inverse: G::Coordinate) {
        let first = g * G::Coordinate::LANES;
        let [x, y] = G::load(|lane| &self.0[first + lane]);
        let slope = x.square().triple().mul(inverse);
        let new = slope.square().sub_both(x, x);
        let y = x.sub(new).mul(slope).sub_reduced(y);
        G::store([new, y], |lane, point| self.0[first + lane] = point);
    }
}

const WIDTH: usize = 4;
const WINDOWS: usize = 256 / WIDTH;
/// Multiples of a point that digits ask for: 1 to 8.
const MULTIPLES: usize = 1 << (WIDTH - 1);

/// Each point times its scalar, window by window for all points together. `None` if a product, or a sum on the way to it, is
/// at infinity.
pub(crate) fn multiply<S: Side>(isa: Isa, points: &[S::Point], scalars: &[Fr]) -> Option<Vec<S::Point>> {
    let n = points.len();
    let digits: Vec<[i8; WINDOWS]> = scalars.iter().map(digits).collect();
    let windows = digits.iter().filter_map(|digits| digits.iter().rposition(|d| *d != 0)).max()? + 1;
    // First the products to be, then the points times 1, times 2, ...
    let place = |multiple: usize, i: usize| RESERVED + multiple * n + i;
    let mut work = vec![S::stand_in(isa); place(MULTIPLES + 1, 0)];
    work[place(1, 0)..place(2, 0)].copy_from_slice(points);
    work.copy_within(place(1, 0)..place(2, 0), place(2, 0));
    double::<S>(isa, &mut work[place(2, 0)..place(3, 0)], 1);
    let mut batch = Batch::<S>::new(isa, &[], &mut work);
    let add = |a: usize, b: usize, negative: bool, out: usize| Addition {
        operands: [Ref::work(a as u32), Ref::work(b as u32).negated_if(negative)],
        out: out as u32,
        owner: 0,
    };
    for multiple in 3..=MULTIPLES {
        for i in 0..n {
            batch.push(add(place(multiple - 1, i), place(1, i), false, place(multiple, i)));
        }
        batch.flush();
    }
    let mut started = vec![false; n];
    for window in (0..windows).rev() {
        if window + 1 != windows {
            double::<S>(isa, &mut batch.work[place(0, 0)..place(1, 0)], WIDTH as u32);
        }
        for (i, started) in started.iter_mut().enumerate() {
            let digit = digits[i][window];
            let multiple = place(usize::from(digit.unsigned_abs()), i);
            if digit != 0 && *started {
                batch.push(add(place(0, i), multiple, digit < 0, place(0, i)));
            } else if digit != 0 {
                // The highest digit of a number is positive.
                *started = true;
                batch.work[place(0, i)] = batch.work[multiple];
            }
        }
        batch.flush();
    }
    let fine = batch.replaced.is_empty() && started.iter().all(|started| *started);
    fine.then(|| work[place(0, 0)..place(1, 0)].to_vec())
}

/// Signed digits to the base 16, from -8 to 8, lowest first. A scalar is below 2^254, so the last carry has a place.
fn digits(scalar: &Fr) -> [i8; WINDOWS] {
    let (words, mut carry) = (scalar.into_bigint().0, 0);
    std::array::from_fn(|window| {
        let bit = window * WIDTH;
        let digit = (words[bit / 64] >> (bit % 64) & 15) as i8 + carry;
        carry = i8::from(digit > MULTIPLES as i8);
        digit - 16 * carry
    })
}

/// `a[i] + b[i]` to `a`, `a[i] - b[i]` to `b`. False if a result would be at infinity; the points are worthless then.
pub(crate) fn add_subtract<S: Side>(isa: Isa, a: &mut [S::Point], b: &mut [S::Point]) -> bool {
    let n = a.len();
    let operands: Vec<S::Point> = a.iter().chain(b.iter()).copied().collect();
    let mut work = vec![operands[0]; RESERVED + 2 * n];
    let mut batch = Batch::<S>::new(isa, &operands, &mut work);
    for i in 0..2 * n {
        let operands = [Ref::table(i % n, false), Ref::table(n + i % n, i >= n)];
        batch.push(Addition { operands, out: (RESERVED + i) as u32, owner: 0 });
    }
    batch.flush();
    let fine = batch.replaced.is_empty();
    a.copy_from_slice(&work[RESERVED..RESERVED + n]);
    b.copy_from_slice(&work[RESERVED + n..]);
    fine
}
