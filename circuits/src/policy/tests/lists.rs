//! List files and tables.

use super::*;
use crate::{
    field::to_hex,
    member::Address,
    policy::list::{Dropped, Entry},
    signature::SigningKey,
};

const DATED: Day = Day(20_500);

fn ports() -> FromTable<'static> {
    let head = ListHead {
        name: "some-ports".to_owned(),
        kind: ListKind::Port,
        prices_in: None,
        edition: 4,
        dated: DATED,
        source: "made up".to_owned(),
    };
    FromTable {
        head,
        column: Some("port"),
        aliases: None,
        label: Some("name"),
        price: None,
        skip_empty: false,
    }
}

/// A table of this kind, the values in its first column.
fn bare(kind: ListKind) -> FromTable<'static> {
    FromTable { head: ListHead { kind, ..ports().head }, column: None, label: None, ..ports() }
}

const TABLE: &str = "# made up\nname,port\nNowhere,ZZNOW\n\"Else, where\",ZZELS\nAgain,ZZNOW\n,ZZBAR\n";

#[test]
fn tables_become_lists_and_files_read_back() {
    let (list, dropped) = ports().read(TABLE.as_bytes()).unwrap();
    assert_eq!(dropped, Dropped { repeated: 1, empty: 0 });
    let values: Vec<_> = list.entries.iter().map(|e| e.value.as_str()).collect();
    assert_eq!(values, ["ZZBAR", "ZZELS", "ZZNOW"]);
    assert_eq!(list.entries[1].label.as_deref(), Some("Else, where"));
    assert_eq!((list.contains("ZZNOW"), list.contains("NLRTM")), (Ok(true), Ok(false)));
    assert!(list.contains("nlrtm").is_err());
    let text = list.to_json();
    let back = List::parse(text.as_bytes()).unwrap();
    assert_eq!((back.to_json(), back.root()), (text, list.root()));
}

#[test]
fn tables_with_problems() {
    for (table, told) in [
        ("name,port\na,ZZNOW\nb,rotterdam\n", "line 3: \"rotterdam\": write a UN/LOCODE such as \"NLRTM\""),
        ("name,harbour\na,ZZNOW\n", "line 1: there is no column \"port\"; the columns are name, harbour"),
        ("# note\nname,port\na,\n", "line 3: no value"),
        ("name,port\n", "the list has no entries"),
        ("name,port\na,ZZNOW\nb\n", "line 3: no value"),
    ] {
        let error = ports().read(table.as_bytes()).unwrap_err().to_string();
        assert!(error.contains(told), "{table:?}: {error}");
    }
    let skipped = FromTable { skip_empty: true, ..ports() }.read(b"name,port\na,ZZNOW\nb,\n").unwrap();
    assert_eq!(skipped.1.empty, 1);
    let many: String = (0..50).map(|i| format!("x,bad{i}\n")).collect();
    let error = ports().read(format!("name,port\n{many}").as_bytes()).unwrap_err();
    assert_eq!((error.problems.len(), error.count), (20, 50));
    assert!(error.to_string().ends_with("and 30 more"));
}

#[test]
fn hs_codes_have_any_length() {
    let terms = bare(ListKind::Hs);
    let (list, _) = terms.read(b"code\n8542.31.10\n010121\n93\n9306\n").unwrap();
    let values: Vec<_> = list.entries.iter().map(|e| e.value.as_str()).collect();
    assert_eq!(values, ["010121", "85423110", "93", "9306"]);
    for (written, contained, met) in [
        ("010121", true, true),
        ("01", false, true),
        ("0101.21.90", true, true),
        ("854231", false, true),
        ("85423110", true, true),
        ("854231100000", true, true),
        ("85423120", false, false),
        ("930690", true, true),
        ("740311", false, false),
    ] {
        assert_eq!((list.contains(written), list.meets(written)), (Ok(contained), Ok(met)), "{written}");
    }
    assert_eq!(List::parse(list.to_json().as_bytes()).unwrap().root(), list.root());
    for (code, told) in
        [("9", "has 2 to 12 digits"), ("0000", "no HS code begins so"), ("85x2", "2 to 12 digits")]
    {
        let error = terms.read(format!("code\n854231\n{code}\n").as_bytes()).unwrap_err().to_string();
        assert!(error.contains(&format!("line 3: {code:?}")) && error.contains(told), "{error}");
    }
}

