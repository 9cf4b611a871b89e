//! The ready policies, over the sample of twelve containers: each accepts it, and refuses it broken.

mod dossier;
mod presentation;
mod sanctions;

use super::*;

/// A day on which the sample is presented, and on which the sample lists are fresh.
const PRESENTED: Day = Day(20_598);

pub(super) fn ready(name: &str) -> Policy {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("../policies/{name}.toml"));
    let text = std::fs::read_to_string(&path).unwrap();
    let policy = Policy::parse(&text).unwrap_or_else(|e| panic!("{name}: {e}"));
    assert_eq!(policy.name, name);
    policy
}

pub(super) fn names() -> Vec<String> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../policies");
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let toml = files.filter(|path| path.extension().is_some_and(|e| e == "toml"));
    let mut names: Vec<_> =
        toml.map(|path| path.file_stem().unwrap().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// The samples of the twelve containers as texts that a test can alter: bill, invoice, packing list, insurance, vessel.
fn texts() -> [String; 5] {
    ["ebl", "invoice", "packing-list", "insurance", "vessel"]
        .map(|kind| String::from_utf8(read(&format!("{kind}-twelve-containers.json"))).unwrap())
}

fn bundle([bill, invoice, packing_list, insurance, vessel]: &[String; 5]) -> Bundle {
    let bill = crate::document::Received::parse(bill.as_bytes(), &CarrierTable::standard()).unwrap().document;
    Bundle {
        invoices: vec![Invoice::parse(invoice.as_bytes()).unwrap()],
        packing_list: Some(PackingList::parse(packing_list.as_bytes()).unwrap()),
        insurance: Some(Insurance::parse(insurance.as_bytes()).unwrap()),
        vessels: vec![Vessel::parse(vessel.as_bytes()).unwrap()],
        ..Bundle::new(bill)
    }
}

fn list(name: &str) -> List {
    List::parse(&read(&format!("lists/{name}.json"))).unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// The predicates of a ready policy that do not hold.
fn broken(policy: &Policy, bundle: &Bundle, value: u64, today: Day) -> Vec<String> {
    let documents = bundle.commit(F::from(7u64));
    let bill = Bill { value, valued_at: Day::parse("2026-05-15").unwrap(), ..bill(&documents) };
    let trees: Vec<_> =
        policy.lists.iter().map(|terms| terms.accept(list(&terms.name), PRESENTED).unwrap()).collect();
    let lists: Vec<_> = trees.iter().collect();
    let verdict =
        policy.evaluate(&Facts { documents: &documents, bill: &bill, today, lists: &lists }).unwrap();
    for outcome in &verdict.predicates {
        assert_eq!(outcome.holds, outcome.reasons.is_empty(), "{outcome:?}");
    }
    assert_eq!(verdict.holds, verdict.predicates.iter().all(|p| p.holds));
    let broken: Vec<_> = verdict.predicates.into_iter().filter(|p| !p.holds).map(|p| p.name).collect();
    #[cfg(feature = "claims")]
    {
        let case = crate::claims::tests::Case { documents, bill, lists: trees, today };
        assert_eq!(
            case.refused(&policy.plan).as_ref(),
            broken.first(),
            "{}: the circuit differs",
            policy.name
        );
    }
    broken
}

const VALUE: u64 = 225_000_000;

#[test]
fn all_accept_the_sample() {
    assert_eq!(PRESENTED.to_string(), "2026-05-25");
    let bundle = bundle(&texts());
    bundle.check().unwrap();
    assert_eq!(names().len(), 9);
    for name in names() {
        let policy = ready(&name);
        assert_eq!(broken(&policy, &bundle, VALUE, PRESENTED), Vec::<String>::new(), "{name}");
        assert!(policy.stated.iter().all(|stated| stated.says.is_some()), "{name}");
        assert!(policy.plan.predicates.iter().all(|p| p.condition.is_closed(&[])), "{name}");
        assert!(policy.explain().predicates.iter().all(|p| !p.asks.is_empty()), "{name}");
    }
}

/// What is altered where, and which predicates of a policy then fail.
struct Trick {
    policy: &'static str,
    document: usize,
    from: &'static str,
    to: &'static str,
    fails: &'static [&'static str],
}

const fn trick(
    policy: &'static str,
    document: usize,
    from: &'static str,
    to: &'static str,
    fails: &'static [&'static str],
) -> Trick {
    Trick { policy, document, from, to, fails }
}

