//! Progress on standard error: bars on a terminal, a line each where there is none, nothing if it is to be quiet.

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};
use plimsoll_claims::ClaimEvent;
use plimsoll_client::claims::LocalClaims;
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
            BARS.suspend(|| eprintln!("{text}"));
        }
    }

    /// A step of unknown length; it ends when the step is dropped.
    pub(super) fn step(self, text: impl Display) -> Step {
        let bar = self.bar(ProgressBar::no_length(), text);
        bar.set_style(style("{spinner} {msg} {elapsed}"));
        Step(bar)
    }

    /// A step over so many things.
    pub(super) fn count(self, total: u64, text: impl Display) -> Step {
        let bar = self.bar(ProgressBar::new(total), text);
        bar.set_style(style("{spinner} {msg} [{wide_bar}] {pos}/{len} {eta}"));
        Step(bar)
    }

    fn bar(self, bar: ProgressBar, text: impl Display) -> ProgressBar {
        match self {
            Progress::Bars => {
                bar.set_message(text.to_string());
                let bar = BARS.add(bar);
                bar.enable_steady_tick(Duration::from_millis(120));
                return bar;
            }
            Progress::Lines => {
                eprintln!("{text}");
                bar.set_draw_target(ProgressDrawTarget::hidden());
            }
            Progress::Silent => bar.set_draw_target(ProgressDrawTarget::hidden()),
        }
        bar
    }
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
