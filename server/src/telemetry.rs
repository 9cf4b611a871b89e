//! Logs, traces and metrics of a process.

use crate::config::{LogFormat, TelemetryConfig};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig};
use opentelemetry_sdk::{Resource, trace::SdkTracerProvider};
use tracing::{Level, Metadata};
use tracing_subscriber::{
    EnvFilter, Layer, Registry, filter::FilterFn, fmt, layer::SubscriberExt, util::SubscriberInitExt,
};

/// Why there are no logs, traces or metrics.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// The filter of the logs is none.
    #[error("`telemetry.filter` cannot be read: {0}; it is written like `info,plimsoll_server=debug`")]
    Filter(String),
    /// Traces cannot be sent.
    #[error("traces cannot be sent to {address}: {cause}; it is written like http://localhost:4318")]
    Otlp {
        /// Where to.
        address: String,
        /// Why not.
        cause: String,
    },
    /// This process has logs or metrics already.
    #[error("this process has {0} already")]
    Twice(&'static str),
}

/// What a process tells about itself. What is not sent yet is sent when it is dropped.
pub struct Telemetry {
    traces: Option<SdkTracerProvider>,
    metrics: Option<PrometheusHandle>,
}

/// Buckets of durations in seconds: from a fast request to a proof on a loaded machine.
const SECONDS: [f64; 14] =
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0, 60.0];

impl Telemetry {
    /// Begins to log, trace and measure in this process; once.
    ///
    /// # Errors
    /// See [`TelemetryError`].
    pub fn start(config: &TelemetryConfig, service: &'static str) -> Result<Self, TelemetryError> {
        let filter = EnvFilter::try_new(&config.filter).map_err(|e| TelemetryError::Filter(e.to_string()))?;
        let lines = fmt::layer().with_writer(std::io::stderr).with_target(false);
        let lines: Box<dyn Layer<Registry> + Send + Sync> = match config.format {
            LogFormat::Text => lines.with_ansi(false).boxed(),
            LogFormat::Json => lines.json().flatten_event(true).boxed(),
        };
        let traces = config.otlp.as_deref().map(|address| provider(address, service)).transpose()?;
        let traced = traces
            .as_ref()
            .map(|provider| tracing_opentelemetry::layer().with_tracer(provider.tracer(service)));
        Registry::default()
            .with(lines)
            .with(traced)
            .with(filter)
            .with(FilterFn::new(ours))
            .try_init()
            .map_err(|_| TelemetryError::Twice("logs"))?;
        if let Some(provider) = &traces {
            opentelemetry::global::set_tracer_provider(provider.clone());
        }
        let metrics = config.metrics.then(recorder).transpose()?;
        Ok(Self { traces, metrics })
    }

    /// What `/metrics` shows.
    #[must_use]
    pub fn metrics(&self) -> Option<PrometheusHandle> {
        self.metrics.clone()
    }
}

/// Whatever the filter says, others are heard from a warning on, and only in events. The library of circuits has a span for every
/// gate of a proof, with its operands: the witness. Transports tell what they carry.
fn ours(metadata: &Metadata<'_>) -> bool {
    let others = || metadata.is_event() && *metadata.level() <= Level::WARN;
    metadata.target().starts_with("plimsoll") || others()
}

fn recorder() -> Result<PrometheusHandle, TelemetryError> {
    let twice = |_| TelemetryError::Twice("metrics");
    let builder =
        PrometheusBuilder::new().set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &SECONDS);
    let handle = builder.map_err(twice)?.install_recorder().map_err(twice)?;
    crate::metrics::describe();
    Ok(handle)
}

fn provider(address: &str, service: &'static str) -> Result<SdkTracerProvider, TelemetryError> {
    let endpoint = format!("{}/v1/traces", address.trim_end_matches('/'));
    // A thread of its own sends the traces, outside the runtime: its client must be a blocking one.
    let exporter = SpanExporter::builder()
        .with_http()
        .with_protocol(Protocol::HttpBinary)
        .with_endpoint(endpoint)
        .build();
    let exporter =
        exporter.map_err(|e| TelemetryError::Otlp { address: address.to_owned(), cause: e.to_string() })?;
    let resource = Resource::builder().with_service_name(service).build();
    Ok(SdkTracerProvider::builder().with_batch_exporter(exporter).with_resource(resource).build())
}

impl Drop for Telemetry {
    fn drop(&mut self) {
        if let Some(traces) = &self.traces {
            // A collector that is not there loses traces, nothing else.
            let _ = traces.shutdown();
        }
    }
}
