/** The load balancer in front of the service: several nodes take turns, and one that refuses is passed over. */

export interface BalancedTargets {
  /** What the service calls its public URL; webhooks that begin with it are shared among the nodes. */
  readonly publicBaseUrl: string;
  /** Base URLs, such as `http://127.0.0.1:3001`. None: nobody is there. */
  readonly nodes: readonly string[];
}

export interface Targets {
  readonly setting: BalancedTargets | null;
  set(targets: BalancedTargets | null): void;
  /** Where a webhook may be brought, in the order of trying. The first turns with every asking. */
  of(url: string): readonly string[];
}

/** Throws a `TypeError` when one of the URLs is none. */
export function createTargets(first: BalancedTargets | null): Targets {
  let setting = first && checked(first);
  let turn = 0;
  return {
    get setting() {
      return setting;
    },
    set(targets) {
      setting = targets && checked(targets);
    },
    of(url) {
      if (!setting) return [url];
      const { publicBaseUrl, nodes } = setting;
      if (!url.startsWith(`${publicBaseUrl}/`)) return [url];
      const path = url.slice(publicBaseUrl.length);
      const from = nodes.length > 0 ? turn % nodes.length : 0;
      turn += 1;
      return [...nodes.slice(from), ...nodes.slice(0, from)].map((node) => node + path);
    },
  };
}

function checked({ publicBaseUrl, nodes }: BalancedTargets): BalancedTargets {
  const plain = (url: string) => new URL(url).href.replace(/\/+$/, '');
  return { publicBaseUrl: plain(publicBaseUrl), nodes: nodes.map(plain) };
}
