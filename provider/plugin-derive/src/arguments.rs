//! The code of `#[derive(Arguments)]`.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Error, Expr, Field, Fields, LitStr, Result, Token};

use crate::attributes::{description, expressions};

/// What stands in `#[arg(…)]`.
#[derive(Default)]
struct ArgumentArguments {
    variadic: bool,
    name: Option<LitStr>,
    validators: Vec<Expr>,
}

impl ArgumentArguments {
    fn read(field: &Field) -> Result<Self> {
        let mut this = Self::default();
        for attribute in field
            .attrs
            .iter()
            .filter(|attribute| attribute.path().is_ident("arg"))
        {
            attribute.parse_nested_meta(|meta| {
                if meta.path.is_ident("variadic") {
                    this.variadic = true;
                } else if meta.path.is_ident("name") {
                    this.name = Some(meta.value()?.parse()?);
                } else if meta.path.is_ident("validate") {
                    this.validators.extend(expressions(&meta)?);
                } else {
                    return Err(meta.error("expected variadic, name = \"…\" or validate(…)"));
                }
                Ok(())
            })?;
        }
        Ok(this)
    }
}

pub fn expand(input: &DeriveInput) -> Result<TokenStream> {
    let fields = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => fields.named.clone(),
            Fields::Unit => Punctuated::<Field, Token![,]>::new(),
            Fields::Unnamed(_) => return Err(refusal(input)),
        },
        Data::Enum(_) | Data::Union(_) => return Err(refusal(input)),
    };
    let text = description(&input.attrs, input.ident.span(), "the struct")?;
    let mut signature = TokenStream::new();
    let mut read = TokenStream::new();
    let last = fields.len().saturating_sub(1);
    for (position, field) in fields.iter().enumerate() {
        let (declared, taken) = argument(field, position == last)?;
        signature.extend(declared);
        read.extend(taken);
    }
    let name = &input.ident;
    let (implementation, types, clause) = input.generics.split_for_impl();
    Ok(quote! {
        #[automatically_derived]
        impl #implementation ::terraform_plugin::function::Arguments for #name #types #clause {
            fn signature() -> ::terraform_plugin::function::Signature {
                ::terraform_plugin::function::Signature::new(#text) #signature
            }

            fn read(
                values: &mut ::terraform_plugin::function::Values,
            ) -> ::core::result::Result<Self, ::terraform_plugin::FunctionError> {
                ::core::result::Result::Ok(Self { #read })
            }
        }
    })
}

fn refusal(input: &DeriveInput) -> Error {
    Error::new(
        input.span(),
        "derive(Arguments) needs a struct with named fields",
    )
}

/// How a field is declared and read.
fn argument(field: &Field, is_last: bool) -> Result<(TokenStream, TokenStream)> {
    let ident = field
        .ident
        .as_ref()
        .ok_or_else(|| Error::new(field.span(), "expected a named field"))?;
    let arguments = ArgumentArguments::read(field)?;
    if arguments.variadic && !is_last {
        return Err(Error::new(
            ident.span(),
            "a variadic parameter takes all further arguments, so it must be the last one",
        ));
    }
    let text = description(&field.attrs, ident.span(), &format!("the field `{ident}`"))?;
    let raw = ident.to_string();
    let name = arguments
        .name
        .as_ref()
        .map_or_else(|| raw.trim_start_matches("r#").to_owned(), LitStr::value);
    let ty = &field.ty;
    let validators = &arguments.validators;
    let validators = quote! { #(.validate({
        #[allow(unused_imports, clippy::wildcard_imports)]
        use ::terraform_plugin::validate::*;
        #validators
    }))* };
    Ok(if arguments.variadic {
        (
            quote_spanned! { ty.span() =>
                .variadic(::terraform_plugin::function::Parameter::of_each::<#ty>(#name, #text) #validators)
            },
            quote! { #ident: values.rest()?, },
        )
    } else {
        (
            quote_spanned! { ty.span() =>
                .with(::terraform_plugin::function::Parameter::of::<#ty>(#name, #text) #validators)
            },
            quote! { #ident: values.take()?, },
        )
    })
}
