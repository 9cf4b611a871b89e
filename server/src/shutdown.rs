//! One signal for everything that is to end.

use tokio::sync::watch;

/// Tells all its copies when it is time to end.
#[derive(Clone, Debug)]
pub struct Shutdown {
    sender: watch::Sender<bool>,
}

impl Default for Shutdown {
    fn default() -> Self {
        Self { sender: watch::Sender::new(false) }
    }
}

impl Shutdown {
    /// It is time.
    pub fn ask(&self) {
        self.sender.send_replace(true);
    }

    /// Whether it is time.
    #[must_use]
    pub fn is_asked(&self) -> bool {
        *self.sender.borrow()
    }

    /// Waits until it is time.
    pub async fn asked(&self) {
        let mut receiver = self.sender.subscribe();
        // The sender lives as long as `self`.
        let _ = receiver.wait_for(|asked| *asked).await;
    }

    /// Asked by the first SIGINT or SIGTERM; a second one ends the process at once, as it would without us.
    ///
    /// # Errors
    /// If the system lets no signals be heard.
    pub fn on_signals(&self) -> std::io::Result<()> {
        use tokio::signal::unix::{SignalKind, signal};
        let (mut interrupt, mut terminate) =
            (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
        let shutdown = self.clone();
        tokio::spawn(async move {
            for first in [true, false] {
                tokio::select! {
                    _ = interrupt.recv() => {}
                    _ = terminate.recv() => {}
                }
                if first {
                    tracing::info!(
                        "shutting down; running proofs may finish. The same signal again ends at once"
                    );
                    shutdown.ask();
                } else {
                    std::process::exit(130);
                }
            }
        });
        Ok(())
    }
}
