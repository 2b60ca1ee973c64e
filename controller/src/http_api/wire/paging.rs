//! Pages of lists: what a client may ask for and what it is told. Never runs a query.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::error::{ApiError, Code};

/// Items per page where the client does not say.
pub const DEFAULT_PAGE_SIZE: u64 = 20;
/// Most items per page.
pub const MAX_PAGE_SIZE: u64 = 200;
/// The last page that can be asked for.
pub const MAX_PAGE: u64 = 1_000_000_000;

/// The page that a client asks for.
#[derive(Clone, Copy, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// Counts from 1.
    #[param(default = 1, minimum = 1, maximum = 1_000_000_000)]
    pub page: Option<u64>,
    /// Items per page.
    #[param(default = 20, minimum = 1, maximum = 200)]
    pub page_size: Option<u64>,
}

/// A checked page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paging {
    /// Counts from 1.
    pub page: u64,
    /// Items per page, 1 to [`MAX_PAGE_SIZE`].
    pub page_size: u64,
}

/// One page of a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Page<T> {
    /// The items, in the list's order.
    pub items: Vec<T>,
    /// Where this page stands.
    pub pagination: Pagination,
}

/// Where a page stands in its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Pagination {
    /// Counts from 1.
    pub page: u64,
    /// Items per page.
    pub page_size: u64,
    /// Items of the whole list.
    pub total: u64,
    /// Pages of the whole list; 0 where it is empty.
    pub total_pages: u64,
    /// Whether a page follows.
    pub has_next: bool,
    /// Whether a page goes before.
    pub has_prev: bool,
}

impl PageQuery {
    /// Checks the limits.
    pub fn checked(self) -> Result<Paging, ApiError> {
        let page = self.page.unwrap_or(1);
        let page_size = self.page_size.unwrap_or(DEFAULT_PAGE_SIZE);
        if !(1..=MAX_PAGE).contains(&page) {
            return Err(ApiError::new(Code::Parameter, format!("`page` must lie between 1 and {MAX_PAGE}")));
        }
        if !(1..=MAX_PAGE_SIZE).contains(&page_size) {
            return Err(ApiError::new(
                Code::Parameter,
                format!("`page_size` must lie between 1 and {MAX_PAGE_SIZE}"),
            ));
        }
        Ok(Paging { page, page_size })
    }
}

impl Paging {
    /// Items before this page.
    pub fn offset(self) -> u64 {
        (self.page - 1) * self.page_size
    }

    /// A page of a list of which `items` were read and `total` exist.
    pub fn page_of<T>(self, items: Vec<T>, total: u64) -> Page<T> {
        let total_pages = total.div_ceil(self.page_size);
        let pagination = Pagination {
            page: self.page,
            page_size: self.page_size,
            total,
            total_pages,
            has_next: self.page < total_pages,
            has_prev: self.page > 1,
        };
        Page { items, pagination }
    }

    /// This page of a list that is at hand as a whole.
    pub fn slice<T>(self, all: Vec<T>) -> Page<T> {
        let total = all.len() as u64;
        let start = usize::try_from(self.offset()).unwrap_or(usize::MAX);
        let size = usize::try_from(self.page_size).expect("a page is at most MAX_PAGE_SIZE items");
        self.page_of(all.into_iter().skip(start).take(size).collect(), total)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_know_their_neighbors() {
        let check = |page, total, pages, next, prev| {
            let query = PageQuery { page: Some(page), page_size: Some(10) };
            let found = query.checked().unwrap().page_of(Vec::<u8>::new(), total).pagination;
            assert_eq!((found.total_pages, found.has_next, found.has_prev), (pages, next, prev));
        };
        check(1, 0, 0, false, false);
        check(1, 10, 1, false, false);
        check(1, 11, 2, true, false);
        check(2, 11, 2, false, true);
        check(9, 11, 2, false, true);
    }

    #[test]
    fn a_page_beyond_the_limits_is_refused() {
        let refused = |page, page_size| PageQuery { page, page_size }.checked().is_err();
        assert!(refused(Some(0), None));
        assert!(refused(Some(MAX_PAGE + 1), None));
        assert!(refused(None, Some(0)));
        assert!(refused(None, Some(201)));
    }

    #[test]
    fn the_last_possible_page_is_empty() {
        let paging = PageQuery { page: Some(MAX_PAGE), page_size: Some(200) }.checked().unwrap();
        assert!(paging.slice(vec![1, 2, 3]).items.is_empty());
    }
}
