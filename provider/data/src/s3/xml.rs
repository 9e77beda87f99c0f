//! What S3 answers, and the one thing it is sent, in XML.

use serde::Deserialize;

/// A page of `ListObjectsV2`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Page {
    pub(super) is_truncated: bool,
    pub(super) next_continuation_token: Option<String>,
    pub(super) encoding_type: Option<String>,
    pub(super) key_count: Option<u64>,
    pub(super) contents: Vec<Content>,
    pub(super) common_prefixes: Vec<Folder>,
}

/// What names begin with, where a delimiter was asked for.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Folder {
    pub(super) prefix: String,
}

/// An object of a page.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Content {
    pub(super) key: String,
    pub(super) last_modified: String,
    #[serde(rename = "ETag", default)]
    pub(super) etag: String,
    pub(super) size: u64,
}

/// The answer to the begin of an upload.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Initiated {
    pub(super) upload_id: String,
}

/// The answer to the end of an upload.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Completed {
    #[serde(rename = "ETag")]
    pub(super) etag: String,
}

/// A page of `ListParts`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Parts {
    pub(super) is_truncated: bool,
    pub(super) next_part_number_marker: Option<u32>,
    #[serde(rename = "Part")]
    pub(super) parts: Vec<StoredPart>,
}

/// A part of a page.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct StoredPart {
    pub(super) part_number: u32,
    #[serde(rename = "ETag")]
    pub(super) etag: String,
    pub(super) size: u64,
}

#[derive(Debug, Deserialize)]
struct Failure {
    #[serde(rename = "Code")]
    code: String,
}

/// Reads an answer whose first element is called `root`.
pub(super) fn read<'a, T: Deserialize<'a>>(root: &str, body: &'a [u8]) -> Result<T, String> {
    let text = std::str::from_utf8(body).map_err(|_| "it is no UTF-8".to_owned())?;
    if element(text) != Some(root) {
        return Err(format!("it is no {root}"));
    }
    quick_xml::de::from_str(text).map_err(|error| error.to_string())
}

/// The name of the first element.
fn element(text: &str) -> Option<&str> {
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    while let Some(end) = rest.strip_prefix("<?").or_else(|| rest.strip_prefix("<!")) {
        rest = end.split_once('>')?.1.trim_start();
    }
    let name = rest.strip_prefix('<')?;
    let end = name.find(|c: char| c == '>' || c == '/' || c.is_whitespace())?;
    Some(&name[..end])
}

/// The code of an answer that is an error, whatever its status. Its message stays out: it may repeat what was signed.
pub(super) fn code(body: &[u8]) -> Option<String> {
    // Only answers to long work begin with spaces, and none of those is long.
    let start = body.iter().position(|b| !b.is_ascii_whitespace())?;
    let head = String::from_utf8_lossy(&body[start..body.len().min(start + 200)]);
    if element(&head) != Some("Error") {
        return None;
    }
    let found: Failure = quick_xml::de::from_reader(body).ok()?;
    let is_code = found.code.len() <= 60 && found.code.bytes().all(|b| b.is_ascii_alphanumeric());
    Some(if is_code {
        found.code
    } else {
        "an error without a code".to_owned()
    })
}

/// The list of parts that ends an upload.
pub(super) fn completion<'a>(parts: impl IntoIterator<Item = (u32, &'a str)>) -> String {
    let mut text =
        "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">".to_owned();
    for (number, etag) in parts {
        let etag = quick_xml::escape::escape(etag);
        text.push_str(&format!(
            "<Part><PartNumber>{number}</PartNumber><ETag>&quot;{etag}&quot;</ETag></Part>"
        ));
    }
    text.push_str("</CompleteMultipartUpload>");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read_with_the_spaces_of_its_names() {
        let text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>b</Name>\
            <IsTruncated>true</IsTruncated><NextContinuationToken>a&lt;b</NextContinuationToken><KeyCount>2</KeyCount>\
            <Contents><Key> a&amp;b </Key><LastModified>2026-01-02T03:04:05.000Z</LastModified><ETag>&quot;x&quot;</ETag><Size>5</Size><Owner><ID>1</ID></Owner></Contents>\
            <Contents><Key>c</Key><LastModified>2026-01-02T03:04:05.000Z</LastModified><Size>0</Size></Contents></ListBucketResult>";
        let page: Page = read("ListBucketResult", text.as_bytes()).unwrap();
        assert!(page.is_truncated && page.key_count == Some(2));
        assert_eq!(page.next_continuation_token.as_deref(), Some("a<b"));
        assert_eq!(page.contents[0].key, " a&b ");
        assert_eq!(page.contents[0].etag, "\"x\"");
        assert_eq!(page.contents.len(), 2);
        assert!(read::<Page>("ListBucketResult", b"<html></html>").is_err());
    }

    #[test]
    fn errors_are_known_by_their_code_and_nothing_else_of_them_is_repeated() {
        let error = b"  \n<?xml version=\"1.0\"?><Error><Code>SlowDown</Code><Message>secret</Message></Error>";
        assert_eq!(code(error).as_deref(), Some("SlowDown"));
        let odd = b"<Error><Code>a b?</Code></Error>";
        assert_eq!(code(odd).as_deref(), Some("an error without a code"));
        assert_eq!(code(b"<CompleteMultipartUploadResult/>"), None);
        assert_eq!(code(b""), None);
    }
}
