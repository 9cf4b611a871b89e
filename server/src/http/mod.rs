//! What every service needs to speak HTTP: connections, who asks, how often, bodies and problems, TLS, browsers.

pub mod answer;
pub mod asked;
pub mod browser;
pub mod caller;
pub mod connections;
pub mod etag;
pub mod listen;
pub mod observe;
pub mod query;
pub mod rate;
pub mod read;
pub mod tls;

pub use rate::{Place, Rate};
