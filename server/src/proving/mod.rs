//! The proving service: a durable queue of jobs, a coordinator that keeps it, an API, and workers that prove.

pub mod store;

pub mod coordinator;

pub mod routes;

pub mod worker;

pub mod serve;
