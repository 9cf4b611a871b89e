//! Asking before something is done that cannot be undone.

use super::error::Failure;
use std::io::{self, BufRead as _, IsTerminal, Write as _};

/// Whether to go on, asked on the terminal; without one the command must have said so.
///
/// # Errors
/// If the answer is no, or if there is nobody to ask: then `refusal`, with `help` on how to say it on the command line.
pub(super) fn agree(told: &str, question: &str, refusal: &str, help: &str) -> Result<(), Failure> {
    let (input, mut out) = (io::stdin(), io::stderr());
    if !input.is_terminal() {
        return Err(Failure::usage(refusal).code("Unconfirmed").help(help));
    }
    let failed = |e: io::Error| Failure::usage(format!("cannot ask: {e}"));
    write!(out, "{}\n{question} [y/N] ", plimsoll_client::text::plain(told)).map_err(failed)?;
    out.flush().map_err(failed)?;
    let mut word = String::new();
    input.lock().read_line(&mut word).map_err(failed)?;
    match word.trim().to_ascii_lowercase().as_str() {
        "y" | "yes" => Ok(()),
        _ => Err(Failure::usage("you said no; nothing was done").code("Unconfirmed")),
    }
}
