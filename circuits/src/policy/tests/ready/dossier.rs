//! A clean dossier as JSON, which tests alter: the sample of the twelve containers with all its annexes.

use super::*;
use serde_json::{Value, json};

/// Documents as JSON under the names `bill`, `invoice`, `packingList`, `insurance`, `vessel`, and further ones that a test adds.
#[derive(Clone)]
pub(super) struct Dossier {
    documents: Value,
    pub value: u64,
    pub today: Day,
}

/// A change: where, by names and positions with slashes between them (`-` appends to a list), and what stands there then; null takes it away.
pub(super) type Change = (&'static str, Value);

impl Dossier {
    pub fn clean() -> Self {
        let [bill, invoice, packing_list, insurance, vessel] =
            texts().map(|text| serde_json::from_str::<Value>(&text).unwrap());
        let documents = json!({
            "bill": bill, "invoices": [invoice], "packingList": packing_list, "insurance": insurance, "vessels": [vessel]
        });
        Self { documents, value: VALUE, today: PRESENTED }
    }

    pub fn with(mut self, changes: &[Change]) -> Self {
        for (path, value) in changes {
            set(&mut self.documents, path, value.clone());
        }
        self
    }

    /// The documents as they are read; what is at fault in them else.
    pub fn read(&self) -> Result<Bundle, String> {
        let text = |value: &Value| serde_json::to_vec(value).unwrap();
        let all = |key: &str| self.documents[key].as_array().unwrap().iter().map(text).collect::<Vec<_>>();
        let one = |key: &str| (!self.documents[key].is_null()).then(|| text(&self.documents[key]));
        let fault = |faults: crate::document::Faults| faults.to_string();
        let received =
            crate::document::Received::parse(&text(&self.documents["bill"]), &CarrierTable::standard())
                .map_err(fault)?;
        let bundle = Bundle {
            invoices: all("invoices")
                .iter()
                .map(|t| Invoice::parse(t))
                .collect::<Result<_, _>>()
                .map_err(fault)?,
            packing_list: one("packingList").map(|t| PackingList::parse(&t)).transpose().map_err(fault)?,
            insurance: one("insurance").map(|t| Insurance::parse(&t)).transpose().map_err(fault)?,
            vessels: all("vessels")
                .iter()
                .map(|t| Vessel::parse(t))
                .collect::<Result<_, _>>()
                .map_err(fault)?,
            ..Bundle::new(received.document)
        };
        bundle.check().map_err(fault)?;
        Ok(bundle)
    }
}

fn set(mut at: &mut Value, path: &str, value: Value) {
    let (parents, last) = path.rsplit_once('/').unwrap_or(("", path));
    for key in parents.split('/').filter(|key| !key.is_empty()) {
        at = match key.parse::<usize>() {
            Ok(i) => &mut at[i],
            Err(_) => &mut at[key],
        };
    }
    match (at, value) {
        (Value::Array(list), value) if last == "-" => list.push(value),
        (Value::Array(list), Value::Null) => drop(list.remove(last.parse().unwrap())),
        (Value::Array(list), value) => list[last.parse::<usize>().unwrap()] = value,
        (Value::Object(map), Value::Null) => assert!(map.remove(last).is_some(), "{path} is not there"),
        (at, value) => at[last] = value,
    }
}

/// Every change alone makes the policy refuse: each of them is told with what fails of it, or with the fault for which the document is not read.
/// At least `policies` of them are refused by the policy.
pub(super) fn refuses(name: &str, least: usize, changes: &[(&str, Vec<Change>)]) {
    let policy = ready(name);
    let mut by_policy = 0;
    for (what, change) in changes {
        let dossier = Dossier::clean().with(change);
        let Ok(bundle) = dossier.read() else { continue };
        let broken = broken(&policy, &bundle, dossier.value, dossier.today);
        assert!(!broken.is_empty(), "{name} holds: {what}");
        by_policy += 1;
    }
    assert!(by_policy >= least, "{name}: {by_policy} of {} are refused by the policy", changes.len());
}

/// Each of these is another honest dossier.
pub(super) fn accepts(name: &str, changes: &[(&str, Vec<Change>)]) {
    let policy = ready(name);
    for (what, change) in changes {
        let dossier = Dossier::clean().with(change);
        let bundle = dossier.read().unwrap_or_else(|faults| panic!("{name}: {what}: {faults}"));
        assert_eq!(
            broken(&policy, &bundle, dossier.value, dossier.today),
            Vec::<String>::new(),
            "{name}: {what}"
        );
    }
}
