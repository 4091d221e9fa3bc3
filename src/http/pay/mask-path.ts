/** Takes the secret out of a path before it is logged: whoever holds the token of a short link can act as its owner. */

/** `/pay/k3J…` → `/pay/***`; other paths stay as they are. Queries do not belong in logs and are cut off. */
export function maskPath(path: string): string {
  const [withoutQuery = ''] = path.split('?');
  return withoutQuery.replace(/^(\/+(?:pay|portal)\/+)[^/]+/i, '$1***');
}
