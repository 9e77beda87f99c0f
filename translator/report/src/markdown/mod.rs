//! Readiness as Markdown, for people who decide and people who audit.
//!
//! It begins with the verdict, assumes no knowledge of this software, and stays short: objects are named up to a limit and
//! counted beyond it.

mod moving;
mod open;
mod policy;
mod supply;
mod words;

use ovhai_model::markdown::counted;

pub(crate) use words::nouns;

use crate::Readiness;

/// Writes a line. Writing to a String cannot fail.
macro_rules! put {
    ($out:expr, $($text:tt)*) => {{ let _ = std::fmt::Write::write_fmt($out, format_args!("{}\n", format_args!($($text)*))); }};
}
use put;

impl Readiness {
    /// The report as Markdown.
    #[must_use]
    pub fn to_markdown(&self) -> String {
        let mut out = String::with_capacity(16 * 1024);
        out.push_str("# Readiness to leave\n\n");
        verdict(&mut out, self);
        policy::table(&mut out, self);
        open::blockers(&mut out, self);
        supply::write(&mut out, self);
        moving::data(&mut out, self);
        moving::endings(&mut out, self);
        open::to_accept(&mut out, self);
        open::decided(&mut out, self);
        moving::unread(&mut out, self);
        policy::meaning(&mut out);
        made(&mut out, self);
        out
    }
}

fn verdict(out: &mut String, readiness: &Readiness) {
    let held = words::held(readiness);
    let points = readiness.blockers.len();
    if readiness.is_ready() && readiness.objects.is_empty() {
        put!(
            out,
            "**There is nothing to leave with.** No object of the project was selected for this report.\n"
        );
    } else if readiness.is_ready() {
        let accepted = readiness
            .differences
            .iter()
            .filter(|difference| difference.decided > 0)
            .count();
        let decided = match accepted {
            0 => String::new(),
            1 => " One question was decided by people, as listed below.".to_owned(),
            _ => format!(" {accepted} questions were decided by people, as listed below."),
        };
        put!(
            out,
            "**You could leave today.** Nothing stands in the way of taking {held} elsewhere.{decided}\n"
        );
    } else {
        let concerned = readiness
            .objects
            .iter()
            .filter(|object| object.blockers > 0)
            .count();
        let (things, it) = match points {
            1 => ("one thing stands".to_owned(), "It concerns"),
            _ => (format!("{points} things stand"), "They concern"),
        };
        let objects = counted(readiness.objects.len(), "object");
        let which = match (concerned, readiness.objects.len() - concerned) {
            (0, 0) => "nothing that could be looked at".to_owned(),
            (0, _) => format!(
                "what could not be read or understood; as far as is known, the {objects} looked at could leave today"
            ),
            (_, 0) => format!("all of the {objects} looked at"),
            (_, 1) => {
                format!("{concerned} of the {objects} looked at; the other one could leave today")
            }
            (_, rest) => {
                format!(
                    "{concerned} of the {objects} looked at; the other {rest} could leave today"
                )
            }
        };
        let unread = if readiness.unread.is_empty() {
            ""
        } else {
            " Not everything could be read, so there may be more."
        };
        put!(
            out,
            "**Not yet: {things} in the way.** {it} {which}.{unread}\n"
        );
        put!(out, "Looked at: {held}.\n");
    }
    put!(
        out,
        "This report looks at one project of OVHcloud's AI services, and at what surrounds it, as if it were to move today to {} \
         somewhere else. It goes through the rows of the vendor's reversibility policy, which says for each feature whether a \
         migration is guaranteed (core), needs adaptation (implementation) or is not guaranteed (specific).\n",
        words::destination(&readiness.made.target)
    );
}

fn made(out: &mut String, readiness: &Readiness) {
    let selection = &readiness.made.selection;
    put!(
        out,
        "## How this was made\n\n\
         The project was read through the vendor's API with calls that change nothing, and every selected workload was translated in \
         memory; nothing was written, stopped or tried out at the new place. The same project and the same choices give this text \
         again, letter by letter.\n\n\
         Rules on leaving a provider, such as the EU Data Act on switching, DORA on exit strategies and the SWIPO codes of conduct, ask \
         what can be taken along, what cannot, what it takes and what has been tried. This report answers the first three as of this \
         reading; a trial has to answer the last.\n"
    );
    put!(
        out,
        "- Project: `{}`",
        ovhai_model::markdown::cell(&readiness.service)
    );
    if !readiness.made.revision.is_empty() {
        put!(
            out,
            "- Revision of what would be exported: `{}`",
            readiness.made.short_revision()
        );
    }
    put!(out, "- Selected: {}", words::selection(selection));
    put!(out, "- Looked at: {}", words::looked_at(readiness));
}
