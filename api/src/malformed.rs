//! What is not of the right form: which part, and what it should have been. Never what it was.

use serde::Deserialize;
use serde_json::error::Category;
use serde_path_to_error::Segment;

/// Public inputs, a witness or a request do not have the form that they should. Says which part, never a value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {why}")]
pub struct Malformed {
    /// The part, such as `move.inputs[0].path.children[3][1]`; `.` is the whole.
    pub path: String,
    /// What is wrong, and what it should have been.
    pub why: String,
}

impl Malformed {
    /// This part is wrong for this reason.
    #[must_use]
    pub fn new(path: impl Into<String>, why: impl Into<String>) -> Self {
        Self { path: path.into(), why: why.into() }
    }

    /// The same, seen from what this is a part of.
    #[must_use]
    pub fn within(self, outer: &str) -> Self {
        let path = if self.path == "." { outer.to_owned() } else { format!("{outer}.{}", self.path) };
        Self { path, ..self }
    }
}

/// Reads JSON. What is said of an error is made from the types, not from the text, so that no secret gets into a message.
///
/// # Errors
/// The first part that is not of its form, or that is too much or too little.
pub fn from_json<'de, T: Deserialize<'de>>(text: &'de [u8]) -> Result<T, Malformed> {
    let mut json = serde_json::Deserializer::from_slice(text);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let message = error.inner().to_string();
        let mut segments: Vec<_> = error.path().iter().collect();
        // A name that does not belong there comes from the text.
        segments.pop_if(|last| match last {
            Segment::Map { .. } => message.starts_with("unknown field "),
            Segment::Enum { .. } => message.starts_with("unknown variant "),
            _ => false,
        });
        Malformed::new(path(&segments), why(error.inner()))
    })?;
    json.end().map_err(|_| Malformed::new(".", "something follows after the end"))?;
    Ok(value)
}

fn path(segments: &[&Segment]) -> String {
    let mut path = String::new();
    for segment in segments {
        match segment {
            Segment::Seq { index } => path.push_str(&format!("[{index}]")),
            Segment::Map { key: name } | Segment::Enum { variant: name } => {
                let dot = if path.is_empty() { "" } else { "." };
                path.push_str(&format!("{dot}{name}"));
            }
            Segment::Unknown => {}
        }
    }
    if path.is_empty() { ".".to_owned() } else { path }
}

/// What should have been there. serde's messages quote what they found: of them only the end is taken, behind `expected`,
/// or a field's name, which both come from our types.
fn why(error: &serde_json::Error) -> String {
    if error.classify() != Category::Data {
        return "this is not JSON, or the list has too many elements".to_owned();
    }
    let message = error.to_string();
    let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
    if message.starts_with("missing field `") || message.starts_with("duplicate field `") {
        return message.to_owned();
    }
    if message.starts_with("unknown field `") {
        return "there is a field that does not belong here".to_owned();
    }
    match message.rsplit_once(", expected ") {
        Some((_, expected)) => format!("expected {expected}"),
        None => "not of the right form".to_owned(),
    }
}
