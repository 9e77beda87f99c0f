//! `findings.json`: every finding, for programs. One line a finding, so that two exports can be compared by line.

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use ovhai_model::Address;
use serde::Serialize;

use super::Report;

/// What is the same for all findings of one slug.
#[derive(Serialize)]
struct Kind<'a> {
    fidelity: &'a str,
    category: &'a str,
    title: &'a str,
    hint: &'a str,
    count: usize,
    decided: usize,
}

/// What is found at one object.
#[derive(Serialize)]
struct Finding<'a> {
    detail: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<&'a str>,
}

/// Written twice, first to learn the size: for a large estate the buffer is the largest thing in memory, and growing it would
/// hold it twice.
pub(super) fn json(report: &Report<'_>) -> Vec<u8> {
    let mut size = Counter(0);
    let mut bytes = Vec::new();
    // Neither a counter nor a vector can fail.
    if write(report, &mut size).is_ok() {
        bytes.reserve_exact(size.0);
        let _ = write(report, &mut bytes);
    }
    bytes
}

fn write(report: &Report<'_>, out: &mut impl Write) -> io::Result<()> {
    write!(out, "{{\n\"target\": ")?;
    member(out, report.target.name())?;
    write!(out, ",\n\"kinds\": {{")?;
    for (index, (slug, kind)) in report.kinds.iter().enumerate() {
        out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
        member(out, slug)?;
        out.write_all(b": ")?;
        let kind = Kind {
            fidelity: kind.fidelity.as_str(),
            category: kind.category.as_str(),
            title: kind.title,
            hint: kind.hint,
            count: kind.count,
            decided: kind.decided,
        };
        member(out, &kind)?;
    }
    write!(out, "\n}},\n\"objects\": {{")?;
    let mut objects = Objects { out, last: None };
    for trace in &report.workloads {
        for finding in &trace.findings {
            let found = Finding {
                detail: &finding.detail,
                answer: finding.answer.as_deref(),
            };
            objects.add(
                &trace.address.to_string(),
                Some(&trace.name),
                &finding.slug,
                &found,
            )?;
        }
    }
    let names: BTreeMap<&Address, &str> = report
        .holdings
        .iter()
        .map(|holding| (&holding.address, holding.name.as_str()))
        .collect();
    for finding in report.others.iter() {
        let found = Finding {
            detail: &finding.detail,
            answer: finding.answer.as_deref(),
        };
        let name = names.get(&finding.address).copied();
        objects.add(&finding.address.to_string(), name, &finding.slug, &found)?;
    }
    objects.end()?;
    out.write_all(b"\n}\n}\n")
}

/// Objects by address, each with its findings by slug. Findings come sorted by address.
struct Objects<'a, W> {
    out: &'a mut W,
    last: Option<String>,
}

impl<W: Write> Objects<'_, W> {
    fn add(
        &mut self,
        address: &str,
        name: Option<&str>,
        slug: &str,
        found: &Finding<'_>,
    ) -> io::Result<()> {
        if self.last.as_deref() == Some(address) {
            self.out.write_all(b",\n")?;
        } else {
            if self.last.is_some() {
                self.end()?;
                self.out.write_all(b",")?;
            }
            self.out.write_all(b"\n")?;
            member(self.out, address)?;
            self.out.write_all(b": {")?;
            if let Some(name) = name {
                self.out.write_all(b"\"name\": ")?;
                member(self.out, name)?;
                self.out.write_all(b", ")?;
            }
            self.out.write_all(b"\"findings\": {\n")?;
            self.last = Some(address.to_owned());
        }
        member(self.out, slug)?;
        self.out.write_all(b": ")?;
        member(self.out, found)
    }

    fn end(&mut self) -> io::Result<()> {
        if self.last.is_some() {
            self.out.write_all(b"\n}}")
        } else {
            Ok(())
        }
    }
}

fn member(out: &mut impl Write, value: &(impl Serialize + ?Sized)) -> io::Result<()> {
    serde_json::to_writer(out, value).map_err(io::Error::from)
}

struct Counter(usize);

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Indented JSON with a line feed at the end.
pub(super) fn pretty(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(value).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}
