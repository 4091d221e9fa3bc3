/** Lists in Twilio's paged shape; the official client follows `next_page_uri` by itself. */

const defaultPageSize = 50;
const largestPageSize = 1000;

/** `url` is the request's; the query of the answer's links is the same with another page. */
export function paged<T>(url: string, key: string, items: readonly T[]): Record<string, unknown> {
  const asked = new URL(url);
  const page = whole(asked.searchParams.get('Page')) ?? 0;
  const pageSize = Math.min(largestPageSize, whole(asked.searchParams.get('PageSize')) ?? defaultPageSize);
  const start = page * pageSize;
  const shown = items.slice(start, start + pageSize);
  const uri = (number: number) => {
    asked.searchParams.set('PageSize', String(pageSize));
    asked.searchParams.set('Page', String(number));
    return asked.pathname + asked.search;
  };
  return {
    [key]: shown,
    page,
    page_size: pageSize,
    start,
    end: Math.max(start, start + shown.length - 1),
    uri: uri(page),
    first_page_uri: uri(0),
    next_page_uri: start + pageSize < items.length ? uri(page + 1) : null,
    previous_page_uri: page > 0 ? uri(page - 1) : null,
  };
}

function whole(text: string | null): number | null {
  return text && /^\d+$/.test(text) ? Number(text) : null;
}
