//! Readiness as Markdown, for people who decide and people who audit.
//!
//! It begins with the verdict, assumes no knowledge of this software, and stays short: objects are named up to a limit and
//! counted beyond it.

mod moving;
mod names;
mod open;
mod policy;
mod summary;
mod supply;
mod text;
mod words;

use ovhai_model::markdown::cell;

use names::Names;
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
        let names = Names::of(self);
        let mut out = String::with_capacity(16 * 1024);
        out.push_str("# Readiness to leave\n\n");
        summary::origin(&mut out, self);
        summary::verdict(&mut out, self);
        if self.objects.is_empty() && self.differences.is_empty() {
            if !self.unread.is_empty() {
                moving::unread(&mut out, self);
            }
        } else {
            summary::in_short(&mut out, self);
            open::blockers(&mut out, self, &names);
            supply::write(&mut out, self, &names);
            moving::data(&mut out, self, &names);
            moving::endings(&mut out, self);
            open::to_accept(&mut out, self);
            open::decided(&mut out, self);
            moving::unread(&mut out, self);
            policy::table(&mut out, self);
            policy::meaning(&mut out, self);
        }
        made(&mut out, self);
        out
    }

    /// Which objects the report is about, in words without markup.
    #[must_use]
    pub fn selection_in_words(&self) -> String {
        words::selection(&self.made.selection, str::to_owned)
    }
}

fn made(out: &mut String, readiness: &Readiness) {
    let selection = &readiness.made.selection;
    put!(
        out,
        "## How this was made\n\n\
         The project was read through the vendor's API with calls that change nothing, and every selected workload was translated in \
         memory; nothing was written, stopped or tried out at the new place. The same project and the same choices give this text \
         again, letter by letter.\n\n\
         What no public document of the vendor says is inferred: where workspaces of notebooks are saved, that passwords of attached \
         registries and values of tokens cannot be read back, and which words the API may answer beside those it documents. No \
         backup was opened, no image pulled and no file listed.\n\n\
         Rules on leaving a provider, such as the EU Data Act on switching, DORA on exit strategies and the SWIPO codes of conduct, ask \
         what can be taken along, what cannot, what it takes and what has been tried. This report answers the first three as of this \
         reading; a trial has to answer the last.\n"
    );
    put!(out, "- Project: `{}`", cell(&readiness.service));
    if !readiness.made.revision.is_empty() {
        put!(
            out,
            "- Revision of what would be exported: `{}`",
            readiness.made.short_revision()
        );
    }
    put!(out, "- Selected: {}", words::selection(selection, cell));
    put!(out, "- Looked at: {}", words::looked_at(readiness));
}
