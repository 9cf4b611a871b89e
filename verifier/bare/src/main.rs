//! The verifier without `std`: linked into a program with its own panic handler and its own allocator, as a ledger would link it.
//!
//! The folder that `PLIMSOLL_BARE` names when it is built has what `plimsoll export --form native` wrote of an accepted Move. The program
//! verifies the proof, and that it is refused once anything is changed. It says by its exit status what went wrong.

#![no_std]
#![no_main]

extern crate alloc;

mod heap;

use alloc::vec::Vec;
use core::panic::PanicInfo;
use plimsoll_verifier::{
    CircuitId, KnownKey, PreparedVerifyingKey, Proof, Takes, VerifyingKey, inputs, verify,
};

const KEY: &[u8] = include_bytes!(concat!(env!("PLIMSOLL_BARE"), "/move.vk"));
const POSTED: &[u8] = include_bytes!(concat!(env!("PLIMSOLL_BARE"), "/move.posted"));
const PROOF: &[u8] = include_bytes!(concat!(env!("PLIMSOLL_BARE"), "/move.proof"));

/// What the exit status says.
#[derive(Clone, Copy)]
enum Verdict {
    /// The proof holds, and everything that was changed is refused.
    Right = 0,
    /// The key is no key, or not the one that this version pins for Move.
    Key = 1,
    /// The proof is refused.
    Refused = 2,
    /// The proof is taken for another posted value.
    OtherValue = 3,
    /// The proof is taken with a bit changed.
    OtherProof = 4,
    /// Something panicked: too little memory, for one.
    Panicked = 5,
}

fn verdict() -> Verdict {
    let circuit = CircuitId::Move;
    let Ok(key) = VerifyingKey::from_bytes(KEY) else { return Verdict::Key };
    if KnownKey::of(&key.hash()).map(|known| known.circuit) != Some(circuit) {
        return Verdict::Key;
    }
    let Ok(key) = PreparedVerifyingKey::new(key, Takes::posted(circuit)) else { return Verdict::Key };
    let accepted = |posted: &[u8], proof: &[u8]| {
        let (posted, proof) = (inputs::decode(posted, key.value_count()), Proof::from_bytes(proof));
        matches!((posted, proof), (Ok(posted), Ok(proof)) if verify(&key, &posted, &proof).is_ok())
    };
    // The bytes with the lowest bit of one of them changed.
    let changed = |bytes: &[u8], at: usize| {
        let each = bytes.iter().enumerate();
        each.map(|(i, byte)| byte ^ u8::from(i == at)).collect::<Vec<u8>>()
    };
    if !accepted(POSTED, PROOF) {
        return Verdict::Refused;
    }
    let mut last_bytes = (inputs::INPUT_BYTES - 1..POSTED.len()).step_by(inputs::INPUT_BYTES);
    if last_bytes.any(|at| accepted(&changed(POSTED, at), PROOF)) {
        return Verdict::OtherValue;
    }
    if (0..PROOF.len()).any(|at| accepted(POSTED, &changed(PROOF, at))) {
        return Verdict::OtherProof;
    }
    Verdict::Right
}

#[expect(unsafe_code, reason = "the end of a program is the system's")]
// SAFETY: C's `_exit` takes any status and does not return; nothing is left to be cleaned up.
#[link(name = "c")]
unsafe extern "C" {
    safe fn _exit(status: i32) -> !;
}

#[expect(unsafe_code, reason = "what C's start calls has this name")]
// SAFETY: no other function of the program has it.
#[unsafe(no_mangle)]
extern "C" fn main() -> i32 {
    verdict() as i32
}

#[panic_handler]
fn panicked(_: &PanicInfo<'_>) -> ! {
    _exit(Verdict::Panicked as i32)
}
