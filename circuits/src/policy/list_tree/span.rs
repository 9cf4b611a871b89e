//! Entries that cover more than one value: HS codes by their beginnings.

use crate::{document::hs, policy::unit::heading};

/// How many pairs of digits behind an HS code can be taken for not given: six digits it has at least.
pub(crate) const OPEN_PAIRS: u32 = 3;

/// An entry of a list of prefixes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The first value that it covers.
    pub low: u64,
    /// The last one.
    pub end: u64,
    /// What the list says of it: 0 if nothing.
    pub value: u64,
}

/// The last of the codes that an HS code of a document stands for. How many of its twelve digits it was given with, no document's leaf
/// tells; so zeros behind it count as not given, pair by pair, down to six digits: 854231000000 stands for all of 854231, 854231100000 for all
/// of 85423110.
#[must_use]
pub fn last_of(code: u64) -> u128 {
    let open = u32::from(hs::DIGITS) - hs::digits(code);
    u128::from(code) + u128::from(10u64.pow(open) - 1)
}

/// Prefixes of HS codes as entries that do not overlap. They come sorted by their digits, none twice, with what the list says of each.
///
/// Where a list says nothing of its entries, one that begins with another says nothing new, and is left out. Where it does, the longest
/// prefix of a code counts, so that a shorter one is cut up around it. What is no number of 1 to 12 digits is left out.
#[must_use]
pub fn spans(prefixes: &[(&str, Option<u64>)]) -> Vec<Span> {
    let is_valued = prefixes.iter().any(|(_, value)| value.is_some());
    let mut cut = Cut::default();
    for (digits, value) in prefixes {
        let Some((low, end)) = heading(digits) else { continue };
        if is_valued || cut.open.last().is_none_or(|outer| outer.end < low) {
            cut.until(Some(low));
            cut.open.push(Span { low, end, value: value.unwrap_or(0) });
            cut.next = low;
        }
    }
    cut.until(None);
    cut.spans
}

/// Prefixes that are being cut up, from left to right.
#[derive(Default)]
struct Cut {
    spans: Vec<Span>,
    /// Those that have begun and not ended, outermost first.
    open: Vec<Span>,
    /// The first value that is in no span yet.
    next: u64,
}

impl Cut {
    /// Ends all that ends before `low`, and what goes on there gives a span up to it. Without `low`, everything ends.
    fn until(&mut self, low: Option<u64>) {
        while let Some(span) = self.open.pop() {
            let on = low.filter(|low| *low <= span.end);
            let behind = on.unwrap_or(span.end + 1);
            if self.next < behind {
                self.spans.push(Span { low: self.next, end: behind - 1, value: span.value });
                self.next = behind;
            }
            if on.is_some() {
                self.open.push(span);
                return;
            }
        }
    }
}
