//! How values of requests and bundles are written.

/// A day as `2026-05-20`.
pub(super) mod iso_day {
    use plimsoll_circuits::credential::Day;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(in crate::claims) fn serialize<S: Serializer>(day: &Day, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(day)
    }

    pub(in crate::claims) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Day, D::Error> {
        let text = String::deserialize(d)?;
        let day = Day::parse(&text).ok_or_else(|| D::Error::custom("write a day as 2026-05-20"))?;
        // One day, one text: else a request could be rewritten without its signature breaking.
        if day.to_string() == text { Ok(day) } else { Err(D::Error::custom("write a day as 2026-05-20")) }
    }
}

/// Sixteen bytes as 32 hexadecimal digits.
pub(super) mod nonce {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(in crate::claims) fn serialize<S: Serializer>(nonce: &[u8; 16], s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&hex::encode(nonce))
    }

    pub(in crate::claims) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<[u8; 16], D::Error> {
        let text = String::deserialize(d)?;
        let mut nonce = [0; 16];
        let read = hex::decode_to_slice(&text, &mut nonce);
        match read {
            Ok(()) if hex::encode(nonce) == text => Ok(nonce),
            _ => Err(D::Error::custom("a nonce has 32 hexadecimal digits in lower case")),
        }
    }
}
