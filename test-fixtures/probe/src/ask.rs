//! Asking, and noting what every answer shows besides its document: status, headers, refusals. Keeps no value.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use http::HeaderMap;
use ovh_api::{Error, ReadOnly, Request, calls::Call};
use serde_json::Value;

use crate::words::Words;

/// How often a call that was turned away for now is made.
const TRIES: u32 = 4;

/// The longest wait that a server may ask for.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// Makes calls on one project.
pub struct Asker<'a> {
    client: &'a ReadOnly,
    service: &'a str,
    noted: RefCell<Noted>,
}

/// What all answers together showed.
#[derive(Clone, Debug, Default)]
pub struct Noted {
    /// Answers in all.
    pub answers: usize,
    /// Those without `X-Ovh-QueryID`.
    pub without_query_id: usize,
    /// Calls that answered something that is no JSON, with the status.
    pub not_json: BTreeSet<(String, u16)>,
    /// Answers by method, path pattern and status.
    pub calls: BTreeMap<(String, u16), usize>,
    /// Forms of refusals (403), each with one call that got it.
    pub refusals: BTreeMap<Shape, String>,
    /// 429 answers, and how many of them said when to come back.
    pub too_many: (usize, usize),
    /// Calls without an answer.
    pub failed: BTreeSet<String>,
    /// Lists around AI: how many were asked for, and how many of them went on at a cursor.
    pub around_lists: (usize, usize),
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Its document; `None` without one.
    pub body: Option<Value>,
    /// Bytes of the body.
    pub size: usize,
    headers: BTreeMap<String, String>,
}

/// The form of an error document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shape {
    /// HTTP status.
    pub status: u16,
    /// Which form.
    pub form: Form,
    /// Its class or code.
    pub code: Option<String>,
    /// Names in `details`.
    pub details: Vec<String>,
}

/// The forms that errors are known to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// `{class, message, details?}`
    Current,
    /// `{errorCode, httpCode, message}`
    Older,
    /// Another document.
    Other,
    /// No JSON.
    NoJson,
}

impl<'a> Asker<'a> {
    /// Asks about the project `service`.
    pub fn new(client: &'a ReadOnly, service: &'a str) -> Self {
        Self {
            client,
            service,
            noted: RefCell::default(),
        }
    }

    /// What was noted so far.
    pub fn noted(&self) -> Noted {
        self.noted.borrow().clone()
    }

    /// Makes `call`; `parameters` follow the project's id. `None` when nothing answered.
    pub async fn ask(&self, call: &'static Call, parameters: &[&str]) -> Option<Answer> {
        self.ask_with(call, parameters, &[]).await
    }

    /// The document of a good answer.
    pub async fn read(&self, call: &'static Call, parameters: &[&str]) -> Option<Value> {
        self.ask(call, parameters).await?.document()
    }

    /// The objects of a list's good answer.
    pub async fn list(&self, call: &'static Call, parameters: &[&str]) -> Option<Vec<Value>> {
        let answer = self.ask(call, parameters).await?;
        let goes_on = answer.header("x-pagination-cursor-next").is_some();
        let list = answer.document()?;
        if !call.path.contains("/ai/") {
            let mut noted = self.noted.borrow_mut();
            noted.around_lists.0 += 1;
            noted.around_lists.1 += usize::from(goes_on);
        }
        match list {
            Value::Array(items) => Some(items),
            _ => None,
        }
    }

    /// Makes `call` with a query.
    pub async fn ask_with(
        &self,
        call: &'static Call,
        parameters: &[&str],
        query: &[(&str, &str)],
    ) -> Option<Answer> {
        let mut request = self.request(call, parameters)?;
        for (name, value) in query {
            request = request.query(name, value);
        }
        self.send(call, &request).await
    }

    /// The first page of size 1, as the gateway cuts it.
    pub async fn ask_gateway(&self, call: &'static Call) -> Option<Answer> {
        let request = self.request(call, &[])?.gateway_page(1, 1);
        self.send(call, &request).await
    }

    fn request(&self, call: &'static Call, parameters: &[&str]) -> Option<Request> {
        let mut all = Vec::new();
        if call.is_of_a_project() {
            all.push(self.service);
        }
        all.extend(parameters);
        Request::new(call, &all).ok()
    }

    /// Makes a call with a body.
    pub async fn post(&self, call: &'static Call, body: &Value) -> Option<Answer> {
        let request = self.request(call, &[])?.json(body).ok()?;
        self.send(call, &request).await
    }

