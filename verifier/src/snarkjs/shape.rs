//! The files' fields, before any number in them is understood.

use std::{
    string::{String, ToString},
    vec::Vec,
};

use serde::{Deserialize, Serialize};

use super::SnarkjsError;

pub(super) type G1Text = [String; 3];
pub(super) type Fq2Text = [String; 2];
pub(super) type G2Text = [Fq2Text; 3];
pub(super) type Fq12Text = [[Fq2Text; 3]; 2];

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KeyFile {
    pub(super) protocol: String,
    pub(super) curve: String,
    #[serde(rename = "nPublic")]
    pub(super) n_public: usize,
    pub(super) vk_alpha_1: G1Text,
    pub(super) vk_beta_2: G2Text,
    pub(super) vk_gamma_2: G2Text,
    pub(super) vk_delta_2: G2Text,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) vk_alphabeta_12: Option<Fq12Text>,
    #[serde(rename = "IC")]
    pub(super) ic: Vec<G1Text>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProofFile {
    pub(super) pi_a: G1Text,
    pub(super) pi_b: G2Text,
    pub(super) pi_c: G1Text,
    pub(super) protocol: String,
    pub(super) curve: String,
}

pub(super) fn protocol() -> String {
    "groth16".to_string()
}

pub(super) fn curve() -> String {
    "bn128".to_string()
}

pub(super) fn check_kind(protocol: &str, curve: &str) -> Result<(), SnarkjsError> {
    if protocol != "groth16" {
        return Err(SnarkjsError::Protocol(protocol.to_string()));
    }
    if !matches!(curve, "bn128" | "bn254") {
        return Err(SnarkjsError::Curve(curve.to_string()));
    }
    Ok(())
}
