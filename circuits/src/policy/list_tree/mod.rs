//! The tree over a published list: one leaf per gap between neighbours, so that one path shows whether a value is in the
//! list, and which way it is not for the prover to choose.
//!
//! The values are sorted, with sentinels around them: 0 and 2^64 for a narrow list, `k 2^252`, k = 0..3, and the modulus
//! (written 0) for a wide one. A leaf is `H(list; kind, low, high)` for two neighbours, its kind saying how wide the list is
//! and whether low is a sentinel. Of every value exactly one leaf has `low <= value < high`; the value is in the list if it is
//! that leaf's low and that is no sentinel. No gap exceeds 2^64 or 2^252, so the two
//! differences, range-checked, prove it (protocol, section 3).
//!
//! A list of prefixes is narrow, and an entry of it covers all from `low` to `end`: a leaf is `H(list_span; kind, low, end, high, value)`,
//! high where the next entry begins and value what the list says of the entry, 0 if nothing ([`Span`]). It has a tag of its own since five
//! inputs take a wider permutation than three: a list of points costs no more for it.

mod span;
mod stored;
#[cfg(test)]
mod tests;
#[cfg(feature = "claims")]
pub(crate) use span::OPEN_PAIRS;
pub use span::{Span, last_of, spans};

use crate::policy::plan::{ListUse, ListWidth, Lookup};
use crate::{
    field::{F, to_u64},
    merkle::{ARITY, MAX_DEPTH, SENTINELS, empty},
    poseidon2::{compress, hash},
    tag::Tag,
};
use ark_ff::PrimeField as _;
use rayon::prelude::*;

/// The least depth of a list's tree.
pub const MIN_LIST_DEPTH: usize = 3;

/// The greatest depth of a list's tree: 1,048,572 entries.
pub const MAX_LIST_DEPTH: usize = 10;

/// Why there is no tree over some values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ListTreeError {
    /// A list without entries says nothing: a policy that names it by mistake would let everything pass.
    #[error("the list has no entries")]
    Empty,
    /// More entries than the depth has room for.
    #[error("the list has {entries} entries, and there is room for {room}: raise its capacity in the policy")]
    Full {
        /// How many there are.
        entries: usize,
        /// How many fit.
        room: usize,
    },
    /// 0 stands for an absent value, and sentinels are in no list.
    #[error("an entry is 0 or a sentinel: neither can be in a list")]
    Sentinel,
    /// A value of 2^64 or more in a narrow list.
    #[error("an entry is too long for a list of this kind")]
    TooLong,
    /// A value occurs twice, or two entries cover one value.
    #[error("an entry occurs twice")]
    Twice,
    /// No tree has this depth.
    #[error("a list's tree has a depth of {MIN_LIST_DEPTH} to {MAX_LIST_DEPTH}, not {0}")]
    Depth(usize),
}

/// Two neighbours of a list with the path of their leaf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Whether low is a sentinel.
    pub sentinel: bool,
    /// The greatest value of the list or sentinel that is not above the value.
    pub low: F,
    /// The last value that low covers: low itself in a list of points.
    pub end: F,
    /// The next one; 0 for the modulus.
    pub high: F,
    /// What the list says of low.
    pub value: u64,
    /// The four children per level, leaf first.
    pub children: Vec<[F; ARITY]>,
}

/// The tree over a list.
#[derive(Clone, Debug)]
pub struct ListTree {
    width: ListWidth,
    bounds: Vec<F>,
    /// Of a list of prefixes, the last value that each bound covers, and what is said of it; else none.
    covers: Vec<(u64, u64)>,
    levels: Vec<Vec<F>>,
    root: F,
}

impl ListWidth {
    /// Bits that the difference of two neighbours fits in.
    #[must_use]
    pub const fn bits(self) -> u16 {
        match self {
            Self::Narrow | Self::Prefixes => 64,
            Self::Wide => 252,
        }
    }

    /// The kind of a leaf whose low is an entry; that of one whose low is a sentinel is 2 more.
    #[must_use]
    pub fn kind(self) -> F {
        F::from(match self {
            Self::Narrow | Self::Prefixes => 0u64,
            Self::Wide => 1,
        })
    }

    fn sentinels(self) -> &'static [F] {
        match self {
            Self::Narrow | Self::Prefixes => &SENTINELS[..1],
            Self::Wide => &SENTINELS,
        }
    }

    /// What stands behind the last value: 2^64, or 0 for the modulus.
    fn end(self) -> F {
        match self {
            Self::Narrow | Self::Prefixes => F::from(1u128 << 64),
            Self::Wide => F::from(0u64),
        }
    }
}

