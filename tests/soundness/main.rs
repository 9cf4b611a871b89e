//! Every statement against the trust list: native twin and circuit refuse the same lies on the same check, no hint is
//! free, every input is bound, the matrices never depend on the witness, and golden files pin them.

mod attest;
mod golden;
mod modes;
mod movement;
mod posted;
mod register;
mod releases;
mod retitles;
mod stage;
mod twin;