#[test]
fn names_with_their_aliases() {
    let terms = FromTable { column: Some("name"), aliases: Some("aka"), ..bare(ListKind::Name) };
    let table = "name,aka\nMirage Metals Ltd,Mirage-Metals; FATA MORGANA (HK) CO. LTD ;\nNobody's Trading,\n,Nobody\n";
    let (list, dropped) = terms.read(table.as_bytes()).unwrap();
    let found: Vec<_> =
        list.entries.iter().map(|e| (e.value.as_str(), e.label.as_deref().unwrap())).collect();
    assert_eq!(
        found,
        [
            ("FATA HK MORGANA", "FATA MORGANA (HK) CO. LTD"),
            ("METALS MIRAGE", "Mirage Metals Ltd"),
            ("NOBODY", "Nobody"),
            ("NOBODYS TRADING", "Nobody's Trading"),
        ]
    );
    assert_eq!(dropped, Dropped { repeated: 1, empty: 0 });
    for (name, contained) in [("MIRAGE METALS LLC", true), ("Métals, mirage", true), ("Mirage Metal", false)]
    {
        assert_eq!(list.contains(name), Ok(contained), "{name}");
    }
    assert_eq!(List::parse(list.to_json().as_bytes()).unwrap().root(), list.root());
    let altered = list.to_json().replace("\"METALS MIRAGE\"", "\"Metals Mirage\"");
    let error = List::parse(altered.as_bytes()).unwrap_err().to_string();
    assert!(error.contains("entry 2 is \"Metals Mirage\": write METALS MIRAGE"), "{error}");
    let error = terms.read(b"name,aka\nMirage,Mirage; -\n").unwrap_err().to_string();
    assert!(error.contains("line 2: \"-\": a name has a letter or a digit"), "{error}");
}

#[test]
fn prices_by_what_codes_begin_with() {
    let prices_in = Some("USD".parse().unwrap());
    let head = ListHead { prices_in, ..bare(ListKind::Hs).head };
    let terms = FromTable { head, price: Some("price"), ..bare(ListKind::Hs) };
    let table = "code,price\n7403,9.25\n740311,9.4375\n7404,0.5\n";
    let (list, _) = terms.read(table.as_bytes()).unwrap();
    for (code, value) in [
        (740_311_000_000, Some(94_375)),
        (740_319_000_000, Some(92_500)),
        (740_400_100_000, Some(5_000)),
        (740_500_000_000, None),
    ] {
        assert_eq!(list.tree().value(code), value, "{code}");
    }
    let text = list.to_json();
    assert!(
        text.contains("\"values\": \"price-per-kg\"") && text.contains("\"price\": \"9.4375\""),
        "{text}"
    );
    let back = List::parse(text.as_bytes()).unwrap();
    assert_eq!((back.root(), back.to_json()), (list.root(), text.clone()));
    // Prices are committed to; the list without them is another one.
    let plain = FromTable { price: None, ..bare(ListKind::Hs) }.read(table.as_bytes()).unwrap().0;
    assert_ne!(plain.root(), list.root());
    for (from, to, told) in [
        ("9.4375", "9.4376", "it was altered, fetch it again"),
        ("9.4375", "9.43751", "is no price: write a decimal above 0 with at most four places"),
        ("0.5", "0", "is no price"),
        ("0.5", "1e2", "is no price"),
        ("\"values\": \"price-per-kg\"", "\"values\": \"price\"", "values are price-per-kg"),
        ("\"currency\": \"USD\"", "\"currency\": \"XXX\"", "write an active ISO 4217 code"),
        ("\"of\": \"hs\"", "\"of\": \"code\"", "lists of HS codes alone have prices"),
    ] {
        let altered = text.replacen(from, to, 1);
        assert_ne!(altered, text, "{from}");
        let error = List::parse(altered.as_bytes()).unwrap_err().to_string();
        assert!(error.contains(told), "{from} -> {to}: {error}");
    }
    let missing = text.replacen(",\n      \"price\": \"0.5\"", "", 1);
    assert!(List::parse(missing.as_bytes()).unwrap_err().to_string().contains("and this has none"));
    let twice = terms.read(b"code,price\n7403,9.25\n7403,9.5\n").unwrap_err().to_string();
    assert!(twice.contains("\"7403\" is there with two prices"), "{twice}");
}

