use super::*;
use crate::document::{CarrierTable, Received};
use proptest::prelude::*;

macro_rules! sample {
    ($name:literal) => {
        include_str!(concat!("../../../../samples/", $name))
    };
}

fn bundle_of(bill: &str, invoices: &[&str]) -> Bundle {
    let bill = Received::parse(bill.as_bytes(), &CarrierTable::standard())
        .unwrap_or_else(|faults| panic!("{faults}"))
        .document;
    let invoices = invoices.iter().map(|text| Invoice::parse(text.as_bytes()).unwrap()).collect();
    Bundle { invoices, ..Bundle::new(bill) }
}

/// The inputs of one class of slots.
fn class(bundle: &Bundle, letter: u8) -> Vec<F> {
    inputs(bundle)
        .unwrap()
        .into_iter()
        .filter(|input| input.slot.letter() == letter)
        .map(|input| input.x)
        .collect()
}

fn doc(bill: &str) -> F {
    class(&bundle_of(bill, &[]), b'D')[0]
}

fn shares_a_box(a: &Bundle, b: &Bundle) -> bool {
    let (a, b) = ([class(a, b'A'), class(a, b'B')].concat(), [class(b, b'A'), class(b, b'B')].concat());
    a.iter().any(|x| b.contains(x))
}

#[test]
fn slots_are_those_of_the_protocol() {
    let clean = bundle_of(sample!("ebl-to-order.json"), &[sample!("invoice.json")]);
    let slots: Vec<_> =
        inputs(&clean).unwrap().iter().map(|input| input.slot.position(Tier::Small)).collect();
    assert_eq!(slots, [0, 1, 4, 5, 6, 7]);
    assert_eq!(SlotKind::BoxB(5).position(Tier::Small), 15);
    assert_eq!(SlotKind::BoxB(61).position(Tier::Large), 136);
    assert_eq!(tier(&clean.bill), Ok(Tier::Small));
    let twelve = bundle_of(sample!("ebl-twelve-containers.json"), &[]);
    assert_eq!((tier(&twelve.bill), inputs(&twelve).unwrap().len()), (Ok(Tier::Large), 1 + 24));
    let shown = format!("{:?}", inputs(&clean).unwrap()[0]);
    assert_eq!(shown, "KeyInput { slot: Doc, .. }", "inputs must not end up in logs");
}

#[test]
fn inputs_of_the_samples_are_pinned() {
    let clean = bundle_of(sample!("ebl-to-order.json"), &[sample!("invoice.json")]);
    let shown: Vec<_> =
        inputs(&clean).unwrap().into_iter().map(|i| (i.description, crate::field::to_hex(&i.x))).collect();
    let pinned = [
        (
            "bill 2603000417 of carrier 60001 (Example Line (fictional))",
            "161573b212e1ae49b0563850f0b7434331b9b3e84e01c408194e327bffd1d1f8",
        ),
        (
            "invoice FCT20260417 of LEI:ZZZZ00COPPER00000065 in 2026",
            "21c1865cc219d60fb06536a86ebce39d9984ff15335d67eac2725ed1597d076a",
        ),
        (
            "container ZZZU1000015 from CLANF in window A1465",
            "218e040ba5d5223cb4cb4cca3f1297778252e6ef4ab633613b155ee3b8040993",
        ),
        (
            "container ZZZU1000015 from CLANF in window B1466",
            "2292c33294fb1e9fa5fa16d43950e74ab1229f66de292d3fd9de6a6072a60c2f",
        ),
        (
            "container ZZZU1000020 from CLANF in window A1465",
            "2311e1f02739bfb96595f8177b5d4290ff5a80e488e9abee8748eead5964e1b6",
        ),
        (
            "container ZZZU1000020 from CLANF in window B1466",
            "249d586005f00747a95e07a1d31aba2fab0868033c6bd3541940cea38237d652",
        ),
    ];
    let pinned = pinned.map(|(description, x)| (description.to_owned(), format!("0x{x}")));
    assert_eq!(shown, pinned, "changed inputs would forget every bill that is on a ledger");
}

/// A3: the bill's number in another spelling.
#[test]
fn a3_spelling_makes_no_difference() {
    let text = sample!("ebl-reissued.json");
    let base = doc(text);
    for spelling in [
        "zzel2603000998",
        "ZZEL 2603 000 998",
        "ZZEL-2603-000998",
        "2603000998",
        "２６０３０００９９８",
        "ZZEL/2603.000998",
    ] {
        assert_eq!(doc(&text.replace("ZZEL2603000998", spelling)), base, "{spelling}");
    }
    assert_ne!(doc(&text.replace("ZZEL2603000998", "ZZEL2603000999")), base);
    // The prefix is dropped once, and only the carrier's own.
    assert_ne!(doc(&text.replace("ZZEL2603000998", "ZZELZZEL2603000998")), base);
    assert_ne!(doc(&text.replace("ZZEL2603000998", "MAEU2603000998")), base);
}

/// A4: the carrier by one code list once, by the other once. A5: altered weight and date.
#[test]
fn a4_a5_the_altered_bill_is_the_same_bill() {
    let (clean, altered) =
        (bundle_of(sample!("ebl-to-order.json"), &[]), bundle_of(sample!("ebl-altered.json"), &[]));
    assert_eq!(class(&clean, b'D'), class(&altered, b'D'));
    assert!(shares_a_box(&clean, &altered));
    assert_ne!(clean.bill.checksum(), altered.bill.checksum());
}

/// A6: another signature, another platform.
#[test]
fn a6_envelopes_and_signatures_make_no_difference() {
    assert_eq!(doc(sample!("ebl-to-order.json")), doc(sample!("ebl-to-order.signed.json")));
}

