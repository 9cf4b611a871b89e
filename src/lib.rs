//! The program: the command line and the demo. What a party does is `plimsoll_client`, what a service does
//! `plimsoll_server`.

pub mod cli;
pub mod demo;
pub mod samples;
