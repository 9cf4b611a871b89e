//! The command line's shape.

use super::{
    answer, audit, bill, challenge, completions, demo, directory, evidence, export, globals::Globals,
    governance, keys, ledger, lien, list, lot, man, member, note, pending, policy, request, samples, session,
    title, verify, wallet,
};
use clap::{Parser, Subcommand};

const EXAMPLES: &str = "\
Examples:
  plimsoll demo
  plimsoll --insecure-dev-keys ledger init --name \"Trial register\"
  plimsoll keys new --home bank-a --name \"Bank A\"
  plimsoll bill check samples/ebl-to-order.json --annex samples/invoice.json
  plimsoll lot pledge --lot 3fa9c0 --to \"Bank A\" --amount \"30000.00 USD\"
  plimsoll --prover https://prover.example lot pledge --lot 3fa9c0 \\
      --to \"Bank A\" --amount \"30000.00 USD\"
  plimsoll verify proof snarkjs --vk verification_key.json \\
      --posted posted.json --proof proof.json

Exit status:
  0  done, or the answer is yes
  1  read and understood, and refused: by a check, the ledger or a guardian
  2  nothing was decided: wrong usage, a file that cannot be read, a service
     that does not answer";

/// Private proof that a cargo is yours, sound, and financed once.
///
/// A bill of lading becomes a lot on a shared ledger. Every change is a proof that the ledger checks; who, what and how much
/// stays between the parties, and with the guardians under seal.
#[derive(Clone, Debug, Parser)]
#[command(name = "plimsoll", version, propagate_version = true, after_help = EXAMPLES, max_term_width = 100)]
#[command(subcommand_required = true, arg_required_else_help = true)]
pub struct Args {
    /// What every command takes.
    #[command(flatten)]
    pub globals: Globals,

    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The groups of commands.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Everything at once: a cargo financed once, every trick refused, on this machine
    Demo(demo::Args),
    /// Fictional bills, annexes, lists and policies to try things with, signed and dated today
    Samples(samples::Args),
    /// The ledger: create it, look at it, verify it
    #[command(subcommand)]
    Ledger(ledger::Command),
    /// Keys: a party's own, and the proving keys of this machine
    #[command(subcommand)]
    Keys(keys::Command),
    /// Members: who may do what, who is who
    #[command(subcommand)]
    Member(member::Command),
    /// The directory: carriers and forwarders, by whose codes all members know bills again
    #[command(subcommand)]
    Directory(directory::Command),
    /// Orders of the governors: propose, sign, submit
    #[command(subcommand)]
    Governance(governance::Command),
    /// Bills of lading: check, issue, value
    #[command(subcommand)]
    Bill(bill::Command),
    /// Lots: register, attest, pledge, endorse, surrender
    #[command(subcommand)]
    Lot(lot::Command),
    /// Liens: assign, split, merge, discharge
    #[command(subcommand)]
    Lien(lien::Command),
    /// Notes: recover one whose memo cannot be read
    #[command(subcommand)]
    Note(note::Command),
    /// Titles: merge what banks gave back
    #[command(subcommand)]
    Title(title::Command),
    /// The wallet: what this party owns
    #[command(subcommand)]
    Wallet(wallet::Command),
    /// What an interrupted command submitted: show it, forget it
    #[command(subcommand)]
    Pending(pending::Command),
    /// Challenges: ask an owner what its lot can bear
    #[command(subcommand)]
    Challenge(challenge::Command),
    /// Policies: what a bank wants to be true of a cargo
    #[command(subcommand)]
    Policy(policy::Command),
    /// Lists: what policies look values up in
    #[command(subcommand)]
    List(list::Command),
    /// Requests: ask an owner whether its cargo meets your policy
    #[command(subcommand)]
    Request(request::Command),
    /// Answer a bank's request: prove that your title and its cargo are what it asks for
    Answer(answer::Args),
    /// Verify what others hand you
    #[command(subcommand)]
    Verify(verify::Command),
    /// Evidence: what this party judged and relied on, as it was
    #[command(subcommand)]
    Evidence(evidence::Command),
    /// Guardians: open what one transition sealed
    #[command(subcommand)]
    Audit(audit::Command),
    /// The proving service
    #[cfg(feature = "service")]
    #[command(flatten)]
    Service(super::service::Command),
    /// Write keys, posted values and proofs as files for other verifiers
    Export(export::Args),
    /// Keep passphrases in memory for a while, so that they are asked for once
    #[command(subcommand)]
    Session(session::Command),
    /// Write completions for a shell
    Completions(completions::Args),
    /// Write manual pages
    Man(man::Args),
}
