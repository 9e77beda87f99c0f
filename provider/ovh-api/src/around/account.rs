//! The account.

use ovhai_platform::documents::around::Account;

use crate::{Client, Error, ReadOnly, calls, request::Request};

impl Client {
    /// The account of the caller. Keys made for one project alone are refused it (inferred).
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn me(&self) -> Result<Account, Error> {
        self.get(&Request::new(&calls::ME, &[])?).await
    }
}

impl ReadOnly {
    /// As [`Client::me`].
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn me(&self) -> Result<Account, Error> {
        self.client().me().await
    }
}
