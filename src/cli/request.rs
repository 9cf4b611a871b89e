//! `plimsoll request`: a bank asks whether a cargo meets its policy.

use super::{
    context::Context,
    error::Failure,
    files,
    output::Done,
    policy,
    roles::Act,
    shown::{Amount, moment},
    table::Fields,
    values::{self, Percent},
};
use clap::Subcommand;
use plimsoll_circuits::{document::Day, field::to_hex, policy::Policy};
use plimsoll_client::{
    Clock as _, Money, PublicParty, SystemClock,
    claims::{Ask, ListFolder, ListPin, NotedShelf, Request, SeenLists},
    ops::AttestTerms,
};
use rand::rngs::OsRng;
use serde::Serialize;
use std::{fmt, path::PathBuf, time::Duration};

const EXAMPLES: &str = "\
Examples:
  plimsoll --home bank-a request new --policy policies/title-type.toml \\
      --amount \"300000 USD\" --purpose \"credit line 4711\" \\
      --applicant \"Fictional Copper Trading Ltd\" --out request.json";

const NEW_EXAMPLES: &str = "\
Examples:
  plimsoll --home bank-a request new --policy policies/title-type.toml \\
      --amount \"300000 USD\" --rate 80% --purpose \"credit line 4711\" \\
      --applicant \"Fictional Copper Trading Ltd\" --out request.json
  plimsoll list make --from ports.csv --of port --name sanctioned-ports \\
      --dated 2026-11-20 --out lists/sanctioned-ports.json
  plimsoll --home bank-a request new \\
      --policy policies/sanctions-screening.toml --lists lists \\
      --amount \"USD 500000\" --rate 80% --max-encumbrance \"0 USD\" \\
      --valid-for 1h --any-applicant --only-me --out request.json
  plimsoll --home bank-a request new --policy policies/title-type.toml \\
      --amount \"300000 USD\" --any-applicant \\
      --no-referrals --except-height 412 --out request.json

Send the file to the owner of the title, who answers with `plimsoll answer`,
and keep it: `plimsoll verify bundle` checks the answer against it.";

/// Commands about requests.
#[derive(Clone, Debug, Subcommand)]
#[command(after_help = EXAMPLES)]
pub enum Command {
    /// Ask the owner of a title to prove that its cargo meets a policy and can bear a loan
    New(Box<New>),
}

/// What `request new` takes.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = NEW_EXAMPLES)]
pub struct New {
    /// The policy, TOML or JSON: it goes into the request as a whole
    #[arg(long, value_name = "FILE")]
    policy: PathBuf,

    /// What the lot shall be able to bear
    #[arg(long, value_name = "AMOUNT")]
    amount: Money,

    /// .. within this rate of its value
    #[arg(long, value_name = "PERCENT", default_value = "100%")]
    rate: Percent,

    /// The most that may be pledged on the lot already; nothing if not given
    #[arg(long, value_name = "AMOUNT")]
    max_encumbrance: Option<Money>,

    /// The folder with the lists that the policy names, each as NAME.json
    #[arg(long, value_name = "DIR", default_value = "lists")]
    lists: PathBuf,

    /// For how long an answer is accepted, a day at most
    #[arg(long, value_name = "TIME", default_value = "1h", value_parser = values::duration)]
    valid_for: Duration,

    /// Who applies, by name, LEI or address: its organisation must own the title. Implies --only-me
    #[arg(
        long,
        value_name = "NAME",
        required_unless_present = "any_applicant",
        conflicts_with = "any_applicant"
    )]
    applicant: Option<String>,

    /// Take an answer of anybody: somebody else's cargo may then answer for the applicant
    #[arg(long)]
    any_applicant: bool,

    /// The bill must be valued no earlier than on this day
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    valued_since: Option<Day>,

    /// Ask for an answer that convinces you alone: you could have made it yourself, so nobody else need believe it
    #[arg(long)]
    only_me: bool,

    /// Ask for bill and lot, too: for a bank that is to fund
    #[arg(long)]
    open: bool,

    /// Accept no lot to which an entry of another lot is alike. Implies --open; without it, what is alike is told
    #[arg(long)]
    no_referrals: bool,

    /// .. but take this entry, of whose cargo you know that it is another; repeat for more
    #[arg(long = "except-height", value_name = "HEIGHT", requires = "no_referrals")]
    except: Vec<u64>,

    /// What the answer is for, in words
    #[arg(long, value_name = "TEXT", default_value = "finance of a cargo")]
    purpose: String,

    /// Where the request goes
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// A policy by its names.
#[derive(Clone, Debug, Serialize)]
pub(super) struct PolicyName {
    pub(super) name: String,
    pub(super) version: String,
    pub(super) title: String,
    pub(super) digest: String,
}

