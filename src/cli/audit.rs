//! `plimsoll audit`: t guardians open what one transition sealed.

mod papers;

use papers::{BillName, Papers};

use super::{
    context::Context,
    error::Failure,
    files, guardians,
    output::Done,
    sheet::Shown,
    shown::{kind, lot_name, short},
    table::Fields,
    values::{self, Guardians},
};
use clap::Subcommand;
use plimsoll_circuits::{credential::Currency, field::to_hex, member::Address, note::Kind};
use plimsoll_client::{Money, Party, directory::Directory, wallet::OpenedEntry};
use plimsoll_contracts::{EntryId, Ledger};
use plimsoll_guardian::opening::{Opened, OpenedOutput, Opening, OpeningError, OpeningRequest};
use serde::Serialize;
use std::{fmt, path::PathBuf, sync::Arc};

const EXAMPLES: &str = "\
Examples:
  plimsoll audit open \\
      0x0d6f3c0e8a5b1f6e2c94d7a3b8e1f0c5a6b7d8e9f0a1b2c3d4e5f6a7b8c9d0e1 \\
      --with 1,3,5 --reason \"court order 12/2026\" \\
      --requester \"Maritime Authority\"";

const OPEN_EXAMPLES: &str = "\
Examples:
  plimsoll audit open \\
      0x0d6f3c0e8a5b1f6e2c94d7a3b8e1f0c5a6b7d8e9f0a1b2c3d4e5f6a7b8c9d0e1 \\
      --with 1,3,5 --reason \"court order 12/2026\" \\
      --requester \"Maritime Authority\"
  plimsoll audit open \\
      0x0d6f3c0e8a5b1f6e2c94d7a3b8e1f0c5a6b7d8e9f0a1b2c3d4e5f6a7b8c9d0e1 \\
      --with 1,3,5 --reason \"court order 12/2026\" --requester \"Authority\" \\
      --issued issued.json --valuation valuation.json
  plimsoll audit open \\
      0d6f3c0e8a5b1f6e2c94d7a3b8e1f0c5a6b7d8e9f0a1b2c3d4e5f6a7b8c9d0e1 \\
      --guardians /mnt/guardians --with 2,4,5 --reason \"fraud case 7\"

The guardians are asked one after the other, each for its own passphrase
(--guardian-passphrase-file N=FILE, or PLIMSOLL_GUARDIAN_PASSPHRASE_N), until
as many have answered as must act together; an empty answer passes one over.
Each looks the transition up in its own copy of the ledger and writes the
opening down before it answers. This transition is opened and no other.";

