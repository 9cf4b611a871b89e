//! What is said between the measuring process and a peer's: lines.
//!
//! A peer's process prepares whatever it keeps between proofs and prints `ready VERSION`. For each line `prove` it proves
//! once and prints `proved WALL CPU` in nanoseconds, followed by the proof's coordinates `a.x a.y b.x0 b.x1 b.y0 b.y1 c.x c.y` in
//! decimal, or by the word `verified` if the peer has a key of its own and checked the proof itself, outside the time it reports.
//! It ends with its input. A line `error MESSAGE` says that it cannot go on.

use std::{
    io::{BufRead, Write},
    time::Duration,
};

use ark_bn254::{Bn254, Fq, Fq2, G1Affine, G2Affine};
use ark_groth16::Proof;

use crate::{Result, cost::Cost, peer::Prepared};

/// One answer to `prove`.
#[derive(Debug, PartialEq)]
pub struct Answer {
    pub cost: Cost,
    /// `None` if the peer verified it.
    pub proof: Option<Proof<Bn254>>,
}

/// A peer's side.
pub fn serve(
    version: &str,
    peer: &mut dyn Prepared,
    input: impl BufRead,
    mut output: impl Write,
) -> Result<()> {
    writeln!(output, "ready {version}")?;
    output.flush()?;
    for line in input.lines() {
        if line? != "prove" {
            return Err("only `prove` is understood".into());
        }
        let (proof, cost) = peer.prove()?;
        writeln!(output, "{}", answer(&proof, cost))?;
        output.flush()?;
    }
    Ok(())
}

fn answer(Proof { a, b, c }: &Proof<Bn254>, cost: Cost) -> String {
    let coordinates = [a.x, a.y, b.x.c0, b.x.c1, b.y.c0, b.y.c1, c.x, c.y].map(|x| x.to_string()).join(" ");
    format!("proved {} {} {coordinates}", cost.wall.as_nanos(), cost.cpu.as_nanos())
}

/// Reads the answer to `prove`.
pub fn parse(line: &str) -> Result<Answer> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let [wall, cpu, proof @ ..] =
        words.strip_prefix(&["proved"]).ok_or_else(|| format!("it said {line:?}"))?
    else {
        return Err(format!("it said {line:?}").into());
    };
    let cost = Cost { wall: Duration::from_nanos(wall.parse()?), cpu: Duration::from_nanos(cpu.parse()?) };
    if proof == ["verified"] {
        return Ok(Answer { cost, proof: None });
    }
    let numbers: Vec<Fq> =
        proof.iter().map(|n| n.parse()).collect::<Result<_, ()>>().map_err(|()| "no number")?;
    let [ax, ay, bx0, bx1, by0, by1, cx, cy] = numbers[..] else {
        return Err("a proof has eight coordinates".into());
    };
    // Verification refuses points that are not on their curves: the pairing does not check.
    let (a, c) = (G1Affine::new_unchecked(ax, ay), G1Affine::new_unchecked(cx, cy));
    let b = G2Affine::new_unchecked(Fq2::new(bx0, bx1), Fq2::new(by0, by1));
    if !(a.is_on_curve() && c.is_on_curve() && b.is_on_curve()) {
        return Err("a point of the proof is on no curve".into());
    }
    Ok(Answer { cost, proof: Some(Proof { a, b, c }) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ark_ec::AffineRepr;

    #[test]
    fn an_answer_is_read_back() {
        let cost = Cost { wall: Duration::from_nanos(7), cpu: Duration::from_nanos(9) };
        let proof = Proof { a: G1Affine::generator(), b: G2Affine::generator(), c: -G1Affine::generator() };
        assert_eq!(parse(&answer(&proof, cost)).unwrap(), Answer { cost, proof: Some(proof) });
        assert_eq!(parse("proved 7 9 verified").unwrap(), Answer { cost, proof: None });
        for wrong in ["", "proved", "proved 7", "proved 7 9", "proved 7 9 1 2 1 1 1 1 1 2", "error no key"] {
            assert!(parse(wrong).is_err(), "{wrong:?}");
        }
    }
}