impl ListUse {
    /// The least depth at which a list of so many entries fits; `None` if there are too many for any.
    #[must_use]
    pub fn depth_for(entries: usize) -> Option<usize> {
        (MIN_LIST_DEPTH..=MAX_LIST_DEPTH).find(|depth| entries <= Self::room(*depth))
    }
}

impl Gap {
    /// The leaf: `H(list; kind, low, high)`, or `H(list_span; kind, low, end, high, value)` of a list of prefixes. The kind is 1 for a wide list
    /// and 0 for others, and 2 more where low is a sentinel.
    #[must_use]
    pub fn leaf(&self, width: ListWidth) -> F {
        let kind = width.kind() + F::from(2 * u64::from(self.sentinel));
        match width {
            ListWidth::Prefixes => {
                hash(Tag::ListSpan, &[kind, self.low, self.end, self.high, F::from(self.value)])
            }
            ListWidth::Narrow | ListWidth::Wide => hash(Tag::ListGap, &[kind, self.low, self.high]),
        }
    }

    /// A gap that is in no tree: what fills the place of a list that is not known.
    #[must_use]
    pub fn blank(depth: usize) -> Self {
        let zero = F::from(0u64);
        let children = vec![[zero; ARITY]; depth];
        Self { sentinel: false, low: zero, end: zero, high: zero, value: 0, children }
    }
}

