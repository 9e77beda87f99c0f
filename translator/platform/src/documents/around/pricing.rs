//! Prices of the public price list.

use serde_json::Value;

use crate::documents::declare::{document, open_enum};

document! {
    /// One price.
    pub struct Pricing {
        /// What the price is for.
        pub capacities: Vec<PricingCapacity> = "capacities",
        /// Commitment in intervals.
        pub commitment: Option<i64> = "commitment",
        /// Text.
        pub description: Option<String> = "description",
        /// Commitment rule.
        pub engagement_configuration: Option<EngagementConfiguration> = "engagementConfiguration",
        /// Interval length.
        pub interval: Option<i64> = "interval",
        /// Unit; consumption prices use none or hour, the real unit is in the plan code (inferred).
        pub interval_unit: Option<DurationUnit> = "intervalUnit",
        /// Default or a commitment name.
        pub mode: Option<String> = "mode",
        /// Price must be paid to the end.
        pub must_be_completed: Option<bool> = "mustBeCompleted",
        /// Phase.
        pub phase: Option<i64> = "phase",
        /// Price in 1e-8 of the currency, without tax.
        pub price: Option<i64> = "price",
        /// Promotions, as they come.
        pub promotions: Vec<Value> = "promotions",
        /// Allowed quantity.
        pub quantity: Option<PricingBounds> = "quantity",
        /// Allowed repeats.
        pub repeat: Option<PricingBounds> = "repeat",
        /// Tier rule.
        pub strategy: Option<PricingStrategy> = "strategy",
        /// Tax in 1e-8 of the currency.
        pub tax: Option<i64> = "tax",
        /// Kind of price.
        pub kind: Option<PricingType> = "type",
    }
}

document! {
    /// Bounds.
    pub struct PricingBounds {
        /// Highest value.
        pub max: Option<i64> = "max",
        /// Lowest value.
        pub min: Option<i64> = "min",
    }
}

document! {
    /// Commitment rule.
    pub struct EngagementConfiguration {
        /// What happens at the end.
        pub default_end_action: Option<String> = "defaultEndAction",
        /// Length.
        pub duration: Option<String> = "duration",
        /// Upfront or periodic.
        pub kind: Option<String> = "type",
    }
}

open_enum! {
    /// Interval unit.
    pub enum DurationUnit {
        Day = "day",
        Hour = "hour",
        Month = "month",
        None = "none",
    }
}

open_enum! {
    /// What a price is for.
    pub enum PricingCapacity {
        Consumption = "consumption",
        Detach = "detach",
        Downgrade = "downgrade",
        Dynamic = "dynamic",
        Installation = "installation",
        Renew = "renew",
        Upgrade = "upgrade",
    }
}

open_enum! {
    /// Tier rule.
    pub enum PricingStrategy {
        Stairstep = "stairstep",
        Tiered = "tiered",
        Volume = "volume",
    }
}

open_enum! {
    /// Kind of price.
    pub enum PricingType {
        Consumption = "consumption",
        Purchase = "purchase",
        Rental = "rental",
    }
}