#[test]
fn every_kind_has_entries() {
    for (kind, written, canonical) in [
        (ListKind::Port, "NLRTM", "NLRTM"),
        (ListKind::Country, "ZZ", "ZZ"),
        (ListKind::Hs, "7403.11", "740311"),
        (ListKind::Imo, "9999008", "9999008"),
        (ListKind::Party, "LEI:ZZZZ00METALS00000006", "LEI:ZZZZ00METALS00000006"),
        (ListKind::Party, "TAX:DE:VAT:DE000000001", "TAX:DE:VAT:DE000000001"),
        (ListKind::Lei, "ZZZZ00METALS00000006", "ZZZZ00METALS00000006"),
        (ListKind::Container, "ZZZU1000015", "ZZZU1000015"),
        (ListKind::Currency, "USD", "USD"),
        (ListKind::Carrier, "60001", "60001"),
        (ListKind::Reference, "fct-2026/0417", "FCT20260417"),
        (ListKind::Code, "ICC_A", "ICC_A"),
        (ListKind::Text, "MV FICTION", "MV FICTION"),
        (ListKind::Name, "Fictional Copper Trading Co., Ltd.", "COPPER FICTIONAL TRADING"),
    ] {
        let terms = bare(kind);
        let (list, _) = terms.read(format!("v\n{written}\n").as_bytes()).unwrap();
        assert_eq!(list.entries[0].value, canonical, "{}", kind.name());
        assert_eq!(list.contains(written), Ok(true), "{}", kind.name());
        assert!(List::parse(list.to_json().as_bytes()).is_ok());
    }
}

#[test]
fn files_are_read_strictly() {
    let (list, _) = ports().read(TABLE.as_bytes()).unwrap();
    let text = list.to_json();
    for (from, to, told) in [
        (
            "plimsoll.list/1",
            "plimsoll.list/9",
            "schema is \"plimsoll.list/9\": this program reads plimsoll.list/1",
        ),
        ("\"port\"", "\"harbour\"", "lists are of port, country"),
        ("some-ports", "Some Ports", "a name has 1 to 64 small letters"),
        ("\"edition\": 4", "\"edition\": 0", "edition is \"0\": editions are counted from 1"),
        ("\"edition\": 4", "\"edition\": 4, \"currency\": \"USD\"", "values and currency stand together"),
        ("\"dated\": \"2026", "\"dated\": \"26", "write a day as YYYY-MM-DD"),
        ("ZZELS", "ZZAAA", "entry 2 is \"ZZAAA\", which does not come after"),
        ("ZZELS", "ZZBAR", "entry 2 is \"ZZBAR\", which does not come after"),
        ("ZZELS", "ZZEL1", "entry 2 is \"ZZEL1\": write a UN/LOCODE"),
        ("ZZELS", "ZZELT", "it was altered, fetch it again"),
        ("\"source\"", "\"origin\"", "unknown field `origin`"),
        ("\"label\": \"Again\"", "\"tag\": \"Again\"", "unknown field `tag`"),
        ("\"entries\"", "\"digits\": 6, \"entries\"", "unknown field `digits`"),
    ] {
        let altered = text.replacen(from, to, 1);
        assert_ne!(altered, text, "{from}");
        let error = List::parse(altered.as_bytes()).unwrap_err().to_string();
        assert!(error.contains(told), "{from} -> {to}: {error}");
    }
}

