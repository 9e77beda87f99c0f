//! Host names and image names of the platform. All forms are those of the vendor's guides and field reports
//! (`urlForms` of the collected API facts); regions are written in lower case in host names.

/// `https://{id}.app.{region}.ai.cloud.ovh.net`: the URL of an app's HTTP port. `None` if `id` or `region` cannot be part
/// of a host name.
#[must_use]
pub fn app_url(id: &str, region: &str) -> Option<String> {
    Some(format!(
        "https://{}.app.{}.{DOMAIN}",
        label(id)?,
        label(region)?
    ))
}

/// `https://{id}-{port}.app.{region}.ai.cloud.ovh.net`: the URL of another listening port of an app.
#[must_use]
pub fn app_port_url(id: &str, port: u16, region: &str) -> Option<String> {
    Some(format!(
        "https://{}-{port}.app.{}.{DOMAIN}",
        label(id)?,
        label(region)?
    ))
}

/// `{id}.app-grpc.{region}.ai.cloud.ovh.net:443`: the address of an app's gRPC port.
#[must_use]
pub fn app_grpc_address(id: &str, region: &str) -> Option<String> {
    Some(format!(
        "{}.app-grpc.{}.{DOMAIN}:443",
        label(id)?,
        label(region)?
    ))
}

/// `https://{id}.job.{region}.ai.cloud.ovh.net`: the URL of a job's HTTP port while it runs.
#[must_use]
pub fn job_url(id: &str, region: &str) -> Option<String> {
    Some(format!(
        "https://{}.job.{}.{DOMAIN}",
        label(id)?,
        label(region)?
    ))
}

/// `{id}.job-grpc.{region}.ai.cloud.ovh.net:443`: the address of a job's gRPC port while it runs.
#[must_use]
pub fn job_grpc_address(id: &str, region: &str) -> Option<String> {
    Some(format!(
        "{}.job-grpc.{}.{DOMAIN}:443",
        label(id)?,
        label(region)?
    ))
}

/// `https://{id}.notebook.{region}.ai.cloud.ovh.net`: the URL of a notebook's editor.
#[must_use]
pub fn notebook_url(id: &str, region: &str) -> Option<String> {
    Some(format!(
        "https://{}.notebook.{}.{DOMAIN}",
        label(id)?,
        label(region)?
    ))
}

/// `https://ui.{region}.ai.cloud.ovh.net/app/{id}`: the web page about an app.
#[must_use]
pub fn app_info_url(id: &str, region: &str) -> Option<String> {
    Some(format!(
        "https://ui.{}.{DOMAIN}/app/{}",
        label(region)?,
        label(id)?
    ))
}

/// `swift/{REGION}/notebooks_workspace`: where the workspaces of a region's notebooks are saved when they stop
/// (platform-facts section 4; that it is the container of the notebook's own region is inferred).
#[must_use]
pub fn workspace_container(region: &str) -> Option<String> {
    let region = label(region)?.to_ascii_uppercase();
    Some(format!("swift/{region}/notebooks_workspace"))
}

/// `registry.{region}.ai.cloud.ovh.net`: the host of a region's shared registry.
#[must_use]
pub fn shared_registry_host(region: &str) -> Option<String> {
    Some(format!("registry.{}.{DOMAIN}", label(region)?))
}

/// An image in a region's shared registry, which ends with the project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedImage<'a> {
    /// Region, as written in the host name.
    pub region: &'a str,
    /// What follows the host: project id, repository, tag or digest.
    pub path: &'a str,
}

/// Recognises `registry.{region}.ai.cloud.ovh.net/…`; a scheme, a port and upper case are tolerated.
#[must_use]
pub fn shared_image(reference: &str) -> Option<SharedImage<'_>> {
    let rest = reference
        .split_once("://")
        .map_or(reference, |(_, rest)| rest);
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = authority.split(':').next().unwrap_or(authority);
    let middle = strip_ends(host, "registry.", ".ai.cloud.ovh.net")?;
    let is_label = !middle.is_empty() && !middle.contains('.');
    is_label.then_some(SharedImage {
        region: middle,
        path,
    })
}

/// The region, in upper case, of the platform's S3 endpoint `s3.{region}.io.cloud.ovh.net` or, for the high-performance
/// class, `s3.{region}.perf.cloud.ovh.net`; a scheme, a port, a path and upper case are tolerated. A bucket behind it may
/// still be another project's.
#[must_use]
pub fn s3_endpoint_region(endpoint: &str) -> Option<String> {
    let rest = endpoint
        .split_once("://")
        .map_or(endpoint, |(_, rest)| rest);
    let authority = rest.split('/').next().unwrap_or(rest);
    let host = authority.split(':').next().unwrap_or(authority);
    let middle = strip_ends(host, "s3.", ".io.cloud.ovh.net")
        .or_else(|| strip_ends(host, "s3.", ".perf.cloud.ovh.net"))?;
    label(middle).map(|region| region.to_ascii_uppercase())
}

/// A catalogue image: `id:version` together with a partner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogueImage<'a> {
    /// Name in the catalogue.
    pub id: &'a str,
    /// Version.
    pub version: &'a str,
}

