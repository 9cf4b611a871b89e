//! How often a tenant may ask, and how much at a time.

use super::{answer::Failed, asked::stands};
use crate::proving::store::Tenant;
use governor::{
    Quota, RateLimiter,
    clock::{Clock, DefaultClock},
    middleware::StateInformationMiddleware,
    state::keyed::DefaultKeyedStateStore,
};
use plimsoll_api::{Code, Problem};
use std::{
    collections::HashMap,
    num::NonZeroU32,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

type Limiter = RateLimiter<Tenant, DefaultKeyedStateStore<Tenant>, DefaultClock, StateInformationMiddleware>;

/// Where a tenant stands, for the headers `RateLimit` and `RateLimit-Policy`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    /// Requests a second.
    pub most: u32,
    /// Requests that it may make at once.
    pub left: u32,
    /// After so many seconds it may make more.
    pub reset: u64,
}

/// A limit for each tenant: so many requests a second with bursts of as many, and so many under way.
pub struct Rate {
    limiter: Limiter,
    most: u32,
    in_flight: usize,
    under_way: Mutex<HashMap<Tenant, usize>>,
}

/// A request under way. Dropped, it is not.
pub struct Place {
    rate: Arc<Rate>,
    tenant: Tenant,
}

impl Rate {
    /// So many requests a second, and so many under way.
    #[must_use]
    pub fn new(per_second: NonZeroU32, in_flight: usize) -> Self {
        let limiter = RateLimiter::keyed(Quota::per_second(per_second)).with_middleware();
        Self { limiter, most: per_second.get(), in_flight, under_way: Mutex::default() }
    }

    fn under_way(&self) -> MutexGuard<'_, HashMap<Tenant, usize>> {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn admit(self: &Arc<Self>, tenant: &Tenant) -> Result<Place, Failed> {
        let too_many = |detail: &str| Problem::new(Code::TooManyRequests, detail);
        let most = self.most;
        let passed = self.limiter.check_key(tenant).map_err(|until| {
            let wait = until.wait_time_from(DefaultClock::default().now());
            stands(Standing { most, left: 0, reset: wait.as_secs().max(1) });
            let problem =
                too_many("you ask too often; wait for jobs with `wait_ms` instead of asking again and again");
            Failed(problem.retry_after(wait.as_secs().max(1)))
        })?;
        stands(Standing { most, left: passed.remaining_burst_capacity(), reset: 1 });
        let mut under_way = self.under_way();
        let count = under_way.entry(tenant.clone()).or_default();
        if *count >= self.in_flight {
            let problem = too_many("you have too many requests under way; let some end first");
            return Err(Failed(problem.retry_after(1)));
        }
        *count += 1;
        Ok(Place { rate: self.clone(), tenant: tenant.clone() })
    }

    /// Forgets tenants that have not asked for a while.
    pub fn tidy(&self) {
        self.limiter.retain_recent();
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut under_way = self.rate.under_way();
        if let Some(count) = under_way.get_mut(&self.tenant) {
            *count -= 1;
            if *count == 0 {
                under_way.remove(&self.tenant);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenant_has_so_many_places_and_gets_them_back() {
        let (a, b) = (Tenant::new("a").expect("a name"), Tenant::new("b").expect("a name"));
        let rate = Arc::new(Rate::new(NonZeroU32::MAX, 2));
        let places: Vec<_> =
            (0..2).map(|_| rate.admit(&a).unwrap_or_else(|_| panic!("there is room"))).collect();
        assert!(
            rate.admit(&a).is_err_and(|e| e.0.code == Code::TooManyRequests && e.0.retry_after == Some(1))
        );
        assert!(rate.admit(&b).is_ok(), "another tenant has its own");
        drop(places);
        assert!(rate.admit(&a).is_ok() && rate.under_way().is_empty());
    }

    #[test]
    fn who_asks_too_often_waits() {
        let a = Tenant::new("a").expect("a name");
        let rate = Arc::new(Rate::new(NonZeroU32::MIN, 9));
        assert!(rate.admit(&a).is_ok());
        assert!(rate.admit(&a).is_err_and(|e| e.0.status == 429 && e.0.retry_after.is_some()));
    }
}
