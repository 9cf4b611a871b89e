use super::*;
use crate::document::{CarrierTable, Day, Invoice, MainDocument, Received, bill::Issuer, fault::Rule};
use proptest::prelude::*;

macro_rules! sample {
    ($name:literal) => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../samples/", $name))
    };
}

mod kinds;

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

/// The soft keys that both give.
fn alike(a: &Bundle, b: &Bundle) -> Vec<SlotKind> {
    let known: HashSet<_> = inputs(b).unwrap().into_iter().map(|input| input.x).collect();
    let both = inputs(a).unwrap().into_iter().filter(|input| known.contains(&input.x));
    both.map(|input| input.slot).filter(|slot| slot.is_soft()).collect()
}

#[test]
fn slots_are_those_of_the_protocol() {
    let clean = bundle_of(sample!("ebl-to-order.json"), &[sample!("invoice.json")]);
    let slots: Vec<_> =
        inputs(&clean).unwrap().iter().map(|input| input.slot.position(Tier::Small)).collect();
    assert_eq!(slots, [0, 1, 4, 5, 6, 7, 16, 19, 20, 21, 22, 23, 24, 37]);
    assert_eq!(SlotKind::BoxB(5).position(Tier::Small), 15);
    assert_eq!(SlotKind::BoxB(61).position(Tier::Large), 136);
    assert_eq!(SlotKind::SoftWeight(5).position(Tier::Small), 36);
    assert_eq!(SlotKind::SoftInvoice(0).position(Tier::Large), 137);
    assert_eq!(
        [SlotKind::SoftSeal(0), SlotKind::SoftShipper(0)].map(|s| s.position(Tier::Large)),
        [149, 149]
    );
    assert_eq!(SlotKind::SoftBooking.position(Tier::Large) + 5, Tier::Large.slots());
    for tier in Tier::ALL {
        let (invoices, boxes) = (tier.invoices() as u8, tier.containers() as u8);
        let of = |n: u8, kinds: &'static [fn(u8) -> SlotKind]| {
            (0..n).flat_map(|i| kinds.iter().map(move |k| k(i)))
        };
        let all: Vec<_> = [SlotKind::Doc, SlotKind::SoftBooking]
            .into_iter()
            .chain(of(invoices, &[SlotKind::Invoice, SlotKind::SoftInvoice]))
            .chain(of(boxes, &[SlotKind::BoxA, SlotKind::BoxB]))
            .chain(of(boxes, &[SlotKind::SoftSeal, SlotKind::SoftDays, SlotKind::SoftWeight]))
            .collect();
        let places: HashSet<_> = all.iter().map(|slot| slot.position(tier)).collect();
        assert_eq!(places.len(), all.len(), "no two keys share a slot");
        for slot in all {
            assert_eq!(tier.class(slot.position(tier)), slot.class(), "{slot:?}");
            assert_eq!(slot.letter().is_ascii_lowercase(), slot.is_soft());
        }
    }
    assert_eq!(tier(&clean), Ok(Tier::Small));
    let twelve = bundle_of(sample!("ebl-twelve-containers.json"), &[]);
    assert_eq!((tier(&twelve), inputs(&twelve).unwrap().len()), (Ok(Tier::Large), 1 + 24 + 36 + 1));
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
            "invoice FCT-2026-0417 of LEI:ZZZZ00COPPER00000065 in 2026",
            "2ee4dff1cd17b2aaf9ff2f7e6caf450fa0853a044b0a6946fea904dba3d93215",
        ),
        (
            "container ZZZU1000015 under seal ZZS000417 in window A5129",
            "1266657b0d0337f2dcf1e782d1dfbcb3a7a1248b8e4bc3f47d87e2382b3e6b06",
        ),
        (
            "container ZZZU1000015 under seal ZZS000417 in window B5129",
            "0f4e2440d64d49d39e52c494bb50164381f89f7eeda78882e0e5868d92b3b425",
        ),
        (
            "container ZZZU1000020 under seal ZZS000418 in window A5129",
            "28980b75d96de2830493e1b2366037c1392295745b8979e44f2b2e3656c3b9f1",
        ),
        (
            "container ZZZU1000020 under seal ZZS000418 in window B5129",
            "2842f74ce920d8e235f77de10806db1d5aa332cbaff0564c566fec9e5a2906e5",
        ),
        (
            "invoice of LEI:ZZZZ00COPPER00000065 with the digits 20260417 over 375000.00 USD",
            "0e0825b349176959a56842453f069d4d3894d684dd9a2180a78f6ff6ed0ff355",
        ),
        (
            "container ZZZU1000015 under seal ZZS000417",
            "0469395aba233820bb2479102f6bf7ccc40174048390f4c69e8d78eaac3a9896",
        ),
        (
            "container ZZZU1000015 in window 6839 of 3 days",
            "10a295cc72abe8062c596237439e206bc967ed059023e8beb4ab74aae38daf77",
        ),
        (
            "container ZZZU1000015 of 20150 kg in window 91 of 224 days",
            "08105634e78c7c3fe4cdd99cca90f9938c0e556ba34ea64ca0074bd1b372070a",
        ),
        (
            "container ZZZU1000020 under seal ZZS000418",
            "3063668f6ec0789c6df1ae8cdcde157ec9a8ddd902ab2e8690f54048903ad6ee",
        ),
        (
            "container ZZZU1000020 in window 6839 of 3 days",
            "0273e0f2eda465816b70b1cb55c15daa2c9a6ca37bc4ca2b53e55cb0d9217937",
        ),
        (
            "container ZZZU1000020 of 20149 kg in window 91 of 224 days",
            "19b2c58435bd3692a248e7b424f3c8ffef5aba9c5de72a15c63659877579672f",
        ),
        (
            "booking ZZB0326417 of carrier 60001 (Example Line (fictional))",
            "2d9b4e158eb3e70e5115e6807a3df6dc0cfca24aa1b444d049c1f04ad6b6cc64",
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
    // Its day is four later.
    assert!(!shares_a_box(&clean, &altered));
    let boxes = [SlotKind::SoftSeal(0), SlotKind::SoftSeal(1), SlotKind::SoftWeight(1)];
    assert_eq!(alike(&clean, &altered), [&boxes[..], &[SlotKind::SoftBooking]].concat());
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
fn the_same_container_on_a_later_voyage_or_under_another_seal_is_another() {
    let clean = bundle_of(sample!("ebl-to-order.json"), &[]);
    let mut later = clean.clone();
    later.bill.shipped_on_board = Day::parse("2026-03-19");
    assert!(!shares_a_box(&clean, &later));
    let mut resealed = clean.clone();
    resealed.bill.containers.iter_mut().for_each(|container| container.key_seal = Some("ZZT1".to_owned()));
    assert!(!shares_a_box(&clean, &resealed));
}

/// Ports have several codes: which of them a paper names makes no difference.
#[test]
fn the_port_makes_no_difference() {
    let clean = bundle_of(sample!("ebl-to-order.json"), &[]);
    let mut elsewhere = clean.clone();
    elsewhere.bill.port_of_loading = Some("CLVAP".to_owned());
    assert_eq!(inputs(&clean), inputs(&elsewhere));
}

#[test]
fn a_container_without_a_seal_goes_by_its_day() {
    let mut bare = bundle_of(sample!("ebl-to-order.json"), &[]);
    bare.bill.containers.iter_mut().for_each(|container| container.key_seal = None);
    let slots: Vec<_> = inputs(&bare).unwrap().iter().map(|input| input.slot).collect();
    assert!(slots.contains(&SlotKind::BoxA(1)) && !slots.contains(&SlotKind::BoxB(1)));
    assert!(!slots.contains(&SlotKind::SoftSeal(1)));
    let mut other = bare.clone();
    other.bill.normalised_reference = "X1".into();
    assert!(shares_a_box(&bare, &other));
    other.bill.shipped_on_board = Some(Day(bare.bill.key_date().unwrap().0 + 1));
    assert!(!shares_a_box(&bare, &other) && alike(&bare, &other).contains(&SlotKind::SoftWeight(1)));
}

#[test]
fn a_container_is_alike_within_its_three_days_and_by_its_weight_for_longer() {
    let mut clean = bundle_of(sample!("ebl-to-order.json"), &[]);
    clean.bill.items[0].gross_weight = 20_000_000;
    let after = |days: u32, change: &dyn Fn(&mut MainDocument)| {
        let mut other = clean.clone();
        let day = clean.bill.key_date().unwrap().0 / WEIGHT_WINDOW * WEIGHT_WINDOW;
        let mut first = clean.clone();
        first.bill.shipped_on_board = Some(Day(day));
        other.bill.shipped_on_board = Some(Day(day + days));
        other.bill.normalised_booking = None;
        other.bill.containers.truncate(1);
        other.bill.containers[0].key_seal = None;
        change(&mut other.bill);
        alike(&first, &other)
    };
    let near = (0..6).filter(|days| after(*days, &|_| ()).contains(&SlotKind::SoftDays(0)));
    let first = clean.bill.key_date().unwrap().0 / WEIGHT_WINDOW * WEIGHT_WINDOW % DAYS_WINDOW;
    assert_eq!(near.collect::<Vec<_>>(), (0..DAYS_WINDOW - first).collect::<Vec<_>>());
    assert_eq!(after(WEIGHT_WINDOW - 1, &|_| ()), [SlotKind::SoftWeight(0)]);
    assert_eq!(after(WEIGHT_WINDOW, &|_| ()), []);
    assert_eq!(after(100, &|bill| bill.items[0].gross_weight += 999), [SlotKind::SoftWeight(0)]);
    assert_eq!(after(100, &|bill| bill.items[0].gross_weight += 1_000), []);
}

#[test]
fn loads_of_several_shippers_have_no_box_inputs() {
    let mut bundle = bundle_of(sample!("ebl-to-order.json"), &[]);
    bundle.bill.movement_at_origin = Some(crate::document::bill::Movement::Lcl);
    let slots: Vec<_> = inputs(&bundle).unwrap().iter().map(|input| input.slot).collect();
    let soft = [SlotKind::SoftShipper(0), SlotKind::SoftShipper(1), SlotKind::SoftBooking];
    assert_eq!(slots, [&[SlotKind::Doc][..], &soft].concat());
}

/// The house bill of another carrier code and the bill re-issued months later give what the master bill gives.
#[test]
fn what_is_alike_gives_soft_keys_whatever_its_number_and_day() {
    let clean = bundle_of(sample!("ebl-to-order.json"), &[]);
    let house = bundle_of(sample!("ebl-house-bill.json"), &[]);
    let of = |i| [SlotKind::SoftSeal(i), SlotKind::SoftDays(i), SlotKind::SoftWeight(i)];
    assert_eq!(alike(&clean, &house), [of(0), of(1)].concat());
    let mut later = clean.clone();
    later.bill.shipped_on_board = Day::parse("2026-09-05");
    later.bill.port_of_loading = Some("CLVAP".to_owned());
    later.bill.normalised_reference = "X1".into();
    assert_eq!(alike(&clean, &later), [SlotKind::SoftSeal(0), SlotKind::SoftSeal(1), SlotKind::SoftBooking]);
    assert!(alike(&clean, &bundle_of(sample!("ebl-second-cargo.json"), &[])).is_empty());
}

#[test]
fn an_invoice_is_alike_under_another_spelling_and_year() {
    let invoice = sample!("invoice.json");
    let clean = bundle_of(sample!("ebl-to-order.json"), &[invoice]);
    for number in ["FCT/2026/0417", "INV 20260417", "0020260417"] {
        let other = invoice.replace("FCT-2026-0417", number).replace("2026-03-02", "2025-12-31");
        assert_ne!(other, invoice);
        let other = bundle_of(sample!("ebl-other.json"), &[&other]);
        assert_eq!(alike(&clean, &other), [SlotKind::SoftInvoice(0)], "{number}");
    }
    let mut other = clean.clone();
    other.invoices[0].total += 1;
    assert!(!alike(&clean, &other).contains(&SlotKind::SoftInvoice(0)));
    other = clean.clone();
    other.invoices[0].normalised_number = "FCT000".into();
    assert!(inputs(&other).unwrap().iter().all(|input| input.slot != SlotKind::SoftInvoice(0)));
}

/// One commercial invoice over two part shipments: each has its part of it, once.
#[test]
fn an_invoice_over_several_bills_is_each_ones_part_and_alike() {
    let shared = |references: [&str; 2]| {
        let named = "\"transportDocumentReference\": \"ZZEL2603000417\"";
        let parts = references
            .map(|r| format!(r#"{{"transportDocumentReference": "{r}", "allottedAmount": "187500.00"}}"#));
        let text = sample!("invoice.json");
        assert!(text.contains(named));
        text.replace(named, &format!("\"transportDocuments\": [{}]", parts.join(",")))
    };
    let (one, other) = ("ZZEL2603000417", "ZZEL 2603-000998");
    let first = bundle_of(sample!("ebl-to-order.json"), &[&shared([one, other])]);
    let second = bundle_of(sample!("ebl-reissued.json"), &[&shared([other, one])]);
    assert_eq!((first.check(), second.check()), (Ok(()), Ok(())));
    assert_ne!(class(&first, b'I'), class(&second, b'I'));
    assert!(alike(&first, &second).contains(&SlotKind::SoftInvoice(0)));
    assert_eq!(first.declared_value(), Some((18_750_000, "USD".parse().unwrap())));
    // Nor is either part the whole, to which it is alike.
    let whole = bundle_of(sample!("ebl-to-order.json"), &[sample!("invoice.json")]);
    assert_ne!(class(&first, b'I'), class(&whole, b'I'));
    assert!(alike(&first, &whole).contains(&SlotKind::SoftInvoice(0)));
    // A bill that is not among them has no part of it.
    let strange = bundle_of(sample!("ebl-second-cargo.json"), &[&shared([one, other])]);
    assert!(strange.check().unwrap_err().has("$.invoices[0].transportDocuments", Rule::AnnexMismatch));
    assert_eq!(strange.declared_value(), Some((0, "USD".parse().unwrap())));
    let parse = |text: String| Invoice::parse(text.as_bytes()).map(drop).unwrap_err();
    assert!(parse(shared([one, one])).has("$.transportDocuments", Rule::Allotment));
    let too_much = shared([one, other]).replacen("187500.00", "187500.01", 1);
    assert!(parse(too_much).has("$.transportDocuments", Rule::Allotment));
}

/// Carriers split a full container into bills, each over a part of it.
#[test]
fn parts_of_a_container_are_several_cargoes_and_alike() {
    let part = |reference: &str, boxes: &[&str]| {
        let mut part = bundle_of(sample!("ebl-to-order.json"), &[]);
        part.bill.normalised_reference = reference.to_owned();
        part.part_loads = boxes.iter().map(|&reference| reference.to_owned()).collect();
        assert_eq!(part.check(), Ok(()));
        part
    };
    let both = ["ZZZU1000015", "ZZZU1000020"];
    let (first, second, whole) = (part("X1", &both), part("X2", &both), part("X3", &[]));
    let letters =
        |bundle: &Bundle| class(bundle, b'P').into_iter().chain(class(bundle, b'Q')).collect::<Vec<_>>();
    assert_eq!(letters(&first).len(), 4);
    for (one, other) in [(&first, &second), (&first, &whole)] {
        assert!(!shares_a_box(one, other));
        assert!(letters(one).iter().all(|x| !letters(other).contains(x)));
        let of = |i| [SlotKind::SoftSeal(i), SlotKind::SoftDays(i), SlotKind::SoftWeight(i)];
        assert_eq!(alike(one, other), [&of(0)[..], &of(1), &[SlotKind::SoftBooking]].concat());
    }
    // The same part is refused, whatever else changes, and a whole load of the other container is.
    let mut again = part("X1", &both[..1]);
    again.bill.shipped_on_board = Some(Day(first.bill.key_date().unwrap().0 + 2));
    assert!(letters(&again).iter().any(|x| letters(&first).contains(x)));
    assert!(shares_a_box(&again, &whole));
    // Positions are those of whole loads.
    let slots = |bundle: &Bundle| -> Vec<usize> {
        inputs(bundle).unwrap().iter().map(|input| input.slot.position(Tier::Small)).collect()
    };
    assert_eq!(slots(&first), slots(&whole));
    let mut strange = first.clone();
    strange.part_loads.insert("ZZZU1000036".to_owned());
    assert!(strange.check().unwrap_err().has("$.partLoads", Rule::SharedContainer));
    let mut groupage = first.clone();
    groupage.bill.movement_at_origin = Some(crate::document::bill::Movement::Lcl);
    assert!(groupage.check().unwrap_err().has("$.partLoads", Rule::SharedContainer));
}

#[test]
fn a_part_load_goes_by_container_shipper_and_weight() {
    let mut bundle = bundle_of(sample!("ebl-to-order.json"), &[]);
    bundle.bill.movement_at_destination = Some(crate::document::bill::Movement::Lcl);
    bundle.bill.items[0].gross_weight = 20_200_000;
    let boxes = [SlotKind::SoftShipper(0), SlotKind::SoftShipper(1)];
    let alike_boxes = |change: &dyn Fn(&mut MainDocument)| {
        let mut other = bundle.clone();
        change(&mut other.bill);
        alike(&bundle, &other).into_iter().filter(|slot| boxes.contains(slot)).collect::<Vec<_>>()
    };
    assert_eq!(alike_boxes(&|bill| bill.shipped_on_board = Day::parse("2027-01-01")), boxes);
    // Weights count to 100 kg.
    assert_eq!(alike_boxes(&|bill| bill.items[0].gross_weight += 49_999), boxes);
    assert_eq!(alike_boxes(&|bill| bill.items[0].gross_weight += 50_000).len(), 1);
    assert_eq!(alike_boxes(&|bill| bill.shipper.name = "Somebody".into()), boxes);
    assert_eq!(alike_boxes(&|bill| bill.shipper.ids.clear()), []);
    let named = |name: &str| {
        let mut other = bundle.clone();
        (other.bill.shipper.ids, other.bill.shipper.name) = (Vec::new(), name.to_owned());
        other
    };
    assert_eq!(alike(&named("Copper, Ltd."), &named("ＣＯＰＰＥＲ ltd")).len(), 3);
    assert_eq!(alike(&named("Copper Ltd"), &named("Copper Inc")), [SlotKind::SoftBooking]);
}

/// The order of seals makes no difference, nor does what an authority adds.
#[test]
fn one_seal_stands_for_all_of_a_container() {
    let text = sample!("ebl-to-order.json");
    let one = r#"{
          "number": "ZZS000417",
          "source": "CAR"
        }"#;
    let seals = |list: &str| {
        let compact = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap().to_string();
        let (whole, one) = (compact(text), compact(one));
        let other = whole.replace(&one, list);
        assert!(list == one || other != whole, "{whole}");
        bundle_of(&other, &[]).bill.containers[0].key_seal.clone()
    };
    let known = Some("ZZS000417".to_owned());
    let carrier = r#"{"number":"zzs-000417","source":"CAR"}"#;
    for list in [
        carrier.to_owned(),
        r#"{"number":"ZZS000417"}"#.to_owned(),
        format!(r#"{carrier},{{"number":"ZZT1","source":"SHI"}}"#),
        format!(r#"{{"number":"ZZT1","source":"SHI"}},{carrier}"#),
        format!(r#"{{"number":"AA1","source":"CUS"}},{carrier},{{"number":"AA2","source":"VET"}}"#),
        format!(r#"{carrier},{{"number":"NIL"}},{{"number":"000"}},{{"number":"№"}}"#),
    ] {
        assert_eq!(seals(&list), known, "{list}");
    }
    assert_eq!(seals(r#"{"number":"VET123","source":"CUS"}"#), Some("VET123".to_owned()));
    assert_eq!(seals(r#"{"number":"N/A"}"#), None);
}

/// Bookings in another spelling, with the carrier's own code in front, and of several the first in order.
#[test]
fn a_booking_goes_by_its_carrier() {
    let text = sample!("ebl-to-order.json");
    for spelling in ["zzb 0326-417", "ZZEL ZZB0326417", "ZZB/0326.417"] {
        let other = bundle_of(&text.replace("ZZB0326417", spelling), &[]);
        assert_eq!(other.bill.normalised_booking.as_deref(), Some("ZZB0326417"), "{spelling}");
    }
    let clean = bundle_of(text, &[]);
    let mut other = clean.clone();
    other.bill.issuer = Issuer::Carrier(60_002);
    assert!(!alike(&clean, &other).contains(&SlotKind::SoftBooking));
}

#[test]
fn what_cannot_be_covered_is_refused() {
    let mut bundle =
        bundle_of(sample!("ebl-to-order.json"), &[sample!("invoice.json"), sample!("invoice-other.json")]);
    assert_eq!(inputs(&bundle), Err(KeyError::InvoiceTwice("fct 2026-0417".into())));
    bundle.invoices = vec![bundle.invoices[0].clone(); 13];
    assert_eq!(inputs(&bundle), Err(KeyError::TooManyInvoices(13)));
    bundle.invoices.truncate(1);
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
    fn windows_keep_near_days_together_and_far_days_apart(day in 0u32..84_000, apart in 0u32..20) {
        let ((a, b), (c, d)) = (windows(Day(day)), windows(Day(day + apart)));
        let shares = a == c || b == d;
        prop_assert!(apart > WINDOW / 2 || shares);
        prop_assert!(apart < WINDOW || !shares);
    }

    #[test]
    fn fields_do_not_run_into_each_other(a in "[A-Z0-9]{1,40}", b in "[A-Z0-9]{1,40}", cut in 0usize..80) {
        let whole = format!("{a}{b}");
        let (c, d) = whole.split_at(cut.min(whole.len()));
        let x = |first: &str, second: &str| input(SlotKind::Doc, &[Field::Text(first), Field::Text(second)], String::new()).x;
        prop_assert_eq!(x(&a, &b) == x(c, d), a == c);
    }
}