#[test]
fn prepared_trees_open_what_they_were_made_of_and_nothing_else() {
    let hs = bare(ListKind::Hs).read(b"code\n8542.31.10\n010121\n93\n9306\n").unwrap().0;
    let names = bare(ListKind::Name).read(b"name\nMirage Metals Ltd\nNobody\n").unwrap().0;
    let ports = ports().read(TABLE.as_bytes()).unwrap().0;
    for list in [&hs, &names, &ports] {
        let file = list.to_json();
        let prepared = list.prepared(file.as_bytes());
        let back = List::parse_prepared(file.as_bytes(), &prepared).unwrap().unwrap();
        assert_eq!(
            (back.to_json(), back.root(), back.entries.len()),
            (file.clone(), list.root(), list.entries.len())
        );
        let value = canonical_value(list);
        assert_eq!(back.tree().gap(value), list.tree().gap(value));
        // Any byte that is another one, a part alone, more than all.
        for at in (0..prepared.len()).step_by(11).chain([prepared.len() - 1]) {
            let mut damaged = prepared.clone();
            damaged[at] ^= 1;
            assert!(List::parse_prepared(file.as_bytes(), &damaged).unwrap().is_none(), "{at}");
        }
        for other in [&prepared[..prepared.len() - 32], &prepared[..40], &[], &[&prepared[..], &[0]].concat()]
        {
            assert!(List::parse_prepared(file.as_bytes(), other).unwrap().is_none());
        }
        // Of another file; and planted, checksum and all, beside a file whose root it does not have.
        let altered = file.replacen("made up", "made down", 1);
        assert!(List::parse_prepared(altered.as_bytes(), &prepared).unwrap().is_none());
        let planted = ports_without_one().prepared(file.as_bytes());
        assert!(List::parse_prepared(file.as_bytes(), &planted).unwrap().is_none());
    }
}

fn ports_without_one() -> List {
    ports()
        .read(TABLE.replacen("Nowhere,ZZNOW\n", "", 1).replacen("Again,ZZNOW\n", "", 1).as_bytes())
        .unwrap()
        .0
}

fn canonical_value(list: &List) -> F {
    list.head.kind.unit().value(&list.entries[0].value).unwrap()
}

#[test]
fn lists_are_signed_by_their_publishers() {
    let key = SigningKey::from_bytes([7; 32]);
    let nkc = F::from(5u64);
    let list = ports().read(TABLE.as_bytes()).unwrap().0;
    assert_eq!(list.publisher(), None);
    let signed = list.clone().sign(&key, nkc);
    let publisher = Address::new(&key.public(), nkc);
    let text = signed.to_json();
    let back = List::parse(text.as_bytes()).unwrap();
    assert_eq!((back.publisher(), back.to_json()), (Some(publisher), text.clone()));
    // Whatever is said of the edition is signed; labels are not.
    for (from, to) in [
        ("some-ports", "other-ports"),
        ("\"edition\": 4", "\"edition\": 5"),
        ("\"dated\": \"2026-02-16\"", "\"dated\": \"2026-02-17\""),
        ("made up", "made down"),
    ] {
        let altered = text.replacen(from, to, 1);
        assert_ne!(altered, text, "{from}");
        assert_eq!(List::parse(altered.as_bytes()).unwrap_err(), ListError::Signature, "{from}");
    }
    let other = ports_without_one();
    let mut moved = other;
    moved.signed.clone_from(&signed.signed);
    assert_eq!(List::parse(moved.to_json().as_bytes()).unwrap_err(), ListError::Signature);
    assert!(List::parse(text.replacen("Else, where", "Elsewhere", 1).as_bytes()).is_ok());

    // A policy that names a publisher takes its lists alone.
    let terms = |publisher| ListTerms { publisher, ..ListTerms::new("some-ports", ListKind::Port, 100, 7) };
    assert!(
        terms(None).accept(list.clone(), DATED).is_ok() && terms(None).accept(back.clone(), DATED).is_ok()
    );
    assert!(terms(Some(publisher)).accept(back, DATED).is_ok());
    let told = terms(Some(publisher)).accept(list.clone(), DATED).unwrap_err().to_string();
    assert!(told.contains("and this one is not signed: fetch it from that publisher"), "{told}");
    let others = list.sign(&SigningKey::from_bytes([8; 32]), nkc);
    let told = terms(Some(publisher)).accept(others, DATED).unwrap_err().to_string();
    assert!(told.contains("signed by 0x"), "{told}");
}

