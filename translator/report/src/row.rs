//! The rows of the vendor's reversibility policy (platform-facts section 13), in our own words.

use std::fmt;

use ovhai_model::Category;

/// Declares the rows once, so that list, words and texts cannot disagree.
macro_rules! rows {
    ($($(#[$meta:meta])* $name:ident $word:literal $category:ident $title:literal promise $promise:literal approach $approach:literal)*) => {
        /// One feature of the reversibility policy.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Row {
            $($(#[$meta])* $name,)*
        }

        impl Row {
            /// All rows, in the policy's order.
            pub const ALL: [Self; [$($word),*].len()] = [$(Self::$name),*];

            /// The word used in state and JSON.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            /// The category the policy puts it in.
            #[must_use]
            pub const fn category(self) -> Category {
                match self { $(Self::$name => Category::$category,)* }
            }

            /// Its name for people.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }

            /// What the vendor says about leaving, in our words; one sentence.
            #[must_use]
            pub const fn promise(self) -> &'static str {
                match self { $(Self::$name => $promise,)* }
            }

            /// What an exit made with this software does about it; one sentence.
            #[must_use]
            pub const fn approach(self) -> &'static str {
                match self { $(Self::$name => $approach,)* }
            }
        }
    };
}

rows! {
    /// What runs.
    OciContainers "oci_containers" Core "Containers"
        promise "Everything runs as a standard (OCI) container, so it runs wherever containers do."
        approach "Each workload is described anew with the same image, command and settings."
    /// How it is described to the machines.
    KubernetesApi "kubernetes_api" Core "Kubernetes API"
        promise "Containers run on managed Kubernetes, whose API is the same at every provider."
        approach "Workloads become Kubernetes objects; where one needs an add-on, the add-on is named."
    /// Where images lie.
    OciRegistry "oci_registry" Core "Image registry"
        promise "Images are standard ones and can be copied out of their registries."
        approach "Images keep their names; those that end with the project are named, to be copied first."
    /// How it is told and kept as text.
    ApiCliIac "api_cli_iac" Core "API, command line, infrastructure as code"
        promise "What runs can be read out as YAML or JSON."
        approach "The platform's own description of each workload is kept beside what is made of it."
    /// Who may do what, and what must not be known.
    AccessAndSecrets "access_and_secrets" Implementation "Access and secrets"
        promise "Identities, rights and secrets are done the vendor's way and have to be set up anew."
        approach "Secret values are never taken out; what has to be created anew is listed by name."
    /// How many replicas, and how requests reach them.
    ScalingAndLoadBalancing "scaling_and_load_balancing" Implementation "Scaling and load balancing"
        promise "Automatic scaling and the distribution of requests have to be set up anew."
        approach "Scaling rules and addresses are translated; every difference is named."
    /// What is known about it while it runs.
    MonitoringAndLogging "monitoring_and_logging" Implementation "Monitoring and logging"
        promise "Logs, metrics and alerts have to be set up anew."
        approach "Health checks are translated; what was collected so far is named, to be saved in time."
    /// What it reads and writes.
    PersistentStorage "persistent_storage" Implementation "Persistent storage"
        promise "Data can be taken out; how it reaches the containers has to be set up anew."
        approach "Volumes are translated; the data to be copied is listed with its size."
    /// Code for the vendor's own Terraform modules.
    TerraformModules "terraform_modules" Specific "The vendor's Terraform modules"
        promise "Code that uses the vendor's own modules has to be rewritten; that it can be is not guaranteed."
        approach "Objects that such code may manage are named."
    /// Protection of public addresses, and what else only the vendor's network does.
    AntiDdos "anti_ddos" Specific "The vendor's network (Anti-DDoS)"
        promise "Protection against floods of traffic is part of the vendor's network; a migration is not guaranteed."
        approach "Public addresses that lose it are named, and so is bandwidth that nobody else promises."
}

impl Row {
    /// Its place in [`Row::ALL`].
    pub(crate) const fn index(self) -> usize {
        self as usize
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_counted_in_the_policys_order() {
        for (index, row) in Row::ALL.into_iter().enumerate() {
            assert_eq!(row.index(), index);
            assert!(row.promise().ends_with('.') && row.approach().ends_with('.'));
        }
        assert!(Row::ALL.is_sorted_by_key(|row| row.category()));
    }
}
