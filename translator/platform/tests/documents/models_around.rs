//! The same as `models`, of what surrounds the AI products.

use std::collections::BTreeMap;

use ovhai_platform::documents::around::*;

use crate::models::{Names, compare};

fn models() -> BTreeMap<&'static str, Names> {
    BTreeMap::from([
        ("auth.AccessRule", AccessRule::MEMBERS),
        ("auth.Details", AuthDetails::MEMBERS),
        ("cloud.Component", Component::MEMBERS),
        (
            "cloud.ProjectContainerRegistryUsersCreation",
            RegistryUserCreation::MEMBERS,
        ),
        ("cloud.ProjectKubeCustomization", Customization::MEMBERS),
        (
            "cloud.ProjectKubeCustomizationAPIServer",
            ApiServer::MEMBERS,
        ),
        (
            "cloud.ProjectKubeCustomizationAPIServerAdmissionPlugins",
            AdmissionPlugins::MEMBERS,
        ),
        (
            "cloud.ProjectKubeCustomizationKubeProxy",
            KubeProxy::MEMBERS,
        ),
        (
            "cloud.ProjectKubeCustomizationKubeProxyIptables",
            KubeProxyIptables::MEMBERS,
        ),
        (
            "cloud.ProjectKubeCustomizationKubeProxyIpvs",
            KubeProxyIpvs::MEMBERS,
        ),
        (
            "cloud.ProjectKubeIpAllocationPolicy",
            IpAllocationPolicy::MEMBERS,
        ),
        ("cloud.ProjectUserCreation", UserCreation::MEMBERS),
        ("cloud.ProjectUserRoleCreation", UserRoleCreation::MEMBERS),
        ("cloud.ProjectUserRoleUpdate", UserRoleUpdate::MEMBERS),
        ("cloud.ProjectWithIAM", Project::MEMBERS),
        ("cloud.Region", Region::MEMBERS),
        ("cloud.StorageContainer", Bucket::MEMBERS),
        ("cloud.StorageContainerList", ListedBucket::MEMBERS),
        ("cloud.StorageEncryptionObject", BucketEncryption::MEMBERS),
        (
            "cloud.StorageLifecycleConfiguration",
            BucketLifecycle::MEMBERS,
        ),
        (
            "cloud.StorageLifecycleRuleAbortIncompleteMultipartUpload",
            AbortIncompleteMultipartUpload::MEMBERS,
        ),
        (
            "cloud.StorageLifecycleRuleExpiration",
            LifecycleExpiration::MEMBERS,
        ),
        ("cloud.StorageLifecycleRuleFilter", LifecycleFilter::MEMBERS),
        (
            "cloud.StorageLifecycleRuleNoncurrentVersionExpiration",
            NoncurrentVersionExpiration::MEMBERS,
        ),
        (
            "cloud.StorageLifecycleRuleNoncurrentVersionTransition",
            NoncurrentVersionTransition::MEMBERS,
        ),
        (
            "cloud.StorageLifecycleRuleTransition",
            LifecycleTransition::MEMBERS,
        ),
        ("cloud.StorageLockConfiguration", BucketLock::MEMBERS),
        (
            "cloud.StorageLockConfigurationRule",
            BucketLockRule::MEMBERS,
        ),
        ("cloud.StorageObjectList", BucketObject::MEMBERS),
        ("cloud.StorageObjectRestoreStatus", RestoreStatus::MEMBERS),
        ("cloud.StorageReplicationObject", BucketReplication::MEMBERS),
        (
            "cloud.StorageReplicationRuleDestination",
            ReplicationDestination::MEMBERS,
        ),
        (
            "cloud.StorageReplicationRuleFilter",
            ReplicationFilter::MEMBERS,
        ),
        ("cloud.StorageVersioningObject", BucketVersioning::MEMBERS),
        (
            "cloud.containerRegistry.Features",
            RegistryFeatures::MEMBERS,
        ),
        (
            "cloud.containerRegistry.IPRestrictions",
            IpRestriction::MEMBERS,
        ),
        ("cloud.containerRegistry.Limits", RegistryLimits::MEMBERS),
        ("cloud.containerRegistry.Plan", RegistryPlan::MEMBERS),
        ("cloud.containerRegistry.Registry", Registry::MEMBERS),
        ("cloud.containerRegistry.User", RegistryUser::MEMBERS),
        ("cloud.image.Image", InstanceSnapshot::MEMBERS),
        ("cloud.kube.Cluster", Cluster::MEMBERS),
        ("cloud.kube.Kubeconfig", Kubeconfig::MEMBERS),
        ("cloud.kube.Node", Node::MEMBERS),
        ("cloud.kube.NodePool", NodePool::MEMBERS),
        (
            "cloud.kube.NodePoolAttachFloatingIps",
            AttachFloatingIps::MEMBERS,
        ),
        ("cloud.kube.NodePoolAutoscaling", Autoscaling::MEMBERS),
        ("cloud.kube.NodePoolTemplate", NodeTemplate::MEMBERS),
        (
            "cloud.kube.NodePoolTemplateMetadata",
            NodeTemplateMetadata::MEMBERS,
        ),
        ("cloud.kube.NodePoolTemplateSpec", NodeTemplateSpec::MEMBERS),
        (
            "cloud.kube.PrivateNetworkConfiguration",
            PrivateNetworkConfiguration::MEMBERS,
        ),
        ("cloud.kube.Taint", Taint::MEMBERS),
        ("cloud.role.Permission", RolePermission::MEMBERS),
        ("cloud.role.Role", Role::MEMBERS),
        ("cloud.role.Roles", Roles::MEMBERS),
        ("cloud.role.Service", RoleService::MEMBERS),
        ("cloud.storage.Container", Container::MEMBERS),
        ("cloud.storage.ContainerAccess", ContainerAccess::MEMBERS),
        ("cloud.storage.ContainerDetail", ContainerDetail::MEMBERS),
        ("cloud.storage.ContainerObject", ContainerObject::MEMBERS),
        ("cloud.storage.Endpoint", Endpoint::MEMBERS),
        ("cloud.storage.LifecycleRule", LifecycleRule::MEMBERS),
        ("cloud.storage.PolicyRaw", Policy::MEMBERS),
        ("cloud.storage.PresignedURL", PresignedUrl::MEMBERS),
        (
            "cloud.storage.PresignedURLInput",
            PresignedUrlInput::MEMBERS,
        ),
        ("cloud.storage.ReplicationRule", ReplicationRule::MEMBERS),
        ("cloud.user.Configuration", ClientConfiguration::MEMBERS),
        ("cloud.user.Openrc", Openrc::MEMBERS),
        ("cloud.user.Rclone", Rclone::MEMBERS),
        ("cloud.user.S3Credentials", S3Credentials::MEMBERS),
        (
            "cloud.user.S3CredentialsSecretOnly",
            S3CredentialsSecret::MEMBERS,
        ),
        (
            "cloud.user.S3CredentialsWithSecret",
            S3CredentialsWithSecret::MEMBERS,
        ),
        ("cloud.user.User", User::MEMBERS),
        ("cloud.user.UserDetail", UserDetail::MEMBERS),
        ("cloud.volume.Snapshot", VolumeSnapshot::MEMBERS),
        ("cloud.volume.Volume", Volume::MEMBERS),
        ("iam.ResourceMetadata", ResourceMetadata::MEMBERS),
        ("iam.resource.TagFilter", TagFilter::MEMBERS),
        ("nichandle.Currency", Currency::MEMBERS),
        ("nichandle.Nichandle", Account::MEMBERS),
        ("order.catalog.public.AddonFamily", AddonFamily::MEMBERS),
        ("order.catalog.public.Catalog", Catalogue::MEMBERS),
        (
            "order.catalog.public.Configuration",
            PlanConfiguration::MEMBERS,
        ),
        (
            "order.catalog.public.ConsumptionConfiguration",
            ConsumptionConfiguration::MEMBERS,
        ),
        (
            "order.catalog.public.EngagementConfiguration",
            EngagementConfiguration::MEMBERS,
        ),
        ("order.catalog.public.Locale", Locale::MEMBERS),
        ("order.catalog.public.Plan", Plan::MEMBERS),
        ("order.catalog.public.PlanFamily", PlanFamily::MEMBERS),
        ("order.catalog.public.Pricing", Pricing::MEMBERS),
        ("order.catalog.public.PricingMinMax", PricingBounds::MEMBERS),
        ("order.catalog.public.Product", Product::MEMBERS),
        ("order.catalog.public.ProductBlob", ProductBlob::MEMBERS),
    ])
}

