//! Trees over small lists.

use super::*;
use proptest::prelude::*;

fn leads_to(gap: &Gap, tree: &ListTree) -> bool {
    let mut current = gap.leaf(tree.width());
    for children in &gap.children {
        if !children.contains(&current) {
            return false;
        }
        current = compress(children);
    }
    current == tree.root()
}

fn narrow(values: &[u64], depth: usize) -> Result<ListTree, ListTreeError> {
    ListTree::new(ListWidth::Narrow, depth, values.iter().copied().map(F::from).collect())
}

#[test]
fn every_value_has_one_gap() {
    let tree = narrow(&[5, 1, 900, u64::MAX], 3).unwrap();
    for value in [0, 1, 2, 4, 5, 6, 899, 900, 901, u64::MAX - 1, u64::MAX] {
        let gap = tree.gap(F::from(value)).unwrap();
        assert!(gap.low <= F::from(value) && F::from(value) < gap.high, "{value}");
        assert_eq!(gap.low == F::from(value) && !gap.sentinel, tree.contains(F::from(value)), "{value}");
        assert!(leads_to(&gap, &tree), "{value}");
    }
    assert_eq!(tree.gap(F::from(1u128 << 64)), None);
}

#[test]
fn wide_lists_take_any_element() {
    let largest = -F::from(1u64);
    let values = vec![F::from(7u64), largest, F::from(2u64).inverse_or_zero()];
    let tree = ListTree::new(ListWidth::Wide, 3, values.clone()).unwrap();
    for value in values {
        assert!(tree.contains(value));
        assert!(leads_to(&tree.gap(value).unwrap(), &tree));
    }
    assert_eq!(tree.gap(largest).unwrap().high, F::from(0u64));
    assert!(!tree.contains(SENTINELS[2]) && !tree.contains(F::from(8u64)));
    assert!(leads_to(&tree.gap(SENTINELS[2]).unwrap(), &tree));
}

trait InverseOrZero {
    fn inverse_or_zero(self) -> Self;
}

impl InverseOrZero for F {
    fn inverse_or_zero(self) -> Self {
        ark_ff::Field::inverse(&self).unwrap_or_default()
    }
}

#[test]
fn what_is_no_list() {
    use ListTreeError as E;
    assert_eq!(narrow(&[], 3).unwrap_err(), E::Empty);
    assert_eq!(narrow(&[0], 3).unwrap_err(), E::Sentinel);
    assert_eq!(narrow(&[3, 3], 3).unwrap_err(), E::Twice);
    assert_eq!(narrow(&[3], 2).unwrap_err(), E::Depth(2));
    assert_eq!(ListTree::of_spans(3, Vec::new()).unwrap_err(), E::Empty);
    assert_eq!(ListTree::of_spans(3, spans(&[("00", None)])).unwrap_err(), E::Sentinel);
    let span = |low, end| Span { low, end, value: 0 };
    assert_eq!(ListTree::of_spans(3, vec![span(5, 9), span(9, 11)]).unwrap_err(), E::Twice);
    assert_eq!(ListTree::of_spans(3, vec![span(5, 4)]).unwrap_err(), E::Twice);
    let many: Vec<u64> = (1..=61).collect();
    assert_eq!(narrow(&many, 3).unwrap_err(), E::Full { entries: 61, room: 60 });
    assert!(narrow(&many[..60], 3).is_ok());
    let long = ListTree::new(ListWidth::Narrow, 3, vec![F::from(1u128 << 64)]);
    assert_eq!(long.unwrap_err(), E::TooLong);
    assert_eq!(ListUse::depth_for(60), Some(3));
    assert_eq!(ListUse::depth_for(61), Some(4));
    assert_eq!(ListUse::depth_for(1_000_000), Some(10));
    assert_eq!(ListUse::depth_for(2_000_000), None);
}

#[test]
fn a_deeper_tree_has_the_shallower_one_in_it() {
    let (shallow, deep) = (narrow(&[1, 2, 3], 3).unwrap(), narrow(&[1, 2, 3], 4).unwrap());
    let e = empty(3);
    assert_eq!(deep.root(), compress(&[shallow.root(), e, e, e]));
    let raised = shallow.raised(4).unwrap();
    assert_eq!((raised.root(), raised.depth()), (deep.root(), 4));
    assert_eq!(raised.gap(F::from(2u64)), deep.gap(F::from(2u64)));
    assert!(deep.raised(3).is_none() && raised.raised(11).is_none());
}

