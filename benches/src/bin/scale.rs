//! From measured figures to machines, traffic and money: the tables of docs/scale.md.

use clap::Parser;
use serde_json::Value;
use std::{path::PathBuf, process::ExitCode};

/// Seconds and hours of a year.
const YEAR_S: f64 = 31_536_000.0;
const YEAR_H: f64 = 8_760.0;

/// Notes and nullifiers that the ledger's trees have room for: 4^16.
const TREE: f64 = 4_294_967_296.0;

const EXAMPLES: &str = "\
Examples:
  scale --measured service.json
  scale --measured service.json --bills 1000,1000000,100000000 --moves 8 --price 0.10";

/// Prints what so many bills a year take, from what the program `service` measured.
#[derive(Parser)]
#[command(name = "scale", after_help = EXAMPLES)]
struct Arguments {
    /// What `service --json` wrote, all parts of it
    #[arg(long, value_name = "FILE")]
    measured: PathBuf,
    /// Bills a year
    #[arg(long, value_delimiter = ',', default_value = "1000,1000000,100000000")]
    bills: Vec<u64>,
    /// Moves in a bill's life
    #[arg(long, default_value_t = 5)]
    moves: u32,
    /// Attests in a bill's life
    #[arg(long, default_value_t = 2)]
    attests: u32,
    /// The load at the peak over the mean of the year
    #[arg(long, default_value_t = 10.0)]
    peak: f64,
    /// Which share of the processors' time is planned for at the peak
    #[arg(long, default_value_t = 0.6)]
    utilisation: f64,
    /// What a virtual processor costs an hour
    #[arg(long, default_value_t = 0.05)]
    price: f64,
}

/// What was measured, each for one proof or job.
struct Measured {
    /// Processor seconds of Register, Move and Attest.
    register: f64,
    movement: f64,
    attest: f64,
    /// Processor seconds of the coordinator, mutual TLS and verification included.
    coordinator: f64,
    /// Processor seconds of a worker over those of the proof alone.
    worker_over: f64,
    /// Jobs a second that one coordinator carries over the faster store.
    carried: f64,
    /// Bytes of a job on its way: submission, lease, result, answers.
    wire: f64,
    /// Bytes in the database while queued, and once ended.
    queued: f64,
    ended: f64,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match Measured::read(&arguments.measured) {
        Ok(measured) => {
            println!("{}", table(&arguments, &measured));
            ExitCode::SUCCESS
        }
        Err(why) => {
            eprintln!("scale: {}: {why}", arguments.measured.display());
            ExitCode::FAILURE
        }
    }
}

impl Measured {
    fn read(path: &PathBuf) -> Result<Self, String> {
        let text = std::fs::read(path).map_err(|e| e.to_string())?;
        let all: Value = serde_json::from_slice(&text).map_err(|e| e.to_string())?;
        let number = |pointer: &str| {
            all.pointer(pointer).and_then(Value::as_f64).ok_or(format!("{pointer} was not measured"))
        };
        let proof = |circuit: &str| {
            let all = all["proofs"].as_array().into_iter().flatten();
            let ms = all.filter(|p| p["circuit"] == circuit).find_map(|p| p["cpu_ms"]["median"].as_f64());
            ms.map(|ms| ms / 1e3).ok_or(format!("the proof of {circuit} was not measured"))
        };
        // The arrangement with one worker process of one thread: coordinator and worker are apart there.
        let apart = all["throughput"].as_array().into_iter().flatten();
        let apart = apart.filter(|t| t["threads"] == 1).find_map(|t| {
            Some((t["measured"]["coordinator_cpu_ms"].as_f64()?, t["measured"]["workers_cpu_ms"].as_f64()?))
        });
        let (coordinator, worker) = apart.ok_or("a worker process was not measured")?;
        let carried = all["coordinator"].as_array().into_iter().flatten();
        let carried = carried.filter_map(|c| c["per_second"].as_f64()).fold(f64::NAN, f64::max);
        if carried.is_nan() {
            return Err("the coordinator was not measured".to_owned());
        }
        let movement = proof("move")?;
        let parts = ["submission", "accepted", "lease", "result", "job"];
        let wire = parts.iter().map(|part| number(&format!("/sizes/{part}"))).sum::<Result<f64, _>>()?;
        Ok(Self {
            register: proof("register-small")?,
            movement,
            attest: proof("attest")?,
            coordinator: coordinator / 1e3,
            worker_over: worker / 1e3 - movement,
            carried,
            wire,
            queued: number("/sizes/stored_queued")?,
            ended: number("/sizes/stored_ended")?,
        })
    }
}

