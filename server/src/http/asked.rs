//! What is known of a request as long as it is answered, wherever that is needed: its name, and where its tenant stands.

use super::rate::Standing;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use std::{
    future::Future,
    sync::{Arc, OnceLock},
};
use uuid::Uuid;

/// The header in which a request has its name, and its answer, too.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Names are no longer.
const LONGEST: usize = 128;

tokio::task_local! {
    static ASKED: Arc<Asked>;
}

/// A request.
pub(crate) struct Asked {
    id: String,
    standing: OnceLock<Standing>,
}

impl Asked {
    /// A request with these headers. The client may name it, in up to 128 letters, digits, `-`, `_`, `.` and `:`; another name,
    /// or none, is passed over for one that is made.
    pub(crate) fn new(headers: &HeaderMap) -> Arc<Self> {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_.:".contains(c);
        let given = headers.get(REQUEST_ID).and_then(|id| id.to_str().ok());
        let given = given.filter(|id| (1..=LONGEST).contains(&id.len()) && id.chars().all(plain));
        let id = given.map_or_else(|| Uuid::now_v7().to_string(), str::to_owned);
        Arc::new(Self { id, standing: OnceLock::new() })
    }

    /// Its name.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// Answers it.
    pub(crate) async fn answer<T>(self: &Arc<Self>, answer: impl Future<Output = T>) -> T {
        ASKED.scope(self.clone(), answer).await
    }

    /// Says in the answer's headers what is known.
    pub(crate) fn tell(&self, headers: &mut HeaderMap) {
        let mut tell = |name: HeaderName, value: &str| {
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.insert(name, value);
            }
        };
        tell(REQUEST_ID, &self.id);
        if let Some(Standing { most, left, reset }) = self.standing.get() {
            tell(HeaderName::from_static("ratelimit-policy"), &format!("\"tenant\";q={most};w=1"));
            tell(HeaderName::from_static("ratelimit"), &format!("\"tenant\";r={left};t={reset}"));
        }
    }
}

/// The name of the request that is being answered here.
pub(crate) fn request_id() -> Option<String> {
    ASKED.try_with(|asked| asked.id.clone()).ok()
}

/// Notes where the tenant of this request stands.
pub(crate) fn stands(standing: Standing) {
    // Outside of a request nobody asks; the first word holds.
    let _ = ASKED.try_with(|asked| asked.standing.set(standing));
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn named(name: &[u8]) -> String {
        let headers = HeaderMap::from_iter([(REQUEST_ID, HeaderValue::from_bytes(name).unwrap())]);
        Asked::new(&headers).id().to_owned()
    }

    #[test]
    fn a_plain_name_is_kept_and_another_is_not() {
        let longest = "x".repeat(LONGEST);
        for plain in ["order-17", "01890000-0000-7000-8000-000000000000", "a.b:c_d", longest.as_str()] {
            assert_eq!(named(plain.as_bytes()), plain);
        }
        let too_long = "x".repeat(LONGEST + 1);
        for other in [&b""[..], b"two words", b"a\"b", b"a\tb", "\u{e9}".as_bytes(), too_long.as_bytes()] {
            let made = named(other);
            assert!(made.parse::<Uuid>().is_ok(), "{made}");
        }
        assert!(Asked::new(&HeaderMap::new()).id().parse::<Uuid>().is_ok());
    }

    #[tokio::test]
    async fn it_is_known_while_it_is_answered() {
        assert_eq!(request_id(), None);
        let asked = Asked::new(&HeaderMap::from_iter([(REQUEST_ID, HeaderValue::from_static("order-17"))]));
        let name = asked.answer(async {
            stands(Standing { most: 500, left: 499, reset: 1 });
            request_id()
        });
        assert_eq!(name.await.as_deref(), Some("order-17"));
        let mut headers = HeaderMap::new();
        asked.tell(&mut headers);
        assert_eq!(headers["x-request-id"], "order-17");
        assert_eq!(headers["ratelimit-policy"], "\"tenant\";q=500;w=1");
        assert_eq!(headers["ratelimit"], "\"tenant\";r=499;t=1");
    }
}
