//! What browsers are told: that nothing here is to be framed, guessed at or kept, and which pages may ask.

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, Method, header},
    middleware::Next,
    response::Response,
};
use std::time::Duration;
use tower_http::cors::{AllowOrigin, CorsLayer};

/// Answers are data: nothing in them is run or shown.
const DATA: &str = "default-src 'none'; frame-ancestors 'none'";

/// The page that shows the API has scripts and styles of this service alone.
const PAGE: &str = "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
                    frame-ancestors 'none'; base-uri 'self'; form-action 'self'";

/// Come with every answer that does not say otherwise.
fn guard(headers: &mut HeaderMap, page: bool, tls: bool) {
    let mut say = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    say(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    say(header::X_FRAME_OPTIONS, "DENY");
    say(header::REFERRER_POLICY, "no-referrer");
    say(header::CONTENT_SECURITY_POLICY, if page { PAGE } else { DATA });
    say(header::CACHE_CONTROL, "no-store");
    if tls {
        say(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
}

/// Adds the headers; over TLS also that there is no other way.
pub(crate) async fn guarded(tls: bool, request: Request, next: Next) -> Response {
    let page = request.uri().path().starts_with("/docs");
    let mut response = next.run(request).await;
    guard(response.headers_mut(), page, tls);
    response
}

/// Pages of these origins may ask. Credentials are tokens that they send themselves: no cookie counts here.
pub(crate) fn cors(origins: &[HeaderValue]) -> CorsLayer {
    let own = |name| HeaderName::from_static(name);
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins.iter().cloned()))
        .allow_methods([Method::GET, Method::POST, Method::DELETE])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            header::IF_NONE_MATCH,
            own("idempotency-key"),
            own("traceparent"),
            super::asked::REQUEST_ID,
        ])
        .expose_headers([
            header::ETAG,
            header::LOCATION,
            header::RETRY_AFTER,
            own("ratelimit"),
            own("ratelimit-policy"),
            super::asked::REQUEST_ID,
        ])
        .max_age(Duration::from_secs(3600))
}

/// Whether this is an origin as browsers name it: scheme, host and perhaps a port, nothing else.
pub(crate) fn is_origin(text: &str) -> bool {
    let url = reqwest::Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    url.is_some_and(|url| url.origin().ascii_serialization() == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_what_browsers_call_so() {
        assert!(
            ["https://desk.example", "https://desk.example:8443", "http://localhost:3000"]
                .iter()
                .all(|o| is_origin(o))
        );
        for other in [
            "*",
            "null",
            "desk.example",
            "https://desk.example/",
            "https://desk.example/a",
            "https://DESK.example",
            "ftp://desk.example",
            "https://a@desk.example",
            "https://desk.example:443",
        ] {
            assert!(!is_origin(other), "{other}");
        }
    }

    #[test]
    fn what_an_answer_says_itself_stands() {
        let mut headers =
            HeaderMap::from_iter([(header::CACHE_CONTROL, HeaderValue::from_static("private"))]);
        guard(&mut headers, false, true);
        assert_eq!(headers[header::CACHE_CONTROL], "private");
        assert_eq!(headers[header::CONTENT_SECURITY_POLICY], DATA);
        assert_eq!(headers[header::STRICT_TRANSPORT_SECURITY], "max-age=31536000");
    }
}
