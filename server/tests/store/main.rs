//! The store, the same behaviours on SQLite and on PostgreSQL.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod backend;

mod world;

mod submit;

mod lease;

mod fair;

mod end;

mod time;

mod credential;

mod webhook;

mod erased;

mod opening;

mod full;

mod held;

/// Runs each behaviour on both databases.
macro_rules! on_both {
    ($($module:ident :: { $($behaviour:ident),* $(,)? }),* $(,)?) => {
        mod sqlite {
            $(mod $module { $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $behaviour() {
                    let place = crate::backend::sqlite().await;
                    crate::$module::$behaviour(&place.store).await;
                }
            )* })*
        }
        mod postgres {
            $(mod $module { $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $behaviour() {
                    let Some(place) = crate::backend::postgres().await else { return };
                    crate::$module::$behaviour(&place.store).await;
                }
            )* })*
        }
    };
}

on_both! {
    submit::{
        a_job_is_kept_as_it_came, a_batch_keeps_its_order, pages_go_back_in_time, tenants_do_not_see_each_other,
        a_repeated_request_adds_nothing, a_key_for_another_request_is_refused, of_duplicates_at_once_one_counts,
        limits_hold, limits_hold_at_once,
    },
    lease::{
        a_lease_has_everything, only_circuits_that_were_asked_for, only_witnesses_that_the_worker_can_open, no_job_is_leased_twice, fences_rise_and_old_ones_count_nothing,
        a_heartbeat_extends_and_names_what_is_lost, in_a_storm_every_job_ends_once,
    },
    fair::{
        tenants_take_turns, costs_count, interactive_goes_first_and_batch_is_not_starved, a_requeued_job_keeps_its_turn,
        an_idle_queue_forgets,
    },
    end::{
        a_proof_counts_once, a_failure_is_kept, a_returned_job_was_no_attempt, a_poisoned_job_is_set_aside,
        queued_and_running_jobs_can_be_cancelled, cancel_and_finish_at_once,
    },
    time::{
        leases_run_out, deadlines_pass, ended_jobs_are_erased_with_their_key, depth_is_counted,
    },
    credential::{ credentials_are_kept_and_revoked },
    webhook::{ every_end_is_kept_until_it_is_delivered, a_webhook_that_is_removed_or_gone_is_told_nothing },
}
