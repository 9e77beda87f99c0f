//! Every type the vendor's provider ever had: one data file, `data/types.jsonl`, one row per type and kind, and
//! `data/openstack.jsonl` for the types of OpenStack.
//!
//! A row says what becomes of a type ([`Treatment`]), what it is elsewhere, and which attributes it had in any release, so
//! that an attribute nobody ever documented is a finding. A row may also say how the type is translated ([`Row::noun`]);
//! then no code is needed for it. Names that are gone and names that are about to come point to the row they mean.

mod row;

use std::{collections::BTreeMap, sync::OnceLock};

use ovhai_syntax::Named;

pub use row::{Kind, Row, RowFate, RowInput, Treatment};

const ROWS: &str = include_str!("../../data/types.jsonl");
/// Types of the provider for virtual machines, which are the vendor's only where their provider points at the platform.
const OPENSTACK: &str = include_str!("../../data/openstack.jsonl");

/// Section of the rows of OpenStack types.
pub const OPENSTACK_SECTION: &str = "openstack";

/// All rows.
#[derive(Debug)]
pub struct Catalogue {
    rows: BTreeMap<(String, Kind), Row>,
}

impl Catalogue {
    /// The catalogue this version was built with.
    ///
    /// # Panics
    ///
    /// Never: a test reads every row of the file.
    #[must_use]
    pub fn get() -> &'static Self {
        static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
        CATALOGUE.get_or_init(|| {
            Self::parse(&[ROWS, OPENSTACK].concat())
                .expect("the data file is part of the program and read by its tests")
        })
    }

    /// Rows, one JSON object per line.
    ///
    /// # Errors
    ///
    /// The number of the first line that is no row, and why.
    pub fn parse(text: &str) -> Result<Self, (usize, serde_json::Error)> {
        let mut rows = BTreeMap::new();
        for (index, line) in text.lines().enumerate() {
            let row: Row = serde_json::from_str(line).map_err(|error| (index + 1, error))?;
            rows.insert((row.of_type.clone(), row.kind), row);
        }
        Ok(Self { rows })
    }

    /// Every row, by type and kind.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.rows.values()
    }

    /// The row of a type, that of the type it is another name for if it is one.
    #[must_use]
    pub fn row(&self, of_type: &str, kind: Kind) -> Option<&Row> {
        let row = self.rows.get(&(of_type.to_owned(), kind))?;
        match &row.same_as {
            None => Some(row),
            Some(same) => self.rows.get(&(same.clone(), kind)),
        }
    }

    /// The row of what `named` declares.
    #[must_use]
    pub fn row_of(&self, named: &Named) -> Option<&Row> {
        match named {
            Named::Resource { of_type, .. } => self.row(of_type, Kind::Resource),
            Named::Data { of_type, .. } => self.row(of_type, Kind::Data),
            _ => None,
        }
    }
}
