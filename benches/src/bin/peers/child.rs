//! The measuring process' side of a peer: a process of its own, whose memory and processor time are its own.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use crate::{
    Result,
    protocol::{Answer, parse},
};

/// A running peer, ready to prove.
pub struct Running {
    pub version: String,
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Running {
    /// Starts it on this number of threads and waits until it is ready.
    pub fn start(mut command: Command, threads: usize) -> Result<Self> {
        for variable in ["RAYON_NUM_THREADS", "GOMAXPROCS", "OMP_NUM_THREADS"] {
            command.env(variable, threads.to_string());
        }
        let spawned = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut process =
            spawned.map_err(|error| format!("cannot start {}: {error}", command.get_program().display()))?;
        let (Some(input), Some(output)) = (process.stdin.take(), process.stdout.take()) else {
            return Err("no pipe to it".into());
        };
        let mut running = Self { version: String::new(), process, input, output: BufReader::new(output) };
        let line = running.line()?;
        match line.strip_prefix("ready") {
            Some(version) => running.version = version.trim().to_owned(),
            None => return Err(format!("it said {line:?} instead of `ready`").into()),
        }
        Ok(running)
    }

    /// One proof, and the most memory that the process had while it made it, in MiB.
    pub fn prove(&mut self) -> Result<(Answer, f64)> {
        // Sets the peak back to what is in use now: preparation is not measured.
        fs::write(format!("/proc/{}/clear_refs", self.process.id()), "5")?;
        writeln!(self.input, "prove")?;
        self.input.flush()?;
        let answer = parse(&self.line()?)?;
        Ok((answer, self.peak()?))
    }

    fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        if self.output.read_line(&mut line)? == 0 {
            return Err(format!("it ended: {}", self.process.wait()?).into());
        }
        match line.strip_prefix("error ") {
            Some(message) => Err(message.trim().into()),
            None => Ok(line.trim_end().to_owned()),
        }
    }

    fn peak(&self) -> Result<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id()))?;
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"));
        Ok(peak.ok_or("the system tells no peak memory")?.trim().parse::<f64>()? / 1024.0)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself, which is no failure.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
