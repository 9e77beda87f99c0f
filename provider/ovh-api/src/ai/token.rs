//! Application tokens. Their values come once, in the answers of create and renew.

use ovhai_platform::documents::{Listed, Token, TokenSpec};

use crate::{Error, Project, ReadProject, calls, create::Likeness, transport::BoxFuture};

impl ReadProject {
    /// All tokens, without their values.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn tokens(&self) -> Result<Vec<Listed<Token>>, Error> {
        self.list(&calls::TOKENS, &[]).await
    }

    /// One token, without its value.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such token.
    pub async fn token(&self, id: &str) -> Result<Token, Error> {
        self.fetch(&calls::TOKEN, &[id]).await
    }
}

impl Project {
    /// Makes a token; `status.value` of the answer is its value, which cannot be read again.
    ///
    /// # Errors
    /// [`Error::AmbiguousCreate`] when it stays unclear whether it was made, and also when it was made but the answer
    /// with its value was lost: delete or renew the token that the error names.
    pub async fn create_token(&self, spec: &TokenSpec) -> Result<Token, Error> {
        let request = self.request(&calls::CREATE_TOKEN, &[])?.document(spec)?;
        let name = spec.name.as_deref();
        let likeness = Likeness {
            what: format!("token `{}`", name.unwrap_or_default()),
            members: &[("/spec/name", name), ("/spec/region", Some(&spec.region))],
            id: "/id",
            created_at: Some("/createdAt"),
        };
        let list = || -> BoxFuture<'_, _> { Box::pin(self.tokens()) };
        self.client
            .create(&request, &likeness, &list, |_| None)
            .await
    }

    /// Gives a token a new value, in `status.value` of the answer; the old one ends at once.
    ///
    /// # Errors
    /// As the API refuses. Never repeated after a broken connection: renew again, the lost value ends with that.
    pub async fn renew_token(&self, id: &str) -> Result<Token, Error> {
        self.fetch(&calls::RENEW_TOKEN, &[id]).await
    }

    /// Deletes a token, which ends its use at once.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn delete_token(&self, id: &str) -> Result<(), Error> {
        self.delete(&calls::DELETE_TOKEN, &[id]).await
    }
}