impl From<&Policy> for PolicyName {
    fn from(policy: &Policy) -> Self {
        Self {
            name: policy.name.clone(),
            version: policy.version.clone(),
            title: policy.title.clone(),
            digest: to_hex(&policy.digest()),
        }
    }
}

impl fmt::Display for PolicyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.name, self.version, self.title)
    }
}

#[derive(Serialize)]
struct Report {
    file: String,
    digest: String,
    verifier: String,
    purpose: String,
    policy: PolicyName,
    lists: Vec<ListPin>,
    requested: Amount,
    rate_bps: u64,
    max_encumbrance: Amount,
    #[serde(skip_serializing_if = "Option::is_none")]
    applicant: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    valued_since: Option<String>,
    only_for_verifier: bool,
    open: bool,
    no_referrals: bool,
    except: Vec<u64>,
    today: String,
    expires: String,
}

/// What may be alike all the same, in words that follow on the demand; nothing if nothing may.
pub(super) fn excepted(heights: &[u64]) -> String {
    let heights: Vec<_> = heights.iter().map(u64::to_string).collect();
    if heights.is_empty() { String::new() } else { format!(" but entry {}", heights.join(", ")) }
}

pub(super) fn run(command: Command, context: &Context) -> Result<Done, Failure> {
    let Command::New(args) = command;
    context.may(Act::Ask)?;
    files::vacant(&args.out)?;
    let policy = policy::read(&args.policy)?.map_err(|problems| {
        Failure::refused(format!("{}: {problems}", args.policy.display()))
            .help("`plimsoll policy check` tells each problem with its place")
    })?;
    let ledger = context.ledger_to_read()?;
    let domain = ledger.genesis().domain();
    let applicant = match &args.applicant {
        None => None,
        Some(name) => Some(context.directory(ledger.genesis())?.find(name, SystemClock.now())?.party.clone()),
    };
    let party = context.party()?;
    let borne = args.max_encumbrance.unwrap_or(Money::new(0, args.amount.currency));
    let terms = AttestTerms {
        valued_since: args.valued_since,
        applicant: applicant.as_ref().map(PublicParty::org),
        ..AttestTerms::new(borne, args.amount, args.rate.0.into())
    };
    let ask = Ask {
        policy: &policy,
        shelf: &NotedShelf { shelf: &ListFolder(args.lists), seen: SeenLists::of(&context.globals.home) },
        terms,
        applicant: applicant.as_ref().map(|party| party.name.as_str()),
        purpose: &args.purpose,
        valid_for: args.valid_for.as_secs(),
        only_for_verifier: args.only_me || applicant.is_some(),
        open: args.open,
        no_referrals: args.no_referrals,
        except: &args.except,
    };
    let request = Request::new(&party, domain, &ask, &SystemClock, &mut OsRng)?;
    files::create_json(&args.out, &request)?;
    let content = &request.content;
    Ok(Done::new(&Report {
        file: args.out.display().to_string(),
        digest: to_hex(&request.digest()?),
        verifier: content.verifier.name.clone(),
        purpose: content.purpose.clone(),
        policy: (&policy).into(),
        lists: content.lists.clone(),
        requested: terms.requested.into(),
        rate_bps: terms.rate_bps,
        max_encumbrance: terms.max_encumbrance.into(),
        applicant: content.applicant.clone(),
        valued_since: terms.valued_since.map(|day| day.to_string()),
        only_for_verifier: content.only_for_verifier,
        open: content.open,
        no_referrals: content.no_referrals,
        except: content.except.clone(),
        today: content.today.to_string(),
        expires: moment(content.expires),
    }))
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = Fields::default();
        fields.add("request", &self.file).add("digest", &self.digest);
        fields.add("from", format!("{}: {}, until {}", self.verifier, self.purpose, self.expires));
        fields.add("policy", format!("{}; today is {}", self.policy, self.today));
        for list in &self.lists {
            fields.add("list", format!("{} of {}, {} entries", list.name, list.dated, list.entries));
        }
        fields.add("bears at most", &self.max_encumbrance);
        let rate = self.rate_bps as f64 / 100.0;
        fields.add("can bear", format!("{} more, within {rate} % of its value", self.requested));
        fields.add(
            "applicant",
            self.applicant.as_deref().unwrap_or("anybody: somebody else's cargo may answer"),
        );
        if let Some(day) = &self.valued_since {
            fields.add("valued since", day);
        }
        if self.open {
            let alone = if self.no_referrals { ", and a lot to which nothing is alike" } else { "" };
            fields.add("asks for", format!("bill and lot{alone}{}", excepted(&self.except)));
        }
        if self.only_for_verifier {
            fields.add("convinces", "you alone, who could have made the answer yourself");
        }
        write!(f, "{fields}")
    }
}
