//! `ovhai_@name@`.

use ovhai_exports::kinds::@Kind@;
use terraform_plugin::ResourceUnit;

use crate::{
    export_resource::{ExportResource, ExportUnit},
    platform::Platform,
};

impl ExportUnit for @Kind@ {
    const TYPE: &'static str = "ovhai_@name@";
    const DESCRIPTION: &'static str = "Exports @kind@ objects.";
}

/// The resource.
pub fn unit() -> ResourceUnit<Platform> {
    ResourceUnit::new(ExportResource::new(@Kind@))
}
