//! `plimsoll title`: what was given back lowers a title's encumbrance.

use super::{
    context::Context,
    error::Failure,
    output::Done,
    roles::Act,
    shown::{Accepted, Amount, find_lot, find_note, lot_name, short},
    values::Prefix,
};
use clap::Subcommand;
use plimsoll_circuits::note::Kind;
use rand::rngs::OsRng;
use serde::Serialize;
use std::fmt;

const EXAMPLES: &str = "\
Examples:
  plimsoll title merge --lot 3fa9c0";

const MERGE_EXAMPLES: &str = "\
Examples:
  plimsoll title merge --lot 3fa9c0
  plimsoll title merge --lot 3fa9c0 --release 5e0f77";

/// Commands about titles.
#[derive(Clone, Debug, Subcommand)]
#[command(after_help = EXAMPLES)]
pub enum Command {
    /// Merge what banks gave back into the title, so that it can be pledged again
    #[command(after_help = MERGE_EXAMPLES)]
    Merge {
        /// The lot; the only one that you hold the title of if not given
        #[arg(long, value_name = "LOT")]
        lot: Option<Prefix>,
        /// Only this release; all of the lot if not given
        #[arg(long, value_name = "RELEASE")]
        release: Option<Prefix>,
    },
}

#[derive(Serialize)]
struct Report {
    lot: String,
    merged: Vec<Accepted>,
    encumbered: Option<Amount>,
    headroom: Option<Amount>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.merged.iter().try_for_each(|accepted| writeln!(f, "{accepted}"))?;
        write!(f, "lot {}", short(&self.lot))?;
        if let (Some(encumbered), Some(headroom)) = (&self.encumbered, &self.headroom) {
            write!(f, " bears {encumbered}, can bear {headroom} more")?;
        }
        Ok(())
    }
}

pub(super) fn run(command: Command, context: &Context) -> Result<Done, Failure> {
    let Command::Merge { lot, release } = command;
    context.acting(Act::MergeReleases, |desk, site| {
        let lot = find_lot(desk, lot.as_ref())?;
        let releases: Vec<_> = match &release {
            Some(release) => vec![find_note(desk, Kind::Release, release)?.id()],
            None => desk.wallet().releases().filter(|r| r.lot() == lot).map(|r| r.id()).collect(),
        };
        if releases.is_empty() {
            return Err(Failure::refused("no bank has given anything of this lot back to you")
                .help("`plimsoll wallet show` lists releases; ask the bank to discharge its lien first"));
        }
        let mut merged = Vec::new();
        for release in releases {
            site.prover.announce("what was given back lowers what the title bears");
            merged.push(Accepted::of(&desk.merge(lot, release, &mut OsRng)?, lot));
        }
        let title = desk.wallet().title(lot);
        Ok(Done::new(&Report {
            lot: lot_name(lot),
            merged,
            encumbered: title.and_then(|t| t.amount()).map(Amount::from),
            headroom: title.and_then(|t| t.headroom()).map(Amount::from),
        }))
    })
}
