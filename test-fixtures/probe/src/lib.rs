//! A look at a real account, with calls that change nothing: which of the facts that this project had to infer about the
//! vendor's API hold there? The answer shows counts, names of members and statuses, so that it can be pasted into an
//! issue; the module `words` sees to that.

mod account;
mod around;
mod ask;
mod errors;
mod fact;
mod facts;
mod models;
mod paging;
mod platform;
mod report;
mod words;
mod workloads;

use ovh_api::ReadOnly;

pub use fact::{Fact, Finding, How, Verdict};
pub use facts::FACTS;
pub use report::Report;
pub use words::Words;

/// Looks at the project `service`. `commands` allows the three POST calls that turn a spec into a command.
pub async fn probe(client: &ReadOnly, service: &str, commands: bool) -> Report {
    let asker = ask::Asker::new(client, service);
    let mut models = models::Models::default();
    let mut findings = account::clock(&asker).await;
    findings.extend(account::credentials(&asker, &mut models).await);
    let (offer, more) = platform::look(&asker, &mut models).await;
    findings.extend(more);
    findings.extend(workloads::look(&asker, &mut models).await);
    findings.extend(around::look(&asker, &mut models).await);
    findings.extend(errors::provoke(&asker).await);
    if commands {
        let region = offer.regions.first().map(String::as_str);
        findings.push(account::commands(&asker, region, &mut models).await);
    }
    let noted = asker.noted();
    findings.extend(errors::noted(&noted));
    Report::new(findings, models, noted, commands)
}
