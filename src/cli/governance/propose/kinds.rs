//! The kinds of orders, as the command line takes them.

use super::{examples, reopen, versions::Version, waive};
use crate::cli::{governance::lot, values};
use clap::Subcommand;
use plimsoll_circuits::member::Roles;
use plimsoll_contracts::{ControlAddress, Day, Hash32};
use std::path::PathBuf;

/// Where the order goes, and for how long it counts.
#[derive(Clone, Debug, clap::Args)]
pub struct Draft {
    /// Where the order goes
    #[arg(long, value_name = "FILE")]
    pub(super) out: PathBuf,

    /// For how many days from today it may be signed and submitted
    #[arg(long, value_name = "N", default_value_t = 14, value_parser = clap::value_parser!(u32).range(..=3650))]
    pub(super) days: u32,
}

/// The kinds of orders that are signed.
#[derive(Clone, Debug, Subcommand)]
#[command(after_help = examples::ALL)]
pub enum Kind {
    /// Admit a member, or one again that was removed
    #[command(after_help = examples::ADMIT)]
    Admit {
        /// Its party.json, or its name, LEI or address in the directory
        #[arg(value_name = "PARTY")]
        party: String,
        /// What it may do: issuer, valuer, holder, bank, separated by commas
        #[arg(long = "role", value_name = "ROLES", value_parser = values::roles)]
        roles: Roles,
        /// The last day of its membership; a year from now if not given
        #[arg(long, value_name = "DATE", value_parser = values::coming_day)]
        valid_until: Option<Day>,
        /// The consent of its organisation, where an administrator shall be able to sign for a further address
        #[arg(long, value_name = "FILE")]
        consent: Option<PathBuf>,
        #[command(flatten)]
        draft: Draft,
    },
    /// Set what a member may do, and until when
    #[command(after_help = examples::SET_ROLES)]
    SetRoles {
        /// Its party.json, or its name, LEI or address
        #[arg(value_name = "PARTY")]
        party: String,
        /// What it may do from then on: issuer, valuer, holder, bank, separated by commas, or leaving alone
        #[arg(long = "role", value_name = "ROLES", value_parser = values::roles)]
        roles: Roles,
        /// The last day of its membership; as it is if not given
        #[arg(long, value_name = "DATE", value_parser = values::coming_day)]
        valid_until: Option<Day>,
        #[command(flatten)]
        draft: Draft,
    },
    /// Remove a member at once, without its leaving first
    #[command(after_help = examples::REMOVE)]
    Remove {
        /// Its party.json, or its name, LEI or address
        #[arg(value_name = "PARTY")]
        party: String,
        #[command(flatten)]
        draft: Draft,
    },
    /// Give an organisation another control key
    #[command(after_help = examples::CONTROL_KEY)]
    ControlKey {
        /// One of its members: party.json, or its name, LEI or address
        #[arg(value_name = "PARTY")]
        party: String,
        /// The control key from then on
        #[arg(long, value_name = "0x..")]
        key: ControlAddress,
        #[command(flatten)]
        draft: Draft,
    },
    /// Take no transitions until that is ended
    #[command(after_help = examples::PAUSE)]
    Pause {
        /// One governor orders it alone, for a day; once in 30 days
        #[arg(long)]
        emergency: bool,
        #[command(flatten)]
        draft: Draft,
    },
    /// End the ledger's pause
    #[command(after_help = examples::RESUME)]
    Resume {
        #[command(flatten)]
        draft: Draft,
    },
    /// Freeze a lot: nothing moves it, nothing is shown of it
    #[command(after_help = examples::FREEZE)]
    Freeze {
        #[command(flatten)]
        lot: lot::Named,
        /// One governor orders it alone, for three days; once in 30 days for the lot and for the governor
        #[arg(long)]
        emergency: bool,
        #[command(flatten)]
        draft: Draft,
    },
    /// End a lot's freeze
    #[command(after_help = examples::LIFT)]
    Lift {
        #[command(flatten)]
        lot: lot::Named,
        #[command(flatten)]
        draft: Draft,
    },
    /// Close a lot for good
    #[command(after_help = examples::CLOSE)]
    Close {
        #[command(flatten)]
        lot: lot::Named,
        #[command(flatten)]
        draft: Draft,
    },
    /// Close a lot, and permit one registration of a number
    #[command(after_help = examples::REOPEN)]
    Reopen {
        #[command(flatten)]
        reopening: reopen::Args,
        #[command(flatten)]
        draft: Draft,
    },
    /// Close a lot, and make its title and liens again
    #[command(after_help = examples::RECOVER)]
    Recover {
        /// What is made again, as docs/cli.md tells it
        #[arg(long, value_name = "FILE")]
        file: PathBuf,
        #[command(flatten)]
        draft: Draft,
    },
    /// Let one posting have invoices or containers that are on the ledger
    #[command(after_help = examples::WAIVE)]
    Waive {
        #[command(flatten)]
        waiver: waive::Args,
        #[command(flatten)]
        draft: Draft,
    },
    /// Let proofs of a circuit's version count
    #[command(after_help = examples::ACTIVATE_VERSION)]
    ActivateVersion {
        #[command(flatten)]
        version: Version,
        /// The file of its verifying key; this program's own if not given
        #[arg(long, value_name = "FILE")]
        key: Option<PathBuf>,
        #[command(flatten)]
        draft: Draft,
    },
    /// Let proofs of a circuit's version count no more
    #[command(after_help = examples::RETIRE_VERSION)]
    RetireVersion {
        #[command(flatten)]
        version: Version,
        #[command(flatten)]
        draft: Draft,
    },
    /// Name another council: what was signed before counts no more
    #[command(after_help = examples::GOVERNORS)]
    Governors {
        /// A governor's control key; repeat for more, by their numbers
        #[arg(long = "key", value_name = "0x..", required = true)]
        keys: Vec<ControlAddress>,
        /// How many of them must sign an order: more than half
        #[arg(long, value_name = "M")]
        threshold: u32,
        #[command(flatten)]
        draft: Draft,
    },
    /// Name other administrators, who admit holders and banks
    #[command(after_help = examples::ADMINISTRATORS)]
    Administrators {
        /// An administrator's control key; repeat for more. None: governors alone admit members
        #[arg(long = "key", value_name = "0x..")]
        keys: Vec<ControlAddress>,
        #[command(flatten)]
        draft: Draft,
    },
    /// Name another audit key, or other guardians of it
    #[command(after_help = examples::AUDIT_KEY)]
    AuditKey {
        /// Point, guardians, transcript and their signatures, as docs/cli.md tells it
        #[arg(long, value_name = "FILE")]
        file: PathBuf,
        #[command(flatten)]
        draft: Draft,
    },
    /// Name who watches the log
    #[command(after_help = examples::WITNESSES)]
    Witnesses {
        /// Their keys, how many may be faulty, the quorum, as docs/cli.md tells it
        #[arg(long, value_name = "FILE")]
        file: PathBuf,
        #[command(flatten)]
        draft: Draft,
    },
    /// Name who writes the log from a checkpoint on
    #[command(after_help = examples::OPERATOR)]
    Operator {
        /// Its Ed25519 key
        #[arg(long, value_name = "HASH", value_parser = values::hash)]
        log_key: Hash32,
        /// How many entries the last final checkpoint has
        #[arg(long, value_name = "N")]
        size: u64,
        /// That checkpoint's root
        #[arg(long, value_name = "HASH", value_parser = values::hash)]
        root: Hash32,
        #[command(flatten)]
        draft: Draft,
    },
    /// Put a remark on the log, as of a court's order
    #[command(after_help = examples::NOTE)]
    Note {
        /// A reference that everybody reads
        #[arg(value_name = "TEXT")]
        text: String,
        /// What it refers to: the log gets its SHA-256
        #[arg(long, value_name = "FILE")]
        file: PathBuf,
        #[command(flatten)]
        draft: Draft,
    },
}

impl Kind {
    /// Where it goes.
    pub(super) const fn draft(&self) -> &Draft {
        match self {
            Self::Admit { draft, .. }
            | Self::SetRoles { draft, .. }
            | Self::Remove { draft, .. }
            | Self::ControlKey { draft, .. }
            | Self::Pause { draft, .. }
            | Self::Resume { draft, .. }
            | Self::Freeze { draft, .. }
            | Self::Lift { draft, .. }
            | Self::Close { draft, .. }
            | Self::Reopen { draft, .. }
            | Self::Recover { draft, .. }
            | Self::Waive { draft, .. }
            | Self::ActivateVersion { draft, .. }
            | Self::RetireVersion { draft, .. }
            | Self::Governors { draft, .. }
            | Self::Administrators { draft, .. }
            | Self::AuditKey { draft, .. }
            | Self::Witnesses { draft, .. }
            | Self::Operator { draft, .. }
            | Self::Note { draft, .. } => draft,
        }
    }
}
