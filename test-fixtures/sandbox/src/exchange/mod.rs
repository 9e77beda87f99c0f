//! One exchange with a client: the request, what becomes of it, the answer in all its shapes, the note of it.

pub(crate) mod dispatch;
pub(crate) mod errors;
pub(crate) mod journal;
pub(crate) mod paging;
pub(crate) mod reply;
pub(crate) mod request;
