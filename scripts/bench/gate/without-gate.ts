/**
 * Loaded before a service by the bench alone (`node --import`): its consent gate always says "pass", so that what the
 * gate costs can be seen. The product itself has no such switch.
 */
import { registerHooks } from 'node:module';

const GATE = '/dist/src/consent/gate.js';
const DECLARED = 'export function isBlocked(';

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (!url.endsWith(GATE)) return loaded;
    const source = String(loaded.source);
    if (!source.includes(DECLARED)) throw new Error(`${GATE} declares isBlocked in another way`);
    const renamed = source.replace(DECLARED, 'function isReallyBlocked(');
    return { ...loaded, source: `${renamed}\nexport function isBlocked(sql) { return sql\`false\`; }\n` };
  },
});
