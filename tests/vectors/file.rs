use plimsoll_circuits::field::{F, from_hex};
use serde::{Deserialize, de::DeserializeOwned};
use std::path::Path;

/// The vectors of one file.
pub fn read<T: DeserializeOwned>(name: &str) -> T {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors").join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// A field element as the vectors write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct X(pub F);

impl TryFrom<String> for X {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        from_hex(&text).map(X).ok_or_else(|| format!("{text} is no field element"))
    }
}

/// The elements.
pub fn all(xs: &[X]) -> Vec<F> {
    xs.iter().map(|x| x.0).collect()
}

/// The elements, of which there must be `N`.
pub fn exactly<const N: usize>(xs: &[X]) -> [F; N] {
    all(xs).try_into().unwrap_or_else(|xs: Vec<F>| panic!("{} elements, not {N}", xs.len()))
}

/// Bytes as the vectors write them.
pub fn bytes(text: &str) -> Vec<u8> {
    hex::decode(text).unwrap_or_else(|e| panic!("{text}: {e}"))
}

/// 32 bytes as the vectors write them.
pub fn seed(text: &str) -> [u8; 32] {
    bytes(text).try_into().unwrap_or_else(|_| panic!("{text} is not 32 bytes"))
}
