//! Lists of what resources manage, each read once for all of them.

use std::{collections::BTreeMap, sync::Arc};

use ovh_api::{Error, ReadProject};
use ovhai_platform::documents::{DataStore, Listed, Region, Registry, Token, Undecodable};

use crate::managed::shared_reads::{Shared, SharedReads};

/// A list as lately read.
#[derive(Debug)]
pub struct Listing<T> {
    /// The objects by what names them.
    pub objects: BTreeMap<String, T>,
    /// Those that cannot be decoded. Who looks for one of them asks for it alone and learns why.
    pub odd: Vec<Undecodable>,
}

/// The lists of this process.
#[derive(Debug, Default)]
pub struct Listings {
    regions: SharedReads<Vec<String>>,
    store_regions: SharedReads<Vec<String>>,
    stores: SharedReads<Listing<DataStore>>,
    registries: SharedReads<Listing<Registry>>,
    tokens: SharedReads<Listing<Token>>,
}

impl Listings {
    /// Codes of the regions that run workloads, sorted.
    pub async fn regions(&self, project: &ReadProject) -> Shared<Vec<String>> {
        let read = || async { project.regions().await.map(codes) };
        self.regions.get(project.service_name(), read).await
    }

    /// Codes of the regions that have data stores, sorted.
    pub async fn store_regions(&self, project: &ReadProject) -> Shared<Vec<String>> {
        let read = || async { project.data_store_regions().await.map(codes) };
        self.store_regions.get(project.service_name(), read).await
    }

    /// The data stores of a region by alias, the built-in ones included.
    pub async fn data_stores(
        &self,
        project: &ReadProject,
        region: &str,
    ) -> Shared<Listing<DataStore>> {
        let read = || async {
            let listed = project.data_stores(region).await?;
            Ok(by_id(listed, |store: &DataStore| Some(store.alias.clone())))
        };
        self.stores.get(&place(project, region), read).await
    }

    /// The registries by id.
    pub async fn registries(&self, project: &ReadProject) -> Shared<Listing<Registry>> {
        let read = || async {
            Ok(by_id(project.registries().await?, |one: &Registry| {
                one.id.clone()
            }))
        };
        self.registries.get(project.service_name(), read).await
    }

    /// The tokens by id.
    pub async fn tokens(&self, project: &ReadProject) -> Shared<Listing<Token>> {
        let read = || async {
            Ok(by_id(project.tokens().await?, |one: &Token| {
                Some(one.id.clone())
            }))
        };
        self.tokens.get(project.service_name(), read).await
    }

    /// One data store; nothing if it is gone, which the API itself must say.
    pub async fn data_store(
        &self,
        project: &ReadProject,
        region: &str,
        alias: &str,
    ) -> Result<Option<DataStore>, Arc<Error>> {
        let stores = match self.data_stores(project, region).await {
            Ok(stores) => stores,
            Err(error) if error.is_not_found() => {
                // No such region, or no such project: only the first says anything about the data store.
                let regions = self.store_regions(project).await?;
                return match regions.iter().any(|known| known == region) {
                    true => Err(error),
                    false => Ok(None),
                };
            }
            Err(error) => return Err(error),
        };
        match stores.objects.get(alias) {
            Some(store) => Ok(Some(store.clone())),
            None => or_gone(project.data_store(region, alias).await),
        }
    }

    /// One registry; nothing if it is gone.
    pub async fn registry(
        &self,
        project: &ReadProject,
        id: &str,
    ) -> Result<Option<Registry>, Arc<Error>> {
        match self.registries(project).await?.objects.get(id) {
            Some(registry) => Ok(Some(registry.clone())),
            None => or_gone(project.registry(id).await),
        }
    }

    /// One token, without its value; nothing if it is gone.
    pub async fn token(
        &self,
        project: &ReadProject,
        id: &str,
    ) -> Result<Option<Token>, Arc<Error>> {
        match self.tokens(project).await?.objects.get(id) {
            Some(token) => Ok(Some(token.clone())),
            None => or_gone(project.token(id).await),
        }
    }

    /// A data store of this region was changed.
    pub fn forget_data_stores(&self, project: &ReadProject, region: &str) {
        self.stores.forget(&place(project, region));
    }

    /// A registry was changed.
    pub fn forget_registries(&self, project: &ReadProject) {
        self.registries.forget(project.service_name());
    }

    /// A token was changed.
    pub fn forget_tokens(&self, project: &ReadProject) {
        self.tokens.forget(project.service_name());
    }
}

fn place(project: &ReadProject, region: &str) -> String {
    format!("{}/{region}", project.service_name())
}

fn codes(listed: Vec<Listed<Region>>) -> Vec<String> {
    let ids = listed.into_iter().filter_map(|region| match region {
        Listed::Read(region) => Some(region.id),
        // The code is all that is needed of a region.
        Listed::Undecodable(odd) => odd.id,
    });
    let mut ids: Vec<String> = ids.collect();
    ids.sort();
    ids
}

fn by_id<T>(listed: Vec<Listed<T>>, id: impl Fn(&T) -> Option<String>) -> Listing<T> {
    let (mut objects, mut odd) = (BTreeMap::new(), Vec::new());
    for object in listed {
        match object {
            Listed::Read(object) => {
                if let Some(id) = id(&object) {
                    objects.insert(id, object);
                }
            }
            Listed::Undecodable(object) => odd.push(object),
        }
    }
    Listing { objects, odd }
}

/// What a list lacks may have come after it, or may be undecodable: asking for it alone tells.
fn or_gone<T>(asked: Result<T, Error>) -> Result<Option<T>, Arc<Error>> {
    match asked {
        Ok(object) => Ok(Some(object)),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(Arc::new(error)),
    }
}
