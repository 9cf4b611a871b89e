//! `plimsoll certificates`: for those who have no authority of their own yet.

use crate::cli::{error::Failure, files, output::Done, refusal::unusable, table::Fields};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose,
};
use serde::Serialize;
use std::{fmt, path::PathBuf};
use time::{Duration, OffsetDateTime};
use zeroize::Zeroizing;

const EXAMPLES: &str = "\
Examples:
  plimsoll certificates --out tls --host prover.example --client worker-1 \\
      --client worker-2

Makes an authority, a certificate for the coordinator, and one for each client
with its private key in the same file. The coordinator takes server.pem,
server.key and, as client_authority, ca.pem; a worker takes ca.pem and its own
file. Keep ca.key away from all of them: whoever has it can make more.";

/// What `certificates` takes.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The folder to make
    #[arg(long, value_name = "DIR")]
    out: PathBuf,

    /// A name or address of the coordinator, as clients write it
    #[arg(long, value_name = "NAME", required = true)]
    host: Vec<String>,

    /// A client or worker to make a certificate for
    #[arg(long, value_name = "NAME", value_parser = file_name)]
    client: Vec<String>,

    /// For how many days they are valid
    #[arg(long, value_name = "DAYS", default_value_t = 365, value_parser = clap::value_parser!(u16).range(1..))]
    days: u16,
}

fn file_name(text: &str) -> Result<String, String> {
    let plain =
        (1..=64).contains(&text.len()) && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
    if plain && !matches!(text, "ca" | "server") {
        Ok(text.to_owned())
    } else {
        Err("1 to 64 letters, digits, - and _; not `ca` or `server`".to_owned())
    }
}

#[derive(Serialize)]
struct Report {
    folder: PathBuf,
    files: Vec<String>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = Fields::default();
        fields.add("folder", self.folder.display()).add("files", self.files.join(", "));
        write!(f, "{fields}")
    }
}

fn params(hosts: &[String], name: &str, days: u16) -> Result<CertificateParams, Failure> {
    let mut params = CertificateParams::new(hosts.to_vec()).map_err(unusable)?;
    params.distinguished_name.push(DnType::CommonName, name);
    let now = OffsetDateTime::now_utc();
    // Clocks differ.
    params.not_before = now - Duration::hours(1);
    params.not_after = now + Duration::days(days.into());
    Ok(params)
}

pub(super) fn run(args: &Args) -> Result<Done, Failure> {
    files::vacant_folder(&args.out)?;
    let mut authority = params(&[], "Plimsoll proving service", args.days)?;
    authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let authority =
        CertifiedIssuer::self_signed(authority, KeyPair::generate().map_err(unusable)?).map_err(unusable)?;

    let mut server = params(&args.host, &args.host[0], args.days)?;
    server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let key = KeyPair::generate().map_err(unusable)?;
    let certificate = server.signed_by(&key, &authority).map_err(unusable)?;

    files::create_secret_folder(&args.out)?;
    let mut made = Vec::new();
    let mut public = |name: &str, text: &str| {
        made.push(name.to_owned());
        files::create(&args.out.join(name), text.as_bytes())
    };
    public("ca.pem", &authority.pem())?;
    public("server.pem", &certificate.pem())?;
    let mut secret = |name: String, text: Zeroizing<String>| {
        files::create_secret(&args.out.join(&name), text.as_bytes())?;
        made.push(name);
        Ok::<_, Failure>(())
    };
    secret("ca.key".to_owned(), Zeroizing::new(authority.key().serialize_pem()))?;
    secret("server.key".to_owned(), Zeroizing::new(key.serialize_pem()))?;
    for name in &args.client {
        let mut client = params(&[], name, args.days)?;
        client.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        let key = KeyPair::generate().map_err(unusable)?;
        let certificate = client.signed_by(&key, &authority).map_err(unusable)?;
        let text = Zeroizing::new(certificate.pem() + &Zeroizing::new(key.serialize_pem()));
        secret(format!("{name}.pem"), text)?;
    }
    Ok(Done::new(&Report { folder: args.out.clone(), files: made }))
}