    async fn send(&self, call: &'static Call, request: &Request) -> Option<Answer> {
        let is_silent = |noted: &Noted| noted.answers == 0 && !noted.failed.is_empty();
        if is_silent(&self.noted.borrow()) {
            // Nobody is there; every further call would only wait.
            return None;
        }
        let mut tries = 0;
        loop {
            tries += 1;
            let answer = match self.client.raw(request).await {
                Ok(raw) => Answer::of(raw.status, &raw.headers, &raw.body),
                Err(error) => {
                    let passing =
                        matches!(&error, Error::Transport(fault) if fault.kind.is_passing());
                    if !passing || tries == TRIES {
                        self.noted.borrow_mut().failed.insert(call.to_string());
                        return None;
                    }
                    tokio::time::sleep(Duration::from_secs(1)).await;
                    continue;
                }
            };
            self.note(call, &answer);
            let for_now = answer.status == 429 || answer.status >= 500;
            if !for_now || tries == TRIES {
                return Some(answer);
            }
            let asked = answer
                .header("retry-after")
                .and_then(|seconds| seconds.parse().ok())
                .map_or(Duration::from_secs(1 << tries), Duration::from_secs);
            tokio::time::sleep(asked.min(LONGEST_WAIT)).await;
        }
    }

    fn note(&self, call: &'static Call, answer: &Answer) {
        let mut noted = self.noted.borrow_mut();
        noted.answers += 1;
        *noted
            .calls
            .entry((call.to_string(), answer.status))
            .or_default() += 1;
        if answer.header("x-ovh-queryid").is_none() {
            noted.without_query_id += 1;
        }
        if answer.body.is_none() && answer.size > 0 {
            noted.not_json.insert((call.to_string(), answer.status));
        }
        if answer.status == 403 {
            noted
                .refusals
                .entry(answer.shape())
                .or_insert_with(|| call.to_string());
        }
        if answer.status == 429 {
            noted.too_many.0 += 1;
            noted.too_many.1 += usize::from(answer.header("retry-after").is_some());
        }
    }
}

impl Answer {
    fn of(status: u16, headers: &HeaderMap, body: &[u8]) -> Self {
        Self {
            status,
            body: serde_json::from_slice(body).ok(),
            size: body.trim_ascii().len(),
            headers: headers
                .iter()
                .filter_map(|(name, value)| {
                    Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
                })
                .collect(),
        }
    }

    /// Within 200?
    pub const fn is_good(&self) -> bool {
        self.status >= 200 && self.status < 300
    }

    /// A header; `name` in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    /// Names of headers that begin with `prefix`.
    pub fn headers_with(&self, prefix: &str) -> usize {
        self.headers
            .keys()
            .filter(|name| name.starts_with(prefix))
            .count()
    }

    /// The document of a good answer.
    pub fn document(self) -> Option<Value> {
        if self.is_good() { self.body } else { None }
    }

    /// The form of an error.
    pub fn shape(&self) -> Shape {
        let text = |name: &str| {
            let body = self.body.as_ref()?;
            body.get(name)?.as_str().map(str::to_owned)
        };
        let form = match &self.body {
            None => Form::NoJson,
            Some(Value::Object(members)) if members.contains_key("message") => {
                if members.contains_key("class") {
                    Form::Current
                } else if members.contains_key("errorCode") {
                    Form::Older
                } else {
                    Form::Other
                }
            }
            Some(_) => Form::Other,
        };
        let details = self
            .body
            .as_ref()
            .and_then(|body| body.get("details")?.as_object())
            .map(|details| details.keys().cloned().collect())
            .unwrap_or_default();
        Shape {
            status: self.status,
            form,
            code: text("class").or_else(|| text("errorCode")),
            details,
        }
    }
}

impl Shape {
    /// In words.
    pub fn words(&self) -> Words {
        let mut words = Words::default().number(self.status);
        words = match self.form {
            Form::Current => words.say(" `{class, message}`"),
            Form::Older => words.say(" `{errorCode, httpCode, message}`"),
            Form::Other => words.say(" in another form"),
            Form::NoJson => words.say(" without JSON"),
        };
        if let Some(code) = &self.code {
            words = words.say(" ").name(code);
        }
        if !self.details.is_empty() {
            words = words
                .say(" with details ")
                .names(self.details.iter().map(String::as_str));
        }
        words
    }
}