/// The reference's roots and messages (`tests/vectors`), from entries by name.
#[test]
fn roots_and_messages_are_the_references() {
    #[derive(serde::Deserialize)]
    struct Listed {
        value: String,
        price: u64,
    }
    #[derive(serde::Deserialize)]
    struct Vector {
        name: String,
        of: String,
        currency: String,
        edition: u64,
        dated: String,
        source: String,
        entries: Vec<Listed>,
        root: String,
        message: String,
    }
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/lists.json");
    let vectors: Vec<Vector> = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    assert_eq!(vectors.len(), 5);
    for vector in vectors {
        let prices_in: Option<crate::currency::Currency> = vector.currency.parse().ok();
        let head = ListHead {
            name: vector.name,
            kind: ListKind::from_name(&vector.of).unwrap(),
            prices_in,
            edition: vector.edition,
            dated: Day::parse(&vector.dated).unwrap(),
            source: vector.source,
        };
        let price = |price| format!("{}.{:04}", price / 10_000, price % 10_000);
        let entry =
            |e: Listed| Entry { value: e.value, label: None, price: prices_in.map(|_| price(e.price)) };
        let list = List::new(head, vector.entries.into_iter().map(entry).collect()).unwrap();
        let found = (to_hex(&list.root()), to_hex(&list.message()));
        assert_eq!(found, (vector.root, vector.message), "{}", vector.of);
    }
}

#[test]
fn terms_of_a_policy() {
    let list = || ports().read(TABLE.as_bytes()).unwrap().0;
    let terms = ListTerms::new("some-ports", ListKind::Port, 100, 7);
    let tree = terms.accept(list(), Day(DATED.0 + 7)).unwrap();
    assert_eq!(tree.depth(), terms.depth());
    assert_eq!(terms.depth(), 4);
    for (terms, today, told) in [
        (ListTerms { name: "other".to_owned(), ..terms.clone() }, 0, "the policy asks for the list other"),
        (
            ListTerms { kind: ListKind::Country, ..terms.clone() },
            0,
            "a list of countries, and it is one of UN/LOCODEs",
        ),
        (ListTerms { capacity: 2, ..terms.clone() }, 0, "has 3 entries, and the policy has room for 2"),
        (
            terms.clone(),
            8,
            "8 days ago, and the policy takes one that is at most 7 days old: fetch a newer one",
        ),
    ] {
        let error = terms.accept(list(), Day(DATED.0 + today)).unwrap_err().to_string();
        assert!(error.contains(told), "{error}");
    }
    let error = terms.accept(list(), Day(DATED.0 - 1)).unwrap_err().to_string();
    assert!(error.contains("yet to come"), "{error}");
}

#[test]
#[ignore = "takes some seconds; run with --ignored to time a million entries"]
fn a_million_entries() {
    let mut table = String::from("code\n");
    for i in 0..1_000_000u64 {
        table.push_str(&format!("{:012}\n", 10_000_000_000 + i * 97));
    }
    let started = std::time::Instant::now();
    let terms = bare(ListKind::Hs);
    let (list, _) = terms.read(table.as_bytes()).unwrap();
    eprintln!("from the table: {:?}", started.elapsed());
    let text = list.to_json();
    let started = std::time::Instant::now();
    assert_eq!(List::parse(text.as_bytes()).unwrap().root(), list.root());
    eprintln!("{} MB of file: {:?}", text.len() >> 20, started.elapsed());
}
