//! Users of the project: roles, client configurations, S3 keys and policies.

use ovhai_platform::documents::{
    Listed,
    around::{
        ClientConfiguration, Openrc, OpenrcVersion, Policy, Rclone, RcloneService, Role, Roles,
        S3Credentials, S3CredentialsSecret, S3CredentialsWithSecret, User, UserCreation,
        UserDetail, UserRoleCreation, UserRoleUpdate,
    },
};

use crate::{Error, Project, ReadProject, calls, create::Likeness, transport::BoxFuture};

impl ReadProject {
    /// All users.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn users(&self) -> Result<Vec<Listed<User>>, Error> {
        self.list(&calls::USERS, &[]).await
    }

    /// One user.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such user.
    pub async fn user(&self, id: i64) -> Result<User, Error> {
        self.fetch(&calls::USER, &[&id.to_string()]).await
    }

    /// All roles that users can have, and the permissions behind them.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn roles(&self) -> Result<Roles, Error> {
        self.fetch(&calls::ROLES, &[]).await
    }

    /// Roles of a user.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such user.
    pub async fn user_roles(&self, id: i64) -> Result<Vec<Listed<Role>>, Error> {
        self.list(&calls::USER_ROLES, &[&id.to_string()]).await
    }

    /// Configuration file of rclone for a region. Without `service` the server chooses (Swift, inferred).
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such user.
    pub async fn user_rclone(
        &self,
        id: i64,
        region: &str,
        service: Option<&RcloneService>,
    ) -> Result<Rclone, Error> {
        let request = self
            .request(&calls::USER_RCLONE, &[&id.to_string()])?
            .query("region", region)
            .query_if("service", service);
        self.client.get(&request).await
    }

    /// Environment file of the OpenStack tools for a region, without the password.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such user.
    pub async fn user_openrc(
        &self,
        id: i64,
        region: &str,
        version: Option<&OpenrcVersion>,
    ) -> Result<Openrc, Error> {
        let request = self
            .request(&calls::USER_OPENRC, &[&id.to_string()])?
            .query("region", region)
            .query_if("version", version);
        self.client.get(&request).await
    }

    /// Configuration file of the OpenStack tools (beta).
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such user.
    pub async fn user_configuration(
        &self,
        id: i64,
        region: Option<&str>,
    ) -> Result<ClientConfiguration, Error> {
        let request = self
            .request(&calls::USER_CONFIGURATION, &[&id.to_string()])?
            .query_if("region", region);
        self.client.get(&request).await
    }

    /// S3 policy of a user (beta); `None` if it has none. How the API says that is not documented: nothing, `null`, an
    /// empty text and 404 all count as none, 404 only if the user itself exists, which costs a second call.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such user.
    pub async fn user_policy(&self, id: i64) -> Result<Option<Policy>, Error> {
        let request = self.request(&calls::USER_POLICY, &[&id.to_string()])?;
        match self.client.answer(&request).await {
            Ok(answer) => match answer.body.trim_ascii() {
                b"" | b"null" | b"\"\"" => Ok(None),
                body => {
                    let policy: Policy = self.client.document_in(&request, &answer, body)?;
                    Ok(Some(policy).filter(|policy| !policy.policy.is_empty()))
                }
            },
            Err(failure) if failure.error.is_not_found() => self.user(id).await.map(|_| None),
            Err(failure) => Err(failure.error),
        }
    }

    /// S3 keys of a user, without secrets (beta).
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such user.
    pub async fn s3_credentials(&self, user: i64) -> Result<Vec<Listed<S3Credentials>>, Error> {
        self.list(&calls::S3_CREDENTIALS, &[&user.to_string()])
            .await
    }

    /// One S3 key by its access key, without its secret (beta).
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such user or key.
    pub async fn s3_credential(&self, user: i64, access: &str) -> Result<S3Credentials, Error> {
        self.fetch(&calls::S3_CREDENTIAL, &[&user.to_string(), access])
            .await
    }

    /// The secret of an S3 key (beta). A POST that only reads, with a right of its own.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such user or key.
    pub async fn s3_secret(&self, user: i64, access: &str) -> Result<S3CredentialsSecret, Error> {
        self.fetch(&calls::S3_SECRET, &[&user.to_string(), access])
            .await
    }
}

