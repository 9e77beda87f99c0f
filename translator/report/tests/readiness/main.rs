//! Readiness of estates made by hand and by chance.

mod estates;
mod golden;
mod large;
mod laws;
mod places;
