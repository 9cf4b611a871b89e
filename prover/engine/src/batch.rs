//! Affine additions and doublings in batches that share one inversion (Montgomery's trick): six multiplications an
//! addition, seven a doubling.
//!
//! The formula of an addition does not hold for equal and for opposite points, and no point at infinity can be stored.
//! Neither comes up but for keys or scalars made for it. The batch in which it does has a zero among what it inverts; it is
//! added again, carefully, and where the sum is at infinity a fixed stand-in takes its place.

use crate::{
    field::Packed,
    isa::{Isa, Kernels, Task},
    point::{Group, Side},
    simd::{self, prefetch},
    stop::{NEVER, Stop},
};
use ark_ec::{AffineRepr, CurveGroup};

/// A point that is an operand: of the table or of the work space, maybe negated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ref(u32);

impl Ref {
    const WORK: u32 = 1 << 31;
    /// Places that a reference can name.
    pub(crate) const PLACES: usize = 1 << 30;

    /// A point of the table.
    #[inline(always)]
    pub(crate) const fn table(place: usize, negative: bool) -> Self {
        Self((place as u32) << 1 | negative as u32)
    }

    #[inline(always)]
    pub(crate) const fn work(place: u32) -> Self {
        Self(Self::WORK | place << 1)
    }

    /// The same point or its negative.
    #[inline(always)]
    pub(crate) const fn negated_if(self, negative: bool) -> Self {
        Self(self.0 ^ negative as u32)
    }

    /// The place of the work space that it names.
    #[inline(always)]
    pub(crate) const fn slot(self) -> Option<u32> {
        if self.0 & Self::WORK == 0 { None } else { Some((self.0 & !Self::WORK) >> 1) }
    }

    #[inline(always)]
    pub(crate) const fn is_negative(self) -> bool {
        self.0 & 1 == 1
    }

    #[inline(always)]
    pub(crate) fn of<'a, P>(self, table: &'a [P], work: &'a [P]) -> &'a P {
        let space = if self.0 & Self::WORK == 0 { table } else { work };
        &space[((self.0 & !Self::WORK) >> 1) as usize]
    }
}

/// An addition: the sum of two points goes to a place of the work space, for an owner that its caller knows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Addition {
    pub(crate) operands: [Ref; 2],
    pub(crate) out: u32,
    pub(crate) owner: u32,
}

/// What inversions are shared in: groups of as many results as there are lanes.
pub(crate) trait Shared<G: Group> {
    /// What group `g` divides by, loose.
    fn divisor(&mut self, g: usize) -> G::Coordinate;
    /// Takes the inverse of it, reduced.
    fn finish(&mut self, g: usize, inverse: G::Coordinate);
}

/// Products that run side by side, so that one does not wait for the other.
const CHAINS: usize = 2;

/// Results come in multiples of this: chains times the most lanes.
pub(crate) const UNIT: usize = CHAINS * simd::LANES;

/// Finishes all groups with one inversion; false, with nothing finished, if one of them divides by zero.
#[inline(always)]
pub(crate) fn share<G: Group>(shared: &mut impl Shared<G>, groups: usize) -> bool {
    // What each group divides by, and the product of those before it.
    let mut chain: Vec<[G::Coordinate; 2]> = Vec::with_capacity(groups);
    let mut products = [G::Coordinate::one(); CHAINS];
    for first in (0..groups).step_by(CHAINS) {
        for (i, product) in products.iter_mut().enumerate() {
            let divisor = shared.divisor(first + i);
            chain.push([divisor, *product]);
            *product = divisor.mul(*product);
        }
    }
    let Some(inverse) = products[0].mul(products[1]).invert() else { return false };
    let mut inverses = [inverse.mul(products[1]), inverse.mul(products[0])];
    for first in (0..groups).step_by(CHAINS).rev() {
        for (i, rest) in inverses.iter_mut().enumerate() {
            let [divisor, before] = chain[first + i];
            let inverse = before.mul(*rest);
            *rest = divisor.mul(*rest);
            shared.finish(first + i, inverse);
        }
    }
    true
}

/// How far ahead points are fetched from memory, in groups.
const AHEAD: usize = 6;

/// Carries out additions; false, with nothing changed, if the formula does not hold for one of them. Their number is a
/// multiple of [`UNIT`].
struct Add<'a, S: Side> {
    table: &'a [S::Point],
    work: &'a mut [S::Point],
    additions: &'a [Addition],
}

/// Table, work space, additions.
struct Additions<'a, G: Group>(&'a [G::Point], &'a mut [G::Point], &'a [Addition]);

impl<G: Group> Additions<'_, G> {
    #[inline(always)]
    fn group(&self, g: usize) -> &[Addition] {
        &self.2[g * G::Coordinate::LANES..][..G::Coordinate::LANES]
    }

    /// x, and y or its negative, of one operand of each addition.
    #[inline(always)]
    fn operand<const SIDE: usize>(&self, group: &[Addition]) -> [G::Coordinate; 2] {
        let [x, y] = G::load(|lane| group[lane].operands[SIDE].of(self.0, self.1));
        let mut negative = 0;
        for (lane, addition) in group.iter().enumerate() {
            negative |= u8::from(addition.operands[SIDE].is_negative()) << lane;
        }
        [x, y.negate_where(negative)]
    }
}

