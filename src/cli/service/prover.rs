//! Proofs made by a proving service.

use super::progress::service_progress;
use crate::cli::{
    context::Context,
    error::Failure,
    files,
    refusal::{refused, unusable},
};
use plimsoll_api::Code;
use plimsoll_client::services::{
    ProofService,
    remote::{CheckError, Client, ClientError, Options, OptionsError, RemoteProver, UnderWay},
};
use std::{path::Path, time::Duration};

/// How long a question that no proof waits for may take.
const QUESTION: Duration = Duration::from_secs(30);

/// The exit status of a program that was interrupted, as shells know it.
const INTERRUPTED: i32 = 130;

impl Context {
    /// The proving service that is named, as what makes proofs.
    pub(in crate::cli) fn remote_prover(&self) -> Result<Box<dyn ProofService>, Failure> {
        let limit = self.globals.service.prover_timeout;
        let prover = RemoteProver::new(self.service()?, self.policy(), limit)
            .with_progress(service_progress(self.progress));
        call_off_when_interrupted(prover.under_way());
        Ok(Box::new(prover))
    }

    /// The proving service that is named, with all the time that it may take.
    pub(super) fn service(&self) -> Result<Client, Failure> {
        let options = &self.globals.service;
        let Some(url) = &options.prover else {
            return Err(Failure::usage("no proving service is named")
                .help("give its address with --prover, or set PLIMSOLL_PROVER"));
        };
        let mut service = Options::new(url)?.with_patience(options.prover_timeout);
        if let Some(path) = &options.prover_ca {
            service = service.with_roots(&files::read(path)?).map_err(|e| of_file(path, &e))?;
        }
        if let Some(path) = &options.prover_identity {
            let pem = files::read_secret(path)?;
            service = service.with_identity(&pem).map_err(|e| of_file(path, &e))?;
        }
        if let Some(token) = self.prover_token()? {
            service = service.with_token(&token)?;
        }
        Ok(Client::new(service)?)
    }

    /// The same for questions that are answered at once.
    pub(super) fn service_to_ask(&self) -> Result<Client, Failure> {
        Ok(self.service()?.with_patience(QUESTION.min(self.globals.service.prover_timeout)))
    }
}

/// Lets the service know that nobody waits any more before the program ends.
fn call_off_when_interrupted(under_way: UnderWay) {
    let watch = move || {
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else { return };
        if runtime.block_on(tokio::signal::ctrl_c()).is_ok() {
            eprintln!("interrupted: calling off what the proving service does for this command");
            under_way.cancel_all();
            std::process::exit(INTERRUPTED);
        }
    };
    // Without the thread an interruption ends the program at once, and the service proves in vain.
    let _ = std::thread::Builder::new().name("interrupt".to_owned()).spawn(watch);
}

fn of_file(path: &Path, error: &OptionsError) -> Failure {
    let failure = unusable(error);
    Failure { message: format!("{}: {}", path.display(), failure.message), ..failure }
}

impl From<OptionsError> for Failure {
    fn from(error: OptionsError) -> Self {
        unusable(error)
    }
}

impl From<ClientError> for Failure {
    fn from(error: ClientError) -> Self {
        let Some(code) = error.code() else { return unusable(error) };
        let understood = matches!(
            code,
            Code::Forbidden
                | Code::NotFound
                | Code::MalformedStatement
                | Code::IdempotencyMismatch
                | Code::AlreadyEnded
                | Code::DeadlinePassed
                | Code::TooManyJobs
        );
        let failure = if understood { refused(error) } else { unusable(error) }.code(code.name());
        match code {
            Code::Unauthenticated => failure.help(
                "give a token with --prover-token-file, or a client certificate with --prover-identity; whoever runs the \
                 service grants them with `plimsoll access grant`",
            ),
            Code::Forbidden => failure.help("ask whoever runs the service for credentials that may do this"),
            _ => failure,
        }
    }
}

impl From<CheckError> for Failure {
    fn from(error: CheckError) -> Self {
        match error {
            CheckError::Key(error) => error.into(),
            error @ CheckError::NoProof { .. } => unusable(error).code("NoProof"),
        }
    }
}
