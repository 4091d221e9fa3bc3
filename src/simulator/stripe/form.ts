/** Stripe's form encoding: `line_items[0][price]=x` is a tree. Parsed here into plain objects, arrays by index. */

export type FormTree = string | { [name: string]: FormTree };

export function readForm(body: string): Record<string, FormTree> {
  const root: Record<string, FormTree> = Object.create(null);
  for (const [name, value] of new URLSearchParams(body)) {
    const path = name.split(/[[\]]+/).filter((part) => part !== '');
    place(root, path, value);
  }
  return root;
}

function place(root: Record<string, FormTree>, path: readonly string[], value: string): void {
  let node = root;
  for (const [index, part] of path.entries()) {
    if (index === path.length - 1) {
      node[part] = value;
      return;
    }
    const next = node[part];
    const child: Record<string, FormTree> = typeof next === 'object' ? next : Object.create(null);
    node[part] = child;
    node = child;
  }
}

/** `{0: a, 1: b}` is the array `[a, b]`. */
export function asArray(tree: unknown): unknown {
  return typeof tree === 'object' && tree !== null && !Array.isArray(tree) ? Object.values(tree) : tree;
}
