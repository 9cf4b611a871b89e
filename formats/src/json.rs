//! JSON into a tree.

use crate::{
    Refused,
    tree::{Tree, Writing},
};
use plimsoll_circuits::document::Json;

/// Most values of a file.
const MAX_VALUES: usize = 100_000;
/// Most characters of a key.
const MAX_KEY: usize = 200;

/// The tree of a value, each text as `text` has it.
pub(crate) fn tree(json: &Json, text: impl Fn(&str) -> String) -> Result<Tree, Refused> {
    let mut tree = Tree::new(Writing::Json);
    let top = tree.add(None, "$", false);
    add(&mut tree, top, json, &text)?;
    Ok(tree)
}

fn add(tree: &mut Tree, place: usize, json: &Json, text: &impl Fn(&str) -> String) -> Result<(), Refused> {
    if tree.len() > MAX_VALUES {
        return Err(Refused::new(format!("This JSON has more than {MAX_VALUES} values in it.")));
    }
    match json {
        Json::Null => {}
        Json::Bool(value) => tree.say(place, if *value { "true" } else { "false" }),
        Json::Number(number) => tree.say(place, number),
        Json::Text(value) => tree.say(place, &text(value)),
        // A list at the top, or in a list, is of no document that is read here.
        Json::List(items) => items.iter().try_for_each(|item| {
            let entry = tree.add(Some(place), "entry", true);
            add(tree, entry, item, text)
        })?,
        Json::Object(entries) => entries.iter().try_for_each(|(key, value)| {
            if key.len() > MAX_KEY {
                return Err(Refused::new("A key in this JSON is too long."));
            }
            match value {
                Json::List(items) => items.iter().try_for_each(|item| {
                    let entry = tree.add(Some(place), key, true);
                    add(tree, entry, item, text)
                }),
                value => {
                    let entry = tree.add(Some(place), key, false);
                    add(tree, entry, value, text)
                }
            }
        })?,
    }
    Ok(())
}

/// The value at keys between dots.
pub(crate) fn at<'j>(json: &'j Json, keys: &str) -> Option<&'j Json> {
    keys.split('.').try_fold(json, |json, key| json.get(key))
}

/// The text at keys between dots.
pub(crate) fn text_at<'j>(json: &'j Json, keys: &str) -> Option<&'j str> {
    at(json, keys).and_then(Json::as_text)
}
