//! One key of a JWK set (RFC 7517).

use super::algorithm::{Algorithm, KeyType, Material};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use plimsoll_circuits::document::Json;
use sha2::{Digest, Sha256};

/// Fields of a JWK that hold a secret (RFC 7518, section 6; RFC 8037).
const SECRETS: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// A public key that verifies signatures.
pub(super) struct Jwk {
    /// Its id, if it names one.
    pub(super) kid: Option<String>,
    /// SHA-256 of its required fields (RFC 7638) in Base64url.
    pub(super) thumbprint: String,
    pub(super) material: Material,
    /// The one algorithm that the key's owner allows, if it says so.
    pub(super) algorithm: Option<Algorithm>,
}

/// The id that a JWK names.
pub(super) fn kid(jwk: &Json) -> Option<&str> {
    jwk.get("kid").and_then(Json::as_text).filter(|kid| !kid.is_empty())
}

/// Whether it holds a secret, which nobody should have but its owner.
pub(super) fn is_secret(jwk: &Json) -> bool {
    SECRETS.iter().any(|field| jwk.get(field).is_some())
}

impl Jwk {
    /// Reads a key, or says why it verifies no signature here.
    pub(super) fn read(jwk: &Json) -> Result<Self, String> {
        let text = |key: &str| jwk.get(key).and_then(Json::as_text);
        if let Some(usage) = text("use").filter(|usage| *usage != "sig") {
            return Err(format!("its use is {usage}, not sig"));
        }
        if let Some(Json::List(operations)) = jwk.get("key_ops")
            && !operations.iter().any(|operation| operation.as_text() == Some("verify"))
        {
            return Err("its key_ops do not name verify".to_owned());
        }
        let (material, required) = material(jwk)?;
        let algorithm = match text("alg") {
            None => None,
            Some(name) => Some(
                Algorithm::from_name(name)
                    .filter(|algorithm| algorithm.key_type() == material.key_type())
                    .ok_or_else(|| format!("its alg {name} is not accepted for a key of its type"))?,
            ),
        };
        let required = Json::Object(required).canonical();
        let thumbprint = URL_SAFE_NO_PAD.encode(Sha256::digest(required));
        Ok(Self { kid: kid(jwk).map(str::to_owned), thumbprint, material, algorithm })
    }
}

/// The key, and the fields of which its thumbprint is made.
fn material(jwk: &Json) -> Result<(Material, Vec<(String, Json)>), String> {
    let text = |key: &str| jwk.get(key).and_then(Json::as_text);
    let kind = match (text("kty"), text("crv")) {
        (Some("OKP"), Some("Ed25519")) => KeyType::Ed25519,
        (Some("EC"), Some("P-256")) => KeyType::P256,
        (Some("EC"), Some("P-384")) => KeyType::P384,
        (Some("EC"), Some("P-521")) => KeyType::P521,
        (Some("RSA"), _) => KeyType::Rsa,
        (kty, crv) => {
            let found = [kty, crv].into_iter().flatten().collect::<Vec<_>>().join(" ");
            return Err(format!("it is none of Ed25519, P-256, P-384, P-521 and RSA but {found:?}"));
        }
    };
    let bytes = |key: &str| text(key).and_then(|text| URL_SAFE_NO_PAD.decode(text).ok());
    let field = |key: &str, value: &str| (key.to_owned(), Json::Text(value.to_owned()));
    let encoded = |key: &str, value: &[u8]| field(key, &URL_SAFE_NO_PAD.encode(value));
    let kty = field("kty", text("kty").unwrap_or_default());
    let Some(length) = kind.coordinate() else {
        let number = |key: &str| {
            let bytes = bytes(key).ok_or_else(|| format!("{key} must be in Base64url"))?;
            let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
            Ok::<_, String>(bytes[zeros..].to_vec())
        };
        let (n, e) = (number("n")?, number("e")?);
        let bits = n.len() * 8 - n.first().map_or(0, |byte| byte.leading_zeros() as usize);
        if !(2048..=8192).contains(&bits) {
            return Err(format!("an RSA key must have 2048 to 8192 bits, and it has {bits}"));
        }
        let required = vec![encoded("e", &e), kty, encoded("n", &n)];
        return Ok((Material::Rsa { n, e }, required));
    };
    let coordinate = |key: &str| {
        let bytes = bytes(key).filter(|bytes| bytes.len() == length);
        bytes.ok_or_else(|| format!("{key} must be {length} bytes in Base64url"))
    };
    let x = coordinate("x")?;
    let mut required = vec![field("crv", text("crv").unwrap_or_default()), kty, encoded("x", &x)];
    let point = if kind == KeyType::Ed25519 {
        x
    } else {
        let y = coordinate("y")?;
        required.push(encoded("y", &y));
        [vec![4], x, y].concat()
    };
    let material = Material::Point(kind, point);
    if material.parsed().is_none() {
        return Err("it is no point of its curve".to_owned());
    }
    Ok((material, required))
}
