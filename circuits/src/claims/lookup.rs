//! Whether a value is in a published list (protocol, section 9).

use super::{
    arithmetic::Flag,
    netlist::{Builder, Wire},
};
use crate::{
    document::hs,
    field::F,
    policy::{
        list_tree::{Gap, ListTree, OPEN_PAIRS},
        plan::{ListUse, ListWidth, Lookup},
    },
    tag::Tag,
};
use ark_ff::PrimeField as _;

/// Bits that hold what is left of an HS code behind its leading digits.
const REST_BITS: u16 = 40;

/// Bits that hold a pair of decimal digits.
const PAIR_BITS: u16 = 8;

/// Bits that hold what stands before the pairs that may be open, of any number below 2^64.
const LEAD_BITS: u16 = 46;

/// Bits of the ends of prefixes and what they are compared with: 2^64, and the last of the codes that a number below it stands for.
const END_BITS: u16 = 66;

/// What a look-up gives.
#[derive(Clone, Copy, Debug)]
pub struct Found {
    /// Whether the value is in the list, as the look-up asks.
    pub listed: Flag,
    /// What the list says of the entry at or below the value: it is about the value only where that entry covers it.
    pub value: Wire,
}

impl Builder {
    /// Looks a value up in the list under `root`. The prover shows the one gap around it, and an entry or a sentinel below it: neither answer
    /// is his to choose. A list that is not wide proves nothing of a value of 2^64 or more.
    pub fn look_up(
        &mut self,
        value: Wire,
        lookup: Lookup,
        list: &ListUse,
        root: Wire,
        tree: Option<&ListTree>,
    ) -> Found {
        let gap = tree.and_then(|tree| tree.gap(self.value(value))).unwrap_or_else(|| Gap::blank(list.depth));
        let (low, high) = (self.private(gap.low), self.private(gap.high));
        let sentinel = self.private(F::from(gap.sentinel));
        let sentinel = self.flag(sentinel);
        let two = F::from(2u64);
        let kind = self.linear((sentinel.wire(), two), (sentinel.wire(), F::from(0u64)), list.width.kind());
        // What only a list of prefixes has: the end of the entry, and what is said of it.
        let prefix = (list.width == ListWidth::Prefixes)
            .then(|| (self.private(gap.end), self.private(F::from(gap.value))));
        let leaf = match prefix {
            Some((end, said)) => self.hash(Tag::ListSpan, &[kind, low, end, high, said]),
            None => self.hash(Tag::ListGap, &[kind, low, high]),
        };
        let above = self.path(leaf, &gap.children);
        self.same(above, root);
        let one = F::from(1u64);
        let from_low = self.linear((value, one), (low, -one), F::from(0u64));
        let to_high = self.linear((high, one), (value, -one), -one);
        self.range(from_low, list.width.bits());
        self.range(to_high, list.width.bits());
        let entry = self.not(sentinel);
        match prefix {
            Some((end, said)) => {
                let listed = self.in_prefix(value, lookup, entry, end, high);
                Found { listed, value: said }
            }
            None => {
                let same = self.is_zero(from_low);
                Found { listed: self.and(same, entry), value: self.constant(F::from(0u64)) }
            }
        }
    }

    /// Whether what an HS code stands for lies within the entry below it, or meets that or the next one.
    fn in_prefix(&mut self, code: Wire, lookup: Lookup, entry: Flag, end: Wire, next: Wire) -> Flag {
        let last = self.last_of(code);
        match lookup {
            Lookup::Covered => {
                let within = self.at_most(last, end, END_BITS);
                self.and(within, entry)
            }
            Lookup::Met => {
                let begins = self.at_most(code, end, END_BITS);
                let begins = self.and(begins, entry);
                let reaches = self.at_most(next, last, END_BITS);
                self.or(begins, reaches)
            }
        }
    }

    /// The last of the codes that an HS code stands for: where the pairs of digits behind are 0, pair by pair, they are 99 there. The code is
    /// below 2^64, and the parts that it is cut into are too small to make it in a second way.
    fn last_of(&mut self, code: Wire) -> Wire {
        let one = F::from(1u64);
        let (mut above, mut last, mut open) = (code, code, None);
        for pairs in 0..OPEN_PAIRS {
            let number = self.value(above).into_bigint().0[0];
            let lead = self.hint(F::from(number / 100));
            let pair = self.linear((above, one), (lead, -F::from(100u64)), F::from(0u64));
            let room = self.linear((pair, -one), (pair, F::from(0u64)), F::from(99u64));
            self.range(pair, PAIR_BITS);
            self.range(room, PAIR_BITS);
            let zero = self.is_zero(pair);
            let is_open = match open {
                Some(before) => self.and(before, zero),
                None => zero,
            };
            last = self.linear((last, one), (is_open.wire(), F::from(99 * 100u64.pow(pairs))), F::from(0u64));
            (above, open) = (lead, Some(is_open));
        }
        self.range(above, LEAD_BITS);
        last
    }

    /// The number that the first so many of an HS code's twelve digits make: code = digits * 10^rest + remainder.
    pub fn leading_digits(&mut self, code: Wire, digits: u8) -> Wire {
        let scale = 10u64.pow(u32::from(hs::DIGITS.saturating_sub(digits)));
        let number = self.value(code).into_bigint().0[0];
        let lead = self.hint(F::from(number / scale));
        let one = F::from(1u64);
        let remainder = self.linear((code, one), (lead, -F::from(scale)), F::from(0u64));
        let room = self.linear((remainder, -one), (remainder, F::from(0u64)), F::from(scale - 1));
        self.range(remainder, REST_BITS);
        self.range(room, REST_BITS);
        // Bounded, or a multiple of the modulus could be hidden in the product.
        self.range(lead, ListWidth::Narrow.bits());
        lead
    }
}
