//! Orders as files, and what is shown of one.

use super::{standing::Standing, words::Words};
use crate::cli::{context::Context, error::Failure, files, table::Fields};
use plimsoll_client::files::{Access, replace};
use plimsoll_contracts::{ControlAddress, Ledger, SignedOrder};
use serde::Serialize;
use std::{fmt, path::Path};

/// The order in a file.
pub(super) fn read(path: &Path) -> Result<SignedOrder, Failure> {
    files::read_json(path, "plimsoll governance propose")
}

/// Puts what has more signatures in the place of what was before.
pub(super) fn rewrite(path: &Path, content: &impl Serialize) -> Result<(), Failure> {
    let failed = |e: &dyn fmt::Display| {
        Failure::usage(format!("cannot write {}: {e}", path.display()))
            .help("see that you may write in its folder")
    };
    let mut bytes = serde_json::to_vec_pretty(content).map_err(|e| failed(&e))?;
    bytes.push(b'\n');
    replace(path, &bytes, Access::Public).map_err(|e| failed(&e))
}

/// Who signed.
#[derive(Serialize)]
struct Signer {
    key: ControlAddress,
    /// `governor N`, `administrator N`, `the control key`, or `nobody who may sign`.
    whose: String,
}

/// An order as it stands.
#[derive(Serialize)]
pub(super) struct Shown {
    file: String,
    order: &'static str,
    /// What is so once it is on the log.
    says: String,
    /// `governors`, `one-governor`, `administrator`, `control-key` or `nobody`.
    needs: &'static str,
    #[serde(skip)]
    needs_in_words: String,
    signed: Vec<Signer>,
    missing: usize,
    #[serde(skip)]
    lacks: String,
    epoch: u64,
    last_day: String,
    /// What is signed, and the order's identity on the ledger.
    digest: String,
    /// The height at which the ledger accepted it, if it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    accepted: Option<u64>,
    /// Why it counts no more, if it does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    over: Option<String>,
    #[serde(skip)]
    next: String,
}

impl Shown {
    pub(super) fn of(
        path: &Path,
        order: &SignedOrder,
        ledger: &Ledger,
        context: &Context,
    ) -> Result<Self, Failure> {
        let standing = Standing::of(order, ledger)?;
        let directory = context.directory(ledger.genesis()).ok();
        let words = Words { directory: directory.as_ref() };
        let signer = |key: &ControlAddress| Signer { key: *key, whose: standing.whose(*key) };
        let (file, missing) = (path.display().to_string(), standing.missing());
        let next = match missing {
            0 => format!("plimsoll governance submit {file}"),
            _ => format!("plimsoll governance sign {file}, by whoever is missing"),
        };
        let id = order.id(ledger.genesis().domain());
        let accepted = ledger.view()?.receipt(id)?.map(|receipt| receipt.height);
        let over = standing.still_counts(order).err().filter(|_| accepted.is_none());
        Ok(Self {
            file,
            order: order.order.name(),
            says: words.of(&order.order),
            needs: standing.name(),
            needs_in_words: standing.needs(),
            signed: standing.signers.iter().map(signer).collect(),
            missing,
            lacks: standing.lacks(),
            epoch: order.validity.epoch,
            last_day: order.validity.last_day.to_string(),
            digest: id.to_string(),
            accepted,
            over: over.map(|failure| failure.message),
            next,
        })
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = Fields::default();
        fields.add("order", self.order).add("then", &self.says).add("needs", &self.needs_in_words);
        for Signer { key, whose } in &self.signed {
            fields.add("signed", format!("{whose}, {key}"));
        }
        fields.add("missing", &self.lacks);
        fields.add("counts", format!("under council {}, until {}", self.epoch, self.last_day));
        fields.add("digest", &self.digest).add("file", &self.file);
        match (self.accepted, &self.over) {
            (Some(height), _) => fields.add("accepted", format!("at height {height}")),
            (None, Some(over)) => fields.add("OVER", over),
            (None, None) => fields.add("next", &self.next),
        };
        write!(f, "{fields}")
    }
}
