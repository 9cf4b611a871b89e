//! Keys of bulk bills, warehouse receipts and receivables.

use super::*;

fn bulk(changes: &[(&str, &str)]) -> Bundle {
    let text = changes.iter().fold(sample!("bulk-bill.json").to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    });
    bundle_of(&text, &[])
}

const ANEW: (&str, &str) = ("ZZEL-SAN-0007", "ZZEL-SAN-0008");

#[test]
fn a_bulk_bill_is_the_same_by_its_number_whatever_else_changes() {
    let clean = bulk(&[]);
    for changes in [
        [("ZZEL-SAN-0007", "san 0007"), ("52480000.000", "52490000.000")],
        [
            ("MV IMAGINATION", "MV OTHER"),
            (
                "\"isElectronic\": false,\n  \"numberOfOriginals\": 3",
                "\"isElectronic\": true,\n  \"numberOfOriginals\": 1",
            ),
        ],
    ] {
        assert_eq!(class(&clean, b'D'), class(&bulk(&changes), b'D'));
    }
    assert_ne!(class(&clean, b'D'), class(&bulk(&[ANEW]), b'D'));
    assert_eq!(clean.bill.grounds().len(), 1);
}

/// Under another number the same goods are referred: by the vessel's number or its name, three digits of their quantity, and days near it.
#[test]
fn bulk_cargo_is_alike_by_vessel_heading_quantity_and_days() {
    let clean = bulk(&[]);
    let of = |i: u8| {
        vec![SlotKind::SoftImoA(i), SlotKind::SoftImoB(i), SlotKind::SoftVesselA(i), SlotKind::SoftVesselB(i)]
    };
    let both = [of(0), of(1)].concat();
    let alike_after = |changes: &[(&str, &str)]| alike(&clean, &bulk(&[&[ANEW], changes].concat()));
    assert_eq!(alike_after(&[]), both);
    // The ports make no difference, nor does how the vessel's name is written.
    assert_eq!(alike_after(&[("BRSSZ", "BRPNG"), ("MV IMAGINATION", "m/v Imagination")]), both);
    assert_eq!(alike_after(&[("52480000.000", "52500000.000")]), both);
    assert_eq!(alike_after(&[("52480000.000", "52550000.000")]), of(1));
    assert_eq!(alike_after(&[("120190", "120110")]), both);
    assert_eq!(alike_after(&[("120190", "100590")]), of(1));
    let named = [
        SlotKind::SoftVesselA(0),
        SlotKind::SoftVesselB(0),
        SlotKind::SoftVesselA(1),
        SlotKind::SoftVesselB(1),
    ];
    assert_eq!(alike_after(&[("\"vesselIMONumber\": \"9999010\",", "")]), named);
    let numbered =
        [SlotKind::SoftImoA(0), SlotKind::SoftImoB(0), SlotKind::SoftImoA(1), SlotKind::SoftImoB(1)];
    assert_eq!(alike_after(&[("IMAGINATION", "FANCY")]), numbered);
}

#[test]
fn bulk_windows_keep_a_week_together_and_a_fortnight_apart() {
    let on = |day: u32| {
        let mut bundle = bulk(&[]);
        bundle.bill.shipped_on_board = Some(Day(day));
        bundle
    };
    for day in 20_000..20_014 {
        for apart in 0..20 {
            let shared = !alike(&on(day), &on(day + apart)).is_empty();
            assert!(shared || apart > BULK_WINDOW / 2, "{day} {apart}");
            assert!(!shared || apart < BULK_WINDOW, "{day} {apart}");
        }
    }
}

/// Splitting a parcel into several of one heading changes nothing: they are added up.
#[test]
fn parcels_of_one_heading_are_one() {
    let clean = bulk(&[]);
    let mut split = bulk(&[ANEW]);
    let half = split.bill.items[0].gross_weight / 2;
    let mut other = split.bill.items[0].clone();
    other.gross_weight -= half;
    split.bill.items[0].gross_weight = half;
    split.bill.items.push(other);
    assert_eq!(alike(&clean, &split).len(), 8);
}

#[test]
fn lots_in_a_warehouse_go_by_keeper_site_and_marks() {
    let receipt = |changes: &[(&str, &str)]| {
        let text = changes
            .iter()
            .fold(sample!("warehouse-receipt.json").to_owned(), |text, (from, to)| text.replace(from, to));
        bundle_of(&text, &[])
    };
    let clean = receipt(&[]);
    let slots: Vec<_> = inputs(&clean).unwrap().iter().map(|input| input.slot).collect();
    assert_eq!(slots, [SlotKind::WarehouseReceipt, SlotKind::SoftLot(0), SlotKind::SoftLot(1)]);
    let anew = ("WR-26-00119", "WR-26-00120");
    assert_eq!(class(&clean, b'W'), class(&receipt(&[("WR-26-00119", "wr 26 00119")]), b'W'));
    assert_ne!(class(&clean, b'W'), class(&receipt(&[anew]), b'W'));
    let lots = [SlotKind::SoftLot(0), SlotKind::SoftLot(1)];
    assert_eq!(alike(&clean, &receipt(&[anew])), lots);
    assert_eq!(
        alike(
            &clean,
            &receipt(&[
                anew,
                ("FCT/CU-A/0881", "fct cu.a 0881"),
                ("Shed 7, Nowhere Road", "SHED 7 NOWHERE ROAD")
            ])
        ),
        lots
    );
    assert_eq!(alike(&clean, &receipt(&[anew, ("FCT/CU-A/0881", "FCT/CU-A/0883")])), [SlotKind::SoftLot(1)]);
    assert!(alike(&clean, &receipt(&[anew, ("Shed 7", "Shed 8")])).is_empty());
    assert!(
        alike(
            &clean,
            &receipt(&[anew, ("ZZZZ00STORE", "ZZZZ00GRAIN"), ("GLEIF", "OTHER"), ("\"LEI\"", "\"NO\"")])
        )
        .is_empty()
    );
}

