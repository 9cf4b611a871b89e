//! `plimsoll wallet`: what this party owns.

mod watch;

use super::{
    context::Context,
    error::Failure,
    output::Done,
    shown::{Note, lot_name, or_unknown, short},
    table::Table,
};
use clap::Subcommand;
use plimsoll_circuits::field::to_hex;
use plimsoll_client::{
    Desk, Party,
    blob::BlobHash,
    referral::Referral,
    wallet::{LotView, Wallet, WalletError},
};
use serde::Serialize;
use std::fmt;

const EXAMPLES: &str = "\
Examples:
  plimsoll wallet show
  plimsoll wallet sync";

const SHOW_EXAMPLES: &str = "\
Examples:
  plimsoll wallet show
  plimsoll --json wallet show --all";

const SYNC_EXAMPLES: &str = "\
Examples:
  plimsoll wallet sync
  plimsoll wallet sync --rebuild
  plimsoll wallet sync --accept-ledger

Every command that uses the wallet brings it up to date by itself. With
--rebuild the wallet is made again from the party's keys and the ledger alone;
the old files are kept. What you saw of the ledger still holds: one that lacks
an entry that you saw, or has another genesis, is refused. With --accept-ledger
it is taken nevertheless, as after a repair that took entries off; what you saw
before is kept, too, as evidence.";

const RESTORE_EXAMPLES: &str = "\
Examples:
  plimsoll wallet restore
  plimsoll --json wallet restore --home copper

A party keeps a sealed copy of the documents of every title that it registered
or received, also when it has passed the title on. They are as confidential in
the ledger's folder as before: the title's owners alone can open them.";

/// Commands about the wallet.
#[derive(Clone, Debug, Subcommand)]
#[command(after_help = EXAMPLES)]
pub enum Command {
    /// Show titles, liens and releases, lot by lot
    #[command(after_help = SHOW_EXAMPLES)]
    Show {
        /// Also what was spent
        #[arg(long)]
        all: bool,
    },
    /// Put documents of titles that the ledger's folder has lost back from this party's copies
    #[command(after_help = RESTORE_EXAMPLES)]
    Restore,
    /// Look out for what is alike to a lot that was opened to you and on which you hold a lien
    Watch(watch::Args),
    /// Read the ledger since the last time
    #[command(after_help = SYNC_EXAMPLES)]
    Sync {
        /// Put the wallet's files aside first
        #[arg(long)]
        rebuild: bool,

        /// Take the ledger as it is, though it is not the one that you saw; implies --rebuild
        #[arg(long)]
        accept_ledger: bool,
    },
}

pub(super) fn run(command: Command, context: &Context) -> Result<Done, Failure> {
    match command {
        Command::Show { all } => context.at_desk(|desk, _| Ok(Done::new(&Report::of(desk, all)?))),
        Command::Restore => restore(context),
        Command::Watch(args) => watch::run(&args, context),
        Command::Sync { rebuild, accept_ledger } => sync(rebuild, accept_ledger, context),
    }
}

/// `plimsoll lot list`.
pub(super) fn lots(context: &Context) -> Result<Done, Failure> {
    context.at_desk(|desk, _| Ok(Done::new(&Lots { lots: Lot::all(desk.wallet()) })))
}

#[derive(Serialize)]
struct Lots {
    lots: Vec<Lot>,
}

#[derive(Serialize)]
struct Lot {
    lot: String,
    value: Option<super::shown::Amount>,
    /// The day of the valuation, or of the one under which the first lien was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    valued_at: Option<String>,
    headroom: Option<super::shown::Amount>,
    title: Option<Note>,
    liens: Vec<Note>,
    releases: Vec<Note>,
    /// Entries of other lots that are alike.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    alike: Vec<Referral>,
    /// A title that was surrendered to this party.
    #[serde(skip_serializing_if = "Option::is_none")]
    retired: Option<Note>,
}

impl Lot {
    fn all(wallet: &Wallet) -> Vec<Self> {
        wallet.lots().iter().map(|view| Self::of(view, wallet)).collect()
    }

    fn of(view: &LotView<'_>, wallet: &Wallet) -> Self {
        let notes = |held: &[&plimsoll_client::wallet::Held]| held.iter().map(|h| Note::of(h)).collect();
        Self {
            lot: lot_name(view.lot),
            value: view.value().map(Into::into),
            valued_at: view.valued_at().map(|day| day.to_string()),
            headroom: view.headroom().map(Into::into),
            title: view.title.map(Note::of),
            liens: notes(&view.liens),
            releases: notes(&view.releases),
            alike: wallet.alike(view.lot).cloned().collect(),
            retired: view.retired.map(Note::of),
        }
    }
}

impl fmt::Display for Lots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.lots.is_empty() {
            return writeln!(f, "no lots");
        }
        let mut table = Table::new(&[
            "lot",
            "value",
            "valued on",
            "title",
            "encumbered",
            "headroom",
            "liens",
            "releases",
        ]);
        for lot in &self.lots {
            let title = lot.title.as_ref();
            table.row([
                short(&lot.lot).to_owned(),
                or_unknown(lot.value.as_ref()),
                lot.valued_at.clone().unwrap_or_else(|| "?".to_owned()),
                title.map_or("-", |_| "yours").to_owned(),
                title.map_or_else(|| "-".to_owned(), |t| or_unknown(t.amount.as_ref())),
                title.map_or_else(|| "-".to_owned(), |_| or_unknown(lot.headroom.as_ref())),
                lot.liens.len().to_string(),
                lot.releases.len().to_string(),
            ]);
        }
        write!(f, "{table}")
    }
}

