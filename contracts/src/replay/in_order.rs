//! Work on all processors whose results are wanted in order.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError, mpsc},
    thread,
};

/// Does `work` on every item, on all processors, and gives the results to `take` in the order of the items. Items are asked for
/// as they are needed: no more are in memory at once than twice the processors, and two. Stops at the first error of `take`.
///
/// # Errors
/// That of `take`.
///
/// # Panics
/// If `work` does.
pub(super) fn in_order<A: Send, B: Send, E>(
    items: impl Iterator<Item = A>,
    work: impl Fn(A) -> B + Sync,
    mut take: impl FnMut(B) -> Result<(), E>,
) -> Result<(), E> {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let (give, jobs) = mpsc::sync_channel::<(A, mpsc::SyncSender<B>)>(threads);
    let jobs = Mutex::new(jobs);
    thread::scope(|scope| {
        // Dropped when this ends, however it does, so that the workers end, too.
        let give = give;
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok((item, answer)) = job else { break };
                    // Nobody waits for it any more if an earlier one was an error.
                    let _ = answer.send(work(item));
                }
            });
        }
        let mut under_way = VecDeque::new();
        let mut next = |result: mpsc::Receiver<B>| match result.recv() {
            Ok(result) => take(result),
            Err(mpsc::RecvError) => panic!("a thread panicked at its work"),
        };
        for item in items {
            let (answer, result) = mpsc::sync_channel(1);
            assert!(give.send((item, answer)).is_ok(), "the jobs' other end lives as long as this scope");
            under_way.push_back(result);
            if under_way.len() > threads
                && let Some(oldest) = under_way.pop_front()
            {
                next(oldest)?;
            }
        }
        under_way.into_iter().try_for_each(next)
    })
}

#[cfg(test)]
mod tests {
    use super::in_order;

    #[test]
    fn results_come_in_order_and_none_behind_an_error() {
        let mut got = Vec::new();
        let end = in_order(
            0u64..1000,
            |x| {
                std::thread::sleep(std::time::Duration::from_micros((x * 7919) % 50));
                x * x
            },
            |x| {
                got.push(x);
                if x == 400 * 400 { Err(x) } else { Ok(()) }
            },
        );
        assert_eq!(end, Err(400 * 400));
        assert_eq!(got, (0..=400).map(|x| x * x).collect::<Vec<_>>());
        assert_eq!(in_order(std::iter::empty::<u64>(), |x| x, |_| Err(())), Ok(()));
    }

    #[test]
    #[should_panic(expected = "panicked")]
    fn a_panic_is_no_result() {
        let _ = in_order(0..100, |x| assert_ne!(x, 50), Ok::<_, ()>);
    }
}
