use super::*;
use plimsoll_circuits::{
    credential::Day,
    policy::{List, ListKind},
};

macro_rules! sample {
    ($name:literal) => {
        &include_bytes!(concat!("../../../samples/authorities/", $name))[..]
    };
}

const DATED: Day = Day(20_592);
const NONE: Option<&[u8]> = None;

fn entries(list: &List) -> Vec<(&str, &str)> {
    list.entries.iter().map(|e| (e.value.as_str(), e.label.as_deref().unwrap_or_default())).collect()
}

/// What a list is of, and its entries with their labels.
type Listed = (ListKind, Vec<(String, String)>);

/// The lists of a sample, by what they are of.
fn lists(format: Format, input: &[u8], aliases: Option<&[u8]>) -> (Gathered, Vec<Listed>) {
    let found = format.read(input, aliases).unwrap();
    let lists = found.lists(format.prefix(), 7, DATED, "made up").unwrap();
    for list in &lists {
        assert!(list.head.name.starts_with(format.prefix()) && list.head.edition == 7);
        assert_eq!(List::parse(list.to_json().as_bytes()).unwrap().root(), list.root());
    }
    let owned = |(value, label): (&str, &str)| (value.to_owned(), label.to_owned());
    let lists = lists.iter().map(|l| (l.head.kind, entries(l).into_iter().map(owned).collect())).collect();
    (found, lists)
}

fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(value, label)| ((*value).to_owned(), (*label).to_owned())).collect()
}

#[test]
fn the_us_treasury_in_both_forms() {
    let xml = lists(Format::OfacXml, sample!("sdn.xml"), NONE);
    let csv = lists(Format::OfacCsv, sample!("sdn.csv"), Some(sample!("alt.csv")));
    assert_eq!(xml.0.dated, Day::parse("2026-05-19"));
    assert_eq!(csv.0.dated, None);
    for (found, lists) in [&xml, &csv] {
        assert_eq!((found.records, found.unusable_count), (5, 2));
        assert_eq!(found.unusable, ["MV WITHOUT NUMBER", "ZZ-FIC"]);
        let keys: Vec<&str> = lists[0].1.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(lists[0].0, ListKind::Name);
        assert_eq!(
            keys,
            ["AND METALS MIRAGE", "COMMODITIES FATA MORGANA", "NOBODY NOWHERE VON", "NOBODY VON"]
        );
        assert_eq!(
            lists[1],
            (ListKind::Party, owned(&[("LEI:ZZZZ00METALS00000006", "MIRAGE METALS & CO. LTD.")]))
        );
        assert_eq!(lists[2], (ListKind::Imo, owned(&[("9999008", "MV FICTION")])));
    }
    // The registration number, whose country has no code there, and the ship's MMSI.
    assert_eq!(xml.0.other_numbers, 2);
}

#[test]
fn the_united_nations() {
    let (found, lists) = lists(Format::UnXml, sample!("un.xml"), NONE);
    assert_eq!((found.records, found.unusable_count, found.other_numbers), (3, 1, 1));
    assert_eq!((found.dated, found.unusable.as_slice()), (Day::parse("2026-05-19"), &["--".to_owned()][..]));
    let keys: Vec<&str> = lists[0].1.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(
        keys,
        ["CHEMICALS CHIMERA", "CHIMERA GENERAL TRADING", "NOBODY NOWHERE VON", "ONOBODY VON", "НИКТО ФОН"]
    );
    assert_eq!(lists.len(), 1);
}

