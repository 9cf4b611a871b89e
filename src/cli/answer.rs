//! `plimsoll answer`: the owner of a title answers a bank's request.

use super::{
    consent,
    context::Context,
    error::Failure,
    files,
    output::Done,
    progress::claim_service,
    request::{PolicyName, excepted},
    roles::Act,
    shown::{Valuation, find_lot, lot_name, moment, short, valuation},
    table::Fields,
    values::Prefix,
};
use plimsoll_circuits::field::to_hex;
use plimsoll_client::{
    Clock as _,
    claims::{ListFolder, NotedShelf, Received, Request, RequestContent, SeenLists, Stage},
    text::plain,
};
use rand::rngs::OsRng;
use serde::Serialize;
use std::{
    cell::RefCell,
    fmt::{self, Write as _},
    path::PathBuf,
};

const EXAMPLES: &str = "\
Examples:
  plimsoll answer request.json --lot 3fa9c0 --out bundle.json
  plimsoll answer request.json --lot 3fa9c0 --lists samples/lists --open \\
      --yes --out bundle.json

It checks who asks, the policy and the lists, applies the policy to your
documents, and says which predicate fails and why if one does; then nothing is
proven. If all hold it shows what will be proven and shown, and asks before it
proves anything.";

/// What `answer` takes.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The bank's request
    #[arg(value_name = "REQUEST")]
    request: PathBuf,

    /// The lot; the only one that you hold the title of if not given
    #[arg(long, value_name = "LOT")]
    lot: Option<Prefix>,

    /// The folder with the lists that the policy names, each as NAME.json: get them from whoever publishes them
    #[arg(long, value_name = "DIR", default_value = "lists")]
    lists: PathBuf,

    /// Show the bank which bill and lot it is, also if it does not ask for that: for the bank that is to fund
    #[arg(long)]
    open: bool,

    /// Do not ask before proving
    #[arg(long)]
    yes: bool,

    /// Where the answer goes
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

#[derive(Serialize)]
struct Report {
    file: String,
    request: String,
    lot: String,
    verifier: String,
    policy: PolicyName,
    opened: bool,
    only_for_verifier: bool,
    proof_bytes: usize,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Done, Failure> {
    files::vacant(&args.out)?;
    let request = Request::from_json(&files::read(&args.request)?)?;
    context.acting(Act::Answer, |desk, site| {
        let domain = site.ledger.genesis().domain();
        let folder = ListFolder(args.lists.clone());
        let shelf = NotedShelf { shelf: &folder, seen: SeenLists::of(&context.globals.home) };
        let received = request.receive(domain, &site.directory, &shelf, site.clock.now())?;
        let lot = find_lot(desk, args.lot.as_ref())?;
        let draft = received.draft(desk, lot)?;
        let valuation = valuation(desk, lot, context);
        let open = args.open || request.content.open;
        let told = told(&received, valuation.as_ref(), open);
        if args.yes {
            context.progress.say(told.trim_end());
        } else {
            let refusal = "nothing is proven without your word, and there is no terminal to ask on";
            let help = "look at the request with `plimsoll answer` on a terminal, or say --yes";
            consent::agree(&told, "Answer?", refusal, help)?;
        }
        let step = RefCell::new(None);
        let progress = |stage| {
            // The step before ends first, so that its bar is gone.
            step.borrow_mut().take();
            let text = match stage {
                Stage::Attest => "proving the title",
                Stage::Claim => "proving what the policy asks of the documents",
            };
            *step.borrow_mut() = Some(context.progress.step(text));
        };
        let claims = claim_service(context.progress);
        let bundle = draft.prove(desk, open, &claims, &progress, &mut OsRng)?;
        drop(step);
        files::create_secret_json(&args.out, &bundle)?;
        Ok(Done::new(&Report {
            file: args.out.display().to_string(),
            request: to_hex(&bundle.request),
            lot: lot_name(lot),
            verifier: received.verifier().name.clone(),
            policy: received.policy().into(),
            opened: open,
            only_for_verifier: request.content.only_for_verifier,
            proof_bytes: bundle.claim.proof.as_bytes().len(),
        }))
    })
}

/// What will be proven and shown, in plain words.
fn told(received: &Received<'_>, valuation: Option<&Valuation>, open: bool) -> String {
    let RequestContent { purpose, terms, expires, only_for_verifier, lists, today, .. } =
        &received.request().content;
    let bank = &received.verifier().name;
    let explained = received.policy().explain();
    let mut text = format!("{bank} asks: {purpose} (open until {})\n\nYou prove that\n", moment(*expires));
    let mut line = |words: String| {
        let _ = writeln!(text, "{words}");
    };
    let rate = terms.rate_bps as f64 / 100.0;
    line("  - you own the live title of a lot that is not frozen".to_owned());
    if terms.applicant.is_some() {
        line("  - its owner is of your organisation".to_owned());
    }
    if let Some(day) = terms.valued_since {
        line(format!("  - it was valued on {day} or later"));
    }
    line(format!("  - it bears at most {}", terms.max_encumbrance));
    let value = valuation.map(|valuation| format!(", by the valuation {valuation}")).unwrap_or_default();
    line(format!("  - it can bear {} more within {rate} % of its value{value}", terms.requested));
    let policy = received.policy();
    line(format!(
        "  - its documents meet the policy {} {} on {today}: {}",
        policy.name, policy.version, explained.title
    ));
    for predicate in explained.predicates {
        let says = predicate.says.map(|says| format!(" ({says})")).unwrap_or_default();
        line(format!("      {}: {}{says}", predicate.name, predicate.asks));
    }
    for list in lists {
        line(format!("      with the list {} of {}, as in your folder", list.name, list.dated));
    }
    line(String::new());
    line(format!("{bank} learns"));
    explained.reveals.into_iter().for_each(|reveals| line(format!("  - {reveals}")));
    let asked = if received.request().content.open { "the request" } else { "--open" };
    line(if open {
        format!(
            "  - which bill and lot it is, its value, issuer and valuer, which entries of the ledger are the lot's, and for good which are \
             alike, earlier and later ones, because of {asked}"
        )
    } else {
        "  - neither which bill nor which lot it is".to_owned()
    });
    if received.request().content.no_referrals {
        let except = excepted(&received.request().content.except);
        line(format!("{bank} accepts no lot to which an entry of another one is alike{except}"));
    }
    line(if *only_for_verifier {
        format!(
            "  - all this alone: {bank} could have made the answer itself, so nobody else need believe it"
        )
    } else {
        format!("  - all this, as anybody does to whom {bank} shows request and answer")
    });
    // The policy's words are the bank's: nothing in them may act on the terminal.
    plain(&text)
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = Fields::default();
        fields.add("answer", &self.file).add("lot", short(&self.lot));
        fields.add("to", &self.verifier).add("policy", &self.policy);
        fields.add("shows", if self.opened { "bill and lot" } else { "no bill and no lot" });
        let whom = if self.only_for_verifier { &*self.verifier } else { "everybody" };
        fields.add("convinces", whom);
        write!(f, "{fields}")
    }
}