/// A7, A9, A10: another number, or another carrier, over the same containers.
#[test]
fn a7_a9_a10_the_same_containers_conflict() {
    let clean = bundle_of(sample!("ebl-to-order.json"), &[]);
    for other in [sample!("ebl-house-bill.json"), sample!("ebl-reissued.json")] {
        let other = bundle_of(other, &[]);
        assert_ne!(class(&clean, b'D'), class(&other, b'D'));
        assert!(shares_a_box(&clean, &other));
    }
    let house = bundle_of(sample!("ebl-house-bill.json"), &[]);
    assert_eq!((class(&clean, b'A'), class(&clean, b'B')), (class(&house, b'A'), class(&house, b'B')));
}

/// A14, A15: one invoice under two bills, in another spelling and in the next month.
#[test]
fn a14_a15_an_invoice_is_known_again() {
    let clean = bundle_of(sample!("ebl-to-order.json"), &[sample!("invoice.json")]);
    let other = bundle_of(sample!("ebl-other.json"), &[sample!("invoice-other.json")]);
    assert_eq!(class(&clean, b'I'), class(&other, b'I'));
    assert!(!shares_a_box(&clean, &other));
    let later = sample!("invoice.json")
        .replace("2026-03-02", "2026-04-02")
        .replace("375000.00", "376000.00")
        .replace("6400.00", "7400.00");
    assert_eq!(class(&bundle_of(sample!("ebl-other.json"), &[&later]), b'I'), class(&clean, b'I'));
    let last_year = sample!("invoice.json").replace("2026-03-02", "2025-03-02");
    assert_ne!(class(&bundle_of(sample!("ebl-other.json"), &[&last_year]), b'I'), class(&clean, b'I'));
    let unrelated = bundle_of(sample!("ebl-second-cargo.json"), &[sample!("invoice-second-cargo.json")]);
    assert!(!class(&unrelated, b'I').contains(&class(&clean, b'I')[0]) && !shares_a_box(&clean, &unrelated));
}

/// A28: a mistyped container number is refused before there is any input.
#[test]
fn a28_a_mistyped_container_is_refused() {
    let text = sample!("ebl-to-order.json").replace("ZZZU1000015", "ZZZU1000016");
    assert!(
        Received::parse(text.as_bytes(), &CarrierTable::standard())
            .unwrap_err()
            .rules()
            .contains(&"ISO6346-CHECK-DIGIT")
    );
}

/// A29: a bill that leaves one of the containers out still shares the other.
#[test]
fn a29_one_shared_container_is_enough() {
    let clean = bundle_of(sample!("ebl-to-order.json"), &[]);
    let mut fewer = clean.clone();
    fewer.bill.containers.remove(0);
    fewer.bill.items.remove(0);
    fewer.bill.normalised_reference = "X1".into();
    assert!(shares_a_box(&clean, &fewer));
}

#[test]
fn the_same_container_on_a_later_voyage_or_from_elsewhere_is_another() {
    let clean = bundle_of(sample!("ebl-to-order.json"), &[]);
    let mut later = clean.clone();
    later.bill.shipped_on_board = Day::parse("2026-03-19");
    assert!(!shares_a_box(&clean, &later));
    let mut elsewhere = clean.clone();
    elsewhere.bill.port_of_loading = "CLVAP".into();
    assert!(!shares_a_box(&clean, &elsewhere));
}

#[test]
fn loads_of_several_shippers_have_no_box_inputs() {
    let mut bundle = bundle_of(sample!("ebl-to-order.json"), &[]);
    bundle.bill.movement_at_origin = crate::document::bill::Movement::Lcl;
    assert_eq!(inputs(&bundle).unwrap().len(), 1);
}

#[test]
fn what_cannot_be_covered_is_refused() {
    let mut bundle =
        bundle_of(sample!("ebl-to-order.json"), &[sample!("invoice.json"), sample!("invoice-other.json")]);
    assert_eq!(inputs(&bundle), Err(KeyError::InvoiceTwice("fct 2026-0417".into())));
    bundle.invoices = vec![bundle.invoices[0].clone(); 4];
    assert_eq!(inputs(&bundle), Err(KeyError::TooManyInvoices(4)));
    bundle.bill.containers = vec![bundle.bill.containers[0].clone(); 63];
    assert_eq!(inputs(&bundle), Err(KeyError::TooManyContainers(63)));
    assert_eq!(
        (Tier::holding(3, 6), Tier::holding(3, 7), Tier::holding(4, 1), Tier::holding(12, 62)),
        (Some(Tier::Small), Some(Tier::Large), Some(Tier::Large), Some(Tier::Large))
    );
    assert_eq!((Tier::holding(13, 1), Tier::holding(1, 63)), (None, None));
    bundle.bill.containers.truncate(1);
    bundle.invoices.clear();
    bundle.bill.shipped_on_board = None;
    assert_eq!(inputs(&bundle), Err(KeyError::NoDate));
}

proptest! {
    #[test]
    fn windows_keep_near_days_together_and_far_days_apart(day in 0u32..84_000, apart in 0u32..100) {
        let ((a, b), (c, d)) = (windows(Day(day)), windows(Day(day + apart)));
        let shares = a == c || b == d;
        prop_assert!(apart > 7 || shares);
        prop_assert!(apart < 14 || !shares);
    }

    #[test]
    fn fields_do_not_run_into_each_other(a in "[A-Z0-9]{1,40}", b in "[A-Z0-9]{1,40}", cut in 0usize..80) {
        let whole = format!("{a}{b}");
        let (c, d) = whole.split_at(cut.min(whole.len()));
        let x = |first: &str, second: &str| input(SlotKind::Doc, &[Field::Text(first), Field::Text(second)], String::new()).x;
        prop_assert_eq!(x(&a, &b) == x(c, d), a == c);
    }
}
