//! Explanations of states.

use super::declare::{document, open_enum};

document! {
    /// Why something is in its state.
    pub struct Info {
        /// For machines.
        pub code: Option<InfoCode> = "code",
        /// For people.
        pub message: Option<String> = "message",
    }
}

open_enum! {
    /// For machines: why something is in its state.
    pub enum InfoCode {
        AppCreateError = "APP_CREATE_ERROR",
        AppError = "APP_ERROR",
        AppFailed = "APP_FAILED",
        AppInitializing = "APP_INITIALIZING",
        AppInterruptedByPlatform = "APP_INTERRUPTED_BY_PLATFORM",
        AppInterruptedByUser = "APP_INTERRUPTED_BY_USER",
        AppQueued = "APP_QUEUED",
        AppRunning = "APP_RUNNING",
        AppScaling = "APP_SCALING",
        AppStopped = "APP_STOPPED",
        AppStopping = "APP_STOPPING",
        Compatibility = "COMPATIBILITY",
        DatasyncAuthenticateFailed = "DATASYNC_AUTHENTICATE_FAILED",
        DatasyncDataStoreNotFound = "DATASYNC_DATA_STORE_NOT_FOUND",
        DatasyncDone = "DATASYNC_DONE",
        DatasyncError = "DATASYNC_ERROR",
        DatasyncFailed = "DATASYNC_FAILED",
        DatasyncInterrupted = "DATASYNC_INTERRUPTED",
        DatasyncInvalidContainer = "DATASYNC_INVALID_CONTAINER",
        DatasyncProgressFailedForbidden = "DATASYNC_PROGRESS_FAILED_FORBIDDEN",
        DatasyncProgressFailedInvalidCredentials = "DATASYNC_PROGRESS_FAILED_INVALID_CREDENTIALS",
        DatasyncProgressFailedNotFound = "DATASYNC_PROGRESS_FAILED_NOT_FOUND",
        DatasyncProgressFailedTransientError = "DATASYNC_PROGRESS_FAILED_TRANSIENT_ERROR",
        DatasyncProgressFailedUnknownError = "DATASYNC_PROGRESS_FAILED_UNKNOWN_ERROR",
        DatasyncQueued = "DATASYNC_QUEUED",
        DatasyncRetryError = "DATASYNC_RETRY_ERROR",
        DatasyncRunning = "DATASYNC_RUNNING",
        JobCreateContainerConfigError = "JOB_CREATE_CONTAINER_CONFIG_ERROR",
        JobCreateContainerError = "JOB_CREATE_CONTAINER_ERROR",
        JobDone = "JOB_DONE",
        JobError = "JOB_ERROR",
        JobEvicted = "JOB_EVICTED",
        JobFailed = "JOB_FAILED",
        JobFailedWithMessage = "JOB_FAILED_WITH_MESSAGE",
        JobFinalizing = "JOB_FINALIZING",
        JobImageInspectError = "JOB_IMAGE_INSPECT_ERROR",
        JobImagePull = "JOB_IMAGE_PULL",
        JobImagePullBackoff = "JOB_IMAGE_PULL_BACKOFF",
        JobInitializing = "JOB_INITIALIZING",
        JobInterrupted = "JOB_INTERRUPTED",
        JobInterruptedByPlatform = "JOB_INTERRUPTED_BY_PLATFORM",
        JobInterrupting = "JOB_INTERRUPTING",
        JobInvalidImageName = "JOB_INVALID_IMAGE_NAME",
        JobPending = "JOB_PENDING",
        JobQueued = "JOB_QUEUED",
        JobRegistryUnavailable = "JOB_REGISTRY_UNAVAILABLE",
        JobRunning = "JOB_RUNNING",
        JobSyncFailed = "JOB_SYNC_FAILED",
        JobTimeout = "JOB_TIMEOUT",
        NotebookFailed = "NOTEBOOK_FAILED",
        NotebookFailedWithMessage = "NOTEBOOK_FAILED_WITH_MESSAGE",
        NotebookFinalizing = "NOTEBOOK_FINALIZING",
        NotebookInitializing = "NOTEBOOK_INITIALIZING",
        NotebookPending = "NOTEBOOK_PENDING",
        NotebookRunning = "NOTEBOOK_RUNNING",
        NotebookStarting = "NOTEBOOK_STARTING",
        NotebookStopped = "NOTEBOOK_STOPPED",
        NotebookStopping = "NOTEBOOK_STOPPING",
        NotebookSyncFailed = "NOTEBOOK_SYNC_FAILED",
    }
}
