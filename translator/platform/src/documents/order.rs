//! Directions of sorted lists.

use super::declare::open_enum;

open_enum! {
    /// Sort direction.
    pub enum Order {
        Asc = "asc",
        Desc = "desc",
    }
}
