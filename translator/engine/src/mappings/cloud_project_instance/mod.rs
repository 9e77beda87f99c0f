//! Virtual machine → noun `virtual_machine`. Sizes and images have other names elsewhere; data on disks moves by an export.

use ovhai_model::{Category, Fidelity, FindingKind};
use ovhai_syntax::emit::Value;

use super::{AttributeRule, Mapping, OutputRule, Target};
use crate::{
    catalogue::Kind,
    finding,
    input::Input,
    lower::{Lowering, Refusal},
};

/// See the module.
pub struct CloudProjectInstance;

const DISKS: FindingKind = FindingKind {
    slug: "machine/disks-are-not-moved",
    fidelity: Fidelity::Manual,
    category: Category::Implementation,
    title: "the new machine starts from a fresh image; what was on its disk moves by an export of the data",
    hint: "choose an image of the same system, move the data, and start what ran there; KubeVirt must be installed in the cluster",
};

fn keys() -> Input {
    Input::new(
        "ssh_authorized_keys",
        "list(string)",
        "Public keys that may log in to the machine",
    )
}

impl Mapping for CloudProjectInstance {
    fn types(&self) -> &'static [&'static str] {
        &["ovh_cloud_project_instance", "ovh_cloud_instance"]
    }

    fn kinds(&self) -> &'static [Kind] {
        &[Kind::Resource]
    }

    fn summary(&self) -> &'static str {
        "a virtual machine; its size, image and keys become inputs"
    }

    fn findings(&self) -> &'static [&'static FindingKind] {
        &[&DISKS]
    }

    fn attributes(&self) -> Vec<AttributeRule> {
        use AttributeRule as Rule;
        vec![
            Rule::implied("service_name", "the id of the project"),
            Rule::implied("region", "it lies where the cluster lies"),
            Rule::implied("availability_zone", "it lies where the cluster lies"),
            Rule::implied("billing_period", "billing"),
            Rule::to("name", "name"),
            Rule::converted("flavor", "size, as an input"),
            Rule::converted("flavor_id", "size, as an input"),
            Rule::converted("boot_from", "image, as an input"),
            Rule::converted("image_id", "image, as an input"),
            Rule::converted("ssh_key", "ssh_authorized_keys, as an input"),
            Rule::converted("ssh_key_name", "ssh_authorized_keys, as an input"),
            Rule::converted("ssh_key_create", "ssh_authorized_keys"),
            Rule::to("user_data", "user_data"),
            Rule::converted("flavor.flavor_id", "size, as an input"),
            Rule::converted("boot_from.image_id", "image, as an input"),
            Rule::converted("boot_from.volume_id", "a finding"),
            Rule::converted("ssh_key.name", "ssh_authorized_keys"),
            Rule::converted("ssh_key_create.public_key", "ssh_authorized_keys"),
            Rule::implied("ssh_key_create.name", "keys need no name"),
            Rule::converted("group", "group"),
            Rule::converted("group.group_id", "group"),
            Rule::to("group_id", "group"),
            Rule::to("network", "networks"),
            Rule::to("networks", "networks"),
            Rule::one("auto_backup", "backup"),
            Rule::to("volume_ids", "volumes"),
            Rule::dropped(
                "power_state",
                "whether it runs is said by `is_running` of the module",
            ),
            Rule::dropped(
                "security_group_ids",
                "policies select pods by labels; the machine's pod has those of the module",
            ),
            Rule::dropped("shares", "shared volumes are mounted within the machine"),
        ]
    }

    fn outputs(&self) -> Vec<OutputRule> {
        vec![OutputRule::input(
            "addresses",
            Input::new(
                "addresses",
                "list(object({ ip = string, version = number }))",
                "Addresses of the machine on the new platform",
            ),
        )]
    }

    fn lower(&self, lowering: &mut Lowering<'_>) -> Result<Target, Refusal> {
        let created = lowering
            .view()
            .single("ssh_key_create")
            .and_then(|key| key.value("public_key"));
        let takes_key = ["ssh_key", "ssh_key_name"]
            .iter()
            .any(|name| lowering.view().names().contains(name));
        if let Some(key) = created {
            let key = lowering.code(key);
            let at = lowering.place("ssh_key_create");
            lowering.set_from("ssh_authorized_keys", Value::List(vec![key]), Some(at));
        } else if takes_key {
            let named = lowering.attribute("ssh_key_name").map(|key| &key.value);
            let nested = lowering.view().single("ssh_key");
            let named = named.or_else(|| nested.and_then(|key| key.value("name")));
            // A key that the module has under that name says its public half itself.
            let key = named
                .and_then(|name| lowering.meaning(name, "ovh_cloud_project_ssh_key", "public_key"));
            let keys = match key {
                Some(key) => Value::List(vec![key]),
                None => lowering.input(keys()),
            };
            lowering.set("ssh_authorized_keys", keys);
        }
        let group = lowering.view().single("group");
        if let Some(id) = group.and_then(|group| group.value("group_id")) {
            let id = lowering.code(id);
            lowering.set("group", id);
        }
        let volume = lowering
            .view()
            .single("boot_from")
            .and_then(|from| from.value("volume_id"));
        if volume.is_some() {
            lowering.note(
                &finding::NOT_CARRIED,
                "`boot_from.volume_id`: the first disk is an image; give the volume as a further one",
            );
        }
        lowering.note(&DISKS, "");
        Ok(Target::Module("virtual_machine".to_owned()))
    }
}
