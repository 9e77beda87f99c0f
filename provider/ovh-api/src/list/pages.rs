//! Asking for pages, and what a refused one means.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use tokio::task::JoinSet;

use super::{
    Listing,
    key::{Key, key},
};
use crate::{Error, answer::Answer, request::Request};

/// Sizes tried when the server refuses the one asked for.
const SMALLER: [usize; 5] = [100, 50, 20, 10, 1];

/// The first page of a list.
pub(super) enum First {
    /// It is page 0, or page 0 is something else that was not refused.
    Zero(Answer),
    /// Page 0 is refused, and this is page 1.
    One(Answer),
}

impl<T: DeserializeOwned + Send> Listing<'_, T> {
    /// The first page. Finds a size that the server takes.
    pub(super) async fn first_page(&mut self) -> Result<First, Error> {
        let asked = self.paging.size;
        let refused = match self.page_zero().await? {
            Ok(page) => return Ok(page),
            Err(refused) => refused,
        };
        // The filter may be what is refused; then smaller pages cannot help.
        if self.unpaged().await.is_err() {
            return Err(refused);
        }
        for size in SMALLER.into_iter().filter(|size| *size < asked) {
            self.paging.size = size;
            if let Ok(page) = self.page_zero().await? {
                return Ok(page);
            }
        }
        Err(refused)
    }

    /// The first page; the inner error if pages 0 and 1 are refused. That there is no page 0 is believed when it was
    /// refused twice, before and after page 1 was not: one refusal by mistake would lose the first page.
    async fn page_zero(&self) -> Result<Result<First, Error>, Error> {
        let refused = match self.fetch(0).await {
            Ok(answer) => return Ok(Ok(First::Zero(answer))),
            Err(error) if is_refusal(&error) => error,
            Err(error) => return Err(error),
        };
        let one = match self.fetch(1).await {
            Ok(answer) => answer,
            Err(error) if is_refusal(&error) => return Ok(Err(refused)),
            Err(error) => return Err(error),
        };
        match self.fetch(0).await {
            Ok(answer) => Ok(Ok(First::Zero(answer))),
            Err(error) if is_refusal(&error) => Ok(Ok(First::One(one))),
            Err(error) => Err(error),
        }
    }

    pub(super) fn page(&self, number: usize) -> Request {
        self.page_of(self.list, number)
    }

    pub(super) fn page_of(&self, list: &Request, number: usize) -> Request {
        list.clone()
            .query("page", &number.to_string())
            .query("size", &self.paging.size.to_string())
    }

    pub(super) async fn fetch(&self, number: usize) -> Result<Answer, Error> {
        let request = self.page(number);
        self.client
            .answer(&request)
            .await
            .map_err(|failure| failure.error)
    }

    /// `count` pages from `number`, fetched together, in order.
    pub(super) async fn window(
        &self,
        number: usize,
        count: usize,
    ) -> Result<Vec<Option<Answer>>, Error> {
        if count == 1 {
            return Ok(vec![or_past_the_end(number, self.fetch(number).await)?]);
        }
        let pages: Vec<Request> = (number..number + count).map(|one| self.page(one)).collect();
        let answers = self.together(&pages).await?;
        (number..)
            .zip(answers)
            .map(|(number, answer)| or_past_the_end(number, answer))
            .collect()
    }

    /// Makes calls at the same time; their outcomes in the same order.
    pub(super) async fn together(
        &self,
        requests: &[Request],
    ) -> Result<Vec<Result<Answer, Error>>, Error> {
        let mut tasks = JoinSet::new();
        for (at, request) in requests.iter().enumerate() {
            let (client, request) = (self.client.clone(), request.clone());
            tasks.spawn(async move {
                (
                    at,
                    client
                        .answer(&request)
                        .await
                        .map_err(|failure| failure.error),
                )
            });
        }
        let mut answers = BTreeMap::new();
        while let Some(result) = tasks.join_next().await {
            match result {
                Ok((at, answer)) => {
                    answers.insert(at, answer);
                }
                // The set is not aborted while it is waited for, so this is a panic of ours; it goes on here.
                Err(error) => match error.try_into_panic() {
                    Ok(panic) => std::panic::resume_unwind(panic),
                    Err(_) => return Err(Error::Cancelled),
                },
            }
        }
        Ok(answers.into_values().collect())
    }

    /// The objects of a page with their keys.
    pub(super) fn items(
        &self,
        request: &Request,
        answer: &Answer,
    ) -> Result<Vec<(Key, Box<RawValue>)>, Error> {
        let items: Vec<Box<RawValue>> = self.client.document(request, answer)?;
        Ok(items
            .into_iter()
            .map(|item| (key(item.get()), item))
            .collect())
    }

    /// Keeps an object of the list, unless it is there.
    pub(super) fn keep(
        &mut self,
        key: &Key,
        item: &RawValue,
        request: &Request,
        answer: &Answer,
    ) -> Result<(), Error> {
        self.sighted.insert(key.clone());
        if !self.documents.contains_key(key) {
            let text = item.get().as_bytes();
            let document = self.client.document_in(request, answer, text)?;
            self.documents.insert(key.clone(), document);
        }
        Ok(())
    }
}

/// A page that is refused after others were not is taken for one past the end, which some servers refuse. It says
/// nothing about how many objects there are.
pub(super) fn or_past_the_end(
    number: usize,
    result: Result<Answer, Error>,
) -> Result<Option<Answer>, Error> {
    match result {
        Ok(answer) => Ok(Some(answer)),
        Err(error) if number > 0 && (is_refusal(&error) || error.is_not_found()) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Refused because of its parameters.
pub(super) fn is_refusal(error: &Error) -> bool {
    matches!(error.status(), Some(400 | 422))
}