/// Recognises a catalogue image. Without a partner `id:version` is a public image such as `ubuntu:24.04`; with one, a
/// reference with a path is an ordinary image whose licence the partner sells (inferred).
#[must_use]
pub fn catalogue_image<'a>(
    reference: &'a str,
    partner: Option<&str>,
) -> Option<CatalogueImage<'a>> {
    partner.filter(|partner| !partner.is_empty())?;
    let (id, version) = reference.split_once(':')?;
    let is_word = |word: &str| !word.is_empty() && !word.contains(['/', ':', '@']);
    (is_word(id) && is_word(version)).then_some(CatalogueImage { id, version })
}

const DOMAIN: &str = "ai.cloud.ovh.net";

/// `text` in lower case if it can be one label of a host name.
fn label(text: &str) -> Option<String> {
    let fits = !text.is_empty()
        && text.len() <= 63
        && !text.starts_with('-')
        && !text.ends_with('-')
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    fits.then(|| text.to_ascii_lowercase())
}

fn strip_ends<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    let head = text.get(..start.len())?;
    let tail_at = text.len().checked_sub(end.len())?;
    let tail = text.get(tail_at..)?;
    if !head.eq_ignore_ascii_case(start) || !tail.eq_ignore_ascii_case(end) {
        return None;
    }
    text.get(start.len()..tail_at)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "96fb9aef-5adf-5e3f-b977-06b5c996edd8";

    #[test]
    fn regions_are_lower_case_in_hosts() {
        assert_eq!(
            app_url(ID, "GRA").unwrap(),
            format!("https://{ID}.app.gra.ai.cloud.ovh.net")
        );
        assert_eq!(
            app_port_url(ID, 3000, "BHS").unwrap(),
            format!("https://{ID}-3000.app.bhs.ai.cloud.ovh.net")
        );
        assert_eq!(
            app_grpc_address(ID, "US-EAST-VA").unwrap(),
            format!("{ID}.app-grpc.us-east-va.ai.cloud.ovh.net:443")
        );
        assert_eq!(
            app_info_url(ID, "GRA").unwrap(),
            format!("https://ui.gra.ai.cloud.ovh.net/app/{ID}")
        );
        assert_eq!(
            shared_registry_host("GRA").unwrap(),
            "registry.gra.ai.cloud.ovh.net"
        );
    }

    #[test]
    fn jobs_and_notebooks_have_hosts_of_their_own() {
        assert_eq!(
            job_url(ID, "GRA").unwrap(),
            format!("https://{ID}.job.gra.ai.cloud.ovh.net")
        );
        assert_eq!(
            job_grpc_address(ID, "GRA").unwrap(),
            format!("{ID}.job-grpc.gra.ai.cloud.ovh.net:443")
        );
        assert_eq!(
            notebook_url(ID, "BHS").unwrap(),
            format!("https://{ID}.notebook.bhs.ai.cloud.ovh.net")
        );
    }

    #[test]
    fn storage_endpoints_name_their_region() {
        for (endpoint, region) in [
            ("https://s3.gra.io.cloud.ovh.net/", "GRA"),
            ("https://S3.DE.Perf.cloud.ovh.net:443", "DE"),
            ("s3.eu-west-par.io.cloud.ovh.net", "EU-WEST-PAR"),
        ] {
            assert_eq!(s3_endpoint_region(endpoint).as_deref(), Some(region));
        }
        for other in [
            "",
            "https://s3.example.com",
            "https://s3..io.cloud.ovh.net",
            "https://s3.a.b.io.cloud.ovh.net",
            "https://bucket.s3.gra.io.cloud.ovh.net",
            "https://s3.gra.io.cloud.ovh.net.example.com",
        ] {
            assert_eq!(s3_endpoint_region(other), None, "{other}");
        }
    }

    #[test]
    fn what_fits_no_host_name_gives_no_url() {
        for odd in ["", "a.b", "a/b", "é", "a b", "-a", "a\n", &"a".repeat(64)] {
            assert_eq!(app_url(odd, "GRA"), None, "{odd:?}");
            assert_eq!(app_url(ID, odd), None, "{odd:?}");
        }
    }

    #[test]
    fn shared_registries_are_recognised() {
        let image = shared_image("registry.gra.ai.cloud.ovh.net/0123abcd/ocr:2.1").unwrap();
        assert_eq!((image.region, image.path), ("gra", "0123abcd/ocr:2.1"));
        assert!(shared_image("https://Registry.BHS.ai.cloud.ovh.net:443/x").is_some());
        for other in [
            "registry.example.com/ml/ocr:2.1",
            "registry.gra.ai.cloud.ovh.net.example.com/x",
            "registry..ai.cloud.ovh.net/x",
            "example.com/registry.gra.ai.cloud.ovh.net/x",
            "registry.ai.cloud.ovh.net/x",
            "é",
        ] {
            assert_eq!(shared_image(other), None, "{other}");
        }
    }

    #[test]
    fn catalogue_images_need_a_partner() {
        let image = catalogue_image("partner-speech:1.1", Some("p")).unwrap();
        assert_eq!((image.id, image.version), ("partner-speech", "1.1"));
        assert_eq!(catalogue_image("ubuntu:24.04", None), None);
        assert_eq!(catalogue_image("ubuntu:24.04", Some("")), None);
        assert_eq!(catalogue_image("registry.example.com/a:1", Some("p")), None);
        assert_eq!(catalogue_image("partner-speech", Some("p")), None);
    }
}