impl ListTree {
    /// The tree over these values, in any order, at this depth.
    ///
    /// # Errors
    /// [`ListTreeError`].
    pub fn new(width: ListWidth, depth: usize, mut values: Vec<F>) -> Result<Self, ListTreeError> {
        if width == ListWidth::Prefixes {
            let point = |value: &F| to_u64(value).map(|low| Span { low, end: low, value: 0 });
            let points = values.iter().map(point).collect::<Option<_>>().ok_or(ListTreeError::TooLong)?;
            return Self::of_spans(depth, points);
        }
        Self::check_room(depth, values.len())?;
        if values.iter().any(|value| SENTINELS.contains(value)) {
            return Err(ListTreeError::Sentinel);
        }
        if width == ListWidth::Narrow
            && values.iter().any(|value| value.into_bigint() >= width.end().into_bigint())
        {
            return Err(ListTreeError::TooLong);
        }
        values.extend_from_slice(width.sentinels());
        values.par_sort_unstable();
        if values.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(ListTreeError::Twice);
        }
        Ok(Self::over(width, depth, values, Vec::new()))
    }

    /// The tree over a list of prefixes, in any order, at this depth.
    ///
    /// # Errors
    /// [`ListTreeError`]; `Twice` if two of them overlap.
    pub fn of_spans(depth: usize, mut spans: Vec<Span>) -> Result<Self, ListTreeError> {
        Self::check_room(depth, spans.len())?;
        spans.par_sort_unstable();
        if spans[0].low == 0 {
            return Err(ListTreeError::Sentinel);
        }
        let apart = |pair: &[Span]| pair[0].end < pair[1].low;
        if !spans.windows(2).all(apart) || spans.iter().any(|span| span.end < span.low) {
            return Err(ListTreeError::Twice);
        }
        let sentinel = Span { low: 0, end: 0, value: 0 };
        let all = || std::iter::once(&sentinel).chain(&spans);
        let bounds = all().map(|span| F::from(span.low)).collect();
        let covers = all().map(|span| (span.end, span.value)).collect();
        Ok(Self::over(ListWidth::Prefixes, depth, bounds, covers))
    }

    fn check_room(depth: usize, entries: usize) -> Result<(), ListTreeError> {
        const { assert!(MAX_LIST_DEPTH <= MAX_DEPTH) };
        if !(MIN_LIST_DEPTH..=MAX_LIST_DEPTH).contains(&depth) {
            return Err(ListTreeError::Depth(depth));
        }
        let room = ListUse::room(depth);
        match entries {
            0 => Err(ListTreeError::Empty),
            entries if entries > room => Err(ListTreeError::Full { entries, room }),
            _ => Ok(()),
        }
    }

    /// The tree over what is sorted, there once, and has its sentinels.
    fn over(width: ListWidth, depth: usize, bounds: Vec<F>, covers: Vec<(u64, u64)>) -> Self {
        let mut tree = Self { width, bounds, covers, levels: Vec::new(), root: F::from(0u64) };
        let leaves = (0..tree.bounds.len()).into_par_iter();
        tree.levels.push(leaves.map(|place| tree.gap_at(place).leaf(width)).collect());
        for height in 1..depth {
            let below = &tree.levels[height - 1];
            let node = |i: usize| compress(&children(below, i, height - 1));
            let above = (0..below.len().div_ceil(ARITY)).into_par_iter().map(node).collect();
            tree.levels.push(above);
        }
        tree.root = compress(&children(&tree.levels[depth - 1], 0, depth - 1));
        tree
    }

    /// The same tree at a greater depth, empty subtrees beside it; `None` if there is no such depth.
    #[must_use]
    pub fn raised(mut self, depth: usize) -> Option<Self> {
        if !(self.depth()..=MAX_LIST_DEPTH).contains(&depth) {
            return None;
        }
        while self.depth() < depth {
            let below = vec![self.root];
            self.root = compress(&children(&below, 0, self.depth()));
            self.levels.push(below);
        }
        Some(self)
    }

    /// How its values are compared.
    #[must_use]
    pub const fn width(&self) -> ListWidth {
        self.width
    }

    /// The tree's depth.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.levels.len()
    }

    /// The root.
    #[must_use]
    pub const fn root(&self) -> F {
        self.root
    }

    /// Whether a value is in the list; sentinels are not. In a list of prefixes, whether an entry covers this one value.
    #[must_use]
    pub fn contains(&self, value: F) -> bool {
        match (self.width, to_u64(&value)) {
            (ListWidth::Prefixes, Some(code)) => self.covers(code, code.into()),
            (ListWidth::Prefixes, None) => false,
            _ => !SENTINELS.contains(&value) && self.bounds.binary_search(&value).is_ok(),
        }
    }

    /// Whether a field's value is in the list. In a list of prefixes it is an HS code, which stands for all up to [`last_of`] it: whether an
    /// entry covers them all, or meets one of them.
    #[must_use]
    pub fn holds(&self, value: F, lookup: Lookup) -> bool {
        if self.width != ListWidth::Prefixes {
            return self.contains(value);
        }
        let Some(code) = to_u64(&value) else { return false };
        match lookup {
            Lookup::Covered => self.covers(code, last_of(code)),
            Lookup::Met => self.meets(code, last_of(code)),
        }
    }

    /// Whether one entry covers all from `first` to `last`.
    #[must_use]
    pub fn covers(&self, first: u64, last: u128) -> bool {
        self.entry_below(first).is_some_and(|(end, _)| last <= u128::from(end))
    }

    /// Whether an entry covers one of `first` to `last`.
    #[must_use]
    pub fn meets(&self, first: u64, last: u128) -> bool {
        let next = self.bounds.partition_point(|bound| *bound <= F::from(first));
        self.entry_below(first).is_some_and(|(end, _)| first <= end)
            || self.bounds.get(next).is_some_and(|next| *next <= F::from(last))
    }

    /// What the list says of the entry that covers all that an HS code stands for; `None` if none does.
    #[must_use]
    pub fn value(&self, code: u64) -> Option<u64> {
        let (end, value) = self.entry_below(code)?;
        (last_of(code) <= u128::from(end)).then_some(value)
    }

    /// The last value that the entry at or below a value covers, and what is said of it.
    fn entry_below(&self, value: u64) -> Option<(u64, u64)> {
        let place = self.bounds.partition_point(|bound| *bound <= F::from(value)).checked_sub(1)?;
        let low = self.bounds[place];
        let covers = self.covers.get(place).copied().or_else(|| Some((to_u64(&low)?, 0)));
        covers.filter(|_| !SENTINELS.contains(&low))
    }

    /// The neighbours around a value; `None` if it is too long for a narrow list.
    #[must_use]
    pub fn gap(&self, value: F) -> Option<Gap> {
        if self.width != ListWidth::Wide && value.into_bigint() >= self.width.end().into_bigint() {
            return None;
        }
        let place = self.bounds.partition_point(|bound| *bound <= value).checked_sub(1)?;
        let mut at = place;
        let path = self.levels.iter().enumerate().map(|(height, level)| {
            at /= ARITY;
            children(level, at, height)
        });
        Some(Gap { children: path.collect(), ..self.gap_at(place) })
    }

    /// A gap by its place, without a path.
    fn gap_at(&self, place: usize) -> Gap {
        let low = self.bounds[place];
        let covers = self.covers.get(place);
        Gap {
            sentinel: SENTINELS.contains(&low),
            low,
            end: covers.map_or(low, |(end, _)| F::from(*end)),
            high: self.bounds.get(place + 1).copied().unwrap_or(self.width.end()),
            value: covers.map_or(0, |(_, value)| *value),
            children: Vec::new(),
        }
    }
}

/// The children of node `i` above a level of the given height; empty subtrees where the level ends.
fn children(level: &[F], i: usize, height: usize) -> [F; ARITY] {
    std::array::from_fn(|k| level.get(ARITY * i + k).copied().unwrap_or_else(|| empty(height)))
}
