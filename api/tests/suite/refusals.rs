//! Every leaf of every sample, spoilt in every way: refused, at the right place, and without the value.

use crate::common::{submissions, text};
use plimsoll_api::{Submission, Witness};
use proptest::prelude::*;
use serde_json::{Value, json};

/// One place in a JSON text: how messages name it, and how `serde_json` finds it.
#[derive(Clone)]
struct Place {
    path: String,
    pointer: String,
}

impl Place {
    fn root() -> Self {
        Self { path: String::new(), pointer: String::new() }
    }

    fn field(&self, name: &str) -> Self {
        let dot = if self.path.is_empty() { "" } else { "." };
        Self { path: format!("{}{dot}{name}", self.path), pointer: format!("{}/{name}", self.pointer) }
    }

    fn element(&self, i: usize) -> Self {
        Self { path: format!("{}[{i}]", self.path), pointer: format!("{}/{i}", self.pointer) }
    }
}

/// Every place with its value: leaves, lists and objects.
fn places(value: &Value, at: Place, out: &mut Vec<(Place, Value)>) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, value)| places(value, at.field(name), out)),
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(i, value)| places(value, at.element(i), out))
        }
        _ => {}
    }
    out.push((at, value.clone()));
}

/// The witnesses of the samples' world as JSON, with all their places.
fn witnesses() -> Vec<(Value, Vec<(Place, Value)>)> {
    let value = |(_, submission): (_, Submission)| {
        let value = serde_json::to_value(submission.witness).expect("a witness is JSON");
        let mut all = Vec::new();
        places(&value, Place::root(), &mut all);
        (value, all)
    };
    submissions(60_001).into_iter().map(value).collect()
}

fn with(whole: &Value, at: &Place, value: Value) -> Value {
    let mut whole = whole.clone();
    *whole.pointer_mut(&at.pointer).expect("the place is there") = value;
    whole
}

/// Refused at `path`, in words that hold none of `secrets`.
fn refused(whole: &Value, path: &str, secrets: &[&str]) {
    let malformed = Witness::from_json(&text(whole)).expect_err(path);
    let expected = if path.is_empty() { "." } else { path };
    assert_eq!(malformed.path, expected, "{malformed}");
    for secret in secrets {
        assert!(!malformed.to_string().contains(secret), "{malformed} holds {secret}");
    }
}

#[test]
fn every_value_of_a_wrong_type_is_refused_where_it_stands() {
    for (whole, places) in witnesses() {
        for (at, value) in &places {
            let wrong =
                [json!(null), json!(1_234_567.5), json!("QqQqQ"), json!(-7_654_321), json!(["QqQqQ"])];
            for wrong in wrong {
                // serde also reads an object's fields from a list, in their order.
                let fields = value.is_object() && !at.pointer.is_empty();
                let at_list = wrong.is_array() && (value.is_array() || fields);
                let path = if at_list { format!("{}[0]", at.path) } else { at.path.clone() };
                refused(&with(&whole, at, wrong), &path, &["QqQqQ", "1234567", "7654321"]);
            }
            if !value.is_boolean() {
                refused(&with(&whole, at, json!(true)), &at.path, &["true"]);
            }
        }
    }
}

#[test]
fn every_number_that_is_too_large_or_not_canonical_is_refused() {
    // The orders of the field and of the curve's subgroup.
    let order = "0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001";
    let subgroup = "0x060c89ce5c263405370a08b6d0302b0bab3eedb83920ee0a677297dc392126f1";
    let mut elements = 0;
    for (whole, places) in witnesses() {
        for (at, value) in &places {
            let last = at.path.rsplit('.').next().unwrap_or_default();
            let wrong: Vec<Value> = match (value, last) {
                (Value::String(text), _) if text.starts_with("0x") => {
                    elements += 1;
                    let short = &text[..65];
                    let wide = format!("0x00{}", &text[2..]);
                    let bare = &text[2..];
                    let spaced = format!(" {text}");
                    vec![
                        json!(order),
                        json!(text.to_uppercase()),
                        json!(short),
                        json!(wide),
                        json!(bare),
                        json!(spaced),
                    ]
                }
                (Value::String(_), "currency") => vec![json!("usd"), json!("DEM"), json!("USDX"), json!("")],
                (Value::String(_), "kind") => vec![json!("title"), json!("PLEDGE"), json!("")],
                (Value::String(text), _) => {
                    let spelt =
                        ["18446744073709551616", "+1", "-1", "01", "00", "", " 1", "1 ", "0x1", "1e3"];
                    let mut wrong: Vec<Value> = spelt.iter().map(|t| json!(t)).collect();
                    wrong.push(json!(text.parse::<u64>().expect("an amount")));
                    wrong
                }
                (Value::Number(_), "index") => {
                    vec![json!(1u64 << 32), json!(u64::MAX), json!("0"), json!(0.0)]
                }
                (Value::Number(_), "roles") => vec![json!(32), json!(255), json!(256)],
                (Value::Number(_), _) => vec![json!(1u64 << 32), json!("20600"), json!("2026-05-25")],
                _ => continue,
            };
            for wrong in wrong {
                let spoilt = wrong.as_str().map(str::to_owned).unwrap_or(wrong.to_string());
                // One digit stands in every message that names a range.
                let secrets = if spoilt.len() > 6 { vec![spoilt.trim_start_matches("0x")] } else { vec![] };
                refused(&with(&whole, at, wrong.clone()), &at.path, &secrets);
            }
            if last == "s" {
                refused(&with(&whole, at, json!(subgroup)), &at.path, &[subgroup]);
            }
            if last == "audit" {
                for wrong in [format!("0x{:064}", 0), format!("0x04{:062}", 0), subgroup.to_owned()] {
                    refused(&with(&whole, at, json!(wrong)), &at.path, &[&wrong]);
                }
            }
        }
    }
    assert!(elements > 500, "{elements}");
}

