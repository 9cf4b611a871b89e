//! `plimsoll verify`: judge what others hand you.

mod attest;
mod bundle;
mod proof;
mod standing;
mod transition;

pub(super) use transition::find;

use super::{
    context::Context,
    error::Failure,
    output::Done,
    sheet::Counts,
    shown::{Amount, alike, lot_name, short},
    table::Fields,
    values,
};
use clap::Subcommand;
use plimsoll_circuits::field::to_hex;
use plimsoll_client::{
    Money,
    issuer::{Sheet, Slot},
    ops::AttestOpening,
    referral::{Compared, Referral},
};
use plimsoll_contracts::EntryId;
use plimsoll_verifier::cli as verifier;
use serde::Serialize;
use std::collections::BTreeSet;

const EXAMPLES: &str = "\
Examples:
  plimsoll verify attest attest.json --challenge challenge.json
  plimsoll verify bundle bundle.json --request request.json
  plimsoll verify transition \\
      0x0d6f3c0e8a5b1f6e2c94d7a3b8e1f0c5a6b7d8e9f0a1b2c3d4e5f6a7b8c9d0e1
  plimsoll verify proof snarkjs --vk verification_key.json \\
      --posted posted.json --proof proof.json";

/// Commands that verify.
#[derive(Clone, Debug, Subcommand)]
#[command(after_help = EXAMPLES)]
pub enum Command {
    /// Check an owner's answer to your challenge against the ledger
    Attest(attest::Args),
    /// Check an owner's answer to your request: one verdict, with every check
    Bundle(bundle::Args),
    /// Verify the proof of an accepted transition again, and show its receipt
    #[command(after_help = transition::EXAMPLES)]
    Transition {
        /// The transition's identity, in hexadecimal
        #[arg(value_name = "ID", value_parser = values::identity)]
        id: EntryId,
    },
    /// Verify one Groth16 proof from three files, under the key that you give
    #[command(after_help = proof::EXAMPLES)]
    Proof {
        /// The format of the three files
        #[command(subcommand)]
        format: verifier::Format,
    },
}

/// Which bill and lot it is, where the owner shows it.
#[derive(Serialize)]
struct Opening {
    lot: String,
    /// The fingerprint of the bill under which the lot was registered: slot 0 of its entry.
    f_doc: String,
    /// How often that number was registered, or the lot recovered, before it came to this lot.
    generation: Option<u64>,
    /// The heights of the lot's entries, in order: its registration and its amendments.
    entries: Vec<u64>,
    value: Amount,
    /// The day of the valuation.
    valued_at: String,
    /// What the lot's entries posted, in order, by sheets that were checked.
    sheets: Vec<Counts>,
    /// By what it is compared with others: of what the sheets have soft keys.
    compared: BTreeSet<Compared>,
    /// The entries of other lots that are alike.
    referrals: Vec<Referral>,
}

impl Opening {
    fn of(
        opening: &AttestOpening,
        entries: Vec<u64>,
        compared: BTreeSet<Compared>,
        referrals: Vec<Referral>,
    ) -> Self {
        let first = opening.sheets.first().map(|signed| &signed.content);
        let doc = first.and_then(|sheet| sheet.slots.first()).map(Slot::value).unwrap_or_default();
        let lineage = first.and_then(Sheet::lineage);
        Self {
            lot: lot_name(opening.lot),
            f_doc: to_hex(&doc),
            generation: lineage.and_then(|lineage| lineage.generation(opening.lot)),
            entries,
            value: Money::new(opening.bill.value, opening.bill.currency).into(),
            valued_at: opening.bill.valued_at.to_string(),
            sheets: opening.sheets.iter().map(|sheet| Counts::of(&sheet.content)).collect(),
            compared,
            referrals,
        }
    }

    fn show(&self, fields: &mut Fields) {
        fields.add("lot", short(&self.lot));
        fields.maybe("generation", self.generation.filter(|generation| *generation > 0));
        fields.add("value", format!("{}, valued on {}", self.value, self.valued_at));
        for (sheet, height) in self.sheets.iter().zip(&self.entries) {
            fields.add("posted", format!("at height {height}, {sheet}"));
        }
        alike(fields, &self.referrals);
        let missing: Vec<_> = Compared::missing(&self.compared).map(|by| by.to_string()).collect();
        if !missing.is_empty() {
            let missing = missing.join(", ");
            fields.add("not compared", format!("{missing}: the sheets have no soft key of that"));
        }
    }
}

pub(super) fn run(command: Command, context: &Context) -> Result<Done, Failure> {
    match command {
        Command::Attest(args) => attest::run(&args, context),
        Command::Bundle(args) => bundle::run(&args, context),
        Command::Transition { id } => transition::run(id, context),
        Command::Proof { format } => proof::run(format, context),
    }
}