/// Commands of the guardians.
#[derive(Clone, Debug, Subcommand)]
#[command(after_help = EXAMPLES)]
pub enum Command {
    /// Open what a transition sealed: who, what, how much
    #[command(after_help = OPEN_EXAMPLES)]
    Open {
        /// The transition's identity, in hexadecimal
        #[arg(value_name = "ID", value_parser = values::identity)]
        id: EntryId,
        /// The folder with the guardians' folders; that of the ledger if not given
        #[arg(long, value_name = "DIR")]
        guardians: Option<PathBuf>,
        /// Which guardians are asked, at least as many as must act together; those that are there if not given
        #[arg(long = "with", value_name = "NUMBERS", value_parser = values::guardians)]
        who: Option<Guardians>,
        /// Why, for the guardians' logs
        #[arg(long, value_name = "TEXT")]
        reason: String,
        /// Who asks; the party whose folder this is if not given
        #[arg(long, value_name = "NAME", value_parser = values::name)]
        requester: Option<String>,
        /// The issuer's file of the lot's bill, to show which bill it is, and its currency
        #[arg(long, value_name = "FILE", requires = "valuation")]
        issued: Option<PathBuf>,
        /// The valuer's file of that bill
        #[arg(long, value_name = "FILE", requires = "issued")]
        valuation: Option<PathBuf>,
        /// Also write what was opened to this file, blindings and all: with it `plimsoll note recover` helps who cannot read a memo
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
}

pub(super) fn run(command: Command, context: &Context) -> Result<Done, Failure> {
    let Command::Open { id, guardians, who, reason, requester, issued, valuation, out } = command;
    out.as_deref().map_or(Ok(()), files::vacant)?;
    let requester = match requester {
        Some(requester) => requester,
        None => Party::read_public(&context.globals.home).map(|party| party.name).map_err(|_| {
            Failure::usage("the guardians log who asks, and there is no party here")
                .help("say who with --requester")
        })?,
    };
    let ledger = Arc::new(context.ledger_to_read()?);
    let directory = context.directory(ledger.genesis())?;
    let papers = issued
        .zip(valuation)
        .map(|(issued, valuation)| {
            let keys = context.verifying_keys(ledger.genesis())?;
            Papers::read(&issued, &valuation, directory.carriers(), &ledger, &keys)
        })
        .transpose()?;
    let replica = context.replica(&ledger)?;
    let who = who.as_ref().map(|who| who.0.as_slice());
    let mut doors = guardians::openers(context, guardians.as_deref(), who, &replica)?;
    let request = OpeningRequest { id, requester, reason };
    let opening = doors.open(&request).map_err(|error| failure(error, doors.locked()))?;
    if let Some(out) = &out {
        files::create_secret_json(out, &OpenedEntry { transition: id, opened: opening.opened })?;
    }
    Ok(Done::new(&Report::of(&opening, id, &ledger, &directory, papers.as_ref())?))
}

/// `locked` is why guardians stayed locked, in the order in which they were asked.
fn failure(error: OpeningError, locked: Vec<Failure>) -> Failure {
    match &error {
        // If nobody said no, nothing was decided.
        OpeningError::TooFew { without, .. } if without.len() == locked.len() => {
            guardians::too_few(error.to_string(), locked)
        }
        _ => error.into(),
    }
}

#[derive(Serialize)]
struct Report {
    transition: String,
    height: u64,
    guardians: Vec<u16>,
    statement: &'static str,
    lot: String,
    /// Register: the commitment to the bill, by which it is found among an issuer's or holder's documents.
    #[serde(skip_serializing_if = "Option::is_none")]
    bill: Option<String>,
    /// Amend: that of the bill before.
    #[serde(skip_serializing_if = "Option::is_none")]
    old_bill: Option<String>,
    /// By the documents that were given: which bill that is.
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<BillName>,
    /// .. and the currency of all amounts.
    #[serde(skip_serializing_if = "Option::is_none")]
    currency: Option<Currency>,
    /// Register, by the documents: what each slot that it posted is.
    #[serde(skip_serializing_if = "Option::is_none")]
    sheet: Option<Shown>,
    /// By role: issuer, valuer and holder of a Register, the actor of a Move.
    parties: Vec<Who>,
    /// Register: the value in minor units of the bill's currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<u64>,
    /// Move: what came out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    outputs: Vec<Output>,
    /// Move: the commitments of what went in.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    inputs: Vec<String>,
}

#[derive(Serialize)]
struct Who {
    role: &'static str,
    name: String,
    address: String,
}

#[derive(Serialize)]
struct Output {
    kind: &'static str,
    name: String,
    address: String,
    /// In minor units of the lot's currency.
    amount: u64,
    prior: u64,
    pool: u64,
}

impl Report {
    fn of(
        opening: &Opening,
        id: EntryId,
        ledger: &Ledger,
        directory: &Directory,
        papers: Option<&Papers>,
    ) -> Result<Self, Failure> {
        let party = |role, address: Address| Who {
            role,
            name: directory.name_of(address),
            address: to_hex(&address.0),
        };
        let output = |o: &OpenedOutput| Output {
            kind: kind(o.kind),
            name: directory.name_of(o.owner),
            address: to_hex(&o.owner.0),
            amount: o.amount,
            prior: o.prior,
            pool: o.pool,
        };
        let (statement, lot, bill, old_bill, parties, value, outputs, inputs) = match &opening.opened {
            Opened::Register(r) => {
                let parties =
                    vec![party("issuer", r.issuer), party("valuer", r.valuer), party("holder", r.holder)];
                ("register", r.lot, Some(r.bill), None, parties, Some(r.value), vec![], vec![])
            }
            Opened::Move(m) => {
                let outputs = m.outputs.iter().filter(|o| o.kind != Kind::Dummy).map(output).collect();
                (
                    "move",
                    m.lot,
                    None,
                    None,
                    vec![party("actor", m.actor)],
                    None,
                    outputs,
                    m.inputs.iter().map(to_hex).collect(),
                )
            }
            Opened::Amend(a) => {
                let issuer = a.issuer.map(|issuer| party("issuer", issuer));
                let parties = [Some(party("owner", a.owner)), issuer, Some(party("valuer", a.valuer))];
                let (parties, statement) = (
                    parties.into_iter().flatten().collect(),
                    if a.issuer.is_some() { "amend" } else { "revalue" },
                );
                (statement, a.lot, Some(a.new_bill), Some(a.old_bill), parties, Some(a.value), vec![], vec![])
            }
        };
        papers.map_or(Ok(()), |papers| papers.check(lot, bill))?;
        let height = ledger.view()?.receipt(id)?.map_or(0, |receipt| receipt.height);
        Ok(Self {
            transition: id.to_string(),
            height,
            guardians: opening.by.numbers(),
            statement,
            lot: lot_name(lot),
            bill: bill.as_ref().map(to_hex),
            old_bill: old_bill.as_ref().map(to_hex),
            document: papers.map(|papers| papers.bill.clone()),
            currency: papers.map(|papers| papers.currency),
            sheet: papers.filter(|papers| papers.sheet.is_at(height)).map(|papers| papers.sheet.clone()),
            parties,
            value,
            outputs,
            inputs,
        })
    }
}

impl Report {
    /// An amount with its currency, if that is known.
    fn amount(&self, minor: u64) -> String {
        match self.currency {
            Some(currency) => Money::new(minor, currency).to_string(),
            None => format!("{minor} minor units"),
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = Fields::default();
        fields.add("transition", format!("{} at height {}", self.transition, self.height));
        fields.add("statement", self.statement).add("lot", short(&self.lot));
        fields.maybe("bill", self.bill.as_ref()).maybe("bill before", self.old_bill.as_ref());
        fields.maybe("document", self.document.as_ref());
        match self.currency {
            Some(currency) => fields.add("currency", format!("{currency}, by the documents")),
            None => fields.add("currency", "not sealed; give the bill's files with --issued and --valuation"),
        };
        for party in &self.parties {
            fields.add(party.role, format!("{} ({})", party.name, short(&party.address)));
        }
        fields.maybe("value", self.value.map(|value| self.amount(value)));
        for o in &self.outputs {
            let ranks = if o.kind == "lien" {
                format!(", behind {}, made as {}", self.amount(o.prior), self.amount(o.pool))
            } else {
                String::new()
            };
            fields.add(o.kind, format!("{} of {}{ranks}", self.amount(o.amount), o.name));
        }
        for input in &self.inputs {
            fields.add("from", input);
        }
        fields.add("opened by", format!("guardians {:?}", self.guardians));
        write!(f, "{fields}")?;
        self.sheet.as_ref().map_or(Ok(()), |sheet| write!(f, "\n{sheet}"))
    }
}
