//! What stands in `#[attr(…)]`, `#[schema(…)]` and doc comments.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::meta::ParseNestedMeta;
use syn::punctuated::Punctuated;
use syn::{Attribute, Error, Expr, LitInt, LitStr, Result, Token, parenthesized};

/// The arguments of one field.
#[derive(Default)]
pub struct FieldArguments {
    pub required: bool,
    pub optional: bool,
    pub computed: bool,
    pub sensitive: bool,
    pub write_only: bool,
    pub flatten: bool,
    pub skip: bool,
    pub name: Option<LitStr>,
    pub default: Option<Expr>,
    pub deprecated: Option<LitStr>,
    pub validators: Vec<Expr>,
    pub modifiers: Vec<Expr>,
    pub block: Option<BlockArguments>,
}

/// The arguments of `block(…)`.
#[derive(Default)]
pub struct BlockArguments {
    pub min: Option<LitInt>,
    pub max: Option<LitInt>,
    pub group: bool,
}

impl FieldArguments {
    pub fn read(attributes: &[Attribute], field: Span) -> Result<Self> {
        let mut arguments = Self::default();
        let mut found = false;
        for attribute in attributes
            .iter()
            .filter(|attribute| attribute.path().is_ident("attr"))
        {
            found = true;
            attribute.parse_nested_meta(|meta| arguments.argument(&meta))?;
        }
        if !found {
            return Err(Error::new(
                field,
                "say what the field is: #[attr(required)], #[attr(optional)], #[attr(computed)], #[attr(block)], #[attr(flatten)] or #[attr(skip)]",
            ));
        }
        arguments.check(field)?;
        Ok(arguments)
    }

    fn argument(&mut self, meta: &ParseNestedMeta<'_>) -> Result<()> {
        let name = meta
            .path
            .get_ident()
            .map(ToString::to_string)
            .unwrap_or_default();
        match name.as_str() {
            "required" => self.required = true,
            "optional" => self.optional = true,
            "computed" => self.computed = true,
            "sensitive" => self.sensitive = true,
            "write_only" => self.write_only = true,
            "flatten" => self.flatten = true,
            "skip" => self.skip = true,
            "name" => self.name = Some(meta.value()?.parse()?),
            "default" => self.default = Some(meta.value()?.parse()?),
            "deprecated" => self.deprecated = Some(meta.value()?.parse()?),
            "validate" => self.validators.extend(expressions(meta)?),
            "plan" => self.modifiers.extend(expressions(meta)?),
            "block" => self.block = Some(block(meta)?),
            _ => return Err(meta.error("unknown argument: see derive(Schema) for the list")),
        }
        Ok(())
    }

    fn check(&self, field: Span) -> Result<()> {
        let attribute = self.required || self.optional || self.computed || self.default.is_some();
        let kinds = [attribute, self.block.is_some(), self.flatten, self.skip];
        if kinds.iter().filter(|is| **is).count() != 1 {
            return Err(Error::new(
                field,
                "a field is one of: an attribute (required, optional, computed, default), block, flatten, skip",
            ));
        }
        if self.required && (self.optional || self.computed || self.default.is_some()) {
            return Err(Error::new(
                field,
                "a required attribute is always configured, so it cannot be optional, computed or have a default",
            ));
        }
        if self.write_only && (self.computed || self.default.is_some()) {
            return Err(Error::new(
                field,
                "a write-only attribute is never stored, so it cannot be computed or have a default",
            ));
        }
        Ok(())
    }
}

pub fn expressions(meta: &ParseNestedMeta<'_>) -> Result<Punctuated<Expr, Token![,]>> {
    let content;
    parenthesized!(content in meta.input);
    Punctuated::parse_terminated(&content)
}

fn block(meta: &ParseNestedMeta<'_>) -> Result<BlockArguments> {
    let mut arguments = BlockArguments::default();
    if meta.input.peek(syn::token::Paren) {
        meta.parse_nested_meta(|inner| {
            if inner.path.is_ident("min") {
                arguments.min = Some(inner.value()?.parse()?);
            } else if inner.path.is_ident("max") {
                arguments.max = Some(inner.value()?.parse()?);
            } else if inner.path.is_ident("group") {
                arguments.group = true;
            } else {
                return Err(inner.error("expected min = N, max = N or group"));
            }
            Ok(())
        })?;
    }
    Ok(arguments)
}

/// The text of a doc comment; an error without one.
pub fn description(attributes: &[Attribute], of: Span, what: &str) -> Result<String> {
    let mut lines = Vec::new();
    for attribute in attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("doc"))
    {
        if let syn::Meta::NameValue(pair) = &attribute.meta
            && let Expr::Lit(syn::ExprLit {
                lit: syn::Lit::Str(text),
                ..
            }) = &pair.value
        {
            let text = text.value();
            lines.push(
                text.strip_prefix(' ')
                    .unwrap_or(&text)
                    .trim_end()
                    .to_owned(),
            );
        }
    }
    let text = lines.join("\n").trim().to_owned();
    if text.is_empty() {
        return Err(Error::new(
            of,
            format!("{what} needs a doc comment: it is the description shown to users"),
        ));
    }
    Ok(text)
}

/// The message of `#[schema(deprecated = "…")]`.
pub fn struct_deprecation(attributes: &[Attribute]) -> Result<Option<LitStr>> {
    let mut message = None;
    for attribute in attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("schema"))
    {
        attribute.parse_nested_meta(|meta| {
            if !meta.path.is_ident("deprecated") {
                return Err(meta.error("expected deprecated = \"…\""));
            }
            message = Some(meta.value()?.parse()?);
            Ok(())
        })?;
    }
    Ok(message)
}

/// A modifier: a bare name is a function without arguments.
pub fn modifier(expression: &Expr) -> TokenStream {
    match expression {
        Expr::Path(_) => quote!(#expression()),
        other => quote!(#other),
    }
}