impl<G: Group> Shared<G> for Additions<'_, G> {
    #[inline(always)]
    fn divisor(&mut self, g: usize) -> G::Coordinate {
        let ahead = ((g + AHEAD) * G::Coordinate::LANES).min(self.2.len());
        for next in self.2[ahead..].iter().take(G::Coordinate::LANES) {
            prefetch(next.operands[0].of(self.0, self.1));
            prefetch(next.operands[1].of(self.0, self.1));
        }
        let group = self.group(g);
        let [x1, _] = self.operand::<0>(group);
        let [x2, _] = self.operand::<1>(group);
        x2.sub(x1)
    }

    #[inline(always)]
    fn finish(&mut self, g: usize, inverse: G::Coordinate) {
        let group = self.group(g);
        let [x1, y1] = self.operand::<0>(group);
        let [x2, y2] = self.operand::<1>(group);
        let slope = y2.sub(y1).mul(inverse);
        let x = slope.square().sub_both(x1, x2);
        let y = x1.sub(x).mul(slope).sub_reduced(y1);
        let (first, additions) = (g * G::Coordinate::LANES, self.2);
        G::store([x, y], |lane, point| self.1[additions[first + lane].out as usize] = point);
    }
}

impl<S: Side> Task for Add<'_, S> {
    type Output = bool;

    #[inline(always)]
    fn run<K: Kernels>(self) -> bool {
        let groups = self.additions.len() / <S::Group<K> as Group>::Coordinate::LANES;
        share(&mut Additions::<S::Group<K>>(self.table, self.work, self.additions), groups)
    }
}

/// Additions that are waiting for enough others.
pub(crate) struct Batch<'a, S: Side> {
    isa: Isa,
    table: &'a [S::Point],
    /// Where sums go.
    pub(crate) work: &'a mut [S::Point],
    additions: Vec<Addition>,
    /// The owners of the additions in the place of whose sum the [stand-in](Side::stand_in) stands.
    pub(crate) replaced: Vec<u32>,
    stop: &'a Stop,
    /// Whether additions were left out because it was asked to stop: then what is in the work space is worthless.
    pub(crate) stopped: bool,
}

/// Additions that share an inversion: their working set stays in the second cache.
pub(crate) const BATCH: usize = 2048;

/// What fills a batch up: the first places of the work space, and a sum that nobody wants.
const FILLER: Addition = Addition { operands: [Ref::work(0), Ref::work(1)], out: 2, owner: 0 };

/// Places at the start of the work space that are not to be used.
pub(crate) const RESERVED: usize = 3;

impl<'a, S: Side> Batch<'a, S> {
    /// Nothing to add yet.
    pub(crate) fn new(isa: Isa, table: &'a [S::Point], work: &'a mut [S::Point]) -> Self {
        work[..RESERVED].copy_from_slice(&S::filler(isa));
        let additions = Vec::with_capacity(BATCH);
        Self { isa, table, work, additions, replaced: Vec::new(), stop: &NEVER, stopped: false }
    }

    /// The same, which leaves out all additions once it is asked to stop.
    pub(crate) fn until(self, stop: &'a Stop) -> Self {
        Self { stop, ..self }
    }

    /// Adds now or later. No operand may be the result of one that is not [flushed](Self::flush).
    #[inline(always)]
    pub(crate) fn push(&mut self, addition: Addition) {
        self.additions.push(addition);
        if self.additions.len() == BATCH {
            self.flush();
        }
    }

    /// Adds all that is waiting.
    pub(crate) fn flush(&mut self) {
        self.stopped = self.stopped || self.stop.asked();
        if self.stopped {
            self.additions.clear();
        }
        while !self.additions.is_empty() {
            self.additions.resize(self.additions.len().next_multiple_of(UNIT), FILLER);
            let Self { isa, table, work, additions, .. } = self;
            if isa.run(Add::<S> { table, work, additions }) {
                additions.clear();
            } else {
                self.settle_exceptions();
            }
        }
    }

    /// Doubles equal points and puts the stand-in in place of sums at infinity; the other additions stay.
    #[cold]
    fn settle_exceptions(&mut self) {
        let Self { isa, table, work, additions, replaced, .. } = self;
        additions.retain(|addition| {
            let [p, q] = addition.operands.map(|operand| {
                let point = S::to_ark(*isa, operand.of(table, work));
                if operand.is_negative() { -point } else { point }
            });
            if p.x != q.x {
                return true;
            }
            let sum = (p + q).into_affine();
            work[addition.out as usize] = if sum.is_zero() {
                replaced.push(addition.owner);
                S::stand_in(*isa)
            } else {
                S::from_ark(*isa, &sum)
            };
            false
        });
    }
}
