//! `plimsoll governance vouch`: what others than governors sign of an order's content before anybody proposes it. An issuer says that a title
//! was not surrendered to it; guardians stand for a new audit key.

use super::{file, lot};
use crate::cli::{
    context::Context,
    error::Failure,
    files,
    governors::{self, key_of_organisation, organisation, unsigned},
    guardians::control_key_of,
    output::Done,
    table::Fields,
    values::{self, Guardians},
};
use plimsoll_client::{Clock as _, SystemClock, party::Party};
use plimsoll_contracts::{
    ControlAddress, ControlKey, Ledger, OrderError,
    control::NotSurrendered,
    order::{AuditKeyChange, GuardianTranscript, LotName, NewTitle, Statement},
    rules::OrderRefusal,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    fmt,
    path::{Path, PathBuf},
};

/// With which key.
#[derive(Clone, Debug, clap::Args)]
pub struct By {
    /// Guardians who stand for a new audit key, and whose secrets lie in the ledger's folder
    #[arg(long = "guardian", value_name = "NUMBERS", value_parser = values::guardians)]
    guardians: Option<Guardians>,

    /// The file of the control key that signs; for an issuer, control.age in its folder (--home) if not given
    #[arg(long, value_name = "FILE")]
    control_key_file: Option<PathBuf>,
}

#[derive(Serialize)]
struct Vouched {
    file: String,
    /// The order whose content it is: `recover` or `audit-key`.
    order: &'static str,
    /// Who signed it so far.
    signed: Vec<ControlAddress>,
    #[serde(skip)]
    next: String,
}

impl fmt::Display for Vouched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = Fields::default();
        fields.add("file", &self.file);
        for key in &self.signed {
            fields.add("signed", key);
        }
        fields.add("next", &self.next);
        write!(f, "{fields}")
    }
}

pub(super) fn run(path: &Path, by: &By, context: &Context) -> Result<Done, Failure> {
    let mut content: Value = serde_json::from_slice(&files::read(path)?).map_err(|e| other(path, &e))?;
    let ledger = context.ledger_to_read()?;
    let (order, signed) = if content.get("transcript").is_some() {
        ("audit-key", guardians(path, &mut content, by, &ledger, context)?)
    } else {
        ("recover", vec![issuer(path, &mut content, by, &ledger, context)?])
    };
    file::rewrite(path, &content)?;
    let file = path.display().to_string();
    let next = format!("plimsoll governance propose {order} --file {file} --out order.json");
    Ok(Done::new(&Vouched { file, order, signed, next }))
}

/// The issuer's word that the title of the content's lot was not surrendered, put into it.
fn issuer(
    path: &Path,
    content: &mut Value,
    by: &By,
    ledger: &Ledger,
    context: &Context,
) -> Result<ControlAddress, Failure> {
    let (lot, title): (LotName, NewTitle) = (part(path, content, "lot")?, part(path, content, "title")?);
    let view = ledger.view()?;
    let newest = lot::newest(&view, Some(lot.doc), None)?.generation;
    if newest != lot.generation {
        return Err(OrderError::Refused(OrderRefusal::OtherGeneration { newest }).into());
    }
    let frozen = lot::frozen(&view, &lot)?;
    let said = NotSurrendered { doc: lot.doc, generation: lot.generation, bill: title.bill, frozen };
    let public = Party::read_public(&context.globals.home)?;
    let org = organisation(&public, &view)?;
    let key = key_of_organisation(by.control_key_file.as_deref(), &public.name, org.control, context)?;
    let signature = key.sign(ledger.genesis().domain(), &said).ok_or_else(unsigned)?;
    let statement = Statement { issuer: public.address, signature };
    content["statement"] = serde_json::to_value(statement).map_err(|e| other(path, &e))?;
    Ok(key.address())
}

/// Guardians' signatures of a new audit key, beside those that are in the content; who signed it then.
fn guardians(
    path: &Path,
    content: &mut Value,
    by: &By,
    ledger: &Ledger,
    context: &Context,
) -> Result<Vec<ControlAddress>, Failure> {
    let mut change: AuditKeyChange = serde_json::from_value(content.clone()).map_err(|e| other(path, &e))?;
    let audit = ledger.view()?.council()?.audit;
    if change.change != audit.changes {
        return Err(OrderError::Refused(OrderRefusal::OldState).into());
    }
    let domain = ledger.genesis().domain();
    let known = audit.guardians_at(SystemClock.now());
    let said = GuardianTranscript(&change);
    let mut signed = BTreeMap::new();
    for signature in &change.guardians_signed {
        let signer = signature.signer(domain, &said).filter(|key| known.keys.contains(key));
        let signer = signer.ok_or_else(|| {
            Failure::refused(format!("a signature in {} is no guardian's of this content", path.display()))
                .code(OrderRefusal::GuardiansDisagree.code())
                .help("guardians sign the content as it is at last: empty guardians_signed, and let them sign it anew")
        })?;
        signed.insert(signer, *signature);
    }
    for key in keys(by, context)? {
        if !known.keys.contains(&key.address()) {
            return Err(Failure::refused(format!("{} is no guardian's control key", key.address()))
                .code(OrderRefusal::GuardiansDisagree.code())
                .help("those sign who share the audit key now: `plimsoll ledger status` shows them if an order named them, else genesis.json"));
        }
        signed.insert(key.address(), key.sign(domain, &said).ok_or_else(unsigned)?);
    }
    let signers = signed.keys().copied().collect();
    change.guardians_signed = signed.into_values().collect();
    *content = serde_json::to_value(&change).map_err(|e| other(path, &e))?;
    Ok(signers)
}

fn keys(by: &By, context: &Context) -> Result<Vec<ControlKey>, Failure> {
    let mut keys = Vec::new();
    for id in by.guardians.iter().flat_map(|guardians| &guardians.0) {
        keys.push(control_key_of(*id, context)?);
    }
    if let Some(path) = &by.control_key_file {
        keys.push(governors::key_in(path, context)?);
    }
    if keys.is_empty() {
        return Err(Failure::usage("no guardian is named who stands for the audit key")
            .help("say --guardian N, or --control-key-file FILE"));
    }
    Ok(keys)
}

fn part<T: DeserializeOwned>(path: &Path, content: &Value, name: &str) -> Result<T, Failure> {
    serde_json::from_value(content[name].clone()).map_err(|e| other(path, &format!("{name}: {e}")))
}

fn other(path: &Path, why: &dyn fmt::Display) -> Failure {
    Failure::usage(format!("{} is no content of a recover or audit-key order: {why}", path.display()))
        .help("docs/cli.md shows what such files hold")
}
