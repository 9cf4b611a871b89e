//! Whether a value is in a published list (protocol, section 9).

use super::{
    arithmetic::Flag,
    netlist::{Builder, Wire},
};
use crate::{
    field::F,
    policy::{
        list_tree::{Gap, ListTree},
        plan::{ListUse, ListWidth},
    },
    tag::Tag,
};
use ark_ff::PrimeField as _;

/// Decimal digits of a padded HS code.
pub const HS_DIGITS: u8 = 12;

/// Bits that hold what is left of an HS code behind its leading digits.
const REST_BITS: u16 = 40;

impl Builder {
    /// Whether a value is in the list under `root`. The prover shows the one gap around it, whose `low` is the value
    /// or not, and an entry or a sentinel: neither answer is his to choose. A narrow list proves nothing of a value of 2^64 or more.
    pub fn in_list(&mut self, value: Wire, list: &ListUse, root: Wire, tree: Option<&ListTree>) -> Flag {
        let gap = tree.and_then(|tree| tree.gap(self.value(value))).unwrap_or_else(|| Gap::blank(list.depth));
        let (low, high) = (self.private(gap.low), self.private(gap.high));
        let sentinel = self.private(F::from(gap.sentinel));
        let sentinel = self.flag(sentinel);
        let two = F::from(2u64);
        let kind = self.linear((sentinel.wire(), two), (sentinel.wire(), F::from(0u64)), list.width.kind());
        let leaf = self.hash(Tag::ListGap, &[kind, low, high]);
        let above = self.path(leaf, &gap.children);
        self.same(above, root);
        let one = F::from(1u64);
        let from_low = self.linear((value, one), (low, -one), F::from(0u64));
        let to_high = self.linear((high, one), (value, -one), -one);
        self.range(from_low, list.width.bits());
        self.range(to_high, list.width.bits());
        let (same, entry) = (self.is_zero(from_low), self.not(sentinel));
        self.and(same, entry)
    }

    /// The number that the first so many of an HS code's twelve digits make: code = digits * 10^rest + remainder.
    pub fn leading_digits(&mut self, code: Wire, digits: u8) -> Wire {
        let rest = HS_DIGITS.saturating_sub(digits);
        if rest == 0 {
            return code;
        }
        let scale = 10u64.pow(u32::from(rest));
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
