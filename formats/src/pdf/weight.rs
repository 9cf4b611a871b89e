//! How much a PDF unpacks to while it is loaded: objects are counted as they come, and once there are too many the rest is dropped.

use lopdf::{Dictionary, Object, ObjectId};
use std::cell::Cell;

/// Most bytes that all objects and lists of objects may take together.
const MAX: usize = 64 << 20;
/// What one object takes, whatever it is.
const OBJECT: usize = size_of::<Object>();

thread_local! {
    /// What is left; objects are loaded on the thread that asks for them.
    static LEFT: Cell<Option<usize>> = const { Cell::new(None) };
}

/// Begins to count for a file.
pub(super) fn begin() {
    LEFT.set(Some(MAX));
}

/// Whether there was more than is read.
pub(super) fn is_too_much() -> bool {
    LEFT.get().is_none()
}

/// Keeps an object while there is room for it.
pub(super) fn keep(id: ObjectId, object: &mut Object) -> Option<(ObjectId, Object)> {
    let left = LEFT.get()?.checked_sub(weight(object, LEFT.get()?));
    LEFT.set(left);
    left?;
    // What is given back counts for objects of lists alone, and streams are in none.
    let kept = if object.as_stream().is_ok() { Object::Null } else { object.clone() };
    Some((id, kept))
}

/// What an object takes; of a list of objects, what it unpacks to. More than `left` may be any number above it.
fn weight(object: &Object, left: usize) -> usize {
    let rest = match object {
        Object::String(text, _) => text.len(),
        Object::Name(name) => name.len(),
        Object::Array(items) => items.iter().map(|item| weight(item, left)).sum(),
        Object::Dictionary(entries) => dictionary(entries, left),
        Object::Stream(stream) => {
            let unpacked = match stream.dict.has_type(b"ObjStm") {
                true => stream.get_plain_content_with_limit(left).map_or(left, |content| content.len()),
                false => 0,
            };
            dictionary(&stream.dict, left).saturating_add(stream.content.len()).saturating_add(unpacked)
        }
        _ => 0,
    };
    rest.saturating_add(OBJECT)
}

fn dictionary(entries: &Dictionary, left: usize) -> usize {
    entries.iter().map(|(key, value)| key.len().saturating_add(weight(value, left))).sum()
}