#[test]
fn every_point_off_its_curve_or_subgroup_is_refused() {
    let element = |low: u64| format!("0x{low:064x}");
    // (0, -1) is on the curve, of order 2.
    let minus_one = "0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000000".to_owned();
    let (identity, off, even) = (
        json!({"x": element(0), "y": element(1)}),
        json!({"x": element(7), "y": element(11)}),
        json!({"x": element(0), "y": minus_one}),
    );
    let mut points = 0;
    for (whole, places) in witnesses() {
        for (at, value) in places.iter().filter(|(_, value)| value.get("x").is_some()) {
            points += 1;
            refused(&with(&whole, at, off.clone()), &at.path, &["000007"]);
            if at.path.ends_with(".r") {
                for allowed in [&identity, &even] {
                    assert!(Witness::from_json(&text(&with(&whole, at, allowed.clone()))).is_ok());
                }
            } else {
                refused(&with(&whole, at, identity.clone()), &at.path, &["000001"]);
                refused(&with(&whole, at, even.clone()), &at.path, &[&minus_one]);
            }
            let x = value["x"].as_str().expect("a text").to_owned();
            let swapped = json!({"x": value["y"], "y": value["x"]});
            refused(&with(&whole, at, swapped), &at.path, &[&x]);
        }
    }
    assert_eq!(points, 6 + 2 + 2 + 6 + 4, "keys and nonce points of the five witnesses");
}

#[test]
fn every_missing_doubled_and_foreign_field_is_refused() {
    for (whole, places) in witnesses() {
        for (at, value) in &places {
            match value {
                Value::Object(fields) if at.pointer.is_empty() => {
                    let mut more = fields.clone();
                    more.insert("zzForeign".to_owned(), json!("QqQqQ"));
                    assert!(Witness::from_json(&text(&Value::Object(more))).is_err());
                    refused(&json!({"zzForeign": "QqQqQ"}), "", &["zzForeign", "QqQqQ"]);
                    refused(&json!({}), "", &[]);
                }
                Value::Object(fields) => {
                    for name in fields.keys() {
                        let mut less = fields.clone();
                        less.remove(name);
                        let whole = with(&whole, at, Value::Object(less));
                        refused(&whole, &at.path, &[]);
                        let why = Witness::from_json(&text(&whole)).expect_err("a field is missing").why;
                        assert_eq!(why, format!("missing field `{name}`"));
                    }
                    let mut more = fields.clone();
                    more.insert("zzForeign".to_owned(), json!("QqQqQ"));
                    refused(&with(&whole, at, Value::Object(more)), &at.path, &["zzForeign", "QqQqQ"]);
                }
                Value::Array(list) => {
                    let fewer = list[1..].to_vec();
                    refused(&with(&whole, at, json!(fewer)), &at.path, &[]);
                    let mut more = list.clone();
                    more.push(list[0].clone());
                    refused(&with(&whole, at, json!(more)), &at.path, &[]);
                }
                _ => {}
            }
        }
    }
    let doubled = br#"{"move":{"audit":"0x0000000000000000000000000000000000000000000000000000000000000001","audit":"0x0000000000000000000000000000000000000000000000000000000000000001"}}"#;
    let malformed = Witness::from_json(doubled).expect_err("audit stands twice");
    assert_eq!(malformed.why, "duplicate field `audit`");
}

#[test]
fn what_follows_after_the_end_is_refused() {
    for (_, submission) in submissions(5) {
        let mut text = serde_json::to_vec(&submission.witness).expect("a witness is JSON");
        text.extend_from_slice(b"  \n");
        assert!(Witness::from_json(&text).is_ok());
        text.extend_from_slice(b"{}");
        assert!(Witness::from_json(&text).is_err());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_text_panics(text in prop::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(Witness::from_json(&text).is_err());
        prop_assert!(Submission::from_json(&text).is_err());
    }

    #[test]
    fn no_changed_byte_panics_or_is_told(which in 0usize..3, at: prop::sample::Index, byte: u8, cut: bool) {
        let (_, submission) = submissions(6).into_iter().nth(which).expect("three");
        let mut text = serde_json::to_vec(&submission.witness).expect("a witness is JSON");
        let at = at.index(text.len());
        if cut { text.truncate(at) } else { text[at] = byte }
        if let Err(malformed) = Witness::from_json(&text) {
            prop_assert!(!malformed.to_string().contains("0x0") && !malformed.to_string().contains("0x1"));
        }
    }
}
