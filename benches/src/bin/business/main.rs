//! Honest and dishonest business of liner shipping against fingerprint keys: which keys may refuse, and which refer.

mod assume;
mod fraud;
mod judge;
mod keys;
mod paper;
mod setting;
mod study;
mod table;
mod trade;
mod world;

use assume::Assumptions;
use clap::{Parser, value_parser};
use plimsoll_benches::draw;
use setting::Setting;
use study::Plan;
use table::{Report, Sweep};

const EXAMPLES: &str = "\
Examples:
  business                                   # all tables, a few minutes
  business --seed 8 --containers 20000
  business --containers 1000 --frauds 5000 --json";

/// Bills of simulated liner business under fingerprint keys: honest bills refused and referred, frauds missed.
#[derive(Parser)]
#[command(name = "business", after_help = EXAMPLES)]
struct Arguments {
    /// Seed of everything that is drawn
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// Containers of each world
    #[arg(long, default_value_t = 6_000, value_parser = value_parser!(u32).range(100..=1_000_000))]
    containers: u32,
    /// Second papers for loads of each world
    #[arg(long, default_value_t = 100_000, value_parser = value_parser!(u32).range(100..))]
    frauds: u32,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

fn main() {
    let arguments = Arguments::parse();
    let Arguments { seed, containers, frauds, .. } = arguments;
    let report = report(Plan { seed, containers, frauds: frauds as usize });
    if arguments.json {
        println!("{:#}", report.json());
    } else {
        println!("{}", report.markdown());
    }
}

fn report(plan: Plan) -> Report {
    let settings = setting::all();
    let cases = study::cases(&plan, &settings);
    let chosen = study::choose(&cases, &settings);
    let swept = swept(&settings, chosen.0);
    let sweep = |assumption, values: &[f64], set: fn(&mut Assumptions, f64)| {
        let row = |value: &f64| {
            let mut a = Assumptions::BASE;
            set(&mut a, *value);
            (*value, study::refused(&plan, &a, &swept))
        };
        Sweep { assumption, settings: swept.clone(), rows: values.iter().map(row).collect() }
    };
    let sweeps = vec![
        sweep(
            "quick turns, same port area and across each",
            &[0.0, 0.0005, 0.001, 0.002, 0.005, 0.01],
            |a, share| {
                (a.quick, a.across) = (share, share);
            },
        ),
        sweep("seal of the load before", &[0.0, 0.0001, 0.0002, 0.0005, 0.001, 0.002], |a, share| {
            a.stale_seal = share;
        }),
    ];
    let sensitivities = study::sensitivities(&plan, &settings[chosen.0]);
    Report { plan, settings, cases, chosen, sensitivities, sweeps }
}

/// What refuses otherwise than the settings before it: narrow windows with the port area, those without, and the chosen one.
fn swept(settings: &[Setting], chosen: usize) -> Vec<Setting> {
    let mut out: Vec<Setting> = Vec::new();
    let narrow = settings.iter().filter(|setting| setting.port_windows().is_none_or(|width| width <= 4));
    for setting in narrow.chain(settings.get(chosen)) {
        if out.iter().all(|other| other.strict != setting.strict) {
            out.push(setting.clone());
        }
    }
    out
}
