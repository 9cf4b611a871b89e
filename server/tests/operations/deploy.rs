//! The files in `deploy`, held against the program.

use super::{read, repository};
use plimsoll_server::{config::ServiceConfig, metrics};
use std::collections::BTreeSet;

/// `deploy/service.toml` shows every setting with its default, as `plimsoll serve --print-config` does.
#[test]
fn the_configuration_that_is_shown_is_the_default() {
    let text = read("deploy/service.toml");
    let default = ServiceConfig::default();
    let shown = ServiceConfig::load(Some(&repository("deploy/service.toml"))).expect("it can be read");
    assert_eq!(shown, default);

    // Those without a default stand there as comments, since TOML has no way to write none.
    let mut settings = Vec::new();
    let mut section = String::new();
    for line in text.lines() {
        let line = line.trim_start_matches('#').trim_start();
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            section = format!("{name}.");
        } else if let Some((name, _)) = line.split_once(" = ") {
            settings.push(format!("{section}{name}"));
        }
    }
    let code = read("server/src/config/mod.rs") + &read("server/src/config/worker.rs");
    for setting in &settings {
        let field = setting.rsplit('.').next().expect("a name");
        assert!(code.contains(&format!("pub {field}: ")), "there is no setting {setting}");
    }
    let fields = code.lines().filter_map(|line| line.trim().strip_prefix("pub ")?.split_once(": "));
    for (field, kind) in fields.filter(|(field, _)| !field.contains(' ')) {
        let is_section = kind.trim_end_matches(',').ends_with("Config");
        let named = settings.iter().any(|setting| setting.rsplit('.').next() == Some(field));
        assert!(is_section || named, "deploy/service.toml does not say {field}");
    }
}

/// All names of metrics in a text.
fn named(text: &str) -> BTreeSet<&str> {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == ':'));
    let ours = |word: &&str| word.starts_with("plimsoll_") || word.starts_with("process_");
    words
        .filter(ours)
        .map(|word| {
            ["_bucket", "_sum", "_count"].iter().find_map(|part| word.strip_suffix(part)).unwrap_or(word)
        })
        .collect()
}

const METRICS: [&str; 14] = [
    metrics::SUBMITTED,
    metrics::FAILED,
    metrics::BROKEN,
    metrics::LEASES_LOST,
    metrics::QUEUED,
    metrics::RUNNING,
    metrics::OLDEST,
    metrics::WAITED,
    metrics::PROVED,
    metrics::REQUESTS,
    metrics::REQUEST_SECONDS,
    metrics::CONNECTIONS,
    metrics::CONNECTIONS_CLOSED,
    metrics::MEMORY,
];

#[test]
fn dashboard_and_alerts_ask_for_metrics_that_exist() {
    let dashboard = read("deploy/grafana/plimsoll.json");
    serde_json::from_str::<serde_json::Value>(&dashboard).expect("the dashboard is JSON");
    let alerts = read("deploy/prometheus/alerts.yml");
    for (file, text) in [("dashboard", &dashboard), ("alerts", &alerts)] {
        let expressions: Vec<&str> = text.lines().filter(|line| line.contains("expr")).collect();
        let expressions = expressions.join("\n");
        let found = named(&expressions);
        assert!(found.len() > 3, "{file}: {found:?}");
        for name in found {
            assert!(METRICS.contains(&name), "{file}: no metric is called {name}");
        }
    }
    let all = named(&dashboard);
    for name in METRICS {
        assert!(all.contains(name), "the dashboard does not show {name}");
    }
}

/// The list above is all of them, and the page explains each.
#[test]
fn every_metric_is_explained() {
    let code = read("server/src/metrics.rs");
    let declared: Vec<&str> =
        code.lines().filter_map(|line| line.strip_prefix("pub const ")?.split('"').nth(1)).collect();
    assert_eq!(declared, METRICS);
    let page = read("docs/service.md");
    for name in METRICS {
        assert!(page.contains(&format!("`{name}`")), "docs/service.md does not explain {name}");
    }
}

/// The page has every setting, with its variable of the environment.
#[test]
fn every_setting_is_explained() {
    let page = read("docs/service.md");
    let mut section = String::new();
    for line in read("deploy/service.toml").lines() {
        let line = line.trim_start_matches('#').trim_start();
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            section = format!("{name}.");
        } else if let Some((name, _)) = line.split_once(" = ") {
            let setting = format!("{section}{name}");
            let variable = format!("PLIMSOLL_SERVICE__{}", setting.replace('.', "__").to_uppercase());
            assert!(page.contains(&format!("`{setting}`")), "docs/service.md does not explain {setting}");
            assert!(page.contains(&format!("`{variable}`")), "docs/service.md does not name {variable}");
        }
    }
}
