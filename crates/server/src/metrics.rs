//! What the server counts, in the text format of Prometheus (OpenMetrics).

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Route {
    route: String,
    status: u16,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Timed {
    route: String,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Result {
    outcome: String,
}

/// All counters.
pub(crate) struct Metrics {
    registry: Registry,
    requests: Family<Route, Counter>,
    seconds: Family<Timed, Histogram, fn() -> Histogram>,
    reports: Family<Result, Counter>,
    deliveries: Family<Result, Counter>,
    refused: Family<Result, Counter>,
    pub(crate) sequence: Gauge,
    pub(crate) desk_reports: Gauge,
    pub(crate) desk_stories: Gauge,
    pub(crate) listeners: Gauge,
}

fn histogram() -> Histogram {
    Histogram::new([0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0])
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("copydesk");
        let requests = Family::default();
        registry.register("requests", "Requests by route and status", requests.clone());
        let seconds = Family::new_with_constructor(histogram as fn() -> Histogram);
        registry.register("request_seconds", "Server time of requests by route", seconds.clone());
        let reports = Family::default();
        registry.register("reports_posted", "Reports handed in by outcome", reports.clone());
        let deliveries = Family::default();
        registry.register("webhook_deliveries", "Deliveries to webhooks by outcome", deliveries.clone());
        let refused = Family::default();
        registry.register("refused", "Requests that were refused by reason", refused.clone());
        let gauges: Vec<Gauge> = [
            ("desk_sequence", "Number of the desk's last commit"),
            ("desk_reports", "Reports on the desk"),
            ("desk_stories", "Stories on the desk"),
            ("live_listeners", "Clients that listen to live updates"),
        ]
        .into_iter()
        .map(|(name, help)| {
            let gauge = Gauge::default();
            registry.register(name, help, gauge.clone());
            gauge
        })
        .collect();
        let gauge = |i: usize| gauges.get(i).cloned().unwrap_or_default();
        Self {
            registry,
            requests,
            seconds,
            reports,
            deliveries,
            refused,
            sequence: gauge(0),
            desk_reports: gauge(1),
            desk_stories: gauge(2),
            listeners: gauge(3),
        }
    }
}

impl Metrics {
    pub(crate) fn request(&self, route: &str, status: u16, seconds: f64) {
        self.requests.get_or_create(&Route { route: route.to_owned(), status }).inc();
        self.seconds.get_or_create(&Timed { route: route.to_owned() }).observe(seconds);
    }

    pub(crate) fn report(&self, outcome: &str) {
        self.reports.get_or_create(&Result { outcome: outcome.to_owned() }).inc();
    }

    pub(crate) fn delivery(&self, outcome: &str) {
        self.deliveries.get_or_create(&Result { outcome: outcome.to_owned() }).inc();
    }

    pub(crate) fn refuse(&self, reason: &str) {
        self.refused.get_or_create(&Result { outcome: reason.to_owned() }).inc();
    }

    pub(crate) fn print(&self) -> String {
        let mut out = String::new();
        let _ = encode(&mut out, &self.registry);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_counted_is_printed() {
        let metrics = Metrics::default();
        metrics.request("/stories/{id}", 200, 0.003);
        metrics.sequence.set(7);
        let text = metrics.print();
        assert!(text.contains("copydesk_requests_total{route=\"/stories/{id}\",status=\"200\"} 1"), "{text}");
        assert!(text.contains("copydesk_desk_sequence 7"));
        assert!(text.ends_with("# EOF\n"));
    }
}
