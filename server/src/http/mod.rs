//! What every service needs to speak HTTP: who asks, how often, bodies and problems, TLS.

pub mod answer;
pub mod listen;
pub mod connections;
pub mod caller;
pub mod observe;
pub mod query;
pub mod rate;
pub mod read;
pub mod tls;

pub use rate::{Place, Rate};
