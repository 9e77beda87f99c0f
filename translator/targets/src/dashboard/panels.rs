//! The panels: what the platform draws per workload, asked of metrics a cluster has.

use serde_json::{Value, json};

/// One panel: title, unit as Grafana names it, what a reader must know, and its queries with their legends.
struct Panel {
    title: &'static str,
    unit: &'static str,
    description: &'static str,
    queries: Vec<(String, &'static str)>,
}

const WIDTH: usize = 8;
const HEIGHT: usize = 7;

/// All panels, in rows of three.
pub(super) fn all(namespace: &str) -> Vec<Value> {
    let mut panels = Vec::new();
    let mut y = 0;
    for (title, group) in [
        ("Replicas", replicas(namespace)),
        ("Processor, memory, network", pods(namespace)),
        ("GPUs", gpus(namespace)),
        ("Disk", disks(namespace)),
    ] {
        panels.push(json!({
            "collapsed": false,
            "gridPos": {"h": 1, "w": 24, "x": 0, "y": y},
            "id": panels.len() + 1,
            "panels": [],
            "title": title,
            "type": "row",
        }));
        y += 1;
        let rows = group.len().div_ceil(3);
        for (index, panel) in group.into_iter().enumerate() {
            let (x, row) = (index % 3 * WIDTH, index / 3);
            let place = json!({"h": HEIGHT, "w": WIDTH, "x": x, "y": y + row * HEIGHT});
            panels.push(panel.document(panels.len() + 1, &place));
        }
        y += rows * HEIGHT;
    }
    panels
}

impl Panel {
    fn document(self, id: usize, place: &Value) -> Value {
        let source = json!({"type": "prometheus", "uid": "${datasource}"});
        let targets: Vec<Value> = self
            .queries
            .into_iter()
            .zip('A'..='Z')
            .map(|((expression, legend), name)| {
                json!({
                    "datasource": source,
                    "expr": expression,
                    "legendFormat": legend,
                    "refId": name.to_string(),
                })
            })
            .collect();
        json!({
            "datasource": source,
            "description": self.description,
            "fieldConfig": {"defaults": {"unit": self.unit}, "overrides": []},
            "gridPos": place,
            "id": id,
            "options": {"legend": {"displayMode": "list", "placement": "bottom", "showLegend": true}},
            "targets": targets,
            "title": self.title,
            "type": "timeseries",
        })
    }
}

fn replicas(namespace: &str) -> Vec<Panel> {
    let of = |metric: &str, label: &str, value: &str| {
        format!("{metric}{{namespace=\"{namespace}\",{label}=~\"{value}\"}}")
    };
    // KEDA names its autoscaler after the ScaledObject.
    let autoscaler = "(keda-hpa-)?${workload:text}";
    vec![
        Panel {
            title: "Replicas",
            unit: "short",
            description: "From kube-state-metrics.",
            queries: vec![
                (
                    of(
                        "kube_deployment_status_replicas_available",
                        "deployment",
                        "${workload:text}",
                    ),
                    "available",
                ),
                (
                    of(
                        "kube_statefulset_status_replicas_ready",
                        "statefulset",
                        "${workload:text}",
                    ),
                    "ready",
                ),
                (
                    of("kube_job_status_active", "job_name", "${workload:text}"),
                    "active",
                ),
                (
                    of(
                        "kube_horizontalpodautoscaler_status_desired_replicas",
                        "horizontalpodautoscaler",
                        autoscaler,
                    ),
                    "desired",
                ),
            ],
        },
        Panel {
            title: "Usage target",
            unit: "short",
            description: "What its autoscaler aims at; empty for a fixed number of replicas.",
            queries: vec![(
                of(
                    "kube_horizontalpodautoscaler_spec_target_metric",
                    "horizontalpodautoscaler",
                    autoscaler,
                ),
                "{{metric_name}}",
            )],
        },
        Panel {
            title: "Restarts",
            unit: "short",
            description: "Containers started again within the last hour.",
            queries: vec![(
                format!(
                    "sum by (pod) (increase(kube_pod_container_status_restarts_total{{{}}}[1h]))",
                    selected(namespace)
                ),
                "{{pod}}",
            )],
        },
    ]
}

fn pods(namespace: &str) -> Vec<Panel> {
    let pods = selected(namespace);
    let rate = |metric: &str| format!("sum by (pod) (rate({metric}{{{pods}}}[$__rate_interval]))");
    vec![
        Panel {
            title: "CPU",
            unit: "short",
            description: "Cores in use, of every container.",
            queries: vec![(
                format!(
                    "sum by (pod) (rate(container_cpu_usage_seconds_total{{{pods},container!=\"\"}}[$__rate_interval]))"
                ),
                "{{pod}}",
            )],
        },
        Panel {
            title: "Memory",
            unit: "bytes",
            description: "Memory that cannot be taken back, of every container.",
            queries: vec![(
                format!(
                    "sum by (pod) (container_memory_working_set_bytes{{{pods},container!=\"\"}})"
                ),
                "{{pod}}",
            )],
        },
        Panel {
            title: "Network",
            unit: "Bps",
            description: "Bytes received and sent.",
            queries: vec![
                (rate("container_network_receive_bytes_total"), "{{pod}} in"),
                (
                    rate("container_network_transmit_bytes_total"),
                    "{{pod}} out",
                ),
            ],
        },
    ]
}

fn gpus(namespace: &str) -> Vec<Panel> {
    // The exporter's own labels are renamed where Prometheus does not honour them.
    let of = |metric: &str| {
        format!(
            "{metric}{{{}}} or {metric}{{exported_namespace=\"{namespace}\",exported_pod=~\"${{workload:raw}}\"}}",
            selected(namespace)
        )
    };
    let panel = |title, unit, metric| Panel {
        title,
        unit,
        description: "From NVIDIA's DCGM exporter.",
        queries: vec![(of(metric), "{{pod}}{{exported_pod}} GPU {{gpu}}")],
    };
    vec![
        panel("GPU use", "percent", "DCGM_FI_DEV_GPU_UTIL"),
        panel("GPU memory", "mbytes", "DCGM_FI_DEV_FB_USED"),
        panel("GPU temperature", "celsius", "DCGM_FI_DEV_GPU_TEMP"),
        panel("GPU power", "watt", "DCGM_FI_DEV_POWER_USAGE"),
        // The exporter counts in MHz, for which Grafana has no unit.
        Panel {
            queries: vec![(
                format!("({}) * 1000000", of("DCGM_FI_DEV_SM_CLOCK")),
                "{{pod}}{{exported_pod}} GPU {{gpu}}",
            )],
            ..panel("GPU clock", "hertz", "DCGM_FI_DEV_SM_CLOCK")
        },
    ]
}

fn disks(namespace: &str) -> Vec<Panel> {
    // Claims of notebooks, of jobs, and those made for one pod.
    let claims = "(workspace|volume-[0-9]+)-${workload:text}-0|${workload:text}-volume-[0-9]+\
        |(${workload:raw})-volume-[0-9]+";
    let volume = |metric: &str| {
        format!("{metric}{{namespace=\"{namespace}\",persistentvolumeclaim=~\"{claims}\"}}")
    };
    vec![
        Panel {
            title: "Volumes",
            unit: "bytes",
            description: "Claims that a pod mounts, from the kubelet; files are not counted.",
            queries: vec![
                (
                    volume("kubelet_volume_stats_used_bytes"),
                    "{{persistentvolumeclaim}} used",
                ),
                (
                    volume("kubelet_volume_stats_capacity_bytes"),
                    "{{persistentvolumeclaim}} size",
                ),
            ],
        },
        Panel {
            title: "Scratch disk",
            unit: "bytes",
            description: "Empty where the container runtime does not tell cAdvisor; then it takes an exporter.",
            queries: vec![(
                format!(
                    "sum by (pod) (container_fs_usage_bytes{{{},container!=\"\"}})",
                    selected(namespace)
                ),
                "{{pod}}",
            )],
        },
    ]
}

/// Labels that find the pods of the chosen workload.
fn selected(namespace: &str) -> String {
    format!("namespace=\"{namespace}\",pod=~\"${{workload:raw}}\"")
}
