//! Signatures of webhooks, as Standard Webhooks has them (symmetric, `v1`).

use aws_lc_rs::hmac;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use rand::{CryptoRng, RngCore};
use zeroize::Zeroizing;

/// How a secret begins when it is shown.
const PREFIX: &str = "whsec_";

/// How many random bytes a secret has.
const BYTES: usize = 32;

/// What the service and one receiver share. Never shown by `Debug`.
#[derive(Clone)]
pub struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    /// A secret that nobody else has.
    pub fn fresh<R: RngCore + CryptoRng>(rng: &mut R) -> Self {
        let mut bytes = Zeroizing::new(vec![0; BYTES]);
        rng.fill_bytes(&mut bytes);
        Self(bytes)
    }

    /// The secret of these bytes, as the store keeps them.
    #[must_use]
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// Its bytes: for the store.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// As its receiver is told, once: `whsec_` and base64.
    #[must_use]
    pub fn expose(&self) -> Zeroizing<String> {
        Zeroizing::new(format!("{PREFIX}{}", STANDARD.encode(&*self.0)))
    }

    /// The header `webhook-signature` of a message of this name, at this time in seconds since 1970.
    #[must_use]
    pub fn sign(&self, id: &str, time: i64, body: &str) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.0);
        let tag = hmac::sign(&key, format!("{id}.{time}.{body}").as_bytes());
        format!("v1,{}", STANDARD.encode(tag))
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(not shown)")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use rand::rngs::OsRng;

    /// The example of the specification's libraries.
    #[test]
    fn the_signature_is_the_standards() {
        let secret = Secret::from_bytes(STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap());
        let signature = secret.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, r#"{"test": 2432232314}"#);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn a_secret_is_shown_where_it_is_asked_for_alone() {
        let secret = Secret::fresh(&mut OsRng);
        let shown = secret.expose();
        assert_eq!(STANDARD.decode(shown.strip_prefix("whsec_").unwrap()).unwrap(), secret.as_bytes());
        assert!(!format!("{secret:?}").contains(&shown[6..]));
        assert_ne!(Secret::fresh(&mut OsRng).as_bytes(), secret.as_bytes());
    }
}
