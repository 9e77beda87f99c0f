//! Schemas as plain data.