/// A14, A15: financed alone, and again with the bill of its goods, or the other way round.
#[test]
fn an_invoice_alone_conflicts_with_itself_under_a_bill() {
    let alone = |text: &str| {
        Bundle::new(Received::parse(text.as_bytes(), &CarrierTable::standard()).unwrap().document)
    };
    let retyped = alone(&sample!("invoice.json").replace("FCT-2026/0417", "fct 2026 0417"));
    let alone = alone(sample!("invoice.json"));
    let slots: Vec<_> = inputs(&alone).unwrap().iter().map(|input| input.slot).collect();
    assert_eq!(slots, [SlotKind::Receivable, SlotKind::Invoice(0), SlotKind::SoftInvoice(0)]);
    let shipped = bundle_of(sample!("ebl-to-order.json"), &[sample!("invoice.json")]);
    assert_eq!(class(&alone, b'I'), class(&shipped, b'I'));
    assert_eq!(class(&alone, b'R'), class(&retyped, b'R'));
}

/// Bills 1, 2, 3 of each voyage are told apart by vessel and day; any other number is of its owner.
#[test]
fn a_short_number_is_of_its_voyage() {
    let short =
        |changes: &[(&str, &str)]| class(&bulk(&[&[("ZZEL-SAN-0007", "No 1")], changes].concat()), b'D');
    let first = short(&[]);
    assert_eq!(first, short(&[("No 1", "no. 1"), ("MV IMAGINATION", "m/v imagination")]));
    assert_ne!(first, short(&[("2026-04-18", "2026-06-02")]));
    assert_ne!(first, short(&[("IMAGINATION", "FANCY")]));
    let long = |changes: &[(&str, &str)]| class(&bulk(changes), b'D');
    assert_eq!(long(&[]), long(&[("2026-04-18", "2026-06-02"), ("IMAGINATION", "FANCY")]));
}

#[test]
fn a_receipt_is_one_of_its_year() {
    let issued = |day: &str| {
        let text = sample!("warehouse-receipt.json")
            .replace("\"issueDate\": \"2026-04-02\"", &format!("\"issueDate\": \"{day}\""));
        class(&bundle_of(&text, &[]), b'W')
    };
    assert_eq!(issued("2026-04-02"), issued("2026-12-31"));
    assert_ne!(issued("2026-04-02"), issued("2027-01-01"));
}

/// A seller whose numbers begin anew each year, and do not name it, has an invoice 17 in each.
#[test]
fn a_receivable_is_one_of_its_year() {
    let in_year = |year: &str, total: &str| {
        let text = sample!("invoice-alone.json").replace("IOM-2026-0088", "17").replace("2026-", year);
        let text = text.replace("86200.00", total);
        Bundle::new(Received::parse(text.as_bytes(), &CarrierTable::standard()).unwrap().document)
    };
    let first = in_year("2026-", "86200.00");
    assert_eq!(class(&first, b'R'), class(&in_year("2026-", "90000.00"), b'R'));
    let next = in_year("2027-", "90000.00");
    for letter in [b'R', b'I'] {
        assert_ne!(class(&first, letter), class(&next, letter));
    }
    assert_eq!(alike(&first, &next), []);
    assert_eq!(alike(&first, &in_year("2027-", "86200.00")), [SlotKind::SoftInvoice(0)]);
}

/// A11: the paper form of an electronic bill.
#[test]
fn a11_paper_and_electronic_bill_are_the_same() {
    let clean = bundle_of(sample!("ebl-to-order.json"), &[]);
    let paper = bundle_of(
        &sample!("ebl-to-order.json").replace("\"isElectronic\": true", "\"isElectronic\": false"),
        &[],
    );
    assert!(!paper.bill.is_signed_by_carrier());
    assert_eq!(inputs(&clean).unwrap(), inputs(&paper).unwrap());
}

#[test]
fn what_does_not_fit_the_larger_tier_is_refused() {
    let mut bundle = bulk(&[]);
    let item = bundle.bill.items[0].clone();
    bundle.bill.items = (0..MAX_HEADINGS as u64 + 1)
        .map(|i| crate::document::CargoItem { hs_codes: vec![(1_000 + i) * 100_000_000], ..item.clone() })
        .collect();
    assert_eq!(inputs(&bundle), Err(KeyError::TooManyHeadings(MAX_HEADINGS + 1)));
    bundle.bill.items.pop();
    let positions = |bundle: &Bundle| {
        let tier = tier(bundle).unwrap();
        let at: Vec<_> = inputs(bundle).unwrap().iter().map(|input| input.slot.position(tier)).collect();
        assert!(at.windows(2).all(|pair| pair[0] < pair[1]) && at.iter().all(|at| *at < tier.slots()));
        tier
    };
    assert_eq!(positions(&bundle), Tier::Large);
    bundle.bill.items.truncate(4);
    assert_eq!(positions(&bundle), Tier::Small);
    let mut receipt = bundle_of(sample!("warehouse-receipt.json"), &[]);
    let lot = receipt.bill.items[0].clone();
    receipt.bill.items = vec![lot; MAX_LOTS + 1];
    assert_eq!(inputs(&receipt), Err(KeyError::TooManyLots(MAX_LOTS + 1)));
    receipt.bill.items.pop();
    assert_eq!(positions(&receipt), Tier::Large);
    receipt.bill.items.truncate(18);
    assert_eq!(positions(&receipt), Tier::Small);
}
