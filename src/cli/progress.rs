//! Progress on standard error: bars on a terminal, a line each where there is none, nothing if it is to be quiet.

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};
use plimsoll_claims::ClaimEvent;
use plimsoll_client::{
    claims::LocalClaims,
    services::{Job, ProofService, ProveError},
};
use plimsoll_contracts::transition::PROOF_BYTES;
use plimsoll_params::KeyEvent;
use std::{
    fmt::Display,
    io::IsTerminal,
    sync::{LazyLock, Mutex, PoisonError},
    time::Duration,
};

/// All bars that are shown, so that they and the notes between them do not overwrite one another.
static BARS: LazyLock<MultiProgress> = LazyLock::new(MultiProgress::new);

/// How progress is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Progress {
    /// Bars that vanish when they are done.
    Bars,
    /// One line when a long step begins.
    Lines,
    /// Nothing.
    Silent,
}

impl Progress {
    pub(super) fn new(quiet: bool, json: bool) -> Self {
        if quiet || json {
            Progress::Silent
        } else if std::io::stderr().is_terminal() {
            Progress::Bars
        } else {
            Progress::Lines
        }
    }

    /// A remark that is worth a line.
    pub(super) fn note(self, text: impl Display) {
        self.say(format!("note: {text}"));
    }

    /// Text between the bars.
    pub(super) fn say(self, text: impl Display) {
        if self != Progress::Silent {
            aside(text);
        }
    }

    /// A step of unknown length; it ends when the step is dropped.
    pub(super) fn step(self, text: impl Display) -> Step {
        self.show(ProgressBar::no_length().with_style(style(STEP)), text)
    }

    /// A step over so many things.
    pub(super) fn count(self, total: u64, text: impl Display) -> Step {
        self.show(ProgressBar::new(total).with_style(style(COUNT)), text)
    }

    /// Shows a bar that has its style and its text: a bar is drawn as soon as it is added.
    fn show(self, bar: ProgressBar, text: impl Display) -> Step {
        match self {
            Progress::Bars => return Step(shown(&BARS, bar, text)),
            Progress::Lines => {
                eprintln!("{text}");
                bar.set_draw_target(ProgressDrawTarget::hidden());
            }
            Progress::Silent => bar.set_draw_target(ProgressDrawTarget::hidden()),
        }
        Step(bar)
    }
}

/// A line on standard error that no bar overwrites.
pub(super) fn aside(text: impl Display) {
    BARS.suspend(|| eprintln!("{text}"));
}

/// A step of unknown length.
const STEP: &str = "{spinner} {msg} {elapsed}";
/// A step over so many things.
const COUNT: &str = "{spinner} {msg} [{wide_bar}] {pos}/{len} {eta}";

fn shown(bars: &MultiProgress, bar: ProgressBar, text: impl Display) -> ProgressBar {
    let bar = bars.add(bar.with_message(text.to_string()));
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}

/// The templates above are constants, so the default never stands in for them.
fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_spinner())
}

/// A step that is under way.
pub(super) struct Step(ProgressBar);

impl Step {
    /// One more of the things is done.
    pub(super) fn advance(&self) {
        self.0.inc(1);
    }

    /// What the step is at now.
    pub(super) fn now(&self, text: impl Display) {
        self.0.set_message(text.to_string());
    }
}

impl Drop for Step {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// A prover that says what it proves, once it does: whatever can be refused before a proof has been refused by then.
pub(super) struct Announced {
    prover: Box<dyn ProofService>,
    progress: Progress,
    what: Mutex<Option<String>>,
}

impl Announced {
    pub(super) fn new(prover: Box<dyn ProofService>, progress: Progress) -> Self {
        Self { prover, progress, what: Mutex::new(None) }
    }

