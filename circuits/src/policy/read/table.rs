//! Tables of a policy's text: which keys they may and must have.

use super::Reader;
use crate::policy::{
    source::{Node, Value},
    suggest,
};

impl Reader<'_> {
    /// Checks that the node is a table with known keys only.
    pub(super) fn table(&self, node: &Node, what: &str, known: &[&str]) -> Option<()> {
        let Value::Table(entries) = &node.value else {
            return self.wrong(node.at, format!("{what} must be a table, not {}", node.kind()), "");
        };
        for entry in entries.iter().filter(|entry| !known.contains(&entry.key.as_str())) {
            let otherwise = format!("the keys of {what} are {}", known.join(", "));
            let help = suggest::help(&entry.key, known.iter().copied(), &otherwise);
            self.wrong::<()>(entry.at, format!("unknown key {}", entry.key), help);
        }
        Some(())
    }

    /// The value under a key that must be there.
    pub(super) fn need<'n>(&self, node: &'n Node, what: &str, key: &str) -> Option<&'n Node> {
        node.get(key)
            .or_else(|| self.wrong(node.at, format!("{what} has no {key}"), format!("add {key} = ...")))
    }

    /// A text of one line and limited length under a key.
    pub(super) fn line(&self, node: &Node, key: &str, most: usize) -> Option<String> {
        let text = self.text(node, key)?;
        let fits = (1..=most).contains(&text.chars().count()) && !text.chars().any(char::is_control);
        let help = format!("write one line of 1 to {most} characters");
        if fits {
            Some(text.to_owned())
        } else {
            self.wrong(node.at, format!("{key} is {}", node.show()), help)
        }
    }

    /// A name: small letters, digits and hyphens.
    pub(super) fn name(&self, node: &Node, what: &str) -> Option<String> {
        let text = self.text(node, what)?;
        if is_name(text) {
            Some(text.to_owned())
        } else {
            self.wrong(node.at, format!("{what} is {text:?}"), NAME_HELP)
        }
    }
}

/// What a name looks like.
pub(super) const NAME_HELP: &str =
    "a name has 1 to 64 small letters, digits and hyphens, and begins with a letter, such as insured-110";

/// Whether this is a name.
pub(in crate::policy) fn is_name(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}
