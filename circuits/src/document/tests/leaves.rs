use super::*;
use crate::{
    document::tree::{HEADER_DEPTH, header_leaf, leaf_salt, record_leaf},
    field::F,
};

fn salt() -> F {
    F::from(0x5a17u64)
}

/// The lists of records that the sample has of a document.
fn lists(part: Part) -> Vec<Records> {
    match part {
        Part::Bill => vec![Records::Containers, Records::Items, Records::Goods],
        Part::Invoice(_) => vec![Records::Lines],
        Part::PackingList => vec![Records::Packed],
        Part::Insurance => vec![],
        Part::Dossier => vec![Records::Parties, Records::Places, Records::Legs],
    }
}

#[test]
fn every_field_and_record_opens_and_nothing_else() {
    let bundle = bundle();
    let committed = bundle.commit(salt());
    for part in [Part::Bill, Part::Invoice(0), Part::PackingList, Part::Insurance, Part::Dossier] {
        let tree = committed.tree(part).unwrap();
        let parts = tree.parts();
        for field in 0..tree.layout().header.len() {
            let opening = tree.open_header(field).unwrap();
            assert!(opening.verify(part, field, parts.header_root));
            assert!(!opening.verify(part, field + 1, parts.header_root));
            let mut other = opening.clone();
            other.value += F::from(1u64);
            assert!(!other.verify(part, field, parts.header_root));
        }
        assert!(tree.open_header(tree.layout().header.len()).is_none());
        for records in lists(part) {
            let (n, root) = (parts.lists[records.place()].count, parts.lists[records.place()].root);
            assert!(n > 0, "{records:?}");
            for i in 0..n as usize {
                let opening = tree.open_record(records, i).unwrap();
                assert!(opening.verify(part, records, i, root));
                assert!(!opening.verify(part, records, i + 1, root));
                let mut other = opening;
                other.fields[0] += F::from(1u64);
                assert!(!other.verify(part, records, i, root));
            }
            assert!(tree.open_record(records, n as usize).is_none());
        }
    }
    assert!(committed.tree(Part::Invoice(1)).is_none());
    let opening = committed.invoices[0].open_header(InvoiceField::Total).unwrap();
    assert!(!opening.verify(
        Part::Invoice(1),
        InvoiceField::Total.index(),
        committed.invoices[0].parts().header_root
    ));
    assert_eq!(opening.value, F::from(37_500_000u64));
}

#[test]
fn leaves_are_made_as_the_protocol_says() {
    let committed = bundle().commit(salt());
    let opening = committed.bill.open_header(HeaderField::PortOfLoading).unwrap();
    assert_eq!(opening.value, text::value("CLANF"));
    assert_eq!(opening.salt, leaf_salt(salt(), 14));
    assert_eq!(opening.path.children.len(), HEADER_DEPTH);
    assert_eq!(opening.path.children[0][2], header_leaf(14, opening.value, opening.salt));
    let container = committed.bill.open_record(Records::Containers, 1).unwrap();
    assert_eq!((container.index, container.fields[0]), (257, text::value("ZZZU1000020")));
    assert_eq!(container.fields[ContainerField::GrossWeight.index()], F::from(20_149_500u64));
    assert_eq!(container.path.children[0][1], record_leaf(257, container.salt, &container.fields));
    let goods = committed.bill.open_record(Records::Goods, 0).unwrap();
    assert_eq!((goods.index, goods.fields[GoodsField::HsCode0.index()]), (768, F::from(740_311_000_000u64)));
    let party = committed.dossier.open_record(Records::Parties, 0).unwrap();
    assert_eq!((party.index, party.fields[0]), (15 * 2048 + 256, text::value("CARRIER")));
}

#[test]
fn roots_depend_on_salt_and_on_every_annex() {
    let whole = bundle();
    let base = whole.commit(salt());
    assert_ne!(base.doc_root, whole.commit(salt() + F::from(1u64)).doc_root);
    let mut roots = vec![base.annex_root];
    for leave_out in 0..4 {
        let mut part = whole.clone();
        match leave_out {
            0 => part.invoices.clear(),
            1 => part.packing_list = None,
            2 => part.insurance = None,
            _ => part.vessels.clear(),
        }
        let committed = part.commit(salt());
        assert_eq!(committed.doc_root, base.doc_root);
        assert!(!roots.contains(&committed.annex_root));
        roots.push(committed.annex_root);
    }
}

#[test]
fn roots_of_the_samples_are_pinned() {
    let committed = bundle().commit(salt());
    let roots = [committed.doc_root, committed.annex_root].map(|root| crate::field::to_hex(&root));
    assert_eq!(
        roots,
        [
            "0x1cf454b29bc76144e25491788c8dd05b64d650ff5841f4a567dd1626fc803bfe",
            "0x0fb0ad6fb21c47ffbfe86a5e933e27d75338aa9ea2c3e3430c91eeed152bcbda",
        ],
        "a changed layout needs a new protocol version"
    );
}

#[test]
fn an_altered_field_changes_the_root() {
    let (a, b) = (bundle().bill, bill(sample!("ebl-altered.json")));
    assert_ne!(Bundle::new(a).commit(salt()).doc_root, Bundle::new(b).commit(salt()).doc_root);
}

#[test]
fn the_published_tables_list_every_field() {
    let page = include_str!("../../../../docs/documents.md");
    macro_rules! listed {
        ($($heading:literal $enum:ident),*) => {$(
            let section = page.split_once(concat!("### ", $heading, "\n")).unwrap().1.split("\n#").next().unwrap();
            let rows: Vec<&str> = section.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| position")).collect();
            assert_eq!(rows.len(), $enum::ALL.len(), $heading);
            for (row, field) in rows.iter().zip($enum::ALL) {
                let start = format!("| {} | `{}` | {:?} |", field.index(), field.name(), field.kind());
                assert!(row.starts_with(&start), "{row}");
            }
        )*};
    }
    listed!(
        "Bill: header" HeaderField, "Bill: container records" ContainerField, "Bill: cargo item records" ItemField,
        "Bill: goods records" GoodsField, "Parties" PartyField, "Places" PlaceField, "Legs" LegField, "Clauses" ClauseField,
        "Invoice: header" InvoiceField, "Invoice: line records" LineField, "Packing list: header" PackingListField,
        "Packing list: container records" PackedField, "Insurance certificate" InsuranceField
    );
}