fn enums() -> BTreeMap<&'static str, Names> {
    BTreeMap::from([
        ("auth.HTTPMethodEnum", HttpMethod::KNOWN),
        ("auth.MethodEnum", AuthMethod::KNOWN),
        ("cloud.AccessTypeEnum", ProjectAccess::KNOWN),
        ("cloud.IpCountryEnum", IpCountry::KNOWN),
        ("cloud.RegionContinentEnum", Continent::KNOWN),
        ("cloud.RegionStatusEnum", RegionStatus::KNOWN),
        ("cloud.RegionTypeEnum", RegionType::KNOWN),
        ("cloud.ServiceStatusEnum", ServiceStatus::KNOWN),
        ("cloud.containerRegistry.StatusEnum", RegistryStatus::KNOWN),
        ("cloud.kube.ClusterStatusEnum", ClusterStatus::KNOWN),
        (
            "cloud.kube.KubeProxyIpvsSchedulerEnum",
            IpvsScheduler::KNOWN,
        ),
        ("cloud.kube.KubeProxyModeEnum", KubeProxyMode::KNOWN),
        (
            "cloud.kube.NodePoolSizeStatusEnum",
            NodePoolSizeStatus::KNOWN,
        ),
        ("cloud.kube.NodePoolStatusEnum", NodePoolStatus::KNOWN),
        ("cloud.kube.NodeStatusEnum", NodeStatus::KNOWN),
        ("cloud.kube.TaintEffectEnum", TaintEffect::KNOWN),
        ("cloud.kube.UpdatePolicyEnum", UpdatePolicy::KNOWN),
        ("cloud.project.ProjectStatusEnum", ProjectStatus::KNOWN),
        (
            "cloud.storage.EncryptionAlgorithmEnum",
            EncryptionAlgorithm::KNOWN,
        ),
        (
            "cloud.storage.LifecycleRuleStatusEnum",
            LifecycleRuleStatus::KNOWN,
        ),
        (
            "cloud.storage.LifecycleRuleTransitionStorageClassEnum",
            TransitionStorageClass::KNOWN,
        ),
        ("cloud.storage.ObjectLockModeEnum", ObjectLockMode::KNOWN),
        (
            "cloud.storage.ObjectLockStatusEnum",
            ObjectLockStatus::KNOWN,
        ),
        (
            "cloud.storage.PresignedURLMethodEnum",
            PresignedUrlMethod::KNOWN,
        ),
        (
            "cloud.storage.ReplicationRuleDeleteMarkerReplicationStatusEnum",
            DeleteMarkerReplication::KNOWN,
        ),
        (
            "cloud.storage.ReplicationRuleStatusEnum",
            ReplicationRuleStatus::KNOWN,
        ),
        ("cloud.storage.RetrievalStateEnum", RetrievalState::KNOWN),
        ("cloud.storage.StorageClassEnum", StorageClass::KNOWN),
        ("cloud.storage.TypeEnum", ContainerType::KNOWN),
        (
            "cloud.storage.VersioningStatusEnum",
            VersioningStatus::KNOWN,
        ),
        ("cloud.user.OpenrcVersionEnum", OpenrcVersion::KNOWN),
        ("cloud.user.RCloneServiceEnum", RcloneService::KNOWN),
        ("cloud.user.RoleEnum", RoleName::KNOWN),
        ("cloud.user.UserStatusEnum", UserStatus::KNOWN),
        (
            "cloud.volume.SnapshotStatusEnum",
            VolumeSnapshotStatus::KNOWN,
        ),
        ("cloud.volume.VolumeStatusEnum", VolumeStatus::KNOWN),
        ("cloud.volume.VolumeTypeEnum", VolumeType::KNOWN),
        ("iam.resourceMetadata.StateEnum", ResourceState::KNOWN),
        ("nichandle.LegalFormEnum", LegalForm::KNOWN),
        ("nichandle.OvhCompanyEnum", Company::KNOWN),
        ("nichandle.OvhSubsidiaryEnum", Subsidiary::KNOWN),
        ("nichandle.StateEnum", AccountState::KNOWN),
        ("order.cart.DurationUnitEnum", DurationUnit::KNOWN),
        (
            "order.cart.GenericProductPricingCapacitiesEnum",
            PricingCapacity::KNOWN,
        ),
        (
            "order.cart.GenericProductPricingStrategyEnum",
            PricingStrategy::KNOWN,
        ),
        (
            "order.cart.GenericProductPricingTypeEnum",
            PricingType::KNOWN,
        ),
        (
            "order.catalog.public.BillingStrategyEnum",
            BillingStrategy::KNOWN,
        ),
        (
            "order.catalog.public.PingEndPolicyEnum",
            PingEndPolicy::KNOWN,
        ),
        ("order.catalog.public.ProrataUnitEnum", ProrataUnit::KNOWN),
    ])
}

#[test]
fn every_member_and_name_is_ours_and_none_is_invented() {
    compare("models-around.json", &models(), &enums());
}