#[test]
fn the_european_union_in_both_forms() {
    let xml = lists(Format::EuXml, sample!("eu.xml"), NONE);
    let csv = lists(Format::EuCsv, sample!("eu.csv"), NONE);
    assert_eq!(xml.1, csv.1);
    for found in [&xml.0, &csv.0] {
        assert_eq!((found.records, found.unusable_count, found.other_numbers), (4, 1, 1));
        assert_eq!(
            (found.dated, found.unusable.as_slice()),
            (Day::parse("2026-05-19"), &["EU.4.04".to_owned()][..])
        );
    }
    let names = [
        ("AND CIE FANTOME LIGNES", "Lignes Fantôme & Cie"),
        ("LINES PHANTOM SHIPPING", "Phantom Shipping Lines S.A."),
        ("NOBODY VON", "Von  Nobody"),
    ];
    assert_eq!(xml.1[0], (ListKind::Name, owned(&names)));
    assert_eq!(
        xml.1[1],
        (ListKind::Party, owned(&[("TAX:DE:REGNUMBER:HRB0001", "Phantom Shipping Lines S.A.")]))
    );
    assert_eq!(xml.1[2], (ListKind::Imo, owned(&[("9999008", "EU.3.03")])));
}

#[test]
fn files_of_another_form_are_refused() {
    let told = |format: Format, text: &str| match format.read(text.as_bytes(), NONE) {
        Err(error) => error.to_string(),
        Ok(found) => found.lists("x", 1, DATED, "made up").unwrap_err().to_string(),
    };
    let un = String::from_utf8(sample!("un.xml").to_vec()).unwrap();
    for (format, text, why) in [
        (Format::OfacXml, un.as_str(), "sdnList was expected, and CONSOLIDATED_LIST was found"),
        (Format::UnXml, "<export/>", "CONSOLIDATED_LIST was expected, and export was found"),
        (Format::UnXml, "<CONSOLIDATED_LIST/>", "it has 0 records"),
        (Format::UnXml, "<!DOCTYPE x><CONSOLIDATED_LIST/>", "it has a document type (DOCTYPE)"),
        (
            Format::UnXml,
            "<CONSOLIDATED_LIST><ENTITY><FIRST_NAME>&x;</FIRST_NAME></ENTITY></CONSOLIDATED_LIST>",
            "an entity, &x;",
        ),
        (Format::UnXml, "<CONSOLIDATED_LIST><ENTITY>", "it ends before its elements do"),
        (Format::UnXml, "<CONSOLIDATED_LIST><ENTITY></CONSOLIDATED_LIST>", "at byte"),
        (
            Format::EuCsv,
            "a;b\n1;2\n",
            "Entity_LogicalId;..;NameAlias_WholeName was expected, and a was found",
        ),
        (Format::OfacCsv, "a,b\n", "sdn.csv was expected, and a row of 2 columns was found"),
    ] {
        let found = told(format, text);
        assert!(found.contains(why), "{text}: {found}");
    }
    let entity = un.replace("CHIMERA CHEMICALS JSC", "&lol;");
    assert!(told(Format::UnXml, &entity).contains("&lol;"));
    // An attribute's entities, too.
    let attribute = "<export><sanctionEntity><nameAlias wholeName=\"&x;\"/></sanctionEntity></export>";
    assert!(told(Format::EuXml, attribute).contains("at byte"));
}

#[test]
fn records_are_bounded() {
    let within = |record: String| format!("<CONSOLIDATED_LIST><ENTITY>{record}</ENTITY></CONSOLIDATED_LIST>");
    let told = |text: String| Format::UnXml.read(text.as_bytes(), NONE).unwrap_err().to_string();
    let deep = told(within("<a>".repeat(40) + &"</a>".repeat(40)));
    assert!(deep.contains("more than 32 levels"), "{deep}");
    let wide = told(within("<a/>".repeat(100_001)));
    assert!(wide.contains("more than 100000 parts"), "{wide}");
    let long = told(within(format!("<a>{}</a>", "x".repeat(5 << 20))));
    assert!(long.contains("more than 4 MiB"), "{long}");
    // Many records are no matter: each is dropped before the next one.
    let many: String =
        (0..50_000).map(|i| format!("<ENTITY><FIRST_NAME>Nobody {i}</FIRST_NAME></ENTITY>")).collect();
    let found = Format::UnXml.read(format!("<CONSOLIDATED_LIST>{many}</CONSOLIDATED_LIST>").as_bytes(), NONE);
    assert_eq!(found.unwrap().records, 50_000);
}
