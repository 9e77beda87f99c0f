//! `#[derive(Schema)]` of the crate `terraform-plugin`, which re-exports and documents it.

mod arguments;
mod attributes;
mod schema;

/// Makes a struct the model of a provider, resource, data source or nested object.
///
/// The doc comment of the struct and of every field is its description in Terraform and in the
/// documentation; leaving one out is a compile error. Every field is a `Value<…>` and says in
/// `#[attr(…)]` what it is:
///
/// | argument | meaning |
/// |---|---|
/// | `required` | must be configured |
/// | `optional` | may be configured |
/// | `computed` | is set by the provider; with `optional`: unless configured |
/// | `default = EXPR` | value when not configured (anything that converts into `Tree`); implies `optional, computed` |
/// | `sensitive` | never shown (a `Secret<…>` is so by itself) |
/// | `write_only` | never stored; read it from `config` (Terraform 1.11 and later) |
/// | `deprecated = "…"` | why not to use it any more |
/// | `validate(EXPR, …)` | checks, see `terraform_plugin::validate` |
/// | `plan(EXPR, …)` | `requires_replace`, `requires_replace_if_configured`, `use_state_for_unknown`, or an expression that makes a `Modifier` |
/// | `block`, `block(min = N, max = N, group)` | nested blocks instead of an attribute |
/// | `flatten` | all fields of another `derive(Schema)` struct, without a level of their own |
/// | `skip` | not part of the schema; made by `Default` |
/// | `name = "…"` | the name, when it is not the field's |
///
/// Names inside `validate(…)` are looked up in `terraform_plugin::validate` and names inside
/// `plan(…)` in `terraform_plugin::modifier`, so the usual ones need no `use`.
///
/// `#[schema(deprecated = "…")]` on the struct marks the whole unit.
#[proc_macro_derive(Schema, attributes(attr, schema))]
pub fn derive_schema(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let input = syn::parse_macro_input!(input as syn::DeriveInput);
    schema::expand(&input)
        .unwrap_or_else(|error| error.to_compile_error())
        .into()
}

/// Makes a struct the parameters of a function, in the order of its fields.
///
/// The doc comment of the struct is the description of the function unless the function gives
/// another; that of every field is the description of the parameter. A field of a bare type gets
/// neither null nor unknown values, one of `Option<T>` may get null, and one of `Value<T>` either.
/// Element types are those of `derive(Schema)`, structs with it included.
///
/// | argument of `#[arg(…)]` | meaning |
/// |---|---|
/// | `variadic` | takes all further arguments; on the last field, which is a `Vec` |
/// | `validate(EXPR, …)` | checks, see `terraform_plugin::validate`; of each argument when variadic |
/// | `name = "…"` | the name, when it is not the field's |
#[proc_macro_derive(Arguments, attributes(arg))]
pub fn derive_arguments(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let input = syn::parse_macro_input!(input as syn::DeriveInput);
    arguments::expand(&input)
        .unwrap_or_else(|error| error.to_compile_error())
        .into()
}
