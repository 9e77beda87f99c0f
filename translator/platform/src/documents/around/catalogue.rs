//! The public price list: `/order/catalog/public/cloud`.

use serde_json::{Number, Value};

use super::{account::Subsidiary, pricing::Pricing, pricing::PricingType};
use crate::documents::declare::{document, open_enum};

document! {
    /// Price list for one subsidiary. Large: several MB (inferred), so cache it.
    pub struct Catalogue {
        /// Everything usable inside a project; AI plan codes are here.
        pub addons: Vec<Plan> = "addons",
        /// Version number of the list.
        pub catalog_id: Option<i64> = "catalogId",
        /// Subsidiary, currency, VAT.
        pub locale: Option<Locale> = "locale",
        /// Families.
        pub plan_families: Vec<PlanFamily> = "planFamilies",
        /// Main plans (the project itself).
        pub plans: Vec<Plan> = "plans",
        /// Products behind the plans.
        pub products: Vec<Product> = "products",
    }
}

document! {
    /// Locale.
    pub struct Locale {
        /// Currency, for example EUR.
        pub currency_code: Option<String> = "currencyCode",
        /// Subsidiary.
        pub subsidiary: Option<Subsidiary> = "subsidiary",
        /// VAT in percent.
        pub tax_rate: Option<Number> = "taxRate",
    }
}

document! {
    /// Plan family.
    pub struct PlanFamily {
        /// Name.
        pub name: String = "name",
    }
}

document! {
    /// A plan or addon.
    pub struct Plan {
        /// Addons that can be added.
        pub addon_families: Vec<AddonFamily> = "addonFamilies",
        /// Extra data (technical, tags).
        pub blobs: Option<ProductBlob> = "blobs",
        /// Settings of an order.
        pub configurations: Vec<PlanConfiguration> = "configurations",
        /// How use is charged.
        pub consumption_configuration: Option<ConsumptionConfiguration> = "consumptionConfiguration",
        /// Family name.
        pub family: Option<String> = "family",
        /// Text on the invoice.
        pub invoice_name: Option<String> = "invoiceName",
        /// Plan code, such as `ai-app.ai1-1-cpu.minute.consumption`.
        pub plan_code: String = "planCode",
        /// Consumption for AI.
        pub pricing_type: Option<PricingType> = "pricingType",
        /// Prices.
        pub pricings: Vec<Pricing> = "pricings",
        /// Product name, joins with products[].name.
        pub product: Option<String> = "product",
    }
}

document! {
    /// Addon family.
    pub struct AddonFamily {
        /// Plan codes.
        pub addons: Vec<String> = "addons",
        /// Default plan code.
        pub default: Option<String> = "default",
        /// One per main plan.
        pub exclusive: Option<bool> = "exclusive",
        /// Must be chosen.
        pub mandatory: Option<bool> = "mandatory",
        /// Name.
        pub name: String = "name",
    }
}

document! {
    /// Order setting.
    pub struct PlanConfiguration {
        /// Free value.
        pub is_custom: Option<bool> = "isCustom",
        /// Required.
        pub is_mandatory: Option<bool> = "isMandatory",
        /// Name.
        pub name: String = "name",
        /// Possible values.
        pub values: Vec<String> = "values",
    }
}

document! {
    /// Charging rule.
    pub struct ConsumptionConfiguration {
        /// How use is added up.
        pub billing_strategy: Option<BillingStrategy> = "billingStrategy",
        /// How the last interval counts.
        pub ping_end_policy: Option<PingEndPolicy> = "pingEndPolicy",
        /// Prorata unit.
        pub prorata_unit: Option<ProrataUnit> = "prorataUnit",
    }
}

document! {
    /// Product.
    pub struct Product {
        /// Extra data.
        pub blobs: Option<ProductBlob> = "blobs",
        /// Settings.
        pub configurations: Vec<PlanConfiguration> = "configurations",
        /// Text.
        pub description: Option<String> = "description",
        /// Name.
        pub name: String = "name",
    }
}

document! {
    /// Extra data; members vary by product, read defensively.
    pub struct ProductBlob {
        /// Commercial data (brick, name, price).
        pub commercial: Option<Value> = "commercial",
        /// Marketing data.
        pub marketing: Option<Value> = "marketing",
        /// Meta data.
        pub meta: Option<Value> = "meta",
        /// Tags.
        pub tags: Vec<String> = "tags",
        /// CPU, memory, GPU, storage and network data of the flavor.
        pub technical: Option<Value> = "technical",
        /// Value.
        pub value: Option<String> = "value",
    }
}

open_enum! {
    /// How use is added up.
    pub enum BillingStrategy {
        Custom = "custom",
        Diff = "diff",
        Max = "max",
        MaxRetain = "max_retain",
        Ping = "ping",
        Sum = "sum",
    }
}

open_enum! {
    /// How the last interval counts.
    pub enum PingEndPolicy {
        Full = "full",
        Prorata = "prorata",
    }
}

open_enum! {
    /// Prorata unit.
    pub enum ProrataUnit {
        Day = "day",
        Hour = "hour",
        Month = "month",
    }
}
