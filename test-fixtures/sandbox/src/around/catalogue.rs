//! The public price list, cut down to AI plan codes: one entry per product and flavor, one per partner image.
//! Plan codes follow the console's rules (lower case); prices are round invented numbers.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::capabilities::Capabilities;

/// Subsidiary, currency, VAT in percent (currencies of the smaller markets are inferred).
const SUBSIDIARIES: &[(&str, &str, i32)] = &[
    ("CZ", "CZK", 21),
    ("DE", "EUR", 19),
    ("ES", "EUR", 21),
    ("EU", "EUR", 20),
    ("FI", "EUR", 24),
    ("FR", "EUR", 20),
    ("GB", "GBP", 20),
    ("IE", "EUR", 23),
    ("IT", "EUR", 22),
    ("LT", "EUR", 21),
    ("MA", "MAD", 20),
    ("NL", "EUR", 21),
    ("PL", "PLN", 23),
    ("PT", "EUR", 23),
    ("SN", "XOF", 18),
    ("TN", "TND", 19),
];

/// Plan code prefix, product, what people call it.
const PRODUCTS: &[(&str, &str, &str)] = &[
    ("ai-app", "publiccloud-ai-app", "AI Deploy"),
    ("ai-training", "publiccloud-ai-training", "AI Training"),
    ("ai-notebook", "publiccloud-ai-notebook", "AI Notebooks"),
];

/// `order.catalog.public.Catalog` of a subsidiary; `None` for one that is not known.
pub(crate) fn of(subsidiary: &str, offer: &Capabilities) -> Option<Value> {
    let (name, currency, tax) = SUBSIDIARIES
        .iter()
        .find(|(known, ..)| *known == subsidiary)?;
    let mut addons = Vec::new();
    let mut codes = Vec::new();
    let mut add = |code: String, product: &str, price: i64| {
        addons.push(plan(&code, "ai", product, "consumption", price, *tax));
        codes.push(code);
    };
    for (prefix, product, _) in PRODUCTS {
        let mut seen = BTreeSet::new();
        for flavor in offer.regions.iter().flat_map(|region| &region.flavors) {
            if seen.insert(&flavor.id) {
                let price = if flavor.is_gpu() {
                    // By memory of the card, so that larger cards cost more.
                    let memory = flavor
                        .gpu_information
                        .as_ref()
                        .map_or(0, |card| card.gpu_memory);
                    500_000 + memory / 1_000_000_000 * 50_000
                } else {
                    100_000
                };
                let code = format!("{prefix}.{}.minute.consumption", flavor.id.to_lowercase());
                add(code, product, price);
            }
        }
    }
    let mut partners = BTreeSet::new();
    for image in offer.regions.iter().flat_map(|region| &region.app_images) {
        let text = |member: &str| image[member].as_str().unwrap_or_default().to_lowercase();
        let (partner, app) = (text("partnerId"), text("id"));
        if !partner.is_empty() && partners.insert((partner.clone(), app.clone())) {
            for (kind, price) in [("cpu", 50_000), ("gpu", 200_000)] {
                add(
                    format!("ai-app.{partner}-{app}-{kind}.minute.consumption"),
                    "publiccloud-ai-partner",
                    price,
                );
            }
        }
    }
    let mut project = plan(
        "project.2018",
        "project",
        "publiccloud-project",
        "rental",
        0,
        *tax,
    );
    project["addonFamilies"] = json!([{
        "addons": codes, "default": null, "exclusive": false, "mandatory": false, "name": "ai",
    }]);
    let products: Vec<Value> = PRODUCTS
        .iter()
        .map(|(_, product, label)| {
            json!({"blobs": null, "configurations": [], "description": label, "name": product})
        })
        .collect();
    Some(json!({
        "addons": addons,
        "catalogId": 1,
        "locale": {"currencyCode": currency, "subsidiary": name, "taxRate": tax},
        "planFamilies": [{"name": "project"}, {"name": "ai"}],
        "plans": [project],
        "products": products,
    }))
}

fn plan(code: &str, family: &str, product: &str, kind: &str, price: i64, tax: i32) -> Value {
    let rental = kind == "rental";
    let capacities = if rental {
        json!(["installation", "renew"])
    } else {
        json!(["consumption"])
    };
    let consumption =
        json!({"billingStrategy": "sum", "pingEndPolicy": null, "prorataUnit": "hour"});
    json!({
        "addonFamilies": [],
        "blobs": null,
        "configurations": [],
        "consumptionConfiguration": (!rental).then_some(consumption),
        "family": family,
        "invoiceName": code,
        "planCode": code,
        "pricingType": kind,
        "pricings": [{
            "capacities": capacities,
            "commitment": 0,
            "description": "consumption",
            "engagementConfiguration": null,
            "interval": 1,
            "intervalUnit": if rental { "month" } else { "none" },
            "mode": "default",
            "mustBeCompleted": false,
            "phase": 0,
            "price": price,
            "promotions": [],
            "quantity": {"max": null, "min": 1},
            "repeat": {"max": null, "min": 1},
            "strategy": "tiered",
            "tax": price * i64::from(tax) / 100,
            "type": kind,
        }],
        "product": product,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_flavor_has_a_price_for_every_product() {
        let offer = Capabilities::built_in();
        let list = of("FR", offer).unwrap();
        let codes: BTreeSet<&str> = list["addons"]
            .as_array()
            .unwrap()
            .iter()
            .map(|addon| addon["planCode"].as_str().unwrap())
            .collect();
        for flavor in offer.regions.iter().flat_map(|region| &region.flavors) {
            for product in ["app", "training", "notebook"] {
                let code = format!("ai-{product}.{}.minute.consumption", flavor.id);
                assert!(codes.contains(code.as_str()), "{code}");
            }
        }
        assert!(of("XX", offer).is_none());
        assert_eq!(of("GB", offer).unwrap()["locale"]["currencyCode"], "GBP");
    }
}