impl Project {
    /// Creates a user; `password` of the answer cannot be read again. It is not ready before its state is `ok`.
    ///
    /// # Errors
    /// [`Error::AmbiguousCreate`] when it stays unclear whether it was created, and also when it was created but the
    /// answer with its password was lost: delete the user that the error names, or give it a new password.
    pub async fn create_user(&self, user: &UserCreation) -> Result<UserDetail, Error> {
        let request = self.request(&calls::CREATE_USER, &[])?.document(user)?;
        let description = user.description.as_deref();
        let likeness = Likeness {
            what: format!("user `{}`", description.unwrap_or_default()),
            members: &[("/description", description)],
            id: "/id",
            created_at: Some("/creationDate"),
        };
        let list = || -> BoxFuture<'_, _> { Box::pin(self.users()) };
        self.client
            .create(&request, &likeness, &list, |_: User| None)
            .await
    }

    /// Deletes a user; its S3 keys end with it.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn delete_user(&self, id: i64) -> Result<(), Error> {
        self.delete(&calls::DELETE_USER, &[&id.to_string()]).await
    }

    /// Gives a user a new password, in `password` of the answer; the old one ends at once.
    ///
    /// # Errors
    /// As the API refuses. Never repeated after a broken connection: call it again, the lost password ends with that.
    pub async fn regenerate_password(&self, id: i64) -> Result<UserDetail, Error> {
        self.fetch(&calls::REGENERATE_PASSWORD, &[&id.to_string()])
            .await
    }

    /// Gives a user one more role, by its id.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn add_user_role(
        &self,
        id: i64,
        role: &UserRoleCreation,
    ) -> Result<UserDetail, Error> {
        self.send(&calls::ADD_USER_ROLE, &[&id.to_string()], role)
            .await
    }

    /// Replaces all roles of a user.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn set_user_roles(
        &self,
        id: i64,
        roles: &UserRoleUpdate,
    ) -> Result<UserDetail, Error> {
        self.send(&calls::SET_USER_ROLES, &[&id.to_string()], roles)
            .await
    }

    /// Takes a role from a user.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn remove_user_role(&self, id: i64, role: &str) -> Result<(), Error> {
        self.delete(&calls::REMOVE_USER_ROLE, &[&id.to_string(), role])
            .await
    }

    /// Replaces the S3 policy of a user (beta). There is no delete: a policy with the text `{"Statement":[]}` is none.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn set_user_policy(&self, id: i64, policy: &Policy) -> Result<(), Error> {
        self.put(&calls::SET_USER_POLICY, &[&id.to_string()], policy)
            .await
    }

    /// Makes an S3 key for a user (beta). The keys are listed before, so that an older one is never taken for it.
    ///
    /// # Errors
    /// [`Error::AmbiguousCreate`] when its answer was lost and there is a key that was not there before.
    pub async fn create_s3_credentials(&self, user: i64) -> Result<S3CredentialsWithSecret, Error> {
        let request = self.request(&calls::CREATE_S3_CREDENTIALS, &[&user.to_string()])?;
        let likeness = Likeness {
            what: format!("S3 key of user {user}"),
            members: &[],
            id: "/access",
            created_at: None,
        };
        let list = || -> BoxFuture<'_, _> { Box::pin(self.s3_credentials(user)) };
        self.client
            .create(&request, &likeness, &list, |_: S3Credentials| None)
            .await
    }

    /// Removes an S3 key (beta).
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn delete_s3_credentials(&self, user: i64, access: &str) -> Result<(), Error> {
        self.delete(&calls::DELETE_S3_CREDENTIALS, &[&user.to_string(), access])
            .await
    }
}
