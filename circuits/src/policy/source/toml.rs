//! Policies in TOML.

use super::{Collector, Entry, Node, Places, Value, no_key_twice, number};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

pub(super) fn parse(text: &str, places: &Places<'_>, found: &Collector) -> Option<Node> {
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let at = places.at(error.span().map_or(0, |span| span.start));
        found.add(at, format!("this is no TOML: {}", error.message()), None);
    }
    // What could be read beside the errors would give problems that are none.
    if !errors.is_empty() {
        return None;
    }
    Some(self::table(table.span().start, table.get_ref(), places, found))
}

fn table(start: usize, table: &DeTable<'_>, places: &Places<'_>, found: &Collector) -> Node {
    let entry = |(key, value): (&Spanned<_>, &Spanned<DeValue<'_>>)| Entry {
        key: AsRef::<str>::as_ref(key.get_ref()).to_owned(),
        at: places.at(key.span().start),
        value: self::value(value, places, found),
    };
    let mut entries: Vec<Entry> = table.iter().map(entry).collect();
    entries.sort_by_key(|entry| entry.at);
    no_key_twice(&entries, found);
    Node { at: places.at(start), value: Value::Table(entries) }
}

fn value(value: &Spanned<DeValue<'_>>, places: &Places<'_>, found: &Collector) -> Node {
    let start = value.span().start;
    let at = places.at(start);
    let read = match value.get_ref() {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(integer) if integer.radix() == 10 => number(integer.as_str(), at, found),
        DeValue::Integer(integer) => number(&integer.to_string(), at, found),
        DeValue::Float(float) => number(float.as_str(), at, found),
        DeValue::Boolean(b) => Value::Bool(*b),
        // A date without quotes is the text that JSON would hold.
        DeValue::Datetime(day) => Value::Text(day.to_string()),
        DeValue::Array(items) => {
            Value::List(items.iter().map(|item| self::value(item, places, found)).collect())
        }
        DeValue::Table(table) => return self::table(start, table, places, found),
    };
    Node { at, value: read }
}
