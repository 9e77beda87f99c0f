//! What belongs to no single workload: tokens, users, the quota.

super::findings! {
    HOLDINGS =

    // Tokens.
    TOKEN_VALUE: "token-value-changes" Manual Implementation
        "The token's value changes"
        "The old value cannot be read: make a new one (`SUMMARY.md` says how) and hand it to every program that has the old one."
    TOKEN_FROZEN: "token-reach-frozen" Adapted Implementation
        "What the token reaches is fixed"
        "The platform matches labels at every call; the Role names the workloads that matched when this was exported. Export again, \
         or extend the Role, when workloads come."
    TOKEN_ENDS: "token-ends" Adapted Implementation
        "The new token ends by itself"
        "The platform's never does. Make a new one before it ends; deleting the ServiceAccount ends all of them at once. The \
         profile's `access.tokens` set to `secret` gives one that does not end."
    TOKEN_ENDLESS: "token-in-secret" Adapted Implementation
        "The new token lies in a Secret and never ends"
        "As on the platform, but whoever may read Secrets of the namespace has it. Delete the Secret and apply again to renew it."
    TOKEN_OPERATOR: "token-operator-wider" Adapted Implementation
        "A token that manages workloads may do more than on the platform"
        "Creating cannot be limited by name, pods and logs cannot either, and whoever changes a workload can mount any Secret of the \
         namespace. Narrow the Role by an override, or keep other things out of this namespace."
    TOKEN_NOTHING: "token-reaches-nothing" Manual Implementation
        "The token reaches no exported workload"
        "Its ServiceAccount has no rights. Leave the token behind if nobody uses it, or add its workloads to the selection."
    TOKEN_REACH: "token-reach-unknown" Manual Implementation
        "What the token reaches is not understood"
        "Its ServiceAccount has no rights: find out what the selector means, and bind it to the Roles of those workloads."
    TOKEN_ROLE: "token-role-unknown" Manual Implementation
        "The token's role is not known to this version"
        "Nothing is made of it: find out what it allows, and list the role in the profile's `source`."
    TOKEN_QUANTUM: "token-role-quantum" Unsupported Specific
        "The token is for quantum processors"
        "Only the vendor offers them; nothing is made of it."
    TOKEN_GATEWAY: "token-left-to-gateway" Manual Implementation
        "Calling with the token is left to the gateway"
        "Make the program a credential of the kind your gateway's policy takes, for the workloads named here."
    TOKEN_NEEDLESS: "token-not-needed" Adapted Implementation
        "Nobody needs the token to call any more"
        "The profile opens workloads to everyone; take the token out of programs that call them."

    // People.
    USER_SUBJECT: "user-needs-subject" Manual Implementation
        "A person of the platform has no rights in the cluster yet"
        "Only you know who that is there: answer with `user:NAME` or `group:NAME` as the cluster's authentication says it, several \
         joined by commas, or `none`."
    USER_ELSEWHERE: "user-role-elsewhere" Adapted Implementation
        "A user of the project has no role for these workloads"
        "Nothing is made of it here; what else it may do ends with the project."
    USER_LOGS: "user-reads-other-logs" Adapted Implementation
        "Whoever may read the job can read the logs of all pods beside it"
        "Names of a job's pods are not known before, so logs cannot be limited to them; give it a namespace of its own if that matters."

    // Quotas.
    QUOTA_NOT_KEPT: "quota-not-kept" Adapted Core
        "The platform's quota is gone"
        "It was the vendor's limit: the cluster's nodes limit you now. Set the profile's `quota` to `resource_quota` or `kueue` to keep \
         the numbers."
    QUOTA_PART: "quota-part-left-out" Adapted Core
        "A part of the quota has no counterpart"
        "Set a limit of your own if you want one."
    QUOTA_COUNTED: "quota-counted-differently" Adapted Core
        "Kubernetes counts the quota differently"
        "It adds up what pods request, one core for one unit of CPU: sidecars and the extra pods of an update count too."
    QUOTA_BELOW: "quota-below-maximum" Adapted Core
        "The quota holds workloads back before they reach their maximum"
        "As on the platform; raise the quota if they shall all scale up at once."
    QUOTA_BLOCKS: "quota-blocks-workloads" Manual Core
        "The quota would keep exported workloads from running"
        "That part of a ResourceQuota is left out: set the number you want by an override. In a queue of Kueue such a job waits for \
         ever: raise the number of its ClusterQueue."
    JOB_QUEUED: "job-queued-by-kueue" Adapted Core
        "A queue of Kueue holds the job while machines are taken"
        "Install Kueue before you apply it, or it starts at once. Kueue counts jobs alone, where the platform counts apps and notebooks too."
}