#[derive(Serialize)]
struct Report {
    name: String,
    address: String,
    height: u64,
    lots: Vec<Lot>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    spent: Vec<Note>,
}

impl Report {
    fn of(desk: &Desk<'_>, all: bool) -> Result<Self, WalletError> {
        let (wallet, public) = (desk.wallet(), desk.party().public());
        let history = if all { wallet.history()? } else { Vec::new() };
        let spent = history.iter().filter(|held| held.spent_at.is_some());
        Ok(Self {
            name: public.name.clone(),
            address: to_hex(&public.address.0),
            height: wallet.height(),
            lots: Lot::all(wallet),
            spent: spent.map(Note::of).collect(),
        })
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} ({}), read up to height {}\n", self.name, short(&self.address), self.height)?;
        let notes = |lot: &Lot| -> Vec<Note> {
            lot.title.iter().chain(&lot.liens).chain(&lot.releases).chain(&lot.retired).cloned().collect()
        };
        let held: Vec<Note> = self.lots.iter().flat_map(notes).collect();
        if held.is_empty() && self.spent.is_empty() {
            return writeln!(f, "nothing");
        }
        let mut table = Table::new(&[
            "lot",
            "kind",
            "note",
            "amount",
            "before it",
            "made as",
            "value",
            "valued on",
            "headroom",
            "state",
        ]);
        for note in held.iter().chain(&self.spent) {
            let maybe =
                |a: Option<&super::shown::Amount>| a.map_or_else(|| "-".to_owned(), ToString::to_string);
            table.row([
                short(&note.lot).to_owned(),
                note.kind.to_owned(),
                short(&note.id).to_owned(),
                or_unknown(note.amount.as_ref()),
                maybe(note.prior.as_ref()),
                maybe(note.pool.as_ref()),
                maybe(note.value.as_ref()),
                note.valued_at.clone().unwrap_or_else(|| "-".to_owned()),
                maybe(note.headroom.as_ref()),
                note.spent_at.map_or_else(|| "live".to_owned(), |height| format!("spent at {height}")),
            ]);
        }
        write!(f, "{table}")?;
        for lot in &self.lots {
            for alike in &lot.alike {
                writeln!(f, "to lot {} an entry of another lot is alike, {alike}", short(&lot.lot))?;
            }
        }
        Ok(())
    }
}

/// An entry that is alike, and to which lot.
#[derive(Serialize)]
struct Alike {
    lot: String,
    #[serde(flatten)]
    referral: Referral,
}

#[derive(Serialize)]
struct Synced {
    height: u64,
    received: Vec<String>,
    spent: Vec<String>,
    warnings: Vec<String>,
    /// What came of other lots that is alike, or was not told before.
    alike: Vec<Alike>,
    /// Files of before that are kept.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    kept: Vec<String>,
}

impl fmt::Display for Synced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "read up to height {}", self.height)?;
        self.received.iter().try_for_each(|id| writeln!(f, "received  {}", short(id)))?;
        self.spent.iter().try_for_each(|id| writeln!(f, "spent     {}", short(id)))?;
        self.warnings.iter().try_for_each(|warning| writeln!(f, "warning   {warning}"))?;
        for Alike { lot, referral } in &self.alike {
            writeln!(f, "alike     to lot {} an entry of another lot, {referral}: look at both", short(lot))?;
        }
        self.kept.iter().try_for_each(|file| writeln!(f, "kept      {file}"))
    }
}

fn sync(rebuild: bool, accept_ledger: bool, context: &Context) -> Result<Done, Failure> {
    let party: Party = context.party()?;
    let site = if accept_ledger { context.site_as_it_is()? } else { context.site()? };
    let local = site.access();
    let kept = match (accept_ledger, rebuild) {
        (true, _) => Wallet::accept_other_ledger(&party)?,
        (false, true) => Wallet::set_aside(&party)?,
        (false, false) => Vec::new(),
    };
    let mut desk = Desk::open(&party, site.services(&local))?;
    let step = context.progress.step("reading the ledger");
    let found = desk.sync()?;
    drop(step);
    let untold: Vec<_> = desk.wallet().untold().map(|(lot, alike)| (lot, alike.clone())).collect();
    untold.iter().try_for_each(|(lot, _)| desk.told(*lot))?;
    let ids = |ids: &[plimsoll_client::wallet::NoteId]| ids.iter().map(ToString::to_string).collect();
    Ok(Done::new(&Synced {
        height: found.height,
        received: ids(&found.received),
        spent: ids(&found.spent),
        warnings: found.warnings,
        alike: untold.into_iter().map(|(lot, referral)| Alike { lot: lot_name(lot), referral }).collect(),
        kept: kept.iter().map(|file| file.display().to_string()).collect(),
    }))
}

#[derive(Serialize)]
struct Restore {
    put_back: Vec<String>,
    present: usize,
    spoilt: Vec<String>,
}

impl fmt::Display for Restore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} put back, {} there already", self.put_back.len(), self.present)?;
        self.put_back.iter().try_for_each(|hash| writeln!(f, "put back  {hash}"))?;
        self.spoilt.iter().try_for_each(|hash| writeln!(f, "spoilt    {hash}, here as well"))
    }
}

fn restore(context: &Context) -> Result<Done, Failure> {
    Party::read_public(&context.globals.home)?;
    let restored = context.blobs()?.restore()?;
    let names = |hashes: &[BlobHash]| hashes.iter().map(ToString::to_string).collect();
    let report = Restore {
        put_back: names(&restored.put_back),
        present: restored.present,
        spoilt: names(&restored.spoilt),
    };
    Ok(Done::verdict(&report, report.spoilt.is_empty()))
}
