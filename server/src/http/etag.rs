//! What the client has already is not sent again (RFC 9110, section 13).

use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

/// It never changes under its address.
pub(crate) const FOR_EVER: &str = "private, max-age=31536000, immutable";

/// It is asked about each time.
pub(crate) const ASK_AGAIN: &str = "private, no-cache";

/// The tag of an answer, and how long it may be kept.
pub(crate) struct Tag {
    tag: String,
    kept: &'static str,
}

impl Tag {
    /// Names the content by its hash, or by another text of visible characters without quotes.
    pub(crate) fn new(hash: &str, kept: &'static str) -> Self {
        Self { tag: format!("\"{hash}\""), kept }
    }

    /// Whether the client says that it has this.
    pub(crate) fn is_known(&self, headers: &HeaderMap) -> bool {
        let said = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
        let mut tags = said.flat_map(|value| value.split(',')).map(str::trim);
        tags.any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == self.tag)
    }

    /// The answer with its tag.
    pub(crate) fn on(&self, answer: impl IntoResponse) -> Response {
        let mut response = answer.into_response();
        let headers = response.headers_mut();
        if let Ok(tag) = HeaderValue::from_str(&self.tag) {
            headers.insert(header::ETAG, tag);
        }
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(self.kept));
        response
    }

    /// That nothing has changed.
    pub(crate) fn not_modified(&self) -> Response {
        self.on(StatusCode::NOT_MODIFIED)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_is_known_by_any_of_its_tags() {
        let tag = Tag::new("aa", ASK_AGAIN);
        let knows = |said: &'static str| {
            let headers = HeaderMap::from_iter([(header::IF_NONE_MATCH, HeaderValue::from_static(said))]);
            tag.is_known(&headers)
        };
        assert!(["\"aa\"", "W/\"aa\"", "\"bb\", \"aa\"", "*"].into_iter().all(knows));
        assert!(!["", "aa", "\"a\"", "\"bb\"", "\"aa"].into_iter().any(knows));
        assert!(!tag.is_known(&HeaderMap::new()));
        let answer = tag.not_modified();
        assert_eq!(
            (answer.status(), &answer.headers()["etag"]),
            (StatusCode::NOT_MODIFIED, &"\"aa\"".parse().expect("a tag"))
        );
    }
}