const BILL: usize = 0;
const INVOICE: usize = 1;
const PACKING_LIST: usize = 2;
const INSURANCE: usize = 3;
const VESSEL: usize = 4;

#[test]
fn all_refuse_what_they_are_against() {
    for Trick { policy, document, from, to, fails } in [
        trick("ucp600-presentation", INSURANCE, "\"2475000.00\"", "\"2474999.99\"", &["insured-110"]),
        trick("ucp600-presentation", INSURANCE, "\"USD\"", "\"EUR\"", &["insured-110"]),
        trick(
            "ucp600-presentation",
            INSURANCE,
            "\"coverStartDate\": \"2026-05-09\"",
            "\"coverStartDate\": \"2026-05-12\"",
            &["covered-all-the-way"],
        ),
        trick("ucp600-presentation", INSURANCE, "ICC_A", "ICC_C", &["all-risks"]),
        trick("ucp600-presentation", VESSEL, "619N", "620N", &["ships-known"]),
        trick("ucp600-presentation", INVOICE, "2026-05-08", "2026-05-26", &["invoiced-before-presentation"]),
        trick(
            "ucp600-presentation",
            BILL,
            "CLANF\"\n    },\n    \"portOfDischarge\"",
            "DEHAM\"\n    },\n    \"portOfDischarge\"",
            &["ports-named"],
        ),
        trick(
            "sanctions-screening",
            BILL,
            "\"DEHAM\"",
            "\"ZZEMB\"",
            &["no-sanctioned-port", "no-sanctioned-country"],
        ),
        trick(
            "sanctions-screening",
            BILL,
            "\"HSCodes\": [\n        \"740311\"",
            "\"HSCodes\": [\n        \"740311\", \"93020099\"",
            &["no-sanctioned-goods"],
        ),
        trick(
            "sanctions-screening",
            INVOICE,
            "\"originCountryCode\": \"CL\"",
            "\"originCountryCode\": \"XZ\"",
            &["no-sanctioned-country"],
        ),
        trick("sanctions-screening", VESSEL, "9999010", "9999709", &["no-sanctioned-vessel"]),
        trick("sanctions-screening", VESSEL, "\"DK\"", "\"QM\"", &["no-sanctioned-vessel"]),
        trick(
            "sanctions-screening",
            BILL,
            "ZZZZ00BANK0000000092",
            "ZZZZ00MIRAGE000000",
            &["no-sanctioned-party"],
        ),
        trick(
            "sanctions-and-presentation",
            BILL,
            "\"DEHAM\"",
            "\"ZZEMB\"",
            &["no-sanctioned-port", "no-sanctioned-country"],
        ),
        trick("sanctions-and-presentation", INSURANCE, "\"2475000.00\"", "\"2474999.99\"", &["insured-110"]),
        trick("dual-use-goods", BILL, "\"740311\"", "\"85423190\"", &["bill-not-controlled"]),
        trick("dual-use-goods", INVOICE, "\"740311\"", "\"854232\"", &["invoices-not-controlled"]),
        trick(
            "shipped-on-board-window",
            BILL,
            "2026-05-11",
            "2026-04-30",
            &["in-window", "issued-close-to-shipment"],
        ),
        trick("title-type", BILL, "\"ISSUED\"", "\"DRAFT\"", &["issued"]),
        trick("title-type", BILL, "\"isElectronic\": true", "\"isElectronic\": false", &["electronic"]),
        trick(
            "three-way-match",
            PACKING_LIST,
            "FCT-2026/0512",
            "FCT-2026/0513",
            &["packing-list-of-invoice"],
        ),
        trick(
            "three-way-match",
            INVOICE,
            "\"740311\"",
            "\"740312\"",
            &["invoiced-goods-on-board", "goods-on-board-invoiced"],
        ),
        trick("three-way-match", BILL, "\"value\": 20100,", "\"value\": 22200,", &["each-container-agrees"]),
        trick("ltv-inputs", INVOICE, "\"USD\"", "\"EUR\"", &["no-more-than-invoiced"]),
        trick("ltv-inputs", INSURANCE, "\"2475000.00\"", "\"2249999.99\"", &["insured"]),
        trick("price-band", INVOICE, "\"TNE\"", "\"KGM\"", &["only-copper", "weight-invoiced"]),
    ] {
        let mut texts = texts();
        let altered = if from == "\"value\": 20100," {
            texts[document].replacen(from, to, 1)
        } else {
            texts[document].replace(from, to)
        };
        // A party id of the list has its check digits behind it.
        let altered = altered.replace("ZZZZ00MIRAGE000000\"", &format!("{}\"", mirage()));
        assert_ne!(altered, texts[document], "{policy}: {from}");
        texts[document] = altered;
        assert_eq!(
            broken(&ready(policy), &bundle(&texts), VALUE, PRESENTED),
            fails,
            "{policy}: {from} -> {to}"
        );
    }
}

