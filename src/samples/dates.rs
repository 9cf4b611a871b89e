//! Papers whose dates move together.

use plimsoll_circuits::day::Day;
use serde_json::Value;

/// A paper, changed.
///
/// # Errors
/// If it is no JSON.
pub(crate) fn edited(text: &[u8], edit: impl FnOnce(&mut Value)) -> serde_json::Result<Vec<u8>> {
    let mut json: Value = serde_json::from_slice(text)?;
    edit(&mut json);
    serde_json::to_vec(&json)
}

/// Moves every date in it.
pub(crate) fn moved(json: &mut Value, to: impl Fn(Day) -> Day + Copy) {
    match json {
        Value::String(text) => {
            if let Some(day) = Day::parse(text) {
                *text = to(day).to_string();
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| moved(item, to)),
        Value::Object(fields) => fields.values_mut().for_each(|field| moved(field, to)),
        _ => {}
    }
}
