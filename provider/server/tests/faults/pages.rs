//! Generated estates under every way of paging, while calls fail by chance.

use std::time::Duration;

use ovh_sandbox::{EstateChoice, FaultKind, FaultSchedule, Options, PagingOptions};
use serde_json::json;

use super::{client, failed, held, objects, read, start, told};

/// Objects of the estate; `cargo xtask test --all` asks for more.
fn size() -> usize {
    std::env::var("OVHAI_FAULTS_OBJECTS")
        .ok()
        .map_or(1_000, |text| text.parse().unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_inventory_is_what_the_sandbox_holds_under_every_paging_and_schedule() {
    let objects_wanted = size();
    for (number, (base, default_size, max_size)) in [
        (0, 100, 1_000),
        (1, 100, 1_000),
        (0, 7, 20),
        (1, 20, 20),
        (1, 500, 33),
        (0, 5_000, 50_000),
    ]
    .into_iter()
    .enumerate()
    {
        let seed = 11 + number as u64;
        let sandbox = start(Options {
            estate: EstateChoice::Mixed {
                objects: objects_wanted,
                seed,
            },
            paging: PagingOptions {
                base,
                default_size,
                max_size,
            },
            ..Options::default()
        });
        let client = client(&sandbox).await;
        let mut kinds = FaultKind::transient();
        kinds.push(FaultKind::Lost);
        sandbox.schedule_faults(FaultSchedule {
            seed,
            rate: 0.05,
            kinds,
            stall: Duration::from_millis(10),
            slow: Duration::from_millis(10),
            ..FaultSchedule::default()
        });
        let what = format!("pages from {base}, of {default_size}, at most {max_size}, seed {seed}");
        let inventory = read(&client, json!({})).await;
        assert!(sandbox.requests().struck() > 10, "{what}: too few faults");
        sandbox.clear_faults();
        assert!(!failed(&inventory), "{what}: {}", told(&inventory));
        let inventory = inventory.ok().json();
        let (found, held) = (objects(&inventory), held(&sandbox));
        let counts: Vec<_> = held
            .iter()
            .map(|(kind, ids)| (kind, ids.len(), found.get(kind).map(|ids| ids.len())))
            .collect();
        assert!(found == held, "{what}: held and found are {counts:?}");
        let total: usize = held.values().map(std::collections::BTreeSet::len).sum();
        assert!(total >= objects_wanted, "{total}");
        for (kind, ids) in &held {
            assert_eq!(inventory["counts"][kind], ids.len(), "{what}: {kind}");
        }
        assert_eq!(inventory["unread"], json!([]));
    }
}
