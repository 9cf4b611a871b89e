//! `plimsoll bill sign`.

use crate::cli::{context::Context, error::Failure, files, output::Done, refusal::unusable, table::Fields};
use plimsoll_circuits::document::{Json, Received, ReceivedKind};
use plimsoll_client::{
    carrier_signature::{CarrierKey, sign_issuance_request},
    party::Lei,
};
use rand::{RngCore, rngs::OsRng};
use serde::Serialize;
use std::{
    fmt,
    path::{Path, PathBuf},
};
use zeroize::Zeroizing;

const EXAMPLES: &str = "\
Examples:
  plimsoll bill sign samples/ebl-to-order.json --key line.jwk --out signed.json
  plimsoll bill sign bill.json --key line.jwk --issue-to \"Copper Ltd\" \\
      --issue-to-lei ZZZZ00COPPER00000065 --key-set line.jwks.json \\
      --out signed.json

This is what a carrier's own system does: for trials, and for carriers that
have no other. A key file that is not there yet is made. Whoever has the key
can issue bills in the carrier's name. Carriers are those of the ledger's
directory (--ledger); where there is no ledger, those that the program knows by
itself.";

/// What `bill sign` takes.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// A DCSA issuance request, or a bare transport document with --issue-to (JSON)
    #[arg(value_name = "FILE")]
    bill: PathBuf,

    /// The carrier's private Ed25519 key as a JWK; made, for you alone to read, if there is none
    #[arg(long, value_name = "FILE")]
    key: PathBuf,

    /// The id of a key that is made, by which signatures name it
    #[arg(long, value_name = "TEXT", default_value = "trial-1")]
    key_id: String,

    /// To whom a bare transport document is issued
    #[arg(long, value_name = "NAME")]
    issue_to: Option<String>,

    /// That party's LEI
    #[arg(long, value_name = "LEI", requires = "issue_to")]
    issue_to_lei: Option<Lei>,

    /// Where the public key set (JWKS) goes, for `bill issue --jwks`
    #[arg(long, value_name = "FILE")]
    key_set: Option<PathBuf>,

    /// Where the signed issuance request goes
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

#[derive(Serialize)]
struct Report {
    file: String,
    reference: String,
    carrier: Option<u16>,
    key_made: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    key_set: Option<String>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = Fields::default();
        fields.add("signed", &self.file).add("bill", &self.reference);
        fields.maybe("key set", self.key_set.as_ref());
        write!(f, "{fields}")
    }
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Done, Failure> {
    files::vacant(&args.out)?;
    args.key_set.as_deref().map_or(Ok(()), files::vacant)?;
    let bytes = files::read(&args.bill)?;
    let received = Received::parse(&bytes, &context.carriers()?.table).map_err(|e| {
        Failure::refused(format!("{}: {e}", args.bill.display()))
            .help("`plimsoll bill check` shows every fault with its rule")
    })?;
    let request = request(args, &received)?;
    let carrier = received.document.carrier();
    let (key, key_made) = key(&args.key, &args.key_id)?;
    let signed = sign_issuance_request(&request, &key).map_err(unusable)?;
    files::create(&args.out, &signed.canonical())?;
    if let Some(path) = &args.key_set {
        files::create(path, &key.key_set().canonical())?;
    }
    Ok(Done::new(&Report {
        file: args.out.display().to_string(),
        reference: received.document.reference.clone(),
        carrier,
        key_made,
        key_set: args.key_set.as_ref().map(|path| path.display().to_string()),
    }))
}

/// What is signed: the request as it came, or the bare document and to whom it is issued.
fn request(args: &Args, received: &Received) -> Result<Json, Failure> {
    match (received.kind, &args.issue_to) {
        (ReceivedKind::IssuanceRequest, None) => Ok(received.json.clone()),
        (ReceivedKind::IssuanceRequest, Some(_)) => {
            Err(Failure::usage("the issuance request says itself to whom the bill is issued")
                .help("leave --issue-to out, or give the transport document alone"))
        }
        (ReceivedKind::TransportDocument, Some(name)) => {
            let to = issue_to(name, args.issue_to_lei.as_ref());
            Ok(Json::Object(vec![("document".to_owned(), received.json.clone()), ("issueTo".to_owned(), to)]))
        }
        (ReceivedKind::TransportDocument, None) => {
            Err(Failure::usage("a bare transport document does not say to whom it is issued")
                .help("name the party with --issue-to"))
        }
        (ReceivedKind::Envelope, _) => {
            Err(Failure::refused("an envelope has its signatures; only an issuance request is signed"))
        }
        (ReceivedKind::BulkBill | ReceivedKind::WarehouseReceipt | ReceivedKind::Invoice, _) => {
            Err(Failure::refused("carriers sign DCSA's transport documents alone")
                .help("an issuer attests other documents: see `plimsoll bill issue --help`"))
        }
    }
}

/// A party that is on no platform: `NONE` stands for that in DCSA's endorsement chain, `ZZZ` for a list that is agreed on.
fn issue_to(name: &str, lei: Option<&Lei>) -> Json {
    let object = |fields: &[(&str, &str)]| {
        let field = |(key, value): &(&str, &str)| ((*key).to_owned(), Json::Text((*value).to_owned()));
        fields.iter().map(field).collect::<Vec<_>>()
    };
    let code = match lei.map(ToString::to_string) {
        Some(lei) => object(&[("codeListProvider", "GLEIF"), ("codeListName", "LEI"), ("partyCode", &lei)]),
        None => object(&[("codeListProvider", "ZZZ"), ("partyCode", name)]),
    };
    let mut party = object(&[("partyName", name), ("sendToPlatform", "NONE")]);
    party.push(("identifyingCodes".to_owned(), Json::List(vec![Json::Object(code)])));
    Json::Object(party)
}

/// The key of a file, which is made if there is none.
fn key(path: &Path, id: &str) -> Result<(CarrierKey, bool), Failure> {
    let made = !path.exists();
    if made {
        let mut seed = Zeroizing::new([0; 32]);
        OsRng.fill_bytes(seed.as_mut());
        let jwk = Zeroizing::new(CarrierKey::private_jwk(id, &seed).canonical());
        files::create_secret(path, &jwk)?;
    }
    let jwk = files::read_secret(path)?;
    let key = CarrierKey::from_jwk(&jwk).map_err(|e| {
        let failure = unusable(e);
        Failure { message: format!("{}: {}", path.display(), failure.message), ..failure }
    })?;
    Ok((key, made))
}