/// A row of the table: its name, and how it is computed for so many bills a year.
type Row<'a> = (String, Box<dyn Fn(f64) -> String + 'a>);

fn table(a: &Arguments, m: &Measured) -> String {
    let (moves, attests) = (f64::from(a.moves), f64::from(a.attests));
    let jobs = 1.0 + moves + attests;
    let proving = m.register + moves * m.movement + attests * m.attest;
    let work = proving + jobs * m.worker_over.max(0.0);
    let mean = move |bills: f64| bills * jobs / YEAR_S;
    let peak = move |bills: f64| mean(bills) * a.peak;
    let workers = move |bills: f64| bills * work / YEAR_S * a.peak / a.utilisation;
    let coordinator = move |bills: f64| peak(bills) * m.coordinator / a.utilisation;
    // One more of everything, so that one may fail: never fewer than two processors.
    let fleet = move |bills: f64| (workers(bills).ceil() + coordinator(bills).ceil()).max(2.0);
    let used = move |bills: f64| bills * (work + jobs * m.coordinator) / YEAR_S / a.utilisation;
    let rows: Vec<Row<'_>> = vec![
        ("jobs a second, mean".into(), Box::new(move |b| short(mean(b)))),
        (format!("jobs a second, peak ({} times)", a.peak), Box::new(move |b| short(peak(b)))),
        ("processor seconds of proving a year".into(), Box::new(move |b| short(b * work))),
        ("threads of workers at the peak".into(), Box::new(move |b| short(workers(b)))),
        ("threads of coordinators at the peak".into(), Box::new(move |b| short(coordinator(b)))),
        ("peak, of what one coordinator carries".into(), Box::new(move |b| percent(peak(b) / m.carried))),
        ("virtual processors, always there for the peak".into(), Box::new(move |b| short(fleet(b)))),
        ("cost a year, always there".into(), Box::new(move |b| short(fleet(b) * YEAR_H * a.price))),
        (
            "cost a year, workers follow the load".into(),
            Box::new(move |b| short(used(b).max(2.0) * YEAR_H * a.price)),
        ),
        (
            "cost of one bill, workers follow the load".into(),
            Box::new(move |b| short(used(b).max(2.0) * YEAR_H * a.price / b)),
        ),
        ("traffic at the peak, Mbit/s".into(), Box::new(move |b| short(peak(b) * m.wire * 8.0 / 1e6))),
        (
            "ended jobs kept, a day at twice the mean, MiB".into(),
            Box::new(move |b| short(mean(b) * 86_400.0 * 2.0 * m.ended / f64::from(1 << 20))),
        ),
        (
            "queued for 4 s at the peak, MiB".into(),
            Box::new(move |b| short(peak(b) * 4.0 * m.queued / f64::from(1 << 20))),
        ),
        (
            "years until the note tree is full".into(),
            Box::new(move |b| short(TREE / (b * (1.0 + 2.0 * moves)))),
        ),
        ("years until the nullifier tree is full".into(), Box::new(move |b| short(TREE / (b * 2.0 * moves)))),
    ];
    let head: Vec<String> = a.bills.iter().map(|b| format!("{} bills a year", grouped(*b))).collect();
    let mut out = format!(
        "For each bill 1 Register, {} Moves and {} Attests: {:.3} processor seconds of proofs, {:.3} with the workers' \
         share and {:.1} ms of the coordinator for each of {jobs} jobs.\n\n| | {} |\n|---|{}\n",
        a.moves,
        a.attests,
        proving,
        work,
        m.coordinator * 1e3,
        head.join(" | "),
        "---|".repeat(head.len())
    );
    for (name, of) in rows {
        let cells: Vec<String> = a.bills.iter().map(|bills| of(*bills as f64)).collect();
        out += &format!("| {name} | {} |\n", cells.join(" | "));
    }
    out.trim_end().to_owned()
}

fn percent(share: f64) -> String {
    format!("{} %", short(share * 100.0))
}

/// Two digits that count, or the whole number where there are more.
fn short(x: f64) -> String {
    if x >= 10.0 {
        return grouped(x.round() as u64);
    }
    if x <= 0.0 {
        return "0".to_owned();
    }
    let digits = (1 - x.log10().floor() as i32).clamp(0, 9) as usize;
    format!("{x:.digits$}")
}

/// With commas between thousands.
fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
