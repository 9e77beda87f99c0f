//! What a person should know, where it is raised with what it says.
//!
//! Slugs are promises: never renamed, never reused. `docs/guides/translator-findings.md` lists them all.

use ovhai_model::{Category, Fidelity, FindingKind};

/// Declares the kinds and the list of them in one go.
macro_rules! kinds {
    ($($name:ident: $slug:literal $fidelity:ident $category:ident $title:literal $hint:literal)*) => {
        $(
            #[doc = $title]
            pub const $name: FindingKind = FindingKind {
                slug: $slug,
                fidelity: Fidelity::$fidelity,
                category: Category::$category,
                title: $title,
                hint: $hint,
            };
        )*

        /// Every kind the engine itself raises, in the order documentation lists them.
        pub const KINDS: &[&FindingKind] = &[$(&$name),*];
    };
}

kinds! {
    FORGET_FIRST: "state/forget-first" Adapted Specific
        "it stays until the state no longer holds anything of the vendor's"
        "apply the rewritten configuration, so that the state forgets what left; then run the cleanup phase"
    STATE_BLOCK: "state/block-stays" Adapted Specific
        "a block about the state names something of the vendor's"
        "it does its work when the configuration is applied; the cleanup phase removes it"
    OLD_TERRAFORM: "state/terraform-too-old" Manual Specific
        "`required_version` allows no release that knows `removed` blocks (1.7)"
        "run the generated script once instead, or allow a newer release"
    STATE_ONLY: "state/not-in-code" Manual Specific
        "the state holds something of the vendor's that the code does not declare"
        "the next apply would destroy it, or another module looks after it: declare it, or write a `removed` block with `destroy = false`"
    CODE_ONLY: "state/not-in-state" Adapted Specific
        "the code declares something that the state does not hold"
        "it was never applied, or the state is not the one that belongs to this code: make sure which"
    PARTS: "state/instances-part-ways" Manual Specific
        "instances of one block would become different things, and the state can only forget a block as a whole"
        "give every kind a block of its own, say with `moved` blocks which instance went where, apply that, then rewrite again"
    PARTED: "state/instances-parted" Manual Specific
        "instances of one block would become different things, so each kind has a block of its own now, and `parted.tf` says which instance went where"
        "apply it, which only moves addresses in the state; then delete `parted.tf` and rewrite again"
    PLAN_DESTROYS: "state/plan-destroys" Manual Specific
        "the plan destroys something"
        "make sure that nobody needs it; what only leaves the code is forgotten through a `removed` block"
    PLAN_DESTROYS_DATA: "state/plan-destroys-data" Unsupported Specific
        "the plan destroys something that holds data"
        "do not apply it: keep the block, or write a `removed` block with `destroy = false`, and plan again"
    TRIGGER: "state/trigger-does-not-carry" Manual Implementation
        "`replace_triggered_by` can name resources only, and what it named is a module now"
        "let a `terraform_data` resource take the module's output as its input, and name that"
    PROVISIONER: "state/provisioner-would-run-elsewhere" Manual Specific
        "the block runs provisioners"
        "move what they do to where it belongs, then rewrite again"
    PROVIDER: "provider/not-configured" Manual Implementation
        "a module needs a provider that the root module does not configure"
        "add a `provider` block for it to the root module, pointing at the new platform"
    PROVIDER_ALIAS: "provider/alias-does-not-carry" Manual Implementation
        "which account or place the block belonged to was said by its provider's alias; the module has the provider that has none"
        "where blocks of several aliases must not end up in one place, configure a provider for each and hand it on by `providers = { … }` of the module call"
    PROVIDER_REQUIRED: "provider/not-required" Manual Implementation
        "a module needs a provider, and the file that says which are required is not rewritten"
        "add it to `required_providers` there"
    PROVIDER_LOCK: "provider/not-locked" Adapted Implementation
        "a module needs a provider that the lock file does not know"
        "run `terraform init`, and `terraform providers lock` for the systems it also runs on; commit the lock file"
    PROVIDER_VERSIONS: "provider/versions-disagree" Manual Implementation
        "a module needs another provider of that name, or another release, than the configuration allows"
        "move the configuration to what both allow, or change the module"
    LIFECYCLE: "state/lifecycle-does-not-carry" Manual Implementation
        "`lifecycle` settings do not carry over to a module call"
        "decide whether the new resources need them; they belong into the generated module"
    CHANGES: "state/rules-of-changes-do-not-carry" Adapted Implementation
        "which changes Terraform leaves alone, or that it replaces before it destroys, cannot be said of a module call"
        "where something else changes what the module manages, say the same in the `lifecycle` of its resource"
    CONDITION: "state/condition-has-a-block-of-its-own" Adapted Implementation
        "a condition cannot be said of a module call; a `terraform_data` beside it checks it now"
        "nothing, if a check at the same time of a plan is enough"
    BACKEND: "backend/moves-by-itself" Manual Specific
        "the state lies on the platform"
        "copy the state first: `terraform init -migrate-state` with the new settings, in a change of its own"
    BACKEND_SETTINGS: "backend/settings-moved-out" Manual Specific
        "where the state lies is said by a file of settings from now on"
        "fill the file in and follow the steps at its top; nothing else may change until the state has moved"
    OPENSTACK: "openstack/on-the-platform" Manual Specific
        "it lies on the platform, through the interface of OpenStack"
        "keep it with another OpenStack provider's address and names, or write what takes its place by hand; the message says what it is elsewhere"
    NO_EQUIVALENT: "type/no-equivalent" Unsupported Specific
        "there is nothing like it elsewhere"
        "decide by hand what takes its place"
    BY_HAND: "type/by-hand" Manual Specific
        "no rule translates this type yet"
        "write what takes its place by hand; the message says what it is elsewhere"
    SET_UP_BY_HAND: "type/set-up-by-hand" Manual Specific
        "it goes, and nothing takes its place by itself"
        "the message says what it is elsewhere; set that up, and give the variables that ask for it their values"
    REVIEW: "type/review-what-takes-its-place" Adapted Implementation
        "what takes its place does not do everything it did"
        "the message says what to check"
    OWN_TYPE: "type/of-the-exit-itself" Manual Implementation
        "it belongs to the provider that carries out the exit"
        "export the workloads with that provider; remove the block when the exit is done"
    UNKNOWN_TYPE: "type/unknown" Unsupported Specific
        "no release of the vendor's provider documents this type"
        "check its name; if it is right, translate it by hand"
    DECLARED_TWICE: "type/declared-twice" Manual Specific
        "the same address is declared more than once, by mistake or in an override file"
        "leave one of the blocks, then rewrite again"
    NOT_CONFIRMED: "type/result-not-confirmed" Unsupported Specific
        "the second scan did not confirm the rewrite of this module, so it stays as it is"
        "translate it by hand, and please report this with the module"
    LINKED: "type/in-linked-files" Manual Specific
        "files of this module are shared by links, and one change would not do for all, so it stays as it is"
        "make what is shared a module, or copy the files, then rewrite again; the message says which modules disagree"
    BESIDE_UNREADABLE: "type/beside-unreadable-file" Manual Specific
        "another file of this module could not be read, so it stays as it is: what is said there would be lost"
        "make the file readable, then rewrite again"
    OTHER_PHASE: "type/other-phase" Adapted Specific
        "this phase leaves it alone"
        "nothing; the phase that rewrites deals with it"
    LEFT_OUT: "type/left-out" Manual Specific
        "the run was told to leave this type alone"
        "run again without the restriction"
    UNKNOWN_ATTRIBUTE: "attribute/unknown" Manual Specific
        "no release of the vendor's provider documents this attribute"
        "check its name; what it says is not carried over"
    NOT_CARRIED: "attribute/not-carried" Adapted Specific
        "an argument is not carried over"
        "the message says why; decide whether the new place needs something for it"
    SHAPE: "attribute/shape-not-understood" Manual Specific
        "an argument is written in a way that cannot be read ahead of a run"
        "write it out, or translate the block by hand"
    REGION: "attribute/region-of-the-platform" Adapted Implementation
        "a region has another name, or none, on the new platform"
        "check the value that is passed on"
    INPUT_NEEDED: "input/value-needed" Manual Implementation
        "a variable needs a value that the platform used to give"
        "copy neutral.auto.tfvars.example beside the root module to neutral.auto.tfvars and fill it in, or set it where the other variables are set"
    UNREAD: "input/no-longer-read" Adapted Implementation
        "a variable was read by what is gone only"
        "remove it, and its values, where they are set"
    NEEDED_BY_KEPT: "reference/needed-by-what-stays" Manual Specific
        "something that stays refers to it, so it stays too"
        "deal with what refers to it first"
    PARENT_STAYS: "reference/what-it-belongs-to-stays" Manual Specific
        "it would become a part of something that stays, or that there are several of"
        "deal with what it belongs to first"
    NO_PLACE: "reference/no-place-in-what-it-belongs-to" Manual Specific
        "what it belonged to has no argument for it on the new platform"
        "set it up by hand there; what was read of it became variables"
    UNREADABLE_BLOCK: "reference/in-unreadable-block" Manual Specific
        "a block that cannot be read refers to it, so it stays"
        "correct the block, then rewrite again"
    NO_COUNTERPART: "reference/no-counterpart" Manual Specific
        "a reference takes something that has no counterpart"
        "take only the attributes that are needed, then rewrite again"
    TO_KEPT: "reference/to-what-stays" Adapted Specific
        "it refers to something that stays"
        "nothing to do until that is dealt with"
    BECAME_INPUT: "reference/became-input" Manual Specific
        "an attribute that is read has no counterpart and became a variable"
        "set the variable, or remove what reads it"
    WHOLE_OBJECT: "reference/whole-object" Adapted Implementation
        "a whole object is passed on; it now has the outputs of the new module"
        "check that what receives it reads nothing else"
    JSON: "file/json-is-not-rewritten" Manual Specific
        "a block in JSON syntax repeats something within a value, and cannot be told from one"
        "convert the file to native syntax, then rewrite again"
    UNREADABLE_FILE: "file/cannot-be-read" Unsupported Specific
        "the file could not be read"
        "make it readable, then run again"
    UNREADABLE_PART: "file/part-cannot-be-parsed" Manual Specific
        "a part of the file is no valid configuration; it is left as it is"
        "correct it, then run again"
    ENCRYPTED: "file/encrypted" Manual Specific
        "the file is encrypted; what is in it is not known"
        "unlock the repository, then run again"
    BINARY: "file/binary" Manual Specific
        "a file that is no text names the vendor"
        "replace it where it came from"
    BINARY_WORD: "file/binary-by-chance" Exact Specific
        "a few bytes of a file that is no text look like the vendor's name"
        "nothing, unless the file is known to hold something of the vendor's"
    ODD: "file/not-regular" Adapted Specific
        "it has the name of a configuration file and is none"
        "nothing, unless it was meant to be one"
    HOST: "literal/platform-host" Manual Specific
        "a host name of the platform is written out"
        "replace it by the name of the new place, best through a variable"
    HOST_INPUT: "literal/host-became-variable" Adapted Specific
        "a host of the platform was written out and is a variable now"
        "set the variable to the host of the new place"
    VENDOR_WORD: "literal/vendor-word" Adapted Specific
        "a value names the vendor"
        "decide whether it should stay as it is"
    ENVIRONMENT: "script/environment" Manual Specific
        "an environment variable of the vendor's tools is used"
        "replace it together with the tool that reads it"
    COMMAND: "script/vendor-command" Manual Specific
        "a command of the vendor is called"
        "replace it by the tool of the new place"
    WORKLOAD_COMMAND: "script/workload-command" Manual Core
        "a command starts a workload on the platform"
        "apply the manifests beside the script instead (`kubectl apply -f FOLDER`), and wait with `kubectl rollout status` or `kubectl wait`"
    NO_MANIFESTS: "script/no-manifests" Manual Core
        "no manifests can be made of a command that starts a workload"
        "write them by hand; the message says why"
    REGISTRY_LOGIN: "literal/registry-of-the-platform" Manual Core
        "a registry of the platform is named: images are pulled from it or pushed to it, or somebody logs in"
        "copy the images to the new registry and name that, best through a variable of the CI"
    OBJECT_STORE: "literal/object-storage-endpoint" Manual Implementation
        "an endpoint of the platform's object storage is written out"
        "copy the data, then give the endpoint of the new store, best through a variable; keys and region change with it"
    OPENSTACK_COMMAND: "script/openstack-command" Manual Specific
        "a command of OpenStack is called in a file that names the platform"
        "replace it by the tool of the new place, or point its settings at another OpenStack"
    AI_HOST: "literal/workload-address" Manual Core
        "an address of the platform's AI services is written out"
        "give the address that the workload has on the cluster: its ingress, or its service"
    API_HOST: "literal/platform-interface" Manual Specific
        "an address of the platform's own interface is called"
        "do with the tools of the new place what this asked of the platform"
    MODULE_FROM_ELSEWHERE: "module/from-elsewhere" Manual Specific
        "a module that is not in this repository declares something of the vendor's"
        "use a version of it that does not, or take a copy into the repository and rewrite again"
    TEST_REFERENCE: "file/test-of-what-left" Manual Specific
        "a test speaks of a block that left"
        "test what takes its place: the message names the module call, whose outputs a test can read"
    NAME: "name/vendor-in-name" Exact Specific
        "a name that a person gave speaks of the vendor"
        "it works as it is; rename it when it suits"
    COMMENT: "comment/vendor-named" Exact Specific
        "a comment speaks of the vendor"
        "change it when it suits"
    TEXT: "text/vendor-named" Exact Specific
        "a text speaks of the vendor"
        "change it when it suits"
}
