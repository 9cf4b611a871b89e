//! Which part of a request is wrong.

use crate::Malformed;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A part of a request that is wrong, and what it should have been. Never what it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FieldError {
    /// The part of the body: a JSON Pointer (RFC 6901) as a URI's fragment, such as `#/witness/move/inputs/0/rho`; `#` is the
    /// whole.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[schema(nullable = false)]
    pub pointer: Option<String>,
    /// Or the parameter of the query, or the header.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[schema(nullable = false)]
    pub parameter: Option<String>,
    /// What is wrong with it.
    pub detail: String,
}

impl FieldError {
    /// A part of the body.
    #[must_use]
    pub fn at(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { pointer: Some(pointer.into()), parameter: None, detail: detail.into() }
    }

    /// A parameter or a header.
    #[must_use]
    pub fn of_parameter(name: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { pointer: None, parameter: Some(name.into()), detail: detail.into() }
    }
}

impl From<&Malformed> for FieldError {
    fn from(malformed: &Malformed) -> Self {
        Self::at(pointer(&malformed.path), &malformed.why)
    }
}

/// `move.inputs[0].rho` is `#/move/inputs/0/rho`. Names in our types have no characters that a pointer would escape.
fn pointer(path: &str) -> String {
    let mut pointer = "#".to_owned();
    for part in path.split(['.', '[']).filter(|part| !part.is_empty()) {
        pointer.push('/');
        pointer.push_str(part.trim_end_matches(']'));
    }
    pointer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_a_pointer() {
        for (path, expected) in [
            (".", "#"),
            ("witness", "#/witness"),
            ("jobs[1]", "#/jobs/1"),
            (
                "jobs[1].witness.move.inputs[0].path.children[3][1]",
                "#/jobs/1/witness/move/inputs/0/path/children/3/1",
            ),
        ] {
            assert_eq!(pointer(path), expected);
        }
    }
}
