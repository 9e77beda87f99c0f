//! The code of `#[derive(Schema)]`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Error, Field, Fields, Ident, Result, Type, parse_quote};

use crate::attributes::{
    BlockArguments, FieldArguments, description, modifier, struct_deprecation,
};

/// What one field adds to each part of the implementation.
#[derive(Default)]
struct Parts {
    block: TokenStream,
    take: TokenStream,
    put: TokenStream,
    has_blocks: TokenStream,
    bound: Option<syn::WherePredicate>,
}

pub fn expand(input: &DeriveInput) -> Result<TokenStream> {
    let Data::Struct(data) = &input.data else {
        return Err(Error::new(
            input.span(),
            "derive(Schema) needs a struct with named fields",
        ));
    };
    let Fields::Named(fields) = &data.fields else {
        return Err(Error::new(
            input.span(),
            "derive(Schema) needs a struct with named fields",
        ));
    };
    let text = description(&input.attrs, input.ident.span(), "the struct")?;
    let deprecation = struct_deprecation(&input.attrs)?.map(|message| {
        quote! { block.deprecated = ::core::option::Option::Some(::std::string::String::from(#message)); }
    });

    let mut all = Vec::new();
    let mut errors: Option<Error> = None;
    for field in &fields.named {
        match parts(field) {
            Ok(parts) => all.push(parts),
            Err(error) => match &mut errors {
                Some(errors) => errors.combine(error),
                none => *none = Some(error),
            },
        }
    }
    if let Some(errors) = errors {
        return Err(errors);
    }

    let mut generics = input.generics.clone();
    let parameters: Vec<Ident> = input
        .generics
        .type_params()
        .map(|parameter| parameter.ident.clone())
        .collect();
    let clause = generics.make_where_clause();
    for parameter in &parameters {
        clause
            .predicates
            .push(parse_quote!(#parameter: ::core::marker::Send + ::core::marker::Sync + 'static));
    }
    if !parameters.is_empty() {
        clause
            .predicates
            .extend(all.iter_mut().filter_map(|parts| parts.bound.take()));
    }
    let (implementation, types, clause) = generics.split_for_impl();

    let name = &input.ident;
    let block = all.iter().map(|parts| &parts.block);
    let take = all.iter().map(|parts| &parts.take);
    let put = all.iter().map(|parts| &parts.put);
    let has_blocks = all.iter().map(|parts| &parts.has_blocks);
    Ok(quote! {
        #[automatically_derived]
        impl #implementation ::terraform_plugin::schema::Schema for #name #types #clause {
            fn block() -> ::terraform_plugin::schema::Block {
                let mut block = ::terraform_plugin::schema::Block::new(#text);
                #deprecation
                #(#block)*
                block
            }

            fn take(
                fields: &mut ::terraform_plugin::schema::Fields,
            ) -> ::core::result::Result<Self, ::terraform_plugin::value::DecodeError> {
                ::core::result::Result::Ok(Self { #(#take)* })
            }

            fn put(&self, fields: &mut ::terraform_plugin::schema::Fields) {
                #(#put)*
            }
        }

        #[automatically_derived]
        impl #implementation ::terraform_plugin::value::Element for #name #types #clause {
            const HAS_BLOCKS: bool = false #(#has_blocks)*;

            fn shape() -> ::terraform_plugin::value::Shape {
                ::terraform_plugin::value::Shape::object(<Self as ::terraform_plugin::schema::Schema>::block())
            }

            fn decode(
                tree: ::terraform_plugin::value::Tree,
            ) -> ::core::result::Result<Self, ::terraform_plugin::value::DecodeError> {
                <Self as ::terraform_plugin::schema::Schema>::take(&mut ::terraform_plugin::schema::Fields::read(tree)?)
            }

            fn encode(&self) -> ::terraform_plugin::value::Tree {
                let mut fields = ::terraform_plugin::schema::Fields::default();
                <Self as ::terraform_plugin::schema::Schema>::put(self, &mut fields);
                fields.into_tree()
            }
        }
    })
}

fn parts(field: &Field) -> Result<Parts> {
    let ident = field
        .ident
        .as_ref()
        .ok_or_else(|| Error::new(field.span(), "expected a named field"))?;
    let arguments = FieldArguments::read(&field.attrs, ident.span())?;
    if arguments.skip {
        return Ok(Parts {
            take: quote! { #ident: ::core::default::Default::default(), },
            ..Parts::default()
        });
    }
    if arguments.flatten {
        return Ok(flattened(ident, &field.ty));
    }
    let text = description(&field.attrs, ident.span(), &format!("the field `{ident}`"))?;
    let raw = ident.to_string();
    let name = arguments.name.as_ref().map_or_else(
        || raw.trim_start_matches("r#").to_owned(),
        syn::LitStr::value,
    );
    Ok(match &arguments.block {
        Some(block) => nested_block(ident, &field.ty, &name, &text, &arguments, block),
        None => attribute(ident, &field.ty, &name, &text, &arguments),
    })
}

fn flattened(ident: &Ident, ty: &Type) -> Parts {
    Parts {
        block: quote_spanned! { ty.span() =>
            block.flatten(<#ty as ::terraform_plugin::schema::Schema>::block());
        },
        take: quote! { #ident: <#ty as ::terraform_plugin::schema::Schema>::take(fields)?, },
        put: quote! { <#ty as ::terraform_plugin::schema::Schema>::put(&self.#ident, fields); },
        has_blocks: quote! { || <#ty as ::terraform_plugin::value::Element>::HAS_BLOCKS },
        bound: Some(parse_quote!(#ty: ::terraform_plugin::schema::Schema)),
    }
}

fn validators(arguments: &FieldArguments) -> TokenStream {
    let validators = &arguments.validators;
    quote! { #(.validate({
        #[allow(unused_imports, clippy::wildcard_imports)]
        use ::terraform_plugin::validate::*;
        #validators
    }))* }
}

fn nested_block(
    ident: &Ident,
    ty: &Type,
    name: &str,
    text: &str,
    arguments: &FieldArguments,
    block: &BlockArguments,
) -> Parts {
    let min = block.min.as_ref().map(|count| quote!(.min_items(#count)));
    let max = block.max.as_ref().map(|count| quote!(.max_items(#count)));
    let group = block.group.then(|| quote!(.group()));
    let deprecated = arguments
        .deprecated
        .as_ref()
        .map(|message| quote!(.deprecated(#message)));
    let validators = validators(arguments);
    Parts {
        block: quote_spanned! { ty.span() =>
            block.add_block(
                ::terraform_plugin::schema::NestedBlock::of::<#ty>(#name, #text)
                    #min #max #group #deprecated #validators
            );
        },
        take: quote! { #ident: fields.take(#name)?, },
        put: quote! { fields.put(#name, &self.#ident); },
        has_blocks: quote! { || true },
        bound: Some(
            parse_quote!(#ty: ::terraform_plugin::schema::BlockField + ::terraform_plugin::value::Element),
        ),
    }
}

fn attribute(
    ident: &Ident,
    ty: &Type,
    name: &str,
    text: &str,
    arguments: &FieldArguments,
) -> Parts {
    let flags = [
        (arguments.required, "required"),
        (arguments.optional, "optional"),
        (arguments.computed, "computed"),
        (arguments.sensitive, "sensitive"),
        (arguments.write_only, "write_only"),
    ];
    let flags = flags.iter().filter(|(set, _)| *set).map(|(_, flag)| {
        let flag = format_ident!("{flag}");
        quote!(.#flag())
    });
    let default = arguments
        .default
        .as_ref()
        .map(|value| quote!(.default_value(#value)));
    let deprecated = arguments
        .deprecated
        .as_ref()
        .map(|message| quote!(.deprecated(#message)));
    let validators = validators(arguments);
    let modifiers = arguments.modifiers.iter().map(modifier);
    Parts {
        block: quote_spanned! { ty.span() =>
            block.add(
                ::terraform_plugin::schema::Attribute::of::<#ty>(#name, #text)
                    #(#flags)* #default #deprecated #validators
                    #(.plan({
                        #[allow(unused_imports, clippy::wildcard_imports)]
                        use ::terraform_plugin::modifier::*;
                        #modifiers
                    }))*
            );
        },
        take: quote! { #ident: fields.take(#name)?, },
        put: quote! { fields.put(#name, &self.#ident); },
        has_blocks: TokenStream::new(),
        bound: Some(
            parse_quote!(#ty: ::terraform_plugin::value::Field + ::terraform_plugin::value::Element),
        ),
    }
}
