//! One trace from the client's request to the worker's proof (W3C Trace Context), and a span for each stage of a job.
//!
//! Everything that knows OpenTelemetry, but for the exporter, stands here. Spans hold names and times, never a value.

use opentelemetry::{
    Context, KeyValue, global,
    propagation::{Extractor, Injector, TextMapPropagator},
    trace::{Span as _, SpanBuilder, TraceContextExt as _, Tracer as _},
};
use opentelemetry_sdk::propagation::TraceContextPropagator;
use std::time::SystemTime;
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;

/// The header, and the name under which a job keeps it.
const HEADER: &str = "traceparent";

/// Whose spans they are.
const TRACER: &str = "plimsoll";

struct Carried<'a>(&'a str);

impl Extractor for Carried<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        (key == HEADER).then_some(self.0)
    }

    fn keys(&self) -> Vec<&str> {
        vec![HEADER]
    }
}

#[derive(Default)]
struct Carrying(Option<String>);

impl Injector for Carrying {
    fn set(&mut self, key: &str, value: String) {
        if key == HEADER {
            self.0 = Some(value);
        }
    }
}

fn context(parent: &str) -> Context {
    TraceContextPropagator::new().extract_with_context(&Context::new(), &Carried(parent))
}

/// Makes the span a child of the one that this text names; a text that names none changes nothing.
pub(crate) fn follow(span: &Span, parent: &str) {
    let context = context(parent);
    if context.span().span_context().is_valid() {
        // Where spans are not sent anywhere, there is nothing to follow.
        let _ = span.set_parent(context);
    }
}

/// The present span as others can follow it, if it is sent anywhere; else the client's, if that is one.
pub(crate) fn here(client: Option<&str>) -> Option<String> {
    let mut carrying = Carrying::default();
    TraceContextPropagator::new().inject_context(&Span::current().context(), &mut carrying);
    let valid = |parent: &&str| context(parent).span().span_context().is_valid();
    carrying.0.or_else(|| client.filter(valid).map(str::to_owned))
}

/// A stage of a job.
pub(crate) struct Stage {
    /// What it is called.
    pub name: &'static str,
    /// When it began.
    pub begin: SystemTime,
    /// When it ended.
    pub end: SystemTime,
}

/// Notes stages that are over, in the trace that the job came with.
pub(crate) fn stages(parent: Option<&str>, job: &str, stages: &[Stage]) {
    let Some(parent) = parent.map(context).filter(|context| context.span().span_context().is_valid()) else {
        return;
    };
    let tracer = global::tracer(TRACER);
    for Stage { name, begin, end } in stages {
        let builder = SpanBuilder::from_name(*name)
            .with_start_time(*begin)
            .with_attributes([KeyValue::new("job", job.to_owned())]);
        tracer.build_with_context(builder, &parent).end_with_timestamp(*end);
    }
}