fn mirage() -> String {
    let all = list("sanctioned-parties");
    let entry = all.entries.iter().find(|e| e.label.as_deref() == Some("Mirage Metals")).unwrap();
    entry.value.trim_start_matches("LEI:").to_owned()
}

#[test]
fn late_and_inflated() {
    let sound = bundle(&texts());
    let late = Day(PRESENTED.0 + 8);
    assert_eq!(broken(&ready("ucp600-presentation"), &sound, VALUE, late), ["presented-in-time"]);
    assert!(broken(&ready("ucp600-presentation"), &sound, VALUE, Day(late.0 - 1)).is_empty());
    assert_eq!(broken(&ready("ltv-inputs"), &sound, VALUE, Day(20_588 + 31)), ["recent"]);
    assert_eq!(broken(&ready("ltv-inputs"), &sound, VALUE + 1, PRESENTED), ["no-more-than-invoiced"]);
    assert_eq!(broken(&ready("ltv-inputs"), &sound, 4_999_999, PRESENTED), ["worth-the-effort"]);
    assert_eq!(broken(&ready("price-band"), &sound, 258_750_001, PRESENTED), ["value-near-invoices"]);
    assert!(broken(&ready("price-band"), &sound, 258_750_000, PRESENTED).is_empty());
}

#[test]
fn a_waybill_is_no_title() {
    let waybill = Received::parse(&read("sea-waybill.json"), &CarrierTable::standard()).unwrap();
    let refused = broken(&ready("title-type"), &Bundle::new(waybill.document), VALUE, PRESENTED);
    assert!(
        refused.contains(&"bill-of-lading".to_owned()) && refused.contains(&"to-order".to_owned()),
        "{refused:?}"
    );
}

#[test]
fn bundles_larger_than_the_room_are_refused() {
    let mut policy = ready("three-way-match");
    policy.plan.sizes = policy.plan.sizes.with(plan::Table::Containers, 8);
    let bundle = bundle(&texts());
    let documents = bundle.commit(F::from(7u64));
    let bill = bill(&documents);
    let facts = Facts { documents: &documents, bill: &bill, today: PRESENTED, lists: &[] };
    assert_eq!(
        policy.evaluate(&facts).unwrap_err().to_string(),
        "the documents have 12 records in containers, and the policy has room for 8: a larger one in its [room] lets them in"
    );
    assert!(matches!(ready("dual-use-goods").evaluate(&facts), Err(Unfit::Lists { wanted: 1, given: 0 })));
}

/// The lists in `samples/lists`, made again from their tables: `PLIMSOLL_MAKE_SAMPLES=1` writes them.
#[test]
fn sample_lists_follow_from_their_tables() {
    for (name, kind) in [
        ("sanctioned-ports", ListKind::Port),
        ("sanctioned-countries", ListKind::Country),
        ("sanctioned-vessels", ListKind::Imo),
        ("sanctioned-parties", ListKind::Party),
        ("sanctioned-goods", ListKind::Hs),
        ("controlled-goods", ListKind::Hs),
        ("sanctioned-names", ListKind::Name),
        ("index-prices", ListKind::Hs),
    ] {
        let source = format!("samples/lists/{name}.csv, for samples only");
        let dated = Day::parse("2026-05-20").unwrap();
        let prices_in = (name == "index-prices").then(|| "USD".parse().unwrap());
        let head = ListHead { name: name.to_owned(), kind, prices_in, edition: 1, dated, source };
        let table = FromTable {
            head,
            column: None,
            aliases: (kind == ListKind::Name).then_some("aliases"),
            label: (kind != ListKind::Name).then_some("name"),
            price: prices_in.map(|_| "price"),
            skip_empty: false,
        };
        let (made, _) = table.read(&read(&format!("lists/{name}.csv"))).unwrap();
        if std::env::var_os("PLIMSOLL_MAKE_SAMPLES").is_some() {
            let path =
                PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("../samples/lists/{name}.json"));
            std::fs::write(path, made.to_json()).unwrap();
        }
        assert_eq!(String::from_utf8(read(&format!("lists/{name}.json"))).unwrap(), made.to_json(), "{name}");
    }
}
