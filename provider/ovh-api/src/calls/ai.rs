//! The calls under `/cloud/project/{serviceName}/ai`.

use super::{Call, calls};

calls! {
    table AI;

    /// All apps.
    APPS = "GET" "/cloud/project/{serviceName}/ai/app" iam "publicCloudProject:apiovh:ai/app/get";
    /// Creates an app.
    CREATE_APP = "POST" "/cloud/project/{serviceName}/ai/app" iam "publicCloudProject:apiovh:ai/app/create" (once);
    /// The `ovhai` command of a spec; creates nothing (platform-facts: "nothing is created").
    APP_COMMAND = "POST" "/cloud/project/{serviceName}/ai/app/command"
        iam "publicCloudProject:apiovh:ai/app/command/get";
    /// One app.
    APP = "GET" "/cloud/project/{serviceName}/ai/app/{appId}" iam "publicCloudProject:apiovh:ai/app/get";
    /// Changes an app.
    UPDATE_APP = "PUT" "/cloud/project/{serviceName}/ai/app/{appId}" iam "publicCloudProject:apiovh:ai/app/edit";
    /// Deletes an app.
    DELETE_APP = "DELETE" "/cloud/project/{serviceName}/ai/app/{appId}" iam "publicCloudProject:apiovh:ai/app/delete";
    /// Copies data of an app's volumes.
    SYNC_APP = "POST" "/cloud/project/{serviceName}/ai/app/{appId}/datasync"
        iam "publicCloudProject:apiovh:ai/datasync/create" (once);
    /// Changes the image alone.
    SET_APP_IMAGE = "PUT" "/cloud/project/{serviceName}/ai/app/{appId}/image"
        iam "publicCloudProject:apiovh:ai/app/image/edit";
    /// Sets or deletes one label.
    SET_APP_LABEL = "PUT" "/cloud/project/{serviceName}/ai/app/{appId}/label"
        iam "publicCloudProject:apiovh:ai/app/label/edit";
    /// Log lines.
    APP_LOG = "GET" "/cloud/project/{serviceName}/ai/app/{appId}/log" iam "publicCloudProject:apiovh:ai/app/log/get";
    /// Replaces the scaling strategy.
    SET_APP_SCALING = "PUT" "/cloud/project/{serviceName}/ai/app/{appId}/scalingstrategy"
        iam "publicCloudProject:apiovh:ai/app/scalingstrategy/edit";
    /// Starts a stopped app.
    START_APP = "PUT" "/cloud/project/{serviceName}/ai/app/{appId}/start" iam "publicCloudProject:apiovh:ai/app/start";
    /// Stops an app.
    STOP_APP = "PUT" "/cloud/project/{serviceName}/ai/app/{appId}/stop" iam "publicCloudProject:apiovh:ai/app/stop";

    /// Is the project authorised for AI?
    AUTHORIZATION = "GET" "/cloud/project/{serviceName}/ai/authorization"
        iam "publicCloudProject:apiovh:ai/authorization/get";
    /// Authorises it. Repeating it is harmless (inferred).
    AUTHORIZE = "POST" "/cloud/project/{serviceName}/ai/authorization"
        iam "publicCloudProject:apiovh:ai/authorization/create";

    /// What the platform offers this project.
    FEATURES = "GET" "/cloud/project/{serviceName}/ai/capabilities/feature"
        iam "publicCloudProject:apiovh:ai/capabilities/feature/get";
    /// Quotas.
    QUOTA = "GET" "/cloud/project/{serviceName}/ai/capabilities/quota"
        iam "publicCloudProject:apiovh:ai/capabilities/quota/get";
    /// Regions.
    REGIONS = "GET" "/cloud/project/{serviceName}/ai/capabilities/region"
        iam "publicCloudProject:apiovh:ai/capabilities/region/get";
    /// One region.
    REGION = "GET" "/cloud/project/{serviceName}/ai/capabilities/region/{region}"
        iam "publicCloudProject:apiovh:ai/capabilities/region/get";
    /// Images of the vendor's catalogue for apps.
    APP_IMAGES = "GET" "/cloud/project/{serviceName}/ai/capabilities/region/{region}/app/image"
        iam "publicCloudProject:apiovh:ai/capabilities/region/app/image/get";
    /// Names of the storage regions that a region can reach.
    DATA_REGIONS = "GET" "/cloud/project/{serviceName}/ai/capabilities/region/{region}/data/region"
        iam "publicCloudProject:apiovh:ai/capabilities/region/data/region/get";
    /// Flavors of a region.
    FLAVORS = "GET" "/cloud/project/{serviceName}/ai/capabilities/region/{region}/flavor"
        iam "publicCloudProject:apiovh:ai/capabilities/region/flavor/get";
    /// One flavor.
    FLAVOR = "GET" "/cloud/project/{serviceName}/ai/capabilities/region/{region}/flavor/{flavorId}"
        iam "publicCloudProject:apiovh:ai/capabilities/region/flavor/get";
    /// Images of the vendor's catalogue for jobs.
    JOB_IMAGES = "GET" "/cloud/project/{serviceName}/ai/capabilities/region/{region}/job/image"
        iam "publicCloudProject:apiovh:ai/capabilities/region/job/image/get";
    /// Notebook editors of a region.
    EDITORS = "GET" "/cloud/project/{serviceName}/ai/capabilities/region/{region}/notebook/editor"
        iam "publicCloudProject:apiovh:ai/capabilities/region/notebook/editor/get";
    /// One notebook editor.
    EDITOR = "GET" "/cloud/project/{serviceName}/ai/capabilities/region/{region}/notebook/editor/{editorId}"
        iam "publicCloudProject:apiovh:ai/capabilities/region/notebook/editor/get";
    /// Notebook frameworks of a region.
    FRAMEWORKS = "GET" "/cloud/project/{serviceName}/ai/capabilities/region/{region}/notebook/framework"
        iam "publicCloudProject:apiovh:ai/capabilities/region/notebook/framework/get";
    /// One notebook framework.
    FRAMEWORK = "GET" "/cloud/project/{serviceName}/ai/capabilities/region/{region}/notebook/framework/{frameworkId}"
        iam "publicCloudProject:apiovh:ai/capabilities/region/notebook/framework/get";
    /// How long a region keeps backups of notebook workspaces.
    REGION_RETENTION = "GET" "/cloud/project/{serviceName}/ai/capabilities/region/{region}/notebook/workspacebackupretentionpolicy"
        iam "publicCloudProject:apiovh:ai/capabilities/region/notebook/workspaceBackupRetentionPolicy/get";
    /// Changes how long a region keeps backups.
    SET_REGION_RETENTION = "PUT" "/cloud/project/{serviceName}/ai/capabilities/region/{region}/notebook/workspacebackupretentionpolicy"
        iam "publicCloudProject:apiovh:ai/capabilities/region/notebook/workspaceBackupRetentionPolicy/edit";
    /// Presets of a region.
    PRESETS = "GET" "/cloud/project/{serviceName}/ai/capabilities/region/{region}/preset"
        iam "publicCloudProject:apiovh:ai/capabilities/region/preset/get";
    /// One preset.
    PRESET = "GET" "/cloud/project/{serviceName}/ai/capabilities/region/{region}/preset/{presetId}"
        iam "publicCloudProject:apiovh:ai/capabilities/region/preset/get";

    /// Regions that have data stores.
    DATA_STORE_REGIONS = "GET" "/cloud/project/{serviceName}/ai/data/region"
        iam "publicCloudProject:apiovh:ai/data/region/get";
    /// One of them.
    DATA_STORE_REGION = "GET" "/cloud/project/{serviceName}/ai/data/region/{region}"
        iam "publicCloudProject:apiovh:ai/data/region/get";
    /// Data stores of a region.
    DATA_STORES = "GET" "/cloud/project/{serviceName}/ai/data/region/{region}/alias"
        iam "publicCloudProject:apiovh:ai/data/region/alias/get";
    /// Adds a data store.
    CREATE_DATA_STORE = "POST" "/cloud/project/{serviceName}/ai/data/region/{region}/alias"
        iam "publicCloudProject:apiovh:ai/data/region/alias/create" (once);
    /// One data store.
    DATA_STORE = "GET" "/cloud/project/{serviceName}/ai/data/region/{region}/alias/{alias}"
        iam "publicCloudProject:apiovh:ai/data/region/alias/get";
    /// Replaces a data store.
    UPDATE_DATA_STORE = "PUT" "/cloud/project/{serviceName}/ai/data/region/{region}/alias/{alias}"
        iam "publicCloudProject:apiovh:ai/data/region/alias/edit";
    /// Removes a data store; the data stay.
    DELETE_DATA_STORE = "DELETE" "/cloud/project/{serviceName}/ai/data/region/{region}/alias/{alias}"
        iam "publicCloudProject:apiovh:ai/data/region/alias/delete";
    /// Credentials of a data store, in clear.
    DATA_STORE_AUTH = "GET" "/cloud/project/{serviceName}/ai/data/region/{region}/alias/{alias}/auth"
        iam "publicCloudProject:apiovh:ai/data/region/alias/auth/get";

    /// All jobs, finished ones included.
    JOBS = "GET" "/cloud/project/{serviceName}/ai/job" iam "publicCloudProject:apiovh:ai/job/get";
    /// Submits a job.
    CREATE_JOB = "POST" "/cloud/project/{serviceName}/ai/job" iam "publicCloudProject:apiovh:ai/job/create" (once);
    /// Preset images (deprecated).
    JOB_PRESET_IMAGES = "GET" "/cloud/project/{serviceName}/ai/job/capabilities/presetImage"
        iam "publicCloudProject:apiovh:ai/job/capabilities/presetImage/get";
    /// The `ovhai` command of a spec; creates nothing.
    JOB_COMMAND = "POST" "/cloud/project/{serviceName}/ai/job/command"
        iam "publicCloudProject:apiovh:ai/job/command/get";
    /// One job.
    JOB = "GET" "/cloud/project/{serviceName}/ai/job/{jobId}" iam "publicCloudProject:apiovh:ai/job/get";
    /// Deletes a job.
    DELETE_JOB = "DELETE" "/cloud/project/{serviceName}/ai/job/{jobId}" iam "publicCloudProject:apiovh:ai/job/delete";
    /// Copies data of a job's volumes.
    SYNC_JOB = "POST" "/cloud/project/{serviceName}/ai/job/{jobId}/datasync"
        iam "publicCloudProject:apiovh:ai/job/datasync/create" (once);
    /// Interrupts a job.
    KILL_JOB = "PUT" "/cloud/project/{serviceName}/ai/job/{jobId}/kill" iam "publicCloudProject:apiovh:ai/job/kill";
    /// Sets or deletes one label.
    SET_JOB_LABEL = "PUT" "/cloud/project/{serviceName}/ai/job/{jobId}/label"
        iam "publicCloudProject:apiovh:ai/job/label/edit";
    /// Log lines.
    JOB_LOG = "GET" "/cloud/project/{serviceName}/ai/job/{jobId}/log" iam "publicCloudProject:apiovh:ai/job/log/get";

    /// All notebooks.
    NOTEBOOKS = "GET" "/cloud/project/{serviceName}/ai/notebook" iam "publicCloudProject:apiovh:ai/notebook/get";
    /// Creates a notebook.
    CREATE_NOTEBOOK = "POST" "/cloud/project/{serviceName}/ai/notebook"
        iam "publicCloudProject:apiovh:ai/notebook/create" (once);
    /// Editors (superseded by the regional call).
    LEGACY_EDITORS = "GET" "/cloud/project/{serviceName}/ai/notebook/capabilities/editor"
        iam "publicCloudProject:apiovh:ai/notebook/capabilities/editor/get";
    /// Frameworks (superseded by the regional call).
    LEGACY_FRAMEWORKS = "GET" "/cloud/project/{serviceName}/ai/notebook/capabilities/framework"
        iam "publicCloudProject:apiovh:ai/notebook/capabilities/framework/get";
    /// The `ovhai` command of a spec; creates nothing.
    NOTEBOOK_COMMAND = "POST" "/cloud/project/{serviceName}/ai/notebook/command"
        iam "publicCloudProject:apiovh:ai/notebook/command/get";
    /// One notebook.
    NOTEBOOK = "GET" "/cloud/project/{serviceName}/ai/notebook/{notebookId}"
        iam "publicCloudProject:apiovh:ai/notebook/get";
    /// Changes a notebook.
    UPDATE_NOTEBOOK = "PUT" "/cloud/project/{serviceName}/ai/notebook/{notebookId}"
        iam "publicCloudProject:apiovh:ai/notebook/edit";
    /// Deletes a notebook.
    DELETE_NOTEBOOK = "DELETE" "/cloud/project/{serviceName}/ai/notebook/{notebookId}"
        iam "publicCloudProject:apiovh:ai/notebook/delete";
    /// Backups of a notebook.
    BACKUPS = "GET" "/cloud/project/{serviceName}/ai/notebook/{notebookId}/backup"
        iam "publicCloudProject:apiovh:ai/notebook/backup/get";
    /// One backup.
    BACKUP = "GET" "/cloud/project/{serviceName}/ai/notebook/{notebookId}/backup/{backupId}"
        iam "publicCloudProject:apiovh:ai/notebook/backup/get";
    /// Creates a notebook from a backup.
    FORK_BACKUP = "POST" "/cloud/project/{serviceName}/ai/notebook/{notebookId}/backup/{backupId}/fork"
        iam "publicCloudProject:apiovh:ai/notebook/backup/fork" (once);
    /// Copies data of a notebook's volumes.
    SYNC_NOTEBOOK = "POST" "/cloud/project/{serviceName}/ai/notebook/{notebookId}/datasync"
        iam "publicCloudProject:apiovh:ai/notebook/datasync/create" (once);
    /// Sets or deletes one label.
    SET_NOTEBOOK_LABEL = "PUT" "/cloud/project/{serviceName}/ai/notebook/{notebookId}/label"
        iam "publicCloudProject:apiovh:ai/notebook/label/edit";
    /// Log lines; takes no paging.
    NOTEBOOK_LOG = "GET" "/cloud/project/{serviceName}/ai/notebook/{notebookId}/log"
        iam "publicCloudProject:apiovh:ai/notebook/log/get";
    /// Restarts a notebook. A second restart after a broken connection may do it twice.
    RESTART_NOTEBOOK = "PUT" "/cloud/project/{serviceName}/ai/notebook/{notebookId}/restart"
        iam "publicCloudProject:apiovh:ai/notebook/restart" (once);
    /// Starts a stopped notebook.
    START_NOTEBOOK = "PUT" "/cloud/project/{serviceName}/ai/notebook/{notebookId}/start"
        iam "publicCloudProject:apiovh:ai/notebook/start";
    /// Stops a notebook.
    STOP_NOTEBOOK = "PUT" "/cloud/project/{serviceName}/ai/notebook/{notebookId}/stop"
        iam "publicCloudProject:apiovh:ai/notebook/stop";
    /// How long backups of a notebook are kept.
    NOTEBOOK_RETENTION = "GET" "/cloud/project/{serviceName}/ai/notebook/{notebookId}/workspacebackupretentionpolicy"
        iam "publicCloudProject:apiovh:ai/notebook/workspaceBackupRetentionPolicy/get";
    /// Changes how long backups of a notebook are kept.
    SET_NOTEBOOK_RETENTION = "PUT" "/cloud/project/{serviceName}/ai/notebook/{notebookId}/workspacebackupretentionpolicy"
        iam "publicCloudProject:apiovh:ai/notebook/workspaceBackupRetentionPolicy/edit";

    /// Regions that have partners.
    PARTNER_REGIONS = "GET" "/cloud/project/{serviceName}/ai/partners/region"
        iam "publicCloudProject:apiovh:ai/partners/region/get";
    /// One of them.
    PARTNER_REGION = "GET" "/cloud/project/{serviceName}/ai/partners/region/{region}"
        iam "publicCloudProject:apiovh:ai/partners/region/get";
    /// Partners of a region.
    PARTNERS = "GET" "/cloud/project/{serviceName}/ai/partners/region/{region}/partner"
        iam "publicCloudProject:apiovh:ai/partners/region/partner/get";
    /// One partner.
    PARTNER = "GET" "/cloud/project/{serviceName}/ai/partners/region/{region}/partner/{partnerId}"
        iam "publicCloudProject:apiovh:ai/partners/region/partner/get";

    /// Private registries.
    REGISTRIES = "GET" "/cloud/project/{serviceName}/ai/registry" iam "publicCloudProject:apiovh:ai/registry/get";
    /// Adds a registry.
    CREATE_REGISTRY = "POST" "/cloud/project/{serviceName}/ai/registry"
        iam "publicCloudProject:apiovh:ai/registry/create" (once);
    /// One registry.
    REGISTRY = "GET" "/cloud/project/{serviceName}/ai/registry/{registryId}"
        iam "publicCloudProject:apiovh:ai/registry/get";
    /// Changes a registry.
    UPDATE_REGISTRY = "PUT" "/cloud/project/{serviceName}/ai/registry/{registryId}"
        iam "publicCloudProject:apiovh:ai/registry/edit";
    /// Removes a registry.
    DELETE_REGISTRY = "DELETE" "/cloud/project/{serviceName}/ai/registry/{registryId}"
        iam "publicCloudProject:apiovh:ai/registry/delete";

    /// Application tokens, without their values.
    TOKENS = "GET" "/cloud/project/{serviceName}/ai/token" iam "publicCloudProject:apiovh:ai/token/get";
    /// Makes a token; its value is in this answer only.
    CREATE_TOKEN = "POST" "/cloud/project/{serviceName}/ai/token"
        iam "publicCloudProject:apiovh:ai/token/create" (once);
    /// One token, without its value.
    TOKEN = "GET" "/cloud/project/{serviceName}/ai/token/{id}" iam "publicCloudProject:apiovh:ai/token/get";
    /// Deletes a token, which ends its use at once.
    DELETE_TOKEN = "DELETE" "/cloud/project/{serviceName}/ai/token/{id}"
        iam "publicCloudProject:apiovh:ai/token/delete";
    /// Gives a token a new value, which is in this answer only; the old one ends.
    RENEW_TOKEN = "POST" "/cloud/project/{serviceName}/ai/token/{id}/renew"
        iam "publicCloudProject:apiovh:ai/token/renew" (once);
}
