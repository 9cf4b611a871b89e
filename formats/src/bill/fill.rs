//! What bills of both kinds put into a transport document alike.

use crate::{
    draft::{Object, Said},
    tree::At,
};
use plimsoll_circuits::document::{Json, decimal};

/// Most characters of one line of a description, as DCSA has it.
const LINE: usize = 35;

/// Most characters of a number: so many digits a double has.
const MAX_NUMBER: usize = 15;

/// Puts the text at a path into a field, or notes where it would stand.
pub(super) fn put(object: &mut Object<'_>, key: &str, at: At<'_>, path: &str) {
    match at.one(path) {
        Some(found) => object.put(key, None, &Said::of(found)),
        None => object.would_be(key, would_be(at, path)),
    }
}

/// Puts a day: of a time its day, anything else as it is.
pub(super) fn put_day(object: &mut Object<'_>, key: &str, at: At<'_>, path: &str) {
    match at.one(path) {
        Some(found) => {
            let text = found.text();
            let day = text.split_once('T').map_or(text.as_str(), |(day, _)| day);
            object.put(key, None, &Said { at: found, value: day.to_owned() });
        }
        None => object.would_be(key, would_be(at, path)),
    }
}

/// Puts what is in an object of its own; none if nothing is.
pub(super) fn put_in(object: &mut Object<'_>, key: &str, at: At<'_>, inner: &str, path: &str) {
    object.object(key, would_be(at, path), |object| put(object, inner, at, path));
}

/// Puts a country, if it is a code; a name is left out.
pub(super) fn put_country(object: &mut Object<'_>, key: &str, at: At<'_>, path: &str) {
    let Some(found) = at.one(path) else { return };
    let text = found.text();
    if text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase()) {
        object.put(key, None, &Said::of(found));
    } else {
        object.report().leave(found, "no code of two letters for a country", Some(object.path(key)));
    }
}

/// Puts a number that is one, and that is the same as a double.
pub(super) fn put_number(object: &mut Object<'_>, key: &str, at: At<'_>) {
    let text = at.text();
    if decimal::is_plain(&text) && text.len() <= MAX_NUMBER {
        object.put_json(key, None, at, Json::Number(text.clone()), &text);
    } else {
        object.report().leave(at, "no plain number", Some(object.path(key)));
    }
}

/// Puts a description in lines of 35 characters, broken between words.
pub(super) fn put_lines(object: &mut Object<'_>, key: &str, found: &[At<'_>]) {
    let mut lines: Vec<String> = Vec::new();
    for at in found {
        let mut line = String::new();
        for word in at.text().split(' ') {
            if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > LINE {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
    }
    let Some(first) = found.first() else { return };
    let shown = lines.join(" / ");
    object.put_json(key, None, *first, Json::List(lines.into_iter().map(Json::Text).collect()), &shown);
    found.iter().for_each(At::mark);
}

/// Where the first alternative of a path would stand.
pub(super) fn would_be(at: At<'_>, path: &str) -> String {
    at.would_be(path.split('|').next().unwrap_or_default())
}