    /// What the next proofs are of.
    pub(super) fn announce(&self, what: impl Display) {
        *self.what.lock().unwrap_or_else(PoisonError::into_inner) = Some(format!("proving: {what}"));
    }
}

impl ProofService for Announced {
    fn prove(&self, job: Job<'_>) -> Result<[u8; PROOF_BYTES], ProveError> {
        let what = self.what.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let _step = what.map(|what| self.progress.step(what));
        self.prover.prove(job)
    }
}

/// Shows how proving keys are made ready.
pub(super) struct KeyProgress {
    progress: Progress,
    step: Mutex<Option<Step>>,
}

impl KeyProgress {
    pub(super) fn new(progress: Progress) -> Self {
        Self { progress, step: Mutex::new(None) }
    }

    fn show(&self, step: Option<Step>) {
        *self.step.lock().unwrap_or_else(PoisonError::into_inner) = step;
    }
}

impl plimsoll_params::Progress for KeyProgress {
    fn note(&self, event: &KeyEvent<'_>) {
        match event {
            KeyEvent::GeneratingInsecure { circuit, constraints } => self.show(Some(self.progress.step(format!(
                "making the INSECURE development key of {circuit} ({constraints} constraints), once on this machine"
            )))),
            KeyEvent::Preparing { circuit } => self.show(Some(
                self.progress.step(format!("preparing the key of {circuit}, once on this machine")),
            )),
            KeyEvent::Waiting { .. } => {
                self.show(Some(self.progress.step("waiting for another process that makes the same key")));
            }
            KeyEvent::Discarded { path, defect } => {
                self.progress.note(format!("{} cannot be used ({defect}) and is made again", path.display()));
            }
            _ => self.show(None),
        }
    }
}

/// Claims proven and verified in this process, with the making of keys shown.
pub(super) fn claim_service(progress: Progress) -> LocalClaims {
    let step = Mutex::new(None);
    LocalClaims::with_progress(move |event: &ClaimEvent<'_>| {
        let shown = match event {
            ClaimEvent::Deriving { k } => {
                Some(progress.step(format!("deriving parameters for 2^{k} rows, once on this machine")))
            }
            ClaimEvent::DerivingKey { .. } => Some(progress.step("deriving the policy's key")),
            ClaimEvent::Waiting { .. } => {
                Some(progress.step("waiting for another process that derives the same parameters"))
            }
            ClaimEvent::Discarded { path } => {
                progress.note(format!("{} cannot be used and is made again", path.display()));
                None
            }
            _ => None,
        };
        *step.lock().unwrap_or_else(PoisonError::into_inner) = shown;
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use indicatif::TermLike;
    use std::{io, sync::Arc};

    /// A terminal that remembers what was drawn.
    #[derive(Clone, Debug, Default)]
    struct Drawn(Arc<Mutex<Vec<String>>>);

    impl Drawn {
        fn add(&self, text: &str) -> io::Result<()> {
            self.0.lock().unwrap().push(text.to_owned());
            Ok(())
        }
    }

    impl TermLike for Drawn {
        fn width(&self) -> u16 {
            80
        }
        fn move_cursor_up(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_down(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_right(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_left(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn write_line(&self, text: &str) -> io::Result<()> {
            self.add(text)
        }
        fn write_str(&self, text: &str) -> io::Result<()> {
            self.add(text)
        }
        fn clear_line(&self) -> io::Result<()> {
            Ok(())
        }
        fn flush(&self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_bar_has_its_style_from_the_first_time_that_it_is_drawn() {
        for (bar, template) in [(ProgressBar::no_length(), STEP), (ProgressBar::new(3), COUNT)] {
            let drawn = Drawn::default();
            let bars =
                MultiProgress::with_draw_target(ProgressDrawTarget::term_like(Box::new(drawn.clone())));
            let bar = Step(shown(&bars, bar.with_style(style(template)), "reading the ledger"));
            bar.0.force_draw();
            drop(bar);
            let drawn = drawn.0.lock().unwrap();
            let lines: Vec<_> = drawn.iter().filter(|line| !line.trim().is_empty()).collect();
            assert!(!lines.is_empty());
            assert!(lines.iter().all(|line| line.contains("reading the ledger")), "{lines:?}");
        }
    }
}