/// What a code of twelve digits stands for, in the slow way: by the digits that are written out.
fn slow_last(code: u64) -> u64 {
    let digits = format!("{code:012}");
    let given = [6, 8, 10, 12].into_iter().find(|given| digits[*given..].bytes().all(|b| b == b'0')).unwrap();
    format!("{}{}", &digits[..given], "9".repeat(12 - given)).parse().unwrap()
}

#[test]
fn zeros_behind_count_as_not_given() {
    for (code, last) in [
        (854_231_000_000, 854_231_999_999),
        (854_231_100_000, 854_231_109_999),
        (854_231_101_000, 854_231_101_099),
        (854_231_101_010, 854_231_101_010),
        (854_200_000_000, 854_200_999_999),
        (10_121_000_000, 10_121_999_999u64),
    ] {
        assert_eq!(last_of(code), u128::from(last));
        assert_eq!(slow_last(code), last);
    }
}

fn span(digits: &str, value: u64) -> Span {
    let (low, end) = crate::policy::unit::heading(digits).unwrap();
    Span { low, end, value }
}

#[test]
fn prefixes_within_others() {
    let bare = |digits: &[&'static str]| spans(&digits.iter().map(|d| (*d, None)).collect::<Vec<_>>());
    assert_eq!(
        bare(&["85", "8542", "854231", "86", "9306"]),
        [span("85", 0), span("86", 0), span("9306", 0)]
    );
    // What is said of the longest prefix counts, before it, in it and behind it.
    let valued = spans(&[("8542", Some(1)), ("854231", Some(2)), ("85423110", Some(3)), ("8543", Some(4))]);
    let cut = |low: u64, end: u64, value| Span { low, end, value };
    assert_eq!(
        valued,
        [
            cut(854_200_000_000, 854_230_999_999, 1),
            cut(854_231_000_000, 854_231_099_999, 2),
            cut(854_231_100_000, 854_231_109_999, 3),
            cut(854_231_110_000, 854_231_999_999, 2),
            cut(854_232_000_000, 854_299_999_999, 1),
            cut(854_300_000_000, 854_399_999_999, 4),
        ]
    );
    let tree = ListTree::of_spans(3, valued).unwrap();
    assert_eq!(tree.value(854_231_100_000), Some(3));
    assert_eq!(tree.value(854_232_000_000), Some(1));
    // Six digits beside an entry of eight under them: which price it is, nobody can say.
    assert_eq!(tree.value(854_231_000_000), None);
    assert_eq!(tree.value(740_311_000_000), None);
    // An entry of eight zeros and one that ends where the next begins.
    assert_eq!(spans(&[("85", Some(1)), ("8500", Some(2))])[1], cut(850_100_000_000, 859_999_999_999, 1));
}

proptest! {
    /// Against every entry and every code, one by one; short codes, so that they meet.
    #[test]
    fn prefixes_are_found_as_by_trying_each(
        digits in proptest::collection::btree_map("[12]{2,8}", 1u64..9, 1..12),
        codes in proptest::collection::vec("[12]{6}([12]{2}){0,2}", 1..20),
        valued: bool,
    ) {
        let prefixes: Vec<_> = digits.iter().map(|(d, value)| (d.as_str(), valued.then_some(*value))).collect();
        let tree = ListTree::of_spans(4, spans(&prefixes)).unwrap();
        for code in codes {
            let number: u64 = format!("{code:0<12}").parse().unwrap();
            prop_assert_eq!(last_of(number), u128::from(slow_last(number)));
            let met = digits.keys().any(|d| d.starts_with(&code) || code.starts_with(d.as_str()));
            prop_assert_eq!(tree.holds(F::from(number), Lookup::Met), met, "{}", &code);
            let within = digits.iter().filter(|(d, _)| code.starts_with(d.as_str())).max_by_key(|(d, _)| d.len());
            let longer = digits.keys().any(|d| d.len() > code.len() && d.starts_with(&code));
            let said = within.filter(|_| !valued || !longer).map(|(_, value)| *value);
            prop_assert_eq!(tree.holds(F::from(number), Lookup::Covered), said.is_some(), "{}", &code);
            prop_assert_eq!(tree.value(number), said.map(|value| if valued { value } else { 0 }));
            let gap = tree.gap(F::from(number)).unwrap();
            prop_assert!(gap.low <= F::from(number) && F::from(number) < gap.high && leads_to(&gap, &tree));
        }
    }
}
